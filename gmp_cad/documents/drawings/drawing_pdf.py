"""The sheets of a drawing as one PDF: a page of its own size for each, lines and text as such."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from gmp_cad.documents.printing import pdf
from gmp_cad.documents.printing.figures import date_parts
from gmp_cad.documents.templating import template
from gmp_cad.drawing import svg
from gmp_cad.drawing.primitives import Drawing, Layer

_TEMPLATE = "drawing.typ.j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What the file says of itself: its title, its author, and the project's date (ISO text).

    ``keywords``: the project, the number with the revision.
    """

    title: str
    keywords: tuple[str, ...] = ()
    author: str
    date: str


def drawing_pages(
    drawings: Sequence[Drawing],
    imprint: Imprint,
    templates: Mapping[str, str],
    lang: str,
    hidden_layers: Collection[Layer] = (),
) -> bytes:
    """Return the sheets, in their order, as a PDF without the layers in ``hidden_layers``."""
    files = {f"sheet-{i}.svg": sheet for i, sheet in enumerate(drawings, start=1)}
    context = {
        "title": imprint.title,
        "author": imprint.author,
        "date": date_parts(imprint.date),
        "sheets": [
            {"file": file, "width": d.width, "height": d.height, "alt": d.title or imprint.title}
            for file, d in files.items()
        ],
    }
    source = template.render(templates, _TEMPLATE, {"drawing": context}, lang)
    written = {file: svg.to_svg(sheet, hidden_layers) for file, sheet in files.items()}
    return pdf.pdf(
        source,
        {**template.typst_files(templates), **written},
        imprint.date,
        _TEMPLATE,
        keywords=imprint.keywords,
    )
