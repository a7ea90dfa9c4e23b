"""What Typst refuses, told at the line of the template that wrote it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gmp_cad.documents.templating.template import Rendered
from gmp_cad.documents.templating.template_error import Spot, TemplateError, template_error
from gmp_cad.documents.templating.template_files import packaged_folder
from gmp_cad.documents.templating.template_reason import typst_reason

MAIN = "main.typ"
_UNQUOTED = "the character `#` is not valid in code"
_PLACE = re.compile(r"┌─ (?P<path>.+):(?P<line>\d+):(?P<column>\d+)$", re.MULTILINE)


# Inside a string the quotes of a text of the project are escaped: they never match.
_PACKAGE = re.compile(r'\b(?:import|include)\s*"@')


def refuse_packages(source: str, files: Mapping[str, str | bytes], name: str) -> None:
    """Raise the error of a document that imports a package: Typst would fetch it from a network."""
    texts = {MAIN: source} | {k: v for k, v in files.items() if k.endswith(".typ")}
    for file, text in texts.items():
        if isinstance(text, str) and (found := _PACKAGE.search(text)):
            before = text[: found.start()]
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n") - 1
            said = f"error: package not found\n  ┌─ {file}:{line}:{column}"
            raise refusal(said, source, files, name)


def refusal(
    diagnostic: str, source: str, files: Mapping[str, str | bytes], name: str
) -> TemplateError:
    """Return the error of a diagnostic of Typst, in its own long form, without machine paths.

    ``source`` is the document, ``files`` what it reads by name, ``name`` the template that stands
    for it where no place is known. Line and caret are those of the template that wrote the faulty
    Typst; a fault inside the packaged ``gmp.typ`` is told where the template calls it.
    """
    diagnostic = _telling(diagnostic)
    said = diagnostic.split("\n", 1)[0]
    fault, hint = typst_reason(said.partition(": ")[2] or said)
    templates: dict[str, str | bytes] = dict(files)
    if isinstance(source, Rendered):
        templates |= source.templates
    found = [
        _spot(place["path"], int(place["line"]), int(place["column"]), source)
        for place in _PLACE.finditer(diagnostic)
    ]
    spots = [spot for spot in found if spot is not None]
    called = [spot for spot in spots if not _is_ours(spot, files)]
    spot = (called or spots or [Spot(name)])[0]
    return template_error(fault, hint, spot, templates)


def _telling(diagnostic: str) -> str:
    """Return the error that says most of several: a text without its quotes causes the others."""
    errors = re.split(r"\n(?=error: )", diagnostic.strip())
    return next((error for error in errors if _UNQUOTED in error.split("\n", 1)[0]), errors[0])


def _spot(path: str, line: int, column: int, source: str) -> Spot | None:
    """Return the place of a diagnostic: a file of the document, or what wrote its source."""
    file = path.replace("\\", "/").rpartition("/")[2]
    if file != MAIN:
        return Spot(file, line, column)
    return source.spot(line, column) if isinstance(source, Rendered) else None


def _is_ours(spot: Spot, files: Mapping[str, str | bytes]) -> bool:
    """Return whether a place is in a file that comes with gmp_cad, not in one of the project."""
    packaged = packaged_folder() / spot.file
    same = spot.file in files and packaged.is_file()
    return same and packaged.read_text("utf-8") == files[spot.file]
