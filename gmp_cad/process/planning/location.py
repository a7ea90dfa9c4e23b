"""How each phase locates and clamps: 3-2-1 for prisms, chuck and stop for rounds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from gmp_cad.evidence import Vector
from gmp_cad.language import Message
from gmp_cad.process.planning.draft import DraftContact, DraftStock
from gmp_cad.process.planning.names import NameBook
from gmp_cad.process.planning.part_view import PartView, opposite, stock_face
from gmp_cad.process.planning.turned import Turned
from gmp_cad.spec.axes import AXES

_VICE_N = 8000.0
_CHUCK_N = 6000.0
_STRAP_N = 4000.0
_JAWS_MM = 40.0  # how long chuck jaws are


@dataclass(slots=True, kw_only=True)
class Finished:
    """What has been machined when a phase begins, and which raw faces have served already."""

    faces: set[int] = field(default_factory=set)
    raw_used: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Locating and clamping of a phase, and where its program begins."""

    locating: tuple[DraftContact, ...]
    clamping: tuple[DraftContact, ...]
    origin: tuple[str, ...]
    workholding: Message


def support(view: PartView, name: str, finished: Finished, made: Iterable[int]) -> int | None:
    """Return the finished flat face that looks along ``name`` and carries most, None without one.

    Faces that the phase itself makes carry nothing in it. Raw faces of a casting are taken if the
    part keeps them.
    """
    ready = finished.faces | {f.index for f in view.access.faces if f.raw}
    found = [f for f in view.planes[name] if f in ready and f not in set(made)]
    outer = [f for f in found if f in view.extremes(name)]
    return max(outer or found, key=lambda f: (view.area(f), -f), default=None)


def prism(
    view: PartView, spindle: str, frame: tuple[str, str, str], made: Iterable[int],
    finished: Finished, names: NameBook,
) -> Held:  # fmt: skip
    """Return 3-2-1 on the faces that look along ``frame``, a vice or straps that press on them.

    ``frame``: the sides of A, B and C. The side that the spindle machines is replaced by the one
    opposite to it. Raw faces serve once, and only for what they must locate.
    """
    making = set(made)
    sides = [opposite(n) if n == spindle else n for n in frame]
    locating: list[DraftContact] = []
    for side, normals in zip(sides, (3, 2, 1), strict=True):
        face = support(view, side, finished, making)
        seating = "gravity" if side == opposite(spindle) else "hand"
        if face is not None:
            on = names.plane(face)
            if view.reach(face).raw:
                finished.raw_used.add(on)
        else:
            on = _raw_side(view, side, finished)
            if not on:
                continue
        locating.append(DraftContact(on=on, normals=normals, seating=seating))
    return _clamped(view, spindle, sides, making, (finished, names), locating)


def _raw_side(view: PartView, side: str, finished: Finished) -> str:
    """Return the raw face of the stock on a side, if it is still there and has not served."""
    if set(view.extremes(side)) & finished.faces:
        return ""
    on = stock_face(side)
    if on in finished.raw_used:
        return ""
    finished.raw_used.add(on)
    return on


def _clamped(
    view: PartView, spindle: str, sides: list[str], making: set[int],
    known: tuple[Finished, NameBook], locating: list[DraftContact],
) -> Held:  # fmt: skip
    """Add the movable jaw: it presses against the largest upright locating face."""
    finished, names = known
    across = next(side for side in sides if side[1] != spindle[1])
    jaw = opposite(across)
    face = support(view, jaw, finished, making)
    pressed = names.plane(face) if face is not None else stock_face(jaw)
    if face is None and set(view.extremes(jaw)) & finished.faces:
        pressed = ""
    held = Message("Vice, parallels" if pressed else "Modular fixture, straps")
    clamps = [DraftContact(on=pressed, force=_VICE_N, kind="jaw")] if pressed else []
    if not clamps:
        clamps = _straps(view, spindle, making, finished, names)
    return Held(
        locating=tuple(locating), clamping=tuple(clamps), workholding=held,
        origin=_origin(view, sides, making, known, locating),
    )  # fmt: skip


