"""``gmp-cad diff --markdown``: the comment where CI wants it, with pictures where they are published."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from gmp_cad.cli.main import main
from gmp_cad.documents.comparison.difference_markdown import MARK
from tests.git_project import commit, start

SPEC = """\
[part]
number = "P-01"
title = "Plaque"
material = "S235JR"
general_tolerances = "ISO 2768-m"
[dimensions]
length = { size = "60", between = ["<X", ">X"] }
"""
MODEL = """\
import cadquery as cq


def build(d):
    return cq.Workplane().box(d.length, 40, 10)  # gmp: free plaque
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plate that is longer than at its only commit."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
            patch.setenv(name, os.devnull)
        root = start(tmp_path_factory.mktemp("comment") / "p")
        commit(
            root, "plate", parts__plaque__spec_DOT_toml=SPEC, parts__plaque__model_DOT_py=MODEL,
            _DOT_gitignore="output/\nci/\n.gmp-cache/\n",
        )  # fmt: skip
        (root / "parts/plaque/spec.toml").write_text(SPEC.replace('"60"', '"62"'), "utf-8")
        yield root


def comment(project: Path, *words: str) -> str:
    file = project / "ci" / "difference.md"
    arguments = ["diff", "HEAD", "--no-pages", "--output", str(project / "ci" / "difference")]
    code = main(["--project", str(project), *arguments, "--markdown", str(file), "-q", *words])
    assert code == 1
    return file.read_text("utf-8")


def pictures(text: str) -> set[str]:
    return {place.rpartition("parts/")[0] for place in re.findall(r'src="([^"]*)"', text)}


@pytest.mark.soak
def test_its_pictures_are_where_the_option_says_beside_it_or_nowhere(project: Path):
    beside = comment(project)
    assert beside.startswith(MARK)
    assert pictures(beside) == {"difference/"}
    for place in re.findall(r'src="([^"]*)"', beside):
        assert (project / "ci" / place).is_file()
    published = comment(
        project, "--picture-url", "https://ci.example/7", "--report-url", "https://r.example"
    )
    assert pictures(published) == {"https://ci.example/7/"}
    assert 'href="https://r.example"' in published
    none = comment(project, "--picture-url", "", "--lang", "en")
    assert pictures(none) == set()
    assert "What differs" in none


@pytest.mark.parametrize("option", ["--picture-url", "--report-url"])
def test_what_it_says_of_a_file_that_is_not_asked_for_is_refused(project: Path, capsys, option):
    assert main(["--project", str(project), "diff", "HEAD", option, "https://x.example"]) == 2
    assert option in capsys.readouterr().err


def test_a_file_of_somebody_else_is_not_overwritten(project: Path, capsys):
    own = project / "notes.md"
    own.write_text("mine", "utf-8")
    assert main(["--project", str(project), "diff", "HEAD", "--markdown", str(own)]) == 2
    assert own.read_text("utf-8") == "mine"
    assert "notes.md" in capsys.readouterr().err
