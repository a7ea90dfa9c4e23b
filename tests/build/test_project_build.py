"""A whole project built: what appears, what is not done again, what one broken part costs."""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
from pathlib import Path

import pytest
import trimesh

from benchmarks import kills
from gmp_cad.build.part import solid_graph
from gmp_cad.build.project_build import Settings, build
from gmp_cad.engine.cache.cache_place import CACHE
from gmp_cad.errors import ExitCode, InvalidInputError
from gmp_cad.finding import Status

STARTER = Path(__file__).parents[2] / "gmp_cad" / "starter"
pytestmark = pytest.mark.slow


def fresh(folder: Path) -> Path:
    shutil.copytree(STARTER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory):
    """The starter project, built once; tests copy it with its cache."""
    root = fresh(tmp_path_factory.mktemp("starter") / "project")
    return root, build(root, Settings(jobs=2))


@pytest.fixture
def project(built, tmp_path: Path) -> Path:
    shutil.copytree(built[0], tmp_path / "project")
    return tmp_path / "project"


def files(root: Path) -> dict[str, bytes]:
    output = root / "output"
    return {
        p.relative_to(output).as_posix(): p.read_bytes()
        for p in sorted(output.rglob("*"))
        if p.is_file() and p.name != ".gmp-cad.json"
    }


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def ran(result) -> set[str]:
    return {name for name, r in result.results.items() if r.state == "ran"}


def test_the_starter_project_builds_green(built) -> None:
    root, result = built
    assert result.exit_code is ExitCode.OK
    # A theoretically exact dimension is judged by the tolerances that it locates, not alone.
    exact = {f.code for f in result.findings if f.status is Status.SKIP}
    assert exact == {"not_accepted", "no_baseline"}
    assert {f.status for f in result.findings} == {Status.PASS, Status.SKIP}
    published = files(root)
    for name in ("step", "stl", "3mf", "glb"):
        assert published[f"parts/cale/cale.{name}"]
    assert published["parts/cale/drawing.pdf"].startswith(b"%PDF")
    assert published["product/PR-00.step"].startswith(b"ISO-10303-21")
    assert "dossier.pdf" in published
    assert "index.html" in published


def test_the_stl_is_watertight_and_has_the_volume_of_the_evidence(built) -> None:
    root, _ = built
    evidence = json.loads((root / "output/parts/cale/evidence.json").read_text("utf-8"))
    mesh = trimesh.load(root / "output/parts/cale/cale.stl")
    assert mesh.is_watertight
    assert mesh.volume == pytest.approx(evidence["volume_mm3"], rel=2e-3)
    # Closed form: the plate less one bore and two holes.
    volume = 80 * 50 * 20 - 3.141592653589793 / 4 * (16**2 + 2 * 6.6**2) * 20
    assert evidence["volume_mm3"] == pytest.approx(volume, rel=1e-12)
    assert evidence["mass_kg"] == pytest.approx(volume * 7850e-9, rel=1e-12)


def test_a_second_build_runs_nothing_and_writes_nothing(project: Path) -> None:
    build(project, Settings(jobs=2))
    before = {p: p.stat().st_mtime_ns for p in (project / "output").rglob("*")}
    again = build(project, Settings(jobs=2))
    assert ran(again) == set()
    assert not again.kernel_started
    assert again.written == ()
    assert {p: p.stat().st_mtime_ns for p in (project / "output").rglob("*")} == before


def test_a_tolerance_does_not_run_the_model_again(project: Path) -> None:
    edit(project / "parts/cale/spec.toml", "80 ±0,1", "80 ±0,2")
    result = build(project, Settings(jobs=2))
    done = ran(result)
    assert {"drawing:cale", "step:cale"} <= done
    assert b"TOLERANCE_VALUE" in files(project)["parts/cale/cale.step"]
    assert not done & {
        "model:cale",
        "geometry:cale",
        "meshes:cale",
        "mass:cale",
        "place:product",
    }


def test_a_dimension_runs_what_depends_on_it(project: Path) -> None:
    edit(project / "parts/cale/spec.toml", "⌀16 H7 Ⓔ", "⌀18 H7 Ⓔ")
    result = build(project, Settings(jobs=2))
    assert {"model:cale", "geometry:cale", "step:cale", "drawing:cale", "bounds:cale"} <= ran(
        result
    )
    assert not any(name.startswith("standard:") for name in ran(result))
    evidence = json.loads((project / "output/parts/cale/evidence.json").read_text("utf-8"))
    assert evidence["dimensions"]["bore"]["observed"] == pytest.approx(18, abs=1e-9)
    reasons = [str(r) for r in result.results["model:cale"].reasons]
    assert reasons == ["the dimension 'bore' changed"]


def test_a_model_that_does_not_carry_a_dimension_fails(project: Path) -> None:
    edit(project / "parts/cale/model.py", ".hole(d.bore)", ".hole(d.bore + 0.01)")
    result = build(project, Settings(jobs=2))
    assert result.exit_code is ExitCode.CHECK_FAILED
    bad = [f for f in result.findings if f.status is Status.FAIL]
    assert [(f.check, f.subject) for f in bad] == [("dimension.measured", "cale.bore")]
    assert bad[0].observed == pytest.approx(16.01, abs=1e-9)


