"""What a worker says of a bug: where in the sources, nothing of the machine."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from gmp_cad.engine.execution import execute, trace_of


def test_a_bug_names_the_source_and_no_folder_of_the_machine(tmp_path: Path) -> None:
    outcome = execute(str(tmp_path), "gmp_cad.build.documents.workbook_bodies:bom", {}, {}, None)
    assert outcome.kind == "bug"
    said = outcome.message.say("fr")
    assert "gmp_cad/build/documents/workbook_bodies.py:" in said
    assert "KeyError: 'project'" in said
    assert str(tmp_path) not in said
    assert str(Path(__file__).parents[2]) not in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[Errno 2] No such file: '/home/zoé/étau/parts/spec.toml'", "'…/spec.toml'"),
        (r"cannot open C:\Users\zoe\etau\spec.toml", "open …/spec.toml"),
        ("speeds in m/min and 1/2 stay", "m/min and 1/2 stay"),
    ],
)
def test_folders_in_the_words_of_an_error_are_cut(text: str, said: str) -> None:
    assert said in trace_of(OSError(text))


def test_a_task_says_where_and_when_it_ran_whether_it_gave_anything_or_not(tmp_path: Path) -> None:
    before = time.time()
    outcome = execute(str(tmp_path), "gmp_cad.build.documents.workbook_bodies:bom", {}, {}, None)
    usage = outcome.usage
    assert outcome.kind == "bug"
    assert usage is not None
    assert usage.worker == str(os.getpid())
    assert before <= usage.started_s <= usage.ended_s <= time.time() + 0.05
    assert usage.memory_bytes > 10_000_000  # a Python holds more than that
    assert 0 <= outcome.seconds < 60
