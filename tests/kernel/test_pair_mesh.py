"""The relation of two solids by their meshes: within the error told, and in bounded time."""

from __future__ import annotations

import math
import time

import cadquery as cq
import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from gmp_cad.errors import KernelError
from gmp_cad.kernel.pairs import pair_mesh
from gmp_cad.kernel.pairs.pair import relation
from gmp_cad.kernel.pairs.pair_mesh import mesh_relation
from gmp_cad.kernel.pairs.pair_mesh_gap import closest
from gmp_cad.kernel.surfaces.mesh import Mesh, tessellate
from gmp_cad.kernel.surfaces.mesh_error import mesh_error
from gmp_cad.language import Message
from tests.kernel.test_pair import BOX, CASES, TORUS, ball, cylinder, moved, rows


@pytest.mark.parametrize(
    "name", [n for n in CASES if not n.startswith(("torus", "ball in a ball"))]
)
def test_what_the_mesh_tells_is_true_within_its_error(name: str) -> None:
    a, b, matrix, distance, _, depth, _ = CASES[name]
    found = mesh_relation(a, b, rows(matrix), 2.0)
    assert found.method == "mesh"
    assert found.distance_mm == pytest.approx(distance, abs=found.error_mm)
    told = found.common.depth_mm if found.common else 0.0
    assert told == pytest.approx(depth or 0.0, abs=found.error_mm + 1e-6, rel=0.02)


@pytest.mark.parametrize("name", ["plates 1 µm", "gap 0.1 µm", "edges touch", "one place"])
def test_parts_with_plane_faces_only_are_known_nearly_exactly(name: str) -> None:
    a, b, matrix, *_ = CASES[name]
    assert mesh_relation(a, b, rows(matrix), 2.0).error_mm < 1e-5


@pytest.mark.parametrize("seed", range(4))
def test_gaps_agree_with_the_exact_ones(seed: int) -> None:
    rng = np.random.default_rng(seed)
    shapes = (BOX, cylinder(4, 9), cq.Solid.makeCone(5, 1, 8))
    a, b = (shapes[i] for i in rng.integers(len(shapes), size=2))
    away = rng.normal(size=3)
    matrix = rows(moved(*(away / np.linalg.norm(away) * 22), Rotation.random(rng=rng)))
    exact, found = relation(a, b, matrix, 50.0)[0], mesh_relation(a, b, matrix, 50.0)
    assert found.distance_mm == pytest.approx(exact.distance_mm, abs=found.error_mm)
    assert math.dist(*found.points_mm) == pytest.approx(found.distance_mm, abs=1e-9)


@pytest.mark.parametrize("shape", [cylinder(4, 9), TORUS, ball(5), cq.Solid.makeCone(5, 1, 8)])
def test_no_point_of_the_surface_is_farther_from_its_mesh_than_told(shape) -> None:
    """Nodes of a mesh ten times as fine lie on the surface."""
    rough = tessellate(shape, 0.05, 25)
    error = mesh_error(shape, rough, 0.05)
    fine = tessellate(shape, 0.005, 6).vertices
    fine = fine[:: len(fine) // 100]
    corners = rough.vertices[rough.triangles]
    worst = max(
        closest(corners, np.repeat(p[None, None], 3, axis=1), 1.0).distance_mm for p in fine
    )
    assert 0 < worst <= error


def test_the_smallest_distance_of_triangles_is_that_of_dense_points() -> None:
    rng = np.random.default_rng(5)
    grid = np.array([(i, k, 40 - i - k) for i in range(41) for k in range(41 - i)]) / 40
    for _ in range(20):
        a, b = rng.normal(size=(2, 3, 3))
        b += (4, 0, 0)
        found = closest(a[None], b[None], 10.0)
        dense = np.linalg.norm((grid @ a)[:, None] - (grid @ b)[None], axis=2).min()
        assert found.distance_mm <= dense + 1e-12
        assert found.distance_mm == pytest.approx(dense, abs=0.1)


@pytest.mark.parametrize("works", [2, 3, 6])
def test_a_part_that_has_no_mesh_at_first_is_meshed_otherwise(monkeypatch, works: int) -> None:
    """Finer, coarser, at last a healed copy; what that costs is in the error told."""
    asked: list[float] = []

    def failing(shape: cq.Shape, chord: float, angle: float) -> Mesh:
        asked.append(chord)
        if len(asked) < works:
            raise KernelError(Message("no mesh"))
        return tessellate(shape, chord, angle)

    monkeypatch.setattr(pair_mesh, "tessellate", failing)
    found = mesh_relation(cylinder(5, 20), BOX, rows(moved(4.5, -5, 5)), 2.0)
    assert found.common is not None
    assert found.common.depth_mm == pytest.approx(0.5, abs=found.error_mm)
    assert len(asked) == works + 1


def test_a_part_that_is_no_closed_solid_is_an_error() -> None:
    with pytest.raises(KernelError):
        mesh_relation(BOX.Faces()[0], BOX, rows(moved()), 2.0)


def test_thousands_of_faces_end_in_bounded_time() -> None:
    studs = cq.Workplane().rarray(2, 2, 20, 20).rect(1, 1).extrude(1).vals()
    many = cq.Compound.makeCompound(studs)
    assert len(many.Faces()) > 2300
    started = time.process_time()
    found = mesh_relation(many, many, rows(moved(z=0.5)), 2.0)
    assert found.common.depth_mm == pytest.approx(0.5, abs=found.error_mm)
    assert found.common.volume_mm3 == pytest.approx(20 * 20 * 0.5, rel=1e-6)
    assert time.process_time() - started < 20
