"""Two shapes compared by what they are recognised by: a difference one can read, or none."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gmp_cad.evidence import PartGeometry
from gmp_cad.evidence.fingerprint import Fingerprint
from gmp_cad.evidence.geometry_change import GeometryChange, geometry_changes
from gmp_cad.language import number
from gmp_cad.pytest_plugin.live_part import LivePart

if TYPE_CHECKING:
    import cadquery as cq

_DENSITY_KG_M3 = 7850.0  # any: shapes have none
_MOST = 12  # lines of a difference


def assert_same(a: Any, b: Any, tolerance: float | None = None) -> None:
    """Assert that two shapes are the same solid in the same place.

    ``a``, ``b``: parts of the fixture ``part``, CadQuery shapes or workplanes, paths of STEP
    files. ``tolerance``: by how many mm any surface may lie elsewhere; without it, the noise of the
    kernel alone (relative 1e-9). Order of faces, seams and split faces are no difference. Raises
    AssertionError with what differs, TypeError for what is no shape.
    """
    __tracebackhide__ = True
    before, after = _fingerprint(a), _fingerprint(b)
    changes = geometry_changes(before, after)
    causes = [change for change in changes if not change.follows]
    # What follows from a change is explained where the change is.
    judged = causes or changes
    if any(not _within(change, before, tolerance) for change in judged):
        told = causes + [change for change in changes if change.follows]
        lines = [_line(change) for change in told[:_MOST]]
        if len(told) > _MOST:
            lines.append(f"… {len(told) - _MOST} more")
        raise AssertionError("the geometry differs:\n  " + "\n  ".join(lines))


def _fingerprint(one: Any) -> Fingerprint:
    from gmp_cad.kernel.fingerprints.fingerprint import Matter, Observed, fingerprint  # noqa: PLC0415
    from gmp_cad.kernel.surfaces.faces import face_geometries  # noqa: PLC0415 - a second, where needed
    from gmp_cad.kernel.surfaces.properties import mass_properties  # noqa: PLC0415

    shape = _shape(one)
    geometry = PartGeometry(faces=face_geometries(shape), features={})
    properties = mass_properties(shape, _DENSITY_KG_M3)
    observed = Observed(geometry=geometry, measurements=(), properties=properties)
    return fingerprint(shape, observed, Matter(material="", density_kg_m3=_DENSITY_KG_M3), ())


def _shape(one: Any) -> cq.Shape:
    import cadquery  # noqa: PLC0415 - a second, where it is needed

    if isinstance(one, LivePart):
        return one.shape
    if isinstance(one, str | Path):
        if not Path(one).is_file():
            raise FileNotFoundError(f"no file {str(one)!r}")
        one = cadquery.importers.importStep(str(one))
    if isinstance(one, cadquery.Assembly):
        one = one.toCompound()
    if isinstance(one, cadquery.Workplane):
        shapes = [value for value in one.vals() if isinstance(value, cadquery.Shape)]
        solids = [solid for shape in shapes for solid in shape.Solids()]
        one = solids[0] if len(solids) == 1 else cadquery.Compound.makeCompound(solids or shapes)
    if not isinstance(one, cadquery.Shape):
        raise TypeError(f"{type(one).__name__} is no shape, no part and no STEP file")
    return one


def _within(change: GeometryChange, before: Fingerprint, tolerance: float | None) -> bool:
    """Tell whether surfaces that lie ``tolerance`` mm elsewhere explain a change."""
    apart = change.apart
    if tolerance is None or apart is None:
        return False
    box = before.bounding_box_mm
    diagonal = math.dist(box[:3], box[3:])
    area = before.area_mm2
    allowed = {
        "mm": tolerance * math.sqrt(2 if change.path.startswith("bounding_box") else 1),
        "mm²": tolerance * math.sqrt(area) * 6,
        "mm³": tolerance * area,
        "mm⁵": tolerance * area * diagonal**2,
        "°": math.degrees(math.atan2(2 * tolerance, diagonal)),
    }
    return apart <= allowed.get(change.unit, 0.0)


def _line(change: GeometryChange) -> str:
    apart = f" ({number(change.apart, 'en')} {change.unit} apart)" if change.apart else ""
    said = f"{_told(change.before)} → {_told(change.after)} {change.unit}".rstrip()
    return f"{change.path}: {said}{apart}"


def _told(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, tuple):
        return "(" + ", ".join(number(v, "en") for v in value) + ")"
    return number(value, "en") if isinstance(value, int | float) else str(value)
