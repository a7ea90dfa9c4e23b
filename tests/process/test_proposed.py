"""Cf proposed where a plan gives none: those of the worked example."""

from __future__ import annotations

from dataclasses import replace

from gmp_cad.checks import manufactured, transfer
from gmp_cad.finding import Status
from gmp_cad.process.proposed import completed, proposed_dimensions
from gmp_cad.process.simulation import Segment
from gmp_cad.process.simulation_means import Sized
from gmp_cad.process.simulation_plan import simulations
from gmp_cad.spec.size import print_size
from tests.process.worked_shaft import PHASE_10, PHASE_20, evidence_of, scene


def table(found):
    return [(cf.name, print_size(cf.size), cf.between or cf.on, cf.kind) for cf in found]


EMPTY = {"ph10": {"dimension": []}, "ph20": {"dimension": []}}


def test_the_sizes_of_the_worked_example_are_proposed():
    found = proposed_dimensions(scene(**EMPTY))
    assert table(found["10"]) == [
        ("Cf101", "20 ±0,055", ("left_face", "left_shoulder"), "Cm"),
        ("Cf102", "80,9 ±0,2275", ("left_face", "stock >Z"), "Cm"),
        ("Cf103", "⌀30 h9", "journal", "Cm"),
    ]
    assert table(found["20"]) == [
        ("Cf201", "80 ±0,15", ("left_face", "right_face"), "Cm"),
        ("Cf202", "55,1 ±0,045", ("left_face", "right_shoulder"), "Cm"),
    ]


def test_what_is_proposed_holds_every_rule():
    empty = scene(**EMPTY)
    full = replace(empty, plan=completed(empty.plan, proposed_dimensions(empty)))
    evidence = evidence_of(full)
    found = [
        f for rule in (manufactured.active, manufactured.held, transfer.given, transfer.chips,
                       manufactured.gauges)
        for f in rule(evidence)
    ]  # fmt: skip
    assert {f.status for f in found} == {Status.PASS}
    # Five Cf with their gauges, four lengths held, three lengths and a size given, chips of two
    # faces and three cylinders.
    assert len(found) == 5 + 5 + 4 + 4 + 5


def test_a_phase_with_its_own_sizes_keeps_them():
    half = scene(ph20={"dimension": []})
    found = proposed_dimensions(half)
    assert list(found) == ["20"]
    phases = completed(half.plan, found).phases
    assert [cf.name for cf in phases[0].dimensions] == [d["name"] for d in PHASE_10["dimension"]]
    assert len(phases[1].dimensions) == len(PHASE_20["dimension"])


def test_names_that_the_plan_has_are_left_out():
    taken = {"name": "Cf201", "size": "80,9 ±0,2275", "between": ["stock >Z", "left_face"]}
    found = proposed_dimensions(scene(ph10={"dimension": [taken]}, ph20={"dimension": []}))
    assert [cf.name for cf in found["20"]] == ["Cf202", "Cf203"]


def test_a_distance_that_the_dispersions_may_bring_to_nothing_is_no_size():
    """0,2 mm within ±0,25 has no sense as a length, and the notation refuses it; within ±0,09 it has."""
    empty = scene(**EMPTY)
    along_z = simulations(empty)[2]
    near = Segment("20", "left_face", "right_shoulder")

    def sizes(it):
        one = replace(along_z, sized=(Sized(segment=near, mean=0.2, it=it),))
        return [print_size(cf.size) for cf in proposed_dimensions(empty, [one])["20"]]

    assert sizes(0.5) == sizes(0.4) == []
    assert sizes(0.18) == ["0,2 ±0,09"]
