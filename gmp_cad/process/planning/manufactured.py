"""Manufactured dimensions: direct ones of the drawing first, then from the locating faces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gmp_cad.process.faces import same_feature
from gmp_cad.process.planning.draft import DraftDimension, DraftPhase, DraftStock
from gmp_cad.process.planning.names import NameBook
from gmp_cad.process.planning.part_view import PartView
from gmp_cad.process.planning.positions import faces_named, from_supports, number
from gmp_cad.spec import notation
from gmp_cad.spec.part import Dimension
from gmp_cad.spec.size import THREADS, Kind

_LOCATING = frozenset({"position", "surface_profile", "coaxiality", "concentricity", "symmetry"})
_ON_FEATURE = frozenset({Kind.DIAMETER, *THREADS})
_TOOL_SIZED = frozenset({"reaming", "tapping", "threading", "drilling"})


def with_dimensions(
    view: PartView, stock: DraftStock, phases: Sequence[DraftPhase], names: NameBook
) -> tuple[DraftPhase, ...]:
    """Return the phases with their manufactured dimensions.

    A dimension of the drawing is direct in the phase that finishes the last of its ends, if the other
    is active there: machined or located on (domain: Cm). A size on one feature belongs to
    the last phase that works on it. What is still not placed gets a dimension from a locating face.
    """
    placed: dict[int, list[DraftDimension]] = {i: [] for i in range(len(phases))}
    for name, dimension in view.spec.dimensions.items():
        found = _direct(view, name, dimension, phases)
        if found:
            placed[found[0]].append(found[1])
    for i in range(len(phases)):
        placed[i] += from_supports(view, stock, phases[: i + 1], placed[i], names)
    tolerances = _tolerances(view, phases)
    return tuple(
        replace(
            phase,
            dimensions=tuple(_boxed(view, d, tolerances.get(i, ())) for d in placed[i]),
            tolerances=tolerances.get(i, ()),
        )
        for i, phase in enumerate(phases)
    )


def _boxed(view: PartView, dimension: DraftDimension, realised: Sequence[str]) -> DraftDimension:
    """Return a dimension as an exact one where a frame of the phase locates between its ends.

    A direction is located by limits or by an exact dimension with a frame, never by both (CP18b).
    """
    if dimension.between is None:
        return dimension
    for key in realised:
        frame = view.spec.tolerances[key]
        datums = {
            view.spec.datums[letter] for letter in frame.letters if letter in view.spec.datums
        }
        located = [same_feature(end, frame.on) for end in dimension.between]
        known = [end.partition("[")[0] in datums for end in dimension.between]
        joined = all(a or b for a, b in zip(located, known, strict=True))
        if frame.symbol in _LOCATING and any(located) and joined:
            return replace(dimension, size=f"[{number(notation.parse(dimension.size).nominal)}]")
    return dimension


def _active(view: PartView, phase: DraftPhase) -> frozenset[int]:
    return frozenset(f for c in phase.locating for f in faces_named(view, c.on)) | phase.faces


def _direct(
    view: PartView, name: str, dimension: Dimension, phases: Sequence[DraftPhase]
) -> tuple[int, DraftDimension] | None:
    size = replace(dimension.size, count=None, recess=None, depth=None, drill_depth=None,
                   drill_diameter=None)  # fmt: skip
    if dimension.between is None:
        return _on_one(view, name, dimension, str(size), phases)
    ends = [faces_named(view, end) for end in dimension.between]
    usable = all(_plain(end) for end in dimension.between) and all(ends)
    if not usable or dimension.tolerance is None:
        return None
    last = max((i for i, p in enumerate(phases) if any(end & p.faces for end in ends)), default=-1)
    if last < 0 or not all(end <= _active(view, phases[last]) for end in ends):
        return None
    written = _written(dimension, str(size))
    return last, DraftDimension(size=written, between=dimension.between)


def _plain(end: str) -> bool:
    return end.replace("_", "a").replace("[", "").replace("]", "").isalnum() and end[0].isalpha()


def _written(dimension: Dimension, text: str) -> str:
    """Return a size with its tolerance: the general one is written out."""
    if dimension.size.deviations or dimension.size.fit or dimension.tolerance is None:
        return text
    half = dimension.tolerance.width / 2
    return f"{text} ±{number(half)}"


def _on_one(
    view: PartView, name: str, dimension: Dimension, text: str, phases: Sequence[DraftPhase]
) -> tuple[int, DraftDimension] | None:
    faces = faces_named(view, name)
    if dimension.kind not in _ON_FEATURE or not faces or dimension.pattern:
        return None
    last = [i for i, phase in enumerate(phases) if faces & phase.faces]
    if not last:
        return None
    kinds = {
        o.kind for o in phases[last[-1]].operations if name in {m.split("[")[0] for m in o.makes}
    }
    kind = "Co" if kinds & _TOOL_SIZED else "Cm"
    written = text if dimension.kind in THREADS else _written(dimension, text)
    return last[-1], DraftDimension(size=written, on=name, kind=kind)


def _tolerances(view: PartView, phases: Sequence[DraftPhase]) -> dict[int, tuple[str, ...]]:
    """Return the geometric tolerances that each phase realises: where feature and datums are active."""
    found: dict[int, list[str]] = {}
    for key, tolerance in view.spec.tolerances.items():
        faces = faces_named(view, tolerance.on)
        datums = [
            faces_named(view, view.spec.datums[letter])
            for letter in tolerance.letters
            if letter in view.spec.datums
        ]
        last = [i for i, phase in enumerate(phases) if faces & phase.faces]
        if faces and last and all(d <= _active(view, phases[last[-1]]) for d in datums):
            found.setdefault(last[-1], []).append(key)
    return {i: tuple(names) for i, names in found.items()}
