"""Our graph and workers beside other engines, on one graph of tasks that do next to nothing.

``python benchmarks/engines.py [--keep] [--python VENV/bin/python] [--sizes 200 1000]`` runs, in fresh
processes, each with two workers, all in one run:

- ours: the graph, the store on disk (every result kept and verified), the local workers;
- futures, loky, pebble: ``graphlib`` over ``concurrent.futures``, joblib's loky and pebble; nothing is
  kept, so that a second run is the first one again;
- doit, luigi, snakemake: each result is a file. Snakemake starts a shell per task.

They come from an environment of its own (``--python``; pip install pebble joblib doit luigi
snakemake): none is needed by gmp_cad. What is not there is left out, and told.

``cold`` is the wall time over that of ours, start of everything included; ``again`` that of a second
run with nothing to do over our cold one; ``each further task`` leaves the start out. ``crash``: the middle task aborts; of all tasks
that do not need it, how many were not done (``lost``), whether the engine came to an end within
``PATIENCE_S``, and whether it named the right task.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from concurrent.futures import FIRST_COMPLETED, Future, wait
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]

from benchmarks.engine_bodies import value  # noqa: E402
from benchmarks.spent import load  # noqa: E402

KEPT = Path(__file__).with_suffix(".json")
ENGINES = ("ours", "futures", "loky", "pebble", "doit", "luigi", "snakemake")
SIZES = (200, 1000)
SLOW = {"snakemake": 200}  # a shell per task: no larger graph is asked of it
WIDTH = 20
JOBS = 2
PATIENCE_S = 60


def needs(size: int) -> dict[int, list[int]]:
    """Return the graph: rows of nodes, each of which needs two of the row above."""
    return {
        n: [] if n < WIDTH else sorted({n - WIDTH, n - WIDTH - n % WIDTH + (n * 7) % WIDTH})
        for n in range(size)
    }


def untouched(size: int, dies: int) -> set[int]:
    """Return the nodes that do not need the one that dies, directly or not."""
    hit = {dies}
    for n, above in needs(size).items():
        if hit & set(above):
            hit.add(n)
    return set(range(size)) - hit


# --- the engines, each in a process of its own


def ours(folder: Path, size: int, dies: int) -> dict[str, Any]:
    from gmp_cad.engine.cache.store import Store
    from gmp_cad.engine.graph import Run
    from gmp_cad.engine.history import History
    from gmp_cad.engine.processes.workers import Workers
    from gmp_cad.engine.task import Input, Task

    store = Store(folder / "store")
    tasks = [
        Task(
            id=f"node:{n}", body="benchmarks.engine_bodies:node", family="documents",
            params={"n": n, "dies": dies},
            needs=tuple(Input(f"{k:05}", f"node:{k}", "value") for k in above),
        )
        for n, above in needs(size).items()
    ]  # fmt: skip
    history = History(folder / "history.json")
    with Workers(store, JOBS) as workers:
        run = Run(store=store, workers=workers, history=history, root=folder)
        results = run.execute(tasks)
        history.save()
    failed = [i.split(":")[1] for i, r in results.items() if r.state == "failed"]
    return {"done": [int(i.split(":")[1]) for i, r in results.items() if r.ok], "blamed": failed}


def futures(_folder: Path, size: int, dies: int) -> dict[str, Any]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(JOBS, mp_context=get_context("spawn")) as pool:
        return _walked(size, lambda n, needed: pool.submit(value, n, needed, dies))


def loky(_folder: Path, size: int, dies: int) -> dict[str, Any]:
    from joblib.externals.loky import get_reusable_executor

    pool = get_reusable_executor(JOBS)
    try:
        return _walked(size, lambda n, needed: pool.submit(value, n, needed, dies))
    finally:
        pool.shutdown()


def pebble(_folder: Path, size: int, dies: int) -> dict[str, Any]:
    from multiprocessing import get_context

    from pebble import ProcessPool

    with ProcessPool(JOBS, context=get_context("spawn")) as pool:
        return _walked(size, lambda n, needed: pool.schedule(value, args=(n, needed, dies)))


def _walked(size: int, submit: Any) -> dict[str, Any]:
    """Walk the graph with the futures of a pool; what failed, and all that needs it, is left."""
    graph = needs(size)
    sorter = TopologicalSorter(graph)
    sorter.prepare()
    results: dict[int, bytes] = {}
    running: dict[Future[bytes], int] = {}
    blamed: list[str] = []
    while sorter.is_active():
        for n in sorter.get_ready():
            if any(k not in results for k in graph[n]):
                sorter.done(n)
                continue
            try:
                running[submit(n, [results[k] for k in graph[n]])] = n
            except Exception:  # noqa: BLE001 - the pool is broken: so is every task after
                blamed.append(str(n))
                sorter.done(n)
        if running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                n = running.pop(future)
                try:
                    results[n] = future.result()
                except Exception:  # noqa: BLE001
                    blamed.append(str(n))
                sorter.done(n)
    return {"done": list(results), "blamed": blamed}


def doit(folder: Path, size: int, dies: int) -> dict[str, Any]:
    text = f"""
        import sys
        from pathlib import Path
        sys.path[:0] = [{str(ROOT)!r}]
        from benchmarks.engine_bodies import value
        from benchmarks.engines import needs
        DOIT_CONFIG = {{"verbosity": 0, "continue": True, "num_process": {JOBS}}}
        def act(n, above):
            Path(str(n)).write_bytes(value(n, [Path(str(k)).read_bytes() for k in above], {dies}))
        def task_node():
            for n, above in needs({size}).items():
                yield {{"name": str(n), "actions": [(act, [n, above])], "targets": [str(n)],
                        "file_dep": [str(k) for k in above]}}
    """
    (folder / "dodo.py").write_text(textwrap.dedent(text), "utf-8")
    return _tool(folder, size, "-m", "doit", "-P", "process")


def luigi(folder: Path, size: int, dies: int) -> dict[str, Any]:
    text = f"""
        import sys
        sys.path[:0] = [{str(ROOT)!r}]
        import luigi
        from benchmarks.engine_bodies import value
        from benchmarks.engines import needs
        GRAPH = needs({size})
        class Node(luigi.Task):
            n = luigi.IntParameter()
            def requires(self):
                return [Node(k) for k in GRAPH[self.n]]
            def output(self):
                return luigi.LocalTarget(str(self.n), format=luigi.format.Nop)
            def run(self):
                needed = [t.open().read() for t in self.input()]
                with self.output().open("w") as file:
                    file.write(value(self.n, needed, {dies}))
        if __name__ == "__main__":
            luigi.build([Node(n) for n in GRAPH], workers={JOBS}, local_scheduler=True,
                        log_level="ERROR")
    """
    (folder / "nodes.py").write_text(textwrap.dedent(text), "utf-8")
    return _tool(folder, size, "nodes.py")


def snakemake(folder: Path, size: int, dies: int) -> dict[str, Any]:
    lines = ["rule all:", f"    input: {[str(n) for n in range(size)]!r}"]
    for n, above in needs(size).items():
        act = "kill -ABRT $$" if n == dies else "echo {wildcards} > {output}"
        lines += [
            f"rule node_{n}:", f"    input: {[str(k) for k in above]!r}", f"    output: {str(n)!r}",
            f"    shell: {act.replace('{wildcards}', str(n))!r}",
        ]  # fmt: skip
    (folder / "Snakefile").write_text("\n".join(lines), "utf-8")
    return _tool(folder, size, "-m", "snakemake", "-c", str(JOBS), "-q", "all", "-k")


def _tool(folder: Path, size: int, *arguments: str) -> dict[str, Any]:
    """Run a tool whose results are files called by the numbers of the nodes."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    told = done.stdout + done.stderr
    return {"done": [n for n in range(size) if (folder / str(n)).exists()], "told": told[-4000:]}


