"""The screws that pull the clamps of a fixture: with what force, and at what torque it is reached.

A strap is a lever: its screw pulls with S = F·(a + b)/b (see :mod:`fixture_base`); a plate that the
screw presses on the workpiece directly passes its force on. Forces N, torques N·m.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gmp_cad.evidence import WORKPIECE
from gmp_cad.evidence.fixture import Touch
from gmp_cad.process.fixture_base import strap_arms
from gmp_cad.process.holding_fixture import HoldingFixture
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.standards.fasteners import Fastener
from gmp_cad.standards.standard_parts import parse_designation
from gmp_cad.standards.tightening import torque_of_load

_AGAINST = -0.9  # cosine: the head of the screw presses against the push of the clamp


@dataclass(frozen=True, slots=True, kw_only=True)
class ClampScrew:
    """The screw of a clamp: both placements, what it pulls, the torque that does."""

    clamp: str
    screw: str
    pull_n: float
    torque_nm: float


def clamp_screws(holding: HoldingFixture) -> Iterator[ClampScrew]:
    """Yield the screws whose heads press on the clamps; several on one clamp share its force."""
    spec = holding.spec
    for clamp, number in spec.clamps.items():
        touches = [t for t in holding.found.touches if t.placement == clamp]
        pressing = [t for t in touches if t.on == WORKPIECE]
        others = [t for t in touches if t.on != WORKPIECE]
        screws = dict(_screws(spec, pressing, others))
        if not screws or number not in holding.clamps:
            continue
        shared = sum(other == number for other in spec.clamps.values())
        force = holding.phase.clamping[number - 1].force / shared
        arms = strap_arms(pressing, others)
        pull = (force if arms is None else force * sum(arms) / arms[1]) / len(screws)
        for placement, screw in screws.items():
            torque = torque_of_load(screw.diameter, pull)
            yield ClampScrew(clamp=clamp, screw=placement, pull_n=pull, torque_nm=torque)


def _screws(
    spec: FixtureSpec, pressing: Sequence[Touch], others: Sequence[Touch]
) -> Iterator[tuple[str, Fastener]]:
    """Yield the screws among what a clamp touches, by their placement."""
    for touch in others if pressing else ():
        item = spec.item(touch.on.partition(".")[0])
        against = float(np.dot(pressing[0].normal, touch.normal)) < _AGAINST
        if against and item is not None and item.standard:
            part = parse_designation(item.standard)
            if part.kind == "screw":
                yield touch.on, part
