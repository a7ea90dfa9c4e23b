"""The summary of a class: the page, the table, what is counted; nothing a student writes is code."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from gmp_cad.documents.classroom.class_likeness import Group, Likeness, Near, Owned, PartLikeness
from gmp_cad.documents.classroom.class_page import class_html
from gmp_cad.documents.classroom.class_project import ClassPart, ClassProject, Missing, Verdict
from gmp_cad.documents.classroom.class_summary import ClassSummary, distribution, failed_checks
from gmp_cad.documents.classroom.class_table import class_csv
from gmp_cad.documents.site.site import style_sheet
from gmp_cad.documents.site.site_checks import Rule
from gmp_cad.errors import ExitCode
from gmp_cad.finding import Status
from gmp_cad.language import Message
from tests.documents import vice

HOSTILE = '=HYPERLINK("x")<script>alert(1)</script>{{ 7*7 }}'


def built(name: str, failing: int = 0, **more: object) -> ClassProject:
    verdict = Verdict(
        check="dimension.measured", code="out", status=Status.FAIL, subject="semelle.bore",
        message=Message("{text}", text="⌀16 H7"),
    )  # fmt: skip
    made = ClassProject(
        name=name, state="built", exit_code=ExitCode.CHECK_FAILED if failing else ExitCode.OK,
        counts={"PASS": 90, "SKIP": 1, "WARN": 2, "FAIL": failing, "ERROR": 0},
        failing=(verdict,) * min(failing, 2), failed={"dimension.measured": failing} if failing else {},
        parts=(ClassPart(name="semelle", volume_mm3=1234.5, mass_kg=0.5),), covered=9, lines=10,
        product_mass_kg=1.25, product_volume_mm3=160_000.0, files={"site": f"../{name}/index.html"},
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def refused(name: str, reason: str) -> ClassProject:
    return ClassProject(
        name=name, state="invalid", exit_code=ExitCode.USAGE, others=("lien",),
        reason=Message("{text}", text=reason), hint=Message("{text}", text=HOSTILE),
    )  # fmt: skip


def summary(lang: str = "fr", *, complete: bool = True) -> ClassSummary:
    missing = Missing(document="drawing", subject="semelle", reason=Message("it failed"))
    first, second = (
        Owned(project="a", part="semelle"),
        Owned(project="b", part="base", mirrored=True),
    )
    return ClassSummary(
        projects=(
            built("a"), built("b", 7, missing=(missing,)), built("c", 1),
            refused(HOSTILE, HOSTILE), ClassProject(name="z", state="no_project", exit_code=ExitCode.USAGE),
        ),
        likeness=Likeness(
            groups=(Group(kind="mirror", members=(first, second), usual=0.0125, texts=(0.5, 1.0)),),
            near=(Near(a=first, b=second, share=0.97, usual=None, text=0.25),), more=3,
            parts=(PartLikeness(part="semelle", projects=3, pairs=3, median=0.5, same=1),),
        ),
        rules={"dimension.measured": Rule(title="Measured dimension", rationale="")},
        complete=complete, lang=lang,
    )  # fmt: skip


class Page(HTMLParser):
    """The texts of the rows of each table, and all tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.rows: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:  # noqa: D102
        self.tags.append(tag)
        if tag == "tr":
            self.rows.append("")

    def handle_data(self, data: str) -> None:  # noqa: D102
        if self.rows:
            self.rows[-1] += f" {data.strip()}" if data.strip() else ""


def page(made: ClassSummary) -> tuple[str, Page]:
    text = class_html(made, vice.templates()).decode()
    return text, Page(text)


def test_the_page_needs_nothing_but_itself() -> None:
    text, _ = page(summary())
    loaded = re.findall(r"""(?:src|<link[^>]*href)=["']([^"']+)""", text)
    assert set(loaded) <= {"data:,"}
    assert "default-src 'none'" in text


def test_every_project_has_a_row_with_what_it_is() -> None:
    _, found = page(summary())
    (row,) = (r for r in found.rows if r.lstrip().startswith("b ") and "1,250" in r)
    assert all(word in row for word in ("contrôles en échec", "90", "1,250", "160", "semelle.bore"))
    (none,) = (r for r in found.rows if r.lstrip().startswith("z "))
    assert "pas de projet" in none


def test_what_students_write_is_text_on_the_page() -> None:
    text, found = page(summary())
    assert found.tags.count("script") == 1
    assert "<script>alert(1)" not in text
    assert "{{ 7*7 }}" in text


def test_what_students_write_is_no_formula_in_the_table() -> None:
    data = class_csv(summary()).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(data), delimiter=";"))
    assert len({len(row) for row in rows}) == 1
    assert not [
        cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")
    ]
    by_name = {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    assert by_name["b"]["Masse du produit (kg)"] == "1,2500"
    assert by_name["b"]["Non conformes"] == "7"
    assert by_name["b"]["Lesquels manquent"] == "dessin, semelle : échec"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_same_class_gives_the_same_bytes(lang: str) -> None:
    templates = vice.templates()
    assert class_html(summary(lang), templates) == class_html(summary(lang), templates)
    assert class_csv(summary(lang)) == class_csv(summary(lang))


def test_a_run_that_was_stopped_says_so() -> None:
    assert "arrêtée avant sa fin" in page(summary(complete=False))[0]
    assert "arrêtée avant sa fin" not in page(summary())[0]


def test_likeness_is_told_with_how_usual_it_is() -> None:
    _, found = page(summary())
    (group,) = (r.replace("\N{NO-BREAK SPACE}", " ") for r in found.rows if "(miroir)" in r)
    assert all(word in group for word in ("b (base) (miroir)", "1,2 %", "50 % … 100 %"))
    assert any(re.search(r"97\s%.*—.*25\s%", r) for r in found.rows)


def test_checks_are_ordered_by_how_many_projects_they_concern() -> None:
    projects = [
        built("a", failed={"x": 9}), built("b", failed={"y": 1, "x": 1}), built("c", failed={"y": 1}),
        built("d", failed={"y": 2}),
    ]  # fmt: skip
    found = failed_checks(projects)
    assert [(f.check, f.projects, f.verdicts) for f in found] == [
        ("y", ("b", "c", "d"), 4), ("x", ("a", "b"), 10)
    ]  # fmt: skip


def test_the_distribution_counts_every_judged_project_once() -> None:
    numbers = [0, 0, 1, 2, 4, 5, 49, 50, 1000]
    found = distribution([built(str(i), n) for i, n in enumerate(numbers)])
    assert sum(s.projects for s in found) == len(numbers)
    assert [(s.least, s.most, s.projects) for s in found] == [
        (0, 0, 2), (1, 1, 1), (2, 4, 2), (5, 9, 1), (10, 19, 0), (20, 49, 1), (50, None, 2)
    ]  # fmt: skip


def test_the_style_sheet_stands_in_the_page_as_it_is() -> None:
    """Typeset like a text, its negative lengths and the spaces of its selectors would be void."""
    sheet = style_sheet(vice.templates()).decode()
    assert "left:-99rem" in sheet
    assert sheet in class_html(summary("fr"), vice.templates()).decode()
