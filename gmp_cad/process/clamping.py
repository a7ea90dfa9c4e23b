"""The clamping of a phase computed: least forces, margin at the declared ones, what decides.

Method: every load case of the phase (:mod:`gmp_cad.process.load_cases`) with the safety K on the
cutting forces must be in equilibrium with the declared clamps and friction
(:mod:`gmp_cad.process.force_closure`). Forces in N, lengths in mm, part frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gmp_cad.evidence import Vector
from gmp_cad.process import chuck, pressures
from gmp_cad.process.contact_pressure import Pressure
from gmp_cad.process.extent import PhaseWork
from gmp_cad.process.force_closure import Holding, Load, Reaction, reached_safety, reactions
from gmp_cad.process.grips import JAWS, PlacedGrip, Workholding, workholding
from gmp_cad.process.least_clamping import holdable, least_forces, least_scale
from gmp_cad.process.load_cases import (
    LoadCase,
    centre_of_mass,
    load_cases,
    weight_n,
    without_force,
)
from gmp_cad.process.operations import OperationRow
from gmp_cad.process.seating import Seat, fully_clamped, presses_all, seats
from gmp_cad.standards import clamping_data


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCase:
    """A load case, and the greatest factor on its cutting force that the declared clamps hold."""

    case: LoadCase
    safety: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Clamp:
    """One clamp: its declared force and those that are needed (N, the whole clamp).

    ``least_n``: with all clamps chosen for the least sum; ``needed_n``: with the declared shares;
    None where no force holds. ``lost_n``: what the rotation takes from a chuck. ``hand_n``: force
    of the chuck by the hand formula of the torque. ``places``: point and direction of each jaw,
    or of the middle of the contacts.
    """

    on: str
    kind: str
    declared_n: float
    friction: float
    contacts: int
    least_n: float | None
    needed_n: float | None
    places: tuple[tuple[Vector, Vector], ...] = ()
    lost_n: float = 0.0
    hand_n: float | None = None
    diameter_mm: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """A locating normal, its friction, and the force on it in the load case that decides.

    ``carried``: the jaws of a chuck realise it.
    """

    index: int
    on: str
    point: Vector
    direction: Vector
    friction: float
    carried: bool = False
    reaction: Reaction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClampingStudy:
    """The clamping of a phase. ``cases``: the decisive first, by the safety that they reach.

    ``at_rest``: whether the clamps hold the part while nothing cuts. ``unheld``: rows whose load no
    force of these clamps holds. ``unknown``: rows whose cutting force is not known.
    ``pressed``: outcome of the frictionless form check, None where it does not apply.
    """

    phase: str
    safety: float
    weight_n: float
    centre: Vector
    clamps: tuple[Clamp, ...]
    supports: tuple[Support, ...]
    seats: tuple[Seat, ...]
    cases: tuple[HeldCase, ...]
    at_rest: bool
    pressures: tuple[Pressure, ...] = ()
    grip_reactions: tuple[Reaction, ...] = ()
    unheld: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    pressed: bool | None = None

    @property
    def reached(self) -> float:
        """The safety reached in the load case that decides."""
        return min((held.safety for held in self.cases), default=0.0)

    @property
    def margin(self) -> float:
        """Safety reached over the one wanted, less 1: negative when the clamps are too weak."""
        return self.reached / self.safety - 1

    @property
    def decisive(self) -> HeldCase | None:
        """The load case that decides."""
        return self.cases[0] if self.cases else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    work: PhaseWork
    rows: Sequence[OperationRow]
    held: Workholding
    holding: Holding
    cases: tuple[LoadCase, ...]
    loads: tuple[Load, ...]
    lost: tuple[float, ...]

    @property
    def effective(self) -> list[float]:
        """What is left of the declared forces while the spindle turns."""
        pairs = zip(self.held.grips, self.lost, strict=True)
        return [max(grip.clamping.force - lost, 0.0) for grip, lost in pairs]


def clamping_study(work: PhaseWork, rows: Sequence[OperationRow]) -> ClampingStudy:
    """Return the clamping of a phase whose operations are ``rows``."""
    scene = _scene(work, rows)
    safety = clamping_data.safety()
    reached = _reached(scene)
    worst = min(range(len(scene.loads)), key=lambda i: (round(reached[i], 6), i), default=None)
    forces = None if worst is None else _decisive(scene, worst, min(reached[worst], safety))
    held = [HeldCase(case=c, safety=s) for c, s in zip(scene.cases, reached, strict=True)]
    supports = _supports(scene.held, forces)
    grip_forces = forces[len(scene.holding.locators) :] if forces else ()
    at_rest = bool(scene.held.grips) and _rests(scene)
    least = _least(scene, safety)
    return ClampingStudy(
        phase=str(work.phase.number),
        safety=safety,
        weight_n=weight_n(work),
        centre=centre_of_mass(work),
        clamps=_clamps(scene, safety, least),
        supports=supports,
        seats=seats(work.phase, scene.held),
        cases=tuple(sorted(held, key=lambda h: round(h.safety, 6))),
        at_rest=at_rest,
        pressures=pressures.pressures(
            work, scene.held, {s.index: s.reaction.normal_n for s in supports if s.reaction}
        ),
        grip_reactions=grip_forces,
        unheld=() if least is not None else _unheld(scene, safety),
        unknown=without_force(work, rows),
        pressed=_pressed(scene),
    )


def _scene(work: PhaseWork, rows: Sequence[OperationRow]) -> _Scene:
    held = workholding(work.phase, work.entering)
    cases = load_cases(work, rows)
    centre = centre_of_mass(work)
    return _Scene(
        work=work, rows=rows, held=held, holding=held.holding(work.entering), cases=cases,
        loads=tuple(case.load(centre) for case in cases),
        lost=tuple(_lost(work, rows, grip) for grip in held.grips),
    )  # fmt: skip


def _reached(scene: _Scene) -> tuple[float, ...]:
    if not scene.held.grips or not scene.loads:
        return (0.0,) * len(scene.loads)
    found = reached_safety(scene.holding, scene.loads, scene.effective)
    return found or (0.0,) * len(scene.loads)


def _rests(scene: _Scene) -> bool:
    still = [Load(cutting=(0.0,) * 6, dead=dead) for dead in sorted({x.dead for x in scene.loads})]
    still = still or [Load(cutting=(0.0,) * 6)]
    return reached_safety(scene.holding, still, scene.effective) is not None


def _decisive(scene: _Scene, index: int, factor: float) -> tuple[Reaction, ...]:
    """Return an equilibrium of the load case that decides, with as much of K as is held."""
    if not scene.holding.pads:  # nothing locates or clamps the part: CP03 tells it
        return ()
    slightly = factor * (1 - 1e-6)
    found = reactions(scene.holding, scene.loads[index], scene.effective, slightly)
    return found or ()


def _supports(held: Workholding, forces: tuple[Reaction, ...] | None) -> tuple[Support, ...]:
    """Return the normals with the sums of the forces of their contacts (none inside a chuck)."""
    own = {locator.normal.index: locator for locator in held.locators}
    shares: dict[int, list[Reaction]] = {}
    for index, force in zip(held.order, forces or (), strict=False):
        shares.setdefault(index, []).append(force)
    return tuple(
        Support(
            index=n.index, on=n.on, point=n.point, direction=n.direction,
            friction=held.friction(own[n.index]) if n.index in own else 0.0,
            carried=n.index not in own,
            reaction=_sum(shares[n.index]) if n.index in shares else None,
        )
        for n in held.normals
    )  # fmt: skip


def _sum(forces: Sequence[Reaction]) -> Reaction:
    return Reaction(
        normal_n=sum(f.normal_n for f in forces),
        tangential_n=sum(f.tangential_n for f in forces),
    )


def _least(scene: _Scene, safety: float) -> tuple[float, ...] | None:
    """Return the least forces of the clamps; None if there is nothing to hold, or none holds."""
    if not scene.held.grips or not scene.loads:
        return None
    return least_forces(scene.holding, scene.loads, safety)


def _clamps(scene: _Scene, safety: float, least: tuple[float, ...] | None) -> tuple[Clamp, ...]:
    grips, effective = scene.held.grips, scene.effective
    # Where no forces at all hold, none in the declared shares do.
    scale = (
        least_scale(scene.holding, scene.loads, safety, effective)
        if least is not None and sum(effective) > 0
        else None
    )
    found = []
    for i, (grip, lost) in enumerate(zip(grips, scene.lost, strict=True)):
        found.append(
            Clamp(
                on=grip.clamping.on, kind=grip.clamping.kind, declared_n=grip.clamping.force,
                friction=grip.pads[0].friction, contacts=len(grip.pads), places=grip.places,
                least_n=None if least is None else least[i] + lost,
                needed_n=None if scale is None else scale * effective[i] + lost,
                lost_n=lost, hand_n=_hand(scene, grip, safety), diameter_mm=grip.diameter_mm,
            )
        )  # fmt: skip
    return tuple(found)


def _unheld(scene: _Scene, safety: float) -> tuple[str, ...]:
    """Return the rows with a load that no force holds: of each, one such load is enough."""
    if not scene.held.grips:
        return ()
    found = []
    for row in dict.fromkeys(case.row for case in scene.cases):
        pairs = zip(scene.cases, scene.loads, strict=True)
        loads = [load for case, load in pairs if case.row == row]
        if not holdable(scene.holding, loads, safety):
            found.append(row)
    return tuple(found)


def _lost(work: PhaseWork, rows: Sequence[OperationRow], grip: PlacedGrip) -> float:
    """Return what the rotation takes from the three jaws of a chuck that grips the outside."""
    if not work.phase.turning or grip.hollow or grip.clamping.kind != "chuck":
        return 0.0
    sizes = clamping_data.workholders()
    n = max((row.conditions.n for row in rows if row.conditions), default=0.0)
    radius = grip.diameter_mm / 2 + sizes.chuck_jaw_radius
    return JAWS * chuck.centrifugal_loss(sizes.chuck_jaw_mass_kg, radius, n)


def _hand(scene: _Scene, grip: PlacedGrip, safety: float) -> float | None:
    """Return the force of a chuck by the hand formula, for its operation that needs most."""
    if not grip.concentric or grip.diameter_mm <= 0 or not scene.work.phase.turning:
        return None
    friction = max(grip.pads[0].friction, 1e-6)
    return JAWS * max(
        (
            chuck.jaw_force(cut.fc, cut.diameter_mm, grip.diameter_mm, friction, safety, JAWS)
            for row in scene.rows
            if (cut := row.conditions) is not None and cut.fc
        ),
        default=0.0,
    )


def _pressed(scene: _Scene) -> bool | None:
    if not fully_clamped(scene.held) or any(grip.concentric for grip in scene.held.grips):
        return None
    centre = centre_of_mass(scene.work)
    return presses_all(
        scene.held, scene.work.entering, weight_n(scene.work), centre, scene.work.phase
    )
