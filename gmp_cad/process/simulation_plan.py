"""A process plan as the method of Δl sees it: active surfaces, dispersions, conditions on each axis.

Lengths in mm, part frame. Active in a phase: the surfaces on which its normals stand, along the
axes that they hold, and those that it machines; in phase 00 the raw faces, with half the tolerance
of the stock each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gmp_cad.evidence import PhaseState
from gmp_cad.process import dispersion_choice
from gmp_cad.process.locating import place_normals
from gmp_cad.process.simulation import Axis1D, Item, Traced, trace
from gmp_cad.process.simulation_conditions import AXIS_NAMES, Ask, conditions, stock_of
from gmp_cad.process.simulation_means import STOCK_PHASE, Chip, Sized, solved
from gmp_cad.process.simulation_slack import distributed
from gmp_cad.process.simulation_surfaces import Features, Surfaces, surface_of, surfaces_along
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import MeasuredDispersion, Phase, ProcessPlan
from gmp_cad.spec.workshop import Workshop
from gmp_cad.standards.dispersions import Dispersion
from gmp_cad.standards.stock_tolerances import raw_interval_mm

# A normal holds an axis when it leans on it by 45° at most (a vee), as one or as several together.
_HOLDS = 0.5 - 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanScene:
    """A part, its plan, the workpiece by phase number, its features and the workshop."""

    spec: PartSpec
    plan: ProcessPlan
    states: Mapping[str, PhaseState]
    features: Features
    workshop: Workshop


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """The simulation along one axis.

    ``first``: with the usual dispersions; ``traced``: its conditions and paths; ``wide``: the slack
    distributed; ``sized`` and ``chips``: the manufactured dimensions that follow, free ones from the
    least chips.
    """

    surfaces: Surfaces
    first: Axis1D
    traced: tuple[Traced, ...]
    wide: Axis1D
    sized: tuple[Sized, ...]
    chips: tuple[Chip, ...]

    @property
    def axis(self) -> str:
        """``X``, ``Y`` or ``Z`` of the part."""
        return self.first.axis


def simulations(scene: PlanScene) -> tuple[Simulation, ...]:
    """Return the simulations along x, y and z."""
    return tuple(simulation(scene, axis) for axis in range(3))


def simulation(scene: PlanScene, axis: int) -> Simulation:
    """Return the simulation along one axis (0 x, 1 y, 2 z)."""
    surfaces = surfaces_along(axis, scene.features, scene.states.get(STOCK_PHASE), scene.plan)
    first = axis_of(scene, surfaces)
    traced = trace(first)
    wide = distributed(first, traced)
    sized, chips = solved(wide, traced)
    return Simulation(
        surfaces=surfaces, first=first, traced=traced, wide=wide, sized=sized, chips=chips
    )


def axis_of(scene: PlanScene, surfaces: Surfaces) -> Axis1D:
    """Return the surfaces of an axis with the dispersions of every phase and the conditions."""
    ask = Ask(spec=scene.spec, plan=scene.plan, surfaces=surfaces, states=scene.states)
    found = {STOCK_PHASE: dict(_raw_items(ask))}
    rests: set[Item] = set()
    for i, phase in enumerate(scene.plan.phases):
        number = str(phase.number)
        entering = scene.states.get(surfaces.order[i])
        held = dict(_located(phase, entering, ask))
        made = dict(_machined(phase, surfaces, scene.workshop))
        found[number] = {**held, **made}
        rests |= {Item(number, name) for name in held if name not in made}
    values = {Item(p, n): entry for p, entries in found.items() for n, entry in entries.items()}
    written = _written(scene.plan, values)
    return Axis1D(
        axis=AXIS_NAMES[surfaces.axis], phases=surfaces.order, positions=surfaces.positions(),
        dispersions={item: written.get(item, d.value_mm) for item, d in values.items()},
        least={item: written.get(item, d.least_mm) for item, d in values.items()},
        conditions=conditions(ask), located=frozenset(rests),
    )  # fmt: skip


def _raw_items(ask: Ask) -> Iterator[tuple[str, Dispersion]]:
    """Yield each raw plane with half of the stock's tolerance."""
    raw = [s for s in ask.surfaces.known.values() if s.raw and s.outward]
    stock = ask.states.get(STOCK_PHASE)
    if not raw or stock is None:
        return
    size = stock.box_mm[ask.surfaces.axis + 3] - stock.box_mm[ask.surfaces.axis]
    condition = stock_of(ask)
    half = raw_interval_mm(condition, size) / 2
    for surface in raw:
        spread = Dispersion(
            role="stock", condition=condition, value_mm=half, least_mm=half, most_mm=half
        )
        yield ask.surfaces.state(surface.name, -1), spread


def _located(
    phase: Phase, entering: PhaseState | None, ask: Ask
) -> Iterator[tuple[str, Dispersion]]:
    if entering is None or not phase.cuts:
        return
    held: dict[str, float] = {}
    for normal in place_normals(phase, entering):
        lean = normal.direction[ask.surfaces.axis] ** 2
        held[normal.on] = held.get(normal.on, 0.0) + lean
    for on, lean in held.items():
        for name in _called(ask.surfaces, on) if lean >= _HOLDS else ():
            state = ask.surfaces.entering(name, str(phase.number))
            if state is not None:
                raw = "" if _machined_before(ask, name, phase) else stock_of(ask)
                yield state, dispersion_choice.located(phase, raw=raw)


def _called(surfaces: Surfaces, on: str) -> list[str]:
    name = surfaces.aliases.get(on, on)
    single = name.removesuffix("[1]")
    return [n for n in surfaces.known if n in (name, single) or n.startswith(f"{name}[")]


def _machined_before(ask: Ask, name: str, phase: Phase) -> bool:
    before = ask.surfaces.order[: ask.surfaces.order.index(str(phase.number))]
    return any(stage.phase in before for stage in ask.surfaces.stages.get(name, ()))


def _machined(
    phase: Phase, surfaces: Surfaces, workshop: Workshop
) -> Iterator[tuple[str, Dispersion]]:
    machine = workshop.machine(phase.machine)
    for name, stages in surfaces.stages.items():
        for i, stage in enumerate(stages):
            if stage.phase == str(phase.number):
                cuts = [phase.operations[k] for k in stage.operations]
                yield surfaces.state(name, i), dispersion_choice.machined(cuts, machine)


def _written(plan: ProcessPlan, values: Mapping[Item, Dispersion]) -> dict[Item, float]:
    """Return the dispersions that the plan itself gives (measured, or held by other means)."""
    return {
        item: entry.value
        for entry in plan.dispersions
        for item in values
        if gives(entry, item)
    }  # fmt: skip


def gives(entry: MeasuredDispersion, item: Item) -> bool:
    """Tell whether a dispersion of the plan is that of an item: of the surface, in any of its states."""
    name = surface_of(item.surface)
    return item.phase == str(entry.phase) and entry.surface in (
        item.surface, name, name.partition("[")[0],
    )  # fmt: skip
