"""The scenes in a real browser, from disk: every tool used, nothing asked of a network."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from tests.build import scene_project

pytest.importorskip("ocp_viewer", reason="the package ocp-viewer is not installed")
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]
ARGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
LOCAL = ("file:", "blob:", "data:")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = scene_project.project(tmp_path_factory.mktemp("scenes") / "project")
    run = scene_project.build_scenes(root)
    assert [name for name, result in run.results.items() if not result.ok] == []
    return scene_project.write_page(root)


@pytest.fixture(scope="module")
def browser() -> Iterator:
    with sync_api.sync_playwright() as started:
        found = started.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield found
        found.close()


class Shown:
    """A scene opened in a page; what the page said and asked for is kept."""

    def __init__(self, page, key: str) -> None:
        self.page = page
        page.click(f'[data-scene="{key}"] button')
        page.wait_for_selector(".gmp3d-bar button", timeout=60_000)
        page.locator(".gmp3d-view").scroll_into_view_if_needed()
        self.frame = page.locator(".gmp3d-stage canvas").bounding_box()

    def press(self, name: str) -> None:
        """Press a button of the toolbar."""
        self.page.locator(".gmp3d-bar").get_by_role("button", name=name, exact=True).click()

    def choose(self, label: str, text: str) -> None:
        """Choose an entry of a list by its text."""
        self.page.get_by_label(label, exact=True).select_option(label=text)
        self.page.wait_for_selector(".gmp3d-view:not([aria-busy])")

    def ask(self, code: str):
        """Run code with the open view at hand."""
        return self.page.evaluate(f"() => {{ const view = gmp3d.view; {code} }}")

    def click(self, across: float = 0.5, down: float = 0.5) -> None:
        """Click the canvas at a share of its width and height."""
        x = self.frame["x"] + across * self.frame["width"]
        y = self.frame["y"] + down * self.frame["height"]
        self.page.mouse.move(x, y)
        self.page.mouse.click(x, y)

    def pixels(self) -> bytes:
        """Return the canvas as a picture, once it is drawn."""
        self.page.wait_for_timeout(250)
        self.page.locator(".gmp3d-view").scroll_into_view_if_needed()
        return self.page.screenshot(clip=self.page.locator(".gmp3d-stage").bounding_box())

    def told(self) -> str:
        """Return what the panel says."""
        told = self.page.locator(".gmp3d-data").inner_text()
        return told.translate({0xA0: " ", 0x202F: " "})


@pytest.fixture
def shown(site: Path, browser) -> Iterator:
    page = browser.new_page(viewport={"width": 1100, "height": 600})
    said, asked = [], []
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith(LOCAL) else asked.append(r.url))
    page.goto(site.as_uri())
    yield lambda key: Shown(page, key)
    page.close()
    assert said == []
    assert asked == []


def test_a_scene_loads_its_own_files_and_no_other(shown) -> None:
    view = shown("cale")
    loaded = "return [...document.scripts].map(s => s.src.split('/').slice(-2).join('/'));"
    files = {name for name in view.ask(loaded) if name}
    assert files == {"site/viewer.js", "scenes/cale.js", "meshes/cale.js"}
    view.choose("Affiché", "Phase 00 — brut")
    assert view.ask("return view.stageNow.box[5];") == 23
    assert set(view.ask(loaded)) - files - {""} == {"meshes/cale.00.js"}


def test_a_face_that_is_clicked_tells_its_lines_and_leads_to_its_row(shown) -> None:
    view = shown("cale")
    view.choose("Vue", "Dessus")
    view.choose("Sélection", "Face")
    view.click()  # the middle of the top, between the bore and the holes
    assert "Plan" in view.told()
    assert "Z = 20 mm" in view.told()
    assert "20 ±0,05" in view.told()
    view.ask(
        "const part = view.parts[0];"
        " view.pickFace(part, part.table.faces.findIndex(f => f.names.includes('bore')));"
    )
    told = view.told()
    assert "Cylindre intérieur ⌀16" in told
    assert "⌀16 H7" in told
    assert "16,000 … 16,018" in told
    assert "conforme" in told
    way = view.page.locator(".gmp3d-line a").first
    assert way.get_attribute("href") == "#dim-bore"


def test_what_is_clicked_is_what_is_seen_there(shown) -> None:
    view = shown("cale")
    view.choose("Vue", "Dessus")
    view.choose("Sélection", "Arête")
    box = view.ask("return view.stageNow.box;")
    assert box == [0, 0, 0, 80, 50, 20]
    view.ask(
        "const s = view.stageNow, camera = s.viewer.rendered.camera.getCamera();"
        " camera.updateMatrixWorld();"
        " const Vector = camera.position.constructor;"
        " const p = new Vector(25 + 8, 25, 20).project(camera);"
        " window.at = [(p.x + 1) / 2, (1 - p.y) / 2];"
    )
    across, down = view.page.evaluate("window.at")
    view.click(across, down)
    assert "Arête circulaire" in view.told()
    assert "⌀16 mm" in view.told()


def test_distances_are_exact_between_planes_and_axes_and_say_where_they_are_not(shown) -> None:
    view = shown("cale")
    view.press("Mesurer")
    pick = (
        "const part = view.parts[0];"
        " const face = name => part.table.faces.findIndex(f => f.names.includes(name));"
        " view.pickFace(part, face('{a}')); view.pickFace(part, face('{b}'));"
    )
    view.ask(pick.replace("{a}", "base").replace("{b}", "top"))
    assert "20 mm" in view.told()
    view.ask(pick.replace("{a}", "left").replace("{b}", "bore"))
    told = view.told()
    assert "Distance (plan – axe)" in told
    assert "25 mm" in told
    assert "Valeurs du maillage" in told
    view.ask(pick.replace("{a}", "left").replace("{b}", "base"))
    assert "90°" in view.told()


def test_states_of_the_workpiece_show_what_the_phase_made_in_red(shown) -> None:
    view = shown("cale")
    before = view.pixels()
    view.choose("Affiché", "Phase 00 — brut")
    assert view.ask("return view.stageNow.box[5];") == 23
    view.choose("Affiché", "Après la phase 10 — Surfaçage")
    assert view.ask("return view.parts[0].red.length;") == 1
    assert view.pixels() != before
    red = view.ask(
        "const g = view.stageNow.group(view.parts[0]).shapeGeometry.attributes;"
        " const n = g.position.count, top = [];"
        " for (let i = 0; i < n; i++) if (g.color.getX(i) > 3 * g.color.getY(i))"
        " top.push(g.position.getZ(i)); return top;"
    )
    assert red
    assert set(red) == {20}
    view.ask("const part = view.parts[0]; view.pickFace(part, part.red[0]);")
    assert "Cf101" in view.told()
    assert "Phase 10 — Surfaçage" in view.told()


def test_the_fixture_of_a_part_is_reached_from_its_scene_and_back(shown) -> None:
    view = shown("cale")
    view.choose("Affiché", "Dans son montage, phase 10 (cale_ph10)")
    assert view.ask("return view.scene.key;") == "cale_ph10"
    assert "Plaque" in view.page.locator(".gmp3d-tree").inner_text()
    view.choose("Affiché", "Retour à la pièce")
    assert view.ask("return view.scene.key;") == "cale"


def alike(picture: bytes, other: bytes) -> bool:
    """Tell whether two pictures show the same; the ground's shade is dithered anew on each drawing."""
    pair = [Image.open(io.BytesIO(data)).convert("RGB") for data in (picture, other)]
    return max(high for _, high in ImageChops.difference(*pair).getextrema()) <= 12


