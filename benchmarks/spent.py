"""What a command used: wall time, and CPU time with that of every process it started."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds that a command used, and what it printed."""

    wall_s: float
    cpu_s: float
    out: str


def spent(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Spent:
    """Run a command to its end; the exit code 1 says that a check failed."""
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, cwd=ROOT, env=environment
        )
        _, status, used = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        cpu_s = used.ru_utime + used.ru_stime + orphans()
        out.seek(0)
        told = out.read()
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{command}: {process.returncode}\n{told[-2000:]}")
    return Spent(wall_s, cpu_s, told)


def adopt_orphans() -> None:
    """Become the parent of what a command leaves behind, so that its CPU time counts (Linux)."""
    if sys.platform == "linux":
        set_child_subreaper = 36  # <linux/prctl.h>
        ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0)


def orphans() -> float:
    """Wait for what a command left behind; return its CPU time in s."""
    seconds = 0.0
    while True:
        try:
            _, _, used = os.wait4(-1, 0)
        except ChildProcessError:
            return seconds
        seconds += used.ru_utime + used.ru_stime


def load() -> float:
    """Return how many processes wanted a core in the last minute, this one among them."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else 0.0
