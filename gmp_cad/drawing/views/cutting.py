"""Where a part could be cut: full and offset sections that open its cavities (ISO 128-3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from gmp_cad.drawing.view import dot
from gmp_cad.drawing.views.axes import SAME_MM, square
from gmp_cad.drawing.views.cavity import TAPPED, Cavity, Span, cut_sight, place_of, span_of
from gmp_cad.drawing.views.seen import Sight
from gmp_cad.evidence import Cut, PartGeometry, Vector

_MOST_PLANES = 4
_CLEAR_MM = 0.5
_SPLITS = 12
_ENDLESS = 1e6
_MIDDLE = 0.02
_INSIDE_MM = 2.0  # of a floor: a plane nearer to its end seems to run along the wall
_CARRIED, _MOST = (
    8,
    24,
)  # paths to each split, and sections: of many kinds of holes, all are too many
_LEAST_JOG_MM = 4.0  # a shorter step of a cutting line reads as a mistake


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section that could be drawn in place of the outside view ``seen_from``.

    ``kinds``: the cavities that it opens; ``spoiled``: how many holes it meets beside their axes.
    What works counts twice. ``central``: one plane, through the middle of the part. ``jogs``: how
    far its planes are apart, of the part's depth. ``hides``: it cuts across holes that the outside view shows end-on, or takes them away.
    ``loses``: what it takes away of which a half section would show the half.
    """

    seen_from: str
    cut: Cut
    kinds: frozenset[str]
    sight: Sight
    planes: int
    spoiled: int
    central: bool
    jogs: float
    hides: bool
    loses: frozenset[int] = frozenset()

    @property
    def is_half(self) -> bool:
        """Whether one side of its axis shows the outside."""
        return any(depth is None for _, depth in self.cut.steps)


@dataclass(frozen=True, slots=True)
class _Item:
    """A cavity as one direction of view sees it: where along it lies, at which depths it opens."""

    cavity: Cavity
    span: Span
    depths: Span


def sections(
    geometry: PartGeometry,
    cavities: Sequence[Cavity],
    outside: Mapping[str, Sight],
) -> tuple[Section, ...]:
    """Return the sections worth weighing, for each direction of view the best of 1 to 4 planes.

    A plain hole alone is no reason to cut, whatever fit it has. Of more than can be weighed, those
    that open most are kept, evenly for each direction and number of planes.
    """
    reasons = {cavity.kind for cavity in cavities if cavity.need >= TAPPED}
    found: list[Section] = []
    for name in sorted(outside):
        for section in _of_direction(geometry, cavities, name, outside[name]):
            if section.kinds & reasons and all(
                s.cut.steps != section.cut.steps or s.seen_from != name for s in found
            ):
                found.append(section)
    return tuple(_few(found, _needs(cavities)))


def _needs(cavities: Iterable[Cavity]) -> dict[str, float]:
    """Return how much a drawing must open a place of each kind."""
    found: dict[str, float] = {}
    for cavity in cavities:
        found[cavity.kind] = max(cavity.need, found.get(cavity.kind, 0.0))
    return found


def _worth(kinds: Iterable[str], needs: Mapping[str, float]) -> float:
    return round(sum(needs[kind] for kind in sorted(kinds)), 6)


def _few(found: Sequence[Section], needs: Mapping[str, float]) -> Iterator[Section]:
    """Yield at most so many of the sections, in their order."""
    ranks: list[tuple[int, float, int]] = []
    groups: dict[tuple[str, int], list[tuple[float, int]]] = {}
    for i, section in enumerate(found):
        place = (-_worth(section.kinds, needs), i)
        groups.setdefault((section.seen_from, section.planes), []).append(place)
    for group in groups.values():
        ranks += [(rank, *place) for rank, place in enumerate(sorted(group))]
    kept = {i for _, _, i in sorted(ranks)[:_MOST]}
    yield from (section for i, section in enumerate(found) if i in kept)


