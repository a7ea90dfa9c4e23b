"""The tasks around a fixture: what the kernel computes depends on shapes, never on forces."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from gmp_cad.build import project_graph
from gmp_cad.engine.task import Task
from gmp_cad.process.holding_fixture import loading_request
from gmp_cad.process.locating import place_normals
from gmp_cad.spec.project import load_project
from tests import held_block as t

ROOT = Path(__file__).parents[2]
KEY = "semelle_ph20"
OBSERVING = ("fixture_contacts", "fixture_loading", "fixture_tools")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("example")
    for name in ("parts", "fixtures_design"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    return root


def tasks(root: Path) -> dict[str, Task]:
    files = load_project(root)
    found = project_graph.evidence_tasks(files, project_graph.document_settings(files, "fr"))
    return {task.id: task for task in found}


def test_a_clamp_force_leaves_every_task_of_the_kernel_as_it_was(project: Path) -> None:
    before = tasks(project)
    plan = project / "parts" / "semelle" / "process.toml"
    text = plan.read_text("utf-8")
    stronger = re.sub(r"force = (\d+)", lambda found: f"force = {int(found[1]) + 1000}", text)
    assert stronger != text
    plan.write_text(stronger, "utf-8")
    after = tasks(project)
    plan.write_text(text, "utf-8")
    kernel = [name for name, task in before.items() if task.family == "kernel"]
    assert {f"{kind}:{KEY}" for kind in OBSERVING} <= set(kernel)
    assert [name for name in kernel if after[name] != before[name]] == []
    assert after[f"fixture_study:{KEY}"] != before[f"fixture_study:{KEY}"]


def test_what_the_kernel_is_asked_does_not_follow_the_force() -> None:
    def asked(force: float):
        clamping = [{**t.PHASE["clamping"][0], "force": force}]
        phase = t.phase(clamping=clamping)
        return loading_request(t.spec(), place_normals(phase, t.state(t.workpiece())))

    assert asked(2000.0) == asked(9000.0)
    assert asked(2000.0) == {"direction": [0.0, 0.0, -1.0], "aside": ["strap", "screw"]}


def test_a_fixture_of_a_part_without_a_plan_has_nothing_to_verify(project: Path) -> None:
    plan = project / "parts" / "semelle" / "process.toml"
    text = plan.read_text("utf-8")
    plan.unlink()
    found = tasks(project)
    plan.write_text(text, "utf-8")
    assert f"study:{KEY}" in found
    assert f"fixture_study:{KEY}" not in found
