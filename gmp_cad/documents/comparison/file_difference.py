"""What differs between two states of the files of a project: line by line where they are TOML.

A line is told by its dotted path, as messages tell it; entries of a list of tables by what names
them (``phase[20].operation[1].tool``), so that one put in before others changes them not.
"""

from __future__ import annotations

import difflib
import math
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gmp_cad.documents.comparison.difference import Change, FileChange, LineChange

_NAMING = ("number", "ref", "name", "id")
_PAIRS = (("hole", "shaft"), ("a", "b"))
_PLAIN_KEY = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
_LONGEST = 20_000  # lines of a script that are compared one by one


def file_change(file: str, before: bytes | None, after: bytes | None) -> FileChange | None:
    """Return how a file differs, None where it says the same.

    None as content: there is no such file. Line ends count in no file, comments and blanks in no
    TOML file; a TOML file that cannot be read counts as text.
    """
    if before == after:
        return None
    status: Change = "added" if before is None else "removed" if after is None else "changed"
    texts = _text(before), _text(after)
    if file.endswith(".toml"):
        tables = _table(texts[0]), _table(texts[1])
        if None not in tables:
            lines = tuple(_lines("", *tables))
            return (
                FileChange(file=file, status=status, lines=lines)
                if lines or status != "changed"
                else None
            )
    if None in texts:
        return FileChange(file=file, status=status)
    added, removed = _counted(texts[0] or "", texts[1] or "")
    if status == "changed" and not added and not removed:
        return None
    return FileChange(file=file, status=status, lines_added=added, lines_removed=removed)


def likeness(one: bytes, other: bytes) -> float:
    """Return which share of the lines of two texts is in common (0-1); 0 of what is no text."""
    first, second = _text(one), _text(other)
    if not first or not second:
        return 0.0
    lines = [Counter(text.splitlines()) for text in (first, second)]
    common = (lines[0] & lines[1]).total()
    return 2 * common / (lines[0].total() + lines[1].total())


def _text(data: bytes | None) -> str | None:
    """Return a text, "" where there is no file, None of what is no text."""
    if data is None:
        return ""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None


def _table(text: str | None) -> dict[str, Any] | None:
    try:
        return None if text is None else tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _counted(before: str, after: str) -> tuple[int, int]:
    """Return how many lines came, and how many went."""
    old, new = before.splitlines(), after.splitlines()
    if len(old) + len(new) > _LONGEST:
        was, now = Counter(old), Counter(new)
        return (now - was).total(), (was - now).total()
    added = removed = 0
    for kind, i, j, k, m in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind != "equal":
            removed += j - i
            added += m - k
    return added, removed


def _lines(path: str, before: Any, after: Any) -> Iterator[LineChange]:
    """Yield the lines that differ, in the order of the files."""
    if _is_same(before, after):
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in _keys(before, after):
            yield from _lines(_joined(path, key), before.get(key), after.get(key))
    elif _are_tables(before) and _are_tables(after) and (before or after):
        old, new = _named(before or (), after or ()), _named(after or (), before or ())
        for key in _keys(old, new):
            yield from _lines(f"{path}[{key}]", old.get(key), new.get(key))
    elif before is None and isinstance(after, dict) and _holds_tables(after):
        yield from _lines(path, {}, after)
    elif after is None and isinstance(before, dict) and _holds_tables(before):
        yield from _lines(path, before, {})
    else:
        yield LineChange(path=path, before=_said(before), after=_said(after))


def _is_same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same: 1 and 1.0 are, and nan is itself, but true is no 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_is_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_is_same, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if (
        isinstance(one, float)
        and isinstance(other, float)
        and math.isnan(one)
        and math.isnan(other)
    ):
        return True
    return bool(one == other)


def _keys(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the keys of both, in the order of the later; what is gone stands where it stood."""
    keys = list(after)
    place = 0
    for key in before:
        if key in after:
            place = keys.index(key) + 1
        else:
            keys.insert(place, key)
            place += 1
    return keys


def _joined(path: str, key: str) -> str:
    shown = key if key and set(key) <= _PLAIN_KEY else f'"{key}"'
    return f"{path}.{shown}" if path else shown


def _are_tables(value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(e, dict) for e in value))


def _holds_tables(value: Mapping[str, Any]) -> bool:
    """Tell a heading of the file from what is written in one line."""
    nested = [v for v in value.values() if isinstance(v, dict | list)]
    return any(isinstance(v, dict) or (v and _are_tables(v)) for v in nested) or len(value) > 6


def _named(
    tables: Sequence[Mapping[str, Any]], others: Sequence[Mapping[str, Any]]
) -> dict[str, Mapping[str, Any]]:
    """Return tables by what names them; by their place (from 1) where nothing names all of both."""
    for keys in (*((name,) for name in _NAMING), *_PAIRS):
        names = [_name(table, keys) for table in tables]
        theirs = [_name(table, keys) for table in others]
        if all(_is_unique(found) for found in (names, theirs)):
            return {str(n): t for n, t in zip(names, tables, strict=True)}
    return {str(place): table for place, table in enumerate(tables, 1)}


def _name(table: Mapping[str, Any], keys: Sequence[str]) -> str | None:
    values = [table.get(key) for key in keys]
    plain = all(isinstance(v, str | int) and not isinstance(v, bool) for v in values)
    return " / ".join(map(str, values)) if plain else None


def _is_unique(names: Sequence[str | None]) -> bool:
    return None not in names and len(set(names)) == len(names)


def _said(value: Any) -> str | None:
    """Return a value as a file writes it; a text that stands alone without quotes."""
    return value if value is None or isinstance(value, str) else _toml(value)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_joined('', key)} = {_toml(entry)}" for key, entry in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return str(value)
