"""The page index.html: one file, no network, escaped, complete, readable by a machine."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from fontTools.ttLib import TTFont

from gmp_cad.documents.picture import Picture
from gmp_cad.documents.site import site_html
from gmp_cad.drawing import glyphs
from gmp_cad.drawing.font.build import font_bytes
from gmp_cad.drawing.primitives import Drawing
from gmp_cad.drawing.svg import to_svg
from gmp_cad.finding import Status
from gmp_cad.language import Message
from tests.documents import vice

VOID = {"meta", "link", "br", "input", "img", "hr"}


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
        if tag == "a":
            self.hrefs.append(given["href"])
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)

    def handle_startendtag(self, tag, attrs):  # noqa: D102 - HTMLParser's own name
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):  # noqa: D102 - HTMLParser's own name
        assert self.open.pop() == tag

    def handle_data(self, data):  # noqa: D102 - HTMLParser's own name
        self.text += data


def page(lang="fr", **changes):
    return site_html(vice.dossier(**changes), vice.templates(), lang)


def tree(html):
    found = Tree()
    found.feed(html)
    assert found.open == []
    return found


def test_it_is_well_formed_with_unique_ids_and_links_that_arrive():
    found = tree(page())
    assert len(found.ids) == len(set(found.ids))
    for href in found.hrefs:
        assert href[1:] in found.ids if href.startswith("#") else not href.startswith(("/", "http"))


def test_it_asks_nothing_of_a_network():
    html = page()
    tags = [tag for tag, _ in tree(html).tags]
    assert not {"link", "iframe", "img", "object"} & set(tags)
    outside = set(re.findall(r"https?://[^\"' ]+", html))
    assert outside <= {"http://www.w3.org/2000/svg"}
    assert "default-src 'none'" in html


def test_it_speaks_the_language_and_has_one_title():
    found = tree(page("en"))
    assert ("html", {"lang": "en"}) in found.tags
    assert found.headings.count("h1") == 1
    assert found.headings[0] == "h1"
    assert dict(found.tags)["html"]["lang"] == "en"


def test_every_control_and_scrolling_region_has_a_name():
    for tag, given in tree(page()).tags:
        if given.get("role") in ("region", "img"):
            assert given["aria-label"]
            assert given["tabindex"] == "0"
        if tag == "input":
            assert given["id"] == "filter"
    assert '<label for="filter">' in page()


def test_findings_dimensions_and_contracts_are_there():
    found = tree(page("en"))
    for text in ("semelle.shoulder", "59.9 … 60.1", "⌀16 H7 Ⓔ", "4.262", "ISO 4762 - M8x40 - 8.8"):
        assert text in found.text
    assert "parts/semelle/phases/contrat-20.pdf" in found.hrefs
    assert "parts/semelle/semelle.step" in found.hrefs


def test_only_what_does_not_pass_is_listed():
    rows = re.findall(r"<tr><td><span class=\"badge (\w+)\"", page())
    assert rows == ["FAIL", "WARN", "SKIP"]


def test_a_clean_project_says_so():
    findings = (vice.finding("semelle.bore", Status.PASS),)
    assert "Every check passes." in page("en", findings=findings)
    assert "No check has run." in page("en", findings=())


@pytest.mark.parametrize("text", vice.HOSTILE)
def test_hostile_texts_are_shown_as_written(text):
    finding = replace(
        vice.finding("semelle.bore", Status.FAIL), message=Message("{text}", text=text)
    )
    product = vice.product()
    named = product.product.model_copy(update={"title": text})
    html = page(findings=(finding,), product=product.model_copy(update={"product": named}))
    found = tree(html)
    assert text in found.text
    assert [tag for tag, _ in found.tags].count("script") == 1


def test_the_same_bytes_twice():
    assert page() == page()


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


def test_colours_reach_wcag_aa_in_light_and_dark():
    schemes = re.findall(r":root\{(--bg.*?)\}", page(), re.DOTALL)
    assert len(schemes) == 3  # light, dark, print
    for scheme in schemes:
        colours = {k: _long(v) for k, v in re.findall(r"--(\w+):(#[0-9a-f]{3,6})\b", scheme)}
        for back in ("bg", "card", "head"):
            for name in ("ink", "soft", "accent", "PASS", "SKIP", "WARN", "FAIL", "ERROR"):
                assert _contrast(colours[name], colours[back]) >= 4.5, (name, back)


def test_the_font_of_the_drawings_is_there_once_with_all_their_characters():
    drawn = [
        to_svg(Drawing(width=60, height=20, primitives=glyphs.line(text, (5, 5), 3.5)))
        for text in ("⌀16 H7 Ⓔ", "Écrou ⌴")
    ]
    assert all(svg.count("@font-face") == 1 for svg in drawn)
    pictures = tuple(Picture(svg=svg, alt="x") for svg in drawn)
    page = site_html(replace(vice.dossier(), drawing=pictures), vice.templates(), "fr")
    (data,) = re.findall(r"@font-face\{[^}]*base64,([A-Za-z0-9+/=]+)\)\}", page)
    held = {chr(code) for code in TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap()}
    assert set("⌀16 H7 Ⓔ Écrou ⌴ ∥") <= held  # of the drawings, and of the table of dimensions
    assert len(base64.b64decode(data)) < len(font_bytes()) / 2
    assert page.count("font-family=\"'GMP ISO 3098'\"") == 2
    assert "font-src data:" in page
