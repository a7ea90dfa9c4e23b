"""What a dossier de fabrication is made of, which of it this project has, and what would make it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from gmp_cad.documents.dossier.chapters import DossierInput, PartChapter
from gmp_cad.documents.part import inspection_sheet
from gmp_cad.documents.plan import (
    apef,
    precedence,
    quotation,
    route_card,
    simulation,
    stock_document,
    tool_sheet,
)
from gmp_cad.documents.printing.embedded import EmbeddedDocument
from gmp_cad.documents.product import assembly_plan
from gmp_cad.language import Message, english, translate
from gmp_cad.spec.balloons import balloons

# The chapters of a dossier de fabrication in the order of the trade, by their numbers.
CHAPTERS = english((
    "Cover, list of documents and revisions", "Requirements, production programme",
    "Assembly drawing and parts list", "Definition drawings and digital model",
    "Study of the stock", "Analysis: precedence, levels, preliminary processes",
    "Process plans and assembly plan", "Machining simulation (Δl, Cf)", "Phase contracts",
    "Fixtures and clamping", "Tool and setting sheets", "NC programs and set-up sheets",
    "Inspection plan and inspection sheets", "Route cards", "Quotation: times, costs",
    "Layout, flows, packaging", "Safety, environment",
))  # fmt: skip


# What the states of a piece are called.
STATE_NAMES = english(
    {"present": "present", "partial": "partial", "missing": "missing", "none": "not needed"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What has a piece or lacks it: its folder, and how people call it."""

    name: str
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Who has a piece of the dossier, and who lacks it."""

    have: tuple[Subject, ...] = ()
    lack: tuple[Subject, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece of the dossier; ``state`` is "present", "partial", "missing" or "none": not needed.

    ``number``: of its chapter. ``lacking``: folders of what lacks it; ``remedy`` says what in the
    project makes it, "" for a piece that is present.
    """

    number: str
    title: str
    state: str
    detail: str
    lacking: tuple[str, ...] = ()
    remedy: str = ""


_PRODUCT = Subject(name="product")


def _given(value: object) -> Share:
    return Share(have=(_PRODUCT,)) if value else Share(lack=(_PRODUCT,))


def _subject(part: PartChapter) -> Subject:
    return Subject(name=part.spec.name, said=part.spec.part.number)


def _divided(parts: Iterator[tuple[PartChapter, bool]]) -> Share:
    found = list(parts)
    return Share(
        have=tuple(_subject(part) for part, has in found if has),
        lack=tuple(_subject(part) for part, has in found if not has),
    )


def _of_parts(holds: Callable[[PartChapter], object]) -> Callable[[DossierInput], Share]:
    return lambda dossier: _divided((p, bool(holds(p))) for p in dossier.chapters)


def _inspected(template: str) -> Callable[[DossierInput], Share]:
    """Return who of the parts of which something is required has the document of a template."""
    return lambda dossier: _divided(
        (part, _holds(part.documents, template)) for part in dossier.chapters if balloons(part.spec)
    )


def _contracts(dossier: DossierInput) -> Share:
    have: list[Subject] = []
    lack: list[Subject] = []
    for part in dossier.chapters:
        made = {sheet.phase for sheet in part.contracts}
        for phase in part.plan.phases if part.plan else ():
            number = str(phase.number)
            said = f"{part.spec.part.number} / {number}"
            (have if number in made else lack).append(Subject(name=part.spec.name, said=said))
    return Share(have=tuple(have), lack=tuple(lack))


def _planned(*templates: str) -> Callable[[DossierInput], Share]:
    """Return who of the parts with a plan has the documents of these templates."""
    return lambda dossier: _divided(
        (part, _holds(part.documents, *templates)) for part in dossier.chapters if part.plan
    )


def _of_product(template: str) -> Callable[[DossierInput], Share]:
    return lambda dossier: _given(_holds(dossier.documents, template))


def _holds(documents: Iterable[EmbeddedDocument], *templates: str) -> bool:
    return {document.template for document in documents} >= set(templates)


def _own(chapter: int) -> Callable[[DossierInput], Share]:
    return lambda dossier: _own_share(dossier, chapter)


def _own_share(dossier: DossierInput, chapter: int) -> Share:
    """Return which of the project's own pages of a chapter have their file."""
    pages = [own for own in dossier.own if own.chapter == chapter]
    if not pages:
        return _given(value=False)
    lost = [Subject(name="", said=own.source) for own in pages if own.content is None]
    return Share(have=(_PRODUCT,) * (len(pages) - len(lost)), lack=tuple(lost))


def _safety(dossier: DossierInput) -> Share:
    """Return the pages of the project if it brings some, else the plans that tell the dangers."""
    if any(own.chapter == 16 for own in dossier.own):
        return _own_share(dossier, 16)
    return _divided(
        (part, any(phase.safety for phase in part.plan.phases))
        for part in dossier.chapters
        if part.plan
    )


