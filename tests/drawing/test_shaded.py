"""Shaded pictures against closed forms: what a solid covers, how bright it is, what it hides."""

from __future__ import annotations

import hashlib
import io
import math
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gmp_cad.drawing.shaded import lighting
from gmp_cad.drawing.shaded.camera import SAMPLES, fitted
from gmp_cad.drawing.shaded.corner import corner_view, isometric
from gmp_cad.drawing.shaded.lines import lines, visible
from gmp_cad.drawing.shaded.picture import pictures, pixels
from gmp_cad.drawing.shaded.png import to_png
from gmp_cad.drawing.shaded.scene import MACHINED, Body, machined, scene
from gmp_cad.drawing.shaded.size import PICTURE_PX, THUMBNAIL_PX
from gmp_cad.drawing.shaded.surfaces import Seen, looked_at
from gmp_cad.drawing.view import ISOMETRIC, cross
from gmp_cad.evidence.surface_mesh import SurfaceMesh

GREY = (0.5, 0.55, 0.6)
BLUE = (0.1, 0.2, 0.9)
SIZE = (480, 360)
NO_LINES = 0.0


def box(x: float, y: float, z: float, at: tuple[float, float, float] = (0, 0, 0)) -> SurfaceMesh:
    """Return a box from its lowest corner; face 2k looks along -axis k, face 2k + 1 along +axis k."""
    size, points, normals, triangles, edges, faces_of = (x, y, z), [], [], [], [], []
    for axis in range(3):
        a, b = (axis + 1) % 3, (axis + 2) % 3
        for side in (0, 1):
            first = len(points)
            for u, v in ((0, 0), (1, 0), (1, 1), (0, 1)):
                corner = [0.0, 0.0, 0.0]
                corner[axis], corner[a], corner[b] = side * size[axis], u * size[a], v * size[b]
                points.append([c + d for c, d in zip(corner, at, strict=True)])
                normals.append([float(k == axis) * (2 * side - 1) for k in range(3)])
            quad = [first, first + 1, first + 2, first + 3][:: 2 * side - 1]
            triangles += [[quad[0], quad[1], quad[2]], [quad[0], quad[2], quad[3]]]
        for u in (0, 1):
            for v in (0, 1):
                ends = []
                for w in (0, 1):
                    end = [0.0, 0.0, 0.0]
                    end[axis], end[a], end[b] = w * size[axis], u * size[a], v * size[b]
                    ends.append([c + d for c, d in zip(end, at, strict=True)])
                edges.append(ends)
                faces_of.append([2 * a + u, 2 * b + v])
    return SurfaceMesh(
        points=np.array(points), normals=np.array(normals), triangles=np.array(triangles),
        faces=np.repeat(np.arange(6), 2), edge_points=np.array(edges).reshape(-1, 3),
        edge_starts=np.arange(13) * 2, edge_faces=np.array(faces_of),
        edge_smooth=np.zeros(12, dtype=np.bool_), edge_numbers=np.arange(12),
    )  # fmt: skip


def revolved(profile: list[tuple[float, float]], turns: int = 90) -> SurfaceMesh:
    """Return one face a stretch of ``profile`` (radius, height from below), with its own normals."""
    angle = np.linspace(0, 2 * np.pi, turns + 1)
    c, s = np.cos(angle), np.sin(angle)
    c[-1], s[-1] = c[0], s[0]
    points, normals, triangles, faces = [], [], [], []
    for face, ((r0, z0), (r1, z1)) in enumerate(pairwise(profile)):
        length = math.hypot(r1 - r0, z1 - z0)
        nr, nz = (z1 - z0) / length, (r0 - r1) / length
        base = sum(len(p) for p in points)
        for r, z in ((r0, z0), (r1, z1)):
            points.append(np.stack([r * c, r * s, np.full(turns + 1, z)], axis=1))
            normals.append(np.stack([nr * c, nr * s, np.full(turns + 1, nz)], axis=1))
        low = base + np.arange(turns)
        high = low + turns + 1
        triangles += [np.stack([low, low + 1, high + 1], 1), np.stack([low, high + 1, high], 1)]
        faces += [np.full(2 * turns, face)]
    return _without_edges(points, normals, triangles, faces)


