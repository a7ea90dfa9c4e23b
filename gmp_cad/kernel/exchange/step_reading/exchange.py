"""The text of a Part 21 file (STEP) as instances and their parameters, without a CAD kernel.

Instances are found in one pass whose time grows with the length of the text, whatever it holds;
their parameters are parsed when they are asked for. Source: ISO 10303-21:2016 (§5 tokens,
§6.4.3 strings, §12 mappings of instances).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias

from gmp_cad.errors import UsageError
from gmp_cad.language import Message


class Ref(int):
    """A reference to an instance: ``#12``."""


class Word(str):
    """An enumeration item, in capitals and without its dots: ``.T.`` is ``T``."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A keyword with its parameters: an entity, a part of a complex entity, or a typed value."""

    keyword: str
    values: tuple[Value, ...]


Value: TypeAlias = "Ref | Word | str | float | Record | tuple[Value, ...] | None"

_DEEPEST = 64  # brackets in brackets; files need a handful
_SHOWN = 60

# Unended strings and comments run to the end of the text, so that each sign is looked at once.
_STRING = r"'(?:[^']++|'')*+(?:'|\Z)"
_COMMENT = r"/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z)"
_STATEMENT_END = re.compile(rf"{_STRING}|{_COMMENT}|;[;\s]*+")
_COMMENTS = re.compile(rf"({_STRING})|{_COMMENT}")
_INSTANCE = re.compile(r"\s*#(\d{1,18})\s*=\s*(?:!?([A-Za-z_]\w*)\s*)?\(")
_PART = re.compile(rf"{_STRING}|([A-Za-z_]\w*)\s*\(")
_TOKEN = re.compile(
    rf"\s*(?:(?P<string>{_STRING})|\#(?P<ref>\d{{1,18}})"
    r"|(?P<number>[+-]?\d[\d]*(?:\.\d*)?(?:[eE][+-]?\d+)?)|\.(?P<word>\w+)\."
    r"|!?(?P<keyword>[A-Za-z_]\w*)|(?P<sign>[(),$*])|\"(?P<binary>[0-9A-Fa-f]*)\")"
)


