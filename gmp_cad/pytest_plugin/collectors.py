"""The files of a project as pytest's collectors, and each of their items as a test."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gmp_cad.errors import GmpError
from gmp_cad.language import Message
from gmp_cad.pytest_plugin.failure import Quoted, VerdictError, line_of
from gmp_cad.pytest_plugin.files import text_of
from gmp_cad.pytest_plugin.outline import Entry
from gmp_cad.pytest_plugin.routing import TASK_CHECK, Row, steps_of
from gmp_cad.pytest_plugin.session import session_of
from gmp_cad.pytest_plugin.sweep import sweep_entries
from gmp_cad.pytest_plugin.wording import figures_text, problem_text, row_lines, status_text
from gmp_cad.spec.lines import find_line
from gmp_cad.testing import CheckWarning

if TYPE_CHECKING:
    from gmp_cad.pytest_plugin.tested_project import TestedProject


class NoModule(pytest.File):
    """A script of a project in the place of the Python module that pytest would import."""

    def collect(self) -> Iterable[pytest.Item]:
        """Return nothing: its items stand in a :class:`ProjectFile`."""
        return ()


class ProjectFile(pytest.File):
    """A file of a project (``spec.toml``, ``model.py``, ``process.toml``, …)."""

    project: TestedProject
    file: str  # its address in the project

    @classmethod
    def in_project(cls, parent: pytest.Collector, path: Path, root: Path) -> ProjectFile:
        """Return the collector of a file of the project at ``root``."""
        made: ProjectFile = cls.from_parent(parent, path=path)
        made.project = session_of(parent.config).project(root)
        made.file = path.relative_to(root).as_posix()
        return made

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """Yield the items of the file; raise with its problems where it is not valid."""
        project, file = self.project, self.file
        folder = Path(file).parent.as_posix()
        problems = project.problems_of(file)
        if problems:
            lang = project.settings.lang
            raise self.CollectError("\n".join(problem_text(p, lang) for p in problems))
        entries = list(project.reading.outline.entries.get(file, ()))
        sweeps = session_of(self.config).options.sweep
        if sweeps and project.reading.files is not None:
            entries += sweep_entries(project.reading, file, folder)
        groups: dict[str, Group] = {}
        for entry in entries:
            if len(entry.names) == 1:
                yield item_of(self, entry, project)
            elif entry.names[0] not in groups:
                name = entry.names[0]
                groups[name] = Group.from_parent(self, name=name)
                groups[name].items = [
                    item_of(groups[name], e, project) for e in entries if e.names[0] == name
                ]
                yield groups[name]


def written_line(root: Path, where: dict[str, Any]) -> int | None:
    """Return the line of an address of the project: that told, or where its path is written."""
    keys = tuple(int(step) if step.isdigit() else step for step in steps_of(where["path"]))
    if where["line"] is not None or not keys or not where["file"].endswith(".toml"):
        return int(where["line"]) if where["line"] is not None else None
    return find_line(text_of(root / where["file"]), keys)


def shown_path(path: Path, start: Path) -> str:
    """Return a path as it is shown: from the folder where pytest was started."""
    try:
        return os.path.relpath(path, start)
    except ValueError:  # another drive
        return str(path)


class Group(pytest.Collector):
    """The lines of one table, or the items of one phase."""

    items: list[pytest.Item]

    def collect(self) -> Iterable[pytest.Item]:
        """Return its items."""
        return self.items


def item_of(parent: pytest.Collector, entry: Entry, project: TestedProject) -> pytest.Item:
    """Return the item of an entry."""
    kind: type[ProjectItem] = VerdictItem
    if entry.names[-1:] == ("sweep",) and "sweep" in entry.markers:
        from gmp_cad.pytest_plugin.sweep_item import SweepItem  # noqa: PLC0415 - needs hypothesis

        kind = SweepItem
    item: ProjectItem = kind.from_parent(parent, name=entry.names[-1])
    item.entry, item.project = entry, project
    for marker in entry.markers:
        item.add_marker(marker)
    item.extra_keyword_matches.add(entry.subject)
    location = f"{entry.file}:{entry.line or 1}"
    item.user_properties += [("location", location), ("subject", entry.subject)]
    return item


class ProjectItem(pytest.Item):
    """An item that stands in a file of a project."""

    entry: Entry
    project: TestedProject

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Return where it stands, and what it is called where it fails."""
        line = (self.entry.line or 1) - 1
        return self.path, line, f"{self.entry.subject}: {' '.join(self.entry.names)}"

    def quoted(
        self, said: Iterable[str], label: str, where: dict[str, Any] | None = None
    ) -> Quoted:
        """Return what is said of a line of the project: that of ``where``, or the item's own."""
        file = (where or {}).get("file") or self.entry.file
        line = None if where is None else written_line(self.project.root, where)
        if line is None and file == self.entry.file:
            line = self.entry.line
        path = self.project.root / file
        return Quoted(
            file=shown_path(path, self.config.invocation_params.dir), line=line or 1,
            source=line_of(path, line) if line else "", said=tuple(said) or ("?",), label=label,
        )  # fmt: skip


