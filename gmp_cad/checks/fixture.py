"""Fixtures judged: contacts where the contract says, isostatism from them, the way in, the base."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.evidence import LocatingNormal, Vector
from gmp_cad.finding import Finding
from gmp_cad.language import Message, named
from gmp_cad.process.faces import same_feature
from gmp_cad.process.fixture_base import SHARE, tightest
from gmp_cad.process.holding_fixture import HoldingFixture
from gmp_cad.process.isostatism import isostatism
from gmp_cad.process.realised import Contact

# How far (mm) a contact may be from the place that the contract gives.
PLACE_MM = 1.0
_ALIGNED = math.cos(math.radians(1.0))


def _verdicts(rule: str, fixture: HoldingFixture, subject: str = "") -> Verdicts:
    name = fixture.spec.name
    return Verdicts(rule, f"{name}.{subject}" if subject else name)


def _point(point: Vector) -> Message:
    x, y, z = (round(v, 3) + 0.0 for v in point)
    return Message("({x} ; {y} ; {z})", x=x, y=y, z=z)


@check(
    "fixture.contacts",
    "Contacts of a fixture",
    "A locator locates only where it touches: on the surface, at the place and from the side that "
    "the phase contract says; whatever else touches the workpiece lifts it off its locators.",
)
def contacts(fixture: HoldingFixture) -> Iterator[Finding]:
    """Yield a verdict per normal and per clamp of the contract, and one per contact beside them."""
    for normal in fixture.wanted:
        yield _normal(fixture, normal)
    for name, numbers in fixture.locators.items():
        unknown = sorted(set(numbers) - {n.index for n in fixture.wanted})
        if unknown:
            message = Message("{item} realises the normal {numbers}, which the contract has not",
                              item=name, numbers=", ".join(map(str, unknown)))  # fmt: skip
            yield _verdicts("fixture.contacts", fixture, name).failed("unknown_normal", message)
    for number in range(1, len(fixture.phase.clamping) + 1):
        yield from _clamp(fixture, number)
    yield from _undeclared(fixture)


def _normal(fixture: HoldingFixture, normal: LocatingNormal) -> Finding:
    verdicts = _verdicts("fixture.contacts", fixture, f"normal{normal.index}")
    name = next((n for n, own in fixture.locators.items() if normal.index in own), None)
    if name is None:
        message = Message("no item of the fixture realises the normal {number} on {feature}",
                          number=normal.index, feature=normal.on)  # fmt: skip
        return verdicts.failed("missing", message)
    given = any(c.points for c in fixture.phase.locating if c.on == normal.on)
    fault = _fault(fixture, name, normal.on, normal.direction, normal.point if given else None)
    if isinstance(fault, Contact):
        message = Message("normal {number}: {item} touches {feature} at {place}",
                          number=normal.index, item=name, feature=named(normal.on),
                          place=_point(fault.point))  # fmt: skip
        return verdicts.passed("touches", message, expected=0.0, observed=0.0, unit="mm")
    code, reason, gap = fault
    message = Message("normal {number}: {reason}", number=normal.index, reason=reason)
    return verdicts.failed(code, message, expected=0.0, observed=gap, unit="mm")


def _fault(
    fixture: HoldingFixture, name: str, on: str, direction: Vector, place: Vector | None
) -> Contact | tuple[str, Message, float]:
    """Return the contact of a placement with a feature, or what is wrong: code, words, mm."""
    found = fixture.contacts.get(name, ())
    if not found:
        gap = fixture.found.gap(name)
        apart = round(gap.gap_mm, 4) if gap is not None else 0.0
        message = Message("{item} does not touch the workpiece: {gap} mm are missing",
                          item=name, gap=apart)  # fmt: skip
        return "open", message, apart
    there = [c for c in found if any(same_feature(on, n) for n in c.on)]
    if not there:
        seen = ", ".join(dict.fromkeys(n for c in found for n in c.on)) or "—"
        message = Message("{item} touches {found} instead of {feature}",
                          item=name, found=seen, feature=on)  # fmt: skip
        return "wrong_face", message, 0.0
    facing = [c for c in there if _faces(c, direction)]
    if not facing:
        message = Message("{item} touches {feature} from the side {found} instead of {wanted}",
                          item=name, feature=on, found=_point(there[0].normal),
                          wanted=_point(direction))  # fmt: skip
        return "wrong_side", message, 0.0
    nearest = facing[0] if place is None else min(facing, key=lambda c: c.away(place))
    away = 0.0 if place is None else round(nearest.away(place), 4)
    if place is not None and away > PLACE_MM:
        message = Message("{item} touches {feature} {gap} mm beside the point {place}",
                          item=name, feature=on, gap=away, place=_point(place))  # fmt: skip
        return "displaced", message, away
    return nearest


def _faces(contact: Contact, direction: Vector) -> bool:
    """Whether a contact presses in a direction; a pin in a bore presses in all across its axis."""
    axis = contact.touches[0].axis
    if axis is not None:
        return abs(float(np.dot(axis, direction))) < math.sqrt(1 - _ALIGNED**2)
    return any(float(np.dot(t.normal, direction)) >= _ALIGNED for t in contact.touches)


def _clamp(fixture: HoldingFixture, number: int) -> Iterator[Finding]:
    verdicts = _verdicts("fixture.contacts", fixture, f"clamp{number}")
    clamping = fixture.phase.clamping[number - 1]
    names = [name for name, own in fixture.spec.clamps.items() if own == number]
    if not names:
        message = Message("no item of the fixture is the clamp {number} on {feature}",
                          number=number, feature=clamping.on)  # fmt: skip
        yield verdicts.failed("missing", message)
    forces = fixture.clamps.get(number, ())
    for name in names:
        force = min(forces, key=lambda f: _nearest(fixture, name, f.point), default=None)
        if force is None:
            continue  # CP06 says that the clamp of the contract has no place
        place = force.point if clamping.point is not None or len(forces) > 1 else None
        fault = _fault(fixture, name, clamping.on, force.direction, place)
        if isinstance(fault, Contact):
            message = Message("clamp {number}: {item} touches {feature} at {place}",
                              number=number, item=name, feature=named(clamping.on),
                              place=_point(fault.point))  # fmt: skip
            yield verdicts.passed("touches", message, expected=0.0, observed=0.0, unit="mm")
        else:
            code, reason, gap = fault
            message = Message("clamp {number}: {reason}", number=number, reason=reason)
            yield verdicts.failed(code, message, expected=0.0, observed=gap, unit="mm")


def _nearest(fixture: HoldingFixture, name: str, point: Vector) -> float:
    return min((c.away(point) for c in fixture.contacts.get(name, ())), default=math.inf)


def _undeclared(fixture: HoldingFixture) -> Iterator[Finding]:
    known = {*fixture.spec.locators, *fixture.spec.clamps}
    for name, found in fixture.contacts.items():
        if name not in known:
            message = Message("{item} touches {feature} at {place}, but is neither locator nor clamp",
                              item=name, feature=", ".join(found[0].on) or "—",
                              place=_point(found[0].point))  # fmt: skip
            yield _verdicts("fixture.contacts", fixture, name).failed("undeclared", message)


@check(
    "fixture.isostatic",
    "Isostatism of a fixture",
    "What the contacts found in the geometry really hold must be what the phase contract wants: no "
    "freedom more, no contact too many.",
)
def isostatic(fixture: HoldingFixture) -> Iterator[Finding]:
    """Yield one verdict: rank and hyperstatism of the contacts found against the contract's."""
    verdicts = _verdicts("fixture.isostatic", fixture)
    wanted, found = isostatism(fixture.wanted), isostatism(fixture.realised)
    figures = {"expected": wanted.rank, "observed": found.rank}
    if not fixture.realised:
        yield verdicts.failed("none", Message("no locator touches the workpiece"), **figures)
    elif found.hyperstatic > wanted.hyperstatic:
        message = Message(
            "hyperstatic of degree {degree}: the contacts found give {normals} {normals:normal|normals} and remove {rank} {rank:degree|degrees} of freedom",
            degree=found.hyperstatic, normals=found.normals, rank=found.rank,
        )  # fmt: skip
        yield verdicts.failed("hyperstatic", message, **figures)
    elif found.rank < wanted.rank:
        message = Message("the contacts found leave free: {motions}",
                          motions=", ".join(m.name for m in found.free))  # fmt: skip
        yield verdicts.failed("loose", message, **figures)
    else:
        message = Message("{normals} {normals:normal|normals} from the contacts found, rank {rank}, quality {quality}",
                          normals=found.normals, rank=found.rank,
                          quality=round(found.quality, 3))  # fmt: skip
        yield verdicts.passed("isostatic", message, **figures)


