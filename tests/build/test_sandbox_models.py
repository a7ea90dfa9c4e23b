"""Hostile models in the workers of a build: each is its own part's finding, the others are built."""

from __future__ import annotations

import contextlib
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("the sandbox is Linux's", allow_module_level=True)

import psutil

from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.processes import sandbox
from gmp_cad.engine.processes.confinement import landlock
from gmp_cad.engine.processes.workers import Workers
from gmp_cad.engine.task import Task, Trace

pytestmark = pytest.mark.soak
FOUND = sandbox.available()
SECRET = "a-password-of-the-teacher"
GOOD = "import cadquery as cq\ndef build(d):\n    return cq.Workplane().box(1, 2, 3)\n"
DENIED = "Permission denied"
NOT_PERMITTED = "Operation not permitted"

# What build(d) does before it returns its box: (code, kind of the outcome, a word of what is told).
MODELS = {
    "shadow": ("open('/etc/shadow').read()", "failed", "/etc/shadow"),
    "secret": ("raise ValueError(open(SECRET_FILE).read())", "failed", "teacher"),
    "other_student": ("open(PROJECT + '/../other/parts/x/model.py')", "failed", "other"),
    "cache": ("import os; os.listdir(STORE)", "failed", "store"),
    "write": ("open('model.stl', 'w')", "failed", "model.stl"),
    "export": ("cq.exporters.export(cq.Workplane().box(1, 1, 1), PROJECT + '/../stolen.step')", "done", ""),  # OCCT says nothing
    "environment": ("import os; raise ValueError(repr(dict(os.environ)))", "failed", "HOME"),
    "its_environ": ("raise ValueError(open('/proc/self/environ').read())", "failed", ""),
    "network": ("import socket; socket.create_connection(('127.0.0.1', 80))", "failed", NOT_PERMITTED),
    "dns": ("import urllib.request; urllib.request.urlopen('http://example.org')", "failed", ""),
    "program": ("import subprocess; subprocess.run(['id'])", "failed", NOT_PERMITTED),
    "fork_bomb": ("import os\n    while True: os.fork()", "failed", NOT_PERMITTED),
    "kill_parent": ("import os; os.kill(os.getppid(), 9)", "failed", NOT_PERMITTED),
    "kill_all": ("import os; os.kill(-1, 9)", "failed", NOT_PERMITTED),
    "memory": ("x = bytearray(5_000_000_000)", "failed", ""),
    "threads": ("import threading, time\n    for _ in range(400): threading.Thread(target=time.sleep, args=(99,), daemon=True).start()\n    time.sleep(99)", "crash", "128 threads"),
    "files": ("import os, time\n    for n in range(3000): open(os.environ['HOME'] + f'/{n}', 'w')\n    time.sleep(99)", "crash", "2000 files"),
    "loop": ("while True: pass", "timeout", "2 s"),
    "exit": ("import ctypes; ctypes.CDLL(None)._exit(0)", "crash", ""),
    "segfault": ("import ctypes; ctypes.string_at(0)", "crash", "SIGSEGV"),
    "forged_frame": ("import os\n    for fd in range(3, 20):\n        try: os.write(fd, b'\\0\\0\\0\\0\\0\\0\\0\\2{}')\n        except OSError: pass", "crash", "no sense"),
    "forged_verdict": ("import gmp_cad.engine.execution as e\n    real = e._run\n    def forged(store, kept, *rest):\n        out = real(store, kept, *rest)\n        import dataclasses\n        return dataclasses.replace(out, outputs={**out.outputs, 'findings': kept.put(b'[]')})\n    e._run = forged", "done", ""),
    "hang_up": ("import os; os.closerange(3, 20)", "crash", ""),
    "endless_frame": ("import os\n    for fd in range(3, 20):\n        try: os.write(fd, b'\\xff' * 100)\n        except OSError: pass", "crash", "too long"),
}  # fmt: skip


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    (tmp_path / "teacher").mkdir()
    (tmp_path / "teacher/secret.txt").write_text(SECRET)
    (tmp_path / "other/parts/x").mkdir(parents=True)
    (tmp_path / "other/parts/x/model.py").write_text("# his work")
    yield tmp_path
    assert not (tmp_path / "stolen.step").exists()


