"""PMI written as entities of ISO 10303-242 (edition 1) after the text of OCCT.

OCCT's own writer of PMI is left out: it is not schema-valid and loses entities (docs/decisions). Form:
CAx-IF recommended practices for the representation of PMI; attributes and rules: the AP242 schema.
Each size, location, tolerance and texture carries the line of the specification as its id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gmp_cad.kernel import vector
from gmp_cad.kernel.exchange.pmi.anchors import Anchors
from gmp_cad.kernel.exchange.pmi.items import (
    Annotations,
    DatumItem,
    DimensionItem,
    NoteItem,
    Target,
    TextureItem,
    ToleranceItem,
    Value,
    ViewItem,
)
from gmp_cad.kernel.exchange.pmi.sheet import (
    Sheet,
    Token,
    aggregate,
    aspect_fields,
    attach,
    complex_instance,
    measure,
    measure_item,
    real,
    relate,
    shape_aspect,
    united,
    words,
)
from gmp_cad.kernel.exchange.pmi.view import write_view
from gmp_cad.spec.frame import DatumReference, Zone
from gmp_cad.spec.size import Role


def entities(annotations: Annotations, anchors: Anchors, token: Token) -> str:
    """Return the lines that carry ``annotations``; ``token`` gives the token of a text."""
    sheet = Sheet(anchors, token, dict(annotations.names))
    for item in annotations.items:
        _WRITERS[type(item)](sheet, item)
    return "".join(sheet.lines)


# ---- dimensions ----


def _dimension(sheet: Sheet, item: DimensionItem) -> None:
    dimension = _size(sheet, item) if item.other is None else _location(sheet, item, item.other)
    sheet.identify(dimension, item.line)
    items = aggregate(_value(sheet, item.value))
    name = "'envelope requirement'" if item.value.envelope else "''"
    shown = sheet.add(f"SHAPE_DIMENSION_REPRESENTATION({name},{items},{sheet.anchors.context})")
    sheet.add(f"DIMENSIONAL_CHARACTERISTIC_REPRESENTATION({dimension},{shown})")
    if (limits := _tolerance_method(sheet, item)) is not None:
        sheet.add(f"PLUS_MINUS_TOLERANCE({limits},{dimension})")


def _size(sheet: Sheet, item: DimensionItem) -> str:
    fields = f"{shape_aspect(sheet, item.target)},'{item.type}'"
    if item.value.unit == "°":
        return sheet.add(f"ANGULAR_SIZE({fields},{_angle_selection(item.value)})")
    return sheet.add(f"DIMENSIONAL_SIZE({fields})")


def _location(sheet: Sheet, item: DimensionItem, other: Target) -> str:
    fields = f"'{item.type}',$,{shape_aspect(sheet, item.target)},{shape_aspect(sheet, other)}"
    if item.value.unit == "°":
        return sheet.add(f"ANGULAR_LOCATION({fields},{_angle_selection(item.value)})")
    return sheet.add(f"DIMENSIONAL_LOCATION({fields})")


def _angle_selection(value: Value) -> str:
    if value.nominal == 180:
        return ".EQUAL."
    return ".SMALL." if value.nominal < 180 else ".LARGE."


def _value(sheet: Sheet, value: Value) -> list[str]:
    qualifier = sheet.once(f"TYPE_QUALIFIER('{value.bound}')") if value.bound else ""
    items = [measure_item(sheet, "nominal value", value.nominal, value.unit, qualifier)]
    if value.deviations is not None and _as_limits(value):
        lower, upper = (value.nominal + deviation for deviation in value.deviations)
        items.append(measure_item(sheet, "upper limit", upper, value.unit))
        items.append(measure_item(sheet, "lower limit", lower, value.unit))
    if value.role is not Role.TOLERANCED:
        items.append(words(sheet, "dimensional note", _ROLES[value.role]))
    if value.square:
        square = words(sheet, "dimensional note", "square")
        items.append(
            sheet.add(f"COMPOUND_REPRESENTATION_ITEM('',LIST_REPRESENTATION_ITEM(({square})))")
        )
    if value.along is not None:
        items.append(_orientation(sheet, value))
    return items


_ROLES: Mapping[Role, str] = {Role.EXACT: "theoretical", Role.REFERENCE: "auxiliary"}


def _as_limits(value: Value) -> bool:
    """Tell whether the limits stand beside the value.

    A fit takes the only tolerance that a dimension may have, and readers take the amount of a
    deviation for its distance below or above the nominal.
    """
    assert value.deviations is not None
    lower, upper = value.deviations
    return bool(value.fit) or value.limits_written or lower > 0 or upper < 0


def _orientation(sheet: Sheet, value: Value) -> str:
    """Write the direction of an oriented location: the x axis of a placement."""
    assert value.along is not None
    x = value.along
    z = vector.perpendicular(x)
    point, axis, ref = (
        sheet.add(f"{keyword}('',({','.join(map(real, numbers))}))")
        for keyword, numbers in (
            ("CARTESIAN_POINT", (0.0, 0.0, 0.0)),
            ("DIRECTION", z),
            ("DIRECTION", x),
        )
    )
    return sheet.add(f"AXIS2_PLACEMENT_3D('orientation',{point},{axis},{ref})")


def _tolerance_method(sheet: Sheet, item: DimensionItem) -> str | None:
    value = item.value
    if value.fit:
        letters = value.fit.rstrip("0123456789")
        side = "hole" if letters[0].isupper() else "shaft"
        return sheet.add(f"LIMITS_AND_FITS('{letters}','{side}','{value.fit[len(letters) :]}','')")
    if value.deviations is None or _as_limits(value):
        return None
    lower, upper = (measure(sheet, deviation, value.unit) for deviation in value.deviations)
    return sheet.add(f"TOLERANCE_VALUE({lower},{upper})")


# ---- datums and geometric tolerances ----


def _datum(sheet: Sheet, item: DatumItem) -> None:
    """Write a datum with its feature, an aspect of its own."""
    faces = item.target.faces
    fields = aspect_fields(sheet, item.target.name)
    if len(faces) == 1:
        feature = sheet.add(f"DATUM_FEATURE({fields})")
        attach(sheet, feature, faces[0])
    else:
        parts = ("COMPOSITE_SHAPE_ASPECT()", "DATUM_FEATURE()", f"SHAPE_ASPECT({fields})")
        feature = united(sheet, sheet.add(complex_instance(*parts)), faces)
    shape = sheet.anchors.shape
    datum = sheet.add(f"DATUM('',$,{shape},.F.,{sheet.string(item.letter)})")
    sheet.known["datum", item.letter] = datum
    relate(sheet, feature, datum)


_CHARACTERISTICS: Mapping[str, str] = {
    "straightness": "STRAIGHTNESS", "flatness": "FLATNESS", "circularity": "ROUNDNESS",
    "cylindricity": "CYLINDRICITY", "line_profile": "LINE_PROFILE",
    "surface_profile": "SURFACE_PROFILE", "parallelism": "PARALLELISM",
    "perpendicularity": "PERPENDICULARITY", "angularity": "ANGULARITY", "position": "POSITION",
    "coaxiality": "COAXIALITY", "symmetry": "SYMMETRY", "circular_runout": "CIRCULAR_RUNOUT",
    "total_runout": "TOTAL_RUNOUT",
}  # fmt: skip
# These are subtypes of a tolerance with datums: the datum system is one of their attributes.
_WITH_DATUMS = frozenset(
    {
        "parallelism", "perpendicularity", "angularity", "coaxiality", "symmetry",
        "circular_runout", "total_runout",
    }
)  # fmt: skip
_MODIFIERS: Mapping[str, str] = {
    "Ⓜ": ".MAXIMUM_MATERIAL_REQUIREMENT.", "Ⓛ": ".LEAST_MATERIAL_REQUIREMENT.",
    "Ⓕ": ".FREE_STATE.", "CZ": ".COMMON_ZONE.", "SZ": ".SEPARATE_REQUIREMENT.",
}  # fmt: skip
_FORMS = {"": "between two equidistant surfaces", "⌀": "cylindrical or circular", "S⌀": "spherical"}


def _tolerance(sheet: Sheet, item: ToleranceItem) -> None:
    aspect = shape_aspect(sheet, item.target)
    system = _datum_system(sheet, item.references) if item.references else ""
    magnitude = measure(sheet, item.zone.width_mm)
    fields = f"{sheet.string(item.line)},{sheet.string(item.text)},{magnitude},{aspect}"
    tolerance = sheet.add(_tolerance_text(sheet, item, fields, system))
    sheet.identify(tolerance, item.line)
    if item.zone.shape or item.projected_from is not None:
        _zone(sheet, item, tolerance)


def _tolerance_text(sheet: Sheet, item: ToleranceItem, fields: str, system: str) -> str:
    keyword = f"{_CHARACTERISTICS[item.symbol]}_TOLERANCE"
    extra = _extensions(sheet, item.zone)
    if not extra and not system:
        return f"{keyword}({fields})"
    if not extra and item.symbol in _WITH_DATUMS:
        return f"{keyword}({fields},({system}))"
    referring = [f"GEOMETRIC_TOLERANCE_WITH_DATUM_REFERENCE(({system}))"] if system else []
    return complex_instance(f"GEOMETRIC_TOLERANCE({fields})", *referring, *extra, f"{keyword}()")


def _extensions(sheet: Sheet, zone: Zone) -> list[str]:
    """Return the further types that the modifiers of a zone make of a tolerance."""
    modifiers = [_MODIFIERS[sign] for sign in zone.modifiers if sign in _MODIFIERS]
    found = [f"GEOMETRIC_TOLERANCE_WITH_MODIFIERS({aggregate(modifiers)})"] if modifiers else []
    if zone.offset_mm is not None:
        offset = measure(sheet, zone.offset_mm)
        found.append(f"UNEQUALLY_DISPOSED_GEOMETRIC_TOLERANCE({offset})")
    return found


def _datum_system(sheet: Sheet, references: tuple[DatumReference, ...]) -> str:
    """Return the datum system of a frame; frames with the same one share it."""
    if references not in sheet.known:
        name = sheet.string("|".join(map(str, references)))
        compartments = [_compartment(sheet, reference) for reference in references]
        text = f"DATUM_SYSTEM({name},$,{sheet.anchors.shape},.F.,{aggregate(compartments)})"
        sheet.known[references] = sheet.add(text)
    return sheet.known[references]


def _compartment(sheet: Sheet, reference: DatumReference) -> str:
    datums = [sheet.known["datum", letter] for letter in reference.letters]
    base = datums[0]
    if len(datums) > 1:
        parts = [_datum_reference(sheet, "ELEMENT", datum, "$") for datum in datums]
        base = f"COMMON_DATUM_LIST({aggregate(parts)})"
    modifier = f"SIMPLE_DATUM_REFERENCE_MODIFIER({_MODIFIERS.get(reference.material, '')})"
    return _datum_reference(
        sheet, "COMPARTMENT", base, f"({modifier})" if reference.material else "$"
    )


def _datum_reference(sheet: Sheet, what: str, base: str, modifiers: str) -> str:
    return sheet.add(f"DATUM_REFERENCE_{what}('',$,{sheet.anchors.shape},.F.,{base},{modifiers})")


def _zone(sheet: Sheet, item: ToleranceItem, tolerance: str) -> None:
    form = sheet.add(f"TOLERANCE_ZONE_FORM('{_FORMS[item.zone.shape]}')")
    zone = sheet.add(f"TOLERANCE_ZONE('',$,{sheet.anchors.shape},.F.,({tolerance}),{form})")
    if item.projected_from is not None and item.zone.projected_mm is not None:
        start, length = (
            shape_aspect(sheet, item.projected_from),
            measure(sheet, item.zone.projected_mm),
        )
        sheet.add(f"PROJECTED_ZONE_DEFINITION({zone},(),{start},{length})")


# ---- properties ----

_TEXTURE = "surface_condition"  # the name that the schema demands


def _texture(sheet: Sheet, item: TextureItem) -> None:
    on = sheet.anchors.shape if item.target is None else shape_aspect(sheet, item.target)
    general = sheet.once(f"GENERAL_PROPERTY('','{_TEXTURE}',$)")
    property_ = sheet.add(f"PROPERTY_DEFINITION('{_TEXTURE}',{sheet.string(item.text)},{on})")
    sheet.add(f"GENERAL_PROPERTY_ASSOCIATION('',$,{general},{property_})")
    items = (
        *(measure_item(sheet, name, value, "µm") for name, value in item.limits),
        words(sheet, "measuring method", item.method),
    )
    _represent(sheet, property_, "SURFACE_TEXTURE_REPRESENTATION", items)
    sheet.identify(property_, item.line)


def _note(sheet: Sheet, item: NoteItem) -> None:
    on = sheet.anchors.product if item.target is None else shape_aspect(sheet, item.target)
    fields = f"{sheet.string(item.name)},{sheet.string(item.text)},{on}"
    property_ = sheet.add(f"PROPERTY_DEFINITION({fields})")
    items = (
        words(sheet, item.name, item.text),
        *(measure_item(sheet, name, value, "mm") for name, value in item.lengths),
    )
    _represent(sheet, property_, "REPRESENTATION", items)
    sheet.identify(property_, item.line)


def _represent(sheet: Sheet, property_: str, keyword: str, items: Iterable[str]) -> None:
    shown = sheet.add(f"{keyword}('',{aggregate(items)},{sheet.anchors.context})")
    sheet.add(f"PROPERTY_DEFINITION_REPRESENTATION({property_},{shown})")


_WRITERS: Mapping[type, Callable[[Sheet, Any], None]] = {
    DatumItem: _datum, DimensionItem: _dimension, ToleranceItem: _tolerance,
    TextureItem: _texture, NoteItem: _note, ViewItem: write_view,
}  # fmt: skip
