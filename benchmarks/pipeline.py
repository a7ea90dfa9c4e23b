"""What the pipeline costs and gains: ratios of one run, never absolute times.

``python benchmarks/pipeline.py [--keep] [overhead] [no_op] [workers] [example]`` measures (all but
``example`` unless some are named; ``--keep`` writes them into ``pipeline.json``):

- overhead: CPU time of the model, geometry, mass, STEP, STL and GLB tasks of 20 parts in a warm
  process, over that of a bare process that makes the same files from the same models with CadQuery
  alone and asks one ``Volume()`` of each (median of 5 interleaved runs, and by task over all of
  bare). Most of it is work that bare CadQuery does not do: faces named and followed, every
  dimension and tolerance measured, semantic PMI, inertia. ``counting_the_load``: where the bare
  process loads CadQuery, as a script does; the warm one has it loaded. ``engine`` is what remains when the
  bodies of the same tasks are called without store, keys and processes: the engine's own part.
- no_op: the starter project built, and built again with nothing to do: cold over no-op, by wall and
  by CPU time (all processes); ``example``: the same of the example (long).
- workers: 20 parts whose models compute for more than 1 s each, built by the command with one
  worker and with two: wall time of one over that of two, and of two independent processes that
  compute the same on this machine, which bounds it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]

from benchmarks.spent import adopt_orphans, load, orphans, spent  # noqa: E402

KEPT = Path(__file__).with_suffix(".json")
RUNS = 5
PARTS = 20
NO_OP_RUNS = 5
WANTED = ("model", "geometry", "mass", "step", "meshes")
DEFLECTION_MM, DEFLECTION_RAD = 0.05, 0.1745  # those of our meshes
# A model that computes for more than a second, and gives a small solid: what follows stays cheap.
HEAVY = """import cadquery as cq


