"""Which spindle makes which face of a milled part: as few directions as see everything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gmp_cad.process.planning.choices import Choices
from gmp_cad.process.planning.holes import Hole
from gmp_cad.process.planning.part_view import PartView, opposite, top
from gmp_cad.spec.axes import AXES


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """Each face to be milled with its spindle; ``left``: faces that no axis sees."""

    spindles: dict[int, str]
    left: tuple[int, ...]

    def of(self, spindle: str) -> tuple[int, ...]:
        """Return the faces of one spindle."""
        return tuple(sorted(f for f, name in self.spindles.items() if name == spindle))


def assign(
    view: PartView,
    faces: Iterable[int],
    holes: Sequence[Hole],
    choices: Choices,
    preferred: str,
    outer: bool = True,
) -> Assigned:
    """Give every face a spindle.

    The outermost flat faces take their own (``outer``), then holes that one side alone opens, then
    groups of faces that lie open from a common side: the side that sees floors in them, is used already,
    or is ``preferred``.
    """
    todo = set(faces)
    found: dict[int, str] = {}
    for name in AXES if outer else ():
        for face in view.extremes(name):
            if face in todo and name in _seen(view, face, choices):
                found[face] = name
    open_holes = []
    for hole in holes:
        allowed = _common(view, hole.faces, choices, (hole.axis, opposite(hole.axis)))
        if len(allowed) == 1:
            found |= dict.fromkeys(hole.faces & todo, allowed[0])
        elif allowed:
            open_holes.append((hole, allowed))
    in_holes = {f for hole in holes for f in hole.faces}
    rest = todo - set(found) - {f for hole, _ in open_holes for f in hole.faces}
    left: list[int] = []
    groups = [set(g) for g in view.components(rest - in_holes)]
    groups += [{f} for f in sorted(rest & in_holes)]
    for group in sorted(groups, key=lambda g: (-len(g), min(g))):
        left += _spread(view, group, found, choices, preferred)
    for hole, allowed in open_holes:
        used = set(found.values())
        best = max(allowed, key=lambda n: (n in used, n == preferred, n))
        found |= dict.fromkeys(hole.faces & todo, best)
    return Assigned(spindles=found, left=tuple(sorted(left)))


def _seen(view: PartView, face: int, choices: Choices) -> tuple[str, ...]:
    return tuple(n for n in view.reach(face).seen if (face, n) not in choices.barred)


def _common(
    view: PartView, faces: Iterable[int], choices: Choices, names: Iterable[str]
) -> list[str]:
    wanted = list(faces)
    return [n for n in names if all(n in _seen(view, f, choices) for f in wanted)]


def _spread(
    view: PartView, group: set[int], found: dict[int, str], choices: Choices, preferred: str
) -> list[int]:
    """Give the faces of a group to as few spindles as see them; return those that none sees."""
    left = set(group)
    while left:
        used = set(found.values())

        def score(name: str, used: set[str] = used, left: set[int] = left) -> tuple[object, ...]:
            open_faces = [f for f in left if name in _seen(view, f, choices)]
            floors = sum(view.reach(f).slopes[name] in ("floor", "slope") for f in open_faces)
            return (len(open_faces), floors > 0, name in used, floors, name == preferred,
                    -_depth(view, open_faces, name), name)  # fmt: skip

        best = max(AXES, key=score)
        taken = {f for f in left if best in _seen(view, f, choices)}
        if not taken:
            return sorted(left)
        found |= dict.fromkeys(taken, best)
        left -= taken
    return []


def _depth(view: PartView, faces: Iterable[int], name: str) -> float:
    """Return how deep below the top of the part the faces reach (mm)."""
    lowest = min((-view.height(f, opposite(name)) for f in faces), default=0.0)
    return round(top(view.access.box_mm, name) - lowest, 6)
