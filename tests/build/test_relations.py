"""Pairs of a product: each relative placement once, and a part that moves changes only its own."""

from __future__ import annotations

import numpy as np
import pytest

from gmp_cad.build.assembly.pairs import Query, in_product, near_queries
from gmp_cad.build.assembly.relation_bodies import neighbours, overlaps
from gmp_cad.build.assembly.relation_graph import compared, comparison_tasks
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.codec import decode, encode
from gmp_cad.engine.graph import Result
from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.task import Input, key_of
from gmp_cad.evidence import (
    AssemblyPosition,
    Common,
    Gap,
    Overlap,
    Placement,
    Relation,
    SolidBounds,
)
from gmp_cad.language import Message

PLATE = (-10.0, -10.0, 0.0, 10.0, 10.0, 6.0)
BOLT = (-7.5, -7.5, -10.0, 7.5, 7.5, 11.3)
BOXES = {"plate": PLATE, "bolt": BOLT}


def at(x: float, y: float, z: float = 0.0):
    return ((1.0, 0.0, 0.0, x), (0.0, 1.0, 0.0, y), (0.0, 0.0, 1.0, z), (0.0, 0.0, 0.0, 1.0))


def cell(rank: int, x: float, y: float) -> list[Placement]:
    suffix = "" if rank == 0 else f".{rank + 1}"
    return [
        Placement(name=f"{item}{suffix}", item=item, matrix=at(x, y)) for item in ("plate", "bolt")
    ]


