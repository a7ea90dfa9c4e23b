"""Body of the tasks that fill templates of Word and Excel. No kernel."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any

from gmp_cad.build.documents.dossier_input import dossier_input
from gmp_cad.documents.office.office_package import OfficeTemplate, Properties
from gmp_cad.documents.office.school_field_sets import FIELD_SETS
from gmp_cad.documents.office.school_fields import fields_of
from gmp_cad.documents.office.word_cover import word_cover
from gmp_cad.documents.printing.embedded import EmbeddedDocument
from gmp_cad.documents.printing.picture import Picture
from gmp_cad.documents.printing.raster import Photograph
from gmp_cad.engine.codec import Data, Params, Result, decode

# What a document shows: its context, and its pictures by the names that the context gives.
Shown = tuple[Mapping[str, Any], Mapping[str, Picture | Photograph]]


def filled(data: Data, params: Params) -> Result:
    """Fill a template with the fields of a document; facts: what a reader should know of it."""
    name = params["template"]
    template = OfficeTemplate(
        file=name, ending=PurePosixPath(name).suffix.lower(), content=data["template"]
    )
    context, pictures = _CONTEXTS[params["document"]](data, params)
    offered = FIELD_SETS[params["document"]]
    fields = fields_of(offered, context, pictures, params["lang"])
    properties = Properties(
        title=str(context["title"]), author=params["author"], date=params["date"],
        lang=params["lang"],
    )  # fmt: skip
    # each only where it is needed: openpyxl takes longer to load than to fill
    if template.ending == ".xlsx":
        from gmp_cad.documents.office.excel import fill_workbook  # noqa: PLC0415

        made = fill_workbook(template, fields, properties, rows_of=offered.rows_of)
    else:
        from gmp_cad.documents.office.word import fill_word  # noqa: PLC0415

        paper = str(context.get("paper", ""))
        made = fill_word(template, fields, properties, rows_of=offered.rows_of, paper=paper)
    return {"file": made.content}, {"remarks": [m.to_json() for m in made.remarks]}


def shown_fields(document: str, data: Data, params: Params) -> dict[str, Any]:
    """Return every field of a document with its present value; pictures stay pictures."""
    context, pictures = _CONTEXTS[document](data, params)
    return fields_of(FIELD_SETS[document], context, pictures, params["lang"])


def _contract(data: Data, _params: Params) -> Shown:
    context = json.loads(data["context"])
    sketch = context["sketch"]
    picture = Picture(svg=data["svg"].decode(), alt=sketch["alt"])
    return context, {sketch["file"]: picture}


def _gamme(data: Data, _params: Params) -> Shown:
    document = decode(data["embedded"], EmbeddedDocument)
    words = {row["picture"]: row["alt"] for row in document.context["rows"]}
    pictures = {
        file: Picture(svg=drawing, alt=words.get(file, ""))
        for file, drawing in document.pictures.items()
        if isinstance(drawing, str)
    }
    return document.shown, pictures


def _cover(data: Data, params: Params) -> Shown:
    shaded = data.get("png|shaded:product")
    return word_cover(dossier_input(data, params), shaded, params["lang"])


_CONTEXTS: Mapping[str, Callable[[Data, Params], Shown]] = {
    "contract": _contract,
    "gamme": _gamme,
    "cover": _cover,
}
