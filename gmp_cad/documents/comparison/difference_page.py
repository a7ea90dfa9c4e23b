"""The page of a difference: one file that opens from disk, readable without its scripts and on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gmp_cad.documents.comparison.difference import Difference
from gmp_cad.documents.comparison.difference_context import difference_context
from gmp_cad.documents.site.site import page_html, style_sheet
from gmp_cad.documents.templating.typography import Verbatim
from gmp_cad.language import english, translate

TEMPLATE = "difference.html.j2"
_WORDS = english({
    "shown": "Show", "all": "Side by side", "both": "What differs", "before": "Before",
    "after": "After", "curtain": "Curtain",
})  # fmt: skip


def difference_html(difference: Difference, templates: Mapping[str, str], lang: str) -> bytes:
    """Return the page. Raises :class:`~gmp_cad.documents.templating.template.TemplateError`."""
    return page_html(templates, TEMPLATE, page_context(difference, templates, lang), lang)


def page_context(difference: Difference, templates: Mapping[str, str], lang: str) -> dict[str, Any]:
    """Return everything that the template shows, as finished texts."""
    return {
        **difference_context(difference, lang),
        "css": Verbatim(style_sheet(templates).decode()),
        "words": {key: translate(word, lang) for key, word in _WORDS.items()},
    }
