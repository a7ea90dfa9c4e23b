"""``gmp-cad approve``: the geometry of parts as it is now becomes the accepted one.

``--json`` prints :class:`gmp_cad.cli.approve_answer.ApproveAnswer`, published by ``gmp-cad schema
approve``. It asks nothing: what it is called with is the answer.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from gmp_cad.build.comparison.approval import Approval, approvals, write
from gmp_cad.build.results.report import finding_json
from gmp_cad.build.settings import Settings
from gmp_cad.build.stranger import apart
from gmp_cad.cli import terminal
from gmp_cad.cli.approve_answer import AcceptedGeometry, ApproveAnswer, ApprovedPart
from gmp_cad.cli.build import project_of
from gmp_cad.cli.cache_option import cache_of
from gmp_cad.cli.output import is_styled, paint, print_json, visible
from gmp_cad.cli.sheet import Grid, Sheet, show
from gmp_cad.cli.system import require_system_libraries
from gmp_cad.cli.verdicts import say
from gmp_cad.engine.codec import rounded
from gmp_cad.errors import ExitCode, UsageError, worst
from gmp_cad.evidence.fingerprint import Fingerprint
from gmp_cad.evidence.geometry_change import GeometryChange, Value
from gmp_cad.finding import Finding
from gmp_cad.language import Message, english, translate

_MOST = 40  # changes of one part that are shown; --json tells all
_MOST_NUMBERS = 3  # of a list: more are no words for a terminal
_HEAD = english(["what", "accepted", "now", "by"])
_STATES = {
    "first": Message("{part}: accepted for the first time"),
    "changed": Message("{part}: another geometry than the accepted one"),
    "kernel": Message("{part}: the accepted geometry, by another kernel ({before}, now {after})"),
    "unreadable": Message("{part}: its baseline cannot be read, and is replaced"),
    "same": Message("{part}: nothing changed"),
    "failed": Message("{part}: no geometry to accept"),
}


def approve(options: argparse.Namespace) -> ExitCode:
    """Accept the parts that are named, all or none; code 1 where a check refuses, 3 where a model fails."""
    _require_named(options)
    root = project_of(options)
    require_system_libraries()
    settings = apart(root, Settings(
        lang=options.lang, jobs=options.jobs, cache=cache_of(options),
        model_timeout_s=options.model_timeout, sandbox=options.sandbox,
    ))  # fmt: skip
    with terminal.progress(options) as listener:
        found = approvals(root, options.parts, settings, listener)
    code = _code(found, force=options.force)
    accepted = [] if code else [one for one in found if one.is_new]
    if not options.dry_run:
        write(root, accepted, settings.kept)
    if options.json:
        print_json(rounded(_answer(found, accepted, options)))
    else:
        _show(found, accepted, options, root)
    return code


def _require_named(options: argparse.Namespace) -> None:
    if not options.parts and not options.all:
        raise UsageError(
            Message("nothing is accepted by accident: name the parts, or give --all"),
            Message("gmp-cad approve PART; gmp-cad diff shows what differs"),
        )
    if options.parts and options.all:
        raise UsageError(Message("name parts, or give --all: not both"))


def _code(found: Sequence[Approval], *, force: bool) -> ExitCode:
    codes = [f.exit_code for one in found for f in one.refusals if not force]
    failed = any(one.state == "failed" for one in found)
    return worst([*codes, ExitCode.TOOL_FAILED if failed else ExitCode.OK])


def _answer(
    found: Sequence[Approval], accepted: Sequence[Approval], options: argparse.Namespace
) -> ApproveAnswer:
    written = [] if options.dry_run else [one.file for one in accepted]
    parts = [_part(one, accepted=one in accepted, lang=options.lang) for one in found]
    return {"version": 1, "dry_run": options.dry_run, "written": written, "parts": parts}


def _part(one: Approval, *, accepted: bool, lang: str) -> ApprovedPart:
    return {
        "part": one.part, "file": one.file, "state": one.state, "accepted": accepted,
        "forced": accepted and bool(one.refusals),
        "geometry": None if one.found is None else _geometry(one.found),
        "changes": [
            {
                "path": c.path, "unit": c.unit, "before": _plain(c.before), "after": _plain(c.after),
                "apart": c.apart, "follows": c.follows,
            }
            for c in one.changes
        ],
        "refusals": [finding_json(f, lang) for f in one.refusals],  # type: ignore[misc]
    }  # fmt: skip


def _geometry(found: Fingerprint) -> AcceptedGeometry:
    return {
        "kernel": found.kernel, "material": found.material, "volume_mm3": found.volume_mm3,
        "area_mm2": found.area_mm2, "surfaces": len(found.surfaces),
        "dimensions": len(found.dimensions),
    }  # fmt: skip


def _plain(value: Value | None) -> str | float | list[float] | None:
    return list(value) if isinstance(value, tuple) else value


def _show(
    found: Sequence[Approval], accepted: Sequence[Approval], options: argparse.Namespace, root: Path
) -> None:
    for one in found:
        show(_sheet(one, options.lang))
    refused = [] if options.force else [f for one in found for f in one.refusals]
    failed = [one for one in found if one.state == "failed"]
    told = [f for one in (failed if options.force else found) for f in one.refusals]
    if refused or failed:
        terminal.show_verdicts(told, options.lang, verbose=False)
        _loud(_refusal(refused, failed), "red", options.lang)
        return
    forced = [f for one in accepted for f in one.refusals]
    if forced:
        terminal.show_verdicts(forced, options.lang, verbose=False)
        count = len({one.part for one in accepted if one.refusals})
        _loud(Message("FORCED: accepted though the check fails; parts: {count}", count=count),
              "yellow", options.lang)  # fmt: skip
    _end(accepted, options, root)


def _end(accepted: Sequence[Approval], options: argparse.Namespace, root: Path) -> None:
    if accepted and _in_ci():
        _loud(Message("accepted in continuous integration, where nobody looks at it"), "yellow",
              options.lang)  # fmt: skip
    if options.dry_run:
        message = Message(
            "nothing was written: --dry-run; files to write: {count}", count=len(accepted)
        )
    else:
        message = Message("files written: {count}", count=len(accepted))
    say("", message.say(options.lang), *(visible(f"→ {root / one.file}") for one in accepted))


def _in_ci() -> bool:
    return os.environ.get("CI", "").casefold() in ("true", "1")


def _refusal(refused: Sequence[Finding], failed: Sequence[Approval]) -> Message:
    if failed:
        parts = ", ".join(one.part for one in failed)
        return Message("nothing was accepted: no geometry of {parts}", parts=parts)
    return Message(
        "nothing was accepted, of no part: the check fails ({count}); mend it, leave the part out, or"
        " accept it nevertheless with --force", count=len(refused),
    )  # fmt: skip


def _loud(message: Message, style: str, lang: str) -> None:
    say("", paint(visible(message.say(lang)), style, on=is_styled(sys.stderr)))


def _sheet(one: Approval, lang: str) -> Sheet:
    kernels = {
        "before": one.before.kernel if one.before else "",
        "after": one.found.kernel if one.found else "",
    }
    title = Message(_STATES[one.state].template, part=one.part, **kernels).say(lang)
    blocks: list[Grid | str] = []
    if one.changes:
        rows = [_row(change, lang) for change in one.changes if _is_told(change)]
        head = tuple(translate(word, lang) for word in _HEAD)
        blocks.append(Grid(head=head, rows=tuple(rows[:_MOST]), left=True))
        left = len(one.changes) - len(rows[:_MOST])
        if left:
            more = Message("and {count} other {count:number|numbers}; --json tells all", count=left)
            blocks.append(more.say(lang))
    elif one.found is not None and one.state in ("first", "unreadable"):
        blocks.append(_held(one.found).say(lang))
    return Sheet(title=title, blocks=tuple(blocks))


def _held(found: Fingerprint) -> Message:
    return Message(
        "{volume:.1f} mm³ of {material}, {area:.1f} mm², surfaces: {surfaces}, dimensions: {dimensions};"
        " {kernel}", volume=found.volume_mm3, material=found.material, area=found.area_mm2,
        surfaces=len(found.surfaces), dimensions=len(found.dimensions), kernel=found.kernel,
    )  # fmt: skip


def _is_told(change: GeometryChange) -> bool:
    """Tell whether people are told of a change: of what follows from others only how much there is."""
    return not change.follows or change.path in ("volume_mm3", "area_mm2")


def _row(change: GeometryChange, lang: str) -> tuple[str, ...]:
    """Return what changed as ``baseline.toml`` calls it, before, after, by how much."""
    apart_by = change.apart
    by = "" if apart_by is None else f"{_figure(apart_by, lang, '.4g')} {change.unit}".strip()
    return change.path, _said(change.before, lang), _said(change.after, lang), by


def _said(value: Value | None, lang: str) -> str:
    if value is None:
        return "—"
    if isinstance(value, tuple):
        if len(value) > _MOST_NUMBERS:
            return "…"
        told = " ; ".join(_figure(v, lang) for v in value)
        return told if len(value) == 1 else f"({told})"
    return _figure(value, lang) if isinstance(value, float) else str(value)


def _figure(value: float, lang: str, form: str = ".10g") -> str:
    text = format(value, form)
    return text.replace(".", ",") if lang == "fr" else text
