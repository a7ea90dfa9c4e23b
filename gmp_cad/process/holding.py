"""The technological signs of a phase (NF E 04-013 part 2), as written in the plan or derived.

What the plan leaves open follows the surface: flat contacts on machined surfaces, domed locators
and serrated clamps on raw ones; a chuck centres and clamps at once; vees, centres and relieved pins
are told by their joint.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gmp_cad.evidence import (
    ClampForce,
    ContactNature,
    HoldingPlace,
    HoldingSign,
    HoldingTechnology,
    LocatingNormal,
    PhaseState,
)
from gmp_cad.process.faces import faces_of, same_feature
from gmp_cad.spec.process import Phase
from gmp_cad.spec.workholding import Clamping, Locating

_NATURE_OF_JOINT: dict[str, ContactNature] = {
    "centre": "fixed_point", "sliding_centre": "live_point", "short_vee": "vee",
    "long_vee": "vee", "relieved_pin": "relieved",
}  # fmt: skip
_CENTRINGS = ("short_centring", "long_centring", "centre", "locating_pin", "relieved_pin")
_TECHNOLOGIES: dict[str, HoldingTechnology] = {
    "fixed": "fixed", "centring": "fixed_centring", "adjustable": "adjustable",
    "support": "support_irreversible",
}  # fmt: skip
_CONCENTRIC = ("chuck", "collet")


def holding_signs(
    phase: Phase,
    normals: Sequence[LocatingNormal],
    clamps: Sequence[ClampForce],
    entering: PhaseState,
) -> tuple[HoldingSign, ...]:
    """Return the signs of the locating contacts, then of the clamps, in the order of the plan.

    ``normals`` and ``clamps`` are placed on ``entering``, the workpiece that enters the phase; what
    could not be placed has no sign.
    """
    located = _locating_signs(phase, normals, entering)
    return (*located, *_clamping_signs(phase, clamps, entering))


def _locating_signs(
    phase: Phase, normals: Sequence[LocatingNormal], entering: PhaseState
) -> list[HoldingSign]:
    found: list[HoldingSign] = []
    first = 1
    for locating in phase.locating:
        numbers = range(first, first + locating.normals)
        first += locating.normals
        mine = [normal for normal in normals if normal.index in numbers]
        if mine:
            found.append(_located(locating, mine, phase, entering))
    return found


def _located(
    locating: Locating, normals: Iterable[LocatingNormal], phase: Phase, entering: PhaseState
) -> HoldingSign:
    machined = _machined(entering, locating.on)
    centring = _centring(locating, entering)
    centred = centring and _grips(phase, locating.on)
    places = [HoldingPlace(point=n.point, direction=n.direction, normal=n.index) for n in normals]
    derived: ContactNature = "flat" if machined else "serrated" if centred else "domed"
    return HoldingSign(
        nature=locating.nature or _NATURE_OF_JOINT.get(locating.contact, derived),
        machined=machined,
        function="support" if locating.technology == "support" else "locating",
        technology=_locating_technology(locating, centring=centring, centred=centred),
        on=locating.on,
        places=tuple(places),
    )


def _locating_technology(locating: Locating, *, centring: bool, centred: bool) -> HoldingTechnology:
    if locating.technology:
        return _TECHNOLOGIES[locating.technology]
    if locating.contact == "sliding_centre":
        return "reversible_centring"
    if centred:
        return "concentric"
    return "fixed_centring" if centring else "fixed"


def _centring(locating: Locating, entering: PhaseState) -> bool:
    """Whether the contact centres: its joint says so, or it takes 2 or 4 normals on a round."""
    if locating.contact:
        return locating.contact in _CENTRINGS
    faces = faces_of(entering, locating.on)
    return bool(faces) and faces[0].surface != "plane" and locating.normals in (2, 4)


def _grips(phase: Phase, name: str) -> bool:
    """Whether a chuck or collet closes on the surface."""
    return any(c.kind in _CONCENTRIC and same_feature(c.on, name) for c in phase.clamping)


def _clamping_signs(
    phase: Phase, clamps: Sequence[ClampForce], entering: PhaseState
) -> list[HoldingSign]:
    """Return the sign of each clamping; a chuck's holds the forces of all its jaws."""
    found: list[HoldingSign] = []
    left = list(clamps)
    for clamping in phase.clamping:
        mine = [c for c in left if (c.on, c.kind) == (clamping.on, clamping.kind)]
        if clamping.kind not in _CONCENTRIC or clamping.point is not None:
            mine = mine[:1]
        left = [c for c in left if c not in mine]
        if mine:
            found.append(_clamped(clamping, mine, phase, entering))
    return found


def _clamped(
    clamping: Clamping, clamps: Iterable[ClampForce], phase: Phase, entering: PhaseState
) -> HoldingSign:
    machined = _machined(entering, clamping.on)
    derived: ContactNature = "flat" if machined or clamping.kind == "collet" else "serrated"
    derived = "live_point" if clamping.kind == "tailstock" else derived
    return HoldingSign(
        nature=clamping.nature or derived,
        machined=machined,
        function="clamping",
        technology=_clamping_technology(clamping, phase, entering),
        on=clamping.on,
        places=tuple(HoldingPlace(point=c.point, direction=c.direction) for c in clamps),
    )


def _clamping_technology(
    clamping: Clamping, phase: Phase, entering: PhaseState
) -> HoldingTechnology:
    """Return the technology of a clamp; a chuck that another feature's centring rules must float.

    Two centrings that are not the same surface would locate the axis twice.
    """
    if clamping.kind not in _CONCENTRIC:
        return "clamping"
    centrings = [locating.on for locating in phase.locating if _centring(locating, entering)]
    own = any(same_feature(clamping.on, name) for name in centrings)
    return "concentric" if own or not centrings else "floating_concentric"


def _machined(entering: PhaseState, name: str) -> bool:
    return any(same_feature(name, machined) for machined in entering.machined)
