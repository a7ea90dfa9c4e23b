"""Rules CP08 to CP11 and CP15 on the shaft of the worked example: what passes, and one fault each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.checks import manufactured, transfer
from gmp_cad.finding import Status
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.toml import Source, validate
from tests.process.worked_shaft import PHASE_10, PHASE_20, SPEC, cf, evidence_of, scene

RULES = {
    "CP08": manufactured.active, "CP09": manufactured.held, "CP10": transfer.given,
    "CP11": transfer.chips, "CP15": manufactured.gauges,
}  # fmt: skip


def judged(rule, **changes):
    return list(RULES[rule](evidence_of(scene(**changes))))


def faults(**changes):
    """Return (check, code, subject) of all that does not pass."""
    found = evidence_of(scene(**changes))
    return [
        (f.check, f.code, f.subject)
        for rule in RULES.values()
        for f in rule(found)
        if f.status not in (Status.PASS, Status.SKIP)
    ]


@pytest.mark.parametrize("rule", RULES)
def test_a_plan_without_manufactured_dimensions_is_told(rule):
    found = judged(rule, ph10={"dimension": []}, ph20={"dimension": []})
    (none,) = [f for f in found if f.code == "none"]
    assert (none.check, none.status, none.subject) == (rule, Status.SKIP, "shaft")
    assert "none" not in {f.code for f in judged(rule)}


def only(rule, **changes):
    """Return the one fault of a plan that fails only this rule."""
    (found,) = [f for f in judged(rule, **changes) if f.status > Status.SKIP]
    assert faults(**changes) == [(found.check, found.code, found.subject)]
    return found


def test_the_worked_example_holds():
    assert faults() == []
    assert {(f.subject, f.code) for f in judged("CP10")} == {
        ("shaft.left_length", "direct"), ("shaft.length", "direct"), ("shaft.collar", "chain"),
        ("shaft.ph10.Cf103", "within"),
    }  # fmt: skip


def test_the_transfer_of_the_worked_example_in_words():
    (collar,) = [f for f in judged("CP10") if f.subject == "shaft.collar"]
    assert (collar.observed, collar.expected) == (0.2, 0.2)
    said = collar.message.say("fr")
    assert said == "collar 35 +0,2/0 : Cf101 + Cf202 donnent 35 à 35,2 mm"


def test_the_chips_of_the_worked_example():
    found = {f.subject: (f.observed, f.expected, f.message.say("en")) for f in judged("CP11")
             if "_face" in f.subject}  # fmt: skip
    assert found == {
        "shaft.right_face": (
            0.5225, 0.5,
            "right_face: chip 0.5225 to 1.2775 mm from stock >Z (Cf102 + Cf201), at least 0.5 mm",
        ),
        "shaft.left_face": (
            0.8725, 0.5,
            "left_face: chip 0.8725 to 2.3275 mm from stock <Z (Δl 00 + Cf102), at least 0.5 mm",
        ),
    }  # fmt: skip


def test_cp08_a_surface_that_the_phase_does_not_see():
    found = only(
        "CP08", ph20={"dimension": [
            *PHASE_20["dimension"],
            {"name": "Cf203", "size": "60 ±0,15", "between": ["left_shoulder", "right_face"]},
        ]},
    )  # fmt: skip
    assert (found.code, found.subject) == ("not_active", "shaft.ph20.Cf203")
    assert "phase 20 neither locates on left_shoulder" in found.message.say("en")


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ({"name": "Cf101", "size": "60 ±0,15", "between": ["left_face", "right_face"]}, "name_twice"),
        ({"name": "Cf203", "size": "25 ±0,15", "between": ["right_shoulder", "right_face"],
          "kind": "Ca"}, "kind"),
        ({"name": "Cf203", "size": "25 ±0,15", "between": ["right_shoulder", "right_face"],
          "kind": "Co"}, "kind"),
        ({"name": "Cf203", "size": "25 ±0,15", "between": ["right_shoulder", "right_face"],
          "kind": "Cb"}, "kind"),
        ({"name": "Cf203", "size": "⌀30 h9", "on": "journal"}, "not_active"),
        ({"name": "Cf203", "size": "25 ±0,15", "between": ["right_shoulder", "right_face"],
          "gauge": "PIED-À-TOUT"}, "no_gauge"),
    ],
)  # fmt: skip
def test_cp08_name_kind_and_gauge(extra, code):
    found = [f for f in judged("CP08", ph20={"dimension": [*PHASE_20["dimension"], extra]})
             if f.status is Status.FAIL]  # fmt: skip
    assert [f.code for f in found] == [code]


def test_cp08_a_face_that_is_gone_cannot_be_gauged():
    """The bar is cut to length in the phase that measures from its sawn end."""
    gone = {"name": "Cf104", "size": "1,6 ±0,5", "between": ["stock <Z", "left_face"]}
    extra = {"dimension": [*PHASE_10["dimension"], gone]}
    found = [f for f in judged("CP08", ph10=extra) if f.status is Status.FAIL]
    assert [f.code for f in found] == ["not_active"]  # nothing rests on it either
    kept = {**gone, "kind": "Cb", "between": ["stock <Z", "stock >Z"], "size": "82,5 ±0,5"}
    found = [f for f in judged("CP08", ph10={"dimension": [*PHASE_10["dimension"], kept]})
             if f.status is Status.FAIL]  # fmt: skip
    assert [f.code for f in found] == ["not_reachable"]


def test_cp08_exempts_the_size_of_one_surface():
    (found,) = [f for f in judged("CP08") if f.subject == "shaft.ph10.Cf103"]
    assert found.status is Status.PASS
    assert "the size of one surface" in found.message.say("en")


def test_cp09_tighter_than_the_dispersions():
    """Cf202 ±0,02 for Δl 0,02 + 0,04; at ±0,03 it holds just."""
    found = only("CP09", ph20=cf(PHASE_20, "Cf202", size="55,1 ±0,02"))
    assert (found.expected, found.observed, found.unit) == (0.06, 0.04, "mm")
    assert faults(ph20=cf(PHASE_20, "Cf202", size="55,1 ±0,03")) == []


def test_cp09_leaves_tool_dimensions_alone():
    made = {"makes": ["right_shoulder", "right_face", "body", "end"], "kind": "turning"}
    narrow = {"name": "Cf203", "size": "25 ±0,01", "between": ["right_shoulder", "right_face"],
              "kind": "Co"}  # fmt: skip
    plan = {"operation": [made], "dimension": [*PHASE_20["dimension"], narrow]}
    assert {f.subject for f in judged("CP09", ph20=plan)} == {
        "shaft.ph10.Cf101", "shaft.ph10.Cf102", "shaft.ph20.Cf201", "shaft.ph20.Cf202",
    }  # fmt: skip


def test_cp10_intervals_that_add_up_to_too_much():
    found = only("CP10", ph20=cf(PHASE_20, "Cf202", size="55,1 ±0,06"))
    assert (found.code, found.subject) == ("transfer", "shaft.collar")
    assert (found.observed, found.expected) == (0.23, 0.2)
    assert "transfer impossible" in found.message.say("en")


def test_cp10_a_mean_beside_the_zone():
    """The interval fits, the zone is missed: 55 ±0,045 gives 34,9 to 35,1."""
    found = only("CP10", ph20=cf(PHASE_20, "Cf202", size="55 ±0,045"))
    assert found.code == "transfer"
    assert "34.9 to 35.1" in found.message.say("en")


def test_cp10_an_infeasible_tolerance_names_its_remedies():
    tight = {"collar": {"size": "35 +0,12/0", "between": ["left_shoulder", "right_shoulder"]}}
    found = only("CP10", dimensions=tight)
    assert found.code == "transfer"
    hint = found.hint.say("en")
    assert "machine left_shoulder in phase 20 with right_shoulder: ΣΔl 0.08 mm" in hint
    assert "locate phase 20 on left_shoulder: ΣΔl 0.06 mm" in hint
    assert hint.endswith("ask the design office for an interval of 0.14 mm")


def test_cp10_nothing_leads_from_one_surface_to_the_other():
    found = only("CP10", ph20=cf(PHASE_20, "Cf202"))
    assert (found.code, found.subject) == ("not_given", "shaft.collar")
    assert "phase 20: left_face — right_shoulder" in found.hint.say("en")


def test_cp10_what_the_stock_gives_is_exempt():
    (found,) = [
        f for f in judged("CP10", dimensions={
            "bar": {"size": "82,5 ±1", "between": ["stock <Z", "stock >Z"]}})
        if f.subject == "shaft.bar"
    ]  # fmt: skip
    assert (found.status, found.code) == (Status.SKIP, "stock")


def test_cp11_too_thin_a_chip():
    found = only("CP11", ph10=cf(PHASE_10, "Cf102", size="80,8 ±0,2275"))
    assert (found.subject, found.code, found.observed) == ("shaft.right_face", "too_thin", 0.4225)


def test_cp11_too_short_a_bar():
    """The sawn end is 0,6 mm nearer than in the plan: 0,8725 − 0,6."""
    good = scene()
    stock = good.states["00"]
    faces = tuple(
        replace(f, point=(*f.point[:2], -1.0)) if f.index == 0 else f for f in stock.faces
    )
    short = replace(good, states={**good.states, "00": replace(stock, faces=faces)})
    found = [f for f in transfer.chips(evidence_of(short)) if f.status is Status.FAIL]
    assert [(f.subject, f.observed) for f in found] == [("shaft.left_face", 0.2725)]


def test_cp11_the_chip_of_a_turned_cylinder():
    """Worst case of both radii and of the centring.

    ⌀55 h11 (IT 0,19) to ⌀30 h9 (IT 0,052), centred on the bar within 0,08:
    (54,81 − 30)/2 − 0,04 = 12,365 at least, (55 − 29,948)/2 + 0,04 = 12,566 at most.
    """
    (journal,) = [f for f in judged("CP11") if f.subject == "shaft.journal"]
    assert (journal.observed, journal.expected) == (12.365, 0.5)
    assert "journal in 10.2: chip 12.365 to 12.566 mm a side from the bar" in journal.message.say(
        "en"
    )


def test_cp11_a_bar_too_thin():
    """⌀51 h11: (50,81 − 50)/2 − 0,04 = 0,365 on the body ⌀50."""
    found = only("CP11", stock={"size": [51, 82.5]})
    assert (found.subject, found.observed) == ("shaft.body", 0.365)


def test_cp11_what_roughing_leaves_on_a_cylinder():
    """27,405 − 15,2 − 0,04 at least; then 15,1 − 15: 0,15 a side less half of the rough Δl 0,1."""
    first, second = PHASE_10["operation"]
    rough = {"kind": "turning", "makes": ["journal"], "stage": "rough", "allowance": 0.15}
    found = [f for f in judged("CP11", ph10={"operation": [first, rough, second]})
             if f.subject == "shaft.journal"]  # fmt: skip
    assert [(f.status, f.observed, f.expected) for f in found] == [
        (Status.PASS, 12.165, 0.5), (Status.FAIL, 0.1, 0.2),
    ]  # fmt: skip


def test_cp09_a_dispersion_of_a_surface_that_is_not_active():
    measured = [{"phase": 20, "surface": "left_shoulder", "value": 0.02}]
    found = only("CP09", dispersion=measured)
    assert (found.code, found.where.path) == ("idle_dispersion", "dispersion[0]")
    assert "left_face, right_face, right_shoulder" in found.hint.say("en")


@pytest.mark.parametrize(("size", "code"), [("60° ±1°", "capable"), ("60° ±0,2°", "too_coarse")])
def test_cp15_an_angle_is_judged_in_degrees(size: str, code: str):
    """A protractor of 5' = 0,083° with U = 0,1°: good for 2°/10 and 2°/8, not for 0,4°/10."""
    found = [f for f in judged("CP15", ph10=cf(PHASE_10, "Cf101", size=size, gauge="RAP"))
             if f.subject.endswith("Cf101")]  # fmt: skip
    assert [f.code for f in found] == [code]
    assert "mm" not in found[0].message.say("en")