@check(
    "fixture.nature",
    "Locators and the state of the surface",
    "A raw surface is not flat: it needs small, domed or serrated contacts; a machined one keeps no "
    "mark of a flat or linear contact.",
)
def natures(fixture: HoldingFixture) -> Iterator[Finding]:
    """Yield a verdict per locator: a flat area on a raw surface is a warning."""
    for name in fixture.locators:
        for contact in fixture.contacts.get(name, ()):
            raw = not any(
                same_feature(n, m) for n in contact.on for m in fixture.work.entering.machined
            )
            verdicts = _verdicts("fixture.nature", fixture, name)
            said = {"item": name, "feature": named(contact.on[0]) if contact.on else "—",
                    "area": round(contact.area_mm2, 1)}  # fmt: skip
            flat = contact.kind == "area" and not _rough(fixture, contact)
            if raw and flat:
                message = Message(
                    "{item} lies flat on {feature}, a raw surface, over {area} mm²", **said
                )
                yield verdicts.warned("flat_on_raw", message)
            elif raw:
                message = Message("{item}: contact for a raw surface on {feature}", **said)
                yield verdicts.passed("suits", message)
            else:
                message = Message("{item} on {feature}, a machined surface", **said)
                yield verdicts.passed("suits", message)


def _rough(fixture: HoldingFixture, contact: Contact) -> bool:
    """Whether the plan gives the contact a nature for raw surfaces."""
    natures_ = {
        c.nature for c in fixture.phase.locating if any(same_feature(c.on, n) for n in contact.on)
    }
    return bool(natures_ & {"domed", "serrated", "fixed_point", "rocker", "cup"})


