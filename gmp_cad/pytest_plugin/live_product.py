"""A product, or a fixture, as a test meets it: its solids in their places, distances, its mass."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from gmp_cad.build.bench import ObservedAssembly
from gmp_cad.errors import UsageError, suggestion
from gmp_cad.evidence import Placement, Relation
from gmp_cad.language import Message
from gmp_cad.spec.condition import Condition

if TYPE_CHECKING:
    import cadquery as cq

_FAR_MM = 1e6  # distances are told exactly up to here
_HERE = ((1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0))


class LiveProduct:
    """An assembly at one position: solids by their placed names (``vis``, ``vis.2`` …).

    Lengths in mm, volumes in mm³, masses in kg, frame of the assembly.
    """

    def __init__(
        self, name: str, observed: ObservedAssembly, condition: Condition,
        again: Callable[[str], LiveProduct],
    ) -> None:  # fmt: skip
        self.name = name
        self.condition = condition
        self.observed = observed
        self._again = again
        self._solids: dict[str, cq.Shape] = {}

    def __repr__(self) -> str:
        at = ", ".join(f"{name}={value:g}" for name, value in self.parameters.items())
        return f"<{self.name}({at}) ({self.condition}), {len(self.names)} items>"

    def at(self, condition: str) -> LiveProduct:
        """Return it with its parts at ``nominal``, ``middle``, ``mmc`` or ``lmc``."""
        return self._again(condition)

    @property
    def parameters(self) -> Mapping[str, float]:
        """The values at which it stands."""
        return self.observed.parameters

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all that is placed."""
        return tuple(self._placed)

    @property
    def mass(self) -> float:
        """The mass of the whole (kg)."""
        return self.observed.mass_kg

    @cached_property
    def _placed(self) -> Mapping[str, Placement]:
        return {placement.name: placement for placement in self.observed.placements}

    def solid(self, name: str) -> cq.Shape:
        """Return the solid of a placed item in its place; raise UsageError for an unknown name."""
        from gmp_cad.kernel import brep, placement  # noqa: PLC0415 - a second, where it is needed

        if name not in self._placed:
            known = Message("known: {names}", names=", ".join(self._placed) or "—")
            raise UsageError(
                Message("nothing is placed under the name {name!r}", name=name),
                suggestion(name, self._placed) or known,
            )
        if name not in self._solids:
            one = self._placed[name]
            shape = brep.from_bytes(self.observed.solids[one.item])
            self._solids[name] = shape.moved(placement.location(one.matrix))
        return self._solids[name]

    @property
    def assembly(self) -> cq.Assembly:
        """A CadQuery assembly of all solids, each under its placed name."""
        import cadquery  # noqa: PLC0415 - a second, where it is needed

        made = cadquery.Assembly(name=self.name)
        for name in self.names:
            made.add(self.solid(name), name=name)
        return made

    def clearance(self, a: str, b: str) -> float:
        """Return the smallest distance between two placed items (mm), 0.0 where they touch."""
        return self._relation(a, b).distance_mm

    def overlap(self, a: str, b: str) -> float:
        """Return the volume that two placed items share (mm³), 0.0 where they share none."""
        common = self._relation(a, b).common
        return 0.0 if common is None else common.volume_mm3

    def _relation(self, a: str, b: str) -> Relation:
        from gmp_cad.kernel.pairs.pair import relation  # noqa: PLC0415 - a second, where it is needed

        found, _ = relation(self.solid(a), self.solid(b), _HERE, _FAR_MM)
        return found
