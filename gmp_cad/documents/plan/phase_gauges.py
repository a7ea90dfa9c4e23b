"""The gauge of each Cf and geometric tolerance of a phase: the one named, or the simplest capable one."""

from __future__ import annotations

from gmp_cad.evidence import FaceGeometry
from gmp_cad.process.extent import PhaseWork
from gmp_cad.process.faces import faces_of, made_faces
from gmp_cad.process.size_limits import size_limits
from gmp_cad.quality.ends import between, internal
from gmp_cad.quality.gauges import choose_among, choose_gauge, measurand, thread_limits_of
from gmp_cad.quality.methods import element_of, ways
from gmp_cad.spec.geometric import GeometricTolerance
from gmp_cad.spec.operation import ManufacturedDimension
from gmp_cad.spec.size import THREADS, Role
from gmp_cad.spec.workshop import Gauge, Workshop


def gauge_titles(work: PhaseWork, workshop: Workshop) -> dict[str, str]:
    """Return the title of the gauge of each Cf and ``tolerances.…`` line, where the workshop has one."""
    found = {cf.name: gauge_of(work, cf, workshop) for cf in work.phase.dimensions}
    for name in work.phase.tolerances:
        tolerance = work.spec.tolerances.get(name)
        if tolerance is not None:
            found[f"tolerances.{name}"] = gauge_of_tolerance(work, tolerance, workshop)
    return {name: gauge.title for name, gauge in found.items() if gauge is not None}


def gauge_of_tolerance(
    work: PhaseWork, tolerance: GeometricTolerance, workshop: Workshop
) -> Gauge | None:
    """Return the gauge that the specification names for a tolerance, else the simplest capable one."""
    if tolerance.gauge:
        return workshop.gauge(tolerance.gauge)
    faces = made_faces(work.leaving, tolerance.on) or faces_of(work.leaving, tolerance.on)
    plane = bool(faces) and all(face.surface == "plane" for face in faces)
    element = element_of(tolerance, plane=plane)
    means = tuple(way.means for way in ways(tolerance.symbol, element))
    return choose_among(means, 0.0, tolerance.zone_mm, workshop.gauges)


def gauge_of(work: PhaseWork, cf: ManufacturedDimension, workshop: Workshop) -> Gauge | None:
    """Return the gauge that the plan names for a Cf, else the simplest that is capable.

    None for a theoretically exact one: the position that it serves is measured, not its number.
    """
    if cf.gauge:
        return workshop.gauge(cf.gauge)
    if cf.size.role is Role.EXACT:
        return None
    limits = size_limits(cf.size)
    if limits is None:
        return None
    ends = [
        made_faces(work.leaving, n) or faces_of(work.leaving, n) for n in cf.between or (cf.on,)
    ]
    kind = measurand(cf.size.kind, internal=_internal(cf, ends), ends=between(ends))
    interval = limits
    if cf.size.kind in THREADS:
        interval = thread_limits_of(cf.size)
    return choose_gauge(cf.size.nominal, limits[1] - limits[0], kind, workshop.gauges, interval)


def _internal(cf: ManufacturedDimension, ends: list[tuple[FaceGeometry, ...]]) -> bool:
    if cf.size.thread_class:
        return cf.size.internal_thread
    return internal(ends)
