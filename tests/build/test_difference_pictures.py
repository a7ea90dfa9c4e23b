"""The tasks that show a difference: what they need, what they give, where it stands in the report."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import cadquery as cq
import pytest

from gmp_cad.build.comparison import page_bodies, part_picture_bodies, part_picture_kernel_bodies
from gmp_cad.build.comparison.compared import Compared, ComparedFile, ComparedPart
from gmp_cad.build.comparison.difference_pictures import shown, shown_tasks
from gmp_cad.build.site.scene_graph import viewer_version
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.codec import Result as Given
from gmp_cad.engine.graph import Result
from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.task import Task
from gmp_cad.kernel import brep

GREY = (0.6, 0.6, 0.6)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="60mm" height="40mm" viewBox="0 0 60 40">'
    '<rect width="60" height="40" fill="white"/><rect x="{x}" y="10" width="5" height="5"/></svg>'
)


def part(before: str | None = "1", after: str | None = "2") -> ComparedPart:
    return ComparedPart(
        key="cale", title="Cale", out="parts/cale", colour=GREY, before=before, after=after
    )


def file(before: str | None = "3", after: str | None = "4") -> ComparedFile:
    return ComparedFile(path="parts/cale/plan.svg", subject="cale", before=before, after=after)


def kinds(compared: Compared) -> set[str]:
    return {task.id.partition(":")[0] for task in shown_tasks(compared)}


def test_what_is_the_same_bytes_needs_no_task():
    same = Compared(lang="fr", parts=(part("1", "1"),), files=(file("3", "3"),))
    assert list(shown_tasks(same)) == []


def test_parts_are_pictured_and_documents_compared_on_any_worker():
    found = kinds(Compared(lang="fr", parts=(part(),), files=(file(),)))
    drawn = {"difference_mesh", "difference_pictures", "difference_pages"}
    scenes = {"difference_layers", "difference_scene", "viewer"}
    assert found == drawn | (scenes if viewer_version() else set())


@pytest.mark.parametrize(("before", "after"), [("1", None), (None, "2")])
def test_a_part_that_came_or_went_needs_the_state_that_there_is(before, after):
    tasks = {t.id: t for t in shown_tasks(Compared(lang="fr", parts=(part(before, after),)))}
    needs = {i.task for i in tasks["difference_mesh:cale"].needs}
    assert needs == {"before:cale" if after is None else "after:cale"}
    assert {i.alias for i in tasks["difference_pictures:cale"].needs} == {
        "lumps", "before" if after is None else "after",
    }  # fmt: skip


def plate(bore: float = 0.0) -> bytes:
    made = cq.Workplane().box(40, 30, 10, centered=False)
    return brep.to_bytes((made.faces(">Z").workplane().hole(bore) if bore else made).val())


@pytest.fixture(scope="module")
def given() -> dict[str, Given]:
    """What the bodies give of a plate that got a bore, and of a drawing of which a square moved."""
    plug = cq.Workplane().circle(4).extrude(10).translate((20, 15, 0)).val()
    solids = {"before": plate(), "after": plate(8.0), "removed": brep.to_bytes(plug)}
    meshes = part_picture_kernel_bodies.meshes(solids, {})
    texts = {"key": "cale", "mesh": "cale", "title": "Cale", "colour": GREY, "lang": "fr"}
    drawing = {name: SVG.format(x=x).encode() for name, x in (("before", 10), ("after", 40))}
    where = {"path": "parts/cale/plan.svg", "lang": "fr", "sheet": ""}
    return {
        "difference_mesh:cale": meshes,
        "difference_pictures:cale": part_picture_bodies.pictures(meshes[0], {"colour": GREY}),
        "difference_layers:cale": part_picture_kernel_bodies.layers(solids, {"key": "cale"}),
        "difference_scene:cale": part_picture_bodies.scene(solids, texts),
        "difference_pages:parts/cale/plan.svg": page_bodies.compare(drawing, where),
        "viewer:all": ({"js": b"viewer"}, {}),
    }


def ended(given: dict[str, Given], store: Store) -> Iterator[Result]:
    for task, (outputs, facts) in given.items():
        kept = {name: store.put(content) for name, content in outputs.items()}
        outcome = Outcome(kind="done", outputs=kept, facts=facts)
        yield Result(task=Task(id=task, body="", params={}), state="ran", outcome=outcome)


def test_the_pieces_that_came_and_went_are_told_with_their_boxes(given):
    ((came, box),) = json.loads(given["difference_mesh:cale"][0]["lumps"])
    assert came is False
    assert box == pytest.approx([16, 11, 0, 24, 19, 10], abs=1e-6)


def test_everything_drawn_is_gathered_with_its_place_in_the_report(given, tmp_path: Path):
    store = Store(tmp_path)
    results = {result.id: result for result in ended(given, store)}
    compared = Compared(lang="fr", parts=(part(),), files=(file(),))
    found = shown(compared, store, results)
    assert [(p.view, p.shows, p.file) for p in found.pictures["cale"]] == [
        ("overall", shows, f"parts/cale/overall-{shows}.png") for shows in ("before", "after", "both")
    ]  # fmt: skip
    (page,) = found.pages["parts/cale/plan.svg"]
    assert len(page.regions) == 2
    assert found.scenes == {"cale": "site/scenes/cale.js"}
    named = {p.file for p in found.pictures["cale"]} | {page.before, page.after, page.marked}
    named |= {f for r in page.regions for f in (r.before, r.after)}
    named |= {"site/scenes/cale.js", "site/meshes/cale.js", "site/viewer.js"}
    assert named == set(found.files)
    assert all(store.get(digest) for digest in found.files.values())
    assert found.undrawn == ()


def test_what_could_not_be_drawn_is_named_and_the_rest_is_shown(given, tmp_path: Path):
    store = Store(tmp_path)
    results = {result.id: result for result in ended(given, store)}
    failed = Outcome(kind="crash")
    for task in ("difference_pictures:cale", "difference_scene:cale"):
        results[task] = Result(
            task=Task(id=task, body="", params={}), state="failed", outcome=failed
        )
    found = shown(Compared(lang="fr", parts=(part(),), files=(file(),)), store, results)
    assert found.undrawn == ("cale",)
    assert found.pictures["cale"] == ()
    assert found.scenes == {}
    assert found.pages


def test_the_same_states_give_the_same_bytes(given):
    again = part_picture_bodies.pictures(given["difference_mesh:cale"][0], {"colour": GREY})
    assert again == given["difference_pictures:cale"]
    script = given["difference_layers:cale"][0]["js"].decode()
    assert re.fullmatch(r'gmp3d\.mesh\("cale","[\w+/=]+"\);\n', script)
