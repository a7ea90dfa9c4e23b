"""Building the projects of a class: one pool of workers, one store; a broken one stops no other.

Each project is built by a thread of this process; as many at once as keep the workers busy. What a
project gave is kept as soon as it is known, so that a run that is killed goes on where it was.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from gmp_cad.build.batch.batch_expected import Expected
from gmp_cad.build.batch.batch_folders import Place
from gmp_cad.build.batch.batch_memory import Memory, proven, whole_state
from gmp_cad.build.batch.batch_record import class_project, links
from gmp_cad.build.output_place import OutputError
from gmp_cad.build.project_build import Build, build
from gmp_cad.build.settings import Settings, output_folder
from gmp_cad.build.stranger import apart
from gmp_cad.documents.classroom.class_project import ClassProject, State
from gmp_cad.engine.announced import Listener, heard_by
from gmp_cad.engine.cache.cache_use import opened
from gmp_cad.engine.cache.store import CacheError, Store
from gmp_cad.engine.cluster.cluster import ClusterError
from gmp_cad.engine.execution import trace_of
from gmp_cad.engine.healing import healed
from gmp_cad.engine.scheduler import Scheduler
from gmp_cad.errors import ExitCode, GmpError, InvalidInputError, refusal
from gmp_cad.language import Message
from gmp_cad.spec.boundary import boundary_problems
from gmp_cad.spec.layout import relative

TIMEOUT_S = 3600.0
_BESIDE_JOBS = 1  # projects built at once, besides one for each worker
_POLL_S = 0.2
_GRACE_S = 60.0  # after its time a project that does not even answer is given up
# What a folder says once it says the next time too, unless something changed.
_LASTING: frozenset[State] = frozenset({"built", "failed", "invalid"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """How a class is built.

    ``summary``: the folder of the summary; ``into``: where the outputs of each project go, in a
    folder of its own (none: into its own ``output/``). ``timeout_s``: how long a project may take.
    ``again``: what failed is built again though nothing changed. ``expected``: what each project
    should have, None where nobody says.
    """

    settings: Settings
    summary: Path
    cache: Path
    into: Path | None = None
    timeout_s: float = TIMEOUT_S
    again: bool = False
    expected: Expected | None = None

    @property
    def memory(self) -> Memory:
        """What is kept of each project."""
        return Memory(self.summary / ".gmp-cad")

    def output(self, place: Place) -> Path:
        """Return the folder of a project's outputs."""
        own = None if self.into is None else self.into / place.slug
        return output_folder(place.root, self.settings.lang, into=own)

    def settings_of(self, place: Place) -> Settings:
        """Return how a project is built: what is kept of it is kept in the summary's folder."""
        settings = replace(
            self.settings, cache=self.cache,
            into=None if self.into is None else self.into / place.slug,
            kept=self.memory.folder / place.slug,
        )  # fmt: skip
        return apart(place.root, settings)


class _StoppedError(Exception):
    """The time of a project is up, or the run is being stopped."""


@dataclass(slots=True)
class _Turn:
    """A project being built by a thread, and what became of it.

    ``kept``: what to remember; ``lost``: why no project can be built any more.
    """

    rank: int
    until: float = 0.0
    project: ClassProject | None = None
    seconds: float = 0.0
    kept: Mapping[str, Any] | None = None
    lost: GmpError | None = None


Told = Callable[[int, ClassProject, float], None]


