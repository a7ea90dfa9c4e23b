"""The documents that only the dossier has: requirements, parts list, definition sheets, safety."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gmp_cad.documents.dossier.chapters import DossierInput, FixtureChapter, OwnPage, PartChapter
from gmp_cad.documents.dossier.dossier_tables import (
    bom_table,
    dimensions_of,
    fixture_context,
    fixture_file,
    identity_lines,
    mass_lines,
    programme,
    sheet_file,
)
from gmp_cad.documents.file_formats import MODELS
from gmp_cad.documents.part import dimension_table
from gmp_cad.documents.plan.gamme import machine_text
from gmp_cad.documents.printing.embedded import EmbeddedDocument
from gmp_cad.documents.printing.figures import DASH, or_dash
from gmp_cad.documents.printing.picture import Picture
from gmp_cad.documents.product.interference_page import TEMPLATE as INTERFERENCES
from gmp_cad.language import Message, english, number, spoken, translate
from gmp_cad.spec.product import ProductSpec, published_sizes
from gmp_cad.spec.size import print_size

REQUIREMENTS, ENSEMBLE, DEFINITION, FIXTURES, SAFETY = 1, 2, 3, 9, 16
_BATCH = english(("Item", "Part", "Per product", "Pieces", "Batch", "Plan"))
_FITS = english(("Hole", "Size", "Shaft", "Size", "Required"))
_JOINTS = english(("Contact", "Between", "And"))
_PARAMETERS = english(("Parameter", "Least", "Greatest", "In the documents"))
_SAFETY_COLUMNS = english(("Phase", "Designation", "Machine", "Coolant", "Risks and protection"))
_KINDS = english({
    "thread": "thread", "press": "press fit", "weld": "weld", "clearance": "clearance",
    "transition": "transition", "interference": "interference",
})  # fmt: skip
_PMI = english({
    "dimension": "dimensions", "tolerance": "geometric tolerances", "datum": "datums",
    "texture": "surface textures", "note": "notes",
})  # fmt: skip
Rows = list[list[str]]


def requirements(dossier: DossierInput, lang: str) -> EmbeddedDocument | None:
    """Return what is asked for: programme, batches, functional requirements of the product."""
    product = dossier.product
    if product is None:
        return None
    title = Message(
        "Requirements and production programme — {part}", part=f"{dossier.number} {dossier.title}"
    ).say(lang)
    return EmbeddedDocument(
        chapter=REQUIREMENTS, title=title, template="programme_page.typ.j2",
        context={
            "programme": programme(dossier, lang),
            "masses": mass_lines(dossier, lang),
            "batch_columns": [translate(c, lang) for c in _BATCH],
            "batches": _batches(dossier, product, lang),
            "fit_columns": [translate(c, lang) for c in _FITS],
            "fits": [_fit(dossier, product, i, lang) for i in range(len(product.fits))],
            "joint_columns": [translate(c, lang) for c in _JOINTS],
            "joints": [
                [
                    translate(_KINDS[joint.kind], lang),
                    _item(dossier, product, joint.a), _item(dossier, product, joint.b),
                ]
                for joint in product.joints
            ],
            "parameter_columns": [translate(c, lang) for c in _PARAMETERS],
            "parameters": [
                [spoken(name, lang), *(number(v, lang) for v in (p.start, p.end, p.default))]
                for name, p in product.parameters.items()
            ],
        },
    )  # fmt: skip


def _batches(dossier: DossierInput, product: ProductSpec, lang: str) -> Rows:
    """Return a row per part: pieces that the product needs, batch and revision of its plan."""
    parts = {part.spec.name: part for part in dossier.parts}
    rows = []
    for item in sorted(product.items, key=lambda item: item.ref):
        part = parts.get(item.part or "")
        if part is None:
            continue
        pieces = product.product.quantity * item.quantity
        plan = part.plan
        rows.append([
            str(item.ref), f"{part.spec.part.number} {part.spec.part.title}", str(item.quantity),
            str(pieces), str((plan.batch or pieces) if plan else DASH),
            Message("revision {revision}", revision=plan.revision).say(lang) if plan else DASH,
        ])  # fmt: skip
    return rows


def _fit(dossier: DossierInput, product: ProductSpec, index: int, lang: str) -> list[str]:
    fit = product.fits[index]
    wanted = translate(_KINDS[fit.kind], lang) if fit.kind else ""
    return [
        _place(dossier, product, fit.hole, lang), _size(dossier, product, fit.hole, lang),
        _place(dossier, product, fit.shaft, lang), _size(dossier, product, fit.shaft, lang),
        or_dash(" — ".join(filter(None, (wanted, fit.note)))),
    ]  # fmt: skip


def _item(dossier: DossierInput, product: ProductSpec, name: str) -> str:
    """Return an item as the parts list calls it: ``3 Mors mobile``, its name where it has no line."""
    item = product.item(name)
    if item is None:
        return name
    part = next((p for p in dossier.parts if p.spec.name == item.part), None)
    return f"{item.ref} {part.spec.part.title if part else item.standard or name}"


def _place(dossier: DossierInput, product: ProductSpec, line: str, lang: str) -> str:
    """Return ``3 Mors mobile — guidage`` for ``mors_mobile.guide``; a standard part has but one."""
    name, _, feature = line.partition(".")
    item = product.item(name)
    said = _item(dossier, product, name)
    return said if item is not None and item.standard else f"{said} — {spoken(feature, lang)}"


def _size(dossier: DossierInput, product: ProductSpec, line: str, lang: str) -> str:
    """Return the size that a line ``item.dimension`` of a fit has in its specification."""
    name, _, key = line.partition(".")
    item = product.item(name)
    if item is not None and item.standard:
        return or_dash(published_sizes(item.standard).get(key, ""))
    folder = item.part if item is not None else None
    part = next((p for p in dossier.parts if p.spec.name == folder), None)
    dimension = part.spec.dimensions.get(key) if part else None
    return print_size(dimension.size, lang) if dimension else DASH


def parts_list(dossier: DossierInput, lang: str) -> EmbeddedDocument | None:
    """Return the nomenclature of the product."""
    if not dossier.bom:
        return None
    title = Message("Parts list — {part}", part=f"{dossier.number} {dossier.title}").say(lang)
    return EmbeddedDocument(
        chapter=ENSEMBLE, title=title, template="nomenclature_page.typ.j2",
        context={"bom": bom_table(dossier.bom, lang)},
    )  # fmt: skip


def definition_sheet(chapter: PartChapter, dossier: DossierInput, lang: str) -> EmbeddedDocument:
    """Return what is required of a part beside what its digital model is."""
    identity = chapter.spec.part
    said, file = f"{identity.number} {identity.title}", f"shaded-{chapter.spec.name}.png"
    title = Message("Definition sheet — {part}", part=said).say(lang)
    return EmbeddedDocument(
        chapter=DEFINITION, title=title, template="definition_page.typ.j2",
        context={
            "lines": identity_lines(chapter, lang),
            "model": _model_lines(chapter, lang),
            "columns": [translate(c, lang) for c in dimension_table.COLUMNS],
            "rows": dimensions_of(chapter, dossier, lang),
            "picture": {"file": file, "alt": f"{translate('shaded isometric view', lang)} — {said}"}
            if chapter.shaded else None,
        },
        pictures={file: chapter.shaded} if chapter.shaded else {},
    )  # fmt: skip


def _model_lines(chapter: PartChapter, lang: str) -> list[dict[str, str]]:
    """Return what the digital model is: its files, what it holds, its volume."""
    mass, pmi = chapter.mass, chapter.pmi
    files = [chapter.models[ending] for ending in MODELS if ending in chapter.models]
    folder = files[0].rpartition("/")[0] if files else ""
    names = ", ".join(path.rpartition("/")[2] for path in files)
    counts = ", ".join(
        f"{pmi[kind]} {translate(said, lang)}" for kind, said in _PMI.items() if (pmi or {}).get(kind)
    ) if pmi else ""  # fmt: skip
    lines = english((
        ("Files", f"{names} (output/{folder})" if files else ""), ("Semantic PMI (AP242)", counts),
        ("Volume (mm³)", number(round(mass.volume_mm3, 1), lang) if mass else ""),
        ("Area (mm²)", number(round(mass.area_mm2, 1), lang) if mass else ""),
        ("Density (kg/m³)", number(chapter.spec.part.density_kg_m3, lang)),
    ))  # fmt: skip
    return [{"label": translate(k, lang), "value": or_dash(v)} for k, v in lines]


def fixture_sheet(fixture: FixtureChapter, lang: str) -> EmbeddedDocument | None:
    """Return what is said of a fixture that has no file of its own."""
    if any(document.template != INTERFERENCES for document in fixture.documents):
        return None
    identity = fixture.spec.fixture
    title = Message("Fixture — {part}", part=f"{identity.number} {identity.title}").say(lang)
    return EmbeddedDocument(
        chapter=FIXTURES, title=title, template="montage_simple_page.typ.j2",
        context={k: v for k, v in fixture_context(fixture, lang).items() if k in _FIXTURE_FIELDS},
        pictures={fixture_file(fixture): fixture.picture.svg} if fixture.picture else {},
    )  # fmt: skip


_FIXTURE_FIELDS = ("lines", "bom", "locators", "locator_columns", "picture")


def sheets(
    name: str, pictures: tuple[Picture, ...], chapter: int, titles: tuple[str, str], lang: str
) -> Iterator[EmbeddedDocument]:
    """Yield the sheets of a drawing, each a document; ``titles``: its kind, then its subject."""
    kind, subject = titles
    for i, picture in enumerate(pictures):
        said = Message("sheet {i} of {n}", i=i + 1, n=len(pictures)).say(lang)
        width, height = picture.size_mm
        file = sheet_file(name, i)
        yield EmbeddedDocument(
            chapter=chapter, template="planche_page.typ.j2",
            title=f"{kind} — {subject}" if len(pictures) == 1 else f"{kind}, {said} — {subject}",
            context={"sheet": {"file": file, "width": width, "height": height, "alt": picture.alt}},
            pictures={file: picture.svg},
        )  # fmt: skip


def safety_sheet(chapter: PartChapter, dossier: DossierInput, lang: str) -> EmbeddedDocument | None:
    """Return the risks and the protection of each phase, where the plan tells them."""
    plan, identity = chapter.plan, chapter.spec.part
    if plan is None or not any(phase.safety for phase in plan.phases):
        return None
    rows = [
        [
            str(phase.number), phase.title,
            machine_text(dossier.workshop.machine(phase.machine), phase),
            or_dash(phase.coolant), or_dash(phase.safety),
        ]
        for phase in plan.phases
    ]  # fmt: skip
    title = Message("Safety at the posts — {part}", part=f"{identity.number} {identity.title}")
    return EmbeddedDocument(
        chapter=SAFETY, title=title.say(lang), template="securite_page.typ.j2",
        context={"columns": [translate(c, lang) for c in _SAFETY_COLUMNS], "rows": rows},
    )  # fmt: skip


def own_page(own: OwnPage) -> EmbeddedDocument | None:
    """Return a page of the project's own, None where its file does not exist."""
    if own.content is None:
        return None
    context: dict[str, Any] = {"picture": {"file": own.file, "alt": own.title}}
    return EmbeddedDocument(
        chapter=own.chapter, title=own.title, template="propre_page.typ.j2", context=context,
        pictures={own.file: own.content},
    )  # fmt: skip
