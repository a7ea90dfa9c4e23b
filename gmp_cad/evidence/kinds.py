"""The plain types and fixed names that all evidence is written with."""

from __future__ import annotations

from typing import Literal

Vector = tuple[float, float, float]
Polyline = tuple[tuple[float, float], ...]
SurfaceKind = Literal["plane", "cylinder", "cone", "sphere", "torus", "freeform"]
FoundBy = Literal["selector", "tag", "size"]
Outcome = Literal["measured", "not_found", "ambiguous", "not_measurable"]

# What is measured of a hole or a chamfer with its size (mm, degrees).
DetailName = Literal[
    "depth", "drill_depth", "counterbore.diameter", "counterbore.depth", "countersink.diameter",
    "countersink.angle", "angle", "blind",
]  # fmt: skip

# The name of the detail of a hole that ends in the material and should go through.
BLIND: Literal["blind"] = "blind"

# The item name under which a fixture's assembly receives the solid that enters the phase.
WORKPIECE = "workpiece"
