"""The body of the task that compares a document of two builds page by page. No kernel."""

from __future__ import annotations

from gmp_cad.documents.comparison.difference import PageChange
from gmp_cad.documents.comparison.document_difference import DocumentStates, document_difference
from gmp_cad.engine.codec import Data, Params, Result, encode
from gmp_cad.spec.sheet_template import FILE, read_sheet_template


def compare(data: Data, params: Params) -> Result:
    """Compare ``before`` and ``after``; the pictures are outputs by their path in the report."""
    sheet, lang = params["sheet"], params["lang"]
    found = document_difference(
        DocumentStates(
            path=params["path"], before=data.get("before"), after=data.get("after"), lang=lang,
            sheet=read_sheet_template(sheet, FILE, lang) if sheet else None,
        )
    )  # fmt: skip
    return {"told": encode(found.pages, tuple[PageChange, ...]), **found.pictures}, {}
