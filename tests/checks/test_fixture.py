"""Fixtures judged on real solids: a good one passes, each wrong twin fails one check alone."""

from __future__ import annotations

import cadquery as cq
import pytest

from gmp_cad.checks import collision, fixture
from gmp_cad.finding import Status
from gmp_cad.process.fixture_base import span_bending, strap_bending, tightest
from gmp_cad.process.isostatism import isostatism
from tests import held_block as t


def faults(found) -> dict[str, list[str]]:
    """Codes of what does not pass, by check."""
    told: dict[str, list[str]] = {}
    for finding in found:
        if finding.status > Status.PASS:
            told.setdefault(finding.check, []).append(finding.code)
    return told


def test_a_good_fixture_passes_everything() -> None:
    found = fixture.judged(t.held())
    assert faults(found) == {}
    assert {f.check for f in found} == {
        "fixture.contacts", "fixture.isostatic", "fixture.nature", "fixture.loading",
        "fixture.foolproof", "fixture.base",
    }  # fmt: skip
    assert faults(collision.collisions(t.collision(t.held()))) == {}


def test_the_normals_found_are_those_of_the_block_of_domain_7_3() -> None:
    found = t.held().realised
    assert [n.index for n in found] == [1, 2, 3, 4, 5, 6]
    assert [n.point for n in found] == [
        (10, 10, 0), (90, 10, 0), (50, 50, 0), (10, 0, 10), (90, 0, 10), (0, 30, 10),
    ]  # fmt: skip
    assert isostatism(found).rank == 6


def test_a_locator_half_a_millimetre_short_is_open() -> None:
    holding = t.held(t.solids(pad=t.post(10, 10, -15, -0.5)))
    found = list(fixture.contacts(holding))
    assert faults(found) == {"fixture.contacts": ["open"]}
    (bad,) = (f for f in found if f.status is Status.FAIL)
    assert bad.observed == pytest.approx(0.5)
    (loose,) = fixture.isostatic(holding)
    assert (loose.code, loose.observed) == ("loose", 5)


def test_a_locator_on_another_face_is_told_which() -> None:
    holding = t.held(t.solids(pin__3=t.post(105, 30, -15, 20)))
    found = [f for f in fixture.contacts(holding) if f.status is Status.FAIL]
    assert [f.code for f in found] == ["wrong_face"]
    assert "right instead of left" in str(found[0].message)


def test_a_locator_beside_its_point_is_told_how_far() -> None:
    holding = t.held(t.solids(pad=t.post(25, 10, -15, 0)))
    (bad,) = (f for f in fixture.contacts(holding) if f.status is Status.FAIL)
    assert (bad.code, bad.observed) == ("displaced", pytest.approx(10, abs=0.02))
    free = [{"on": "base", "normals": 3}, *t.PHASE["locating"][1:]]
    assert (
        faults(fixture.contacts(t.held(t.solids(pad=t.post(25, 10, -15, 0)), locating=free))) == {}
    )


def test_locators_in_line_leave_a_rotation_and_one_too_many() -> None:
    (found,) = fixture.isostatic(t.held(t.solids(pad__3=t.post(50, 10, -15, 0))))
    assert found.code == "hyperstatic"


def test_a_clamp_that_does_not_reach_is_open() -> None:
    raised = t.slab((40, 15, 41), (60, 110, 52))
    found = [f for f in fixture.contacts(t.held(t.solids(strap=raised))) if f.status is Status.FAIL]
    assert [(f.subject, f.code) for f in found] == [("montage.clamp1", "open")]


def test_what_touches_besides_is_told() -> None:
    holding = t.held(t.solids(hook=t.slab((100, 20, 5), (110, 40, 15))))
    assert faults(fixture.contacts(holding)) == {"fixture.contacts": ["undeclared"]}


def test_a_normal_that_nobody_realises_and_one_that_nobody_wants() -> None:
    without = t.spec(t.FIXTURE.replace('"pin.3" = 6\n', ""))
    found = faults(fixture.contacts(t.held(fixture=without)))
    assert found == {"fixture.contacts": ["missing", "undeclared"]}
    two = t.PHASE["locating"][:2]
    assert faults(fixture.contacts(t.held(locating=two)))["fixture.contacts"] == ["unknown_normal"]


def test_a_hook_over_the_block_traps_it() -> None:
    holding = t.held(t.solids(hook=t.slab((90, 20, 42), (110, 40, 50))))
    (bad,) = fixture.loading(holding)
    assert (bad.code, bad.observed) == ("trapped", pytest.approx(10 * 20 * 8, rel=1e-6))