class Exchange:
    """A Part 21 file: its header, and its instances by number."""

    def __init__(
        self, header: Mapping[str, tuple[Value, ...]], instances: Mapping[int, tuple[str, str]]
    ) -> None:
        self.header = header
        self._instances = instances
        self._records: dict[int, tuple[Record, ...]] = {}
        self._users: dict[tuple[str, int], Mapping[int, tuple[int, ...]]] = {}

    def __len__(self) -> int:
        return len(self._instances)

    def __contains__(self, number: object) -> bool:
        return number in self._instances

    @property
    def schema(self) -> str:
        """Name of the schema, as the header gives it."""
        names = self.header.get("FILE_SCHEMA", ((),))[0]
        first = names[0] if isinstance(names, tuple) and names else names
        return first.strip() if isinstance(first, str) else ""

    @cached_property
    def _by_keyword(self) -> Mapping[str, tuple[int, ...]]:
        found: dict[str, list[int]] = {}
        for number, (keyword, body) in self._instances.items():
            parts = (keyword,) if keyword else dict.fromkeys(_PART.findall(body))
            for part in parts:
                if part:
                    found.setdefault(part.upper(), []).append(number)
        return {key: tuple(numbers) for key, numbers in found.items()}

    def all(self, *keywords: str) -> tuple[int, ...]:
        """Return the numbers of the instances that are, or have as a part, one of ``keywords``."""
        found = {n for keyword in keywords for n in self._by_keyword.get(keyword, ())}
        return tuple(sorted(found))

    def count(self) -> Counter[str]:
        """Return how many instances have each keyword; parts of complex ones count too."""
        return Counter({key: len(numbers) for key, numbers in self._by_keyword.items()})

    def records(self, number: Value) -> tuple[Record, ...]:
        """Return the records of an instance: one, or those of a complex entity; none if absent."""
        if not isinstance(number, int) or number not in self._instances:
            return ()
        if number not in self._records:
            keyword, body = self._instances[number]
            self._records[number] = _records(keyword, body)
        return self._records[number]

    def keywords(self, number: Value) -> tuple[str, ...]:
        """Return the keywords of an instance."""
        return tuple(record.keyword for record in self.records(number))

    def part(self, number: Value, keyword: str) -> tuple[Value, ...]:
        """Return what the instance says as a ``keyword``: its part of a complex entity, or all.

        In a simple instance the parameters of its supertypes come first, so those of
        ``keyword`` are where they are in it.
        """
        records = self.records(number)
        named = (record.values for record in records if record.keyword == keyword)
        return next(named, records[0].values if len(records) == 1 else ())

    def value(self, number: Value, keyword: str, index: int) -> Value:
        """Return one parameter of :meth:`part`, None when it is absent."""
        values = self.part(number, keyword)
        return values[index] if index < len(values) else None

    def text(self, number: Value, keyword: str, index: int) -> str:
        """Return one parameter as a text, empty when it is none."""
        value = self.value(number, keyword, index)
        return value if isinstance(value, str) and not isinstance(value, Word) else ""

    def refs(self, number: Value, keyword: str, index: int) -> tuple[Ref, ...]:
        """Return the references in one parameter, in lists and typed values too."""
        return tuple(references(self.value(number, keyword, index)))

    def users(self, keyword: str, index: int, number: Value) -> tuple[int, ...]:
        """Return the ``keyword`` instances whose parameter ``index`` refers to ``number``."""
        key = (keyword, index)
        if key not in self._users:
            found: dict[int, list[int]] = {}
            for user in self.all(keyword):
                for ref in dict.fromkeys(self.refs(user, keyword, index)):
                    found.setdefault(ref, []).append(user)
            self._users[key] = {ref: tuple(users) for ref, users in found.items()}
        return self._users[key].get(number, ()) if isinstance(number, int) else ()


def references(value: Value) -> Iterator[Ref]:
    """Yield the references in a value, in order."""
    if isinstance(value, Ref):
        yield value
    inner = value.values if isinstance(value, Record) else value
    if isinstance(inner, tuple):
        for item in inner:
            yield from references(item)


def read_exchange(data: bytes) -> Exchange:
    """Return the instances of a Part 21 file.

    Raises UsageError when it is no such file, is cut short, or holds no instance.
    """
    text = _decoded(data)
    if not text.strip():
        raise UsageError(Message("the file is empty"), Message("copy or export it again"))
    if not re.match(r"﻿?\s*ISO-10303-21\s*;", text[:200]):
        raise UsageError(
            Message("this is no STEP file: it begins with {found!r}, not with ISO-10303-21;",
                    found=_beginning(text)),
            Message("export the part as STEP AP242 (.step, .stp), not compressed"),
        )  # fmt: skip
    statements = _statements(text)
    header: dict[str, tuple[Value, ...]] = {}
    instances: dict[int, tuple[str, str]] = {}
    ended = False
    for statement in statements:
        if found := _INSTANCE.match(statement):
            if int(found[1]) in instances:
                raise UsageError(
                    Message(
                        "the STEP file is damaged: #{number} is defined twice", number=found[1]
                    ),
                    Message("copy or export it again"),
                )
            instances[int(found[1])] = ((found[2] or "").upper(), statement[found.end() - 1 :])
        elif (name := statement.strip().upper()) == "END-ISO-10303-21":
            ended = True
        elif name.startswith("FILE_"):
            keyword, bracket, rest = statement.strip().partition("(")
            records = _records(keyword.strip().upper(), bracket + rest)
            header.update({record.keyword: record.values for record in records})
    if not ended:
        raise UsageError(
            Message("the STEP file is cut short: its last line, END-ISO-10303-21;, is missing"),
            Message("copy or export it again"),
        )
    if not instances:
        raise UsageError(
            Message("the STEP file holds no data: not one instance (#1=…) can be read in it"),
            Message("copy or export it again"),
        )
    return Exchange(MappingProxyType(header), MappingProxyType(instances))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _beginning(text: str) -> str:
    shown = "".join(c if c.isprintable() else " " for c in text[:_SHOWN])
    return " ".join(shown.split())[:_SHOWN]


