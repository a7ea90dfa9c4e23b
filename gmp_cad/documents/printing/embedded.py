"""Documents that stand both alone, as a PDF of their own, and among the pages of the dossier."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gmp_cad.documents.printing import pdf
from gmp_cad.documents.printing.figures import date_parts, date_text, or_dash
from gmp_cad.documents.templating import template

ALONE = "document.typ.j2"
# The chapter of the dossier that holds the phase contracts: what comes before, what after.
CONTRACTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedDocument:
    """A document filled: its page template reads ``context`` under the name ``document``.

    ``chapter`` is its number in the usual order of a dossier de fabrication (5 analysis, 6 gamme,
    7 simulation, 8 phase contracts, 9 fixtures and clamping, 10 tools, 13 route card, 14 costs).
    The template also reads variables of Typst: ``page-footer``; ``document-level``, the level of
    its first heading; ``document-signed``, who signs it. ``pictures`` are SVG (text) or PNG (bytes)
    by the file names that the context gives; they must be unique in the dossier.
    """

    chapter: int
    title: str
    template: str
    context: Mapping[str, Any]
    pictures: Mapping[str, str | bytes] = field(default_factory=dict)

    @property
    def shown(self) -> dict[str, Any]:
        """What the dossier's template reads."""
        return {**self.context, "title": self.title, "template": self.template}


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who signs a document of its own: owner, number with revision, author, date (ISO text).

    ``affair``: the project, as the file's properties name it.
    """

    owner: str
    affair: str = ""
    department: str = ""
    number: str
    author: str
    date: str


def in_order(documents: Sequence[EmbeddedDocument]) -> tuple[EmbeddedDocument, ...]:
    """Return the documents in the order of the dossier; those of one chapter by their title.

    Numbers in titles count as numbers: phase 20 comes before phase 100.
    """
    return tuple(sorted(documents, key=lambda d: (d.chapter, _spoken_order(d.title))))


def _spoken_order(title: str) -> tuple[tuple[int, str], ...]:
    return tuple(
        (int(word), "") if word.isdecimal() else (-1, word) for word in re.split(r"(\d+)", title)
    )


def document_pdf(
    document: EmbeddedDocument, publisher: Publisher, templates: Mapping[str, str], lang: str
) -> bytes:
    """Return a document alone as PDF.

    ``templates`` hold its page template, ``document.typ.j2`` and ``gmp.typ``.
    """
    signed = {
        "owner": publisher.owner, "department": publisher.department,
        "number": or_dash(publisher.number), "author": or_dash(publisher.author),
        "date": or_dash(date_text(publisher.date, lang)),
    }  # fmt: skip
    context = {
        **document.shown,
        "signed": signed,
        "owner": publisher.owner,
        "number": publisher.number,
        "author": publisher.author,
        "date": date_parts(publisher.date),
    }
    source = template.render(templates, ALONE, {"document": context}, lang)
    files = {**template.typst_files(templates), **document.pictures}
    keywords = (publisher.affair, publisher.number)
    return pdf.pdf(source, files, publisher.date, document.template, keywords=keywords)
