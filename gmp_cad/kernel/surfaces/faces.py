"""The faces of a B-rep as values: surface, axis, size, side of the material, extent and outline.

A face's index is its place in ``TopExp::MapShapes`` (from 0). A surface that is written as a
spline but is a plane, cylinder, cone, sphere or torus to :data:`RECOGNISED_MM` (imported parts, some
booleans) is taken for what it is. Nothing is rounded.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

import cadquery as cq
from OCP.BRep import BRep_Tool
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.BRepGProp import BRepGProp
from OCP.BRepTools import BRepTools
from OCP.GeomAbs import GeomAbs_SurfaceType
from OCP.GeomAdaptor import GeomAdaptor_Surface
from OCP.GeomConvert import GeomConvert_SurfToAnaSurf
from OCP.gp import gp_Ax1, gp_Pnt, gp_Vec, gp_XYZ
from OCP.GProp import GProp_GProps
from OCP.TopAbs import TopAbs_Orientation, TopAbs_ShapeEnum
from OCP.TopExp import TopExp
from OCP.TopoDS import TopoDS, TopoDS_Face
from OCP.TopTools import TopTools_IndexedMapOfShape

from gmp_cad.evidence import FaceGeometry, SurfaceKind, Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.failure import OCCT_ERRORS
from gmp_cad.kernel.surfaces import edges
from gmp_cad.kernel.surfaces.face_integrals import face_integrals, has_knots
from gmp_cad.kernel.surfaces.plane_area import plane_area

RECOGNISED_MM = 1e-7  # a spline this near to an analytic surface is that surface
_AREA_ERROR = 1e-9  # of the area; OCCT's adaptive integral goes astray below
_NEGLIGIBLE = 1e-9  # a component of a direction below this has no sign
_FULL_TURN_GAP_DEG = 2 * math.degrees(edges.TURN_RAD)

UvBox = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Surface:
    """The infinite surface below a face; ``exact`` says that its UV angles are angles."""

    kind: SurfaceKind
    point: Vector
    direction: Vector
    radius: float = 0.0
    major_radius: float = 0.0
    half_angle_deg: float = 0.0
    exact: bool = True


def face_geometries(shape: cq.Shape) -> tuple[FaceGeometry, ...]:
    """Return every face of ``shape``, in the order of ``TopExp::MapShapes`` (mm, degrees).

    Planes carry their outward normal. An axis points so that its first component that is not
    zero is positive; that of a cone points to where it widens, so that the half angle is
    positive and the radius at ``span_mm`` t is ``radius_mm + t·tan(half_angle_deg)``.
    """
    return tuple(_geometry(index, face) for index, face in enumerate(occ_faces(shape)))


def occ_faces(shape: cq.Shape) -> tuple[TopoDS_Face, ...]:
    """Return the kernel's faces of ``shape`` in the order of their indices."""
    found = TopTools_IndexedMapOfShape()
    TopExp.MapShapes_s(shape.wrapped, TopAbs_ShapeEnum.TopAbs_FACE, found)
    return tuple(TopoDS.Face_s(found.FindKey(i)) for i in range(1, found.Extent() + 1))


def _geometry(index: int, face: TopoDS_Face) -> FaceGeometry:
    box: UvBox = BRepTools.UVBounds_s(face)
    area, centre = _area_and_centre(face, box)
    place, normal = _outward_normal(face, box)
    surface = _oriented(_surface(face, centre), normal)
    span = (0.0, 0.0) if surface.kind in _UNBOUNDED else _span(face, surface, box)
    if surface.kind == "cone":
        surface, span = _on_its_own_nappe(surface, span)
    lines = edges.outline(face)
    return FaceGeometry(
        index=index,
        surface=surface.kind,
        point=vector.times(surface.point, 1.0),
        direction=surface.direction,
        radius_mm=surface.radius,
        major_radius_mm=surface.major_radius,
        half_angle_deg=surface.half_angle_deg,
        hollow=vector.dot(_away_from_material_centre(surface, place), normal) < 0,
        span_mm=span,
        angle_deg=_arc_deg(surface, box, lines),
        area_mm2=area,
        centre_mm=centre,
        outline=lines,
    )


_UNBOUNDED = ("plane", "freeform")


