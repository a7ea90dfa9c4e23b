"""The tutorials, done as they are written: files, commands, exit codes, what the commands answer.

A fenced block with the name of a file is its content; ``diff`` changes one place of a file (the first
after the text behind ``@``); ``console`` holds commands and parts of their answers, ``code=`` how they
end. ``long`` ones are done with the soak tests only; ``sh`` is for the reader alone.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import pytest

DOCS = Path(__file__).parents[1] / "docs"
LANGUAGES = ("fr", "en")
_FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="its commands are those of a POSIX shell")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the words behind it, its text."""

    kind: str
    words: tuple[str, ...]
    text: str

    @property
    def is_long(self) -> bool:
        """Whether it is left to the soak tests."""
        return "long" in self.words

    @property
    def exit_code(self) -> int:
        """The code with which each of its commands ends."""
        return next((int(w[5:]) for w in self.words if w.startswith("code=")), 0)

    def commands(self) -> Iterator[tuple[str, list[str]]]:
        """Yield each command with the lines of the answer that are shown."""
        for command in re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]:
            first, *shown = command.splitlines()
            yield first, [line for line in shown if line.strip()]


@dataclass(frozen=True)
class Student:
    """Who does the tutorial: the folder of the terminal, and its environment."""

    folder: Path
    environment: dict[str, str]

    def does(self, block: Block) -> Self:
        """Do what a block says; return the student where it ends."""
        if block.kind == "console":
            return self.types(block)
        if block.kind == "diff":
            self.edits(block)
        elif block.words:
            (self.folder / block.words[0]).write_text(block.text, "utf-8")
        return self

    def types(self, block: Block) -> Self:
        """Type its commands, and compare what is answered."""
        here = self
        for command, shown in block.commands():
            if command.startswith("cd "):
                here = replace(here, folder=here.folder / command.removeprefix("cd "))
                continue
            ran = subprocess.run(
                ["bash", "-c", command], cwd=here.folder, env=here.environment, check=False,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
            )  # fmt: skip
            assert ran.returncode == block.exit_code, f"{command}\n{ran.stdout}"
            answers(ran.stdout, shown, command)
        return here

    def edits(self, block: Block) -> None:
        """Replace the lines with - by those with +, at the first place after the words behind @."""
        words, _, place = " ".join(block.words).partition(" @ ")
        path = words.split()[0]
        lines = block.text.splitlines(keepends=True)
        old = "".join(line[1:] for line in lines if line.startswith("-"))
        new = "".join(line[1:] for line in lines if line.startswith("+"))
        file = self.folder / path
        before, mark, after = file.read_text("utf-8").partition(place or old)
        text = mark + after
        assert old in text, f"{path}: {old}"
        file.write_text(before + text.replace(old, new, 1), "utf-8")


def answers(said: str, shown: list[str], command: str) -> None:
    """Assert that each line shown is part of the answer; … stands for anything, spaces for any."""
    flat = " ".join(said.split())
    for line in shown:
        parts = [re.escape(" ".join(part.split())) for part in line.split("…")]
        assert re.search(".*?".join(parts), flat), f"$ {command}\n{line}\nis not in\n{said}"


def blocks(lang: str) -> list[Block]:
    text = (DOCS / f"tutorial.{lang}.md").read_text("utf-8")
    return [Block(kind, tuple(words.split()), body) for kind, words, body in _FENCE.findall(text)]


def said_to_the_machine(lang: str) -> list[object]:
    """Return what a tutorial writes and types, without the language and the answers."""
    return [
        (block.words, [_without_language(command) for command, _ in block.commands()])
        if block.kind == "console"
        else block
        for block in blocks(lang)
        if block.kind != "sh"
    ]


def _without_language(command: str) -> str:
    return command.replace(" --lang en", "").replace("output/en/", "output/")


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that both languages share: their solids are the same."""
    return tmp_path_factory.mktemp("tutorial_cache")


@pytest.fixture
def student(tmp_path: Path, cache: Path) -> Student:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    return Student(tmp_path, os.environ | {"PATH": path, "GMP_CAD_CACHE": str(cache)})


def test_both_languages_write_and_type_the_same():
    assert said_to_the_machine("fr") == said_to_the_machine("en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_steps_to_a_part_that_holds(student: Student, lang: str):
    for block in blocks(lang):
        if not block.is_long:
            student = student.does(block)
    assert (student.folder / "parts/assembly.py").is_file()


@pytest.mark.soak
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_whole_way_to_contracts_and_dossier(student: Student, lang: str):
    for block in blocks(lang):
        student = student.does(block)
    output = student.folder / "output" / ("" if lang == "fr" else lang)
    assert (output / "dossier.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_its_links_lead_somewhere(lang: str):
    text = (DOCS / f"tutorial.{lang}.md").read_text("utf-8")
    targets = re.findall(r"\]\(([^)#]+)", text)
    assert targets
    assert [target for target in targets if not (DOCS / target).exists()] == []
