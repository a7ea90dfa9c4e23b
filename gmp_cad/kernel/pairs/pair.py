"""How two solids stand to each other: apart and how far, in contact, or with a common volume.

Exact: from the surfaces of the solids, never from a mesh. Boxes of faces only discard what cannot
be nearest.
"""

from __future__ import annotations

from typing import Literal

import cadquery as cq
import numpy as np
from OCP.gp import gp_Pnt

from gmp_cad.errors import KernelError
from gmp_cad.evidence import Common, Relation
from gmp_cad.kernel import brep
from gmp_cad.kernel.failure import OCCT_ERRORS
from gmp_cad.kernel.pairs.pair_common import common
from gmp_cad.kernel.pairs.pair_depth import depth, ring
from gmp_cad.kernel.pairs.pair_distance import Nearest, nearest
from gmp_cad.kernel.pairs.pair_inside import Inside
from gmp_cad.kernel.pairs.pair_mesh import mesh_relation
from gmp_cad.kernel.pairs.pair_shape import Floats, Prepared, prepare
from gmp_cad.kernel.placement import Matrix, location
from gmp_cad.kernel.surfaces.properties import bounding_box, volume_and_centre
from gmp_cad.language import Message

_TOUCH_MM = 1e-6  # surfaces nearer than this are looked at as if they touched
_ONE_PLACE_MM = 1e-7  # the precision of the kernel
_VOTES = 3  # rays that must agree that a point is inside
_WHOLE = 1e-9  # of a volume: a common solid that lacks no more is all of the part


def relation(
    a: cq.Shape, b: cq.Shape, matrix: Matrix, near_mm: float
) -> tuple[Relation, cq.Shape | None]:
    """Return how ``b``, placed by ``matrix`` in the frame of ``a``, stands to ``a``.

    ``matrix``: 4×4 row-major, rigid, mm. The second is their common solid, in the frame of ``a``.
    From meshes (see its ``method``) where the kernel contradicts itself, then without the solid. A
    distance beyond ``near_mm`` may be told too small, but never below ``near_mm``. Raises
    KernelError where the kernel gives no answer.
    """
    return compared(prepare(a), prepare(b), matrix, near_mm)


def compared(
    a: Prepared, b: Prepared, matrix: Matrix, near_mm: float
) -> tuple[Relation, cq.Shape | None]:
    """Return what :func:`relation` does, of solids made ready before; they are not changed."""
    try:
        found = _relation(a, b, matrix, near_mm)
    except OCCT_ERRORS as error:
        message = Message("two parts cannot be compared: {reason}", reason=str(error))
        raise KernelError(message) from error
    return (mesh_relation(a.shape, b.shape, matrix, near_mm), None) if found is None else found


def _relation(
    a: Prepared, b: Prepared, matrix: Matrix, near_mm: float
) -> tuple[Relation, cq.Shape | None] | None:
    loc, values = location(matrix), np.array(matrix)
    if _is_one_place(a, b, values):
        at = a.shape.Vertices()[0].toTuple()
        return _overlapping(Nearest(0.0, at, at), _described(a.shape, a, b), 0.0), a.shape
    found = nearest(a, b, values, loc, near_mm)
    if found.distance_mm > _TOUCH_MM and not _swallowed(a.shape, b.shape.moved(loc)):
        return _apart(found), None
    shared = common(a, b, values, loc)
    if shared is None:
        return None
    if not shared.solids:
        return _apart(found), None
    solids = shared.solids
    shape = solids[0] if len(solids) == 1 else cq.Compound.makeCompound(solids)
    return _overlapping(found, _described(shape, a, b), shared.error_mm), shape


def _is_one_place(a: Prepared, b: Prepared, matrix: Floats) -> bool:
    """Tell one solid twice in one place, where Booleans have no surfaces to cut."""
    corners = a.boxes.reshape(-1, 3)
    shift = corners @ matrix[:3, :3].T + matrix[:3, 3] - corners
    return bool(
        np.linalg.norm(shift, axis=1).max() <= _ONE_PLACE_MM
        and len(a.faces) == len(b.faces)
        and brep.to_bytes(a.shape) == brep.to_bytes(b.shape)
    )


def _apart(found: Nearest) -> Relation:
    distance = found.distance_mm if found.distance_mm > _TOUCH_MM else 0.0
    return Relation(distance_mm=distance, points_mm=(found.on_a, found.on_b))


def _overlapping(found: Nearest, shared: Common, error_mm: float) -> Relation:
    if found.distance_mm > _TOUCH_MM:  # one within the other: the surfaces are apart
        points = (found.on_b, found.on_b) if shared.inside == "b" else (found.on_a, found.on_a)
    else:
        points = (found.on_a, found.on_b)
    return Relation(distance_mm=0.0, points_mm=points, common=shared, error_mm=error_mm)


def _swallowed(a: cq.Shape, b: cq.Shape) -> bool:
    """Tell whether of two shapes whose surfaces do not meet one holds a shell of the other."""
    return _holds(a, b) or _holds(b, a)


def _holds(outer: cq.Shape, inner: cq.Shape) -> bool:
    inside = Inside(outer)
    return any(
        inside.holds(gp_Pnt(*shell.Vertices()[0].toTuple()), _VOTES) for shell in inner.Shells()
    )


def _described(shape: cq.Shape, a: Prepared, b: Prepared) -> Common:
    volume, centre = volume_and_centre(shape)
    assert centre is not None
    way = depth(shape)
    return Common(
        volume_mm3=volume, depth_mm=way.mm, direction=way.direction, centre_mm=centre,
        box_mm=bounding_box(shape), ring_mm=ring(shape), inside=_inside(volume, a, b),
    )  # fmt: skip


def _inside(volume: float, a: Prepared, b: Prepared) -> Literal["", "a", "b"]:
    if volume >= a.volume_mm3 * (1 - _WHOLE):
        return "a"
    return "b" if volume >= b.volume_mm3 * (1 - _WHOLE) else ""
