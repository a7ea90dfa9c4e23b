"""The interpreter around a script of a project: its folder, its output, all else as it was."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cadquery as cq

from gmp_cad.kernel.scripts import script as show

_LONGEST = 100_000  # characters
# Models add plugins to these; a later model in the same process is not to see them.
_OPEN_CLASSES = (cq.Workplane, cq.Sketch, cq.Assembly, cq.Shape, cq.Solid, cq.Compound, cq.Face)


class Printed(io.StringIO):
    """What a model prints, its last part: a model without end may print without end.

    It goes to standard error at once too, where whoever watches the process finds its last words.
    """

    def write(self, text: str) -> int:
        """Keep a text, and pass it on."""
        if sys.__stderr__ is not None:
            sys.__stderr__.write(text)
        if self.tell() > _LONGEST:
            kept = self.getvalue()[-_LONGEST // 2 :]
            self.seek(0)
            self.truncate()
            super().write(kept)
        return super().write(text)


@contextlib.contextmanager
def isolated(place: Path) -> Iterator[None]:
    """Give a script its folder and put back what it changes in the interpreter."""
    folder, path = Path.cwd(), list(sys.path)
    bytecode = sys.dont_write_bytecode
    modules = {name: sys.modules.get(name) for name in ("model", show.MODULE_NAME)}
    classes = [(cls, dict(vars(cls))) for cls in _OPEN_CLASSES]
    sys.path.insert(0, str(place))
    sys.dont_write_bytecode = True
    importlib.invalidate_caches()
    os.chdir(place)
    leave = os._exit
    # A worker that vanishes without a word would only be missed at its time-out.
    os._exit = sys.exit  # type: ignore[assignment]
    try:
        yield
    finally:
        os._exit = leave
        os.chdir(folder)
        sys.path[:] = path
        sys.dont_write_bytecode = bytecode
        for name, module in modules.items():
            sys.modules.pop(name, None)
            if module is not None:
                sys.modules[name] = module
        for cls, attributes in classes:
            _restore(cls, attributes)


def _restore(cls: type, attributes: dict[str, Any]) -> None:
    for name in [name for name in vars(cls) if name not in attributes]:
        delattr(cls, name)
    for name, value in attributes.items():
        if vars(cls)[name] is not value:
            setattr(cls, name, value)


@contextlib.contextmanager
def quiet(printed: io.StringIO) -> Iterator[None]:
    """Keep what the model prints; what OCCT and other programs write to stdout is dropped."""
    sys.stdout.flush()
    kept = os.dup(1)
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device, not a path
        os.dup2(nowhere.fileno(), 1)
    try:
        with contextlib.redirect_stdout(printed):
            yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
