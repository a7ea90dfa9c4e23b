"""What a reference project shows that all should have: what is missing of another, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gmp_cad.build.batch.batch_expected import Expected
from gmp_cad.documents.classroom.class_project import ClassPart, ClassProject, Missing
from gmp_cad.errors import ExitCode, InvalidInputError
from gmp_cad.language import Message
from tests.build.class_of_projects import good, invalid_spec

EXPECTED = Expected(parts=frozenset({"vis", "corps"}), planned=frozenset({"corps"}), product=False)


def lacking(document: str, subject: str) -> Missing:
    return Missing(document=document, subject=subject, reason=Message("it failed"))


def told(project: ClassProject) -> list[tuple[str, str]]:
    return [(missing.document, missing.subject) for missing in EXPECTED.missing(project)]


PROJECT = ClassProject(
    name="a", state="built", exit_code=ExitCode.OK, parts=(ClassPart(name="vis"),),
    missing=(
        lacking("phase contract", "vis"), lacking("phase contract", "vis:10"),
        lacking("ensemble drawing", "product"), lacking("drawing", "vis"),
    ),
)  # fmt: skip


def test_expected_parts_are_missed_and_what_nobody_expects_is_not() -> None:
    assert told(PROJECT) == [("part", "corps"), ("phase contract", "vis:10"), ("drawing", "vis")]


def test_a_plan_that_is_expected_is_missed() -> None:
    missing = (lacking("phase contract", "corps"),)
    project = replace(
        PROJECT, parts=(ClassPart(name="corps"), ClassPart(name="vis")), missing=missing
    )
    assert told(project) == [("phase contract", "corps")]


def test_of_what_was_not_judged_nothing_is_said() -> None:
    assert told(replace(PROJECT, state="invalid")) == []


def test_the_reference_is_read_as_a_project(tmp_path: Path) -> None:
    found = Expected.of(good(tmp_path / "reference"))
    assert found == Expected(parts=frozenset({"cale"}), planned=frozenset(), product=False)
    with pytest.raises(InvalidInputError):
        Expected.of(invalid_spec(tmp_path / "wrong", 1))
