"""The faces of a shape that a curve lies on."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from OCP.Bnd import Bnd_Box
from OCP.BRepAdaptor import BRepAdaptor_Curve, BRepAdaptor_Surface
from OCP.BRepBndLib import BRepBndLib
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeVertex
from OCP.BRepExtrema import BRepExtrema_DistShapeShape
from OCP.BRepTopAdaptor import BRepTopAdaptor_FClass2d
from OCP.ElSLib import ElSLib
from OCP.GeomAbs import GeomAbs_SurfaceType
from OCP.gp import gp_Pnt, gp_Pnt2d
from OCP.TopAbs import TopAbs_ShapeEnum, TopAbs_State
from OCP.TopExp import TopExp
from OCP.TopoDS import TopoDS, TopoDS_Shape
from OCP.TopTools import TopTools_IndexedMapOfShape

_TOUCH_MM = 2e-4  # silhouettes are approximated by OCCT to about 1e-4
_PARAMETERS = (0.21, 0.5, 0.83)  # unequal, so that a curve which only crosses a face is refused
_INSIDE = (TopAbs_State.TopAbs_IN, TopAbs_State.TopAbs_ON)
_ELEMENTARY: dict[GeomAbs_SurfaceType, str] = {
    GeomAbs_SurfaceType.GeomAbs_Plane: "Plane",
    GeomAbs_SurfaceType.GeomAbs_Cylinder: "Cylinder",
    GeomAbs_SurfaceType.GeomAbs_Cone: "Cone",
    GeomAbs_SurfaceType.GeomAbs_Sphere: "Sphere",
    GeomAbs_SurfaceType.GeomAbs_Torus: "Torus",
}
_On = Callable[[gp_Pnt], bool]


class Faces:
    """The faces of a shape, to find those that a curve lies on."""

    def __init__(self, shape: TopoDS_Shape) -> None:
        self._faces = mapped(shape, TopAbs_ShapeEnum.TopAbs_FACE)
        boxes = np.array([_box(face) for face in self._faces]).reshape(-1, 2, 3)
        self._low, self._high = boxes[:, 0], boxes[:, 1]
        self._on = cache(lambda index: _test(self._faces[index]))

    def touched(self, edge: TopoDS_Shape) -> tuple[int, ...]:
        """Return the indices of the faces that hold three points of ``edge``."""
        curve = BRepAdaptor_Curve(TopoDS.Edge_s(edge))
        first, last = curve.FirstParameter(), curve.LastParameter()
        points = [curve.Value(first + (last - first) * t) for t in _PARAMETERS]
        places = np.array([(p.X(), p.Y(), p.Z()) for p in points])
        near = (self._low <= places.min(axis=0)) & (places.max(axis=0) <= self._high)
        candidates = np.flatnonzero(near.all(axis=1)).tolist()
        return tuple(i for i in candidates if all(map(self._on(i), points)))


def mapped(shape: TopoDS_Shape | None, kind: TopAbs_ShapeEnum) -> list[TopoDS_Shape]:
    """Return the subshapes of a kind, each once, in the order of ``TopExp::MapShapes``."""
    if shape is None or shape.IsNull():
        return []
    found = TopTools_IndexedMapOfShape()
    TopExp.MapShapes_s(shape, kind, found)
    return [found.FindKey(i) for i in range(1, found.Extent() + 1)]


def _box(face: TopoDS_Shape) -> tuple[float, ...]:
    box = Bnd_Box()
    use_triangulation = False
    BRepBndLib.Add_s(face, box, use_triangulation)
    box.Enlarge(_TOUCH_MM)
    return tuple(box.Get())


def _test(face: TopoDS_Shape) -> _On:
    """Return what tells whether a point lies on the face, within the tolerance."""
    surface = BRepAdaptor_Surface(TopoDS.Face_s(face))
    name = _ELEMENTARY.get(surface.GetType())
    if name is None:
        return lambda point: _near(face, point)
    elementary = getattr(surface, name)()
    bounds = BRepTopAdaptor_FClass2d(TopoDS.Face_s(face), _TOUCH_MM)

    def on(point: gp_Pnt) -> bool:
        u, v = ElSLib.Parameters_s(elementary, point)
        if ElSLib.Value_s(u, v, elementary).Distance(point) > _TOUCH_MM:
            return False
        return bounds.Perform(gp_Pnt2d(u, v)) in _INSIDE

    return on


def _near(face: TopoDS_Shape, point: gp_Pnt) -> bool:
    vertex = BRepBuilderAPI_MakeVertex(point).Vertex()
    distance = BRepExtrema_DistShapeShape(vertex, face)
    return bool(distance.IsDone()) and float(distance.Value()) <= _TOUCH_MM