def build(d):
    plate = cq.Workplane().box(d.length, d.width, d.height, centered=False)
    drilled = plate
    for i in range({rounds}):  # gmp: free load of the benchmark
        at = (1.0 + i % 8, 1.0 + i // 8)
        drilled = drilled.cut(cq.Workplane(origin=(*at, -1)).circle(0.3).extrude(50))
    return plate if drilled.val().Volume() > 0 else drilled
"""
SPEC = """[part]
number = "B-{n:02}"
title = "Plaque {n}"
material = "C45"
general_tolerances = "ISO 2768-m"
surface_texture = "Ra 6,3"
[dimensions]
length = {{ size = "{length} ±0,1", between = ["<X", ">X"] }}
width = {{ size = "40 ±0,1", between = ["<Y", ">Y"] }}
height = {{ size = "10 ±0,1", between = ["<Z", ">Z"] }}
"""


# --- overhead


def overhead(_folder: Path) -> dict[str, Any]:
    """Return the median ratio of ours to bare CadQuery, its spread, and its parts."""
    ratios, engines, loaded, by_task = [], [], [], Counter[str]()
    busy = load()
    for _ in range(RUNS):
        ours, bodies, bare = (_child(kind) for kind in ("ours", "bodies", "bare"))
        load_s = bare.pop("load")
        ratios.append(sum(ours.values()) / sum(bare.values()))
        loaded.append(sum(ours.values()) / (load_s + sum(bare.values())))
        engines.append(sum(ours.values()) / sum(bodies.values()))
        for kind, seconds in ours.items():
            by_task[kind] += seconds / sum(bare.values()) / RUNS
        for kind, seconds in bare.items():
            by_task[f"bare {kind}"] += seconds / sum(bare.values()) / RUNS
    return {
        "load_before": busy, "parts": PARTS, **_spread(ratios),
        "counting_the_load": _spread(loaded), "engine": _spread(engines),
        "share_of_bare": {kind: round(share, 3) for kind, share in by_task.items()},
    }  # fmt: skip


def _spread(values: list[float]) -> dict[str, float]:
    names = ("median", "lowest", "highest")
    found = (statistics.median(values), min(values), max(values))
    return {name: round(value, 3) for name, value in zip(names, found, strict=True)}


def _child(kind: str) -> dict[str, float]:
    told = spent([sys.executable, __file__, "--child", kind]).out
    return json.loads(told.splitlines()[-1])


def _places() -> tuple[Any, list[Any]]:
    from gmp_cad.build.project_graph import part_places
    from gmp_cad.spec.project import load_project

    project = load_project(ROOT)
    places = list(part_places(project))
    while len(places) < PARTS:
        places.append(places[len(places) % 7])
    return project, places[:PARTS]


def ours(folder: Path, *, stored: bool = True) -> dict[str, float]:
    """Run the tasks of each part as a worker does, in this process; return CPU seconds by kind.

    Not ``stored``: the bodies alone, what they give passed on as it is.
    """
    plans = list(_plans())
    run = _executed if stored else _called
    for tasks in plans[:1]:
        run(folder / "warm", tasks, Counter())
    used = Counter[str]()
    for number, tasks in enumerate(plans):
        run(folder / str(number), tasks, used)
    return dict(used)


def _plans() -> Iterator[list[Any]]:
    from gmp_cad.build import project_graph
    from gmp_cad.build.part_graph import part_tasks

    project, places = _places()
    documents = project_graph.document_settings(project, "fr")
    for place in places:
        tasks = {t.id.split(":")[0]: t for t in part_tasks(project, place, documents)}
        yield [tasks[kind] for kind in WANTED]


def _executed(folder: Path, tasks: list[Any], used: Counter[str]) -> None:
    from gmp_cad.engine.cache.store import Store
    from gmp_cad.engine.execution import execute
    from gmp_cad.engine.task import key_of

    root = folder.parent / "store"
    store = Store(root)
    outputs: dict[tuple[str, str], str] = {}
    for task in tasks:
        started = time.process_time()
        inputs = {i.alias: outputs[i.task, i.output] for i in task.needs}
        key_of(task, inputs)
        outcome = execute(str(root), task.body, task.params, inputs, _trace(task))
        assert outcome.kind == "done", outcome
        outputs.update({(task.id, name): digest for name, digest in outcome.outputs.items()})
        for name, path in task.publish.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(store.get(outcome.outputs[name]))
        used[task.id.split(":")[0]] += time.process_time() - started


def _called(folder: Path, tasks: list[Any], used: Counter[str]) -> None:
    import importlib

    data: dict[tuple[str, str], bytes] = {}
    for task in tasks:
        started = time.process_time()
        module, _, name = task.body.partition(":")
        body = getattr(importlib.import_module(module), name)
        inputs = {i.alias: data[i.task, i.output] for i in task.needs}
        trace = {} if task.trace is None else {"trace": _trace(task)}
        outputs, _ = body(inputs, task.params, **trace)
        data.update({(task.id, name): value for name, value in outputs.items()})
        for name, path in task.publish.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(outputs[name])
        used[task.id.split(":")[0]] += time.process_time() - started


def _trace(task: Any) -> dict[str, Any] | None:
    return None if task.trace is None else {"values": task.trace.values, "root": task.trace.root}


def bare(folder: Path) -> dict[str, float]:
    """Make the same files with CadQuery alone; return CPU seconds by kind, and of loading it."""
    project, places = _places()
    before = time.process_time()
    import cadquery  # noqa: F401

    load_s = time.process_time() - before
    _bare(project, places[:1], folder / "warm")
    return {**_bare(project, places, folder / "bare"), "load": load_s}


def _bare(project: Any, places: list[Any], folder: Path) -> dict[str, float]:
    import importlib.util

    import cadquery as cq

    from gmp_cad.spec.values import values_of

    used, fine = Counter[str](), {"tolerance": DEFLECTION_MM, "angularTolerance": DEFLECTION_RAD}
    for number, place in enumerate(places):
        target = folder / str(number)
        target.mkdir(parents=True)
        clock = [time.process_time()]

        def lap(kind: str, clock: list[float] = clock) -> None:
            used[kind] += time.process_time() - clock[0]
            clock[0] = time.process_time()

        path = project.root / place.folder / "model.py"
        spec = importlib.util.spec_from_file_location(f"model{number}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        shape = module.build(values_of(place.spec))
        if hasattr(module, "stock"):
            module.stock(values_of(place.spec))
        lap("model")
        cq.exporters.export(shape, str(target / "part.step"))
        lap("step")
        cq.exporters.export(shape, str(target / "part.stl"), **fine)
        cq.Assembly(shape, name="part").export(str(target / "part.glb"), **fine)
        lap("meshes")
        shape.val().Volume()
        lap("volume")
    return dict(used)


# --- nothing to do


def no_op(folder: Path) -> dict[str, Any]:
    """Return what a build with nothing to do costs beside the first one: the starter project."""
    spent([*_gmp(), "new", str(folder / "starter")])
    return _cold_over_no_op(folder / "starter")


def example(folder: Path) -> dict[str, Any]:
    """Return the same of the example."""
    for name in ("parts", "fixtures_design", "docs_templates"):
        skipped = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / "example" / name, ignore=skipped)
    return _cold_over_no_op(folder / "example")


def _cold_over_no_op(project: Path) -> dict[str, Any]:
    busy = load()
    command = [*_gmp(), "--project", str(project), "build", "-q"]
    cold = spent(command)
    again = [spent(command) for _ in range(NO_OP_RUNS)]
    return {
        "load_before": busy,
        "cold_over_no_op_wall": round(cold.wall_s / statistics.median(a.wall_s for a in again), 1),
        "cold_over_no_op_cpu": round(cold.cpu_s / statistics.median(a.cpu_s for a in again), 1),
    }


def _gmp() -> list[str]:
    return [sys.executable, "-m", "gmp_cad"]


# --- two workers


def workers(folder: Path) -> dict[str, Any]:
    """Return how much faster two workers are than one, on 20 parts of more than 1 s each."""
    rounds, seconds = _rounds()
    source = folder / "parts"
    for n in range(PARTS):
        place = source / "parts" / f"plaque_{n:02}"
        place.mkdir(parents=True)
        (place / "model.py").write_text(HEAVY.format(rounds=rounds), "utf-8")
        (place / "spec.toml").write_text(SPEC.format(n=n, length=60 + n), "utf-8")
    busy = load()
    bound = _bound(rounds)
    found = {}
    for jobs in (1, 2):
        project = folder / f"jobs{jobs}"
        shutil.copytree(source, project)
        found[jobs] = spent([*_gmp(), "--project", str(project), "build", "-q", "-j", str(jobs)])
    return {
        "parts": PARTS, "load_before": busy, "seconds_of_a_model_over_one": seconds > 1.0,
        "one_over_two_wall": round(found[1].wall_s / found[2].wall_s, 3),
        "two_over_one_cpu": round(found[2].cpu_s / found[1].cpu_s, 3),
        "cores_used": {jobs: round(f.cpu_s / f.wall_s, 2) for jobs, f in found.items()},
        "two_independent_processes": round(bound, 3),
    }  # fmt: skip


def _rounds() -> tuple[int, float]:
    """Return how many rounds make a model compute for about 1.3 s here, and its seconds."""
    probe = 40
    seconds = _model_seconds(probe)
    rounds = max(probe, round(probe * (1.3 / seconds) ** 0.5))  # each round cuts what is there
    return rounds, _model_seconds(rounds)


def _model_seconds(rounds: int) -> float:
    return float(_child_words("heavy", str(rounds)))


def _child_words(*words: str) -> str:
    return spent([sys.executable, __file__, "--child", *words]).out.splitlines()[-1]


def _bound(rounds: int) -> float:
    """Return how much faster this machine runs two such processes side by side."""
    import subprocess

    command = [sys.executable, __file__, "--child", "heavy", str(rounds), "6"]
    started = time.perf_counter()
    for _ in range(2):
        subprocess.run(command, check=True, capture_output=True)
    after = time.perf_counter()
    both = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(2)]
    for process in both:
        process.wait()
    return (after - started) / (time.perf_counter() - after)


def heavy(rounds: int, times: int = 1) -> float:
    """Run the heavy model in this process; return the CPU seconds of one run."""
    from types import SimpleNamespace

    names: dict[str, Any] = {}
    exec(HEAVY.format(rounds=rounds), names)  # the model's own text
    size = SimpleNamespace(length=60.0, width=40.0, height=10.0)
    started = time.process_time()
    for _ in range(times):
        names["build"](size)
    return (time.process_time() - started) / times


# --- the command

MEASURES = {"overhead": overhead, "no_op": no_op, "workers": workers, "example": example}


def main() -> None:
    options = _options()
    if options.child:
        _as_child(*options.child)
        return
    adopt_orphans()
    found = {}
    for name in options.measure:
        with tempfile.TemporaryDirectory(prefix="gmp-bench-") as folder:
            found[name] = MEASURES[name](Path(folder))
        print(json.dumps({name: found[name]}, indent=1), flush=True)
    orphans()
    if options.keep:
        keep(
            KEPT, {"command": "python benchmarks/pipeline.py --keep " + " ".join(MEASURES), **found}
        )


def keep(path: Path, found: Mapping[str, Any]) -> None:
    """Write figures beside those that were kept of other measures."""
    kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
    path.write_text(json.dumps({**kept, **found}, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _as_child(kind: str, *words: str) -> None:
    with tempfile.TemporaryDirectory(prefix="gmp-bench-") as folder:
        place = Path(folder)
        if kind == "heavy":
            print(heavy(*(int(word) for word in words)))
        elif kind == "bare":
            print(json.dumps(bare(place)))
        else:
            print(json.dumps(ours(place, stored=kind == "ours")))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    default = [name for name in MEASURES if name != "example"]
    parser.add_argument("measure", nargs="*", default=default, help=", ".join(MEASURES))
    parser.add_argument("--keep", action="store_true", help="write the figures to pipeline.json")
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