def task(place: Path, name: str, code: str | None) -> Task:
    folder = place / "project/parts" / name
    folder.mkdir(parents=True)
    body = "pass" if code is None else code
    head = f"SECRET_FILE = {str(place / 'teacher/secret.txt')!r}\nPROJECT = {str(place / 'project')!r}\nSTORE = {str(place / 'store')!r}\n"
    model = f"{head}import cadquery as cq\ndef build(d):\n    {body}\n    return cq.Workplane().box(1, 2, 3)\n"
    (folder / "model.py").write_text(textwrap.dedent(model), "utf-8")
    return Task(
        id=f"model:{name}", body="gmp_cad.build.kernel_bodies:model",
        params={"script": f"parts/{name}/model.py", "bodies": 1}, timeout_s=2.0 if name == "loop" else 60.0,
        trace=Trace(values={"part": ["1", "x", "S235"]}, root=str(place / "project")),
    )  # fmt: skip


def outcomes(place: Path, names: list[str]) -> dict[str, Outcome]:
    """Run the models one after the other, a good one after those that may harm, in one worker."""
    store = Store(place / "store")
    store.put(b"what others made")
    (place / "project").mkdir()
    found: dict[str, Outcome] = {}
    tasks = {name: task(place, name, MODELS[name][0]) for name in names}
    last = {n for n in names if MODELS[n][1] != "failed"} | {names[-1]}
    after = {name: task(place, f"after_{name}", None) for name in last}
    with Workers(store, 1, confined=True) as workers:
        for name in names:
            found[name] = workers.submit(tasks[name], {}).result(120)
            if name in after:
                found[f"after_{name}"] = workers.submit(after[name], {}).result(120)
        workers.leave(str(place / "project"))
    return found


def told(outcome: Outcome) -> str:
    return " ".join(m.say("en") for m in (outcome.message, outcome.hint) if m is not None)


def judged(place: Path, names: list[str]) -> None:
    found = outcomes(place, names)
    for name in names:
        _, kind, word = MODELS[name]
        outcome = found[name]
        assert (name, outcome.kind) == (name, kind), told(outcome)
        assert word in told(outcome), name
        assert SECRET not in told(outcome), name
        if kind == "failed":
            assert str(outcome.where).startswith(f"parts/{name}/model.py:"), name
        assert "findings" not in outcome.outputs
    disturbed = {
        n: told(o) for n, o in found.items() if n.startswith("after_") and o.kind != "done"
    }
    # What leaves the interpreter changed, or speaks out of turn, can cost its own project one more.
    assert set(disturbed) <= {"after_forged_verdict", "after_forged_frame"}


@pytest.mark.skipif(not landlock.version(), reason="the kernel has no Landlock")
def test_no_model_gets_out_of_landlock(place, monkeypatch):
    monkeypatch.setattr(sandbox, "required", lambda: "landlock")
    judged(place, list(MODELS))


@pytest.mark.skipif(FOUND != "bubblewrap", reason="bubblewrap is not installed, or not allowed")
def test_no_model_gets_out_of_bubblewrap(place, monkeypatch):
    monkeypatch.setattr(sandbox, "required", lambda: "bubblewrap")
    judged(
        place,
        [
            "shadow",
            "secret",
            "environment",
            "its_environ",
            "network",
            "write",
            "fork_bomb",
            "segfault",
        ],
    )


@pytest.mark.skipif(FOUND is None, reason="no sandbox here")
def test_what_a_model_leaves_running_stands_still(place):
    """A thread that goes on after its task computes nothing, and the worker still serves."""
    (place / "project").mkdir()
    busy = "import threading\n    def spin():\n        while True: pass\n    threading.Thread(target=spin, daemon=True).start()"
    with Workers(Store(place / "store"), 1, confined=True) as workers:
        assert workers.submit(task(place, "busy", busy), {}).result(60).kind == "done"
        before = _cpu_s()
        time.sleep(0.5)
        assert _cpu_s() - before < 0.2
        assert workers.submit(task(place, "next", None), {}).result(60).kind == "done"
        workers.leave(str(place / "project"))


def _cpu_s() -> float:
    """Return the CPU time (s) of all processes below this one."""
    total = 0.0
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            total += sum(process.cpu_times()[:2])
    return total