@check(
    "fixture.loading",
    "Way of the workpiece into a fixture",
    "A workpiece must come in and go out in one straight motion with the clamps open.",
)
def loading(fixture: HoldingFixture) -> Iterator[Finding]:
    """Yield a verdict per placement in the way, or one pass."""
    path = fixture.loading
    for obstacle in path.obstacles:
        verdicts = _verdicts("fixture.loading", fixture, obstacle.placement)
        message = Message("{item} stands in the way of the workpiece: {volume} mm³",
                          item=obstacle.placement, volume=round(obstacle.volume_mm3, 1))  # fmt: skip
        yield verdicts.failed(
            "trapped", message, expected=0.0, observed=obstacle.volume_mm3, unit="mm³"
        )
    if not path.obstacles:
        message = Message("the workpiece comes in along {direction} over {travel} mm, nothing in its way",
                          direction=_point(path.direction), travel=round(path.travel_mm, 1))  # fmt: skip
        yield _verdicts("fixture.loading", fixture).passed("free", message)


@check(
    "fixture.foolproof",
    "Only one way round",
    "A workpiece that goes in turned half a turn too will be machined that way one day.",
)
def foolproof(fixture: HoldingFixture) -> Iterator[Finding]:
    """Yield one verdict: the workpiece turned half a turn is the same, is refused, or goes in."""
    verdicts, path = _verdicts("fixture.foolproof", fixture), fixture.loading
    named = fixture.spec.loading.foolproofing
    if path.turned_differs_mm3 <= 1.0:
        yield verdicts.passed("symmetric", Message("the workpiece is the same both ways round"))
    elif named and all(o.placement != named for o in path.turned):
        message = Message("{item} does not refuse the workpiece turned half a turn", item=named)
        yield verdicts.failed("passes", message)
    elif path.turned:
        items = ", ".join(o.placement for o in path.turned)
        message = Message("turned half a turn, the workpiece is refused by {items}", items=items)
        yield verdicts.passed("refused", message)
    else:
        message = Message("the workpiece goes in turned half a turn too")
        hint = Message("add a pin that refuses it, and name it in loading.foolproofing")
        yield verdicts.warned("passes", message, hint=hint)


@check(
    "fixture.base",
    "Stiffness of a fixture's base",
    "A base that bends under its clamps moves the locators: it may take a fifth of the narrowest "
    "tolerance of the phase.",
)
def base(fixture: HoldingFixture) -> Iterator[Finding]:
    """Yield a verdict per clamp: deflection of the base against a share of the tolerance."""
    verdicts = _verdicts("fixture.base", fixture)
    narrow = tightest(fixture.phase, fixture.work.spec)
    if fixture.spec.base is None and fixture.phase.turning and fixture.spec.concentric:
        yield verdicts.skipped("chuck", Message("the jaws stand on the chuck of the machine"))
    elif fixture.spec.base is None:
        message = Message("the thickness of the base is not given: its stiffness is not judged")
        yield verdicts.warned("not_given", message, hint=Message("write [base] thickness"))
    elif narrow is None or not fixture.bendings:
        yield verdicts.skipped("none", Message("no tolerance or no clamp to judge the base by"))
    else:
        for bending in fixture.bendings:
            yield _bent(fixture, narrow, bending.placement, bending.deflection_mm)


def _bent(
    fixture: HoldingFixture, narrow: tuple[str, float], placement: str, deflection: float
) -> Finding:
    name, width = narrow
    limit = width / SHARE
    message = Message(
        "under {item} the base bends by {deflection} µm; {limit} µm are a fifth of {tolerance} {width} mm",
        item=placement, deflection=round(deflection * 1000, 2), limit=round(limit * 1000, 2),
        tolerance=name, width=width,
    )  # fmt: skip
    return _verdicts("fixture.base", fixture, placement).judged(
        deflection <= limit, ("stiff", "bends"), message,
        expected=round(limit, 6), observed=round(deflection, 6), unit="mm",
    )  # fmt: skip


def judged(fixture: HoldingFixture) -> Sequence[Finding]:
    """Return the verdicts of every check of this module."""
    checks = (contacts, isostatic, natures, loading, foolproof, base)
    return [finding for one in checks for finding in one(fixture)]
