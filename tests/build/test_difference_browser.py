"""The 3D view of a difference in a real browser, from disk: four layers, each shown and seen through."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cadquery as cq
import numpy as np
import pytest
from PIL import Image

from gmp_cad.build.comparison import part_picture_bodies, part_picture_kernel_bodies
from gmp_cad.documents.comparison.difference import Difference, PartChange, Side
from gmp_cad.documents.comparison.difference_page import difference_html
from gmp_cad.documents.site.scene_slot import VIEWER, mesh_file, scene_file
from gmp_cad.documents.site.viewer import viewer_script
from gmp_cad.kernel import brep
from tests.documents import vice

pytest.importorskip("ocp_viewer", reason="the package ocp-viewer is not installed")
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]
ARGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
MARKER = 150  # pixels of the coloured axes in the corner
LAYERS = ["Avant", "Après", "Matière ajoutée", "Matière enlevée"]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a plate whose boss went from one corner to the other."""
    folder = tmp_path_factory.mktemp("report")
    plate = cq.Workplane().box(60, 40, 10, centered=False)
    bosses = [
        cq.Workplane().box(12, 12, 10, centered=False).translate((x, 20, 10)) for x in (5, 40)
    ]
    shapes = dict(
        zip(("removed", "added"), bosses, strict=True),
        before=plate.union(bosses[0]), after=plate.union(bosses[1]),
    )  # fmt: skip
    solids = {name: brep.to_bytes(shape.val()) for name, shape in shapes.items()}
    texts = {
        "key": "cale",
        "mesh": "cale",
        "title": "Cale",
        "colour": (0.6, 0.6, 0.6),
        "lang": "fr",
    }
    part = PartChange(name="cale", title="Cale", status="changed", scene=scene_file("cale"))
    side = Side(kind="working tree")
    page = difference_html(
        Difference(before=side, after=side, parts=(part,)), vice.templates(), "fr"
    )
    files = {
        "index.html": page, VIEWER: viewer_script("fr"),
        mesh_file("cale"): part_picture_kernel_bodies.layers(solids, texts)[0]["js"],
        scene_file("cale"): part_picture_bodies.scene(solids, texts)[0]["js"],
    }  # fmt: skip
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder / "index.html"


@pytest.fixture
def view(report: Path) -> Iterator[Any]:
    told: list[str] = []
    with sync_api.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        page = browser.new_page(viewport={"width": 1100, "height": 700})
        page.on(
            "console", lambda m: told.append(m.text) if m.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on(
            "request",
            lambda r: None if r.url.startswith(("file:", "blob:", "data:")) else told.append(r.url),
        )
        page.goto(report.as_uri())
        page.click(".gmp3d-open button")
        page.wait_for_selector(".gmp3d-layers input", timeout=60_000)
        page.locator(".gmp3d-view").scroll_into_view_if_needed()
        yield page
        browser.close()
    assert told == []


def pixels(page: Any) -> np.ndarray:
    page.wait_for_timeout(400)
    clip = page.locator(".gmp3d-stage").bounding_box()
    return np.asarray(Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")).astype(int)


def green(picture: np.ndarray) -> int:
    return int(
        (
            (picture[:, :, 1] > picture[:, :, 0] + 50) & (picture[:, :, 1] > picture[:, :, 2] + 50)
        ).sum()
    )


def red(picture: np.ndarray) -> int:
    return int(
        (
            (picture[:, :, 0] > picture[:, :, 1] + 50) & (picture[:, :, 0] > picture[:, :, 2] + 50)
        ).sum()
    )


def test_what_came_is_green_what_went_is_red_and_each_layer_is_shown_and_seen_through(view: Any):
    rows = view.locator(".gmp3d-layers li")
    assert [
        text.strip() for text in rows.locator("label:has(input[type=checkbox])").all_inner_texts()
    ] == LAYERS
    boxes = rows.locator("input[type=checkbox]")
    assert [boxes.nth(k).is_checked() for k in range(4)] == [False, True, True, True]
    start = pixels(view)
    assert green(start) > 500
    assert red(start) > 500
    boxes.nth(2).uncheck()
    assert green(pixels(view)) < MARKER
    boxes.nth(3).uncheck()
    assert red(pixels(view)) < MARKER
    ghost = pixels(view)
    rows.locator("input[type=range]").nth(1).fill("100")
    solid = pixels(view)
    assert np.abs(solid - ghost).max(axis=2).mean() > 2  # the ghost became a solid
    boxes.nth(2).check()
    over = green(pixels(view))
    assert over > 500  # the new boss is seen on the solid that holds it


def test_what_differs_is_gone_to(view: Any):
    before = green(pixels(view)) + red(pixels(view))
    view.get_by_role("button", name="Voir ce qui diffère").click()
    assert green(pixels(view)) + red(pixels(view)) > 0.9 * before
    centre = view.evaluate("gmp3d.view.stageNow.viewer.getCameraTarget()")
    assert centre == pytest.approx([28.5, 26, 15], abs=0.5)
