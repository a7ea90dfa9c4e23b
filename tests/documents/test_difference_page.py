"""The page of a difference: what it holds, its words and figures, in a browser too."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from gmp_cad.documents.comparison.difference import Difference, VerdictChange
from gmp_cad.documents.comparison.difference_page import difference_html
from gmp_cad.documents.comparison.difference_words import (
    mass_change,
    path_label,
    side_title,
    trend,
    turned_green,
    turned_red,
    value_texts,
    volume_text,
)
from gmp_cad.documents.site.site import style_sheet
from gmp_cad.drawing.shaded.png import to_png
from gmp_cad.language import LANGUAGES
from tests.documents import differences, vice

np = pytest.importorskip("numpy")
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
HOSTILE = '"><script>alert(1)</script>{{ 7*7 }}'


class Page(HTMLParser):
    """The tags, ids, links and pictures of a page, and its text."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.pictures: list[tuple[str, str]] = []
        self.words = ""
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: D102
        found = dict(attrs)
        self.tags.append(tag)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [found["href"] or ""] if "href" in found else []
        if tag == "img":
            self.pictures.append((found.get("src") or "", found.get("alt") or ""))

    def handle_data(self, data: str) -> None:  # noqa: D102
        self.words += data


def page(difference: Difference, lang: str = "fr") -> Page:
    return Page(difference_html(difference, vice.templates(), lang))


def drawn() -> set[str]:
    """Every picture that the difference of the tests has."""
    found = set()
    for part in differences.difference().parts:
        found |= {picture.file for picture in part.pictures}
    subjects = (*differences.difference().parts, *differences.difference().assemblies)
    for change in (change for one in subjects for change in one.pages):
        found |= {change.before, change.after, change.marked}
        found |= {file for r in change.regions for file in (r.before, r.after)}
    return found - {None}


def test_every_picture_is_shown_with_words_in_its_place():
    shown = page(differences.difference()).pictures
    assert {src for src, _ in shown} == drawn()
    assert all(alt.strip() for _, alt in shown)


def test_every_link_inside_the_page_leads_somewhere_and_no_id_comes_twice():
    made = page(differences.difference())
    inner = {link[1:] for link in made.links if link.startswith("#")}
    assert inner <= set(made.ids)
    assert {"part-cale", "part-bride", "part-vis", "assembly-product"} <= set(made.ids)
    assert "part-axe" not in made.ids  # nothing differs there
    assert len(made.ids) == len(set(made.ids))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_tells_everything_that_differs(lang):
    words = " ".join(page(differences.difference(), lang).words.split())
    for text in (
        "⌀18 H7", "parts/cale/model.py", "C45", "le jeu est négatif", "changer aussi l’axe", "plaque",
        "surfaçage", "les volumes se contredisent", "machines.CU.rate", "⌀16 H7/g6", "1 × vis",
        "parts/axe/spec.toml:3", "le dossier n’est pas comparé", "illisible", "B6", "douteux",
    ):  # fmt: skip
        assert text in words.replace("\u202f", " ").replace("\u00a0", " "), text
    assert ("Inchangé" in words) == (lang == "fr")
    assert "axe" in words
    assert ("Verdicts turned red" in words) == (lang == "en")


def test_nothing_that_differs_is_said_at_once():
    made = page(differences.NOTHING)
    assert "Rien ne diffère." in made.words
    assert made.pictures == []
    assert "table" not in made.tags


def test_no_text_of_a_project_becomes_code():
    one = differences.difference()
    part = replace(
        differences.cale(), title=HOSTILE, was=HOSTILE,
        verdicts=(replace(differences.cale().verdicts[0], message=HOSTILE),),
        pages=(replace(differences.drawing(), file=HOSTILE, note=HOSTILE),),
    )  # fmt: skip
    changed = replace(
        one, parts=(part,), notes=(HOSTILE,), before=replace(one.before, name=HOSTILE)
    )
    made = page(changed)
    assert made.tags.count("script") == page(one).tags.count("script")
    assert made.words.count(HOSTILE) >= 5


def test_the_same_difference_gives_the_same_page():
    one = differences.difference()
    made = {difference_html(one, vice.templates(), "fr") for _ in range(2)}
    assert len(made) == 1


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (25.0, 25.001, ("25 mm", "25,001 mm", "+0,001 mm")),
        (80.0, 80.000001, ("80 mm", "80,000001 mm", "+0,000001 mm")),
        (3.0, 2.0, ("3 mm", "2 mm", "−1 mm")),
        ((1.0, 2.0, 3.0), (1.0, 2.0, 3.5), ("(1 ; 2 ; 3) mm", "(1 ; 2 ; 3,5) mm", "0,5 mm")),
        (
            (4e7, 1e-9), (4e7 + 123.0, 2e-9),
            ("(40000000 ; 0) mm", "(40000123 ; 0) mm", "123 mm"),
        ),
        (None, 5, ("—", "5 mm", "")),
        ("S235JR", "C45", ("S235JR", "C45", "")),
    ],
)  # fmt: skip
def test_values_have_as_many_digits_as_tell_them_apart(before, after, expected):
    assert value_texts(before, after, "mm", "fr") == expected


