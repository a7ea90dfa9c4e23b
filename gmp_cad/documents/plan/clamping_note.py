"""Note de calcul de serrage: what holds the part of a phase, with forces, safety and sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gmp_cad.documents.plan.clamping_picture import clamping_picture
from gmp_cad.documents.plan.gamme import machine_text, workholder_text
from gmp_cad.documents.printing.embedded import EmbeddedDocument
from gmp_cad.documents.printing.figures import DASH, or_dash, point_text
from gmp_cad.evidence import PhaseState
from gmp_cad.language import Message, english, number, spoken, translate, word
from gmp_cad.process.clamping import Clamp, ClampingStudy, HeldCase, Support
from gmp_cad.process.contact_pressure import Pressure
from gmp_cad.process.force_closure import MOST_SAFETY, Reaction
from gmp_cad.process.seating import Seat
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import Phase
from gmp_cad.spec.product import Project
from gmp_cad.spec.workshop import Machine

TEMPLATE = "serrage_page.typ.j2"
_CHAPTER = 9
# Load cases shown beside the worst of each operation.
_WORST = 5

NORMALS = english(
    ("No.", "Surface", "Position (mm)", "Direction", "μ", "Seating", "N (N)", "T (N)")
)
CLAMPS = english((
    "Ref.", "Surface", "Kind", "Contacts", "μ", "Declared (N)", "Needed (N)", "Least sum (N)",
    "Lost by rotation (N)", "Hand formula (N)",
))  # fmt: skip
CASES = english(("Operation", "Position (mm)", "Force on the part", "F (N)", "Safety"))
PRESSURES = english(
    ("Contact", "Surface", "Force (N)", "Area or radius", "p (MPa)", "Limit (MPa)", "")
)

LEGEND = Message(
    "green: locating normals; blue, hollow: clamps; red: force of the deciding load case; a circle: "
    "seen end-on"
)
# What the calculation does, printed under its figures.
METHOD = (
    Message(
        "Equilibrium: for every load case, contact forces + K × cutting force + weight = 0, with "
        "the same clamps for all (6 equations a case)."
    ),
    Message(
        "Friction: each contact pushes inside a pyramid of 8 edges n + μ (cos α t1 + sin α t2), "
        "coefficients ≥ 0, inside Coulomb's cone."
    ),
    Message(
        "Least forces: linear programme, least sum of the clamps (HiGHS solver). Safety reached: "
        "greatest factor on the cutting force that the declared clamps hold."
    ),
    Message(
        "Cutting forces: Fc = 60000 Pc / Vc with the larger specific force; other components by "
        "ratio: milling 0.3 Fc across and 0.3 Fc axial, turning Ff = 0.5 Fc and Fp = 0.25 Fc, "
        "drilling Ff = Fc sin(σ/2) with its torque."
    ),
    Message(
        "Positions: equilibrium is linear in the point of the force, the corners of the machined "
        "region decide; sixteen directions around the tool or the part, 2 % larger: they enclose "
        "all others."
    ),
    Message(
        "Vice: the force is shared between the corners of the jaw. Chuck: three jaws share it; by "
        "hand, torque alone, K Fc (d/D) / (3 μ) per jaw; the loss by rotation 3 m r ω² is added."
    ),
    Message(
        "Pressure: F / A on flat contacts; under a dome p0 = 3 F / (2 π a²), a³ = 3 F R / (4 E*) "
        "(Hertz)."
    ),
    Message(
        "Sources: practice for K (1.5 to 2.5) and μ (steel 0.15, serrated 0.30); force ratios of "
        "tool makers; grey iron in compression, EN 1561; Johnson, Contact Mechanics (1985)."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteInput:
    """What the note is made from; ``fixtures`` maps a fixture's folder to its number."""

    project: Project
    spec: PartSpec
    phase: Phase
    entering: PhaseState
    machine: Machine | None
    study: ClampingStudy
    fixtures: dict[str, str]


def clamping_document(note: NoteInput, lang: str) -> EmbeddedDocument:
    """Return the note of a phase."""
    study, identity = note.study, note.spec.part
    title = Message("Clamping of phase {phase} — {number} {title}", phase=study.phase,
                    number=identity.number, title=identity.title).say(lang)  # fmt: skip
    file = f"serrage-{note.spec.name}-{study.phase}.svg"
    picture = clamping_picture(note.phase, note.entering, study, lang)
    context: dict[str, Any] = {
        "block": _block(note, lang),
        "status": "PASS" if _holds(study) else "FAIL",
        "verdict": _verdict(study).say(lang),
        "data": _data(study, lang),
        "picture": {"file": file, "alt": picture.alt, "legend": LEGEND.say(lang)},
        "tables": [
            _table(english("Load cases, the deciding one first"), CASES, _cases(study, lang), lang),
            _table(english("Clamps"), CLAMPS,
                   [_clamp(i, c, lang) for i, c in enumerate(study.clamps, start=1)], lang),
            _table(english("Locating normals, forces in the deciding case"), NORMALS,
                   _normals(study, lang), lang),
            _table(english("Pressure on the part"), PRESSURES, [_pressure(p, lang) for p in study.pressures],
                   lang),
        ],
        "count": Message("{count} load {count:case|cases} computed", count=len(study.cases)).say(lang),
        "method": [line.say(lang) for line in METHOD],
    }  # fmt: skip
    return EmbeddedDocument(
        chapter=_CHAPTER, title=title, template=TEMPLATE, context=context,
        pictures={file: picture.svg},
    )  # fmt: skip


