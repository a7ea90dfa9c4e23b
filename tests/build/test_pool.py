"""The pool of processes: nobody is blamed for another, nothing outlives the build."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import CancelledError
from pathlib import Path

import psutil
import pytest

from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.processes import sandbox, worker
from gmp_cad.engine.processes.workers import Workers
from gmp_cad.engine.task import Task, Trace

BODIES = "tests.build.bodies"
ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


def task(name: str, body: str, **more) -> Task:
    more.setdefault("params", {})
    return Task(id=name, body=f"{BODIES}:{body}", family="documents", **more)


def test_of_many_tasks_each_death_is_its_own(tmp_path: Path):
    kinds = ["double", "abort", "double", "exit_quietly", "double", "segfault", "double"]
    with Workers(Store(tmp_path), 2) as workers:
        futures = [
            workers.submit(task(f"t:{rank}", body, params={"start": rank}), {})
            for rank, body in enumerate(kinds)
        ]
        outcomes = [future.result() for future in futures]
        for rank, (body, outcome) in enumerate(zip(kinds, outcomes, strict=True)):
            assert outcome.kind == ("done" if body == "double" else "crash")
            if body == "double":
                value = workers.store.get(outcome.outputs["value"])
                assert value == str(2 * rank).encode()
    words = {
        body: o.message.say("en")
        for body, o in zip(kinds, outcomes, strict=True)
        if o.message is not None
    }
    assert words["abort"] == "the process was ended by SIGABRT"
    assert words["exit_quietly"] == "the process ended with code 3"
    assert words["segfault"] == "the process was ended by SIGSEGV"


@pytest.mark.parametrize(("body", "kind"), [("hang", "timeout"), ("loop", "timeout"), ("segfault", "crash")])  # fmt: skip
def test_the_line_where_it_was_and_its_last_words_are_told(tmp_path: Path, body: str, kind: str):
    traced = task("s:x", body, trace=Trace(root=str(ROOT)), timeout_s=1.0)
    with Workers(Store(tmp_path), 1) as workers:
        outcome = workers.submit(traced, {}).result()
    source = (ROOT / "tests/build/bodies.py").read_text("utf-8").splitlines()
    assert outcome.kind == kind
    assert outcome.where.file == "tests/build/bodies.py"
    line = source[outcome.where.line - 1].strip()
    expected = {
        "hang": ["time.sleep(0.05)"], "loop": ["while True:", "pass"],
        "segfault": ["ctypes.string_at(0)"],
    }  # fmt: skip
    assert line in expected[body]
    if body == "segfault":
        assert "before the end" in outcome.hint.say("en")


def test_memory_is_bounded_and_a_worker_that_keeps_much_is_replaced(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(worker, "MEMORY_BYTES", 400_000_000)
    monkeypatch.setattr(worker, "_FULL_BYTES", 200_000_000)
    with Workers(Store(tmp_path), 1) as workers:
        kept = [workers.submit(task(f"k:{mb}", "keep", params={"mb": mb}), {}) for mb in (1, 2, 250, 3)]  # fmt: skip
        first, same, full, other = (future.result().usage.worker for future in kept)
        greedy = workers.submit(task("g:x", "grow"), {}).result()
        after = workers.submit(task("a:x", "double", params={"start": 1}), {}).result()
    assert first == same == full != other
    assert (greedy.kind, after.kind) == ("memory", "done")


def test_what_a_script_started_ends_with_its_worker(tmp_path: Path):
    child = tmp_path / "child"
    slow = task("s:x", "start_a_program", params={"file": str(child)}, timeout_s=1.0)
    with Workers(Store(tmp_path / "store"), 1) as workers:
        assert workers.submit(slow, {}).result().kind == "timeout"
    pid = int(child.read_text())
    assert wait_until(
        lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == "zombie"
    )


def test_what_an_earlier_task_left_behind_ends_no_later_one(tmp_path: Path):
    """A thread that an earlier script left crashes the process of the next: which runs once more."""
    marks = tmp_path / "marks"
    with Workers(Store(tmp_path / "store"), 1) as workers:
        bomb = workers.submit(task("b:x", "leave_a_bomb"), {}).result()
        later = task("l:x", "outlive_a_bomb", params={"marks": str(marks)})
        outcome = workers.submit(later, {}).result()
    assert (bomb.kind, outcome.kind) == ("done", "done")
    assert bomb.usage.worker != outcome.usage.worker
    assert marks.read_text() == "xx"


def test_nothing_of_a_project_runs_once_it_is_left(tmp_path: Path):
    root = tmp_path / "project"
    mine = task("s:x", "segfault", trace=Trace(root=str(root)))
    with Workers(Store(tmp_path / "store"), 1) as workers:
        workers.leave(str(root))
        with pytest.raises(CancelledError):
            workers.submit(mine, {}).result()
        assert (
            workers.submit(task("d:x", "double", params={"start": 1}), {}).result().kind == "done"
        )


@pytest.mark.skipif(sandbox.available() is None, reason="nothing confines here")
def test_no_variable_of_this_process_is_handed_on_known_to_python_or_not(tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox, "required", lambda: "landlock")
    ctypes.CDLL(None).setenv(b"SET_BY_A_LIBRARY", b"secret", 1)
    monkeypatch.setenv("SET_BY_PYTHON", "secret")
    mine = task("e:x", "double", trace=Trace(root=str(tmp_path)))
    with Workers(Store(tmp_path / "store"), 1, confined=True) as workers:
        outcome = workers.submit(mine, {}).result()
    # A worker that was started with one refuses to serve; this one came as far as these tests' code.
    assert "PermissionError" in outcome.message.say("en")
    assert os.environ["SET_BY_PYTHON"] == "secret"


def test_folders_of_killed_builds_are_removed_and_no_others(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(worker.tempfile, "gettempdir", lambda: str(tmp_path))
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    names = [f"gmp-worker-{dead.pid}-ab", f"gmp-worker-{os.getpid()}-cd", "gmp-worker-x", "other"]
    for name in names:
        (tmp_path / name).mkdir()
    (tmp_path / f"gmp-worker-{dead.pid}-link").symlink_to(tmp_path / "other")
    worker.remove_abandoned_folders()
    assert sorted(p.name for p in tmp_path.iterdir() if not p.is_symlink()) == sorted(names[1:])


def wait_until(true, within_s: float = 5.0) -> bool:
    until = time.monotonic() + within_s
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


PROGRAM = """
import signal
import sys
from pathlib import Path
from gmp_cad.engine.graph import Run
from gmp_cad.engine.history import History
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.processes.workers import Workers
from tests.build.test_pool import task

