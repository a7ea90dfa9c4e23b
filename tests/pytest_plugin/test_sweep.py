"""Models over the whole range of their sizes: what fails is told with as little as fails."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings

from gmp_cad.language import Message
from gmp_cad.pytest_plugin.strategies import positions, sizes
from gmp_cad.pytest_plugin.trial_search import search
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import ProductSpec
from gmp_cad.spec.toml import parse
from gmp_cad.spec.variation import ranges

pytest_plugins = ["pytester"]
MODEL = "parts/cale/model.py"
PART = """
[part]
number = "A-1"
title = "Bloc"
material = "C45"
[dimensions]
length = { size = "80 ±0,1", between = ["<X", ">X"] }
bore = "⌀16 H7"
shaft = "⌀12 r6"
place = { size = "[25]", between = ["<X", "bore"] }
about = { size = "(40)", between = ["<Y", ">Y"] }
tap = "M8-6H"
"""
PRODUCT = """
[product]
number = "A-0"
title = "Tout"
[[item]]
ref = 1
part = "a"
[parameters]
opening = { from = 0, to = 80, default = 40 }
"""


def spec() -> PartSpec:
    return parse(PART, "spec.toml", PartSpec)


def test_only_what_has_two_limits_varies():
    assert ranges(spec()) == {
        "length": pytest.approx((79.9, 80.1)), "bore": pytest.approx((16.0, 16.018)),
        "shaft": pytest.approx((12.023, 12.034)),
    }  # fmt: skip


def test_examples_lie_within_the_limits_and_reach_them():
    limits, seen = ranges(spec()), []

    @settings(max_examples=200, derandomize=True, database=None)
    @given(sizes(spec()))
    def draw(values):
        seen.append(values)
        for name, value in values.items():
            assert limits[name][0] - 1e-9 <= value <= limits[name][1] + 1e-9

    draw()
    for end in (0, 1):
        assert any(
            v.keys() == limits.keys() and all(math.isclose(v[n], limits[n][end]) for n in limits)
            for v in seen
        ) or any(v.get("shaft") == limits["shaft"][end] for v in seen)
    assert {} in seen or any(len(v) < 3 for v in seen)


def test_a_position_lies_within_the_range():
    product = parse(PRODUCT, "product.toml", ProductSpec)
    found = search(
        positions(product), lambda v: Message("far") if v.get("opening", 40) > 70 else None, 100
    )
    assert found.values is not None
    assert 70 < found.values["opening"] <= 80


def test_the_least_that_fails_is_told_and_always_the_same():
    def fault(values):
        short, wide = values.get("length", 80) < 79.95, values.get("bore", 16) > 16.009
        return Message("thin") if short and wide else None

    first, second = (search(sizes(spec()), fault, 300) for _ in range(2))
    assert first == second
    assert first.values is not None
    assert first.values.keys() == {"length", "bore"}
    assert first.values["length"] == pytest.approx(79.95, abs=0.001)
    assert first.values["bore"] == pytest.approx(16.009, abs=0.0001)
    assert search(sizes(spec()), lambda _: None, 20).fault is None


def test_a_sound_model_passes(project, pytester):
    project()
    found = pytester.runpytest_inprocess("parts", "--gmp-cad-sweep", "4", "-m", "sweep")
    found.assert_outcomes(passed=1, deselected=38)


@pytest.mark.soak
def test_a_crash_is_an_example_and_not_the_end(project, pytester):
    crash = "    if d.height < 19.99:\n        import os; os.abort()\n    plate ="
    project((MODEL, "    plate =", crash))
    found = pytester.runpytest_inprocess(MODEL, "--gmp-cad-sweep", "6", "-k", "sweep or notes")
    found.assert_outcomes(failed=1, passed=1, deselected=3)
    found.stdout.fnmatch_lines([
        "E   cale: *SIGABRT*", "E   il n'en faut pas plus*", "E     height = 19,*   (20 ±0,05)",
    ])  # fmt: skip
    assert "E     bore" not in found.stdout.str()


@pytest.mark.soak
def test_a_size_that_the_model_does_not_follow_is_found(project, pytester):
    project((MODEL, ".box(d.length, d.width, d.height", ".box(d.length, d.width, 20"))
    found = pytester.runpytest_inprocess(
        "parts/cale/model.py", "--gmp-cad-sweep", "4", "-k", "sweep"
    )
    found.assert_outcomes(failed=1, deselected=4)
    found.stdout.fnmatch_lines(["E   height *20 mm*", "E     height = *"])


def test_without_hypothesis_it_is_said(project, pytester, monkeypatch):
    project()
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    found = pytester.runpytest_inprocess(
        "parts", "--gmp-cad-sweep", "3", "-p", "no:hypothesispytest"
    )
    assert found.ret != 0
    assert "pip install 'gmp_cad[test]'" in found.stdout.str() + found.stderr.str()


@pytest.mark.soak
def test_strategies_are_for_students_too(project, pytester):
    root = project()
    (root / "tests").mkdir()
    (root / "tests" / "test_own.py").write_text("""
from hypothesis import given, settings
from gmp_cad.testing import sizes

@settings(max_examples=4, deadline=None, derandomize=True, database=None)
@given(chosen=sizes("cale"))
def test_own(part, chosen):
    assert part("cale", **chosen).fault is None
""")
    pytester.runpytest_inprocess("tests").assert_outcomes(passed=1)
