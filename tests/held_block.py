"""The block 100 × 60 × 40 in a fixture of plain solids: everything about it is known in closed form.

Three pads ⌀10 below, two pins ⌀10 in front, one on the left, a strap from behind with its rest and
its screw, a base. The phase drills ⌀10 at (80 ; 30) through the block.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import cadquery as cq

from gmp_cad.checks.collision import CollisionEvidence
from gmp_cad.errors import Where
from gmp_cad.evidence import WORKPIECE, PhaseState, ToolBody, ToolPose
from gmp_cad.evidence.fixture import FixtureContacts
from gmp_cad.kernel.machining.fixture_contact import Placed, gap_between, touches
from gmp_cad.kernel.machining.loading import loading_path
from gmp_cad.kernel.machining.tool_sweep import tool_clearances
from gmp_cad.kernel.surfaces.faces import face_geometries
from gmp_cad.process.extent import PhaseWork
from gmp_cad.process.holding_fixture import HoldingFixture, loading_request
from gmp_cad.process.locating import place_normals
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import Phase, ProcessPlan
from gmp_cad.spec.toml import Source, parse, validate

PADS = {"pad": (10.0, 10.0), "pad.2": (90.0, 10.0), "pad.3": (50.0, 50.0)}
TOLERANCE_MM = 0.0005
FIXTURE = """
[fixture]
number = "MU-01"
title = "Montage"
workpiece = "bloc"
phase = 20
[[item]]
ref = 1
part = "pad"
quantity = 3
[[item]]
ref = 2
part = "pin"
quantity = 3
[[item]]
ref = 3
part = "strap"
[[item]]
ref = 4
part = "rest"
[[item]]
ref = 5
name = "screw"
standard = "ISO 4762 - M8x80 - 8.8"
[[item]]
ref = 6
part = "plate"
[[item]]
ref = 7
part = "hook"
[locators]
"pad" = 1
"pad.2" = 2
"pad.3" = 3
"pin" = 4
"pin.2" = 5
"pin.3" = 6
[clamps]
strap = 1
[loading]
open = ["screw"]
[base]
thickness = "plate.thickness"
"""
PHASE = {
    "number": 20, "title": "Perçage", "machine": "CU-3AX", "spindle": "+Z", "x_axis": "+X",
    "locating": [
        {"on": "base", "normals": 3, "points": [[10, 10, 0], [90, 10, 0], [50, 50, 0]]},
        {"on": "front", "normals": 2, "points": [[10, 0, 10], [90, 0, 10]]},
        {"on": "left", "normals": 1, "points": [[0, 30, 10]]},
    ],
    "clamping": [{"on": "top", "force": 2000.0, "point": [50, 25, 40], "kind": "strap"}],
    "operation": [{"kind": "drilling", "makes": ["bore"], "stage": "finish"}],
    "dimension": [{"name": "Cf201", "size": "30 ±0,05", "between": ["front", "bore"]}],
}  # fmt: skip
SPEC = """
[part]
number = "B-01"
title = "Bloc"
material = "C45"
[dimensions]
bore = "⌀10"
place = { size = "30 ±0,05", between = ["front", "bore"] }
[features]
base = "<Z"
top = ">Z"
front = "<Y"
left = "<X"
"""
SIDES = {
    "base": (0, 0, -1), "top": (0, 0, 1), "front": (0, -1, 0), "back": (0, 1, 0),
    "left": (-1, 0, 0), "right": (1, 0, 0),
}  # fmt: skip
# A drill ⌀10 of 60 mm in a holder ⌀30, from above the block to 3 mm below it.
DRILL = ToolBody(
    tool="FO-10", motion="rotating", profile=((0.0, 0.0), (3.0, 5.0), (60.0, 5.0)),
    holder=((60.0, 15.0), (100.0, 15.0)), cutting_mm=50.0,
)  # fmt: skip


def post(x: float, y: float, low: float, high: float, radius: float = 5.0) -> cq.Shape:
    """A cylinder along Z."""
    return cq.Workplane(origin=(x, y, low)).circle(radius).extrude(high - low).val()


def slab(low: Sequence[float], high: Sequence[float]) -> cq.Shape:
    """A box between two corners."""
    return cq.Workplane(origin=tuple(low)).box(
        *(h - s for s, h in zip(low, high, strict=True)), centered=False
    ).val()  # fmt: skip


def solids(**changed: cq.Shape | None) -> dict[str, cq.Shape]:
    """The fixture's solids in their places; a dot in a name is written ``__``, None leaves it out."""
    found = {name: post(x, y, -15, 0) for name, (x, y) in PADS.items()}
    found |= {"pin": post(10, -5, -15, 20), "pin.2": post(90, -5, -15, 20)}
    found["pin.3"] = post(-5, 30, -15, 20)
    hole = post(50, 75, 30, 60, 4.5)
    found["strap"] = slab((40, 15, 40), (60, 110, 52)).cut(hole)
    found["rest"] = post(50, 100, -15, 40)
    found["screw"] = post(50, 75, 52, 60, 6.5).fuse(post(50, 75, -20, 52, 4.0))
    found["plate"] = slab((-30, -30, -35), (130, 130, -15)).cut(post(50, 75, -40, 0, 4.0))
    found |= {name.replace("__", "."): shape for name, shape in changed.items()}
    return {name: shape for name, shape in found.items() if shape is not None}