def grid(side: int, moved: tuple[float, float] = (0.0, 0.0)) -> AssemblyPosition:
    """Return plates of 20 mm with a bolt in each, the middle bolt moved."""
    placements = []
    for rank in range(side * side):
        placements += cell(rank, 20.0 * (rank % side), 20.0 * (rank // side))
    middle = 2 * (side * side // 2) + 1
    bolt = placements[middle]
    x, y = bolt.matrix[0][3] + moved[0], bolt.matrix[1][3] + moved[1]
    placements[middle] = Placement(name=bolt.name, item="bolt", matrix=at(x, y))
    return AssemblyPosition(parameters={}, placements=tuple(placements))


def everything(_a: str, _b: str) -> bool:
    return True


def test_a_grid_of_a_thousand_has_a_handful_of_relative_placements() -> None:
    queries = near_queries([grid(22)], BOXES, 1.0, everything)
    assert len(queries) < 20
    uses = [(a, b) for q in queries for _, a, b in q.uses]
    assert len(uses) == len(set(uses)) > 22 * 22 * 4


def test_a_moved_part_asks_only_for_itself() -> None:
    before = {q.key for q in near_queries([grid(9)], BOXES, 1.0, everything)}
    after = near_queries([grid(9, (0.25, 0.1))], BOXES, 1.0, everything)
    new = [q for q in after if q.key not in before]
    name = grid(9).placements[2 * 40 + 1].name
    assert new
    assert all(name in use[1:] for query in new for use in query.uses)


def test_positions_that_look_alike_share_their_pairs() -> None:
    still = grid(3)
    together = AssemblyPosition(
        parameters={"x": 1.0},
        placements=tuple(
            Placement(name=p.name, item=p.item, matrix=at(p.matrix[0][3] + 7.0, p.matrix[1][3]))
            for p in still.placements
        ),
    )
    one = near_queries([still], BOXES, 1.0, everything)
    both = near_queries([still, together], BOXES, 1.0, everything)
    assert [q.key for q in one] == [q.key for q in both]
    assert sum(len(q.uses) for q in both) == 2 * sum(len(q.uses) for q in one)


def test_what_is_seen_in_the_first_frame_is_told_in_the_frame_of_the_product() -> None:
    turned = Placement(
        name="a", item="a",
        matrix=((0.0, -1.0, 0.0, 5.0), (1.0, 0.0, 0.0, 0.0), (0.0, 0.0, 1.0, 2.0), (0.0, 0.0, 0.0, 1.0)),
    )  # fmt: skip
    other = Placement(name="b", item="b", matrix=at(0, 0))
    common = Common(
        volume_mm3=1.0, depth_mm=0.5, direction=(1.0, 0.0, 0.0), centre_mm=(1.0, 0.0, 0.0),
        box_mm=(0.0, 0.0, 0.0, 2.0, 1.0, 1.0), inside="b",
    )  # fmt: skip
    points = ((1.0, 2.0, 3.0), (1.0, 2.0, 4.0))
    told = in_product(Relation(distance_mm=0.0, points_mm=points, common=common), turned, other)
    assert isinstance(told, Overlap)
    assert told.inside == "b"
    assert told.centre_mm == pytest.approx((5.0, 1.0, 2.0))
    assert told.direction == pytest.approx((0.0, 1.0, 0.0))
    assert told.box_mm == pytest.approx((4.0, 0.0, 2.0, 5.0, 2.0, 3.0), abs=1e-9)
    gap = in_product(Relation(distance_mm=1.0, points_mm=points), turned, other)
    assert isinstance(gap, Gap)
    assert np.allclose(gap.points_mm, ((3.0, 1.0, 5.0), (3.0, 1.0, 6.0)))


def body_inputs(position: AssemblyPosition, **faults: Message) -> dict[str, bytes]:
    data = {"positions": encode((position,), tuple[AssemblyPosition, ...])}
    for item, box in BOXES.items():
        bounds = SolidBounds(box_mm=box, volume_mm3=1.0, faces=6, fault=faults.get(item))
        data[f"bounds.{item}"] = encode(bounds, SolidBounds)
    return data


def test_pairs_of_a_solid_that_cannot_be_trusted_are_not_compared() -> None:
    data = body_inputs(grid(3), bolt=Message("open"))
    outputs, _ = neighbours(data, {"near_mm": 1.0})
    found = decode(outputs["queries"], tuple[Query, ...])
    assert {(q.a, q.b) for q in found} == {("plate", "plate")}


def test_only_the_pairs_asked_for_are_compared() -> None:
    outputs, _ = neighbours(body_inputs(grid(3)), {"near_mm": 1.0, "pairs": [["plate", "bolt"]]})
    found = decode(outputs["queries"], tuple[Query, ...])
    assert {(q.a, q.b) for q in found} == {("bolt", "plate")}


def test_a_pair_without_a_relation_is_unjudged_and_a_far_one_is_no_gap() -> None:
    data = body_inputs(grid(2))
    data |= neighbours(data, {"near_mm": 1.0})[0]
    queries = decode(data["queries"], tuple[Query, ...])
    points = ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))
    for distance, query in zip((0.5, 3.0), queries, strict=False):
        relation = Relation(distance_mm=distance, points_mm=points)
        data[f"relation.{query.key}"] = encode(relation, Relation)
    (seen,) = decode(overlaps(data, {"near_mm": 1.0})[0]["positions"], tuple[AssemblyPosition, ...])
    assert len(seen.gaps) == len(queries[0].uses)
    assert len(seen.unjudged) == sum(len(q.uses) for q in queries[2:])
    assert seen.pairs_tested == sum(len(q.uses) for q in queries)


def test_the_tasks_of_pairs_depend_on_contents_and_relative_placement_alone(tmp_path) -> None:
    """The key of a pair's task is the same in another product and at another place."""
    store = Store(tmp_path)
    keys = []
    for key, position in (("product", grid(2)), ("fixture", grid(3))):
        data = body_inputs(position)
        digest = store.put(neighbours(data, {"near_mm": 1.0})[0]["queries"])
        solids = [Input(item, f"model:{item}", "brep") for item in BOXES]
        tasks = list(comparison_tasks(key, Input("positions", "place", "positions"), solids, 1.0))
        waiting = next(t for t in tasks if t.id == f"neighbours:{key}")
        outcome = Outcome(kind="done", outputs={"queries": digest})
        results = {waiting.id: Result(task=waiting, state="ran", outcome=outcome)}
        expanded = list(compared(tasks, store, results))
        relations = [t for t in expanded if t.id.startswith("relation:")]
        gathering = next(t for t in expanded if t.id == f"overlaps:{key}")
        assert {w.task for w in gathering.wants} == {t.id for t in relations}
        keys.append({key_of(t, {i.alias: i.task for i in t.needs}) for t in relations})
    assert keys[0] <= keys[1]
