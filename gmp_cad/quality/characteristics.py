"""The characteristics of a part, numbered as on its drawing: one for each thing that is inspected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from gmp_cad.errors import OutsideTableError
from gmp_cad.evidence import PartGeometry
from gmp_cad.spec.balloons import balloons
from gmp_cad.spec.dimension import Dimension, named_ends
from gmp_cad.spec.geometric import GeometricTolerance
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.size import THREADS, Kind, Role, Size
from gmp_cad.spec.texture import Texture, parse_texture

# exact and reference: nothing is accepted or refused by them; profile: held by ISO 22081 alone.
Nature = Literal["size", "thread", "geometric", "texture", "profile", "exact", "reference"]
Unit = Literal["mm", "°", "µm"]
# What of a callout is meant: its size, or something that is written beside it.
Aspect = Literal[
    "", "depth", "recess_diameter", "recess_depth", "recess_angle", "ra", "thread_depth", "drill_depth"
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Characteristic:
    """One thing to inspect, in ``unit``.

    ``balloon``: its number on the drawing, ``12``; what stands beside the size in one callout is
    ``12.1``, ``12.2`` …. ``line``: as reports call it; ``aspect`` of its callout. ``nominal``: of a
    size; ``lower`` and ``upper``: limits, None where there is none. ``count``: places on one part.
    ``written``: its own tolerance and not a general one. ``parameter``: of a texture.
    ``surfaces``: the features that carry it; ``ends``: those that a length lies between, as written.
    """

    balloon: str
    line: str
    nature: Nature
    aspect: Aspect = ""
    unit: Unit = "mm"
    nominal: float | None = None
    lower: float | None = None
    upper: float | None = None
    count: int = 1
    written: bool = False
    parameter: Literal["", "Ra", "Rz"] = ""
    surfaces: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()

    @property
    def own(self) -> bool:
        """Whether it is what its line itself says, and does not stand beside a size."""
        return not self.aspect or self.line.startswith("textures.")

    @property
    def inspected(self) -> bool:
        """Whether a part can fail it."""
        return self.nature not in ("exact", "reference")

    @property
    def interval(self) -> float | None:
        """The tolerance interval IT in ``unit``; of one upper limit from zero, that limit."""
        if self.upper is None or (self.lower is None and self.nature in ("size", "thread")):
            return None
        return round(self.upper - (self.lower or 0.0), 9)


def characteristics(spec: PartSpec, geometry: PartGeometry) -> tuple[Characteristic, ...]:
    """Return every characteristic of a part: dimensions, geometric tolerances, then textures."""
    numbers = balloons(spec)
    found: list[Characteristic] = []
    for name, dimension in spec.dimensions.items():
        found += _of_dimension(dimension, numbers[name], spec)
    for key, tolerance in spec.tolerances.items():
        line = f"tolerances.{key}"
        found.append(_of_tolerance(tolerance, numbers[line], line, geometry))
    for key, texture in spec.textures.items():
        line = f"textures.{key}"
        found += _of_texture(parse_texture(texture.ra), numbers[line], line, (key,))
    return tuple(found)


def _of_dimension(dimension: Dimension, balloon: str, spec: PartSpec) -> Iterator[Characteristic]:
    size = dimension.size
    own = Characteristic(
        balloon=balloon, line=dimension.id, nature=_nature(dimension), nominal=size.nominal,
        unit="°" if size.kind is Kind.ANGLE else "mm", count=dimension.count,
        written=size.tolerance_written, ends=dimension.between or (),
        surfaces=named_ends(dimension) or (dimension.pattern or dimension.id,),
    )  # fmt: skip
    yield _limited(own, dimension, spec)
    beside = [*_beside(size, own, spec)]
    if dimension.ra:
        texture = parse_texture(dimension.ra)
        beside += _of_texture(texture, "", dimension.id, own.surfaces, own.count)
    for i, one in enumerate(beside, start=1):
        yield replace(one, balloon=f"{balloon}.{i}")


def _nature(dimension: Dimension) -> Nature:
    role, kind = dimension.size.role, dimension.kind
    if role is Role.EXACT:
        return "exact"
    if role is Role.REFERENCE:
        return "reference"
    if kind in THREADS:
        return "thread"
    bound = dimension.size.bound
    return "size" if dimension.limits is not None or bound else "profile"


def _limited(own: Characteristic, dimension: Dimension, spec: PartSpec) -> Characteristic:
    if own.nature == "profile" and spec.part.general.profile is not None:
        return replace(own, upper=spec.part.general.profile.width_mm)
    if dimension.size.bound == "max":
        return replace(own, upper=dimension.nominal)
    if dimension.size.bound == "min":
        return replace(own, lower=dimension.nominal)
    if dimension.limits is None:
        return own
    lower, upper = (round(limit, 9) for limit in dimension.limits)
    return replace(own, lower=lower, upper=upper)


def _beside(size: Size, own: Characteristic, spec: PartSpec) -> Iterator[Characteristic]:
    """Yield depths and the recess of a hole: under the general tolerances of lengths."""
    if not own.inspected:
        return
    recess, thread = size.recess, size.kind in THREADS
    parts: tuple[tuple[Aspect, Kind, float | None], ...] = (
        ("thread_depth" if thread else "depth", Kind.LINEAR, size.depth),
        ("drill_depth", Kind.LINEAR, size.drill_depth),
        ("recess_diameter", Kind.DIAMETER, recess.diameter if recess else None),
        ("recess_depth", Kind.LINEAR, recess.depth if recess else None),
        ("recess_angle", Kind.ANGLE, recess.angle if recess else None),
    )
    for aspect, kind, nominal in parts:
        if nominal is not None:
            yield _general(replace(own, aspect=aspect, nature="size"), kind, nominal, spec)


def _general(own: Characteristic, kind: Kind, nominal: float, spec: PartSpec) -> Characteristic:
    try:
        found = spec.part.general.tolerance_of(Size(kind=kind, nominal=nominal))
    except OutsideTableError:
        found = None
    half = found[0] if found else None
    return replace(
        own, nominal=nominal, unit="°" if kind is Kind.ANGLE else "mm", written=False,
        lower=None if half is None else round(nominal - half, 9),
        upper=None if half is None else round(nominal + half, 9),
    )  # fmt: skip


def _of_tolerance(
    tolerance: GeometricTolerance, balloon: str, line: str, geometry: PartGeometry
) -> Characteristic:
    instances = geometry.features.get(tolerance.on, ())
    return Characteristic(
        balloon=balloon, line=line, nature="geometric", upper=tolerance.zone_mm, written=True,
        surfaces=(tolerance.on,),
        count=max(1, len(instances)) if _each(tolerance) else 1,
    )  # fmt: skip


def _each(tolerance: GeometricTolerance) -> bool:
    """Tell whether each instance has a zone of its own: a combined zone (CZ) is judged once."""
    return "CZ" not in tolerance.zone.modifiers


def _of_texture(
    texture: Texture, balloon: str, line: str, surfaces: tuple[str, ...], count: int = 1
) -> Iterator[Characteristic]:
    """Yield one characteristic a parameter: its lower and upper limits are judged together."""
    parameters = tuple(dict.fromkeys(limit.parameter for limit in texture.limits))
    for i, parameter in enumerate(parameters):
        limits = [limit for limit in texture.limits if limit.parameter == parameter]
        yield Characteristic(
            balloon=f"{balloon}.{i}" if i else balloon, line=line, nature="texture", aspect="ra",
            unit="µm", count=count, written=True, parameter=parameter,
            surfaces=surfaces,
            lower=next((one.value_um for one in limits if one.lower), None),
            upper=next((one.value_um for one in limits if not one.lower), None),
        )  # fmt: skip
