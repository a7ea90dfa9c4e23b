"""The register of checks: a permanent id, a title, the reason why the check exists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ParamSpec

from gmp_cad.finding import Finding

P = ParamSpec("P")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A registered check. ``title`` and ``rationale`` are English, translated by the catalogue."""

    id: str
    title: str
    rationale: str


_CHECKS: dict[str, Check] = {}
CHECKS: Mapping[str, Check] = MappingProxyType(_CHECKS)


def check(
    id: str,  # noqa: A002 - the field's own word
    title: str,
    rationale: str,
) -> Callable[[Callable[P, Iterator[Finding]]], Callable[P, Iterator[Finding]]]:
    """Register the decorated generator of findings under a permanent id, once."""
    if id in _CHECKS:
        raise ValueError(f"the check {id!r} is registered twice")
    _CHECKS[id] = Check(id=id, title=title, rationale=rationale)

    def keep(function: Callable[P, Iterator[Finding]]) -> Callable[P, Iterator[Finding]]:
        return function

    return keep
