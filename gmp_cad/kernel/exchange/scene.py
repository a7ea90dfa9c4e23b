"""A solid as the page's viewer shows it: triangles face by face, edges with their exact sizes.

Whole numbers, each array as differences, byte plane by byte plane, so that compression finds what
repeats: a triangle costs four to eight bytes. Coordinates are µm, normals 1/511.
"""

from __future__ import annotations

import base64
import gzip
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import cadquery as cq
import numpy as np
from numpy.typing import NDArray
from OCP.BRep import BRep_Tool
from OCP.BRepAdaptor import BRepAdaptor_Curve
from OCP.GCPnts import GCPnts_AbscissaPoint
from OCP.GeomAbs import GeomAbs_CurveType
from OCP.gp import gp_XYZ
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopExp import TopExp
from OCP.TopoDS import TopoDS, TopoDS_Edge
from OCP.TopTools import TopTools_IndexedMapOfShape

from gmp_cad.kernel.surfaces.mesh import Floats, Integers, surface_mesh

CHORD_MM = 0.05
ANGLE_DEG = 12.0
_NORMAL_STEPS = 511
_UM = 1000.0
_DIGITS = 6
_FULL_TURN = 1e-9

Words = NDArray[np.int32]
Entry = dict[str, Any]


def scene_solid(shape: cq.Shape) -> tuple[Entry, dict[str, Words]]:
    """Return what is exact of a solid, and its mesh as arrays of whole numbers.

    Arrays: ``vertices`` (µm) and ``normals`` (1/511), three a vertex; ``triangles``, three
    vertices each, counter-clockwise from outside, those of face 0 first; ``per_face``, triangles
    of each face (its index is that of the B-rep); ``lines`` (µm), the points along the edges at
    which faces meet with a corner, one edge after the other; ``per_line``, how many points each
    has; ``corners`` (µm), the vertices of the B-rep. ``edges`` describes the same edges (mm):
    ``kind`` and ``length``; of a circle also ``radius``, ``centre``, ``axis``, and whether it is
    ``whole``. ``box``: (xmin, ymin, zmin, xmax, ymax, zmax), mm. Raises KernelError when a face
    cannot be meshed.
    """
    mesh = surface_mesh(shape, CHORD_MM, ANGLE_DEG)
    edges = _subshapes(shape, TopAbs_ShapeEnum.TopAbs_EDGE)
    faces = len(_subshapes(shape, TopAbs_ShapeEnum.TopAbs_FACE))
    order = np.argsort(mesh.faces, kind="stable")
    sharp = np.flatnonzero(~mesh.edge_smooth)
    lengths = np.diff(mesh.edge_starts)
    on_sharp = np.repeat(~mesh.edge_smooth, lengths)
    arrays = {
        "vertices": _words(mesh.points * _UM),
        "normals": _words(mesh.normals * _NORMAL_STEPS),
        "triangles": _words(mesh.triangles[order]),
        "per_face": _words(np.bincount(mesh.faces, minlength=faces)),
        "lines": _words(mesh.edge_points[on_sharp] * _UM),
        "per_line": _words(lengths[sharp]),
        "corners": _words([c * _UM for point in _corners(shape) for c in point]),
    }
    low, high = mesh.points.min(axis=0), mesh.points.max(axis=0)
    box = [round(float(v), 3) + 0.0 for v in (*low, *high)]
    described = [_described(TopoDS.Edge_s(edges[mesh.edge_numbers[i]])) for i in sharp]
    return {"box": box, "edges": described}, arrays


def packed(solids: Sequence[tuple[Entry, Mapping[str, Words]]]) -> str:
    """Return solids as one text of base64: gzip of a header (JSON), then the arrays.

    The header's length comes first (32 bits, little-endian). ``arrays`` gives length and step of
    each array: value ``i`` is a difference to value ``i - step``, written with its sign in bit 0,
    all lowest bytes first, then the next ones. The same solids give the same text.
    """
    headers, chunks = [], []
    for exact, arrays in solids:
        listed = []
        for name in sorted(arrays):
            step = _STEPS.get(name, 1)
            listed.append([name, len(arrays[name]), step])
            chunks.append(_planes(arrays[name], step))
        headers.append({**exact, "arrays": listed})
    text = json.dumps({"solids": headers}, sort_keys=True, separators=(",", ":")).encode()
    content = len(text).to_bytes(4, "little") + text + b"".join(chunks)
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()


_STEPS = {"vertices": 3, "normals": 3, "triangles": 3, "lines": 3, "corners": 3}


def _planes(values: Words, step: int) -> bytes:
    """Return the differences of an array, byte plane by byte plane."""
    wide = values.astype(np.int64)
    change = wide.copy()
    change[step:] -= wide[:-step]
    signed = (change << 1) ^ (change >> 63)
    return signed.astype("<u4").view(np.uint8).reshape(-1, 4).T.tobytes()


def _words(values: Floats | Integers | Sequence[float]) -> Words:
    return np.rint(np.asarray(values, dtype=np.float64)).ravel().astype(np.int32)


def _subshapes(shape: cq.Shape, kind: TopAbs_ShapeEnum) -> list[Any]:
    found = TopTools_IndexedMapOfShape()
    TopExp.MapShapes_s(shape.wrapped, kind, found)
    return [found.FindKey(i) for i in range(1, found.Extent() + 1)]


def _corners(shape: cq.Shape) -> list[tuple[float, float, float]]:
    vertices = _subshapes(shape, TopAbs_ShapeEnum.TopAbs_VERTEX)
    points = [BRep_Tool.Pnt_s(TopoDS.Vertex_s(vertex)) for vertex in vertices]
    return [(point.X(), point.Y(), point.Z()) for point in points]


def _described(edge: TopoDS_Edge) -> Entry:
    curve = BRepAdaptor_Curve(edge)
    kind = _KINDS.get(curve.GetType(), "curve")
    found: Entry = {
        "kind": kind, "length": round(GCPnts_AbscissaPoint.Length_s(curve), _DIGITS),
    }  # fmt: skip
    if kind == "circle":
        circle = curve.Circle()
        turn = curve.LastParameter() - curve.FirstParameter()
        found |= {
            "radius": round(circle.Radius(), _DIGITS),
            "centre": _rounded(circle.Location().XYZ()),
            "axis": _rounded(circle.Axis().Direction().XYZ()),
            "whole": abs(turn - 2 * math.pi) < _FULL_TURN,
        }
    return found


_KINDS = {
    GeomAbs_CurveType.GeomAbs_Line: "line",
    GeomAbs_CurveType.GeomAbs_Circle: "circle",
    GeomAbs_CurveType.GeomAbs_Ellipse: "ellipse",
}


def _rounded(value: gp_XYZ) -> list[float]:
    return [round(c, _DIGITS) + 0.0 for c in (value.X(), value.Y(), value.Z())]
