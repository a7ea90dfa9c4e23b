"""The published parts once more: every dimension of their drawings drives the model, alone."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from gmp_cad.build.project_build import Settings, build
from gmp_cad.finding import Status

PARTS = Path(__file__).parent / "parts"
# 60° and 120° around the whole turn follow from how many there are.
CLOSED = {"ppp0107.bolt_spacing", "ppp0107.rib_spacing"}


@pytest.mark.soak
def test_every_dimension_of_a_published_drawing_drives_its_model(tmp_path: Path) -> None:
    shutil.copytree(PARTS, tmp_path / "parts", ignore=shutil.ignore_patterns("__pycache__"))
    result = build(tmp_path, Settings(jobs=2, verdicts_only=True))
    found = [f for f in result.findings if f.check == "dimension.drives"]
    assert [(f.subject, f.code, str(f.message)) for f in found if f.status > Status.SKIP] == []
    assert {f.subject for f in found if f.status is Status.SKIP} == CLOSED
    lines = Counter(f.subject.split(".", maxsplit=1)[0] for f in found)
    assert set(lines) == {"ppp0101", "ppp0103", "ppp0107", "ppp0108"}
    assert min(lines.values()) >= 10
