"""Frozen values to JSON bytes and back, for the store; JSON files for people and scripts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

T = TypeVar("T")

# Every body of a task: bytes in by alias, parameters as JSON; bytes out by name, and facts as JSON.
Data = Mapping[str, bytes]
Params = Mapping[str, Any]
Result = tuple[dict[str, bytes], dict[str, Any]]


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def encode(value: Any, kind: Any) -> bytes:
    """Return ``value`` of type ``kind`` as compact JSON, every number exact: for the store."""
    return _adapter(kind).dump_json(value)


def decode(data: bytes, kind: type[T]) -> T:
    """Return the value of type ``kind`` that :func:`encode` wrote."""
    adapter: TypeAdapter[T] = _adapter(cast("Any", kind))
    return adapter.validate_json(data)


def dump(value: Any) -> bytes:
    """Return a public JSON file: sorted keys, numbers to twelve digits, a final newline."""
    return (
        json.dumps(rounded(value), sort_keys=True, ensure_ascii=False, indent=1) + "\n"
    ).encode()


def dump_table(value: Mapping[str, Any]) -> bytes:
    """Return a public JSON file with long tables: as :func:`dump`, each row of a table a line."""
    lines = []
    for key, entry in sorted(rounded(value).items()):
        if isinstance(entry, list) and entry:
            rows = ",\n".join(f"  {_line(row)}" for row in entry)
            lines.append(f" {_line(key)}: [\n{rows}\n ]")
        else:
            lines.append(f" {_line(key)}: {_line(entry)}")
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _line(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def rounded(value: Any) -> Any:
    """Return a JSON value with its numbers to twelve significant digits."""
    if isinstance(value, float):
        return float(f"{value:.12g}") + 0.0
    if isinstance(value, dict):
        return {str(k): rounded(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(v) for v in value]
    return value
