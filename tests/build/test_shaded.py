"""The tasks of shaded pictures: what is pictured, what a picture depends on, what the bodies make."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import cadquery as cq
import numpy as np
import pytest
from PIL import Image

from gmp_cad.build import project_graph
from gmp_cad.build.site import shaded_bodies, shaded_kernel_bodies
from gmp_cad.build.site.shaded_graph import published_pictures
from gmp_cad.drawing.view import ISOMETRIC
from gmp_cad.engine.codec import encode
from gmp_cad.engine.graph import Result
from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.task import Task
from gmp_cad.evidence import WORKPIECE, AssemblyPosition, PhaseState, Placement, surface_mesh
from gmp_cad.kernel import brep
from gmp_cad.spec.project import load_project

ROOT = Path(__file__).parents[2]
GREY = (0.5, 0.5, 0.5)
X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
BLOCK = brep.to_bytes(cq.Workplane().box(40, 30, 20).faces(">Z").workplane().hole(8).val())
VIEWS = json.dumps([{"name": "front"}, {"name": "isometric", "right": X, "up": Z}]).encode()


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


@pytest.fixture(scope="module")
def example(project: Path) -> dict[str, Task]:
    return tasks(project)


def pictured(found: dict[str, Task]) -> dict[str, Task]:
    return {name: task for name, task in found.items() if name.startswith("shaded")}


def test_every_part_state_product_and_fixture_is_pictured(project: Path, example) -> None:
    found, files = example, load_project(project)
    shown = {t.id.partition(":")[2] for t in found.values() if t.id.startswith("shaded:")}
    states = {
        f"{name}:{number}"
        for name, plan in files.plans.items()
        for number in ("00", *(p.number for p in plan.phases))
    }
    own = {f"{name}.{part}" for name, f in files.fixtures.items() for part in f.parts}
    assert shown == {*files.parts, *files.fixtures, "product", *states, *own}
    paths = {t.id: t.publish["png"] for t in found.values() if t.id.startswith("shaded:")}
    assert paths["shaded:semelle"] == "parts/semelle/semelle.png"
    assert paths["shaded:semelle:10"] == "parts/semelle/phases/10.png"
    assert paths["shaded:product"] == "product/ET-00.png"
    assert paths["shaded:semelle_ph20"] == "fixtures/semelle_ph20/MU-20.png"
    assert len(set(paths.values())) == len(paths)
    for task in pictured(found).values():
        assert set(task.dependencies) <= set(found)


def test_texts_tolerances_and_forces_leave_the_pictures_as_they_were(
    project: Path, example
) -> None:
    before = pictured(example)
    spec, plan = (project / "parts" / "semelle" / n for n in ("spec.toml", "process.toml"))
    kept = spec.read_text("utf-8"), plan.read_text("utf-8")
    spec.write_text(kept[0].replace("H7", "H8").replace('title = "', 'title = "Autre '), "utf-8")
    plan.write_text(kept[1].replace("force = ", "force = 1"), "utf-8")
    assert (spec.read_text("utf-8"), plan.read_text("utf-8")) != kept
    after = pictured(tasks(project))
    spec.write_text(kept[0], "utf-8")
    plan.write_text(kept[1], "utf-8")
    assert after == before


def test_pictures_are_made_without_the_kernel(example) -> None:
    for name, task in pictured(example).items():
        assert task.family == ("kernel" if name.startswith("shaded_mesh:") else "documents")


def meshed(solid: bytes = BLOCK, **more: bytes) -> dict[str, bytes]:
    params = {"phase": "10"} if more else {}
    return shaded_kernel_bodies.mesh({"brep": solid, **more}, params)[0]


def image(made: dict[str, bytes], output: str = "png") -> np.ndarray:
    with Image.open(io.BytesIO(made[output])) as opened:
        return np.array(opened).astype(int)


def red(picture: np.ndarray) -> int:
    full = picture[:, :, 3] == 255
    return int((full & (picture[:, :, 0] > 2 * picture[:, :, 1])).sum())


def test_a_part_is_seen_from_where_its_drawing_shows_it() -> None:
    data = {**meshed(), "request": VIEWS}
    made, facts = shaded_bodies.part(data, {"colour": GREY})
    assert facts == {}
    picture = image(made)
    assert picture.shape == (720, 960, 4)
    assert image(made, "thumbnail").shape == (180, 240, 4)
    rows, columns = np.nonzero(picture[:, :, 3] > 0)  # right and up of the request: the front
    assert (np.ptp(columns) + 1) / (np.ptp(rows) + 1) == pytest.approx(40 / 20, rel=0.01)


def test_faces_made_in_the_phase_are_red_on_the_workpiece() -> None:
    box = brep.from_bytes(BLOCK)
    top = next(i for i, f in enumerate(box.Faces()) if f.Center().z > 9.9)
    states = (
        PhaseState(phase="00", volume_mm3=1, box_mm=(0,) * 6, faces=(), features={}),
        PhaseState(
            phase="10", volume_mm3=1, box_mm=(0,) * 6, faces=(), features={}, made={"top": (top,)}
        ),
    )
    found = meshed(states=encode(states, tuple[PhaseState, ...]))
    assert json.loads(found["made"]) == [top]
    data = {**found, "request": VIEWS}
    upright = shaded_bodies.workpiece(data, {"colour": GREY, "front": (X, Z)})[0]
    bare = shaded_bodies.workpiece({**data, "made": b"[]"}, {"colour": GREY, "front": (X, Z)})[0]
    lying = shaded_bodies.workpiece(data, {"colour": GREY, "front": None})[0]
    assert red(image(upright)) > 50_000
    assert red(image(bare)) == 0
    assert red(image(lying)) < 500  # from the front, as the request says: the top is an edge


QUARTER = ((0, -1, 0, 5), (1, 0, 0, 7), (0, 0, 1, 0), (0, 0, 0, 1))
STILL = ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1))


def assembled(matrix: tuple, **params) -> np.ndarray:
    placements = (
        Placement(name="base", item="base", matrix=matrix),
        Placement(name=WORKPIECE, item=WORKPIECE, matrix=matrix),
    )
    position = AssemblyPosition(parameters={"opening": 3.0}, placements=placements)
    other = AssemblyPosition(parameters={"opening": 9.0}, placements=())
    pin = brep.to_bytes(cq.Solid.makeCylinder(4, 70))
    data = {
        "positions": encode((other, position), tuple[AssemblyPosition, ...]),
        "base": meshed()["mesh"], WORKPIECE: meshed(pin)["mesh"],
    }  # fmt: skip
    colours = {"base": GREY, WORKPIECE: (0.9, 0.2, 0.2)}
    wanted = {"defaults": {"opening": 3.0}, "colours": colours, "front": (X, Z), **params}
    return image(shaded_bodies.assembly(data, wanted)[0])


def test_an_assembly_stands_at_its_default_position_and_a_fixture_as_on_its_machine() -> None:
    still = assembled(STILL, of=None)
    assert red(still) > 1000  # the pin, above the block
    # turned in its own frame by a quarter, but looked at in the frame of its workpiece: the same
    assert np.array_equal(assembled(QUARTER, of=WORKPIECE), still)
    assert not np.array_equal(assembled(QUARTER, of=None), still)


def test_the_mesh_of_a_small_part_is_as_fine_as_that_of_a_large_one() -> None:
    small, large = (
        surface_mesh.from_bytes(meshed(brep.to_bytes(cq.Solid.makeCylinder(r, 2 * r)))["mesh"])
        for r in (0.5, 500)
    )
    assert len(small.triangles) == len(large.triangles) > 100
    assert np.allclose(small.points * 1000, large.points, atol=1e-3)


def test_the_report_names_pictures_as_findings_name_their_subjects() -> None:
    def result(name: str, path: str, kind: str = "done") -> Result:
        task = Task(id=name, body="m:f", params={}, publish={"png": path})
        state = "ran" if kind == "done" else "failed"
        return Result(task=task, state=state, outcome=Outcome(kind=kind))

    made = (
        result("shaded:cale", "parts/cale/cale.png"), result("shaded:cale:10", "p/10.png"),
        result("shaded:broken", "b.png", "crash"), result("shaded_mesh:cale", "x"),
    )  # fmt: skip
    assert dict(published_pictures({r.task.id: r for r in made})) == {
        "cale": "parts/cale/cale.png", "cale.ph10": "p/10.png",
    }  # fmt: skip


def test_the_isometric_view_is_the_one_of_the_drawings() -> None:
    data = {**meshed(), "request": json.dumps(
        [{"name": "isometric", "right": ISOMETRIC[0], "up": ISOMETRIC[1]}]).encode()}  # fmt: skip
    drawn = image(shaded_bodies.part(data, {"colour": GREY})[0])
    assert np.array_equal(
        drawn, image(shaded_bodies.workpiece(
            {**data, "made": b"[]"}, {"colour": GREY, "front": (X, Z)})[0])
    )  # fmt: skip
