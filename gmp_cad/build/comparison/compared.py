"""What two builds gave, side by side, as inputs of the tasks that compare them.

The two builds have ended when these tasks run: ``before:PART``, ``after:PART``, ``before:FILE`` and
``after:FILE`` stand among the results as tasks that gave what is in the store.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gmp_cad.engine.graph import Result
from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.task import Input, Task

BEFORE, AFTER = "before", "after"
MATERIAL = "material"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedPart:
    """A part in its two states: digests of its B-reps, None where there is none to be had.

    ``key``: as in the build; ``out``: its folder in the report; ``colour``: RGB 0-1.
    """

    key: str
    title: str
    out: str
    colour: tuple[float, float, float]
    before: str | None
    after: str | None

    @property
    def differs(self) -> bool:
        """Whether there is something to show: one solid, or two that are not the same bytes."""
        return self.before != self.after

    def inputs(self) -> tuple[Input, ...]:
        """Return the B-reps that are there, by the aliases ``before`` and ``after``."""
        states = ((BEFORE, self.before), (AFTER, self.after))
        return tuple(
            Input(state, f"{state}:{self.key}", "brep")
            for state, brep in states
            if brep is not None
        )

    def material(self) -> tuple[Input, ...]:
        """Return the B-reps of what came and went, by the aliases ``added`` and ``removed``.

        To be wanted, not needed: there is none where nothing came, or went.
        """
        return tuple(
            Input(output, f"{MATERIAL}:{self.key}", output) for output in ("added", "removed")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedFile:
    """A document in its two states: ``path`` under ``output/``, whose it is, digests of its bytes."""

    path: str
    subject: str
    before: str | None
    after: str | None

    def inputs(self) -> tuple[Input, ...]:
        """Return the files that are there, by the aliases ``before`` and ``after``."""
        states = ((BEFORE, self.before), (AFTER, self.after))
        return tuple(
            Input(state, f"{state}:{self.path}", "file")
            for state, digest in states
            if digest is not None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """All that is compared: parts whose solids differ, documents whose bytes differ."""

    lang: str
    parts: tuple[ComparedPart, ...] = ()
    files: tuple[ComparedFile, ...] = ()


def given(compared: Compared) -> Iterator[Result]:
    """Yield the two builds' results, as those of tasks that need not be run."""
    for part in compared.parts:
        for state, digest in ((BEFORE, part.before), (AFTER, part.after)):
            yield from _given(f"{state}:{part.key}", "brep", digest)
    for file in compared.files:
        for state, digest in ((BEFORE, file.before), (AFTER, file.after)):
            yield from _given(f"{state}:{file.path}", "file", digest)


def _given(task: str, output: str, digest: str | None) -> Iterator[Result]:
    if digest is not None:
        outcome = Outcome(kind="done", outputs={output: digest})
        yield Result(task=Task(id=task, body="", params={}), state="hit", outcome=outcome)
