"""The tasks around a part's solid: its model run, its features and measures, its mass."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gmp_cad.build.part.part_place import KERNEL, PartPlace
from gmp_cad.build.part.slices import verified_slice
from gmp_cad.engine.task import MODEL_TIMEOUT_S, Input, Task, Trace
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.project import ProjectFiles
from gmp_cad.spec.values import by_name, value_to_json, values_of


def solid_tasks(project: ProjectFiles, place: PartPlace) -> Iterator[Task]:
    """Yield the run of a part's model, and its features and measures."""
    yield model_task(project, place, place.spec, id=f"model:{place.key}")
    yield Task(
        id=f"geometry:{place.key}", body=f"{KERNEL}:geometry",
        params={"part": place.key, "spec": verified_slice(place.spec)},
        needs=tuple(Input(name, f"model:{place.key}", name) for name in ("brep", "run")),
    )  # fmt: skip


def model_task(
    project: ProjectFiles,
    place: PartPlace,
    spec: PartSpec,
    *,
    id: str,  # noqa: A002 - the field's own word
    body: str = f"{KERNEL}:model",
    needs: tuple[Input, ...] = (),
    **more: str,
) -> Task:
    """Return a task that runs the part's model with the sizes of ``spec``; ``more``: parameters."""
    identity = spec.part
    values: dict[str, Any] = {
        name: value_to_json(value) for name, value in by_name(values_of(spec)).items()
    }
    values["part"] = [identity.number, identity.title, identity.material_name]
    return Task(
        id=id, body=body, needs=needs,
        params={"script": f"{place.folder}/model.py", "bodies": identity.bodies, **more},
        trace=Trace(values=values, root=str(project.root)), timeout_s=MODEL_TIMEOUT_S,
    )  # fmt: skip
