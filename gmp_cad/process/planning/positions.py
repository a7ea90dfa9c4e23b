"""Dimensions from the locating faces of a phase to what it makes, where the drawing gives none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gmp_cad.errors import OutsideTableError
from gmp_cad.evidence import Vector
from gmp_cad.process.planning.draft import DraftDimension, DraftPhase, DraftStock
from gmp_cad.process.planning.names import NameBook
from gmp_cad.process.planning.part_view import PartView, axis_named
from gmp_cad.standards import iso2768

_SHARE = 0.5  # of the drawing's interval, for a dimension that is only part of a chain
_LEAST_MM = 0.03  # half of the interval that a finished face located on a finished one holds (Δl)
_RAW_MM = 0.5  # the same from a sawn face
_SAME_MM = 1e-3
_BORES = frozenset(
    {"spot_drilling", "centre_drilling", "drilling", "boring", "reaming", "counterboring",
     "countersinking", "tapping"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Base:
    """A flat locating face: its name, its axis, where it stands along it, whether it is raw."""

    name: str
    axis: str
    at: float
    raw: bool


def faces_named(view: PartView, name: str) -> frozenset[int]:
    """Return the faces of a feature, or of one instance of it."""
    base, _, index = name.strip().rstrip("]").partition("[")
    features = view.geometry.features.get(base if index else name.strip(), ())
    if index and index.isdigit():
        features = features[int(index) - 1 : int(index)]
    return frozenset(f for one in features for f in one.faces)


def from_supports(
    view: PartView,
    stock: DraftStock,
    phases: Sequence[DraftPhase],
    known: Sequence[DraftDimension],
    names: NameBook,
) -> list[DraftDimension]:
    """Return a dimension from a locating face to each flat and each hole that none ties yet.

    ``phases``: those until now; the last is the one in question. What it and those before leave on
    the faces for a later one (grinding) is part of the dimension.
    ``known``: the dimensions that the phase has already. The interval is half of what the drawing
    leaves on that end, so that a chain of two still holds it (mm).
    """
    phase = phases[-1]
    bases = list(_bases(view, stock, phase))
    found: list[DraftDimension] = []
    for name, place, axes in (*_flats(view, phase, names), *_holes(view, phase)):
        for base in bases:
            if base.axis not in axes or _is_tied(view, name, base.axis, [*known, *found]):
                continue
            length = abs(place["XYZ".index(base.axis[1])] - base.at)
            length += _left(view, phases, name) + _left(view, phases[:-1], base.name)
            if length > _SAME_MM:
                half = _half(view, name, length, raw=base.raw)
                size = f"{number(length)} ±{number(half)}"
                found.append(DraftDimension(size=size, between=(base.name, name)))
    return found


def _left(view: PartView, phases: Sequence[DraftPhase], name: str) -> float:
    """Return what the phases leave on a flat face for a later one (mm)."""
    faces = faces_named(view, name)
    if not faces or any(view.face(f).surface != "plane" for f in faces):
        return 0.0
    done = [o for phase in phases for o in phase.operations if o.faces & faces]
    return (done[-1].allowance or 0.0) if done else 0.0


def number(value: float) -> str:
    """Return a length as drawings write it: decimal comma, no zeros at the end."""
    return f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",")


def _bases(view: PartView, stock: DraftStock, phase: DraftPhase) -> Iterator[_Base]:
    for contact in phase.locating:
        faces = faces_named(view, contact.on)
        if faces and all(view.face(f).surface == "plane" for f in faces):
            face = min(faces)
            axis = axis_named(view.face(face).direction)
            if axis:
                at = view.face(face).point["XYZ".index(axis[1])]
                yield _Base(contact.on, axis, at, view.reach(face).raw)
        elif contact.on.startswith("stock ") and contact.on[6] in "<>":
            at_raw = _raw_place(view, stock, contact.on)
            if at_raw is not None:
                yield _Base(contact.on, f"+{contact.on[7]}", at_raw, True)


def _raw_place(view: PartView, stock: DraftStock, name: str) -> float | None:
    """Return where a raw face stands (mm); None where the stock is a casting."""
    if not stock.size:
        return None
    i = "XYZ".index(name[7])
    sides = stock.size
    if stock.form == "round":
        sides = tuple(
            stock.size[1] if "XYZ"[k] == stock.axis[1] else stock.size[0] for k in range(3)
        )
    box = view.access.box_mm
    middle = (box[i] + box[i + 3]) / 2 + stock.offset[i]
    return middle + (sides[i] / 2 if name[6] == ">" else -sides[i] / 2)


_Tied = tuple[str, Vector, frozenset[str]]


def _flats(view: PartView, phase: DraftPhase, names: NameBook) -> Iterator[_Tied]:
    made = {f for o in phase.operations if o.kind not in _BORES for f in o.faces}
    told: set[str] = set()
    for face in sorted(made):
        geometry = view.face(face)
        axis = axis_named(geometry.direction) if geometry.surface == "plane" else None
        name = names.plane(face) if axis else ""
        if axis and name not in told:
            told.add(name)
            yield name, geometry.point, frozenset({axis})


def _holes(view: PartView, phase: DraftPhase) -> Iterator[_Tied]:
    told: set[str] = set()
    for operation in phase.operations:
        for name in operation.makes if operation.kind in _BORES else ():
            features = view.geometry.features.get(name.partition("[")[0], ())
            first = f"{name}[1]" if len(features) > 1 and "[" not in name else name
            if first in told or not features:
                continue
            told.add(first)
            index = int(first.rstrip("]").partition("[")[2] or 1) - 1
            axis = axis_named(features[index].direction)
            if axis and features[index].surface == "cylinder":
                across = frozenset({"+X", "+Y", "+Z"} - {axis})
                yield first, features[index].point, across


def _is_tied(view: PartView, name: str, axis: str, known: Iterable[DraftDimension]) -> bool:
    """Return whether a dimension along an axis ends at a feature already."""
    faces = faces_named(view, name)
    for dimension in known:
        ends = [faces_named(view, end) for end in dimension.between or ()]
        if any(end & faces for end in ends) and axis in _axes(view, ends):
            return True
    return False


def _axes(view: PartView, ends: Sequence[frozenset[int]]) -> set[str]:
    """Return the axis along which a dimension between two features is taken."""
    for faces in ends:
        face = min(faces, default=None)
        if face is not None and view.face(face).surface == "plane":
            axis = axis_named(view.face(face).direction)
            return {axis} if axis else set()
    places = [view.face(min(faces)).point for faces in ends if faces]
    if len(places) < 2:
        return set()
    apart = [abs(a - b) for a, b in zip(*places, strict=True)]
    return {f"+{'XYZ'[i]}" for i in range(3) if apart[i] == max(apart)}


def _half(view: PartView, name: str, length: float, *, raw: bool) -> float:
    """Return half the interval of a dimension that stands for no line of the drawing (mm)."""
    if raw:
        return _RAW_MM
    widths = [
        dimension.tolerance.width / 2
        for dimension in view.spec.dimensions.values()
        if dimension.tolerance and dimension.between
        and name.partition("[")[0] in {end.partition("[")[0] for end in dimension.between}
    ]  # fmt: skip
    try:
        widths.append(iso2768.linear(length, "m"))
    except OutsideTableError:
        widths.append(2 * _LEAST_MM)
    return max(round(_SHARE * min(widths), 3), _LEAST_MM)
