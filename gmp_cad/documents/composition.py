"""What a dossier de fabrication is made of, and which of it this project has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gmp_cad.documents.chapters import DossierInput
from gmp_cad.language import Message, english, translate

Share = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece of the dossier; ``state`` is "present", "partial" or "missing"."""

    number: str
    title: str
    state: str
    detail: str


def _given(value: object) -> Share:
    return (1, 1) if value else (0, 1)


def _missing(_dossier: DossierInput) -> Share:
    return 0, 1


def _of_parts(holds: Callable[..., object]) -> Callable[[DossierInput], Share]:
    return lambda dossier: (sum(bool(holds(p)) for p in dossier.parts), len(dossier.parts))


def _contracts(dossier: DossierInput) -> Share:
    phases = sum(len(p.plan.phases) for p in dossier.parts if p.plan)
    return sum(len(p.contracts) for p in dossier.parts), max(phases, 1)


def _planned(chapter: int, least: int = 1) -> Callable[[DossierInput], Share]:
    """Count the parts with a plan that have so many documents of a chapter."""

    def count(dossier: DossierInput) -> Share:
        planned = [part for part in dossier.parts if part.plan]
        have = [sum(d.chapter == chapter for d in part.documents) >= least for part in planned]
        return sum(have), max(len(planned), 1)

    return count


def _of_product(chapter: int) -> Callable[[DossierInput], Share]:
    return lambda dossier: _given(any(d.chapter == chapter for d in dossier.documents))


def _fixtures(dossier: DossierInput) -> Share:
    called = {
        phase.fixture
        for part in dossier.parts if part.plan
        for phase in part.plan.phases if phase.fixture
    }  # fmt: skip
    return len(called & set(dossier.fixture_numbers)), len(called)


# Order and titles of the table of contents of the trade; what gmp_cad does not make yet is missing.
_PIECES: tuple[tuple[str, str, Callable[[DossierInput], Share]], ...] = (
    ("0", english("Cover, list of documents and revisions"), lambda _d: (1, 1)),
    ("1", english("Requirements, production programme"), lambda d: _given(d.product)),
    ("2", english("Assembly drawing"), lambda d: _given(d.drawing)),
    ("2", english("Parts list"), lambda d: _given(d.bom)),
    ("3", english("Definition drawings"), _of_parts(lambda p: p.drawing)),
    ("3", english("Digital model (STEP)"), _of_parts(lambda p: p.links.get("STEP"))),
    ("4", english("Study of the stock"), _missing),
    ("5", english("Analysis: precedence, levels, compared preliminary processes"), _planned(5, 2)),
    ("6", english("Process plans (list of phases)"), _of_parts(lambda p: p.plan)),
    ("6", english("Assembly process plan"), _of_product(6)),
    ("7", english("Machining simulation (Δl, Cf)"), _planned(7)),
    ("8", english("Phase contracts"), _contracts),
    ("9", english("Fixture files"), _fixtures),
    ("10", english("Tool and setting sheets"), _planned(10)),
    ("11", english("NC programs and set-up sheets"), _missing),
    ("12", english("Inspection plan, inspection sheets, control charts"), _missing),
    ("13", english("Route card"), _planned(13)),
    ("14", english("Quotation: times, costs"), _planned(14)),
    ("15", english("Layout, flows, packaging"), _missing),
    ("16", english("Safety, environment"), _missing),
)


def composition(dossier: DossierInput, lang: str) -> Iterator[Piece]:
    """Yield every piece in order, each present, partial (how many of how many) or missing."""
    for number, title, count in _PIECES:
        have, wanted = count(dossier)
        if wanted == 0:
            continue
        state = english("missing" if have == 0 else "present" if have >= wanted else "partial")
        said = Message("{have} of {wanted}", have=have, wanted=wanted).say(lang)
        yield Piece(
            number=number,
            title=translate(title, lang),
            state=state,
            detail=said if wanted > 1 or state == "partial" else "",
        )
