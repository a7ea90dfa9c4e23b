"""What a worker leaves when it dies: its last lines, and the line of the script that ran."""

from __future__ import annotations

import faulthandler
import signal
from pathlib import Path

from gmp_cad.engine.processes.death import exit_message, notes_of, outcome_of_death
from gmp_cad.engine.task import Task, Trace
from gmp_cad.errors import Where
from gmp_cad.language import Message


def traced(root: Path) -> Task:
    return Task(id="model:x", body="m:f", params={}, trace=Trace(root=str(root)))


def test_the_place_is_the_innermost_line_of_the_project(tmp_path: Path):
    notes, script = tmp_path / "notes", tmp_path / "p" / "parts" / "x" / "model.py"
    script.parent.mkdir(parents=True)
    text = (
        "first\n\nlast words\nFatal Python error: Segmentation fault\n\n"
        'Current thread 0x00007f (most recent call first):\n  File "/usr/lib/cq.py", line 9 in box\n'
        f'  File "{script}", line 4 in inner\n  File "{script}", line 8 in build\n'
    )
    notes.write_text(text, "utf-8")
    found = notes_of(notes)
    assert found.lines == ("first", "last words")
    outcome = outcome_of_death(traced(tmp_path / "p"), "crash", Message("m"), found)
    assert outcome.where == Where("parts/x/model.py", line=4)
    assert "last words" in outcome.hint.say("fr")
    assert found.place(str(tmp_path / "other")) is None


def test_what_the_fault_handler_of_this_python_writes_is_understood(tmp_path: Path):
    notes = tmp_path / "notes"
    with notes.open("w", encoding="utf-8") as file:
        file.write("said\n")
        file.flush()
        faulthandler.dump_traceback(file, all_threads=False)
    found = notes_of(notes)
    assert found.lines == ("said",)
    assert found.place(str(Path(__file__).parent)).file == "test_death.py"


def test_notes_without_end_are_read_at_their_end(tmp_path: Path):
    notes = tmp_path / "notes"
    notes.write_text("x" * 10_000_000 + "\nend\n", "utf-8")
    found = notes_of(notes)
    assert found.lines[-1] == "end"
    assert max(map(len, found.lines)) <= 300
    assert notes_of(tmp_path / "none").lines == ()


def test_ends_have_names():
    assert exit_message(-signal.SIGSEGV).say("fr") == "le processus a été terminé par SIGSEGV"
    assert exit_message(3).say("en") == "the process ended with code 3"
    assert exit_message(-250).say("en") == "the process was ended by 250"
