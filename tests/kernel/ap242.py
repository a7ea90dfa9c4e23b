"""Rules of the AP242 schema (ISO 10303-442, edition 1) for the entities that PMI is made of.

Written down from the schema's text, apart from the code that writes: the attributes of each entity,
in order, and those of its local and uniqueness rules that a writer can break.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

# Attributes: "s" string, "e" enumeration, "l" logical, "r" real, "?" after it: may be $.
# "#X|Y": a reference to X or Y; "(…)": an aggregate; "@X": a value typed X; "*": derived.
ASPECT = "s s? #PRODUCT_DEFINITION_SHAPE l"
TOLERANCE = "s s? #LENGTH_MEASURE_WITH_UNIT #SHAPE_ASPECT|DIMENSIONAL_SIZE|DIMENSIONAL_LOCATION"
MEASURE = "#MEASURE_WITH_UNIT"
DIMENSION = "#DIMENSIONAL_SIZE|DIMENSIONAL_LOCATION"
CONTEXT = "#REPRESENTATION_CONTEXT"
ITEMS = "(#REPRESENTATION_ITEM)"
ENTITIES: dict[str, str] = {
    "SHAPE_ASPECT": ASPECT,
    "COMPOSITE_SHAPE_ASPECT": ASPECT,
    "COMPOSITE_GROUP_SHAPE_ASPECT": ASPECT,
    "CENTRE_OF_SYMMETRY": ASPECT,
    "GEOMETRIC_ALIGNMENT": ASPECT,
    "DERIVED_SHAPE_ASPECT": ASPECT,
    "TANGENT": ASPECT,
    "DATUM_FEATURE": ASPECT,
    "DATUM": f"{ASPECT} s",
    "DATUM_SYSTEM": f"{ASPECT} (#DATUM_REFERENCE_COMPARTMENT)",
    "DATUM_REFERENCE_COMPARTMENT": f"{ASPECT} #DATUM|@COMMON_DATUM_LIST m?",
    "DATUM_REFERENCE_ELEMENT": f"{ASPECT} #DATUM|@COMMON_DATUM_LIST m?",
    "SHAPE_ASPECT_RELATIONSHIP": "s s? #SHAPE_ASPECT #SHAPE_ASPECT",
    "SHAPE_ASPECT_DERIVING_RELATIONSHIP": "s s? #DERIVED_SHAPE_ASPECT #SHAPE_ASPECT",
    "GEOMETRIC_ITEM_SPECIFIC_USAGE": "s s? #SHAPE_ASPECT #SHAPE_REPRESENTATION #ADVANCED_FACE",
    "DIMENSIONAL_SIZE": "#SHAPE_ASPECT s",
    "ANGULAR_SIZE": "#SHAPE_ASPECT s e",
    "DIMENSIONAL_LOCATION": "s s? #SHAPE_ASPECT #SHAPE_ASPECT",
    "ANGULAR_LOCATION": "s s? #SHAPE_ASPECT #SHAPE_ASPECT e",
    "DIMENSIONAL_CHARACTERISTIC_REPRESENTATION": f"{DIMENSION} #SHAPE_DIMENSION_REPRESENTATION",
    "SHAPE_DIMENSION_REPRESENTATION": f"s {ITEMS} {CONTEXT}",
    "PLUS_MINUS_TOLERANCE": f"#TOLERANCE_VALUE|LIMITS_AND_FITS {DIMENSION}",
    "TOLERANCE_VALUE": f"{MEASURE} {MEASURE}",
    "LIMITS_AND_FITS": "s s s s",
    "TYPE_QUALIFIER": "s",
    "DESCRIPTIVE_REPRESENTATION_ITEM": "s s",
    "COMPOUND_REPRESENTATION_ITEM": "s @LIST_REPRESENTATION_ITEM",
    "LENGTH_MEASURE_WITH_UNIT": "@LENGTH_MEASURE #NAMED_UNIT",
    "PLANE_ANGLE_MEASURE_WITH_UNIT": "@PLANE_ANGLE_MEASURE #NAMED_UNIT",
    "DIMENSIONAL_EXPONENTS": "r r r r r r r",
    "ID_ATTRIBUTE": "s #SHAPE_ASPECT|SHAPE_ASPECT_RELATIONSHIP|DIMENSIONAL_SIZE"
    "|GEOMETRIC_TOLERANCE|PROPERTY_DEFINITION",
    "TOLERANCE_ZONE_FORM": "s",
    "TOLERANCE_ZONE": f"{ASPECT} (#GEOMETRIC_TOLERANCE) #TOLERANCE_ZONE_FORM",
    "PROJECTED_ZONE_DEFINITION": "#TOLERANCE_ZONE (#SHAPE_ASPECT)0 #SHAPE_ASPECT"
    " #LENGTH_MEASURE_WITH_UNIT",
    "PROPERTY_DEFINITION": "s s? #SHAPE_ASPECT|PRODUCT_DEFINITION|PRODUCT_DEFINITION_SHAPE",
    "PROPERTY_DEFINITION_REPRESENTATION": "#PROPERTY_DEFINITION #REPRESENTATION",
    "REPRESENTATION": f"s {ITEMS} {CONTEXT}",
    "SURFACE_TEXTURE_REPRESENTATION": f"s {ITEMS} {CONTEXT}",
    "GENERAL_PROPERTY": "s s s?",
    "PLANAR_BOX": "s r r #AXIS2_PLACEMENT_3D",
    "VIEW_VOLUME": "e #CARTESIAN_POINT r r l r l l #PLANAR_BOX",
    "CAMERA_MODEL_D3": "s #AXIS2_PLACEMENT_3D #VIEW_VOLUME",
    "REPRESENTATION_MAP": "#REPRESENTATION_ITEM #SHAPE_REPRESENTATION",
    "MAPPED_ITEM": "s #REPRESENTATION_MAP #REPRESENTATION_ITEM",
    "DRAUGHTING_MODEL": f"s (#CAMERA_MODEL_D3|MAPPED_ITEM) {CONTEXT}",
    "GENERAL_PROPERTY_ASSOCIATION": "s s? #GENERAL_PROPERTY #PROPERTY_DEFINITION",
}
FORMS = ("FLATNESS", "STRAIGHTNESS", "ROUNDNESS", "CYLINDRICITY")
FREE = ("POSITION", "LINE_PROFILE", "SURFACE_PROFILE")
REFERRING = (
    "PARALLELISM", "PERPENDICULARITY", "ANGULARITY", "COAXIALITY", "SYMMETRY", "CIRCULAR_RUNOUT",
    "TOTAL_RUNOUT",
)  # fmt: skip
ENTITIES |= {f"{name}_TOLERANCE": TOLERANCE for name in (*FORMS, *FREE)}
ENTITIES |= {f"{name}_TOLERANCE": f"{TOLERANCE} (#DATUM_SYSTEM)" for name in REFERRING}
# Of a complex instance: the attributes of each type alone, without those of its supertypes.
PARTS: dict[str, str] = {
    "SHAPE_ASPECT": ASPECT,
    "COMPOSITE_SHAPE_ASPECT": "",
    "DATUM_FEATURE": "",
    "MEASURE_REPRESENTATION_ITEM": "",
    "LENGTH_MEASURE_WITH_UNIT": "",
    "PLANE_ANGLE_MEASURE_WITH_UNIT": "",
    "MEASURE_WITH_UNIT": "@LENGTH_MEASURE|@PLANE_ANGLE_MEASURE #NAMED_UNIT",
    "REPRESENTATION_ITEM": "s",
    "QUALIFIED_REPRESENTATION_ITEM": "(#TYPE_QUALIFIER)",
    "LENGTH_UNIT": "",
    "PLANE_ANGLE_UNIT": "",
    "NAMED_UNIT": "*|#DIMENSIONAL_EXPONENTS",
    "SI_UNIT": "e? e",
    "CONVERSION_BASED_UNIT": f"s {MEASURE}",
    "GEOMETRIC_TOLERANCE": TOLERANCE,
    "GEOMETRIC_TOLERANCE_WITH_DATUM_REFERENCE": "(#DATUM_SYSTEM)",
    "GEOMETRIC_TOLERANCE_WITH_MODIFIERS": "(e)",
    "UNEQUALLY_DISPOSED_GEOMETRIC_TOLERANCE": "#LENGTH_MEASURE_WITH_UNIT",
    **{f"{name}_TOLERANCE": "" for name in (*FORMS, *FREE, *REFERRING)},
}
DERIVED = ("CENTRE_OF_SYMMETRY", "GEOMETRIC_ALIGNMENT", "TANGENT")
_ASPECTS = (
    "COMPOSITE_SHAPE_ASPECT", "COMPOSITE_GROUP_SHAPE_ASPECT", "DATUM_FEATURE", "DATUM",
    "DATUM_SYSTEM", "DATUM_REFERENCE_COMPARTMENT", "DATUM_REFERENCE_ELEMENT", "TOLERANCE_ZONE",
)  # fmt: skip
SUPERTYPES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_ASPECTS, ("SHAPE_ASPECT",)),
    **dict.fromkeys(DERIVED, ("SHAPE_ASPECT", "DERIVED_SHAPE_ASPECT")),
    **{f"{n}_TOLERANCE": ("GEOMETRIC_TOLERANCE",) for n in (*FORMS, *FREE, *REFERRING)},
    "ANGULAR_SIZE": ("DIMENSIONAL_SIZE",),
    "ANGULAR_LOCATION": ("DIMENSIONAL_LOCATION", "SHAPE_ASPECT_RELATIONSHIP"),
    "DIMENSIONAL_LOCATION": ("SHAPE_ASPECT_RELATIONSHIP",),
    "SHAPE_ASPECT_DERIVING_RELATIONSHIP": ("SHAPE_ASPECT_RELATIONSHIP",),
    "LENGTH_MEASURE_WITH_UNIT": ("MEASURE_WITH_UNIT",),
    "PLANE_ANGLE_MEASURE_WITH_UNIT": ("MEASURE_WITH_UNIT",),
    "MEASURE_REPRESENTATION_ITEM": ("MEASURE_WITH_UNIT", "REPRESENTATION_ITEM"),
    "DESCRIPTIVE_REPRESENTATION_ITEM": ("REPRESENTATION_ITEM",),
    "COMPOUND_REPRESENTATION_ITEM": ("REPRESENTATION_ITEM",),
    "AXIS2_PLACEMENT_3D": ("REPRESENTATION_ITEM",),
    "DERIVED_SHAPE_ASPECT": ("SHAPE_ASPECT",),
    "CAMERA_MODEL_D3": ("REPRESENTATION_ITEM",),
    "MAPPED_ITEM": ("REPRESENTATION_ITEM",),
    "ADVANCED_BREP_SHAPE_REPRESENTATION": ("SHAPE_REPRESENTATION",),
    "SURFACE_TEXTURE_REPRESENTATION": ("REPRESENTATION",),
    "GEOMETRIC_REPRESENTATION_CONTEXT": ("REPRESENTATION_CONTEXT",),
}
_TOKEN = re.compile(r"'(?:[^']|'')*'|\.[A-Z0-9_]+\.|#\d+|[A-Z][A-Z0-9_]*|[-+]?\d[\d.E+-]*|[$*(),]")


@dataclass(frozen=True)
class Typed:
    """A value with the name of its type: ``LENGTH_MEASURE(1.)``."""

    name: str
    value: object


@dataclass(frozen=True)
class Instance:
    """An entity: its types, each with its values (several types: a complex instance)."""

    parts: dict[str, list[object]]

    @property
    def types(self) -> set[str]:
        """Its types and their supertypes."""
        return {*self.parts, *(s for part in self.parts for s in SUPERTYPES.get(part, ()))}

    @property
    def values(self) -> list[object]:
        """The values of an instance of one type."""
        (values,) = self.parts.values()
        return values


def instances(data: bytes) -> dict[str, Instance]:
    """Return the entities of a Part 21 file by id."""
    text = re.sub(r"/\*.*?\*/", "", data.decode("ascii").split("DATA;", 1)[1], flags=re.DOTALL)
    found = {}
    for key, body in re.findall(r"(#\d+)\s*=\s*((?:'(?:[^']|'')*'|[^';])*);", text):
        tokens = _TOKEN.findall(body)
        parts, _ = _parts(tokens[1:-1] if tokens[0] == "(" else tokens)
        found[key] = Instance(parts)
    return found


def _parts(tokens: list[str]) -> tuple[dict[str, list[object]], int]:
    parts, at = {}, 0
    while at < len(tokens):
        name = tokens[at]
        parts[name], at = _aggregate(tokens, at + 2)
    return parts, at


def _aggregate(tokens: list[str], at: int) -> tuple[list[object], int]:
    values: list[object] = []
    while tokens[at] != ")":
        if tokens[at] == ",":
            at += 1
        elif tokens[at] == "(":
            value, at = _aggregate(tokens, at + 1)
            values.append(value)
        elif tokens[at][0].isalpha():
            inner, after = _aggregate(tokens, at + 2)
            values.append(Typed(tokens[at], inner[0]))
            at = after
        else:
            values.append(tokens[at])
            at += 1
    return values, at + 1


# ---- attributes ----

_SCALARS = {
    "s": re.compile(r"'.*'", re.DOTALL),
    "e": re.compile(r"\.[A-Z_]+\."),
    "l": re.compile(r"\.[TFU]\."),
    "r": re.compile(r"[-+]?\d+\.\d*(?:E[-+]?\d+)?"),
    "*": re.compile(r"\*"),
}


def attribute_faults(file: dict[str, Instance]) -> Iterator[str]:
    """Yield every attribute of the entities known here that is not as the schema has it."""
    for key, instance in file.items():
        several = len(instance.parts) > 1
        if several and list(instance.parts) != sorted(instance.parts):
            yield f"{key}: the types of a complex instance are not in alphabetical order"
        for name, values in instance.parts.items():
            rules = (PARTS if several else ENTITIES).get(name)
            if rules is None:
                continue
            wanted = rules.split()
            if len(values) != len(wanted):
                yield f"{key}: {name} has {len(values)} attributes, not {len(wanted)}"
            for number, (value, rule) in enumerate(zip(values, wanted, strict=False), 1):
                if not _fits(value, rule, file):
                    yield f"{key}: {name}, attribute {number}: {value} is no {rule}"
    yield from _dangling(file)


def _fits(value: object, rule: str, file: dict[str, Instance]) -> bool:
    if rule.endswith("?"):
        return value == "$" or _fits(value, rule[:-1], file)
    kind = next((known for sign, known in _KINDS.items() if rule.startswith(sign)), _is_scalar)
    return kind(value, rule, file)


def _is_aggregate(value: object, rule: str, file: dict[str, Instance]) -> bool:
    inner, least = (rule[1:-2], 0) if rule.endswith("0") else (rule[1:-1], 1)
    return (
        isinstance(value, list)
        and len(value) >= least
        and all(_fits(item, inner, file) for item in value)
    )


def _is_reference(value: object, rule: str, file: dict[str, Instance]) -> bool:
    named, *typed = rule[1:].split("|@")
    if isinstance(value, Typed):
        return value.name in typed
    target = file.get(str(value))
    return target is not None and bool(target.types & set(named.split("|")))


def _is_typed(value: object, rule: str, _file: dict[str, Instance]) -> bool:
    return isinstance(value, Typed) and value.name in rule[1:].split("|@")


def _is_modifiers(value: object, _rule: str, _file: dict[str, Instance]) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, Typed)
        and item.name == "SIMPLE_DATUM_REFERENCE_MODIFIER"
        and _SCALARS["e"].fullmatch(str(item.value))
        for item in value
    )


def _is_scalar(value: object, rule: str, file: dict[str, Instance]) -> bool:
    return not isinstance(value, Typed | list) and any(
        _is_reference(value, one, file) if one.startswith("#")
        else bool(_SCALARS[one].fullmatch(str(value)))
        for one in rule.split("|")
    )  # fmt: skip


_KINDS = {"(": _is_aggregate, "#": _is_reference, "@": _is_typed, "m": _is_modifiers}


def references(value: object) -> Iterator[str]:
    """Yield every id in a value."""
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, Typed):
        yield from references(value.value)
    elif isinstance(value, str) and value.startswith("#"):
        yield value


def _dangling(file: dict[str, Instance]) -> Iterator[str]:
    for key, instance in file.items():
        for values in instance.parts.values():
            yield from (f"{key}: {r} does not exist" for r in references(values) if r not in file)


# ---- rules ----


def rule_faults(file: dict[str, Instance]) -> Iterator[str]:
    """Yield every broken local or uniqueness rule of the entities known here."""
    for rule in (
        _aspects, _relationships, _dimensions, _tolerances, _properties, _views, _uses,
    ):  # fmt: skip
        yield from rule(file)


def of_type(file: dict[str, Instance], name: str) -> dict[str, Instance]:
    """Return the instances of a type and of its subtypes."""
    return {key: instance for key, instance in file.items() if name in instance.types}


def _twice(what: str, found: list[object]) -> Iterator[str]:
    yield from (f"{what}: {key} twice" for key, n in Counter(map(str, found)).items() if n > 1)


def _aspect(instance: Instance) -> list[object]:
    return next(v for v in instance.parts.values() if v)[:4]


def _aspects(file: dict[str, Instance]) -> Iterator[str]:
    used = [i.values[2] for i in of_type(file, "GEOMETRIC_ITEM_SPECIFIC_USAGE").values()]
    yield from _twice("UR1 of geometric_item_specific_usage", used)
    datums = of_type(file, "DATUM")
    yield from _twice("UR1 of datum", [i.values[4] for i in datums.values()])
    yield from _twice("UR1 of datum_system",
                      [i.values[0] for i in of_type(file, "DATUM_SYSTEM").values()])  # fmt: skip
    for key, instance in of_type(file, "SHAPE_ASPECT").items():
        name, description, _, definitional = _aspect(instance)
        if instance.types & {"DATUM", "DATUM_SYSTEM"} and definitional != ".F.":
            yield f"{key}: WR of datum and datum_system: product_definitional"
        if "DATUM" in instance.types and name != "''":
            yield f"{key}: WR4 of datum: it has a name"
        if instance.types & {"DATUM_REFERENCE_COMPARTMENT", "DATUM_REFERENCE_ELEMENT"} and (
            name, description, definitional
        ) != ("''", "$", ".F."):  # fmt: skip
            yield f"{key}: WR1, WR2, WR4 of general_datum_reference"
        if "DATUM_FEATURE" in instance.types and definitional != ".T.":
            yield f"{key}: WR2 of datum_feature"
    owners = [c for i in of_type(file, "DATUM_SYSTEM").values() for c in i.values[4]]
    yield from _twice("the owner of a datum_reference_compartment", owners)


def _relationships(file: dict[str, Instance]) -> Iterator[str]:
    """Yield composite and derived aspects, and datum features, with too few relationships."""
    related: dict[str, list[str]] = {}
    for instance in of_type(file, "SHAPE_ASPECT_RELATIONSHIP").values():
        if "DIMENSIONAL_LOCATION" not in instance.types:
            related.setdefault(str(instance.values[2]), []).append(str(instance.values[3]))
    datums = of_type(file, "DATUM")
    for key, instance in file.items():
        ends = related.get(key, [])
        parts = [end for end in ends if end not in datums]
        composite = {"COMPOSITE_SHAPE_ASPECT", "COMPOSITE_GROUP_SHAPE_ASPECT"}
        if instance.types & composite and len(parts) < 2:
            yield f"{key}: a composite of {len(parts)}"
        if "DATUM_FEATURE" in instance.types and len(ends) - len(parts) != 1:
            yield f"{key}: WR1 of datum_feature"
        if "GEOMETRIC_ALIGNMENT" in instance.types and len(ends) < 2:
            yield f"{key}: WR1 of geometric_alignment"
        if "TANGENT" in instance.types and len(ends) != 1:
            yield f"{key}: WR1 of tangent"
        if "DERIVED_SHAPE_ASPECT" in instance.types and not ends:
            yield f"{key}: derived from nothing"
    established = {end for ends in related.values() for end in ends}
    yield from (f"{key}: WR1 of datum" for key in datums if key not in established)


def _dimensions(file: dict[str, Instance]) -> Iterator[str]:
    toleranced = [i.values[1] for i in of_type(file, "PLUS_MINUS_TOLERANCE").values()]
    yield from _twice("UR1 of plus_minus_tolerance", toleranced)
    for key, instance in of_type(file, "DIMENSIONAL_SIZE").items():
        if _aspect(file[str(instance.values[0])])[3] != ".T.":
            yield f"{key}: WR1 of dimensional_size"
    for key, instance in of_type(file, "DIMENSIONAL_LOCATION").items():
        if instance.values[2] == instance.values[3]:
            yield f"{key}: WR1 of dimensional_location"
    for key, instance in of_type(file, "TOLERANCE_VALUE").items():
        low, high = (measured(file[str(value)]) for value in instance.values)
        if not low < high:
            yield f"{key}: WR1 of tolerance_value"


def measured(instance: Instance) -> float:
    """Return the value of a measure."""
    for values in instance.parts.values():
        if values and isinstance(values[0], Typed):
            return float(str(values[0].value))
    raise AssertionError(instance)


def _tolerances(file: dict[str, Instance]) -> Iterator[str]:
    for key, instance in of_type(file, "GEOMETRIC_TOLERANCE").items():
        referring = "GEOMETRIC_TOLERANCE_WITH_DATUM_REFERENCE" in instance.parts
        if instance.types & {f"{n}_TOLERANCE" for n in FORMS} and referring:
            yield f"{key}: WR1 of a form tolerance: it refers to a datum"
        bare = len(instance.parts) > 1 and not referring
        if bare and instance.types & {f"{n}_TOLERANCE" for n in REFERRING}:
            yield f"{key}: without the datums that its type has"
        magnitude = next(v for v in instance.parts.values() if len(v) >= 4)[2]
        if not measured(file[str(magnitude)]) >= 0:
            yield f"{key}: WR1 of geometric_tolerance"


def _properties(file: dict[str, Instance]) -> Iterator[str]:
    general = {str(i.values[3]): i for i in of_type(file, "GENERAL_PROPERTY_ASSOCIATION").values()}
    shown = of_type(file, "PROPERTY_DEFINITION_REPRESENTATION").values()
    for key, instance in of_type(file, "SURFACE_TEXTURE_REPRESENTATION").items():
        words = [file[str(i)] for i in instance.values[1]]
        methods = [w for w in words if "DESCRIPTIVE_REPRESENTATION_ITEM" in w.types]
        if len(methods) != 1 or methods[0].values[0] != "'measuring method'":
            yield f"{key}: WR2 of surface_texture_representation"
        if len(words) < 2:
            yield f"{key}: WR3 of surface_texture_representation"
        (definition,) = (str(i.values[0]) for i in shown if i.values[1] == key)
        base = general.get(definition)
        named = base is not None and file[str(base.values[2])].values[1]
        if named != "'surface_condition'" or file[definition].values[0] != named:
            yield f"{key}: WR5 of surface_texture_representation"


def _views(file: dict[str, Instance]) -> Iterator[str]:
    mapped = [i.values[0] for i in of_type(file, "REPRESENTATION_MAP").values()]
    for key, instance in of_type(file, "CAMERA_MODEL_D3").items():
        if key not in mapped:
            yield f"{key}: WR1 of camera_model: of no representation_map"
        volume = file[str(instance.values[2])]
        window = file[str(file[str(volume.values[8])].values[3])]
        point, axis = (file[str(reference)].values[1] for reference in window.values[1:3])
        if axis != ["0.", "0.", "1."] or point[2] != volume.values[2]:
            yield f"{key}: WR1 or WR2 of view_volume"
    models = of_type(file, "DRAUGHTING_MODEL").values()
    yield from _twice("UR1 of draughting_model", [i.values[0] for i in models])


def _uses(file: dict[str, Instance]) -> Iterator[str]:
    """Yield items of representations that no representation holds, and ids given twice."""
    used = {r for i in file.values() for v in i.parts.values() for r in references(v)}
    for key in of_type(file, "REPRESENTATION_ITEM"):
        if key not in used:
            yield f"{key}: WR1 of representation_item: in no representation"
    ids = [tuple(map(str, i.values)) for i in of_type(file, "ID_ATTRIBUTE").values()]
    yield from _twice("an item has two ids", [item for _, item in ids])
    tolerances = of_type(file, "GEOMETRIC_TOLERANCE")
    yield from _twice("UR1 of geometric_tolerance",
                      [line for line, item in ids if item in tolerances])  # fmt: skip


def faults(data: bytes) -> list[str]:
    """Return every fault of a file against the schema, as far as it is written down here."""
    file = instances(data)
    broken = list(attribute_faults(file))
    return broken or list(rule_faults(file))