def _of_direction(
    geometry: PartGeometry, cavities: Sequence[Cavity], name: str, sight: Sight
) -> Iterator[Section]:
    for along in ("right", "up"):
        direction = sight.right if along == "right" else sight.up
        items = _items(cavities, direction, sight.towards)
        for planned in _paths(items):
            yield _section(geometry, items, planned, name, sight, along)


def _items(cavities: Iterable[Cavity], along: Vector, towards: Vector) -> tuple[_Item, ...]:
    """Return the cavities that a plane across ``towards`` can open."""
    found = []
    for cavity in cavities:
        if cavity.axis is None:
            low, high = cavity.span(towards)
            room = min((high - low) / 4, _INSIDE_MM)
            if high - low > 4 * SAME_MM:
                found.append(_Item(cavity, cavity.span(along), (low + room, high - room)))
        elif square(cavity.axis.direction, towards):
            at = dot(cavity.axis.foot, towards)
            found.append(_Item(cavity, cavity.span(along), (at, at)))
    return tuple(found)


def _depths(items: Iterable[_Item]) -> list[float]:
    """Return the depths at which a plane opens something, each once."""
    found: list[float] = []
    for item in (item for item in items if item.cavity.need >= TAPPED):
        at = sum(item.depths) / 2
        if all(abs(at - known) > SAME_MM for known in found):
            found.append(at)
    return sorted(found)


_Steps = tuple[tuple[float | None, float], ...]


@dataclass(frozen=True, slots=True)
class _Path:
    """Stepped planes, and which of the items they open and meet beside their axes (bits)."""

    steps: _Steps
    opened: int = 0
    spoiled: int = 0
    kinds: frozenset[str] = frozenset()

    @property
    def merit(self) -> tuple[int, int, float, list[tuple[float, float]]]:
        """What tells the better of two paths that open the same kinds: the lesser."""
        steps = [(round(s or 0.0, 3), round(d, 3)) for s, d in self.steps]
        jogs = [abs(a - b) for (_, a), (_, b) in pairwise(steps)]
        return (
            self.spoiled.bit_count(),
            -self.opened.bit_count(),
            round(sum(jogs), 3),
            steps,
        )


def _paths(items: Sequence[_Item]) -> list[_Path]:
    """Return for each number of planes and each set of kinds the best path, if it is worth more.

    A path is built plane by plane: of paths that end at one split and open the same kinds, only
    the best is carried on.
    """
    needs = _needs(item.cavity for item in items)
    depths, splits = _depths(items), [-_ENDLESS, *_splits(items), _ENDLESS]
    ends: dict[tuple[int, frozenset[str]], _Path] = {(0, frozenset()): _Path(())}
    found: dict[frozenset[str], _Path] = {}
    for _ in range(_MOST_PLANES):
        longer: dict[tuple[int, frozenset[str]], _Path] = {}
        for (index, _), path in ends.items():
            for place, depth in product(range(index + 1, len(splits)), depths):
                if not path.steps or abs(path.steps[-1][1] - depth) > _LEAST_JOG_MM:
                    _keep(longer, place, _longer(path, items, splits[index], splits[place], depth))
        ends = _worthiest(longer, needs)
        for (place, kinds), path in ends.items():
            if place == len(splits) - 1 and all(kinds - known for known in found):
                found[kinds] = path
    return list(found.values())


def _worthiest(
    paths: Mapping[tuple[int, frozenset[str]], _Path], needs: Mapping[str, float]
) -> dict[tuple[int, frozenset[str]], _Path]:
    """Return at most so many paths to each split, those that open most."""
    ends: dict[int, list[_Path]] = {}
    for (place, _), path in paths.items():
        ends.setdefault(place, []).append(path)
    return {
        (place, path.kinds): path
        for place, known in ends.items()
        for path in sorted(known, key=lambda p: (-_worth(p.kinds, needs), p.merit))[:_CARRIED]
    }


def _keep(paths: dict[tuple[int, frozenset[str]], _Path], place: int, path: _Path) -> None:
    known = paths.get((place, path.kinds))
    if path.kinds and (known is None or path.merit < known.merit):
        paths[place, path.kinds] = path


