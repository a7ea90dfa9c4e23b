"""A fixture around its workpiece, with all that was found: what checks and the dossier look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from gmp_cad.evidence import WORKPIECE, ClampForce, LocatingNormal
from gmp_cad.evidence.fixture import FixtureContacts, LoadingPath, ToolClearance, Touch
from gmp_cad.process.extent import PhaseWork
from gmp_cad.process.fixture_base import Bending, span_bending, strap_arms, strap_bending
from gmp_cad.process.locating import place_clamps, place_normals
from gmp_cad.process.realised import Contact, contacts_of, realised_normals
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.process import Phase


@dataclass(frozen=True, kw_only=True)
class HoldingFixture:
    """A fixture, the phase that it serves, and what the kernel found of both.

    ``base_mm``: length and width of the base; ``thickness_mm`` its least thickness.
    """

    spec: FixtureSpec
    work: PhaseWork
    found: FixtureContacts
    loading: LoadingPath
    clearances: Sequence[ToolClearance] = ()
    base_mm: tuple[float, float] = (0.0, 0.0)
    thickness_mm: float = 0.0

    @property
    def phase(self) -> Phase:
        """The phase of the workpiece's plan."""
        return self.work.phase

    @cached_property
    def wanted(self) -> tuple[LocatingNormal, ...]:
        """The normals of the contract."""
        return place_normals(self.phase, self.work.entering)

    @cached_property
    def clamps(self) -> Mapping[int, tuple[ClampForce, ...]]:
        """The clamps of the contract by their number, as they press on the workpiece."""
        return {
            i: place_clamps(self.phase.model_copy(update={"clamping": (one,)}), self.work.entering)
            for i, one in enumerate(self.phase.clamping, start=1)
        }

    @cached_property
    def contacts(self) -> Mapping[str, tuple[Contact, ...]]:
        """The contacts of every placement (concentric ones by item) that touches the workpiece."""
        owned: dict[str, list[Touch]] = {}
        for touch in self.found.touches:
            if touch.on == WORKPIECE:
                owned.setdefault(self.spec.owner(touch.placement), []).append(touch)
        return {name: contacts_of(own, self.work.entering) for name, own in owned.items()}

    @cached_property
    def locators(self) -> Mapping[str, tuple[int, ...]]:
        """The numbers of the normals of each locator."""
        return {name: self.spec.normals_of(name) for name in self.spec.locators}

    @cached_property
    def realised(self) -> tuple[LocatingNormal, ...]:
        """The normals that the contacts found give."""
        return realised_normals(self.locators, self.contacts)

    @cached_property
    def bendings(self) -> tuple[Bending, ...]:
        """How far the base bends under each clamp."""
        base = self.spec.base
        return tuple(
            self._bending(name, number, base.modulus_mpa)
            for name, number in self.spec.clamps.items()
            if base is not None and number in self.clamps
        )

    def _bending(self, name: str, number: int, modulus_mpa: float) -> Bending:
        shared = [p for p, n in self.spec.clamps.items() if n == number]
        force = self.phase.clamping[number - 1].force / len(shared)
        others = [t for t in self.found.touches if t.placement == name and t.on != WORKPIECE]
        arms = strap_arms(self.found.of(name, WORKPIECE), others)
        if arms is None:
            return span_bending(name, force, self.base_mm, self.thickness_mm, modulus_mpa)
        return strap_bending(name, force, arms, self.thickness_mm, modulus_mpa)


def loading_request(
    spec: FixtureSpec, normals: Sequence[LocatingNormal]
) -> dict[str, list[float] | list[str]]:
    """Return how the workpiece comes in: direction, and the placements that stand aside.

    Without a direction it moves against the first normal, which points into the part; without any
    normal, down.
    """
    chosen = spec.loading.direction
    direction = AXES[chosen] if chosen else tuple(-c + 0.0 for c in _first(normals))
    clamping = spec.clamping()
    opened = [n for n in spec.placements() if n in spec.loading.open and n not in clamping]
    aside = [*clamping, *opened]
    return {"direction": list(direction), "aside": aside}


def _first(normals: Sequence[LocatingNormal]) -> tuple[float, float, float]:
    return normals[0].direction if normals else (0.0, 0.0, 1.0)