BROKEN = {
    "raises": ("    raise RuntimeError('no')\n", "failed", 3),
    "ends the process": ("    import os\n    os.abort()\n", "crash", None),
    "never ends": ("    while True:\n        pass\n", "timeout", None),
    "leaves the interpreter": ("    import sys\n    sys.exit(7)\n", "failed", 4),
}


@pytest.mark.parametrize("how", BROKEN)
def test_one_broken_model_is_one_finding_and_the_others_are_built(
    project: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    body, code, line = BROKEN[how]
    monkeypatch.setattr(solid_graph, "MODEL_TIMEOUT_S", 6.0)
    shutil.copytree(project / "parts/cale", project / "parts/autre")
    (project / "parts/autre/model.py").write_text("\ndef build(d):\n" + body, "utf-8")
    result = build(project, Settings(jobs=2))
    assert result.exit_code is ExitCode.TOOL_FAILED
    bad = [f for f in result.findings if f.status >= Status.WARN]
    assert [(f.subject, f.code) for f in bad] == [("autre", code)]
    if line is not None:
        assert bad[0].where is not None
        assert (bad[0].where.file, bad[0].where.line) == ("parts/autre/model.py", line)
    assert (project / "output/parts/cale/cale.step").is_file()
    assert not (project / "output/parts/autre/autre.step").exists()


def test_an_invalid_file_builds_nothing_and_leaves_the_output(project: Path) -> None:
    before = files(project)
    edit(project / "parts/cale/spec.toml", "⌀16 H7 Ⓔ", "⌀16 H77 Ⓔ")
    edit(project / "parts/product.toml", 'part = "cale"', 'part = "kale"')
    with pytest.raises(InvalidInputError) as caught:
        build(project, Settings(jobs=2))
    assert {p.where.file for p in caught.value.problems} == {
        "parts/cale/spec.toml",
        "parts/product.toml",
    }
    after = files(project)
    report = json.loads(after.pop("report.json"))
    before.pop("report.json")
    assert after == before
    assert report["complete"] is False
    assert len(report["findings"]) == len(caught.value.problems)


def test_a_part_that_is_gone_takes_its_files_with_it(project: Path) -> None:
    shutil.copytree(project / "parts/cale", project / "parts/autre")
    build(project, Settings(jobs=2))
    assert (project / "output/parts/autre/autre.stl").is_file()
    shutil.rmtree(project / "parts/autre")
    build(project, Settings(jobs=2))
    assert not (project / "output/parts/autre").exists()


def test_a_hand_edited_or_deleted_output_is_restored(project: Path) -> None:
    before = files(project)
    (project / "output/parts/cale/cale.stl").write_bytes(b"oops")
    (project / "output/parts/cale/drawing.svg").unlink()
    build(project, Settings(jobs=2))
    assert files(project) == before


def test_a_damaged_cache_heals_itself(project: Path) -> None:
    before = files(project)
    for path in (project / CACHE / "objects").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-1])
    shutil.rmtree(project / "output")
    build(project, Settings(jobs=2))
    assert files(project) == before


def test_one_subject_builds_only_itself(project: Path) -> None:
    shutil.copytree(project / "parts/cale", project / "parts/autre")
    result = build(project, Settings(subjects=("autre",), jobs=2))
    assert {task.split(":")[1].split(".")[0] for task in result.results} == {"autre"}
    report = json.loads((project / "output/report.json").read_text("utf-8"))
    assert report["subjects"] == ["autre"]
    assert {f["subject"].split(".")[0] for f in report["findings"]} == {"autre"}
    assert (project / "output/parts/cale/cale.stl").is_file()


def test_another_checkout_with_the_same_store_runs_nothing(project: Path, tmp_path: Path) -> None:
    """As after CI has restored it: no times, nothing may be written to."""
    for path in (project / CACHE).rglob("*"):
        os.utime(path, (0, 0))
        if path.is_file():
            path.chmod(0o444)
    other = fresh(tmp_path / "elsewhere" / "other")
    result = build(other, Settings(jobs=2, cache=project / CACHE))
    assert ran(result) == set()
    assert not result.kernel_started
    assert files(other) == files(project)
    assert not (other / CACHE / "objects").exists()
    assert (project / CACHE / "history.json").stat().st_mtime == 0


@pytest.mark.soak
@pytest.mark.skipif(sys.platform == "win32", reason="kills process groups")
def test_builds_killed_anywhere_leave_what_works(built, project: Path) -> None:
    chance = random.Random(8)
    soak = kills.Soak(project, [kills.contents(built[0] / "output")], chance)
    for n in range(7):
        kills.disturb(project, chance, ("half an output", "half a store", "as it was")[n % 3])
        soak.killed(chance.uniform(0.1, 2.5), alone=n % 2 == 0)
    soak.complete(0)
    assert soak.faults == []
