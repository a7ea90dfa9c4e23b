"""Reading one TOML file of the project into a typed object, with every fault and its address."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo

from gmp_cad.errors import InvalidInputError, NotationError, Problem, Where, suggestion
from gmp_cad.language import Message

MAX_BYTES = 2_000_000


class Table(BaseModel):
    """A table of a project file: immutable, every key known, no silent conversion."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True,
        allow_inf_nan=False, populate_by_name=True,
    )  # fmt: skip


TableT = TypeVar("TableT", bound=Table)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a table is being read from; validators reach it through their ``info.context``."""

    file: str
    text: str

    def where(self, *keys: str | int) -> Where:
        """Return the address of a key of this file, with its line when it can be told."""
        where = Where(self.file).child(*keys)
        return Where(self.file, where.path, find_line(self.text, keys))


def source_of(info: ValidationInfo) -> Source:
    """Return the file that a validator is working for."""
    return cast("Source", info.context)


class InvalidValueError(ValueError):
    """A fault found by a validator of ours: a message, a hint, and the key below the present one."""

    def __init__(
        self, message: Message, hint: Message | None = None, keys: tuple[str | int, ...] = ()
    ) -> None:
        super().__init__(str(message))
        self.message = message
        self.hint = hint
        self.keys = keys


def read(path: Path, file: str, table: type[TableT]) -> TableT:
    """Return the ``table`` that the TOML file at ``path`` describes.

    ``file`` is the project-relative name used in messages. Raises
    :class:`~gmp_cad.errors.InvalidInputError` with every fault of the file.
    """
    return parse(read_text(path, file), file, table)


def parse(text: str, file: str, table: type[TableT]) -> TableT:
    """Return the ``table`` that the TOML ``text`` of ``file`` describes."""
    source = Source(file, text)
    return validate(_document(source), source, table)


def validate(data: Mapping[str, Any], source: Source, table: type[TableT]) -> TableT:
    """Return ``data`` as a ``table``; every fault is reported together."""
    try:
        return table.model_validate(_frozen(data), context=source)
    except ValidationError as error:
        raise InvalidInputError(_problems(error, source, table)) from error


def _frozen(value: Any) -> Any:
    """Return TOML values with lists as tuples: what a frozen table holds."""
    if isinstance(value, Mapping):
        return {key: _frozen(item) for key, item in value.items()}
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def read_text(path: Path, file: str) -> str:
    """Return the text of a project file; raise InvalidInputError if it is no UTF-8 text."""
    where = Where(file)
    try:
        data = path.read_bytes()
    except OSError as error:
        message = Message("the file cannot be read: {reason}", reason=error.strerror or str(error))
        raise InvalidInputError([Problem(where, message)]) from error
    if len(data) > MAX_BYTES:
        message = Message(
            "the file has {size} bytes; at most {limit} are read", size=len(data), limit=MAX_BYTES
        )
        raise InvalidInputError([Problem(where, message)])
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = Message("the file is not UTF-8 (byte {position})", position=error.start)
        hint = Message("save it as UTF-8 in your editor")
        raise InvalidInputError([Problem(Where(file, "", line), message, hint)]) from error


def _document(source: Source) -> dict[str, Any]:
    try:
        return tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line = int(found.group(1)) if found else source.text.count("\n") + 1
        reason = re.sub(r"\s*\(at .*\)$", "", str(error))
        message = Message("TOML syntax error: {reason}", reason=reason)
        raise InvalidInputError([Problem(Where(source.file, "", line), message)]) from error
    except RecursionError as error:
        message = Message("TOML syntax error: {reason}", reason="nested too deeply")
        raise InvalidInputError([Problem(Where(source.file), message)]) from error


def find_line(text: str, keys: tuple[str | int, ...]) -> int | None:
    """Return the 1-based line that writes the key, or that of its nearest written parent."""
    best, depth = None, 0
    for line, path in _written(text):
        shared = 0
        for mine, theirs in zip(keys, path, strict=False):
            if mine != theirs:
                break
            shared += 1
        if shared == len(path) and shared > depth:
            best, depth = line, shared
    return best


_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*[\w-]+)*)\s*=")


def _written(text: str) -> Iterator[tuple[int, tuple[str | int, ...]]]:
    """Yield (line, key path) of every table header and key, array tables counted."""
    counts: dict[tuple[str | int, ...], int] = {}
    table: tuple[str | int, ...] = ()
    for line, content in enumerate(text.split("\n"), start=1):
        if header := _HEADER.match(content):
            table = _resolve(_split(header.group(2)), counts)
            if header.group(1) == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            yield line, table
        elif key := _KEY.match(content):
            yield line, (*table, *_split(key.group(1)))


def _split(dotted: str) -> list[str]:
    return [part.strip().strip("\"'") for part in dotted.split(".")]


def _resolve(
    names: list[str], counts: Mapping[tuple[str | int, ...], int]
) -> tuple[str | int, ...]:
    """Insert the running index of each array table above the named one."""
    path: tuple[str | int, ...] = ()
    for position, name in enumerate(names):
        path = (*path, name)
        if position < len(names) - 1 and path in counts:
            path = (*path, counts[path])
    return path


def _problems(error: ValidationError, source: Source, table: type[Table]) -> Iterator[Problem]:
    for item in error.errors(include_url=False):
        keys = tuple(k for k in item["loc"] if not _is_type_label(k))
        cause = item.get("ctx", {}).get("error")
        if isinstance(cause, InvalidValueError):
            yield Problem(source.where(*keys, *cause.keys), cause.message, cause.hint)
        else:
            yield Problem(source.where(*keys), *_explain(item, keys, table))


def _is_type_label(key: str | int) -> bool:
    """Tell pydantic's names of union members and of key checks from keys of the file."""
    if not isinstance(key, str):
        return False
    tables = {table.__name__ for table in Table.__subclasses__()}
    return key in ("[key]", "str", "int", "float") or key.startswith("function-") or key in tables


