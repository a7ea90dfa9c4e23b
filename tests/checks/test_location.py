"""CP05 and CP07, and the suggestions of CP04: good phases pass, each twin fails only its rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.checks import location
from gmp_cad.finding import Status
from tests.checks.test_contract import PHASE, TWICE, evidence, plan, workpiece

RULES = {
    "CP04": location.isostatic, "CP05": location.harmless, "CP07": location.raw_surfaces,
}  # fmt: skip
MACHINED = ("base", "front", "left")


def located(*, machined=MACHINED, earlier=(), stock=None, **changes):
    """The contract's phase on a workpiece whose surfaces were machined before, after others."""
    found = evidence(**changes)
    whole = plan(*earlier, PHASE | changes, **({"stock": stock} if stock else {}))
    entering = replace(found.entering, machined=tuple(machined))
    return replace(found, plan=whole, phase=whole.phases[-1], entering=entering)


def codes(found):
    return [(f.code, f.status.name) for f in found]


@pytest.mark.parametrize("rule", RULES)
def test_the_good_phase_passes(rule):
    found = list(RULES[rule](located()))
    assert {f.status for f in found} == {Status.PASS}
    assert {(f.check, f.subject) for f in found} == {(rule, "semelle.ph20")}


WITHOUT_STOP = {"locating": PHASE["locating"][:2]}
EARLIER = {
    "number": 10, "title": "Avant", "machine": "CU-3AX",
    "locating": [{"on": "base", "normals": 3}],
    "operation": [{"kind": "face_milling", "makes": ["back"]}],
}  # fmt: skip
TWINS = {
    ("CP04", "hyperstatic"): {"locating": TWICE},
    ("CP05", "spoils"): WITHOUT_STOP,
    ("CP07", "reused"): {"machined": ("front", "left"), "earlier": (EARLIER,)},
    ("CP07", "late"): {"machined": ("top", "front", "left")},
}


@pytest.mark.parametrize(("rule", "code"), TWINS)
def test_each_twin_is_found(rule, code):
    changes = TWINS[rule, code]
    if code == "late":
        found = located(**changes)
        features = found.entering.features | {"top": (5,)}
        found = replace(found, entering=replace(found.entering, features=features))
    else:
        found = located(**changes)
    bad = [f for f in RULES[rule](found) if f.status is Status.FAIL]
    assert [f.code for f in bad] == [code]
    others = [f for name, check in RULES.items() if name != rule for f in check(found)]
    if rule != "CP04":
        assert {f.status for f in others} == {Status.PASS}


def test_cp05_names_the_freedom_the_dimension_and_the_cure():
    (bad,) = location.harmless(located(**WITHOUT_STOP))
    text = bad.message.say("en")
    assert text.startswith("Tx, translation along X: left free, it changes Cf3 (50 ±0,1)")
    assert (bad.observed, bad.unit) == (1.0, "mm")
    assert "add 1 normal on left" in bad.hint.say("en") or "right" in bad.hint.say("en")
    repaired = located(locating=[*PHASE["locating"][:2], {"on": "left", "normals": 1}])
    assert codes(location.harmless(repaired)) == [("held", "PASS")]


def test_cp05_lets_a_freedom_that_spoils_nothing():
    kept = located(**WITHOUT_STOP, dimension=PHASE["dimension"][:2])
    (good,) = location.harmless(kept)
    assert (good.code, good.status) == ("harmless", Status.PASS)
    assert good.message.say("en").startswith("Tx, translation along X")


def test_cp04_proposes_a_location_that_works():
    (bad,) = location.isostatic(located(locating=TWICE))
    assert "rank 6" in bad.hint.say("en")
    (declared,) = location.isostatic(located(locating=TWICE, hyperstatic="voile mince"))
    assert (declared.code, declared.status) == ("declared", Status.WARN)
    assert "voile mince" in declared.message.say("fr")


def test_cp07_takes_a_raw_surface_once_in_a_direction():
    (good,) = location.raw_surfaces(located(machined=("front", "left")))
    assert (good.code, good.status) == ("start", Status.PASS)


def test_cp07_warns_where_the_stock_is_drawn():
    drawn = located(
        machined=("front", "left"), earlier=(EARLIER,), stock={"form": "bar", "size": [100, 60, 40]}
    )
    (warning,) = location.raw_surfaces(drawn)
    assert (warning.code, warning.status) == ("drawn", Status.WARN)


def test_cp05_and_cp07_skip_where_nothing_is_placed():
    nowhere = located(locating=[{"on": "nowhere", "normals": 3}])
    for check in RULES.values():
        assert [f.status for f in check(nowhere)] == [Status.SKIP]
    assert workpiece("20", ["base"]).features == {"base": (4,)}


def test_a_raw_surface_is_named_as_people_say_it() -> None:
    """Names of models are English identifiers; what a teacher reads in French is French."""
    (good,) = location.raw_surfaces(located(machined=("base", "front")))
    assert good.message.say("fr").startswith("face gauche est brute")
