"""What the files of a project say of one another: every name must lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gmp_cad.errors import Problem, Where, suggestion
from gmp_cad.language import Message
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.inspected import Inspected
from gmp_cad.spec.operation import Operation
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import Phase, ProcessPlan
from gmp_cad.spec.product import WORKPIECE, Assembly, Item, published_sizes
from gmp_cad.spec.toml import Source
from gmp_cad.spec.workshop import Workshop

# A file that could not be read is None: its faults are told where they are.
Parts = Mapping[str, PartSpec | None]
Fixtures = Mapping[str, FixtureSpec | None]
Plans = Mapping[str, ProcessPlan | None]
_NUMBER = re.compile(r"[1-9][0-9]{0,4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """All that the files of a project may name."""

    parts: Parts
    plans: Plans
    fixtures: Fixtures
    workshop: Workshop | None


def known(names: Iterable[str]) -> Message:
    """Return the hint that lists what there is."""
    return Message("known: {names}", names=", ".join(names) or "—")


def assembly_problems(assembly: Assembly, parts: Parts, source: Source) -> Iterator[Problem]:
    """Yield what the items and the rules of a product or a fixture name in vain."""
    for i, item in enumerate(assembly.items):
        if item.part is not None and item.part not in parts:
            yield _no_part(item.part, parts, source.where("item", i, "part"))
    items = {item.name: item for item in assembly.items}
    pairs: dict[frozenset[str], int] = {}
    for i, joint in enumerate(assembly.joints):
        for key, name in (("a", joint.a), ("b", joint.b)):
            if name not in items:
                yield _no_item(name, items, source.where("joint", i, key))
        if joint.a == joint.b and joint.a in items and items[joint.a].quantity == 1:
            message = Message("{name!r} is joined to itself", name=joint.a)
            yield Problem(source.where("joint", i), message)
        first = pairs.setdefault(frozenset((joint.a, joint.b)), i)
        if first != i:
            message = Message("this pair is joined twice (also joint[{first}])", first=first)
            yield Problem(source.where("joint", i), message)
    for i, fit in enumerate(assembly.fits):
        for key, line in (("hole", fit.hole), ("shaft", fit.shaft)):
            yield from _line(items, parts, line, source.where("fit", i, key))
    yield from _clearances(assembly, items, source)
    yield from _insertions(assembly, items, source)


def _clearances(assembly: Assembly, items: Mapping[str, Item], source: Source) -> Iterator[Problem]:
    names = {*items, WORKPIECE} if isinstance(assembly, FixtureSpec) else items.keys()
    for i, rule in enumerate(assembly.clearances):
        for key, name in (("a", rule.a), ("b", rule.b)):
            if name and name not in names:
                yield _no_item(name, sorted(names), source.where("clearance", i, key))
        if rule.a and rule.a == rule.b and rule.a in items and items[rule.a].quantity == 1:
            message = Message("{name!r} is there once: it has no gap to itself", name=rule.a)
            yield Problem(source.where("clearance", i), message)
        if rule.moving and not assembly.parameters:
            message = Message("nothing moves: there are no [parameters]")
            yield Problem(source.where("clearance", i, "moving"), message)


def _insertions(assembly: Assembly, items: Mapping[str, Item], source: Source) -> Iterator[Problem]:
    """Yield parts put in place that are none, and those put in place twice."""
    seen: dict[str, int] = {}
    for i, insertion in enumerate(assembly.insertions):
        where = source.where("insertion", i, "part")
        item = items.get(insertion.item)
        if item is None:
            yield _no_item(insertion.item, items, where)
            continue
        _, dot, number = insertion.part.partition(".")
        if dot and not (_NUMBER.fullmatch(number) and int(number) <= item.quantity):
            message = Message(
                "no placement {name!r}: the item {item!r} has {count}",
                name=insertion.part[:60], item=item.name, count=item.quantity,
            )  # fmt: skip
            yield Problem(where, message)
            continue
        again = [n for n in insertion.placements(item.quantity) if seen.setdefault(n, i) != i]
        if again:
            message = Message(
                "{name!r} is put in its place twice (also insertion[{first}])",
                name=again[0], first=seen[again[0]],
            )  # fmt: skip
            yield Problem(where, message)


def _no_part(name: str, parts: Parts, where: Where) -> Problem:
    hint = suggestion(name, parts) or known(sorted(parts))
    return Problem(where, Message("no part {name!r} in the project", name=name), hint)


def _no_item(name: str, items: Iterable[str], where: Where) -> Problem:
    message = Message("no item {name!r} in {file}", name=name[:60], file=where.file)
    return Problem(where, message, suggestion(name, items) or known(items))


def _line(items: Mapping[str, Item], parts: Parts, line: str, where: Where) -> Iterator[Problem]:
    owner, _, dimension = line.partition(".")
    item = items.get(owner)
    if item is None:
        yield _no_item(owner, items, where)
        return
    if item.part is None:
        sizes = list(published_sizes(item.standard or ""))
    elif (spec := parts.get(item.part)) is not None:
        sizes = list(spec.dimensions)
    else:
        return
    if dimension not in sizes:
        message = Message("{owner!r} has no dimension {name!r}", owner=owner, name=dimension[:60])
        yield Problem(where, message, suggestion(dimension, sizes) or known(sizes))


def gauge_problems(spec: PartSpec, workshop: Workshop, source: Source) -> Iterator[Problem]:
    """Yield the gauges that the lines of a part name and the workshop does not have."""
    gauges = [g.id for g in workshop.gauges]
    tables: Mapping[str, Mapping[str, Inspected]] = {
        "dimensions": spec.dimensions, "tolerances": spec.tolerances, "textures": spec.textures,
    }  # fmt: skip
    for table, lines in tables.items():
        for key, line in lines.items():
            yield from _gauge(line.gauge, gauges, source.where(table, key, "gauge"))


def fixture_problems(spec: FixtureSpec, named: Named, source: Source) -> Iterator[Problem]:
    """Yield a workpiece or a phase that the project does not have."""
    identity = spec.fixture
    if identity.workpiece not in named.parts:
        where = source.where("fixture", "workpiece")
        yield _no_part(identity.workpiece, named.parts, where)
        return
    plan = named.plans.get(identity.workpiece)
    if plan is not None and all(phase.number != identity.phase for phase in plan.phases):
        yield Problem(
            source.where("fixture", "phase"),
            Message("{part} has no phase {phase}", part=identity.workpiece, phase=str(identity.phase)),
            known(str(phase.number) for phase in plan.phases),
        )  # fmt: skip
    elif plan is not None:
        yield from _clamps(spec, plan, source)


def _clamps(spec: FixtureSpec, plan: ProcessPlan, source: Source) -> Iterator[Problem]:
    """Yield the clamps that the phase does not have."""
    count = len(next(p for p in plan.phases if p.number == spec.fixture.phase).clamping)
    for name, number in spec.clamps.items():
        if number > count:
            message = Message("the phase has {count} {count:clamp|clamps}", count=count)
            yield Problem(source.where("clamps", name), message)


def fixture_lines(spec: FixtureSpec, parts: Parts, source: Source) -> Iterator[Problem]:
    """Yield the dimensions of items that a fixture's own tables name in vain."""
    items = {item.name: item for item in spec.items}
    if spec.base is not None:
        yield from _line(items, parts, spec.base.thickness, source.where("base", "thickness"))
    if spec.table is not None and spec.table.width is not None:
        yield from _line(items, parts, spec.table.width, source.where("table", "width"))


