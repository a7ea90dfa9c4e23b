"""What came and what went from one solid to another: exact volumes, and the solids themselves.

Both are cut into cells by one run of OCCT's general fuse: what is in the first alone, in the second
alone, in both. The two are mostly the same solid, all but a few of their faces lie in one another,
which the fuse is made for. What it says is not believed unseen: the cells must make up each of the
two, and points that lie in both must lie in a cell of both (a fuse that misses all intersections
says that everything went and everything came, whose sums are right).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cadquery as cq
import manifold3d
import numpy as np
from OCP.BOPAlgo import BOPAlgo_CellsBuilder
from OCP.TopTools import TopTools_ListOfShape

from gmp_cad.errors import KernelError
from gmp_cad.evidence.solid_difference import Lump, SolidDifference
from gmp_cad.kernel import brep
from gmp_cad.kernel.failure import OCCT_ERRORS
from gmp_cad.kernel.pairs.pair_mesh import centre_of, closed_mesh, triangles_of
from gmp_cad.kernel.pairs.pair_shape import prepare
from gmp_cad.kernel.pairs.pair_witness import Witnesses
from gmp_cad.kernel.surfaces import properties
from gmp_cad.language import Message

# What the fuse takes for one (mm), far below the micrometre that a change may be of; and whether the
# two change places, which makes another fuse of them.
_WAYS = ((0.0, False), (1e-6, False), (1e-5, False), (1e-6, True))
_SLIVER_MM = 5e-8  # thinner cells are the fuse's own
_NOISE = 1e-9  # of a volume: two that differ by no more are one
_GOOD = 1e-4  # of what came and went: an imbalance that is looked at no further
_MOST = 0.1  # of it: a larger imbalance is not believed, a smaller one is told

_FAILED: tuple[type[Exception], ...] = (KernelError, *OCCT_ERRORS)
_ASTRAY = Message("the kernel's Booleans contradict the volumes of the two solids")
_UNSEEN = Message("the two differ by less than the kernel's Booleans tell apart")


@dataclass(frozen=True, slots=True)
class MaterialChange:
    """A difference, and what came and went as compounds of solids; None where nothing did.

    Of a difference by meshes there are no solids.
    """

    difference: SolidDifference
    added: cq.Shape | None = None
    removed: cq.Shape | None = None


@dataclass(frozen=True, slots=True)
class _Cells:
    """What is in the first alone, in the second alone, in both: each with its volume (mm³)."""

    removed: tuple[tuple[cq.Solid, float], ...]
    added: tuple[tuple[cq.Solid, float], ...]
    both: tuple[tuple[cq.Solid, float], ...]

    @property
    def changed_mm3(self) -> float:
        return _sum(self.removed) + _sum(self.added)

    @property
    def is_one_way(self) -> bool:
        return not (self.removed and self.added)

    def off_mm3(self, before_mm3: float, after_mm3: float) -> float:
        """Return by how much the cells fail to make up the two solids."""
        return max(
            abs(_sum(self.removed) + _sum(self.both) - before_mm3),
            abs(_sum(self.added) + _sum(self.both) - after_mm3),
        )


def material_change(before: cq.Shape, after: cq.Shape, *, exact: bool = True) -> MaterialChange:
    """Return what material ``after`` has that ``before`` had not, and the other way round.

    Both in one frame; neither is changed. The same bytes are the same solid, without any Boolean.
    Without ``exact``, or where Booleans contradict themselves, from meshes. Raises KernelError
    where a solid is empty, or cannot be meshed either.
    """
    volumes = properties.volume_mm3(before), properties.volume_mm3(after)
    same = SolidDifference(before_mm3=volumes[0], after_mm3=volumes[1])
    if brep.to_bytes(before) == brep.to_bytes(after):
        return MaterialChange(same)
    cells = _believed(before, after, volumes) if exact else None
    if cells is None:
        return MaterialChange(_by_meshes(before, after, same))
    return MaterialChange(
        _told(cells, same), _compound(cells.added), _compound(cells.removed)
    )  # fmt: skip


def _believed(before: cq.Shape, after: cq.Shape, volumes: tuple[float, float]) -> _Cells | None:
    """Return the cells that agree best with the volumes, None where none do."""
    unit, one = np.eye(4), cq.Location()
    try:
        witnesses = Witnesses(prepare(before), prepare(after), unit, one)
    except _FAILED:
        return None
    noise = _NOISE * max(volumes)
    best: tuple[float, _Cells] | None = None
    for cells in _attempts(before, after):
        off = cells.off_mm3(*volumes)
        if off > max(noise, _MOST * cells.changed_mm3) or (best is not None and off >= best[0]):
            continue
        if witnesses.missed_by([solid for solid, _ in cells.both]):
            continue
        best = off, cells
        if off <= max(noise, _GOOD * cells.changed_mm3):
            break
    return None if best is None else best[1]


def _attempts(before: cq.Shape, after: cq.Shape) -> Iterator[_Cells]:
    for fuzzy, swapped in _WAYS:
        try:
            found = _fused(after, before, fuzzy) if swapped else _fused(before, after, fuzzy)
        except OCCT_ERRORS:
            continue
        if found is not None:
            yield _Cells(found.added, found.removed, found.both) if swapped else found


def _fused(before: cq.Shape, after: cq.Shape, fuzzy_mm: float) -> _Cells | None:
    builder = BOPAlgo_CellsBuilder()
    first, second = (
        [solid.wrapped for solid in brep.unmeshed_copy(shape).Solids()] for shape in (before, after)
    )
    for shape in (*first, *second):
        builder.AddArgument(shape)
    builder.SetFuzzyValue(fuzzy_mm)
    builder.SetNonDestructive(True)
    builder.Perform()
    if builder.HasErrors():
        return None

    def taken(
        groups: Sequence[tuple[list[cq.Shape], list[cq.Shape]]],
    ) -> tuple[tuple[cq.Solid, float], ...]:
        builder.RemoveAllFromResult()
        for inside, outside in groups:
            builder.AddToResult(_listed(inside), _listed(outside), 0, False)
        builder.MakeContainers()
        return _weighed(cq.Shape.cast(builder.Shape()))

    return _Cells(
        removed=taken([([a], second) for a in first]),
        added=taken([([b], first) for b in second]),
        both=taken([([a, b], []) for a in first for b in second]),
    )


def _listed(shapes: Sequence[cq.Shape]) -> TopTools_ListOfShape:
    found = TopTools_ListOfShape()
    for shape in shapes:
        found.Append(shape)
    return found


def _weighed(found: cq.Shape) -> tuple[tuple[cq.Solid, float], ...]:
    """Return the solids with their volumes, without the slivers that a fuse leaves."""
    weighed = ((solid, properties.volume_mm3(solid)) for solid in found.Solids())
    return tuple((s, v) for s, v in weighed if 2 * abs(v) > _SLIVER_MM * s.Area())


def _sum(cells: Sequence[tuple[cq.Solid, float]]) -> float:
    return sum(volume for _, volume in cells)


def _compound(cells: Sequence[tuple[cq.Solid, float]]) -> cq.Shape | None:
    return cq.Compound.makeCompound([solid for solid, _ in cells]) if cells else None


def _told(cells: _Cells, same: SolidDifference) -> SolidDifference:
    """Return the difference that cells make.

    Where material only came, or only went, the two volumes tell how much better than thin cells do.
    """
    grown = same.after_mm3 - same.before_mm3
    off = cells.off_mm3(same.before_mm3, same.after_mm3)
    noise = _NOISE * max(same.before_mm3, same.after_mm3) / 10
    added, removed = _sum(cells.added), _sum(cells.removed)
    if cells.is_one_way and cells.changed_mm3 > noise and off > noise:
        added, removed, off = max(grown, 0.0), max(-grown, 0.0), noise
    return replace(
        same, method="exact", added_mm3=added, removed_mm3=removed, error_mm3=max(off, noise),
        added=_lumps(cells.added, added), removed=_lumps(cells.removed, removed),
        reason=None if added or removed else _UNSEEN,
    )  # fmt: skip


def _lumps(cells: Sequence[tuple[cq.Solid, float]], whole_mm3: float) -> tuple[Lump, ...]:
    """Return the cells as lumps of ``whole_mm3`` together, the largest first."""
    share = whole_mm3 / _sum(cells) if cells else 1.0
    lumps = []
    for solid, volume in cells:
        centre = properties.volume_and_centre(solid)[1]
        assert centre is not None
        box = properties.bounding_box(solid)
        lumps.append(Lump(volume_mm3=volume * share, centre_mm=centre, box_mm=box))
    return _sorted(lumps)


def _sorted(lumps: Sequence[Lump]) -> tuple[Lump, ...]:
    return tuple(
        sorted(lumps, key=lambda one: (-float(f"{one.volume_mm3:.6g}"), _rounded(one.centre_mm)))
    )


def _rounded(point: Sequence[float]) -> tuple[float, ...]:
    return tuple(round(c, 6) for c in point)


# ---- by meshes ----


def _by_meshes(before: cq.Shape, after: cq.Shape, same: SolidDifference) -> SolidDifference:
    """Return the difference of the triangles; what is thinner than they are wrong is left out."""
    (mesh_a, error_a), (mesh_b, error_b) = closed_mesh(before), closed_mesh(after)
    error = error_a + error_b
    added, removed = (
        [piece for piece in one.decompose() if 2 * piece.volume() > error * piece.surface_area()]
        for one in (mesh_b - mesh_a, mesh_a - mesh_b)
    )
    area = sum(piece.surface_area() for piece in (*added, *removed)) / 2
    return replace(
        same, method="mesh", reason=_ASTRAY,
        added_mm3=sum(piece.volume() for piece in added),
        removed_mm3=sum(piece.volume() for piece in removed),
        added=_sorted([_lump(piece) for piece in added]),
        removed=_sorted([_lump(piece) for piece in removed]),
        error_mm3=max(error * area, _left_mm3(same, added, removed)),
    )  # fmt: skip


def _left_mm3(
    same: SolidDifference,
    added: Sequence[manifold3d.Manifold],
    removed: Sequence[manifold3d.Manifold],
) -> float:
    """Return what the pieces leave unexplained of the difference of the volumes."""
    told = sum(piece.volume() for piece in added) - sum(piece.volume() for piece in removed)
    return abs(same.after_mm3 - same.before_mm3 - float(told))


def _lump(piece: manifold3d.Manifold) -> Lump:
    x0, y0, z0, x1, y1, z1 = (float(c) for c in piece.bounding_box())
    return Lump(
        volume_mm3=float(piece.volume()), centre_mm=centre_of(triangles_of(piece)),
        box_mm=(x0, y0, z0, x1, y1, z1),
    )  # fmt: skip
