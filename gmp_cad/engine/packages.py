"""Versions of installed packages, by the names under which they are imported.

A package is as good as all that it is built on: what it requires counts with it, whatever of that
a script happens to load. Extras that it does not require do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import metadata

# imported name → distribution, where they differ and every project needs them
_KNOWN = {
    "OCP": "cadquery-ocp", "PIL": "pillow", "docx": "python-docx", "fontTools": "fonttools",
    "pydantic_core": "pydantic-core", "typing_extensions": "typing-extensions",
}  # fmt: skip
# provided by the distribution of the same name, as nobody doubts: to ask for all others takes long
_SAME = frozenset(
    [
        "cadquery", "docxtpl", "ezdxf", "jinja2", "lib3mf", "lxml", "manifold3d", "markupsafe",
        "matplotlib", "numpy", "openpyxl", "pandas", "pydantic", "pyparsing", "scipy", "shapely",
        "sympy", "trimesh", "typst", "xlsxwriter",
    ]
)  # fmt: skip
# Of these packages only what computes: they require viewers and servers too.
_COMPUTING: dict[str, tuple[str, ...]] = {
    "cadquery": (
        "cadquery-ocp", "casadi", "ezdxf", "multimethod", "nlopt", "numpy", "pyparsing", "runtype",
    ),
    "cadquery-ocp": (),
    "trimesh": ("networkx", "numpy", "rtree", "scipy"),  # it names what it computes with extras
}  # fmt: skip
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRA = re.compile(r"\bextra\b")


@cache
def versions_below(name: str) -> str | None:
    """Return an imported package with its version and those of all that it requires.

    None when no installed distribution provides the name.
    """
    owners = _owners(name)
    found = sorted({entry for owner in owners for entry in _closure(owner)})
    versions = [f"{own} {version}" for own in found if (version := version_of(own)) is not None]
    return ", ".join(versions) or None


def version_of(distribution: str) -> str | None:
    """Return the version of an installed distribution, None of one that is not there."""
    return _about(distribution)[0]


def _owners(name: str) -> list[str]:
    """Return the distributions that provide an imported name."""
    if name in _KNOWN:
        return [_KNOWN[name]]
    if name in _SAME:
        return [name]
    # one compiled module may be provided without being listed
    return [_spelled(owner) for owner in _provided().get(name) or [name]]


@cache
def _provided() -> dict[str, list[str]]:
    return dict(metadata.packages_distributions())


def _closure(distribution: str) -> frozenset[str]:
    found: set[str] = set()
    waiting = [distribution]
    while waiting:
        own = waiting.pop()
        if own not in found:
            found.add(own)
            waiting.extend(_required(own))
    return frozenset(found)


def _required(distribution: str) -> Iterator[str]:
    if distribution in _COMPUTING:
        yield from _COMPUTING[distribution]
        return
    for requirement in _about(distribution)[1]:
        name, _, marker = requirement.partition(";")
        if not _EXTRA.search(marker) and (match := _NAME.match(name.strip())):
            yield _spelled(match.group())


@cache
def _about(distribution: str) -> tuple[str | None, tuple[str, ...]]:
    """Return version and requirements of a distribution: its file is read once for both."""
    try:
        told = metadata.metadata(distribution)
    except metadata.PackageNotFoundError:
        return None, ()
    return told["Version"], tuple(told.get_all("Requires-Dist") or ())


def _spelled(name: str) -> str:
    """Return a distribution's name in its one spelling (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
