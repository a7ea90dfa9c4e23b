"""The verdict of a check on one subject."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from gmp_cad.errors import ExitCode, Where
from gmp_cad.language import Message


class Status(IntEnum):
    """Verdicts in order of severity. ERROR is a fault of ours or of a tool, never the part's."""

    PASS = 0
    SKIP = 1
    WARN = 2
    FAIL = 3
    ERROR = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One verdict: which check (permanent id), which coded outcome, on what, with which values.

    ``subject`` is a dotted name (``semelle.bore``, ``product``, ``semelle.ph20``); ``expected``
    and ``observed`` are numbers in ``unit`` or short texts.
    """

    check: str
    code: str
    status: Status
    subject: str
    message: Message
    expected: float | int | str | None = None
    observed: float | int | str | None = None
    unit: str = ""
    hint: Message | None = None
    where: Where | None = None

    @property
    def exit_code(self) -> ExitCode:
        """What a run that holds this finding ends with, at least."""
        if self.status is Status.ERROR:
            return ExitCode.TOOL_FAILED
        return ExitCode.CHECK_FAILED if self.status is Status.FAIL else ExitCode.OK