def main():
    # what a shell runs in the background inherits that nothing interrupts it
    signal.signal(signal.SIGINT, signal.default_int_handler)
    store = Store(Path(sys.argv[1]))
    tasks = [task("h:1", "say_and_hang", params={"file": sys.argv[1] + "-1"}),
             task("h:2", "say_and_hang", params={"file": sys.argv[1] + "-2"})]
    try:
        with Workers(store, 2) as workers:
            Run(store=store, workers=workers, history=History(Path(sys.argv[1]) / "h")).execute(tasks)
    except KeyboardInterrupt:
        sys.exit(130)

if __name__ == "__main__":
    main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_ctrl_c_stops_at_once_and_nothing_outlives_a_kill(tmp_path: Path, how: int):
    program, store = tmp_path / "program.py", tmp_path / "store"
    program.write_text(PROGRAM, "utf-8")
    build = subprocess.Popen(
        [sys.executable, str(program), str(store)], stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True,
    )  # fmt: skip
    said = [Path(f"{store}-{rank}") for rank in (1, 2)]
    assert wait_until(lambda: all(f.is_file() and f.read_text() for f in said), 60.0)
    pids = [int(file.read_text()) for file in said]
    if how == signal.SIGINT:
        os.killpg(build.pid, how)  # as a terminal does: to all of the group
        assert build.wait(60) == 130  # 0.1 s where nothing else runs; tasks sleep 600 s
        assert build.stderr.read() == ""
    else:
        build.kill()
        build.wait(60)
    assert wait_until(lambda: not any(alive(pid) for pid in pids), 60.0)


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
