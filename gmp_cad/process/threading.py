"""Diameter, pitch and depth of a thread that is cut, from the size as written. Lengths in mm."""

from __future__ import annotations

import re

from gmp_cad.spec.size import THREADS, Kind, Size
from gmp_cad.spec.thread import thread_of
from gmp_cad.spec.workshop import Tool

# Threading inserts of all makers: length of the edge, E outside, I or N inside (16ER, 16IR, 11NR).
_INSIDE = re.compile(r"\d{2}[IN]")


def threads_inside(tool: Tool) -> bool:
    """Tell whether a threading tool cuts internal threads, by the code of its insert."""
    return tool.kind == "threading" and _INSIDE.match(tool.iso_code) is not None


def thread_diameter(size: Size | None) -> float | None:
    """Return the major diameter (mm) of a thread as written; None for no thread."""
    return size.nominal if size and size.kind in THREADS else None


def pitch_of(size: Size | None) -> float | None:
    """Return how far one turn goes (mm): the pitch, or the lead of several starts; else None."""
    if size is None or size.kind not in THREADS:
        return None
    return size.lead or thread_of(size).pitch


def thread_depth(size: Size | None, *, internal: bool) -> float:
    """Return the radial depth of a thread's cut; 0 for no thread.

    Metric: (d − d3)/2 = 0.6134·P outside (ISO 898-1), (D − D1)/2 = 0.5413·P inside (ISO 724);
    trapezoidal: 0.5·P + ac on both (ISO 2904); pipe: 0.6403·P on both (ISO 228-1).
    """
    if size is None or size.kind not in THREADS:
        return 0.0
    thread = thread_of(size)
    metric = size.kind is Kind.METRIC_THREAD
    inner = thread.minor_diameter if internal and metric else thread.root_diameter
    return (thread.diameter - inner) / 2
