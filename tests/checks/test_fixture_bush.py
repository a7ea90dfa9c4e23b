"""A bush over the hole of the block: its axis, its bore, its length and the room for chips."""

from __future__ import annotations

from dataclasses import replace

import cadquery as cq
import pytest

from gmp_cad.checks.fixture_bush import drill_bushes
from gmp_cad.evidence import WORKPIECE, PartGeometry, PhaseState, Placement
from gmp_cad.finding import Finding, Status
from gmp_cad.kernel.fasteners import solid
from gmp_cad.kernel.machining.fixture_contact import Placed
from gmp_cad.kernel.machining.tool_sweep import tool_clearances
from gmp_cad.kernel.surfaces.faces import face_geometries
from gmp_cad.process.fixture_bush import all_guided, bushes, guided_holes, guides, stands
from gmp_cad.spec.workshop import Tool, parse_workshop
from tests import held_block as t

BUSH = """
[[item]]
ref = 8
name = "canon"
standard = "GMP CAC - {size}"
[bushes]
canon = ["{serves}"]
"""
SHOP = parse_workshop(None)
DRILL = next(tool for tool in SHOP.tools if tool.kind == "drill" and tool.diameter_mm == 10)


def fixture(size: str = "10x20", serves: str = "bore"):
    head, tail = t.FIXTURE.split("[locators]")
    items, roles = BUSH.format(size=size, serves=serves).split("[bushes]")
    return t.spec(f"{head}{items}[locators]{tail}[bushes]{roles}")


def leaving() -> PhaseState:
    """The block with its bore ⌀10 at (80 ; 30)."""
    state = t.state(t.workpiece().cut(t.post(80, 30, -1, 41)))
    bore = tuple(f.index for f in state.faces if f.surface == "cylinder")
    return replace(state, features={**state.features, "bore": bore})


def judged(
    size: str = "10x20", *, x: float = 80.0, room: float = 7.0, serves: str = "bore",
    tool: Tool = DRILL,
) -> Finding:  # fmt: skip
    spec = fixture(size, serves)
    shape = solid(f"GMP CAC - {size}")
    length = float(size.split("x")[1])
    place = (x, 30.0, 40.0 + room + length)
    rows = tuple((*(float(i == k) for k in range(3)), place[i]) for i in range(3))
    matrix = (*rows, (0.0, 0.0, 0.0, 1.0))
    still = tuple(tuple(float(i == k) for k in range(4)) for i in range(4))
    placements = (
        Placement(name="canon", item="canon", matrix=matrix),
        Placement(name=WORKPIECE, item=WORKPIECE, matrix=still),
    )
    geometry = {"canon": PartGeometry(faces=face_geometries(shape), features={})}
    shapes = {**t.solids(), "canon": shape.moved(cq.Location(place))}
    holding = t.held(shapes, fixture=spec)
    holding = replace(holding, work=replace(holding.work, leaving=leaving()))
    found = guided_holes(holding, bushes(spec, geometry, placements), {0: tool})
    (finding,) = drill_bushes("montage", tuple(found))
    return finding


def test_a_bush_on_the_axis_guides() -> None:
    # F7 at 10 mm: +28/+13 µm, a drill h8: 0/−22; 20 long, its mouth chamfered by 0.5; 7/10 = 0.7 d
    # off the part.
    finding = judged()
    assert (finding.code, finding.status) == ("guides", Status.PASS)
    arguments = dict(finding.message.values)
    assert (arguments["least"], arguments["most"]) == (13.0, 50.0)
    assert (arguments["length"], arguments["room"], arguments["share"]) == (19.5, 7.0, 0.7)


@pytest.mark.parametrize(
    ("changed", "code", "status"),
    [
        ({"x": 80.5}, "aside", Status.FAIL),
        ({"size": "9.5x20"}, "tight", Status.FAIL),
        ({"size": "10x12"}, "short", Status.WARN),
        ({"room": 1.0}, "chips", Status.WARN),
        ({"room": 20.0}, "chips", Status.WARN),
    ],
)
def test_one_fault_each(changed, code, status) -> None:
    finding = judged(**changed)
    assert (finding.code, finding.status) == (code, status)


def test_a_bush_half_a_millimetre_aside_says_so() -> None:
    assert judged(x=80.5).observed == pytest.approx(0.5)


def test_a_bush_for_another_feature_guides_nothing() -> None:
    spec, phase = fixture(serves="left"), t.phase()
    assert guides(spec, phase) == {}
    assert not all_guided(spec, phase)
    assert guides(fixture(), phase) == {0: ("canon",)}


def test_what_locates_a_fixture_on_its_machine() -> None:
    machines = SHOP.machines
    drill = t.phase(machine="PS-1")
    assert stands(fixture(), drill, machines) == "free"
    assert stands(fixture(serves="left"), drill, machines) == "table"
    assert stands(fixture(), t.phase(), machines) == "table"
    turned = t.phase(machine="TCN-2AX", operation=[{"kind": "facing", "makes": ["top"]}])
    jaws = t.spec('concentric = ["pin"]\n' + t.FIXTURE)
    assert stands(jaws, turned, machines) == "spindle"
    assert stands(jaws, t.phase(), machines) == "table"


def test_the_tool_passes_its_bush_but_its_holder_does_not() -> None:
    """The holder ⌀30 stands 60 mm above the tip: at −3 it is at 57."""
    low = Placed("canon", solid("GMP CAC - 10x12").moved(cq.Location((80, 30, 56))))
    plate = Placed("plate", t.slab((70, 50, 40), (90, 60, 60)))
    (found,) = tool_clearances([low, plate], t.drilled(), {0: ["canon"]})
    assert (found.placement, found.gap_mm) == ("plate", pytest.approx(5.0))  # 50 − (30 + 15)
    assert found.hits == ()
    (bare,) = tool_clearances([low, plate], t.drilled())
    assert (bare.placement, bare.gap_mm) == ("canon", pytest.approx(0.0))
    tall = Placed("canon", solid("GMP CAC - 10x20").moved(cq.Location((80, 30, 67))))
    (hit,) = tool_clearances([tall, plate], t.drilled(), {0: ["canon"]})
    assert [obstacle.placement for obstacle in hit.hits] == ["canon"]
