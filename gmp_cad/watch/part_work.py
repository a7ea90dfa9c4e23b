"""One part on its way to the page: what is ready is shown at once, the rest follows."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from gmp_cad.build.part.part_place import PartPlace
from gmp_cad.build.project_build import findings_of
from gmp_cad.build.results.report import finding_json
from gmp_cad.engine.announced import STATES, Told
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.codec import decode
from gmp_cad.engine.graph import Result
from gmp_cad.evidence import Measurement
from gmp_cad.finding import Finding, Status
from gmp_cad.watch import faults
from gmp_cad.watch.board import Board
from gmp_cad.watch.first_look import PICTURE, scene_files
from gmp_cad.watch.news import News
from gmp_cad.watch.part_view import FAILED, PartView, Row, belongs, changes, keyed, table_rows

_VIEWER = "viewer:all"


@dataclass(slots=True)
class PartWork:
    """Shows a part while it is built. ``scenic``: whether it is to have a 3D view. ``shape``: the number of its new solid; ``saved_s``: when it was saved, if it was."""

    root: Path
    place: PartPlace
    board: Board
    store: Store
    scenic: bool
    shape: int
    saved_s: float | None
    results: Mapping[str, Result] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The name of the part in the build."""
        return self.place.key

    @property
    def view(self) -> PartView:
        """What is shown now."""
        identity = self.place.spec.part
        shown = self.board.view(self.key) or PartView(part=self.key)
        return replace(shown, number=identity.number, title=identity.title)

    def begin(self, *, saved: bool) -> None:
        """Show that it is being built; ``saved``: what is shown now becomes what was before."""
        view = self.view
        if saved:
            before = view.known if view.complete else view.before or view.known
            view = replace(view, before=before, complete=False)
        self.board.part(replace(view, state="building"))

    def hear(self, event: str, what: Told) -> None:
        """Show what a task gave, as soon as there is something to be seen."""
        if event not in STATES or not isinstance(what, Result):
            return
        goals = (f"shaded:{self.key}", f"scene:{self.key}", _VIEWER)
        if what.id in goals and what.ok and (not self.scenic or self._has_scene):
            self.show()
        if what.id == f"study:{self.key}" and what.ok:
            self._measured(what)

    def show(self) -> None:
        """Show the solid, or its picture, or both."""
        files = dict(scene_files(self.key, self.results, self.store))
        viewer = {path: files.pop(path) for path in list(files) if path.endswith("viewer.js")}
        self.board.share(viewer)
        self.board.hold(self.key, self.shape, files)
        view = self.view
        seconds = view.seconds
        if view.shape != self.shape:
            seconds = None if self.saved_s is None else time.time() - self.saved_s
        self.board.part(
            replace(
                view, shape=self.shape, old=False, seconds=seconds, picture=PICTURE in files,
                scene=self._has_scene,
            )
        )  # fmt: skip

    @property
    def _has_scene(self) -> bool:
        return self._is_there(f"scene:{self.key}") and self._is_there(_VIEWER)

    def _is_there(self, task_id: str) -> bool:
        result = self.results.get(task_id)
        return result is not None and result.ok

    def shown(self) -> None:
        """Show how the first look ended."""
        if self.view.shape != self.shape and self._is_there(f"shaded:{self.key}"):
            self.show()  # its 3D view failed
        found = list(findings_of(self.store, self.results))
        wrong = tuple(faults.of_findings(self.root, found, self.board.lang))
        view = self.view
        failed = bool(wrong) and view.shape != self.shape
        rows = keyed(finding_json(f, self.board.lang) for f in self._own(found))
        known = {k: row for k, row in view.known.items() if row["check"] != FAILED} | rows
        self.board.part(
            replace(
                view, state="failed" if failed else "ready", old=failed and view.shape > 0,
                faults=wrong, known=known,
            )
        )  # fmt: skip

    def judged(self, results: Mapping[str, Result]) -> None:
        """Show all verdicts of the part."""
        own = {name: r for name, r in results.items() if r.task.subject == self.key}
        found = list(findings_of(self.store, own))
        rows = keyed(finding_json(f, self.board.lang) for f in self._own(found))
        wrong = tuple(faults.of_findings(self.root, found, self.board.lang))
        self.board.part(replace(self.view, known=rows, complete=True, faults=wrong))

    def news(self, event: str) -> News:
        """Tell how it stands."""
        view = self.view
        counts = {s.name: 0 for s in Status}
        for row in view.known.values():
            counts[row["status"]] += 1
        told = changes(view.before, view.known, self.board.lang, complete=view.complete)
        fresh = view.shape == self.shape
        return News(
            event="shown" if event == "shown" else "judged", part=self.key, state=view.state,
            seconds=view.seconds if fresh else None, counts=counts, rows=list(told),
            faults=view.faults,
        )  # fmt: skip

    def _own(self, findings: Iterable[Finding]) -> list[Finding]:
        return [f for f in findings if belongs({"subject": f.subject}, self.key)]

    def _measured(self, study: Result) -> None:
        outputs = study.outcome.outputs
        found = decode(self.store.get(outputs["findings"]), tuple[Finding, ...])
        geometry = self.results[f"geometry:{self.key}"].outcome.outputs
        measured = decode(self.store.get(geometry["measurements"]), tuple[Measurement, ...])
        rows = table_rows(self.place.spec, measured, found, self.board.lang)
        view = self.view
        known: dict[str, Row] = {
            **view.known, **keyed(finding_json(f, self.board.lang) for f in found)
        }  # fmt: skip
        self.board.part(replace(view, dimensions=rows, known=known))
