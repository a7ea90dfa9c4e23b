"""``gmp-cad build --dry-run``: what would run and why, what would be written; nothing is done."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

from gmp_cad.build.dry_run import Planned, dry_run
from gmp_cad.build.settings import Settings
from gmp_cad.cli.dry_run_answer import answer, kinds
from gmp_cad.cli.output import print_json, visible
from gmp_cad.cli.verdicts import say
from gmp_cad.engine.history import explain
from gmp_cad.errors import ExitCode
from gmp_cad.language import Message

_SHOWN = 30  # lines of one list, unless all are asked for


def tell(root: Path, settings: Settings, options: argparse.Namespace) -> ExitCode:
    """Print what a build of the project would do."""
    planned = dry_run(root, settings)
    if options.json:
        print_json(answer(planned, options.lang))
    else:
        lines = _lines(planned, options.lang, verbose=options.verbose)
        say(*(visible(line) for line in lines))
    return ExitCode.OK


def _lines(planned: Planned, lang: str, *, verbose: bool) -> Iterator[str]:
    most = None if verbose else _SHOWN
    because = (
        f"{task}: {', '.join(explain(reason).say(lang) for reason in reasons)}"
        for task, reasons in planned.will.items()
    )
    yield from _listed(Message("will run"), because, lang, most)
    title = Message("may run: only where what comes before them gives something else")
    after = [f"{task} ← {', '.join(names)}" for task, names in planned.may.items()]
    if verbose or not after:
        yield from _listed(title, after, lang, most)
    else:
        yield _headed(title, len(after), lang)
        yield "  " + ", ".join(f"{kind} {count}" for kind, count in kinds(planned.may).items())
    if planned.late:
        yield Message("more tasks may follow from what these give").say(lang)
    files = (
        (Message("would be written"), planned.write),
        (Message("may be written again"), planned.may_write),
        (Message("would be removed"), planned.remove),
        (Message("may be removed"), planned.may_remove),
    )
    for title, paths in files:
        yield from _listed(title, paths, lang, most)
    yield Message(
        "dry run: of {total} {total:task|tasks} {will} will run, {may} may, {stored} {stored:is|are} stored; nothing was done",
        total=planned.total, will=len(planned.will), may=len(planned.may), stored=planned.stored,
    ).say(lang)  # fmt: skip


def _listed(title: Message, lines: Iterable[str], lang: str, most: int | None) -> Iterator[str]:
    every = list(lines)
    if not every:
        return
    yield _headed(title, len(every), lang)
    yield from (f"  {line}" for line in every[:most])
    if most is not None and len(every) > most:
        yield "  " + Message("and {count} more (-v: all)", count=len(every) - most).say(lang)


def _headed(title: Message, count: int, lang: str) -> str:
    return Message("{title} ({count}):", title=title, count=count).say(lang)
