"""What the grammar of sizes admits and geometry or the standards do not; each with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from gmp_cad.errors import OutsideTableError
from gmp_cad.language import Message
from gmp_cad.spec.size import THREADS, FitPair, Kind, Role, Size
from gmp_cad.spec.size_reader import SizeReader
from gmp_cad.spec.thread import limits_of
from gmp_cad.standards import iso286, threads

_LEAST_MM = 1e-6
_MOST_MM = 1e5
_FEATURES_OF_SIZE = frozenset({Kind.LINEAR, Kind.DIAMETER, Kind.SPHERE, Kind.SQUARE})
_HOLES = THREADS | {Kind.DIAMETER}


@dataclass(frozen=True, slots=True)
class _Rule:
    """A condition on sizes; ``place`` is the quantity under which the caret stands."""

    place: str
    holds: Callable[[Size], bool]
    message: Message
    hint: Message | None = None


def _sensible(name: str) -> Callable[[Size], bool]:
    def holds(size: Size) -> bool:
        value = _QUANTITIES[name](size)
        return value is None or _LEAST_MM <= value < _MOST_MM

    return holds


_QUANTITIES: dict[str, Callable[[Size], float | None]] = {
    "nominal": lambda s: s.nominal,
    "depth": lambda s: s.depth,
    "drill diameter": lambda s: s.drill_diameter,
    "drill depth": lambda s: s.drill_depth,
    "pitch": lambda s: s.pitch,
    "counterbore diameter": lambda s: s.recess.diameter if s.recess else None,
    "recess depth": lambda s: s.recess.depth if s.recess else None,
    "countersink diameter": lambda s: s.recess.diameter if s.recess else None,
    "countersink angle": lambda s: s.recess.angle if s.recess else None,
}
_OUT_OF_REASON = Message("a size must be greater than zero, and below 100 m")


def _width(size: Size) -> float:
    lower, upper = size.deviations or (0.0, 1.0)
    return upper - lower


def _whole_starts(size: Size) -> bool:
    if not size.lead or not size.pitch:
        return True
    return size.starts >= 2 and abs(size.lead - size.starts * size.pitch) < 1e-9


_RULES: tuple[_Rule, ...] = (
    *(_Rule(name, _sensible(name), _OUT_OF_REASON) for name in _QUANTITIES),
    _Rule(
        "countersink angle",
        lambda s: not (s.recess and s.recess.angle) or s.recess.angle < 180,
        Message("a countersink angle must lie between 0 and 180°"),
    ),
    _Rule(
        "nominal",
        lambda s: s.kind is not Kind.ANGLE or s.nominal <= 360,
        Message("an angle must not exceed 360°"),
    ),
    _Rule(
        "chamfer angle",
        lambda s: s.kind is not Kind.CHAMFER or 0 < (s.angle or 0) < 90,
        Message("a chamfer angle must lie between 0 and 90°"),
    ),
    _Rule(
        "tolerance",
        lambda s: _width(s) >= _LEAST_MM,
        Message("a tolerance must be greater than zero"),
        Message("a theoretically exact dimension stands in square brackets: [30]"),
    ),
    _Rule(
        "tolerance",
        lambda s: not s.deviations or s.nominal + s.deviations[0] > 0,
        Message("the lower limit is not greater than zero"),
        Message("is the tolerance in mm?"),
    ),
    _Rule(
        "drill diameter",
        lambda s: (s.drill_diameter or 0) < s.nominal,
        Message("the drill is not smaller than the thread"),
    ),
    _Rule(
        "drill depth",
        lambda s: not (s.depth and s.drill_depth) or s.drill_depth >= s.depth,
        Message("the drilled depth is smaller than the threaded depth"),
    ),
    _Rule(
        "toleranced",
        lambda s: s.role is Role.TOLERANCED or not (s.fit or s.deviations or s.bound),
        Message("an exact or reference dimension carries no tolerance"),
        Message("remove the tolerance, or the brackets"),
    ),
    _Rule(
        "fit",
        lambda s: not s.fit or s.kind in _FEATURES_OF_SIZE,
        Message("a class of ISO 286 is for a ⌀, a □, a S⌀ or a width"),
        Message("write deviations: R5 ±0,1"),
    ),
    _Rule(
        "envelope",
        lambda s: not s.envelope or s.kind in _FEATURES_OF_SIZE,
        Message("Ⓔ is for a ⌀, a □, a S⌀ or a width between opposed faces"),
    ),
    _Rule(
        "hole",
        lambda s: not s.depth or s.kind in _HOLES,
        Message("only a hole has a depth ↧"),
        Message("give the depth a line of its own, between two faces"),
    ),
    _Rule(
        "recess",
        lambda s: not s.recess or s.kind in _HOLES,
        Message("only a hole has a counterbore or a countersink"),
    ),
    _Rule(
        "recess",
        lambda s: not s.recess or s.recess.diameter > s.nominal,
        Message("the counterbore or countersink must be larger than its hole"),
    ),
    _Rule(
        "pitch",
        _whole_starts,
        Message("the lead is not a multiple of the pitch"),
        Message("for example {example}", example="Tr 12×6 P3"),
    ),
)


def check(size: Size, reader: SizeReader) -> None:
    """Refuse a size against geometry or the tables; raise NotationError at its place."""
    for rule in _RULES:
        if not rule.holds(size):
            raise reader.fault_at(rule.place, rule.message, rule.hint)
    for place, look_up in _look_ups(size):
        _refuse_outside(place, look_up, reader)


def check_pair(pair: FitPair, reader: SizeReader) -> None:
    """Refuse a fit that is none, or outside the tables; raise NotationError at its place."""
    if pair.nominal < _LEAST_MM:
        raise reader.fault_at("nominal", _OUT_OF_REASON)
    if pair.hole[0].islower() or pair.shaft[0].isupper():
        hole, shaft = sorted((pair.hole, pair.shaft), key=str.islower)
        place = "hole" if pair.hole[0].islower() else "shaft"
        message = Message("the class of the hole (capital) comes first, then that of the shaft")
        hint = Message("write it like H7/g6")
        if hole[0].isupper() and shaft[0].islower():
            hint = Message("did you mean {word!r}?", word=f"{hole}/{shaft}")
        raise reader.fault_at(place, message, hint)
    if pair.kind not in _FEATURES_OF_SIZE:
        raise reader.fault_at("nominal", Message("a fit is that of a ⌀, a □ or a width"))
    for place, text in (("hole", pair.hole), ("shaft", pair.shaft)):
        outside = "nominal" if pair.nominal > iso286.MAX_SIZE_MM else place
        _refuse_outside(outside, partial(iso286.limits, pair.nominal, text), reader)


def _refuse_outside(place: str, look_up: Callable[[], object], reader: SizeReader) -> None:
    try:
        look_up()
    except OutsideTableError as error:
        raise reader.fault_at(place, error.message, error.hint) from error


def _look_ups(size: Size) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield where a size must stand in the tables of the standards, and the look-up."""
    if size.fit:
        place = "nominal" if size.nominal > iso286.MAX_SIZE_MM else "fit"
        yield place, partial(iso286.limits, size.nominal, size.fit)
    if size.kind is Kind.METRIC_THREAD:
        known = any(size.nominal == thread.diameter for thread in threads.metric_threads())
        place = "pitch" if known and size.pitch else "nominal"
        yield place, partial(threads.metric, size.nominal, size.pitch)
    if size.kind is Kind.TRAPEZOIDAL_THREAD:
        yield "nominal", partial(threads.trapezoidal, size.nominal)
        yield "pitch", partial(threads.trapezoidal, size.nominal, size.pitch)
    if size.thread_class is not None:
        yield "thread_class", partial(limits_of, size)
