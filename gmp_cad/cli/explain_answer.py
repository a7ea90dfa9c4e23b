"""What ``gmp-cad explain --json`` prints."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

TaskState = Literal["kept", "due", "after", "failed", "skipped"]


class ReadValue(TypedDict):
    """A dimension that a script reads (``d.name``), and where it is written."""

    name: str
    file: str | None
    line: int | None


class DependsOn(TypedDict):
    """What a task is made from.

    ``absent``: files that a script looked for and that are not there; ``folders``: those whose
    lists of files it read; ``modules``: imports that were looked for there; ``settings``: other parameters;
    ``versions``: of all that computes it, ``sources`` being those of gmp_cad.
    """

    tasks: list[str]
    values: list[ReadValue]
    files: list[str]
    absent: list[str]
    folders: list[str]
    modules: list[str]
    packages: dict[str, str | None]
    settings: list[str]
    versions: dict[str, str]


class LastTime(TypedDict):
    """How the result came about: ``reasons`` as codes (``values bore``, ``first run``).

    ``stored``: it came from a store that others fill; ``seconds`` of CPU; ``died``: of what
    (``crash``, ``timeout``, ``memory``), so that a simpler computation took its place.
    """

    stored: bool
    reasons: list[str]
    because: list[str]
    seconds: float
    died: str | None


class ExplainedTask(TypedDict):
    """A task: what the next build does with it, why, and what it is made from.

    ``state``: ``kept`` (its result is there), ``due`` (it would run, ``reasons``), ``after`` (one
    before it would run), ``failed``, ``skipped``. ``depth``: how far from what was asked for.
    """

    task: str
    depth: int
    state: TaskState
    reasons: list[str]
    because: list[str]
    publishes: list[str]
    depends: DependsOn
    last: LastTime | None


class ExplainAnswer(TypedDict):
    """The tasks of a subject, or those that a task or a published file is made from."""

    version: Literal[1]
    subject: str
    tasks: list[ExplainedTask]
