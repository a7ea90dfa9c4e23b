"""Subjects by their folders."""

from __future__ import annotations

import pytest

from gmp_cad.spec.project_folder import subject_named, subject_of_folder


@pytest.mark.parametrize(
    ("word", "subject"),
    [
        ("parts/semelle", "semelle"),
        ("parts/semelle/", "semelle"),
        ("./parts/semelle", "semelle"),
        ("parts\\semelle\\", "semelle"),
        ("fixtures_design/semelle_ph20", "semelle_ph20"),
        ("fixtures_design/semelle_ph20/bride/", "semelle_ph20.bride"),
    ],
)
def test_a_folder_names_its_subject(word: str, subject: str) -> None:
    assert subject_of_folder(word) == subject_named(word) == subject


@pytest.mark.parametrize(
    "word", ["semelle", "semelle_ph20.bride", "parts", "parts/", "main", "parts/a/b/c"]
)
def test_any_other_word_is_itself(word: str) -> None:
    assert subject_of_folder(word) is None
    assert subject_named(word) == word
