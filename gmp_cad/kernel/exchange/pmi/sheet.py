"""The sheet on which PMI is written as Part 21 entities: shape aspects, units and measures.

Numbers in mm, µm and degrees; a text goes in as its token (:class:`gmp_cad.kernel.exchange.part21.Texts`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from gmp_cad.kernel.exchange.pmi.anchors import Anchors
from gmp_cad.kernel.exchange.pmi.items import StandsFor, Target, Unit

Token = Callable[[str], str]
AnyUnit = Unit | Literal["µm"]


def real(value: float) -> str:
    """Return a number as Part 21 writes a REAL: twelve digits, always with a point."""
    mantissa, _, exponent = f"{value + 0.0:.12G}".partition("E")
    mantissa += "" if "." in mantissa else "."
    return f"{mantissa}E{int(exponent)}" if exponent else mantissa


class Sheet:
    """The lines written so far; shape aspects, units and datum systems are written once."""

    def __init__(self, anchors: Anchors, token: Token, names: Mapping[int, str]) -> None:
        self.anchors = anchors
        self.token = token
        self.names = names
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
        """Return a text as a Part 21 string."""
        return f"'{self.token(text)}'" if text else "''"

    def identify(self, entity: str, line: str) -> None:
        """Give an entity the line of the specification as its id."""
        self.add(f"ID_ATTRIBUTE({self.string(line)},{entity})")


def aggregate(entities: Iterable[str]) -> str:
    """Return ids or values as a list or set."""
    return f"({','.join(entities)})"


def complex_instance(*parts: str) -> str:
    """Return an instance of several types, which Part 21 wants in alphabetical order."""
    return f"( {' '.join(sorted(parts))} )"


# ---- shape aspects ----

_DERIVED: Mapping[StandsFor, str] = {
    "middle": "CENTRE_OF_SYMMETRY", "alignment": "GEOMETRIC_ALIGNMENT",
    "intersection": "DERIVED_SHAPE_ASPECT", "tangent": "TANGENT",
}  # fmt: skip
# Readers drop what stands on a GEOMETRIC_INTERSECTION: the description says what it is.
_DESCRIPTIONS: Mapping[StandsFor, str] = {"intersection": "intersection"}


def shape_aspect(sheet: Sheet, target: Target) -> str:
    """Return the shape aspect of a target; the same faces give the same aspect."""
    key = (target.stands_for, target.instances)
    if key not in sheet.known:
        sheet.known[key] = _new_aspect(sheet, target)
    return sheet.known[key]


def _new_aspect(sheet: Sheet, target: Target) -> str:
    if target.stands_for != "faces":
        return _derived(sheet, target)
    if len(target.instances) == 1:
        return _instance(sheet, target.name, target.instances[0])
    group = _plain_aspect(sheet, "COMPOSITE_GROUP_SHAPE_ASPECT", target.name)
    for part in _instances(sheet, target):
        relate(sheet, group, part)
    return group


def _plain_aspect(sheet: Sheet, keyword: str, name: str, description: str = "") -> str:
    return sheet.add(f"{keyword}({aspect_fields(sheet, name, description)})")


def aspect_fields(sheet: Sheet, name: str, description: str = "") -> str:
    """Return the attributes of a shape aspect that is part of the shape itself."""
    described = f"'{description}'" if description else "$"
    return f"{sheet.string(name)},{described},{sheet.anchors.shape},.T."


def _instances(sheet: Sheet, target: Target) -> list[str]:
    """Return an aspect for each instance, ``holes[1]`` … when there are several."""
    names = [f"{target.name}[{number}]" for number, _ in enumerate(target.instances, 1)]
    named = zip(names if len(names) > 1 else [target.name], target.instances, strict=True)
    return [_instance(sheet, name, faces) for name, faces in named]


def _instance(sheet: Sheet, name: str, faces: tuple[int, ...]) -> str:
    """Return the aspect of one feature: of its face, or of its faces together."""
    key = ("faces", (faces,))
    if key not in sheet.known:
        sheet.known[key] = (
            _face(sheet, name, faces[0])
            if len(faces) == 1
            else united(sheet, _plain_aspect(sheet, "COMPOSITE_SHAPE_ASPECT", name), faces)
        )
    return sheet.known[key]


def _face(sheet: Sheet, name: str, face: int) -> str:
    aspect = _plain_aspect(sheet, "SHAPE_ASPECT", name)
    attach(sheet, aspect, face)
    return aspect


def attach(sheet: Sheet, aspect: str, face: int) -> None:
    """Attach an aspect to a face. The schema wants one usage for each aspect."""
    used = f"{aspect},{sheet.anchors.representation},{sheet.anchors.faces[face]}"
    sheet.add(f"GEOMETRIC_ITEM_SPECIFIC_USAGE('','',{used})")


def united(sheet: Sheet, whole: str, faces: Iterable[int]) -> str:
    """Return the aspect ``whole`` after joining its faces to it."""
    for face in faces:
        relate(sheet, whole, _instance(sheet, sheet.names.get(face, ""), (face,)))
    return whole


def relate(sheet: Sheet, relating: str, related: str) -> None:
    """Relate an aspect to one of its parts, or a datum feature to its datum."""
    sheet.add(f"SHAPE_ASPECT_RELATIONSHIP('',$,{relating},{related})")


def _derived(sheet: Sheet, target: Target) -> str:
    whole = Target(name=target.name, instances=target.instances)
    bases = [shape_aspect(sheet, whole)]
    if target.stands_for == "alignment":  # of more than one, as the schema has it
        bases += _instances(sheet, whole)
    description = _DESCRIPTIONS.get(target.stands_for, "")
    derived = _plain_aspect(sheet, _DERIVED[target.stands_for], target.name, description)
    for base in bases:
        sheet.add(f"SHAPE_ASPECT_DERIVING_RELATIONSHIP('',$,{derived},{base})")
    return derived


# ---- units and measures ----


def _unit(sheet: Sheet, unit: AnyUnit) -> str:
    if unit == "mm":
        return sheet.anchors.millimetre
    if unit == "µm":
        return sheet.once(
            complex_instance("LENGTH_UNIT()", "NAMED_UNIT(*)", "SI_UNIT(.MICRO.,.METRE.)")
        )
    return _degree(sheet)


def _degree(sheet: Sheet) -> str:
    exponents = sheet.once("DIMENSIONAL_EXPONENTS(0.,0.,0.,0.,0.,0.,0.)")
    radian = sheet.once(
        complex_instance("NAMED_UNIT(*)", "PLANE_ANGLE_UNIT()", "SI_UNIT($,.RADIAN.)")
    )
    factor = sheet.once(
        f"PLANE_ANGLE_MEASURE_WITH_UNIT(PLANE_ANGLE_MEASURE(1.74532925199433E-2),{radian})"
    )
    converted = f"CONVERSION_BASED_UNIT('DEGREE',{factor})"
    return sheet.once(complex_instance(converted, f"NAMED_UNIT({exponents})", "PLANE_ANGLE_UNIT()"))


_QUANTITIES: Mapping[str, str] = {"mm": "LENGTH", "µm": "LENGTH", "°": "PLANE_ANGLE"}


def _measured(sheet: Sheet, value: float, unit: AnyUnit) -> str:
    return f"{_QUANTITIES[unit]}_MEASURE({real(value)}),{_unit(sheet, unit)}"


def measure(sheet: Sheet, value: float, unit: Unit = "mm") -> str:
    """Write a measure with its unit."""
    return sheet.add(f"{_QUANTITIES[unit]}_MEASURE_WITH_UNIT({_measured(sheet, value, unit)})")


def measure_item(sheet: Sheet, name: str, value: float, unit: AnyUnit, qualifier: str = "") -> str:
    """Write a measure as an item of a representation."""
    qualified = [f"QUALIFIED_REPRESENTATION_ITEM(({qualifier}))"] if qualifier else []
    return sheet.add(
        complex_instance(
            f"{_QUANTITIES[unit]}_MEASURE_WITH_UNIT()",
            "MEASURE_REPRESENTATION_ITEM()",
            f"MEASURE_WITH_UNIT({_measured(sheet, value, unit)})",
            *qualified,
            f"REPRESENTATION_ITEM({sheet.string(name)})",
        )
    )


def words(sheet: Sheet, name: str, text: str) -> str:
    """Write a text as an item of a representation."""
    return sheet.add(f"DESCRIPTIVE_REPRESENTATION_ITEM({sheet.string(name)},{sheet.string(text)})")
