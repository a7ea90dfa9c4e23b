"""Strategies of hypothesis: sizes within their limits, positions within their ranges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from hypothesis import strategies as st

from gmp_cad.errors import InvalidInputError, UsageError, suggestion
from gmp_cad.language import Message
from gmp_cad.pytest_plugin.reading import read_project
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import Assembly
from gmp_cad.spec.variation import ranges

_STEPS = 1000  # in which each half of an interval is parted


def sizes_of_part(root: Path, name: str) -> st.SearchStrategy[dict[str, float]]:
    """Return the sizes of a part of the project at ``root``."""
    parts = {part.subject: part.spec for part in _read(root).parts}
    spec = parts.get(name)
    if spec is None:
        raise UsageError(Message("there is no part {part!r}", part=name), suggestion(name, parts))
    return sizes(spec)


def positions_of(root: Path, name: str) -> st.SearchStrategy[dict[str, float]]:
    """Return the positions of the product or of a fixture of the project at ``root``."""
    places = {place.subject: place.spec for place in _read(root).assemblies}
    spec = places.get(name)
    if spec is None:
        raise UsageError(
            Message("no product or fixture is called {name!r}", name=name),
            suggestion(name, places),
        )
    return positions(spec)


def _read(root: Path):  # type: ignore[no-untyped-def]  # noqa: ANN202
    reading = read_project(root, strange=False)
    if reading.files is None:
        raise InvalidInputError(reading.problems)
    return reading.outline


def sizes(spec: PartSpec) -> st.SearchStrategy[dict[str, float]]:
    """Return sizes (mm, degrees) within their limits: any, or all at one end of theirs.

    Only those that are not nominal are named: an example shrinks by naming fewer.
    """
    limits = ranges(spec)
    nominal = {name: spec.dimensions[name].nominal for name in limits}
    each = {
        name: st.integers(-_STEPS, _STEPS).map(_within(nominal[name], *limits[name]))
        for name in limits
    }
    ends = [{name: limits[name][end] for name in limits} for end in (0, 1)]
    return st.one_of(st.fixed_dictionaries(each), *map(st.just, ends)).map(
        lambda drawn: moved(drawn, nominal)
    )


def moved(drawn: Mapping[str, float], nominal: Mapping[str, float]) -> dict[str, float]:
    """Return those values that are not the nominal ones."""
    return {name: value for name, value in drawn.items() if value != nominal[name]}


def positions(spec: Assembly) -> st.SearchStrategy[dict[str, float]]:
    """Return values of the parameters within their ranges; only those that are not the default."""
    defaults = dict(spec.defaults())
    each = {
        name: st.integers(-_STEPS, _STEPS).map(_within(p.default, p.start, p.end))
        for name, p in spec.parameters.items()
    }
    ends = [
        {name: getattr(p, end) for name, p in spec.parameters.items()} for end in ("start", "end")
    ]
    return st.one_of(st.fixed_dictionaries(each), *map(st.just, ends)).map(
        lambda drawn: moved(drawn, defaults)
    )


def _within(usual: float, lower: float, upper: float) -> Callable[[int], float]:
    """Return which value a step means: 0 is the usual one, to which examples shrink."""

    def value(step: int) -> float:
        if step == 0:
            return usual
        share = (step + _STEPS) / (2 * _STEPS)
        return round(lower + share * (upper - lower), 9)

    return value