def test_a_section_cuts_on_three_planes_and_fills_what_it_cuts(shown) -> None:
    view = shown("cale")
    whole = view.pixels()
    view.press("Coupe")
    cut = view.pixels()
    assert cut != whole
    caps = "return view.stageNow.viewer.rendered.clipping._capUnits[0].capMeshes.filter(c => c.visible).length;"
    assert view.ask(caps) == 1
    for axis in ("X", "Z"):
        view.page.get_by_label(axis, exact=True).check()
    view.pixels()
    assert view.ask(caps) == 3
    view.page.get_by_label("Plan X", exact=True).fill("70")
    constants = view.ask("return view.stageNow.sections.map(s => s.at);")
    assert constants == [pytest.approx(70, abs=0.5), 25, 10]
    view.press("Coupe")
    assert alike(view.pixels(), whole)


def test_the_tree_hides_shows_and_isolates(shown) -> None:
    view = shown("product")
    hidden = "return view.parts.filter(p => p.hidden).map(p => p.name);"
    view.page.get_by_label("Afficher 1 — Cale").uncheck()
    assert view.ask(hidden) == ["cale"]
    view.page.get_by_role("button", name="Tout afficher").click()
    assert view.ask(hidden) == []
    view.page.get_by_role("button", name="seule 1 — Cale").click()
    assert view.ask(hidden) == ["vis", "vis.2"]
    view.page.get_by_role("button", name="Tout afficher").click()
    view.page.locator(".gmp3d-tree").get_by_role("button", name="1 — Cale", exact=True).click()
    assert "S235JR" in view.told()


