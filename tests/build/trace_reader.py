"""A reader of the Trace Event Format that knows nothing of who wrote it, and believes nothing."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_FIELDS = {
    "X": {"ph", "name", "cat", "pid", "tid", "ts", "dur", "args"},
    "C": {"ph", "name", "pid", "tid", "ts", "args"},
    "M": {"ph", "name", "pid", "tid", "ts", "args"},
}


def read(path: Path) -> dict[str, Any]:
    """Return a trace file whose structure holds; assert what the format and its viewers ask for."""
    data = json.loads(path.read_bytes())
    assert isinstance(data["traceEvents"], list)
    prove(data["traceEvents"])
    return data


def prove(events: list[dict[str, Any]]) -> None:
    """Assert that the events are of the format, in order, and nest in every row."""
    rows: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    named, moments = set(), []
    for event in events:
        assert set(event) == _FIELDS[event["ph"]]
        assert isinstance(event["pid"], int)
        assert isinstance(event["tid"], int)
        assert isinstance(event["ts"], int)
        assert event["ts"] >= 0
        moments.append(event["ts"])
        if event["ph"] == "X":
            assert isinstance(event["dur"], int)
            assert event["dur"] >= 0
            rows[event["pid"], event["tid"]].append((event["ts"], event["ts"] + event["dur"]))
        elif event["ph"] == "C":
            assert all(isinstance(v, int | float) and v >= 0 for v in event["args"].values())
        elif event["name"].endswith("_name"):
            named.add((event["name"], event["pid"], event["tid"]))
    assert moments == sorted(moments)
    for (pid, tid), spans in rows.items():
        assert ("process_name", pid, tid) in named
        assert ("thread_name", pid, tid) in named
        _nest(spans)


def _nest(spans: list[tuple[int, int]]) -> None:
    """Assert that of two spans of a row one holds the other, or they share no time."""
    around: list[int] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        while around and around[-1] <= start:
            around.pop()
        assert not around or end <= around[-1]
        around.append(end)


def tasks(data: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the complete events that are tasks, by id."""
    return {
        e["args"]["task"]: e for e in data["traceEvents"] if e["ph"] == "X" and "task" in e["args"]
    }
