"""The faces of a shape that a curve lies on."""

from __future__ import annotations

from OCP.Bnd import Bnd_Box
from OCP.BRepAdaptor import BRepAdaptor_Curve
from OCP.BRepBndLib import BRepBndLib
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeVertex
from OCP.BRepExtrema import BRepExtrema_DistShapeShape
from OCP.gp import gp_Pnt
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopExp import TopExp
from OCP.TopoDS import TopoDS, TopoDS_Shape
from OCP.TopTools import TopTools_IndexedMapOfShape

_TOUCH_MM = 2e-4  # silhouettes are approximated by OCCT to about 1e-4
_PARAMETERS = (0.21, 0.5, 0.83)  # unequal, so that a curve which only crosses a face is refused


class Faces:
    """The faces of a shape, to find those that a curve lies on."""

    def __init__(self, shape: TopoDS_Shape) -> None:
        self._faces = mapped(shape, TopAbs_ShapeEnum.TopAbs_FACE)
        self._boxes = [_box(face) for face in self._faces]

    def touched(self, edge: TopoDS_Shape) -> tuple[int, ...]:
        """Return the indices of the faces that hold three points of ``edge``."""
        curve = BRepAdaptor_Curve(TopoDS.Edge_s(edge))
        first, last = curve.FirstParameter(), curve.LastParameter()
        points = [curve.Value(first + (last - first) * t) for t in _PARAMETERS]
        near = (
            index
            for index, box in enumerate(self._boxes)
            if not any(box.IsOut(point) for point in points)
        )
        return tuple(i for i in near if all(_on(self._faces[i], p) for p in points))


def mapped(shape: TopoDS_Shape | None, kind: TopAbs_ShapeEnum) -> list[TopoDS_Shape]:
    """Return the subshapes of a kind, each once, in the order of ``TopExp::MapShapes``."""
    if shape is None or shape.IsNull():
        return []
    found = TopTools_IndexedMapOfShape()
    TopExp.MapShapes_s(shape, kind, found)
    return [found.FindKey(i) for i in range(1, found.Extent() + 1)]


def _box(face: TopoDS_Shape) -> Bnd_Box:
    box = Bnd_Box()
    use_triangulation = False
    BRepBndLib.Add_s(face, box, use_triangulation)
    box.Enlarge(_TOUCH_MM)
    return box


def _on(face: TopoDS_Shape, point: gp_Pnt) -> bool:
    vertex = BRepBuilderAPI_MakeVertex(point).Vertex()
    distance = BRepExtrema_DistShapeShape(vertex, face)
    return bool(distance.IsDone()) and float(distance.Value()) <= _TOUCH_MM
