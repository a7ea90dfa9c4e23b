"""Comparing the parts of an assembly that belongs to no project, two by two.

The file is read, or the script run, in a worker process; its parts are compared by the same tasks
as those of a project. The results are kept where the caller says: a part that moves then costs
its neighbours only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gmp_cad.build.assembly.relation_graph import bounds_input, compared, comparison_tasks
from gmp_cad.engine.announced import Listener, announce
from gmp_cad.engine.cache.cache_use import opened
from gmp_cad.engine.codec import decode
from gmp_cad.engine.graph import Result, Run
from gmp_cad.engine.healing import healed, require_whole
from gmp_cad.engine.history import History
from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.processes.workers import Workers, default_jobs
from gmp_cad.engine.task import MODEL_TIMEOUT_S, Input, Task, Trace
from gmp_cad.errors import GmpError, KernelError, ModelError, UsageError
from gmp_cad.evidence import AssemblyPosition, SolidBounds
from gmp_cad.evidence.loose import LooseAssembly
from gmp_cad.language import Message

STEP_ENDINGS = (".step", ".stp", ".p21")
SCRIPT_ENDINGS = (".py",)
_BODIES = "gmp_cad.build.assembly.loose_kernel_bodies"
_KEY = "assembly"
_READ = f"read:{_KEY}"
_READ_SPLIT = f"read:{_KEY}.split"
_PATIENCE_S = 60.0
_PATIENCE_S_PER_MB = 5.0  # OCCT reads more than 1 MB in a second
_LARGEST_BYTES = 500_000_000
_SIGNATURE = b"ISO-10303-21"
_HEAD_BYTES = 4096
_SOLID = "brep."  # and an item: an output of what reads the assembly


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where an assembly stands: a STEP file or a script; ``name``: that of the assembly in it."""

    path: Path
    name: str | None = None

    @property
    def is_script(self) -> bool:
        """Whether it is to be run."""
        return self.path.suffix.lower() in SCRIPT_ENDINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseComparison:
    """An assembly and how its parts stand to each other.

    ``bounds``: by item; ``unknown``: items that no bounds could be found of, with the reason.
    """

    assembly: LooseAssembly
    position: AssemblyPosition
    bounds: Mapping[str, SolidBounds]
    unknown: Mapping[str, Message]

    @property
    def left_out(self) -> tuple[tuple[str, Message], ...]:
        """Return every leaf that could not be compared with the others, with the reason."""
        faults = {item: b.fault for item, b in self.bounds.items() if b.fault is not None}
        reasons = {**faults, **self.unknown}
        faulty = ((p.name, reasons[p.item]) for p in self.assembly.placements if p.item in reasons)
        return tuple(sorted((*self.assembly.unread, *faulty), key=lambda entry: entry[0]))


def compare(
    source: Source, near_mm: float, kept: Path, jobs: int | None, listener: Listener
) -> LooseComparison:
    """Read an assembly and compare all its parts; pairs nearer than ``near_mm`` are measured.

    ``kept``: the folder of the results; ``listener`` as that of a build. Raises UsageError for a
    file that is none of these, KernelError or ModelError when it cannot be read or run.
    """
    reading = _reading(source)
    history = History(kept / "history.json")

    def work() -> LooseComparison:
        with Workers(store, jobs or default_jobs()) as workers:
            run = Run(
                store=store, workers=workers, history=history,
                root=source.path.resolve().parent, on_event=listener,
            )  # fmt: skip
            found = _Work(run, source, near_mm, listener).compared(reading)
            history.save()
        require_whole(run.results)
        return found

    with opened(kept) as store:
        return healed(store, work)


def _reading(source: Source) -> Task:
    path = source.path
    if not path.is_file():
        raise UsageError(
            Message("{file} does not exist, or is no file", file=str(path)), _WHAT_IS_READ
        )
    if source.is_script:
        return Task(
            id=_READ, body=f"{_BODIES}:script", timeout_s=MODEL_TIMEOUT_S,
            params={"script": path.name, "name": source.name, "split": []},
            trace=Trace(root=str(path.resolve().parent)),
        )  # fmt: skip
    if path.suffix.lower() not in STEP_ENDINGS:
        raise UsageError(
            Message("{file} is neither a STEP file nor a script", file=str(path)), _WHAT_IS_READ
        )
    if source.name is not None:
        raise UsageError(Message("--name is for scripts: a STEP file is read whole"))
    size = path.stat().st_size
    if size > _LARGEST_BYTES:
        raise UsageError(Message("{file} is larger than 500 MB", file=str(path)))
    with path.open("rb") as file:
        if _SIGNATURE not in file.read(_HEAD_BYTES):
            message = Message(
                "{file} is no STEP file: it does not begin with {sign}", file=str(path),
                sign=_SIGNATURE.decode(),
            )  # fmt: skip
            raise UsageError(message, Message("export the assembly as STEP (AP203, AP214, AP242)"))
    return Task(
        id=_READ, body=f"{_BODIES}:step", params={"name": path.name, "split": []}, files={"step": path.name},
        timeout_s=_PATIENCE_S + _PATIENCE_S_PER_MB * size / 1e6,
    )  # fmt: skip


