"""A wrong template is told at its own place: file, line, column, the line and a caret."""

from __future__ import annotations

import pytest

from gmp_cad.documents.printing.pdf import pdf
from gmp_cad.documents.templating import template
from gmp_cad.documents.templating.template_error import TemplateError
from tests.documents import vice

HEAD = (
    '#set document(title: "Essai", date: datetime(year: 2026, month: 1, day: 15))\n'
    '#set text(lang: "fr", font: "DejaVu Sans")\n'
)
CONTEXT = {"title": "Étau", "rows": [{"number": "1", "name": "é"}, {"number": "2", "name": "b"}]}
OTHERS = {
    "u.typ.j2": "b\n  #bad {{ title }}", "v.typ.j2": "b\nc {{ titel }}",
    "w.typ.j2": "{% for i in range(999999999) %}a{% endfor %}", "x.typ.j2": "{{ title|upcase }}",
    "ours.typ": "#let boo(x) = {\n  x.nope\n}\n",
}  # fmt: skip
DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="1mm" height="1mm"/>'


def refused(body: str) -> TemplateError:
    """Return the error of a template whose text stands after the two lines of the head."""
    templates = {**vice.templates(), **OTHERS, "s.svg": DOT, "t.typ.j2": HEAD + body}
    with pytest.raises(TemplateError) as caught:
        made(templates)
    return caught.value


def made(templates: dict[str, str]) -> bytes:
    source = template.render(templates, "t.typ.j2", CONTEXT, "fr")
    return pdf(source, template.typst_files(templates), "2026-01-15", "t.typ.j2")


def place(error: TemplateError) -> tuple[str, int | None, int | None]:
    where = error.where
    return where.file.removeprefix("docs_templates/"), where.line, where.column


