"""The files that the site links: what each is called, and in which chapter of the dossier it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from gmp_cad.documents.file_formats import FORMATS, MODELS, ending_of, format_of
from gmp_cad.documents.site.site import href
from gmp_cad.language import Message, english, translate

# Files that no document names: what they are, how their name begins, and their chapter in the
# table of contents of a dossier de fabrication, for a part, for the product, for a fixture.
_KNOWN = english((
    ("Exploded view", "drawing-2.", (3, 2, 9)),
    ("Drawing", "drawing.", (3, 2, 9)),
    ("Parts list", "bom.", (2, 2, 9)),
    ("Phase contract", "contrat-", (8, 8, 8)),
    ("Fixture file", "dossier.", (9, 9, 9)),
    ("Fits, as data", "fits.", (2, 2, 9)),
    ("Interference, as data", "interference.", (2, 2, 9)),
    ("Measures, as data", "evidence.", (3, 2, 9)),
))  # fmt: skip
_SHEET = "drawing-"
_MODEL = (3, 2, 9)
_HIDDEN = frozenset({"png"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A document that a task wrote as a file, as it says of itself. ``path`` is under ``output/``."""

    path: str
    title: str
    chapter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileGroup:
    """One document or model in all its formats; ``chapter`` is 0 where it has none."""

    title: str
    chapter: int
    paths: tuple[str, ...]

    def called(self, subject: str) -> str:
        """Return its title on the page of a subject, whose name need not be said again there."""
        return self.title.removesuffix(f" — {subject}")

    def shown(self, page: str, subject: str = "") -> dict[str, Any]:
        """Return what a page (of a subject) shows: the title, and a link for each format."""
        return {
            "title": self.called(subject),
            "formats": [
                {"label": format_of(path), "href": href(path, page)} for path in self.paths
            ],
        }


def file_groups(
    folder: str, paths: Iterable[str], written: Sequence[Written], lang: str
) -> tuple[FileGroup, ...]:
    """Return what lies under ``folder`` (``parts/semelle``), by chapter and title.

    ``written``: documents that know their own title and chapter; files of the same name in another
    format (a Word file beside the PDF) belong to them. What stands in the folder of a part of a
    fixture is not shown.
    """
    kind = ("parts", "product", "fixtures").index(folder.split("/", maxsplit=1)[0])
    known = {_stem(w.path): w for w in written}
    groups: dict[tuple[int, str], list[str]] = {}
    for path in sorted(paths):
        inside = path.removeprefix(f"{folder}/")
        if inside == path or ("/" in inside and not inside.startswith("phases/")):
            continue
        if ending_of(path) not in _HIDDEN:
            groups.setdefault(_named(path, inside, known, kind, lang), []).append(path)
    ordered = sorted(groups.items(), key=lambda entry: (entry[0], entry[1]))
    return tuple(
        FileGroup(title=title, chapter=chapter, paths=tuple(sorted(found, key=_rank)))
        for (chapter, title), found in ordered
    )


def _stem(path: str) -> str:
    return path.rpartition(".")[0]


def _rank(path: str) -> tuple[int, str]:
    formats, ending = list(FORMATS), ending_of(path)
    return (formats.index(ending) if ending in formats else len(formats), path)


def _named(
    path: str, inside: str, known: Mapping[str, Written], kind: int, lang: str
) -> tuple[int, str]:
    """Return chapter and title of a file."""
    document = known.get(_stem(path))
    if document is not None:
        return document.chapter, document.title
    name, ending = PurePosixPath(inside).name, ending_of(path)
    number = PurePosixPath(inside).stem.rpartition("-")[2]
    for title, beginning, chapters in _KNOWN:
        if name.startswith(beginning):
            said = translate(title, lang)
            return chapters[kind], f"{said} {number}" if beginning.endswith("-") else said
    if ending in MODELS:
        if inside.startswith("phases/"):
            return 8, Message("Workpiece after phase {phase}", phase=number).say(lang)
        return _MODEL[kind], translate("Digital model", lang)
    if name.startswith(_SHEET):
        return _MODEL[kind], Message("Drawing, sheet {i}", i=number).say(lang)
    return 0, PurePosixPath(inside).stem.replace("_", " ")


def drawing_files(paths: Iterable[str], folder: str, sheet: int) -> tuple[str, ...]:
    """Return the files of one sheet of a drawing: the PDF of all, the SVG and DXF of this one."""
    stem = f"{folder}/drawing" if sheet == 1 else f"{folder}/drawing-{sheet}"
    wanted = (f"{folder}/drawing.pdf", f"{stem}.svg", f"{stem}.dxf")
    return tuple(path for path in wanted if path in frozenset(paths))
