"""What the summary of a class knows of one project: how it ended, its verdicts, its parts, its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from gmp_cad.documents.classroom.likeness import Shape
from gmp_cad.errors import ExitCode
from gmp_cad.finding import Status
from gmp_cad.language import Message, english

# built: all ran. failed: a model or tool failed, the rest was built. invalid: a file of the project
# is; nothing was built. no_project: no such folder. unreadable, unwritable: the system refused.
# stopped: its time was up. bug: gmp_cad failed. waiting: the run ended before its turn.
State = Literal[
    "built", "failed", "invalid", "no_project", "unreadable", "unwritable", "stopped", "bug", "waiting"
]  # fmt: skip
STATES: Mapping[State, str] = english({
    "built": "built", "failed": "a model failed", "invalid": "invalid files",
    "no_project": "no project", "unreadable": "not readable", "unwritable": "not writable",
    "stopped": "time is up", "bug": "gmp_cad failed", "waiting": "not yet built",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A verdict that does not hold: check, outcome, on what, and its words."""

    check: str
    code: str
    status: Status
    subject: str
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A document that the project should give and does not.

    ``document``: English name of the kind (drawing, contract …); ``reason``: what there is no
    document for (``no process.toml``), or why it was not made.
    """

    document: str
    subject: str
    reason: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassPart:
    """A part of a project; what was not observed is None. ``text``: the runs of its model."""

    name: str
    volume_mm3: float | None = None
    mass_kg: float | None = None
    shape: Shape | None = None
    text: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassProject:
    """One project of a class.

    ``name``: its own in the class; ``others``: the other names under which the same folder was
    given. ``reason`` and ``hint``: why it was not built. ``failing``: the worst verdicts, a few;
    ``failed``: how many times each check fails. ``covered`` of ``lines`` cells of the coverage.
    ``files``: what was built to look at, as a kind (site, dossier, report) and a link from the
    summary's folder.
    """

    name: str
    state: State
    exit_code: ExitCode
    others: tuple[str, ...] = ()
    reason: Message | None = None
    hint: Message | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    failing: tuple[Verdict, ...] = ()
    failed: Mapping[str, int] = field(default_factory=dict)
    parts: tuple[ClassPart, ...] = ()
    product_mass_kg: float | None = None
    product_volume_mm3: float | None = None
    covered: int = 0
    lines: int = 0
    missing: tuple[Missing, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
