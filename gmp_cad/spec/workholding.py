"""How a phase holds the workpiece: locating contacts and clamps (NF E 04-013)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gmp_cad.spec.axes import Point, Positive
from gmp_cad.spec.text import FeatureText
from gmp_cad.spec.toml import Table

# What touches the workpiece (NF E 04-013 part 2, *nature du contact*); "" is found from the face.
Nature = Literal[
    "flat", "domed", "serrated", "relieved", "fixed_point", "live_point", "vee", "cup", "rocker",
    "orienting", "",
]  # fmt: skip
Friction = Annotated[float, Field(ge=0, le=1)]


class Locating(Table):
    """One locating contact (mise en position): a feature and how many normals it realises.

    ``points`` (part frame, mm) places the normals; otherwise they are set as far apart as the
    face allows. ``contact`` names the joint for a turned or bored surface. ``friction``: coefficient
    at the contact, that of the materials unless given.
    """

    on: FeatureText
    normals: Annotated[int, Field(ge=1, le=5)]
    points: tuple[Point, ...] = ()
    contact: Literal[
        "plane",
        "short_centring",
        "long_centring",
        "short_vee",
        "long_vee",
        "centre",
        "sliding_centre",
        "locating_pin",
        "relieved_pin",
        "",
    ] = ""
    seating: Literal["gravity", "hand", "mallet", "pull_down_jaw", ""] = ""
    nature: Nature = ""
    technology: Literal["fixed", "centring", "adjustable", "support", ""] = ""
    friction: Friction | None = None


class Clamping(Table):
    """One clamp (maintien en position): a feature, its force (N), and where it presses.

    ``area_mm2``: area of the contact, for the pressure on the part.
    """

    on: FeatureText
    force: Positive
    point: Point | None = None
    kind: Literal["jaw", "strap", "screw", "chuck", "toggle", "tailstock", "collet"] = "jaw"
    nature: Nature = ""
    friction: Friction | None = None
    area_mm2: Positive | None = None
