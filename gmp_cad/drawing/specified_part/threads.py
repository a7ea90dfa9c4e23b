"""Threads as ISO 6410-1 shows them: from the mouth to the end of the full thread (mm)."""

from __future__ import annotations

from collections.abc import Iterator

from gmp_cad.drawing.annotation import Thread
from gmp_cad.drawing.specified_part import bore
from gmp_cad.drawing.specified_part.space import along, minus, unit
from gmp_cad.drawing.view import dot
from gmp_cad.errors import OutsideTableError
from gmp_cad.evidence import Feature, PartGeometry, Vector
from gmp_cad.spec.part import Dimension, PartSpec
from gmp_cad.spec.size import THREADS
from gmp_cad.spec.thread import thread_of
from gmp_cad.standards.threads import TrapezoidalThread


def threads_of(spec: PartSpec, geometry: PartGeometry) -> Iterator[Thread]:
    """Yield every instance of every thread, with its chamfers, as ISO 6410-1 shows it."""
    for name, dimension in spec.dimensions.items():
        if dimension.kind in THREADS and dimension.on_feature:
            minor = _minor_mm(dimension)
            for feature in geometry.features.get(name, ()):
                if feature.surface == "cylinder" and minor is not None:
                    yield _thread(dimension, feature, geometry, minor)


def _thread(
    dimension: Dimension, feature: Feature, geometry: PartGeometry, minor_mm: float
) -> Thread:
    mouth, last = bore.inwards(dimension.id, feature, geometry)
    blind = bool(bore.belonging(f"{dimension.id}.bottom", feature, geometry))
    inward = unit(minus(last, mouth))
    start = bore.beyond(mouth, minus(mouth, last), feature, geometry.faces)
    end = last if blind else bore.beyond(last, inward, feature, geometry.faces)
    if feature.hollow and dimension.size.depth:
        surface = _surface(dimension, feature, (start, inward), geometry)
        full = along(surface, inward, dimension.size.depth)
        end = min(full, end, key=lambda point: dot(minus(point, start), inward))
    return Thread(
        line=dimension.id,
        start=start,
        end=end,
        major_mm=dimension.nominal,
        minor_mm=minor_mm,
        hollow=feature.hollow,
        faces=feature.faces,
        drill_end=last if blind and feature.hollow else None,
    )


def _surface(
    dimension: Dimension, hole: Feature, entry: tuple[Vector, Vector], geometry: PartGeometry
) -> Vector:
    """Return where the depth of a hole is taken from: above the recess of its callout, if any.

    ``entry``: where the thread starts, and the direction inwards.
    """
    start, inward = entry
    recess = bore.belonging(f"{dimension.id}.recess", hole, geometry)
    points = (point for face in recess for wire in face.outline for point in wire)
    heights = (dot(minus(point, start), inward) for point in points)
    return along(start, inward, min(heights, default=0.0))


def _minor_mm(dimension: Dimension) -> float | None:
    """Return the minor diameter to draw: D1 = d1 (ISO 724, ISO 228-1), d3 of a trapezoidal screw.

    None for a thread that no standard knows: its profile is not known.
    """
    try:
        thread = thread_of(dimension.size)
    except OutsideTableError:
        return None
    if isinstance(thread, TrapezoidalThread) and not dimension.internal_thread:
        return thread.root_diameter
    return thread.minor_diameter
