"""What a solid weighs and where: exact integrals over its surfaces, never over a mesh.

Planes between lines and conics have closed forms. OCCT's plain Gauss integration errs by 1e-6 on
faces bounded by intersection curves (a cross-drilled block); its adaptive form agrees with closed
forms to 1e-10 on cylinders, cones, spheres and tori, for which it is used. What has knots is
integrated between them (:mod:`~gmp_cad.kernel.surfaces.face_integrals`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cadquery as cq
import numpy as np
from numpy.typing import NDArray
from OCP.Bnd import Bnd_Box
from OCP.BRepAdaptor import BRepAdaptor_Curve, BRepAdaptor_Surface
from OCP.BRepBndLib import BRepBndLib
from OCP.BRepGProp import BRepGProp, BRepGProp_Domain, BRepGProp_Face, BRepGProp_Vinert
from OCP.GeomAbs import GeomAbs_CurveType, GeomAbs_SurfaceType
from OCP.gp import gp_Pnt
from OCP.GProp import GProp_GProps
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopExp import TopExp_Explorer
from OCP.TopoDS import TopoDS, TopoDS_Face, TopoDS_Shape

from gmp_cad.errors import KernelError
from gmp_cad.evidence import MassProperties, Vector
from gmp_cad.kernel import brep
from gmp_cad.kernel.surfaces.face_integrals import face_integrals, has_knots
from gmp_cad.kernel.surfaces.plane_area import Moments, PlaneArea, plane_area
from gmp_cad.kernel.surfaces.register import subshapes
from gmp_cad.language import Message

_VOLUME_ERROR = 1e-12  # of the volume; the moments of inertia are then good to about 1e-10
_AREA_ERROR = 1e-9
# OCCT divides by the volume: where curved faces bound next to none (of the whole), all is lost
_TOO_LITTLE = 1e-3
_KG_PER_MM3 = 1e-9  # for 1 kg/m³
_FREEFORM_GAP = 5e-7  # OCCT's boxes of free-form curves and surfaces are up to 3e-7 mm too large
_CURVED_SURFACES = frozenset(
    {
        GeomAbs_SurfaceType.GeomAbs_Cylinder,
        GeomAbs_SurfaceType.GeomAbs_Cone,
        GeomAbs_SurfaceType.GeomAbs_Sphere,
    }
)
_ANALYTIC_SURFACES = _CURVED_SURFACES | {GeomAbs_SurfaceType.GeomAbs_Plane}
_CONICS = frozenset({GeomAbs_CurveType.GeomAbs_Circle, GeomAbs_CurveType.GeomAbs_Ellipse})
_ANALYTIC_CURVES = _CONICS | {GeomAbs_CurveType.GeomAbs_Line}

Floats = NDArray[np.float64]
BoundingBox = tuple[float, float, float, float, float, float]


def mass_properties(shape: cq.Shape, density_kg_m3: float) -> MassProperties:
    """Return volume, area, mass, centre of mass, inertia and bounding box of the solids.

    ``density_kg_m3`` in kg/m³. The inertia is taken at the centre of mass along the axes of
    ``shape``, the products of inertia with the sign of the tensor (-∫xy dm). Free shells and faces
    do not count (they falsify the volume). Raises KernelError when there is no solid.
    """
    solids = brep.solids(shape)
    if not solids:
        raise KernelError(Message("There is no solid to weigh"))
    bodies = solids[0] if len(solids) == 1 else cq.Compound.makeCompound(solids)
    box = bounding_box(bodies)
    found = _integrals(bodies, _middle(box))
    density = density_kg_m3 * _KG_PER_MM3
    return MassProperties(
        volume_mm3=found.volume,
        area_mm2=found.area,
        mass_kg=found.volume * density,
        centre_of_mass_mm=found.centre,
        inertia_kg_mm2=found.inertia(density),
        bounding_box_mm=box,
    )


def bounding_box(shape: cq.Shape) -> BoundingBox:
    """Return (xmin, ymin, zmin, xmax, ymax, zmax) in mm of the exact geometry.

    Neither triangulation nor shape tolerances enter. Exact, but for a side where only the inside
    of a free-form or toroidal face, or of one that an intersection curve bounds (of two cylinders,
    say), is outermost: within 5e-7 mm there; a
    free-form face that is trimmed inside its surface may be missed by 1e-4 mm and more. Raises KernelError for an empty shape.
    """
    kind = TopAbs_ShapeEnum
    # a plane reaches no farther than its edges, a straight edge no farther than its ends
    telling, fitted = [], []
    for face in subshapes(shape.wrapped, kind.TopAbs_FACE):
        surface = BRepAdaptor_Surface(TopoDS.Face_s(face)).GetType()
        if surface not in _ANALYTIC_SURFACES or not _has_analytic_edges(face):
            fitted.append(face)
        elif surface in _CURVED_SURFACES:
            telling.append(face)
    edges = subshapes(shape.wrapped, kind.TopAbs_EDGE)
    bent = [edge for edge in edges if _curve(edge) in _CONICS]
    box = _optimal_box([*telling, *bent, *subshapes(shape.wrapped, kind.TopAbs_VERTEX)])
    for face in fitted:
        # the optimal box of one torus takes 10 ms: only for those that may stick out
        if _grown(box, _rough_box(face)) != box:
            box = _grown(box, _optimal_box([face]))
    if box is None:
        raise KernelError(Message("An empty shape has no bounding box"))
    return box


def _grown(box: BoundingBox | None, other: BoundingBox | None) -> BoundingBox | None:
    """Return ``box`` grown to hold ``other``, sides that differ only by OCCT's gaps kept."""
    if box is None or other is None:
        return box or other
    low = (b if o >= b - _FREEFORM_GAP else o for b, o in zip(box[:3], other[:3], strict=True))
    high = (b if o <= b + _FREEFORM_GAP else o for b, o in zip(box[3:], other[3:], strict=True))
    xmin, ymin, zmin, xmax, ymax, zmax = (*low, *high)
    return (xmin, ymin, zmin, xmax, ymax, zmax)