def ball(radius: float, rows: int = 45, turns: int = 90) -> SurfaceMesh:
    up = np.linspace(-np.pi / 2, np.pi / 2, rows + 1)[:, None]
    around = np.linspace(0, 2 * np.pi, turns + 1)[None, :]
    normals = np.stack(
        [np.cos(up) * np.cos(around), np.cos(up) * np.sin(around), np.sin(up) + 0 * around], axis=2
    ).reshape(-1, 3)
    low = (np.arange(rows)[:, None] * (turns + 1) + np.arange(turns)[None, :]).ravel()
    high = low + turns + 1
    triangles = [np.stack([low, low + 1, high + 1], 1), np.stack([low, high + 1, high], 1)]
    return _without_edges(
        [normals * radius], [normals], triangles, [np.zeros(2 * len(low), dtype=np.int64)]
    )


def _without_edges(points, normals, triangles, faces) -> SurfaceMesh:
    return SurfaceMesh(
        points=np.concatenate(points), normals=np.concatenate(normals),
        triangles=np.concatenate(triangles), faces=np.concatenate(faces),
        edge_points=np.zeros((0, 3)), edge_starts=np.zeros(1, dtype=np.int64),
        edge_faces=np.zeros((0, 2), dtype=np.int64), edge_smooth=np.zeros(0, dtype=np.bool_), edge_numbers=np.zeros(0, dtype=np.int64),
    )  # fmt: skip


def shown(*meshes: SurfaceMesh, size=SIZE, line_px: float = NO_LINES, view=ISOMETRIC):
    bodies = [Body(mesh=m, colour=c) for m, c in zip(meshes, (GREY, BLUE, GREY), strict=False)]
    return pixels(scene(bodies), *view, size, line_px)


def scale_px(mesh: SurfaceMesh, size=SIZE, view=ISOMETRIC) -> float:
    """Return how many pixels a mm has."""
    return fitted(scene([Body(mesh=mesh, colour=GREY)]), *view, size).scale / SAMPLES


def seen_of(*meshes: SurfaceMesh) -> Seen:
    whole = scene([Body(mesh=m, colour=GREY) for m in meshes])
    return looked_at(whole, fitted(whole, *ISOMETRIC, SIZE))


def covered(picture: np.ndarray) -> float:
    return float(picture[:, :, 3].sum()) / 255


def inner(picture: np.ndarray) -> np.ndarray:
    """Return the pixels whose neighbours to all sides lie inside the outer contour."""
    some = picture[:, :, 3] > 0
    rows = np.maximum.accumulate(some, 1) & np.maximum.accumulate(some[:, ::-1], 1)[:, ::-1]
    left, right = np.roll(rows, 2, 1), np.roll(rows, -2, 1)
    return rows & left & right & np.roll(rows, 2, 0) & np.roll(rows, -2, 0)


BOX = box(40, 30, 20)
CYLINDER = revolved([(0, 0), (12, 0), (12, 30), (0, 30)], 180)
TUBE = revolved([(6, 0), (12, 0), (12, 30), (6, 30), (6, 0)], 180)
UPRIGHT = 1 / math.sqrt(3)  # cosine between the vertical and the direction to the viewer


@pytest.mark.parametrize(
    ("mesh", "area_mm2"),
    [
        (BOX, (40 * 30 + 30 * 20 + 20 * 40) / math.sqrt(3)),
        (ball(10), math.pi * 10**2),
        (CYLINDER, math.pi * 144 * UPRIGHT + 2 * 12 * 30 * math.sqrt(1 - UPRIGHT**2)),
    ],
    ids=["box", "sphere", "cylinder"],
)
def test_a_solid_covers_its_projected_area(mesh, area_mm2):
    assert covered(shown(mesh)) / scale_px(mesh) ** 2 == pytest.approx(area_mm2, rel=2e-3)


@pytest.mark.parametrize(
    "mesh", [BOX, ball(10), CYLINDER, TUBE], ids=["box", "ball", "bar", "tube"]
)
def test_there_is_no_crack_between_triangles_or_faces(mesh):
    picture = shown(mesh)
    assert inner(picture).sum() > 1e4
    assert (picture[inner(picture)][:, 3] == 255).all()


