"""PMI written as entities of ISO 10303-242 (edition 1) after the text of OCCT.

OCCT's own writer of PMI is left out: it is not schema-valid and loses entities (docs/decisions). Form:
CAx-IF recommended practices for the representation of PMI; attributes and rules: the AP242 schema.
Each size, location, tolerance and texture carries the line of the specification as its id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from gmp_cad.kernel import vector
from gmp_cad.kernel.pmi_anchors import Anchors
from gmp_cad.kernel.pmi_items import (
    Annotations,
    DatumItem,
    DimensionItem,
    NoteItem,
    StandsFor,
    Target,
    TextureItem,
    ToleranceItem,
    Unit,
    Value,
)
from gmp_cad.spec.frame import DatumReference, Zone
from gmp_cad.spec.size import Role

Token = Callable[[str], str]


def entities(annotations: Annotations, anchors: Anchors, token: Token) -> str:
    """Return the lines that carry ``annotations``; ``token`` gives the token of a text."""
    sheet = _Sheet(anchors, token)
    for item in annotations.items:
        _WRITERS[type(item)](sheet, item)
    return "".join(sheet.lines)


def real(value: float) -> str:
    """Return a number as Part 21 writes a REAL: twelve digits, always with a point."""
    mantissa, _, exponent = f"{value + 0.0:.12G}".partition("E")
    mantissa += "" if "." in mantissa else "."
    return f"{mantissa}E{int(exponent)}" if exponent else mantissa


class _Sheet:
    """The lines written so far; shape aspects, units and datum systems are written once."""

    def __init__(self, anchors: Anchors, token: Token) -> None:
        self.anchors = anchors
        self.token = token
        self.lines: list[str] = []
        self.known: dict[Any, str] = {}

    def add(self, text: str) -> str:
        """Write an entity and return its id."""
        entity = f"#{self.anchors.free + len(self.lines)}"
        self.lines.append(f"{entity} = {text};\n")
        return entity

    def once(self, text: str) -> str:
        """Write an entity that others may share."""
        if text not in self.known:
            self.known[text] = self.add(text)
        return self.known[text]

    def string(self, text: str) -> str:
        return f"'{self.token(text)}'" if text else "''"

    def identify(self, entity: str, line: str) -> None:
        self.add(f"ID_ATTRIBUTE({self.string(line)},{entity})")


def _list(entities: Iterable[str]) -> str:
    return f"({','.join(entities)})"


def _complex(*parts: str) -> str:
    """Return an instance of several types, which Part 21 wants in alphabetical order."""
    return f"( {' '.join(sorted(parts))} )"


# ---- shape aspects ----

_DERIVED: Mapping[StandsFor, str] = {
    "middle": "CENTRE_OF_SYMMETRY", "alignment": "GEOMETRIC_ALIGNMENT",
    "intersection": "GEOMETRIC_INTERSECTION", "tangent": "TANGENT",
}  # fmt: skip
# These derive from all instances together, the others from each instance.
_FROM_THE_WHOLE = ("middle", "tangent")


def _aspect(sheet: _Sheet, target: Target) -> str:
    """Return the shape aspect of a target; the same faces give the same aspect."""
    key = (target.stands_for, target.instances)
    if key not in sheet.known:
        sheet.known[key] = _new_aspect(sheet, target)
    return sheet.known[key]


def _new_aspect(sheet: _Sheet, target: Target) -> str:
    if target.stands_for != "faces":
        return _derived(sheet, target)
    if len(target.instances) == 1:
        return _instance(sheet, target.name, target.instances[0])
    group = _plain_aspect(sheet, "COMPOSITE_GROUP_SHAPE_ASPECT", target.name)
    for part in _instances(sheet, target):
        _relate(sheet, group, part)
    return group


def _plain_aspect(sheet: _Sheet, keyword: str, name: str) -> str:
    return sheet.add(f"{keyword}({_aspect_fields(sheet, name)})")


def _aspect_fields(sheet: _Sheet, name: str) -> str:
    return f"{sheet.string(name)},$,{sheet.anchors.shape},.T."


def _instances(sheet: _Sheet, target: Target) -> list[str]:
    """Return an aspect for each instance, ``holes[1]`` … when there are several."""
    names = [f"{target.name}[{number}]" for number, _ in enumerate(target.instances, 1)]
    named = zip(names if len(names) > 1 else [target.name], target.instances, strict=True)
    return [_instance(sheet, name, faces) for name, faces in named]


def _instance(sheet: _Sheet, name: str, faces: tuple[int, ...]) -> str:
    """Return the aspect of one feature: of its face, or of its faces together."""
    key = ("faces", (faces,))
    if key not in sheet.known:
        sheet.known[key] = (
            _face(sheet, name, faces[0])
            if len(faces) == 1
            else _united(sheet, _plain_aspect(sheet, "COMPOSITE_SHAPE_ASPECT", name), faces)
        )
    return sheet.known[key]


def _face(sheet: _Sheet, name: str, face: int) -> str:
    aspect = _plain_aspect(sheet, "SHAPE_ASPECT", name)
    _attach(sheet, aspect, face)
    return aspect


def _attach(sheet: _Sheet, aspect: str, face: int) -> None:
    """Attach an aspect to a face. The schema wants one usage for each aspect."""
    used = f"{aspect},{sheet.anchors.representation},{sheet.anchors.faces[face]}"
    sheet.add(f"GEOMETRIC_ITEM_SPECIFIC_USAGE('','',{used})")


def _united(sheet: _Sheet, whole: str, faces: Iterable[int]) -> str:
    for face in faces:
        _relate(sheet, whole, _instance(sheet, "", (face,)))
    return whole


def _relate(sheet: _Sheet, relating: str, related: str) -> None:
    sheet.add(f"SHAPE_ASPECT_RELATIONSHIP('',$,{relating},{related})")


def _derived(sheet: _Sheet, target: Target) -> str:
    whole = Target(name=target.name, instances=target.instances)
    from_the_whole = target.stands_for in _FROM_THE_WHOLE
    bases = [_aspect(sheet, whole)] if from_the_whole else _instances(sheet, whole)
    derived = _plain_aspect(sheet, _DERIVED[target.stands_for], target.name)
    for base in bases:
        sheet.add(f"SHAPE_ASPECT_DERIVING_RELATIONSHIP('',$,{derived},{base})")
    return derived


# ---- units and measures ----


def _unit(sheet: _Sheet, unit: Unit | Literal["µm"]) -> str:
    if unit == "mm":
        return sheet.anchors.millimetre
    if unit == "µm":
        return sheet.once(_complex("LENGTH_UNIT()", "NAMED_UNIT(*)", "SI_UNIT(.MICRO.,.METRE.)"))
    return _degree(sheet)


def _degree(sheet: _Sheet) -> str:
    exponents = sheet.once("DIMENSIONAL_EXPONENTS(0.,0.,0.,0.,0.,0.,0.)")
    radian = sheet.once(_complex("NAMED_UNIT(*)", "PLANE_ANGLE_UNIT()", "SI_UNIT($,.RADIAN.)"))
    factor = sheet.once(
        f"PLANE_ANGLE_MEASURE_WITH_UNIT(PLANE_ANGLE_MEASURE(1.74532925199433E-2),{radian})"
    )
    converted = f"CONVERSION_BASED_UNIT('DEGREE',{factor})"
    return sheet.once(_complex(converted, f"NAMED_UNIT({exponents})", "PLANE_ANGLE_UNIT()"))


_QUANTITIES: Mapping[str, str] = {"mm": "LENGTH", "µm": "LENGTH", "°": "PLANE_ANGLE"}


def _measured(sheet: _Sheet, value: float, unit: Unit | Literal["µm"]) -> str:
    return f"{_QUANTITIES[unit]}_MEASURE({real(value)}),{_unit(sheet, unit)}"


def _measure(sheet: _Sheet, value: float, unit: Unit = "mm") -> str:
    """Write a measure with its unit."""
    return sheet.add(f"{_QUANTITIES[unit]}_MEASURE_WITH_UNIT({_measured(sheet, value, unit)})")


def _item(
    sheet: _Sheet, name: str, value: float, unit: Unit | Literal["µm"], qualifier: str = ""
) -> str:
    """Write a measure as an item of a representation."""
    qualified = [f"QUALIFIED_REPRESENTATION_ITEM(({qualifier}))"] if qualifier else []
    return sheet.add(
        _complex(
            f"{_QUANTITIES[unit]}_MEASURE_WITH_UNIT()",
            "MEASURE_REPRESENTATION_ITEM()",
            f"MEASURE_WITH_UNIT({_measured(sheet, value, unit)})",
            *qualified,
            f"REPRESENTATION_ITEM({sheet.string(name)})",
        )
    )


def _words(sheet: _Sheet, name: str, text: str) -> str:
    return sheet.add(f"DESCRIPTIVE_REPRESENTATION_ITEM({sheet.string(name)},{sheet.string(text)})")


# ---- dimensions ----


def _dimension(sheet: _Sheet, item: DimensionItem) -> None:
    dimension = _size(sheet, item) if item.other is None else _location(sheet, item, item.other)
    sheet.identify(dimension, item.line)
    items = _list(_value(sheet, item.value))
    name = "'envelope requirement'" if item.value.envelope else "''"
    shown = sheet.add(f"SHAPE_DIMENSION_REPRESENTATION({name},{items},{sheet.anchors.context})")
    sheet.add(f"DIMENSIONAL_CHARACTERISTIC_REPRESENTATION({dimension},{shown})")
    if (limits := _tolerance_method(sheet, item)) is not None:
        sheet.add(f"PLUS_MINUS_TOLERANCE({limits},{dimension})")


def _size(sheet: _Sheet, item: DimensionItem) -> str:
    fields = f"{_aspect(sheet, item.target)},'{item.type}'"
    if item.value.unit == "°":
        return sheet.add(f"ANGULAR_SIZE({fields},{_angle_selection(item.value)})")
    return sheet.add(f"DIMENSIONAL_SIZE({fields})")


def _location(sheet: _Sheet, item: DimensionItem, other: Target) -> str:
    fields = f"'{item.type}',$,{_aspect(sheet, item.target)},{_aspect(sheet, other)}"
    if item.value.unit == "°":
        return sheet.add(f"ANGULAR_LOCATION({fields},{_angle_selection(item.value)})")
    return sheet.add(f"DIMENSIONAL_LOCATION({fields})")


def _angle_selection(value: Value) -> str:
    if value.nominal == 180:
        return ".EQUAL."
    return ".SMALL." if value.nominal < 180 else ".LARGE."


def _value(sheet: _Sheet, value: Value) -> list[str]:
    qualifier = sheet.once(f"TYPE_QUALIFIER('{value.bound}')") if value.bound else ""
    items = [_item(sheet, "nominal value", value.nominal, value.unit, qualifier)]
    if value.deviations is not None and _as_limits(value):
        lower, upper = (value.nominal + deviation for deviation in value.deviations)
        items.append(_item(sheet, "upper limit", upper, value.unit))
        items.append(_item(sheet, "lower limit", lower, value.unit))
    if value.role is not Role.TOLERANCED:
        items.append(_words(sheet, "dimensional note", _ROLES[value.role]))
    if value.square:
        square = _words(sheet, "dimensional note", "square")
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
    return bool(value.fit) or lower > 0 or upper < 0


def _orientation(sheet: _Sheet, value: Value) -> str:
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


def _tolerance_method(sheet: _Sheet, item: DimensionItem) -> str | None:
    value = item.value
    if value.fit:
        letters = value.fit.rstrip("0123456789")
        side = "hole" if letters[0].isupper() else "shaft"
        return sheet.add(f"LIMITS_AND_FITS('{letters}','{side}','{value.fit[len(letters) :]}','')")
    if value.deviations is None or _as_limits(value):
        return None
    lower, upper = (_measure(sheet, deviation, value.unit) for deviation in value.deviations)
    return sheet.add(f"TOLERANCE_VALUE({lower},{upper})")


# ---- datums and geometric tolerances ----


def _datum(sheet: _Sheet, item: DatumItem) -> None:
    """Write a datum with its feature, an aspect of its own."""
    faces = item.target.faces
    fields = _aspect_fields(sheet, item.target.name)
    if len(faces) == 1:
        feature = sheet.add(f"DATUM_FEATURE({fields})")
        _attach(sheet, feature, faces[0])
    else:
        parts = ("COMPOSITE_SHAPE_ASPECT()", "DATUM_FEATURE()", f"SHAPE_ASPECT({fields})")
        feature = _united(sheet, sheet.add(_complex(*parts)), faces)
    shape = sheet.anchors.shape
    datum = sheet.add(f"DATUM('',$,{shape},.F.,{sheet.string(item.letter)})")
    sheet.known["datum", item.letter] = datum
    _relate(sheet, feature, datum)


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


def _tolerance(sheet: _Sheet, item: ToleranceItem) -> None:
    aspect = _aspect(sheet, item.target)
    system = _datum_system(sheet, item.references) if item.references else ""
    magnitude = _measure(sheet, item.zone.width_mm)
    fields = f"{sheet.string(item.line)},{sheet.string(item.text)},{magnitude},{aspect}"
    tolerance = sheet.add(_tolerance_text(sheet, item, fields, system))
    sheet.identify(tolerance, item.line)
    if item.zone.shape or item.projected_from is not None:
        _zone(sheet, item, tolerance)


def _tolerance_text(sheet: _Sheet, item: ToleranceItem, fields: str, system: str) -> str:
    keyword = f"{_CHARACTERISTICS[item.symbol]}_TOLERANCE"
    extra = _extensions(sheet, item.zone)
    if not extra and not system:
        return f"{keyword}({fields})"
    if not extra and item.symbol in _WITH_DATUMS:
        return f"{keyword}({fields},({system}))"
    referring = [f"GEOMETRIC_TOLERANCE_WITH_DATUM_REFERENCE(({system}))"] if system else []
    return _complex(f"GEOMETRIC_TOLERANCE({fields})", *referring, *extra, f"{keyword}()")


def _extensions(sheet: _Sheet, zone: Zone) -> list[str]:
    """Return the further types that the modifiers of a zone make of a tolerance."""
    modifiers = [_MODIFIERS[sign] for sign in zone.modifiers if sign in _MODIFIERS]
    found = [f"GEOMETRIC_TOLERANCE_WITH_MODIFIERS({_list(modifiers)})"] if modifiers else []
    if zone.offset_mm is not None:
        offset = _measure(sheet, zone.offset_mm)
        found.append(f"UNEQUALLY_DISPOSED_GEOMETRIC_TOLERANCE({offset})")
    return found


def _datum_system(sheet: _Sheet, references: tuple[DatumReference, ...]) -> str:
    """Return the datum system of a frame; frames with the same one share it."""
    if references not in sheet.known:
        name = sheet.string("|".join(map(str, references)))
        compartments = [_compartment(sheet, reference) for reference in references]
        text = f"DATUM_SYSTEM({name},$,{sheet.anchors.shape},.F.,{_list(compartments)})"
        sheet.known[references] = sheet.add(text)
    return sheet.known[references]


def _compartment(sheet: _Sheet, reference: DatumReference) -> str:
    datums = [sheet.known["datum", letter] for letter in reference.letters]
    base = datums[0]
    if len(datums) > 1:
        parts = [_datum_reference(sheet, "ELEMENT", datum, "$") for datum in datums]
        base = f"COMMON_DATUM_LIST({_list(parts)})"
    modifier = f"SIMPLE_DATUM_REFERENCE_MODIFIER({_MODIFIERS.get(reference.material, '')})"
    return _datum_reference(
        sheet, "COMPARTMENT", base, f"({modifier})" if reference.material else "$"
    )


def _datum_reference(sheet: _Sheet, what: str, base: str, modifiers: str) -> str:
    return sheet.add(f"DATUM_REFERENCE_{what}('',$,{sheet.anchors.shape},.F.,{base},{modifiers})")


def _zone(sheet: _Sheet, item: ToleranceItem, tolerance: str) -> None:
    form = sheet.add(f"TOLERANCE_ZONE_FORM('{_FORMS[item.zone.shape]}')")
    zone = sheet.add(f"TOLERANCE_ZONE('',$,{sheet.anchors.shape},.F.,({tolerance}),{form})")
    if item.projected_from is not None and item.zone.projected_mm is not None:
        start, length = _aspect(sheet, item.projected_from), _measure(sheet, item.zone.projected_mm)
        sheet.add(f"PROJECTED_ZONE_DEFINITION({zone},(),{start},{length})")


# ---- properties ----

_TEXTURE = "surface_condition"  # the name that the schema demands
_METHOD = "ISO 21920-3"


def _texture(sheet: _Sheet, item: TextureItem) -> None:
    on = sheet.anchors.shape if item.target is None else _aspect(sheet, item.target)
    general = sheet.once(f"GENERAL_PROPERTY('','{_TEXTURE}',$)")
    property_ = sheet.add(f"PROPERTY_DEFINITION('{_TEXTURE}',{sheet.string(item.text)},{on})")
    sheet.add(f"GENERAL_PROPERTY_ASSOCIATION('',$,{general},{property_})")
    items = (
        _item(sheet, item.parameter, item.value_um, "µm"),
        _words(sheet, "measuring method", _METHOD),
    )
    _represent(sheet, property_, "SURFACE_TEXTURE_REPRESENTATION", items)
    sheet.identify(property_, item.line)


def _note(sheet: _Sheet, item: NoteItem) -> None:
    on = sheet.anchors.product if item.target is None else _aspect(sheet, item.target)
    fields = f"{sheet.string(item.name)},{sheet.string(item.text)},{on}"
    property_ = sheet.add(f"PROPERTY_DEFINITION({fields})")
    items = (
        _words(sheet, item.name, item.text),
        *(_item(sheet, name, value, "mm") for name, value in item.lengths),
    )
    _represent(sheet, property_, "REPRESENTATION", items)
    sheet.identify(property_, item.line)


def _represent(sheet: _Sheet, property_: str, keyword: str, items: Iterable[str]) -> None:
    shown = sheet.add(f"{keyword}('',{_list(items)},{sheet.anchors.context})")
    sheet.add(f"PROPERTY_DEFINITION_REPRESENTATION({property_},{shown})")


_WRITERS: Mapping[type, Callable[[_Sheet, Any], None]] = {
    DatumItem: _datum, DimensionItem: _dimension, ToleranceItem: _tolerance,
    TextureItem: _texture, NoteItem: _note,
}  # fmt: skip
