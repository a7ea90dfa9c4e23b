"""The surfaces of a part in one form whatever the model wrote: their points, axes and names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from gmp_cad.evidence import FaceGeometry, SurfaceKind, Vector
from gmp_cad.evidence.fingerprint import Skin, SurfacePrint
from gmp_cad.kernel import vector
from gmp_cad.kernel.surfaces.instances import centre_of, same_surface

_DUST = 1e-12  # of a direction: what its computation leaves
_TIE = 1e-9  # components of a unit axis that differ by less are as large as each other

Names = Mapping[int, tuple[str, ...]]
Group = tuple[int, ...]


def surface_prints(
    faces: Sequence[FaceGeometry], skins: Mapping[Group, Skin], names: Names
) -> tuple[SurfacePrint, ...]:
    """Return a print of every surface; ``skins`` are those that are free-form, by face indices.

    ``names`` gives those of each named face; faces of one surface with other names are apart, but
    a skin is never divided.
    """
    groups: list[list[FaceGeometry]] = []
    for face in faces:
        if face.surface == "freeform":
            continue
        group = next((g for g in groups if _together(g[0], face, names)), None)
        if group is None:
            groups.append([face])
        else:
            group.append(face)
    found = [_print(group, names) for group in groups]
    for indices, skin in skins.items():
        one = _print([faces[index] for index in indices], names)
        own = sorted({name for index in indices for name in names.get(index, ())})
        found.append(replace(one, names=tuple(own), skin=skin))
    return tuple(found)


def _together(one: FaceGeometry, other: FaceGeometry, names: Names) -> bool:
    same_names = names.get(one.index, ()) == names.get(other.index, ())
    return same_names and same_surface(one, other)


def _print(group: Sequence[FaceGeometry], names: Names) -> SurfacePrint:
    largest = max(group, key=lambda face: face.area_mm2)
    area = sum(face.area_mm2 for face in group)
    centre = centre_of(group)
    found = SurfacePrint(
        names=names.get(largest.index, ()), surface=largest.surface, point_mm=centre,
        area_mm2=area, centre_mm=centre,
    )  # fmt: skip
    return _FORMS[largest.surface](found, largest)


def _plane(found: SurfacePrint, face: FaceGeometry) -> SurfacePrint:
    normal = _clean(face.direction)
    foot = vector.times(normal, vector.dot(normal, face.point))
    return replace(found, direction=normal, point_mm=foot)


def _cylinder(found: SurfacePrint, face: FaceGeometry) -> SurfacePrint:
    axis = pointed(face.direction)
    point = vector.off_axis(face.point, (0.0, 0.0, 0.0), axis)
    return replace(
        found, direction=axis, point_mm=point, radius_mm=face.radius_mm, hollow=face.hollow
    )


def _cone(found: SurfacePrint, face: FaceGeometry) -> SurfacePrint:
    down = -face.radius_mm / vector.slope(face.half_angle_deg)
    return replace(
        found, direction=_clean(face.direction), half_angle_deg=face.half_angle_deg,
        point_mm=vector.along(face.point, face.direction, down), hollow=face.hollow,
    )  # fmt: skip


def _sphere(found: SurfacePrint, face: FaceGeometry) -> SurfacePrint:
    return replace(found, point_mm=face.point, radius_mm=face.radius_mm, hollow=face.hollow)


def _torus(found: SurfacePrint, face: FaceGeometry) -> SurfacePrint:
    return replace(
        found, direction=pointed(face.direction), point_mm=face.point, hollow=face.hollow,
        radius_mm=face.radius_mm, major_radius_mm=face.major_radius_mm,
    )  # fmt: skip


def _freeform(found: SurfacePrint, _face: FaceGeometry) -> SurfacePrint:
    return found


_FORMS: Mapping[SurfaceKind, Callable[[SurfacePrint, FaceGeometry], SurfacePrint]] = {
    "plane": _plane, "cylinder": _cylinder, "cone": _cone, "sphere": _sphere, "torus": _torus,
    "freeform": _freeform,
}  # fmt: skip


def _clean(direction: Vector) -> Vector:
    x, y, z = (0.0 if abs(c) < _DUST else c for c in direction)
    return (x, y, z)


def pointed(axis: Vector) -> Vector:
    """Return a unit axis, the first of its largest components positive."""
    x, y, z = _clean(axis)
    largest = max(abs(x), abs(y), abs(z))
    leading = next(c for c in (x, y, z) if abs(c) >= largest - _TIE)
    return (x, y, z) if leading > 0 else vector.times((x, y, z), -1.0)
