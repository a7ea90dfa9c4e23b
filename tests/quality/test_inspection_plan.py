"""The inspection plan: every characteristic once, by the figures of the trade (domain: gauges)."""

from __future__ import annotations

import pytest

from gmp_cad.quality.characteristics import characteristics
from gmp_cad.quality.importance import class_of
from gmp_cad.quality.inspection_plan import REACTIONS
from gmp_cad.quality.methods import METHODS, ways
from gmp_cad.spec.inspected import InspectionRules
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.toml import parse
from gmp_cad.spec.workshop import parse_workshop
from gmp_cad.standards import iso1101
from gmp_cad.standards.table import records
from tests.canonical import IDENTITY, PLATE, part
from tests.inspected_plate import geometry, inspected, rows

HOLES = (
    IDENTITY.replace("[part]", '[part]\ngeneral_tolerances = "ISO 2768-m"')
    + """
[dimensions]
holes = "4× ⌀9 ↧20 ⌴ ⌀15 ↧8,6"
taps = { size = "2× M8-6H ↧16 / ⌀6,8 ↧20", ra = "Ra 3,2" }
bevel = "2× 1×45°"
turn = "30° ±0,5°"
corner = "4× R6"
free = { size = "40", between = ["left", "right"] }
exact = { size = "[30]", between = ["left", "holes[1]"] }
about = { size = "(60)", between = ["left", "right"] }
most = { size = "12 max", between = ["left", "right"] }
[features]
left = "<X"
right = ">X"
[textures]
left = "U Ra 3,2 / L Ra 0,8"
"""
)


def found(text: str = HOLES):
    return {one.balloon: one for one in characteristics(part(text), geometry())}


def test_each_thing_of_a_callout_is_a_row_of_its_own_under_the_callout_s_number():
    numbers = list(found())
    assert numbers == [
        "1", "1.1", "1.2", "1.3", "2", "2.1", "2.2", "2.3", "3", "4", "5", "6", "7", "8", "9", "10",
    ]  # fmt: skip


def test_limits_are_those_of_the_specification_and_of_iso_2768():
    """ISO 2768-m: 6 to 30 ±0.2, 30 to 120 ±0.3; radii 3 to 6 ±0.5, chamfers 0.5 to 3 ±0.2."""
    limits = {one.balloon: (one.lower, one.upper, one.count) for one in found().values()}
    assert limits["1"] == (8.8, 9.2, 4)
    assert limits["1.1"] == (19.8, 20.2, 4)
    assert limits["1.2"] == (14.8, 15.2, 4)
    assert limits["1.3"] == (8.4, 8.8, 4)
    assert limits["2"] == (None, None, 2)
    assert limits["3"] == (0.8, 1.2, 2)
    assert limits["4"] == (29.5, 30.5, 1)
    assert limits["5"] == (5.5, 6.5, 4)
    assert limits["6"] == (39.7, 40.3, 1)
    assert limits["9"] == (None, 12.0, 1)
    assert limits["10"] == (0.8, 3.2, 1)
    assert found()["4"].unit == "°"
    assert found()["10"].unit == "µm"


def test_exact_and_reference_dimensions_ask_for_nothing():
    plan = rows(HOLES)
    for number in ("7", "8"):
        assert plan[number].means is None
        assert plan[number].grade is None
        assert not plan[number].characteristic.inspected


def test_means_follow_what_is_measured():
    chosen = {number: row.means.gauge.id for number, row in rows(HOLES).items() if row.means}
    assert chosen["1"] == "PAC-150"
    assert chosen["1.1"] == "JP-150"
    assert chosen["2"] == "TF-M8-6H"
    assert chosen["3"] == "PAC-150"
    assert chosen["4"] == "RAP"
    assert chosen["5"] == "CR"
    assert chosen["6"] == "PAC-150"
    assert chosen["10"] == "RUGO"


def test_a_bore_h7_takes_a_plug_and_a_length_is_accepted_within_its_tolerance_less_u():
    """⌀16 H7: IT 18 µm, a plug with U 1 µm: 18/2 = 9. 80 ±0.1: micrometer U 4 µm, 79.904 to 80.096."""
    plan = rows()
    bore, length = plan["2"].means, plan["1"].means
    assert (bore.gauge.id, bore.attribute, bore.accepted) == ("TL-16H7", True, None)
    assert bore.capability == pytest.approx(0.018 / 0.002)
    assert bore.needed == pytest.approx((0.0018, 0.00225))
    assert length.accepted == pytest.approx((79.904, 80.096))
    assert length.cmc == pytest.approx(0.2 / (6 * 0.002))


def test_a_zone_of_two_hundredths_goes_to_the_measuring_machine_and_is_accepted_less_u():
    """⟂ 0.02: MMT with U 3 µm gives 20/6 = 3.33, tolerable; accepted up to 0.017."""
    means = rows()["3"].means
    assert (means.gauge.id, means.state) == ("MMT", "tolerable")
    assert means.accepted == (None, pytest.approx(0.017))
    assert means.method is not None
    assert "A" in means.method.say("en")


def test_figures_of_a_texture_are_in_micrometres():
    means = rows(PLATE + '[textures]\nleft = "Ra 0,8"\n')["4"].means
    assert (means.resolution, means.uncertainty) == pytest.approx((0.01, 0.1))
    assert means.capability == pytest.approx(4.0)
    assert means.accepted == (None, pytest.approx(0.7))


def test_without_a_gauge_it_says_which_one_it_takes():
    shop = parse_workshop(None)
    bare = shop.model_copy(update={"gauges": ()})
    means = rows(workshop=bare)["1"].means
    assert means.state == "none"
    assert means.gauge is None
    assert means.needed == pytest.approx((0.02, 0.025))


