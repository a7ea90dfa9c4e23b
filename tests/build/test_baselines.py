"""Baselines in a build: read with the project, compared, told; an edit of one is noticed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from gmp_cad.build import unchanged
from gmp_cad.build.part.baseline_bodies import verdict
from gmp_cad.build.part.baseline_graph import baseline_tasks
from gmp_cad.build.project_build import Settings, build
from gmp_cad.build.project_graph import part_places
from gmp_cad.documents.part.baseline import baseline_text
from gmp_cad.engine.cache.cache_place import store_folder
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.codec import decode, encode
from gmp_cad.errors import InvalidInputError
from gmp_cad.evidence.fingerprint import Fingerprint
from gmp_cad.finding import Finding, Status
from gmp_cad.spec.project import ProjectFiles, load_project
from tests.twins.baseline import FILE, accepted

STARTER = Path(__file__).parents[2] / "gmp_cad" / "starter"
PLACE = "parts/cale/baseline.toml"
PARAMS = {"part": "cale", "file": PLACE}


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    shutil.copytree(STARTER, tmp_path / "p", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "p"


def judged(text: str | None, found: Fingerprint) -> dict[str, list[Finding]]:
    data = {"fingerprint": encode(found, Fingerprint)}
    if text is not None:
        data["baseline"] = text.encode()
    outputs, _ = verdict(data, PARAMS)
    by_check: dict[str, list[Finding]] = {}
    for finding in decode(outputs["findings"], tuple[Finding, ...]):
        by_check.setdefault(finding.check, []).append(finding)
    return by_check


def test_without_a_baseline_one_verdict_says_so() -> None:
    ((check, (finding,)),) = judged(None, accepted()).items()
    assert (check, finding.code, finding.status) == (
        "baseline.geometry",
        "no_baseline",
        Status.SKIP,
    )
    assert "approve cale" in (finding.hint or "").say("fr")


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_the_accepted_part_passes_every_check(ends: str) -> None:
    text = "\ufeff" + FILE.read_text("utf-8").replace("\n", ends)
    found = judged(text, accepted())
    assert set(found) == {f"baseline.{n}" for n in ("geometry", "material", "dimensions", "names")}
    assert {f.status for group in found.values() for f in group} == {Status.PASS}


def test_a_changed_part_is_told_with_what_changed_by_how_much_and_where() -> None:
    text = FILE.read_text("utf-8").replace("radius_mm = 8.0", "radius_mm = 7.999")
    (finding,) = judged(text, accepted())["baseline.geometry"]
    assert (finding.code, finding.status) == ("resized", Status.FAIL)
    assert (finding.expected, finding.observed, finding.unit) == (7.999, 8.0, "mm")
    assert finding.message.say("fr") == "cylindre bore : rayon 7,999 → 8 mm (+0,001)"
    assert finding.where is not None
    assert finding.where.file == PLACE
    assert "gmp-cad diff cale" in (finding.hint or "").say("fr")


def tasks(project: ProjectFiles) -> dict[str, dict[str, str]]:
    (place,) = part_places(project)
    return {task.id: dict(task.files) for task in baseline_tasks(project, place)}


def test_every_baseline_is_read_with_the_project(starter: Path) -> None:
    assert tasks(load_project(starter)) == {"fingerprint:cale": {}, "baseline:cale": {}}
    shutil.copy(FILE, starter / PLACE)
    project = load_project(starter)
    assert list(project.baselines) == ["parts/cale"]
    assert tasks(project)["baseline:cale"] == {"baseline": PLACE}
    (starter / PLACE).write_text("<<<<<<< HEAD\n", "utf-8")
    with pytest.raises(InvalidInputError) as caught:
        load_project(starter)
    assert [p.where.file for p in caught.value.problems] == [PLACE]
    assert load_project(starter, baselines=False).baselines == {}


def test_a_baseline_by_another_name_is_told(starter: Path) -> None:
    shutil.copy(FILE, starter / "parts/cale/Baseline.toml.txt")
    with pytest.raises(InvalidInputError) as caught:
        load_project(starter)
    assert "baseline.toml" in caught.value.problems[0].message.say("en")


SPEC = """
[part]
number = "B-1"
title = "Bague"
material = "C45"
[dimensions]
bore = "⌀16"
"""
MODEL = """
import cadquery as cq
def build(d):
    return cq.Workplane().box(40, 40, 10).faces(">Z").workplane().hole(d.bore)  # gmp: free test
"""


@pytest.mark.slow
def test_a_build_compares_and_notices_an_edited_baseline(starter: Path) -> None:
    for file in ("assembly.py", "product.toml"):
        (starter / "parts" / file).unlink()
    (starter / "parts/cale/spec.toml").write_text(SPEC, "utf-8")
    (starter / "parts/cale/model.py").write_text(MODEL, "utf-8")
    asked = Settings(jobs=1, verdicts_only=True)
    first = build(starter, asked)
    assert [f["status"] for f in baseline_findings(first.text)] == ["SKIP"]
    digest = first.results["fingerprint:cale"].outcome.outputs["fingerprint"]
    found = decode(Store(store_folder(starter, None)).get(digest), Fingerprint)
    assert unchanged.answer(starter, asked) is not None

    place = starter / PLACE
    place.write_text(baseline_text(found, "cale"), "utf-8")
    assert unchanged.answer(starter, asked) is None
    second = build(starter, asked)
    assert {f["status"] for f in baseline_findings(second.text)} == {"PASS"}
    ran = {r.id for r in second.results.values() if r.state == "ran"}
    assert ran == {"baseline:cale"}

    place.write_text("not a baseline", "utf-8")
    with pytest.raises(InvalidInputError):
        build(starter, asked)
    assert build(starter, Settings(jobs=1, verdicts_only=True, accepting=True)).exit_code == 0


def baseline_findings(report: bytes) -> list[dict[str, str]]:
    return [f for f in json.loads(report)["findings"] if f["check"].startswith("baseline.")]
