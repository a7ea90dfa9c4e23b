"""The public ``interference.json``: every pair of parts that was computed, with its verdict."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from gmp_cad.checks.interference import verdict_of
from gmp_cad.checks.product import AssemblyEvidence, item_of
from gmp_cad.documents.office.tab import tab_csv
from gmp_cad.documents.product.interference import interference_tab
from gmp_cad.engine.codec import dump_table, rounded
from gmp_cad.evidence import AssemblyPosition, Gap, Overlap, Sweep, SweptPair

_SEVERITY = ("clear", "contact", "intended", "unjudged", "interference")


def interference_files(evidence: AssemblyEvidence, lang: str) -> dict[str, bytes]:
    """Return ``interference.json`` for machines and ``interference.csv`` for people, as outputs."""
    told = interference_json(evidence, lang)
    return {
        "interference": dump_table(told),
        "interference_csv": tab_csv(interference_tab(told, lang), lang),
    }


def interference_json(evidence: AssemblyEvidence, lang: str) -> dict[str, Any]:
    """Return the content of ``interference.json``; lengths in mm, the product's frame.

    A pair that stands the same way at several positions is listed once, with their ranks: the
    file grows with the pairs and with what moves. ``lang``: of the reasons of pairs not judged.
    """
    told = [list(_told(evidence, position, lang)) for position in evidence.positions]
    moved = list(_met_in_motion(evidence))
    return {
        "version": 2,
        "contact_mm": evidence.spec.contact_mm,
        "near_mm": evidence.spec.near_mm,
        "counts": _counts(_worst([*told, moved]).values()),
        "positions": [
            {
                "parameters": position.parameters, "residual_mm": position.residual_mm,
                "pairs_tested": position.pairs_tested, "counts": _counts(p["verdict"] for p in pairs),
                "refused": [{"part": n, "reason": r.say(lang)} for n, r in position.refused],
            }
            for position, pairs in zip(evidence.positions, told, strict=True)
        ],
        "pairs": _merged(told),
        "sweeps": [_sweep(evidence, sweep, lang) for sweep in evidence.sweeps],
    }  # fmt: skip


def _met_in_motion(evidence: AssemblyEvidence) -> Iterator[dict[str, Any]]:
    """Yield what meets as the product moves; a part that is put in place does not count here."""
    for sweep in evidence.sweeps:
        if sweep.kind == "parameter":
            yield from (_overlap(evidence, p.overlap) for p in sweep.pairs if p.overlap is not None)


def _counts(verdicts: Any) -> dict[str, int]:
    found = Counter(verdicts)
    return {verdict: found[verdict] for verdict in _SEVERITY}


def _worst(told: Sequence[Sequence[dict[str, Any]]]) -> dict[tuple[str, str], str]:
    """Return the worst verdict of each pair over all positions and motions."""
    found: dict[tuple[str, str], str] = {}
    for pair in (pair for pairs in told for pair in pairs):
        key = (pair["a"], pair["b"])
        known = found.get(key, _SEVERITY[0])
        found[key] = max(known, pair["verdict"], key=_SEVERITY.index)
    return found


def _merged(told: Sequence[Sequence[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the pairs in order of their names, each way of standing once, with its positions."""
    found: dict[str, dict[str, Any]] = {}
    for rank, pairs in enumerate(told):
        for pair in pairs:
            clean = rounded(pair)
            key = json.dumps(clean, sort_keys=True)
            found.setdefault(key, {**clean, "at": []})["at"].append(rank)
    return sorted(found.values(), key=lambda pair: (pair["a"], pair["b"], pair["at"]))


def _told(
    evidence: AssemblyEvidence, position: AssemblyPosition, lang: str
) -> Iterator[dict[str, Any]]:
    for overlap in position.overlaps:
        yield _overlap(evidence, overlap)
    for gap in position.gaps:
        yield _gap(evidence, gap)
    for a, b, reason in position.unjudged:
        yield {"a": a, "b": b, "verdict": "unjudged", "reason": reason.say(lang)}


def _overlap(evidence: AssemblyEvidence, overlap: Overlap) -> dict[str, Any]:
    return {
        "a": overlap.a, "b": overlap.b, "verdict": verdict_of(evidence, overlap),
        "depth_mm": overlap.depth_mm, "direction": overlap.direction,
        "volume_mm3": overlap.volume_mm3, "centre_mm": overlap.centre_mm,
        "box_mm": overlap.box_mm, **({"inside": overlap.inside} if overlap.inside else {}),
        **_declared(evidence, overlap), **_method(overlap),
    }  # fmt: skip


def _gap(evidence: AssemblyEvidence, gap: Gap) -> dict[str, Any]:
    return {
        "a": gap.a, "b": gap.b, "verdict": verdict_of(evidence, gap),
        "distance_mm": gap.distance_mm, "points_mm": gap.points_mm,
        **_declared(evidence, gap), **_method(gap),
    }  # fmt: skip


def _method(found: Overlap | Gap) -> dict[str, Any]:
    if found.method == "exact":
        return {}
    return {"method": found.method, "error_mm": found.error_mm}


def _declared(evidence: AssemblyEvidence, found: Overlap | Gap) -> dict[str, str]:
    """Return what is declared between two placements, as a field: a joint, or a tight fit."""
    if frozenset((found.a, found.b)) in evidence.tight:
        return {"declared": "fit"}
    pair = {item_of(found.a), item_of(found.b)}
    kind = next((j.kind for j in evidence.spec.joints if {j.a, j.b} == pair), None)
    return {} if kind is None else {"declared": kind}


def _sweep(evidence: AssemblyEvidence, sweep: Sweep, lang: str) -> dict[str, Any]:
    return {
        "of": sweep.of, "kind": sweep.kind, "samples": list(sweep.samples),
        "pairs": [_swept(evidence, pair) for pair in sweep.pairs],
        "unjudged": [
            {"a": a, "b": b, "reason": reason.say(lang)} for a, b, reason in sweep.unjudged
        ],
    }  # fmt: skip


def _swept(evidence: AssemblyEvidence, pair: SweptPair) -> dict[str, Any]:
    return {
        "a": pair.a, "b": pair.b, "least_mm": pair.least_mm, "least_at": pair.least_at,
        "resolution_mm": pair.resolution_mm, "first": pair.first, "before": pair.before,
        "overlap": None if pair.overlap is None else _overlap(evidence, pair.overlap),
    }  # fmt: skip
