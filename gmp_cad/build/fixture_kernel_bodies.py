"""Bodies of the tasks that need the kernel around a fixture: contacts, the way in, tools' ways."""

from __future__ import annotations

import json
from collections.abc import Collection

from gmp_cad.build.codec import Data, Params, Result, decode, encode
from gmp_cad.evidence import WORKPIECE, AssemblyPosition, Placement, Projection, ToolPose
from gmp_cad.evidence.fixture import FixtureContacts, LoadingPath, ToolClearance
from gmp_cad.kernel import brep, fixture_contact
from gmp_cad.kernel.fixture_contact import Placed
from gmp_cad.kernel.loading import loading_path
from gmp_cad.kernel.placed_view import project_parts
from gmp_cad.kernel.placement import location
from gmp_cad.kernel.tool_sweep import tool_clearances

_NOT_SHAPES = ("positions", "request", "poses", "guides")


def contacts(data: Data, params: Params) -> Result:
    """Find where the placements touch the workpiece, and what the clamps rest on."""
    workpiece, fixture = _placed(data, params)
    tolerance, clamps = params["tolerance_mm"], frozenset(params["clamps"])
    found = [t for p in fixture for t in fixture_contact.touches(p, workpiece, tolerance)]
    found += [
        touch
        for clamp in fixture if clamp.name in clamps
        for other in fixture if other.name not in clamps
        for touch in fixture_contact.touches(clamp, other, tolerance)
    ]  # fmt: skip
    gaps = tuple(fixture_contact.gap_between(p, workpiece) for p in fixture)
    evidence = FixtureContacts(touches=tuple(map(fixture_contact.rounded, found)), gaps=gaps)
    return {"contacts": encode(evidence, FixtureContacts)}, {}


def loading(data: Data, params: Params) -> Result:
    """Move the workpiece to its seat past all that does not stand aside."""
    request = json.loads(data["request"])
    workpiece, fixture = _placed(data, params)
    aside: Collection[str] = request["aside"]
    staying = [p for p in fixture if p.name not in aside]
    path = loading_path(workpiece, staying, tuple(request["direction"]))
    return {"loading": encode(path, LoadingPath)}, {}


def clearances(data: Data, params: Params) -> Result:
    """Move the tools of the phase past the fixture."""
    _, fixture = _placed(data, params)
    poses = decode(data["poses"], tuple[ToolPose, ...])
    guides = {int(i): names for i, names in json.loads(data["guides"]).items()}
    found = tool_clearances(fixture, poses, guides)
    return {"clearances": encode(found, tuple[ToolClearance, ...])}, {}


def outlines(data: Data, params: Params) -> Result:
    """Project the fixture with its workpiece in it, in the views asked for, frame of the workpiece."""
    workpiece, fixture = _placed(data, params)
    parts = [(placed.name, placed.shape) for placed in (*fixture, workpiece)]
    drawn = tuple(
        project_parts(
            parts, v["name"], tuple(v["right"]), tuple(v["up"]), exact=params.get("exact", True)
        )
        for v in params["views"]
    )
    return {"views": encode(drawn, tuple[Projection, ...])}, {}


def _placed(data: Data, params: Params) -> tuple[Placed, list[Placed]]:
    """Return the workpiece and the placements of the fixture, in the frame of the workpiece."""
    positions = decode(data["positions"], tuple[AssemblyPosition, ...])
    placements = next(p for p in positions if p.parameters == params["defaults"]).placements
    shapes = {name: brep.from_bytes(data[name]) for name in data if name not in _NOT_SHAPES}
    seat = next(p for p in placements if p.item == WORKPIECE)
    back = location(seat.matrix).inverse

    def at(placement: Placement) -> Placed:
        place = back * location(placement.matrix)
        return Placed(placement.name, shapes[placement.item].moved(place))

    fixture = [at(p) for p in placements if p.item != WORKPIECE]
    return Placed(WORKPIECE, shapes[WORKPIECE]), fixture
