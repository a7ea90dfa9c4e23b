"""What ``gmp-cad batch`` says while it runs: a line for each project, in the language of who reads."""

from __future__ import annotations

import argparse

import pytest

from gmp_cad.cli.batch import _Line
from gmp_cad.documents.classroom.class_project import ClassProject
from gmp_cad.errors import ExitCode


@pytest.mark.parametrize(
    ("lang", "line"),
    {
        "fr": "[ 1/12] dupont {x} : tout est conforme (50,3 s)\n",
        "en": "[ 1/12] dupont {x}: all checks hold (50.3 s)\n",
    }.items(),
)
def test_the_line_of_a_project(lang: str, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = _Line(12, argparse.Namespace(lang=lang, quiet=False, json=False))
    said.tell(0, ClassProject(name="dupont {x}", state="built", exit_code=ExitCode.OK), 50.26)
    assert capsys.readouterr().err.replace("\u202f", " ").replace("\xa0", " ") == line
