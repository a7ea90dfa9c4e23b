"""The section of a page that shows how the parts of an assembly stand to each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gmp_cad.documents import verdicts
from gmp_cad.documents.product.interference import (
    PICTURED,
    SEVERITY,
    VERDICTS,
    WorstPair,
    alt,
    caption,
    clash_file,
    counted,
    interfering,
    limit,
    motion_table,
    order_table,
    pair_table,
    position_text,
)
from gmp_cad.documents.site.site import href, table
from gmp_cad.documents.site.site_part import Shelf
from gmp_cad.finding import Finding
from gmp_cad.language import Message, english

# The checks whose findings stand in this section; the rest stands among the verdicts.
_JUDGED = (
    "product.interference", "product.clearance", "product.motion", "product.order",
    "product.thread", "product.weld", "product.placement", "product.solid",
)  # fmt: skip
_SHOWN_FINDINGS = 40
_POSITIONS = english(("Position", "Pairs computed", *(VERDICTS[v] for v in SEVERITY)))


@dataclass(frozen=True, slots=True)
class Beside:
    """What the build wrote for a page, and where the page stands under ``output/``."""

    shelf: Shelf
    page: str


def interference_section(
    told: Mapping[str, Any] | None, findings: Iterable[Finding], beside: Beside, lang: str
) -> dict[str, Any]:
    """Return what the section shows; ``told`` is ``interference.json``, None where it is unknown."""
    judged = sorted((f for f in findings if f.check in _JUDGED), key=lambda f: -f.status)
    rows = [verdicts.finding_row(f, lang) for f in judged]
    left = len(rows) - _SHOWN_FINDINGS
    return {
        "judged": rows[:_SHOWN_FINDINGS],
        "more": Message("{count} more among the verdicts", count=left).say(lang)
        if left > 0
        else "",
        "told": None if told is None else _told(told, beside, lang),
    }


def _told(told: Mapping[str, Any], beside: Beside, lang: str) -> dict[str, Any]:
    clashes = interfering(told)
    csv = f"{beside.shelf.folder}/interference.csv"
    return {
        "counts": counted(told, lang),
        "clashes": [_clash(pair, beside, lang) for pair in clashes[:PICTURED]],
        "limit": limit(clashes, lang),
        "positions": _positions(told, lang),
        "pairs": pair_table(told, lang),
        "motion": motion_table(told, lang),
        "order": order_table(told, lang),
        "csv": href(csv, beside.page) if csv in beside.shelf.paths else "",
    }


def _clash(pair: WorstPair, beside: Beside, lang: str) -> dict[str, Any]:
    said = caption(pair, lang)
    title = f"{pair.a} – {pair.b}"
    file = clash_file(beside.shelf.folder, pair.a, pair.b)
    return {
        "title": title, "a": pair.a, "b": pair.b, "said": said,
        "picture": beside.shelf.picture(file, alt(pair, lang), beside.page),
    }  # fmt: skip


def _positions(told: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return a row per position of the mechanism: how many pairs of each verdict."""
    rows = [
        [
            position_text(position["parameters"], lang), str(position["pairs_tested"]),
            *(str(position["counts"][verdict]) for verdict in SEVERITY),
        ]
        for position in told["positions"]
    ]  # fmt: skip
    return table(_POSITIONS, rows, lang)
