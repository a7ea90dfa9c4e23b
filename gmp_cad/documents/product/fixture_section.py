"""A section of a fixture's dossier: a title, what is told, a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gmp_cad.documents.printing.figures import or_dash
from gmp_cad.language import translate
from gmp_cad.spec.fixture import FixtureSpec

Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: columns with their widths (Typst) and alignment, rows of texts."""

    columns: tuple[tuple[str, str, str], ...]
    rows: Rows

    def shown(self, lang: str) -> dict[str, Any]:
        """Return it as a template shows it."""
        return {
            "header": [translate(title, lang) for title, _, _ in self.columns],
            "widths": ", ".join(width for _, width, _ in self.columns),
            "align": ", ".join(side for _, _, side in self.columns),
            "rows": self.rows,
        }


def labelled(said: Sequence[tuple[str, str]], lang: str) -> list[dict[str, str]]:
    """Return pairs of an English label and a text as a template shows them."""
    return [{"label": translate(k, lang), "value": or_dash(v)} for k, v in said]


def section(
    title: str, lang: str, *, lines: Sequence[tuple[str, str]] = (), table: Table | None = None,
    note: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Return a section as a template shows it: ``title`` and the labels of ``lines`` are English."""
    return {
        "title": translate(title, lang), "lines": labelled(lines, lang),
        "table": table.shown(lang) if table and table.rows else None, "note": note,
    }  # fmt: skip


def item_text(spec: FixtureSpec, placement: str) -> str:
    """Return ``2 · pion.2``: the item of the parts list and the drawing, and which one of it."""
    found = spec.item(placement.partition(".")[0])
    return f"{found.ref} · {placement}" if found else placement
