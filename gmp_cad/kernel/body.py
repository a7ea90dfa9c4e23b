"""A part as it is searched: its faces, all features that they form, and which faces meet."""

from __future__ import annotations

from dataclasses import dataclass

import cadquery as cq
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopExp import TopExp
from OCP.TopoDS import TopoDS
from OCP.TopTools import TopTools_IndexedDataMapOfShapeListOfShape, TopTools_IndexedMapOfShape

from gmp_cad.evidence import FaceGeometry, Feature, Vector
from gmp_cad.kernel import edges
from gmp_cad.kernel.faces import occ_faces
from gmp_cad.kernel.instances import unite


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """An edge where a face meets another: that face's index, and the ends of the edge."""

    face: int
    ends: tuple[Vector, Vector]


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The faces of a part, the features that they form by size, and the joints of each face."""

    faces: tuple[FaceGeometry, ...]
    features: tuple[Feature, ...]
    joints: tuple[tuple[Joint, ...], ...]


def body(shape: cq.Shape, faces: tuple[FaceGeometry, ...]) -> Body:
    """Return ``shape``, whose :func:`~gmp_cad.kernel.faces.face_geometries` are ``faces``."""
    return Body(faces=faces, features=unite(faces, "size"), joints=_joints(shape))


def _joints(shape: cq.Shape) -> tuple[tuple[Joint, ...], ...]:
    kernel_faces = occ_faces(shape)
    numbered = TopTools_IndexedMapOfShape()
    for face in kernel_faces:
        numbered.Add(face)
    joints: list[list[Joint]] = [[] for _ in kernel_faces]
    owners = TopTools_IndexedDataMapOfShapeListOfShape()
    kinds = (TopAbs_ShapeEnum.TopAbs_EDGE, TopAbs_ShapeEnum.TopAbs_FACE)
    TopExp.MapShapesAndAncestors_s(shape.wrapped, *kinds, owners)
    for i in range(1, owners.Extent() + 1):
        meeting = sorted({numbered.FindIndex(face) - 1 for face in owners.FindFromIndex(i)})
        if len(meeting) == 2:
            ends = edges.ends(TopoDS.Edge_s(owners.FindKey(i)))
            joints[meeting[0]].append(Joint(face=meeting[1], ends=ends))
            joints[meeting[1]].append(Joint(face=meeting[0], ends=ends))
    return tuple(tuple(found) for found in joints)
