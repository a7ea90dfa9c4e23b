"""Sizes of files as people write them: ``2 GB``, ``500 Mo``, ``1,5 GiB``."""

from __future__ import annotations

import re

from gmp_cad.errors import UsageError
from gmp_cad.language import Message, number

_SIZE = re.compile(r"(\d{1,15}(?:[.,]\d{1,6})?)\s*(?:([kmgt])?(i)?[bo])?", re.ASCII | re.IGNORECASE)
_STEPS = ("", "k", "M", "G", "T")
_FACTORS = ("", "k", "m", "g", "t")


def byte_size(text: str, name: str) -> int:
    """Return a number of bytes; ``name``: what gives it, for the error.

    ``kB, MB, GB, TB`` are powers of 1000, ``KiB, MiB, …`` of 1024; ``o`` may stand for ``B``.
    Raises UsageError.
    """
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise UsageError(
            Message("{name}: expected a size, found {found!r}", name=name, found=text[:60]),
            Message("for example {example}", example="2 GB"),
        )
    value, step, binary = found.groups()
    power = _FACTORS.index((step or "").lower())
    return int(float(value.replace(",", ".")) * (1024 if binary else 1000) ** power)


def shown_size(size: int, lang: str) -> str:
    """Return a number of bytes for people, with three digits: ``1,23 Go``."""
    value, unit = float(size), 0
    while value >= 999.5 and unit < len(_STEPS) - 1:
        value, unit = value / 1000, unit + 1
    letter = {"fr": "o"}.get(lang, "B")
    digits = 0 if unit == 0 or value >= 99.95 else 1 if value >= 9.995 else 2
    return f"{number(round(value, digits), lang)} {_STEPS[unit]}{letter}"
