"""Templates: nothing that a project writes is ever code; faults name file and line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.documents.templating.template import (
    TemplateError,
    load,
    packaged_folder,
    quoted,
    render,
)
from gmp_cad.documents.templating.typography import typeset
from tests.documents import vice

# Typst source is UTF-8 text; carriage returns are dropped on purpose.
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=60)


def contents(source: str, folder: Path) -> list[str]:
    """Return the strings that Typst holds in the document's metadata."""
    main = folder / "main.typ"
    main.write_text(source, "utf-8")
    return [entry["value"] for entry in json.loads(typst.query(str(main), "metadata"))]


@given(texts=st.lists(TEXTS, min_size=1, max_size=40))
@settings(max_examples=25, deadline=None)
def test_any_text_comes_out_of_typst_as_it_went_in(texts, tmp_path_factory):
    template = {"t.typ.j2": "{% for x in texts %}#metadata({{ x|q }})\n{% endfor %}"}
    source = render(template, "t.typ.j2", {"texts": texts}, "fr")
    assert contents(source, tmp_path_factory.mktemp("typst")) == texts


def is_set_as_written(text: str) -> bool:
    """Return whether a text has no space or sign that print writes otherwise."""
    return bool(text) and typeset(text, "fr") == text


@given(texts=st.lists(TEXTS.filter(is_set_as_written), min_size=1, max_size=40))
@settings(max_examples=25, deadline=None)
def test_in_markup_any_text_is_one_text_element(texts, tmp_path_factory):
    template = {"t.typ.j2": "{% for x in texts %}#metadata([{{ x }}])\n{% endfor %}"}
    source = render(template, "t.typ.j2", {"texts": texts}, "fr")
    found = contents(source, tmp_path_factory.mktemp("typst"))
    assert found == [{"func": "text", "text": text} for text in texts]


@pytest.mark.parametrize("after", ["(suite)", ".len()", "[x]", ";"])
def test_what_follows_a_value_is_text_too(after, tmp_path):
    source = render({"t.typ.j2": "#metadata([{{ x }}" + after + "])"}, "t.typ.j2", {"x": "a"}, "fr")
    (found,) = contents(source, tmp_path)
    joined = "".join(c.get("text", "") for c in found.get("children", [found]))
    assert joined.replace("[x]", after) == "a" + after


@pytest.mark.parametrize("text", vice.HOSTILE)
def test_html_is_escaped(text):
    page = render({"p.html.j2": "<p>{{ x }}</p>"}, "p.html.j2", {"x": text}, "fr")
    assert "<script" not in page
    assert page.count("<") == 2


def test_quoted_escapes_what_typst_reads():
    assert quoted('a"b\\c\nd\te\x01') == '"a\\"b\\\\c\\nd\\te\\u{1}"'


def test_an_unknown_field_names_the_template_and_its_line():
    with pytest.raises(TemplateError) as caught:
        render({"t.typ.j2": "a\nb\n{{ nothing.here }}\n"}, "t.typ.j2", {}, "fr")
    assert caught.value.where.file == "docs_templates/t.typ.j2"
    assert caught.value.where.line == 3


def test_a_syntax_error_names_the_template_and_its_line():
    with pytest.raises(TemplateError) as caught:
        render({"t.typ.j2": "a\n{% if %}\n"}, "t.typ.j2", {}, "fr")
    assert (caught.value.where.file, caught.value.where.line) == ("docs_templates/t.typ.j2", 2)


def test_a_template_cannot_reach_python():
    with pytest.raises(TemplateError):
        render({"t.typ.j2": "{{ x.__class__.__mro__ }}"}, "t.typ.j2", {"x": "a"}, "fr")


def test_a_project_overrides_one_template_and_keeps_the_others(tmp_path):
    folder = tmp_path / "docs_templates"
    folder.mkdir()
    (folder / "contrat.typ.j2").write_text("ours", "utf-8")
    found = load(tmp_path)
    assert found["contrat.typ.j2"] == "ours"
    assert found["gmp.typ"] == (packaged_folder() / "gmp.typ").read_text("utf-8")


def test_no_template_needs_a_network():
    for name, text in vice.templates().items():
        if name == "README.md":
            continue
        assert "@preview" not in text, name
        assert not re.search(r"(?:src|href)=[\"']https?:|url\(", text), name
