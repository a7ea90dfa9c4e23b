"""Pictures of interferences: the common solid is seen whole, in red, from close where it is small."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from gmp_cad.drawing.shaded.camera import SAMPLES, fitted, focused
from gmp_cad.drawing.shaded.clash import GHOSTS, RED, best_view, clash_picture
from gmp_cad.drawing.shaded.lines import clipped, coverage, lines, visible
from gmp_cad.drawing.shaded.scene import Body, scene
from gmp_cad.drawing.shaded.size import PICTURE_PX
from gmp_cad.drawing.shaded.surfaces import looked_at
from gmp_cad.drawing.view import ISOMETRIC, cross
from tests.drawing.test_shaded import SIZE, box

PLATE = Body(mesh=box(100.0, 80.0, 20.0), colour=GHOSTS[0])


def pair(side: float, at: tuple[float, float, float]) -> tuple[list[Body], Body]:
    """A block that stands above a plate and dips by ``side`` into it, and what both fill."""
    low = (at[0], at[1], 20.0 - side)
    block = Body(mesh=box(side, side, 4 * side, low), colour=GHOSTS[1])
    return [PLATE, block], Body(mesh=box(side, side, side, low), colour=RED)


def seen(ghosts: list[Body], common: Body) -> np.ndarray:
    picture = Image.open(io.BytesIO(clash_picture(ghosts, common)))
    assert picture.size == PICTURE_PX
    return np.asarray(picture).astype(int)


def red(picture: np.ndarray) -> np.ndarray:
    """The opaque pixels that are far more red than anything else."""
    r, g, b, opacity = (picture[:, :, k] for k in range(4))
    return (opacity == 255) & (r > 120) & (r > 3 * g) & (r > 3 * b)


@pytest.mark.parametrize("side", [20.0, 2.0, 0.05])
def test_a_common_solid_is_red_and_large_enough_to_be_seen_however_small_it_is(side: float) -> None:
    rows, columns = np.nonzero(red(seen(*pair(side, (40.0, 30.0, 0.0)))))
    main = (rows < 500) | (columns < 680)  # beside the inset
    assert main.sum() > (2000 if side > 1 else 60)
    assert abs(float(columns[main].mean()) - 480) < 120
    assert abs(float(rows[main].mean()) - 360) < 120


def test_what_both_fill_hides_behind_nothing_and_the_ghosts_hide_nothing() -> None:
    inside = Body(mesh=box(10.0, 10.0, 10.0, (45.0, 35.0, 5.0)), colour=RED)
    picture = seen([PLATE, Body(mesh=inside.mesh, colour=GHOSTS[1])], inside)
    assert red(picture)[[320, 400, 400], [480, 440, 520]].all()  # three faces of the cube
    ghost = picture[120, 480]  # far from the red cube, on the plate
    assert 60 < ghost[3] < 140
    assert ghost[2] > ghost[0]


def test_a_small_one_has_an_inset_of_the_whole_pair_and_a_large_one_has_none() -> None:
    near, far = (seen(*pair(side, (10.0, 10.0, 0.0))) for side in (1.0, 60.0))
    corner = np.s_[520:710, 690:950]
    assert (near[corner][:, :, 3] == 255).all()
    assert not (far[corner][:, :, 3] == 255).all()


def test_the_same_pair_gives_the_same_bytes() -> None:
    assert clash_picture(*pair(2.0, (40.0, 30.0, 0.0))) == clash_picture(
        *pair(2.0, (40.0, 30.0, 0.0))
    )


@pytest.mark.parametrize(
    ("at", "side"), [((40.0, 30.0, 15.0), 1), ((40.0, 30.0, 0.0), -1)]
)  # fmt: skip
def test_it_is_looked_at_from_the_side_on_which_it_lies(at, side: int) -> None:
    thin = Body(mesh=box(20.0, 20.0, 5.0, at), colour=RED)
    tall = Body(mesh=box(100.0, 80.0, 20.0), colour=GHOSTS[0])
    right, up = best_view(scene([tall, tall]), scene([thin]))
    assert sum(r * u for r, u in zip(right, up, strict=True)) == pytest.approx(0, abs=1e-12)
    assert np.linalg.norm(up) == pytest.approx(1)
    towards = cross(right, up)
    assert towards[2] * side > 0 or side < 0  # from below only where that shows more
    assert abs(towards[2]) == pytest.approx(1 / np.sqrt(3))


def test_a_camera_from_close_looks_at_the_middle_of_what_it_shows() -> None:
    whole = fitted(scene([PLATE]), *ISOMETRIC, SIZE)
    cube = scene([Body(mesh=box(1.0, 1.0, 1.0, (90.0, 5.0, 5.0)), colour=RED)])
    near = focused(whole, cube.points, 0.3, 80.0)
    placed = near.placed(cube.points)[:, :2] / SAMPLES
    middle = (placed.min(axis=0) + placed.max(axis=0)) / 2
    assert middle == pytest.approx(np.array(SIZE) / 2, abs=0.01)
    size = placed.max(axis=0) - placed.min(axis=0)
    assert max(size / np.array(SIZE)) == pytest.approx(0.3, abs=1e-3)
    assert focused(whole, cube.points, 0.3, 2.0).scale == pytest.approx(2 * whole.scale)
    assert focused(whole, scene([PLATE]).points, 0.01, 80.0).scale == whole.scale


def test_lines_beside_the_picture_are_left_out_and_those_on_it_stay_as_they_are() -> None:
    whole = fitted(scene([PLATE]), *ISOMETRIC, SIZE)
    shown = looked_at(scene([PLATE]), whole)
    every = lines(shown)
    assert (clipped(every, whole).start == every.start).all()
    near = looked_at(scene([PLATE]), focused(whole, scene([PLATE]).points[:1], 0.5, 6.0))
    full = lines(near)
    kept = clipped(full, near.camera)
    assert 0 < len(kept.start) < len(full.start)
    for ends in (kept.start, kept.end):
        assert (ends[:, :2] >= -8.001).all()
        assert (ends[:, :2] <= np.array(SIZE) * SAMPLES + 8.001).all()
    inked = [coverage(visible(found, near), 1.5, SIZE) for found in (kept, full)]
    assert (inked[0] > 0.5).sum() == pytest.approx((inked[1] > 0.5).sum(), rel=0.02)
