"""Reading one TOML file of the project into a typed object, with every fault and its address."""

from __future__ import annotations

import errno
import re
import stat
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, TypeVar, cast

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, model_validator

from gmp_cad.errors import InvalidInputError, Problem, Where
from gmp_cad.language import Message
from gmp_cad.spec.fault import MORE, MOST, Fault, InvalidValueError, Keys, faults, refuse
from gmp_cad.spec.lines import find_line
from gmp_cad.spec.syntax import syntax_problem
from gmp_cad.spec.text import check_note
from gmp_cad.standards.materials import Materials, database

MAX_BYTES = 500_000
DEEPEST = 20
_WORD = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_LONG_KEY = re.compile(
    rf"(?:^|[\[{{,])[ \t]*{_WORD}(?:[ \t]*\.[ \t]*{_WORD}){{{DEEPEST},}}", re.MULTILINE
)


class Table(BaseModel):
    """A table of a project file: immutable, every key known, no silent conversion."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True,
        allow_inf_nan=False, populate_by_name=True,
    )  # fmt: skip

    @model_validator(mode="before")
    @classmethod
    def _only_what_files_write(cls, data: Any, info: ValidationInfo) -> Any:
        """Refuse, in a file, the fields that reading fills in itself."""
        if isinstance(info.context, Source) and isinstance(data, Mapping):
            fields = cls.model_fields.items()
            own = [n for n, f in fields if n in data and (f.exclude or f.alias not in (None, n))]
            refuse(InvalidValueError(Message("unknown key {key!r}", key=n), keys=(n,)) for n in own)
        return data

    @model_validator(mode="after")
    def _printed(self) -> Self:
        """Refuse, in any text, what no document can print."""
        refuse(fault for name in type(self).model_fields for fault in _unprinted(self, name))
        return self

    @classmethod
    def without(cls, _data: Mapping[str, Any], _faulty: Sequence[Keys]) -> dict[str, Any] | None:
        """Return the data without its faulty lines, to be read again for what they hid.

        None where leaving out a line could make another look wrong.
        """
        return None


def _unprinted(table: Table, name: str) -> Iterator[InvalidValueError]:
    """Yield what is wrong with a field that is a text."""
    value = getattr(table, name)
    if isinstance(value, str):
        try:
            check_note(value)
        except InvalidValueError as error:
            key = type(table).model_fields[name].alias or name
            yield InvalidValueError(error.message, error.hint, (key,))


TableT = TypeVar("TableT", bound=Table)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a table is being read from; validators reach it through their ``info.context``.

    ``materials`` are those that the file may name: the database's, or its project's too. ``lang``
    is the language of the documents: that of the texts that the file writes in several.
    """

    file: str
    text: str
    materials: Materials = field(default_factory=database)
    lang: str = "fr"

    def where(self, *keys: str | int) -> Where:
        """Return the address of a key of this file, with its line when it can be told."""
        where = Where(self.file).child(*keys)
        return Where(self.file, where.path, find_line(self.text, keys))


def source_of(info: ValidationInfo) -> Source:
    """Return the file that a validator is working for."""
    return cast("Source", info.context)


def read(path: Path, file: str, table: type[TableT]) -> TableT:
    """Return the ``table`` that the TOML file at ``path`` describes.

    ``file`` is the project-relative name used in messages. Raises
    :class:`~gmp_cad.errors.InvalidInputError` with every fault of the file.
    """
    return parse(read_text(path, file), file, table)


def parse(
    text: str, file: str, table: type[TableT], materials: Materials | None = None, lang: str = "fr"
) -> TableT:
    """Return the ``table`` that the TOML ``text`` of ``file`` describes.

    ``materials`` are those that it may name, the database's unless given; ``lang`` chooses among
    the languages of its texts.
    """
    source = Source(file, text, materials or database(), lang)
    return validate(document(source), source, table)


