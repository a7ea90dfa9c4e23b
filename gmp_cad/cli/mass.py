"""``gmp-cad mass``: what the product or a fixture weighs, its centre and its inertia, anywhere.

``--json`` prints ``mass.json`` (``gmp-cad schema mass``).
"""

from __future__ import annotations

import argparse

from gmp_cad.build.assembly.mass_query import Asked, weigh
from gmp_cad.cli import terminal
from gmp_cad.cli.build import project_of
from gmp_cad.cli.cache_option import cache_of
from gmp_cad.cli.output import print_json
from gmp_cad.cli.sheet import Grid, Sheet, show
from gmp_cad.cli.system import require_system_libraries
from gmp_cad.documents.product.masses import MassTable, mass_rows, position_rows
from gmp_cad.errors import ExitCode, UsageError
from gmp_cad.finding import Status
from gmp_cad.language import Message, translate

# of the columns of a page's table, under shorter names: a terminal is narrower
_SHOWN = {3: "", 1: "×", 5: "kg (1 ×)", 6: "kg", 7: "%", 9: "dm²"}


def mass(options: argparse.Namespace) -> ExitCode:
    """Weigh an assembly; code 1 where a mass breaks its budget or cannot be."""
    asked = Asked(
        subject=options.subject,
        at=_values(options.at),
        lang=options.lang,
        jobs=options.jobs,
        cache=cache_of(options),
    )
    root = project_of(options)
    require_system_libraries()
    with terminal.progress(options) as listener:
        found = weigh(root, asked, listener)
    wrong = [f for f in found.findings if f.status >= Status.WARN]
    if found.table is None:
        terminal.show_verdicts(wrong, options.lang, verbose=False)
        return ExitCode.TOOL_FAILED
    if options.json:
        print_json(dict(found.told))
    else:
        show(_sheet(options.subject, found.table, options.lang))
        terminal.show_verdicts(wrong, options.lang, verbose=False)
    failed = any(f.status >= Status.FAIL for f in wrong)
    return ExitCode.CHECK_FAILED if failed else ExitCode.OK


def _values(given: list[str]) -> dict[str, float]:
    """Return the parameters that ``--at name=value`` gives."""
    found: dict[str, float] = {}
    for text in given:
        name, sign, value = text.partition("=")
        try:
            found[name.strip()] = float(value.replace(",", "."))
        except ValueError:
            sign = ""
        if not sign:
            raise UsageError(
                Message("--at: expected name=value, found {found!r}", found=text[:60]),
                Message("for example --at {example}", example="jaw_opening=20"),
            )
    return found


def _sheet(subject: str, table: MassTable, lang: str) -> Sheet:
    names = {str(item.ref): item.name for item in table.items}
    items, whole = mass_rows(table, lang), position_rows(table.positions, lang)
    return Sheet(
        title=f"{translate('Masses', lang)} — {subject}",
        blocks=(
            Grid(
                head=("", *_SHOWN.values()),
                rows=tuple((names[row[0]], *(row[i] for i in _SHOWN)) for row in items["rows"]),
            ),
            items["total"],
            Grid(head=tuple(whole["columns"]), rows=tuple(map(tuple, whole["rows"])), left=True),
            *items["notes"],
        ),
    )
