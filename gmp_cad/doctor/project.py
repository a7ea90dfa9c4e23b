"""The project that one stands in: whether its files can be read, what watches over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gmp_cad.doctor.symptom import Level, Symptom
from gmp_cad.errors import InvalidInputError
from gmp_cad.language import Message

AREA = "project"
_CI = (".github/workflows/gmp-cad.yml", ".gitlab-ci.yml")


def look(root: Path | None) -> Iterator[Symptom]:
    """Yield what is found of the project; that there is none is no fault."""
    if root is None:
        yield Symptom(area=AREA, name="folder", level=Level.OK,
                      told=Message("not inside a project"), remedy=Message("start one"),
                      command="gmp-cad new mon_projet")  # fmt: skip
        return
    yield from _files(root)
    yield from _watched(root)


def _files(root: Path) -> Iterator[Symptom]:
    try:
        from gmp_cad.spec.project import load_project  # noqa: PLC0415 - packages may be missing
    except ImportError:
        return  # what is missing is told of the packages
    try:
        found = load_project(root)
    except InvalidInputError as error:
        first = error.problems[0]
        yield Symptom(
            area=AREA, name="files", level=Level.PROBLEM,
            told=Message("{folder}: {count} {count:fault|faults} in its files; the first: {where}: {fault}",
                         folder=str(root), count=len(error.problems), where=str(first.where),
                         fault=first.message),
            remedy=Message("see them all"), command="gmp-cad check",
        )  # fmt: skip
        return
    accepted = sum((root / "parts" / name / "baseline.toml").is_file() for name in found.parts)
    told = Message("{folder}: {count} {count:part|parts}, {accepted} with an accepted geometry", folder=str(root),
                   count=len(found.parts), accepted=accepted)  # fmt: skip
    yield Symptom(area=AREA, name="files", level=Level.OK, told=told)


def _watched(root: Path) -> Iterator[Symptom]:
    """Yield whether the project is kept by git, and whether CI files stand where services read them."""
    top = next((p for p in (root, *root.parents) if (p / ".git").exists()), None)
    if top is None:
        yield Symptom(area=AREA, name="git", level=Level.WARNING,
                      told=Message("the project is in no git repository: gmp-cad diff has no revision to compare with"),
                      command="git init")  # fmt: skip
    else:
        told = Message("kept by git in {folder}", folder=str(top))
        yield Symptom(area=AREA, name="git", level=Level.OK, told=told)
    there = [name for name in _CI if ((top or root) / name).is_file()]
    if there:
        told = Message("continuous integration: {files}", files=", ".join(there))
    else:
        told = Message("no file of continuous integration ({files})", files=", ".join(_CI))
    yield Symptom(area=AREA, name="ci", level=Level.OK, told=told)
