"""The verdicts that are others in another state of a project, and whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gmp_cad.documents.comparison.difference import Verdict, VerdictChange
from gmp_cad.finding import Finding, Status

_NAMES: Mapping[Status, Verdict] = {
    Status.PASS: "PASS", Status.SKIP: "SKIP", Status.WARN: "WARN", Status.FAIL: "FAIL",
    Status.ERROR: "ERROR",
}  # fmt: skip
_QUIET = (None, Status.PASS, Status.SKIP)  # that one of these came or went is no news


def verdict_changes(
    before: Iterable[Finding], after: Iterable[Finding], lang: str
) -> tuple[VerdictChange, ...]:
    """Return the verdicts that changed, the worst first; of several of one check the worst counts."""
    old, new = _worst(before), _worst(after)
    found = [
        (old.get(key), new.get(key), key)
        for key in sorted({*old, *new})
        if _status(old.get(key)) != _status(new.get(key))
    ]
    told = [
        _change(key, was, now, lang)
        for was, now, key in sorted(found, key=_urgency)
        if (was and now) or not {_status(was), _status(now)} <= set(_QUIET)
    ]
    return tuple(told)


def owner(subject: str, names: Sequence[str]) -> str:
    """Return whose a verdict is, by its dotted subject: the longest name that it begins with, or ""."""
    fitting = [name for name in names if subject == name or subject.startswith(f"{name}.")]
    return max(fitting, key=len, default="")


def _worst(findings: Iterable[Finding]) -> dict[tuple[str, str], Finding]:
    worst: dict[tuple[str, str], Finding] = {}
    for one in findings:
        key = one.subject, one.check
        if key not in worst or worst[key].status < one.status:
            worst[key] = one
    return worst


def _status(one: Finding | None) -> Status | None:
    return None if one is None else one.status


def _urgency(
    change: tuple[Finding | None, Finding | None, tuple[str, str]],
) -> tuple[int, int, tuple[str, str]]:
    """Order what got worse before what got better, and both by how bad it is."""
    was, now = (-1 if one is None else int(one.status) for one in change[:2])
    return (-now if now > was else 1, -was, change[2])


def _change(
    key: tuple[str, str], was: Finding | None, now: Finding | None, lang: str
) -> VerdictChange:
    told = now or was
    assert told is not None
    return VerdictChange(
        subject=key[0], check=key[1],
        before=None if was is None else _NAMES[was.status],
        after=None if now is None else _NAMES[now.status],
        message=told.message.say(lang), hint=told.hint.say(lang) if now and told.hint else "",
    )  # fmt: skip