def _longer(path: _Path, items: Sequence[_Item], start: float, end: float, depth: float) -> _Path:
    opened, spoiled, kinds = path.opened, path.spoiled, set(path.kinds)
    for bit, item in enumerate(items):
        if _opens(item, (start, end), depth):
            opened |= 1 << bit
            kinds |= {item.cavity.kind} if item.cavity.need >= TAPPED else set()
        elif _spoils(item, (start, end), depth):
            spoiled |= 1 << bit
    first = None if start == -_ENDLESS else start
    return _Path((*path.steps, (first, depth)), opened, spoiled, frozenset(kinds))


def _splits(items: Sequence[_Item]) -> list[float]:
    """Return the middles of the gaps between the ends of the items."""
    ends = sorted({round(end, 3) for item in items for end in item.span})
    gaps = [(a, b) for a, b in pairwise(ends) if b - a > 2 * _CLEAR_MM]
    gaps = sorted(gaps, key=lambda gap: (round(gap[0] - gap[1], 3), gap))[:_SPLITS]
    return sorted((a + b) / 2 for a, b in gaps)


def _section(
    geometry: PartGeometry,
    items: Sequence[_Item],
    path: _Path,
    name: str,
    sight: Sight,
    along: str,
) -> Section:
    direction = sight.right if along == "right" else sight.up
    shown = cut_sight(sight, geometry.faces, _stretches(path.steps), direction)
    depths = [depth for _, depth in path.steps]
    low, high = _depth_of(geometry, sight.towards)
    opened = [item for i, item in enumerate(items) if path.opened >> i & 1 and item.cavity.need]
    spoiled = [item.cavity for i, item in enumerate(items) if path.spoiled >> i & 1]
    return Section(
        seen_from=name,
        cut=Cut(
            name=name, right=sight.right, up=sight.up, along="right" if along == "right" else "up",
            steps=tuple((0.0 if start is None else start, depth) for start, depth in path.steps),
        ),
        kinds=frozenset(item.cavity.kind for item in opened),
        sight=shown,
        planes=len(path.steps),
        spoiled=sum(1 + cavity.works for cavity in spoiled),
        central=len(depths) == 1 and abs((low + high) / 2 - depths[0]) < _MIDDLE * (high - low),
        jogs=sum(abs(a - b) for a, b in pairwise(depths)) / (high - low),
        hides=_hides(geometry, sight, path.steps, direction),
    )  # fmt: skip


def _hides(geometry: PartGeometry, sight: Sight, steps: _Steps, along: Vector) -> bool:
    seen = sight.arcs & sight.profile
    holes = [face for face in geometry.faces if face.hollow and face.index in seen]
    stretches = _stretches(steps)
    return any(place_of(face, stretches, along, sight.towards) != "behind" for face in holes)


def _depth_of(geometry: PartGeometry, towards: Vector) -> Span:
    spans = [span_of(face, towards) for face in geometry.faces if face.outline]
    return min(low for low, _ in spans), max(high for _, high in spans)


def _stretches(steps: _Steps) -> tuple[tuple[Span, float], ...]:
    starts = [-_ENDLESS, *(start for start, _ in steps if start is not None), _ENDLESS]
    return tuple((span, depth) for span, (_, depth) in zip(pairwise(starts), steps, strict=True))


def _opens(item: _Item, stretch: Span, depth: float) -> bool:
    inside = stretch[0] + _CLEAR_MM <= item.span[0] and item.span[1] <= stretch[1] - _CLEAR_MM
    return inside and item.depths[0] - SAME_MM <= depth <= item.depths[1] + SAME_MM


def _spoils(item: _Item, stretch: Span, depth: float) -> bool:
    """Tell whether a plane meets a hole beside its axis, or steps inside it."""
    axis = item.cavity.axis
    if axis is None or item.span[1] <= stretch[0] or item.span[0] >= stretch[1]:
        return False
    near = abs(item.depths[0] - depth) < axis.radius
    return near and not _opens(item, stretch, depth)
