"""Position tolerances as conditions along an axis: located zones, patterns, what does not reduce."""

from __future__ import annotations

import math

import pytest

from gmp_cad.evidence import Feature
from gmp_cad.process.simulation_plan import PlanScene, simulation
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.toml import Source, validate
from gmp_cad.spec.workshop import parse_workshop
from tests.process.workpieces import block

PLANES = {"base": ((0, 0, 0), (0, 0, -1)), "left": ((0, 0, 0), (-1, 0, 0)),
          "front": ((0, 0, 0), (0, -1, 0)), "top": ((0, 0, 40), (0, 0, 1)),
          "right": ((100, 0, 0), (1, 0, 0))}  # fmt: skip


def feature(point, direction, surface="plane", hollow=False):
    return Feature(faces=(0,), surface=surface, point=tuple(map(float, point)), hollow=hollow,
                   direction=tuple(map(float, direction)), found_by="tag")  # fmt: skip


FEATURES = {
    **{name: (feature(*place),) for name, place in PLANES.items()},
    "holes": tuple(feature((x, 30, 0), (0, 0, 1), "cylinder", hollow=True) for x in (20, 70)),
}
SPEC = {
    "part": {"number": "P", "title": "Bloc", "material": "C45"},
    "dimensions": {
        "holes": "2× ⌀8 H7",
        "x": {"size": "[20]", "between": ["left", "holes[1]"]},
        "y": {"size": "[30]", "between": ["front", "holes[1]"]},
        "pitch": {"size": "[50]", "between": ["holes[1]", "holes[2]"]},
    },
    "datums": {"A": "base", "B": "left", "C": "front"},
}
PLAN = {
    "stock": {"form": "bar", "size": [100, 60, 40]},
    "phase": [{
        "number": 10, "title": "Alésage", "machine": "CU-3AX",
        "locating": [{"on": "base", "normals": 3}, {"on": "front", "normals": 2},
                     {"on": "left", "normals": 1}],
        "operation": [{"kind": "spot_drilling", "makes": ["holes"]},
                      {"kind": "reaming", "makes": ["holes"]}],
    }],
}  # fmt: skip


def conditions(axis, features=FEATURES, **tolerance):
    spec = {**SPEC, "tolerances": {"frame": {"on": "holes", **tolerance}}}
    part = validate(spec, Source("spec.toml", ""), PartSpec).model_copy(update={"name": "block"})
    found = simulation(
        PlanScene(
            spec=part, plan=validate(PLAN, Source("process.toml", ""), ProcessPlan),
            states={"00": block()}, features=features, workshop=parse_workshop(None),
        ),
        axis,
    )  # fmt: skip
    return [
        (t.condition.start, t.condition.end, t.condition.mean, t.condition.it, t.total)
        for t in found.traced
    ]


def test_a_cylindrical_zone_located_both_ways_leaves_the_square_inside():
    """⌀0,1 → 0,1/√2 = 0,0707 along x and along y; each from the datum across that axis."""
    frame = {"symbol": "position", "value": "⌀0,1", "datums": ["A", "B", "C"]}
    it = 0.070710678
    # The bar is drawn along y and x (sawn along z): Δl 0,08 on its faces, 0,03 for the reamed holes.
    assert conditions(0, **frame) == [
        ("left", "holes[1]", 20.0, it, 0.11), ("left", "holes[2]", 70.0, it, 0.11),
    ]  # fmt: skip
    assert conditions(1, **frame) == [
        ("front", "holes[1]", 30.0, it, 0.11), ("front", "holes[2]", 30.0, it, 0.11),
    ]  # fmt: skip
    assert conditions(2, **frame) == []


def test_a_pattern_without_a_datum_across_binds_its_axes_to_each_other():
    """Each axis may lie ±0,05 about its place in the pattern: 0,2 between two of them."""
    frame = {"symbol": "position", "value": "⌀0,1", "datums": ["A"]}
    assert conditions(0, **frame) == [("holes[1]", "holes[2]", 50.0, 0.2, 0.06)]


def test_a_pattern_that_spreads_both_ways_has_the_square_inside_each_zone():
    """Three holes at right angles: ±0,05/√2 each way, so that 0,2/√2 lie between two of them."""
    frame = {"symbol": "position", "value": "⌀0,1", "datums": ["A"]}
    corner = feature((20, 45, 0), (0, 0, 1), "cylinder", hollow=True)
    found = conditions(0, {**FEATURES, "holes": (*FEATURES["holes"], corner)}, **frame)
    assert found[0][3] == pytest.approx(0.2 / math.sqrt(2), abs=1e-9)


@pytest.mark.parametrize(
    "frame",
    [
        {"symbol": "perpendicularity", "value": "⌀0,1", "datums": ["A"]},
        {"symbol": "cylindricity", "value": "0,01"},
    ],
)
def test_orientation_and_form_are_no_conditions(frame):
    assert [conditions(axis, **frame) for axis in range(3)] == [[], [], []]