@pytest.mark.parametrize(
    ("size", "importance", "why"),
    [
        ('"⌀16 H7 Ⓔ"', "major", "fit"), ('"⌀16 +0,018/0"', "major", "IT {grade} or finer"),
        ('"⌀16 +0,019/0"', "minor", "no rule makes it major"), ('"⌀16"', "minor", "no rule makes it major"),
        ('"M16-6H"', "major", "thread"),
        ('{ size = "⌀16 H7 Ⓔ", class = "mineure" }', "minor", "written in the specification"),
        ('{ size = "⌀16", class = "critical" }', "critical", "written in the specification"),
    ],
)  # fmt: skip
def test_the_class_is_written_or_follows_a_rule(size, importance, why):
    """IT7 of 16 is 18 µm (ISO 286-1)."""
    text = PLATE.replace('bore = "⌀16 H7 Ⓔ"', f"bore = {size}")
    spec = part(text)
    one = next(c for c in characteristics(spec, geometry()) if c.line == "bore")
    grade = class_of(one, spec)
    assert (grade.importance, grade.reason.template) == (importance, why)
    assert grade.derived == (why != "written in the specification")


def test_the_size_of_a_datum_and_what_places_one_are_major_unless_coarse():
    def grade(line: str, datums: str = 'A = "left"'):
        text = PLATE.replace('{ size = "80 ±0,1", between = ["left", "right"] }', line)
        bare = text.partition("[tolerances]")[0].replace('A = "left"', datums)
        return rows(bare)["1"].grade.importance

    ends = 'between = ["left", "right"]'
    assert grade(f'{{ size = "80 ±0,1", {ends} }}') == "major"
    assert grade(f'{{ size = "80 ±0,5", {ends} }}') == "minor"
    assert grade(f'{{ size = "80 ±0,1", {ends} }}', 'A = "bore"') == "minor"


def test_samples_are_those_of_the_class_unless_line_or_product_say_so():
    """ISO 2859-1, 25 parts: level II 5, level I 3."""
    assert (rows()["2"].sampling.say("fr"), rows()["2"].sample) == ("5/lot", 5)
    plain = PLATE.replace('"⌀16 H7 Ⓔ"', '"⌀16"')
    assert rows(plain)["2"].sample == 3
    assert rows(batch=1)["2"].sampling.whole
    critical = PLATE.replace('"⌀16 H7 Ⓔ"', '{ size = "⌀16 H7 Ⓔ", class = "critical" }')
    assert rows(critical)["2"].sample == 25
    rules = InspectionRules.model_validate({"major": {"frequency": "1/10", "reaction": "Trier."}})
    ruled = rows(rules=rules)["2"]
    assert (ruled.sampling.say("fr"), ruled.sample, ruled.sampled) == ("1/10", 3, True)
    assert ruled.reaction.say("fr") == "Trier."
    assert rows()["2"].reaction == REACTIONS["major"]
    own = PLATE.replace('"⌀16 H7 Ⓔ"', '{ size = "⌀16 H7 Ⓔ", frequency = "2/5" }')
    assert rows(own, rules=rules)["2"].sample == 10


PLAN = """
[stock]
form = "bar"
allowance = 1
[[phase]]
number = 10
title = "Fraisage"
machine = "CU-3AX"
tolerances = ["bore_perp"]
[[phase.operation]]
kind = "reaming"
makes = ["bore"]
[[phase]]
number = 20
title = "Fraisage"
machine = "CU-3AX"
[[phase.dimension]]
name = "Cf201"
size = "80 ±0,1"
between = ["right", "left"]
gauge = "MMT"
[[phase]]
number = 90
title = "Contrôle"
machine = "CTRL-1"
"""


def test_a_gauge_that_travels_is_used_at_the_machine_and_the_others_at_the_post():
    plan = rows(plan=parse(PLAN, "process.toml", ProcessPlan))
    posts = {n: (r.post.made, r.post.phase, r.post.machine) for n, r in plan.items()}
    assert posts["2"] == ("10", "10", "CU-3AX")
    assert posts["3"] == ("10", "90", "CTRL-1")
    assert posts["1"] == ("20", "90", "CTRL-1")


def test_the_gauge_that_the_plan_names_for_a_cf_is_that_of_its_line():
    plan = parse(PLAN, "process.toml", ProcessPlan)
    assert rows(plan=plan)["1"].means.gauge.id == "MMT"
    own = PLATE.replace('80 ±0,1",', '80 ±0,1", gauge = "ME-75-100",')
    assert rows(own, plan=plan)["1"].means.gauge.id == "ME-75-100"


def test_a_surface_that_no_phase_makes_is_inspected_as_the_stock():
    raw = PLAN.replace('makes = ["bore"]', 'makes = ["right"]').replace(
        'tolerances = ["bore_perp"]', ""
    )
    post = rows(plan=parse(raw, "process.toml", ProcessPlan))["2"].post
    assert (post.made, post.machine) == ("00", "CTRL-1")


def test_without_a_plan_the_post_of_the_workshop_inspects():
    assert rows()["1"].post.machine == "CTRL-1"
    assert inspected().plan is None


def test_every_characteristic_of_iso_1101_has_a_way_and_every_method_its_words():
    for symbol in iso1101.characteristics():
        for element in ("plane", "axis", "round"):
            assert ways(symbol, element), symbol
            assert ways(symbol, element)[-1].means == "cmm"
    assert {row["method"] for row in records("inspection_methods.csv")} == set(METHODS)
