"""Names of faces: tags of a model, followed through the operations that come after them.

A face is found again by its underlying surface, its outward side and the region it covered, so
that two bosses of the same height are not confused. A transformation keeps the order of the faces
(``TopExp::MapShapes``), so there they are followed by their place in that order.

CadQuery has no hook for this: while a :class:`FaceNames` is entered, the methods of the tables
below are replaced by ones that look on, and put back when it is left. A replacement that someone
kept beyond that does nothing but call the original.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

import cadquery as cq
from cadquery import func
from cadquery.occ_impl import shapes
from OCP.TopAbs import TopAbs_ShapeEnum

from gmp_cad.kernel.scripts.foreign_tags import are_foreign
from gmp_cad.kernel.surfaces.register import FaceRegister, Faces, has_faces, has_solids, subshapes


class Effect(Enum):
    """What an operation does to the faces of the shapes that it is given."""

    MOVES = auto()  # every face is transformed and keeps its place in the order
    TIDIES = auto()  # faces are merged or mended, none is created
    SHAPES = auto()  # faces are cut, merged, removed, created
    CUTS = auto()  # the same; faces of the second and later shapes are left turned inside out


_STEPS = frozenset({Effect.MOVES, Effect.TIDIES})
# owner, effect, names: what is looked at. Overridden methods are listed with the class that does.
_HOOKS: tuple[tuple[Any, Effect, tuple[str, ...]], ...] = (
    (
        shapes.Shape,
        Effect.MOVES,
        (
            *("mirror", "rotate", "translate", "scale", "copy", "transformShape"),
            *("transformGeometry", "locate", "located", "move", "moved"),
        ),
    ),
    (shapes.Shape, Effect.TIDIES, ("clean", "fix")),
    (
        shapes.Shape,
        Effect.SHAPES,
        ("fuse", "intersect", "split", "toNURBS", "toSplines", "replace", "remove"),
    ),
    (shapes.Shape, Effect.CUTS, ("cut",)),
    (shapes.Compound, Effect.SHAPES, ("fuse", "intersect", "remove")),
    (shapes.Compound, Effect.CUTS, ("cut",)),
    (shapes.Mixin3D, Effect.SHAPES, ("fillet", "chamfer", "hollow", "dprism")),
    (shapes.Solid, Effect.SHAPES, ("addCavity",)),
    *(
        entry
        for module in (shapes, func)
        for entry in (
            (module, Effect.TIDIES, ("clean",)),
            (
                module,
                Effect.SHAPES,
                (
                    *("fuse", "intersect", "split", "imprint", "fillet", "chamfer"),
                    *("hollow", "draft", "prism", "shell", "solid"),
                ),
            ),
            (module, Effect.CUTS, ("cut",)),
        )
    ),
)
_CADQUERY = str(Path(cq.__file__).parent)
_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Step:
    """A shape that differs from ``source`` by a transformation or a tidying only."""

    source: cq.Shape
    result: cq.Shape
    effect: Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names of the faces of a solid, by index in the order of ``TopExp::MapShapes``, from 0.

    ``lost``: for each tag that names no face of it, the operation where it was lost, and the
    faces of its kind that lie nearest (for a person to read).
    """

    named: dict[str, tuple[int, ...]]
    lost: dict[str, str]


