"""The diameter under a thread: what can be cut, what cannot, and what the finding says."""

from __future__ import annotations

import pytest

from gmp_cad.checks import dimension, thread
from gmp_cad.documents.part.dimension_table import dimension_rows
from gmp_cad.finding import Finding, Status
from gmp_cad.spec.part import print_callout
from tests.canonical import IDENTITY, measurement, part


def line(size: str, extra: str = ""):
    return part(IDENTITY + f'[dimensions]\ntap = {{ size = "{size}"{extra} }}\n')


def blank(size: str, observed: float | None = None, extra: str = "") -> Finding:
    seen = [] if observed is None else [measurement("tap", observed, observed)]
    (found,) = thread.blanks(line(size, extra), seen)
    return found


# ISO 965-2 limits of D1 and d, ISO 2903 and ISO 228-1 limits.
@pytest.mark.parametrize(
    ("size", "observed", "status"),
    [
        ("M8-6H", 6.8, Status.PASS),
        ("M8-6H", 6.647, Status.PASS),
        ("M8-6H", 6.912, Status.PASS),
        ("M8-6H", 6.646, Status.FAIL),
        ("M8-6H", 6.913, Status.FAIL),
        ("M8-4H", 6.8, Status.PASS),
        ("M8-4H", 6.818, Status.FAIL),
        ("M8", 8.0, Status.FAIL),
        ("M8-6g", 8.0, Status.PASS),
        ("M8-6g", 7.76, Status.PASS),
        ("M8-6g", 7.7, Status.FAIL),
        ("M8-6g", 8.1, Status.FAIL),
        ("M1-5H", 0.75, Status.PASS),
        ("M1", 0.75, Status.PASS),
        ("Tr 12×3-7H", 9.0, Status.PASS),
        ("Tr 12×3-7H", 9.4, Status.FAIL),
        ("G 1/4", 11.8, Status.PASS),
        ("G 1/4", 11.4, Status.FAIL),
        ("G 1/4 A", 13.157, Status.PASS),
    ],
)
def test_the_blank_of_a_thread(size: str, observed: float, status: Status) -> None:
    assert blank(size, observed).status is status


def test_what_is_not_measured_is_not_judged() -> None:
    for size, extra in (("M8-6H ↧16 / ⌀6,8 ↧20", ""), ("M8-6H", ", model = 8"), ("M8-6g", "")):
        found = blank(size, extra=extra)
        assert (found.status, found.code) == (Status.SKIP, "not_measured")
    lost = measurement("tap", 6.8, 6.8, outcome="ambiguous")
    (found,) = thread.blanks(line("M8-6H"), [lost])
    assert found.status is Status.SKIP


def test_a_drill_written_for_another_thread_is_told() -> None:
    found = blank("M8-6H ↧16 / ⌀5 ↧20", 5.0)
    assert (found.status, found.observed, found.expected) == (Status.FAIL, 5.0, 6.8)
    assert "⌀5 is the drill of M6" in str(found.hint)
    assert "⌀6.8" in str(found.hint)


def test_a_diameter_that_the_specification_asks_for_is_told_and_passes() -> None:
    found = blank("M8-6H", 8.0, ", model = 8")
    assert (found.status, found.code) == (Status.PASS, "as_asked")
    assert "6.647" in found.message.say("en")
    assert blank("M8-6H", 8.1, ", model = 8").status is Status.FAIL


def test_a_thread_without_values_is_not_judged() -> None:
    assert blank("M1,6×0,2", 1.4).status is Status.SKIP


@pytest.mark.parametrize(("size", "words"), [("M8-6H", "drill: ⌀6.8"), ("M8-6g", "diameter: ⌀8")])
def test_another_modelled_diameter_says_which_one_is_meant(size: str, words: str) -> None:
    for seen in (measurement("tap", 6.8, 6.0), measurement("tap", 6.8, None, outcome="not_found")):
        (found,) = dimension.measured(line(size), [seen])
        assert found.status is Status.FAIL
        assert words in str(found.hint)


@pytest.mark.parametrize(
    ("size", "extra", "french", "english"),
    [
        ("M8-6H ↧16", "", "M8-6H ↧16 (avant-trou déduit ⌀6,8 ↧21)",
         "M8-6H ↧16 (derived tap drill ⌀6.8 ↧21)"),
        ("M8×1-6H ↧16 / ⌀7,1", "", "M8×1-6H ↧16 / ⌀7,1 (avant-trou déduit ⌀7,1 ↧20)",
         "M8×1-6H ↧16 / ⌀7.1 (derived tap drill ⌀7.1 ↧20)"),
        ("G 1/4 ↧12", "", "G 1/4 ↧12 (avant-trou déduit ⌀11,8 ↧17,5)",
         "G 1/4 ↧12 (derived tap drill ⌀11.8 ↧17.5)"),
        ("M8-6H ↧16 / ⌀6,8 ↧20", "", "M8-6H ↧16 / ⌀6,8 ↧20", "M8-6H ↧16 / ⌀6.8 ↧20"),
        ("M8-6H ↧16", ", model = 8", "M8-6H ↧16", "M8-6H ↧16"),
        ("M8-6H", "", "M8-6H", "M8-6H"),
        ("⌀8 ↧16", "", "⌀8 ↧16", "⌀8 ↧16"),
    ],
)  # fmt: skip
def test_a_derived_hole_is_shown_as_derived(
    size: str, extra: str, french: str, english: str
) -> None:
    spec = line(size, extra)
    for lang, text in (("fr", french), ("en", english)):
        assert print_callout(spec.dimensions["tap"], lang) == text
        (row,) = dimension_rows(spec, (), (), {}, lang)
        assert row.required == text
