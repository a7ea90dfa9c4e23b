"""Parts that stand twice in one place: a copy that was placed and never moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from gmp_cad.checks.product import AssemblyEvidence
from gmp_cad.evidence import AssemblyPosition

_DECIMALS = 6  # of mm: copies that a solver left a nanometre apart are in one place
Names = tuple[str, ...]


def doubles(evidence: AssemblyEvidence) -> Mapping[Names, AssemblyPosition]:
    """Return the placements that put the same part into one place, and where that happens first.

    The same part: one item, or items of one part or one designation.
    """
    found: dict[Names, AssemblyPosition] = {}
    for position in evidence.positions:
        for names in _together(evidence, position):
            found.setdefault(names, position)
    return found


def doubled_pairs(
    evidence: AssemblyEvidence, position: AssemblyPosition
) -> frozenset[frozenset[str]]:
    """Return the pairs of placements that are the same part in one place at a position."""
    groups = _together(evidence, position)
    return frozenset(frozenset(pair) for names in groups for pair in combinations(names, 2))


def _together(evidence: AssemblyEvidence, position: AssemblyPosition) -> Sequence[Names]:
    parts = {item.name: item.part or item.standard or item.name for item in evidence.spec.items}
    standing: dict[tuple[object, ...], list[str]] = {}
    for placement in position.placements:
        place = tuple(round(v, _DECIMALS) + 0.0 for row in placement.matrix for v in row)
        part = parts.get(placement.item, placement.item)
        standing.setdefault((part, place), []).append(placement.name)
    return [tuple(sorted(names)) for names in standing.values() if len(names) > 1]
