"""The outline of a fixture in its phase's sketch: asked for in the phase's views, workpiece included."""

from __future__ import annotations

from pathlib import Path

import pytest

from gmp_cad.build import project_graph
from gmp_cad.build.fixture.fixture_outline_graph import fixture_outline_tasks
from gmp_cad.build.plan.phase_graph import machining_views
from gmp_cad.evidence import WORKPIECE
from gmp_cad.spec.project import ProjectFiles, load_project


@pytest.fixture(scope="module")
def project() -> ProjectFiles:
    return load_project(Path(__file__).parents[2])


def fixtures(project: ProjectFiles):
    parts = {place.key: place for place in project_graph.part_places(project)}
    return [p for p in project_graph.assembly_places(project, parts) if p.workpiece is not None]


def test_every_fixture_that_a_phase_calls_is_projected_in_its_views(project):
    for place in fixtures(project):
        (task,) = fixture_outline_tasks(project, place)
        plan = project.plans[place.spec.fixture.workpiece]
        phase = next(p for p in plan.phases if p.fixture == place.key)
        wanted = [(v["name"], v["right"], v["up"]) for v in machining_views(phase)]
        assert [(v["name"], v["right"], v["up"]) for v in task.params["views"]] == wanted
        assert WORKPIECE in {need.alias for need in task.needs}


def test_the_product_has_no_outline(project):
    parts = {place.key: place for place in project_graph.part_places(project)}
    product = next(p for p in project_graph.assembly_places(project, parts) if p.workpiece is None)
    assert list(fixture_outline_tasks(project, product)) == []


def test_the_contract_of_a_phase_takes_the_outline_of_its_fixture(project):
    settings = project_graph.document_settings(project, "fr")
    tasks = {task.id: task for task in project_graph.evidence_tasks(project, settings)}
    for place in fixtures(project):
        identity = place.spec.fixture
        contract = tasks[f"contract:{identity.workpiece}:{identity.phase}"]
        outline = tasks[f"fixture_outline:{place.key}"]
        assert ("fixture", outline.id, "views") in {
            (want.alias, want.task, want.output) for want in contract.wants
        }
        # a clamping force reaches no task of the kernel
        assert "force" not in str(outline.params)
