"""What changed between two saves, and what the page is told of a part."""

from __future__ import annotations

from gmp_cad.watch.part_view import PartView, belongs, changes, keyed


def row(subject: str, status: str = "PASS", observed=None, check: str = "dimension.measured"):
    return {
        "check": check, "code": "c", "status": status, "subject": subject, "expected": None,
        "observed": observed, "unit": "mm", "message": f"{subject} is {status}", "hint": None,
        "where": None,
    }  # fmt: skip


def moved(before, now, *, complete: bool = True):
    told = changes(keyed(before), keyed(now), "en", complete=complete)
    return [(c["subject"], c["from_status"], c["was"], c["status"], c["gone"]) for c in told]


def test_a_value_or_a_status_that_is_another_one_is_a_change_the_worst_first() -> None:
    before = [row("p.a", observed=20.0), row("p.b", observed=5.0), row("p.c", "FAIL", 1.0)]
    now = [row("p.a", observed=21.0), row("p.b", "FAIL", 5.0), row("p.c", "FAIL", 1.0)]
    assert moved(before, now) == [
        ("p.b", "PASS", 5.0, "FAIL", False),
        ("p.a", "PASS", 20.0, "PASS", False),
    ]


def test_of_a_first_look_nothing_has_changed() -> None:
    assert moved([], [row("p.a", "FAIL")]) == []


def test_what_is_not_judged_yet_has_not_gone() -> None:
    before = [row("p.a", "WARN"), row("p.b")]
    assert moved(before, [row("p.b")], complete=False) == []
    assert moved(before, [row("p.b")]) == [("p.a", "WARN", None, "WARN", True)]


def test_new_verdicts_that_pass_are_no_news_new_ones_that_fail_are() -> None:
    assert moved([row("p.a")], [row("p.a"), row("p.b"), row("p.c", "FAIL")]) == [
        ("p.c", None, None, "FAIL", False)
    ]


def test_several_verdicts_of_a_check_on_one_subject_are_told_apart() -> None:
    before = [row("p", observed=1.0), row("p", observed=2.0)]
    assert moved(before, [row("p", observed=1.0), row("p", observed=3.0)]) == [
        ("p", "PASS", 2.0, "PASS", False)
    ]


def test_a_model_that_failed_is_told_above_not_as_a_change() -> None:
    assert moved([row("p.a")], [row("p.a"), row("p", "ERROR", check="build.task")]) == []


def test_a_part_has_its_own_verdicts_and_no_others() -> None:
    assert belongs(row("plate"), "plate")
    assert belongs(row("plate.bore"), "plate")
    assert belongs(row("jig.base.bore"), "jig.base")
    assert not belongs(row("plate2.bore"), "plate")


def test_the_page_is_told_counts_and_what_does_not_pass() -> None:
    known = keyed([row("p.a"), row("p.b", "SKIP"), row("p.c", "WARN"), row("p.d", "FAIL")])
    told = PartView(part="p", known=known, complete=True).json("en")
    assert [(c["status"], c["count"]) for c in told["counts"]] == [
        ("FAIL", 1), ("WARN", 1), ("SKIP", 1), ("PASS", 1)
    ]  # fmt: skip
    assert [v["subject"] for v in told["verdicts"]] == ["p.d", "p.c"]