class FaceNames:
    """Records, while entered, which faces the tags of a model name and what becomes of them.

    Tags on faces name these. A tag on a solid names the faces which the last operation created
    (transformations and tidying create none), for a first solid all. Other tags name nothing.
    A name given twice names both.
    """

    def __init__(self) -> None:
        self._names: dict[cq.Face, set[str]] = {}  # every face that ever carried a name
        self._last: dict[str, list[cq.Face]] = {}  # where a name was seen last
        self._losses: dict[str, str] = {}
        self._foreign: set[str] = set()  # given by a script that was not written for this model
        self._construction: set[str] = set()  # names of faces that no solid had so far
        self._steps: dict[cq.Shape, Step] = {}
        self._register = FaceRegister()
        self._originals: list[tuple[Any, str, object]] = []
        self._looking_on = False

    def __enter__(self) -> Self:
        for owner, effect, names in _HOOKS:
            for name in names:
                self._replace(owner, name, partial(self._following, effect))
        self._replace(cq.Workplane, "tag", self._tagging)
        self._looking_on = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._looking_on = False
        while self._originals:
            setattr(*self._originals.pop())

    def names(self, solid: cq.Shape) -> Names:
        """Return which faces of ``solid``, what the model returned, carry which name."""
        faces = self._register.faces(solid)
        named: dict[str, tuple[int, ...]] = {}
        lost: dict[str, str] = {}
        for name in sorted(self._last):
            indices = self._indices(name, faces)
            if indices:
                named[name] = indices
            elif name not in self._construction and name not in self._foreign:
                where = self._losses.get(name, "not part of the shape that the model returned")
                lost[name] = where + self._candidates(name, faces)
        return Names(named=named, lost=lost)

    # --- looking on

    def _replace(self, owner: Any, name: str, wrap: Callable[[Any], Any]) -> None:
        original = vars(owner)[name]
        self._originals.append((owner, name, original))
        setattr(owner, name, wrap(original))

    def _tagging(self, original: Any) -> Any:
        def tag(workplane: cq.Workplane, name: str) -> cq.Workplane:
            result = original(workplane, name)
            if self._looking_on:
                self._tag(workplane, name)
            return result

        return tag

    def _following(self, effect: Effect, original: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            if not self._looking_on:
                return original(*args, **kwargs)
            sources = self._sources(effect, args, kwargs)
            self._looking_on = False  # an operation made of others is looked at as one
            try:
                result = original(*args, **kwargs)
                if sources and isinstance(result, cq.Shape):
                    self._follow(sources, result, effect)
            finally:
                self._looking_on = True
            return result

        return call

    def _sources(
        self, effect: Effect, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> list[cq.Shape]:
        """Return the shapes whose faces are to be followed through an operation."""
        if not self._names and effect not in _STEPS:
            return []
        given = args[:1] if effect is Effect.MOVES else (*args, *kwargs.values())
        found = _with_faces(given)
        return [_still(s) for s in found] if effect in _STEPS else list(found)

    # --- naming

    def _tag(self, workplane: cq.Workplane, name: str) -> None:
        if are_foreign():
            self._foreign.add(name)
        solids = _solids(workplane)
        if solids:
            faces = self._created(workplane)
            self._give(name, faces)
            if not faces:
                self._losses.setdefault(name, _operation())
            return
        faces = [f for s in _with_faces(workplane.objects) for f in self._register.faces(s)]
        if faces:
            if name not in self._last and not self._belong_to_a_solid(faces, workplane):
                self._construction.add(name)
            self._give(name, faces)

    def _give(self, name: str, faces: Iterable[cq.Face]) -> None:
        last = self._last.setdefault(name, [])
        for face in faces:
            self._names.setdefault(face, set()).add(name)
            last.append(face)

    def _created(self, workplane: cq.Workplane) -> list[cq.Face]:
        """Return the faces that the operation which gave ``workplane`` its solid created."""
        present = _solids(workplane)
        earlier = workplane.parent
        while earlier is not None and not _solids(earlier):
            earlier = earlier.parent
        if earlier is None:
            return self._faces(present)
        previous = _solids(earlier)
        ways = [self._way(shape, previous) for shape in present]
        if None not in ways:
            created = self._created(earlier)
            return [face for way in ways if way is not None for face in self._along(way, created)]
        old = self._faces(previous)
        known = set(old)
        return [
            face
            for face in self._faces(present)
            if face not in known and not any(self._register.overlap(face, other) for other in old)
        ]

    def _faces(self, shapes_: Iterable[cq.Shape]) -> list[cq.Face]:
        return list(dict.fromkeys(f for shape in shapes_ for f in self._register.faces(shape)))

    def _belong_to_a_solid(self, faces: list[cq.Face], workplane: cq.Workplane | None) -> bool:
        wanted = set(faces)
        while workplane is not None:
            if not wanted.isdisjoint(self._faces(_solids(workplane))):
                return True
            workplane = workplane.parent
        return False

    def _way(self, shape: cq.Shape, previous: list[cq.Shape]) -> list[Step] | None:
        """Return the steps that lead from ``previous`` to ``shape``, None if it is a new shape."""
        known = {
            *previous,
            *(
                cq.Shape(s)
                for earlier in previous
                for s in subshapes(earlier.wrapped, TopAbs_ShapeEnum.TopAbs_SOLID)
            ),
        }
        way: list[Step] = []
        while shape not in known:
            step = self._steps.get(shape)
            if step is None or step in way:
                return None
            way.insert(0, step)
            shape = step.source
        return way

    def _along(self, way: list[Step], faces: list[cq.Face]) -> list[cq.Face]:
        for step in way:
            images = self._images(step.source, step.result, step.effect, set(faces))
            faces = [image for found in images.values() for image in found]
        return faces

    # --- following

    def _follow(self, sources: list[cq.Shape], result: cq.Shape, effect: Effect) -> None:
        if effect in _STEPS and not result.isSame(sources[0]):
            still = _still(result)
            self._steps[still] = Step(sources[0], still, effect)
        if not self._names:
            return
        before: dict[str, list[cq.Face]] = {}
        after: dict[str, list[cq.Face]] = {}
        for number, source in enumerate(sources):
            opposite = effect is Effect.CUTS and number > 0
            images = self._images(source, result, effect, self._names.keys(), opposite=opposite)
            for face, found in images.items():
                for name in self._names[face]:
                    before.setdefault(name, []).append(face)
                    after.setdefault(name, []).extend(found)
        for name, faces in before.items():
            self._move_on(name, faces, after[name])

    def _move_on(self, name: str, before: list[cq.Face], after: list[cq.Face]) -> None:
        if not after:
            self._losses[name] = _operation()
            return
        gone = set(before)
        self._last[name] = [face for face in self._last[name] if face not in gone]
        self._give(name, after)
        self._construction.discard(name)
        self._losses.pop(name, None)

    def _images(
        self,
        source: cq.Shape,
        result: cq.Shape,
        effect: Effect,
        wanted: Any,
        *,
        opposite: bool = False,
    ) -> dict[cq.Face, list[cq.Face]]:
        """Return, for the ``wanted`` faces of ``source``, the faces of ``result`` they became."""
        old, new = self._register.faces(source), self._register.faces(result)
        if effect is Effect.MOVES:
            # several copies come one after the other
            whole = len(new) % len(old) == 0
            return {
                face: list(new[place :: len(old)]) if whole else []
                for place, face in enumerate(old)
                if face in wanted
            }
        kept = set(new)
        return {
            face: [face]
            if face in kept
            else [o for o in new if self._register.overlap(face, o, opposite=opposite)]
            for face in old
            if face in wanted
        }

    # --- the outcome

    def _indices(self, name: str, faces: Faces) -> tuple[int, ...]:
        carriers = tuple(i for i, face in enumerate(faces) if name in self._names.get(face, ()))
        return carriers or tuple(
            i
            for i, face in enumerate(faces)
            if any(self._register.overlap(face, last) for last in self._last[name])
        )

    def _candidates(self, name: str, faces: Faces) -> str:
        last = self._last[name]
        if not last:
            return ""
        kinds = {face.geomType() for face in last}
        centre = last[0].Center()
        near = sorted(
            ((face.Center() - centre).Length, i, face)
            for i, face in enumerate(faces)
            if face.geomType() in kinds
        )[:_CANDIDATES]
        texts = [f"face {i} ({face.geomType().lower()} at {_place(face)})" for _, i, face in near]
        return f"; nearest: {', '.join(texts)}" if texts else ""


def _place(face: cq.Face) -> str:
    x, y, z = (round(value, 6) + 0.0 for value in face.Center().toTuple())
    return f"({x:g}, {y:g}, {z:g})"


def _still(shape: cq.Shape) -> cq.Shape:
    """Return ``shape`` as it is now: ``move`` and ``locate`` change a shape in place."""
    return cq.Shape(shape.wrapped.Located(shape.wrapped.Location()))


def _with_faces(values: Iterable[object]) -> Iterator[cq.Shape]:
    """Yield the shapes that hold faces; iterators are left alone, they can be read only once."""
    for value in values:
        if isinstance(value, cq.Shape):
            if has_faces(value):
                yield value
        elif isinstance(value, list | tuple | set):
            yield from _with_faces(value)


def _solids(workplane: cq.Workplane) -> list[cq.Shape]:
    """Return the shapes on the stack that hold solids, each once."""
    return list(dict.fromkeys(s for s in _with_faces(workplane.objects) if has_solids(s)))


def _operation() -> str:
    """Return the CadQuery operation that the model called, with its place: ``hole (x.py:12)``."""
    name = "tag"
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - the only way to the caller's place
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(_CADQUERY):
            name = frame.f_code.co_name
        elif file != __file__ and "multimethod" not in file:
            return f"{name} ({Path(file).name}:{frame.f_lineno})"
        frame = frame.f_back
    return name
