"""``mass.json`` as a type, and what ``evidence.json`` of a part says of its mass."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

Point = tuple[float, float, float]
Tensor = tuple[Point, Point, Point]


class Principal(TypedDict):
    """Principal moments (kg·mm², smallest first), axes (unit vectors, right-handed) and radii (mm).

    The largest component of the first and second axis is positive. ``symmetry``: ``axis`` where two
    moments are equal and only the third's axis is determined, ``point`` where all are equal.
    """

    moments_kg_mm2: Point
    axes: Tensor
    radii_of_gyration_mm: Point
    symmetry: Literal["none", "axis", "point"]


class WeighedAs(TypedDict):
    """The material, its density (kg/m³), the standard that defines it, the source of the density.

    ``density_source`` is the project's file where the project gives the density.
    """

    material: str
    density_kg_m3: float
    standard: str
    density_source: str


class BodyMass(TypedDict):
    """Mass (kg), volume (mm³), area (mm²), centre (mm), tensor at the centre (kg·mm²).

    The tensor's products have their sign in it: Ixy = −∫xy dm.
    """

    mass_kg: float
    volume_mm3: float
    area_mm2: float
    centre_of_mass_mm: Point
    inertia_kg_mm2: Tensor
    principal: Principal


class ItemMass(WeighedAs, BodyMass):
    """One piece of an item in its own frame; ``total_kg``: all that are ``placed``.

    ``basis``: ``material`` (volume × density), ``given`` (by the item), ``assumed`` (its grade names
    no material: steel). ``solid_kg``: volume × density, whatever the basis.
    """

    name: str
    ref: int
    placed: int
    basis: Literal["material", "given", "assumed"]
    total_kg: float
    solid_kg: float


class WholeMass(BodyMass):
    """The assembly at one value of its parameters, in its own frame."""

    parameters: dict[str, float]


class MassBudget(TypedDict):
    """The budget (kg), the part of it that is to stay free (0.05: 5 %), what is left of it (kg)."""

    limit_kg: float
    margin: float
    reserve_kg: float


class Masses(TypedDict):
    """mass.json: every item, and the whole at every position. ``units``: quantity → its unit.

    A fixture's workpiece is no item and does not count. Threads weigh as they are modelled.
    """

    version: Literal[1]
    units: dict[str, str]
    budget: MassBudget | None
    items: list[ItemMass]
    positions: list[WholeMass]