def test_the_slider_moves_the_mechanism_and_the_exploded_view_takes_it_apart(shown) -> None:
    view = shown("product")
    height = "const g = view.stageNow.group(view.parts.find(p => p.name === 'vis')); return g.position.z;"
    assert view.ask(height) == 20
    slider = view.page.get_by_label("depth")
    assert slider.get_attribute("max") == "10"
    slider.fill("10")
    assert view.ask(height) == 16
    assert view.page.locator("[data-parameter] output").inner_text() == "4"
    slider.fill("0")
    view.page.get_by_label("Vue éclatée (%)").fill("100")
    apart = view.ask(height)
    assert apart > 25
    view.page.get_by_label("Vue éclatée (%)").fill("50")
    assert view.ask(height) == pytest.approx((20 + apart) / 2)


def test_an_interference_is_gone_to_and_shown_in_red(shown) -> None:
    view = shown("product")
    listed = view.page.locator(".gmp3d-clashes button:not(.gmp3d-first)")
    assert listed.count() == 2
    assert "cale et vis" in listed.first.inner_text()
    listed.first.click()
    assert view.page.locator("[data-parameter] output").inner_text() == "4"
    red = "return view.stageNow.parts.filter(p => p.solidRed && !p.hidden).map(p => p.colour);"
    assert view.ask(red) == ["#e00000"]
    assert view.ask("return view.stageNow.parts.find(p => p.solidRed).solid.box[5];") == 20
    seen = "return view.parts.filter(p => !p.hidden).map(p => p.name).sort();"
    assert view.ask(seen) == ["cale", "vis"]  # the two alone
    view.page.locator(".gmp3d-first").first.click()
    assert view.page.locator("[data-parameter] output").inner_text() == "0,4"
    assert view.ask(red) == []  # what they share is known where it is worst
    listed.first.click()
    view.page.get_by_role("button", name="Cacher les volumes communs").click()
    assert view.ask(red) == []
    assert len(view.ask(seen)) > 2


def test_keys_turn_the_view_and_the_whole_is_usable_without_a_mouse(shown) -> None:
    view = shown("cale")
    before = view.ask("return view.stageNow.viewer.getCameraPosition();")
    view.page.locator(".gmp3d-stage").focus()
    view.page.keyboard.press("ArrowLeft")
    assert view.ask("return view.stageNow.viewer.getCameraPosition();") != before
    view.choose("Surface", "bore")
    assert "⌀16" in view.told()
    view.page.locator(".gmp3d-stage").focus()
    view.page.keyboard.press("Escape")
    assert "Cliquer une face" in view.told()


def test_a_closed_scene_gives_its_place_back(shown) -> None:
    view = shown("cale")
    view.press("Fermer la vue 3D")
    assert view.page.locator(".gmp3d-view").count() == 0
    assert view.page.get_by_role("button", name="Ouvrir la vue 3D — cale", exact=True).is_visible()


@pytest.mark.parametrize(("key", "scheme"), [("cale", "dark"), ("product", "light")])
def test_an_open_scene_has_no_fault_of_accessibility(site: Path, browser, key: str, scheme) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = browser.new_page(viewport={"width": 1100, "height": 600}, color_scheme=scheme)
    page.goto(site.as_uri())
    view = Shown(page, key)
    view.press("Coupe")
    view.ask("view.pickFace(view.parts[0], 0);")
    found = axe.Axe().run(page, context=".gmp3d").response["violations"]
    page.close()
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == []
