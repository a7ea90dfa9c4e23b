"""The binding of the kernel on disk: one package must have written it, and written all of it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from gmp_cad.doctor.packages import pip, wanted
from gmp_cad.doctor.requirement import spelled
from gmp_cad.doctor.symptom import Level, Symptom
from gmp_cad.language import Message

AREA = "kernel"
_MODULE = "OCP"
_ALONE = "cadquery-ocp"
_PROVIDERS = re.compile(r"(cadquery[-_.]ocp|ocp)([-_.]novtk)?$", re.IGNORECASE)
_MOST_NAMED = 3


def look() -> Iterator[Symptom]:
    """Yield which packages bring the binding, and whether its files are as they were installed."""
    owners = sorted({spelled(d.name) for d in providers()})
    if len(owners) > 1:
        yield Symptom(
            area=AREA, name="binding", level=Level.PROBLEM,
            told=Message("{names} write the same files (folder {folder}): whichever came last counts",
                         names=", ".join(owners), folder=_MODULE),
            remedy=Message("keep one; better still, use an environment of gmp_cad alone (build123d brings the other)"),
            command=_mended(owners),
        )  # fmt: skip
        return
    if not owners:
        return  # what is missing is told of the packages
    wrong = list(_altered(owners[0]))
    if wrong:
        named = ", ".join(wrong[:_MOST_NAMED]) + (", …" if len(wrong) > _MOST_NAMED else "")
        yield Symptom(
            area=AREA, name="binding", level=Level.PROBLEM,
            told=Message("{count} {count:file|files} of {package} {count:is|are} missing, or not as it wrote them: {names}",
                         count=len(wrong), package=owners[0], names=named),
            remedy=Message("install it again"), command=_mended(owners),
        )  # fmt: skip
    else:
        yield Symptom(area=AREA, name="binding", level=Level.OK,
                      told=Message("{package} is the only binding, its files are whole",
                                   package=owners[0]))  # fmt: skip


def providers() -> Iterator[metadata.Distribution]:
    """Yield the installed distributions that bring the kernel's binding."""
    for distribution in metadata.distributions():
        name = distribution.metadata["Name"]
        if name and _PROVIDERS.fullmatch(name):
            yield distribution


def _altered(name: str) -> Iterator[str]:
    """Yield the files of a distribution that lack, or are of another size than it recorded.

    Their sums are not compared: that would read hundreds of MB.
    """
    found = metadata.distribution(name)
    # newer versions of importlib.metadata leave out, of its ``files``, those that are not there
    for file, _, size in csv.reader((found.read_text("RECORD") or "").splitlines()):
        if file.startswith(f"{_MODULE}/") and size and not file.endswith(".pyc"):
            try:
                if Path(str(found.locate_file(file))).stat().st_size != int(size):
                    yield file
            except OSError:
                yield file


def _mended(owners: list[str]) -> str:
    try:
        version = f"{_ALONE}=={metadata.version(_ALONE)}"
    except metadata.PackageNotFoundError:
        version = wanted(_ALONE)
    remove = pip("uninstall", "-y", *owners)
    return f"{remove}\n{pip('install', '--no-deps', version)}"