def test_the_picture_stands_in_the_middle_and_fills_the_frame():
    for mesh in (BOX, CYLINDER, ball(3)):
        rows, columns = np.nonzero(shown(mesh)[:, :, 3])
        gaps = rows.min(), SIZE[1] - 1 - rows.max(), columns.min(), SIZE[0] - 1 - columns.max()
        assert abs(gaps[0] - gaps[1]) <= 1
        assert abs(gaps[2] - gaps[3]) <= 1
        assert 8 < min(gaps) < 20


def test_planes_are_as_bright_as_lambert_says():
    """Three faces of a block, their light summed by hand from the lamps' angles."""
    right, up = ISOMETRIC
    towards = cross(right, up)
    picture, camera = shown(BOX), fitted(scene([Body(mesh=BOX, colour=GREY)]), *ISOMETRIC, SIZE)
    for normal, centre in (
        ((0, 0, 1), (20, 15, 20)), ((1, 0, 0), (40, 15, 10)), ((0, -1, 0), (20, 0, 10)),
    ):  # fmt: skip
        seen = [
            sum(a * n for a, n in zip(axis, normal, strict=True)) for axis in (right, up, towards)
        ]
        light, gloss = lighting.AMBIENT, 0.0
        for lamp, share in (
            (lighting.KEY, lighting.KEY_SHARE),
            (lighting.FILL, lighting.FILL_SHARE),
        ):
            light += share * max(0.0, np.dot(lamp, seen) / np.linalg.norm(lamp))
        half = np.array(lighting.KEY) / np.linalg.norm(lighting.KEY) + (0, 0, 1)
        gloss = lighting.GLOSS * max(0.0, np.dot(half, seen) / np.linalg.norm(half)) ** 32
        column, row, _ = camera.placed(np.array([centre], dtype=float))[0] / SAMPLES
        lifted = np.array([c + (1 - c) * 0.22 for c in GREY])
        expected = np.minimum(lifted * light + gloss, 1) * 255
        assert picture[int(row), int(column), :3] == pytest.approx(expected, abs=0.51)


def test_light_falls_with_the_cosine_of_the_angle_to_the_key_light():
    key = np.array(lighting.KEY) / np.linalg.norm(lighting.KEY)
    fill = np.array(lighting.FILL) / np.linalg.norm(lighting.FILL)
    aside = np.cross(key, fill)
    aside /= np.linalg.norm(aside)
    for degrees in (0, 20, 45, 60):
        normal = math.cos(math.radians(degrees)) * key + math.sin(math.radians(degrees)) * aside
        light, _ = lighting.brightness(normal[None] * 7)
        beside = lighting.AMBIENT + lighting.FILL_SHARE * max(0.0, float(normal @ fill))
        if normal[2] > lighting.RIM_FROM:
            assert light[0] - beside == pytest.approx(
                lighting.KEY_SHARE * math.cos(math.radians(degrees))
            )


def test_the_three_faces_of_a_block_have_three_shades():
    picture = shown(BOX)
    shades = sorted(set(picture[picture[:, :, 3] == 255][:, 1].tolist()))
    wide = [s for s in shades if (picture[:, :, 1] == s).sum() > 2000]
    assert len(wide) == 3
    assert min(np.diff(wide)) > 20


def test_the_nearer_body_hides_the_farther_one_in_whatever_order_they_come():
    near, far = box(10, 10, 10, at=(40, -40, 40)), box(30, 30, 30)
    one = pixels(
        scene([Body(mesh=near, colour=BLUE), Body(mesh=far, colour=GREY)]), *ISOMETRIC, SIZE, 1.5
    )
    other = pixels(
        scene([Body(mesh=far, colour=GREY), Body(mesh=near, colour=BLUE)]), *ISOMETRIC, SIZE, 1.5
    )
    assert np.array_equal(one, other)
    whole = scene([Body(mesh=near, colour=BLUE), Body(mesh=far, colour=GREY)])
    camera = fitted(whole, *ISOMETRIC, SIZE)
    column, row, _ = camera.placed(np.array([[45.0, -35.0, 50.0]]))[0] / SAMPLES
    red, _, blue, _ = one[int(row), int(column)].tolist()
    assert blue > 2 * red
    alone = camera.scale**2 / SAMPLES**2 * 300 / math.sqrt(3)  # all of the small one is seen
    is_blue = (one[:, :, 2] > 2.0 * one[:, :, 0]) & (one[:, :, 3] == 255)
    assert is_blue.sum() == pytest.approx(alone, rel=0.08)


