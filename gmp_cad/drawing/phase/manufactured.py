"""Where a manufactured dimension (Cf) stands on the workpiece at the end of its phase (mm).

Every number comes from the plan; the geometry only says where it stands.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from gmp_cad.drawing.annotation import Callout, CalloutKind, End
from gmp_cad.drawing.view import dot
from gmp_cad.evidence import FaceGeometry, Vector
from gmp_cad.spec.operation import ManufacturedDimension
from gmp_cad.spec.size import THREADS, Kind, Role, Size, print_size, print_tolerance
from gmp_cad.standards import iso286

_ROUND = frozenset({Kind.DIAMETER, *THREADS})
_NOTED: Mapping[Kind, CalloutKind] = {
    Kind.RADIUS: "radius", Kind.CHAMFER: "chamfer", Kind.ANGLE: "note", Kind.SPHERE: "sphere",
}  # fmt: skip
_EQUAL_MM = 1e-3
Faces = Sequence[FaceGeometry]


def callout_of(cf: ManufacturedDimension, ends: tuple[Faces, Faces], lang: str) -> Callout | None:
    """Return the callout of a Cf; None where the workpiece has no place for it.

    ``ends``: the faces that each end names; of a Cf on one feature, its faces and none.
    """
    placed = _on(cf.size, ends[0]) if cf.between is None else _between(cf.size, *ends)
    if placed is None:
        return None
    boxed = cf.size.role is Role.EXACT
    label = cf.name if boxed else ""
    return replace(placed, line=cf.name, texts=(text_of(cf, lang),), boxed=boxed, label=label)


def text_of(cf: ManufacturedDimension, lang: str) -> str:
    """Return what is written: ``Cf201 22 ±0,05``, of a class its limits too, Co where a tool makes it.

    A theoretically exact dimension is the number alone: its box is drawn, its name before it.
    """
    if cf.size.role is Role.EXACT:
        return print_size(cf.size, lang).strip("[]")
    words = [cf.name, print_size(cf.size, lang)]
    if cf.size.fit and cf.size.kind not in THREADS:
        limits = iso286.limits(cf.size.nominal, cf.size.fit)
        deviations = (limits.lower_um / 1000, limits.upper_um / 1000)
        written = replace(cf.size, fit=None, deviations=deviations)
        words.append(f"({print_tolerance(written, lang).strip()})")
    if cf.kind == "Co":
        words.append("(Co)")
    return " ".join(words)


def _on(size: Size, faces: Faces) -> Callout | None:
    if not faces:
        return None
    if size.kind in _NOTED:
        return _noted(_NOTED[size.kind], faces)
    if size.kind in _ROUND and faces[0].surface in ("cylinder", "cone"):
        return _round(size, faces)
    return _between(size, faces[:1], faces[1:])


def _between(size: Size, first: Faces, second: Faces) -> Callout | None:
    """Return a length between two features: of several instances, the two that come nearest to it."""
    if size.kind is Kind.ANGLE:
        return _noted("note", first)
    found = [
        (round(abs(abs(dot(_minus(q, p), along)) - size.nominal), 6), a, b, (p, q), along)
        for a in first
        for b in second
        if (along := _measured_along(a, b, (p := _middle(a)), (q := _middle(b)))) is not None
    ]
    if not found:
        return None
    _, a, b, (p, q), along = min(found, key=lambda one: (one[0], one[1].index, one[2].index))
    return _blank("length", (_end(a, p), _end(b, q)), along)


def _blank(kind: CalloutKind, ends: tuple[End, End], direction: Vector) -> Callout:
    return Callout(line="", kind=kind, texts=(), ends=ends, direction=direction)


def _end(face: FaceGeometry, point: Vector) -> End:
    axis = None if face.surface in ("plane", "sphere") else face.direction
    return End(point=point, faces=(face.index,), axis=axis)


def _round(size: Size, faces: Faces) -> Callout:
    first = faces[0]
    ends = tuple(_end(first, _along(first, span)) for span in first.span_mm)
    alike = [f for f in faces if f.surface == first.surface and _apart(f, first) > _EQUAL_MM]
    thread = size.kind in THREADS
    return replace(
        _blank("diameter", (ends[0], ends[1]), first.direction),
        radius_mm=size.nominal / 2 if thread else first.radius_mm,
        hollow=first.hollow,
        faces=_coaxial(first, faces),
        instances=tuple(_middle(f) for f in _one_of_each(alike)),
    )


def _coaxial(first: FaceGeometry, faces: Faces) -> tuple[int, ...]:
    return tuple(f.index for f in faces if _apart(f, first) <= _EQUAL_MM)


def _one_of_each(faces: Iterable[FaceGeometry]) -> list[FaceGeometry]:
    found: list[FaceGeometry] = []
    for face in faces:
        if all(_apart(face, other) > _EQUAL_MM for other in found):
            found.append(face)
    return found


def _apart(a: FaceGeometry, b: FaceGeometry) -> float:
    """Return the distance between the axes of two faces."""
    x, y, z = _minus(b.point, a.point)
    along = dot((x, y, z), a.direction)
    return math.hypot(*(v - along * d for v, d in zip((x, y, z), a.direction, strict=True)))


def _noted(kind: CalloutKind, faces: Faces) -> Callout | None:
    if not faces:
        return None
    first = faces[0]
    end = _end(first, _middle(first))
    return replace(
        _blank(kind, (end, end), first.direction),
        radius_mm=first.radius_mm, hollow=first.hollow, faces=(first.index,),
    )  # fmt: skip


def _along(face: FaceGeometry, span: float) -> Vector:
    x, y, z = (p + span * d for p, d in zip(face.point, face.direction, strict=True))
    return (x, y, z)


def _minus(a: Vector, b: Vector) -> Vector:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def _middle(face: FaceGeometry) -> Vector:
    """Return a point to dimension from: on the plane, or in the middle of the axis."""
    return face.centre_mm if face.surface == "plane" else _along(face, sum(face.span_mm) / 2)


def _measured_along(a: FaceGeometry, b: FaceGeometry, p: Vector, q: Vector) -> Vector | None:
    """Return the direction of measure: normal to a plane, or straight between two axes."""
    for face in (a, b):
        if face.surface == "plane":
            return face.direction
    apart = _minus(q, p)
    along = dot(apart, a.direction)
    x, y, z = (v - along * d for v, d in zip(apart, a.direction, strict=True))
    length = math.hypot(x, y, z)
    return (x / length, y / length, z / length) if length > _EQUAL_MM else None
