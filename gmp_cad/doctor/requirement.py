"""What a package asks for, as its metadata says it (PEP 508), in as far as our own needs it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_LINE = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*\(?([^;)]*)\)?\s*(?:;(.*))?$")
_BOUND = re.compile(r"\s*(>=|<=|==|!=|~=|>|<)\s*([\w.*+!-]+)\s*")
_EXTRA = re.compile(r"""\bextra\s*==\s*["']([\w-]+)["']""")
_RELEASE = re.compile(r"\d+(?:\.\d+)*")


@dataclass(frozen=True, slots=True)
class Requirement:
    """A distribution by its one spelling (PEP 503), its bounds (``">=2.8"``), the extra that asks."""

    name: str
    bounds: frozenset[str]
    extra: str = ""

    @property
    def text(self) -> str:
        """The requirement as pip takes it, its lower bounds first."""
        return self.name + ",".join(sorted(self.bounds, reverse=True))

    def allows(self, version: str) -> bool:
        """Tell whether a version is within all bounds; of what is no bound nothing is known."""
        return all(_holds(version, bound) for bound in self.bounds)


def spelled(name: str) -> str:
    """Return a distribution's name in its one spelling (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def requirements(lines: Iterable[str], extra: str = "") -> Iterator[Requirement]:
    """Yield what the lines ask for; ``extra``: that which asks, where a line does not say it."""
    for line in lines:
        found = _LINE.match(line)
        if found is not None:
            name, bounds, marker = found.groups()
            asked = _EXTRA.search(marker or "")
            parts = frozenset(b.replace(" ", "") for b in bounds.split(",") if b.strip())
            yield Requirement(spelled(name), parts, asked[1] if asked else extra)


def within(version: str, bounds: str) -> bool:
    """Tell whether a version is within bounds such as ``>=3.11,<4``."""
    return all(_holds(version, bound) for bound in bounds.split(",") if bound.strip())


def _holds(version: str, bound: str) -> bool:
    found = _BOUND.fullmatch(bound)
    if found is None:
        return True
    sign, limit = found.groups()
    wild = limit.endswith(".*")
    have, asked = _release(version), _release(limit.removesuffix(".*"))
    if sign == "~=":
        return have >= asked and have[: len(asked) - 1] == asked[:-1]
    width = len(asked) if wild else max(len(have), len(asked))
    have, asked = _padded(have, width), _padded(asked, width)
    return {
        ">=": have >= asked, "<=": have <= asked, ">": have > asked, "<": have < asked,
        "==": have == asked, "!=": have != asked,
    }[sign]  # fmt: skip


def _release(version: str) -> tuple[int, ...]:
    found = _RELEASE.match(version.removeprefix("v"))
    return tuple(int(n) for n in found[0].split(".")) if found else ()


def _padded(numbers: tuple[int, ...], width: int) -> tuple[int, ...]:
    return (*numbers, *(0,) * width)[:width]