def _has_analytic_edges(face: TopoDS_Shape) -> bool:
    edges = subshapes(face, TopAbs_ShapeEnum.TopAbs_EDGE)
    return all(_curve(edge) in _ANALYTIC_CURVES for edge in edges)


def _curve(edge: TopoDS_Shape) -> GeomAbs_CurveType:
    return BRepAdaptor_Curve(TopoDS.Edge_s(edge)).GetType()


def _optimal_box(shapes: Sequence[TopoDS_Shape]) -> BoundingBox | None:
    box = Bnd_Box()
    use_triangulation = use_tolerance = False
    for shape in shapes:
        BRepBndLib.AddOptimal_s(shape, box, use_triangulation, use_tolerance)
    return _corners(box)


def _rough_box(face: TopoDS_Shape) -> BoundingBox | None:
    box = Bnd_Box()
    use_triangulation = False
    BRepBndLib.Add_s(face, box, use_triangulation)
    return _corners(box)


def _corners(box: Bnd_Box) -> BoundingBox | None:
    if box.IsVoid():
        return None
    box.SetGap(0.0)
    low, high = box.CornerMin(), box.CornerMax()
    return (low.X(), low.Y(), low.Z(), high.X(), high.Y(), high.Z())


def volume_mm3(shape: cq.Shape) -> float:
    """Return the volume of the solids of ``shape``, 0.0 when it holds none."""
    return volume_and_centre(shape)[0]


def volume_and_centre(shape: cq.Shape) -> tuple[float, Vector | None]:
    """Return volume (mm³) and centre of mass (mm) of the solids; 0.0 and None without any."""
    found = brep.solids(shape)
    if not found:
        return 0.0, None
    bodies = cq.Compound.makeCompound(found)
    integrals = _integrals(bodies, _middle(bounding_box(bodies)))
    return integrals.volume, integrals.centre


@dataclass(frozen=True, slots=True, kw_only=True)
class _Integrals:
    """Over solids: area, volume, and moments of the volume counted from ``origin``."""

    origin: Vector
    area: float
    volume: float
    first: Floats
    second: Floats

    def plus(self, other: _Integrals) -> _Integrals:
        """Add what is integrated over other faces, counted from the same origin."""
        return _Integrals(
            origin=self.origin,
            area=self.area + other.area,
            volume=self.volume + other.volume,
            first=self.first + other.first,
            second=self.second + other.second,
        )

    @property
    def centre(self) -> Vector:
        x, y, z = (float(c) for c in self.origin + self.first / self.volume)
        return (x, y, z)

    def inertia(self, density_kg_mm3: float) -> tuple[Vector, Vector, Vector]:
        """Return the tensor at the centre of mass (kg·mm²)."""
        second = self.second - np.outer(self.first, self.first) / self.volume
        tensor = (np.eye(3) * np.trace(second) - second) * density_kg_mm3
        a, b, c = ((float(x), float(y), float(z)) for x, y, z in tensor)
        return (a, b, c)


