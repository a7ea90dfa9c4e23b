"""What the page says of a face that is picked: its exact surface, its names, the lines it carries.

Numbers come from the B-rep, not from triangles; texts are in the language of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gmp_cad.documents.printing.figures import point_text
from gmp_cad.evidence import FaceGeometry, SurfaceKind, Vector
from gmp_cad.language import Message, english, number, translate

_DIGITS = 6  # of coordinates (mm) and directions: what measuring in the page starts from
_ALIGNED = 1e-9
_WHOLE_DEG = 359.9
_AXES = ("X", "Y", "Z")
_KINDS: Mapping[tuple[SurfaceKind, bool], Message] = {
    ("plane", False): Message("Plane"),
    ("plane", True): Message("Plane"),
    ("cylinder", False): Message("Cylinder, outer"),
    ("cylinder", True): Message("Cylinder, inner"),
    ("cone", False): Message("Cone, outer"),
    ("cone", True): Message("Cone, inner"),
    ("sphere", False): Message("Sphere, outer"),
    ("sphere", True): Message("Sphere, inner"),
    ("torus", False): Message("Torus, outer"),
    ("torus", True): Message("Torus, inner"),
    ("freeform", False): Message("Free-form surface"),
    ("freeform", True): Message("Free-form surface"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneLine:
    """A line of a specification or of a plan that stands on faces; texts in the page's language.

    ``key``: how reports call it (``bore``, ``tolerances.flat``); ``number``: its balloon;
    ``anchor``: the row of the page that tells it too (``site/semelle.html#dim-bore``), or empty.
    """

    key: str
    number: str
    text: str
    required: str
    limits: str = ""
    observed: str = ""
    status: str = ""
    label: str = ""
    anchor: str = ""
    faces: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceTable:
    """The faces of a solid: surfaces, names of their features, lines that they carry, who made them.

    ``made``: the phase (as printed) that made each face, by its index.
    """

    faces: Sequence[FaceGeometry]
    names: Mapping[str, Sequence[int]]
    lines: Sequence[SceneLine] = ()
    made: Mapping[int, str] = field(default_factory=dict)


def table_json(table: FaceTable, lang: str) -> dict[str, Any]:
    """Return a table as the page reads it: ``faces`` by index of the B-rep, and ``lines``."""
    names = _inverse(table.names.items())
    carried = _inverse((rank, line.faces) for rank, line in enumerate(table.lines))
    return {
        "faces": [
            {
                "title": title_of(face, lang),
                "rows": list(face_rows(face, lang)),
                "names": names.get(face.index, []),
                "lines": carried.get(face.index, []),
                "made": table.made.get(face.index, ""),
                "exact": _exact(face),
            }
            for face in table.faces
        ],
        "lines": [_line(line) for line in table.lines],
    }


def _inverse(pairs: Iterable[tuple[Any, Sequence[int]]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for key, faces in pairs:
        for face in faces:
            found.setdefault(face, []).append(key)
    return found


def _line(line: SceneLine) -> dict[str, str | list[int]]:
    return {
        "key": line.key, "anchor": line.anchor, "number": line.number, "text": line.text,
        "required": line.required, "limits": line.limits, "observed": line.observed,
        "status": line.status, "label": line.label, "faces": list(line.faces),
    }  # fmt: skip


def _exact(face: FaceGeometry) -> dict[str, Any]:
    """Return the surface as numbers: what distances between faces are computed from (mm)."""
    return {
        "kind": face.surface,
        "point": _rounded(face.point),
        "direction": _rounded(face.direction),
        "radius": round(face.radius_mm, _DIGITS),
    }


def _rounded(vector: Vector) -> list[float]:
    return [round(value, _DIGITS) + 0.0 for value in vector]


def title_of(face: FaceGeometry, lang: str) -> str:
    """Return what a face is, with its size: ``Cylinder, inner ⌀25``."""
    kind = _KINDS[face.surface, face.hollow].say(lang)
    if face.surface in ("cylinder", "sphere"):
        whole = face.surface == "sphere" or face.angle_deg >= _WHOLE_DEG
        size = 2 * face.radius_mm if whole else face.radius_mm
        return f"{kind} {'⌀' if whole else 'R'}{number(round(size, 4), lang)}"
    if face.surface == "torus":
        return f"{kind} R{number(round(face.radius_mm, 4), lang)}"
    return kind


def face_rows(face: FaceGeometry, lang: str) -> Iterator[tuple[str, str]]:
    """Yield label and value of what is exact of a face (mm, degrees, mm²; frame of its part)."""
    for label, value in (*_place_rows(face, lang), *_size_rows(face, lang)):
        yield translate(label, lang), value
    area = number(round(face.area_mm2, 2), lang)
    yield translate("Area", lang), f"{area} mm²"


def _place_rows(face: FaceGeometry, lang: str) -> Iterator[tuple[str, str]]:
    if face.surface == "plane":
        yield english("Normal"), direction_text(face.direction, lang)
        yield english("Position"), _position(face, lang)
    elif face.surface in ("cylinder", "cone", "torus"):
        yield english("Axis"), direction_text(face.direction, lang)
        yield english("Through"), point_text(face.point, lang)
    elif face.surface == "sphere":
        yield english("Centre"), point_text(face.point, lang)


def _size_rows(face: FaceGeometry, lang: str) -> Iterator[tuple[str, str]]:
    def mm(value: float) -> str:
        return f"{number(round(value, 4), lang)} mm"

    if face.surface in ("cylinder", "sphere"):
        yield english("Diameter"), mm(2 * face.radius_mm)
    if face.surface == "torus":
        yield english("Radius of the section"), mm(face.radius_mm)
        yield english("Radius of the circle"), mm(face.major_radius_mm)
    if face.surface == "cone":
        yield english("Half angle"), f"{number(round(face.half_angle_deg, 4), lang)}°"
    if face.surface in ("cylinder", "cone"):
        yield english("Length"), mm(face.span_mm[1] - face.span_mm[0])
        if face.angle_deg < _WHOLE_DEG:
            yield english("Arc"), f"{number(round(face.angle_deg, 2), lang)}°"


def direction_text(direction: Vector, lang: str) -> str:
    """Return a unit direction: ``+Z`` along an axis of the frame, else its three components."""
    for axis, value in zip(_AXES, direction, strict=True):
        if abs(abs(value) - 1) < _ALIGNED:
            return f"{'+' if value > 0 else '−'}{axis}"
    return f"({' ; '.join(number(round(v, 4), lang) for v in direction)})"


def _position(face: FaceGeometry, lang: str) -> str:
    """Return where a plane stands: ``Z = 22 mm``, or how far it is from the frame's origin."""
    for axis, place, value in zip(_AXES, face.point, face.direction, strict=True):
        if abs(abs(value) - 1) < _ALIGNED:
            return f"{axis} = {number(round(place, 4), lang)} mm"
    offset = sum(p * d for p, d in zip(face.point, face.direction, strict=True))
    away = Message("{distance} mm from the origin", distance=number(round(offset, 4), lang))
    return away.say(lang)
