from __future__ import annotations

import io
import struct

import cadquery as cq
import numpy as np
import pytest
import trimesh

from gmp_cad.kernel.exchange import stl
from gmp_cad.kernel.surfaces import mesh

PLATE = cq.Workplane().box(40, 20, 10).faces(">Z").workplane().hole(5).edges("|Z").fillet(2).val()


def load(data: bytes) -> trimesh.Trimesh:
    return trimesh.load(io.BytesIO(data), file_type="stl")


@pytest.mark.parametrize(
    "shape",
    [PLATE, cq.Solid.makeTorus(30, 5), PLATE.moved(cq.Location((500, 500, 500), (1, 1, 0), 30))],
    ids=["plate", "torus", "placed"],
)
def test_another_reader_finds_a_closed_solid_of_the_right_volume(shape: cq.Shape) -> None:
    got = load(stl.write(mesh.tessellate(shape, 0.02), "part"))
    assert got.is_watertight
    assert got.is_winding_consistent
    assert abs(got.volume - shape.Volume()) <= 0.02 * shape.Area()


def test_layout_is_binary_stl() -> None:
    data = stl.write(mesh.tessellate(cq.Solid.makeBox(1, 2, 3)), "ET-01 Semelle rev B")
    assert len(data) == 84 + 12 * 50
    assert data[:80].rstrip() == b"ET-01 Semelle rev B"
    assert struct.unpack("<I", data[80:84]) == (12,)
    assert {struct.unpack("<H", data[i : i + 2]) for i in range(84 + 48, len(data), 50)} == {(0,)}


def test_stored_normals_are_the_outward_unit_normals() -> None:
    data = stl.write(mesh.tessellate(cq.Solid.makeBox(2, 2, 2, cq.Vector(-1, -1, -1))), "")
    for offset in range(84, len(data), 50):
        facet = np.frombuffer(data, "<f4", 12, offset)
        middle = facet[3:].reshape(3, 3).mean(axis=0)
        assert np.allclose(np.linalg.norm(facet[:3]), 1)
        assert facet[:3] @ middle == pytest.approx(1)


@pytest.mark.parametrize(
    ("header", "start"),
    [("solid part", b"STL solid part"), ("Étau ⌀25", b"?tau ?25"), ("x" * 200, b"x" * 80)],
)
def test_header_never_looks_like_the_text_form(header: str, start: bytes) -> None:
    data = stl.write(mesh.tessellate(cq.Solid.makeBox(1, 1, 1)), header)
    assert data[: len(start)] == start
    assert len(data) == 84 + 12 * 50
    assert load(data).is_watertight
