"""The accepted geometry of a part (``baseline.toml``): numbers that any change of its shape moves.

Written by ``gmp-cad approve``, read by every build; nobody writes it by hand. Lengths in mm, areas in
mm², volumes in mm³, second moments of volume in mm⁵, angles in degrees, in the part's frame.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from gmp_cad.errors import InvalidInputError, Problem, Where
from gmp_cad.language import Message
from gmp_cad.spec.fault import InvalidValueError
from gmp_cad.spec.text import Name, Text
from gmp_cad.spec.toml import Table, parse

VERSION = 1
MAX_BYTES = 10_000_000  # of parts with ten thousands of faces
_CONFLICT = re.compile(r"^(<{7} |={7}\r?$|>{7} |\|{7} )", re.MULTILINE)

_DIRECTED = ("plane", "cylinder", "cone", "torus")
_UNIT = 1e-9  # how far from 1 the length of a direction may be, written to twelve digits

Positive = Annotated[float, Field(gt=0)]
Length = Annotated[float, Field(ge=0)]
Point = tuple[float, float, float]
Component = Annotated[float, Field(ge=-1, le=1)]
Direction = tuple[Component, Component, Component]
Six = tuple[float, float, float, float, float, float]
Count = Annotated[int, Field(ge=0)]
SurfaceKind = Literal["plane", "cylinder", "cone", "sphere", "torus", "freeform"]
MeasuredName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")]


class AcceptedCensus(Table):
    """How many there are of each, once adjacent faces of one surface are one."""

    solids: Count
    shells: Count
    edges: Count = 0  # of a sphere, a ring: none but seams
    plane: Count = 0
    cylinder: Count = 0
    cone: Count = 0
    sphere: Count = 0
    torus: Count = 0
    freeform: Count = 0


class AcceptedSurface(Table):
    """One surface: all faces that lie on it, under the same names."""

    names: tuple[Name, ...] = ()
    kind: SurfaceKind
    hollow: bool = False
    radius_mm: Length = 0.0
    major_radius_mm: Length = 0.0
    half_angle_deg: Annotated[float, Field(ge=0, lt=90)] = 0.0
    direction: Direction = (0.0, 0.0, 0.0)
    point_mm: Point = (0.0, 0.0, 0.0)
    area_mm2: Length
    centre_mm: Point
    volume_mm3: float = 0.0
    first_mm4: Point = (0.0, 0.0, 0.0)
    second_mm5: Six = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    border_mm2: Length = 0.0
    reach_mm: Length = 0.0

    @model_validator(mode="after")
    def _directed(self) -> AcceptedSurface:
        # without a direction no surface would be found to have turned or moved
        if self.kind in _DIRECTED and abs(math.hypot(*self.direction) - 1) > _UNIT:
            raise InvalidValueError(
                Message("a direction is a unit vector, not one of length {length:.6g}",
                        length=math.hypot(*self.direction)), keys=("direction",),
            )  # fmt: skip
        return self


class AcceptedSurfaces(Table):
    """The surfaces, those that the specification names first."""

    named: tuple[AcceptedSurface, ...] = ()
    unnamed: tuple[AcceptedSurface, ...] = ()


class Baseline(Table):
    """A whole file."""

    version: Literal[1]
    kernel: Text
    material: Text
    density_kg_m3: Positive
    volume_mm3: Positive
    area_mm2: Positive
    centre_mm: Point
    bounding_box_mm: Six
    principal_moments_mm5: Point
    second_moments_mm5: Six
    chords_mm: tuple[Length, ...]
    border_mm2: Length = 0.0
    census: AcceptedCensus
    dimensions: dict[MeasuredName, tuple[float, ...]] = Field(default_factory=dict)
    surfaces: AcceptedSurfaces


def parse_baseline(text: str, file: str) -> Baseline:
    """Return what the text of a baseline says.

    Raises :class:`~gmp_cad.errors.InvalidInputError` with every fault, its line and path; of a file
    that a merge left in conflict with the places of its marks alone.
    """
    if conflicts := list(_conflicts(text, file)):
        raise InvalidInputError(conflicts)
    try:
        return parse(text, file, Baseline)
    except InvalidInputError as error:
        hint = Message("gmp-cad writes this file: accept the part anew with gmp-cad approve")
        problems = [Problem(p.where, p.message, p.hint or hint) for p in error.problems]
        raise InvalidInputError(problems) from error


def _conflicts(text: str, file: str) -> Iterator[Problem]:
    found = _CONFLICT.search(text)
    if found is None:
        return
    line = text.count("\n", 0, found.start()) + 1
    yield Problem(
        Where(file, "", line), Message("a merge left this file in conflict"),
        Message("look at the part as it is now, and accept it with gmp-cad approve"),
    )  # fmt: skip