def _area_and_centre(face: TopoDS_Face, box: UvBox) -> tuple[float, Vector]:
    plane = plane_area(face)
    if plane is not None:
        return plane.moments[0], plane.centre
    if has_knots(face):
        corner = _vector(BRepAdaptor_Surface(face).Value(box[0], box[2]).XYZ())
        found = face_integrals(face, corner)
        return found.area, found.centre(corner)
    properties = GProp_GProps()
    skip_shared = False
    BRepGProp.SurfaceProperties_s(face, properties, _AREA_ERROR, skip_shared)
    return float(properties.Mass()), _vector(properties.CentreOfMass().XYZ())


def _outward_normal(face: TopoDS_Face, box: UvBox) -> tuple[Vector, Vector]:
    """Return a point of the surface and its unit normal away from the material there."""
    surface = BRepAdaptor_Surface(face)
    point, along_u, along_v = gp_Pnt(), gp_Vec(), gp_Vec()
    surface.D1((box[0] + box[1]) / 2, (box[2] + box[3]) / 2, point, along_u, along_v)
    normal = vector.cross(_vector(along_u.XYZ()), _vector(along_v.XYZ()))
    if vector.norm(normal) == 0:
        return _vector(point.XYZ()), (0.0, 0.0, 1.0)
    sign = -1.0 if face.Orientation() == TopAbs_Orientation.TopAbs_REVERSED else 1.0
    return _vector(point.XYZ()), vector.times(vector.unit(normal), sign)


Adaptor: TypeAlias = BRepAdaptor_Surface | GeomAdaptor_Surface


def _plane(surface: Adaptor) -> _Surface:
    axis = surface.Plane().Axis()
    return _Surface(kind="plane", point=_location(axis), direction=_direction(axis))


def _cylinder(surface: Adaptor) -> _Surface:
    cylinder = surface.Cylinder()
    axis = cylinder.Axis()
    return _Surface(
        kind="cylinder",
        point=_location(axis),
        direction=_direction(axis),
        radius=cylinder.Radius(),
    )


def _cone(surface: Adaptor) -> _Surface:
    cone = surface.Cone()
    axis, half = cone.Axis(), math.degrees(cone.SemiAngle())
    return _Surface(
        kind="cone",
        point=_location(axis),
        direction=vector.times(_direction(axis), math.copysign(1.0, half)),
        radius=cone.RefRadius(),
        half_angle_deg=abs(half),
    )


def _sphere(surface: Adaptor) -> _Surface:
    sphere = surface.Sphere()
    axis = sphere.Position().Axis()
    return _Surface(
        kind="sphere", point=_location(axis), direction=_direction(axis), radius=sphere.Radius()
    )


def _torus(surface: Adaptor) -> _Surface:
    torus = surface.Torus()
    axis = torus.Axis()
    return _Surface(
        kind="torus",
        point=_location(axis),
        direction=_direction(axis),
        radius=torus.MinorRadius(),
        major_radius=torus.MajorRadius(),
    )


_ANALYTIC: dict[GeomAbs_SurfaceType, Callable[[Adaptor], _Surface]] = {
    GeomAbs_SurfaceType.GeomAbs_Plane: _plane,
    GeomAbs_SurfaceType.GeomAbs_Cylinder: _cylinder,
    GeomAbs_SurfaceType.GeomAbs_Cone: _cone,
    GeomAbs_SurfaceType.GeomAbs_Sphere: _sphere,
    GeomAbs_SurfaceType.GeomAbs_Torus: _torus,
}


def _surface(face: TopoDS_Face, centre: Vector) -> _Surface:
    adaptor = BRepAdaptor_Surface(face)
    if read := _ANALYTIC.get(adaptor.GetType()):
        return read(adaptor)
    recognised = _recognised(face)
    if recognised and (read := _ANALYTIC.get(recognised.GetType())):
        return replace(read(recognised), exact=False)
    return _Surface(kind="freeform", point=centre, direction=(0.0, 0.0, 1.0))


def _recognised(face: TopoDS_Face) -> GeomAdaptor_Surface | None:
    converter = GeomConvert_SurfToAnaSurf(BRep_Tool.Surface_s(face))
    try:
        found = converter.ConvertToAnalytical(RECOGNISED_MM)
    except OCCT_ERRORS:  # a surface that the converter cannot judge
        return None
    return GeomAdaptor_Surface(found) if found else None