_EXPECTED = {
    "string_type": "text", "float_type": "a number", "int_type": "a whole number",
    "int_from_float": "a whole number", "bool_type": "true or false", "list_type": "a list",
    "tuple_type": "a list", "dict_type": "a table", "model_type": "a table",
    "finite_number": "a finite number",
}  # fmt: skip


def _explain(
    item: Any, keys: tuple[str | int, ...], table: type[Table]
) -> tuple[Message, Message | None]:
    kind = item["type"]
    name = str(keys[-1]) if keys else ""
    if kind == "extra_forbidden":
        known = sorted(_known_keys(table, keys[:-1]))
        hint = suggestion(name, known) or Message("known keys: {keys}", keys=", ".join(known))
        return Message("unknown key {key!r}", key=name), hint
    if kind == "missing":
        return Message("the key {key!r} is missing", key=name), None
    expected = _EXPECTED.get(kind)
    found = _short(item.get("input"))
    if kind in ("enum", "literal_error"):
        known = re.findall(r"'([^']*)'", item["ctx"]["expected"])
        near = suggestion(str(item["input"]), known)
        names = ", ".join(name for name in known if name)
        return Message("expected one of {names}, found {found}", names=names, found=found), near
    if expected:
        message = Message(
            "expected {expected}, found {found}", expected=Message(expected), found=found
        )
        return message, None
    return Message("{reason}, found {found}", reason=item["msg"], found=found), None


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _known_keys(table: type[Table], keys: tuple[str | int, ...]) -> set[str]:
    """Return the keys of the table at ``keys``, walking through lists, dicts and unions."""
    tables: list[type[Table]] = [table]
    for key in keys:
        if isinstance(key, int):
            continue
        inner: list[type[Table]] = []
        for owner in tables:
            annotations = [
                f.annotation for n, f in owner.model_fields.items() if key in (n, f.alias)
            ]
            inner.extend(t for a in annotations for t in _tables_in(a))
        tables = inner or tables
    return {f.alias or n for t in tables for n, f in t.model_fields.items() if not f.exclude}


def _tables_in(annotation: Any) -> Iterator[type[Table]]:
    if isinstance(annotation, type) and issubclass(annotation, Table):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _tables_in(argument)


def notation_fault(error: NotationError) -> InvalidValueError:
    """Return a notation error as the fault of a key, with the caret under the character."""
    caret = f"{error.text}\n{' ' * error.position}^"
    return InvalidValueError(
        Message("{fault}\n{caret}", fault=error.message, caret=caret), error.hint
    )
