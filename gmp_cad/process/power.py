"""Cutting power of a cut, and what a machine gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gmp_cad.process import cutting
from gmp_cad.process.cut import Cut
from gmp_cad.spec.workshop import Machine
from gmp_cad.standards.materials import Material

# Name of the second source of a material's specific force.
KIENZLE = "Kienzle"


def available_power(machine: Machine) -> float | None:
    """Return the power at the spindle, η·P, in kW; None when the machine's is not known."""
    return None if machine.power_kw is None else machine.efficiency * machine.power_kw


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecificForce:
    """The specific cutting force kc = kc1·h^(−mc) (MPa) of a cut, mc, and the source of both."""

    kc_mpa: float
    mc: float
    source: str


def specific_force(cut: Cut) -> SpecificForce | None:
    """Return the larger of the material's specific forces at the cut's chip thickness.

    The sources differ by up to 40 %; the larger is the safe one for power and clamping. None for
    a material whose specific force is not known, and where no chip is formed.
    """
    h = _THICKNESSES[cut.family](cut)
    if h <= 0 or cut.ap <= 0:
        return None
    forces = [
        SpecificForce(kc_mpa=cutting.specific_force(kc1, mc, h), mc=mc, source=source)
        for kc1, mc, source in _laws(cut.material)
    ]
    return max(forces, key=lambda force: force.kc_mpa, default=None)


def _laws(material: Material) -> list[tuple[float, float, str]]:
    """Return kc1 (MPa), mc and source of each law of the material that is whole."""
    laws = [
        (material.kc1_mpa, material.mc, material.kc_source),
        (material.kc1_alt_mpa, material.mc_alt, KIENZLE),
    ]
    return [(kc1, mc, source) for kc1, mc, source in laws if kc1 is not None and mc is not None]


def cutting_power(cut: Cut) -> float | None:
    """Return the cutting power (kW) with the larger of the material's two specific forces.

    None for a material whose specific force is not known.
    """
    if not _laws(cut.material):
        return None
    force = specific_force(cut)
    return 0.0 if force is None else _POWERS[cut.family](cut, force.kc_mpa)


def cutting_torque(cut: Cut) -> float | None:
    """Return the torque at the spindle (N·m); None where the power is not known."""
    power = cutting_power(cut)
    return None if power is None else cutting.spindle_torque(power, cut.n)


def _milling_thickness(cut: Cut) -> float:
    ae = cut.ae or 0.0
    if cut.tool.kind == "face_mill" or ae > 0.5 * cut.diameter:
        angle = cut.tool.entering_angle_deg or 90.0
        return cutting.milling_thickness(cut.feed, angle, ae, cut.diameter) if ae else 0.0
    return cutting.side_milling_thickness(cut.feed, ae, cut.diameter)


def _turning_thickness(cut: Cut) -> float:
    return cutting.turning_thickness(cut.feed, cut.tool.entering_angle_deg or 90.0)


def _hole_thickness(cut: Cut) -> float:
    lips = max(cut.tool.teeth or 2, 2)
    point = cut.tool.point_angle_deg or 118.0
    return cutting.drilling_thickness(cut.feed * 2 / lips, point)


def _hole_power(cut: Cut, kc: float) -> float:
    inner = max(cut.diameter - 2 * cut.ap, 0.0)
    return cutting.enlarging_power(kc, cut.feed, cut.vc, cut.diameter, inner)


def _milling_power(cut: Cut, kc: float) -> float:
    return cutting.milling_power(kc, cut.ap, cut.ae or 0.0, cut.vf)


def _turning_power(cut: Cut, kc: float) -> float:
    return cutting.turning_power(cutting.turning_force(kc, cut.ap, cut.feed), cut.vc)


_THICKNESSES: dict[str, Callable[[Cut], float]] = {
    "milling": _milling_thickness,
    "hole": _hole_thickness,
    # A tap shaves the ring between drill and thread with small chips, about a tenth of P each.
    "tapping": lambda cut: cut.feed / 10,
    "boring": _turning_thickness,
    "turning": _turning_thickness,
    "facing": _turning_thickness,
    "plunging": _turning_thickness,
    "threading": _turning_thickness,
}
_POWERS: dict[str, Callable[[Cut, float], float]] = {
    "milling": _milling_power,
    "hole": _hole_power,
    "tapping": _hole_power,
    "boring": _turning_power,
    "turning": _turning_power,
    "facing": _turning_power,
    "plunging": _turning_power,
    "threading": _turning_power,
}
