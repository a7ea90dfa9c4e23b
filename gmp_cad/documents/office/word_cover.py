"""What the dossier's cover in Word shows: the product, who made the file, the parts list; no verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gmp_cad.documents.dossier.chapters import DossierInput
from gmp_cad.documents.dossier.dossier import cover_context
from gmp_cad.documents.dossier.dossier_tables import bom_table, mass_lines, programme
from gmp_cad.documents.printing.picture import Picture
from gmp_cad.documents.printing.raster import Photograph
from gmp_cad.language import Message


def word_cover(
    dossier: DossierInput, shaded: bytes | None, lang: str
) -> tuple[Mapping[str, Any], Mapping[str, Picture | Photograph]]:
    """Return the context of the cover, and its picture by the name that the context gives.

    ``shaded``: the product as PNG, where there is one; else it is shown in lines.
    """
    pictures = dict(_pictures(dossier, shaded, lang))
    cover = {**cover_context(dossier, lang), "picture": {"file": next(iter(pictures), "")}}
    context = {
        "title": f"{dossier.number} {dossier.title}".strip(),
        "cover": cover,
        "programme": programme(dossier, lang),
        "bom": bom_table(dossier.bom, lang),
        "masses": mass_lines(dossier, lang),
    }
    return context, pictures


def _pictures(
    dossier: DossierInput, shaded: bytes | None, lang: str
) -> Iterator[tuple[str, Picture | Photograph]]:
    if shaded is not None:
        yield "cover.png", Photograph(content=shaded, alt=Message("isometric view").say(lang))
    elif dossier.picture is not None:
        yield "cover.svg", dossier.picture
