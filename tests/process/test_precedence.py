"""Levels, cycles and constraints of order, against closed forms and by properties."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.errors import Where
from gmp_cad.language import Message
from gmp_cad.process.elementary import Elementary
from gmp_cad.process.precedence import Constraint, levels_of, order_of, reduced
from gmp_cad.process.precedence_rules import constraints_of, unknown_names
from gmp_cad.spec.operation import OperationKind, Stage
from tests.ordered_plate import BASE, TOP, ordered, phase


def waits(before: str, after: str, *, together: bool = False) -> Constraint:
    return Constraint(before=before, after=after, kind="T", reason=Message("x"), together=together)


def step(label: str, phase_: int, index: int = 0) -> Elementary:
    return Elementary(
        label=label, phase=phase_, index=index, row=f"{phase_}.{index}", surface=label,
        kind=OperationKind.FACE_MILLING, stage=Stage.FINISH, where=Where("process.toml"),
    )  # fmt: skip


def test_levels_of_the_classical_shaft() -> None:
    # 1E before 1F and 2E; 2E before 2F; 1F before 3P; 3P before 3A, which also waits for 2F
    pairs = ("1E 1F", "1E 2E", "2E 2F", "1F 3P", "3P 3A", "2F 3A")
    found = levels_of(("1E", "1F", "2E", "2F", "3P", "3A"), [waits(*p.split()) for p in pairs])
    assert found == (("1E",), ("1F", "2E"), ("2F", "3P"), ("3A",))


LABELS = tuple("abcdefgh")
edges = st.sets(
    st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda e: e[0] < e[1]), max_size=20
)


@given(edges)
def test_a_level_is_the_longest_way_to_it(found: set[tuple[int, int]]) -> None:
    constraints = [waits(LABELS[a], LABELS[b]) for a, b in sorted(found)]
    level = {v: i for i, names in enumerate(levels_of(LABELS, constraints), 1) for v in names}

    def longest(k: int) -> int:
        return 1 + max((longest(a) for a, b in found if b == k), default=0)

    assert level == {LABELS[k]: longest(k) for k in range(8)}


def closure(pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    known = set(pairs)
    while more := {(a, d) for a, b in known for c, d in known if b == c} - known:
        known |= more
    return known


@given(edges)
def test_a_reduction_says_the_same_with_nothing_to_spare(found: set[tuple[int, int]]) -> None:
    pairs = {(LABELS[a], LABELS[b]) for a, b in found}
    kept = set(reduced(LABELS, [waits(a, b) for a, b in sorted(pairs)]))
    assert kept <= pairs
    assert closure(kept) == closure(pairs)
    for pair in kept:
        assert pair not in closure(kept - {pair})


def test_a_cycle_is_told_from_its_first_operation() -> None:
    operations = [step("a", 0), step("b", 1), step("c", 2)]
    constraints = [waits("a", "b"), waits("b", "c"), waits("c", "a")]
    found = order_of(operations, constraints)
    assert found.levels == ()
    assert found.cycle[0] == found.cycle[-1] == "a"
    assert {frozenset(pair) for pair in pairwise(found.cycle)} == {
        frozenset(pair) for pair in ("ab", "bc", "ca")
    }


def test_surfaces_of_one_clamping_wait_for_each_other_without_a_cycle() -> None:
    constraints = [waits("a", "b", together=True), waits("b", "a", together=True)]
    same = order_of([step("a", 0), step("b", 0, 1)], constraints)
    assert (same.cycle, same.breaches, same.levels) == ((), (), (("a", "b"),))
    apart = order_of([step("a", 0), step("b", 1)], constraints)
    assert apart.cycle
    assert [breach.before for breach in apart.breaches] == ["b"]


def derived(*phases: str, more: str = "") -> set[tuple[str, str, str]]:
    part = ordered(*phases, more=more)
    return {(c.before, c.after, c.kind) for c in constraints_of(part)}


def test_what_a_drawing_and_its_surfaces_imply() -> None:
    assert derived() == {
        ("1F", "2F", "D"),  # height starts at the datum A
        ("1F", "3A", "G"),  # the bore is perpendicular to A
        ("1E", "1F", "T"),
        ("3Pt", "3P", "T"),
        ("3P", "3A", "T"),
        ("2F", "3Pt", "T"),  # the bore enters through the top
        ("2F", "3P", "T"),
    }


def test_a_hole_from_below_enters_through_the_other_face() -> None:
    below = phase(20, "drilling bore", spindle="-Z")
    assert ("1E", "3P", "T") in derived(BASE, phase(15, "face_milling top"), below)


def test_a_datum_made_from_the_surface_waits_for_it() -> None:
    located = 'locating = [{ on = "top", normals = 3 }]'
    late = phase(30, "face_milling base", spindle="-Z", more=located)
    assert ("1F", "2F", "D") in derived(phase(10, "face_milling top"), late)


def test_hardening_stands_between_cutting_and_grinding() -> None:
    hard = phase(30, machine="TTH-1")
    ground = phase(40, "grinding top", machine="RP-1")
    found = derived(BASE, TOP, hard, ground)
    assert {("3A", "TTH", "T"), ("TTH", "2R", "T"), ("2F", "2R", "T")} <= found


def test_stress_relief_stands_between_roughing_and_finishing() -> None:
    relief = phase(15, machine="TTH-1", more='treatment = "stress_relief"')
    rough = phase(10, "face_milling base rough", spindle="-Z")
    fine = phase(18, "face_milling base", spindle="-Z")
    found = derived(rough, relief, fine, TOP)
    assert {("1E", "TTH", "T"), ("TTH", "1F", "T")} <= found
    assert not {pair for pair in found if "TTH" in pair[:2]} - {
        ("1E", "TTH", "T"), ("TTH", "1F", "T"),
    }  # fmt: skip


def test_a_coating_comes_last() -> None:
    coated = phase(30, machine="TTH-1", more='treatment = "coating"')
    found = derived(BASE, TOP, coated)
    assert {(label, "TTH", "T") for label in ("1E", "1F", "2F", "3Pt", "3P", "3A")} <= found


def test_a_given_constraint_joins_the_last_and_the_first_operation() -> None:
    line = '[[precedence]]\nbefore = "bore"\nafter = "20.1"\nkind = "E"\n'
    part = ordered(more=line)
    (own,) = [c for c in constraints_of(part) if c.where]
    assert (own.before, own.after, own.kind) == ("3A", "2F", "E")
    assert unknown_names(part) == ()


def test_an_unknown_name_is_told_with_a_suggestion() -> None:
    part = ordered(more='[[precedence]]\nbefore = "bor"\nafter = "stock <Z"\nkind = "E"\n')
    (problem,) = unknown_names(part)
    assert problem.where.path == "precedence[0].before"
    assert "bore" in problem.hint.say("en")
