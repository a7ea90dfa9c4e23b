"""What stands in the dossier, in its order: chapters, in each its subjects, of each its documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gmp_cad.documents.dossier import dossier_pages as pages
from gmp_cad.documents.dossier.chapters import DossierInput, FixtureChapter, PartChapter
from gmp_cad.documents.dossier.composition import CHAPTERS, Piece, composition
from gmp_cad.documents.printing.embedded import CONTRACTS, EmbeddedDocument
from gmp_cad.language import Message, translate


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """Who signs a document of the dossier: its number, revision, author and date (ISO text)."""

    number: str
    revision: str
    author: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One document of the dossier. ``label`` is unique: page numbers and links refer to it."""

    document: EmbeddedDocument
    imprint: Imprint
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The documents of one subject in a chapter: of the product, of a part, or of a fixture.

    ``name``: its folder, "product", or "" for what the project adds; ``heading`` is numbered.
    """

    name: str
    said: str
    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One chapter of the dossier, and which of its pieces are present, partial or missing."""

    number: int
    title: str
    pieces: tuple[Piece, ...]
    groups: tuple[Group, ...]


_Signed = tuple[EmbeddedDocument, Imprint]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    name: str
    said: str
    documents: tuple[_Signed, ...]


def contents(dossier: DossierInput, lang: str) -> tuple[Chapter, ...]:
    """Return the chapters 1 to 16, those without a document too: they say what is missing."""
    subjects = tuple(_subjects(dossier, lang))
    pieces = tuple(composition(dossier, lang))
    numbers = iter(range(1, 100_000))
    return tuple(
        Chapter(
            number=number, title=translate(title, lang),
            pieces=tuple(piece for piece in pieces if piece.number == str(number)),
            groups=tuple(_groups(number, subjects, numbers)),
        )
        for number, title in enumerate(CHAPTERS) if number
    )  # fmt: skip


def _groups(number: int, subjects: Iterable[_Subject], numbers: Iterator[int]) -> Iterator[Group]:
    place = 0
    for subject in subjects:
        own = [signed for signed in subject.documents if signed[0].chapter == number]
        if own:
            place += 1
            yield Group(
                name=subject.name, said=subject.said, heading=f"{number}.{place} {subject.said}",
                entries=tuple(
                    Entry(document=document, imprint=imprint, label=f"document-{next(numbers)}")
                    for document, imprint in own
                ),
            )  # fmt: skip


def _subjects(dossier: DossierInput, lang: str) -> Iterator[_Subject]:
    """Yield the product, the parts in the order of the nomenclature, the fixtures, the own pages."""
    said = f"{dossier.number} {dossier.title}".strip()
    yield _Subject(name="product", said=said, documents=tuple(_of_product(dossier, lang)))
    for part in dossier.chapters:
        identity = part.spec.part
        yield _Subject(
            name=part.spec.name, said=f"{identity.number} {identity.title}",
            documents=tuple(_of_part(part, dossier, lang)),
        )  # fmt: skip
    for fixture in dossier.fixtures:
        identity_ = fixture.spec.fixture
        yield _Subject(
            name=fixture.spec.name, said=f"{identity_.number} {identity_.title}",
            documents=tuple(_of_fixture(fixture, dossier, lang)),
        )  # fmt: skip
    yield _Subject(
        name="", said=Message("Documents of the project").say(lang),
        documents=tuple(_of_project(dossier)),
    )  # fmt: skip


def _of_product(dossier: DossierInput, lang: str) -> Iterator[_Signed]:
    project = dossier.project
    imprint = Imprint(number=dossier.number, revision=dossier.revision, author=project.author,
                      date=project.date)  # fmt: skip
    titles = translate("Assembly drawing", lang), f"{dossier.number} {dossier.title}"
    own = (pages.requirements(dossier, lang), pages.parts_list(dossier, lang))
    drawn = pages.sheets("product", dossier.drawing, pages.ENSEMBLE, titles, lang)
    for document in (*filter(None, own), *drawn, *dossier.documents):
        yield document, imprint


def _of_part(part: PartChapter, dossier: DossierInput, lang: str) -> Iterator[_Signed]:
    identity, plan, project = part.spec.part, part.plan, dossier.project
    drawn = Imprint(number=identity.number, revision=identity.revision,
                    author=identity.author or project.author, date=project.date)  # fmt: skip
    said = f"{identity.number} {identity.title}"
    titles = translate("Definition drawing", lang), said
    yield from (
        (sheet, drawn)
        for sheet in pages.sheets(part.spec.name, part.drawing, pages.DEFINITION, titles, lang)
    )
    yield pages.definition_sheet(part, dossier, lang), drawn
    planned = drawn if plan is None else Imprint(
        number=identity.number, revision=plan.revision,
        author=plan.author or drawn.author, date=plan.date or project.date,
    )  # fmt: skip
    safety = pages.safety_sheet(part, dossier, lang)
    for document in (*part.documents, *filter(None, (safety,))):
        yield document, planned
    yield from ((_contract(sheet.context, sheet.svg), planned) for sheet in part.contracts)


def _contract(context: object, svg: str) -> EmbeddedDocument:
    assert isinstance(context, dict)
    return EmbeddedDocument(
        chapter=CONTRACTS, title=context["title"], template="contrat_page.typ.j2",
        context=context, pictures={context["sketch"]["file"]: svg},
    )  # fmt: skip


def _of_fixture(fixture: FixtureChapter, dossier: DossierInput, lang: str) -> Iterator[_Signed]:
    identity = fixture.spec.fixture
    imprint = Imprint(number=identity.number, revision=identity.revision,
                      author=dossier.project.author, date=dossier.project.date)  # fmt: skip
    titles = translate("Assembly drawing", lang), f"{identity.number} {identity.title}"
    sheet = pages.fixture_sheet(fixture, lang)
    drawn = pages.sheets(
        f"fixture-{fixture.spec.name}", fixture.drawing, pages.FIXTURES, titles, lang
    )
    for document in (*filter(None, (sheet,)), *fixture.documents, *drawn):
        yield document, imprint


def _of_project(dossier: DossierInput) -> Iterator[_Signed]:
    project = dossier.project
    for own in dossier.own:
        document = pages.own_page(own)
        if document is not None:
            yield (
                document,
                Imprint(
                    number=own.number,
                    revision=own.revision,
                    author=project.author,
                    date=project.date,
                ),
            )


def document_titles(chapters: Iterable[Chapter]) -> Iterator[str]:
    """Yield the title of every document of the dossier in its order."""
    for chapter in chapters:
        for group in chapter.groups:
            yield from (entry.document.title for entry in group.entries)
