"""What is wrong with a value of a project file, in words: each fault told once, at its key."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pydantic import BaseModel, ValidationError

from gmp_cad.errors import NotationError, printable, suggestion
from gmp_cad.language import Message, english

Keys = tuple[str | int, ...]
# Nobody reads more faults of one file, and each costs the search for its line.
MOST = 100
MORE = (
    Message("more faults follow: only the first {count} are shown", count=MOST),
    Message("mend these first"),
)
_LONGEST = 60


class InvalidValueError(ValueError):
    """A fault found by a validator of ours: a message, a hint, and the key below the present one."""

    def __init__(self, message: Message, hint: Message | None = None, keys: Keys = ()) -> None:
        super().__init__(message.template)  # pydantic prints it for every fault; nobody reads it
        self.message = message
        self.hint = hint
        self.keys = keys


class InvalidValuesError(ValueError):
    """Several faults that one validator found."""

    def __init__(self, faults: Iterable[InvalidValueError]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(str(fault) for fault in self.faults))


def refuse(faults: Iterable[InvalidValueError]) -> None:
    """Raise the faults together, if there are any."""
    if found := tuple(faults):
        raise InvalidValuesError(found)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at ``keys`` of a document, and what to do."""

    keys: Keys
    message: Message
    hint: Message | None = None


@dataclass(frozen=True, slots=True)
class _Report:
    """One entry of pydantic's list with its address in the document.

    ``branch`` names the alternative of a union that was tried, at the depth ``fork``.
    """

    item: Any
    keys: Keys
    fork: int | None
    branch: str


def faults(error: ValidationError, data: Any, table: type[BaseModel]) -> Iterator[Fault]:
    """Yield the faults of ``data``, at most :data:`MOST` and one that says that there are more."""
    found = _faults(error, data, table)
    yield from islice(found, MOST)
    if next(found, None) is not None:
        yield Fault((), *MORE)


def _faults(error: ValidationError, data: Any, table: type[BaseModel]) -> Iterator[Fault]:
    """Yield the faults; of a choice between types only those of the nearest alternative."""
    told: set[Fault] = set()
    items = error.errors(include_url=False)[: 10 * MOST]
    reports = list(_chosen([_addressed(item, data) for item in items]))
    misspelt = set(_misspelt(reports, table))
    for report in reports:
        for fault in _explained(report, data, table):
            if fault not in told and fault.keys not in misspelt:
                told.add(fault)
                yield fault


def _misspelt(reports: list[_Report], table: type[BaseModel]) -> Iterator[Keys]:
    """Yield the keys said to be missing that an unknown key beside them stands for."""
    missing = {r.keys for r in reports if r.item["type"] == "missing"}
    for report in reports:
        if report.item["type"] == "extra_forbidden":
            near = suggestion(str(report.keys[-1]), _known_keys(table, report.keys[:-1]))
            meant = (*report.keys[:-1], dict(near.values)["word"] if near else None)
            if meant in missing:
                yield meant  # type: ignore[misc] # the word is one of the known keys


def _addressed(item: Any, data: Any) -> _Report:
    """Tell the keys of the document from the names that pydantic adds for alternatives."""
    keys: Keys = ()
    fork, branch = None, ""
    value = data
    for key in item["loc"]:
        if _holds(value, key):
            keys, value = (*keys, key), value[key]
        elif item["type"] == "missing" and isinstance(value, Mapping) and key == item["loc"][-1]:
            keys = (*keys, key)
        elif fork is None and isinstance(key, str) and key != "[key]":
            fork, branch = len(keys), key
    return _Report(item, keys, fork, branch)


def _holds(value: Any, key: str | int) -> bool:
    if isinstance(value, Mapping):
        return key in value
    return isinstance(value, tuple) and isinstance(key, int) and 0 <= key < len(value)


def _chosen(reports: list[_Report]) -> Iterator[_Report]:
    """Yield the reports; where alternatives were tried, those of the one that fits best."""
    branches: dict[Keys, dict[str, list[_Report]]] = {}
    for report in reports:
        if report.fork is not None:
            tried = branches.setdefault(report.keys[: report.fork], {})
            tried.setdefault(report.branch, []).append(report)
    best = {place: _best(place, tried) for place, tried in branches.items()}
    for report in reports:
        place = report.keys[: report.fork]
        if report.fork is None or report.branch == best[place]:
            yield report


def _best(place: Keys, tried: Mapping[str, list[_Report]]) -> str:
    """Return the alternative whose shape fits the value, then the one with the fewest faults."""

    def misfit(branch: str) -> tuple[bool, int]:
        shape = any(r.keys == place and r.item["type"] in _EXPECTED for r in tried[branch])
        return shape, len(tried[branch])

    return min(tried, key=misfit)


def _explained(report: _Report, data: Any, table: type[BaseModel]) -> Iterator[Fault]:
    item, keys = report.item, report.keys
    cause = item.get("ctx", {}).get("error")
    if isinstance(cause, InvalidValuesError | InvalidValueError):
        found = cause.faults if isinstance(cause, InvalidValuesError) else (cause,)
        for fault in found:
            yield Fault(_written(data, (*keys, *fault.keys)), fault.message, fault.hint)
    else:
        yield Fault(keys, *_explain(item, keys, table))


