"""A part as it is searched: its faces, all features that they form, and which faces meet."""

from __future__ import annotations

from dataclasses import dataclass

import cadquery as cq
from OCP.TopoDS import TopoDS_Edge
from OCP.TopTools import TopTools_IndexedMapOfShape

from gmp_cad.evidence import FaceGeometry, Feature, Vector
from gmp_cad.kernel.surfaces import edges
from gmp_cad.kernel.surfaces.faces import occ_faces
from gmp_cad.kernel.surfaces.instances import unite


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
    """Return ``shape``, whose :func:`~gmp_cad.kernel.surfaces.faces.face_geometries` are ``faces``."""
    return Body(faces=faces, features=unite(faces, "size"), joints=_joints(shape))


def _joints(shape: cq.Shape) -> tuple[tuple[Joint, ...], ...]:
    faces = occ_faces(shape)
    numbered = TopTools_IndexedMapOfShape()
    meeting: dict[int, tuple[TopoDS_Edge, set[int]]] = {}
    for index, face in enumerate(faces):
        for edge in edges.face_edges(face):
            meeting.setdefault(numbered.Add(edge), (edge, set()))[1].add(index)
    joints: list[list[Joint]] = [[] for _ in faces]
    for edge, owners in meeting.values():
        if len(owners) == 2:
            one, other = sorted(owners)
            ends = edges.ends(edge)
            joints[one].append(Joint(face=other, ends=ends))
            joints[other].append(Joint(face=one, ends=ends))
    return tuple(tuple(found) for found in joints)
