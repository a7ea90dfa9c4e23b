"""Time-outs count what a task takes, not what other processes take of the machine."""

from __future__ import annotations

import contextlib
from types import SimpleNamespace

import psutil
import pytest

from gmp_cad.engine import patience
from gmp_cad.engine.patience import Patience


class Seen:
    """A process as psutil shows it, told step by step."""

    def __init__(self):
        self.cpu, self.state = 0.0, psutil.STATUS_RUNNING
        self.oneshot = contextlib.nullcontext
        self.memory_info = lambda: SimpleNamespace(rss=7)
        self.cpu_times = lambda: SimpleNamespace(user=self.cpu, system=0.0)

    def status(self):
        """Return its state, as long as it is there."""
        if self.state == "gone":
            raise psutil.NoSuchProcess(1)
        return self.state


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(patience.time, "monotonic", lambda: now[0])
    return now


def test_a_task_that_gets_a_tenth_of_a_core_has_ten_times_as_long(clock):
    seen = Seen()
    waiting = Patience(seen, 10.0)
    for _ in range(990):
        clock[0] += 0.1
        seen.cpu += 0.01
        waiting.look()
    assert not waiting.over  # 99 s have passed, 9.9 s were its own
    for _ in range(20):
        clock[0] += 0.1
        seen.cpu += 0.01
        waiting.look()
    assert waiting.over


def test_sleep_counts_as_it_passes_and_threads_do_not_count_twice(clock):
    seen = Seen()
    waiting = Patience(seen, 2.0)
    seen.state = psutil.STATUS_SLEEPING
    clock[0] += 1.5
    waiting.look()
    assert not waiting.over
    seen.state = psutil.STATUS_RUNNING
    clock[0] += 0.4
    seen.cpu += 1.6  # four threads
    waiting.look()
    assert not waiting.over
    clock[0] += 0.2
    seen.cpu += 0.2
    waiting.look()
    assert waiting.over
    assert waiting.memory_bytes == 7


@pytest.mark.parametrize("state", ["gone", psutil.STATUS_ZOMBIE])
def test_a_process_that_ended_is_seen(clock, state):
    seen = Seen()
    waiting = Patience(seen, 2.0)
    seen.state = state
    waiting.look()
    assert waiting.gone


def test_where_nothing_can_be_seen_time_passes_as_on_the_wall(clock):
    waiting = Patience(None, 1.0)
    clock[0] += 1.5
    waiting.look()
    assert waiting.over
