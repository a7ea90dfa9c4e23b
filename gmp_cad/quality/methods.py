"""How geometric characteristics are verified: which means, and how the part is set up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gmp_cad.language import Message
from gmp_cad.spec.geometric import GeometricTolerance
from gmp_cad.standards.table import records

# By the names of ``standards/data/inspection_methods.csv``.
METHODS: Mapping[str, Message] = {
    "along_generatrix": Message(
        "line levelled at both ends on jacks; indicator along it; deviation = max − min"
    ),
    "levelled_plane": Message(
        "on three adjustable jacks, three far points of the surface at one height; indicator over "
        "the whole surface; deviation = max − min"
    ),
    "datum_on_plate": Message(
        "datum {datums} on the plate; indicator over the whole surface; deviation = max − min"
    ),
    "against_square": Message(
        "datum {datums} clamped against a square on the plate; indicator along the surface, levelled "
        "across; deviation = max − min"
    ),
    "sine_bar": Message(
        "datum {datums} on a sine bar at the theoretical angle; indicator over the surface; "
        "deviation = max − min"
    ),
    "turned_over": Message(
        "datum {datums} levelled, indicator on one side, part turned over, then on the other; "
        "deviation = difference between the two readings of a section"
    ),
    "turned_on_datum": Message(
        "datum {datums} in vees or between centres, part turned; indicator on several sections; "
        "deviation = largest reading of a full turn"
    ),
    "runout": Message(
        "datum {datums} in vees or between centres, part held along its axis and turned; indicator "
        "on each section; deviation = largest reading of one turn"
    ),
    "total_runout": Message(
        "datum {datums} in vees or between centres, part turned while the indicator moves along the "
        "surface; deviation = max − min of all"
    ),
    "centred_on_tester": Message(
        "axis levelled and centred on the table of the tester; sections recorded; least zone"
    ),
    "datum_on_tester": Message(
        "datum {datums} levelled and centred on the table of the tester; sections recorded; deviation "
        "= twice the distance between the axes"
    ),
    "cmm_form": Message("surface scanned or probed at 9 points or more; form by least zone"),
    "cmm_profile": Message("datum {datums} aligned; profile scanned and compared with the STEP model"),
    "cmm_plane": Message("datum {datums} aligned; plane at 9 points or more; zone across the datum"),
    "cmm_axis": Message(
        "datum {datums} aligned; axis through two circles of 8 points, near both ends; zone ⌀"
    ),
    "cmm_position": Message(
        "datum system {datums} aligned; each feature probed; deviation = twice the distance to its "
        "theoretical place"
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """One way to verify a characteristic: the kind of gauge, and the method by name."""

    means: str
    method: str


def ways(symbol: str, element: str) -> tuple[Way, ...]:
    """Return the ways to verify a characteristic on a plane, an axis or another element.

    The simplest is first. ``symbol``: name of the characteristic (ISO 1101).
    """
    return tuple(way for kind, way in _table().get(symbol, ()) if kind in (element, "any"))


def element_of(tolerance: GeometricTolerance, *, plane: bool) -> str:
    """Return what a tolerance stands on: ``plane`` (all its surfaces are), ``axis`` or ``round``."""
    if plane:
        return "plane"
    derived = tolerance.zone.shape or tolerance.characteristic.group in ("orientation", "location")
    return "axis" if derived else "round"


@cache
def _table() -> dict[str, tuple[tuple[str, Way], ...]]:
    found: dict[str, list[tuple[str, Way]]] = {}
    for row in records("inspection_methods.csv"):
        way = Way(row["means"], row["method"])
        found.setdefault(row["symbol"], []).append((row["element"], way))
    return {symbol: tuple(ways) for symbol, ways in found.items()}


def described(method: str, datums: str) -> Message:
    """Return how a method is done; ``datums`` as the frame gives them, "" for a form."""
    text = METHODS[method]
    return Message(text.template, datums=datums) if "{datums}" in text.template else text
