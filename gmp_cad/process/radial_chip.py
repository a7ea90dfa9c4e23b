"""The chip that turning finds on the outside of a round bar: worst case of both radii, in mm.

What is before, raw or roughed, at its least radius, less what is after at its greatest, less how far
the axes of both may stand apart: half the dispersion of the centring when the part was put in again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gmp_cad.process import dispersion_choice
from gmp_cad.process.cut import left_by
from gmp_cad.process.faces import same_feature
from gmp_cad.process.simulation_plan import PlanScene
from gmp_cad.spec.operation import Operation, OperationKind
from gmp_cad.spec.process import Phase
from gmp_cad.standards.stock_tolerances import raw_interval_mm

_BARS = frozenset({"round", "tube"})
_ALONG = 1 - 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class RadialChip:
    """A chip on a cylinder: least and greatest, mm a side, and what the tool needs.

    ``before``: the operation that left the surface before (``20.1``), "" for the bar.
    """

    surface: str
    operation: str
    before: str
    low: float
    high: float
    needed: float


@dataclass(frozen=True, slots=True)
class _Cut:
    phase: Phase
    index: int

    @property
    def operation(self) -> Operation:
        return self.phase.operations[self.index]

    @property
    def row(self) -> str:
        return f"{self.phase.number}.{self.index + 1}"


def radial_chips(scene: PlanScene) -> Iterator[RadialChip]:
    """Yield the chip of every turning operation on an outside cylinder along the axis of the bar."""
    stock = scene.plan.stock
    if stock.form not in _BARS or not stock.size:
        return
    axis = "XYZ".index(stock.axis[1])
    for name, group in sorted(scene.features.items()):
        plain = "[" not in name and len(group) == 1
        feature = group[0] if plain else None
        if feature is None or feature.surface != "cylinder" or feature.hollow:
            continue
        if abs(feature.direction[axis]) > _ALONG:
            yield from _on(scene, name, feature.radius_mm)


def _on(scene: PlanScene, name: str, radius: float) -> Iterator[RadialChip]:
    """Yield the chips on one cylinder, from the bar to its last turning."""
    before: _Cut | None = None
    for cut in _cuts(scene, name):
        finished = _radius_limits(scene, name, radius)
        low, high = _before(scene, before, radius)
        left = left_by(cut.operation)
        own = dispersion_choice.machined([cut.operation], scene.workshop.machine(cut.phase.machine))
        # The finished size has its own limits; on the way there the tool's dispersion counts.
        after = finished if left == 0.0 else _around(radius + left, own.value_mm)
        play = _apart(before, cut) / 2
        yield RadialChip(
            surface=name, operation=cut.row, before=before.row if before else "",
            low=round(low - after[1] - play, 6), high=round(high - after[0] + play, 6),
            needed=dispersion_choice.least_chip_mm(cut.operation, "" if before else "drawn"),
        )  # fmt: skip
        before = cut


def _cuts(scene: PlanScene, name: str) -> Iterator[_Cut]:
    for phase in scene.plan.phases:
        for i, operation in enumerate(phase.operations):
            turned = operation.kind is OperationKind.TURNING
            if turned and any(same_feature(name, made) for made in operation.makes):
                yield _Cut(phase, i)


def _before(scene: PlanScene, before: _Cut | None, radius: float) -> tuple[float, float]:
    """Return least and greatest radius of what the cut finds; a drawn bar is never larger (h)."""
    if before is None:
        bar = scene.plan.stock.size[0]
        return (bar - raw_interval_mm("drawn", bar)) / 2, bar / 2
    machine = scene.workshop.machine(before.phase.machine)
    spread = dispersion_choice.machined([before.operation], machine).value_mm
    return _around(radius + left_by(before.operation), spread)


def _radius_limits(scene: PlanScene, name: str, radius: float) -> tuple[float, float]:
    dimension = scene.spec.dimensions.get(name)
    limits = dimension.limits if dimension is not None and dimension.on_feature else None
    if limits is None or dimension is None or dimension.size.thread_class:
        return radius, radius
    return limits[0] / 2, limits[1] / 2


def _around(middle: float, width: float) -> tuple[float, float]:
    return middle - width / 2, middle + width / 2


def _apart(before: _Cut | None, cut: _Cut) -> float:
    """Return how far the axes before and after may differ: none within one clamping."""
    if before is not None and before.phase.number == cut.phase.number:
        return 0.0
    return dispersion_choice.located(cut.phase, raw="" if before else "drawn").value_mm
