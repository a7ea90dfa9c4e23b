"""Stand-ins for the viewers that scripts import to show what they build.

A script written for the viewer of a notebook or an editor runs where that viewer is not: what it
shows is taken as by ``show_object``, all else that it asks of the viewer does nothing.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, Self

from gmp_cad.kernel.scripts.script import Shown

_VIEWERS = (
    "ocp_vscode", "ocp_tessellate", "jupyter_cadquery", "jupyter_cadquery.cadquery",
    "jupyter_cadquery.viewer", "jupyter_cadquery.animation", "jupyter_cadquery.replay", "cq_vscode",
    "cq_viewer", "yacv_server",
)  # fmt: skip
_SHOWING = ("show", "show_object", "show_all")
_STARRED = (
    *_SHOWING, "set_port", "set_defaults", "get_defaults", "reset_show", "set_viewer_config",
    "set_colormap", "Animation", "AnimationTrack", "Camera", "Collapse", "open_viewer", "close_viewer",
    "close_viewers", "save_screenshot",
)  # fmt: skip


class _Inert:
    """Takes every question and gives itself."""

    def __call__(self, *_arguments: object, **_more: object) -> Self:
        return self

    def __getattr__(self, name: str) -> Self:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __iter__(self) -> Iterator[object]:
        return iter(())


class _Viewer(ModuleType):
    """A viewer that is not here: what it is asked to show goes to ``shown``."""

    __all__ = _STARRED

    def __init__(self, name: str, shown: Shown) -> None:
        super().__init__(name)
        self.__path__: list[str] = []
        self._shown = shown

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._show if name in _SHOWING else _Inert()

    def _show(self, *objects: object, **options: Any) -> _Inert:
        names = options.get("names") or [options.get("name", "")]
        objects = tuple(o for o in objects if not isinstance(o, str))
        for rank, one in enumerate(objects):
            self._shown.show(one, names[rank] if rank < len(names) else "")
        return _Inert()


@contextlib.contextmanager
def viewers(shown: Shown, is_installed: Callable[[str], bool]) -> Iterator[None]:
    """Let scripts import the viewers that are not installed until the block ends."""
    missing = [name for name in _VIEWERS if not is_installed(name.partition(".")[0])]
    standing = {name: _Viewer(name, shown) for name in missing if name not in sys.modules}
    sys.modules.update(standing)
    try:
        yield
    finally:
        for name in standing:
            sys.modules.pop(name, None)
