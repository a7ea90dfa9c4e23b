"""Templates read against their fields: every fault in one run, none in those that are packaged."""

from __future__ import annotations

import pytest

from gmp_cad.documents.template_sample import try_template
from gmp_cad.documents.templating.template_error import TemplateError
from gmp_cad.documents.templating.template_fields import registry
from gmp_cad.documents.templating.template_lint import Fault, lint
from tests.documents import vice

GAMME = "gamme_page.typ.j2"
WRONG = """\
{% from "plan_header.typ.j2" import title_block, text %}
#import "@preview/cetz:0.3.0": canvas
{{ document.titel }} {{ document.title.foo }}
{% for row in document.rows %}
{{ row.numbr }} {{ row.number|upcase }} {% for o in row.operations %}{{ o.x }}{% endfor %}
{% endfor %}
{% for p in document.title %}{% endfor %}
{{ title_block(document.blok, document.title) }}
{% include "../../etc/passwd" %} {% include "plan_heade.typ.j2" %}
#image({{ document.rows[0].picture|q }}) #read("/etc/passwd")
{% if document.rows is dividable %}{% endif %}
{{ document["titre"] }}
"""
# line, column (from 1), a word of the message, a word of the hint
EXPECTED = [
    (1, 50, "text", "texts"),
    (2, 10, "packages", "network"),
    (3, 13, "titel", "title"),
    (3, 40, "foo", "show"),
    (5, 8, "numbr", "number"),
    (5, 31, "upcase", ""),
    (5, 75, "x", "show"),
    (7, 22, "is a text", ""),
    (8, 25, "blok", "block"),
    (9, 13, "../../etc/passwd", "docs_templates/"),
    (9, 46, "plan_heade.typ.j2", "plan_header.typ.j2"),
    (10, 2, "alt", "alt:"),
    (10, 49, "/etc/passwd", "docs_templates/"),
    (11, 24, "dividable", "divisibleby"),
    (12, 14, "titre", "title"),
]


def faults(text: str, name: str = GAMME) -> tuple[Fault, ...]:
    return lint({**vice.templates(), name: text}, name)


def test_every_fault_of_a_template_is_told_in_one_run():
    found = faults(WRONG)
    assert [(f.where.line, f.where.column) for f in found] == [(e[0], e[1]) for e in EXPECTED]
    for fault, (_, _, word, hint) in zip(found, EXPECTED, strict=True):
        assert word in fault.message.say("en").split("\n")[0]
        assert hint in (fault.hint.say("en") if fault.hint else "")
        assert fault.where.file == f"docs_templates/{GAMME}"
        assert not fault.warning
        assert fault.message.say("en").endswith("^")


def test_arithmetic_is_a_warning():
    text = "{% set x = document.rows|length - 1 %}{{ document.total|float * 2 }}"
    found = faults(text)
    assert [f.warning for f in found] == [True] * 3
    assert [f.message.say("en").split("\n")[0][-3:] for f in found] == ["(-)", "at)", "(*)"]


def test_a_macro_is_read_with_what_it_is_given():
    macro = "{% macro show(row) %}{{ row.number }}{{ row.nix }}{% endmacro %}\n"
    (fault,) = faults(macro + "{% for row in document.rows %}{{ show(row) }}{% endfor %}")
    assert (fault.where.line, "nix" in str(fault.message)) == (1, True)
    assert faults(macro) == ()  # nobody calls it: what it is given is not known


def test_the_project_s_own_part_of_a_template_is_read_where_it_is_included():
    own = {**vice.templates(), "bas.typ.j2": "{{ document.titel }}"}
    (fault,) = lint({**own, GAMME: '{% include "bas.typ.j2" %}'}, GAMME)
    assert (fault.where.file, fault.where.line) == ("docs_templates/bas.typ.j2", 1)


def test_asking_whether_a_field_is_there_is_no_fault():
    assert faults('{% if nothing is defined %}{{ document.nix|default("") }}{% endif %}') == ()


def test_several_wrong_expressions_are_all_told():
    found = faults(
        '<a href="https://x.org">{{ title }</a>\n{{ owner }\n<img src="//cdn/x.png">',
        "index.html.j2",
    )
    assert [(f.where.line, f.where.column) for f in found] == [(1, 10), (1, 34), (2, 10), (3, 11)]


def test_a_link_outside_of_a_page_is_told_where_it_stands():
    text = '<style>@import "http://a"; a{background:url(http://b)}</style>{{ title }}'
    assert [f.where.column for f in faults(text, "index.html.j2")] == [17, 45]


@pytest.mark.parametrize("name", sorted(vice.templates()))
def test_no_packaged_template_has_a_fault(name):
    assert [f"{f.where}: {f.message}" for f in lint(vice.templates(), name)] == []


@pytest.mark.parametrize("name", sorted(n for n in registry() if n in vice.templates()))
def test_every_packaged_template_comes_out_of_its_samples(name):
    try_template(vice.templates(), name, "fr")


def test_what_only_compiling_shows_is_told_at_the_template():
    text = vice.templates()[GAMME].replace("#{", "#nope\n#{", 1)
    with pytest.raises(TemplateError) as caught:
        try_template({**vice.templates(), GAMME: text}, GAMME, "fr")
    assert caught.value.where.file == f"docs_templates/{GAMME}"
    assert text.split("\n")[caught.value.where.line - 1] == "#nope"
