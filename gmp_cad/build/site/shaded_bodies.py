"""Bodies of the tasks that make the shaded pictures, with their thumbnails."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from gmp_cad.drawing.shaded.corner import corner_view, isometric
from gmp_cad.drawing.shaded.picture import pictures
from gmp_cad.drawing.shaded.scene import Body, Matrix, machined
from gmp_cad.engine.codec import Data, Params, Result, decode
from gmp_cad.evidence import AssemblyPosition, Vector, surface_mesh

_PICTORIAL = "isometric"


def part(data: Data, params: Params) -> Result:
    """Picture a part from where its definition drawing shows it in isometric view."""
    return _drawn([_body(data["mesh"], params["colour"])], *_pictorial(data))


def workpiece(data: Data, params: Params) -> Result:
    """Picture the workpiece after a phase, in machining position, what was made there in red.

    ``front``: (right, up) of its front view; without it (the stock) it lies as the part does.
    """
    made = machined(json.loads(data["made"]))
    body = Body(
        mesh=surface_mesh.from_bytes(data["mesh"]), colour=_three(params["colour"]), painted=made
    )
    front = params["front"]
    view = _pictorial(data) if front is None else corner_view(body, *map(_three, front))
    return _drawn([body], *view)


def assembly(data: Data, params: Params) -> Result:
    """Picture an assembly at its default position.

    ``front``: (right, up) of its front view, in the frame of the item ``of``, or its own (null).
    """
    positions = decode(data["positions"], tuple[AssemblyPosition, ...])
    (position,) = (p for p in positions if p.parameters == params["defaults"])
    bodies = [_body(data[p.item], params["colours"][p.item], p.matrix) for p in position.placements]
    matrix = next((p.matrix for p in position.placements if p.item == params["of"]), None)
    right, up = (_placed(_three(axis), matrix) for axis in params["front"])
    return _drawn(bodies, *isometric(right, up))


def _placed(axis: Vector, matrix: Matrix | None) -> Vector:
    """Return a direction of a placed item in the frame of the assembly."""
    if matrix is None:
        return axis
    x, y, z = (sum(row[k] * axis[k] for k in range(3)) for row in matrix[:3])
    return x, y, z


def _drawn(bodies: Sequence[Body], right: Vector, up: Vector) -> Result:
    picture, thumbnail = pictures(bodies, right, up)
    return {"png": picture, "thumbnail": thumbnail}, {}


def _body(mesh: bytes, colour: Any, matrix: Any = None) -> Body:
    return Body(mesh=surface_mesh.from_bytes(mesh), colour=_three(colour), matrix=matrix)


def _pictorial(data: Data) -> tuple[Vector, Vector]:
    views = json.loads(data["request"])
    (view,) = (v for v in views if v["name"] == _PICTORIAL)
    return _three(view["right"]), _three(view["up"])


def _three(values: Sequence[float]) -> tuple[float, float, float]:
    x, y, z = values
    return x, y, z
