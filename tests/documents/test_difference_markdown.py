"""The comment on a pull request: nothing of a project is Markdown in it, and it fits."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from gmp_cad.documents.comparison.difference import LineChange, PartChange
from gmp_cad.documents.comparison.difference_markdown import (
    LONGEST,
    MARK,
    Published,
    difference_markdown,
)
from gmp_cad.documents.comparison.markdown import address, code, escaped, row
from tests.documents import differences

PARTED = "\N{ZERO WIDTH SPACE}"
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HOSTILE = (
    "</details><script>alert(1)</script>", "| a | b |", "`code` ``x``", "**bold** _it_ ~~no~~",
    "[x](https://evil.example)", "![x](https://evil.example/p.png)", "<img src=x onerror=y>",
    "@bob @org/team", "see #12 and GH-7, !3, %4, ~bug, &9, $5", "https://evil.example www.evil.example",
    "mailto:a@b.example", ":tada:", "a\\|b\\", "$x$", "[^1]", "{+ in +} [- out -]", "-->", "&lt;b&gt;",
    "line\none\r\ntwo\x00\x1b[31m", "\u202egnp.exe\u2066",
)  # fmt: skip
# What these sites make links of, in the text that is left when Markdown is read.
FOUND_LATER = re.compile(
    r"[@#!~%&$^][\w\"'{\[]|:(?://|[\w+-]+:)|www\.|GH-\d|(?:mailto|xmpp):\w", re.IGNORECASE
)
texts = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=60), st.text(alphabet="\\`*_[]<>&|~$#!@:\"'^{}() a1-.\n", max_size=30)
)  # fmt: skip


def inline(source: str) -> list[Token]:
    """The pieces of a line as Markdown reads it, in a cell of a table."""
    tokens = PARSER.parse(f"| h | h |\n|---|---|\n{row(source, 'end')}\n")
    cells = [t for t in tokens if t.type == "inline"][2:]
    assert [c.content for c in cells[1:]] == ["end"]  # one row, two cells
    return cells[0].children or []


def plain(text: str) -> str:
    """A text as it should be read: on one line, without what cannot be seen."""
    seen = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+", " ", text)
    return " ".join(seen.split()).replace(PARTED, "")


@settings(max_examples=300, deadline=None)
@given(texts)
def test_text_of_a_project_is_text_and_nothing_else(text):
    pieces = inline(escaped(text))
    assert {piece.type for piece in pieces} <= {"text", "text_special"}
    read = "".join(piece.content for piece in pieces)
    assert read.replace(PARTED, "").strip() == plain(text)
    assert FOUND_LATER.search(read) is None


@settings(max_examples=200, deadline=None)
@given(texts)
def test_code_of_a_project_is_one_element_of_code(text):
    told = code(text)
    if not text.strip():
        assert told == ""
        return
    pieces = inline(told)
    assert [p.content for p in pieces if p.type == "html_inline"] == ["<code>", "</code>"]
    read = "".join(p.content for p in pieces if p.type != "html_inline")
    assert read.replace(PARTED, "").strip() == plain(text)


@settings(max_examples=100, deadline=None)
@given(texts)
def test_text_in_an_element_of_html_cannot_end_it(text):
    told = escaped(text)
    assert not set('<>"`|[]') & set(told)
    assert html.unescape(told).replace(PARTED, "").strip() == plain(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_makes_no_element_of_the_whole_comment(text):
    part = replace(
        differences.cale(), title=text,
        files=(replace(differences.cale().files[0], file=text, lines=(LineChange(path=text, before=text, after=text),)),),
    )  # fmt: skip
    told = difference_markdown(
        replace(differences.difference(), parts=(part,), notes=(text,)), "fr"
    )
    tags = re.findall(r"<[^>]*>", told)
    known = r"</?(?:details(?: open)?|summary|b|code)>|<!-- gmp-cad difference -->"
    ours = rf'{known}|<a href="[\w./%-]+">|</a>|<img src="[\w./%-]+" alt="[^"<>]*" width="\d+">'
    assert [tag for tag in tags if not re.fullmatch(ours, tag)] == []
    assert told.count("<details") == told.count("</details>")
    assert re.search(r"\[[^\]]*\]\(", told) is None


def test_a_long_text_is_cut_before_its_signs_are_written_out():
    assert escaped("<" * 500, 3) == "&#60;&#60;…"
    assert len(escaped("a" * 1000)) == 400


def test_its_first_line_is_the_mark_by_which_it_is_found():
    for difference in (differences.difference(), differences.NOTHING):
        told = difference_markdown(difference, "fr")
        assert told.splitlines()[0] == MARK
        assert told.count(MARK) == 1


def test_it_says_what_changed_in_the_language_that_was_asked_for():
    french, english = (difference_markdown(differences.difference(), lang) for lang in ("fr", "en"))
    assert "### Ce qui diffère" in french
    assert "### What differs" in english
    for told in (french, english):
        for word in ("cale", "bride", "product", "⌀18 H7", "le jeu est négatif", "workshop.toml"):
            assert word in told
    assert "Rien ne diffère." in difference_markdown(differences.NOTHING, "fr")
    assert "<details" not in difference_markdown(differences.NOTHING, "fr")


def test_its_tables_have_as_many_cells_in_every_row():
    told = difference_markdown(differences.difference(), "fr")
    tables = re.findall(r"(?:^\|.*\|\n)+", told, re.MULTILINE)
    assert len(tables) > 6
    for table in tables:
        assert len({len(re.findall(r"\|", line)) for line in table.splitlines()}) == 1, table


def test_pictures_are_linked_where_they_are_published():
    difference = differences.difference()
    beside = re.findall(r'src="([^"]*)"', difference_markdown(difference, "fr"))
    assert beside[0] == "parts/cale/overall-both.png"
    for prefix in ("https://x.example/raw/7", "https://x.example/raw/7/"):
        told = difference_markdown(difference, "fr", Published(pictures=prefix))
        assert re.findall(r'src="([^"]*)"', told) == [
            f"https://x.example/raw/7/{p}" for p in beside
        ]
    none = difference_markdown(difference, "fr", Published(pictures=None))
    assert "<img" not in none
    assert "le jeu est négatif" in none
    told = difference_markdown(difference, "fr", Published(report="https://x.example/report"))
    assert '<a href="https://x.example/report">' in told


def test_close_ups_of_a_page_and_the_causes_of_a_change_are_in_it_and_what_follows_is_not():
    told = difference_markdown(differences.difference(), "en")
    assert 'src="pages/parts/cale/drawing/1-1-before.png"' in told
    assert "Surface bore, radius" in told
    assert "73542" not in told  # the volume, which follows
    alone = replace(differences.cale(), geometry=differences.cale().geometry[:1])
    assert "73542" in difference_markdown(replace(differences.difference(), parts=(alone,)), "en")


def test_an_address_cannot_end_its_element():
    assert address('https://x/"><b>', "a b/é.png") == "https://x/%22%3E%3Cb%3E/a%20b/%C3%A9.png"
    assert address("", "a.png") == "a.png"


@pytest.mark.parametrize("longest", [LONGEST, 20_000, 8_000, 3_000])
def test_it_is_never_longer_than_a_comment_may_be_and_says_what_it_leaves_out(longest):
    parts = tuple(
        PartChange(**{**{f: getattr(differences.cale(), f) for f in PartChange.__dataclass_fields__}, "name": f"p{k}"})
        for k in range(60)
    )  # fmt: skip
    told = difference_markdown(
        replace(differences.difference(), parts=parts), "fr", longest=longest
    )
    assert len(told) <= longest
    assert told.count("<details") == told.count("</details>")
    assert "Omis, car un commentaire est limité" in told
    assert told.rstrip().endswith("<code>index.html</code>")
