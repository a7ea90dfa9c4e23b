"""When to look at the sources: at a notice of the file system, and now and then without one.

Some drives (network, folders shared with a virtual machine) give no notices, and where a system
allows no more of them it is said once: then looking now and then is all there is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from watchfiles import watch

POLL_S = 0.5
_STEP_MS = 10
_STOP_MS = 200


class Alarm:
    """Rings when something below its folders may have changed.

    ``told``: hears once why there are no notices.
    """

    def __init__(self, told: Callable[[str], None] = lambda _reason: None) -> None:
        self._told = told
        self._rung = threading.Event()
        self._stop = threading.Event()
        self._folders: tuple[tuple[Path, ...], tuple[Path, ...]] = ((), ())
        self._said = False

    def set(self, deep: Sequence[Path], flat: Sequence[Path]) -> None:
        """Ring for all that is below ``deep``, and what stands directly in ``flat``."""
        if (folders := (tuple(deep), tuple(flat))) == self._folders:
            return
        self._stop.set()
        self._stop, self._folders = threading.Event(), folders
        for paths, recursive in ((folders[0], True), (folders[1], False)):
            if paths:
                listening = (paths, self._stop, recursive)
                threading.Thread(target=self._listen, args=listening, daemon=True).start()

    def ring(self) -> None:
        """Let :meth:`wait` return now."""
        self._rung.set()

    def wait(self, most_s: float = POLL_S) -> bool:
        """Wait until it rings, or so long; tell whether it rang."""
        rung = self._rung.wait(most_s)
        self._rung.clear()
        return rung

    def close(self) -> None:
        """Listen no more."""
        self._stop.set()
        self.ring()

    def _listen(self, paths: Sequence[Path], stop: threading.Event, recursive: bool) -> None:
        try:
            for _ in watch(
                *paths, watch_filter=None, debounce=2 * _STEP_MS, step=_STEP_MS, stop_event=stop,
                rust_timeout=_STOP_MS, raise_interrupt=False, recursive=recursive,
                ignore_permission_denied=True,
            ):  # fmt: skip
                self.ring()
        except Exception as error:  # noqa: BLE001 - whatever it is: there are no notices then
            if not stop.is_set() and not self._said:
                self._said = True
                self._told(str(error))