def drawn_mm(seen: Seen) -> float:
    found = visible(lines(seen), seen)
    run = (found.end - found.start)[:, :2]
    return float(np.hypot(run[:, 0], run[:, 1]).sum()) / seen.camera.scale


def test_the_edges_behind_a_block_are_not_drawn():
    shortened = math.sqrt(2 / 3)  # of every edge of a block in isometric view
    assert drawn_mm(seen_of(BOX)) == pytest.approx(3 * (40 + 30 + 20) * shortened, rel=5e-3)


def test_edges_hidden_by_another_body_are_not_drawn():
    small, screen = box(10, 10, 10), box(60, 60, 2, at=(-5, -55, 40))
    whole = scene([Body(mesh=m, colour=GREY) for m in (small, screen)])
    camera = fitted(whole, *ISOMETRIC, SIZE)
    both = drawn_mm(seen_of(small, screen))
    assert both == pytest.approx(drawn_mm(seen_of(screen)), rel=5e-3)
    assert camera.scale == fitted(scene([Body(mesh=screen, colour=GREY)]), *ISOMETRIC, SIZE).scale


def test_tangent_edges_are_not_drawn():
    smooth = SurfaceMesh(
        **{f: getattr(BOX, f) for f in BOX.__slots__ if f != "edge_smooth"},
        edge_smooth=np.arange(12) < 4,
    )
    shortened = math.sqrt(2 / 3)
    assert drawn_mm(seen_of(smooth)) == pytest.approx(3 * (30 + 20) * shortened, rel=5e-3)


def test_a_bar_has_an_outline_on_both_sides_exactly_where_it_turns_away():
    seen = seen_of(CYLINDER)
    found = visible(lines(seen), seen)
    middle = (found.start + found.end)[:, 0] / 2 - seen.camera.columns / 2
    assert np.abs(middle) / seen.camera.scale == pytest.approx(12, abs=0.02)
    whole = 2 * 30 * math.sqrt(2 / 3)
    assert 0.97 * whole < drawn_mm(seen) <= whole  # the last samples run along the upper rim


def test_a_ball_has_a_round_outline():
    seen = seen_of(ball(10))
    found = visible(lines(seen), seen)
    middle = (found.start + found.end)[:, :2] / 2 - (seen.camera.columns / 2, seen.camera.rows / 2)
    assert np.hypot(middle[:, 0], middle[:, 1]) / seen.camera.scale == pytest.approx(10, rel=3e-3)
    assert drawn_mm(seen) == pytest.approx(2 * math.pi * 10, rel=0.01)


def test_lines_are_dark_as_wide_as_asked_for_and_smooth():
    plate = box(40, 40, 40)
    drawn, bare = (shown(plate, line_px=w) for w in (1.5, NO_LINES))
    ink = (bare[:, :, :3].astype(float) - drawn[:, :, :3]).clip(0)[..., 1]
    # across the vertical edge in the middle, which ends three faces
    row, half = int(SIZE[1] * 0.7), SIZE[0] // 2
    beside = bare[row, half - 8 : half + 8, 1].astype(float)
    width = (ink[row, half - 8 : half + 8] / (beside - 0.10 * 255)).sum()
    assert width == pytest.approx(1.5, abs=0.15)
    steps = np.unique(drawn[:, :, 3])
    assert len(steps) > 30  # far more shades of opacity than the five of 2 × 2 samples


def test_bodies_that_share_volume_have_a_line_where_they_meet():
    upright, across = box(10, 10, 40, at=(15, 15, 0)), box(40, 40, 20)
    picture = shown(across, upright, line_px=1.5)
    camera = fitted(scene([Body(mesh=m, colour=GREY) for m in (across, upright)]), *ISOMETRIC, SIZE)
    places = np.stack([np.linspace(15.5, 24.5, 40), np.full(40, 15.0), np.full(40, 20.0)], axis=1)
    columns, rows = (camera.placed(places)[:, :2] / SAMPLES).astype(int).T
    assert np.median(picture[rows, columns, 1]) < 90


