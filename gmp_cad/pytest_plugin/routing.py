"""Which item a verdict belongs to: every verdict of a build lands in exactly one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gmp_cad.pytest_plugin.files import ASSEMBLY, BASELINE, MODEL, PROCESS, SPEC
from gmp_cad.pytest_plugin.outline import (
    ASSEMBLY_CHECKS,
    ASSEMBLY_TABLES,
    BASELINE_CHECKS,
    FIXTURE_CHECKS,
    MODEL_CHECKS,
    OTHER,
    PART_CHECKS,
    PART_NOTES,
    PART_TABLES,
    PHASE_RULES,
    PLAN_CHECKS,
    AssemblyFiles,
    Outline,
    PartFiles,
    entry_names,
    operation_name,
    phase_name,
    phase_of,
)

Row = Mapping[str, Any]  # a verdict as ``report.json`` holds it
Address = tuple[str, tuple[str, ...]]  # of an item: its file, its names there
TASK_CHECK = "build.task"  # the check of what failed or could not be run
# The tasks that run a model, or look at what it gave; and those that put an assembly together.
_MODEL_TASKS = frozenset({"model", "geometry", "sides", "mass", "bounds"})
_PLACING_TASKS = frozenset({"place", "standard"})
_PLAN_TASKS = frozenset({
    "process", "proofs", "phase_study", "clamping", "simulation", "order", "plan_status",
})  # fmt: skip
_PATH = re.compile(r"[^.\[\]]+")
_PHASE = re.compile(r"ph(\d+[a-z]?)$")


@dataclass(frozen=True)
class Router:
    """Finds the item of each verdict in an outline."""

    outline: Outline
    _known: dict[Address, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for file, entries in self.outline.entries.items():
            self._known.update({(file, entry.names): True for entry in entries})

    def routed(self, rows: Iterable[Row]) -> dict[Address, list[Row]]:
        """Return the verdicts by item, in their order; none is left out."""
        found: dict[Address, list[Row]] = {}
        for row in rows:
            found.setdefault(self.address(row), []).append(row)
        return found

    def address(self, row: Row) -> Address:
        """Return the item of a verdict: that of its line, of its check, or the rest of its file."""
        return next(address for address in self._candidates(row) if address in self._known)

    def _candidates(self, row: Row) -> Iterator[Address]:
        part, assembly = self._owner(row)
        if assembly is not None:
            yield from _of_assembly(row, assembly)
        if part is not None:
            yield from _of_part(row, part)
        where = row["where"] or {}
        yield where.get("file", ""), OTHER
        yield from self._known  # of a subject that no file of the project writes: the first item

    def _owner(self, row: Row) -> tuple[PartFiles | None, AssemblyFiles | None]:
        """Return the part or the assembly that a verdict speaks of.

        A fixture and its part begin alike: ``semelle_ph20.base``. The file or the check tells.
        """
        subject, file = row["subject"], (row["where"] or {}).get("file", "")
        parts = {p.subject: p for p in self.outline.parts}
        part = next((parts[n] for n in _beginnings(subject) if n in parts), None)
        assemblies = {a.subject: a for a in self.outline.assemblies}
        assembly = next((assemblies[n] for n in _beginnings(subject) if n in assemblies), None)
        if part is None or assembly is None:
            return part, assembly
        of_assembly = file == assembly.file or row["check"].startswith(("fixture.", "product."))
        return (None, assembly) if of_assembly else (part, None)


def _beginnings(subject: str) -> Iterator[str]:
    """Yield a dotted name and what it begins with, the longest first."""
    while subject:
        yield subject
        subject = subject.rpartition(".")[0]


def steps_of(path: str) -> list[str]:
    """Return the keys of a dotted path; an index is one of them."""
    return _PATH.findall(path)


def _of_part(row: Row, part: PartFiles) -> Iterator[Address]:
    check, where = row["check"], row["where"] or {}
    spec, model, plan = (f"{part.folder}/{name}" for name in (SPEC, MODEL, PROCESS))
    if check == TASK_CHECK:
        task = row["message"].partition(":")[0]
        if task in _MODEL_TASKS and row["status"] == "ERROR":
            yield model, ("builds",)
        if task in _PLAN_TASKS:
            yield plan, OTHER
        yield spec, OTHER
    if check in MODEL_CHECKS:
        yield model, (MODEL_CHECKS[check],)
    if check in BASELINE_CHECKS:
        yield f"{part.folder}/{BASELINE}", (BASELINE_CHECKS[check],)
        yield spec, ("baseline",)
    rest = row["subject"][len(part.subject) + 1 :]
    if where.get("file") == plan:
        yield from _of_plan_line(row, part, plan)
    elif where.get("file") == spec:
        yield from ((spec, names) for names in _line_names(steps_of(where["path"])))
    yield from ((plan, names) for names in _phase_names(rest, check))
    yield from ((spec, names) for names in _line_names(steps_of(rest)))
    yield plan, (PLAN_CHECKS.get(check, ""),)
    yield spec, (PART_CHECKS.get(check, ""),)
    if where.get("file") == plan or check.startswith("process.") or check in PHASE_RULES:
        yield plan, OTHER
    yield spec, OTHER
    yield model, ("builds",)


def _line_names(steps: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield the item of a line of a specification, from its path or from what a subject writes."""
    if len(steps) > 1 and steps[0] in PART_TABLES:
        yield PART_TABLES[steps[0]], steps[1]
    elif len(steps) > 1 and steps[0] == "part" and steps[1] in PART_NOTES:
        yield "part", steps[1]
    elif steps:
        yield PART_TABLES["dimensions"], steps[0]


