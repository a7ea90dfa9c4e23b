"""The tasks that prove which dimensions drive a part's model: one run for each number changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gmp_cad.build.part.part_place import STUDIES, PartPlace, part_texts
from gmp_cad.build.part.slices import spec_slice
from gmp_cad.build.part.solid_graph import model_task
from gmp_cad.engine.task import Input, Task
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.project import ProjectFiles
from gmp_cad.spec.trial import Trial, trials, tried

TRIALS = "gmp_cad.build.part.trial_bodies"
TRIAL_KINDS = ("trial", "trial_measures")


def trial_tasks(
    project: ProjectFiles, place: PartPlace, documents: dict[str, Any]
) -> Iterator[Task]:
    """Yield the trials of a part, their measures, and the study that judges them."""
    measured = []
    for trial in trials(place.spec):
        yield from _trial(project, place, trial)
        measured.append(Input(f"trial.{trial.id}", _measures_id(place, trial), "evidence"))
    key = place.key
    yield Task(
        id=f"driven:{key}", body=f"{STUDIES}:driven_study", family="documents",
        params=part_texts(place, documents),
        needs=(
            Input("run", f"model:{key}", "run"),
            Input("measurements", f"geometry:{key}", "measurements"),
        ),
        wants=tuple(measured),
    )  # fmt: skip


def _measures_id(place: PartPlace, trial: Trial) -> str:
    return f"trial_measures:{place.key}:{trial.id}"


def _trial(project: ProjectFiles, place: PartPlace, trial: Trial) -> Iterator[Task]:
    spec, task_id = tried(place.spec, trial), f"trial:{place.key}:{trial.id}"
    yield model_task(
        project, place, spec, id=task_id, body=f"{TRIALS}:trial", line=trial.dimension.id,
        needs=(Input("nominal", f"model:{place.key}", "run"),),
    )  # fmt: skip
    yield Task(
        id=_measures_id(place, trial), body=f"{TRIALS}:trial_measures",
        params={
            "part": place.key, "line": trial.dimension.id, "spec": _measured_slice(spec),
        },
        needs=(
            *(Input(name, task_id, name) for name in ("brep", "run", "evidence")),
            Input("nominal_brep", f"model:{place.key}", "brep"),
            Input("nominal_run", f"model:{place.key}", "run"),
            Input("measurements", f"geometry:{place.key}", "measurements"),
        ),
    )  # fmt: skip


def _measured_slice(spec: PartSpec) -> dict[str, Any]:
    """Return what measuring the dimensions depends on; tolerances and datums are not judged here."""
    kept = {"part", "dimensions", "features"}
    return {name: value for name, value in spec_slice(spec).items() if name in kept}
