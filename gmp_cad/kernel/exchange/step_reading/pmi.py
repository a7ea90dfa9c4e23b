"""Semantic PMI as the text of a STEP file states it: one item per entity, no CAD kernel.

Every dimension, geometric tolerance and datum (textures and notes:
:mod:`gmp_cad.kernel.exchange.step_reading.properties`), with values in mm and degrees
whatever the units of the file, and the numbers of the faces (or other geometry) to which it is
attached. Sources: ISO 10303-242:2014 (editions 2 and 3 say the same in these entities), CAx-IF
Recommended Practices for the Representation and Presentation of PMI (AP242), v4.0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from gmp_cad.evidence import PmiItem
from gmp_cad.kernel.exchange.step_reading.aspects import attached, geometry_word
from gmp_cad.kernel.exchange.step_reading.exchange import (
    Exchange,
    Record,
    Ref,
    Value,
    Word,
    references,
)
from gmp_cad.kernel.exchange.step_reading.marks import PRINCIPLES, ZONES, mark
from gmp_cad.kernel.exchange.step_reading.properties import note_items, texture_items
from gmp_cad.kernel.exchange.step_reading.units import measure_of
from gmp_cad.language import english

# entity → characteristic, as [tolerances] writes it
CHARACTERISTICS = {
    "ANGULARITY_TOLERANCE": "angularity",
    "CIRCULAR_RUNOUT_TOLERANCE": "circular_runout",
    "COAXIALITY_TOLERANCE": "coaxiality",
    "CONCENTRICITY_TOLERANCE": english("concentricity"),
    "CYLINDRICITY_TOLERANCE": "cylindricity",
    "FLATNESS_TOLERANCE": "flatness",
    "LINE_PROFILE_TOLERANCE": "line_profile",
    "PARALLELISM_TOLERANCE": "parallelism",
    "PERPENDICULARITY_TOLERANCE": "perpendicularity",
    "POSITION_TOLERANCE": "position",
    "ROUNDNESS_TOLERANCE": "circularity",
    "STRAIGHTNESS_TOLERANCE": "straightness",
    "SURFACE_PROFILE_TOLERANCE": "surface_profile",
    "SYMMETRY_TOLERANCE": "symmetry",
    "TOTAL_RUNOUT_TOLERANCE": "total_runout",
}
# The subtypes first: a complex entity is counted once, as the first that it is.
SIZES = (
    "ANGULAR_SIZE", "DIMENSIONAL_SIZE_WITH_PATH", "DIMENSIONAL_SIZE_WITH_DATUM_FEATURE",
    "DIMENSIONAL_SIZE",
)  # fmt: skip
LOCATIONS = (
    "ANGULAR_LOCATION", "DIRECTED_DIMENSIONAL_LOCATION", "DIMENSIONAL_LOCATION_WITH_PATH",
    "DIMENSIONAL_LOCATION",
)  # fmt: skip
TEXTURE = "SURFACETEXTURE_REPRESENTATION"
TARGETS = ("PLACED_DATUM_TARGET_FEATURE", "DATUM_TARGET")
FEATURES = ("DIMENSIONAL_SIZE_WITH_DATUM_FEATURE", "DATUM_FEATURE")
_MOST_ITEMS = 1000  # in the representation of one dimension; files need a handful


def text_items(file: Exchange) -> tuple[PmiItem, ...]:
    """Return every dimension, geometric tolerance, datum, surface texture and note of a file."""
    items = (
        *_dimensions(file), *_tolerances(file), *_datums(file), *texture_items(file),
        *note_items(file),
    )  # fmt: skip
    return tuple(
        replace(item, on=_words(file, item), id=item.id or _identifier(file, item))
        for item in items
    )


def _identifier(file: Exchange, item: PmiItem) -> str:
    number = Ref(item.entity.removeprefix("#"))
    users = file.users("ID_ATTRIBUTE", 1, number)
    return next((file.text(user, "ID_ATTRIBUTE", 0) for user in users), "")


def _words(file: Exchange, item: PmiItem) -> tuple[str, ...]:
    return tuple(geometry_word(file, n) for n in (*item.attached, *item.attached_second))


def first_of(file: Exchange, number: int, entities: Iterable[str]) -> str:
    """Return the first of ``entities`` that the instance is, or has as a part."""
    own = set(file.keywords(number))
    return next((entity for entity in entities if entity in own), "")


# ---- dimensions ----


def _dimensions(file: Exchange) -> Iterator[PmiItem]:
    for number in file.all(*SIZES, *LOCATIONS):
        entity = first_of(file, number, (*SIZES, *LOCATIONS))
        if entity in SIZES:
            yield _valued(file, number, _size(file, number, entity))
        elif entity:
            yield _valued(file, number, _location(file, number, entity))


def _size(file: Exchange, number: int, entity: str) -> PmiItem:
    first = 0
    if entity == "DIMENSIONAL_SIZE_WITH_DATUM_FEATURE" and len(file.records(number)) == 1:
        first = 4  # those of the datum feature stand before
    name = file.text(number, "DIMENSIONAL_SIZE", first + 1)
    aspect = file.value(number, "DIMENSIONAL_SIZE", first)
    angular = entity == "ANGULAR_SIZE"
    return PmiItem(
        kind="dimension", type="angle" if angular else name or "size", entity=f"#{number}",
        name=_aspect_name(file, aspect), unit="°" if angular else "mm",
        attached=attached(file, aspect),
    )  # fmt: skip


def _location(file: Exchange, number: int, entity: str) -> PmiItem:
    relation = "SHAPE_ASPECT_RELATIONSHIP"
    supertypes = ("DIMENSIONAL_LOCATION", relation)
    part = next((k for k in (relation, *supertypes) if k in file.keywords(number)), relation)
    angular = entity == "ANGULAR_LOCATION"
    return PmiItem(
        kind="dimension",
        type="angle" if angular else file.text(number, part, 0) or english("linear distance"),
        entity=f"#{number}", name=file.text(number, part, 1), unit="°" if angular else "mm",
        attached=attached(file, file.value(number, part, 2)),
        second=(), attached_second=attached(file, file.value(number, part, 3)),
        modifiers=(english("directed"),) if entity == "DIRECTED_DIMENSIONAL_LOCATION" else (),
    )  # fmt: skip


def _aspect_name(file: Exchange, aspect: Value) -> str:
    return file.text(aspect, "SHAPE_ASPECT", 0)


def _valued(file: Exchange, number: int, item: PmiItem) -> PmiItem:
    """Return a dimension with its value, limits, class and modifiers."""
    value, bounds, modifiers = None, {}, list(item.modifiers)
    characteristic = "DIMENSIONAL_CHARACTERISTIC_REPRESENTATION"
    for user in file.users(characteristic, 0, number):
        for representation in file.refs(user, characteristic, 1):
            principle = file.text(representation, "SHAPE_DIMENSION_REPRESENTATION", 0)
            modifiers += [mark(principle)] if principle.upper() in PRINCIPLES else []
            for name, measured, words in _values(file, representation):
                modifiers += words
                if measured is None:
                    continue
                if name in ("upper limit", "lower limit"):
                    bounds[name] = measured
                else:
                    value = measured if value is None else value
    item = replace(item, value=value)
    for user in file.users("PLUS_MINUS_TOLERANCE", 1, number):
        item = _toleranced(file, file.value(user, "PLUS_MINUS_TOLERANCE", 0), item)
    if len(bounds) == 2:
        limits = (bounds["lower limit"], bounds["upper limit"])
        item = replace(item, limits=limits, value=_middle(limits) if value is None else value)
    return replace(item, modifiers=tuple(dict.fromkeys(m for m in modifiers if m)))


def _middle(limits: tuple[float, float]) -> float:
    return (limits[0] + limits[1]) / 2


def _values(
    file: Exchange, representation: Value
) -> Iterator[tuple[str, float | None, tuple[str, ...]]]:
    """Yield (name, value, modifiers) of every item of a dimension's representation."""
    pending = list(file.refs(representation, "SHAPE_DIMENSION_REPRESENTATION", 1))
    for _ in range(_MOST_ITEMS):
        if not pending:
            return
        item = pending.pop(0)
        keywords = file.keywords(item)
        if "DESCRIPTIVE_REPRESENTATION_ITEM" in keywords:
            yield "", None, (mark(file.text(item, "DESCRIPTIVE_REPRESENTATION_ITEM", 1)),)
        elif "COMPOUND_REPRESENTATION_ITEM" in keywords or "VALUE_RANGE" in keywords:
            values = file.part(item, "COMPOUND_REPRESENTATION_ITEM")
            pending += [ref for value in values for ref in references(value)]
        else:
            name = file.text(item, "REPRESENTATION_ITEM", 0)
            yield name.strip().lower(), measure_of(file, item), _qualifiers(file, item)


