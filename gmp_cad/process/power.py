"""Cutting power of a cut, and what a machine gives."""

from __future__ import annotations

from collections.abc import Callable

from gmp_cad.process import cutting
from gmp_cad.process.cut import Cut
from gmp_cad.spec.workshop import Machine


def available_power(machine: Machine) -> float | None:
    """Return the power at the spindle, η·P, in kW; None when the machine's is not known."""
    return None if machine.power_kw is None else machine.efficiency * machine.power_kw


def cutting_power(cut: Cut) -> float | None:
    """Return the cutting power (kW) with the larger of the material's two specific forces.

    None for a material whose specific force is not known.
    """
    found = cut.material
    if found.kc1_mpa is None or found.mc is None:
        return None
    thickness, power = _POWERS[cut.family]
    h = thickness(cut)
    if h <= 0 or cut.ap <= 0:
        return 0.0
    forces = [cutting.specific_force(found.kc1_mpa, found.mc, h)]
    if found.kc1_alt_mpa is not None and found.mc_alt is not None:
        forces.append(cutting.specific_force(found.kc1_alt_mpa, found.mc_alt, h))
    return power(cut, max(forces))


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


_Thickness = Callable[[Cut], float]
_Power = Callable[[Cut, float], float]
_POWERS: dict[str, tuple[_Thickness, _Power]] = {
    "milling": (_milling_thickness, _milling_power),
    "hole": (_hole_thickness, _hole_power),
    # A tap shaves the ring between drill and thread with small chips, about a tenth of P each.
    "tapping": (lambda cut: cut.feed / 10, _hole_power),
    "boring": (_turning_thickness, _turning_power),
    "turning": (_turning_thickness, _turning_power),
    "facing": (_turning_thickness, _turning_power),
    "plunging": (_turning_thickness, _turning_power),
    "threading": (_turning_thickness, _turning_power),
}
