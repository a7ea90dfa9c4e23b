"""Templates tried with the samples of the registry: what only filling and compiling them shows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from gmp_cad.documents.office.office_package import OfficeTemplate, Properties, checked
from gmp_cad.documents.office.school_field_sets import FIELD_SETS
from gmp_cad.documents.printing import pdf
from gmp_cad.documents.printing.embedded import ALONE
from gmp_cad.documents.templating import template
from gmp_cad.documents.templating.template_fields import registry, sample, tree
from gmp_cad.documents.templating.template_files import FOLDER

_EMPTY = "empty_page.typ.j2"
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="60mm" height="40mm" viewBox="0 0 60 40">'
    '<path d="M5,5 H55 V35 H5 Z" fill="none" stroke="#000"/></svg>'
)
_DATE = "2000-01-01"
# Templates that stand in no file of their own are tried in one that takes them.
_INSIDE = {
    "contrat_page.typ.j2": "contrat.typ.j2", "plan_header.typ.j2": "gamme_page.typ.j2",
    "gmp.typ": "contrat.typ.j2",
}  # fmt: skip
_PAGE = "_page.typ.j2"
# The rows that repeat in the templates of Word, by the document that fills them.
_ROWS = {
    f"{name}.docx": FIELD_SETS[kind].rows_of
    for name, kind in (("contrat", "contract"), ("gamme", "gamme"), ("garde", "cover"))
}


def try_template(templates: Mapping[str, str], name: str, lang: str) -> None:
    """Make a document of a template from the values of the registry.

    Raises :class:`~gmp_cad.documents.templating.template_error.TemplateError` where it does not come out. A template that the registry does
    not describe is not tried.
    """
    whole = _INSIDE.get(name, name)
    described = registry().get(whole)
    if described is not None and described.fields and whole.endswith(".j2"):
        _made(
            {**templates, _EMPTY: "#page(footer: page-footer)[]\n"},
            whole,
            sample(tree(described.every)),
            lang,
        )


def try_office(name: str, content: bytes, lang: str) -> None:
    """Fill a template of Word or Excel with the values of the registry.

    Raises :class:`~gmp_cad.documents.templating.template_error.TemplateError` with the paragraph or the cell.
    One that the registry does not describe is only opened: its fields are not known.
    """
    file = OfficeTemplate(
        file=f"{FOLDER}/{name}", ending=PurePosixPath(name).suffix.lower(), content=content
    )
    described = registry().get(name)
    if described is None:
        checked(file)
        return
    values = sample(tree(described.every))
    properties = Properties(title=name, author="", date=_DATE, lang=lang)
    # each only where it is needed: they take longer to load than to fill
    if file.ending == ".xlsx":
        from gmp_cad.documents.office.excel import fill_workbook  # noqa: PLC0415

        fill_workbook(file, values, properties)
    else:
        from gmp_cad.documents.office.word import fill_word  # noqa: PLC0415

        fill_word(file, values, properties, rows_of=_ROWS.get(name, ()))


def _made(templates: Mapping[str, str], name: str, context: Mapping[str, Any], lang: str) -> None:
    if name.endswith(_PAGE) and "document" in context:
        alone = sample(tree(registry()[ALONE].every))["document"]
        context = {"document": {**alone, **context["document"], "template": name}}
        name = ALONE
    source = template.render(templates, name, context, lang)
    if not template.is_html(name):
        files = {**template.typst_files(templates), "sample.svg": _SVG}
        # Only PDF/A-3 carries files.
        pdf.pdf(source, files, _DATE, name, "a-3a" if context.get("attachments") else "a-2a")
