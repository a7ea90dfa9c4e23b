"""Every finding has a check that says what it is: those of the registry, and two that none gives."""

from __future__ import annotations

from gmp_cad.checks.rulebook import every_rule, rulebook
from gmp_cad.language import translate


def test_files_and_steps_of_the_build_are_told_beside_the_checks() -> None:
    """The page of a class counts the projects in which they fail: a heading cannot be empty."""
    besides = every_rule().keys() - rulebook().keys()
    assert besides == {"input.valid", "build.task"}
    for rule in every_rule().values():
        assert rule.title
        assert rule.rationale
        assert translate(rule.title, "fr")
    assert translate(every_rule()["build.task"].title, "fr") == "Tâches de la construction"