def _holds(study: ClampingStudy) -> bool:
    return study.at_rest and not study.unheld and study.margin >= -1e-6


def _verdict(study: ClampingStudy) -> Message:
    if study.unheld:
        return Message("no force of these clamps holds {rows}", rows=", ".join(study.unheld))
    if not study.at_rest:
        return Message("the clamps tilt the part off its supports")
    return Message(
        "safety reached {reached}, wanted K = {safety}: margin {margin} %",
        reached=_reached(study.reached), safety=study.safety,
        margin=round(100 * study.margin),
    )  # fmt: skip


def _reached(value: float) -> Message:
    """Return a safety; above the greatest that is computed it is only known to be more."""
    if value >= MOST_SAFETY:
        return Message("> {value}", value=MOST_SAFETY)
    return Message("{value:.2f}", value=value)


def _safety(value: float, lang: str) -> str:
    return _reached(value).say(lang)


def _block(note: NoteInput, lang: str) -> dict[str, Any]:
    identity, phase = note.spec.part, note.phase
    rows = english((
        ((3, "Workpiece", f"{identity.number} {identity.title}"), (1, "Revision", identity.revision),
         (3, "Material", identity.material_name)),
        ((1, "Phase no.", str(phase.number)), (3, "Designation", phase.title),
         (3, "Machine", machine_text(note.machine, phase)),
         (3, "Workholder", workholder_text(phase, note.fixtures, lang))),
    ))  # fmt: skip
    return {
        "owner": note.project.owner,
        "department": note.project.department,
        "kind": translate("Clamping calculation", lang),
        "fields": [
            [{"share": s, "label": translate(k, lang), "value": or_dash(v)} for s, k, v in row]
            for row in rows
        ],
    }


def _data(study: ClampingStudy, lang: str) -> list[dict[str, str]]:
    lines = english(
        (
            ("Safety on the cutting forces K", number(study.safety, lang)),
            ("Weight (N)", number(round(study.weight_n, 1), lang)),
            ("Centre of mass (mm)", point_text(study.centre, lang)),
        )
    )
    return [{"label": translate(k, lang), "value": v} for k, v in lines]


def _table(
    title: str, columns: tuple[str, ...], rows: list[list[str]], lang: str
) -> dict[str, Any]:
    return {
        "title": translate(title, lang),
        "columns": [translate(c, lang) if c else "" for c in columns],
        "rows": rows,
    }


def _cases(study: ClampingStudy, lang: str) -> list[list[str]]:
    """Return the worst cases of all (one of those alike), then the worst of every other operation."""
    return [
        [
            held.case.row, point_text(held.case.point, lang), held.case.says.say(lang),
            number(round(held.case.force_n), lang), _safety(held.safety, lang),
        ]
        for held in _shown(study)
    ]  # fmt: skip


def _shown(study: ClampingStudy) -> Iterator[HeldCase]:
    rows: set[str] = set()
    alike: set[tuple[str, float]] = set()
    for held in study.cases:
        own = (held.case.row, round(held.safety, 2))
        if held.case.row not in rows or (len(alike) < _WORST and own not in alike):
            yield held
        rows.add(held.case.row)
        alike.add(own)


def _clamp(index: int, clamp: Clamp, lang: str) -> list[str]:
    def force(value: float | None) -> str:
        return DASH if value is None else number(round(value), lang)

    return [
        f"S{index}", spoken(clamp.on, lang), word(clamp.kind).say(lang), str(clamp.contacts), number(clamp.friction, lang),
        force(clamp.declared_n), force(clamp.needed_n), force(clamp.least_n),
        force(clamp.lost_n) if clamp.lost_n else DASH, force(clamp.hand_n),
    ]  # fmt: skip


def _normals(study: ClampingStudy, lang: str) -> list[list[str]]:
    seats = {seat.index: seat for seat in study.seats}
    return [_normal(support, seats[support.index], lang) for support in study.supports]


def _normal(support: Support, seat: Seat, lang: str) -> list[str]:
    inside = support.reaction is None
    return [
        str(support.index), spoken(support.on, lang), point_text(support.point, lang),
        point_text(support.direction, lang), DASH if inside else number(support.friction, lang),
        word(seat.means).say(lang) if seat.means else DASH, *_reaction(support.reaction, lang),
    ]  # fmt: skip


def _reaction(reaction: Reaction | None, lang: str) -> tuple[str, str]:
    if reaction is None:
        return DASH, DASH
    return number(round(reaction.normal_n), lang), number(round(reaction.tangential_n), lang)


def _pressure(pressure: Pressure, lang: str) -> list[str]:
    size = (
        f"R {number(pressure.radius_mm, lang)} mm"
        if pressure.radius_mm
        else f"{number(round(pressure.area_mm2), lang)} mm²"
    )
    label = english("Clamp" if pressure.label == pressure.on else "Normal")
    said = translate(label, lang) + ("" if label == "Clamp" else f" {pressure.label}")
    limit = DASH if pressure.limit_mpa is None else number(round(pressure.limit_mpa), lang)
    return [
        said, spoken(pressure.on, lang), number(round(pressure.force_n), lang), size,
        number(round(pressure.pressure_mpa, 1), lang), limit,
        translate("marks the part" if pressure.marks else "no mark", lang),
    ]  # fmt: skip
