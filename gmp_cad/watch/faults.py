"""What is wrong, as the page shows it: where, in which words, the line itself, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from gmp_cad.build.output_place import is_plain
from gmp_cad.errors import GmpError, Problem, Where
from gmp_cad.finding import Finding, Status

_MOST = 50
_LONGEST_LINE = 300
_LARGEST_BYTES = 2_000_000


def of_problems(root: Path, problems: Iterable[Problem], lang: str) -> list[dict[str, Any]]:
    """Return the problems of invalid files, one after the other."""
    told = [
        _fault(root, p.where, p.message.say(lang), p.hint.say(lang) if p.hint else None)
        for p in problems
    ]
    return told[:_MOST]


def of_error(root: Path, error: GmpError, lang: str) -> list[dict[str, Any]]:
    """Return what stopped a build."""
    where = getattr(error, "where", None)
    hint = error.hint.say(lang) if error.hint else None
    return [_fault(root, where, error.message.say(lang), hint)]


def of_findings(root: Path, findings: Iterable[Finding], lang: str) -> Iterator[dict[str, Any]]:
    """Yield what kept a part from being built: a model that raised, a crash, a bug."""
    for f in findings:
        if f.status is Status.ERROR:
            yield _fault(root, f.where, f.message.say(lang), f.hint.say(lang) if f.hint else None)


def _fault(root: Path, where: Where | None, message: str, hint: str | None) -> dict[str, Any]:
    said, *quoted = message.split("\n")
    if not quoted and where is not None:
        quoted = _line(root, where)
    return {
        "file": where.file if where else "", "line": where.line if where else None,
        "path": where.path if where else "", "message": said, "quoted": "\n".join(quoted),
        "hint": hint,
    }  # fmt: skip


def _line(root: Path, where: Where) -> list[str]:
    """Return the line that a place means; nothing where it cannot be told."""
    path = root / where.file
    if where.line is None or not is_plain(where.file):
        return []
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST_BYTES:
            return []
        lines = path.read_text("utf-8-sig", errors="replace").splitlines()
    except OSError:
        return []
    found = lines[where.line - 1 : where.line]
    return [line.strip()[:_LONGEST_LINE] for line in found]
