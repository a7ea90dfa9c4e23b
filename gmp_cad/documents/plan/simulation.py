"""The simulation of machining of a part: *tableau de simulation d'usinage*, one page per direction."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gmp_cad.documents.printing.embedded import EmbeddedDocument
from gmp_cad.documents.printing.figures import DASH
from gmp_cad.drawing import svg
from gmp_cad.drawing.simulation_table import Arrow, Band, Mark, simulation_table
from gmp_cad.language import Message, english, named, number, spoken, translate
from gmp_cad.process.cf_chain import links_along
from gmp_cad.process.operations import surface_numbers
from gmp_cad.process.simulation import Item, Segment, Traced
from gmp_cad.process.simulation_means import STOCK_PHASE, Sized
from gmp_cad.process.simulation_plan import PlanScene, Simulation, gives
from gmp_cad.process.simulation_remedies import remedies
from gmp_cad.process.simulation_surfaces import surface_of
from gmp_cad.spec.size import Role, print_size

TEMPLATE = "simulation_page.typ.j2"
_CHAPTER = 7
_WIDTH_MM = 267.0  # A4 landscape inside its margins
_TITLE_CHARACTERS = 22  # of a line beside the table

CONDITIONS = english(
    ("Condition", "From — to", "Required", "Path", "ΣΔl (mm)", "IT (mm)", "Slack (mm)")
)
SIZES = english(("Phase", "Surfaces", "Simulated (mm)", "In the plan", "From"))
CHIPS = english(("Surface", "Before", "Path", "Least (mm)", "Greatest (mm)", "Needed (mm)"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationSheets:
    """The simulations of a part along x, y and z; those without a condition are left out."""

    scene: PlanScene
    axes: tuple[Simulation, ...]

    @property
    def shown(self) -> tuple[Simulation, ...]:
        """The directions that have a condition."""
        return tuple(one for one in self.axes if one.traced)


def simulation_document(sheets: SimulationSheets, lang: str) -> EmbeddedDocument:
    """Return the document: a table of each direction with its conditions, sizes and chips."""
    identity, name = sheets.scene.spec.part, sheets.scene.spec.name
    title = Message("Simulation of machining — {number} {part}", number=identity.number,
                    part=identity.title).say(lang)  # fmt: skip
    files = {one.axis: f"simulation-{name}-{one.axis.lower()}.svg" for one in sheets.shown}
    return EmbeddedDocument(
        chapter=_CHAPTER, title=title, template=TEMPLATE,
        context={
            "conditions": [translate(text, lang) for text in CONDITIONS],
            "sizes": [translate(text, lang) for text in SIZES],
            "chips": [translate(text, lang) for text in CHIPS],
            "axes": [_axis(sheets.scene, one, files[one.axis], lang) for one in sheets.shown],
        },
        pictures={
            files[one.axis]: simulation_svg(sheets.scene, one, lang) for one in sheets.shown
        },
    )  # fmt: skip


def _axis(scene: PlanScene, one: Simulation, file: str, lang: str) -> dict[str, Any]:
    heading = Message("Direction {axis}", axis=one.axis).say(lang)
    labels = _labels(scene, one, lang)
    return {
        "heading": heading, "picture": file,
        "alt": Message("simulation of machining along {axis}", axis=one.axis).say(lang),
        "conditions": [
            {"cells": _condition(scene, one, t, labels, lang), "status": _status(t)}
            for t in one.traced if t.condition.chip is None
        ],
        "sizes": [list(_size(scene, one, s, labels, lang)) for s in one.sized],
        "chips": [list(row) for row in _chips(one, labels, lang)],
        "measured": [said.say(lang) for said in _measured(scene, one)],
        "remedies": [
            {"condition": _said(scene, traced.condition.source, lang),
             "texts": [r.said.say(lang) for r in remedies(one.first, traced)]}
            for traced in one.traced if traced.condition.it is not None and not traced.feasible
        ],
    }  # fmt: skip


def _status(traced: Traced) -> str:
    return "PASS" if traced.feasible else "FAIL"


def _labels(scene: PlanScene, one: Simulation, lang: str) -> dict[str, str]:
    """Return how each state is called: the number of its surface in the plan (B: raw) and its name.

    A side of the stock says already that it is raw.
    """
    numbers = surface_numbers(scene.plan)
    found = {}
    for state in one.first.positions:
        name = surface_of(state)
        mark = numbers.get(name) or numbers.get(name.partition("[")[0])
        stage = state.removeprefix(name).removeprefix("@")
        raw = state == name and name not in one.surfaces.stages and one.surfaces.known[name].raw
        said = spoken(name, lang)
        prefix = "B" if raw and not name.startswith("stock") else str(mark or "")
        label = f"{prefix} {said}".strip()
        found[state] = f"{label} ({stage})" if stage else label
    return found


def _condition(
    scene: PlanScene, one: Simulation, traced: Traced, labels: Mapping[str, str], lang: str
) -> list[str]:
    condition = traced.condition
    slack = traced.slack
    return [
        _said(scene, condition.source, lang),
        f"{labels[condition.start]} — {labels[condition.end]}",
        _required(scene, traced, lang),
        _path(one, traced.path, labels, lang),
        number(traced.total, lang) if traced.path else DASH,
        DASH if condition.it is None else number(round(condition.it, 4), lang),
        DASH if slack is None else number(round(slack, 4), lang),
    ]


def _said(scene: PlanScene, source: str, lang: str) -> str:
    """Return the name of the line that a condition comes from: a dimension, or what is toleranced."""
    tolerance = scene.spec.tolerances.get(source)
    if tolerance is None:
        return spoken(source, lang)
    return f"{tolerance.said.say(lang)} ({spoken(tolerance.on, lang)})"


def _required(scene: PlanScene, traced: Traced, lang: str) -> str:
    source = traced.condition.source
    if traced.condition.kind == "geometric":
        return scene.spec.tolerances[source].frame_text(lang)
    return print_size(scene.spec.dimensions[source].size, lang)


def _path(one: Simulation, path: Sequence[Segment], labels: Mapping[str, str], lang: str) -> str:
    """Return the items of a path: ``ph. 10: 4 shoulder 0,04 + 1 face 0,04 ; ph. 20: …``."""
    said = []
    for segment in path:
        items = " + ".join(
            f"{labels[item.surface]} {number(round(one.first.dispersions[item], 4), lang)}"
            for item in segment.items
        )
        said.append(Message("ph. {phase}: {items}", phase=segment.phase, items=items).say(lang))
    return " ; ".join(said)


def _size(
    scene: PlanScene, one: Simulation, sized: Sized, labels: Mapping[str, str], lang: str
) -> tuple[str, ...]:
    segment = sized.segment
    origin = english("least chip" if sized.free else "drawing")
    return (
        segment.phase, f"{labels[segment.start]} — {labels[segment.end]}", _interval(sized, lang),
        _planned(scene, one, segment, lang), translate(origin, lang),
    )  # fmt: skip


def _interval(sized: Sized, lang: str) -> str:
    """Return a size with half of its interval, as a contract writes it."""
    return f"{number(round(sized.mean, 4), lang)} ±{number(round(sized.it / 2, 4), lang)}"


def _planned(scene: PlanScene, one: Simulation, segment: Segment, lang: str) -> str:
    """Return the Cf of the plan between the same surfaces, or the stock as it is."""
    if segment.phase == STOCK_PHASE:
        places = one.first.positions
        return number(round(abs(places[segment.end] - places[segment.start]), 4), lang)
    sizes = {cf.name: cf.size for p in scene.plan.phases for cf in p.dimensions}
    for link in links_along(scene.plan, scene.spec, one.surfaces):
        if link.phase == segment.phase and {link.start, link.end} == segment.ends:
            return f"{link.name} {print_size(sizes[link.name], lang)}"
    return DASH


def _chips(one: Simulation, labels: Mapping[str, str], lang: str) -> Iterator[tuple[str, ...]]:
    for chip in one.chips:
        condition = chip.traced.condition
        yield (
            labels[condition.end], labels[condition.start],
            _path(one, chip.traced.path, labels, lang), number(chip.low, lang),
            number(chip.high, lang), number(chip.needed, lang),
        )  # fmt: skip


def simulation_svg(scene: PlanScene, one: Simulation, lang: str) -> str:
    """Return the table of a direction: only the surfaces that a path meets have a column."""
    met = {end for t in one.traced for s in t.path for end in (s.start, s.end)}
    met |= {end for t in one.traced for end in (t.condition.start, t.condition.end)}
    places = one.first.positions
    columns = sorted(met, key=lambda s: (places[s], s))
    labels = _labels(scene, one, lang)
    index = {state: i for i, state in enumerate(columns)}
    bands = [_band(scene, one, phase, index, lang) for phase in one.first.phases]
    shown = [band for band in bands if band.marks]
    conditions = [_condition_arrow(scene, t, index, lang) for t in one.traced]
    shown.append(
        Band(title=(translate("Conditions", lang),), arrows=tuple(a for a in conditions if a))
    )
    title = Message("simulation of machining along {axis}", axis=one.axis).say(lang)
    return svg.to_svg(simulation_table([labels[s] for s in columns], shown, _WIDTH_MM, title))


def _band(
    scene: PlanScene, one: Simulation, phase: str, index: Mapping[str, int], lang: str
) -> Band:
    marks = tuple(
        Mark(column=index[state], text=_spread(scene, one, item, lang),
             located=item in one.first.located or phase == STOCK_PHASE,
             widened=_widened(one, item, lang))
        for state in one.first.active(phase)
        if state in index and (item := Item(phase, state)) in one.first.dispersions
    )  # fmt: skip
    arrows = tuple(
        Arrow(
            start=index[s.segment.start], end=index[s.segment.end],
            text=f"{_planned_name(scene, one, s.segment)}{_interval(s, lang)}",
            tone="free" if s.free else "plain",
        )
        for s in one.sized if s.segment.phase == phase
    )  # fmt: skip
    return Band(title=_title(scene, phase, lang), marks=marks, arrows=arrows)


def _spread(scene: PlanScene, one: Simulation, item: Item, lang: str) -> str:
    """Return a dispersion; a star tells that the plan itself gives it."""
    given = any(gives(entry, item) for entry in scene.plan.dispersions)
    return number(round(one.first.dispersions[item], 4), lang) + ("*" if given else "")


def _measured(scene: PlanScene, one: Simulation) -> Iterator[Message]:
    """Yield what the plan says of the dispersions that it gives itself."""
    for entry in scene.plan.dispersions:
        if any(gives(entry, item) for item in one.first.dispersions):
            values = {
                "surface": named(entry.surface),
                "phase": str(entry.phase),
                "value": entry.value,
            }
            if entry.note:
                yield Message("* Δl of {surface} in phase {phase}: {value} mm, {note}", **values,
                              note=entry.note)  # fmt: skip
            else:
                yield Message("* Δl of {surface} in phase {phase}: {value} mm", **values)


def _widened(one: Simulation, item: Item, lang: str) -> str:
    """Return the dispersion that the slack leaves to an item, "" where it has none."""
    before, after = one.first.dispersions[item], one.wide.dispersions[item]
    return f"→ {number(round(after, 4), lang)}" if after > before else ""


def _planned_name(scene: PlanScene, one: Simulation, segment: Segment) -> str:
    for link in links_along(scene.plan, scene.spec, one.surfaces):
        if link.phase == segment.phase and {link.start, link.end} == segment.ends:
            return f"{link.name} = "
    return ""


def _title(scene: PlanScene, phase: str, lang: str) -> tuple[str, ...]:
    if phase == STOCK_PHASE:
        return (Message("Phase {phase}", phase=phase).say(lang), translate("stock", lang))
    title = next(p.title for p in scene.plan.phases if str(p.number) == phase)
    lines = textwrap.wrap(title, _TITLE_CHARACTERS, break_long_words=True)
    return (Message("Phase {phase}", phase=phase).say(lang), *lines)


def _condition_arrow(
    scene: PlanScene, traced: Traced, index: Mapping[str, int], lang: str
) -> Arrow | None:
    condition = traced.condition
    ends = {"start": index[condition.start], "end": index[condition.end]}
    if condition.chip is not None:
        least = number(condition.chip, lang)
        said = Message("chip ≥ {least}", least=least).say(lang)
        return Arrow(**ends, text=said, tone="chip")
    size = next((d for d in scene.spec.dimensions.values() if d.id == condition.source), None)
    required = _required(scene, traced, lang) if size is None else print_size(size.size, lang)
    if size is not None and size.size.role is not Role.TOLERANCED:
        return None
    return Arrow(**ends, text=required, tone="good" if traced.feasible else "bad")
