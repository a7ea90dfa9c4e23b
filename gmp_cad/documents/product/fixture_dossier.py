"""The dossier of a fixture: nomenclature, contacts found, table and origins, tools, base, cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gmp_cad.documents import verdicts
from gmp_cad.documents.bom import BomRow, bom_cells, bom_header
from gmp_cad.documents.printing.embedded import EmbeddedDocument
from gmp_cad.documents.printing.figures import DASH, mass_text, or_dash, point_text
from gmp_cad.documents.printing.picture import Picture
from gmp_cad.documents.product.fixture_costs import cost_section
from gmp_cad.documents.product.fixture_origins import origin_rows
from gmp_cad.documents.product.fixture_section import Rows, Table, item_text, labelled, section
from gmp_cad.evidence import ClampForce, LocatingNormal, Vector
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message, english, number, spoken, translate, word
from gmp_cad.process.clamp_screw import clamp_screws
from gmp_cad.process.faces import same_feature
from gmp_cad.process.fixture_base import Bending
from gmp_cad.process.fixture_cost import FixtureCostEstimate
from gmp_cad.process.fixture_table import TableStanding
from gmp_cad.process.holding_fixture import HoldingFixture
from gmp_cad.process.isostatism import isostatism
from gmp_cad.process.realised import Contact
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.standards.tightening import FRICTION

TEMPLATE = "montage_page.typ.j2"
_CHAPTER = 9
_BY_HAND_KG = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class FixtureDossier:
    """All that the dossier of a fixture shows."""

    holding: HoldingFixture
    table: TableStanding
    mass_kg: float
    bom: tuple[BomRow, ...]
    cost: FixtureCostEstimate
    findings: tuple[Finding, ...]
    picture: Picture
    plan: ProcessPlan


def fixture_document(dossier: FixtureDossier, lang: str) -> EmbeddedDocument:
    """Return the document, without the sheets of the drawing: the whole dossier has them already."""
    spec = dossier.holding.spec
    title = Message("Fixture file — {number} {title}", number=spec.fixture.number,
                    title=spec.fixture.title).say(lang)  # fmt: skip
    file = f"fixture-file-{spec.name}.svg"
    return EmbeddedDocument(
        chapter=_CHAPTER, title=title, template=TEMPLATE,
        context={
            "lines": _lines(dossier, lang),
            "picture": {"file": file, "alt": dossier.picture.alt},
            "sections": [
                *(
                    one
                    for build in (_locating, _clamping, _loading, _standing, _tools, _base, _parts)
                    for one in build(dossier, lang)
                ),
                cost_section(spec, dossier.cost, dossier.plan.batch, lang),
            ],
            "verdicts": [
                verdicts.finding_row(f, lang) for f in dossier.findings if not _in_tables(f)
            ],
            "sheets": [],
        },
        pictures={file: dossier.picture.svg},
    )  # fmt: skip


def _in_tables(finding: Finding) -> bool:
    """Return whether the tables of contacts say it already: an item that touches as it should."""
    return finding.check == "fixture.contacts" and finding.status is Status.PASS


def with_drawing(document: EmbeddedDocument, sheets: Sequence[Picture]) -> EmbeddedDocument:
    """Return the document with the sheets of the assembly drawing after it, to stand alone."""
    stem = document.context["picture"]["file"].removesuffix(".svg")
    files = {f"{stem}-{i}.svg": sheet for i, sheet in enumerate(sheets, start=1)}
    placed = [
        {"file": file, "width": sheet.size_mm[0], "height": sheet.size_mm[1], "alt": sheet.alt}
        for file, sheet in files.items()
    ]
    return replace(
        document, context={**document.context, "sheets": placed},
        pictures={**document.pictures, **{file: sheet.svg for file, sheet in files.items()}},
    )  # fmt: skip


def _lines(dossier: FixtureDossier, lang: str) -> list[dict[str, str]]:
    spec, phase, cost = dossier.holding.spec, dossier.holding.phase, dossier.cost
    identity, part = spec.fixture, dossier.holding.work.spec.part
    budget = spec.cost.budget_eur
    price = Message(
        "{total:.0f} €, budget {budget:.0f} €", total=cost.total_eur, budget=budget or 0
    )
    alone = Message("{total:.0f} €", total=cost.total_eur)
    return labelled(
        english((
            ("Workpiece", f"{part.number} {part.title}"),
            ("Phase", f"{phase.number} — {phase.title}"),
            ("Machine tool", phase.machine), ("Revision", identity.revision),
            ("Mass of the fixture (kg)", mass_text(dossier.mass_kg, lang)),
            ("Handling", _handling(dossier.mass_kg).say(lang)),
            ("Cost", (price if budget else alone).say(lang)),
            ("Remarks", identity.note),
        )),
        lang,
    )  # fmt: skip


def _handling(mass_kg: float) -> Message:
    """Return how the fixture is carried: NF X 35-109 admits 15 kg for one person."""
    if mass_kg <= _BY_HAND_KG:
        return Message("by hand")
    return Message("two people or a hoist: over {limit} kg (NF X 35-109)", limit=_BY_HAND_KG)


def _locating(dossier: FixtureDossier, lang: str) -> Iterator[dict[str, Any]]:
    holding = dossier.holding
    found = isostatism(holding.realised)
    said = Message(
        "{normals} {normals:normal|normals} from the contacts found, rank {rank}, quality {quality}",
        normals=found.normals, rank=found.rank, quality=round(found.quality, 3),
    ).say(lang)  # fmt: skip
    rows = [_located(dossier, normal, lang) for normal in holding.wanted]
    columns = english((
        ("Normal", "13mm", "center"), ("Item", "1fr", "left"), ("Surface", "20mm", "left"),
        ("Contact", "25mm", "left"), ("Point (mm)", "34mm", "left"),
        ("Direction", "20mm", "left"), ("Gap (mm)", "15mm", "right"),
    ))  # fmt: skip
    note = Message("contacts found in the geometry, in the frame of the part").say(lang)
    yield section(english("Location: contacts found"), lang, table=Table(columns, rows),
                   note=f"{said} ; {note}")  # fmt: skip


def _located(dossier: FixtureDossier, normal: LocatingNormal, lang: str) -> list[str]:
    holding = dossier.holding
    name = next((n for n, own in holding.locators.items() if normal.index in own), "")
    contact = next(
        (
            c
            for c in holding.contacts.get(name, ())
            if normal.on in c.on or normal.on.split("[")[0] in c.on
        ),
        None,
    )
    return [
        str(normal.index),
        *_contact_cells(dossier, name, normal.on, contact, normal.direction, lang),
    ]


def _contact_cells(
    dossier: FixtureDossier, name: str, on: str, contact: Contact | None, direction: Vector, lang: str
) -> list[str]:  # fmt: skip
    gap = dossier.holding.found.gap(name)
    apart = DASH if gap is None else number(round(gap.gap_mm, 3), lang, 3)
    surface = spoken(on, lang)
    item = item_text(dossier.holding.spec, name)
    if contact is None:
        return [or_dash(item), surface, DASH, DASH, DASH, apart]
    return [
        item, surface, _kind(contact, lang), point_text(contact.point, lang), _axis(direction, lang), apart,
    ]  # fmt: skip


_KINDS = english({
    "area": "contact area", "line": "contact line", "point": "contact point",
    "cylinder": "contact cylinder",
})  # fmt: skip


def _kind(contact: Contact, lang: str) -> str:
    if contact.area_mm2:
        said = Message("{kind} {area:.0f} mm²", kind=Message(_KINDS[contact.kind]),
                       area=contact.area_mm2)  # fmt: skip
        return said.say(lang)
    length = max(touch.length_mm for touch in contact.touches)
    if length:
        return Message("{kind} {length:.1f} mm", kind=Message(_KINDS[contact.kind]),
                       length=length).say(lang)  # fmt: skip
    return translate(_KINDS[contact.kind], lang)


def _axis(direction: Vector, lang: str) -> str:
    """Return ``+Z``, ``−Z`` for a direction along an axis, its components otherwise."""
    for name, axis in AXES.items():
        if float(np.dot(axis, direction)) > 1 - 1e-6:
            return name.replace("-", "−")
    return point_text(direction, lang)


def _clamping(dossier: FixtureDossier, lang: str) -> Iterator[dict[str, Any]]:
    holding = dossier.holding
    torques = {screw.clamp: screw.torque_nm for screw in clamp_screws(holding)}
    rows = [
        [
            str(index), *_contact_cells(dossier, name, clamp.on, contact, clamp.direction, lang),
            number(clamp.force_n, lang, 0),
            number(float(f"{torques[name]:.2g}"), lang) if name in torques else DASH,
        ]
        for index, name, clamp, contact in _clamps(holding)
    ]  # fmt: skip
    columns = english((
        ("Clamp", "13mm", "center"), ("Item", "1fr", "left"), ("Surface", "20mm", "left"),
        ("Contact", "25mm", "left"), ("Point (mm)", "30mm", "left"),
        ("Direction", "17mm", "left"), ("Gap (mm)", "14mm", "right"), ("F (N)", "13mm", "right"),
        ("C (N·m)", "14mm", "right"),
    ))  # fmt: skip
    phase = holding.phase
    note = Message(
        "proof of the clamping: {file}",
        file=f"output/parts/{holding.spec.fixture.workpiece}/phases/serrage-{phase.number}.pdf",
    ).say(lang)  # fmt: skip
    if torques:
        told = Message(
            "C: torque of the screw that gives F through its strap, µ = {friction} (FD E 25-030)",
            friction=FRICTION,
        ).say(lang)  # fmt: skip
        note = f"{note} ; {told}"
    yield section(english("Clamping: contacts found"), lang, table=Table(columns, rows), note=note)


def _clamps(
    holding: HoldingFixture,
) -> Iterator[tuple[int, str, ClampForce, Contact | None]]:
    for name, index in sorted(holding.spec.clamps.items(), key=lambda entry: (entry[1], entry[0])):
        for clamp in holding.clamps.get(index, ())[:1]:
            found = holding.contacts.get(name, ())
            meant = [c for c in found if any(same_feature(clamp.on, n) for n in c.on)]
            yield index, name, clamp, next(iter((*meant, *found)), None)


def _loading(dossier: FixtureDossier, lang: str) -> Iterator[dict[str, Any]]:
    holding, path = dossier.holding, dossier.holding.loading
    spec = holding.spec
    aside = ", ".join((*spec.clamps, *spec.loading.open))
    if path.turned_differs_mm3 <= 1.0:
        turned = Message("the workpiece is the same both ways round")
    elif path.turned:
        items = ", ".join(o.placement for o in path.turned)
        turned = Message("turned half a turn, the workpiece is refused by {items}", items=items)
    else:
        turned = Message("the workpiece goes in turned half a turn too")
    way = Message("along {direction} over {travel:.0f} mm", direction=_axis(path.direction, lang),
                  travel=path.travel_mm).say(lang)  # fmt: skip
    yield section(
        english("Loading, chips"), lang,
        lines=english((
            ("Way in", way), ("Standing aside", aside), ("Foolproofing", turned.say(lang)),
            ("Free under the workpiece (mm)", _room(dossier, lang)), ("Chips", spec.loading.chips),
        )),
    )  # fmt: skip


def _room(dossier: FixtureDossier, lang: str) -> str:
    """Return how far the base is from the workpiece: the room that chips have."""
    base = dossier.holding.spec.base
    gap = dossier.holding.found.gap(base.thickness.split(".")[0]) if base else None
    return DASH if gap is None else number(round(gap.gap_mm, 2), lang)


def _standing(dossier: FixtureDossier, lang: str) -> Iterator[dict[str, Any]]:
    table, spec = dossier.table, dossier.table.table
    if spec is None:
        return
    play, tilt = table.play_mm, table.tilt_mm_per_100
    lines: list[tuple[str, str]] = []
    if play is not None and tilt is not None:
        said = Message(
            "{count} keys {spacing} mm apart in the slot {slot}, play {least} to {most} µm: "
            "at most {tilt} mm over 100 mm askew",
            count=len(table.keys), spacing=round(table.spacing_mm, 2), slot=spec.slot,
            least=round(play[0] * 1000, 1), most=round(play[1] * 1000, 1), tilt=round(tilt, 4),
        )  # fmt: skip
        lines.append((english("On the table"), said.say(lang)))
    elif spec.pin:
        lines.append((english("On the table"), f"{spec.pin}, {spec.relieved}"))
    lines.append((english("Fastening"), spec.fastening))
    yield section(english("Location on the machine's table"), lang, lines=lines)
    rows = list(origin_rows(dossier.holding, dossier.table, lang))
    columns = english((
        ("Vector", "42mm", "left"), ("X (mm)", "22mm", "right"), ("Y (mm)", "22mm", "right"),
        ("Z (mm)", "22mm", "right"), ("Taken on", "1fr", "left"),
    ))  # fmt: skip
    note = Message("in the axes of the machine; PREF = OM→Opp measured on the machine + Opp→Op; "
                   "the program adds DEC").say(lang)  # fmt: skip
    yield section(english("Origins, PREF and DEC"), lang, table=Table(columns, rows), note=note)


def _tools(dossier: FixtureDossier, lang: str) -> Iterator[dict[str, Any]]:
    phase = dossier.holding.phase
    rows: Rows = []
    for clearance in dossier.holding.clearances:
        gap = number(round(clearance.gap_mm, 2), lang)
        hit = ", ".join(
            f"{item_text(dossier.holding.spec, h.placement)} ({number(round(h.volume_mm3, 1), lang)} mm³)"
            for h in clearance.hits
        )
        rows.append([
            f"{phase.number}.{clearance.operation + 1}",
            word(phase.operations[clearance.operation].kind.value).say(lang), clearance.tool,
            gap if clearance.placement else f"> {gap}",
            or_dash(item_text(dossier.holding.spec, clearance.placement)), or_dash(hit),
        ])  # fmt: skip
    if not rows:
        return
    columns = english((
        ("No.", "14mm", "left"), ("Operation", "1fr", "left"), ("Tool", "26mm", "left"),
        ("Clearance (mm)", "24mm", "right"), ("Nearest item", "32mm", "left"),
        ("Collision", "30mm", "left"),
    ))  # fmt: skip
    note = Message("tool and holder on their whole way, against every item of the fixture").say(
        lang
    )
    yield section(english("Reach of the tools"), lang, table=Table(columns, rows), note=note)


def _base(dossier: FixtureDossier, lang: str) -> Iterator[dict[str, Any]]:
    rows = [
        [item_text(dossier.holding.spec, b.placement), *_bending_row(b, lang)]
        for b in dossier.holding.bendings
    ]
    if not rows:
        return
    columns = english((
        ("Item", "1fr", "left"), ("F (N)", "18mm", "right"), ("S (N)", "18mm", "right"),
        ("a (mm)", "15mm", "right"), ("b (mm)", "15mm", "right"), ("Strip (mm)", "20mm", "right"),
        ("h (mm)", "16mm", "right"), ("f (µm)", "16mm", "right"),
    ))  # fmt: skip
    note = Message(
        "S = F·(a + b)/b ; f = S·a²·b² / (3·E·I·(a + b)), I = strip·h³/12: beam on two supports, "
        "the locator and the rest, loaded by the screw; without a screw f = F·L³/(48·E·I)"
    ).say(lang)
    yield section(english("Stiffness of the base"), lang, table=Table(columns, rows), note=note)


def _bending_row(bending: Bending, lang: str) -> list[str]:
    arms = [DASH, DASH]
    if bending.arms_mm is not None:
        arms = [number(round(arm, 1), lang) for arm in bending.arms_mm]
    return [
        number(bending.force_n, lang, 0), number(bending.load_n, lang, 0), *arms,
        number(round(bending.width_mm, 1), lang), number(round(bending.thickness_mm, 2), lang),
        number(bending.deflection_mm * 1000, lang, 2),
    ]  # fmt: skip


def _parts(dossier: FixtureDossier, lang: str) -> Iterator[dict[str, Any]]:
    widths = ("9mm", "9mm", "1.35fr", "0.95fr", "1.5fr", "17mm", "17mm", "1.1fr")
    sides = ("right", "right", "left", "left", "left", "right", "right", "left")
    # The header is in the language already: a second translation leaves it as it is.
    columns = tuple(zip(bom_header(lang), widths, sides, strict=True))
    rows = [list(bom_cells(row, lang)) for row in dossier.bom]
    total = [translate("Total mass (kg)", lang), "", "", "", mass_text(dossier.mass_kg, lang), ""]
    rows.append(["", "", *total])
    yield section("Parts list", lang, table=Table(columns, rows))
