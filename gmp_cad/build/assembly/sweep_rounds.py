"""The motions of an assembly, looked at round by round: what was seen says where to look next."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from gmp_cad.build.assembly.motion import Motion, Placed, Watch
from gmp_cad.build.assembly.motion_start import begin_insertion, begin_parameter, still_to_go
from gmp_cad.build.assembly.pairs import Query
from gmp_cad.build.assembly.relation_bodies import BOUNDS
from gmp_cad.build.assembly.relation_graph import relation_task, way_task
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.codec import decode, encode
from gmp_cad.engine.graph import Result
from gmp_cad.engine.task import Input, Task
from gmp_cad.evidence import AssemblyPosition, Box, Relation, SolidBounds, Sweep, Vector
from gmp_cad.spec.clearance import rule_for
from gmp_cad.spec.product import Assembly

BODY = "gmp_cad.build.assembly.relation_bodies:sweeps"
_INSERTION_MM = 0.1  # the way of an insertion above which no collision is missed


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """An assembly with its motions: its key, what is asked of it, where its solids come from."""

    key: str
    spec: Assembly
    solids: Mapping[str, Input]
    near_mm: float


def sweep_task(key: str, positions: Input) -> Task:
    """Return the task that holds what the motions of an assembly showed; :func:`filled` later."""
    return Task(
        id=f"sweep:{key}", body=BODY, family="documents", params={"sweeps": "[]"},
        needs=(positions,),
    )  # fmt: skip


def filled(task: Task, sweeps: Mapping[str, tuple[Sweep, ...]]) -> Task:
    """Return a task of :func:`sweep_task` with what was seen; any other task as it is."""
    kind, _, key = task.id.partition(":")
    if kind != "sweep":
        return task
    found = encode(sweeps.get(key, ()), tuple[Sweep, ...]).decode()
    return replace(task, params={"sweeps": found})


class Rounds:
    """All motions of one assembly. ``place`` is the task that ran its script."""

    def __init__(
        self, moving: Moving, place: Task, store: Store, results: Mapping[str, Result]
    ) -> None:
        self.moving = moving
        self.place = place
        self.store = store
        self.results = results
        self.watches: list[Watch] = []
        self._ways: dict[int, Callable[[float], Placed]] = {}
        self._round = 0

    def begin(self) -> None:
        """Take up the motions from where all stands at the positions of the assembly."""
        positions = self._positions(self.place.id)
        if not positions:
            return
        boxes = self._boxes()
        for name, parameter in self.moving.spec.parameters.items():
            self._follow_parameter(name, parameter.resolution, positions, boxes)
        defaults = dict(self.moving.spec.defaults())
        default = next((p for p in positions if p.parameters == defaults), None)
        if default is not None:
            self._follow_insertions(_placed(default), boxes)

    def _follow_parameter(
        self, name: str, resolution_mm: float, positions: Iterable[AssemblyPosition],
        boxes: Mapping[str, Box],
    ) -> None:  # fmt: skip
        others = {k: v for k, v in self.moving.spec.defaults().items() if k != name}
        samples = {
            p.parameters[name]: _placed(p)
            for p in positions
            if {k: v for k, v in p.parameters.items() if k != name} == others
        }
        watch = Watch(self._motion(name, "parameter", resolution_mm), boxes)
        margin = max((r.minimum for r in self.moving.spec.clearances), default=0.0)
        begin_parameter(watch, samples, self._wanted, margin)
        self.watches.append(watch)

    def _follow_insertions(self, placed: Placed, boxes: Mapping[str, Box]) -> None:
        """Put the parts in their places in order: each past those that are there before it."""
        order = [
            (name, insertion)
            for insertion in self.moving.spec.insertions
            for name in insertion.placements(_count(placed, insertion.item))
            if name in placed
        ]
        for rank, (name, insertion) in enumerate(order):
            later = {other for other, _ in order[rank + 1 :]}
            there = {n: p for n, p in placed.items() if n not in later}
            watch = Watch(self._motion(name, "insertion", _INSERTION_MM), boxes)
            begin_insertion(watch, name, insertion, there, self._wanted)
            self._ways[id(watch)] = _way(there, name, insertion.direction)
            self.watches.append(watch)

    def _motion(self, of: str, kind: Any, resolution_mm: float) -> Motion:
        spec = self.moving.spec

        def margin_mm(a: str, b: str) -> float:
            rule = rule_for(spec.clearances, a, b, moving=True) if kind == "parameter" else None
            return rule.minimum if rule is not None else 0.0

        return Motion(
            of=of, kind=kind, resolution_mm=resolution_mm, contact_mm=spec.contact_mm,
            margin_mm=margin_mm,
        )  # fmt: skip

    def _wanted(self, a: str, b: str) -> bool:
        """Leave out the pairs that a joint declares: a screw turns into its thread."""
        return all({a, b} != {joint.a, joint.b} for joint in self.moving.spec.joints)

    @property
    def open(self) -> bool:
        """Whether anything is still to be looked at."""
        return any(watch.open for watch in self.watches)

    def placings(self) -> Iterator[Task]:
        """Yield the tasks that place the parts at the values to look at next."""
        self._round += 1
        defaults = dict(self.moving.spec.defaults())
        for watch in self.watches:
            values = watch.unplaced()
            if id(watch) in self._ways:
                watch.placed.update({v: self._ways[id(watch)](v) for v in values})
            elif values:
                yield replace(
                    self.place, id=self._place_id(watch), noted=False,
                    params={
                        **self.place.params,
                        "positions": [{**defaults, watch.motion.of: value} for value in values],
                    },
                )  # fmt: skip

    def _place_id(self, watch: Watch) -> str:
        return f"{self.place.id}:{watch.motion.of}.{self._round}"

    def relations(self) -> Iterator[Task]:
        """Take in where the parts stand; yield the tasks that compare them there."""
        asked: dict[str, Query] = {}
        for watch in self.watches:
            for position in self._positions(self._place_id(watch)):
                watch.placed[position.parameters[watch.motion.of]] = _placed(position)
            if watch.unplaced():
                watch.give_up()
            asked |= {query.key: query for query in watch.queries()}
        params = {"near_mm": self.moving.near_mm}
        for query in asked.values():
            yield relation_task(self.moving.key, query, self.moving.solids, params)

    def ways(self) -> Iterator[Task]:
        """Take in what the comparisons showed; yield the tasks that look at straight ways."""
        for watch in self.watches:
            for key in watch.asked():
                watch.learn(key, self._relation(f"relation:{self.moving.key}:{key}"))
            watch.settle()
        asked = {way.key: way for watch in self.watches for way in watch.ways()}
        for way in asked.values():
            yield way_task(self.moving.key, way, self.moving.solids, self.moving.spec.contact_mm)

    def learn(self) -> None:
        """Take in which ways are free; halve what is open."""
        for watch in self.watches:
            for key in watch.asked_ways():
                found = self._output(f"way:{self.moving.key}:{key}", "free")
                watch.learn_way(key, free=None if found is None else json.loads(found))
            watch.advance()

    def sweeps(self) -> tuple[Sweep, ...]:
        """Return what all motions showed."""
        return tuple(watch.sweep() for watch in self.watches)

    def _relation(self, task_id: str) -> Relation | None:
        found = self._output(task_id, "relation")
        return decode(found, Relation) if found is not None else None

    def _positions(self, task_id: str) -> tuple[AssemblyPosition, ...]:
        found = self._output(task_id, "positions")
        return decode(found, tuple[AssemblyPosition, ...]) if found is not None else ()

    def _boxes(self) -> dict[str, Box]:
        neighbours = self.results.get(f"neighbours:{self.moving.key}")
        needs = neighbours.task.needs if neighbours is not None else ()
        found = {
            need.alias.removeprefix(BOUNDS): decode(content, SolidBounds)
            for need in needs
            if need.alias.startswith(BOUNDS)
            and (content := self._output(need.task, need.output)) is not None
        }
        return {item: known.box_mm for item, known in found.items() if known.fault is None}

    def _output(self, task_id: str, name: str) -> bytes | None:
        result = self.results.get(task_id)
        if result is None or not result.ok or name not in result.outcome.outputs:
            return None
        return self.store.get(result.outcome.outputs[name])


def _placed(position: AssemblyPosition) -> Placed:
    return {p.name: p for p in position.placements}


def _count(placed: Placed, item: str) -> int:
    return sum(p.item == item for p in placed.values())


def _way(placed: Placed, name: str, direction: Vector) -> Callable[[float], Placed]:
    return lambda value: still_to_go(placed, name, direction, value)
