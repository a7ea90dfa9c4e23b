"""Ratios measured in one run, never absolute times: the machine is shared and noisy.

``python benchmarks/run.py`` prints:

- overhead: CPU time of the model, measure, STEP, STL and GLB tasks of 20 parts in a warm process,
  over that of a bare process that makes the same files from the same models with CadQuery alone
  and asks one Volume() of each (median of 5 interleaved runs);
- no-op: wall time of a build with nothing to do over that of the first build.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNS = 5
PARTS = 20


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="gmp-bench-") as folder:
        print(
            json.dumps({"overhead": overhead(Path(folder)), "no_op": no_op(Path(folder))}, indent=1)
        )


def overhead(folder: Path) -> dict[str, float]:
    """Return the median ratio of ours to bare CadQuery, and its spread."""
    ratios = []
    for run in range(RUNS):
        ours = _child("ours", folder / f"ours{run}")
        bare = _child("bare", folder / f"bare{run}")
        ratios.append(ours / bare)
    return {
        "median": round(statistics.median(ratios), 3),
        "lowest": round(min(ratios), 3),
        "highest": round(max(ratios), 3),
    }


def _child(kind: str, folder: Path) -> float:
    command = [sys.executable, __file__, kind, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return float(done.stdout.splitlines()[-1])


def _places():
    from gmp_cad.build.project_graph import part_places
    from gmp_cad.spec.project import load_project

    project = load_project(ROOT)
    places = list(part_places(project))
    while len(places) < PARTS:
        places.append(places[len(places) % 7])
    return project, places[:PARTS]


def ours(folder: Path) -> float:
    """Run the tasks of each part as a worker does, in this process; return CPU seconds."""
    from gmp_cad.build import project_graph
    from gmp_cad.build.execution import execute
    from gmp_cad.build.part_graph import part_tasks
    from gmp_cad.build.store import Store

    project, places = _places()
    documents = project_graph.document_settings(project, "fr")
    wanted = ("model", "geometry", "mass", "step", "meshes")
    plans = []
    for place in places:
        tasks = {t.id.split(":")[0]: t for t in part_tasks(project, place, documents)}
        plans.append([tasks[kind] for kind in wanted])
    execute(str(folder / "warm"), plans[0][0].body, plans[0][0].params, {}, _trace(plans[0][0]))
    root = folder / "store"
    started = time.process_time()
    for number, tasks in enumerate(plans):
        outputs: dict[tuple[str, str], str] = {}
        for task in tasks:
            inputs = {i.alias: outputs[i.task, i.output] for i in task.needs}
            outcome = execute(str(root), task.body, task.params, inputs, _trace(task))
            assert outcome.kind == "done", outcome
            outputs.update({(task.id, name): digest for name, digest in outcome.outputs.items()})
            store = Store(root)
            for name, path in task.publish.items():
                target = folder / str(number) / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(store.get(outcome.outputs[name]))
    return time.process_time() - started


def _trace(task):
    return None if task.trace is None else {"values": task.trace.values, "root": task.trace.root}


def bare(folder: Path) -> float:
    """Make the same files with CadQuery alone; return CPU seconds."""
    import importlib.util

    import cadquery as cq

    from gmp_cad.spec.values import values_of

    project, places = _places()
    started = time.process_time()
    for number, place in enumerate(places):
        path = project.root / place.folder / "model.py"
        spec = importlib.util.spec_from_file_location(f"model{number}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        shape = module.build(values_of(place.spec))
        if hasattr(module, "stock"):
            module.stock(values_of(place.spec))
        target = folder / str(number)
        target.mkdir(parents=True)
        cq.exporters.export(shape, str(target / "part.step"))
        cq.exporters.export(
            shape, str(target / "part.stl"), tolerance=0.05, angularTolerance=0.1745
        )
        cq.Assembly(shape, name="part").export(
            str(target / "part.glb"), tolerance=0.05, angularTolerance=0.1745
        )
        shape.val().Volume()
    return time.process_time() - started


def no_op(folder: Path) -> dict[str, float]:
    """Return the wall time of the second build over that of the first, on the example."""
    project = folder / "project"
    for name in ("parts", "fixtures_design", "docs_templates"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    first, second = (_build(project) for _ in range(2))
    return {"ratio": round(second / first, 4), "first_over_second": round(first / second, 1)}


def _build(project: Path) -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "gmp_cad", "--project", str(project), "build", "-q"],
        check=False, capture_output=True, cwd=ROOT,
    )  # fmt: skip
    return time.perf_counter() - started


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print({"ours": ours, "bare": bare}[sys.argv[1]](Path(sys.argv[2])))
    else:
        main()
