"""Which face of a solid an instance of the file's text is.

OCCT's reader does not tell from which instance a face came. A face of the text and one of the
solid are the same when their vertices fill the same box and their surfaces are of one kind;
several such faces (the halves of a bore) come in the same order on both sides, that of the shell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from OCP.BRep import BRep_Tool
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopExp import TopExp
from OCP.TopoDS import TopoDS, TopoDS_Face
from OCP.TopTools import TopTools_IndexedMapOfShape

from gmp_cad.evidence import FaceGeometry, Vector
from gmp_cad.kernel.exchange.step_reading.aspects import FACES, geometry_word
from gmp_cad.kernel.exchange.step_reading.exchange import Exchange, Value
from gmp_cad.kernel.exchange.step_reading.units import length_factor

Box = tuple[float, float, float, float, float, float]

_SAME_MM = 1e-3  # a reader moves vertices within the uncertainty of the file, 0.01 mm at most
_LOOSE_MM = 2e-2
_NOWHERE: Box = (0.0,) * 6


def faces_by_instance(
    file: Exchange, faces: Sequence[FaceGeometry], shapes: Sequence[TopoDS_Face]
) -> Mapping[int, FaceGeometry]:
    """Return the face that each instance of the text became; those that match none are left out.

    ``shapes`` are the kernel's faces in the order of ``faces``.
    """
    if not faces:
        return {}
    boxes = np.array([_shape_box(shape) for shape in shapes])
    free = np.ones(len(faces), dtype=bool)
    kinds = np.array([face.surface for face in faces])
    found: dict[int, FaceGeometry] = {}
    for tolerance in (_SAME_MM, _LOOSE_MM):
        for number in _in_shell_order(file):
            box = _instance_box(file, number)
            if number in found or box is None:
                continue
            near = np.abs(boxes - np.array(box)).max(axis=1) < tolerance
            word = geometry_word(file, number)
            alike = near & free & ((kinds == word) if word != "freeform" else True)
            if alike.any():
                index = int(np.argmax(alike))
                free[index] = False
                found[number] = faces[index]
    return found


def _in_shell_order(file: Exchange) -> Iterator[int]:
    seen: set[int] = set()
    for shell in file.all("CLOSED_SHELL", "OPEN_SHELL", "CONNECTED_FACE_SET"):
        for face in file.refs(shell, "CONNECTED_FACE_SET", 1):
            if face not in seen and set(file.keywords(face)) & {*FACES}:
                seen.add(face)
                yield face


def _instance_box(file: Exchange, face: int) -> Box | None:
    """Return the box (mm) of the vertices of a face of the text."""
    scale = length_factor(file)
    points = [p for edge in _edges(file, face) for i in (1, 2) if (p := _vertex(file, edge, i))]
    if not points:
        return _NOWHERE
    return _box([(x * scale, y * scale, z * scale) for x, y, z in points])


def _edges(file: Exchange, face: int) -> Iterator[Value]:
    for bound in file.refs(face, "ADVANCED_FACE", 1):
        for loop in file.refs(bound, "FACE_BOUND", 1):
            for oriented in file.refs(loop, "EDGE_LOOP", 1):
                yield from file.refs(oriented, "ORIENTED_EDGE", 3)


def _vertex(file: Exchange, edge: Value, index: int) -> Vector | None:
    for vertex in file.refs(edge, "EDGE_CURVE", index):
        for point in file.refs(vertex, "VERTEX_POINT", 1):
            values = file.value(point, "CARTESIAN_POINT", 1)
            if isinstance(values, tuple) and len(values) == 3:
                x, y, z = (v if isinstance(v, float) else 0.0 for v in values)
                return (x, y, z)
    return None


def _shape_box(face: TopoDS_Face) -> Box:
    found = TopTools_IndexedMapOfShape()
    TopExp.MapShapes_s(face, TopAbs_ShapeEnum.TopAbs_VERTEX, found)
    places = [
        BRep_Tool.Pnt_s(TopoDS.Vertex_s(found.FindKey(i))) for i in range(1, found.Extent() + 1)
    ]
    return _box([(p.X(), p.Y(), p.Z()) for p in places]) if places else _NOWHERE


def _box(points: Sequence[Vector]) -> Box:
    lows, highs = ([pick(c) for c in zip(*points, strict=True)] for pick in (min, max))
    return (lows[0], lows[1], lows[2], highs[0], highs[1], highs[2])
