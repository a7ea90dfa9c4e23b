"""Python and the packages: those that gmp_cad asks for, at versions that it knows.

What it asks for is read in its own metadata, so that there is no second list.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from gmp_cad import __version__
from gmp_cad.doctor.requirement import Requirement, requirements, within
from gmp_cad.doctor.symptom import Level, Symptom
from gmp_cad.language import Message, english

AREA = "packages"
_OWN = "gmp_cad"
_PLUGIN = "pytest11"
# What the extras are for; those of the developers are not looked at.
_EXTRAS = english({
    "viewer": "turns the model in the page of a part; without it a picture stands there",
    "dask": "builds on the workers of other machines (--scheduler)",
})  # fmt: skip


def pip(*arguments: str) -> str:
    """Return a command of the pip of this very Python, to be pasted."""
    program = f'& "{sys.executable}"' if os.name == "nt" else _quoted(sys.executable)
    return " ".join([program, "-m", "pip", *(_quoted(a) for a in arguments)])


def _quoted(word: str) -> str:
    plain = all(c.isalnum() or c in "-_./=:\\~+" for c in word)
    return word if plain else f'"{word}"'


def wanted(name: str) -> str:
    """Return a package as pip is to be asked for it: within the bounds that gmp_cad gives."""
    return next((r.text for r in _asked() if r.name == name and not r.extra), name)


def whole() -> str:
    """Return the command that installs gmp_cad with all that it needs."""
    folder = Path(__file__).parents[2]
    if (folder / "pyproject.toml").is_file():
        return pip("install", "-e", str(folder))
    return pip("install", "--upgrade", _OWN)


def look() -> Iterator[Symptom]:
    """Yield what is found of Python, of the packages, of the extras."""
    try:
        told = metadata.metadata(_OWN)
    except metadata.PackageNotFoundError:
        yield _python("")
        yield Symptom(
            area=AREA, name=_OWN, level=Level.PROBLEM,
            told=Message("gmp_cad {version} runs from its sources, but is not installed: nothing says what it needs", version=__version__),
            remedy=Message("install it from the folder of its sources"), command=whole(),
        )  # fmt: skip
        return
    yield _python(told["Requires-Python"] or "")
    yield Symptom(area=AREA, name=_OWN, level=Level.OK,
                  told=Message("gmp_cad {version} in {folder}", version=__version__,
                               folder=str(Path(__file__).parents[1])))  # fmt: skip
    installed, asked = _told(), _asked()
    if asked != installed:
        yield _outdated(asked ^ installed)
    yield from _required([r for r in asked if not r.extra])
    yield from _extras([r for r in asked if r.extra in _EXTRAS])
    yield from _plugin()


def _python(bounds: str) -> Symptom:
    have = platform.python_version()
    told = Message("Python {version}, {bits} bits, {program}", version=have,
                   bits=64 if sys.maxsize > 2**32 else 32, program=sys.executable)  # fmt: skip
    if within(have, bounds) and sys.maxsize > 2**32:
        return Symptom(area=AREA, name="python", level=Level.OK, told=told)
    asked = Message(
        "a Python {bounds} of 64 bits is needed: https://www.python.org/downloads", bounds=bounds
    )
    return Symptom(area=AREA, name="python", level=Level.PROBLEM, told=told, remedy=asked)


def _told() -> frozenset[Requirement]:
    """Return what the metadata asks for, nothing where gmp_cad is not installed."""
    try:
        return frozenset(requirements(metadata.metadata(_OWN).get_all("Requires-Dist") or ()))
    except metadata.PackageNotFoundError:
        return frozenset()


def _asked() -> frozenset[Requirement]:
    """Return what gmp_cad asks for: in its sources, where they are installed in place."""
    written = _written()
    return _told() if written is None else written


def _written() -> frozenset[Requirement] | None:
    """Return what the sources ask for where they are installed in place: it may have changed since."""
    folder = _sources()
    if folder is None:
        return None
    try:
        project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    except (OSError, ValueError, KeyError):
        return None
    found = set(requirements(project.get("dependencies", ())))
    for extra, lines in project.get("optional-dependencies", {}).items():
        found |= set(requirements(lines, extra))
    return frozenset(found)


def _outdated(changed: frozenset[Requirement]) -> Symptom:
    return Symptom(
        area=AREA, name="installation", level=Level.WARNING,
        told=Message("installed before its sources asked for something else ({names})",
                     names=", ".join(sorted({r.name for r in changed}))),
        remedy=Message("install it again"), command=pip("install", "-e", str(_sources())),
    )  # fmt: skip


def _sources() -> Path | None:
    """Return the folder from which gmp_cad was installed in place, None where it was not."""
    try:
        text = metadata.distribution(_OWN).read_text("direct_url.json")
        told = json.loads(text or "{}")
        if not told.get("dir_info", {}).get("editable"):
            return None
        return Path(url2pathname(unquote(urlsplit(told["url"]).path)))
    except (metadata.PackageNotFoundError, ValueError, KeyError, AttributeError):
        return None


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _required(asked: list[Requirement]) -> Iterator[Symptom]:
    """Yield each package that is missing or of another version, then those that are as they should be."""
    found: dict[str, str] = {}
    for requirement in sorted(asked, key=lambda r: r.name):
        have = _version(requirement.name)
        if have is not None and requirement.allows(have):
            found[requirement.name] = have
        else:
            yield _wanting(requirement, have)
    for name, have in found.items():
        yield Symptom(area=AREA, name=name, level=Level.OK,
                      told=Message("{name} {version}", name=name, version=have), brief=True)  # fmt: skip


def _wanting(requirement: Requirement, have: str | None) -> Symptom:
    if have is None:
        told = Message("{name} is not installed", name=requirement.name)
    else:
        told = Message("{name} {version}, but {asked} is needed", name=requirement.name, version=have,
                       asked=requirement.text)  # fmt: skip
    return Symptom(area=AREA, name=requirement.name, level=Level.PROBLEM, told=told,
                   command=pip("install", requirement.text))  # fmt: skip


def _extras(asked: list[Requirement]) -> Iterator[Symptom]:
    purposes: Mapping[str, str] = _EXTRAS
    for requirement in asked:
        have = _version(requirement.name)
        name, purpose = requirement.extra, Message(purposes[requirement.extra])
        if have is None:
            told = Message(
                "{name}, not installed: {purpose}", name=requirement.name, purpose=purpose
            )
            yield Symptom(area=AREA, name=name, level=Level.OK, told=told,
                          command=pip("install", requirement.text))  # fmt: skip
        elif requirement.allows(have):
            told = Message("{name} {version}: {purpose}", name=requirement.name, version=have,
                           purpose=purpose)  # fmt: skip
            yield Symptom(area=AREA, name=name, level=Level.OK, told=told)
        else:
            yield _wanting(requirement, have)


def _plugin() -> Iterator[Symptom]:
    """Yield whether pytest finds our plugin: it is told of it when gmp_cad is installed."""
    found = [e for e in metadata.entry_points(group=_PLUGIN) if e.value.startswith(_OWN)]
    if found:
        told = Message("the pytest plugin is registered: pytest parts/")
        yield Symptom(area=AREA, name="pytest", level=Level.OK, told=told)
    else:
        folder = _sources()
        yield Symptom(
            area=AREA, name="pytest", level=Level.WARNING,
            told=Message("pytest does not know gmp_cad: pytest parts/ finds no verdict"),
            remedy=Message("install it again"),
            command=pip("install", *(["-e", str(folder)] if folder else ["--force-reinstall", "--no-deps", "gmp_cad"])),
        )  # fmt: skip
