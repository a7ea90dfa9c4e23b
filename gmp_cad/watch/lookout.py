"""What changed since the last look, gathered in the background until somebody can see to it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gmp_cad.watch.alarm import Alarm
from gmp_cad.watch.sources import Marks, Sources, changed, written_s

_STILL_S = 0.015  # nothing may change for so long: an editor writes, syncs, renames
_PATIENCE_S = 0.5  # however long it goes on
_LATE_S = 5.0  # a file written earlier than that was moved here, or its clock is another
_WAKE_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to be seen to: files that changed, parts that somebody asked for.

    ``saved_s``: when it was saved, or noticed where that cannot be told (s since the epoch).
    """

    paths: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    saved_s: float = 0.0


class Lookout:
    """Watches the sources of a project. ``urgent``: called when there is a change, before it is to be had."""

    def __init__(self, root: Path, alarm: Alarm, urgent: Callable[[], None]) -> None:
        self._sources = Sources(root=root)
        self._alarm = alarm
        self._urgent = urgent
        self._marks: Marks = self._sources.look()
        self._lock = threading.Condition()
        self._paths: dict[str, None] = {}
        self._parts: dict[str, None] = {}
        self._saved_s = 0.0
        self._closed = False
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._alarm.set(self._sources.deep, self._sources.flat)
        self._thread.start()

    def close(self) -> None:
        """Watch no more."""
        with self._lock:
            self._closed = True
            self._lock.notify_all()
        self._alarm.close()

    @property
    def pending(self) -> bool:
        """Whether there is anything to see to."""
        with self._lock:
            return bool(self._paths or self._parts)

    def ask(self, part: str) -> None:
        """Have a part seen to though nothing changed."""
        with self._lock:
            self._urgent()
            self._parts[part] = None
            self._lock.notify_all()

    def next(self) -> Change | None:
        """Wait for a change; None once it is closed."""
        with self._lock:
            while not (self._paths or self._parts or self._closed):
                self._lock.wait(_WAKE_S)  # on Windows Ctrl-C is heard between two waits
            if self._closed:
                return None
            change = Change(
                paths=tuple(self._paths), parts=tuple(self._parts),
                saved_s=self._saved_s or time.time(),
            )  # fmt: skip
            self._paths, self._parts, self._saved_s = {}, {}, 0.0
            return change

    def besides(self, paths: frozenset[str], since_s: float) -> None:
        """Watch these too, from the build on that began then: what was written since has changed."""
        with self._lock:
            if paths == self._sources.besides:
                return
            self._sources = Sources(root=self._sources.root, besides=paths)
            marks = self._sources.look()
            new = {k: m for k, m in marks.items() if k not in self._marks}
            old = {k: m for k, m in self._marks.items() if k in marks}
            settled = {k: m for k, m in new.items() if not m or m[0] / 1e9 < since_s}
            self._marks = {**old, **settled}
        self._alarm.set(self._sources.deep, self._sources.flat)

    def _serve(self) -> None:
        while not self._closed:
            self._alarm.wait()
            if not self._closed:
                self.look()

    def look(self) -> None:
        """Look once; what changed is there to be seen to once nothing more does."""
        with self._lock:
            sources, before = self._sources, self._marks
        after = sources.look()
        paths = changed(before, after)
        if not paths:
            return
        until = time.monotonic() + _PATIENCE_S
        while time.monotonic() < until:
            time.sleep(_STILL_S)
            again = sources.look()
            if again == after:
                break
            after = again
        self._note(sources, before, after)

    def _note(self, sources: Sources, before: Marks, after: Marks) -> None:
        now = time.time()
        paths = changed(before, after)
        with self._lock:
            if sources is not self._sources:
                return  # others count meanwhile: the next look tells
            self._marks = after
            if not paths:
                return
            saved = written_s(paths, after)
            if saved is None or not now - _LATE_S < saved <= now:
                saved = now
            self._urgent()  # before anybody can see to it: it is meant for what is under way
            self._saved_s = self._saved_s or saved
            self._paths |= dict.fromkeys(paths)
            self._lock.notify_all()
        self._alarm.set(sources.deep, sources.flat)