@pytest.mark.parametrize(
    ("volume", "text"),
    [
        (0.0, "0 mm³"),
        (0.00031234, "0,0003123 mm³"),
        (953.14, "953,1 mm³"),
        (123456.0, "123500 mm³"),
    ],
)
def test_volumes_have_four_figures_however_small_they_are(volume, text):
    assert volume_text(volume, "fr") == text


def test_masses_are_told_with_what_they_gained():
    assert mass_change(0.5, 0.4, "fr") == "0,500 → 0,400 kg (−100 g, −20 %)"
    assert (
        mass_change(0.5, 0.50000012, "en") == "0.50000000 → 0.50000012 kg (+0.00012 g, +0.000024 %)"
    )
    assert mass_change(None, 0.4, "fr") == "— → 0,400 kg"
    assert mass_change(0.4, None, "fr") == "0,400 kg → —"
    assert mass_change(0.4, 0.4, "fr") == "0,400 kg"
    assert mass_change(None, None, "fr") == "—"


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("volume_mm3", "Volume"), ("surfaces.bore.radius_mm", "Surface bore, rayon"),
        ("dimensions.bore", "Mesuré : bore"), ("census.planes", "Nombre de : planes"),
        ("unheard.of", "unheard.of"),
    ],
)  # fmt: skip
def test_paths_of_the_geometry_have_words(path, label):
    assert path_label(path, "fr") == label


@pytest.mark.parametrize(
    ("before", "after", "way", "red", "green"),
    [
        ("PASS", "FAIL", "worse", True, False), ("FAIL", "PASS", "better", False, True),
        ("PASS", "WARN", "worse", False, False), ("WARN", "ERROR", "worse", True, False),
        ("FAIL", "ERROR", "worse", False, False), (None, "FAIL", "worse", True, False),
        (None, "PASS", "other", False, False), ("FAIL", None, "other", False, False),
        ("ERROR", "SKIP", "better", False, True), ("SKIP", "PASS", "other", False, False),
    ],
)  # fmt: skip
def test_a_verdict_gets_worse_or_better_and_what_is_judged_no_more_does_neither(
    before, after, way, red, green
):
    change = VerdictChange(subject="a", check="b", before=before, after=after, message="")
    assert (trend(change), turned_red(change), turned_green(change)) == (way, red, green)


def test_a_side_is_called_by_its_name_and_its_commit():
    assert side_title(differences.BEFORE, "fr") == "Commit main (1a2b3c4d5e)"
    assert side_title(differences.AFTER, "fr") == "Copie de travail"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("écart #1")
    picture = to_png(np.full((72, 96, 1), 200, dtype=np.uint8), 10.0)
    for path in drawn():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(picture)
    content = difference_html(differences.difference(), vice.templates(), "fr")
    (folder / "index.html").write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not Path(CHROMIUM).exists():
        pytest.skip("chromium is not installed")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"],
            env={**os.environ, "LANG": "C.UTF-8"},
        )  # fmt: skip
        yield opened
        opened.close()


@pytest.fixture
def tab(browser: Any, report: Path) -> Iterator[Any]:
    """The page, opened from disk; whatever it asks of a network or complains of fails the test."""
    told: list[str] = []
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.on("console", lambda m: told.append(m.text) if m.type in ("error", "warning") else None)
    opened.on("pageerror", lambda e: told.append(str(e)))
    opened.on(
        "request", lambda r: None if re.match("file:|data:|blob:", r.url) else told.append(r.url)
    )
    opened.goto((report / "index.html").as_uri())
    yield opened
    opened.close()
    assert told == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_a_phone_and_a_screen(tab: Any, width: int):
    tab.set_viewport_size({"width": width, "height": 900})
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(tab: Any, scheme: str):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    tab.emulate_media(color_scheme=scheme)
    found = axe.Axe().run(tab, options={"preload": False}).response["violations"]
    serious = [
        (v["id"], v["nodes"][0]["target"]) for v in found if v["impact"] in ("serious", "critical")
    ]
    assert serious == []


@pytest.mark.slow
def test_states_are_chosen_and_compared_by_keyboard_alone(tab: Any):
    box = tab.locator("#part-cale .page [data-states]").first
    shown = box.locator(".frame:visible")
    assert shown.evaluate_all("all => all.map(f => f.dataset.shows)") == ["both"]
    box.locator("input:checked").focus()
    for expected in (["before"], ["after"], ["before", "after"]):
        tab.keyboard.press("ArrowRight")
        assert shown.evaluate_all("all => all.map(f => f.dataset.shows)") == expected
    tab.keyboard.press("Tab")  # to the curtain
    tab.keyboard.press("Home")
    clip = "f => getComputedStyle(f).clipPath"
    assert shown.nth(1).evaluate(clip).endswith("0%)")
    tab.keyboard.press("End")
    assert "100%" in shown.nth(1).evaluate(clip)
    box.locator("input[type=radio]").first.check()
    assert shown.count() == 3


@pytest.mark.slow
def test_without_scripts_all_states_stand_side_by_side(browser: Any, report: Path):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((report / "index.html").as_uri())
    assert (
        tab.locator("#part-cale .page [data-states]").first.locator(".frame:visible").count() == 3
    )
    context.close()


def test_the_style_sheet_stands_in_the_page_as_it_is() -> None:
    sheet = style_sheet(vice.templates())
    assert sheet in difference_html(differences.difference(), vice.templates(), "fr")
