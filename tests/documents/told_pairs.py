"""``interference.json`` of the small vice with a pair of each verdict, a motion, two insertions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_POINTS = [[0.0, 0.0, 10.0], [0.0, 0.0, 11.5]]


def overlap(a: str, b: str, depth: float, volume: float, **more: Any) -> dict[str, Any]:
    """Return a pair that interferes, unless ``verdict`` says otherwise."""
    return {
        "a": a, "b": b, "verdict": "interference", "depth_mm": depth, "volume_mm3": volume,
        "direction": [1.0, 0.0, 0.0], "centre_mm": [1.0, 2.0, 3.0], "at": [0],
        "box_mm": [0.0, 0.0, 0.0, 2.0, 4.0, 6.0], **more,
    }  # fmt: skip


def gap(a: str, b: str, distance: float, **more: Any) -> dict[str, Any]:
    """Return a pair that shares no volume."""
    verdict = "clear" if distance else "contact"
    return {
        "a": a, "b": b, "verdict": verdict, "distance_mm": distance, "points_mm": _POINTS,
        "at": [0, 1], **more,
    }  # fmt: skip


def counts(**found: int) -> dict[str, int]:
    """Return how many pairs of each verdict there are."""
    return dict.fromkeys(("clear", "contact", "intended", "unjudged", "interference"), 0) | found


def told(*pairs: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Return the content of the file: two positions of the jaw."""
    return {
        "version": 2, "contact_mm": 0.0005, "near_mm": 5.0, "counts": counts(),
        "positions": [
            {
                "parameters": {"ouverture": value}, "residual_mm": 0.0, "pairs_tested": 9,
                "counts": counts(),
            }
            for value in (2.5, 80.0)
        ],
        "pairs": list(pairs), "sweeps": [], **more,
    }  # fmt: skip


SWEEP: Mapping[str, Any] = {
    "of": "ouverture", "kind": "parameter", "samples": [0.0, 20.0, 40.0, 80.0], "unjudged": [],
    "pairs": [
        {
            "a": "semelle", "b": "mors", "least_mm": 0.25, "least_at": 40.0, "resolution_mm": 0.1,
            "first": None, "before": None, "overlap": None,
        },
        {
            "a": "mors", "b": "vis", "least_mm": 0.0, "least_at": 20.0, "resolution_mm": 0.0,
            "first": 20.0, "before": 0.0, "overlap": overlap("mors", "vis", 0.5, 7.0),
        },
    ],
}  # fmt: skip
INSERTIONS = (
    {**SWEEP, "of": "vis", "kind": "insertion", "samples": [90.0, 20.0, 0.0]},
    {**SWEEP, "of": "mors", "kind": "insertion", "pairs": SWEEP["pairs"][:1]},
)
INTERFERENCE: Mapping[str, Any] = told(
    overlap("semelle", "vis_mors", 0.6, 85.25, verdict="intended", declared="thread", at=[0, 1]),
    overlap("semelle", "vis_mors.2", 1.25, 9.5, inside="vis_mors.2", at=[0, 1]),
    overlap("mors", "vis_mors.2", 1e-6, 2.5e-7, method="mesh", error_mm=0.01, at=[1]),
    {"a": "mors", "b": "poignee", "verdict": "unjudged", "reason": "trop lent", "at": [0]},
    gap("mors", "semelle", 0.0), gap("mors", "vis", 1.5),
    counts=counts(clear=1, contact=1, intended=1, unjudged=1, interference=2),
    sweeps=[SWEEP, *INSERTIONS],
)  # fmt: skip
