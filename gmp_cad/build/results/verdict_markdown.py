"""The verdicts of a run as Markdown: for the page of a CI job and for the comment on a request.

What failed is listed, with its line and what to do; what passed is counted. A comment holds 65,536
characters on GitHub (a million on GitLab), and another report stands below this one: the list ends
where it becomes too long, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gmp_cad.documents.comparison.markdown import code, escaped
from gmp_cad.finding import Status
from gmp_cad.language import Message

MARK = "<!-- gmp-cad verdicts -->"
_BAD = (Status.ERROR.name, Status.FAIL.name)
_WARNED = Status.WARN.name
_ROOM = 6_000  # characters of a list; the report of a difference takes 50,000
_LONGEST = 400  # characters of a message


def verdicts_markdown(report: Mapping[str, Any], lang: str) -> bytes:
    """Return a report (as ``report.json`` holds it) as Markdown."""
    return ("\n".join((MARK, *_lines(report, lang))) + "\n").encode()


def _lines(report: Mapping[str, Any], lang: str) -> Iterator[str]:
    findings = report["findings"]
    bad = [row for row in findings if row["status"] in _BAD]
    warned = [row for row in findings if row["status"] == _WARNED]
    counts = report.get("counts", {})
    told = " · ".join(f"{counts[name]} {name}" for name in counts if counts[name])
    held = not bad and not report.get("error") and report["complete"]
    title = Message("All checks hold") if held else Message("A check fails")
    line = Message("{title}: {counts}", title=title, counts=told) if told else title
    yield f"### {'✅' if held else '❌'} {line.say(lang)}"
    if error := report.get("error"):
        yield from ("", escaped(error))
        yield from (f"→ {escaped(hint)}" for hint in [report.get("hint")] if hint)
    if bad:
        yield from ("", *_list(bad, lang))
    if warned:
        title = Message("Remarks: {count}", count=len(warned))
        yield from ("", f"<details><summary>{title.say(lang)}</summary>", "")
        yield from (*_list(warned, lang), "", "</details>", "")


def _list(rows: list[Mapping[str, Any]], lang: str) -> Iterator[str]:
    """Yield the lines of a list, until there is no room."""
    room = _ROOM
    for rank, row in enumerate(rows):
        lines = list(_entry(row))
        room -= sum(map(len, lines))
        if room < 0:
            yield "- " + Message("and {count} more", count=len(rows) - rank).say(lang)
            return
        yield from lines


def _entry(row: Mapping[str, Any]) -> Iterator[str]:
    where = row["where"] or {}
    place = ":".join(str(part) for part in (where.get("file"), where.get("line")) if part)
    said = (
        f"- **{escaped(row['subject'])}** {code(row['check'])} {escaped(row['message'], _LONGEST)}"
    )
    yield f"{said} — {escaped(place)}" if place else said
    if row["hint"]:
        yield f"  - → {escaped(row['hint'], _LONGEST)}"
