"""The pages of the site: no network, escaped, complete, links that arrive, readable by a machine."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import pytest
from fontTools.ttLib import TTFont

from gmp_cad.documents.printing.picture import Picture
from gmp_cad.documents.site.site import (
    CHECKS,
    INDEX,
    PRODUCT,
    SCRIPT,
    SEARCH,
    STYLE,
    VERDICTS,
    Entry,
)
from gmp_cad.documents.site.site_files import Written, file_groups
from gmp_cad.documents.site.site_fixture import _section
from gmp_cad.documents.site.site_product import _bonds
from gmp_cad.documents.site.site_search import script_data
from gmp_cad.drawing import glyphs
from gmp_cad.drawing.primitives import Drawing
from gmp_cad.drawing.svg import to_svg
from gmp_cad.finding import Status
from gmp_cad.language import Message
from gmp_cad.spec.product import Fit, Item
from tests.documents import site_pages, vice
from tests.documents.site_pages import FIXTURE, SEMELLE

VOID = {"meta", "link", "br", "input", "img", "hr"}
PAGES = (INDEX, CHECKS, PRODUCT, SEMELLE, FIXTURE)


class Tree(HTMLParser):
    """Checks that tags close in order; collects ids, links, headings and text."""

    def __init__(self) -> None:
        super().__init__()
        self.open, self.ids, self.hrefs, self.headings, self.tags = [], [], [], [], []
        self.text = ""

    def handle_starttag(self, tag, attrs):  # noqa: D102 - HTMLParser's own name
        given = dict(attrs)
        self.tags.append((tag, given))
        if tag not in VOID:
            self.open.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        self.hrefs += [given[key] for key in ("href", "src") if key in given]
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))

    def handle_startendtag(self, tag, attrs):  # noqa: D102 - HTMLParser's own name
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):  # noqa: D102 - HTMLParser's own name
        assert self.open.pop() == tag

    def handle_data(self, data):  # noqa: D102 - HTMLParser's own name
        # typographic spaces are the business of the language
        self.text += data.replace("\u00a0", " ").replace("\u202f", " ")


@cache
def site(lang="fr"):
    return {p: data.decode() for p, data in site_pages.pages(vice.dossier(), lang).items()}


def made(**changes):
    return {p: d.decode() for p, d in site_pages.pages(vice.dossier(**changes)).items()}


def tree(html):
    found = Tree()
    found.feed(html)
    assert found.open == []
    return found


def published():
    """Every path that the site or the rest of the build writes."""
    held = site_pages.shelves().values()
    files = {path for shelf in held for path in (*shelf.paths, *shelf.pictures)}
    return files | set(site()) | {"dossier.pdf", "garde.docx"}


def test_there_is_a_page_for_each_part_and_fixture_the_product_and_the_checks():
    assert set(site()) == {*PAGES, STYLE, SCRIPT, VERDICTS, SEARCH}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_well_formed_and_its_headings_go_down_one_level_at_a_time(name):
    found = tree(site()[name])
    assert len(found.ids) == len(set(found.ids))
    assert found.headings.count(1) == 1
    after = found.headings[found.headings.index(1) :]
    assert all(b - a <= 1 for a, b in pairwise(after))
    assert dict(found.tags)["html"]["lang"] == "fr"


@pytest.mark.parametrize("name", PAGES)
def test_every_link_arrives_at_a_file_of_the_build_and_at_an_anchor_of_its_page(name):
    hrefs = tree(site()[name]).hrefs
    assert hrefs
    for href in hrefs:
        if href.startswith("data:,"):
            continue
        path, _, anchor = unquote(href).partition("#")
        assert not path.startswith(("/", "http", "file:"))
        target = normpath(join(dirname(name), path)) if path else name
        assert target in published(), href
        if anchor and "=" not in anchor:
            assert anchor in tree(site()[target]).ids, href


def test_a_filter_named_by_a_link_is_one_of_the_checks_page():
    asked = {a for n in PAGES for h in tree(site()[n]).hrefs for a in re.findall(r"#(\w+=.*)", h)}
    assert {"subject=semelle", "subject=product", "status=FAIL"} <= asked
    options = set(re.findall(r'value="([^"]+)"', site()[CHECKS]))
    assert {pair.partition("=")[2] for a in asked for pair in a.split("&")} <= options


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nothing_of_a_network_and_runs_only_the_scripts_that_it_names(name):
    html = site()[name]
    assert set(re.findall(r"https?://[^\"' ]+", html)) <= {"http://www.w3.org/2000/svg"}
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', html)
    rules = {r.split()[0]: r.split()[1:] for r in policy.split(";")}
    assert rules["default-src"] == ["'none'"]
    assert not any("http" in source or source == "*" for r in rules.values() for source in r)
    assert "'unsafe-inline'" not in rules["script-src"]
    inline = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in inline]
    assert [s for s in rules["script-src"] if "sha256" in s] == [f"'sha256-{d}'" for d in digests]
    assert not [key for _, given in tree(html).tags for key in given if key.startswith("on")]


def test_style_and_script_stand_once_beside_the_pages():
    for name in PAGES:
        assert len(site()[name]) < 60_000
        assert "base64" not in site()[name]
    assert "@font-face" in site()[STYLE]
    assert not re.search(r"https?://|@import", site()[STYLE])
    assert not re.search(r"https?://|\bfetch\(|XMLHttpRequest|\beval\(", site()[SCRIPT])


@pytest.mark.parametrize("name", PAGES)
def test_every_control_region_and_picture_has_a_name(name):
    found = tree(site()[name])
    labels = {given.get("for") for tag, given in found.tags if tag == "label"}
    for tag, given in found.tags:
        if given.get("role") in ("region", "img", "group", "listbox"):
            assert given["aria-label"]
        if given.get("role") == "region":
            assert given["tabindex"] == "0"
        if tag == "img":
            assert "alt" in given
        if tag == "input" and "id" in given:
            assert given["id"] in labels


def test_the_language_of_a_page_is_that_of_its_words():
    assert "Vue d’ensemble" in tree(site()[INDEX]).text
    english = tree(site("en")[INDEX])
    assert ("html", {"lang": "en"}) in english.tags
    assert "Overview" in english.text
    assert "Vue d’ensemble" not in english.text


def test_the_page_of_a_part_has_its_dimensions_phases_and_files():
    found = tree(site()[SEMELLE])
    for text in (
        "59,9 … 60,1",
        "⌀16 H7 Ⓔ",
        "4,219",
        "Cf201",
        "28 ±0,05",
        "20.2",
        "8 kN",
        "face arrière",
    ):
        assert text in found.text
    for link in (
        "../parts/semelle/phases/contrat-20.pdf", "../parts/semelle/semelle.step",
        "../parts/semelle/gamme.docx", "../site/fixture-semelle_ph20.html",
    ):  # fmt: skip
        assert link in found.hrefs
    assert {"phase-10", "phase-20", "phase-30", "dim-shoulder", "tol-bore_position"} <= set(
        found.ids
    )
    images = {given["src"]: given for tag, given in found.tags if tag == "img"}
    shaded = images["../parts/semelle/phases/20.png"]
    assert (shaded["width"], shaded["height"], shaded["loading"]) == ("800", "600", "lazy")


def test_the_tree_says_a_fit_as_a_drawing_does() -> None:
    """Hole of a part, shaft published by a standard: ISO 8734 pins are m6."""
    fits = [{"hole": "semelle.bore", "shaft": "pige.diameter"}]
    pin = {"ref": 14, "name": "pige", "standard": "ISO 8734 - 16x40 - A"}
    product = vice.product().model_copy(
        update={"items": (*vice.product().items, Item.model_validate(pin)),
                "fits": tuple(Fit.model_validate(fit) for fit in fits)}
    )  # fmt: skip
    shown = replace(vice.dossier(), product=product)
    assert _bonds(shown, product, "semelle", "fr") == ["ajustement ⌀16 H7/m6 avec pige (14)"]
    assert _bonds(shown, product, "pige", "en") == ["fit ⌀16 H7/m6 with semelle (1)"]


def test_a_line_is_linked_with_the_drawing_only_where_the_drawing_shows_it():
    (chapter,) = vice.dossier().parts
    svg = chapter.drawing[0].svg.replace("<text", '<g data-key="dimensions.bore"/><text', 1)
    drawn = replace(chapter, drawing=(Picture(svg=svg, alt="x"),))
    html = made(parts=(drawn,))[SEMELLE]
    assert re.findall(r'data-show="([^"]+)"', html) == ["dimensions.bore"]
    assert re.findall(r'<tr id="[^"]+" data-key="([^"]+)"', html) == ["dimensions.bore"]


def test_the_page_of_the_product_tells_pairs_motion_order_and_fits():
    text = tree(site()[PRODUCT]).text
    for said in ("6 … 35", "glissant", "4,262 kg", "semelle – vis_mors.2", "profondeur 1,25 mm"):
        assert said in text
    html = site()[PRODUCT].translate({0xA0: " ", 0x202F: " "})
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row) for row in rows]
    for row in (
        ["semelle", "vis_mors", "recouvrement prévu", "0,6", "—", "85,25", "à toutes les positions",
         "filetage déclaré"],
        ["mors", "vis_mors.2", "interférence", "&lt; 0,0001", "—", "2,5·10⁻⁷", "ouverture = 80",
         "d’après les maillages, à 0,01 mm près"],
        ["mors", "poignee", "non jugé", "—", "—", "—", "ouverture = 2,5", "trop lent"],
        ["mors", "vis", "libre", "—", "1,5", "—", "à toutes les positions", ""],
        ["ouverture", "0", "80", "4", "20", "mors – vis", "0,25 (40)", "semelle – mors", "0,1"],
        ["vis", "3", "heurte mors, 20 mm avant sa place", "0,25", "semelle – mors"],
        ["mors", "4", "libre", "0,25", "semelle – mors"],
    ):  # fmt: skip
        assert row in cells


@pytest.mark.parametrize("page", [PRODUCT, FIXTURE])
def test_an_interference_is_shown_with_its_picture_and_who_is_who(page: str):
    html = site()[page].split('id="interference"')[1].split("</section>")[0]
    (picture,) = re.findall(r'<img class="shaded"[^>]*>', html)
    assert "semelle (bleu) et vis_mors.2 (orange)" in picture
    assert "/interference/semelle%2Bvis_mors.2.png" in picture
    assert re.findall(r'class="of-[ab]">([^<]+)<', html) == ["semelle", "vis_mors.2"]
    assert re.findall(r"<li class=.(\w+).><b>(\d+)</b>", html) == [
        ("FAIL", "2"), ("WARN", "1"), ("PASS", "1"), ("PASS", "1"), ("PASS", "1"),
    ]  # fmt: skip
    assert ('href="../product/interference.csv"' in html) == (page == PRODUCT)


def test_pairs_that_conform_are_folded_under_those_that_do_not():
    found = replace(vice.finding("product.a+b", Status.FAIL), check="product.interference")
    fine = replace(found, subject="product", status=Status.PASS)
    html = made(findings=(fine, found))[PRODUCT].split('id="interference"')[1]
    first, folded = html.split("</section>")[0].split("<details>")
    assert re.findall(r'class="badge (\w+)"', first) == ["FAIL"]
    assert re.findall(r'class="badge (\w+)"', folded.split("</details>")[0]) == ["PASS"]
    assert "<summary>Ce qui est conforme (1)</summary>" in folded


def test_shares_of_the_mass_add_up_and_the_budget_is_the_scale():
    html = site()[PRODUCT].split('id="mass"')[1].split("</section>")[0]
    total, *shares = (float(w) for w in re.findall(r'class="part" width="([\d.]+)"', html))
    assert sum(shares) == pytest.approx(100, abs=0.1)
    assert total == pytest.approx(100 * 4.2618 / 9, abs=0.05)
    assert "ISO 4762 - M8x40 - 8.8" in html


def test_the_checks_page_has_every_finding_with_the_reason_of_its_check():
    html = site()[CHECKS]
    rows = re.findall(r'<tr data-s="(\w+)" data-r="([^"]+)"', html)
    wanted = [(f.status.name, f.subject.split(".")[0]) for f in vice.findings()]
    assert sorted(rows) == sorted(wanted)
    text = tree(html).text
    for rule in site_pages.RULES.values():
        assert rule.rationale in text
    assert set(re.findall(r'<section class="check" id="([^"]+)"', html)) == {
        f.check for f in vice.findings()
    }


def test_the_overview_shows_first_what_does_not_pass_worst_first():
    table = site()[INDEX].split('id="first"')[1].split("</table>")[0]
    assert re.findall(r"<tr><td><span class=\"badge (\w+)\"", table) == ["FAIL", "WARN", "SKIP"]


def test_a_clean_project_says_so():
    findings = (vice.finding("semelle.bore", Status.PASS),)
    assert "Tous les contrôles sont conformes." in tree(made(findings=findings)[INDEX]).text
    assert "Aucun contrôle n’a été fait." in tree(made(findings=())[INDEX]).text


def test_what_was_not_judged_does_not_hide_what_passes():
    findings = (vice.finding("semelle.bore", Status.PASS), vice.finding("semelle.a", Status.SKIP))
    head = made(findings=findings)[SEMELLE].split("</h1>")[1].split("</header>")[0]
    assert 'class="badge PASS"' in head
    assert "conforme, 1 non jugé" in tree(head.replace("</p>", "").replace("<p>", "")).text


def test_hostile_texts_are_shown_as_written():
    findings = tuple(
        replace(vice.finding("semelle.bore", Status.FAIL), message=Message("{text}", text=text))
        for text in vice.HOSTILE
    )
    product = vice.product()
    title = " ".join(vice.HOSTILE)
    named = product.product.model_copy(update={"title": title})
    pages = made(findings=findings, product=product.model_copy(update={"product": named}))
    for name in PAGES:
        found = tree(pages[name])
        assert _printed(title) in found.text
        plain = [tag for tag, _ in tree(site()[name]).tags]
        assert [tag for tag, _ in found.tags].count("script") == plain.count("script")
    for name in (INDEX, CHECKS, SEMELLE):
        text = tree(pages[name]).text.replace(_printed(title), "")
        assert all(_printed(hostile) in text for hostile in vice.HOSTILE)
    for name in (VERDICTS, SEARCH):
        assert "</script" not in pages[name]


def _printed(text):
    return text.replace("l'", "l’")


def search_index(script):
    assert script.startswith("window.gmpSearch=")
    return json.loads(script.removeprefix("window.gmpSearch=").rstrip(";\n"))


def test_everything_can_be_found_and_every_result_leads_somewhere():
    index = search_index(site()[SEARCH])
    rows = [(index["kinds"][kind], title, href) for kind, title, _, href in index["rows"]]
    titles = {title for _, title, _ in rows}
    for title in (
        "ET-01 Semelle",
        "alésage — guidage",
        "Phase 20 — Fraisage",
        "20.1 Surfacer 1 — E puis F",
    ):
        assert title in titles
    kinds = {kind for kind, _, _ in rows}
    assert {
        "Pièces",
        "Montages",
        "Cotes",
        "Phases",
        "Opérations",
        "Outils",
        "Contrôles",
        "Documents",
    } <= kinds
    for _, _, href in rows:
        path, _, anchor = href.partition("#")
        assert path in published()
        if anchor:
            assert anchor in tree(site()[path]).ids


def test_a_script_of_data_ends_no_script_and_no_line():
    text = "</script>\u2028\u2029é"
    written = script_data([text])
    assert not set(written) & {"\u2028", "\u2029"}
    assert "</" not in written
    assert json.loads(written) == [text]


def test_the_verdict_of_a_page_is_told_apart_from_it():
    marks = json.loads(site()[VERDICTS].removeprefix("window.gmpVerdicts=").rstrip(";\n"))
    assert marks["product"] == {"status": "PASS", "label": "conforme"}
    assert 'data-verdict="part-semelle"' in site()[FIXTURE]


def test_formats_of_one_document_stand_together_under_its_own_title():
    paths = ("parts/a/gamme.docx", "parts/a/gamme.pdf", "parts/a/a.step", "parts/a/a.png",
             "parts/a/phases/contrat-20.pdf", "parts/a/b/drawing.pdf", "parts/ab/gamme.pdf")  # fmt: skip
    written = (Written(path="parts/a/gamme.pdf", title="Gamme — A", chapter=6),)
    groups = file_groups("parts/a", paths, written, "fr")
    assert [(g.chapter, g.title, g.paths) for g in groups] == [
        (3, "Maquette numérique", ("parts/a/a.step",)),
        (6, "Gamme — A", ("parts/a/gamme.pdf", "parts/a/gamme.docx")),
        (8, "Contrat de phase 20", ("parts/a/phases/contrat-20.pdf",)),
    ]


def test_a_part_named_like_a_page_of_the_site_has_a_page_of_its_own():
    pages = [
        Entry(kind="part", name=n, number="", title="").page for n in ("product", "checks", "a")
    ]
    assert pages == ["site/part-product.html", "site/part-checks.html", "site/a.html"]
    assert not {PRODUCT, CHECKS} & set(pages)


def test_the_same_bytes_twice():
    assert made() == made()


def test_a_page_does_not_say_its_own_subject_at_each_file() -> None:
    written = [Written(path="parts/a/devis.pdf", title="Devis — ET-01 Semelle", chapter=14)]
    (group,) = file_groups("parts/a", ("parts/a/devis.pdf",), written, "fr")
    assert group.shown("site/a.html", "ET-01 Semelle")["title"] == "Devis"
    assert group.shown("index.html")["title"] == "Devis — ET-01 Semelle"


def test_figures_of_the_sections_of_a_fixture_are_aligned_as_on_paper() -> None:
    table = {"header": ["Rep.", "F (N)", "f (µm)"], "align": "left, right, right", "rows": []}
    shown = _section(1, {"title": "Rigidité", "lines": [], "note": "", "table": table})
    assert shown["numbers"] == [2, 3]
    assert _section(2, {"title": "x", "lines": [], "note": "", "table": None})["numbers"] == []


def _luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _contrast(a, b):
    """Return the contrast ratio of WCAG 2.1."""
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _long(colour):
    return colour if len(colour) == 7 else "#" + "".join(2 * c for c in colour[1:])


def test_colours_reach_wcag_aa_in_light_dark_and_print():
    schemes = re.findall(r"\{(--bg.*?)\}", site()[STYLE], re.DOTALL)
    assert len(schemes) == 4  # light, the system's dark, the reader's dark, print
    found = [dict(re.findall(r"--([\w-]+):(#[0-9a-f]{3,6})\b", s)) for s in schemes]
    assert found[1] == found[2]
    for colours in ({k: _long(v) for k, v in scheme.items()} for scheme in found):
        for back in ("bg", "card", "head", "lit"):
            for name in ("ink", "soft", "accent", "PASS", "SKIP", "WARN", "FAIL", "ERROR"):
                assert _contrast(colours[name], colours[back]) >= 4.5, (name, back)
        assert _contrast(colours["on"], colours["accent"]) >= 4.5
        if "bar" in colours:
            assert _contrast(colours["bar-ink"], colours["bar"]) >= 4.5


def test_the_font_of_the_drawings_is_in_the_style_sheet_with_all_their_characters():
    (data,) = re.findall(r"@font-face\{[^}]*base64,([A-Za-z0-9+/=]+)\)\}", site()[STYLE])
    held = {chr(code) for code in TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap()}
    assert set("⌀16 H7 Ⓔ Écrou ⌴ ∥ ⌖ ↧") <= held
    drawn = to_svg(Drawing(width=60, height=20, primitives=glyphs.line("⌀16 H7", (5, 5), 3.5)))
    html = made(drawing=(Picture(svg=drawn, alt="x"),))[PRODUCT]
    assert html.count("font-family=\"'GMP ISO 3098'\"") == 1
    assert "@font-face" not in html


def test_the_button_of_the_3d_view_has_the_colours_whose_contrast_is_proven_above() -> None:
    """In the dark it had the colour of the bar, 1.0 to 1 against the card it stands on."""
    (rule,) = re.findall(r"\.gmp3d-open button\{([^}]*)\}", site()[SEMELLE])
    assert re.findall(r"(?:background|;color):var\(--(\w+)", rule) == ["accent", "on"]
