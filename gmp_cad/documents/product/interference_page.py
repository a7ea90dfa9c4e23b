"""The page of the dossier that shows the parts of an assembly that are in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from gmp_cad.documents.printing.embedded import EmbeddedDocument
from gmp_cad.documents.product.interference import (
    PICTURED,
    alt,
    caption,
    counted,
    interfering,
    limit,
    motion_table,
    order_table,
)
from gmp_cad.language import Message

TEMPLATE = "interferences_page.typ.j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page is made from: ``interference.json`` of an assembly.

    ``said``: number and title of the assembly; ``chapter``: of the dossier.
    """

    told: Mapping[str, Any]
    said: str
    chapter: int


def interference_page(shown: Shown, lang: str) -> EmbeddedDocument:
    """Return the page: how many pairs of each verdict, and each pair that interferes.

    :func:`illustrated` adds the pictures.
    """
    pairs = interfering(shown.told)
    title = Message("Parts that interfere — {part}", part=shown.said).say(lang)
    return EmbeddedDocument(
        chapter=shown.chapter, title=title, template=TEMPLATE,
        context={
            "counts": [{"label": c["label"], "value": c["count"]} for c in counted(shown.told, lang)],
            "clashes": [
                {
                    "a": pair.a, "b": pair.b, "said": caption(pair, lang), "alt": alt(pair, lang),
                    "picture": None,
                }
                for pair in pairs[:PICTURED]
            ],
            "limit": limit(pairs, lang),
            "motion": motion_table(shown.told, lang),
            "order": order_table(shown.told, lang),
        },
    )  # fmt: skip


def illustrated(
    document: EmbeddedDocument, key: str, picture_of: Callable[[str, str], bytes | None]
) -> EmbeddedDocument:
    """Return the page with its pictures (PNG), which ``picture_of`` gives by the names of a pair.

    ``key``: of the assembly; the names of the files are unique with it.
    """
    clashes, pictures = [], {}
    for rank, clash in enumerate(document.context["clashes"]):
        content, file = picture_of(clash["a"], clash["b"]), f"clash-{key}-{rank}.png"
        if content is not None:
            pictures[file] = content
        shown = None if content is None else {"file": file, "alt": clash["alt"]}
        clashes.append({**clash, "picture": shown})
    return replace(document, context={**document.context, "clashes": clashes}, pictures=pictures)
