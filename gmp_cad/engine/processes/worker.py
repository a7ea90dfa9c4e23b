"""One worker process, seen from the one that builds: started, asked, watched, ended."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

import psutil
from pydantic import ValidationError

from gmp_cad.engine.cache.store import Store, canonical
from gmp_cad.engine.codec import decode, encode
from gmp_cad.engine.outcome import Outcome, Usage
from gmp_cad.engine.patience import Patience
from gmp_cad.engine.processes import sandbox
from gmp_cad.engine.processes.channel import Channel, ChannelError
from gmp_cad.engine.processes.death import Notes, exit_message, notes_of, outcome_of_death
from gmp_cad.engine.processes.interruption import unheard
from gmp_cad.engine.processes.scratch import Scratch
from gmp_cad.engine.processes.worker_process import WHERE_SIGNAL, Life, live
from gmp_cad.engine.task import Task
from gmp_cad.language import Message

MEMORY_BYTES = 4_000_000_000  # more than that, and the task is stopped
_FULL_BYTES = 1_500_000_000  # a worker that holds more after a task is replaced
_LARGEST_ANSWER_BYTES = 64 << 20
_START_S = 60.0
_LOOK_S = 0.1
_NOTES_BYTES = 1_000_000
_FOLDER = "gmp-worker-"
_TRACE_S = 0.3


class NoWorkerError(Exception):
    """A worker that did not come to life."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """How a worker is started; one that is confined runs the scripts of one ``project``."""

    context: BaseContext
    project: Path | None = None
    mechanism: sandbox.Mechanism | None = None


class Worker:
    """A process that runs one task at a time. A confined one works in a folder of its own."""

    def __init__(self, start: Start) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"{_FOLDER}{os.getpid()}-"))
        self.scratch = None if start.project is None else Scratch(self.folder, start.project)
        self._notes = self.folder / "notes"
        ours, theirs = socket.socketpair()
        with theirs:
            self._process: Any = self._started(start, theirs)
        self._channel = Channel(ours, _LARGEST_ANSWER_BYTES)
        self._seen: psutil.Process | None = None
        self.full = False

    @property
    def pid(self) -> int | None:
        """The number of the process that runs the tasks, once it serves."""
        return None if self._seen is None else self._seen.pid

    def _started(self, start: Start, line: socket.socket) -> Any:
        life = Life(parent=os.getpid(), notes=str(self._notes), mechanism=start.mechanism)
        if self.scratch is not None:
            life = replace(life, policy=self.scratch.policy)
            if start.mechanism == "bubblewrap":
                return _in_bubblewrap(self.scratch.policy, life, line, self._notes)
        process = start.context.Process(target=live, args=(line, life), daemon=True)  # type: ignore[attr-defined]
        with unheard():
            process.start()
        return process

    def wait_ready(self) -> None:
        """Wait until the process serves; raise NoWorkerError if it does not."""
        try:
            ready = self._channel.receive(_START_S)
        except ChannelError:
            ready = None
        if ready is None:
            raise NoWorkerError("\n".join(notes_of(self._notes).lines))
        self._seen = self._innermost()

    def ask(self, task: Task, store: Store, inputs: Mapping[str, str]) -> Outcome:
        """Run a task; however it ends, return its outcome; what it gave is in the store.

        After a crash, a time-out or too much memory the worker has ended. Raises MissingObjectError.
        """
        if self.scratch is None:
            return self._timed(task, store.root, store.root, inputs)
        self.scratch.give(store, inputs.values())
        self._hold(still=False)
        outcome = self._timed(task, self.scratch.inputs, self.scratch.outputs, inputs)
        self._hold(still=True)
        return self.scratch.take(store, task, outcome)

    def _hold(self, *, still: bool) -> None:
        """Hold a confined process, or let it go on: what scripts leave running is not watched."""
        if self._seen is not None:
            with contextlib.suppress(psutil.Error):
                (self._seen.suspend if still else self._seen.resume)()

    def _timed(self, task: Task, store: Path, outputs: Path, inputs: Mapping[str, str]) -> Outcome:
        """Run a task; when it dies it is here that one knows from when to when it ran."""
        worker, started_s, clock = str(self.pid), time.time(), time.perf_counter()
        outcome = self._asked(task, store, outputs, inputs)
        if outcome.usage is not None:
            return outcome
        ended_s = started_s + time.perf_counter() - clock
        usage = Usage(worker=worker, started_s=started_s, ended_s=ended_s)
        return replace(outcome, usage=usage)

    def _asked(self, task: Task, store: Path, outputs: Path, inputs: Mapping[str, str]) -> Outcome:
        request = {
            "store": str(store), "outputs": str(outputs), "body": task.body,
            "params": dict(task.params), "inputs": dict(inputs), "trace": _trace(task),
        }  # fmt: skip
        with contextlib.suppress(OSError):
            os.truncate(self._notes, 0)
        patience = Patience(self._seen, task.timeout_s)
        try:
            self._channel.send(canonical(request), task.timeout_s)
            while (answer := self._channel.receive(_LOOK_S)) is None:
                end = self._looked_at(task, patience)
                if end is not None:
                    return end
            outcome = decode(answer, Outcome)
        except ChannelError as error:
            return self._dead(task, error)
        except (ValidationError, RecursionError):
            self.kill()
            return outcome_of_death(task, "crash", Message("its answer makes no sense"), Notes())
        if outcome.usage is None or self.pid is None:
            return outcome
        self.full = outcome.usage.memory_bytes > _FULL_BYTES
        # In bubblewrap a process counts from 1, and may say what it likes.
        return replace(outcome, usage=replace(outcome.usage, worker=str(self.pid)))

    def _looked_at(self, task: Task, patience: Patience) -> Outcome | None:
        """Return the outcome of a task that is stopped here, None while it may go on."""
        patience.look()
        if self._notes_size() > _NOTES_BYTES:
            with contextlib.suppress(OSError):
                os.truncate(self._notes, 0)
        if patience.gone:
            return self._dead(task, None)
        if patience.memory_bytes > MEMORY_BYTES:
            message = Message(
                "more than {limit} GB of memory: stopped", limit=MEMORY_BYTES // 10**9
            )
            return self._stopped(task, "memory", message)
        if patience.over:
            message = Message("no answer after {seconds:.0f} s: stopped", seconds=task.timeout_s)
            return self._stopped(task, "timeout", message)
        if self.scratch is not None and self.pid is not None:
            excess = sandbox.excess(self.pid, self.scratch.policy)
            if excess is not None:
                return self._stopped(task, "crash", excess)
        return None

    def _stopped(self, task: Task, kind: Any, message: Message) -> Outcome:
        self._ask_where()
        self.kill()
        return outcome_of_death(task, kind, message, notes_of(self._notes))

    def _ask_where(self) -> None:
        """Let the process write down which line it runs, if it still can."""
        if WHERE_SIGNAL is None or self._seen is None:
            return
        before = self._notes_size()
        with contextlib.suppress(psutil.Error):
            self._seen.send_signal(WHERE_SIGNAL)
        until = time.monotonic() + _TRACE_S
        while self._notes_size() == before and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(0.02)  # the rest of the lines

    def _notes_size(self) -> int:
        try:
            return self._notes.stat().st_size
        except OSError:
            return 0

    def _dead(self, task: Task, error: ChannelError | None) -> Outcome:
        """Return the outcome of a task whose process has ended, or hung up on us."""
        code = self._exit_code()
        self.kill()
        message = exit_message(code)
        if code is None and error is not None:
            message = Message("the process hung up: {reason}", reason=str(error))
        return outcome_of_death(task, "crash", message, notes_of(self._notes))

    def _exit_code(self) -> int | None:
        process = self._process
        if isinstance(process, subprocess.Popen):
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = process.wait(1.0)
                return 128 - code if code > 128 else code  # bubblewrap tells signals as shells do
            return None
        process.join(1.0)
        code = process.exitcode
        return code if code is None or isinstance(code, int) else None

    def _innermost(self) -> psutil.Process | None:
        """Return the process that runs Python: bubblewrap's is the last of its descendants."""
        with contextlib.suppress(psutil.Error):
            found = psutil.Process(self._process.pid)
            while isinstance(self._process, subprocess.Popen) and (below := found.children()):
                found = below[-1]
            return found
        return None

    def kill(self) -> None:
        """End the process and what it started, at once; take away its folder."""
        pid = self._process.pid
        if pid is not None and hasattr(os, "killpg"):
            with contextlib.suppress(OSError):
                os.killpg(pid, signal.SIGKILL)
        with contextlib.suppress(OSError, ValueError):
            self._process.kill()
        self._channel.close()

    def bury(self, within_s: float = 1.0) -> None:
        """Forget a killed worker: its entry in the system's table, and its folder."""
        process = self._process
        with contextlib.suppress(subprocess.TimeoutExpired, AssertionError, ValueError):
            if isinstance(process, subprocess.Popen):
                process.wait(within_s)
            else:
                process.join(within_s)
        shutil.rmtree(self.folder, ignore_errors=True)


def remove_abandoned_folders() -> None:
    """Remove the folders of workers whose build was killed: their names tell its process."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*"):
        pid = folder.name.removeprefix(_FOLDER).partition("-")[0]
        if pid.isascii() and pid.isdigit() and len(pid) < 10 and not psutil.pid_exists(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)  # which follows no link


def _trace(task: Task) -> dict[str, Any] | None:
    return None if task.trace is None else {"values": task.trace.values, "root": task.trace.root}


def _in_bubblewrap(
    policy: sandbox.Policy, life: Life, line: socket.socket, notes: Path
) -> subprocess.Popen[bytes]:
    """Start a worker that sees nothing but what it may read; the kernel is loaded anew in it."""
    words = [sys.executable, "-P", "-m", live.__module__, str(line.fileno())]
    said = encode(replace(life, notes=None), Life).decode()
    with notes.open("ab") as written:
        return subprocess.Popen(  # noqa: S603 - our own module
            sandbox.command(policy, [*words, said]), pass_fds=[line.fileno()],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=written,
            env=sandbox.clean_environment(Path(policy.writable)), start_new_session=True,
        )  # fmt: skip
