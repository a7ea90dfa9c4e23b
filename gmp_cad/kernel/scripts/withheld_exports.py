"""Scripts of others end with exports: run for their shape alone, they write no file.

Run at other sizes they would leave a wrong file where the right one is, in a folder that is theirs.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import cadquery as cq
from cadquery import exporters

# What writes a file, and what it answers: "self", as a step of a chain, or a value.
_WRITERS: tuple[tuple[Any, str, object], ...] = (
    (exporters, "export", None), (exporters, "exportDXF", None), (exporters, "exportVTP", None),
    (cq.Shape, "export", None), (cq.Shape, "exportStep", None), (cq.Shape, "exportStl", True),
    (cq.Shape, "exportBrep", True), (cq.Shape, "exportBin", True), (cq.Workplane, "export", "self"),
    (cq.Workplane, "exportSvg", None), (cq.Sketch, "export", "self"), (cq.Assembly, "export", "self"),
    (cq.Assembly, "save", "self"),
)  # fmt: skip


@contextlib.contextmanager
def withheld_exports() -> Iterator[None]:
    """Let CadQuery write no file until the block ends; what goes to memory goes there."""
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in _WRITERS]
    for (owner, name, original), (_, _, answer) in zip(before, _WRITERS, strict=True):
        setattr(owner, name, _silent(original, answer))
    try:
        yield
    finally:
        for owner, name, original in before:
            setattr(owner, name, original)


def _silent(original: Callable[..., Any], answer: object) -> Callable[..., Any]:
    @wraps(original)
    def withheld(*arguments: Any, **more: Any) -> Any:
        if not any(isinstance(a, str | os.PathLike) for a in (*arguments[:2], *more.values())):
            return original(*arguments, **more)
        return arguments[0] if answer == "self" else answer

    return withheld