def test_cp15_too_coarse_a_gauge():
    found = only("CP15", ph10=cf(PHASE_10, "Cf101", size="20 ±0,055", gauge="PAC-150"))
    assert (found.status, found.code) == (Status.WARN, "too_coarse")
    said = found.message.say("en")
    assert "resolution 0.02 mm for IT/10 = 0.011 mm" in said
    assert "U 0.03 mm for IT/8 = 0.01375 mm" in said


def test_cp15_no_gauge_is_fine_enough():
    exact = scene(ph10=cf(PHASE_10, "Cf103", size="⌀30 h1"))
    found = [f for f in manufactured.gauges(evidence_of(exact))
             if f.subject == "shaft.ph10.Cf103"]  # fmt: skip
    assert [(f.status, f.code) for f in found] == [(Status.WARN, "none")]


def test_a_toleranced_diameter_that_no_dimension_gives_is_told():
    found = only("CP10", ph10=cf(PHASE_10, "Cf103"))
    assert (found.code, found.subject, found.status) == ("not_given", "shaft.journal", Status.FAIL)
    assert found.message.say("fr") == "journal ⌀30 h9 Ⓔ : aucune cote fabriquée ne la donne"


def test_a_size_that_a_later_phase_makes_again_is_not_given_by_the_earlier_one():
    again = {"kind": "turning", "makes": ["right_shoulder", "body", "end", "journal"]}
    turned = {"operation": [PHASE_20["operation"][0], again]}
    assert ("not_given", "shaft.journal") in {
        (f.code, f.subject) for f in judged("CP10", ph20=turned)
    }


def test_a_geometric_tolerance_that_no_phase_realises_is_told():
    plain = scene()
    frame = {"on": "right_face", "symbol": "perpendicularity", "value": "0,05", "datums": ["A"]}
    spec = {**SPEC, "datums": {"A": "journal"}, "tolerances": {"square": frame}}
    marked = replace(plain, spec=validate(spec, Source("spec.toml", ""), PartSpec))

    def codes(shown):
        return {f.code for f in transfer.given(evidence_of(shown))
                if f.status is Status.FAIL}  # fmt: skip

    assert codes(marked) == {"not_realised"}
    ph20 = {**PHASE_20, "tolerances": ["square"]}
    realised = scene(ph20=ph20).plan
    assert codes(replace(marked, plan=realised)) == set()


def test_a_chip_that_nothing_ties_to_the_raw_face_is_not_known_and_fails():
    loose = {"locating": [{"on": "stock %CYLINDER", "normals": 4, "contact": "long_centring"}]}
    untied = [f for f in judged("CP11", ph10=loose) if f.code == "not_tied"]
    assert {(f.subject, f.status) for f in untied} == {("shaft.left_face", Status.FAIL),
                                                       ("shaft.right_face", Status.FAIL)}  # fmt: skip
