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


def test_the_axis_is_the_one_along_which_the_ends_are_tied_most_closely() -> None:
    """holes[1] and bore are apart by 30 along X and along Y; each way has a chain of its own."""
    along_x = (("Cf1", "20 ±0,02", "left", "holes[1]"), ("Cf2", "50 ±0,02", "left", "bore"))
    ends = ("holes[1]", "bore")
    close = (("Cf3", "10 ±0,01", "front", "holes[1]"), ("Cf4", "40 ±0,01", "front", "bore"))
    assert written(*along_x, *close, ends=ends) == ("Cf3 + Cf4", 29.98, 30.02)
    closer = (("Cf1", "20 ±0,01", "left", "holes[1]"), ("Cf2", "50 ±0,005", "left", "bore"))
    assert written(*closer, *close, ends=ends) == ("Cf1 + Cf2", 29.985, 30.015)


PLAN_HEAD = '[stock]\nform = "bar"\nallowance = 1\n[[phase]]\nnumber = 10\ntitle = "x"\n'


def _dimension(name: str, size: str, a: str, b: str) -> str:
    return f'[[phase.dimension]]\nname = "{name}"\nsize = "{size}"\nbetween = ["{a}", "{b}"]\n'


def written(
    *links: tuple[str, str, str, str], ends: tuple[str, str]
) -> tuple[str, float, float] | None:
    """Return the chain of links whose sizes carry their tolerance, with its limits."""
    text = PLAN_HEAD + "".join(_dimension(*link) for link in links)
    found = chain_between(parse(text, "process.toml", ProcessPlan), part(), FEATURES, ends)
    return None if found is None else (str(found), *found.limits)


def test_signs_follow_the_way_that_the_chain_walks() -> None:
    """One-sided limits, each link written from either end: the walk takes them as they lie."""
    for first in (("left", "right"), ("right", "left")):
        for second in (("step", "right"), ("right", "step")):
            links = (("Cf1", "100 +0,3/+0,1", *first), ("Cf2", "70 +0,05/-0,2", *second))
            assert written(*links, ends=("left", "step")) == ("Cf1 + Cf2", 30.05, 30.5)
            assert written(*links, ends=("step", "left")) == ("Cf2 + Cf1", -30.5, -30.05)


def test_a_boxed_or_bracketed_size_holds_nothing() -> None:
    for text in ("[30]", "(30)"):
        assert written(("Cf3", text, "left", "step"), ends=("left", "step")) is None


def test_of_equal_chains_the_one_with_fewer_links_is_taken() -> None:
    """30 ±0,3 on its own, or 100 ±0,15 less 70 ±0,15."""
    links = (("Cf1", "100 ±0,15", "left", "right"), ("Cf2", "70 ±0,15", "step", "right"),
             ("Cf3", "30 ±0,3", "left", "step"))  # fmt: skip
    assert written(*links, ends=("left", "step")) == ("Cf3", 29.7, 30.3)


def test_a_long_way_round_may_be_closer_than_the_direct_link() -> None:
    links = (("Cf1", "100 ±0,01", "left", "right"), ("Cf2", "70 ±0,01", "right", "step"),
             ("Cf3", "30 ±0,03", "left", "step"))  # fmt: skip
    assert written(*links, ends=("left", "step")) == ("Cf1 + Cf2", 29.98, 30.02)


def test_a_size_between_two_axes_stands_near_their_distance() -> None:
    """Half a millimetre, or one per cent of long ones; farther off it is not that size."""
    for size, found in ((60, True), (60.6, True), (59.5, True), (60.7, False), (59.3, False)):
        links = (("Cf1", f"{size} ±0,1", "holes[1]", "holes[2]"),
                 ("Cf2", "20 ±0,1", "left", "holes[1]"))  # fmt: skip
        chain = written(*links, ends=("left", "holes[2]"))
        assert (chain is not None) is found


def test_an_end_chained_to_itself_has_no_chain() -> None:
    assert chain_between(plan(*LINKS), part(), FEATURES, ("left", "left")) is None


def test_surfaces_at_one_place_are_no_distance_apart() -> None:
    """Two planes at x = 30: a size between them leads nowhere along X."""
    twins = FEATURES | {"twin": plane(30.0)}
    links = plan(("Cf1", 30, "left", "step"), ("Cf2", 5, "step", "twin"))
    assert chain_between(links, part(), twins, ("left", "twin")) is None


@pytest.mark.parametrize(
    ("end", "size", "joins"),
    [
        ("near", "10,4 ±0,1", True),  # half a millimetre, however short the distance
        ("near", "10,6 ±0,1", False),
        ("aside", "30 ±0,1", False),  # apart by 10 along X and by 30 along Y, which is meant
        ("aside", "10 ±0,1", True),
    ],
)
def test_which_way_a_size_between_axes_is_taken(end: str, size: str, joins: bool) -> None:
    axes = FEATURES | {"near": (hole(30.0, 10.0),), "aside": (hole(30.0, 40.0),)}
    for a, b in (("holes[1]", end), (end, "holes[1]")):
        text = PLAN_HEAD + _dimension("Cf1", "20 ±0,1", "left", "holes[1]")
        links = parse(text + _dimension("Cf2", size, a, b), "process.toml", ProcessPlan)
        found = chain_between(links, part(), axes, ("left", end))
        assert (str(found) if found else "") == ("Cf1 + Cf2" if joins else "")


def test_from_a_plane_to_an_axis_any_size_is_along_the_plane_s_normal() -> None:
    assert written(("Cf1", "23 ±0,1", "left", "holes[1]"), ends=("left", "holes[1]")) == (
        "Cf1", 22.9, 23.1,
    )  # fmt: skip