def _origin(
    view: PartView, sides: list[str], making: set[int], known: tuple[Finished, NameBook],
    locating: list[DraftContact],
) -> tuple[str, ...]:  # fmt: skip
    """Return three planes that cross in the zero of the program.

    They are those that locate, and along an axis that nothing locates one that the probe touches:
    finished if there is one, else raw. A raw face that has served may be touched again, since no
    size of the part starts from it.
    """
    finished, names = known
    touched = [contact.on for contact in locating]
    located = {contact.normals for contact in locating}
    for side in (side for side, n in zip(sides, (3, 2, 1), strict=True) if n not in located):
        for name in (side, opposite(side)):
            face = support(view, name, finished, making)
            if face is not None:
                touched.append(names.plane(face))
                break
            if not set(view.extremes(name)) & (finished.faces | making):
                touched.append(stock_face(name))
                break
    return tuple(dict.fromkeys(touched))[:3]


def _straps(
    view: PartView, spindle: str, making: set[int], finished: Finished, names: NameBook
) -> list[DraftContact]:
    face = support(view, spindle, finished, making)
    if face is None:
        return []
    return [DraftContact(on=names.plane(face), force=_STRAP_N, kind="strap")]


def chuck_raw(view: PartView, part: Turned, stock: DraftStock) -> Held:
    """Return the first turning phase: chuck on the bar, stop at its sawn end."""
    back = opposite(part.first)
    i = "XYZ".index(part.axis[1])
    box = view.access.box_mm
    middle = (box[i] + box[i + 3]) / 2 + stock.offset[i]
    sign = 1.0 if back[0] == "+" else -1.0
    end = middle + sign * stock.size[1] / 2
    low = max(view.height(f, back) for f in part.largest)  # how far the turned faces go back
    grip = abs(end - sign * low)
    long = grip >= stock.size[0]
    radius = stock.size[0] / 2
    at = [end - sign * grip * share for share in ((0.2, 0.8) if long else (0.5,))]
    points = tuple(_on_round(part, x, radius, k) for x in at for k in (0, 1))
    chuck = DraftContact(
        on="stock %CYLINDER", normals=4 if long else 2,
        contact="long_centring" if long else "short_centring",
        points=tuple(p for i, p in enumerate(points)),
    )  # fmt: skip
    stop = DraftContact(on=stock_face(back), normals=1 if long else 3, seating="hand")
    force = DraftContact(on="stock %CYLINDER", force=_CHUCK_N, kind="chuck")
    return Held(
        locating=(chuck, stop), clamping=(force,), origin=(),
        workholding=Message("3-jaw chuck, hard jaws, spindle stop"),
    )  # fmt: skip


def _on_round(part: Turned, at: float, radius: float, turn: int) -> Vector:
    """Return a point of the bar: at a place along the axis, in one of two radial directions."""
    i = "XYZ".index(part.axis[1])
    others = [k for k in range(3) if k != i]
    point = list(part.centre)
    point[i] = round(at, 3)
    point[others[turn]] = round(point[others[turn]] + radius, 3)
    return (point[0], point[1], point[2])