def _of_plan_line(row: Row, part: PartFiles, plan: str) -> Iterator[Address]:
    steps = steps_of(row["where"]["path"])
    if len(steps) < 2 or steps[0] != "phase" or not steps[1].isdigit():
        return
    phase = phase_of(part, int(steps[1]))
    if phase is None:
        return
    name = phase_name(str(phase.number))
    if len(steps) > 3 and steps[3].isdigit():
        index = int(steps[3])
        if steps[2] == "operation":
            yield plan, (name, operation_name(index))
        elif steps[2] == "dimension" and index < len(phase.dimensions):
            yield plan, (name, phase.dimensions[index].name)
    yield plan, (name, row["check"])
    yield plan, (name, *OTHER)


def _phase_names(rest: str, check: str) -> Iterator[tuple[str, ...]]:
    """Yield the items that ``ph20.Cf201``, ``ph20.1`` or ``ph20`` of a subject mean."""
    head, _, line = rest.partition(".")
    found = _PHASE.match(head)
    if found is None:
        return
    phase = phase_name(found[1])
    if line.isdigit():
        yield phase, operation_name(int(line) - 1)
    yield phase, line
    yield phase, check
    yield phase, *OTHER


def _of_assembly(row: Row, place: AssemblyFiles) -> Iterator[Address]:
    check, where = row["check"], row["where"] or {}
    if check == TASK_CHECK:
        if row["message"].partition(":")[0] in _PLACING_TASKS and row["status"] == "ERROR":
            yield f"{place.folder}/{ASSEMBLY}", ("places",)
        yield place.file, OTHER
    if check in FIXTURE_CHECKS:
        yield place.file, (FIXTURE_CHECKS[check],)
    if where.get("file") == place.file and place.spec is not None:
        steps = steps_of(where["path"])
        if len(steps) > 1 and steps[0] in ASSEMBLY_TABLES and steps[1].isdigit():
            names = entry_names(place.spec, steps[0])
            if int(steps[1]) < len(names):
                yield place.file, (ASSEMBLY_TABLES[steps[0]], names[int(steps[1])])
    rest = row["subject"][len(place.subject) + 1 :]
    yield place.file, ("parameter", rest)
    yield place.file, ("item", rest)
    yield place.file, (ASSEMBLY_CHECKS.get(check, ""),)
    yield place.file, OTHER
    yield f"{place.folder}/{ASSEMBLY}", ("places",)
