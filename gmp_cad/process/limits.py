"""What holds cutting conditions back: the roughness wanted, and what the machine can do.

Each limit that acts is named in ``Cut.limits``: "ra" (the feed that leaves the Ra wanted), "n_max",
"gearbox" (the next lower speed of the machine's gearbox), "n_min" (its lowest one), "vf_max",
"torque", "power". What the plan writes itself is never corrected.
"""

from __future__ import annotations

import math
from dataclasses import replace

from gmp_cad.process import cutting
from gmp_cad.process.cut import Cut
from gmp_cad.process.power import available_power, cutting_power, cutting_torque, specific_force
from gmp_cad.spec.operation import Stage
from gmp_cad.spec.workshop import Machine

# Feeds are set in hundredths of a millimetre.
_FEED_STEP_MM = 0.01
# The feed follows the thread.
_LEADING = ("tapping", "threading")


def limited(cut: Cut) -> Cut:
    """Return the cut within every limit of the surface and of the machine."""
    for limit in (_roughness, _speed, _gearbox, _feed, _torque, _power):
        cut = limit(cut)
    return cut


def settable_speed(n: float, machine: Machine) -> float:
    """Return the greatest speed (rev/min) of the machine that is not above ``n``.

    A gearbox has its steps, and its lowest speed where all are above; any other spindle turns by
    whole revolutions.
    """
    if machine.speeds_rpm:
        below = [speed for speed in machine.speeds_rpm if speed <= n * (1 + 1e-9)]
        return max(below, default=min(machine.speeds_rpm))
    return float(max(math.floor(n), 1))


def _hit(cut: Cut, limit: str) -> tuple[str, ...]:
    return cut.limits if limit in cut.limits else (*cut.limits, limit)


def _at_speed(cut: Cut, n: float, limit: str) -> Cut:
    speed = cutting.cutting_speed(n, cut.diameter)
    return replace(cut, n=n, vc=speed, limits=_hit(cut, limit))


def _fixed_feed(cut: Cut) -> bool:
    written = cut.operation.fz if cut.family == "milling" else cut.operation.f
    return written is not None or cut.family in _LEADING


def _roughness(cut: Cut) -> Cut:
    """Reduce the feed of a finishing pass until the nose leaves the Ra wanted."""
    left = cut.theoretical_ra_um
    finishing = cut.operation.stage is Stage.FINISH and not _fixed_feed(cut)
    if cut.ra_um is None or left is None or not finishing or left <= cut.ra_um:
        return cut
    assert cut.tool.nose_radius_mm is not None
    most = cutting.feed_for_roughness(cut.ra_um, cut.tool.nose_radius_mm)
    feed = max(math.floor(most / _FEED_STEP_MM + 1e-9), 1) * _FEED_STEP_MM
    return replace(cut, feed=feed, limits=_hit(cut, "ra"))


def _speed(cut: Cut) -> Cut:
    most = cut.machine.n_max_rpm
    if most is None or cut.n <= most or cut.operation.n is not None:
        return cut
    return _at_speed(cut, most, "n_max")


def _gearbox(cut: Cut) -> Cut:
    if not cut.machine.speeds_rpm or cut.operation.n is not None:
        return cut
    n = settable_speed(cut.n, cut.machine)
    if n == cut.n:
        return cut
    return _at_speed(cut, n, "gearbox" if n < cut.n else "n_min")


def _feed(cut: Cut) -> Cut:
    most = cut.machine.vf_max_mm_min
    written = cut.operation.fz or cut.operation.f
    if most is None or cut.vf <= most or written is not None:
        return cut
    if cut.family in _LEADING:
        return _at_speed(cut, settable_speed(most / cut.feed, cut.machine), "vf_max")
    return replace(cut, feed=most / (cut.n * cut.teeth), limits=_hit(cut, "vf_max"))


def _torque(cut: Cut) -> Cut:
    """Reduce the feed until the torque is what the spindle gives: it does not fall with n.

    With kc = kc1·h^(−mc) the torque grows with f^(1−mc): the step (M_max / M)^(1/(1−mc)) is exact
    for one law of kc, and repeated where the other one takes over.
    """
    most = cut.machine.torque_nm
    if most is None or _fixed_feed(cut):
        return cut
    for _ in range(4):
        torque, force = cutting_torque(cut), specific_force(cut)
        if torque is None or force is None or torque <= most:
            break
        feed = cut.feed * (most / torque * (1 - 1e-9)) ** (1 / (1 - force.mc))
        cut = replace(cut, feed=feed, limits=_hit(cut, "torque"))
    return cut


def _power(cut: Cut) -> Cut:
    """Slow the spindle until the power at the tool is what the machine gives."""
    power, most = cutting_power(cut), available_power(cut.machine)
    fixed = cut.operation.n is not None or cut.operation.vc is not None
    if power is None or most is None or power <= most or fixed:
        return cut
    n = settable_speed(cut.n * most / power, cut.machine)
    return replace(cut, n=n, vc=cut.vc * n / cut.n, limits=_hit(cut, "power"))
