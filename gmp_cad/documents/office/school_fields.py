"""The fields of a school's own templates: short names in French and English for what documents say.

One table. A name stands for a place in the context of our own template of the same document, so a
school's template says what ours says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gmp_cad.documents.printing.figures import DASH, date_text
from gmp_cad.documents.printing.picture import Picture
from gmp_cad.documents.printing.raster import Photograph
from gmp_cad.language import Message, translate

Source = Callable[[Mapping[str, Any], str], Any]
_PICTURE = "picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field: its names, what it says, and where that stands in the context."""

    fr: str
    en: str
    meaning: Message
    source: Source

    @property
    def names(self) -> tuple[str, ...]:
        """The names by which a template may call it."""
        return tuple(dict.fromkeys((self.fr, self.en)))


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFields:
    """Fields of a row that repeats: ``{{ op.outil }}``; ``fr`` and ``en`` name all of the rows."""

    one: str
    fr: str
    en: str
    meaning: Message
    rows: Source
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSet:
    """What one kind of document offers. ``context``: under which name its whole context stands.

    ``template``: our own template of this document.
    """

    template: str
    context: str
    fields: tuple[Field, ...]
    rows: tuple[RowFields, ...] = field(default=())

    @property
    def rows_of(self) -> tuple[tuple[str, str], ...]:
        """The pairs ``(op, operations)``."""
        return tuple((rows.one, rows.fr) for rows in self.rows)


def at(path: str) -> Source:
    """Return the source that reads a dotted path; a number is an index."""
    keys: list[Any] = [int(key) if key.isdigit() else key for key in path.split(".")]

    def read(context: Mapping[str, Any], _lang: str) -> Any:
        value: Any = context
        for key in keys:
            value = value[key]
        return value

    return read


def date_at(path: str) -> Source:
    """Return the source that reads a date (ISO) as people write it."""

    def read(context: Mapping[str, Any], lang: str) -> str:
        iso = str(at(path)(context, lang))
        return iso if iso == DASH else date_text(iso, lang)

    return read


def labelled(path: str, label: str) -> Source:
    """Return the source that reads the cell with that label among lines or rows of cells."""

    def read(context: Mapping[str, Any], lang: str) -> str:
        wanted = translate(label, lang)
        found = (cell for cell in _cells(at(path)(context, lang)) if cell["label"] == wanted)
        return str(next(found)["value"])

    return read


def _cells(value: Any) -> Iterator[Mapping[str, Any]]:
    for item in value:
        if isinstance(item, Mapping):
            yield item
        else:
            yield from _cells(item)


def picture_at(path: str) -> Source:
    """Return the source that gives the picture whose file name stands at ``path``; none is ""."""

    def read(context: Mapping[str, Any], lang: str) -> Any:
        file = at(path)(context, lang)
        pictures: Mapping[str, Picture | Photograph] = context[_PICTURE]
        return pictures.get(str(file), "")

    return read


def fields_of(
    offered: FieldSet,
    context: Mapping[str, Any],
    pictures: Mapping[str, Picture | Photograph],
    lang: str,
) -> dict[str, Any]:
    """Return every field by all its names, and the whole context under its own name.

    ``pictures``: by the file names that the context gives.
    """
    whole = {**context, _PICTURE: pictures}
    found: dict[str, Any] = {offered.context: context}
    for rows in offered.rows:
        lines = [_row(rows, line, pictures, lang) for line in rows.rows(whole, lang)]
        found |= {rows.fr: lines, rows.en: lines}
    for one in offered.fields:
        value = one.source(whole, lang)
        found |= dict.fromkeys(one.names, value)
    return found


def _row(
    rows: RowFields, line: Any, pictures: Mapping[str, Picture | Photograph], lang: str
) -> dict[str, Any]:
    context = {"row": line, _PICTURE: pictures}
    return {
        name: value
        for one in rows.fields
        for value in (one.source(context, lang),)
        for name in one.names
    }
