"""Every check is registered once, says why it exists, and has a wrong twin that it refuses."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import gmp_cad.checks
from gmp_cad.checks.registry import CHECKS, check
from gmp_cad.finding import Status
from gmp_cad.language import translate
from tests.twins import TWINS

for module in pkgutil.iter_modules(gmp_cad.checks.__path__):
    importlib.import_module(f"gmp_cad.checks.{module.name}")


def test_every_check_has_a_wrong_twin() -> None:
    assert set(TWINS) == set(CHECKS)


@pytest.mark.parametrize("check_id", sorted(TWINS))
def test_the_wrong_twin_is_refused(check_id: str) -> None:
    findings = list(TWINS[check_id]())
    assert {f.check for f in findings} == {check_id}
    assert max(f.status for f in findings) >= Status.WARN
    for finding in findings:
        for lang in ("fr", "en"):
            assert "{" not in finding.message.say(lang)


@pytest.mark.parametrize("check_id", sorted(TWINS))
def test_a_check_says_why_it_exists_in_both_languages(check_id: str) -> None:
    entry = CHECKS[check_id]
    assert len(entry.rationale) > 40
    for text in (entry.title, entry.rationale):
        assert translate(text, "fr") != text


def test_an_id_is_given_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        check("CP01", "again", "again")
