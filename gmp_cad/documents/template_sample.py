"""Templates tried with the samples of the registry: what only filling and compiling them shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gmp_cad.documents import pdf, template
from gmp_cad.documents.embedded import ALONE
from gmp_cad.documents.template_fields import registry, sample, tree

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


def try_template(templates: Mapping[str, str], name: str, lang: str) -> None:
    """Make a document of a template from the values of the registry.

    Raises :class:`~gmp_cad.documents.template_error.TemplateError` where it does not come out. A template that the registry does
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
