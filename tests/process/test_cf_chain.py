"""Chains of manufactured dimensions: along one axis, between finished surfaces, of least ΣIT."""

from __future__ import annotations

import pytest

from gmp_cad.evidence import Feature, Vector
from gmp_cad.process.cf_chain import chain_between
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.toml import parse
from tests.canonical import part

X, Y = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)


def plane(x: float, direction: Vector = X) -> tuple[Feature, ...]:
    point = tuple(x * d for d in direction)
    return (Feature(faces=(0,), surface="plane", point=point, direction=direction, found_by="tag"),)  # type: ignore[arg-type]


def hole(x: float, y: float) -> Feature:
    return Feature(
        faces=(0,), surface="cylinder", point=(x, y, 7.0), direction=(0.0, 0.0, 1.0), radius_mm=4.0,
        hollow=True, found_by="tag",
    )  # fmt: skip


FEATURES = {
    "left": plane(0.0), "step": plane(30.0), "right": plane(100.0), "front": plane(0.0, Y),
    "holes": (hole(20.0, 10.0), hole(80.0, 10.0)), "bore": (hole(50.0, 40.0),),
}  # fmt: skip


def plan(*links: tuple[str, float, str, str]) -> ProcessPlan:
    text = '[stock]\nform = "bar"\nallowance = 1\n[[phase]]\nnumber = 10\ntitle = "x"\n'
    for name, size, a, b in links:
        text += (
            f'[[phase.dimension]]\nname = "{name}"\nsize = "{size:g}"\nbetween = ["{a}", "{b}"]\n'
        )
    return parse(text, "process.toml", ProcessPlan)


def names(*links: tuple[str, float, str, str], ends: tuple[str, str]) -> str:
    found = chain_between(plan(*links), part(), FEATURES, ends)
    return "" if found is None else str(found)


LINKS = (
    ("Cf1", 100, "left", "right"),
    ("Cf2", 70, "step", "right"),
    ("Cf3", 20, "left", "holes[1]"),
)


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        (("left", "step"), "Cf1 + Cf2"),
        (("step", "left"), "Cf2 + Cf1"),
        (("right", "left"), "Cf1"),
        (("holes[1]", "step"), "Cf3 + Cf1 + Cf2"),
        (("left", "holes[2]"), ""),  # nothing leads there
        (("front", "holes[1]"), ""),  # the links lie along X
        (("left", "nowhere"), ""),
        (("left", "holes"), ""),  # which of the two is not said
    ],
)
def test_a_chain_leads_from_one_end_to_the_other(ends: tuple[str, str], expected: str) -> None:
    assert names(*LINKS, ends=ends) == expected


def test_the_shortest_chain_is_taken() -> None:
    more = (*LINKS, ("Cf4", 30, "left", "step"))
    assert names(*more, ends=("left", "step")) == "Cf4"


ROUGHED = """
[stock]
form = "bar"
allowance = 1
[[phase]]
number = 10
title = "x"
machine = "CU-3AX"
operation = [{ kind = "face_milling", makes = ["right"], stage = "rough", allowance = 1 }]
dimension = [{ name = "Cf1", size = "101", between = ["left", "right"] }]
[[phase]]
number = 20
title = "y"
machine = "CU-3AX"
operation = [{ kind = "face_milling", makes = ["right"] }]
dimension = [{ name = "Cf2", size = "70", between = ["step", "right"] }]
"""


def test_a_link_that_holds_an_allowance_joins_nothing() -> None:
    """Cf1 is the distance to the roughed face, which phase 20 machines again."""
    rough = parse(ROUGHED, "process.toml", ProcessPlan)
    assert chain_between(rough, part(), FEATURES, ("left", "step")) is None
    text = ROUGHED.replace("Cf2", "Cf3").replace('"70"', '"100"').replace('"step"', '"left"')
    found = chain_between(
        parse(text, "process.toml", ProcessPlan), part(), FEATURES, ("left", "right")
    )
    assert str(found) == "Cf3"


def test_a_mean_that_is_not_the_nominal_size_still_joins() -> None:
    assert names(("Cf1", 100.1, "left", "right"), LINKS[1], ends=("left", "step")) == "Cf1 + Cf2"


def test_the_chain_of_least_interval_is_taken() -> None:
    """ISO 2768-m: 100 ±0,3 and 70 ±0,3 add up to 1,2; the direct 30 ±0,2 to 0,4."""
    found = chain_between(
        plan(*LINKS, ("Cf4", 30, "left", "step")), part(), FEATURES, ("left", "step")
    )
    assert found is not None
    assert (str(found), found.interval, found.limits) == ("Cf4", 0.4, (29.8, 30.2))
    (low, high) = chain_between(plan(*LINKS), part(), FEATURES, ("left", "step")).limits  # type: ignore[union-attr]
    assert (low, high) == (29.4, 30.6)


def test_a_link_in_another_direction_joins_nothing() -> None:
    """The bore is apart from holes[1] by 30 along X and 30 along Y: 30 does not say which."""
    across = (("Cf1", 30, "holes[1]", "bore"), ("Cf2", 40, "front", "bore"))
    assert names(*across, ends=("front", "holes[1]")) == ""
    assert names(*across, ("Cf3", 10, "front", "holes[1]"), ends=("front", "holes[1]")) == "Cf3"


def test_axes_are_apart_along_the_line_between_them() -> None:
    assert names(("Cf1", 60, "holes[1]", "holes[2]"), ("Cf2", 80, "left", "holes[2]"),
                 ends=("left", "holes[1]")) == "Cf2 + Cf1"  # fmt: skip
