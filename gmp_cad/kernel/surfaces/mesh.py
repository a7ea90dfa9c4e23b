"""Triangles of a shape, welded along the edges of its B-rep.

OCCT meshes each face for itself on a common polygon for each edge. Nodes are joined by that
topology, not by comparing coordinates, so the mesh of a closed solid is closed whatever its size.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass

import cadquery as cq
import numpy as np
from numpy.typing import NDArray
from OCP.BinTools import BinTools_ShapeSet
from OCP.BRep import BRep_Builder, BRep_Tool
from OCP.BRepLib import BRepLib_ToolTriangulatedShape
from OCP.BRepMesh import BRepMesh_IncrementalMesh
from OCP.Poly import Poly_Triangulation
from OCP.TopAbs import TopAbs_EDGE, TopAbs_FACE, TopAbs_FORWARD, TopAbs_REVERSED, TopAbs_VERTEX
from OCP.TopExp import TopExp, TopExp_Explorer
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS, TopoDS_Edge, TopoDS_Face, TopoDS_Shape
from OCP.TopTools import TopTools_IndexedMapOfShape

from gmp_cad.errors import KernelError
from gmp_cad.evidence.surface_mesh import SurfaceMesh
from gmp_cad.kernel.brep import unmeshed_copy
from gmp_cad.language import Message

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_SMOOTH_DEG = 3.0  # between the surfaces' normals along an edge; below it, no corner is seen


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mesh:
    """Triangles with shared vertices, counter-clockwise seen from outside.

    ``vertices``: (n, 3) in mm, in the frame of the shape; ``triangles``: (m, 3) vertex indices;
    ``faces``: (m,) index of the B-rep face of each triangle (0-based, order of
    ``TopExp::MapShapes``).
    """

    vertices: Floats
    triangles: Integers
    faces: Integers


def tessellate(shape: cq.Shape, chord_mm: float = 0.05, angle_deg: float = 10.0) -> Mesh:
    """Return the mesh of ``shape``, within ``chord_mm`` and ``angle_deg`` of its surfaces.

    Works on a copy: ``shape`` neither gets a triangulation nor is influenced by one that it has.
    Deterministic. Raises KernelError when a face cannot be meshed.
    """
    copy = unmeshed_copy(shape).wrapped
    faces = _meshed(copy, chord_mm, angle_deg)
    nodes = _stacked(faces)
    labels = _labels(copy, faces, len(nodes.points))
    return _welded(nodes.points, labels[nodes.triangles], nodes.owners, labels)


def surface_mesh(shape: cq.Shape, chord_mm: float = 0.05, angle_deg: float = 10.0) -> SurfaceMesh:
    """Return faces and edges of ``shape`` with the normals of its surfaces, to shade and outline.

    The tolerances and the triangles are those of :func:`tessellate`; a normal is the surface's
    own, not one of the triangles. Works on a copy; deterministic. Raises KernelError when a face
    cannot be meshed.
    """
    copy = unmeshed_copy(shape).wrapped
    faces = _meshed(copy, chord_mm, angle_deg)
    for face in faces:
        BRepLib_ToolTriangulatedShape.ComputeNormals_s(face.shape, face.triangulation)
    nodes = _stacked(faces)
    labels = _labels(copy, faces, len(nodes.points))
    first = _first_of(labels)
    points = nodes.points[first[labels]] + 0.0  # no -0.0
    kept = (labels[nodes.triangles] != labels[nodes.triangles][:, [1, 2, 0]]).all(axis=1)
    normals = _outward(nodes)
    edges = _edges(copy, faces, normals)
    lengths = [len(run) for _, run, _, _ in edges]
    runs = [run for _, run, _, _ in edges] or [[]]
    return SurfaceMesh(
        points=points, normals=normals, triangles=nodes.triangles[kept], faces=nodes.owners[kept],
        edge_points=points[np.concatenate(runs).astype(np.int64)],
        edge_starts=np.cumsum([0, *lengths]),
        edge_numbers=np.array([number for number, _, _, _ in edges], dtype=np.int64),
        edge_faces=np.array([pair for _, _, pair, _ in edges], dtype=np.int64).reshape(-1, 2),
        edge_smooth=np.array([smooth for _, _, _, smooth in edges], dtype=np.bool_),
    )  # fmt: skip


def volume_mm3(mesh: Mesh) -> float:
    """Return the volume enclosed by ``mesh`` (divergence theorem)."""
    a, b, c = (mesh.vertices[mesh.triangles[:, k]] for k in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Face:
    """One meshed face: its triangulation and where its nodes start in the whole mesh."""

    shape: TopoDS_Face
    triangulation: Poly_Triangulation
    location: TopLoc_Location
    first: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Nodes:
    """All nodes of all faces, the triangles between them, and the face of each triangle."""

    points: Floats
    normals: Floats  # as the surfaces have them; empty where they were not computed
    triangles: Integers
    owners: Integers


def _meshed(copy: TopoDS_Shape, chord_mm: float, angle_deg: float) -> list[_Face]:
    relative, parallel = False, True  # the result does not depend on the order of the threads
    BRepMesh_IncrementalMesh(copy, chord_mm, relative, math.radians(angle_deg), parallel)
    faces = _faces(copy)
    if not faces:
        raise KernelError(Message("There is no face to mesh"))
    return faces


def _faces(shape: TopoDS_Shape) -> list[_Face]:
    found: list[_Face] = []
    first = 0
    for index, subshape in enumerate(_subshapes(shape, TopAbs_FACE)):
        face, location = TopoDS.Face(subshape), TopLoc_Location()
        triangulation = BRep_Tool.Triangulation_s(face, location)
        if triangulation is None:
            raise KernelError(Message("Face {index} of the shape cannot be meshed", index=index))
        found.append(
            _Face(
                shape=face,
                triangulation=triangulation,
                location=location,
                first=first,
            )
        )
        first += triangulation.NbNodes()
    return found


def _subshapes(shape: TopoDS_Shape, kind: int) -> Iterator[TopoDS_Shape]:
    found = _indexed(shape, kind)
    return (found.FindKey(i) for i in range(1, found.Extent() + 1))


def _indexed(shape: TopoDS_Shape, kind: int) -> TopTools_IndexedMapOfShape:
    found = TopTools_IndexedMapOfShape()
    TopExp.MapShapes_s(shape, kind, found)
    return found


def _stacked(faces: list[_Face]) -> _Nodes:
    points, normals, triangles, owners = [], [], [], []
    for index, (face, arrays) in enumerate(zip(faces, _arrays(faces), strict=True)):
        nodes, corners, directions = arrays
        outward = corners[:, ::-1] if face.shape.Orientation() == TopAbs_REVERSED else corners
        points.append(_placed(nodes, face.location))
        normals.append(_placed(directions, face.location, free=True))
        triangles.append(outward + (face.first - 1))
        owners.append(np.full(len(corners), index, dtype=np.int64))
    return _Nodes(
        points=np.concatenate(points), normals=np.concatenate(normals),
        triangles=np.concatenate(triangles), owners=np.concatenate(owners),
    )  # fmt: skip


def _arrays(faces: list[_Face]) -> Iterator[tuple[Floats, Integers, Floats]]:
    """Yield nodes, 1-based triangles and normals of each face, by OCCT's binary format at once.

    One call a node costs as much as the meshing itself. Faces that are one face at several places
    share their triangulation, which the format holds once.
    """
    known = TopTools_IndexedMapOfShape()
    shapes = BinTools_ShapeSet()
    shapes.SetWithTriangles(True)
    shapes.SetWithNormals(True)
    indices = []
    for face in faces:
        indices.append(known.Add(face.shape.Located(TopLoc_Location())))
        if indices[-1] == known.Extent():
            bare = TopoDS_Face()
            BRep_Builder().MakeFace(bare, face.triangulation)
            shapes.AddShape(bare)
    stream = io.BytesIO()
    shapes.WriteTriangulation(stream)
    arrays = list(_parsed(stream.getvalue(), known.Extent()))
    return (arrays[index - 1] for index in indices)


def _parsed(data: bytes, count: int) -> Iterator[tuple[Floats, Integers, Floats]]:
    """Yield nodes, triangles and normals (none or one a node) of each triangulation in ``data``.

    The layout (BinTools_ShapeSet::WriteTriangulation): a title line, then for each triangulation
    two counts, two flags, the deflection, the nodes, the parameters of each node when the first
    flag says so, the triangles, and the normals (single precision) when the second flag says so.
    """
    start = data.index(b"\n") + 1
    for _ in range(count):
        node_count, triangle_count = np.frombuffer(data, "<i4", 2, start).tolist()
        doubles = 5 if data[start + 8] else 3
        normal_count = node_count if data[start + 9] else 0
        start += 8 + 2 + 8
        nodes = np.frombuffer(data, "<f8", 3 * node_count, start).reshape(-1, 3)
        start += node_count * 8 * doubles
        triangles = np.frombuffer(data, "<i4", 3 * triangle_count, start).reshape(-1, 3)
        start += triangle_count * 4 * 3
        normals = np.frombuffer(data, "<f4", 3 * normal_count, start).reshape(-1, 3)
        start += normal_count * 4 * 3
        yield nodes.astype(np.float64), triangles.astype(np.int64), normals.astype(np.float64)


def _placed(nodes: Floats, location: TopLoc_Location, *, free: bool = False) -> Floats:
    """Return points at their place, or turn directions (``free``)."""
    if location.IsIdentity():
        return nodes
    move = location.Transformation()
    matrix = np.array([[move.Value(i, j) for j in range(1, 5)] for i in range(1, 4)])
    return np.asarray(nodes @ matrix[:, :3].T + (0.0 if free else matrix[:, 3]))


def _outward(nodes: _Nodes) -> Floats:
    """Return the unit normals of the nodes, turned to the outer side of their triangles."""
    a, b, c = (nodes.points[nodes.triangles[:, k]] for k in range(3))
    flat = np.cross(b - a, c - a)
    total = np.zeros_like(nodes.points)
    for axis in range(3):
        weights = np.repeat(flat[:, axis], 3)
        count = len(nodes.points)
        total[:, axis] = np.bincount(nodes.triangles.ravel(), weights=weights, minlength=count)
    inward = (total * nodes.normals).sum(axis=1, keepdims=True) < 0
    return np.where(inward, -nodes.normals, nodes.normals) + 0.0


def _edges(
    shape: TopoDS_Shape, faces: list[_Face], normals: Floats
) -> list[tuple[int, list[int], tuple[int, int], bool]]:
    """Return number and nodes of each edge, the faces that meet there, and whether smoothly."""
    known = _indexed(shape, TopAbs_EDGE)
    sides: dict[int, list[tuple[int, list[int]]]] = {}
    for index, face in enumerate(faces):
        for edge in _oriented_edges(face.shape):
            if not BRep_Tool.Degenerated_s(edge) and (run := _edge_nodes(edge, face)):
                sides.setdefault(known.FindIndex(edge), []).append((index, run))
    found = []
    for number, meeting in sorted(sides.items()):
        (own, run), (other, beside) = meeting[0], meeting[-1]
        if len(meeting) == 1 or own != other:  # a seam is no edge to see
            turn = (normals[run] * normals[beside]).sum(axis=1).min()
            smooth = len(meeting) > 1 and bool(turn > math.cos(math.radians(_SMOOTH_DEG)))
            found.append((number - 1, run, (own, other), smooth))
    return found


def _labels(shape: TopoDS_Shape, faces: list[_Face], count: int) -> Integers:
    """Return a label a node: equal for nodes on the same vertex, or place of the same edge."""
    vertices, edges = _indexed(shape, TopAbs_VERTEX), _indexed(shape, TopAbs_EDGE)
    known: dict[int, list[int]] = {}
    free = count + vertices.Extent() + 1
    nodes: list[int] = []
    values: list[int] = []
    for face in faces:
        for edge in _oriented_edges(face.shape):
            found = _edge_nodes(edge, face)
            index = edges.FindIndex(edge)
            if index not in known:
                ends = _end_labels(edge, vertices, count)
                known[index] = _edge_labels(edge, ends, range(free, free + len(found)))
                free += len(found)
            nodes += found
            values += known[index]
    labels = np.arange(count, dtype=np.int64)
    labels[nodes] = values
    return labels


def _end_labels(
    edge: TopoDS_Edge, vertices: TopTools_IndexedMapOfShape, count: int
) -> tuple[int, int]:
    forward = TopoDS.Edge(edge.Oriented(TopAbs_FORWARD))
    first, last = TopExp.FirstVertex_s(forward), TopExp.LastVertex_s(forward)
    return count + vertices.FindIndex(first), count + vertices.FindIndex(last)


def _edge_labels(edge: TopoDS_Edge, ends: tuple[int, int], inner: range) -> list[int]:
    if BRep_Tool.Degenerated_s(edge):  # the apex of a cone, the pole of a sphere
        return [ends[0]] * len(inner)
    return [ends[0], *inner[1:-1], ends[1]] if inner else []


def _oriented_edges(face: TopoDS_Face) -> Iterator[TopoDS_Edge]:
    """Run through the edges of a face; a seam comes twice, once in each direction."""
    explorer = TopExp_Explorer(face, TopAbs_EDGE)
    while explorer.More():
        yield TopoDS.Edge(explorer.Current())
        explorer.Next()


def _edge_nodes(edge: TopoDS_Edge, face: _Face) -> list[int]:
    polygon = BRep_Tool.PolygonOnTriangulation_s(edge, face.triangulation, face.location)
    if polygon is None:
        return []
    before = face.first - 1
    return [before + polygon.Node(i) for i in range(1, polygon.NbNodes() + 1)]


def _welded(nodes: Floats, corners: Integers, owners: Integers, labels: Integers) -> Mesh:
    """Return the mesh with one vertex a label; triangles that fell together are left out."""
    whole = (corners != corners[:, [1, 2, 0]]).all(axis=1)
    kept = corners[whole]
    used = np.zeros(labels.max() + 1, dtype=bool)
    used[kept] = True
    first = _first_of(labels)
    numbers = np.cumsum(used) - 1
    return Mesh(
        vertices=nodes[first[used]] + 0.0,  # no -0.0
        triangles=numbers[kept],
        faces=owners[whole],
    )


def _first_of(labels: Integers) -> Integers:
    """Return the first node with each label."""
    first = np.zeros(labels.max() + 1, dtype=np.int64)
    first[labels[::-1]] = np.arange(len(labels))[::-1]  # the last assignment to a label stays
    return first
