"""Frozen values to JSON bytes and back; numbers are kept to twelve significant digits."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def encode(value: Any, kind: Any) -> bytes:
    """Return ``value`` of type ``kind`` as JSON: sorted keys, numbers rounded, one spelling."""
    return dump(_adapter(kind).dump_python(value, mode="json"))


def decode(data: bytes, kind: type[T]) -> T:
    """Return the value of type ``kind`` that :func:`encode` wrote."""
    return _adapter(kind).validate_json(data)  # type: ignore[no-any-return]


def dump(value: Any) -> bytes:
    """Return a JSON-able value as bytes: sorted keys, numbers rounded, a final newline."""
    return (
        json.dumps(_rounded(value), sort_keys=True, ensure_ascii=False, indent=1) + "\n"
    ).encode()


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.12g}") + 0.0
    if isinstance(value, dict):
        return {str(k): _rounded(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(v) for v in value]
    return value