class VerdictItem(ProjectItem):
    """What the build says of one line, phase, check or file."""

    def gmp_cad_prepare(self) -> None:
        """Build the verdicts of all items of the project that are run, once."""
        mine = (i for i in self.session.items if isinstance(i, VerdictItem))
        entries = [item.entry for item in mine if item.project is self.project]
        self.project.prepare(frozenset(s for e in entries for s in (e.subject, *e.also)))

    @property
    def address(self) -> tuple[str, tuple[str, ...]]:
        """Where its verdicts are routed to."""
        return self.entry.file, self.entry.names

    def setup(self) -> None:
        """Fail as an error where there is no verdict for a reason that is no fault of the part."""
        try:
            rows = self.project.verdicts(self.address)
        except GmpError as error:
            raise VerdictError([self._of_error(error)]) from None
        if any(row["status"] == "ERROR" for row in rows):
            raise VerdictError(self._told(rows, ("ERROR", "FAIL")))
        judged = any(row["status"] != "SKIP" for row in rows)
        if not judged:
            self._require_reason(rows)

    def _require_reason(self, rows: list[Row]) -> None:
        """Fail where nothing was judged for the failure of another task that no item tells."""
        if rows and not any(row["check"] == TASK_CHECK for row in rows):
            return
        if self.project.is_blocked(self.entry.subject):
            told = {item.address for item in self.session.items if isinstance(item, VerdictItem)}
            blamed = self.project.failures_of(self.entry.subject)
            untold = [row for address, row in blamed if address not in told]
            if len(untold) == len(blamed):
                raise VerdictError(self._told(untold, ("ERROR",)))

    def runtest(self) -> None:
        """Fail with what fails, warn of what warns, skip what nobody could judge."""
        rows = self.project.verdicts(self.address)
        failed = [row for row in rows if row["status"] == "FAIL"]
        if failed:
            raise VerdictError(self._told(failed, ("FAIL",)))
        self._tell_all(rows)
        for row in rows:
            if row["status"] == "WARN":
                self._warn(row)
        if not rows and (not self.entry.silent or self.project.is_blocked(self.entry.subject)):
            pytest.skip(self._why_nothing())
        if rows and all(row["status"] == "SKIP" for row in rows):
            pytest.skip("; ".join(dict.fromkeys(row["message"] for row in rows)))

    def _warn(self, row: Row) -> None:
        lang = self.project.settings.lang
        told = f"{row['subject']} {row['check']}: {' '.join(row_lines(row, lang))}"
        where = self.quoted((), "", row["where"])
        try:
            warnings.warn_explicit(CheckWarning(told), None, where.file, where.line)
        except CheckWarning:  # -W error
            raise VerdictError(self._told([row], ("WARN",))) from None

    def _tell_all(self, rows: list[Row]) -> None:
        """Keep every verdict of the item for ``-rP``, and its figures for the JUnit file."""
        lang = self.project.settings.lang
        lines = []
        for row in rows:
            lines.append(f"{status_text(row, lang)}: {' '.join(row_lines(row, lang))}")
            if figures := figures_text(row, lang):
                self.user_properties.append((row["check"], figures))
        self.add_report_section("call", "verdicts", "\n".join(lines))

    def _why_nothing(self) -> str:
        """Return why an item has no verdict: the failure of a task, or none of its own."""
        lang = self.project.settings.lang
        blamed = self.project.failures_of(self.entry.subject)
        for (file, names), _ in blamed if self.project.is_blocked(self.entry.subject) else ():
            name = "::".join((file, *names))
            return Message("not judged: {name} failed", name=name).say(lang)
        return Message("nothing to judge here alone").say(lang)

    def _told(self, rows: Iterable[Row], statuses: tuple[str, ...]) -> list[Quoted]:
        lang = self.project.settings.lang
        return [
            self.quoted(row_lines(row, lang), status_text(row, lang), row["where"])
            for row in rows
            if row["status"] in statuses
        ]

    def _of_error(self, error: GmpError) -> Quoted:
        lang = self.project.settings.lang
        said = [error.message.say(lang)]
        if error.hint is not None:
            said += f"→ {error.hint.say(lang)}".splitlines()
        said += self.project.told_problems().splitlines()
        return self.quoted(said, Message("nothing was built").say(lang))