# What stands in the template, its place (column from 1), a word of the fault, a word of the hint.
FAULTS = {
    "end of an expression": ("a\n{{ title }", ("t.typ.j2", 4, 10), "}", ""),
    "block never closed": ("a\n{% for x in rows %}\n{{ x.name }}", ("t.typ.j2", 4, 1), "for", "endfor"),
    "unknown tag": ("{% foo %}", ("t.typ.j2", 3, 4), "foo", ""),
    "unknown filter": ("{{ title|upcase }}", ("t.typ.j2", 3, 10), "upcase", ""),
    "unknown name": ("a {{ titel }}", ("t.typ.j2", 3, 6), "titel", "title"),
    "unknown field": ("{% for x in rows %}\n  {{ x.nam }}\n{% endfor %}", ("t.typ.j2", 4, 8), "nam", "name"),
    "python": ("a {{ title.__class__ }}", ("t.typ.j2", 3, 12), "__class__", ""),
    "outside by include": ('{% include "../../etc/passwd" %}', ("t.typ.j2", 3, 13), "passwd", "docs_templates/"),
    "absolute include": ('{% include "/etc/passwd" %}', ("t.typ.j2", 3, 13), "passwd", "docs_templates/"),
    "sum of text and number": ("{{ title + 1 }}", ("t.typ.j2", 3, 1), "str", "computes nothing"),
    "macro without end": ("{% macro m(x) %}{{ m(x) }}{% endmacro %}\n{{ m(1) }}", ("t.typ.j2", 3, 1), "without end", "loop"),
    "include of itself": ('{% include "t.typ.j2" %}', ("t.typ.j2", 3, 1), "without end", "loop"),
    "long loop": ("{% for i in range(999999999) %}a{% endfor %}", ("t.typ.j2", 3, 1), "100 000", "last step"),
    "nested loops": ("{% for i in range(90000) %}\n{% for j in range(90000) %}a{% endfor %}{% endfor %}", ("t.typ.j2", 4, 1), "100 000", "last step"),
    "long product": ('{{ "a" * 99999999999 }}', ("t.typ.j2", 3, 1), "too long", "last step"),
    "typst variable": ("\n  #text(nope)[{{ title }}]", ("t.typ.j2", 4, 9), "nope", "field|q"),
    "typst value": ("{% for x in rows %}\n- #text(fill: {{ x.name|raw }})[a]\n{% endfor %}", ("t.typ.j2", 4, 15), "é", ""),
    "typst text in code": ("#text(fill: {{ title }})[a]", ("t.typ.j2", 3, 13), "quotes", "field|q"),
    "typst bracket": ("= Un\n[ *a", ("t.typ.j2", 4, 3), "not closed", "innermost"),
    "typst in an include": ('a {% include "u.typ.j2" %}', ("u.typ.j2", 2, 4), "bad", ""),
    "field in an include": ('a\n{% include "v.typ.j2" %}', ("v.typ.j2", 2, 6), "titel", "title"),
    "loop in an include": ('{% include "w.typ.j2" %}', ("w.typ.j2", 1, 1), "100 000", "last step"),
    "filter in an include": ('{% include "x.typ.j2" %}', ("x.typ.j2", 1, 10), "upcase", ""),
    "typst in a macro": ("{% macro m(x) %}\n#h(nope)\n{{ x }}{% endmacro %}\n= Un\n{% for x in rows %}{{ m(x.name)|raw }}{% endfor %}", ("t.typ.j2", 4, 4), "nope", ""),
    "call of gmp.typ": ('#import "gmp.typ": *\n#verdict("FOO", "a")', ("t.typ.j2", 4, 2), "FOO", ""),
    "own typst file": ('#import "ours.typ": *\n#boo(3)', ("ours.typ", 2, 5), "field", ""),
    "absolute read": ('#read("/etc/passwd")', ("t.typ.j2", 3, 7), "/etc/passwd", "docs_templates/"),
    "read outside": ('#image("../../etc/passwd", alt: "a")', ("t.typ.j2", 3, 8), "../../etc/passwd", "docs_templates/"),
    "unknown font": ('a #text(font: "Comic Sans MS")[a]', ("t.typ.j2", 3, 15), "comic sans ms", "DejaVu Sans"),
    "package": ('a\n#import "@preview/cetz:0.3.0": canvas', ("t.typ.j2", 4, 2), "packages", "without a network"),
    "hidden package": ('#let p = "@pre" + "view/cetz:0.3.0"\n#import p: canvas', ("t.typ.j2", 4, 9), "packages", "without a network"),
    "escaped package": (r'#import "\u{40}preview/cetz:0.3.0": canvas', ("t.typ.j2", 3, 9), "packages", "without a network"),
    "local package": ('#let p = "@local/x:0.1.0"\n#import p: y', ("t.typ.j2", 4, 9), "packages", "without a network"),
    "typst loop": ("#{ let i = 0; while i >= 0 { i += 1 } }", ("t.typ.j2", 3, 15), "never ends", "last step"),
    "typst recursion": ("#let f(x) = f(x + 1)\n#f(1)", ("t.typ.j2", 3, 13), "without end", "last step"),
    "picture without alt": ('a {{ title }} #image("s.svg")', ("t.typ.j2", 3, 16), "alt", 'alt: "…"'),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_fault_is_told_at_its_place(name):
    body, where, word, hint = FAULTS[name]
    error = refused(body)
    assert place(error) == where
    fault, *excerpt = error.message.say("en").split("\n")
    assert word in fault
    assert hint in (error.hint.say("en") if error.hint else "")
    assert "/tmp" not in str(error)
    # The caret stands under the very character that the column names.
    line, caret = excerpt
    file = {"t.typ.j2": HEAD + body, **OTHERS}[where[0]].split("\n")[where[1] - 1]
    assert line[caret.index("^")] == file[where[2] - 1]


def test_a_fault_is_told_in_french():
    error = refused(FAULTS["unknown field"][0])
    assert error.message.say("fr").split("\n")[0] == "il n'y a pas de champ « nam »"
    assert error.hint.say("fr") == "vouliez-vous dire « name » ?"


def test_every_place_of_a_document_is_found_again():
    """Each line that stands in one template only is traced to that line of it."""
    templates = vice.templates()
    source = template.render(
        templates, "contrat.typ.j2", {"contract": _contract()}, "fr"
    )  # fmt: skip
    assert isinstance(source, template.Rendered)
    lines = source.split("\n")
    checked = 0
    for number, line in enumerate(lines, start=1):
        owners = [
            (name, n) for name in ("contrat.typ.j2", "contrat_page.typ.j2")
            for n, own in enumerate(templates[name].split("\n"), start=1) if own == line
        ]  # fmt: skip
        if len(owners) == 1 and line.strip() and lines.count(line) == 1:
            spot = source.spot(number, len(line) // 2)
            assert (spot.file, spot.line, spot.column) == (*owners[0], len(line) // 2)
            checked += 1
    assert checked >= 10


def _contract() -> dict[str, object]:
    from gmp_cad.documents.plan.contract import contract_context

    return contract_context(vice.contract(), vice.picture(), "s.svg", "fr")


def test_used_templates_are_those_that_are_named():
    templates = {**vice.templates(), "logo.svg": DOT}
    templates["contrat_page.typ.j2"] += '#image("logo.svg", alt: "logo")'
    assert list(template.used(templates, "contrat.typ.j2")) == [
        "contrat.typ.j2", "contrat_page.typ.j2", "gmp.typ", "logo.svg",
    ]  # fmt: skip


def test_a_logo_of_the_project_stands_in_its_document():
    templates = {**vice.templates(), "logo.svg": DOT}
    body = HEAD + '#image("logo.svg", alt: "logo de l\'école")'
    source = template.render({**templates, "t.typ.j2": body}, "t.typ.j2", {}, "fr")
    data = pdf(source, template.typst_files(templates), "2026-01-15", "t.typ.j2")
    assert data.startswith(b"%PDF")


@pytest.mark.parametrize("text", ['#import "@preview/cetz:0.3.0": *', 'include "@local/a:1.0.0"'])
def test_a_text_that_looks_like_a_package_is_printed(text):
    templates = {**vice.templates(), "t.typ.j2": HEAD + "{{ title }} #text({{ title|q }})"}
    source = template.render(templates, "t.typ.j2", {"title": text}, "fr")
    assert pdf(source, {}, "2026-01-15", "t.typ.j2").startswith(b"%PDF")