def _middle(box: BoundingBox) -> Vector:
    x, y, z = ((low + high) / 2 for low, high in zip(box[:3], box[3:], strict=True))
    return (x, y, z)


def _integrals(bodies: cq.Shape, origin: Vector) -> _Integrals:
    """Integrate by the divergence theorem: each face bounds a cone from ``origin``.

    Counted from the middle of the box there is no cancellation for a part far from the frame's
    origin.
    """
    faces = _faces(bodies)
    planes = [plane_area(face) for face in faces]
    flat = _below_planes([plane for plane in planes if plane], origin)
    curved = [face for face, plane in zip(faces, planes, strict=True) if plane is None]
    knotted = _below_knotted([face for face in curved if has_knots(face)], origin)
    others = [face for face in curved if not has_knots(face)]
    rest = _below_others(others, origin)
    if others and abs(rest.volume) <= _TOO_LITTLE * abs(flat.volume):
        plain = [face for face, plane in zip(faces, planes, strict=True) if plane]
        return knotted.plus(_below_others([*plain, *others], origin))
    return flat.plus(rest).plus(knotted)


def _faces(bodies: cq.Shape) -> list[TopoDS_Face]:
    """Return every face as often as it occurs."""
    found = []
    explorer = TopExp_Explorer(bodies.wrapped, TopAbs_ShapeEnum.TopAbs_FACE)
    while explorer.More():
        found.append(TopoDS.Face_s(explorer.Current()))
        explorer.Next()
    return found


def _below_planes(planes: Sequence[PlaneArea], origin: Vector) -> _Integrals:
    """Add up cones of height h: h/3, h/4, h/5 times the moments of their bases."""
    if not planes:
        return _nothing(origin)
    moments = np.array([_moment_matrix(plane.moments) for plane in planes])
    frames = np.array([(p.frame.origin, p.frame.x, p.frame.y) for p in planes])
    frames[:, 0] -= origin
    heights = np.einsum("pi,pi->p", frames[:, 0], np.array([p.outward for p in planes]))
    areas = moments[:, 0, 0]
    return _Integrals(
        origin=origin,
        area=float(areas.sum()),
        volume=float(heights @ areas) / 3,
        first=np.einsum("p,pa,pai->i", heights, moments[:, 0], frames) / 4,
        second=np.einsum("p,pai,pab,pbj->ij", heights, frames, moments, frames) / 5,
    )


def _moment_matrix(moments: Moments) -> tuple[Vector, Vector, Vector]:
    one, x, y, xx, xy, yy = moments
    return (one, x, y), (x, xx, xy), (y, xy, yy)


def _below_knotted(faces: Sequence[TopoDS_Face], origin: Vector) -> _Integrals:
    found = _nothing(origin)
    for face in faces:
        one = face_integrals(face, origin)
        found = found.plus(
            _Integrals(
                origin=origin, area=one.area, volume=one.volume, first=one.first, second=one.second
            )
        )
    return found


def _below_others(faces: Sequence[TopoDS_Face], origin: Vector) -> _Integrals:
    """Let OCCT integrate, which gives the moments of second order at the centre.

    What it does for a whole shape (BRepGProp::VolumeProperties) takes an apex of its own choice.
    """
    if not faces:
        return _nothing(origin)
    apex = gp_Pnt(*origin)
    found = GProp_GProps(apex)
    for face in faces:
        domain = BRepGProp_Domain(face)
        found.Add(BRepGProp_Vinert(BRepGProp_Face(face), domain, apex, _VOLUME_ERROR))
    volume, centre, tensor = float(found.Mass()), found.CentreOfMass(), found.MatrixOfInertia()
    away = np.array((centre.X(), centre.Y(), centre.Z())) - origin
    inertia = np.array([[tensor.Value(i, j) for j in (1, 2, 3)] for i in (1, 2, 3)])
    central = np.eye(3) * np.trace(inertia) / 2 - inertia
    return _Integrals(
        origin=origin,
        area=sum(_area_mm2(face) for face in faces),
        volume=volume,
        first=volume * away,
        second=central + volume * np.outer(away, away),
    )


def _area_mm2(face: TopoDS_Face) -> float:
    found = GProp_GProps()
    skip_shared = False
    BRepGProp.SurfaceProperties_s(face, found, _AREA_ERROR, skip_shared)
    return float(found.Mass())


def _nothing(origin: Vector) -> _Integrals:
    return _Integrals(
        origin=origin, area=0.0, volume=0.0, first=np.zeros(3), second=np.zeros((3, 3))
    )
