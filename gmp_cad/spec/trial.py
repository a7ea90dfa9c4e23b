"""Trials: the specification with one number changed, to prove that this number drives the model."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from gmp_cad.spec.part import Dimension, PartSpec, Tolerance, modelled_diameter
from gmp_cad.spec.size import THREADS, Kind, Recess, Role, Size
from gmp_cad.spec.targets import moved_to

LEAST_STEP = 0.01  # mm or degrees
FIGURE_STEP = 0.1  # of what a callout says beside its size (mm or degrees)
_RIGHT_CHAMFER_DEG = 45.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One number of a dimension changed by ``step`` (mm or degrees).

    ``figure`` is "" for the size itself, else a part of the callout by the name under which it is
    measured: ``depth``, ``counterbore.diameter``, … ``dimension`` carries the changed number.
    """

    figure: str = ""
    step: float
    dimension: Dimension

    @property
    def id(self) -> str:
        """``bore``, ``bolts.counterbore.depth``."""
        return ".".join(filter(None, (self.dimension.id, self.figure)))

    @property
    def unit(self) -> str:
        """``mm`` or ``°``."""
        return "°" if self.figure.endswith("angle") else self.dimension.unit


@dataclass(frozen=True, slots=True)
class _Figure:
    """How a number of a callout is read and written."""

    read: Callable[[Size], float | None]
    write: Callable[[Size, float], Size]


def _recess(write: Callable[[Recess, float], Recess]) -> Callable[[Size, float], Size]:
    def written(size: Size, value: float) -> Size:
        assert size.recess is not None  # its number was read before
        return replace(size, recess=write(size.recess, value))

    return written


def _counterbore(size: Size) -> float | None:
    return size.recess.diameter if size.recess and size.recess.depth else None


def _countersink(size: Size) -> float | None:
    return size.recess.diameter if size.recess and size.recess.angle else None


def _depth(size: Size) -> float | None:
    """Return the depth that the model shows: where a drilled one is written, it is that one."""
    return None if size.drill_depth else size.depth


def _chamfer_angle(size: Size) -> float | None:
    """Return a chamfer's angle where it is no 45°, which every CAD system makes by itself."""
    told = size.kind is Kind.CHAMFER and size.angle not in (None, _RIGHT_CHAMFER_DEG)
    return size.angle if told else None


_FIGURES: Mapping[str, _Figure] = {
    "depth": _Figure(_depth, lambda size, v: replace(size, depth=v)),
    "drill_depth": _Figure(lambda size: size.drill_depth, lambda size, v: replace(size, drill_depth=v)),
    "counterbore.diameter": _Figure(_counterbore, _recess(lambda r, v: replace(r, diameter=v))),
    "counterbore.depth": _Figure(
        lambda size: size.recess.depth if size.recess else None,
        _recess(lambda r, v: replace(r, depth=v)),
    ),
    "countersink.diameter": _Figure(_countersink, _recess(lambda r, v: replace(r, diameter=v))),
    "countersink.angle": _Figure(
        lambda size: size.recess.angle if size.recess else None,
        _recess(lambda r, v: replace(r, angle=v)),
    ),
    "angle": _Figure(_chamfer_angle, lambda size, v: replace(size, angle=v)),
}  # fmt: skip


def trials(spec: PartSpec) -> Iterator[Trial]:
    """Yield the trials of every line that may drive the model.

    Reference dimensions follow from others, and angles that close the circle from their number.
    """
    for dimension in spec.dimensions.values():
        if dimension.size.role is not Role.REFERENCE and not closes(dimension):
            yield from trials_of(dimension)


def closes(dimension: Dimension) -> bool:
    """Tell whether the equal angles of a pattern close the circle: none can change alone."""
    whole = math.isclose(dimension.count * dimension.nominal, 360.0, rel_tol=1e-9)
    return dimension.pattern is not None and dimension.kind is Kind.ANGLE and whole


def trials_of(dimension: Dimension) -> Iterator[Trial]:
    """Yield a trial of the size, and one of each other number of its callout.

    The size is changed by its tolerance interval, at least :data:`LEAST_STEP`, towards the side on
    which its zone lies; the other numbers, which carry no tolerance, by :data:`FIGURE_STEP`.
    """
    step = _step(dimension.tolerance)
    if dimension.kind in THREADS:
        modelled = modelled_diameter(dimension) + step
        changed = dimension.model_copy(update={"model": modelled})
    else:
        changed = moved_to(dimension, dimension.nominal + step)
    yield Trial(step=step, dimension=changed)
    for name, figure in _FIGURES.items():
        if value := figure.read(dimension.size):
            size = figure.write(dimension.size, value + FIGURE_STEP)
            other = dimension.model_copy(update={"size": size})
            yield Trial(figure=name, step=FIGURE_STEP, dimension=other)


def _step(tolerance: Tolerance | None) -> float:
    if tolerance is None:
        return LEAST_STEP
    sign = -1.0 if tolerance.lower + tolerance.upper < 0 else 1.0
    return sign * max(tolerance.width, LEAST_STEP)


def tried(spec: PartSpec, trial: Trial) -> PartSpec:
    """Return the specification in which only the trial's number has changed."""
    changed = {trial.dimension.id: trial.dimension}
    return spec.model_copy(update={"dimensions": {**spec.dimensions, **changed}})
