"""The tasks that show interferences: made from what the verdicts found, from their own solids."""

from __future__ import annotations

import io
import json
from pathlib import Path

import cadquery as cq
import pytest
from PIL import Image

from gmp_cad.build import project_graph
from gmp_cad.build.assembly.pairs import query
from gmp_cad.build.site import scene_graph
from gmp_cad.build.site.clash_bodies import page, picture
from gmp_cad.build.site.clash_graph import clash_tasks
from gmp_cad.build.site.clash_kernel_bodies import meshes, shared_solid
from gmp_cad.documents.printing.embedded import EmbeddedDocument
from gmp_cad.documents.product.interference import IN_VIEWER, PICTURED
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.codec import decode, encode
from gmp_cad.engine.graph import Result
from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.task import Task
from gmp_cad.evidence import AssemblyPosition, Placement
from gmp_cad.kernel import brep
from gmp_cad.spec.project import load_project
from tests.documents.told_pairs import overlap, told

STARTER = Path(__file__).parents[2] / "gmp_cad" / "starter"
EYE = ((1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0))


def moved(x: float) -> tuple[tuple[float, float, float, float], ...]:
    return ((1.0, 0.0, 0.0, x), *EYE[1:])


def shown(tmp_path: Path, pairs: int, *, kept: bool) -> dict[str, Task]:
    """The tasks of a product in which so many screws go into the plate."""
    names = ["vis", *(f"vis.{i}" for i in range(2, pairs + 1))][:pairs]
    placements = (
        Placement(name="cale", item="cale", matrix=moved(5.0)),
        *(Placement(name=n, item="vis", matrix=moved(float(i))) for i, n in enumerate(names)),
    )
    position = AssemblyPosition(parameters={}, placements=placements)
    store = Store(tmp_path / "store")
    outputs = {
        "study": {"interference": json.dumps(
            told(*(overlap("cale", n, 1.0 + i, 1.0) for i, n in enumerate(names)))
        ).encode()},
        "overlaps": {"positions": encode((position, position), tuple[AssemblyPosition, ...])},
    }  # fmt: skip
    results = {f"{kind}:product": done(f"{kind}:product", store, o) for kind, o in outputs.items()}
    for screw in placements[1:] if kept else ():
        name = f"relation:product:{query(placements[0], screw).key}"
        results[name] = done(name, store, {"common": b"solid"})
    project = load_project(STARTER)
    parts = {place.key: place for place in project_graph.part_places(project)}
    (place,) = (p for p in project_graph.assembly_places(project, parts) if p.key == "product")
    settings = project_graph.document_settings(project, "fr")
    return {task.id: task for task in clash_tasks(place, settings, store, results)}


def done(name: str, store: Store, outputs: dict[str, bytes]) -> Result:
    held = {output: store.put(content) for output, content in outputs.items()}
    task = Task(id=name, body="module:function", params={})
    return Result(task=task, state="ran", outcome=Outcome(kind="done", outputs=held))


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scene_graph, "viewer_version", lambda: "1.2.0")


def test_each_pair_is_drawn_from_the_solid_that_its_verdict_was_found_with(tmp_path: Path) -> None:
    tasks = shown(tmp_path, 2, kept=True)
    assert tasks["clash:product:cale+vis.2"].publish == {
        "png": "product/interference/cale+vis.2.png"
    }
    mesh = tasks["clash_mesh:product:cale+vis.2"]
    (common,) = (need for need in mesh.needs if need.alias == "common")
    assert common.task.startswith("relation:product:cale+vis:")
    assert mesh.params["frame"] == moved(5.0)  # that of the first item by name
    scene = tasks["scene_overlaps:product"]
    assert [need.alias for need in scene.needs] == ["common.0", "common.1"]
    assert scene.needs[0] == common.__class__("common.0", common.task, "common")  # the deepest


def test_without_a_common_solid_its_box_is_shown(tmp_path: Path) -> None:
    tasks = shown(tmp_path, 1, kept=False)
    mesh = tasks["clash_mesh:product:cale+vis"]
    assert {need.alias for need in mesh.needs} == {"a", "b"}
    assert mesh.params["box_mm"] == [0.0, 0.0, 0.0, 2.0, 4.0, 6.0]
    assert tasks["scene_overlaps:product"].needs == ()


def test_many_pairs_are_shown_up_to_a_number_the_deepest_ones(tmp_path: Path) -> None:
    tasks = shown(tmp_path, IN_VIEWER + 20, kept=True)
    pictures = [name for name in tasks if name.startswith("clash:")]
    assert len(pictures) == PICTURED
    assert pictures[0] == f"clash:product:cale+vis.{IN_VIEWER + 20}"
    assert len(tasks["scene_overlaps:product"].needs) == IN_VIEWER


def test_nothing_is_drawn_where_nothing_interferes_or_nothing_is_known(tmp_path: Path) -> None:
    assert not [name for name in shown(tmp_path, 0, kept=True) if name.startswith("clash")]


def test_a_common_solid_stands_in_its_frame_and_a_box_in_that_of_the_product() -> None:
    solid = brep.to_bytes(cq.Workplane().box(2, 2, 2).val())
    assert shared_solid(solid, moved(5.0), [0] * 6).Center().x == pytest.approx(5)
    box = shared_solid(None, moved(5.0), [1, 1, 1, 3, 2, 1]).BoundingBox()
    assert (box.xmin, box.xmax, box.ymax) == pytest.approx((1, 3, 2))


def test_two_placed_solids_become_a_picture_and_a_page() -> None:
    plate, pin = cq.Workplane().box(40, 40, 10).val(), cq.Workplane().circle(3).extrude(20).val()
    common = plate.intersect(pin)
    data = {"a": plate, "b": pin, "common": common}
    found, _ = meshes(
        {name: brep.to_bytes(shape) for name, shape in data.items()},
        {"frame": EYE, "box_mm": [-3, -3, 0, 3, 3, 5]},
    )
    drawn, _ = picture(found, {"a": EYE, "b": EYE})
    colours = Image.open(io.BytesIO(drawn["png"])).convert("RGBA").getpixel((480, 330))
    assert colours[0] > 120 > 3 * colours[1]
    pairs = json.dumps(told(overlap("a", "b", 5.0, 141.0))).encode()
    written, _ = page({"interference": pairs}, {"said": "P-1 Produit", "chapter": 2, "lang": "fr"})
    document = decode(written["embedded"], EmbeddedDocument)
    assert document.title == "Pièces en interférence — P-1 Produit"
    assert [c["a"] + c["b"] for c in document.context["clashes"]] == ["ab"]
