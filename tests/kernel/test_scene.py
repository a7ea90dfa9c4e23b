"""Solids packed for the page's viewer, read back by another reader than the page's."""

from __future__ import annotations

import base64
import gzip
import json
import math

import cadquery as cq
import numpy as np
import pytest

from gmp_cad.kernel import brep
from gmp_cad.kernel.exchange.scene import packed, scene_solid
from gmp_cad.kernel.surfaces.faces import face_geometries

PLATE = cq.Workplane().box(80, 50, 20).faces(">Z").workplane().hole(16).edges("|Z").fillet(6).val()
BALL = cq.Workplane().sphere(10).val()
CONE = cq.Workplane("XZ").moveTo(0, 0).lineTo(10, 0).lineTo(0, 25).close().revolve().val()
SHAPES = {"plate": PLATE, "ball": BALL, "cone": CONE}


def read(text: str) -> list[tuple[dict, dict[str, np.ndarray]]]:
    """Unpack what ``packed`` wrote, by its description alone."""
    content = gzip.decompress(base64.b64decode(text))
    length = int.from_bytes(content[:4], "little")
    header = json.loads(content[4 : 4 + length])
    at, found = 4 + length, []
    for solid in header["solids"]:
        arrays = {}
        for name, count, step in solid["arrays"]:
            planes = np.frombuffer(content[at : at + 4 * count], np.uint8).reshape(4, count)
            at += 4 * count
            coded = sum(planes[i].astype(np.int64) << (8 * i) for i in range(4))
            values = np.where(coded & 1, -(coded >> 1) - 1, coded >> 1)
            for k in range(step):
                values[k::step] = np.cumsum(values[k::step])
            arrays[name] = values
        found.append((solid, arrays))
    assert at == len(content)
    return found


def points(arrays: dict[str, np.ndarray], name: str) -> np.ndarray:
    return arrays[name].reshape(-1, 3) / 1000


def crossed(arrays: dict[str, np.ndarray]) -> np.ndarray:
    corners = points(arrays, "vertices")[arrays["triangles"].reshape(-1, 3)]
    return np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])


@pytest.mark.parametrize("name", SHAPES)
def test_what_is_packed_is_read_back_to_the_micrometre(name: str) -> None:
    exact, arrays = scene_solid(SHAPES[name])
    ((header, read_arrays),) = read(packed([(exact, arrays)]))
    assert {k: v.tolist() for k, v in read_arrays.items()} == {
        k: v.tolist() for k, v in arrays.items()
    }
    assert header["box"] == exact["box"]
    box = SHAPES[name].BoundingBox()
    assert header["box"] == pytest.approx(
        [box.xmin, box.ymin, box.zmin, box.xmax, box.ymax, box.zmax], abs=0.06
    )


@pytest.mark.parametrize("name", SHAPES)
def test_every_triangle_belongs_to_a_face_whose_area_it_shares(name: str) -> None:
    _, arrays = scene_solid(SHAPES[name])
    faces = face_geometries(SHAPES[name])
    assert len(arrays["per_face"]) == len(faces)
    assert arrays["per_face"].sum() * 3 == len(arrays["triangles"])
    areas = np.linalg.norm(crossed(arrays), axis=1) / 2
    starts = np.concatenate([[0], np.cumsum(arrays["per_face"])])
    for face in faces:
        mesh = areas[starts[face.index] : starts[face.index + 1]].sum()
        loss = 1e-5 if face.surface == "plane" and not curved(face) else 0.012
        assert mesh == pytest.approx(face.area_mm2, rel=loss)


def curved(face) -> bool:
    """Tell whether a plane has an outline of more points than a rectangle with corners."""
    return any(len(wire) > 5 for wire in face.outline)


@pytest.mark.parametrize("name", SHAPES)
def test_triangles_turn_outwards_as_their_normals_and_close_the_solid(name: str) -> None:
    _, arrays = scene_solid(SHAPES[name])
    across = crossed(arrays)
    corners = arrays["triangles"].reshape(-1, 3)
    normals = arrays["normals"].reshape(-1, 3) / 511
    assert ((across * normals[corners[:, 0]]).sum(axis=1) > 0).all()
    assert np.abs(np.linalg.norm(normals, axis=1) - 1).max() < 0.005
    vertices = points(arrays, "vertices")[corners]
    volume = np.einsum("ij,ij->", vertices[:, 0], np.cross(vertices[:, 1], vertices[:, 2])) / 6
    assert volume == pytest.approx(SHAPES[name].Volume(), rel=0.012)
    assert np.abs(across.sum(axis=0)).max() < 1e-3


def test_no_vertex_is_shared_by_two_faces() -> None:
    _, arrays = scene_solid(PLATE)
    faces = np.repeat(np.arange(len(arrays["per_face"])), 3 * arrays["per_face"])
    owners: dict[int, set[int]] = {}
    for vertex, face in zip(arrays["triangles"].tolist(), faces.tolist(), strict=True):
        owners.setdefault(vertex, set()).add(face)
    assert {len(known) for known in owners.values()} == {1}


def test_edges_tell_their_exact_sizes_beside_their_polylines() -> None:
    exact, arrays = scene_solid(PLATE)
    assert len(exact["edges"]) == len(arrays["per_line"])
    starts = np.concatenate([[0], np.cumsum(arrays["per_line"])])
    lines = points(arrays, "lines")
    for rank, edge in enumerate(exact["edges"]):
        run = lines[starts[rank] : starts[rank + 1]]
        assert np.linalg.norm(np.diff(run, axis=0), axis=1).sum() == pytest.approx(
            edge["length"], rel=0.004
        )
    whole = [e for e in exact["edges"] if e.get("whole")]
    assert [(e["radius"], e["length"]) for e in whole] == [(8.0, pytest.approx(16 * math.pi))] * 2
    assert sorted(e["centre"] for e in whole) == [[0.0, 0.0, -10.0], [0.0, 0.0, 10.0]]


def test_edges_where_faces_meet_smoothly_and_seams_are_not_shown() -> None:
    exact, _ = scene_solid(PLATE)
    uprights = [e for e in exact["edges"] if e["kind"] == "line" and e["length"] == 20.0]
    assert uprights == []  # the fillets run into the sides; the bore's seam is no edge
    assert scene_solid(BALL)[0]["edges"] == []


def test_the_same_solid_gives_the_same_text_meshed_before_or_not() -> None:
    stored = brep.to_bytes(PLATE)
    fresh, meshed = brep.from_bytes(stored), brep.from_bytes(stored)
    meshed.mesh(1.0, 0.5)
    assert packed([scene_solid(fresh)]) == packed([scene_solid(meshed)])


def test_several_solids_stand_in_one_text_in_their_order() -> None:
    found = read(packed([scene_solid(PLATE), scene_solid(BALL)]))
    assert [len(arrays["per_face"]) for _, arrays in found] == [
        len(PLATE.Faces()), len(BALL.Faces()),
    ]  # fmt: skip
