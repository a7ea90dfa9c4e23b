"""Bodies of the tasks that write the dossier de fabrication, and read it again."""

from __future__ import annotations

import json

from gmp_cad.build.documents.dossier_input import dossier_input
from gmp_cad.checks import dossier as checks
from gmp_cad.documents.dossier.dossier import dossier_pdf
from gmp_cad.documents.dossier.dossier_contents import contents, document_titles
from gmp_cad.documents.printing.pdf_outline import bookmarks
from gmp_cad.engine.codec import Data, Params, Result, dump, encode
from gmp_cad.finding import Finding

_DOCUMENT_DEPTH = 3  # chapter, subject, document


def dossier(data: Data, params: Params) -> Result:
    """Write the dossier de fabrication; ``titles`` are those of its list of documents."""
    shown, lang = dossier_input(data, params), params["lang"]
    titles = list(document_titles(contents(shown, lang)))
    return {"pdf": dossier_pdf(shown, params["templates"], lang), "titles": dump(titles)}, {}


def dossier_study(data: Data, params: Params) -> Result:
    """Compare the list of documents with the bookmarks of the file, and look for the project's own."""
    found = [title for depth, title in bookmarks(data["pdf"]) if depth == _DOCUMENT_DEPTH]
    findings = (
        *checks.listed(json.loads(data["titles"]), found),
        *checks.own_documents((title, file, exists) for title, file, exists in params["own"]),
    )
    return {"findings": encode(findings, tuple[Finding, ...])}, {}
