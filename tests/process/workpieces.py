"""Workpieces written by hand as face geometry: a block, a bored block, a shaft."""

from __future__ import annotations

import math

from gmp_cad.evidence import FaceGeometry, PhaseState

AXES = {"X": 0, "Y": 1, "Z": 2}


def plane(index, axis, sign, level, low, high, holes=()):  # noqa: PLR0917
    """Return the rectangular face perpendicular to an axis, between two corners (2D each)."""
    k = AXES[axis]
    others = [i for i in range(3) if i != k]

    def point(a, b):
        p = [0.0, 0.0, 0.0]
        p[k], p[others[0]], p[others[1]] = level, a, b
        return tuple(p)

    (a0, b0), (a1, b1) = low, high
    ring = (point(a0, b0), point(a1, b0), point(a1, b1), point(a0, b1))
    wires = [ring]
    for a, b, r in holes:
        turn = [2 * math.pi * i / 48 for i in range(48)]
        wires.append(tuple(point(a + r * math.cos(t), b + r * math.sin(t)) for t in turn))
    direction = [0.0, 0.0, 0.0]
    direction[k] = float(sign)
    return FaceGeometry(
        index=index, surface="plane", point=point(a0, b0), direction=tuple(direction),
        area_mm2=(a1 - a0) * (b1 - b0) - sum(math.pi * r * r for _, _, r in holes),
        centre_mm=point((a0 + a1) / 2, (b0 + b1) / 2), outline=tuple(wires),
    )  # fmt: skip


def cylinder(index, point, radius, length, *, direction=(0.0, 0.0, 1.0), hollow=False):
    """Return a whole cylinder that starts at a point of its axis."""
    centre = tuple(p + length / 2 * d for p, d in zip(point, direction, strict=True))
    return FaceGeometry(
        index=index, surface="cylinder", point=point, direction=direction, radius_mm=radius,
        hollow=hollow, span_mm=(0.0, length), angle_deg=360.0,
        area_mm2=2 * math.pi * radius * length, centre_mm=centre,
    )  # fmt: skip


def disc(index, level, sign, radius, inner=0.0):
    """Return a disc or ring perpendicular to Z, centred on it."""
    turn = [2 * math.pi * i / 72 for i in range(72)]
    wires = [
        tuple((r * math.cos(t), r * math.sin(t), level) for t in turn)
        for r in (radius, inner) if r
    ]  # fmt: skip
    return FaceGeometry(
        index=index, surface="plane", point=(0.0, 0.0, level), direction=(0.0, 0.0, float(sign)),
        area_mm2=math.pi * (radius**2 - inner**2), centre_mm=(0.0, 0.0, level),
        outline=tuple(wires),
    )  # fmt: skip


def block(size=(100.0, 60.0, 40.0), *, bore=None, phase="00", **features):
    """Return a block from the origin; ``bore`` = (x, y, radius) goes through it along Z."""
    x, y, z = size
    holes = [bore] if bore else []
    faces = [
        plane(0, "Z", -1, 0.0, (0, 0), (x, y), holes),
        plane(1, "Z", 1, z, (0, 0), (x, y), holes),
        plane(2, "Y", -1, 0.0, (0, 0), (x, z)),
        plane(3, "Y", 1, y, (0, 0), (x, z)),
        plane(4, "X", -1, 0.0, (0, 0), (y, z)),
        plane(5, "X", 1, x, (0, 0), (y, z)),
    ]
    names = {"base": (0,), "top": (1,), "front": (2,), "back": (3,), "left": (4,), "right": (5,)}
    if bore:
        faces.append(cylinder(6, (bore[0], bore[1], 0.0), bore[2], z, hollow=True))
        names["bore"] = (6,)
    volume = x * y * z - (math.pi * bore[2] ** 2 * z if bore else 0.0)
    return PhaseState(
        phase=phase, volume_mm3=volume, box_mm=(0.0, 0.0, 0.0, x, y, z), faces=tuple(faces),
        features=names | features,
    )  # fmt: skip


def shaft(radius=20.0, length=100.0, *, phase="00"):
    """Return a shaft along Z from the origin."""
    faces = (
        disc(0, 0.0, -1, radius),
        disc(1, length, 1, radius),
        cylinder(2, (0.0, 0.0, 0.0), radius, length),
    )
    return PhaseState(
        phase=phase, volume_mm3=math.pi * radius**2 * length,
        box_mm=(-radius, -radius, 0.0, radius, radius, length), faces=faces,
        features={"face": (0,), "end": (1,), "body": (2,)},
    )  # fmt: skip
