"""A task of the build: which body runs on which inputs, and the key of all that matters to it."""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from typing import Any

from gmp_cad.build.store import canonical, digest_of

MODEL_TIMEOUT_S = 120.0
TASK_TIMEOUT_S = 600.0

_KERNEL_LAYERS = (
    "standards", "spec", "kernel", "evidence", "errors.py", "finding.py", "language.py",
    "build/codec.py", "build/trial_bodies.py", "build/inspect_bodies.py",
)  # fmt: skip
_KERNEL_BODIES = "kernel_bodies.py"  # how the modules of build end whose tasks need the kernel
_PACKAGES = {
    "kernel": ("cadquery", "cadquery-ocp", "numpy", "lib3mf"),
    "documents": (
        "numpy", "scipy", "shapely", "jinja2", "typst", "ezdxf", "fonttools", "docxtpl",
        "python-docx", "lxml", "openpyxl",
    ),
    # what plans and tries its plans on solids: all layers, and the kernel
    "planning": ("cadquery", "cadquery-ocp", "numpy", "scipy", "shapely"),
}  # fmt: skip
FAMILIES = tuple(_PACKAGES)


@dataclass(frozen=True, slots=True)
class Input:
    """An output of another task, under the name by which the body knows it."""

    alias: str
    task: str
    output: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What a project script may read, so that the key holds only what it did read last time."""

    values: Mapping[str, Any] = field(default_factory=dict)
    root: str = "."


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One node of the graph.

    ``id`` reads ``kind:subject``; ``body`` is ``module:function``; ``params`` is JSON; ``needs``
    must have succeeded, ``wants`` are passed when they did; ``files`` of the project are passed
    by alias. ``family`` says whose sources and
    packages matter (kernel or documents). ``publish`` maps outputs to paths under ``output/``.
    ``fallback``: parameters to run it once more with when its process dies or gives no answer.
    ``noted``: whether the history keeps why it ran; not of the many that are told as one.
    """

    id: str
    body: str
    params: Mapping[str, Any]
    needs: tuple[Input, ...] = ()
    wants: tuple[Input, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    family: str = "kernel"
    trace: Trace | None = None
    timeout_s: float = TASK_TIMEOUT_S
    publish: Mapping[str, str] = field(default_factory=dict)
    fallback: Mapping[str, Any] | None = None
    noted: bool = True

    @property
    def instead(self) -> Task | None:
        """What to run when this task dies, with a key of its own; nothing comes after it."""
        if self.fallback is None:
            return None
        return replace(self, params={**self.params, **self.fallback}, fallback=None)

    @property
    def dependencies(self) -> tuple[str, ...]:
        """Ids of the tasks that must end before this one starts."""
        return tuple(dict.fromkeys(i.task for i in (*self.needs, *self.wants)))

    @property
    def subject(self) -> str:
        """The part, product or fixture that the task works for."""
        return self.id.split(":")[1]


def key_of(task: Task, inputs: Mapping[str, str], read: Mapping[str, Any] | None = None) -> str:
    """Return the key of a task from its inputs' digests and what it reads besides."""
    struct = {
        "body": task.body,
        "params": task.params,
        "inputs": dict(inputs),
        "environment": environment(task.family),
        "read": read,
    }
    return digest_of(canonical(struct))


@cache
def environment(family: str) -> dict[str, str]:
    """Return versions of all that computes: our sources, packages, Python, platform."""
    versions = {name: metadata.version(name) for name in _PACKAGES[family]}
    return {
        **versions,
        "python": platform.python_version(),
        "platform": f"{sys.platform}-{platform.machine()}",
        "sources": _sources(family),
    }


def _sources(family: str) -> str:
    """Hash our own source files: those of the kernel's layers, or all of them."""
    root = resources.files("gmp_cad")
    bodies = [e.name for e in (root / "build").iterdir() if e.name.endswith(_KERNEL_BODIES)]
    kernel = [*_KERNEL_LAYERS, *(f"build/{name}" for name in sorted(bodies))]
    names = kernel if family == "kernel" else sorted(e.name for e in root.iterdir())
    digest = hashlib.sha256()
    for name in names:
        for path, data in _files(root.joinpath(*name.split("/")), name):
            digest.update(path.encode() + b"\0" + data)
    return digest.hexdigest()


def _files(entry: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    """Yield (path in the package, content) of every source file, in order of names."""
    if entry.is_dir():
        if entry.name != "__pycache__":
            for child in sorted(entry.iterdir(), key=lambda e: e.name):
                yield from _files(child, f"{path}/{child.name}")
    elif not entry.name.endswith((".pyc", ".pyo")):
        yield path, entry.read_bytes()
