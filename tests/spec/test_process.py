"""``process.toml``: phase numbers, and what is refused when the plan is read."""

from __future__ import annotations

import pytest

from gmp_cad.errors import InvalidInputError
from gmp_cad.spec.phase_number import PhaseNumber
from gmp_cad.spec.process import Phase, ProcessPlan
from gmp_cad.spec.toml import parse

STOCK = '[stock]\nform = "plate"\nsize = [100, 50, 20]\n'
PHASE = '[[phase]]\nnumber = 10\ntitle = "Fraisage"\nmachine = "CU-3AX"\n'
OPERATION = '[[phase.operation]]\nkind = "drilling"\nmakes = ["bore"]\n'
CF = '[[phase.dimension]]\nname = "Cf101"\nsize = "⌀8 H7"\non = "bore"\n'


def problems(text: str) -> list[str]:
    with pytest.raises(InvalidInputError) as caught:
        parse(text, "parts/x/process.toml", ProcessPlan)
    assert all(p.where.line for p in caught.value.problems)
    return [p.where.path for p in caught.value.problems]


def test_phase_numbers_sort_and_print() -> None:
    text = STOCK + PHASE + PHASE.replace("10", '"10a"') + PHASE.replace("10", "5")
    numbers = [phase.number for phase in parse(text, "f", ProcessPlan).phases]
    assert sorted(numbers) == [PhaseNumber(5), PhaseNumber(10), PhaseNumber(10, "a")]
    assert [str(n) for n in sorted(numbers)] == ["05", "10", "10a"]


@pytest.mark.parametrize(
    "number", ["0", "-10", "10.5", '"10A"', '"٢٠"', "true", '"ten"', "99999", "[]"]
)
def test_what_is_no_phase_number(number: str) -> None:
    assert problems(STOCK + PHASE.replace("10", number)) == ["phase[0].number"]


def test_a_phase_number_is_used_once() -> None:
    assert problems(STOCK + PHASE + PHASE.replace("10", '"10"') + PHASE) == [
        "phase[1].number", "phase[2].number",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("[100, 50, 20]", "[100, 50]", "stock.size"),
        ("[100, 50, 20]", "[100, -50, 20]", "stock.size"),
        ("[100, 50, 20]", "[100, nan, 20]", "stock.size[1]"),
        ("[100, 50, 20]", "[100, 1e300, 20]", "stock.size[1]"),
        ('"plate"\nsize = [100, 50, 20]', '"tube"\nsize = [20, 30, 9]', "stock.size"),
        ('"plate"', '"step"\nfile = "../x.step"', "stock.file"),
        ('"plate"', '"step"\nfile = "/x.step"', "stock.file"),
        ('"plate"', '"step"\nfile = "C:\\\\x.step"', "stock.file"),
        ('"plate"', '"casting"\nfile = "x.step"', "stock.file"),
        ('"plate"', '"moulage"', "stock.form"),
        ('machine = "CU-3AX"\n', "", "phase[0].machine"),
        ('machine = "CU-3AX"', 'machine = "M"\nspindle = "+X"', "phase[0].x_axis"),
        ('machine = "CU-3AX"', 'machine = "M"\norigin = ["a", "b", 3]', "phase[0].origin[2]"),
        ('machine = "CU-3AX"', 'machine = "M"\norigin = ["a", "b", "c", "d"]', "phase[0].origin"),
        ('machine = "CU-3AX"', 'machine = "M"\norigin = [1.0, 2.0]', "phase[0].origin"),
        ('machine = "CU-3AX"', 'machine = "M"\norigin = "a"', "phase[0].origin"),
        ('"drilling"', '"drillling"', "phase[0].operation[0].kind"),
        ('["bore"]', '"bore"', "phase[0].operation[0].makes"),
        ('["bore"]', '["bore", "bore"]', "phase[0].operation[0].makes"),
        ('["bore"]', '["bore[0]"]', "phase[0].operation[0].makes[0]"),
        ('["bore"]', '["bore"]\nvc = inf', "phase[0].operation[0].vc"),
        ('"Cf101"', '"Cf 101"', "phase[0].dimension[0].name"),
        ("H7", "Q7", "phase[0].dimension[0].size"),
        ('"⌀8 H7"', '"⌀800 H7"', "phase[0].dimension[0].size"),
        ('on = "bore"', 'on = "bore"\nbetween = ["a", "b"]', "phase[0].dimension[0]"),
        ('on = "bore"', 'on = "bore"\ntolerance = { lower = 0.0 }', "phase[0].dimension[0].tolerance"),
        ("[stock]", 'date = "demain"\n[stock]', "date"),
        ("[stock]", 'status = "definitif"\n[stock]', "status"),
    ],
)  # fmt: skip
def test_a_fault_is_told_once_at_its_key(old: str, new: str, path: str) -> None:
    text = STOCK + PHASE + OPERATION + CF
    parse(text, "f", ProcessPlan)
    assert old in text
    assert problems(text.replace(old, new, 1)) == [path]


def phase(**keys: object) -> Phase:
    return Phase.model_validate({"number": "20a", "title": "T", "machine": "M", **keys})


def test_a_phase_turns_if_one_of_its_operations_does() -> None:
    milled, turned = {"kind": "drilling"}, {"kind": "turning"}
    assert phase(operation=(milled, turned)).turning
    assert not phase(operation=(milled,)).turning
    assert not phase().turning
    assert phase().id == "ph20a"


def test_a_phase_is_held_in_one_way() -> None:
    with pytest.raises(ValueError, match="either workholding or fixture"):
        phase(workholding="étau", fixture="plate_ph20")