def plan_problems(part: str, plan: ProcessPlan, named: Named, source: Source) -> Iterator[Problem]:
    """Yield what a process plan calls from the workshop, the fixtures or its part in vain."""
    names: dict[str, str] = {}
    for i, phase in enumerate(plan.phases):
        if named.workshop is not None:
            yield from _called(phase, i, named.workshop, source)
        if phase.fixture is not None:
            yield from _held(part, phase, named, source.where("phase", i, "fixture"))
        yield from _tolerances(part, phase, named.parts, source.where("phase", i, "tolerances"))
        for k, dimension in enumerate(phase.dimensions):
            if dimension.name in names:
                message = Message("the name {name} is used twice (also in phase {phase})",
                                  name=dimension.name, phase=names[dimension.name])  # fmt: skip
                yield Problem(source.where("phase", i, "dimension", k, "name"), message)
            names.setdefault(dimension.name, str(phase.number))


def _called(phase: Phase, i: int, workshop: Workshop, source: Source) -> Iterator[Problem]:
    if phase.machine and workshop.machine(phase.machine) is None:
        message = Message("the machine {id!r} is not in the workshop", id=phase.machine[:60])
        yield _not_in_workshop(
            message, phase.machine, [m.id for m in workshop.machines], source.where("phase", i, "machine")
        )  # fmt: skip
    gauges = [g.id for g in workshop.gauges]
    for k, operation in enumerate(phase.operations):
        yield from _tool(operation, workshop, source.where("phase", i, "operation", k, "tool"))
        yield from _gauge(
            operation.gauge, gauges, source.where("phase", i, "operation", k, "gauge")
        )
    for k, dimension in enumerate(phase.dimensions):
        yield from _gauge(
            dimension.gauge, gauges, source.where("phase", i, "dimension", k, "gauge")
        )


def _tool(operation: Operation, workshop: Workshop, where: Where) -> Iterator[Problem]:
    if operation.tool and workshop.tool(operation.tool) is None:
        message = Message("the tool {id!r} is not in the workshop", id=operation.tool[:60])
        yield _not_in_workshop(message, operation.tool, [t.id for t in workshop.tools], where)


def _gauge(name: str, gauges: list[str], where: Where) -> Iterator[Problem]:
    if name and name not in gauges:
        message = Message("the gauge {id!r} is not in the workshop", id=name[:60])
        yield _not_in_workshop(message, name, gauges, where)


def _not_in_workshop(message: Message, name: str, ids: list[str], where: Where) -> Problem:
    hint = suggestion(name, ids) or Message("add it to workshop.toml with this id")
    return Problem(where, message, hint)


def _held(part: str, phase: Phase, named: Named, where: Where) -> Iterator[Problem]:
    """Yield a fixture that is none, or that holds another part or phase."""
    name, fixtures = phase.fixture or "", named.fixtures
    if name not in fixtures:
        message = Message("no fixture {name!r} in fixtures_design/", name=name)
        yield Problem(where, message, suggestion(name, fixtures) or known(sorted(fixtures)))
        return
    spec = fixtures[name]
    if spec is None or any(fixture_problems(spec, named, Source("", ""))):
        return  # told at the fixture
    if (spec.fixture.workpiece, spec.fixture.phase) != (part, phase.number):
        message = Message(
            "the fixture {name!r} is for {part}, phase {phase}",
            name=name, part=spec.fixture.workpiece, phase=str(spec.fixture.phase),
        )  # fmt: skip
        yield Problem(where, message)


def _tolerances(part: str, phase: Phase, parts: Parts, where: Where) -> Iterator[Problem]:
    spec = parts.get(part)
    for name in phase.tolerances if spec is not None else ():
        if spec is not None and name not in spec.tolerances:
            message = Message("{part} has no tolerance {name!r}", part=part, name=name)
            yield Problem(
                where, message, suggestion(name, spec.tolerances) or known(spec.tolerances)
            )