class Class:
    """The projects of a class and what became of each; those that had no turn are waiting."""

    def __init__(
        self, places: Sequence[Place], batch: Batch, scheduler: Scheduler,
        heard: Callable[[str], Listener] | None = None,
    ) -> None:  # fmt: skip
        """``heard``: what listens to the build of a project, by its name."""
        self.places = places
        self.batch = batch
        self.scheduler = scheduler
        self.projects = [_entry(place, "waiting", ExitCode.OK) for place in places]
        self.seconds = [0.0] * len(places)
        self._store = Store(batch.cache)
        self._open: SimpleQueue[int] = SimpleQueue()
        self._done: SimpleQueue[_Turn] = SimpleQueue()
        self._turns: dict[int, _Turn] = {}
        self._stopping = False
        self._heard = heard

    @property
    def complete(self) -> bool:
        """Whether every project had its turn."""
        return all(project.state != "waiting" for project in self.projects)

    def build(self, told: Told) -> None:
        """Build all projects; ``told`` hears each one that is done, with its seconds.

        An interruption stops at once; what is done stays in ``projects``. Raises
        :class:`~gmp_cad.engine.cluster.cluster.ClusterError` where the workers are lost, and
        :class:`~gmp_cad.engine.cache.store.CacheError` where the store is: no project is to blame.
        """
        for rank in range(len(self.places)):
            self._open.put(rank)
        with opened(self.batch.cache):  # nothing that a project gave goes before it is read
            for _ in range(min(len(self.places), self.scheduler.jobs + _BESIDE_JOBS)):
                self._start_thread()
            left = set(range(len(self.places)))
            try:
                while left:
                    for turn in self._ended():
                        self._settle(turn, left, told)
            finally:
                self._stopping = True
                with contextlib.suppress(Empty):
                    while True:  # what was done when the interruption came
                        self._settle(self._done.get_nowait(), left, lambda *_: None)

    def _settle(self, turn: _Turn, left: set[int], told: Told) -> None:
        """Take what became of a project, then remember it: what is remembered is in the summary."""
        if turn.lost is not None and not self._stopping:
            raise turn.lost
        if turn.project is None or turn.rank not in left:
            return
        left.discard(turn.rank)
        self.projects[turn.rank], self.seconds[turn.rank] = turn.project, turn.seconds
        if turn.kept is not None:
            self.batch.memory.keep(self.places[turn.rank].slug, turn.kept)
        told(turn.rank, turn.project, turn.seconds)

    def _ended(self) -> Iterator[_Turn]:
        """Yield what threads finished, and what no thread answers for any more."""
        with contextlib.suppress(Empty):
            yield self._done.get(timeout=_POLL_S)
        for turn in list(self._turns.values()):
            if time.monotonic() <= turn.until + _GRACE_S:
                continue
            if self._turns.pop(turn.rank, None) is None:
                continue  # it has just answered
            self._start_thread()
            yield _Turn(turn.rank, project=self._timed_out(turn.rank), seconds=self.batch.timeout_s)

    def _start_thread(self) -> None:
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while not self._stopping:
            try:
                turn = _Turn(self._open.get_nowait())
            except Empty:
                return
            started = time.monotonic()
            turn.until = started + self.batch.timeout_s
            self._turns[turn.rank] = turn
            turn.project = self._built(turn)
            turn.seconds = time.monotonic() - started
            if self._turns.pop(turn.rank, None) is None:
                return  # given up: another thread took its place
            self._done.put(turn)

    def _built(self, turn: _Turn) -> ClassProject | None:
        """Build a project, whatever is in its folder; None where it could not be tried."""
        place = self.places[turn.rank]
        if place.reason is not None:
            return _entry(place, "no_project", ExitCode.USAGE, place.reason)
        try:
            return self._told(place, self._remembered(place, turn))
        except _StoppedError:
            return None if self._stopping else self._timed_out(turn.rank)
        except (ClusterError, CacheError) as error:  # of all projects, and of none
            turn.lost = error
            return None
        except Exception as error:  # noqa: BLE001 - whatever it is, it is one project's and not the class's
            return None if self._stopping else _broken(place, error)

    def _timed_out(self, rank: int) -> ClassProject:
        seconds = self.batch.timeout_s
        said = Message("no end after {seconds:.0f} s: stopped", seconds=seconds)
        return _entry(self.places[rank], "stopped", ExitCode.TOOL_FAILED, said)

    def _told(self, place: Place, project: ClassProject) -> ClassProject:
        """Return what is known of a project under its names of today, with links to what it wrote."""
        batch = self.batch
        found = links(
            project, batch.output(place), batch.summary,
            documents=not batch.settings.verdicts_only,
        )  # fmt: skip
        expected = self.batch.expected
        missing = expected.missing(project) if expected is not None else project.missing
        return replace(project, name=place.name, others=place.others, files=found, missing=missing)

    def _remembered(self, place: Place, turn: _Turn) -> ClassProject:
        batch, memory, settings = self.batch, self.batch.memory, self.batch.settings_of(place)
        if settings.sandbox and (problems := list(boundary_problems(place.root))):
            raise InvalidInputError(problems)
        known = memory.recall(place.slug, place.root, settings)
        if known is not None and not (batch.again and known.state != "built"):
            return known
        memory.forget(place.slug)
        before = whole_state(place.root, strange=settings.sandbox)
        project, built = healed(self._store, lambda: self._judged(place, turn, settings))
        if project.state in _LASTING:
            written = self._written(place, built)
            turn.kept = proven(project, place.root, settings, before, built, written)
        return project

    def _judged(
        self, place: Place, turn: _Turn, settings: Settings
    ) -> tuple[ClassProject, Build | None]:
        """Build a project and read what is told of it; raise MissingObjectError if that is gone."""

        def listen(_event: str, _what: object) -> None:
            if self._stopping or time.monotonic() > turn.until:
                raise _StoppedError

        listener = heard_by(self._heard(place.name), listen) if self._heard else listen
        try:
            built = build(place.root, settings, listener, self.scheduler)
        except InvalidInputError as error:
            return _invalid(place, error), None
        finally:
            self.scheduler.leave(str(place.root))
        documents = not settings.verdicts_only
        project = class_project(place.name, place.root, built, self._store, documents=documents)
        return project, built

    def _written(self, place: Place, built: Build | None) -> Iterator[Path]:
        """Yield the files that a build answers for."""
        output = self.batch.output(place)
        yield output / "report.json"
        if built is not None and not self.batch.settings.verdicts_only:
            yield from (
                output / path
                for result in built.results.values()
                if result.ok
                for name, path in result.task.publish.items()
                if name in result.outcome.outputs
            )


