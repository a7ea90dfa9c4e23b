"""Bodies of the tasks that pair the parts of an assembly and gather their relations. No kernel."""

from __future__ import annotations

from dataclasses import replace

from gmp_cad.build.assembly.pairs import NO_ANSWER, Query, in_product, near_queries
from gmp_cad.engine.codec import Data, Params, Result, decode, encode
from gmp_cad.evidence import AssemblyPosition, Gap, Overlap, Placement, Relation, SolidBounds
from gmp_cad.language import Message

BOUNDS = "bounds."  # and an item: how the body knows what bounds it
RELATION = "relation."  # and the key of a query


def neighbours(data: Data, params: Params) -> Result:
    """Find the pairs to compare; solids that cannot be trusted are left out."""
    positions = decode(data["positions"], tuple[AssemblyPosition, ...])
    bounds = {
        alias.removeprefix(BOUNDS): decode(content, SolidBounds)
        for alias, content in data.items()
        if alias.startswith(BOUNDS)
    }
    boxes = {item: found.box_mm for item, found in bounds.items() if found.fault is None}
    only = {frozenset(pair) for pair in params["pairs"]} if "pairs" in params else None
    queries = near_queries(
        positions, boxes, params["near_mm"],
        lambda a, b: only is None or frozenset((a, b)) in only,
    )  # fmt: skip
    return {"queries": encode(queries, tuple[Query, ...])}, {}


def overlaps(data: Data, params: Params) -> Result:
    """Put the relations of all pairs together, in the product's frame, position by position."""
    positions = decode(data["positions"], tuple[AssemblyPosition, ...])
    seen = [_Seen() for _ in positions]
    placed = [{p.name: p for p in position.placements} for position in positions]
    for asked in decode(data["queries"], tuple[Query, ...]):
        content = data.get(f"{RELATION}{asked.key}")
        relation = decode(content, Relation) if content is not None else None
        for rank, a, b in asked.uses:
            seen[rank].add(relation, placed[rank][a], placed[rank][b])
    gathered = tuple(
        own.onto(position, params["near_mm"]) for own, position in zip(seen, positions, strict=True)
    )
    return {"positions": encode(gathered, tuple[AssemblyPosition, ...])}, {}


class _Seen:
    """The relations of one position, as they are gathered."""

    def __init__(self) -> None:
        self.tested = 0
        self.overlaps: list[Overlap] = []
        self.gaps: list[Gap] = []
        self.unjudged: list[tuple[str, str, Message]] = []

    def add(self, relation: Relation | None, a: Placement, b: Placement) -> None:
        self.tested += 1
        if relation is None:
            self.unjudged.append((a.name, b.name, NO_ANSWER))
            return
        found = in_product(relation, a, b)
        if isinstance(found, Overlap):
            self.overlaps.append(found)
        else:
            self.gaps.append(found)

    def onto(self, position: AssemblyPosition, near_mm: float) -> AssemblyPosition:
        near = (gap for gap in self.gaps if gap.distance_mm <= near_mm)
        return replace(
            position,
            overlaps=tuple(sorted(self.overlaps, key=lambda o: (o.a, o.b))),
            gaps=tuple(sorted(near, key=lambda g: (g.a, g.b))),
            unjudged=tuple(sorted(self.unjudged, key=lambda u: u[:2])),
            pairs_tested=self.tested,
        )


def sweeps(_data: Data, params: Params) -> Result:
    """Keep what the motions of an assembly showed (``build.sweep_rounds`` looked at them)."""
    return {"sweeps": params["sweeps"].encode()}, {}
