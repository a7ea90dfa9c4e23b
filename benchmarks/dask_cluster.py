"""A project built by processes of this machine and by a Dask cluster, side by side in one run.

``python benchmarks/dask_cluster.py [--project DIR] [--runs N]`` writes
``benchmarks/dask_cluster.json``. The cluster is a LocalCluster, on the same cores as the local pool:
what it costs more is what Dask, the sending and a second store cost. Each build is of a fresh copy
with an empty store, by fresh processes; local and cluster take turns.

- ``builds``: wall (s), CPU (s) of all processes together, largest process and all together (MB);
- ``empty_task_ms``: wall and CPU of a task that does nothing, 200 of them on two seats;
- ``sent``: CPU (s), MB sent and returned by kind of task;
- ``per_part``, ``per_project``: CPU (s) and MB, from which ``university`` is computed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
OUT = Path(__file__).with_suffix(".json")
TASKS = 200
LOCAL, PAIR, ONE = (
    "local: 2 processes",
    "cluster: 2 workers of 1 thread",
    "cluster: 1 worker of 2 threads",
)
CLUSTERS = {PAIR: (2, 1), ONE: (1, 2)}  # workers, threads of each
GROUPS, PROJECTS, PARTS = 40, 200, 12
CORES, NIGHT_H = 32, 8.0


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--project", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--child", nargs=2)
    options = parser.parse_args()
    if options.child:
        child(options.child[0], Path(options.child[1]))
        return
    with tempfile.TemporaryDirectory(prefix="gmp-bench-") as folder:
        OUT.write_text(json.dumps(measured(Path(folder), options), indent=1) + "\n", "utf-8")
    print(OUT.read_text("utf-8"))


def measured(folder: Path, options) -> dict[str, object]:
    source = options.project or starter(folder)
    builds: dict[str, list[dict]] = {name: [] for name in (LOCAL, *CLUSTERS)}
    outputs = set()
    for run in range(options.runs):
        for name, results in builds.items():
            project = folder / f"{run}-{len(outputs)}" / name.split(":")[0] / source.name
            ignored = shutil.ignore_patterns("output", ".gmp-cache")
            shutil.copytree(source, project, ignore=ignored)
            results.append(watched(name, project))
            outputs.add(digest(project / "output"))
            shutil.rmtree(project)
    assert len(outputs) == 1, "the outputs differ"
    said = builds[PAIR][0]["said"]
    shares = per_part(said["kinds"], said["parts"])
    return {
        "project": {"tasks": said["tasks"], "parts": said["parts"]},
        "builds": {name: summed(results) for name, results in builds.items()},
        "same_bytes": True,
        "empty_task_ms": {
            name: {
                key: round(statistics.median(r["said"]["empty"][key] for r in results), 2)
                for key in ("wall", "cpu")
            }
            for name, results in builds.items()
        },
        "sent": {k: rounded(v) for k, v in sorted(said["kinds"].items())},
        **shares,
        "university": university(shares, builds[PAIR][0]["largest_mb"]),
    }


def starter(folder: Path) -> Path:
    project = folder / "starter"
    subprocess.run([sys.executable, "-m", "gmp_cad", "new", str(project)], check=True,
                   capture_output=True)  # fmt: skip
    return project


def digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        whole.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return whole.hexdigest()


def watched(name: str, project: Path) -> dict:
    """Run a build in a process of its own; say what it and all below it took."""
    command = [sys.executable, __file__, "--child", name, str(project)]
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(command, stdout=out, env={**os.environ, "PYTHONPATH": path})
        usage = Usage(process.pid)
        assert process.wait() == 0, name
        usage.end()
        out.seek(0)
        said = json.loads(out.read().splitlines()[-1])
    return {"said": said, "largest_mb": usage.largest / 1e6, "together_mb": usage.together / 1e6}


class Usage:
    """Memory and CPU of a process and of all below it, looked at five times a second."""

    def __init__(self, pid: int) -> None:
        self.largest = self.together = 0
        self._cpu: dict[tuple[int, float], float] = {}
        self._top = psutil.Process(pid)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    @property
    def cpu_s(self) -> float:
        """CPU time of all of them so far, also of those that have ended."""
        return sum(self._cpu.values())

    def end(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.2):
            try:
                family = [self._top, *self._top.children(recursive=True)]
            except psutil.Error:
                return
            now = 0
            for process in family:
                try:
                    times, memory = process.cpu_times(), process.memory_info().rss
                    self._cpu[process.pid, process.create_time()] = times.user + times.system
                except psutil.Error:
                    continue
                now += memory
                self.largest = max(self.largest, memory)
            self.together = max(self.together, now)


def child(name: str, project: Path) -> None:
    """Build the project, then run empty tasks; print what it took as JSON."""
    from gmp_cad.engine.cache.cache_place import CACHE
    from gmp_cad.engine.cache.store import Store
    from gmp_cad.engine.processes.workers import Workers

    store = Store(project / CACHE)
    if name == LOCAL:
        with Workers(store, 2) as workers:
            said = timed(project, workers)
    else:
        from distributed import LocalCluster

        from gmp_cad.engine.cluster.dask_workers import DaskWorkers

        count, threads = CLUSTERS[name]
        with (
            tempfile.TemporaryDirectory() as scratch,
            LocalCluster(n_workers=count, threads_per_worker=threads, dashboard_address=":0",
                         local_directory=scratch, silence_logs=60) as cluster,
            DaskWorkers(store, cluster.scheduler_address) as workers,
        ):  # fmt: skip
            said = timed(project, workers)
            said["kinds"] = {
                kind: {"tasks": t.tasks, "cpu_s": t.seconds, "sent_mb": t.sent / 1e6,
                       "returned_mb": t.returned / 1e6}
                for kind, t in workers.parcels.traffic.items() if kind != "empty"
            }  # fmt: skip
    print(json.dumps(said))


def timed(project: Path, workers) -> dict:
    from gmp_cad.build.project_build import Settings, build
    from gmp_cad.engine.task import Task

    usage, start = Usage(os.getpid()), time.perf_counter()
    built = build(project, Settings(), scheduler=workers)
    wall = time.perf_counter() - start
    usage.end()
    task = Task(id="empty:x", body="tests.build.bodies:double", params={}, family="documents")
    workers.submit(task, {}).result()
    empty, start = Usage(os.getpid()), time.perf_counter()
    for future in [workers.submit(task, {}) for _ in range(TASKS)]:
        assert future.result().kind == "done"
    taken = time.perf_counter() - start
    time.sleep(0.3)
    empty.end()
    before = usage.cpu_s
    parts = [r for r in built.results if r.startswith("model:")]
    return {
        "wall_s": wall, "cpu_s": before, "tasks": len(built.results), "parts": len(parts),
        "empty": {"wall": 1e3 * taken / TASKS, "cpu": 1e3 * max(0.0, empty.cpu_s - before) / TASKS},
    }  # fmt: skip


def summed(results: list[dict]) -> dict[str, float]:
    middle = {
        key: statistics.median(r["said"][key] for r in results) for key in ("wall_s", "cpu_s")
    }
    memory = {
        key: statistics.median(r[key] for r in results) for key in ("largest_mb", "together_mb")
    }
    return rounded({**middle, **memory})


def rounded(values: dict[str, float]) -> dict[str, float]:
    return {key: round(value, 3 if value < 10 else 1) for key, value in values.items()}


# kinds of tasks that each part has; all others are of the product and the project
OF_PARTS = {
    "models": ("model", "trial", "trial_measures"),
    "measures": ("geometry", "sides", "mass", "driven", "study", "coverage", "bounds"),
    "files": ("step", "pmi", "pmi_study", "meshes", "3mf"),
    "drawings": (
        "views",
        "view_choice",
        "drawing_plan",
        "cuts",
        "drawing",
        "shaded_mesh",
        "shaded",
    ),
    "documents": ("inspection_plan", "first_article", "site_part", "consistency"),
}


def per_part(kinds: dict[str, dict], parts: int) -> dict[str, dict]:
    keys = ("cpu_s", "sent_mb", "returned_mb")
    groups = {
        group: rounded({k: sum(kinds[n][k] for n in names if n in kinds) / parts for k in keys})
        for group, names in OF_PARTS.items()
    }
    own = {name for names in OF_PARTS.values() for name in names}
    rest = [values for name, values in kinds.items() if name not in own]
    return {
        "per_part": {
            **groups,
            "all": rounded({k: sum(g[k] for g in groups.values()) for k in keys}),
        },
        "per_project": rounded({k: sum(values[k] for values in rest) for k in keys}),
    }


def university(shares: dict[str, dict], process_mb: float) -> dict[str, float]:
    """Return what the projects of a whole university take, from the shares of this one."""
    projects = GROUPS * PROJECTS
    total = {
        key: projects * (PARTS * shares["per_part"]["all"][key] + shares["per_project"][key])
        for key in ("cpu_s", "sent_mb", "returned_mb")
    }
    cores = total["cpu_s"] / 3600 / NIGHT_H
    network = (total["sent_mb"] + total["returned_mb"]) / (NIGHT_H * 3600)
    return rounded({
        "projects": projects, "parts": projects * PARTS, "cpu_h": total["cpu_s"] / 3600,
        "sent_gb": total["sent_mb"] / 1e3, "returned_gb": total["returned_mb"] / 1e3,
        "cores_for_one_night": cores, "machines_of_32_cores": cores / CORES,
        "network_mb_s": network, "memory_gb_of_32_cores": CORES * process_mb / 1e3,
    })  # fmt: skip


if __name__ == "__main__":
    main()
