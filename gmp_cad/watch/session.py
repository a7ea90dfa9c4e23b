"""The session: sees to one change after the other; what is newer always comes first.

First what is looked at, then all verdicts of it, then the whole project. A change gives up
whatever is under way; what was finished is stored, and not done again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError
from dataclasses import dataclass, field, replace
from pathlib import Path

from gmp_cad.build import project_graph
from gmp_cad.build.part.part_place import PartPlace
from gmp_cad.build.project_build import Build, build
from gmp_cad.build.settings import Settings
from gmp_cad.build.stranger import apart
from gmp_cad.engine.cache.cache_place import store_folder
from gmp_cad.engine.cache.cache_use import opened
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.graph import Result
from gmp_cad.engine.healing import healed
from gmp_cad.engine.processes.workers import Workers, default_jobs
from gmp_cad.errors import GmpError, InvalidInputError, refusal
from gmp_cad.language import Message
from gmp_cad.spec.project import ProjectFiles, load_project
from gmp_cad.watch import faults
from gmp_cad.watch.board import Board
from gmp_cad.watch.look import Look, heard
from gmp_cad.watch.lookout import Change, Lookout
from gmp_cad.watch.news import News
from gmp_cad.watch.part_view import belongs, keyed
from gmp_cad.watch.sources import read_besides, subjects_of
from gmp_cad.watch.turn import Turn

_SPARE = 1  # a worker more than a build uses: what is newer need not wait for what is given up


@dataclass(slots=True)
class Session:
    """Builds and shows a project until it is stopped.

    ``whole``: whether the whole project is built too, once what is looked at is done; ``first``:
    the part to begin with. ``tell``: hears what happens.
    """

    root: Path
    settings: Settings
    board: Board
    lookout: Lookout
    tell: Callable[[News], None]
    whole: bool = True
    first: str = ""
    _turn: Turn | None = None
    _due: dict[str, None] = field(default_factory=dict)
    _cold: bool = True
    _shapes: int = 0

    def run(self) -> None:
        """See to changes until the lookout is closed."""
        self.settings = apart(self.root, self.settings)
        jobs = self.settings.jobs or default_jobs()
        store = Store(store_folder(self.root, self.settings.cache))
        self.board.asked = self._asked
        change: Change | None = Change(
            parts=(self.first,) if self.first else (), saved_s=time.time()
        )
        with Workers(store, jobs + _SPARE, confined=self.settings.sandbox) as workers:
            while change is not None:
                with Turn(workers, jobs) as turn:
                    self._turn = turn
                    if self.lookout.pending:
                        turn.give_up()
                    self._see_to(change, turn)
                change = self.lookout.next()

    def interrupt(self) -> None:
        """Give up what is under way: there is something newer."""
        if (turn := self._turn) is not None:
            turn.give_up()

    def _asked(self, part: str) -> None:
        view = self.board.view(part)
        if view is None or view.state == "waiting":
            self.lookout.ask(part)

    def _see_to(self, change: Change, turn: Turn) -> None:
        if change.paths:
            self.tell(News(event="changed", files=list(change.paths)))
        self._due |= dict.fromkeys((*subjects_of(change.paths), *change.parts))
        self.board.phase("building")
        try:
            self._cycle(change, turn)
        except CancelledError:
            if not turn.over:
                raise
            return  # what was given up is still due
        except InvalidInputError as error:
            self.board.errors(faults.of_problems(self.root, error.problems, self.settings.lang))
            self.tell(News(event="invalid", error=error))
        except GmpError as error:
            self._failed(error)
        except (
            OSError
        ) as error:  # a full disk, a file that went meanwhile: the next save tries again
            file, reason = str(error.filename or "?"), refusal(error)
            self._failed(
                GmpError(
                    Message("{file} cannot be read or written: {reason}", file=file, reason=reason)
                )
            )
        self.board.phase("ready")

    def _failed(self, error: GmpError) -> None:
        self.board.errors(faults.of_error(self.root, error, self.settings.lang))
        self.tell(News(event="failed", error=error))

    def _cycle(self, change: Change, turn: Turn) -> None:
        began_s = time.time()
        try:
            project = load_project(self.root, strange=self.settings.sandbox)
        except InvalidInputError as error:
            self.board.errors(faults.of_problems(self.root, error.problems, self.settings.lang))
            if self.whole:  # report.json tells it too
                self._build(turn)
            raise
        places = {place.key: place for place in project_graph.part_places(project)}
        self.board.project([(k, p.spec.part.number, p.spec.part.title) for k, p in places.items()])
        self.board.errors(())
        results = self._look(change, project, places, turn)
        self.lookout.besides(read_besides(self.root, results.values()), began_s)
        if self.whole:
            self._published(self._build(turn), began_s)

    def _look(
        self, change: Change, project: ProjectFiles, places: Mapping[str, PartPlace], turn: Turn
    ) -> Mapping[str, Result]:
        """Show the parts that are due, and those that somebody looks at."""
        self._due = {key: None for key in self._due if key in places}
        if self._due and change.paths:
            self.board.follow(next(iter(self._due)))
        viewed = [key for key in self.board.viewed if key in places]
        keys = list(dict.fromkeys([*self._due, *viewed])) or [self.board.latest]
        shapes = {key: self._shapes + rank for rank, key in enumerate(keys, start=1)}
        self._shapes += len(keys)
        with opened(store_folder(self.root, self.settings.cache)) as store:
            look = Look(
                project=project, settings=self.settings, board=self.board, store=store, turn=turn,
                saved_s=change.saved_s, saved=bool(change.paths), cold=self._cold, tell=self.tell,
                done=lambda key: self._due.pop(key, None),
            )  # fmt: skip
            results = healed(store, lambda: look.at(places, shapes))
        self._cold = False
        return results

    def _build(self, turn: Turn) -> Build:
        return build(self.root, self.settings, heard(turn), turn)

    def _published(self, built: Build, began_s: float) -> None:
        """Show what the whole build said."""
        self.lookout.besides(read_besides(self.root, built.results.values()), began_s)
        rows = built.report["findings"]
        for entry in self.board.shown:
            own = keyed(row for row in rows if belongs(row, entry.part))
            self.board.part(replace(entry, known=own, complete=True))
        self.board.built(built.written)
        self.tell(
            News(
                event="built", seconds=time.time() - began_s, counts=built.report["counts"],
                exit_code=int(built.exit_code), written=len(built.written),
            )
        )  # fmt: skip