def _entry(
    place: Place, state: State, code: ExitCode, reason: Message | None = None,
    hint: Message | None = None,
) -> ClassProject:  # fmt: skip
    return ClassProject(
        name=place.name, others=place.others, state=state, exit_code=code, reason=reason, hint=hint
    )


def _broken(place: Place, error: Exception) -> ClassProject:
    """Return the row of a project whose build raised ``error``."""
    match error:
        case InvalidInputError():
            return _invalid(place, error)
        case OutputError():
            return _unwritable(place, error)
        case OSError():
            return _refused(place, error)
        case GmpError():
            return _entry(place, "failed", error.exit_code, error.message, error.hint)
    return _entry(place, "bug", ExitCode.BUG, Message("{trace}", trace=trace_of(error)))


def _invalid(place: Place, error: InvalidInputError) -> ClassProject:
    """Return the row of a project with invalid files: the first fault, and how many there are."""
    first = error.problems[0] if error.problems else None
    if first is None:
        return _entry(place, "invalid", ExitCode.USAGE, error.message)
    said = Message("{place}: {message}", place=str(first.where), message=first.message)
    if len(error.problems) > 1:
        more = len(error.problems) - 1
        said = Message("{first} (and {count} more)", first=said, count=more)
    return _entry(place, "invalid", ExitCode.USAGE, said, first.hint)


def _unwritable(place: Place, error: OutputError) -> ClassProject:
    """Return the row of a project whose outputs cannot be written; invalid files come first."""
    earlier = error.__context__
    while earlier is not None and not isinstance(earlier, InvalidInputError):
        earlier = earlier.__context__
    if earlier is not None:
        return _invalid(place, earlier)
    return _entry(place, "unwritable", error.exit_code, _inside(place, error.message), error.hint)


def _inside(place: Place, message: Message) -> Message:
    """Return a message with paths from the project's folder: summaries are handed on."""
    root = f"{place.root}{os.sep}"
    values = {
        name: value.removeprefix(root) if isinstance(value, str) else value
        for name, value in message.values
    }
    return Message(message.template, **values)


def _refused(place: Place, error: OSError) -> ClassProject:
    """Return the row of a project whose folder the system refused to read."""
    path = Path(os.fsdecode(error.filename)) if error.filename else place.root
    inside = path.is_relative_to(place.root)
    file = relative(place.root, path) if inside else path.name
    said = Message("{file} cannot be read: {reason}", file=file, reason=refusal(error))
    return _entry(place, "unreadable", ExitCode.USAGE, said)
