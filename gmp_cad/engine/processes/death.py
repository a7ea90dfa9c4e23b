"""What is left of a worker that died: how it ended, what it wrote last, where its script was."""

from __future__ import annotations

import os
import re
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.task import Task
from gmp_cad.errors import Where
from gmp_cad.language import Message

Kind = Literal["crash", "timeout", "memory"]
_HINTS = {
    "timeout": Message("look for an endless loop"),
    "crash": Message("the geometry kernel crashed, or the script ended the process"),
}
_LAST_LINES = 10
_LONGEST_LINE = 300
_TAIL_BYTES = 65536
# What Python's fault handler writes (faulthandler.c), the innermost call first.
_TRACE = re.compile(
    r"^(?:Fatal Python error: .*|Current thread 0x\S+ .*|Stack .*):?$", re.MULTILINE
)
_FRAME = re.compile(r'^  File "(?P<file>.+)", line (?P<line>\d+) in ', re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What a worker had written when it ended: its last lines, its calls from the innermost."""

    lines: tuple[str, ...] = ()
    frames: tuple[tuple[str, int], ...] = ()

    def place(self, root: str) -> Where | None:
        """Return the innermost line of the project at ``root`` that was running."""
        folder = os.path.realpath(root)
        for file, line in self.frames:
            path = os.path.realpath(file)
            if path.startswith(folder + os.sep):
                return Where(Path(os.path.relpath(path, folder)).as_posix(), line=line)
        return None


def notes_of(path: Path) -> Notes:
    """Return what stands in the notes of a worker; nothing where they cannot be read."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return Notes()
    trace = _TRACE.search(text)
    said, calls = (text, "") if trace is None else (text[: trace.start()], text[trace.start() :])
    lines = [line[:_LONGEST_LINE] for line in said.splitlines() if line.strip()]
    frames = [(f["file"], int(f["line"])) for f in _FRAME.finditer(calls)]
    return Notes(lines=tuple(lines[-_LAST_LINES:]), frames=tuple(frames))


def outcome_of_death(task: Task, kind: Kind, message: Message, notes: Notes) -> Outcome:
    """Return the outcome of a task whose process died of it, or was stopped."""
    hint, where = _hint(task, kind)
    if task.trace is not None:
        where = notes.place(task.trace.root) or where
        if notes.lines:
            said = Message("the script wrote last: {lines}", lines="\n".join(notes.lines))
            hint = said if hint is None else Message("{hint}; {said}", hint=hint, said=said)
    return Outcome(kind=kind, message=message, hint=hint, where=where)


def exit_message(code: int | None) -> Message:
    """Say how a process ended: ``code`` as the system gives it, negative for a signal."""
    if code is None:
        return Message("the process ended without a word")
    if code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = str(-code)
        return Message("the process was ended by {signal}", signal=name)
    return Message("the process ended with code {code}", code=code)


def _hint(task: Task, kind: Kind) -> tuple[Message | None, Where | None]:
    """Return what to look for in a task whose process was stopped or died, and where."""
    if task.suspects is None:
        return _HINTS.get(kind), None
    if not task.suspects:
        return Message("the document is too large, or the machine too busy: build again"), None
    names = ", ".join(task.suspects)
    hint = Message("look for a loop or a function without end in {names}", names=names)
    return hint, Where(task.suspects[0]) if len(task.suspects) == 1 else None
