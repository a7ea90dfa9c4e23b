"""Dimensions judged at the kernel's resolution; names that denote nothing; numbers in models."""

from __future__ import annotations

import pytest

from gmp_cad.checks import dimension
from gmp_cad.errors import Problem, Where
from gmp_cad.evidence import BLIND
from gmp_cad.finding import Status
from gmp_cad.language import Message
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.toml import parse
from tests.canonical import GOOD, IDENTITY, geometry, measurement, part
from tests.kernel.measuring import spec_of


def judge(observed: float, **more):
    return list(dimension.measured(part(), [GOOD[0], measurement("bore", 16.0, observed, **more)]))[
        1
    ]


@pytest.mark.parametrize(
    ("observed", "status"),
    [(16.0, Status.PASS), (16 + 9e-7, Status.PASS), (16 + 2e-6, Status.FAIL), (15.0, Status.FAIL)],
)
def test_a_micron_is_a_difference(observed: float, status: Status) -> None:
    assert judge(observed).status is status


def test_every_instance_and_every_detail_counts() -> None:
    assert judge(16.0, instances=(16.0, 16.0, 16.1)).code == "wrong"
    found = judge(16.0, details=(("depth", 10.0, 10.0), ("counterbore.depth", 5.0, 5.2)))
    assert found.code == "wrong"
    assert "counterbore depth" in found.message.say("en")


def test_a_wrong_detail_is_told_with_its_own_figures_and_unit() -> None:
    found = judge(16.0, details=(("depth", 10.0, 10.0), ("countersink.angle", 90.0, 82.0)))
    assert (found.expected, found.observed, found.unit) == (90.0, 82.0, "°")
    assert "82.000000 °" in str(found.message)
    assert found.hint.say("en") == "the model reads it as d.bore.countersink.angle"
    found = judge(16.0, details=(("depth", 10.0, 10.2),))
    assert (found.expected, found.observed, found.unit) == (10.0, 10.2, "mm")


def test_a_size_that_found_its_own_feature_says_so() -> None:
    found = judge(16.0, found_by="size")
    assert (found.code, found.status) == ("verified", Status.PASS)
    assert "found by its size" in found.message.say("en")


@pytest.mark.parametrize(
    ("outcome", "status"),
    [("not_found", Status.FAIL), ("ambiguous", Status.FAIL), ("not_measurable", Status.WARN)],
)
def test_what_cannot_be_measured_tells_why(outcome: str, status: Status) -> None:
    found = list(
        dimension.measured(
            part(),
            [
                GOOD[0],
                measurement(
                    "bore",
                    16.0,
                    None,
                    outcome=outcome,
                    reason=Message("no such hole"),
                    candidates=(Message("⌀15 at (0, 0, 0)"),),
                ),
            ],
        )
    )[1]
    assert (found.code, found.status) == (outcome, status)
    assert "⌀15" in found.message.say("fr")


def verdict_on(spec, **more):
    (name,) = spec.dimensions
    return next(dimension.measured(spec, [measurement(name, 20.0, None, **more)]))


@pytest.mark.parametrize(
    ("size", "status"), [("20", Status.WARN), ("[20]", Status.WARN), ("(20)", Status.SKIP)]
)
def test_a_line_that_cannot_be_measured_is_printed(size: str, status: Status) -> None:
    spec = spec_of({"it": {"size": size, "between": ["<X", ">X"]}})
    found = verdict_on(spec, outcome="not_measurable", reason=Message("not parallel"))
    assert (found.code, found.status) == ("not_measurable", status)


def test_a_tag_that_names_nothing_is_told_in_the_language_of_the_reader() -> None:
    lost = {
        "grease": "tag (model.py:19)",
        "rib": "cut (model.py:4)",
    }
    empty, gone = dimension.named(part(), geometry(), lost, ())
    assert (empty.code, gone.code) == ("lost_tag", "lost_tag")
    assert "tag (model.py:19)" in empty.message.say("fr")
    assert empty.message.say("fr") != gone.message.say("fr").replace("rib", "grease")
    assert "names nothing" in empty.message.say("en")
    assert "cut (model.py:4)" in gone.message.say("fr")


def test_an_unknown_end_is_told_once() -> None:
    text = '[part]\nnumber = "1"\ntitle = "T"\nmaterial = "S235JR"\n\n[dimensions]\n'
    text += 'it = { size = "20", between = ["<X", "bse"] }\n\n[datums]\nA = "bse"\n'
    spec = parse(text, "parts/t/spec.toml", PartSpec)
    skipped = verdict_on(spec, outcome="not_found", reason=Message("'bse' is found on no face"))
    assert skipped.status is Status.SKIP
    problems = [
        Problem(Where("", path), Message("neither"))
        for path in ("dimensions.it.between", "datums.A")
    ]
    end, datum = dimension.named(spec, geometry("bore"), {}, problems)
    assert (end.status, str(end.where)) == (
        Status.FAIL, "parts/t/spec.toml:7: dimensions.it.between",
    )  # fmt: skip
    assert str(datum.where) == "parts/t/spec.toml: datums.A"


def test_a_blind_hole_is_told_in_the_language_of_the_reader() -> None:
    found = judge(16.0, details=((BLIND, 0.0, 12.5),))
    assert (found.code, found.status) == ("wrong", Status.FAIL)
    assert "12.5 mm deep" in found.message.say("en")
    assert "↧" in found.hint.say("en")


def test_a_reason_beside_a_wrong_value_is_the_hint() -> None:
    assert judge(15.0, reason=Message("name slot[1]")).hint == Message("name slot[1]")


def test_a_forgotten_measurement_is_our_error() -> None:
    assert [f.status for f in dimension.measured(part(), GOOD[:1])] == [Status.PASS, Status.ERROR]


def test_datums_and_tolerances_stand_on_features() -> None:
    assert {f.status for f in dimension.datums(part(), geometry("left", "bore"))} == {Status.PASS}
    assert [f.code for f in dimension.datums(part(), geometry("bore"))] == ["not_found", "found"]


def test_an_instance_that_the_part_lacks_is_no_datum_though_its_group_exists() -> None:
    spec = part(IDENTITY + '[dimensions]\nholes = "⌀9"\n[datums]\nA = "holes[9]"\n')
    (found,) = dimension.datums(spec, geometry("holes"))
    assert (found.status, found.code) == (Status.FAIL, "not_found")
