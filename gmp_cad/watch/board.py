"""What open pages show now: set by the session, read by the server's threads, never waited for."""

from __future__ import annotations

import json
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Literal

from gmp_cad.watch.part_view import PartView

Phase = Literal["starting", "building", "ready"]
VERSION = 1
_SHAPES = 2  # solids of each part that are kept: a page may still load the one before


class Board:
    """The state of the session. ``asked``: hears of a part that somebody looks at.

    ``run``: another one each time the server starts, so that a page that was left open knows.
    """

    def __init__(self, project: str, lang: str) -> None:
        self.run = secrets.token_hex(4)
        self.lang = lang
        self.asked: Callable[[str], None] = lambda _part: None
        self._project = project
        self._phase: Phase = "starting"
        self._parts: dict[str, PartView] = {}
        self._order: list[dict[str, str]] = []
        self._errors: list[Mapping[str, Any]] = []
        self._latest = ""
        self._site = 0
        self._written: dict[str, int] = {}  # path → with which build it last changed
        self._files: dict[tuple[str, int], dict[str, bytes]] = {}
        self._shared: dict[str, bytes] = {}
        self._viewers: Counter[str] = Counter()
        self._changed = threading.Condition()
        self._version = 1
        self._closed = False

    # ---- the session

    def phase(self, phase: Phase) -> None:
        """Tell what is going on."""
        with self._change():
            self._phase = phase

    def errors(self, errors: Sequence[Mapping[str, Any]]) -> None:
        """Show what is wrong with the project as a whole; none: it has been mended."""
        with self._change():
            self._errors = list(errors)
            if errors:
                self._parts = {k: replace(v, old=v.shape > 0) for k, v in self._parts.items()}

    def project(self, parts: Sequence[tuple[str, str, str]]) -> None:
        """Set which parts there are: key, number, title."""
        with self._change():
            self._order = [{"part": p, "number": n, "title": t} for p, n, t in parts]
            names = {p for p, _, _ in parts}
            self._parts = {key: view for key, view in self._parts.items() if key in names}
            self._files = {key: held for key, held in self._files.items() if key[0] in names}
            if self._latest not in names:
                self._latest = parts[0][0] if parts else ""

    def part(self, view: PartView) -> None:
        """Show a part."""
        with self._change():
            self._parts[view.part] = view

    def view(self, part: str) -> PartView | None:
        """Return what is shown of a part."""
        with self._changed:
            return self._parts.get(part)

    @property
    def shown(self) -> tuple[PartView, ...]:
        """All parts that are shown."""
        with self._changed:
            return tuple(self._parts.values())

    def follow(self, part: str) -> None:
        """Let pages that follow the work show this part."""
        with self._change():
            self._latest = part

    @property
    def latest(self) -> str:
        """The part that pages which follow the work show."""
        with self._changed:
            return self._latest

    def hold(self, part: str, shape: int, files: Mapping[str, bytes]) -> None:
        """Keep files of a part for the pages; those of older solids go."""
        with self._changed:
            self._files.setdefault((part, shape), {}).update(files)
            for key in sorted(k for k in self._files if k[0] == part)[:-_SHAPES]:
                del self._files[key]

    def share(self, files: Mapping[str, bytes]) -> None:
        """Keep files that all parts need."""
        with self._changed:
            self._shared.update(files)

    def built(self, written: Sequence[str]) -> None:
        """Tell that a build has published: which files it wrote."""
        with self._change():
            self._site += bool(written)
            self._written |= dict.fromkeys(written, self._site)

    @property
    def viewed(self) -> tuple[str, ...]:
        """The parts that somebody looks at."""
        with self._changed:
            return tuple(part for part, count in self._viewers.items() if part and count > 0)

    def close(self) -> None:
        """Let all who wait go."""
        with self._change():
            self._closed = True

    # ---- the server

    def file(self, part: str, shape: int, path: str) -> bytes | None:
        """Return a file of a solid of a part, or one that all need."""
        with self._changed:
            found = self._files.get((part, shape), {}).get(path)
            return self._shared.get(path) if found is None else found

    @property
    def site(self) -> int:
        """With which build the site last changed."""
        with self._changed:
            return self._site

    def written_since(self, site: int) -> list[str]:
        """Return the files that builds wrote after this one."""
        with self._changed:
            return sorted(path for path, rank in self._written.items() if rank > site)

    @contextmanager
    def viewing(self, part: str) -> Iterator[None]:
        """Count somebody who looks at a part; an empty name: at whatever changes."""
        with self._changed:
            self._viewers[part] += 1
        try:
            if part:
                self.asked(part)
            yield
        finally:
            with self._changed:
                self._viewers[part] -= 1

    def state(self) -> tuple[int, str]:
        """Return the number of this state, and the state as JSON."""
        with self._changed:
            return self._version, self._json()

    def next_state(self, after: int, most_s: float) -> tuple[int, str] | None:
        """Wait for a state after that number; None where none came in time, or none will come."""
        with self._changed:
            self._changed.wait_for(lambda: self._version > after or self._closed, most_s)
            if self._closed or self._version <= after:
                return None
            return self._version, self._json()

    @property
    def closed(self) -> bool:
        """Whether the session has ended."""
        return self._closed

    @contextmanager
    def _change(self) -> Iterator[None]:
        with self._changed:
            yield
            self._version += 1
            self._changed.notify_all()

    def _json(self) -> str:
        told = {
            "version": VERSION, "run": self.run, "project": self._project, "lang": self.lang,
            "phase": self._phase, "errors": self._errors, "latest": self._latest,
            "order": [
                {**entry, "state": self._state_of(entry["part"])} for entry in self._order
            ],
            "parts": {key: view.json(self.lang) for key, view in self._parts.items()},
            "site": self._site,
        }  # fmt: skip
        return json.dumps(told, ensure_ascii=False, sort_keys=True)

    def _state_of(self, part: str) -> str:
        view = self._parts.get(part)
        return "waiting" if view is None else view.state
