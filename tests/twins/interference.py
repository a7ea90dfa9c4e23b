"""Wrong twins of how parts stand and move to each other: too near, apart, in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from gmp_cad.checks import clearance, joint, motion
from gmp_cad.finding import Finding
from tests.canonical import PRODUCT, assembly, gap, overlap
from tests.checks.test_motion import OPENING, insertion, swept

TWINS: dict[str, Callable[[], Iterable[Finding]]] = {
    "product.weld": lambda: joint.welds(
        assembly(f'{PRODUCT}[[joint]]\nkind = "weld"\na = "pin"\nb = "plate"\n', gaps=[gap(0.1)])
    ),
    "product.clearance": lambda: clearance.clearances(
        assembly(f'{PRODUCT}[[clearance]]\na = "pin"\nb = "plate"\nminimum = 2\n', gaps=[gap(1.9)])
    ),
    "product.motion": lambda: motion.motions(
        replace(
            assembly(PRODUCT + OPENING),
            sweeps=[swept(first=12.0, before=11.9, overlap=overlap(1.0, 0.1))],
        )
    ),
    "product.order": lambda: motion.order(
        insertion(first=12.0, before=12.1, overlap=overlap(1.0, 0.1))
    ),
}
