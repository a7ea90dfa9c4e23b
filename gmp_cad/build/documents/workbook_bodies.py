"""Workbooks that tasks give beside their documents, and the parts list as a workbook."""

from __future__ import annotations

from collections.abc import Sequence

from gmp_cad.build.documents.document_bodies import project_header
from gmp_cad.documents.bom import BomRow, bom_tab
from gmp_cad.documents.office.tab import Tab, tab_csv
from gmp_cad.documents.office.workbook import workbook
from gmp_cad.documents.printing.embedded import Publisher
from gmp_cad.engine.codec import Data, Params, Result, decode
from gmp_cad.language import Message


def workbook_outputs(tabs: Sequence[Tab], publisher: Publisher, params: Params) -> dict[str, bytes]:
    """Return the outputs ``xlsx`` (all tabs) and ``csv`` (the table of the last one)."""
    lang = params["lang"]
    return {"xlsx": workbook(tabs, publisher, lang), "csv": tab_csv(tabs[-1], lang)}


def bom(data: Data, params: Params) -> Result:
    """Write the parts list of an assembly as a workbook."""
    project, lang = project_header(params), params["lang"]
    publisher = Publisher(
        affair=project.affair, owner=project.owner, author=project.author, date=project.date,
        number=f"{params['number']} — {params['revision']}",
    )  # fmt: skip
    title = Message("Parts list — {part}", part=f"{params['number']} {params['title']}").say(lang)
    tab = bom_tab(decode(data["rows"], tuple[BomRow, ...]), title, lang)
    return {"xlsx": workbook([tab], publisher, lang)}, {}