_WHAT_IS_READ = Message("give a STEP file (.step, .stp) or a CadQuery script (.py)")


def _fault(source: Source, outcome: Outcome) -> GmpError:
    if outcome.kind == "failed" and outcome.message is not None:
        kind = ModelError if source.is_script else KernelError
        return kind(outcome.message, outcome.hint, *([outcome.where] if source.is_script else []))
    return KernelError(
        Message("{file} could not be read: {reason}", file=source.path.name, reason=outcome.message),
        None if source.is_script else Message("the file is damaged, perhaps: copy or export it again"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Work:
    """A comparison as it runs."""

    run: Run
    source: Source
    near_mm: float
    listener: Listener

    def compared(self, reading: Task) -> LooseComparison:
        """Read the assembly, find what bounds its solids, compare them."""
        bounds = self._bounds(self._solids(reading))
        if crossing := self._several_in_fault(reading, bounds):
            # A part of several solids that overlap each other is no solid: each is, on its own.
            split = {**reading.params, "split": crossing}
            reading = replace(reading, id=_READ_SPLIT, params=split)
            bounds = self._bounds(self._solids(reading))
        # A solid that the kernel dies of must not keep the others from being compared.
        known = [solid for solid in self._solids(reading) if bounds[solid.alias].ok]
        tasks = self._comparing(known)
        self._execute([task for task in tasks if _kind(task) == "neighbours"])
        rest = [task for task in tasks if task.id not in self.run.results]
        self._execute(list(compared(rest, self.run.store, self.run.results)))
        return self._comparison(reading, bounds)

    def _solids(self, reading: Task) -> list[Input]:
        """Return where the solid of each item is kept; read the assembly where it was not yet."""
        if reading.id not in self.run.results:
            self._execute([reading])
        read = self.run.results[reading.id]
        if not read.ok:
            raise _fault(self.source, read.outcome)
        outputs = sorted(name for name in read.outcome.outputs if name.startswith(_SOLID))
        return [Input(name.removeprefix(_SOLID), reading.id, name) for name in outputs]

    def _bounds(self, solids: Sequence[Input]) -> dict[str, Result]:
        self._execute([task for task in self._comparing(solids) if _kind(task) == "bounds"])
        return {solid.alias: self.run.results[bounds_input(solid).task] for solid in solids}

    def _comparing(self, solids: Sequence[Input]) -> list[Task]:
        reading = solids[0].task if solids else _READ
        positions = Input("positions", reading, "positions")
        return list(comparison_tasks(_KEY, positions, solids, self.near_mm))

    def _several_in_fault(self, reading: Task, bounds: Mapping[str, Result]) -> list[str]:
        """Return the contents of the items that are several solids and cannot be trusted as one."""
        outcome = self.run.results[reading.id].outcome
        several = outcome.facts["several"]
        faulty = [
            item for item, found in self._known(bounds).items() if found.fault and item in several
        ]
        return sorted(outcome.outputs[f"{_SOLID}{item}"] for item in faulty)

    def _known(self, bounds: Mapping[str, Result]) -> dict[str, SolidBounds]:
        return {
            item: decode(self.run.store.get(result.outcome.outputs["bounds"]), SolidBounds)
            for item, result in bounds.items()
            if result.ok
        }

    def _comparison(self, reading: Task, bounds: Mapping[str, Result]) -> LooseComparison:
        assembly = decode(self._output(reading.id, "assembly"), LooseAssembly)
        (position,) = decode(
            self._output(f"overlaps:{_KEY}", "positions"), tuple[AssemblyPosition, ...]
        )
        return LooseComparison(
            assembly=assembly, position=_among_leaves(position, assembly.bodies),
            bounds=self._known(bounds),
            unknown={
                item: result.outcome.message or Message("it failed")
                for item, result in bounds.items()
                if not result.ok
            },
        )  # fmt: skip

    def _output(self, task: str, name: str) -> bytes:
        result = self.run.results[task]
        if not result.ok:
            raise KernelError(
                Message("{task}: {reason}", task=task, reason=result.outcome.message or "")
            )
        return self.run.store.get(result.outcome.outputs[name])

    def _execute(self, tasks: Sequence[Task]) -> None:
        announce(self.run, tasks, self.listener)
        self.run.execute(tasks)


def _kind(task: Task) -> str:
    return task.id.partition(":")[0]


def _among_leaves(position: AssemblyPosition, bodies: Mapping[str, str]) -> AssemblyPosition:
    """Return a position without what the solids of one leaf have with each other."""

    def apart(a: str, b: str) -> bool:
        return bodies.get(a, a) != bodies.get(b, b)

    return replace(
        position,
        overlaps=tuple(o for o in position.overlaps if apart(o.a, o.b)),
        gaps=tuple(g for g in position.gaps if apart(g.a, g.b)),
        unjudged=tuple(u for u in position.unjudged if apart(u[0], u[1])),
    )
