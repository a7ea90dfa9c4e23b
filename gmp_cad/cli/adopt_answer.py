"""What ``gmp-cad adopt --json`` prints."""

from __future__ import annotations

from typing_extensions import TypedDict

from gmp_cad.build.adoption.adoption_outcome import Adoption, Product


class AdoptedAnswer(TypedDict):
    """A part: its name, the source that it is built from, its solids; whether it was written now."""

    part: str
    source: str
    solids: int
    written: bool


class RefusedAnswer(TypedDict):
    """What is no part, why, what to do, and the line of the script where it stopped (or null)."""

    source: str
    message: str
    hint: str | None
    where: str | None


class ProductAnswer(TypedDict):
    """The product that an assembly became: how many pieces of how many parts; whether written now."""

    source: str
    pieces: int
    parts: int
    written: bool


class AdoptAnswer(TypedDict):
    """What was adopted and what was not.

    ``passed_over``: scripts of the folders that were asked for which show nothing.
    ``product``: of an assembly, else null; ``notes``: what else is to be known; ``files``: what
    was written into the project.
    """

    project: str
    parts: list[AdoptedAnswer]
    product: ProductAnswer | None
    notes: list[str]
    refused: list[RefusedAnswer]
    passed_over: list[str]
    files: list[str]


def answer(found: Adoption, project: str, files: list[str], lang: str) -> AdoptAnswer:
    """Return what became of all that was asked; texts in ``lang``."""
    return AdoptAnswer(
        project=project,
        parts=[
            AdoptedAnswer(part=p.name, source=p.source, solids=p.solids, written=p.written)
            for p in found.parts
        ],
        product=_product(found.product),
        notes=[note.say(lang) for note in found.notes],
        refused=[
            RefusedAnswer(
                source=r.source, message=r.message.say(lang),
                hint=r.hint.say(lang) if r.hint else None,
                where=str(r.where) if r.where else None,
            )
            for r in found.refused
        ],
        passed_over=list(found.passed_over),
        files=files,
    )  # fmt: skip


def _product(product: Product | None) -> ProductAnswer | None:
    if product is None:
        return None
    return ProductAnswer(
        source=product.source, pieces=product.pieces, parts=product.parts, written=product.written
    )