def _written(data: Any, keys: Keys) -> Keys:
    """Return the keys as far as the document writes them (``x = "10"`` stands for a table)."""
    value = data
    for position, key in enumerate(keys):
        if not _holds(value, key):
            return keys[: position + 1] if isinstance(value, Mapping) else keys[:position]
        value = value[key]
    return keys


_EXPECTED = english({
    "string_type": "text in quotes", "float_type": "a number", "int_type": "a whole number",
    "int_from_float": "a whole number", "bool_type": "true or false", "list_type": "a list",
    "tuple_type": "a list", "dict_type": "a table", "model_type": "a table",
    "model_attributes_type": "a table", "finite_number": "a finite number",
})  # fmt: skip
# pydantic's kind → the key of its context, the template.
_LIMITS = {
    "greater_than": ("gt", Message("expected more than {limit}, found {found}")),
    "greater_than_equal": ("ge", Message("expected at least {limit}, found {found}")),
    "less_than": ("lt", Message("expected less than {limit}, found {found}")),
    "less_than_equal": ("le", Message("expected at most {limit}, found {found}")),
    "string_too_long": ("max_length", Message("expected at most {limit} characters")),
    "too_short": (
        "min_length",
        Message("expected at least {limit} {limit:value|values}, found {found}"),
    ),
    "too_long": ("max_length", Message("expected {limit} {limit:value|values}, found {found}")),
}


def _explain(item: Any, keys: Keys, table: type[BaseModel]) -> tuple[Message, Message | None]:
    kind, found = item["type"], shown(item.get("input"))
    name = str(keys[-1]) if keys else ""
    if kind == "extra_forbidden":
        known = sorted(_known_keys(table, keys[:-1]))
        hint = suggestion(name, known) or Message("known keys: {keys}", keys=", ".join(known))
        return Message("unknown key {key!r}", key=name), hint
    if kind == "missing":
        return _missing(item, name)
    if kind in ("enum", "literal_error"):
        expected = item["ctx"]["expected"]
        known = re.findall(r"'([^']*)'", expected) or [expected]  # a number has no quotes
        names = ", ".join(name for name in known if name)
        message = Message("expected one of {names}, found {found}", names=names, found=found)
        return message, suggestion(str(item["input"])[:_LONGEST], known)
    if kind in _LIMITS:
        key, message = _LIMITS[kind]
        return Message(message.template, limit=item["ctx"][key], found=found), None
    # What pydantic says in English remains only for kinds that no table of ours can raise.
    known_kind = kind in _EXPECTED
    wanted = Message(_EXPECTED[kind]) if known_kind else Message("{said}", said=item["msg"])
    return Message("expected {expected}, not {found}", expected=wanted, found=found), None


def _missing(item: Any, name: str) -> tuple[Message, Message | None]:
    last = item["loc"][-1]
    if isinstance(last, int):
        return Message("a value is missing in the list: at least {count} are expected",
                       count=last + 1), None  # fmt: skip
    return Message("the key {key!r} is missing", key=name), None


def shown(value: object) -> str:
    """Return a value as TOML writes it, shortened."""
    text = _toml(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _toml(value: object) -> str:
    return next(write(value) for kind, write in _WRITERS if isinstance(value, kind))


def _table(value: Mapping[str, object]) -> str:
    pairs = (f"{key} = {_toml(entry)}" for key, entry in list(value.items())[:9])
    return "{ " + ", ".join(pairs) + " }"


# A decimal text of thousands of digits is refused by Python; hexadecimal never is.
_WRITERS: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (bool, lambda v: "true" if v else "false"),
    (str, lambda v: f'"{printable(v)}"'),
    (int, lambda v: str(v) if v.bit_length() < 200 else hex(v)),
    ((dt.date, dt.time), lambda v: v.isoformat()),
    (Mapping, _table),
    ((tuple, list), lambda v: "[" + ", ".join(_toml(entry) for entry in v[:9]) + "]"),
    (object, str),
)


def _known_keys(table: type[BaseModel], keys: Keys) -> set[str]:
    """Return the keys of the table at ``keys``, walking through lists, dicts and unions."""
    tables: list[type[BaseModel]] = [table]
    for key in keys:
        if isinstance(key, int):
            continue
        inner: list[type[BaseModel]] = []
        for owner in tables:
            annotations = [
                f.annotation for n, f in owner.model_fields.items() if key in (n, f.alias)
            ]
            inner.extend(t for a in annotations for t in tables_in(a))
        tables = inner or tables
    return {f.alias or n for t in tables for n, f in t.model_fields.items() if not f.exclude}


def tables_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the tables that a field may hold, through lists, dicts and unions."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from tables_in(argument)


def notation_fault(error: NotationError) -> InvalidValueError:
    """Return a notation error as the fault of a key, with the caret under the character."""
    if not error.text.strip():
        return InvalidValueError(Message("the text is empty"), error.hint)
    return InvalidValueError(
        Message("{fault}\n{caret}", fault=error.message, caret=error.pointed), error.hint
    )
