"""The documents of plans and of the product as tasks: what each waits for and where it goes."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from gmp_cad.build import project_graph
from gmp_cad.build.documents.inspection_plan_graph import inspection_tasks
from gmp_cad.build.documents.plan_documents_graph import DOCUMENTS
from gmp_cad.build.part.part_place import PartPlace
from gmp_cad.spec.project import load_project
from tests.test_example import ROOT


@cache
def tasks():
    project = load_project(ROOT)
    settings = project_graph.document_settings(project, "fr")
    return {task.id: task for task in project_graph.evidence_tasks(project, settings)}


def test_every_planned_part_has_every_document_in_its_folder():
    plans = load_project(ROOT).plans
    assert plans
    for name in plans:
        for kind, (template, file) in DOCUMENTS.items():
            task = tasks()[f"{kind}:{name}"]
            assert task.publish["pdf"] == f"parts/{name}/{file}.pdf"
            computed = kind in ("tool_sheet", "quotation")
            assert ("xlsx" in task.publish) == ("csv" in task.publish) == computed
            assert template in task.params["templates"]
            module, _, body = task.body.partition(":")
            assert hasattr(import_module(module), body), f"{module} has no body {body}"
            compared = {want.task for want in tasks()[f"consistency:{name}"].wants}
            assert task.id in compared


def test_a_part_of_which_nothing_is_required_has_no_inspection():
    given = next(iter(load_project(ROOT).parts.values()))
    bare = given.model_copy(update={"dimensions": {}, "tolerances": {}, "textures": {}})
    place = PartPlace(key="a", folder="parts/a", out="parts/a", spec=bare)
    assert list(inspection_tasks(place, {})) == []


def test_no_two_tasks_publish_one_file():
    paths = [path for task in tasks().values() for path in task.publish.values()]
    assert len(paths) == len(set(paths))


def test_the_gamme_waits_for_solids_and_views_but_the_route_card_for_no_view():
    needed = {n.id for n in project_graph.needed(list(tasks().values()), ["gamme:ecrou"])}
    assert {"process:ecrou", "phase_pictures:ecrou", "phase_views:ecrou:10"} <= needed
    needed = {n.id for n in project_graph.needed(list(tasks().values()), ["route_card:ecrou"])}
    assert "process:ecrou" in needed
    assert not any(name.startswith("phase_views") for name in needed)


def test_the_quotation_of_the_product_takes_those_of_its_parts_and_the_time_to_assemble():
    task = tasks()["quotation:product"]
    assert {need.task for need in task.needs} == {"assembly_plan:product"}
    assert {want.task for want in task.wants} == {
        f"quotation:{name}" for name in load_project(ROOT).plans
    }
    assert task.publish["pdf"] == "product/devis.pdf"


def test_only_a_plan_marked_final_makes_its_contracts_wait_for_the_verdicts():
    waits = [want.task for want in tasks()["contract:ecrou:10"].wants]
    assert "plan_status:ecrou" not in waits
    project = load_project(ROOT)
    plan = project.plans["ecrou"].model_copy(update={"status": "définitif"})
    from gmp_cad.build.part_graph import part_tasks

    settings = project_graph.document_settings(project, "fr")
    place = next(p for p in project_graph.part_places(project) if p.key == "ecrou")
    final = {t.id: t for t in part_tasks(project, type(place)(
        key=place.key, folder=place.folder, out=place.out, spec=place.spec, plan=plan,
    ), settings)}  # fmt: skip
    assert "plan_status:ecrou" in [want.task for want in final["contract:ecrou:10"].wants]


def test_a_clamp_force_changes_no_solid():
    before = tasks()["process:ecrou"]
    assert "clamping" not in str(before.params["plan"])
