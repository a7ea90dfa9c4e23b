"""The stock against its part: allowance of each side, material used, material lost.

Lengths in mm, masses in kg, prices in EUR. Sides are named in the part's frame.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from gmp_cad.evidence import FaceGeometry, PhaseState
from gmp_cad.process.dispersion_choice import stock_condition
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.process import Stock
from gmp_cad.standards.dispersions import minimum_chip_mm
from gmp_cad.standards.stock_tolerances import raw_interval_mm

RADIUS = "R"
_ROUND = ("round", "tube")
_SAME_MM = 1e-6
_ALONG = 1 - 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class StockSide:
    """One side of the stock: ``side`` is ``+X`` … ``-Z``, or ``R`` around the axis of a round.

    ``raw_mm`` and ``finished_mm``: how far out the raw and the finished side are, from the origin or
    from the axis. ``interval_mm``: tolerance interval of the raw dimension; ``chip_mm``: least chip.
    """

    side: str
    condition: str
    raw_mm: float
    finished_mm: float
    interval_mm: float
    chip_mm: float

    @property
    def allowance_mm(self) -> float:
        """What is to be cut off."""
        return round(self.raw_mm - self.finished_mm, 6) + 0.0

    @property
    def stays_raw(self) -> bool:
        """Whether nothing is cut there: the finished part keeps the raw side."""
        return self.allowance_mm < _SAME_MM

    @property
    def needed_mm(self) -> float:
        """The least allowance: half of the raw dimension's interval, and the least chip."""
        return self.interval_mm / 2 + self.chip_mm

    @property
    def enough(self) -> bool:
        """Whether the allowance is at least the one needed; a side that stays raw needs none."""
        return self.stays_raw or self.allowance_mm >= self.needed_mm - _SAME_MM


@dataclass(frozen=True, slots=True, kw_only=True)
class StockStudy:
    """Stock and finished part: sides, overall sizes (x, y, z) and masses; price None if unknown."""

    stock: Stock
    sides: tuple[StockSide, ...]
    size_mm: tuple[float, float, float]
    stock_kg: float
    part_kg: float
    price_eur_kg: float | None

    @property
    def yield_percent(self) -> float:
        """Mass of the part in its stock (*taux d'utilisation de la matière*)."""
        return 100 * self.part_kg / self.stock_kg

    @property
    def buy_to_fly(self) -> float:
        """Mass bought for each kilogram of the part."""
        return self.stock_kg / self.part_kg

    @property
    def material_eur(self) -> float | None:
        """Price of the stock of one part."""
        return None if self.price_eur_kg is None else self.stock_kg * self.price_eur_kg


def stock_sides(stock: Stock, raw: PhaseState, finished: PhaseState) -> tuple[StockSide, ...]:
    """Return the sides of a stock; ``raw`` is phase 00, ``finished`` the last phase.

    A round or tube has its two ends and one side around its axis. Needed: half of the interval of the
    raw dimension (stock_tolerances) and the least chip of a first cut (minimum_chips).
    """
    axis = next(i for i, c in enumerate(AXES[stock.axis]) if c)
    straight = (axis,) if stock.form in _ROUND else (0, 1, 2)
    found = [side for i in straight for side in _ends(stock, i, raw, finished)]
    if stock.form in _ROUND:
        found.append(_around(stock, axis, raw, finished))
    return tuple(found)


def _ends(stock: Stock, i: int, raw: PhaseState, finished: PhaseState) -> Iterator[StockSide]:
    size = raw.box_mm[i + 3] - raw.box_mm[i]
    for sign, index in ((1, i + 3), (-1, i)):
        yield _side(
            stock, i, f"{'+' if sign > 0 else '-'}{'XYZ'[i]}",
            (sign * raw.box_mm[index], sign * finished.box_mm[index], size),
        )  # fmt: skip


def _side(stock: Stock, i: int, name: str, values: tuple[float, float, float]) -> StockSide:
    raw, finished, size = values
    condition = stock_condition(stock, i)
    return StockSide(
        side=name, condition=condition, raw_mm=raw, finished_mm=finished,
        interval_mm=raw_interval_mm(condition, size),
        chip_mm=minimum_chip_mm("rough_" + condition.replace("die_cast", "forged")),
    )  # fmt: skip


def _around(stock: Stock, axis: int, raw: PhaseState, finished: PhaseState) -> StockSide:
    across = (axis + 1) % 3
    radius = (raw.box_mm[across + 3] - raw.box_mm[across]) / 2
    return _side(stock, across, RADIUS, (radius, _reach(finished, axis), 2 * radius))


def _reach(state: PhaseState, axis: int) -> float:
    """Return the radius that the part takes around the axis: of its largest round, or its corners."""
    sides = [state.box_mm[i + 3] - state.box_mm[i] for i in range(3) if i != axis]
    largest = max((f.radius_mm for f in state.faces if _about(f, axis)), default=0.0)
    if all(abs(side - 2 * largest) < _SAME_MM for side in sides):
        return largest
    return math.hypot(*sides) / 2


def _about(face: FaceGeometry, axis: int) -> bool:
    round_ = face.surface == "cylinder" and not face.hollow
    return round_ and abs(face.direction[axis]) > _ALONG
