"""CP16: a phase that is held passes, and each fault is a finding of its own."""

from __future__ import annotations

import pytest

from gmp_cad.checks.holding import held
from gmp_cad.finding import Status
from tests.process.holding_scenes import CHUCK, VICE, scene, study

DRILLED = {"operation": [VICE["operation"][1]]}
LOCATING = VICE["locating"]


def findings(keys=VICE, **changes):
    work, _ = scene(keys, **changes)
    return list(held("bloc", work.phase, study(keys, **changes)))


def codes(found):
    return [(f.code, f.status.name) for f in found]


@pytest.mark.parametrize("keys", [VICE, CHUCK])
def test_a_part_that_is_held_passes(keys):
    found = findings(keys)
    assert codes(found) == [("seated", "PASS"), ("holds", "PASS")]
    assert {(f.check, f.subject) for f in found} == {("CP16", "bloc.ph20")}
    assert found[1].expected == 2.0
    assert found[1].observed >= 2.0
    for lang in ("en", "fr"):
        assert all("{" not in f.message.say(lang) for f in found)


TWINS = {
    "no_clamp": {"clamping": []},
    "seating": {"locating": [dict(LOCATING[0], seating=""), *LOCATING[1:]]},
    "seating_wrong": {"locating": [*LOCATING[:2], dict(LOCATING[2], seating="gravity")]},
    "too_weak": {"clamping": [{"on": "back", "force": 2000}]},
    "impossible": {
        "clamping": [{"on": "back", "force": 12000, "friction": 0}],
        "locating": [dict(c, friction=0) for c in LOCATING],
    },
    "tilts": {
        **DRILLED,
        "clamping": [
            {"on": "top", "force": 500, "point": [50, 20, 40], "kind": "strap"},
            {"on": "top", "force": 9000, "point": [98, 58, 40], "kind": "strap"},
        ],
        "locating": [LOCATING[0], dict(LOCATING[1], seating="hand"), LOCATING[2]],
    },
    "crush": {"clamping": [{"on": "back", "force": 12000, "area_mm2": 20}]},
    "form": {
        **DRILLED,
        "clamping": [
            {"on": "top", "force": 9000, "kind": "screw", "point": [60, 42, 40]},
            {"on": "back", "force": 100, "kind": "screw", "point": [2, 60, 20]},
            {"on": "right", "force": 3000, "kind": "screw", "point": [100, 58, 20]},
        ],
    },
}
WARNINGS = {"seating", "seating_wrong", "crush", "form"}


@pytest.mark.parametrize("code", TWINS)
def test_each_twin_fails_only_what_it_breaks(code):
    found = findings(**TWINS[code])
    bad = [f for f in found if f.status >= Status.WARN]
    assert [f.code for f in bad] == [code]
    assert bad[0].status is (Status.WARN if code in WARNINGS else Status.FAIL)
    assert all("{" not in str(text) for text in (bad[0].message, bad[0].hint))


def test_the_weak_clamp_is_told_the_force_that_it_needs():
    (bad,) = [f for f in findings(**TWINS["too_weak"]) if f.code == "too_weak"]
    needed = study(**TWINS["too_weak"]).clamps[0].needed_n
    assert f"back {round(needed)} N" in bad.hint.say("en")
    assert "operation 20.1" in bad.message.say("en")
    assert bad.observed < bad.expected == 2.0
    good = findings(clamping=[{"on": "back", "force": needed + 1}])
    assert codes(good)[-1] == ("holds", "PASS")


def test_a_clamp_without_a_place_is_left_to_cp06():
    assert codes(findings(clamping=[{"on": "nowhere", "force": 1}])) == [("without_place", "SKIP")]


def test_the_normals_without_seating_are_named():
    (bad,) = [f for f in findings(**TWINS["seating"]) if f.code == "seating"]
    assert bad.observed == "1, 2, 3"
    assert "base" in bad.message.say("fr")


def test_a_ground_phase_whose_force_nothing_gives_is_not_proven():
    ground = [{"kind": "grinding", "makes": ["top"]}]
    found = {f.code: f.status for f in findings(operation=ground)}
    assert found["no_force"] is Status.WARN
    assert "no_load" not in found
    by_hand = [{"kind": "manual", "title": "Ébavurage", "makes": ["top"]}]
    assert {f.code: f.status for f in findings(operation=by_hand)}["no_load"] is Status.SKIP