def _oriented(surface: _Surface, normal: Vector) -> _Surface:
    """Point a plane outwards and an axis to its canonical side; a cone already widens."""
    if surface.kind == "freeform":
        return replace(surface, direction=normal)
    if surface.kind == "cone":
        return surface
    if surface.kind == "plane":
        backwards = vector.dot(surface.direction, normal) < 0
    else:
        backwards = _is_negative(surface.direction)
    return replace(surface, direction=vector.times(surface.direction, -1.0 if backwards else 1.0))


def _is_negative(direction: Vector) -> bool:
    return next((c < 0 for c in direction if abs(c) > _NEGLIGIBLE), False)


def _span(face: TopoDS_Face, surface: _Surface, box: UvBox) -> tuple[float, float]:
    """Return the extent along the axis from the surface's point, in mm."""
    low, high = edges.reach(face, surface.point, surface.direction)
    if surface.kind == "torus" and surface.exact:
        # the crests of a torus lie inside the face: the tube angle tells whether it holds them
        for crest in (-math.pi / 2, math.pi / 2):
            if box[2] <= crest + math.tau * math.ceil((box[2] - crest) / math.tau) <= box[3]:
                at = math.copysign(surface.radius, crest)
                at = -at if _is_negative(_natural_direction(face)) else at
                low, high = min(low, at), max(high, at)
    return low + 0.0, high + 0.0


def _natural_direction(face: TopoDS_Face) -> Vector:
    """Return the axis of a torus as its own parametrisation counts the tube angle."""
    position = BRepAdaptor_Surface(face).Torus().Position()
    return _direction(position.Axis())


def _on_its_own_nappe(
    surface: _Surface, span: tuple[float, float]
) -> tuple[_Surface, tuple[float, float]]:
    """Turn a cone whose face lies beyond the apex, so that it widens along its direction."""
    slope = math.tan(math.radians(surface.half_angle_deg))
    if surface.radius + slope * (span[0] + span[1]) / 2 >= 0:
        return surface, span
    to_apex = -surface.radius / slope
    turned = replace(
        surface,
        point=vector.along(surface.point, surface.direction, to_apex),
        direction=vector.times(surface.direction, -1.0),
        radius=0.0,
    )
    return turned, (to_apex - span[1], to_apex - span[0])


def _away_from_material_centre(surface: _Surface, place: Vector) -> Vector:
    """Return the direction from the surface's axis, centre or tube to ``place``."""
    if surface.kind in _UNBOUNDED:
        return (0.0, 0.0, 0.0)
    if surface.kind == "sphere":
        return vector.minus(place, surface.point)
    radial = vector.off_axis(place, surface.point, surface.direction)
    if surface.kind != "torus":
        return radial
    tube = vector.plus(surface.point, vector.times(vector.unit(radial), surface.major_radius))
    return vector.minus(place, tube)


def _arc_deg(surface: _Surface, box: UvBox, lines: edges.Outline) -> float:
    """Return the arc around the axis that the face covers."""
    if surface.kind in _UNBOUNDED:
        return 0.0
    if surface.exact:
        arc = math.degrees(box[1] - box[0])
        return 360.0 if arc > 360 - _NEGLIGIBLE else arc
    points = [point for line in lines for point in line]
    gap = _widest_gap_deg(points, surface.point, surface.direction)
    return 360.0 if gap <= _FULL_TURN_GAP_DEG else 360.0 - gap


def _widest_gap_deg(points: list[Vector], origin: Vector, direction: Vector) -> float:
    angles = sorted({azimuth_deg(point, origin, direction) for point in points})
    following = [*angles[1:], angles[0] + 360.0]
    return max(b - a for a, b in zip(angles, following, strict=True))


def azimuth_deg(point: Vector, origin: Vector, direction: Vector) -> float:
    """Return the angle (0 to 360°) of ``point`` around an axis, from a fixed perpendicular of it."""
    x = vector.perpendicular(direction)
    y = vector.cross(direction, x)
    offset = vector.minus(point, origin)
    return math.degrees(math.atan2(vector.dot(offset, y), vector.dot(offset, x))) % 360.0


def _location(axis: gp_Ax1) -> Vector:
    return _vector(axis.Location().XYZ())


def _direction(axis: gp_Ax1) -> Vector:
    return vector.times(_vector(axis.Direction().XYZ()), 1.0)


def _vector(xyz: gp_XYZ) -> Vector:
    return (xyz.X(), xyz.Y(), xyz.Z())