# --- measured


def measured(engine: str, python: str, size: int, folder: Path) -> dict[str, Any]:
    """Return seconds of a cold run and of one with nothing to do, both of a fresh process."""
    folder.mkdir(parents=True)
    cold_s, told = _timed(engine, python, size, folder, -1)
    assert told is not None, engine
    assert len(told["done"]) == size, (engine, told)
    again_s, _ = _timed(engine, python, size, folder, -1)
    return {"cold_s": cold_s, "again_s": again_s}


def compared(raw: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """Return the seconds of every engine over those of ours, at each size and from task to task."""
    found: dict[str, Any] = {}
    for size, engines in raw.items():
        unit = engines["ours"]["cold_s"]
        found[f"{size} tasks"] = {
            engine: {"cold": round(r["cold_s"] / unit, 2), "again": round(r["again_s"] / unit, 3)}
            for engine, r in engines.items()
        }
    small, large = min(raw), max(raw)
    if small < large:
        more = {e: raw[large][e]["cold_s"] - raw[small][e]["cold_s"] for e in raw[large]}
        found["each further task"] = {e: round(s / more["ours"], 2) for e, s in more.items()}
    return found


def crashed(engine: str, python: str, size: int, folder: Path) -> dict[str, Any]:
    """Return what one task that aborts costs."""
    folder.mkdir(parents=True)
    dies = size // 2
    _, told = _timed(engine, python, size, folder, dies)
    done = {int(p.name) for p in folder.iterdir() if p.name.isdecimal()}
    done |= set(told["done"]) if told else set()
    expected = untouched(size, dies)
    assert dies not in done
    blamed = told.get("blamed") if told else None
    return {
        "ended": told is not None, "lost": len(expected - done), "of": len(expected),
        **({"blamed_only_it": blamed == [str(dies)]} if blamed is not None else {}),
    }  # fmt: skip


def _timed(
    engine: str, python: str, size: int, folder: Path, dies: int
) -> tuple[float, dict[str, Any] | None]:
    command = [python, __file__, "--child", engine, str(size), str(folder), str(dies)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    started = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment,
        start_new_session=True,
    )  # fmt: skip
    try:
        out, _ = process.communicate(timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return PATIENCE_S, None
    taken = time.perf_counter() - started
    return taken, json.loads(out.splitlines()[-1]) if process.returncode == 0 else None


def available(engine: str, python: str) -> bool:
    """Tell whether an engine can be imported there."""
    module = {"ours": "gmp_cad", "futures": "concurrent.futures", "loky": "joblib"}
    found = subprocess.run(
        [python, "-c", f"import {module.get(engine, engine)}"], capture_output=True, check=False
    )
    return found.returncode == 0


def main() -> None:
    options = _options()
    if options.child:
        engine, size, folder, dies = options.child
        print(json.dumps(globals()[engine](Path(folder), int(size), int(dies))))
        return
    pythons = dict.fromkeys(ENGINES, options.python or sys.executable)
    pythons |= {"ours": sys.executable}
    found: dict[str, Any] = {
        "command": "python benchmarks/engines.py --keep --python … --sizes "
        + " ".join(str(size) for size in options.sizes)
    }
    here = [e for e in ENGINES if available(e, pythons[e])]
    found["load_before"] = load()
    found["not_installed"] = [e for e in ENGINES if e not in here]
    with tempfile.TemporaryDirectory(prefix="gmp-bench-") as name:
        folder = Path(name)
        raw: dict[int, dict[str, Any]] = {}
        for size in options.sizes:
            asked = [e for e in here if size <= SLOW.get(e, size)]
            raw[size] = {e: measured(e, pythons[e], size, folder / f"{e}{size}") for e in asked}
            print(json.dumps({size: raw[size]}), flush=True)
        found |= compared(raw)
        size = options.sizes[0]
        found["crash"] = {e: crashed(e, pythons[e], size, folder / f"{e}-crash") for e in here}
        print(json.dumps(found["crash"], indent=1))
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    if options.keep:
        KEPT.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", help="of the environment that has the other engines")
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    parser.add_argument("--keep", action="store_true", help="write the figures to engines.json")
    parser.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
