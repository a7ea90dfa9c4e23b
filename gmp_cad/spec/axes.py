"""Directions and points of the part's frame as a process plan writes them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gmp_cad.spec.text import FeatureText

Axis = Literal["+X", "-X", "+Y", "-Y", "+Z", "-Z"]
Coordinate = Annotated[float, Field(ge=-1e6, le=1e6)]
Point = tuple[Coordinate, Coordinate, Coordinate]
AXES: dict[str, Point] = {
    "+X": (1.0, 0.0, 0.0), "-X": (-1.0, 0.0, 0.0), "+Y": (0.0, 1.0, 0.0),
    "-Y": (0.0, -1.0, 0.0), "+Z": (0.0, 0.0, 1.0), "-Z": (0.0, 0.0, -1.0),
}  # fmt: skip

Names = tuple[FeatureText, ...]
Positive = Annotated[float, Field(gt=0, le=1e6)]
