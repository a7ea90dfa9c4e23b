"""What loads the kernel for the workers never outlives the build."""

from __future__ import annotations

import subprocess
import sys
import time

import psutil
import pytest

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


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
