"""The part at its limits: closed forms over many sizes; what moves, what stays, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.cli.options import CONDITIONS
from gmp_cad.errors import InvalidInputError
from gmp_cad.spec.targets import Condition, Direction, at, direction, targets
from gmp_cad.spec.values import value_from_json, value_to_json, values_of
from tests.canonical import IDENTITY, part

EXACT = 1e-12
SIDES = {"hole": Direction(side="hole"), "shaft": Direction(side="shaft")}


def lines(**sizes: str):
    text = "".join(f'{name} = "{size}"\n' for name, size in sizes.items())
    return part(f"{IDENTITY}[dimensions]\n{text}").dimensions


def at_all(dimension, known: Direction) -> dict[Condition, float]:
    return {
        c: targets({"x": dimension}, c, {"x": known})["x"].value for c in Condition
    }  # fmt: skip


# ISO 286-2, µm: 25 H7 +21/0; 25 g6 −7/−20; 40 p6 +42/+26; 10 js9 ±18.
PUBLISHED = [
    ("⌀25 H7", 25.0, 25.021, "hole"),
    ("⌀25 g6", 24.980, 24.993, "shaft"),
    ("⌀40 p6", 40.026, 40.042, "shaft"),
    ("⌀10 js9", 9.982, 10.018, "shaft"),
    ("⌀25 +0,3/+0,1", 25.1, 25.3, "hole"),
    ("24 0/-0,05", 23.95, 24.0, "shaft"),
]


@pytest.mark.parametrize(("size", "lower", "upper", "side"), PUBLISHED)
def test_limits_are_those_of_the_tables(size: str, lower: float, upper: float, side: str) -> None:
    dimension = lines(x=size)["x"]
    found = at_all(dimension, SIDES[side])
    most, least = (lower, upper) if side == "hole" else (upper, lower)
    assert found[Condition.MMC] == pytest.approx(most, abs=EXACT)
    assert found[Condition.LMC] == pytest.approx(least, abs=EXACT)
    assert found[Condition.MIDDLE] == pytest.approx((lower + upper) / 2, abs=EXACT)
    assert found[Condition.NOMINAL] == dimension.nominal


@given(
    st.integers(1_000, 500_000), st.integers(-900, 900), st.integers(1, 900),
    st.sampled_from(["hole", "shaft"]),
)  # fmt: skip
def test_a_shaft_is_largest_and_a_hole_smallest_at_most_material(
    nominal_um: int, low_um: int, width_um: int, side: str
) -> None:
    nominal, low, high = nominal_um / 1000, low_um / 1000, (low_um + width_um) / 1000
    dimension = lines(x=f"⌀{nominal:.3f} {high:+.3f}/{low:+.3f}")["x"]
    found = at_all(dimension, SIDES[side])
    order = [found[c] for c in (Condition.MMC, Condition.MIDDLE, Condition.LMC)]
    assert order == sorted(order, reverse=side == "shaft")
    assert max(order) - min(order) == pytest.approx(width_um / 1000, abs=EXACT * 1000)
    assert min(order) == pytest.approx(nominal + low, abs=EXACT * 1000)


STAYS = {
    "[30]": "exact",
    "(30)": "reference",
    "M8-6H": "thread",
    "30° ±0,5°": "cylinder",
    "1×45°": "cylinder",
    "R5": "cylinder",
    "⌀30 max": "two limits",
}


@pytest.mark.parametrize("size", STAYS)
@pytest.mark.parametrize("condition", [Condition.MIDDLE, Condition.MMC, Condition.LMC])
def test_all_else_stays_nominal_and_says_why(size: str, condition: Condition) -> None:
    dimension = lines(x=size)["x"]
    found = targets({"x": dimension}, condition, {"x": SIDES["shaft"]})["x"]
    assert found.value == dimension.nominal
    assert STAYS[size] in str(found.reason)


def test_a_line_whose_side_is_unknown_stays_nominal_even_at_the_middle() -> None:
    dimension = lines(x="⌀25 H7")["x"]
    for known in ({}, {"x": Direction()}):
        found = targets({"x": dimension}, Condition.MIDDLE, known)["x"]
        assert found.value == 25.0
        assert found.reason is not None


def test_the_specification_has_the_last_word_and_the_letter_of_a_fit_counts() -> None:
    bore, plain = lines(x="⌀25 H7")["x"], lines(x="⌀25")["x"]
    said = plain.model_copy(update={"side": "hole"})
    assert direction(bore, "hole") == Direction(side="hole", known_by="geometry", observed="hole")
    assert direction(bore, None).known_by == "specification"
    assert direction(bore, "shaft") == Direction(
        side="hole", known_by="specification", observed="shaft"
    )
    assert direction(said, "shaft").side == "hole"
    assert direction(plain, "shaft").side == "shaft"
    assert direction(plain, None).side is None


def test_the_model_receives_the_targets_and_everything_else_as_it_was() -> None:
    spec = part(f'{IDENTITY}[dimensions]\nbore = "2× ⌀16 H7 Ⓔ ↧12"\nlong = "80 ±0,1"\n')
    known = {"bore": SIDES["hole"], "long": Direction()}
    moved = at(spec, targets(spec.dimensions, Condition.LMC, known))
    before, after = values_of(spec), values_of(moved)
    assert float(after.bore) == pytest.approx(16.018, abs=EXACT)
    assert (after.bore.count, after.bore.depth) == (2, 12.0)
    assert value_to_json(after.long) == value_to_json(before.long)
    back = value_from_json(value_to_json(after.bore))
    assert float(back) == float(after.bore)


REFUSED = {
    'x = { size = "30°", side = "hole" }': "side",
    'x = { size = "⌀16 H7", side = "shaft" }': "H7",
    'x = { size = "⌀16", side = "inside" }': "hole",
}


@pytest.mark.parametrize("line", REFUSED)
def test_a_side_that_says_nothing_is_refused(line: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        part(f"{IDENTITY}[dimensions]\n{line}\n")
    assert REFUSED[line] in " ".join(str(p.message) for p in caught.value.problems)


def test_the_command_line_names_every_condition() -> None:
    assert tuple(Condition) == CONDITIONS
