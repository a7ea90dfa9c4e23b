"""Comparing the parts of an assembly that belongs to no project, two by two.

The file is read, or the script run, in a worker process; its parts are compared by the same tasks
as those of a project. The results are kept where the caller says: a part that moves then costs
its neighbours only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gmp_cad.build.codec import decode
from gmp_cad.build.graph import Result, Run
from gmp_cad.build.history import History
from gmp_cad.build.project_build import Listener
from gmp_cad.build.relation_graph import bounds_input, compared, comparison_tasks
from gmp_cad.build.store import Store
from gmp_cad.build.task import MODEL_TIMEOUT_S, Input, Task, Trace
from gmp_cad.build.workers import Outcome, Workers, default_jobs
from gmp_cad.errors import GmpError, KernelError, ModelError, UsageError
from gmp_cad.evidence import AssemblyPosition, SolidBounds
from gmp_cad.evidence.loose import LooseAssembly
from gmp_cad.language import Message

STEP_ENDINGS = (".step", ".stp", ".p21")
SCRIPT_ENDINGS = (".py",)
_BODIES = "gmp_cad.build.loose_kernel_bodies"
_KEY = "assembly"
_READ = f"read:{_KEY}"
_PATIENCE_S = 60.0
_PATIENCE_S_PER_MB = 5.0  # OCCT reads more than 1 MB in a second
_LARGEST_BYTES = 500_000_000
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
    store = Store(kept)
    history = History(kept / "history.json")
    with Workers(store, jobs or default_jobs()) as workers:
        run = Run(
            store=store, workers=workers, history=history, root=source.path.resolve().parent,
            on_event=listener,
        )  # fmt: skip
        _execute(run, [reading], listener)
        read = run.results[_READ]
        if not read.ok:
            raise _fault(source, read.outcome)
        found = _compared(run, near_mm, listener)
        history.save()
    return found


def _reading(source: Source) -> Task:
    path = source.path
    if not path.is_file():
        raise UsageError(
            Message("{file} does not exist, or is no file", file=str(path)), _WHAT_IS_READ
        )
    if source.is_script:
        return Task(
            id=_READ, body=f"{_BODIES}:script", timeout_s=MODEL_TIMEOUT_S,
            params={"script": path.name, "name": source.name},
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
    return Task(
        id=_READ, body=f"{_BODIES}:step", params={"name": path.name}, files={"step": path.name},
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


def _compared(run: Run, near_mm: float, listener: Listener) -> LooseComparison:
    outputs = run.results[_READ].outcome.outputs
    items = [name.removeprefix(_SOLID) for name in outputs if name.startswith(_SOLID)]
    solids = [Input(item, _READ, f"{_SOLID}{item}") for item in sorted(items)]
    positions = Input("positions", _READ, "positions")
    tasks = list(comparison_tasks(_KEY, positions, solids, near_mm))
    _execute(run, [task for task in tasks if task.id.startswith("bounds:")], listener)
    results = {solid.alias: run.results[bounds_input(solid).task] for solid in solids}
    # A solid that the kernel dies of must not keep the others from being compared.
    known = [solid for solid in solids if results[solid.alias].ok]
    tasks = list(comparison_tasks(_KEY, positions, known, near_mm))
    _execute(run, [task for task in tasks if task.id.startswith("neighbours:")], listener)
    rest = [task for task in tasks if task.id not in run.results]
    _execute(run, list(compared(rest, run.store, run.results)), listener)
    return _comparison(run, results)


def _execute(run: Run, tasks: Sequence[Task], listener: Listener) -> None:
    listener("total", len(run.results) + len(tasks))
    run.execute(tasks)


def _comparison(run: Run, bounds: Mapping[str, Result]) -> LooseComparison:
    (position,) = decode(
        _output(run, f"overlaps:{_KEY}", "positions"), tuple[AssemblyPosition, ...]
    )
    return LooseComparison(
        assembly=decode(_output(run, _READ, "assembly"), LooseAssembly), position=position,
        bounds={
            item: decode(run.store.get(result.outcome.outputs["bounds"]), SolidBounds)
            for item, result in bounds.items()
            if result.ok
        },
        unknown={
            item: result.outcome.message or Message("it failed")
            for item, result in bounds.items()
            if not result.ok
        },
    )  # fmt: skip


def _output(run: Run, task: str, name: str) -> bytes:
    result = run.results[task]
    if not result.ok:
        raise KernelError(
            Message("{task}: {reason}", task=task, reason=result.outcome.message or "")
        )
    return run.store.get(result.outcome.outputs[name])
