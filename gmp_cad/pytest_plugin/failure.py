"""How pytest shows an item that failed: as it shows an assertion, without a trace of our own code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from _pytest._code.code import (  # what reports of xdist are made of; pytest exports no other
    ReprEntry,
    ReprExceptionInfo,
    ReprFileLocation,
    ReprTraceback,
)

_MARK = "E   "  # what pytest begins the lines of a failure with, and paints


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """One thing that failed: the line of the project that it is about, what is said of it.

    ``file`` as it is shown; ``label``: a word or two that stand behind the place.
    """

    file: str
    line: int
    source: str
    said: Sequence[str]
    label: str


class VerdictError(Exception):
    """Verdicts that make an item fail, or why there are none."""

    def __init__(self, quoted: Sequence[Quoted]) -> None:
        super().__init__(quoted[0].said[0])
        self.quoted = tuple(quoted)

    def gmp_cad_shown(self) -> ReprExceptionInfo:
        """Return what pytest prints, and hands on from worker to worker."""
        entries, last = [], ""
        for quoted in self.quoted:
            place = f"{quoted.file}:{quoted.line}"
            entries.append(_entry(quoted, quoting=place != last))
            last = place
        first = self.quoted[0]
        more = f" (+{len(self.quoted) - 1})" if len(self.quoted) > 1 else ""
        crash = ReprFileLocation(first.file, first.line, f"{first.said[0]}{more}")
        return ReprExceptionInfo(
            reprtraceback=ReprTraceback(entries, None, "long"), reprcrash=crash
        )


def _entry(quoted: Quoted, *, quoting: bool) -> ReprEntry:
    lines = [f"    {quoted.source.rstrip()}"] if quoting and quoted.source.strip() else []
    lines += [f"{_MARK}{line}" for line in quoted.said]
    place = ReprFileLocation(quoted.file, quoted.line, quoted.label)
    return ReprEntry(lines, None, None, place, "long")


def line_of(path: Path, line: int) -> str:
    """Return a line of a file (from 1), "" where there is none."""
    try:
        lines = path.read_text("utf-8-sig", errors="replace").splitlines()
    except OSError:
        return ""
    return lines[line - 1] if 0 < line <= len(lines) else ""