def chuck_finished(
    view: PartView, part: Turned, spindle: str, finished: Finished, names: NameBook
) -> Held:
    """Return the second turning phase: soft jaws on a finished round, stop on a finished face."""
    back = opposite(spindle)
    face = max(
        (f for f in part.largest if f in finished.faces),
        key=lambda f: (view.height(f, spindle) + view.height(f, back), -f),
        default=part.largest[0],
    )  # fmt: skip
    on = names.plane(face)
    length = view.height(face, spindle) + view.height(face, back)
    long = length >= 1.5 * part.radius
    end = support(view, back, finished, ())
    gripped = min(length, _JAWS_MM)
    start, sign = view.height(face, back), 1.0 if back[0] == "+" else -1.0
    at = [sign * (start - gripped * share) for share in ((0.2, 0.8) if long else (0.5,))]
    chuck = DraftContact(
        on=on, normals=4 if long else 2, contact="long_centring" if long else "short_centring",
        points=tuple(_on_round(part, x, part.radius, turn) for x in at for turn in (0, 1)),
    )  # fmt: skip
    locating = [chuck]
    if end is not None:
        locating.append(DraftContact(on=names.plane(end), normals=1 if long else 3, seating="hand"))
    force = DraftContact(on=on, force=_CHUCK_N / 2, kind="chuck")
    origin = (names.plane(end),) if end is not None else ()
    return Held(
        locating=tuple(locating), clamping=(force,), origin=origin,
        workholding=Message("Bored soft jaws, stop"),
    )  # fmt: skip


def round_on_mill(
    view: PartView, part: Turned, spindle: str, made: Iterable[int],
    finished: Finished, names: NameBook,
) -> Held:  # fmt: skip
    """Return a turned part on the milling machine: on its end and centred, or in a long V."""
    making = set(made)
    ready = [f for f in part.largest if f in finished.faces and f not in making]
    face = max(ready or part.largest, key=lambda f: (view.area(f), -f))
    on = names.plane(face)
    along_axis = spindle[1] == part.axis[1]
    back = opposite(spindle) if along_axis else opposite(part.first)
    end = support(view, back, finished, making)
    if end is None and not along_axis:
        end = support(view, part.first, finished, making)
    locating = []
    if along_axis:
        if end is not None:
            locating.append(DraftContact(on=names.plane(end), normals=3, seating="gravity"))
        locating.append(DraftContact(on=on, normals=2, contact="short_centring"))
        clamps = [DraftContact(on=on, force=_CHUCK_N / 2, kind="chuck")]
        held = Message("3-jaw chuck with soft jaws on the table")
    else:
        locating.append(DraftContact(on=on, normals=4, contact="long_vee"))
        if end is not None:
            locating.append(DraftContact(on=names.plane(end), normals=1, seating="hand"))
        clamps = [DraftContact(on=on, force=_STRAP_N, kind="strap")]
        held = Message("Long vee, stop, strap")
    origin = tuple(dict.fromkeys(c.on for c in reversed(locating)))
    return Held(
        locating=tuple(locating), clamping=tuple(clamps), origin=origin, workholding=held
    )  # fmt: skip


def frame_of(view: PartView) -> tuple[str, str, str]:
    """Return the sides of A, B and C: the datums of the specification first, then by area.

    A is the largest where no datum is flat; of two sides as large the one with more dimensions.
    """
    wanted = [n for letter in sorted(view.spec.datums) if (n := _datum_side(view, letter))]
    by_area = sorted(
        AXES,
        key=lambda n: (
            -round(sum(view.area(f) for f in view.extremes(n))), -_asked(view, n), list(AXES).index(n)
        ),
    )  # fmt: skip
    found: list[str] = []
    for name in [*wanted, *by_area]:
        if all(name[1] != other[1] for other in found):
            found.append(name)
    return (found[0], found[1], found[2])


def _asked(view: PartView, name: str) -> int:
    """Return how many dimensions of the drawing start at the outer face on a side."""
    faces = set(view.extremes(name))
    ends = [end for d in view.spec.dimensions.values() for end in d.between or ()]
    return sum(
        any(faces & set(one.faces) for one in view.geometry.features.get(end, ())) for end in ends
    )


def _datum_side(view: PartView, letter: str) -> str:
    feature = view.spec.datums[letter].strip()
    faces = {f for one in view.geometry.features.get(feature, ()) for f in one.faces}
    return next((n for n in AXES if set(view.extremes(n)) & faces), "")
