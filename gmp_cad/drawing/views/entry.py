"""From which side a blind hole is entered: where no view tells it, hidden lines do (ISO 128-3).

A callout gives size and depth. Its circle in a section tells the place alone: the plane has taken
the mouth away, and the hole may come from above as well as from below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gmp_cad.drawing.view import cross, dot
from gmp_cad.drawing.views.axes import SAME_MM, opposite, parallel, square
from gmp_cad.drawing.views.cavity import Cavity
from gmp_cad.drawing.views.choosing import Candidate
from gmp_cad.evidence import FaceGeometry, Vector


def entries_dashed(
    chosen: Sequence[Candidate], cavities: Iterable[Cavity], faces: Mapping[int, FaceGeometry]
) -> Mapping[str, frozenset[int]]:
    """Return for the outside views, by name, the blind holes of which no chosen view tells the mouth."""
    opened = frozenset[str]().union(*(candidate.opens for candidate in chosen))
    found: dict[str, frozenset[int]] = {}
    for cavity in cavities:
        mouth = mouth_of(cavity, faces)
        if mouth is None or cavity.kind in opened:
            continue
        if any(_shows_mouth(candidate, cavity, mouth) for candidate in chosen):
            continue
        view = next((c for c in chosen if _hides(c, cavity)), None)
        if view is not None:
            found[view.name] = found.get(view.name, frozenset()) | frozenset(cavity.faces)
    return found


def mouth_of(cavity: Cavity, faces: Mapping[int, FaceGeometry]) -> tuple[Vector, Vector] | None:
    """Return where a blind hole opens, and the direction out of it; None of any other hollow."""
    axis = cavity.axis
    if axis is None:
        return None
    own = {face.index for face in axis.faces}
    floor = next((faces[i] for i in cavity.faces if i not in own and i in faces), None)
    if floor is None:
        return None
    low, high = axis.span
    at = dot(floor.centre_mm, axis.direction)
    if abs(at - low) < abs(at - high):
        return axis.point(high), axis.direction
    return axis.point(low), opposite(axis.direction)


def _shows_mouth(candidate: Candidate, cavity: Cavity, mouth: tuple[Vector, Vector]) -> bool:
    """Tell whether a view looks into a hole whose mouth it has not cut away."""
    point, out = mouth
    sight = candidate.sight
    towards = cross(sight.right, sight.up)
    if not parallel(out, towards) or dot(out, towards) < 0 or not set(cavity.faces) & sight.profile:
        return False
    if candidate.section is None:
        return True
    planes = [depth for _, depth in candidate.section.cut.steps if depth is not None]
    return dot(point, towards) <= min(planes) + SAME_MM


def _hides(candidate: Candidate, cavity: Cavity) -> bool:
    """Tell whether an outside view has a hole in its length, behind the part."""
    assert cavity.axis is not None
    towards = cross(candidate.sight.right, candidate.sight.up)
    return (
        candidate.section is None
        and square(cavity.axis.direction, towards)
        and bool(set(cavity.faces) & candidate.sight.dashed)
    )
