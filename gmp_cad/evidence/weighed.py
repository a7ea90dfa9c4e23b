"""What an assembly weighs: each of its items as it was weighed, and the whole at each position."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from gmp_cad.evidence.mass import Body, PrincipalAxes, body_of, moved, principal_axes, together
from gmp_cad.evidence.placed import AssemblyPosition, Placement
from gmp_cad.evidence.solid import MassProperties

# A mass is that of the solid in its material, one that the item states, or that of the solid in
# steel because its grade names no material.
Basis = Literal["material", "given", "assumed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What something is weighed as: name, density (kg/m³), standard of the grade, source of the
    density; ``assumed``: nothing is known of it and it is taken for steel.
    """  # noqa: D205 - one thought

    name: str
    density_kg_m3: float
    standard: str = ""
    density_source: str = ""
    assumed: bool = False

    @property
    def sources(self) -> str:
        """Return standard and source as one text, "" where the project gives neither."""
        known = self.standard and self.density_source.startswith(self.standard)
        return ", ".join(filter(None, ("" if known else self.standard, self.density_source)))


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedItem:
    """One piece of an item as it was weighed, and how many of it stand in the assembly.

    ``solid_kg``: what its solid would weigh in its material, which differs from its mass where that
    is ``given``.
    """

    name: str
    ref: int
    placed: int
    matter: Matter
    basis: Basis
    properties: MassProperties

    @property
    def solid_kg(self) -> float:
        """Return volume times density."""
        return self.properties.volume_mm3 * self.matter.density_kg_m3 * 1e-9

    @property
    def total_kg(self) -> float:
        """Return the mass of all pieces that are placed."""
        return self.properties.mass_kg * self.placed


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionMass:
    """The whole assembly at one value of its parameters, in its own frame."""

    parameters: Mapping[str, float]
    body: Body
    axes: PrincipalAxes


def placed_body(
    placements: Iterable[Placement], masses: Mapping[str, MassProperties]
) -> Body | None:
    """Return all placed pieces as one body; ``masses`` by item: what has none there counts nothing.

    A fixture's workpiece is no item and does not count. None where nothing weighs anything.
    """
    own = {name: body_of(properties) for name, properties in masses.items()}
    return together(moved(own[p.item], p.matrix) for p in placements if p.item in own)


def position_masses(
    positions: Iterable[AssemblyPosition], masses: Mapping[str, MassProperties]
) -> tuple[PositionMass, ...]:
    """Return the whole at each position, those at which nothing is placed left out."""
    found = []
    for position in positions:
        body = placed_body(position.placements, masses)
        if body is not None:
            found.append(
                PositionMass(
                    parameters=position.parameters, body=body, axes=principal_axes(body)
                )
            )  # fmt: skip
    return tuple(found)
