from __future__ import annotations

import io
import json
import math
import struct
from typing import Any

import cadquery as cq
import numpy as np
import pytest
import trimesh

from gmp_cad.errors import KernelError
from gmp_cad.kernel.exchange import glb
from gmp_cad.kernel.surfaces import mesh

BLOCK = mesh.tessellate(cq.Workplane().box(40, 20, 10).faces(">Z").workplane().hole(5).val())
PIN = mesh.tessellate(cq.Solid.makeCylinder(3, 30))
C, S = math.cos(0.3), math.sin(0.3)
TURNED = [[C, -S, 0, 0], [S, C, 0, 3], [0, 0, 1, 50], [0, 0, 0, 1]]
RED, GREY = (1.0, 0.0, 0.0), (0.5, 0.5, 0.5)
ASSEMBLY = [
    glb.Item(name="semelle", mesh=BLOCK, colour=GREY),
    glb.Item(name="vis", mesh=PIN, colour=RED, matrix=TURNED),
    glb.Item(name="vis.2", mesh=PIN, colour=RED, matrix=np.eye(4).tolist()),
]


def parsed(data: bytes) -> tuple[dict[str, Any], bytes]:
    magic, version, length = struct.unpack_from("<4sII", data)
    assert (magic, version, length) == (b"glTF", 2, len(data))
    size, kind = struct.unpack_from("<I4s", data, 12)
    assert kind == b"JSON"
    assert size % 4 == 0
    rest = 20 + size
    binary_size, binary_kind = struct.unpack_from("<I4s", data, rest)
    assert binary_kind == b"BIN\0"
    assert rest + 8 + binary_size == len(data)
    return json.loads(data[20:rest]), data[rest + 8 :]


def array(document: dict[str, Any], binary: bytes, accessor: int) -> np.ndarray:
    entry = document["accessors"][accessor]
    view = document["bufferViews"][entry["bufferView"]]
    kind = {5126: "<f4", 5123: "<u2", 5125: "<u4"}[entry["componentType"]]
    width = {"VEC3": 3, "SCALAR": 1}[entry["type"]]
    values = np.frombuffer(binary, kind, entry["count"] * width, view["byteOffset"])
    assert view["byteOffset"] % 4 == 0
    assert values.nbytes == view["byteLength"]
    return values.reshape(-1, width)


def test_another_reader_finds_metres_and_y_up() -> None:
    scene = trimesh.load(io.BytesIO(glb.write("Étau", ASSEMBLY)), file_type="glb")
    low, high = scene.bounds
    # the pin that stands on the block reaches z = 80 mm of the product: y = 0.080 m of glTF
    assert high[1] == pytest.approx(0.080, abs=1e-7)
    assert low[1] == pytest.approx(-0.005, abs=1e-7)
    assert (high[0], low[0]) == pytest.approx((0.020, -0.020), abs=1e-7)
    assert set(scene.graph.nodes_geometry) == {"semelle", "vis", "vis.2"}


def test_names_colours_and_sharing() -> None:
    document, _ = parsed(glb.write("Étau", ASSEMBLY))
    root, *nodes = document["nodes"]
    assert root["name"] == document["scenes"][0]["name"] == "Étau"
    assert root["children"] == [1, 2, 3]
    assert [node["name"] for node in nodes] == ["semelle", "vis", "vis.2"]
    assert nodes[1]["mesh"] == nodes[2]["mesh"] != nodes[0]["mesh"]
    assert "matrix" not in nodes[2]
    assert pytest.approx(np.array(TURNED)) == np.array(nodes[1]["matrix"]).reshape(4, 4).T
    assert len(document["meshes"]) == len(document["materials"]) == 2
    factors = [m["pbrMetallicRoughness"]["baseColorFactor"] for m in document["materials"]]
    # IEC 61966-2-1: sRGB 0.5 is 0.21404114 of linear light
    assert factors == [pytest.approx([0.21404114] * 3 + [1]), [1, 0, 0, 1]]
    assert document["asset"]["version"] == "2.0"


def test_one_mesh_in_two_colours_shares_its_data() -> None:
    items = [glb.Item(name=n, mesh=PIN, colour=c) for n, c in (("a", RED), ("b", GREY))]
    document, _ = parsed(glb.write("x", items))
    first, second = (m["primitives"][0] for m in document["meshes"])
    assert first["attributes"] == second["attributes"]
    assert first["material"] != second["material"]
    assert len(document["accessors"]) == 3


def test_geometry_and_limits_are_those_of_the_mesh() -> None:
    document, binary = parsed(glb.write("x", [glb.Item(name="x", mesh=BLOCK)]))
    primitive = document["meshes"][0]["primitives"][0]
    points = array(document, binary, primitive["attributes"]["POSITION"])
    corners = array(document, binary, primitive["indices"]).ravel()
    expected = BLOCK.vertices[BLOCK.triangles].reshape(-1, 3)
    assert np.array_equal(points[corners], expected.astype("<f4"))
    entry = document["accessors"][primitive["attributes"]["POSITION"]]
    assert entry["min"] == points.min(axis=0).tolist()
    assert entry["max"] == points.max(axis=0).tolist()
    assert "min" not in document["accessors"][primitive["attributes"]["NORMAL"]]


def test_normals_are_smooth_on_a_face_and_break_at_edges() -> None:
    document, binary = parsed(glb.write("x", [glb.Item(name="x", mesh=PIN)]))
    attributes = document["meshes"][0]["primitives"][0]["attributes"]
    points = array(document, binary, attributes["POSITION"]).astype(float)
    normals = array(document, binary, attributes["NORMAL"]).astype(float)
    assert np.allclose(np.linalg.norm(normals, axis=1), 1, atol=1e-6)
    flat = np.abs(normals[:, 2]) > 0.999
    side = points[~flat][:, :2] / 3
    assert np.einsum("ij,ij->i", side, normals[~flat][:, :2]).min() > math.cos(math.radians(5))


def test_a_large_mesh_has_wide_indices() -> None:
    strip = np.arange(70_000)
    big = mesh.Mesh(
        vertices=np.column_stack([strip, strip % 2, 0 * strip]).astype(np.float64),
        triangles=np.column_stack([strip[:-2], strip[1:-1], strip[2:]]),
        faces=np.zeros(len(strip) - 2, dtype=np.int64),
    )
    document, binary = parsed(glb.write("x", [glb.Item(name="x", mesh=big)]))
    primitive = document["meshes"][0]["primitives"][0]
    corners = array(document, binary, primitive["indices"])
    count = document["accessors"][primitive["attributes"]["POSITION"]]["count"]
    assert count > 65535
    assert corners.dtype == np.dtype("<u4")
    assert corners.max() == count - 1


def test_same_input_same_bytes() -> None:
    assert glb.write("Étau", ASSEMBLY) == glb.write("Étau", ASSEMBLY)


def test_nothing_to_write_is_an_error() -> None:
    with pytest.raises(KernelError, match="no triangles"):
        glb.write("x", [])
