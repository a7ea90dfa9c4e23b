"""docs/benchmarks.md says the figures that the benchmarks keep."""

from __future__ import annotations

from benchmarks import table


def test_the_page_says_the_figures_that_are_kept() -> None:
    found = table.PAGE.read_text("utf-8")
    assert found == table.page(found.split("\n\n")[2])
    assert len(table.SECTIONS) >= 6


def test_a_figure_that_changed_is_told(monkeypatch) -> None:
    scores = {"a": {"overlaps": 1, "missing": 0, "doubled": 0, "total": 50.0}}
    monkeypatch.setattr(table, "kept", lambda name: {"drawings": scores}[name])
    assert list(table.drawings()) == [
        ("1 drawings: overlaps, missing, doubled", "1, 0, 0"),
        ("score of 100: lowest, highest", "50.0, 50.0"),
    ]