def _fixtures(dossier: DossierInput) -> Share:
    called = sorted({
        phase.fixture
        for part in dossier.parts if part.plan
        for phase in part.plan.phases if phase.fixture
    })  # fmt: skip
    designed = dossier.fixture_numbers
    return Share(
        have=tuple(Subject(name=f, said=designed[f]) for f in called if f in designed),
        lack=tuple(Subject(name=f, said=f) for f in called if f not in designed),
    )


_PLAN = Message("The phases of parts/<part>/process.toml make it.")
_MODEL = Message("parts/<part>/spec.toml and model.py make it; annex B says what failed.")
_ITEMS = Message("The [[item]] tables of parts/product.toml, placed by parts/assembly.py, make it.")
_Count = Callable[[DossierInput], Share]
_NC = Message(
    "gmp_cad writes no NC program yet: the program numbers are in the contracts (chapter 8), origins,"
    " OP, PREF and DEC, tools and gauges in the setting sheets (chapter 10). A [[document]] of"
    " parts/product.toml with chapter = 11 adds a listing."
)
_SAFETY = Message("The key safety of a [[phase]] in parts/<part>/process.toml makes it.")


_FIXTURES = 9
_NO_FIXTURE = Message("No phase calls a fixture: the workholdings are those of the contracts.")


def _any(chapter: int) -> Message:
    return Message(
        "A [[document]] of parts/product.toml with chapter = {chapter} adds a page of its own.",
        chapter=chapter,
    )


# Chapter, title, who has it, what makes it.
_PIECES: tuple[tuple[int, str, _Count, Message], ...] = english((
    (0, "Cover, list of documents and revisions", lambda _d: _given(value=True), Message("")),
    (1, "Requirements, production programme", lambda d: _given(d.product),
     Message("The file parts/product.toml makes it.")),
    (2, "Assembly drawing", lambda d: _given(d.drawing), _ITEMS),
    (2, "Parts list", lambda d: _given(d.bom), _ITEMS),
    (3, "Definition drawings", _of_parts(lambda p: p.drawing), _MODEL),
    (3, "Digital model (STEP)", _of_parts(lambda p: p.models.get("step")), _MODEL),
    (4, "Study of the stock", _planned(stock_document.TEMPLATE), Message("The [stock] of parts/<part>/process.toml makes it.")),
    (5, "Analysis: precedence, levels, compared preliminary processes", _planned(apef.TEMPLATE, precedence.TEMPLATE), _PLAN),
    (6, "Process plans (list of phases)", _of_parts(lambda p: p.plan),
     Message("A file parts/<part>/process.toml makes it; gmp-cad plan <part> proposes one.")),
    (6, "Assembly process plan", _of_product(assembly_plan.TEMPLATE), _ITEMS),
    (7, "Machining simulation (Δl, Cf)", _planned(simulation.TEMPLATE), _PLAN),
    (8, "Phase contracts", _contracts, _PLAN),
    (9, "Fixture files", _fixtures, Message("A folder fixtures_design/<fixture>/ makes it.")),
    (10, "Tool and setting sheets", _planned(tool_sheet.TEMPLATE), _PLAN),
    (11, "NC programs and set-up sheets", _own(11), _NC),
    (12, "Inspection plan, inspection sheets",
     _inspected(inspection_sheet.TEMPLATE),
     Message("The dimensions and tolerances of parts/<part>/spec.toml make it.")),
    (12, "Control charts, capabilities", _own(12),
     Message("They come with the measures of the series. A [[document]] of parts/product.toml with"
             " chapter = 12 adds a page of its own.")),
    (13, "Route card", _planned(route_card.TEMPLATE), _PLAN),
    (14, "Quotation: times, costs", _planned(quotation.TEMPLATE), _PLAN),
    (15, "Layout, flows, packaging", _own(15), _any(15)),
    (16, "Safety, environment", _safety, _SAFETY),
))  # fmt: skip


def composition(dossier: DossierInput, lang: str) -> Iterator[Piece]:
    """Yield every piece in order, each present, partial (how many of how many), missing or not needed."""
    for number, title, count, made_by in _PIECES:
        share = count(dossier)
        have, wanted = len(share.have), len(share.have) + len(share.lack)
        state = "missing" if have == 0 else "present" if not share.lack else "partial"
        needless = wanted == 0 and number == _FIXTURES
        state = "none" if needless else state
        remedy = _NO_FIXTURE if needless else made_by
        said = Message("{have} of {wanted}", have=have, wanted=wanted).say(lang)
        lacking = ", ".join(dict.fromkeys(s.said for s in share.lack if s.said))
        missing = Message("missing: {names}", names=lacking).say(lang) if lacking else ""
        yield Piece(
            number=str(number),
            title=translate(title, lang),
            state=state,
            detail=" — ".join(filter(None, (said if wanted > 1 and have else "", missing))),
            lacking=tuple(dict.fromkeys(s.name for s in share.lack)),
            remedy="" if state == "present" else remedy.say(lang),
        )  # fmt: skip
