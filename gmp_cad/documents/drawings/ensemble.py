"""The assembly drawing of a product, or of a fixture, from its files and what was observed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gmp_cad.documents.bom import bom_rows, total_mass_kg
from gmp_cad.documents.drawings.title_block import assembly_content, parts_rows, revision_rows
from gmp_cad.drawing.annotation import Thread
from gmp_cad.drawing.assembly.cutting import plan_assembly
from gmp_cad.drawing.assembly.explosion import Move, exploded
from gmp_cad.drawing.assembly.extents import travel_text
from gmp_cad.drawing.assembly.general import Ensemble, Sheeted, general_sheet
from gmp_cad.drawing.assembly.joints import FitSide, Joint, JointPlace, joint_places
from gmp_cad.drawing.assembly.pictorial import EXPLODED, exploded_sheet
from gmp_cad.drawing.assembly.placed import PlacedPart, placed_part, threaded
from gmp_cad.drawing.assembly.slots import slot_places
from gmp_cad.drawing.assembly.travel import Travel, travel_of
from gmp_cad.drawing.composition import Paper, rough_note
from gmp_cad.drawing.sheets.signs import projection_sign
from gmp_cad.drawing.specified_part.threads import threads_of
from gmp_cad.drawing.views.plan import DrawingPlan
from gmp_cad.errors import ModelError
from gmp_cad.evidence import (
    WORKPIECE,
    AssemblyPosition,
    MassProperties,
    PartGeometry,
    Placement,
    Projection,
)
from gmp_cad.language import Message, number, translate
from gmp_cad.spec.drawing import DrawingChoices
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.part import Dimension, PartSpec
from gmp_cad.spec.product import Fit, ProductSpec, Project, fit_dimension
from gmp_cad.spec.sheet_template import SheetTemplate
from gmp_cad.spec.size import Kind, print_size
from gmp_cad.standards import standard_parts
from gmp_cad.standards.fasteners import Fastener
from gmp_cad.standards.threads import metric

_PLACES = {Kind.DIAMETER: joint_places, Kind.LINEAR: slot_places}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """An assembly as it stands: its file, its positions, and its parts, faces and masses by item."""

    spec: ProductSpec | FixtureSpec
    parts: Mapping[str, PartSpec]
    positions: tuple[AssemblyPosition, ...]
    geometry: Mapping[str, PartGeometry]
    masses: Mapping[str, MassProperties]

    @property
    def default(self) -> AssemblyPosition:
        """The position that documents show."""
        known = dict(self.spec.defaults())
        return next(p for p in self.positions if p.parameters == known)

    @property
    def placements(self) -> tuple[Placement, ...]:
        """Where the parts stand by default."""
        return self.default.placements


@dataclass(frozen=True, slots=True, kw_only=True)
class EnsemblePlan:
    """What the drawing of an assembly shows: its views and sections, and how its parts come apart."""

    drawing: DrawingPlan
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """What the sheets bear besides the assembly: the school, its choices, its template."""

    project: Project
    choices: DrawingChoices
    template: SheetTemplate
    lang: str = "fr"


def placed_parts(assembled: Assembled) -> tuple[PlacedPart, ...]:
    """Return the items of an assembly in their places, without the workpiece of a fixture."""
    found = []
    for placement in assembled.placements:
        item = assembled.spec.item(placement.item)
        if item is not None:
            bought = standard_parts.parse_designation(item.standard) if item.standard else None
            box = assembled.masses[item.name].bounding_box_mm
            kind = bought.kind if bought else ""
            part = placed_part(placement, item.ref, assembled.geometry[item.name], box, kind)
            found.append(threaded(part, placement, _threads(assembled, item.name, bought)))
    return tuple(found)


def _threads(assembled: Assembled, name: str, bought: Fastener | None) -> Iterator[Thread]:
    """Yield the threads of an item in its own frame; a bought screw stands on z = 0, its tip below."""
    if bought is None:
        yield from threads_of(assembled.parts[name], assembled.geometry[name])
    elif bought.kind in ("screw", "set_screw"):
        tip = -bought.dimensions["l"]
        yield Thread(
            line=name, start=(0.0, 0.0, tip), end=(0.0, 0.0, tip + bought.dimensions["b"]),
            major_mm=bought.diameter, minor_mm=metric(bought.diameter).minor_diameter, hollow=False,
        )  # fmt: skip


def joints_of(assembled: Assembled, parts: Sequence[PlacedPart], lang: str) -> tuple[Joint, ...]:
    """Return the declared fits as they are written, each with the places where it is found."""
    return tuple(_joint(assembled, fit, parts, lang) for fit in assembled.spec.fits)


def _joint(assembled: Assembled, fit: Fit, parts: Sequence[PlacedPart], lang: str) -> Joint:
    hole, shaft = (
        fit_dimension(assembled.spec, assembled.parts, line) for line in (fit.hole, fit.shaft)
    )
    key = f"{fit.hole}/{fit.shaft}"
    if hole is None or shaft is None:
        return Joint(key=key, text=key, places=())
    places: tuple[JointPlace, ...] = ()
    find = _PLACES.get(hole.kind)
    if find is not None and hole.kind is shaft.kind:
        bored, turned = _side(assembled, fit.hole, hole), _side(assembled, fit.shaft, shaft)
        places = find(parts, bored, turned, hole.nominal)
    return Joint(key=key, text=fit_text(hole, shaft, lang), places=places)


def fit_text(hole: Dimension, shaft: Dimension, lang: str) -> str:
    """Return a fit as drawings write it: ``⌀14 H7/g6``; both sizes where one has no class."""
    if hole.size.fit is None or shaft.size.fit is None:
        return f"{print_size(hole.size, lang)} / {print_size(shaft.size, lang)}"
    sign = "⌀" if hole.kind is Kind.DIAMETER else ""
    return f"{sign}{number(hole.nominal, lang)} {hole.size.fit}/{shaft.size.fit}"


def _side(assembled: Assembled, line: str, dimension: Dimension) -> FitSide:
    owner, _, name = line.partition(".")
    ends = (dimension.between or (name,)) if owner in assembled.parts else ()
    return FitSide(item=owner, ends=tuple(ends))


def travels_of(assembled: Assembled, parts: Sequence[PlacedPart], lang: str) -> tuple[Travel, ...]:
    """Return what each parameter sets apart, where the geometry shows it."""
    found = (
        travel_of(
            name, travel_text(parameter.start, parameter.end, lang), parts, assembled.default,
            assembled.positions,
        )
        for name, parameter in assembled.spec.parameters.items()
    )  # fmt: skip
    return tuple(travel for travel in found if travel is not None)


def planned(assembled: Assembled) -> EnsemblePlan:
    """Return the views of the drawing, the sections to cut, and the exploded view.

    Raises ModelError where the assembly places none of its items.
    """
    parts = placed_parts(assembled)
    if not parts:
        raise ModelError(Message("the assembly places none of its items: there is nothing to draw"))
    joints = joints_of(assembled, parts, "en")
    return EnsemblePlan(drawing=plan_assembly(parts, joints), moves=exploded(parts))


def ensemble_sheets(
    assembled: Assembled,
    plan: EnsemblePlan,
    projections: Mapping[str, Projection],
    sheets: Sheets,
) -> tuple[Sheeted, ...]:
    """Return the sheets of an assembly: views with parts list and fits, then the exploded view.

    ``projections``: views and cuts by name. Rows of the parts list for which the first sheet has
    no room continue on the next.
    """
    parts, shown = placed_parts(assembled), plan.drawing
    if sheets.choices.method == "third":
        shown = shown.in_third_angle()
    ensemble = Ensemble(
        parts=parts, joints=joints_of(assembled, parts, sheets.lang), plan=shown,
        travels=travels_of(assembled, parts, sheets.lang),
        projections=projections, paper=_paper(assembled, sheets, projections), sheet=sheets.choices.sheet or "",
        scale=sheets.choices.scale or "",
    )  # fmt: skip
    first = general_sheet(ensemble)
    further = replace(ensemble.paper, parts=first.rest, revisions=(), content=replace(
        ensemble.paper.content, fields=_second(ensemble.paper.content.fields, sheets.lang)
    ))  # fmt: skip
    second = replace(ensemble, paper=further, sheet="", scale="")
    return (first, exploded_sheet(second, plan.moves, projections[EXPLODED]))


def _second(fields: Mapping[str, str], lang: str) -> dict[str, str]:
    title = fields.get("supplementary_title") or translate("Exploded view", lang)
    return {**fields, "sheet": "2/2", "supplementary_title": title}


def _paper(assembled: Assembled, sheets: Sheets, projections: Mapping[str, Projection]) -> Paper:
    spec, lang = assembled.spec, sheets.lang
    identity = spec.product if isinstance(spec, ProductSpec) else spec.fixture
    rows = bom_rows(
        spec, _folders(assembled), {n: m.mass_kg for n, m in assembled.masses.items()},
        Counter(p.item for p in assembled.placements), lang,
    )  # fmt: skip
    content = assembly_content(spec, sheets.project, total_mass_kg(rows), lang).also(sheet="1/2")
    title = Message(
        "Assembly drawing — {number} {title}", number=identity.number, title=identity.title
    )
    return Paper(
        template=sheets.template,
        content=content.drawn(projection=projection_sign(sheets.choices.method)),
        title=title.say(lang), revisions=revision_rows(spec.revisions, lang),
        notes=rough_note(projections.values(), lang), parts=parts_rows(rows, lang), lang=lang,
    )  # fmt: skip


def _folders(assembled: Assembled) -> dict[str, PartSpec]:
    items = assembled.spec.items
    return {item.part: assembled.parts[item.name] for item in items if item.part is not None}


def with_held(projection: Projection, held: Projection) -> Projection:
    """Return a view with the workpiece over it, which hides nothing.

    The box stays that of the fixture: its overall dimensions are those of what is built.
    """
    own = tuple(replace(curve, part=WORKPIECE) for curve in held.curves)
    return replace(projection, curves=(*projection.curves, *own))
