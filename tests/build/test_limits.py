"""Projects built at their limits, and trials: what is built, where it goes, what runs again."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path

import pytest
import trimesh

from gmp_cad.build.project_build import Settings, build
from gmp_cad.errors import ExitCode
from gmp_cad.finding import Status
from gmp_cad.spec.targets import Condition
from tests.build.test_project_build import edit, files, fresh, ran

pytestmark = pytest.mark.soak
SHAFT = """[part]
number = "PR-02"
title = "Axe"
material = "C45"
[dimensions]
body = "⌀16 g6 Ⓔ"
length = { size = "40", between = ["<Z", ">Z"] }
"""
MODEL = """import cadquery as cq


def build(d):
    return cq.Workplane("XY").circle(d.body / 2).extrude(d.length).tag("body")
"""
PLACED = """
    axe = parts["axe"]
    assembly.add(axe, name="axe", loc=cq.Location((d.cale.bore_x, d.cale.bore_y, 0)))
    return assembly
"""
FITTED = """
[[item]]
ref = 9
part = "axe"
[[fit]]
hole = "cale.bore"
shaft = "axe.body"
"""


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory):
    """The starter project with a shaft ⌀16 g6 in its bore ⌀16 H7, built at nominal."""
    root = fresh(tmp_path_factory.mktemp("limits") / "project")
    (root / "parts/axe").mkdir()
    (root / "parts/axe/spec.toml").write_text(SHAFT, "utf-8")
    (root / "parts/axe/model.py").write_text(MODEL, "utf-8")
    edit(root / "parts/assembly.py", "    return assembly\n", PLACED)
    product = root / "parts/product.toml"
    product.write_text(product.read_text("utf-8") + FITTED, "utf-8")
    return root, build(root, Settings(jobs=2))


@pytest.fixture
def project(fitted, tmp_path: Path) -> Path:
    shutil.copytree(fitted[0], tmp_path / "project")
    return tmp_path / "project"


def at(root: Path, condition: Condition, *subjects: str):
    return build(root, Settings(jobs=2, condition=condition, subjects=subjects))


def test_the_fit_on_solids_is_that_of_the_tables(fitted) -> None:
    """ISO 286-2: 16 H7 is +18/0 µm, 16 g6 is −6/−17 µm: 6 to 35 µm of clearance."""
    root, result = fitted
    assert result.exit_code is ExitCode.OK
    data = json.loads((root / "output/product/fits.json").read_text("utf-8"))
    assert data["version"] == 1
    (fit,) = data["fits"]
    assert (fit["hole"], fit["shaft"], fit["kind"]) == ("cale.bore", "axe.body", "clearance")
    assert fit["paper"]["clearance_um"] == pytest.approx({"min": 6, "max": 35}, abs=1e-6)
    assert fit["solid"]["mmc"] == pytest.approx(
        {"hole_mm": 16.0, "shaft_mm": 15.994, "clearance_um": 6}, abs=1e-6
    )
    assert fit["solid"]["lmc"] == pytest.approx(
        {"hole_mm": 16.018, "shaft_mm": 15.983, "clearance_um": 35}, abs=1e-6
    )
    assert fit["engaged_mm"] == pytest.approx(20.0, abs=1e-9)
    assert "glissant" in fit["usage"]
    said = [f for f in result.findings if f.check == "product.fit_solid"]
    assert [(f.subject, f.status) for f in said] == [("product.cale.bore/axe.body", Status.PASS)]


@pytest.mark.parametrize(
    ("condition", "length", "bore"),
    [(Condition.MMC, 80.1, 16.0), (Condition.MIDDLE, 80.0, 16.009), (Condition.LMC, 79.9, 16.018)],
)
def test_a_part_at_its_limits_goes_beside_the_nominal_one(
    project: Path, condition: Condition, length: float, bore: float
) -> None:
    before = files(project)
    result = at(project, condition)
    assert result.exit_code is ExitCode.OK
    after = files(project)
    folder = f"at-{condition}/"
    assert {k: v for k, v in after.items() if not k.startswith(folder)} == before
    new = {k.removeprefix(folder) for k in after if k.startswith(folder)}
    assert {f"parts/cale/cale.{e}" for e in ("step", "stl", "3mf", "glb")} <= new
    assert {"report.json", "product/PR-00.step", "product/fits.json"} <= new
    assert not any(name.endswith((".pdf", ".svg", ".html")) for name in new)
    evidence = json.loads(after[f"{folder}parts/cale/evidence.json"])
    dimensions = evidence["dimensions"]
    assert dimensions["bore"]["observed"] == pytest.approx(bore, abs=1e-9)
    assert dimensions["bore"]["side"] == "hole"
    assert dimensions["length"]["observed"] == pytest.approx(length, abs=1e-9)
    assert dimensions["length"]["side"] == "shaft"
    assert dimensions["holes_x"]["target"] == 65.0
    assert dimensions["holes_x"]["stays_nominal"]
    report = json.loads(after[f"{folder}report.json"])
    assert report["condition"] == condition
    assert report["targets"]["cale"]["bore"]["target"] == pytest.approx(bore, abs=1e-12)
    assert report["targets"]["cale"]["bore"]["side_known_by"] == "geometry"


def test_the_mesh_at_most_material_is_the_part_at_most_material(project: Path) -> None:
    at(project, Condition.MMC, "cale")
    folder = project / "output/at-mmc/parts/cale"
    evidence = json.loads((folder / "evidence.json").read_text("utf-8"))
    size = {name: d["target"] for name, d in evidence["dimensions"].items()}
    drilled = math.pi / 4 * (size["bore"] ** 2 + 2 * size["holes"] ** 2)
    volume = (size["length"] * size["width"] - drilled) * size["height"]
    assert evidence["volume_mm3"] == pytest.approx(volume, rel=1e-12)
    mesh = trimesh.load(folder / "cale.stl")
    assert mesh.is_watertight
    assert mesh.volume == pytest.approx(volume, rel=2e-3)


def test_a_second_build_at_a_limit_runs_nothing(project: Path) -> None:
    at(project, Condition.MMC)
    again = at(project, Condition.MMC)
    assert (ran(again), again.written) == (set(), ())
    assert not again.kernel_started
    assert ran(build(project, Settings(jobs=2))) == set()


def test_a_model_that_rounds_its_sizes_fails_at_the_limit(project: Path) -> None:
    edit(project / "parts/cale/model.py", ".hole(d.bore)", ".hole(round(d.bore))")
    result = at(project, Condition.LMC)
    bad = {(f.check, f.subject) for f in result.findings if f.status is Status.FAIL}
    assert ("dimension.measured", "cale.bore") in bad
    assert result.exit_code is ExitCode.CHECK_FAILED


def test_a_shaft_too_large_for_its_hole_interferes_at_most_material(project: Path) -> None:
    edit(project / "parts/axe/spec.toml", "⌀16 g6 Ⓔ", "⌀16 k6 Ⓔ")
    fits = at(project, Condition.MMC)
    # ISO 286-2: 16 k6 is +12/+1 µm: a transition fit, its ring is no collision
    assert {f.status for f in fits.findings if f.check == "product.interference"} == {Status.PASS}
    edit(project / "parts/assembly.py", "d.cale.bore_x, d", "d.cale.bore_x + 1, d")
    moved = at(project, Condition.LMC)
    assert Status.FAIL in {f.status for f in moved.findings if f.check == "product.interference"}


def test_a_tolerance_runs_its_own_trial_and_no_other(project: Path) -> None:
    edit(project / "parts/cale/spec.toml", "80 ±0,1", "80 ±0,2")
    done = ran(build(project, Settings(jobs=2)))
    trials = {name for name in done if name.startswith("trial")}
    assert trials == {"trial:cale:length", "trial_measures:cale:length"}
    assert not {"model:cale", "geometry:cale", "sides:cale"} & done


def test_a_note_runs_no_kernel(project: Path) -> None:
    edit(project / "parts/cale/spec.toml", 'title = "Cale"', 'title = "Cale"\nnote = "trempée"')
    kinds = {name.split(":")[0] for name in ran(build(project, Settings(jobs=2)))}
    assert not kinds & {
        "model",
        "geometry",
        "trial",
        "trial_measures",
        "sides",
        "place",
        "overlaps",
    }


BY_CHANCE = {
    "ignores what it reads": (".hole(d.bore)", ".hole(16.0 + 0 * d.bore)", "bore", "ignored"),
    "takes half of the change": (".hole(d.bore)", ".hole(8.0 + d.bore / 2)", "bore", "partly"),
    "uses one number for two things": (
        "(d.holes_x, d.holes_y), (d.holes_x, d.holes_y + d.holes_pitch)",
        "(d.holes_x, d.height / 2), (d.holes_x, d.height / 2 + d.holes_pitch)", "height", "coupled",
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", BY_CHANCE)
def test_a_model_that_is_right_by_chance_is_found(project: Path, how: str) -> None:
    old, new, line, code = BY_CHANCE[how]
    edit(project / "parts/cale/model.py", old, new)
    result = build(project, Settings(jobs=2, verdicts_only=True))
    drives = {f.subject: f for f in result.findings if f.check == "dimension.drives"}
    assert (drives[f"cale.{line}"].code, drives[f"cale.{line}"].status) == (code, Status.FAIL)
    assert result.exit_code is ExitCode.CHECK_FAILED
    measured = [f.status for f in result.findings if f.check == "dimension.measured"]
    assert set(measured) == {Status.PASS}
    if code == "coupled":
        assert "holes_y by 0.05 mm" in str(drives["cale.height"].message)
        assert drives["cale.holes_y"].code == "unread"


def test_a_neighbour_of_the_changed_size_proves_nothing(project: Path) -> None:
    """The model ignores the bore's line, and another hole has the size that its trial looks for."""
    other = '.faces(">Z").workplane(origin=(0, 0, 0)).pushPoints([(45, 40)]).hole(16.018)'
    edit(
        project / "parts/cale/model.py", '.hole(d.bore).tag("bore")',
        f".hole(16.0 + 0 * d.bore){other}",
    )  # fmt: skip
    result = build(project, Settings(jobs=2, verdicts_only=True))
    (found,) = (
        f for f in result.findings if f.subject == "cale.bore" and f.check == "dimension.drives"
    )
    assert (found.code, found.status) == ("unclear", Status.WARN)


def test_a_model_that_breaks_within_its_tolerance_is_fragile_and_the_rest_is_built(
    project: Path,
) -> None:
    edit(
        project / "parts/cale/model.py", "    plate = cq",
        "    assert d.bore == 16, 'no other bore'\n    plate = cq",
    )  # fmt: skip
    result = build(project, Settings(jobs=2))
    bad = [f for f in result.findings if f.check == "dimension.drives" and f.status > Status.PASS]
    assert [(f.subject, f.code, f.status) for f in bad] == [("cale.bore", "fragile", Status.WARN)]
    assert "no other bore" in str(bad[0].message)
    assert ran(build(project, Settings(jobs=2))) == set()
