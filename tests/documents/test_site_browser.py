"""The site in a real browser, from disk: quiet, offline, accessible, used by keyboard and on a phone."""

from __future__ import annotations

import os
import shutil
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gmp_cad.documents.printing.picture import Picture
from gmp_cad.finding import Status
from tests.documents import site_pages, vice
from tests.documents.site_pages import FIXTURE, SEMELLE

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="chromium is not installed"),
    pytest.mark.timeout(300),
]
PAGES = ("index.html", "site/checks.html", "site/product.html", SEMELLE, FIXTURE)
WIDTHS = (360, 768, 1440)
LINES = ".check:not([hidden]) tbody tr:not([hidden])"
SERIOUS = {"serious", "critical"}


def png(width: int, height: int) -> bytes:
    """A white picture, written without a library."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture(scope="module")
def output(tmp_path_factory) -> Path:
    """The site of the vice on disk, its bore marked on the drawing as the drawing itself does."""
    folder = tmp_path_factory.mktemp("site du projet é#1")
    dossier = vice.dossier()
    (chapter,) = dossier.parts
    svg = chapter.drawing[0].svg.replace("<text", '<g data-key="dimensions.bore"><text', 1)
    drawing = Picture(svg=svg.replace("</text>", "</text></g>", 1), alt="dessin")
    findings = (*dossier.findings, vice.finding("product", Status.WARN, "product.mass"))
    shown = replace(dossier, parts=(replace(chapter, drawing=(drawing,)),), findings=findings)
    files: dict[str, bytes] = dict(site_pages.pages(shown))
    for shelf in site_pages.shelves().values():
        files |= dict.fromkeys(shelf.paths, b"")
        files |= {path: png(*size) for path, size in shelf.pictures.items()}
        files |= {p: drawing.svg.encode() for p in shelf.paths if p.endswith(".svg")}
    files |= {"dossier.pdf": b"", "garde.docx": b""}
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    # Chromium writes its profile and shared memory where it is told to, nowhere else.
    with playwright.sync_playwright() as started:
        arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
        opened = started.chromium.launch(
            executable_path=CHROMIUM, args=arguments, env={**os.environ, "LANG": "C.UTF-8"}
        )
        yield opened
        opened.close()


Open = Callable[..., Any]


@pytest.fixture
def opened(browser, output) -> Iterator[Open]:
    """Open pages; whatever they ask of a network or complain of fails the test."""
    told: list[str] = []
    contexts = []

    def go(page: str, width: int = 1440, **more: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, **more)
        contexts.append(context)
        tab = context.new_page()
        tab.on("console", lambda m: told.append(m.text) if m.type in ("error", "warning") else None)
        tab.on("pageerror", lambda e: told.append(str(e)))
        tab.on("request", lambda r: told.append(r.url) if not _local(r.url) else None)
        tab.on(
            "requestfailed", lambda r: told.append(f"{r.url} {r.failure}") if _failed(r) else None
        )
        tab.goto((output / page.partition("#")[0]).as_uri() + "#" + page.partition("#")[2])
        return tab

    yield go
    for context in contexts:
        context.close()
    assert told == []


def _failed(request: Any) -> bool:
    """Return whether a file was not there; a page that is left while pictures come ends those."""
    return request.failure != "net::ERR_ABORTED"


def _local(url: str) -> bool:
    return url.startswith(("file:", "data:", "blob:"))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_fits_a_phone_a_tablet_and_a_screen(opened, page):
    tab = opened(page)
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 900})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, (page, width)


def test_a_very_long_title_of_another_script_fits_a_phone(opened, output):
    product = vice.product()
    title = "مقبض 🔧 " + "Anticonstitutionnellement" * 12
    named = product.product.model_copy(update={"title": title})
    shown = vice.dossier(product=product.model_copy(update={"product": named}))
    made = site_pages.pages(shown)
    for name, near in (("index.html", "long.html"), ("site/product.html", "site/long.html")):
        (output / near).write_bytes(made[name])
        tab = opened(near, 360)
        assert tab.evaluate("document.documentElement.scrollWidth") <= 360
        assert title in tab.inner_text("h1")


def serious(tab: Any) -> list[tuple[str, Any]]:
    """Return what axe holds to be serious in a page as it stands; it must not load styles anew."""
    found = axe.Axe().run(tab, options={"preload": False}).response["violations"]
    return [(v["id"], n["target"]) for v in found if v["impact"] in SERIOUS for n in v["nodes"][:3]]


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_serious_in_light_and_dark(opened, page):
    tab = opened(page, color_scheme="light")
    assert serious(tab) == []
    tab.emulate_media(color_scheme="dark")
    assert serious(tab) == []


def test_axe_finds_nothing_serious_while_search_and_contents_are_open(opened):
    tab = opened("index.html", 360)
    tab.fill("#q", "e")
    tab.wait_for_selector("[role=option]")
    tab.wait_for_timeout(100)
    assert serious(tab) == []


def test_the_search_is_used_by_keyboard_and_forgives_accents(opened):
    tab = opened("index.html")
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.id") == "q"
    tab.keyboard.type("GUIDÂGE")
    tab.wait_for_selector("[role=option]")
    assert tab.get_attribute("#q", "aria-expanded") == "true"
    assert "alésage" in tab.inner_text("[role=option][aria-selected=true]")
    assert "1" in tab.inner_text("#told")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/site/semelle.html#dim-bore")
    assert tab.is_visible("#dim-bore")


def test_arrows_walk_the_results_and_escape_closes_them(opened):
    tab = opened(SEMELLE)
    tab.keyboard.press("/")
    tab.keyboard.type("semelle")
    tab.wait_for_selector("[role=option]")
    first = tab.get_attribute("#q", "aria-activedescendant")
    tab.keyboard.press("ArrowDown")
    second = tab.get_attribute("#q", "aria-activedescendant")
    assert first != second
    assert tab.get_attribute(f"#{second}", "aria-selected") == "true"
    assert tab.locator("[aria-selected=true]").count() == 1
    tab.keyboard.press("ArrowUp")
    assert tab.get_attribute("#q", "aria-activedescendant") == first
    tab.keyboard.press("Escape")
    assert tab.is_hidden("#results")
    assert tab.get_attribute("#q", "aria-expanded") == "false"


def test_a_search_without_a_result_says_so(opened):
    tab = opened("index.html")
    tab.fill("#q", "zzzzqq")
    tab.wait_for_function("document.querySelector('#told').textContent.includes('Aucun')")
    assert tab.is_hidden("#results")


def test_the_theme_is_switched_and_remembered_for_all_pages(opened):
    tab = opened("index.html", color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = tab.evaluate(ground)
    tab.click(".theme")
    dark = tab.evaluate(ground)
    assert dark != light
    tab.click("#contents a[href*='semelle.html']")
    tab.wait_for_url("**/semelle.html")
    assert tab.evaluate(ground) == dark
    tab.click(".theme")
    assert tab.evaluate(ground) == light


def test_the_theme_is_switched_where_storage_is_refused(opened):
    tab = opened("index.html", color_scheme="light")
    tab.add_init_script(
        "Object.defineProperty(window,'localStorage',{get(){throw new DOMException('no')}})"
    )
    tab.reload()
    tab.click(".theme")
    assert tab.evaluate("document.documentElement.dataset.theme") == "dark"
    assert tab.is_visible("#q")


def test_the_contents_show_the_verdict_of_each_page_in_a_word(opened):
    tab = opened(FIXTURE)
    tab.wait_for_selector(".mark.WARN")
    assert "réserve" in tab.inner_text("#contents a[href*='product.html']")


def test_the_contents_of_a_phone_open_by_keyboard_and_close_by_escape(opened):
    tab = opened(SEMELLE, 360)
    assert not tab.is_visible("#contents")
    tab.focus(".menu")
    tab.keyboard.press("Enter")
    assert tab.is_visible("#contents")
    assert tab.evaluate("document.querySelector('#contents').contains(document.activeElement)")
    tab.wait_for_timeout(250)
    assert tab.evaluate("document.querySelector('#contents').getBoundingClientRect().left") == 0
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    tab.keyboard.press("Escape")
    assert tab.get_attribute(".menu", "aria-expanded") == "false"
    assert tab.evaluate("document.activeElement.className") == "menu"


def test_the_keyboard_reaches_the_content_first_and_every_control(opened):
    tab = opened(SEMELLE)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.querySelector('main').contains(document.activeElement)")
    seen = set()
    for _ in range(90):
        tab.keyboard.press("Tab")
        seen.add(tab.evaluate("document.activeElement.className + document.activeElement.tagName"))
    assert {"paperDIV", "scrollDIV", "balloonA", "BUTTON"} <= seen


def test_a_drawing_is_zoomed_and_moved_by_keyboard_and_buttons(opened):
    tab = opened(SEMELLE)
    box = "document.querySelector('#sheet-1 svg').getAttribute('viewBox').split(' ').map(Number)"
    whole = tab.evaluate(box)
    tab.focus("#sheet-1 .paper")
    tab.keyboard.press("+")
    near = tab.evaluate(box)
    assert near[2] == pytest.approx(whole[2] / 1.5, abs=0.01)
    tab.keyboard.press("ArrowRight")
    assert tab.evaluate(box)[0] == pytest.approx(near[0] + near[2] / 8, abs=0.01)
    tab.keyboard.press("0")
    assert tab.evaluate(box) == pytest.approx(whole)
    tab.click("#sheet-1 [data-zoom=in]")
    assert tab.evaluate(box)[2] < whole[2]
    tab.click("#sheet-1 [data-zoom=fit]")
    assert tab.evaluate(box) == pytest.approx(whole)
    tab.focus("#sheet-1 .paper")
    for _ in range(30):
        tab.keyboard.press("+")
    assert tab.evaluate(box)[2] == pytest.approx(whole[2] / 40, rel=0.01)


def test_a_drawing_is_moved_by_the_pointer(opened):
    tab = opened(SEMELLE)
    box = "document.querySelector('#sheet-1 svg').getAttribute('viewBox').split(' ').map(Number)"
    tab.click("#sheet-1 [data-zoom=in]")
    tab.locator("#sheet-1 .paper").scroll_into_view_if_needed()
    before = tab.evaluate(box)
    place = tab.locator("#sheet-1 svg").bounding_box()
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x - 60, y, steps=5)
    tab.mouse.up()
    assert tab.evaluate(box)[0] > before[0] + 1
    assert tab.evaluate(box)[2] == pytest.approx(before[2])


def test_a_balloon_leads_to_the_drawing_and_the_drawing_to_the_line(opened):
    tab = opened(SEMELLE)
    box = "document.querySelector('#sheet-1 svg').getAttribute('viewBox')"
    whole = tab.evaluate(box)
    tab.click("a[data-show='dimensions.bore']")
    assert tab.evaluate(box) != whole
    assert tab.locator("#sheet-1 g.lit").count() == 1
    tab.click("#sheet-1 [data-zoom=fit]")
    tab.mouse.move(0, 0)
    tab.locator("#sheet-1 g[data-key] text").click(force=True)
    assert "lit" in tab.get_attribute("#dim-bore", "class")


def test_signs_of_print_are_found_by_those_of_the_keyboard(opened):
    tab = opened("site/checks.html")
    rows = tab.locator(LINES)
    rows.first.evaluate("row => row.lastElementChild.append('l’axe à −3 mm')")
    tab.fill("[name=words]", "l'axe -3")
    tab.wait_for_function("document.querySelector('.shown').textContent.startsWith('1 ')")
    assert "l’axe" in rows.first.inner_text()


def test_findings_are_filtered_by_verdict_subject_check_and_words(opened):
    tab = opened("site/checks.html")
    rows = tab.locator(LINES)
    every = rows.count()
    assert every == len(vice.findings()) + 1
    for status in ("PASS", "WARN", "SKIP"):
        tab.uncheck(f"[name=status][value={status}]")
    assert rows.count() == 1
    assert tab.inner_text(".shown") == f"1 affichés sur {every}"
    tab.click("[type=reset]")
    tab.wait_for_function(f"document.querySelector('.shown').textContent.startsWith('{every} ')")
    tab.select_option("[name=subject]", "product")
    assert rows.count() == 3
    tab.select_option("[name=check]", "product.mass")
    assert rows.count() == 2
    tab.select_option("[name=subject]", "")
    tab.select_option("[name=check]", "")
    tab.fill("[name=words]", "PÎTCH")
    assert rows.count() == 1
    assert tab.locator(".check:visible").count() == 1


def test_a_link_opens_the_findings_that_it_names(opened):
    tab = opened("index.html")
    tab.click(".counts .FAIL a")
    tab.wait_for_url("**/checks.html#status=FAIL")
    rows = tab.locator(LINES)
    assert rows.count() == 1
    tab = opened("site/checks.html#subject=semelle_ph20")
    assert tab.locator(LINES).count() == 0


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_printed_without_what_only_a_screen_needs(opened, page, tmp_path):
    tab = opened(page, color_scheme="dark")
    data = tab.pdf(format="A4", print_background=True)
    assert data.startswith(b"%PDF-")
    tab.emulate_media(media="print")
    assert not tab.is_visible(".bar")
    assert not tab.is_visible("#contents")
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert tab.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_read_without_any_script(browser, output, page):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    tab = context.new_page()
    tab.goto((output / page).as_uri())
    assert tab.is_visible("#contents a")
    assert tab.is_visible("main h1")
    assert not tab.is_visible(".search")
    context.close()
