"""What ``gmp-cad inspect --json`` prints, as types: the published schema is generated from these.

Lengths in mm, angles in degrees, whatever the units of the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gmp_cad.build.inspection import Inspection
from gmp_cad.evidence import FaceGeometry, PmiItem, SurfaceKind, Vector

ANNOTATION = "annotation"
KINDS = {"dimensions": "dimension", "tolerances": "tolerance", "datums": "datum"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A face: a point of its plane or axis, outward normal or axis, area and centre."""

    surface: SurfaceKind
    point_mm: Vector
    direction: Vector
    radius_mm: float
    area_mm2: float
    centre_mm: Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One piece of PMI. ``entity``: its instance in the text; ``id``: its identifier in the file.

    ``value`` of a texture is in mm too. ``limits``: lower, upper; ``fit``: ISO 286 class; ``shape``:
    of a zone; ``on``: what it is attached to, in words; ``second_faces``: the other end.
    """

    entity: str
    id: str
    kind: Literal["dimension", "tolerance", "datum", "texture", "note"]
    type: str
    name: str
    value: float | None
    unit: str
    limits: tuple[float, float] | None
    fit: str
    count: int | None
    shape: str
    modifiers: tuple[str, ...]
    datums: tuple[str, ...]
    on: tuple[str, ...]
    faces: tuple[Face, ...]
    second_faces: tuple[Face, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectCounts:
    """How many: ``text`` by entity of the file's text, ``xcaf`` per feature as XCAF reads them."""

    text: dict[str, int]
    xcaf: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectedFile:
    """A file. Solids, volume and ``xcaf`` are null or empty where the kernel could not read it.

    ``pmi``: one item per entity of the text; ``xcaf``: one per feature, as XCAF reads the file.
    ``volume_agrees``: with a volume that the file states; null where it states none.
    """

    file: str
    error: str | None
    hint: str | None
    schema: str
    products: tuple[str, ...]
    length_unit: str
    solids: int | None
    faulty_solids: int | None
    volume_mm3: float | None
    stored_volumes_mm3: tuple[float, ...]
    volume_agrees: bool | None
    counts: InspectCounts
    pmi: tuple[Item, ...]
    xcaf: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectAnswer:
    """What STEP files hold; ``complete`` is false where one could not be read whole."""

    version: Literal[1] = 1
    complete: bool
    files: tuple[InspectedFile, ...]


def answer(inspections: Sequence[Inspection], lang: str) -> InspectAnswer:
    """Return what was read from files; messages are in ``lang``."""
    return InspectAnswer(
        complete=all(i.fault is None for i in inspections),
        files=tuple(_file(i, lang) for i in inspections),
    )


def kinds_of(features: Sequence[PmiItem]) -> Counter[str]:
    """Return how many features of each kind XCAF tells, annotations counted once more."""
    kinds = Counter[str](item.kind for item in features)
    return kinds + Counter(ANNOTATION for item in features if item.type == ANNOTATION)


def _file(found: Inspection, lang: str) -> InspectedFile:
    text, model = found.text, found.model
    items = model.items if model else text.items if text else ()
    return InspectedFile(
        file=found.file,
        error=found.fault.say(lang) if found.fault else None,
        hint=found.hint.say(lang) if found.hint else None,
        schema=text.schema if text else "",
        products=text.products if text else (),
        length_unit=text.length_unit if text else "",
        solids=model.solids if model else None,
        faulty_solids=model.faulty if model else None,
        volume_mm3=model.volume_mm3 if model else None,
        stored_volumes_mm3=text.stored_volumes_mm3 if text else (),
        volume_agrees=found.volume_agrees,
        counts=InspectCounts(
            text=text.counts if text else {}, xcaf=_xcaf_counts(model.features) if model else {}
        ),
        pmi=tuple(_item(item) for item in items),
        xcaf=tuple(_item(item) for item in model.features) if model else (),
    )


def _xcaf_counts(features: Sequence[PmiItem]) -> dict[str, int]:
    kinds = kinds_of(features)
    counts = {name: kinds[kind] for name, kind in KINDS.items()}
    return {**counts, "annotations counted as dimensions": kinds[ANNOTATION]}


def _item(item: PmiItem) -> Item:
    return Item(
        entity=item.entity, id=item.id, kind=item.kind, type=item.type, name=item.name,
        value=item.value, unit=item.unit, limits=item.limits, fit=item.fit, count=item.count,
        shape=item.shape, modifiers=item.modifiers, datums=item.datums, on=item.on,
        faces=tuple(map(_face, item.faces)), second_faces=tuple(map(_face, item.second)),
    )  # fmt: skip


def _face(face: FaceGeometry) -> Face:
    return Face(
        surface=face.surface, point_mm=face.point, direction=face.direction,
        radius_mm=face.radius_mm, area_mm2=face.area_mm2, centre_mm=face.centre_mm,
    )  # fmt: skip