def validate(data: Mapping[str, Any], source: Source, table: type[TableT]) -> TableT:
    """Return ``data`` as a ``table``; every fault is reported together."""
    frozen = _frozen(data, source)
    try:
        return table.model_validate(frozen, context=source)
    except ValidationError as error:
        found = _all_faults(error, frozen, table, source)
        problems = (Problem(source.where(*f.keys), f.message, f.hint) for f in found)
        raise InvalidInputError(first_ones(problems)) from error


def first_ones(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems of one file; of more than anybody reads the first, and that there are more."""
    found = list(problems)
    if len(found) <= MOST + 1:  # a file that was cut says so itself
        return found
    return [*found[:MOST], Problem(Where(found[0].where.file), *MORE)]


def _all_faults(
    error: ValidationError, data: Any, table: type[Table], source: Source
) -> list[Fault]:
    """Return the faults told at first, and those that they hid: what is left is read again."""
    found = list(faults(error, data, table))
    fresh = found
    while fresh and len(found) <= MOST:
        rest = table.without(data, [fault.keys for fault in found])
        fresh = []
        if rest is not None:
            try:
                table.model_validate(rest, context=source)
            except ValidationError as hidden:
                fresh = [f for f in faults(hidden, rest, table) if f not in found]
        found += fresh
    return found


def _frozen(value: Any, source: Source, depth: int = 0) -> Any:
    """Return TOML values with lists as tuples: what a frozen table holds."""
    if depth > DEEPEST:
        raise InvalidInputError([_too_deep(source)])
    if isinstance(value, Mapping):
        return {key: _frozen(item, source, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(_frozen(item, source, depth + 1) for item in value)
    return value


def read_text(path: Path, file: str, most: int = MAX_BYTES) -> str:
    """Return the text of a project file; raise InvalidInputError if it is no UTF-8 text.

    ``most``: more bytes are not read.
    """
    data = _bytes(path, file, most)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = Message("the file is not UTF-8 (byte {position})", position=error.start)
        hint = Message("save it as UTF-8 in your editor")
        raise InvalidInputError([Problem(Where(file, "", line), message, hint)]) from error


def _bytes(path: Path, file: str, most: int) -> bytes:
    """Return the bytes of a regular file that is not too large; others are never opened."""
    where = Where(file)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise InvalidInputError([Problem(where, Message("a file is expected here"))])
        if status.st_size > most:
            message = Message(
                "the file has {size} bytes; at most {limit} are read",
                size=status.st_size, limit=most,
            )  # fmt: skip
            hint = Message("is it the right file? a specification is some pages of text")
            raise InvalidInputError([Problem(where, message, hint)])
        return path.read_bytes()
    except OSError as error:
        raise InvalidInputError([unreadable(file, error)]) from error


_REASONS = {
    errno.ENOENT: Message("it does not exist"),
    errno.EACCES: Message("its permissions do not allow it"),
    errno.EPERM: Message("its permissions do not allow it"),
    errno.ELOOP: Message("its symbolic links go round in a circle"),
    errno.EISDIR: Message("it is a folder"),
}


def unreadable(file: str, error: OSError) -> Problem:
    """Return the problem that the system's refusal to read ``file`` stands for."""
    reason = _REASONS.get(error.errno or 0, Message("{said}", said=error.strerror or str(error)))
    return Problem(Where(file), Message("the file cannot be read: {reason}", reason=reason))


def document(source: Source) -> dict[str, Any]:
    """Return the TOML text as it stands; raise InvalidInputError where it is none."""
    if _LONG_KEY.search(source.text):  # tomllib takes the square of its length
        raise InvalidInputError([_too_deep(source)])
    try:
        return tomllib.loads(source.text)
    except ValueError as error:  # a syntax error, or a number too long for Python to convert
        raise InvalidInputError([syntax_problem(source.text, source.file, error)]) from error
    except RecursionError as error:
        raise InvalidInputError([_too_deep(source)]) from error


def _too_deep(source: Source) -> Problem:
    message = Message("tables and lists are nested too deeply")
    hint = Message("at most {count} levels are read", count=DEEPEST)
    return Problem(Where(source.file), message, hint)
