"""Tightening torque of screws (FD E 25-030, after Kellermann and Klein).

The preload F0 brings the shank to 0.9·Re: with σ = F0/As and τ = 16·C1/(π·ds³), where
C1 = F0·(0.159·P + 0.583·µ·d2), F0 = 0.9·Re·As / √(1 + 3·(4/ds·(0.159·P + 0.583·µ·d2))²); the torque
is C = F0·(0.159·P + 0.583·µ·d2 + µ·rm), rm the mean radius under the head, 0.65·d.
"""

from __future__ import annotations

import math

from gmp_cad.errors import OutsideTableError
from gmp_cad.language import Message
from gmp_cad.standards.threads import metric

# Black or zinc plated screws with a trace of oil.
FRICTION = 0.15
_SHARE_OF_YIELD = 0.9
_MEAN_RADIUS = 0.65


def yield_strength_mpa(grade: str) -> float:
    """Return Re of a property class of ISO 898-1: 8.8 is 800·0.8 = 640 MPa. Raises OutsideTableError."""
    strength, _, share = grade.partition(".")
    if not (strength.isdigit() and share.isdigit()):
        raise OutsideTableError(Message("{grade!r} is no property class of a screw", grade=grade))
    return int(strength) * 100 * int(share) / 10


def tightening_torque(diameter_mm: float, grade: str, friction: float = FRICTION) -> float:
    """Return the torque (N·m) of a coarse metric screw of a property class."""
    pitch = metric(diameter_mm).pitch
    ds = diameter_mm - (0.649519 + 1.226869) / 2 * pitch
    area = math.pi / 4 * ds**2
    stress = _SHARE_OF_YIELD * yield_strength_mpa(grade)
    lever = _thread_lever_mm(diameter_mm, friction)
    preload = stress * area / math.sqrt(1 + 3 * (4 / ds * lever) ** 2)
    return torque_of_load(diameter_mm, preload, friction)


def torque_of_load(diameter_mm: float, load_n: float, friction: float = FRICTION) -> float:
    """Return the torque (N·m) at which a coarse metric screw pulls with a force."""
    under_the_head = friction * _MEAN_RADIUS * diameter_mm
    return load_n * (_thread_lever_mm(diameter_mm, friction) + under_the_head) / 1000


def _thread_lever_mm(diameter_mm: float, friction: float) -> float:
    """Return the torque in the thread for each newton of preload."""
    pitch = metric(diameter_mm).pitch
    return 0.159 * pitch + 0.583 * friction * (diameter_mm - 0.649519 * pitch)
