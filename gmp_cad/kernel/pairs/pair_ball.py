"""The largest ball in a thin solid: where its wall is thickest, measured square to its surface."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cadquery as cq
import numpy as np
from OCP.BRep import BRep_Builder
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeVertex
from OCP.BRepExtrema import BRepExtrema_DistShapeShape
from OCP.BRepGProp import BRepGProp_Face
from OCP.BRepTools import BRepTools
from OCP.BRepTopAdaptor import BRepTopAdaptor_FClass2d
from OCP.gp import gp_Dir, gp_Lin, gp_Pnt, gp_Pnt2d, gp_Vec
from OCP.TopAbs import TopAbs_State
from OCP.TopoDS import TopoDS_Compound, TopoDS_Face
from scipy.spatial import cKDTree

from gmp_cad.evidence import Vector
from gmp_cad.kernel.pairs.pair_inside import Inside
from gmp_cad.kernel.pairs.pair_rays import Rays

_TOLERANCE = 1e-9
_COARSE = 12  # samples along each parameter of a face, fewer where there are many faces: at least
_COARSEST = 4
_IN_ALL = 4000
_ROUNDS = 26  # of refinement: the step is halved when no neighbour is better
_STEPS = ((1, 0), (-1, 0), (0, 1), (0, -1))
_ALIKE = 1e-6  # relative: chords of an even wall are all of one length
_VOTES = 2  # rays that must agree that a point is inside
_TOLD_MM = 1e-5  # the middle of a shorter chord is too near to the surface to be told inside


@dataclass(frozen=True, slots=True)
class Ball:
    """A ball in a solid: its diameter (mm), and the unit direction of the chord it was found on."""

    diameter_mm: float
    direction: Vector


@dataclass(frozen=True, slots=True)
class _Chord:
    """A chord of a solid, square to its surface where it starts."""

    face: int
    u: float
    v: float
    length: float
    middle: gp_Pnt
    direction: gp_Dir


def largest_ball(solid: cq.Solid) -> Ball | None:
    """Return the largest ball that touches the surface at two opposite points; None: not found.

    Chords that leave the faces squarely are looked at on a grid, the best of them is improved
    until its place is settled to a 1e-7 part of the face.
    """
    search = _Search(solid)
    best: Ball | None = None
    best_chord: _Chord | None = None
    for width, chord in search.widest():
        if best is not None and width <= best.diameter_mm * (1 + _ALIKE):
            break
        ball = search.ball(chord)
        if (best is None or ball.diameter_mm > best.diameter_mm) and search.lies_within(chord):
            best, best_chord = ball, chord
    if best is None or best_chord is None:
        return None
    return search.improved(best, best_chord)


class _Search:
    def __init__(self, solid: cq.Solid) -> None:
        self._faces = [face.wrapped for face in solid.Faces()]
        self._props = [BRepGProp_Face(face) for face in self._faces]
        self._bounds = [BRepTopAdaptor_FClass2d(face, _TOLERANCE) for face in self._faces]
        self._rays = Rays(solid, _TOLERANCE)
        self._skin = _compound(self._faces)
        self._inside = Inside(solid)
        share = math.isqrt(_IN_ALL // max(len(self._faces), 1))
        self._grid = max(_COARSEST, min(_COARSE, share))

    def widest(self) -> list[tuple[float, _Chord]]:
        """Return the chords of the grid and how wide the ball of each is at most, widest first.

        No ball reaches beyond the ends of the chords, which are points of the surface.
        """
        chords = list(self._chords())
        if not chords:
            return []
        middles = np.array([c.middle.Coord() for c in chords])
        halves = np.array([np.array(c.direction.Coord()) * c.length / 2 for c in chords])
        surface = cKDTree(np.concatenate((middles - halves, middles + halves)))
        widths = 2 * surface.query(middles)[0]
        return [(float(widths[k]), chords[k]) for k in np.argsort(-widths, kind="stable").tolist()]

    def _chords(self) -> Iterator[_Chord]:
        """Yield the chords of a grid over each face."""
        for face in range(len(self._faces)):
            u0, u1, v0, v1 = BRepTools.UVBounds_s(self._faces[face])
            for i in range(self._grid):
                for k in range(self._grid):
                    u = u0 + (u1 - u0) * (i + 0.5) / self._grid
                    v = v0 + (v1 - v0) * (k + 0.5) / self._grid
                    chord = self.chord(face, u, v)
                    if chord is not None:
                        yield chord

    def chord(self, face: int, u: float, v: float) -> _Chord | None:
        """Return the chord that starts at a point of a face, None where there is none."""
        if self._bounds[face].Perform(gp_Pnt2d(u, v)) == TopAbs_State.TopAbs_OUT:
            return None
        start, normal = gp_Pnt(), gp_Vec()
        self._props[face].Normal(u, v, start, normal)
        if normal.Magnitude() < _TOLERANCE:
            return None
        inward = gp_Dir(normal.Reversed())
        crossings = self._rays.crossings(gp_Lin(start, inward), _TOLERANCE * 100)
        if not crossings:
            return None
        length = crossings[0][0]
        middle = start.Translated(gp_Vec(inward).Multiplied(length / 2))
        return _Chord(face, u, v, length, middle, inward)

    def lies_within(self, chord: _Chord) -> bool:
        """Tell whether the middle of a chord is inside: a ray along a sliver may leave unseen."""
        return chord.length < _TOLD_MM or self._inside.holds(chord.middle, _VOTES)

    def ball(self, chord: _Chord) -> Ball:
        """Return the largest ball about the middle of a chord."""
        vertex = BRepBuilderAPI_MakeVertex(chord.middle).Vertex()
        found = BRepExtrema_DistShapeShape(vertex, self._skin)
        radius = float(found.Value()) if found.IsDone() else 0.0
        d = chord.direction
        return Ball(2 * min(radius, chord.length / 2), (d.X(), d.Y(), d.Z()))

    def improved(self, best: Ball, at: _Chord) -> Ball:
        """Move the start of the chord over its face for as long as the ball grows."""
        u0, u1, v0, v1 = BRepTools.UVBounds_s(self._faces[at.face])
        du, dv = (u1 - u0) / self._grid / 2, (v1 - v0) / self._grid / 2
        for _ in range(_ROUNDS):
            tried = [self.chord(at.face, at.u + i * du, at.v + k * dv) for i, k in _STEPS]
            moved = False
            for chord in tried:
                if chord is None or chord.length <= best.diameter_mm:
                    continue
                ball = self.ball(chord)
                if ball.diameter_mm > best.diameter_mm and self.lies_within(chord):
                    best, at, moved = ball, chord, True
            if not moved:
                du, dv = du / 2, dv / 2
        return best


def _compound(faces: list[TopoDS_Face]) -> TopoDS_Compound:
    builder, made = BRep_Builder(), TopoDS_Compound()
    builder.MakeCompound(made)
    for face in faces:
        builder.Add(made, face)
    return made
