"""Times of a cut and of a phase, in minutes.

Technological time Tt: the machine works alone; manual time Tm; Tu: one part; Ts: one series.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gmp_cad.process import cutting
from gmp_cad.process.cut import APPROACH_MM, Cut


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseTimes:
    """Sums of a phase (min): ΣTt, ΣTm, Tu = ΣTt + ΣTm, and Ts once for the series."""

    technological_min: float
    manual_min: float
    series_min: float

    @property
    def unit_min(self) -> float:
        """Tu, the time of one part."""
        return self.technological_min + self.manual_min

    def batch_min(self, quantity: int) -> float:
        """Return T = Ts + N·Tu for a batch of N parts."""
        return self.series_min + quantity * self.unit_min


def phase_times(
    technological: Iterable[float], manual: Iterable[float], series_min: float
) -> PhaseTimes:
    """Return the sums of a phase from the times of its rows (min)."""
    return PhaseTimes(
        technological_min=sum(technological), manual_min=sum(manual), series_min=series_min
    )


def technological_time(cut: Cut) -> float:
    """Return Tt (min) of all passes and features: travel with approach and overrun over Vf."""
    return _TIMES[cut.family](cut)


def _milling_time(cut: Cut) -> float:
    travel = cut.lanes * (cut.geometry.length_mm + cut.diameter + APPROACH_MM)
    # Walls roughed before take all the passes, the floor between them one layer.
    layers = 1 if cut.geometry.side_mm else cut.passes
    return cut.geometry.count * (layers * travel + cut.passes * cut.geometry.contour_mm) / cut.vf


def _hole_time(cut: Cut) -> float:
    drilling = cut.tool.kind in ("drill", "spot_drill", "centre_drill", "countersink")
    point = cut.diameter if drilling else 0.0
    depth = cut.geometry.depths_mm / cut.geometry.count or cut.geometry.length_mm
    travel = cutting.drilling_travel(depth, point, APPROACH_MM)
    return cut.geometry.count * cut.passes * travel / cut.vf


def _tapping_time(cut: Cut) -> float:
    """Return the time in, and out again at the same speed."""
    return cut.geometry.count * 2 * (cut.geometry.length_mm + APPROACH_MM) / cut.vf


def _turning_time(cut: Cut) -> float:
    """Return the time of the passes, each along the lengths where material is left for it."""
    skipped = sum((cut.passes - _rounds(cut, depth)) * length
                  for depth, length in cut.geometry.steps_mm)  # fmt: skip
    travel = cut.passes * (cut.geometry.length_mm + APPROACH_MM) - skipped
    return cut.geometry.count * travel / cut.vf


def _rounds(cut: Cut, depth: float) -> int:
    """Return how many of the passes a step of that depth needs; the finishing pass runs along."""
    last = 0 if cut.finish_ap is None else 1
    rough = math.ceil((depth - (cut.finish_ap or 0.0)) / cut.ap - 1e-6) if cut.ap > 0 else 1
    return min(cut.passes, max(rough + last, 1))


def _facing_time(cut: Cut) -> float:
    outer, inner = cut.geometry.diameter_mm, cut.geometry.inner_diameter_mm
    if cut.constant_speed:
        once = cutting.facing_time(outer, inner, cut.vc, cut.feed, cut.machine.n_max_rpm)
    else:
        once = (outer - inner) / 2 / cut.vf
    # The approach is at the speed of the rim, where n is known.
    once += APPROACH_MM / cut.vf
    return cut.geometry.count * cut.passes * once


_TIMES: dict[str, Callable[[Cut], float]] = {
    "milling": _milling_time,
    "hole": _hole_time,
    "tapping": _tapping_time,
    "boring": _turning_time,
    "turning": _turning_time,
    "threading": _turning_time,
    "facing": _facing_time,
    "plunging": _facing_time,
}
