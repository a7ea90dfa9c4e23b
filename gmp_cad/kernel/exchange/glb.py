"""Binary glTF 2.0 (GLB) of a part or of an assembly.

glTF measures in metres with +Y up; the meshes stay in mm with +Z up and one root node scales and
turns them, so that instances share their mesh and no coordinate is rounded twice.
Source: Khronos, glTF 2.0 specification (ISO/IEC 12113:2022), §3.4 coordinates, §4.4 GLB.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmp_cad import __version__
from gmp_cad.errors import KernelError
from gmp_cad.kernel.surfaces.mesh import Floats, Integers, Mesh
from gmp_cad.language import Message

Colour = tuple[float, float, float]
Matrix = Sequence[Sequence[float]]
Entry = dict[str, object]

_FLOAT, _UNSIGNED_SHORT, _UNSIGNED_INT = 5126, 5123, 5125
_VERTICES, _INDICES = 34962, 34963  # ARRAY_BUFFER, ELEMENT_ARRAY_BUFFER
_TURN = 0.5**0.5  # quaternion of -90° about X: +Z of the part becomes +Y of glTF
_IDENTITY = np.eye(4)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Item:
    """One placed mesh: node name, sRGB colour (0 to 1), row-major 4×4 placement in mm.

    Items that hold the same Mesh object share its data in the file.
    """

    name: str
    mesh: Mesh
    colour: Colour = (0.7, 0.7, 0.72)
    metallic: float = 0.5
    roughness: float = 0.6
    matrix: Matrix | None = None


def write(name: str, items: Sequence[Item]) -> bytes:
    """Return ``items`` as one GLB whose scene and root node are called ``name``.

    Metres, +Y up. Normals are smooth inside a B-rep face and break at its edges. Raises
    KernelError for no items, or for an empty mesh, which glTF cannot express.
    """
    if not items or any(len(item.mesh.triangles) == 0 for item in items):
        raise KernelError(Message("There are no triangles to write in the GLB file"))
    scene = _Scene()
    nodes = [scene.node(item) for item in items]
    root: Entry = {
        "name": name,
        "rotation": [-_TURN, 0.0, 0.0, _TURN],
        "scale": [0.001, 0.001, 0.001],
        "children": list(range(1, len(nodes) + 1)),
    }
    return scene.packed(name, [root, *nodes])


class _Scene:
    """The lists of a glTF document while it is being filled."""

    def __init__(self) -> None:
        self.chunks: list[bytes] = []
        self.views: list[Entry] = []
        self.accessors: list[Entry] = []
        self.materials: list[Entry] = []
        self.meshes: list[Entry] = []
        self.geometry: dict[int, Entry] = {}
        self.known: dict[tuple[int, int], int] = {}

    def node(self, item: Item) -> Entry:
        node: Entry = {"name": item.name, "mesh": self._mesh(item)}
        matrix = _IDENTITY if item.matrix is None else np.array(item.matrix, dtype=np.float64)
        if not np.array_equal(matrix, _IDENTITY):
            node["matrix"] = [_rounded(value) for value in matrix.T.ravel()]
        return node

    def packed(self, name: str, nodes: list[Entry]) -> bytes:
        binary = b"".join(self.chunks)
        document = {
            "asset": {"version": "2.0", "generator": f"gmp_cad {__version__}"},
            "scene": 0,
            "scenes": [{"name": name, "nodes": [0]}],
            "nodes": nodes,
            "meshes": self.meshes,
            "materials": self.materials,
            "accessors": self.accessors,
            "bufferViews": self.views,
            "buffers": [{"byteLength": len(binary)}],
        }
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 4)
        chunks = _chunk(b"JSON", text) + _chunk(b"BIN\0", binary)
        return b"glTF" + _words(2, 12 + len(chunks)) + chunks

    def _mesh(self, item: Item) -> int:
        material = self._material(item)
        key = (id(item.mesh), material)  # the items keep their meshes alive
        if key not in self.known:
            primitive = {**self._geometry(item.mesh), "material": material}
            self.meshes.append({"name": item.name, "primitives": [primitive]})
            self.known[key] = len(self.meshes) - 1
        return self.known[key]

    def _material(self, item: Item) -> int:
        look: Entry = {
            "pbrMetallicRoughness": {
                "baseColorFactor": [*(_linear(value) for value in item.colour), 1.0],
                "metallicFactor": item.metallic,
                "roughnessFactor": item.roughness,
            }
        }
        if look not in self.materials:
            self.materials.append(look)
        return self.materials.index(look)

    def _geometry(self, mesh: Mesh) -> Entry:
        if id(mesh) not in self.geometry:
            points, normals, corners = _shaded(mesh)
            low, high = points.min(axis=0), points.max(axis=0)
            limits = {"min": low.tolist(), "max": high.tolist()}
            position = self._accessor(points, _VERTICES, "VEC3", limits)
            normal = self._accessor(normals, _VERTICES, "VEC3", {})
            indices = self._accessor(_compact(corners, len(points)), _INDICES, "SCALAR", {})
            attributes = {"POSITION": position, "NORMAL": normal}
            self.geometry[id(mesh)] = {"attributes": attributes, "indices": indices}
        return self.geometry[id(mesh)]

    def _accessor(
        self,
        values: NDArray[np.float32] | NDArray[np.uint16] | NDArray[np.uint32],
        target: int,
        kind: str,
        limits: Entry,
    ) -> int:
        data = values.tobytes()
        offset = sum(len(chunk) for chunk in self.chunks)
        view: Entry = {"buffer": 0, "byteOffset": offset, "byteLength": len(data), "target": target}
        accessor: Entry = {
            "bufferView": len(self.views),
            "componentType": _COMPONENTS[values.dtype.str],
            "count": len(values),
            "type": kind,
            **limits,
        }
        self.chunks.append(data + bytes(-len(data) % 4))
        self.views.append(view)
        self.accessors.append(accessor)
        return len(self.accessors) - 1


_COMPONENTS = {"<f4": _FLOAT, "<u2": _UNSIGNED_SHORT, "<u4": _UNSIGNED_INT}


def _shaded(mesh: Mesh) -> tuple[NDArray[np.float32], NDArray[np.float32], Integers]:
    """Return points, unit normals and triangles, with one point a vertex and B-rep face."""
    count = len(mesh.vertices)
    vertices, faces = mesh.triangles.ravel(), np.repeat(mesh.faces, 3)
    owner = np.zeros(count, dtype=np.int64)
    owner[vertices] = faces  # one face keeps the vertex itself, the others get copies
    other = faces != owner[vertices]
    copies, index = np.unique(vertices[other] + faces[other] * count, return_inverse=True)
    renamed = vertices.copy()
    renamed[other] = count + index
    corners = renamed.reshape(-1, 3)
    points = np.concatenate([mesh.vertices, mesh.vertices[copies % count]])
    normals = _normals(points, corners)
    return points.astype("<f4"), normals.astype("<f4"), corners


def _normals(points: Floats, corners: Integers) -> Floats:
    """Return the normal of each point: the mean of its triangles', weighted by their area."""
    a, b, c = (points[corners[:, k]] for k in range(3))
    twice_area = np.cross(b - a, c - a)
    total = np.zeros_like(points)
    for axis in range(3):
        weights = np.repeat(twice_area[:, axis], 3)
        total[:, axis] = np.bincount(corners.ravel(), weights=weights, minlength=len(points))
    length = np.linalg.norm(total, axis=1, keepdims=True)
    up = np.broadcast_to(np.array([0.0, 0.0, 1.0]), total.shape)
    return np.where(length > 0, total / np.where(length > 0, length, 1.0), up)


def _compact(corners: Integers, count: int) -> NDArray[np.uint16] | NDArray[np.uint32]:
    # 65535 itself is reserved (primitive restart)
    flat = corners.ravel()
    return flat.astype("<u2") if count <= 65535 else flat.astype("<u4")


def _linear(value: float) -> float:
    """Return the linear light of an sRGB component (IEC 61966-2-1)."""
    light = value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
    return _rounded(light)


def _rounded(value: float) -> float:
    return float(f"{value:.12g}") + 0.0


def _chunk(kind: bytes, data: bytes) -> bytes:
    return _words(len(data)) + kind + data


def _words(*values: int) -> bytes:
    return b"".join(value.to_bytes(4, "little") for value in values)