def test_painted_faces_are_red_and_looked_at():
    body = Body(mesh=BOX, colour=GREY, painted=machined([0]))  # the face that looks to -X
    front = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)
    right, up = corner_view(body, *front)
    assert cross(right, up)[0] == pytest.approx(-1 / math.sqrt(3))
    assert cross(right, up)[2] == pytest.approx(1 / math.sqrt(3))
    picture = pixels(scene([body]), right, up, SIZE, NO_LINES)
    is_red = (picture[:, :, 0] > 2 * picture[:, :, 1].astype(int)) & (picture[:, :, 3] == 255)
    area = fitted(scene([body]), right, up, SIZE).scale ** 2 / SAMPLES**2 * 30 * 20 / math.sqrt(3)
    assert is_red.sum() == pytest.approx(area, rel=0.03)
    assert MACHINED[0] > 0.8 > 5 * max(MACHINED[1:])


def test_without_paint_the_corner_is_that_of_the_drawings():
    view = corner_view(Body(mesh=BOX, colour=GREY), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0))
    assert np.allclose(view, ISOMETRIC)
    assert np.allclose(isometric((1.0, 0.0, 0.0), (0.0, 0.0, 1.0)), ISOMETRIC)


def test_a_placed_body_stands_where_its_matrix_says():
    turn = [[0, -1, 0, 100], [1, 0, 0, 7], [0, 0, 1, -3], [0, 0, 0, 1]]
    placed = scene([Body(mesh=BOX, colour=GREY, matrix=turn)])
    assert placed.points.min(axis=0).tolist() == [70, 7, -3]
    assert placed.points.max(axis=0).tolist() == [100, 47, 17]
    assert np.abs(placed.normals).sum() == len(placed.normals)


def png_pair() -> tuple[bytes, bytes]:
    bodies = [Body(mesh=TUBE, colour=GREY), Body(mesh=box(10, 30, 10), colour=BLUE)]
    return pictures(bodies, *ISOMETRIC)


def test_the_files_are_png_that_others_read():
    for data, size in zip(png_pair(), (PICTURE_PX, THUMBNAIL_PX), strict=True):
        with Image.open(io.BytesIO(data)) as image:
            image.load()
            assert image.format == "PNG"
            assert image.mode == "RGBA"
            assert image.size == size
            assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
            assert set(image.info) == {"dpi", "srgb"}  # no time, no text
            opaque = np.array(image)
        assert opaque[0, 0, 3] == 0
        assert 0.2 < (opaque[:, :, 3] == 255).mean() < 0.7
        assert len(data) < 200_000
    whole = shown(BOX, line_px=1.5)
    with Image.open(io.BytesIO(to_png(whole, 10))) as image:
        assert np.array_equal(np.array(image), whole)


def test_the_same_bytes_again_and_in_another_process():
    first = png_pair()
    assert png_pair() == first
    code = (
        "import hashlib; from tests.drawing.test_shaded import png_pair;"
        "print(*(hashlib.sha256(p).hexdigest() for p in png_pair()))"
    )
    env = {
        **os.environ,
        "PYTHONHASHSEED": "7",
        "OMP_NUM_THREADS": "3",
        "NPY_DISABLE_CPU_FEATURES": "",
    }
    run = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert run.stdout.split() == [hashlib.sha256(p).hexdigest() for p in first]


@pytest.mark.parametrize("turns", [52, 60, 90])
def test_outlines_are_whole_on_coarse_meshes_too(turns):
    """Facets as large as the mesh of a picture has them: 7° and less."""
    assert drawn_mm(seen_of(ball(10, turns // 2, turns))) > 0.98 * 2 * math.pi * 10
    bar = revolved([(0, 0), (12, 0), (12, 30), (0, 30)], turns)
    assert 0.96 < drawn_mm(seen_of(bar)) / (2 * 30 * math.sqrt(2 / 3)) <= 1
