"""The solid of phase 00: what the part is cut from. Lengths in mm, in the part's frame."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import cadquery as cq

from gmp_cad.errors import KernelError
from gmp_cad.evidence import PartGeometry, Vector
from gmp_cad.kernel import brep, vector
from gmp_cad.kernel.surfaces import properties
from gmp_cad.kernel.surfaces.properties import BoundingBox
from gmp_cad.language import Message
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.process import Stock

_ALONG = 1 - 1e-9
_CENTRED_MM = 1e-6


def stock_solid(
    part: cq.Shape, geometry: PartGeometry, stock: Stock, given: cq.Shape | None
) -> cq.Shape:
    """Return the stock of ``part``: a box, a cylinder, a tube, or the solid ``given``.

    ``given`` is what ``def stock(d)`` of the model returned, or the STEP file of the plan (see
    :func:`read_step`). Sizes are centred on the box of the finished part, moved by the offset;
    without a size the box, or the circumscribed cylinder, grows by the allowance on every side.
    Raises KernelError when a casting, forging or STEP stock is not given.
    """
    if stock.form in ("casting", "forging", "step"):
        if given is None:
            raise KernelError(
                Message("The stock is a {form}, but its solid is missing", form=stock.form),
                hint=Message("write def stock(d) in model.py, or name the STEP file of the stock"),
            )
        return given.moved(cq.Location(cq.Vector(*stock.offset)))
    box = properties.bounding_box(part)
    return _SHAPES[stock.form](box, geometry, stock)


def read_step(path: Path) -> cq.Shape:
    """Return the one solid of a STEP file; raise KernelError if it holds none or several."""
    try:
        found = brep.solids(cq.importers.importStep(str(path)).val())
    except (ValueError, RuntimeError, OSError) as error:
        raise KernelError(
            Message("The STEP file {name!r} cannot be read", name=path.name)
        ) from error
    if len(found) != 1:
        raise KernelError(
            Message(
                "The STEP file {name!r} holds {count} solids instead of 1",
                name=path.name,
                count=len(found),
            )
        )
    return found[0]


def _box(box: BoundingBox, geometry: PartGeometry, stock: Stock) -> cq.Shape:
    del geometry
    size = stock.size or tuple(box[i + 3] - box[i] + 2 * stock.allowance for i in range(3))
    corner = vector.minus(_centre(box, stock), vector.times((size[0], size[1], size[2]), 0.5))
    return cq.Solid.makeBox(*size, pnt=cq.Vector(*corner))


def _centre(box: BoundingBox, stock: Stock) -> Vector:
    middle = vector.times(vector.plus(box[:3], box[3:]), 0.5)
    return vector.plus(middle, stock.offset)


def _round(box: BoundingBox, geometry: PartGeometry, stock: Stock) -> cq.Shape:
    axis = AXES[stock.axis]
    along = next(i for i, c in enumerate(axis) if c != 0)
    if stock.size:
        diameter, length = stock.size[0], stock.size[-1]
    else:
        diameter = _circumscribed(box, geometry, axis) + 2 * stock.allowance
        length = box[along + 3] - box[along] + 2 * stock.allowance
    return _cylinder(_centre(box, stock), axis, diameter, length)


def _cylinder(centre: Vector, axis: Vector, diameter: float, length: float) -> cq.Solid:
    foot = vector.along(centre, axis, -length / 2)
    return cq.Solid.makeCylinder(diameter / 2, length, cq.Vector(*foot), cq.Vector(*axis))


def _circumscribed(box: BoundingBox, geometry: PartGeometry, axis: Vector) -> float:
    """Return the diameter around the middle of the box: of the largest round, or of the corners."""
    middle = vector.times(vector.plus(box[:3], box[3:]), 0.5)
    sides = [box[i + 3] - box[i] for i in range(3) if axis[i] == 0]
    radii = [f.radius_mm for f in _coaxial(geometry, middle, axis) if not f.hollow]
    largest = max(radii, default=0.0)
    if all(abs(side - 2 * largest) < _CENTRED_MM for side in sides):
        return 2 * largest
    return math.hypot(*sides)


def _coaxial(geometry: PartGeometry, point: Vector, axis: Vector) -> list[cq.Shape]:
    return [
        face
        for face in geometry.faces
        if face.surface == "cylinder"
        and abs(vector.dot(face.direction, axis)) > _ALONG
        and vector.norm(vector.off_axis(face.point, point, axis)) < _CENTRED_MM
    ]


def _tube(box: BoundingBox, geometry: PartGeometry, stock: Stock) -> cq.Shape:
    outer = _round(box, geometry, stock)
    axis, centre = AXES[stock.axis], _centre(box, stock)
    if stock.size:
        inner = stock.size[1]
    else:
        bores = [f.radius_mm for f in _coaxial(geometry, centre, axis) if f.hollow]
        if not bores:
            raise KernelError(
                Message("The stock is a tube, but the part has no bore along its axis"),
                hint=Message("give the size of the tube: [outer diameter, bore, length]"),
            )
        inner = 2 * (min(bores) - stock.allowance)
    if inner <= 0:
        return outer
    length = 2 * max(box[i + 3] - box[i] for i in range(3)) + 2 * max(stock.size, default=0.0)
    return outer.cut(_cylinder(centre, axis, inner, length + 2 * stock.allowance))


_SHAPES: dict[str, Callable[[BoundingBox, PartGeometry, Stock], cq.Shape]] = {
    "plate": _box,
    "bar": _box,
    "round": _round,
    "tube": _tube,
}
