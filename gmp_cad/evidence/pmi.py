"""What a STEP AP242 file says of its part: semantic PMI, as text and as a CAD kernel reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gmp_cad.evidence.solid import FaceGeometry
from gmp_cad.language import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class PmiItem:
    """One piece of semantic PMI as a reader found it in a STEP AP242 file.

    ``kind`` and ``type``: a dimension ("diameter", "linear distance" …), a tolerance (its ISO 1101
    characteristic as in ``[tolerances]``), a datum, a surface texture or a note. ``name`` is the text
    that the file gives it, ``id`` its identifier there (ours: the line of the specification). ``value`` in mm or degrees (``unit``); ``limits``: lower and upper
    limit; ``fit``: the ISO 286 class; ``shape`` and ``modifiers``: of a tolerance zone or a size;
    ``datums``: each compartment as text (``A``, ``A-B``, ``A Ⓜ``). ``faces``: the faces to which it is
    attached; ``second``: those at the other end of a location. ``entity`` is its instance in the
    file's text (``#12``); ``attached`` and ``attached_second`` number the geometry there, which
    ``on`` calls "cylinder", "plane", "edge" …, one word each.
    """

    kind: Literal["dimension", "tolerance", "datum", "texture", "note"]
    type: str
    name: str = ""
    id: str = ""
    value: float | None = None
    unit: str = "mm"
    limits: tuple[float, float] | None = None
    fit: str = ""
    count: int | None = None
    shape: str = ""
    modifiers: tuple[str, ...] = ()
    datums: tuple[str, ...] = ()
    faces: tuple[FaceGeometry, ...] = ()
    second: tuple[FaceGeometry, ...] = ()
    entity: str = ""
    attached: tuple[int, ...] = ()
    attached_second: tuple[int, ...] = ()
    on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepText:
    """What the text of a STEP file says, read without a CAD kernel.

    ``counts``: how many entities of each kind ("dimensions", "tolerances: FLATNESS_TOLERANCE" …).
    ``stored_volumes_mm3``: what the file says of its own solids, for its reader to compare.
    """

    schema: str
    products: tuple[str, ...]
    length_unit: str
    counts: dict[str, int]
    stored_volumes_mm3: tuple[float, ...]
    items: tuple[PmiItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PmiOmission:
    """A line, or a part of one, that a STEP file leaves out, and what has it not (``cause``)."""

    line: str
    reason: Message
    cause: Literal["standard", "part"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepModel:
    """What a CAD kernel reads from a STEP file: ``features``, the PMI one item per feature.

    ``items``: those of the text, with their faces. ``faulty`` counts the solids that are not valid.
    """

    solids: int
    faulty: int
    volume_mm3: float
    features: tuple[PmiItem, ...]
    items: tuple[PmiItem, ...]
