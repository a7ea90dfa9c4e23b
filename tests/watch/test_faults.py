"""What is wrong, as the page shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gmp_cad.errors import InvalidInputError, Problem, UsageError, Where
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.spec.project import load_project
from gmp_cad.watch import faults


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "parts/plate").mkdir(parents=True)
    (tmp_path / "parts/plate/model.py").write_text("def build(d):\n    return d.widht\n")
    return tmp_path


def test_every_problem_of_the_files_is_told_with_its_line_and_the_faulty_text(root: Path) -> None:
    (root / "parts/plate/spec.toml").write_text(
        '[part]\nnumber = "1"\ntitle = "P"\nmaterial = "S235JX"\n[dimensions]\nw = "20 ±x"\n'
    )
    with pytest.raises(InvalidInputError) as found:
        load_project(root)
    told = faults.of_problems(root, found.value.problems, "en")
    lines = {fault["line"]: fault for fault in told}
    assert {4, 6} <= set(lines)
    assert 'material = "S235JX"' in lines[4]["quoted"]
    assert lines[4]["hint"]
    assert "20 ±x" in lines[6]["quoted"]
    assert "^" in lines[6]["quoted"]


def test_a_model_that_failed_is_told_with_the_line_of_the_script(root: Path) -> None:
    found = [
        Finding(
            check="build.task", code="failed", status=Status.ERROR, subject="plate",
            message=Message("no dimension"), where=Where("parts/plate/model.py", line=2),
        ),
        Finding(
            check="x", code="y", status=Status.FAIL, subject="plate", message=Message("too large")
        ),
    ]  # fmt: skip
    (told,) = faults.of_findings(root, found, "en")
    assert (told["file"], told["line"]) == ("parts/plate/model.py", 2)
    assert told["quoted"] == "return d.widht"


@pytest.mark.parametrize(
    "where",
    [
        Where("parts/plate/model.py", line=99), Where("parts/plate/model.py"), Where("missing.py", line=1),
        Where("../secret.txt", line=1), Where("/etc/hostname", line=1), Where("parts", line=1), Where(""),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_told_is_left_out(root: Path, where: Where) -> None:
    (root.parent / "secret.txt").write_text("secret")
    (told,) = faults.of_problems(root, [Problem(where, Message("wrong"))], "en")
    assert told["quoted"] == ""
    assert told["message"] == "wrong"


def test_what_stopped_a_build_is_told_with_what_to_do(root: Path) -> None:
    (told,) = faults.of_error(root, UsageError(Message("no room"), Message("make some")), "en")
    assert (told["message"], told["hint"], told["file"]) == ("no room", "make some", "")
