"""The first look at a part: only what its picture, its scene and its measures need.

A build plans the whole project and looks up all of its tasks; whoever turns a dimension waits for
one solid. Its tasks are those of a build, under the same keys: nothing is done twice. The scene
alone is a smaller one, without the states of the process plan, which take a model of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gmp_cad.build import project_graph
from gmp_cad.build.part.part_place import PartPlace
from gmp_cad.build.part_graph import part_tasks
from gmp_cad.build.site.scene_graph import part_scene_tasks, viewer_tasks
from gmp_cad.build.site.shaded_graph import part_pictures
from gmp_cad.documents.site.scene_slot import VIEWER, mesh_file, scene_file
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.graph import Result
from gmp_cad.engine.task import Task
from gmp_cad.spec.project import ProjectFiles

PICTURE = "picture.png"  # under this name the picture of each solid is served
# What is waited for, and what may come after it: the picture is for browsers without 3D.
_GOALS = (("scene", "scene_mesh", "study", "viewer"), ("shaded",))


def first_tasks(
    project: ProjectFiles, place: PartPlace, documents: dict[str, Any]
) -> list[list[Task]]:
    """Return the tasks of the first look at a part: those of its solid, then those of its picture."""
    planned = [
        *part_tasks(project, place, documents),
        *part_pictures(project, place, documents),
        *part_scene_tasks(place, documents, {}),
        *viewer_tasks(documents),
    ]
    tasks = [_small(task) if task.id == f"scene:{place.key}" else task for task in planned]
    found = [
        project_graph.needed(tasks, [t.id for t in tasks if t.id in _ids(place.key, kinds)])
        for kinds in _GOALS
    ]
    before = {task.id for task in found[0]}
    return [found[0], [task for task in found[1] if task.id not in before]]


def _ids(part: str, kinds: Sequence[str]) -> set[str]:
    return {"viewer:all" if kind == "viewer" else f"{kind}:{part}" for kind in kinds}


def scene_files(
    part: str, results: Mapping[str, Result], store: Store
) -> Iterator[tuple[str, bytes]]:
    """Yield what is ready of what a page loads of a part: by path, its content."""
    sought = {
        f"scene:{part}": ("js", scene_file(part)), f"scene_mesh:{part}": ("js", mesh_file(part)),
        f"shaded:{part}": ("png", PICTURE), "viewer:all": ("js", VIEWER),
    }  # fmt: skip
    for task_id, (output, path) in sought.items():
        result = results.get(task_id)
        if result is not None and result.ok:
            yield path, store.get(result.outcome.outputs[output])


def _small(scene: Task) -> Task:
    """Return the scene of the finished part alone; why it ran is nobody's question."""
    mass = tuple(i for i in scene.wants if i.alias == "mass")
    params = {**scene.params, "phases": [], "titles": {}, "fixtures": []}
    return replace(scene, params=params, wants=mass, noted=False)