def _qualifiers(file: Exchange, item: Ref) -> tuple[str, ...]:
    """Return max, min or mean; the formats of numbers (NR2 1.3) are no qualifiers."""
    found = file.refs(item, "QUALIFIED_REPRESENTATION_ITEM", 0)
    if len(file.records(item)) == 1:
        found = ()
    types = (q for q in found if "TYPE_QUALIFIER" in file.keywords(q))
    words = (mark(file.text(q, "TYPE_QUALIFIER", 0)) for q in types)
    return tuple(word for word in words if word in ("max", "min", "mean"))


def _toleranced(file: Exchange, range_: Value, item: PmiItem) -> PmiItem:
    keywords = file.keywords(range_)
    if "LIMITS_AND_FITS" in keywords:
        letters, grade = (file.text(range_, "LIMITS_AND_FITS", i).strip() for i in (0, 2))
        return replace(item, fit=letters + grade)
    lower, upper = (measure_of(file, file.value(range_, "TOLERANCE_VALUE", i)) for i in (0, 1))
    if item.value is None or lower is None or upper is None:
        return item
    return replace(item, limits=(item.value + lower, item.value + upper))


# ---- geometric tolerances ----


def _tolerances(file: Exchange) -> Iterator[PmiItem]:
    for number in file.all(*CHARACTERISTICS):
        entity = first_of(file, number, CHARACTERISTICS)
        if not entity:
            continue
        target = file.value(number, _TOLERANCE, 3)
        shape, zone_modifiers = _zone(file, number)
        own, datums = _requirements(file, number)
        yield PmiItem(
            kind="tolerance", type=CHARACTERISTICS[entity], entity=f"#{number}",
            name=file.text(number, _TOLERANCE, 0), shape=shape, datums=datums,
            value=measure_of(file, file.value(number, _TOLERANCE, 2)),
            modifiers=tuple(dict.fromkeys((*own, *zone_modifiers, *_extent(file, target)))),
            attached=_target_geometry(file, target),
        )  # fmt: skip


