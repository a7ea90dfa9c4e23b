"""Pictures of a part in two states: before, after, and what came and went over a grey ghost.

All are seen by the same camera. Where what differs is small against the part, or hard to see, it is
circled, and seen once more from close.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gmp_cad.drawing.shaded.camera import SAMPLES, Camera, fitted, focused
from gmp_cad.drawing.shaded.depth import NOTHING
from gmp_cad.drawing.shaded.lines import clipped, coverage, lines, visible
from gmp_cad.drawing.shaded.overlay import (
    INK,
    INSET_PX,
    as_bytes,
    circled,
    framed,
    inked,
    over,
    paper,
    set_in,
)
from gmp_cad.drawing.shaded.png import to_png
from gmp_cad.drawing.shaded.scene import Body, Colour, Scene, scene
from gmp_cad.drawing.shaded.size import DOTS_PER_MM, PICTURE_PX
from gmp_cad.drawing.shaded.surfaces import Seen, looked_at, shaded
from gmp_cad.drawing.view import cross
from gmp_cad.evidence import Vector
from gmp_cad.evidence.surface_mesh import Floats, SurfaceMesh

Shows = Literal["before", "after", "both"]
Box = tuple[float, float, float, float, float, float]

ADDED: Colour = (0.0, 0.50, 0.16)
REMOVED: Colour = (0.86, 0.02, 0.04)
_GHOST: Colour = (0.52, 0.55, 0.60)
_WHITE: Colour = (1.0, 1.0, 1.0)
_FRAME: Colour = (0.05, 0.22, 0.70)
_OPACITY, _HIDDEN = 0.38, 0.42  # of the ghost; of what came or went, where the part hides it
_SEEN, _BEHIND = 0.80, 0.30  # opacity of the lines of the ghost: those seen, and all of them
_EVEN = 0.5  # of a colour is the same wherever the light comes from
_LINE_PX, _INSET_LINE_PX = 1.5, 0.8
_FILLS, _CLOSEST, _WORTH = 0.34, 80.0, 1.8  # of a close-up, see :func:`focused`; from when on
_TRIED_PX = (160, 120)
_SLACK = 1e-3  # of the size of the part: meshes of one surface stand apart by less
_MOST_CIRCLES = 24
_UP: Vector = (0.0, 0.0, 1.0)
_ABOVE, _FRONT, _RIGHT = 0.08, 0.04, 0.02  # against a share of 1 of what is seen of the change


@dataclass(frozen=True, slots=True, kw_only=True)
class PartStates:
    """A part before and after, what it gained and lost (part's frame, mm); None: there is none.

    ``lumps``: the boxes of connected pieces that came (True) or went, the largest first.
    """

    colour: Colour
    before: SurfaceMesh | None = None
    after: SurfaceMesh | None = None
    added: SurfaceMesh | None = None
    removed: SurfaceMesh | None = None
    lumps: Sequence[tuple[bool, Box]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenStates:
    """The same states from one camera, as PNG: by what they show; ``view`` says how close it is."""

    view: Literal["overall", "close-up"]
    pictures: Mapping[Shows, bytes]


def difference_pictures(states: PartStates) -> tuple[SeenStates, ...]:
    """Return the part as a whole, then from close where that shows more of what differs."""
    solids = [mesh for mesh in (states.before, states.after) if mesh is not None]
    if not solids:
        return ()
    whole = _scene(*solids)
    right, up = _view(states, whole)
    far = fitted(whole, right, up, PICTURE_PX)
    found = [SeenStates(view="overall", pictures=_from(states, far))]
    near = _closer(states, far)
    if near is not None:
        inset = fitted(whole, right, up, INSET_PX)
        found.append(SeenStates(view="close-up", pictures=_from(states, near, inset)))
    return tuple(found)


def _scene(*meshes: SurfaceMesh, colour: Colour = _GHOST) -> Scene:
    return scene([Body(mesh=mesh, colour=colour) for mesh in meshes])


def _from(states: PartStates, camera: Camera, inset: Camera | None = None) -> dict[Shows, bytes]:
    """Return the pictures of one camera; ``inset``: of the small picture that shows where it looks."""
    plain: tuple[tuple[Shows, SurfaceMesh | None], ...] = (
        ("before", states.before), ("after", states.after),
    )  # fmt: skip
    found = {
        shows: _png(_opaque(_scene(mesh, colour=states.colour), camera))
        for shows, mesh in plain
        if mesh is not None
    }
    if states.added is not None or states.removed is not None:
        both = _both(states, camera, _LINE_PX)
        if inset is not None:
            small = _both(states, inset, _INSET_LINE_PX)
            set_in(both, over(paper(INSET_PX), framed(small, inset, camera, _FRAME)))
        found["both"] = _png(both)
    return found


def _opaque(shown: Scene, camera: Camera) -> Floats:
    seen = looked_at(shown, camera)
    ink = coverage(visible(clipped(lines(seen), camera), seen), _LINE_PX, _size(camera))
    return over(shaded(seen), inked(ink, INK))


def _both(states: PartStates, camera: Camera, line_px: float) -> Floats:
    """Return what went in red and what came in green, over a ghost of the part."""
    size = _size(camera)
    part = states.after if states.after is not None else states.before
    assert part is not None
    seen = looked_at(_scene(part), camera)
    every = clipped(lines(seen), camera)
    ink = _SEEN * coverage(visible(every, seen), line_px, size)
    ink = np.maximum(ink, _BEHIND * coverage(every, line_px / 2, size))
    picture = over(shaded(seen) * _OPACITY, inked(ink, INK))
    before_it = _depth(seen) - _SLACK * _extent(seen.scene) * camera.scale
    for mesh, colour in ((states.removed, REMOVED), (states.added, ADDED)):
        if mesh is not None:
            picture = over(
                picture,
                _change(looked_at(_scene(mesh, colour=_WHITE), camera), colour, before_it, line_px),
            )
    for came, box in states.lumps[:_MOST_CIRCLES]:
        picture = over(picture, circled(_corners(box), camera, ADDED if came else REMOVED))
    return picture


def _change(seen: Seen, colour: Colour, before_it: Floats, line_px: float) -> Floats:
    """Return material that came or went: strong where it is in front, faint behind the part."""
    shown = np.where(_depth(seen) >= before_it, 1.0, _HIDDEN)[:, :, None]
    lit = shaded(seen)
    even = lit[:, :, 3:] * np.array([*colour, 1.0])
    picture = (_EVEN * even + (1.0 - _EVEN) * lit * np.array([*colour, 1.0])) * shown
    ink = coverage(visible(clipped(lines(seen), seen.camera), seen), line_px, _size(seen.camera))
    return over(picture, inked(ink, colour) * np.maximum(shown, 0.6))


def _depth(seen: Seen) -> Floats:
    """Return how near what is seen stands in the middle of each pixel, minus infinity where nothing is."""
    width, height = _size(seen.camera)
    facet = seen.nearest.reshape(height, SAMPLES, width, SAMPLES)[:, 0, :, 0]
    row, column = np.mgrid[0:height, 0:width]
    known = np.where(facet == NOTHING, 0, facet)
    found = seen.facets
    if not len(found.index):
        return np.full((height, width), -np.inf)
    across = column * SAMPLES + 0.5 - found.x[known, 0]
    down = row * SAMPLES + 0.5 - found.y[known, 0]
    depth = found.z[known, 0] + found.across[known] * across + found.down[known] * down
    return np.where(facet == NOTHING, -np.inf, depth)


def _view(states: PartStates, whole: Scene) -> tuple[Vector, Vector]:
    """Return (right, up) of the corner from which most of the change is seen, not only through the part.

    Of two that show as much: from above, the front and the right.
    """
    changes = [_scene(mesh) for mesh in (states.added, states.removed) if mesh is not None]
    part = states.after if states.after is not None else states.before
    assert part is not None
    signs = itertools.product((1.0, -1.0), repeat=3)
    views = [(x / math.sqrt(3), y / math.sqrt(3), z / math.sqrt(3)) for x, y, z in signs]
    axes = [_axes(view) for view in views]
    shown = [_open_pixels(_scene(part), changes, fitted(whole, *pair, _TRIED_PX)) for pair in axes]
    largest = max(*shown, 1)

    def merit(rank: int) -> float:
        x, y, z = views[rank]
        return round(
            round(shown[rank] / largest, 2) + math.copysign(_ABOVE, z) + math.copysign(_FRONT, -y)
            + math.copysign(_RIGHT, x), 6,
        )  # fmt: skip

    return axes[max(range(len(views)), key=lambda rank: (merit(rank), -rank))]


def _open_pixels(part: Scene, changes: Sequence[Scene], camera: Camera) -> int:
    if not changes:
        return 0
    seen = looked_at(part, camera)
    before_it = _depth(seen) - _SLACK * _extent(part) * camera.scale
    depths = (_depth(looked_at(change, camera)) for change in changes)
    return int(sum(((depth >= before_it) & np.isfinite(depth)).sum() for depth in depths))


def _axes(towards: Vector) -> tuple[Vector, Vector]:
    x, y, z = cross(_UP, towards)
    length = math.sqrt(x * x + y * y + z * z)
    right = (x / length, y / length, z / length)
    return right, cross(towards, right)


def _closer(states: PartStates, far: Camera) -> Camera | None:
    """Return the camera of a close-up: of all that differs, else of its largest piece; None: no gain."""
    changes = [mesh.points for mesh in (states.added, states.removed) if mesh is not None]
    if not changes or states.before is None or states.after is None:
        return None
    targets = [np.concatenate(changes), *(_corners(box) for _, box in states.lumps[:1])]
    for points in targets:
        near = focused(far, points, _FILLS, _CLOSEST)
        if near.scale >= _WORTH * far.scale:
            return near
    return None


def _corners(box: Box) -> Floats:
    return np.array(list(itertools.product(*((box[k], box[k + 3]) for k in range(3)))))


def _extent(shown: Scene) -> float:
    low, high = shown.points.min(axis=0), shown.points.max(axis=0)
    return math.dist(low.tolist(), high.tolist())


def _size(camera: Camera) -> tuple[int, int]:
    return camera.width, camera.height


def _png(picture: Floats) -> bytes:
    """Return a picture on white ground: pages of comments may be dark."""
    whole = as_bytes(over(np.ones_like(picture), picture))
    return to_png(whole[:, :, :3], DOTS_PER_MM)
