"""Names that lead back to themselves, against a walk that follows every chain to its end."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.spec.circles import circles

NAMES = st.sampled_from("abcdef")
TEXTS = st.one_of(NAMES, NAMES.map(lambda n: f"{n}[1]"), NAMES.map(lambda n: f" {n}.bottom "), st.sampled_from(["<Z", ">X", "a or b"]))  # fmt: skip


def told(features: dict[str, str]) -> list[list[str]]:
    """The circles as their messages write them."""
    found = list(circles(features, {}))
    for fault in found:
        assert fault.keys[0] == "features"
        assert fault.hint is not None
    return [dict(f.message.values)["chain"].split(" → ") for f in found]


def turns(features: dict[str, str], start: str) -> bool:
    """Follow the names for as many steps as there are names and one."""
    name = start
    for _ in range(len(features) + 1):
        text = features[name].strip().split("[")[0].split(".")[0]
        if text not in features:
            return False
        name = text
    return True


@settings(max_examples=300, deadline=None)
@given(features=st.dictionaries(NAMES, TEXTS, max_size=6))
def test_a_circle_is_told_if_and_only_if_a_chain_never_ends(features: dict[str, str]) -> None:
    found = told(features)
    assert bool(found) == any(turns(features, name) for name in features)
    around = [frozenset(chain) for chain in found]
    assert len(around) == len(set(around))
    for chain in found:
        assert chain[0] == chain[-1]
        for name, after in pairwise(chain):
            assert features[name].strip().split("[")[0].split(".")[0] == after


def test_a_circle_is_told_once_and_another_too() -> None:
    assert told({"a": "b", "b": "a", "c": "c", "d": "a", "e": "<Z", "f": "e"}) == [
        ["a", "b", "a"],
        ["c", "c"],
    ]


def test_a_chain_as_long_as_a_file_is_walked() -> None:
    chain = {f"f{i}": f"f{i + 1}" for i in range(20_000)}
    assert told(chain) == []
    (found,) = told(chain | {"f20000": "f0"})
    assert len(found) == 20_002
