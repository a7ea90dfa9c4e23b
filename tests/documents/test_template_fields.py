"""The registry of templates: what documents really fill is what it describes, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import jinja2
import pytest
from jinja2 import nodes

from gmp_cad.documents.classroom.class_page import class_html
from gmp_cad.documents.comparison.difference_page import difference_html
from gmp_cad.documents.dossier import dossier
from gmp_cad.documents.dossier.chapters import DossierInput
from gmp_cad.documents.dossier.dossier_contents import contents
from gmp_cad.documents.part.first_article import first_article
from gmp_cad.documents.part.inspection_sheet import inspection_document
from gmp_cad.documents.plan.contract import contract_context, contract_pdf
from gmp_cad.documents.plan.precedence import OrderAnalysis, order_document
from gmp_cad.documents.printing import pdf
from gmp_cad.documents.printing.embedded import CONTRACTS, EmbeddedDocument, document_pdf
from gmp_cad.documents.printing.picture import Picture
from gmp_cad.documents.product.fixture_dossier import fixture_document, with_drawing
from gmp_cad.documents.product.interference_page import Shown, illustrated, interference_page
from gmp_cad.documents.templating import template
from gmp_cad.documents.templating.template_fields import (
    ITEM,
    Field,
    TemplateFields,
    registry,
    sample,
    tokens,
    tree,
)  # fmt: skip
from gmp_cad.documents.templating.template_files import TEXT_ENDINGS, files, packaged_folder
from gmp_cad.finding import Status
from gmp_cad.spec.product import Joint
from tests.documents import (
    differences,
    office,
    site_pages,
    test_clamping_note,
    test_class_page,
    test_coverage_table,
    test_dossier,
    test_drawing_pdf,
    test_fixture_dossier,
    test_inspection,
    test_plan_documents,
    test_precedence,
    test_simulation,
    test_stock_document,
    vice,
)
from tests.documents.told_pairs import INTERFERENCE

# What a document has besides when it is a file of its own.
_ALONE = ("author", "date", "owner", "number", "signed")
DOSSIER_PAGES = (
    "programme_page.typ.j2", "nomenclature_page.typ.j2", "definition_page.typ.j2",
    "montage_simple_page.typ.j2", "securite_page.typ.j2", "propre_page.typ.j2",
    "planche_page.typ.j2",
)  # fmt: skip
Render = Callable[[str, Mapping[str, Any]], None]


def embedded() -> Iterator[EmbeddedDocument]:
    """Documents that fill, between them, every field of their templates."""
    plan = test_plan_documents
    yield from (make(plan.planned(), "fr") for make in plan.DOCUMENTS.values())
    steps = plan.assembly_steps(plan.assembled(), plan.MOVES)
    yield plan.assembly_document(steps, plan.assembled().spec, vice.product().project, "fr")
    yield plan.product_quotation.product_quotation(plan.costs(), "fr")
    yield order_document(OrderAnalysis(part=test_precedence.ordered()), "fr")
    yield test_clamping_note.note()[1]
    picture = Picture(svg=test_fixture_dossier.SVG, alt="vue")
    yield with_drawing(fixture_document(test_fixture_dossier.dossier(), "fr"), [picture])
    tight = {"collar": {"size": "35 +0,12/0", "between": ["left_shoulder", "right_shoulder"]}}
    yield test_simulation.document(dimensions=tight)
    measured = [{"phase": 10, "surface": "left_shoulder", "value": 0.012, "note": "carte"}]
    yield test_simulation.document(dispersion=measured)
    yield test_stock_document.document()
    yield test_stock_document.document(drawn=False)
    shown = Shown(told=INTERFERENCE, said="ET-00 Étau", chapter=2)
    page = interference_page(shown, "fr")
    yield illustrated(page, "product", lambda a, _b: b"" if a == "semelle" else None)
    yield inspection_document(test_inspection.sheet(), "fr")
    yield first_article(test_inspection.sheet(), "fr")


def documents() -> None:
    """Make every document of the tests; each is rendered by its own function."""
    for document in embedded():
        document_pdf(document, test_plan_documents.SIGNED, vice.templates(), "fr")
    long = tuple(row for _ in range(12) for row in vice.rows())
    for rows in (vice.rows(), long):
        contract_pdf(vice.contract(rows=rows), vice.picture(), vice.templates(), "fr")
    sheet = test_drawing_pdf.sheet(420, 297)
    test_drawing_pdf.drawing_pages([sheet], test_drawing_pdf.IMPRINT, vice.templates(), "fr")
    whole, _ = test_coverage_table.covered()
    (chapter,), (fixture,) = whole.parts, whole.fixtures
    made = {document.template: document for document in embedded()}
    continued = contract_context(vice.contract(rows=long), vice.picture(), "long.svg", "fr")
    sheets = (*chapter.contracts, replace(chapter.contracts[0], context=continued))
    before, after = made["apef_page.typ.j2"], made["serrage_page.typ.j2"]
    assert before.chapter < CONTRACTS < after.chapter
    chapter = replace(chapter, documents=(before, after), contracts=sheets)
    full = replace(
        whole, parts=(chapter,), documents=(made["assemblage_page.typ.j2"],),
        fixtures=(
            replace(fixture, documents=(made["montage_page.typ.j2"],), drawing=whole.drawing),
        ),
    )  # fmt: skip
    plain = vice.dossier()
    rich = test_dossier.rich()
    for each in (full, rich, plain, replace(plain, picture=None, parts=())):
        dossier.dossier_pdf(each, vice.templates(), "fr")
        for document in pages_of(each):
            document_pdf(document, test_plan_documents.SIGNED, vice.templates(), "fr")
    judged = (
        vice.finding("product", Status.WARN), vice.finding("semelle_ph20", Status.WARN),
        vice.finding("semelle_ph20", Status.PASS, "product.interference"),
    )  # fmt: skip
    thread = Joint(kind="thread", a="vis_mors", b="semelle")
    joined = plain.product.model_copy(update={"joints": (thread,)})
    for each in (replace(full, findings=(*plain.findings, *judged), product=joined), plain):
        site_pages.pages(each)
    site_pages.pages(replace(plain, picture=None))
    class_html(test_class_page.summary(), vice.templates())
    difference_html(differences.difference(), vice.templates(), "fr")


def pages_of(each: DossierInput) -> Iterator[EmbeddedDocument]:
    """Yield the documents that only the dossier has."""
    for chapter in contents(each, "fr"):
        for group in chapter.groups:
            for entry in group.entries:
                if entry.document.template in DOSSIER_PAGES:
                    yield entry.document


@cache
def contexts() -> Mapping[str, list[Mapping[str, Any]]]:
    """Every context that reaches a template, as the documents' own functions fill it.

    Add what fills a new template here: a call that renders it, in :func:`documents`, or its
    context where no Jinja2 of ours renders it (Word, Excel).
    """
    found: dict[str, list[Mapping[str, Any]]] = {}

    def render(_templates: Any, name: str, context: Mapping[str, Any], _lang: str) -> str:
        found.setdefault(name, []).append(context)
        if name == "document.typ.j2":
            page = {k: v for k, v in context["document"].items() if k not in _ALONE}
            found.setdefault(page["template"], []).append({"document": page})
        elif name == "contrat.typ.j2":
            found.setdefault("contrat_page.typ.j2", []).append(context)
        return ""

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(template, "render", render)
        patch.setattr(pdf, "pdf", lambda *_, **__: b"")
        documents()
    return {**found, **office.contexts()}


def filled(name: str) -> list[Mapping[str, Any]]:
    """Return every context that reaches one template."""
    assert name in contexts(), (
        f"nothing fills {name} here: call what does in documents() of this file"
    )
    return contexts()[name]


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the path of every value that is no record and no list."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from leaves(inner, (*path, name))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from leaves(inner, (*path, ITEM))
    else:
        yield path, value


def documented(fields: TemplateFields) -> dict[tuple[str, ...], Field]:
    return {tokens(field.path): field for field in fields.every}


FILLED = sorted(name for name in registry() if registry()[name].fields)


@pytest.mark.parametrize("name", FILLED)
def test_every_field_that_a_document_fills_is_described(name):
    known = documented(registry()[name])
    open_paths = [path for path, field in known.items() if field.open]
    unknown = {
        ".".join(path)
        for context in filled(name)
        for path, value in leaves(context)
        if path not in known
        and not any(path[: len(start)] == start for start in open_paths)
    }  # fmt: skip
    assert sorted(unknown) == []


@pytest.mark.parametrize("name", FILLED)
def test_every_field_that_is_described_exists(name):
    known = documented(registry()[name])
    ends = {p for p in known if not any(q != p and q[: len(p)] == p for q in known)}
    found = {path for context in filled(name) for path, value in leaves(context)}
    assert sorted(".".join(path) for path in ends - found) == []


@pytest.mark.parametrize("name", FILLED)
def test_only_a_field_that_may_be_missing_is_none(name):
    known = documented(registry()[name])
    none = {p for context in filled(name) for p, value in leaves(context) if value is None}
    assert sorted(".".join(p) for p in none if p in known and not known[p].optional) == []


def test_every_template_is_in_the_registry_and_has_words_in_both_languages():
    assert set(registry()) == set(files(packaged_folder()))
    for name, found in registry().items():
        for said in (found.makes, *({"fr": f.fr, "en": f.en} for f in found.every)):
            assert all(said[lang].strip() for lang in ("fr", "en")), name
        assert len({f.path for f in found.every}) == len(found.every), name


ARITHMETIC = (
    nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Neg,
)  # fmt: skip
COMPUTING = {"round", "int", "float", "sum", "abs", "min", "max", "filesizeformat"}


@pytest.mark.parametrize("name", sorted(n for n in files(packaged_folder()) if n.endswith(".j2")))
def test_no_template_computes(name):
    tree_of = jinja2.Environment().parse(vice.templates()[name])
    assert [node.lineno for node in tree_of.find_all(ARITHMETIC)] == []
    assert {f.name for f in tree_of.find_all(nodes.Filter)} & COMPUTING == set()


@pytest.mark.parametrize("name", [n for n in FILLED if n.endswith(TEXT_ENDINGS)])
def test_the_sample_of_the_registry_fills_the_template(name):
    values = sample(tree(registry()[name].every))
    templates = {**vice.templates(), "empty_page.typ.j2": ""}
    assert template.render(templates, name, values, "fr")
