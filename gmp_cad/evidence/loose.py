"""What was read of an assembly that belongs to no project: a STEP file, a CadQuery script."""

from __future__ import annotations

from dataclasses import dataclass, field

from gmp_cad.evidence.placed import Placement
from gmp_cad.language import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseAssembly:
    """An assembly as it stands: what is placed where, and what of it cannot be looked at.

    ``placements``: each leaf by its path (``arm/screw.2``), unique in the assembly; placements of
    one ``item`` share one solid. ``products``: the name that each item has in the source.
    ``bodies``: placements that are one solid of a leaf of several, with the name of that leaf.
    ``unread``: leaves that are left out, with the reason. ``notes``: what the reader is to know.
    """

    name: str
    placements: tuple[Placement, ...]
    products: dict[str, str]
    unread: tuple[tuple[str, Message], ...] = ()
    notes: tuple[Message, ...] = ()
    bodies: dict[str, str] = field(default_factory=dict)
