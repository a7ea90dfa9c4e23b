"""Views and sections of placed parts together: each curve and each region knows its part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cadquery as cq

from gmp_cad.evidence import Cut, Projection, Vector
from gmp_cad.kernel.placement import box_of
from gmp_cad.kernel.projection.cut import CutPart, cut_part, require_met, without_steps
from gmp_cad.kernel.projection.project import Body, curves_of, projection

PlacedShapes = Sequence[tuple[str, cq.Shape]]


def project_parts(
    parts: PlacedShapes,
    name: str,
    right: Vector,
    up: Vector,
    hidden: bool = False,
    *,
    exact: bool = True,
) -> Projection:
    """Return the view of parts, (name, shape in its place), with what hides what among them all.

    As :func:`~gmp_cad.kernel.projection.project.project`; the faces of a curve are those of its part. Where
    edges of several parts coincide, one of them is drawn.
    """
    plane = (right, up)
    bodies = [Body(shape, part) for part, shape in parts]
    curves, exact = curves_of(bodies, plane, hidden=hidden, exact=exact)
    return projection(name, plane, curves, exact=exact)


def cut_parts(parts: PlacedShapes, cut: Cut, *, exact: bool = True) -> Projection:
    """Return the section view of parts; those that ``cut.whole`` names are shown whole where met.

    As :func:`~gmp_cad.kernel.projection.cut.cut_view`, with the regions of each part apart, without what a
    whole part fills. A whole part that stands before the planes is taken away like any other.
    Raises KernelError when a cutting plane meets no part at all. A part that the kernel cannot cut
    is shown whole, and ``exact`` is False.
    """
    alone = {p: cut_part(shape, cut, p) for p, shape in parts if p in cut.whole}
    whole = [(p, shape) for p, shape in parts if p in alone and not _is_left(alone[p])]
    found = [
        (p, shape, alone[p] if p in alone else _cut_around(p, shape, cut, whole))
        for p, shape in parts
    ]
    kept = {p for p, _ in whole}
    bodies = [
        Body(shape, p) if left is None or p in kept else Body(left.shape, p, left.own)
        for p, shape, left in found
        if left is None or left.own  # something is left of it
    ]
    cut_all = all(left is not None for _, _, left in found)
    if cut_all:
        met = [depth for _, _, left in found if left for depth in left.met]
        require_met(cut, [depth for _, depth in cut.steps], met)
    regions = [r for p, _, left in found if left and p not in kept for r in left.regions]
    plane = (cut.right, cut.up)
    curves, exact = curves_of(bodies, plane, exact=exact)
    grazed = frozenset(points for _, _, left in found if left for points in left.grazed)
    drawn = without_steps(curves, cut, grazed)
    return projection(cut.name, plane, drawn, tuple(regions), exact=exact and cut_all)


def _is_left(whole: CutPart | None) -> bool:
    """Whether the planes only pass before or behind a part that shall stay whole."""
    return whole is not None and not whole.met


def _cut_around(part: str, shape: cq.Shape, cut: Cut, whole: PlacedShapes) -> CutPart | None:
    return cut_part(shape, cut, part, list(_meeting(shape, whole)))


def _meeting(shape: cq.Shape, others: PlacedShapes) -> Iterator[cq.Shape]:
    """Yield the parts whose boxes meet that of the shape."""
    box = box_of(shape)
    for _, other in others:
        found = box_of(other)
        if all(box[k] <= found[k + 3] and found[k] <= box[k + 3] for k in range(3)):
            yield other