def workpiece() -> cq.Shape:
    return slab((0, 0, 0), (100, 60, 40))


def state(shape: cq.Shape, machined: Sequence[str] = tuple(SIDES)) -> PhaseState:
    """The block as it enters the phase; its sides are named, those not machined are raw too."""
    faces = face_geometries(shape)
    names = {}
    for name, normal in SIDES.items():
        found = tuple(f.index for f in faces if f.surface == "plane" and _same(f.direction, normal))
        names[name] = found
    return PhaseState(
        phase="10", volume_mm3=shape.Volume(), box_mm=(0.0, 0.0, 0.0, 100.0, 60.0, 40.0),
        faces=faces, features=names, machined=tuple(machined),
    )  # fmt: skip


def _same(a: Sequence[float], b: Sequence[float]) -> bool:
    return sum(x * y for x, y in zip(a, b, strict=True)) > 0.999


def plan(**changed: object) -> ProcessPlan:
    data = {"stock": {"form": "plate", "allowance": 1}, "phase": [{**PHASE, **changed}]}
    return validate(data, Source("process.toml", ""), ProcessPlan)


def phase(**changed: object) -> Phase:
    return plan(**changed).phases[0]


def spec(text: str = FIXTURE) -> FixtureSpec:
    return parse(text, "fixture.toml", FixtureSpec).model_copy(update={"name": "montage"})


def part() -> PartSpec:
    return parse(SPEC, "spec.toml", PartSpec).model_copy(update={"name": "bloc"})


def drilled(x: float = 80.0, y: float = 30.0) -> tuple[ToolPose, ...]:
    path = ((x, y, 60.0), (x, y, -3.0))
    return (ToolPose(operation=0, body=DRILL, tip=path[-1], axis=(0.0, 0.0, 1.0), path=path),)


def held(
    shapes: Mapping[str, cq.Shape] | None = None,
    *,
    block: cq.Shape | None = None,
    fixture: FixtureSpec | None = None,
    poses: Sequence[ToolPose] | None = None,
    machined: Sequence[str] = tuple(SIDES),
    thickness_mm: float = 20.0,
    **changed: object,
) -> HoldingFixture:
    """The fixture around the block with all that the kernel finds."""
    entering = state(block or workpiece(), machined)
    now, text = phase(**changed), fixture or spec()
    seat = Placed(WORKPIECE, block or workpiece())
    placed = [Placed(name, shape) for name, shape in (shapes or solids()).items()]
    clamps = [p for p in placed if p.name in text.clamps]
    found = [t for p in placed for t in touches(p, seat, TOLERANCE_MM)]
    found += [
        t for clamp in clamps for p in placed if p not in clamps
        for t in touches(clamp, p, TOLERANCE_MM)
    ]  # fmt: skip
    request = loading_request(text, place_normals(now, entering))
    staying = [p for p in placed if p.name not in request["aside"]]
    return HoldingFixture(
        spec=text,
        work=PhaseWork(spec=part(), phase=now, entering=entering, leaving=entering),
        found=FixtureContacts(
            touches=tuple(found), gaps=tuple(gap_between(p, seat) for p in placed)
        ),
        loading=loading_path(seat, staying, tuple(request["direction"])),
        clearances=tool_clearances(placed, poses or drilled()),
        base_mm=(160.0, 160.0), thickness_mm=thickness_mm,
    )  # fmt: skip


def collision(holding: HoldingFixture, made: Sequence[str] = ("bore",)) -> CollisionEvidence:
    return CollisionEvidence(
        subject="bloc.ph20", where=Where("process.toml"),
        held={n: [f for c in found for f in c.on] for n, found in holding.contacts.items()},
        made=made, clearances=holding.clearances, rows={0: "20.1"},
    )  # fmt: skip
