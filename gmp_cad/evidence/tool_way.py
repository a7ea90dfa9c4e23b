"""The way of a tool that turns in the spindle, in straight pieces, and its body in cylinders (mm).

Both enclose what they stand for: a ramp is cut into steps of at most :data:`RAMP_MM`, a cone into
cylinders of its largest radius.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from gmp_cad.evidence.kinds import Vector
from gmp_cad.evidence.tooling import ToolBody, ToolPose

RAMP_MM = 1.0
STILL_MM = 1e-6
# A way that is not given goes out along the axis, past any fixture.
RETREAT_MM = 200.0
_CONE_STEPS = 3


def moves(pose: ToolPose) -> Iterator[tuple[Vector, Vector, float]]:
    """Yield (start, motion across the axis, motion along it) of each straight piece of the way."""
    path = pose.path or (pose.tip,)
    if len(path) == 1:
        yield path[0], (0.0, 0.0, 0.0), RETREAT_MM
    for start, end in itertools.pairwise(path):
        by = _plus(end, start, -1.0)
        climb = sum(a * b for a, b in zip(by, pose.axis, strict=True))
        across = _plus(by, pose.axis, -climb)
        if math.hypot(*across) <= STILL_MM:
            yield start, (0.0, 0.0, 0.0), climb
            continue
        steps = max(1, math.ceil(abs(climb) / RAMP_MM))
        piece = _plus((0.0, 0.0, 0.0), across, 1 / steps)
        for i in range(steps):
            yield _plus(start, by, i / steps), piece, climb / steps


def stack(body: ToolBody) -> Iterator[tuple[float, float, float]]:
    """Yield (low, high, radius) of the cylinders that enclose tool and holder, from the tip up."""
    for profile in (body.profile, body.holder):
        for (z0, r0), (z1, r1) in itertools.pairwise(profile):
            if abs(z1 - z0) <= STILL_MM:
                continue
            steps = 1 if abs(r1 - r0) <= STILL_MM else _CONE_STEPS
            for i in range(steps):
                shares = (i / steps, (i + 1) / steps)
                low, high = sorted(z0 + (z1 - z0) * t for t in shares)
                radius = max(r0 + (r1 - r0) * t for t in shares)
                if radius > STILL_MM:
                    yield low, high, radius


def _plus(a: Vector, b: Vector, factor: float) -> Vector:
    x, y, z = (p + factor * q for p, q in zip(a, b, strict=True))
    return x, y, z
