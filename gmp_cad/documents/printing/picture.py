"""A drawing handed to a document as SVG: its text, what it shows in words, its size on paper."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SIZE = re.compile(r'<svg\b[^>]*?\bwidth="([\d.]+)mm"[^>]*?\bheight="([\d.]+)mm"', re.DOTALL)
_PROLOG = re.compile(r"^\s*(?:<\?xml.*?\?>\s*|<!DOCTYPE[^>]*>\s*|<!--.*?-->\s*)*", re.DOTALL)

_FONT = re.compile(r"<style>@font-face\{[^}]*\}</style>\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An SVG document whose root tells its size in mm. ``alt`` is read aloud in its place."""

    svg: str
    alt: str

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height on paper. Raises ValueError if the root does not give them in mm."""
        found = _SIZE.search(self.svg)
        if found is None:
            raise ValueError("the root of the SVG gives no width and height in mm")
        return float(found.group(1)), float(found.group(2))

    @property
    def inline(self) -> str:
        """The SVG element alone, to stand inside HTML that holds the font of all its drawings."""
        return _FONT.sub("", _PROLOG.sub("", self.svg, count=1)).strip()