def test_half_a_turn_is_symmetric_refused_or_let_in() -> None:
    assert [f.code for f in fixture.foolproof(t.held())] == ["symmetric"]
    notched = t.workpiece().cut(t.slab((90, 50, -1), (101, 61, 50)))
    assert [f.code for f in fixture.foolproof(t.held(block=notched))] == ["passes"]
    guard = t.solids(hook=t.post(95, 55, -15, 20, 3.0))
    assert [f.code for f in fixture.foolproof(t.held(guard, block=notched))] == ["refused"]
    named = t.spec(t.FIXTURE.replace("[loading]", '[loading]\nfoolproofing = "hook"'))
    (found,) = fixture.foolproof(t.held(block=notched, fixture=named))
    assert (found.code, found.status) == ("passes", Status.FAIL)


def test_a_flat_pad_on_a_raw_face_is_a_warning_unless_the_plan_calls_it_domed() -> None:
    raw = ("front", "left", "top")
    found = faults(fixture.natures(t.held(machined=raw)))
    assert found == {"fixture.nature": ["flat_on_raw"] * 3}
    domed = [{**t.PHASE["locating"][0], "nature": "domed"}, *t.PHASE["locating"][1:]]
    assert faults(fixture.natures(t.held(machined=raw, locating=domed))) == {}


def test_a_base_bends_as_a_beam_between_locator_and_rest() -> None:
    (found,) = t.held().bendings
    # Contact of the strap y 15…60, screw at 75, rest at 100: a = 37.5, b = 25.
    assert found.arms_mm == pytest.approx((37.5, 25))
    assert found.load_n == pytest.approx(2000 * 62.5 / 25)
    inertia = 62.5 * 20**3 / 12
    assert found.deflection_mm == pytest.approx(
        5000 * 37.5**2 * 25**2 / (3 * 210000 * inertia * 62.5), rel=1e-9
    )
    assert [f.code for f in fixture.base(t.held())] == ["stiff"]
    assert [f.code for f in fixture.base(t.held(thickness_mm=8.0))] == ["bends"]


def test_the_formulas_of_the_base_meet_in_the_middle_of_a_span() -> None:
    """A strap in the middle of its arms is the beam with its load at mid span: F·L³/48EI."""
    strap = strap_bending("strap", 1000.0, (50.0, 50.0), 20.0, 210e3)
    span = span_bending("strap", strap.load_n, (100.0, 100.0), 20.0, 210e3)
    assert strap.deflection_mm == pytest.approx(span.deflection_mm)


def test_the_narrowest_tolerance_is_that_of_a_dimension_the_base_feels() -> None:
    co = {"name": "Cf202", "size": "⌀10 H7", "on": "bore", "kind": "Co"}
    assert tightest(t.phase(dimension=[*t.PHASE["dimension"], co]), t.part()) == ("Cf201", 0.1)


def test_the_way_of_the_drill_meets_the_strap() -> None:
    holding = t.held(poses=t.drilled(55.0, 30.0))
    (bad,) = (f for f in collision.collisions(t.collision(holding)) if f.status > Status.PASS)
    assert (bad.check, bad.code) == ("CP17", "collides")
    assert "strap" in str(bad.message)


def test_a_tool_that_only_just_passes_is_a_warning() -> None:
    holding = t.held(poses=t.drilled(75.5, 30.0))  # the holder's rim 0.5 mm beside, 5 mm above
    (found,) = holding.clearances
    assert found.gap_mm == pytest.approx((5**2 + 0.5**2) ** 0.5)
    near = t.held(poses=t.drilled(65.5, 30.0))
    assert faults(collision.collisions(t.collision(near))) == {"CP17": ["near"]}


def test_nothing_holds_a_machined_surface() -> None:
    found = collision.collisions(t.collision(t.held(), made=("top",)))
    assert faults(found) == {"CP17": ["on_red"]}


def test_concentric_jaws_are_one_locator_that_centres() -> None:
    disc = t.post(0, 0, 0, 30, 40.0)
    jaw = t.slab((-10, 20, -20), (10, 60, 10)).cut(t.post(0, 0, 0, 30, 40.0))
    turned = [jaw.rotate(cq.Vector(), cq.Vector(0, 0, 1), 120.0 * i) for i in range(3)]
    text = t.FIXTURE.replace('"pad" = 1\n"pad.2" = 2\n"pad.3" = 3\n', '"pad" = [1, 2, 3, 4, 5]\n')
    text = text.replace('"pin" = 4\n"pin.2" = 5\n"pin.3" = 6\n', "").replace("strap = 1", "pad = 1")
    spec = t.spec('concentric = ["pad"]\n' + text)
    jaws = dict(zip(("pad", "pad.2", "pad.3"), turned, strict=True))
    holding = t.held(jaws, block=disc, fixture=spec, locating=[], clamping=[])
    (centring, face) = sorted(holding.contacts["pad"], key=lambda c: c.kind, reverse=True)
    assert (centring.kind, centring.capacity) == ("cylinder", 2)
    assert (face.kind, face.capacity) == ("area", 3)
    found = isostatism(holding.realised)
    assert (found.normals, found.rank, found.hyperstatic) == (5, 5, 0)
    assert [m.name for m in found.free] == ["Rz"]
