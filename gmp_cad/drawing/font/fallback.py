"""What sets the letters that the drawings' font lacks: DejaVu Sans, which matplotlib brings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from fontTools.ttLib import TTFont

NAME = "DejaVu Sans"
_FILE = "DejaVuSans.ttf"


def font_folder() -> Path:
    """Return the folder of the DejaVu fonts (found without importing matplotlib)."""
    spec = find_spec("matplotlib")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"


@cache
def advances() -> Mapping[str, float]:
    """Return the advance of every character of the font, in thousandths of its size."""
    font = TTFont(font_folder() / _FILE, lazy=True)
    widths, scale = font["hmtx"], 1000 / font["head"].unitsPerEm
    return {chr(code): widths[name][0] * scale for code, name in font.getBestCmap().items()}


@cache
def covered() -> frozenset[str]:
    """Return the characters that some font of the documents draws.

    Those of DejaVu and STIX that matplotlib brings; its Last Resort font, which has a box for each
    character, does not count; nor do Typst's own (Devanagari), which drawings cannot have.
    """
    codes: set[int] = set()
    for path in sorted(font_folder().glob("*.ttf")):
        if path.name.startswith(("DejaVu", "STIX")):
            codes.update(TTFont(path, lazy=True).getBestCmap())
    return frozenset(map(chr, codes))
