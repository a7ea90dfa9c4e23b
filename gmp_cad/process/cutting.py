"""The physics of cutting as formulas: speeds, chips, forces, powers, tool life.

Units: Vc m/min, n rev/min, f mm/rev, fz mm/tooth, Vf mm/min, lengths mm, angles degrees, kc MPa,
forces N, torque N·m, power kW at the tool, times min. Sources: Kienzle's law kc = kc1·h^(−mc);
ISO 3002 for chip sections; Taylor 1907 for tool life.
"""

from __future__ import annotations

import math


def spindle_speed(vc: float, diameter_mm: float) -> float:
    """Return n = 1000·Vc / (π·D)."""
    return 1000 * vc / (math.pi * diameter_mm)


def cutting_speed(n: float, diameter_mm: float) -> float:
    """Return Vc = π·D·n / 1000."""
    return math.pi * diameter_mm * n / 1000


def milling_feed(n: float, fz: float, teeth: int) -> float:
    """Return Vf = n·fz·z; with one tooth it is that of turning and drilling, n·f."""
    return n * fz * teeth


def tapping_feed(n: float, pitch_mm: float) -> float:
    """Return Vf = n·P exactly: the thread leads the tool."""
    return n * pitch_mm


def turning_chip_rate(vc: float, ap: float, f: float) -> float:
    """Return Q = Vc·ap·f in cm³/min."""
    return vc * ap * f


def milling_chip_rate(ap: float, ae: float, vf: float) -> float:
    """Return Q = ap·ae·Vf / 1000 in cm³/min."""
    return ap * ae * vf / 1000


def drilling_chip_rate(diameter_mm: float, vf: float) -> float:
    """Return Q = π·D²·Vf / 4000 in cm³/min."""
    return math.pi * diameter_mm**2 * vf / 4000


def specific_force(kc1: float, mc: float, h: float, rake_deg: float = 0.0) -> float:
    """Return kc = kc1·h^(−mc)·(1 − γ0/100): kc1 holds for γ0 = 0, one per cent per degree."""
    return float(kc1 * h**-mc * (1 - rake_deg / 100))


def turning_thickness(f: float, entering_deg: float) -> float:
    """Return h = f·sin κr."""
    return f * math.sin(math.radians(entering_deg))


def milling_thickness(fz: float, entering_deg: float, ae: float, diameter_mm: float) -> float:
    """Return the mean thickness of a centred mill: hm = fz·sin κr·(ae/D)·2/φs, φs = 2·asin(ae/D)."""
    share = min(ae / diameter_mm, 1.0)
    contact = 2 * math.asin(share)
    return fz * math.sin(math.radians(entering_deg)) * share * 2 / contact


def teeth_in_cut(ae: float, diameter_mm: float, teeth: int, *, centred: bool) -> float:
    """Return how many teeth cut at once on average, z·φs/2π; below 1 no tooth cuts part of the time.

    φs = 2·asin(ae/D) of a centred mill, acos(1 − 2·ae/D) of one that cuts with its side.
    """
    share = min(ae / diameter_mm, 1.0)
    contact = 2 * math.asin(share) if centred else math.acos(1 - 2 * share)
    return teeth * contact / (2 * math.pi)


def side_milling_thickness(fz: float, ae: float, diameter_mm: float) -> float:
    """Return hm ≈ fz·√(ae/D), for a mill that cuts with its side (ae well below D)."""
    return fz * math.sqrt(min(ae / diameter_mm, 1.0))


def drilling_thickness(f: float, point_deg: float = 118.0) -> float:
    """Return h = (f/2)·sin(σ/2) for the two lips of a drill of point angle σ."""
    return f / 2 * math.sin(math.radians(point_deg / 2))


def turning_force(kc: float, ap: float, f: float) -> float:
    """Return Fc = kc·ap·f in N."""
    return kc * ap * f


def turning_power(force_n: float, vc: float) -> float:
    """Return Pc = Fc·Vc / 60000 in kW."""
    return force_n * vc / 60000


def milling_power(kc: float, ap: float, ae: float, vf: float) -> float:
    """Return Pc = ap·ae·Vf·kc / 60·10⁶ in kW."""
    return ap * ae * vf * kc / 60e6


def enlarging_power(kc: float, f: float, vc: float, outer_mm: float, inner_mm: float) -> float:
    """Return Pc = f·Vc·kc·(D² − d²) / (240000·D) in kW: drilling (d = 0), reaming from d to D."""
    return f * vc * kc * (outer_mm**2 - inner_mm**2) / (240000 * outer_mm)


def spindle_torque(power_kw: float, n: float) -> float:
    """Return M = 30000·P / (π·n) in N·m; of a drill it is f·D²·kc / 8000."""
    return 30000 * power_kw / (math.pi * n)


def facing_time(
    outer_mm: float, inner_mm: float, vc: float, f: float, n_max: float | None = None
) -> float:
    """Return the time (min) of a facing pass at constant cutting speed (G96), n limited to n_max.

    Down to D_lim = 1000·Vc / (π·n_max) the speed rises; below, n stays at its limit:
    t = π·(D² − D_lim²) / (4000·Vc·f) + (D_lim − d) / (2·n_max·f).
    """
    limit = min(spindle_speed(vc, n_max) if n_max else 0.0, outer_mm)
    turning_point = max(limit, inner_mm)
    free = math.pi * (outer_mm**2 - turning_point**2) / (4000 * vc * f)
    held = (turning_point - inner_mm) / (2 * n_max * f) if n_max else 0.0
    return free + held


def drilling_travel(depth_mm: float, diameter_mm: float, approach_mm: float = 2.0) -> float:
    """Return the travel of a drill of 118°: depth + 0.3·D for its point + approach."""
    return depth_mm + 0.3 * diameter_mm + approach_mm


def theoretical_roughness(f: float, nose_radius_mm: float) -> float:
    """Return Ra ≈ 1000·f² / (32·rε) in µm, left by a round nose in turning."""
    return 1000 * f**2 / (32 * nose_radius_mm)


def feed_for_roughness(ra_um: float, nose_radius_mm: float) -> float:
    """Return the greatest feed that leaves Ra in turning: f = √(32·rε·Ra / 1000) in mm/rev."""
    return math.sqrt(32 * nose_radius_mm * ra_um / 1000)


def taylor_life(vc: float, exponent: float, constant: float) -> float:
    """Return the tool life T (min) of Vc·Tⁿ = C."""
    return float((constant / vc) ** (1 / exponent))


def taylor_speed(life_min: float, exponent: float, constant: float) -> float:
    """Return the cutting speed Vc = C / Tⁿ."""
    return float(constant / life_min**exponent)


def economic_life(
    exponent: float, change_min: float, edge_cost: float = 0.0, rate_per_min: float = 1.0
) -> float:
    """Return the least costly life (1/n − 1)·(t_change + C_edge/C_min) in min.

    Without a cost of the edge it is the life of greatest output.
    """
    return (1 / exponent - 1) * (change_min + edge_cost / rate_per_min)