_TOLERANCE = "GEOMETRIC_TOLERANCE"


def _target_geometry(file: Exchange, target: Value) -> tuple[int, ...]:
    """Return the geometry of a toleranced aspect, or of the dimension that stands for it."""
    keywords = file.keywords(target)
    if "DIMENSIONAL_SIZE" in keywords:
        return attached(file, file.value(target, "DIMENSIONAL_SIZE", 0))
    if "DIMENSIONAL_LOCATION" in keywords:
        part = "DIMENSIONAL_LOCATION"
        ends = (attached(file, file.value(target, part, i)) for i in (2, 3))
        return tuple(dict.fromkeys(face for end in ends for face in end))
    return attached(file, target)


def _extent(file: Exchange, target: Value) -> tuple[str, ...]:
    keywords = set(file.keywords(target))
    if keywords & {"ALL_AROUND_SHAPE_ASPECT"}:
        return (english("all around"),)
    if keywords & {"PRODUCT_DEFINITION_SHAPE"}:
        return (english("all over"),)
    return ("↔",) if keywords & {"BETWEEN_SHAPE_ASPECT"} else ()


def _zone(file: Exchange, number: int) -> tuple[str, tuple[str, ...]]:
    """Return the shape of a tolerance's zone, and Ⓟ with its length."""
    shape, modifiers = "", []
    for zone in file.users("TOLERANCE_ZONE", 4, number):
        form = file.value(zone, "TOLERANCE_ZONE", 5)
        shape = ZONES.get(file.text(form, "TOLERANCE_ZONE_FORM", 0).strip().lower(), shape)
        for definition in file.users("PROJECTED_ZONE_DEFINITION", 0, zone):
            length = measure_of(file, file.value(definition, "PROJECTED_ZONE_DEFINITION", 3))
            modifiers.append("Ⓟ" if length is None else f"Ⓟ {_number(length)}")
    return shape, tuple(modifiers)


def _number(value: float) -> str:
    return f"{value:.9g}"


