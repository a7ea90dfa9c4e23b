"""What became of the files that were to be adopted."""

from __future__ import annotations

from dataclasses import dataclass

from gmp_cad.errors import Where
from gmp_cad.language import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptedPart:
    """A part of the project: its name, from what it was made; ``written``: now, or before."""

    name: str
    source: str
    solids: int
    written: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """The product of the project, adopted from an assembly: how many pieces of how many parts."""

    source: str
    pieces: int
    parts: int
    written: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What of a file is no part, and why; ``failed``: it could not be run or read at all."""

    source: str
    message: Message
    hint: Message | None = None
    where: Where | None = None
    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """What became of all that was asked: in the order of the files; the product, where one did."""

    parts: tuple[AdoptedPart, ...]
    refused: tuple[Refused, ...]
    passed_over: tuple[str, ...]
    product: Product | None = None
    notes: tuple[Message, ...] = ()
