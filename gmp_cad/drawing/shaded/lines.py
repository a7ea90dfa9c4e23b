"""The lines of a shaded picture: corners and outlines of the bodies, where nothing hides them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmp_cad.drawing.shaded.camera import SAMPLES, Camera
from gmp_cad.drawing.shaded.depth import NOTHING
from gmp_cad.drawing.shaded.surfaces import Seen
from gmp_cad.evidence.surface_mesh import Floats, Integers

_STEP = 1.0  # samples: a line is looked at once in each of its pieces
_NEAR = 1.0  # samples of depth between a line and the surface that it bounds
_SLOPE = 2.5  # and as much more for each sample that a curved one recedes: it is made of facets
_STEEPEST = 12.0
_NO_POINTS = np.zeros((0, 3))
_BESIDE = 8.0  # samples: so far a line goes on beside the picture
_TOUCHING = 0.5  # samples of depth between two bodies where they meet


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lines:
    """Straight pieces from ``start`` to ``end`` (n, 3; column, row, depth, in samples).

    ``faces`` (n, 2): those that the piece bounds.
    """

    start: Floats
    end: Floats
    faces: Integers


def lines(seen: Seen) -> Lines:
    """Return corners and outlines, seen or hidden; tangent edges are left out."""
    corners, outlines = _corners(seen), _outlines(seen)
    return Lines(
        start=np.concatenate([corners.start, outlines.start]),
        end=np.concatenate([corners.end, outlines.end]),
        faces=np.concatenate([corners.faces, outlines.faces]),
    )


def _corners(seen: Seen) -> Lines:
    scene = seen.scene
    lengths = np.diff(scene.edge_starts)
    edge = np.repeat(np.arange(len(lengths)), lengths)
    placed = seen.camera.placed(scene.edge_points)
    pieces = np.flatnonzero((edge[1:] == edge[:-1]) & ~scene.edge_smooth[edge[:-1]])
    return Lines(start=placed[pieces], end=placed[pieces + 1], faces=scene.edge_faces[edge[pieces]])


def _outlines(seen: Seen) -> Lines:
    """Return where curved faces turn away from the viewer, straight over each triangle."""
    scene = seen.scene
    facing = np.rint(seen.camera.turned(scene.normals)[:, 2] * 1e7)[scene.triangles]
    toward = facing > 0
    cut = np.flatnonzero((toward.any(axis=1)) & ~toward.all(axis=1))
    facing, toward, corners = facing[cut], toward[cut], scene.triangles[cut]
    placed = seen.camera.placed(scene.points)
    lone = np.where(toward.sum(axis=1) == 1, toward.argmax(axis=1), (~toward).argmax(axis=1))
    every = np.arange(len(cut))
    ends = []
    for step in (1, 2):
        other = (lone + step) % 3
        here, there = facing[every, lone], facing[every, other]
        share = (here / (here - there))[:, None]
        near, far = placed[corners[every, lone]], placed[corners[every, other]]
        ends.append(near + (far - near) * share)
    faces = scene.faces[cut]
    return Lines(start=ends[0], end=ends[1], faces=np.stack([faces, faces], axis=1))


def clipped(found: Lines, camera: Camera) -> Lines:
    """Return lines without what lies beside the picture, for a camera that shows a part of a scene."""
    start, end = found.start, found.end
    whole = end - start
    first, last = np.zeros(len(start)), np.ones(len(start))
    inside = np.ones(len(start), dtype=np.bool_)
    for axis, room in ((0, camera.columns), (1, camera.rows)):
        at, run = start[:, axis], whole[:, axis]
        steady = np.where(run == 0, 1.0, run)
        for bound, sign in ((-_BESIDE, 1.0), (room + _BESIDE, -1.0)):
            share = (bound - at) / steady
            enters = run * sign > 0
            first = np.where(enters, np.maximum(first, share), first)
            last = np.where((run != 0) & ~enters, np.minimum(last, share), last)
            inside &= (run != 0) | ((at - bound) * sign >= 0)
    kept = np.flatnonzero(inside & (first < last) | (inside & (whole[:, :2] == 0).all(axis=1)))
    return Lines(
        start=(start + whole * first[:, None])[kept], end=(start + whole * last[:, None])[kept],
        faces=found.faces[kept],
    )  # fmt: skip


def visible(found: Lines, seen: Seen) -> Lines:
    """Return the stretches of lines that nothing hides."""
    length = np.abs(found.end - found.start)[:, :2].max(axis=1, initial=0.0)
    count = np.maximum(np.ceil(length / _STEP), 1.0).astype(np.int64)
    line = np.repeat(np.arange(len(count)), count)
    piece = np.arange(len(line)) - np.repeat(np.cumsum(count) - count, count)
    middle = (piece + 0.5) / count[line]
    at = found.start[line] + (found.end - found.start)[line] * middle[:, None]
    shown = _shown(at, found.faces[line], seen)
    inner = (line[1:-1] == line[:-2]) & (line[1:-1] == line[2:])
    shown[1:-1] |= inner & shown[:-2] & shown[2:]  # one piece missed between two
    joined = np.flatnonzero(shown & ~(np.roll(shown, 1) & (piece > 0)))
    ended = np.flatnonzero(shown & ~(np.roll(shown, -1) & (piece < count[line] - 1)))
    line = line[joined]
    first, last = piece[joined] / count[line], (piece[ended] + 1) / count[line]
    start, whole = found.start[line], (found.end - found.start)[line]
    return Lines(
        start=start + whole * first[:, None], end=start + whole * last[:, None],
        faces=found.faces[line],
    )  # fmt: skip


def joints(seen: Seen, covered: Floats) -> Lines:
    """Return points where two bodies that share volume meet, as far as no line is there yet.

    A modelled thread in its nut has no edge where it comes out: the picture draws one.
    """
    if not seen.scene.bodies.any():  # there is one body
        return Lines(start=_NO_POINTS, end=_NO_POINTS, faces=_NO_POINTS[:, :2].astype(np.int64))
    rows, columns = seen.camera.rows, seen.camera.columns
    facet = seen.nearest.reshape(rows, columns)
    bodies = np.append(seen.scene.bodies, NOTHING)[seen.faces][facet]
    found = []
    for down, across in ((0, 1), (1, 0)):
        here, there = bodies[: rows - down, : columns - across], bodies[down:, across:]
        row, column = np.nonzero((here != there) & (here != NOTHING) & (there != NOTHING))
        middle = np.stack([column + 0.5 + across / 2, row + 0.5 + down / 2], axis=1)
        pair = facet[row, column], facet[row + down, column + across]
        depth, slope = zip(*(_plane(seen, one, middle) for one in pair), strict=True)
        touching = np.abs(depth[0] - depth[1]) <= (slope[0] + slope[1]) / 2 + _TOUCHING
        pixel = np.floor(middle / SAMPLES).astype(np.int64)
        bare = covered[pixel[:, 1], pixel[:, 0]] == 0
        found.append(np.insert(middle, 2, depth[0], axis=1)[touching & bare])
    points = np.concatenate(found)
    return Lines(start=points, end=points, faces=np.zeros((len(points), 2), dtype=np.int64))


def _plane(seen: Seen, facet: Integers, at: Floats) -> tuple[Floats, Floats]:
    """Return how deep the planes of facets are at these places, and how steep."""
    facets = seen.facets
    across, down = facets.across[facet], facets.down[facet]
    x, y = at[:, 0] - facets.x[facet, 0], at[:, 1] - facets.y[facet, 0]
    depth = facets.z[facet, 0] + across * x + down * y
    return depth, np.minimum(np.abs(across) + np.abs(down), _STEEPEST)


def _shown(at: Floats, faces: Integers, seen: Seen) -> NDArray[np.bool_]:
    """Return which points of lines are seen.

    Beside a line that is seen one of the faces that it bounds is seen too, no nearer than the line
    itself; and where these faces are thinner than a sample, nothing is nearer than the line.
    """
    camera, all_faces = seen.camera, seen.faces
    own = np.zeros(len(at), dtype=np.bool_)
    before = np.ones(len(at), dtype=np.bool_)
    for down in (0, 1):
        for across in (0, 1):
            column = np.clip(np.floor(at[:, 0] - 0.5) + across, 0, camera.columns - 1)
            row = np.clip(np.floor(at[:, 1] - 0.5) + down, 0, camera.rows - 1)
            facet = seen.nearest[(row * camera.columns + column).astype(np.int64)]
            empty = facet == NOTHING
            facet = np.where(empty, 0, facet)
            depth, steep = _plane(seen, facet, at)
            slack = np.where(seen.flat[facet], 0.0, _SLOPE * steep)
            behind = depth <= at[:, 2] + _NEAR + slack
            mine = (all_faces[facet] == faces[:, 0]) | (all_faces[facet] == faces[:, 1])
            own |= ~empty & mine & behind
            before &= empty | (depth <= at[:, 2] + _NEAR)
    return own | before


def coverage(found: Lines, width_px: float, size: tuple[int, int]) -> Floats:
    """Return how much of each pixel (height, width) lines of ``width_px`` cover, round at the ends.

    A pixel that two lines touch is covered by the more of both, so that joints do not show.
    """
    width, height = size
    start, end = found.start[:, :2] / SAMPLES, found.end[:, :2] / SAMPLES
    covered = np.zeros(width * height)
    flat = np.abs(end - start)
    for main in (0, 1):
        chosen = flat[:, 0] >= flat[:, 1] if main == 0 else flat[:, 0] < flat[:, 1]
        _cover(covered, (start[chosen], end[chosen]), main, width_px / 2, size)
    return covered.reshape(height, width)


def _cover(
    covered: Floats, ends: tuple[Floats, Floats], main: int, half: float, size: tuple[int, int]
) -> None:
    """Raise ``covered`` beside lines that run more along axis ``main`` than along the other."""
    start, end = ends
    reach = half + 0.5
    low = np.floor(np.minimum(start[:, main], end[:, main]) - reach).astype(np.int64)
    count = np.ceil(np.maximum(start[:, main], end[:, main]) + reach).astype(np.int64) - low
    line = np.repeat(np.arange(len(count)), count)
    along = np.arange(len(line)) - np.repeat(np.cumsum(count) - count - low, count)
    start, run = start[line], (end - start)[line]
    squared = np.maximum(run[:, 0] * run[:, 0] + run[:, 1] * run[:, 1], 1e-12)
    steady = np.where(run[:, main] == 0, 1.0, run[:, main])
    share = np.clip((along + 0.5 - start[:, main]) / steady, 0.0, 1.0)
    nearest = np.floor(start[:, 1 - main] + share * run[:, 1 - main]).astype(np.int64)
    for aside in range(-_ASIDE, _ASIDE + 1):
        cell = [along, nearest + aside] if main == 0 else [nearest + aside, along]
        x, y = cell[0] + 0.5 - start[:, 0], cell[1] + 0.5 - start[:, 1]
        foot = np.clip((x * run[:, 0] + y * run[:, 1]) / squared, 0.0, 1.0)
        dx, dy = x - foot * run[:, 0], y - foot * run[:, 1]
        value = np.clip(reach - np.sqrt(dx * dx + dy * dy), 0.0, min(1.0, 2 * half))
        on = np.flatnonzero(
            (value > 0) & (cell[0] >= 0) & (cell[0] < size[0]) & (cell[1] >= 0)
            & (cell[1] < size[1])
        )  # fmt: skip
        np.maximum.at(covered, cell[1][on] * size[0] + cell[0][on], value[on])


_ASIDE = 2  # pixels on each side of a line: enough for 45° and 2 px
