"""What loads the kernel for the workers never outlives the build."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from multiprocessing import get_context
from pathlib import Path

import psutil
import pytest

from gmp_cad.engine.processes.worker import Start, Worker

START = (
    "from multiprocessing import forkserver\n"
    "import time\n"
    "forkserver.set_forkserver_preload(['gmp_cad.build.forked_kernel'])\n"
    "forkserver.ensure_running()\n"
    "print(forkserver._forkserver._forkserver_pid, flush=True)\n"
    "time.sleep(60)\n"
)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone forks workers")
@pytest.mark.parametrize("after_s", [0.0, 0.4])
def test_it_ends_with_its_parent_before_the_kernel_is_loaded(after_s: float) -> None:
    with subprocess.Popen([sys.executable, "-c", START], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        forking = psutil.Process(int(parent.stdout.readline()))
        time.sleep(after_s)
        parent.kill()
    until = time.monotonic() + 3.0
    while time.monotonic() < until and _lives(forking):
        time.sleep(0.02)
    assert not _lives(forking)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone forks workers")
def test_an_interruption_while_the_kernel_loads_is_not_its_own() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", START], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        assert parent.stderr is not None
        forking = psutil.Process(int(parent.stdout.readline()))
        until = time.monotonic() + 5.0
        while not _has(forking.pid, "SigIgn", signal.SIGINT) and time.monotonic() < until:
            time.sleep(0.005)
        assert "/OCP" not in Path(f"/proc/{forking.pid}/maps").read_text()
        forking.send_signal(signal.SIGINT)
        time.sleep(0.1)
        assert _lives(forking)
        parent.kill()
        assert parent.stderr.read() == b""


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_a_worker_hears_no_interruption_from_its_first_moment_on() -> None:
    worker = Worker(Start(context=get_context("spawn")))
    try:
        assert _has(worker._process.pid, "SigBlk", signal.SIGINT)
        assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    finally:
        worker.kill()
        worker.bury()


def _has(pid: int, mask: str, number: int) -> bool:
    """Tell whether a signal is in a mask of a process (proc(5): in hexadecimal)."""
    status = dict(
        line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines()
    )
    return bool(int(status[mask], 16) >> (number - 1) & 1)


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
