"""Reading STEP files that are no part of a project, each in worker processes that may crash."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.codec import decode
from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.processes.workers import Workers
from gmp_cad.engine.task import Task
from gmp_cad.errors import ExitCode, UsageError
from gmp_cad.evidence import StepModel, StepText
from gmp_cad.language import Message

T = TypeVar("T")

BODIES = "gmp_cad.build.inspect_bodies"
TEXT_TIMEOUT_S = 120.0
MODEL_TIMEOUT_S = 60.0
MODEL_TIMEOUT_S_PER_MB = 5.0  # OCCT reads more than 1 MB in a second
_LARGEST_BYTES = 500_000_000
_DAMAGED = Message("the file is damaged, perhaps: copy or export it again")
_VOLUME_ERROR = 1e-5  # relative: two kernels agree to 1e-6 on a sound file


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What was read from one file: its text, its model, or what went wrong with either."""

    file: str
    text: StepText | None = None
    model: StepModel | None = None
    fault: Message | None = None
    hint: Message | None = None
    exit_code: ExitCode = ExitCode.OK

    @property
    def volume_agrees(self) -> bool | None:
        """Whether the solids have the volume that the file states; None when it states none."""
        if self.text is None or self.model is None or not self.text.stored_volumes_mm3:
            return None
        volume, stored = self.model.volume_mm3, self.text.stored_volumes_mm3
        return any(
            abs(volume - said) <= _VOLUME_ERROR * abs(volume) for said in (*stored, sum(stored))
        )


def inspect(paths: Sequence[Path]) -> Iterator[Inspection]:
    """Yield what each file says; a file that cannot be read never stops the others."""
    with tempfile.TemporaryDirectory() as folder, Workers(Store(Path(folder)), jobs=1) as workers:
        for path in paths:
            try:
                content = _content(path)
            except UsageError as error:
                yield Inspection(
                    file=str(path), fault=error.message, hint=error.hint, exit_code=ExitCode.USAGE
                )
            else:
                yield _inspected(workers, str(path), content)


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise UsageError(
            Message("{file} does not exist, or is no file", file=str(path)),
            Message("give the path of a STEP file (.step, .stp)"),
        )
    if path.stat().st_size > _LARGEST_BYTES:
        raise UsageError(Message("{file} is larger than 500 MB", file=str(path)))
    return path.read_bytes()


def _inspected(workers: Workers, file: str, content: bytes) -> Inspection:
    digest = workers.store.put(content)
    read = _run(workers, "text", digest, TEXT_TIMEOUT_S)
    if read.kind != "done":
        return _faulty(Inspection(file=file), read, refused=ExitCode.USAGE)
    found = Inspection(file=file, text=_output(workers, read, "text", StepText))
    patience_s = MODEL_TIMEOUT_S + MODEL_TIMEOUT_S_PER_MB * len(content) / 1e6
    seen = _run(workers, "model", digest, patience_s)
    if seen.kind != "done":
        return _faulty(found, seen, refused=ExitCode.TOOL_FAILED)
    model, text = _output(workers, seen, "model", StepModel), found.text
    whole = Inspection(file=file, text=text, model=model)
    written = text.counts["solids"] if text is not None else 0
    if model.solids >= written:
        return whole
    fault = Message(
        "its text holds {written} {written:solid|solids}, the geometry kernel reads {read} of them",
        written=written, read=model.solids,
    )  # fmt: skip
    return replace(whole, fault=fault, hint=_DAMAGED, exit_code=ExitCode.TOOL_FAILED)


def _run(workers: Workers, body: str, digest: str, timeout_s: float) -> Outcome:
    task = Task(id=f"{body}:file", body=f"{BODIES}:{body}", params={}, timeout_s=timeout_s)
    return workers.submit(task, {"step": digest}).result()


def _output(workers: Workers, outcome: Outcome, name: str, kind: type[T]) -> T:
    return decode(workers.store.get(outcome.outputs[name]), kind)


def _faulty(found: Inspection, outcome: Outcome, *, refused: ExitCode) -> Inspection:
    """Return ``found`` with what went wrong; ``refused`` is the code of a file refused on purpose."""
    code = {"failed": refused, "bug": ExitCode.BUG}.get(outcome.kind, ExitCode.TOOL_FAILED)
    fault, hint = outcome.message, outcome.hint
    if outcome.kind in ("crash", "timeout", "memory"):
        fault = Message(
            "the geometry kernel could not read the file: {reason}", reason=outcome.message
        )
        hint = _DAMAGED
    return Inspection(file=found.file, text=found.text, fault=fault, hint=hint, exit_code=code)
