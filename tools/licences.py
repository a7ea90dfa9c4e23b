"""The licences of what gmp_cad needs, read from the packages that are installed.

``python tools/licences.py`` writes the tables of ``docs/licences.md`` anew; ``--check`` only tells
whether they hold, with exit code 1. What is said around the tables is written by hand.

Followed are the requirements of ``pyproject.toml`` and of what they require, on Linux, macOS and
Windows. Versions are not told: ``constraints.txt`` has them.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "licences.md"
EXTRAS = ("viewer", "dask", "test", "dev")
_SYSTEMS = (("linux", "Linux", "posix"), ("darwin", "Darwin", "posix"), ("win32", "Windows", "nt"))

# What a package says of its licence (expression, field or classifier) → SPDX, where it says so.
_SAID: Mapping[str, str] = {
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Public License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "GNU Lesser General Public License v3 or later (LGPLv3+)": "LGPL-3.0-or-later",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
# Read by hand, each in the text that the package carries or that its project publishes.
_READ: Mapping[str, str] = {
    "axe-playwright-python": "MIT",
    "colorama": "BSD-3-Clause",  # on Windows only
    "ezdxf": "MIT",
    "nlopt": "MIT AND LGPL-2.1-or-later",  # its field says MIT; its text: the compiled whole is LGPL
}
# Strong copyleft, which code that imports it would have to take over; LGPL is none.
_STRONG = re.compile(r"(?<![A-Z])A?GPL")
_LONGEST = 60  # characters: a field that is longer holds the text of the licence, not its name


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package that is needed: its licence, and who asks for it (empty: gmp_cad itself)."""

    name: str
    licence: str
    asked_by: tuple[str, ...]

    @property
    def direct(self) -> bool:
        """Whether gmp_cad itself asks for it."""
        return not self.asked_by

    def row(self) -> str:
        """Return its row of a table in Markdown."""
        return f"| {self.name} | {self.licence} | {', '.join(self.asked_by)} |"


def project() -> Mapping[str, tuple[str, ...]]:
    """Return what ``pyproject.toml`` asks for: by the name of the extra, "" for what always is."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    optional = told["optional-dependencies"]
    return {"": tuple(told["dependencies"]), **{extra: tuple(optional[extra]) for extra in EXTRAS}}


def needed(asked: Iterable[str]) -> tuple[Package, ...]:
    """Return the packages that requirements need, by name, with all that those require."""
    wanted = {(canonicalize_name(r.name), e) for r in map(Requirement, asked) for e in _extras(r)}
    direct = {name for name, _ in wanted}
    askers: dict[str, set[str]] = {name: set() for name in direct}
    new = sorted(wanted)
    while new:
        name, extra = new.pop()
        for requirement in _required(name, extra):
            below = canonicalize_name(requirement.name)
            askers.setdefault(below, set()).add(name)
            more = {(below, e) for e in _extras(requirement)} - wanted
            wanted |= more
            new.extend(sorted(more))
    return tuple(
        Package(name=name, licence=licence(name), asked_by=() if name in direct else tuple(sorted(by)))
        for name, by in sorted(askers.items())
    )  # fmt: skip


def _extras(requirement: Requirement) -> set[str]:
    return {"", *requirement.extras}


def _required(name: str, extra: str) -> Iterator[Requirement]:
    """Yield what a package requires on some system, with one of its extras ("": with none)."""
    try:
        lines = metadata.requires(name) or []
    except metadata.PackageNotFoundError:  # it is for another system
        return
    for requirement in map(Requirement, lines):
        if requirement.marker is None or any(
            requirement.marker.evaluate({**e, "extra": extra}) for e in _environments()
        ):
            yield requirement


def _environments() -> list[dict[str, str]]:
    here = {key: str(value) for key, value in default_environment().items()}
    return [
        {**here, "sys_platform": system, "platform_system": name, "os_name": family}
        for system, name, family in _SYSTEMS
    ]


def licence(name: str) -> str:
    """Return the licence of a package, as an SPDX expression where one is said; "" where none is."""
    if name in _READ:
        return _READ[name]
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    if expression := told.get("License-Expression"):
        return expression
    field = told.get("License") or ""
    if field and len(field) < _LONGEST and "\n" not in field:
        return _SAID.get(field, field)
    classifiers = [c.split(" :: ")[-1] for c in told.get_all("Classifier") or ()]
    return next((_SAID[c] for c in classifiers if c in _SAID), "")


def binds(licence: str) -> bool:
    """Return whether a licence would bind code that only imports the package."""
    return _STRONG.search(licence) is not None


def tables() -> Mapping[str, str]:
    """Return the tables of the page by the name of their mark."""
    asked = project()
    always = needed(asked[""])
    found = {
        "direct": _table(p for p in always if p.direct),
        "indirect": _table(p for p in always if not p.direct),
    }
    known = {package.name for package in always}
    for extra in EXTRAS:
        more = [package for package in needed(asked[extra]) if package.name not in known]
        known |= {package.name for package in more}
        found[extra] = _table(more)
    return found


def _table(packages: Iterable[Package]) -> str:
    rows = [package.row() for package in packages]
    return "\n".join(["| Package | Licence | Needed by |", "| --- | --- | --- |", *rows])


def filled(page: str) -> str:
    """Return the page with its tables anew, each between ``<!-- NAME -->`` and ``<!-- end -->``."""
    for name, table in tables().items():
        block = re.compile(rf"(?s)(<!-- {name} -->\n).*?(\n<!-- end -->)")
        if len(block.findall(page)) != 1:
            raise ValueError(f"{PAGE.name} has not one place <!-- {name} --> … <!-- end -->")
        page = block.sub(lambda found, table=table: found[1] + table + found[2], page)
    return page


def main(arguments: list[str]) -> int:
    """Write the page, or tell whether it holds."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="only tell, with exit code 1")
    if bound := [p.name for p in needed(project()[""]) if binds(p.licence)]:
        sys.stderr.write(f"under the GPL or the AGPL: {', '.join(bound)}\n")
        return 1
    page = PAGE.read_text("utf-8")
    new = filled(page)
    if not parser.parse_args(arguments).check:
        PAGE.write_text(new, "utf-8")
    elif new != page:
        sys.stderr.write("docs/licences.md does not hold: python tools/licences.py\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