def _requirements(file: Exchange, number: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return modifiers and datum compartments of a tolerance, simple or complex."""
    modifiers: list[str] = []
    datums: tuple[str, ...] = ()
    records = file.records(number)
    for record in records:
        values = record.values[4:] if len(records) == 1 else record.values
        if record.keyword == _TOLERANCE:
            continue
        for value in values:
            if isinstance(value, Word):
                modifiers.append(mark(value))
            elif isinstance(value, Ref):
                modifiers += _measured_mark(file, record.keyword, value)
            elif isinstance(value, tuple):
                modifiers += [mark(word) for word in value if isinstance(word, Word)]
                datums = datums or _compartments(file, value)
    return tuple(m for m in modifiers if m), datums


_MEASURED = {
    "UNEQUALLY_DISPOSED_GEOMETRIC_TOLERANCE": "UZ {}",
    "GEOMETRIC_TOLERANCE_WITH_DEFINED_UNIT": "/{}",
    "GEOMETRIC_TOLERANCE_WITH_MAXIMUM_TOLERANCE": "max {}",
}


def _measured_mark(file: Exchange, keyword: str, value: Ref) -> list[str]:
    length = measure_of(file, value)
    if keyword not in _MEASURED or length is None:
        return []
    signed = f"{length:+.9g}" if keyword.startswith("UNEQUALLY") else _number(length)
    return [_MEASURED[keyword].format(signed)]


# ---- datums ----


def _compartments(file: Exchange, references: tuple[Value, ...]) -> tuple[str, ...]:
    """Return the compartments of a datum system as texts: ``A``, ``A-B``, ``A Ⓜ``."""
    found: list[tuple[float, str]] = []
    for reference in references:
        if not isinstance(reference, Ref):
            continue
        keywords = file.keywords(reference)
        if "DATUM_SYSTEM" in keywords:
            return _compartments(file, file.refs(reference, "DATUM_SYSTEM", 4)[:3])
        if "DATUM_REFERENCE_COMPARTMENT" in keywords:
            found.append((len(found), _compartment(file, reference)))
        elif {"DATUM_REFERENCE", "REFERENCED_MODIFIED_DATUM"} & set(keywords):
            found.append(_old_reference(file, reference))
    return tuple(text for _, text in sorted(found, key=lambda pair: pair[0]))


def _compartment(file: Exchange, number: Value) -> str:
    """Return a compartment, or one element of a common datum, with its modifiers."""
    base, modifiers = (*file.part(number, "GENERAL_DATUM_REFERENCE"), None, None)[-4:-2]
    if isinstance(base, Record | tuple):
        text = "-".join(_compartment(file, element) for element in references(base))
    else:
        text = _letters(file, base)
    return " ".join((text, *_datum_marks(file, modifiers)))


def _letters(file: Exchange, datum: Value) -> str:
    """Return the letter of a datum, or those of a common one."""
    if "COMMON_DATUM" in file.keywords(datum):
        parts = file.users("SHAPE_ASPECT_RELATIONSHIP", 2, datum)
        related = (file.value(user, "SHAPE_ASPECT_RELATIONSHIP", 3) for user in parts)
        letters = [file.text(d, "DATUM", 4) for d in related if "DATUM" in file.keywords(d)]
        if letters:
            return "-".join(letters)
    part = file.part(datum, "DATUM")
    letters = [v for v in part if isinstance(v, str) and not isinstance(v, Word)]
    return letters[-1] if letters else "?"


def _datum_marks(file: Exchange, value: Value) -> Iterator[str]:
    for item in value if isinstance(value, tuple) else ():
        if isinstance(item, Word):
            yield mark(item)
        elif isinstance(item, Record):
            yield from (mark(word) for word in item.values if isinstance(word, Word))
        elif isinstance(item, Ref):
            part = "DATUM_REFERENCE_MODIFIER_WITH_VALUE"
            kind, length = file.value(item, part, 0), measure_of(file, file.value(item, part, 1))
            shown = "" if length is None else f" {_number(length)}"
            yield f"{mark(str(kind))}{shown}"


def _old_reference(file: Exchange, number: Ref) -> tuple[float, str]:
    """Return precedence and text of a reference as AP203 and AP214 write it."""
    precedence = file.value(number, "DATUM_REFERENCE", 0)
    text = _letters(file, file.value(number, "DATUM_REFERENCE", 1))
    words = (r.values for r in file.records(number) if r.keyword == "REFERENCED_MODIFIED_DATUM")
    marks = (mark(word) for values in words for word in values if isinstance(word, Word))
    order = precedence if isinstance(precedence, float) else 0.0
    return order, " ".join((text, *(mark for mark in marks if mark)))


def _datums(file: Exchange) -> Iterator[PmiItem]:
    """Yield one item per datum, on the faces of its features and targets."""
    relation = "SHAPE_ASPECT_RELATIONSHIP"
    for number in file.all("DATUM", "COMMON_DATUM"):
        features = [
            file.value(user, relation, 2)
            for user in (*file.users(relation, 3, number), *_deriving(file, number))
        ]
        features = [f for f in features if set(file.keywords(f)) & {*FEATURES, *TARGETS}]
        targets = tuple(_target(file, f) for f in features if set(file.keywords(f)) & {*TARGETS})
        faces = (face for feature in features for face in attached(file, feature))
        letters = _letters(file, Ref(number))
        yield PmiItem(
            kind="datum", type=english("common datum" if "-" in letters else "datum"),
            entity=f"#{number}", name=letters, modifiers=targets,
            attached=tuple(dict.fromkeys(faces)) or attached(file, Ref(number)),
        )  # fmt: skip


def _deriving(file: Exchange, number: int) -> tuple[int, ...]:
    return file.users("SHAPE_ASPECT_DERIVING_RELATIONSHIP", 3, number)


def _target(file: Exchange, number: Value) -> str:
    """Return a datum target as a drawing names it: its letter is the datum's (``point 1``)."""
    part = next((k for k in ("DATUM_TARGET",) if k in file.keywords(number)), "")
    index = 0 if part and len(file.records(number)) > 1 else 4
    kind = file.text(number, "SHAPE_ASPECT", 1)
    return f"{kind} {file.text(number, part or 'DATUM_TARGET', index)}".strip()