def _statements(text: str) -> Iterator[str]:
    """Yield what stands before each semicolon, without comments."""
    start = 0
    commented = False
    for found in _STATEMENT_END.finditer(text):
        sign = found[0]
        if sign[0] == ";":
            statement = text[start : found.start()]
            yield _COMMENTS.sub(r"\1", statement) if commented else statement
            start, commented = found.end(), False
        elif sign[0] == "/":
            commented = True


def _records(keyword: str, body: str) -> tuple[Record, ...]:
    """Return the records of an instance: ``body`` is what stands from its first bracket on.

    Nothing when it is malformed.
    """
    value = _parsed(body)
    if not isinstance(value, tuple):
        return ()
    if keyword:
        return (Record(keyword, value),)
    return tuple(part for part in value if isinstance(part, Record))


def _parsed(body: str) -> Value:
    """Return the bracketed list that ``body`` is, None when it is malformed.

    Commas are not asked for: the parts of a complex entity stand side by side.
    """
    stack: list[list[Value]] = [[]]
    names: list[str] = [""]
    keyword, position = "", 0
    while found := _TOKEN.match(body, position):
        position = found.end()
        kind, text = str(found.lastgroup), found[str(found.lastgroup)]
        if kind == "sign" and text == "(":
            if len(stack) > _DEEPEST:
                return None
            stack.append([])
            names.append(keyword)
        elif kind == "sign" and text == ")":
            if len(stack) == 1:
                return None
            items, name = tuple(stack.pop()), names.pop()
            stack[-1].append(Record(name, items) if name else items)
        elif kind == "keyword":
            keyword = text.upper()
            continue
        elif text != ",":
            stack[-1].append(_literal(kind, text))
        keyword = ""
    whole = len(stack) == 1 and len(stack[0]) == 1 and not body[position:].strip()
    return stack[0][0] if whole else None


def _literal(kind: str, text: str) -> Value:
    if kind == "string":
        return decoded(text[1:].removesuffix("'"))
    if kind == "ref":
        return Ref(text)
    if kind == "number":
        return float(text) if math.isfinite(float(text)) else None
    return Word(text.upper()) if kind == "word" else None


_DIRECTIVES = re.compile(
    r"''|\\\\|\\S\\(?P<high>.)|\\P[A-I]\\|\\X\\(?P<byte>[0-9A-Fa-f]{2})"
    r"|\\X2\\(?P<wide>(?:[0-9A-Fa-f]{4})*)\\X0\\|\\X4\\(?P<full>(?:[0-9A-Fa-f]{8})*)\\X0\\"
    r"|\s*[\r\n]\s*"
)


def decoded(text: str) -> str:
    r"""Return the inside of a Part 21 string as it reads: \X2\00C9\X0\tau becomes Étau.

    A backslash that begins no directive stays as it is.
    """
    return _DIRECTIVES.sub(_directive, text)


def _directive(found: re.Match[str]) -> str:
    if (high := found["high"]) is not None:
        return chr(min(ord(high) + 128, 0x10FFFF))
    if (byte := found["byte"]) is not None:
        return chr(int(byte, 16))
    if (wide := found["wide"]) is not None:
        return bytes.fromhex(wide).decode("utf-16-be", errors="replace")
    if (full := found["full"]) is not None:
        return bytes.fromhex(full).decode("utf-32-be", errors="replace")
    return {"''": "'", "\\\\": "\\"}.get(found[0], "")
