"""The tasks of the scenes: what is meshed once, what a tolerance changes, what lacks the package."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gmp_cad.build import project_graph
from gmp_cad.build.site import scene_graph
from gmp_cad.build.site.scene_bodies import clashes
from gmp_cad.build.stages import Stages
from gmp_cad.documents.site.scene import Clash
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.codec import decode, dump
from gmp_cad.engine.task import Task
from gmp_cad.spec.project import load_project
from tests.documents.told_pairs import overlap, told

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("parts", "fixtures_design"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def tasks(root: Path) -> dict[str, Task]:
    files = load_project(root)
    settings = project_graph.document_settings(files, "fr")
    stages = Stages(project=files, documents=settings)
    store = Store(root / "store")
    found = [*project_graph.evidence_tasks(files, settings), *stages.shown(store, {})]
    return {task.id: task for task in found if task.id.startswith(("scene", "viewer"))}


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scene_graph, "viewer_version", lambda: "1.2.0")


@pytest.mark.usefixtures("installed")
def test_every_part_product_and_fixture_has_a_scene_and_every_state_a_mesh(project: Path) -> None:
    found, files = tasks(project), load_project(project)
    scenes = {name.partition(":")[2] for name in found if name.startswith("scene:")}
    assert scenes == {*files.parts, *files.fixtures, "product"}
    for part, plan in files.plans.items():
        for phase in ("00", *(str(p.number) for p in plan.phases)):
            assert found[f"scene_mesh:{part}:{phase}"].publish == {
                "js": f"site/meshes/{part}.{phase}.js"
            }


@pytest.mark.usefixtures("installed")
def test_a_solid_is_meshed_once_however_often_it_is_placed_or_shown(project: Path) -> None:
    found = tasks(project)
    shown = found["scene:product"].params["items"]
    assert shown["plaquette"]["mesh"] == "plaquette"  # placed twice, and on its own page
    held = found["scene:semelle_ph20"].params["items"]["workpiece"]
    assert held["mesh"] == "semelle.10"  # as it enters phase 20
    paths = [path for task in found.values() for path in task.publish.values()]
    assert len(paths) == len(set(paths))
    named = {f"site/meshes/{item['mesh']}.js" for item in (*shown.values(), held)}
    assert named <= set(paths)


@pytest.mark.usefixtures("installed")
def test_a_tolerance_changes_what_faces_carry_and_no_triangle(project: Path) -> None:
    before = tasks(project)
    spec = project / "parts" / "semelle" / "spec.toml"
    text = spec.read_text("utf-8")
    spec.write_text(text.replace('size = "22 ±0,05"', 'size = "22 ±0,04"'), "utf-8")
    after = tasks(project)
    changed = {name for name, task in after.items() if task != before[name]}
    assert "scene_table:semelle" in changed
    assert not {name for name in changed if after[name].family == "kernel"}


@pytest.mark.usefixtures("installed")
def test_the_scene_of_a_part_leads_to_the_fixtures_that_hold_it(project: Path) -> None:
    found = tasks(project)
    assert found["scene:semelle"].params["fixtures"] == [("semelle_ph20", "20")]
    assert found["scene:plaquette"].params["fixtures"] == []


def test_without_the_package_of_the_viewer_nothing_is_meshed(project: Path, monkeypatch) -> None:
    monkeypatch.setattr(scene_graph, "viewer_version", lambda: None)
    assert tasks(project) == {}
    assert list(scene_graph.viewer_tasks({"lang": "fr"})) == []


def test_the_pairs_that_interfere_are_shown_deepest_first_where_they_are_worst() -> None:
    pairs = told(
        overlap("a", "b", 3.0, 8.0, at=[1]), overlap("a", "b", 5.0, 9.0, at=[0]),
        overlap("a", "c", 9.0, 1.0, verdict="intended", declared="thread"),
        overlap("b", "c", 0.0004, 1.0, verdict="contact"),
        overlap("b", "d", 4.0, 90.0, declared="press", at=[1]),
    )  # fmt: skip
    outputs, _ = clashes({"interference": dump(pairs)}, {})
    found = decode(outputs["clashes"], tuple[Clash, ...])
    seen = [(c.a, c.b, c.position, c.first, c.count, c.depth_mm, c.solid) for c in found]
    assert seen == [("a", "b", 0, 0, 2, 5.0, 0), ("b", "d", 1, 1, 1, 4.0, 1)]
