"""Rows of spans as events of the Trace Event Format, which Chrome and Perfetto read.

https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU: complete events
(``X``), counters (``C``) and names of rows (``M``); times in whole microseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

_FIRST_PID = 10_000_000  # of a process whose name is no pid: above those of every system


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What took from ``start`` to ``end`` (s), and waited since ``waiting`` where it had to."""

    name: str
    category: str
    start: float
    end: float
    args: Mapping[str, Any] = field(default_factory=dict)
    waiting: float | None = None
    memory_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Spans of one thread, nested or one after the other. ``process``: its pid or its name."""

    process: str
    process_name: str
    thread: int
    thread_name: str
    spans: Sequence[Span]


def trace_events(rows: Sequence[Row], began: float) -> list[dict[str, Any]]:
    """Return the events in order of time; rows are shown in their order.

    Times count from ``began``. The processes of the first row's pid also tells how many tasks of
    all rows ran, and how many waited, whenever that changed.
    """
    pids = _pids(row.process for row in rows)
    events = [event for place, row in enumerate(rows) for event in _row(row, place, pids, began)]
    if rows:
        waited = [span for row in rows for span in row.spans if span.waiting is not None]
        events += _counted(waited, pids[rows[0].process], began)
    return sorted(events, key=lambda event: (event["ts"], -event.get("dur", 0)))


def one_by_one(spans: Iterable[Span]) -> list[Span]:
    """Return what one worker ran in order, none beginning before the end of the one before."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, s.end)):
        start = max(span.start, found[-1].end) if found else span.start
        found.append(replace(span, start=start, end=max(span.end, start)))
    return found


def lanes(spans: Iterable[Span]) -> list[list[Span]]:
    """Spread spans that overlap over as few rows as hold them without overlap."""
    found: list[list[Span]] = []
    for span in sorted(spans, key=lambda s: (s.start, s.end, s.name)):
        free = next((lane for lane in found if lane[-1].end <= span.start), None)
        if free is None:
            found.append([span])
        else:
            free.append(span)
    return found


def _pids(processes: Iterable[str]) -> dict[str, int]:
    """Return a number for each process: its pid, or one above all pids."""
    found: dict[str, int] = {}
    for process in processes:
        plain = int(process) if process.isascii() and process.isdigit() else 0
        own = 0 < plain < _FIRST_PID
        found.setdefault(process, plain if own else _FIRST_PID + len(found))
    return found


def _row(row: Row, place: int, pids: Mapping[str, int], began: float) -> Iterator[dict[str, Any]]:
    at = {"pid": pids[row.process], "tid": row.thread}
    for what, key, value in (
        ("process_name", "name", row.process_name), ("process_sort_index", "sort_index", place),
        ("thread_name", "name", row.thread_name), ("thread_sort_index", "sort_index", place),
    ):  # fmt: skip
        yield {"ph": "M", "name": what, **at, "ts": 0, "args": {key: value}}
    for span in row.spans:
        ts = _microseconds(span.start, began)
        args = dict(span.args)
        if span.waiting is not None:
            args["waited_s"] = round(max(span.start - span.waiting, 0.0), 6)
        if span.memory_bytes:
            args["memory_bytes"] = span.memory_bytes
            memory = {"MB": round(span.memory_bytes / 1e6, 1)}
            yield _counter("memory", at["pid"], _microseconds(span.end, began), memory)
        yield {
            "ph": "X", "name": span.name, "cat": span.category, **at, "ts": ts,
            "dur": _microseconds(span.end, began) - ts, "args": args,
        }  # fmt: skip


def _counted(spans: Iterable[Span], pid: int, began: float) -> Iterator[dict[str, Any]]:
    """Yield how many tasks ran, and how many waited, whenever that changed."""
    changes: dict[int, list[int]] = {}
    for span in spans:
        waiting = span.start if span.waiting is None else min(span.waiting, span.start)
        for moment, running, more in ((waiting, 0, 1), (span.start, 1, -1), (span.end, -1, 0)):
            at = changes.setdefault(_microseconds(moment, began), [0, 0])
            at[0] += running
            at[1] += more
    running = waiting_now = 0
    for ts, (started, queued) in sorted(changes.items()):
        running, waiting_now = running + started, waiting_now + queued
        yield _counter("tasks", pid, ts, {"running": running, "waiting": waiting_now})


def _counter(name: str, pid: int, ts: int, args: Mapping[str, Any]) -> dict[str, Any]:
    return {"ph": "C", "name": name, "pid": pid, "tid": 0, "ts": ts, "args": dict(args)}


def _microseconds(moment: float, began: float) -> int:
    return max(round((moment - began) * 1e6), 0)
