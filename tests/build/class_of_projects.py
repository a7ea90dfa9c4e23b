"""A class of small projects: one part each, good ones and such as are broken in many ways."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

SPEC = """[part]
number = "PR-{number}"
title = "Cale {number}"
material = "S235JR"
general_tolerances = "ISO 2768-m"
[dimensions]
length = {{ size = "{length} ±0,1", between = ["left", "right"] }}
width = {{ size = "20", between = ["front", "back"] }}
height = {{ size = "10", between = ["base", "top"] }}
[features]
base = "<Z"
top = ">Z"
left = "<X"
right = ">X"
front = "<Y"
back = ">Y"
"""
MODEL = """import cadquery as cq


def build(d):
    return cq.Workplane().box(d.length, d.width, d.height, centered=False)
"""


def good(root: Path, number: int = 1, length: int = 40, model: str = MODEL) -> Path:
    """A project of one block; each number and length gives another one."""
    folder = root / "parts" / "cale"
    folder.mkdir(parents=True)
    (folder / "spec.toml").write_text(SPEC.format(number=number, length=length), "utf-8")
    (folder / "model.py").write_text(model, "utf-8")
    return root


def with_model(body: str) -> Callable[[Path, int], Path]:
    """A project whose model does this instead."""
    text = f"import os, sys, time\n\n\ndef build(d):\n    {body}\n"
    return lambda root, number: good(root, number, model=text)


def syntax_error(root: Path, number: int) -> Path:
    """A model that is no Python."""
    return good(root, number, model="def build(d:\n")


def invalid_spec(root: Path, number: int) -> Path:
    """A specification that is no TOML."""
    good(root, number)
    (root / "parts" / "cale" / "spec.toml").write_text("[part]\nnumber = = 1\n", "utf-8")
    return root


def no_project(root: Path, _number: int) -> Path:
    """A folder with a text in it."""
    root.mkdir(parents=True)
    (root / "rapport.txt").write_text("fait", "utf-8")
    return root


def empty(root: Path, _number: int) -> Path:
    """An empty folder."""
    root.mkdir(parents=True)
    return root


def unwritable(root: Path, number: int) -> Path:
    """A project where a file stands in the place of its outputs."""
    good(root, number)
    (root / "output").write_text("", "utf-8")
    return root


# Ways to be broken: what makes the project, and the states in which it may end.
BROKEN: Mapping[str, tuple[Callable[[Path, int], Path], frozenset[str]]] = {
    "syntax": (syntax_error, frozenset({"failed"})),
    "loop": (with_model("while True: pass"), frozenset({"failed"})),
    "abort": (with_model("os.abort()"), frozenset({"failed"})),
    "hog": (with_model("return bytearray(64_000_000_000), [0] * 10**10"), frozenset({"failed"})),
    "invalid": (invalid_spec, frozenset({"invalid"})),
    "none": (no_project, frozenset({"no_project"})),
    "exit": (with_model("sys.exit(0)"), frozenset({"failed"})),
    "unwritable": (unwritable, frozenset({"unwritable"})),
    "forks": (with_model("[os.fork() for _ in range(10**6)]"), frozenset({"failed"})),
    "empty": (empty, frozenset({"no_project"})),
}  # fmt: skip


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of an output folder."""
    return {
        os.path.relpath(path, folder): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
