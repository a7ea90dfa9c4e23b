"""Stepped cutting planes: their stretches across a shape, and the solids that stand before them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, product

import cadquery as cq
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeFace, BRepBuilderAPI_MakePolygon
from OCP.BRepPrimAPI import BRepPrimAPI_MakePrism
from OCP.gp import gp_Pnt, gp_Vec
from OCP.TopoDS import TopoDS_Shape

from gmp_cad.evidence import Cut, Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.placement import box_of

_BEYOND_MM = 1.0


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of a cutting plane, from ``start`` to ``end`` along the view; None: not cut."""

    start: float
    end: float
    depth: float | None


@dataclass(frozen=True, slots=True)
class _Extent:
    """How far a shape may reach in the frame (along, across, depth), and somewhat beyond (mm)."""

    low: Vector
    high: Vector


def axis_of(cut: Cut) -> int:
    """Return the coordinate of the view, 0 or 1, along which the planes step."""
    return 0 if cut.along == "right" else 1


def toward(cut: Cut) -> Vector:
    """Return the direction to the viewer."""
    return vector.cross(cut.right, cut.up)


def steps_of(shape: cq.Shape, cut: Cut) -> tuple[Step, ...]:
    """Return the stretches of the planes across the shape; steps beside it are left out."""
    extent = _extent(shape, cut)
    merged = [next(same) for _, same in groupby(cut.steps, key=lambda step: step[1])]
    starts = [extent.low[0], *(start for start, _ in merged[1:]), extent.high[0]]
    spans = [(max(a, extent.low[0]), min(b, extent.high[0])) for a, b in pairwise(starts)]
    return tuple(
        Step(start, end, depth)
        for (start, end), (_, depth) in zip(spans, merged, strict=True)
        if end > start
    )


def tools(shape: cq.Shape, cut: Cut, steps: Sequence[Step]) -> list[TopoDS_Shape]:
    """Return the solids between the cutting planes and the viewer, one for each run of steps."""
    extent = _extent(shape, cut)
    runs = groupby(steps, key=lambda step: step.depth is not None)
    return [_prism(extent, cut, list(run)) for is_cut, run in runs if is_cut]


def _prism(extent: _Extent, cut: Cut, run: Sequence[Step]) -> TopoDS_Shape:
    along, across, depth = _frame(cut)
    top = max(extent.high[2], *((step.depth or 0.0) + _BEYOND_MM for step in run))
    profile = [*_stairs(run), (run[-1].end, top), (run[0].start, top)]
    polygon = BRepBuilderAPI_MakePolygon()
    for u, w in profile:
        foot = vector.times(across, extent.low[1])
        polygon.Add(gp_Pnt(*vector.along(vector.along(foot, along, u), depth, w)))
    polygon.Close()
    face = BRepBuilderAPI_MakeFace(polygon.Wire()).Face()
    length = extent.high[1] - extent.low[1]
    return BRepPrimAPI_MakePrism(face, gp_Vec(*vector.times(across, length))).Shape()


def _stairs(run: Sequence[Step]) -> Iterator[tuple[float, float]]:
    for step in run:
        yield step.start, step.depth or 0.0
        yield step.end, step.depth or 0.0


def _frame(cut: Cut) -> tuple[Vector, Vector, Vector]:
    along, across = (cut.right, cut.up) if cut.along == "right" else (cut.up, cut.right)
    return along, across, toward(cut)


def _extent(shape: cq.Shape, cut: Cut) -> _Extent:
    box = box_of(shape)
    corners = list(product(box[::3], box[1::3], box[2::3]))
    spans = [[vector.dot(corner, axis) for corner in corners] for axis in _frame(cut)]
    low = [min(span) - _BEYOND_MM for span in spans]
    high = [max(span) + _BEYOND_MM for span in spans]
    return _Extent((low[0], low[1], low[2]), (high[0], high[1], high[2]))
