"""A drawing whose letters are outlines: it looks alike where the drawings' font is not at hand."""

from __future__ import annotations

import html
import io
import re
from functools import cache

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

from gmp_cad.drawing import lettering
from gmp_cad.drawing.font.build import font_bytes

_TEXT = re.compile(r"<text ([^>]*)>([^<]*)</text>")
_ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')
_FACE = re.compile(r"<style>@font-face\{[^}]*\}</style>\s*")
_ANCHORS = {"start": 0.0, "middle": 0.5, "end": 1.0}


def outlined(svg: str) -> str:
    """Return an SVG of ours with its texts as paths of the drawings' font, and without that font.

    A text that holds a character which the font lacks stays text.
    """
    return _FACE.sub("", _TEXT.sub(_path, svg))


def _path(found: re.Match[str]) -> str:
    text = html.unescape(found.group(2))
    said = {k: html.unescape(v) for k, v in _ATTRIBUTE.findall(found.group(1))}
    if not all(map(lettering.known, text)) or "font-size" not in said:
        return found.group(0)
    scale = float(said["font-size"]) / lettering.UNITS_PER_EM
    advances = lettering.advances()
    x = -sum(advances[c] for c in text) * _ANCHORS[said.get("text-anchor", "start")]
    pieces = []
    for character in text:
        outline = _outline(character)
        if outline:
            pieces.append(f'<path transform="translate({x:g} 0)" d="{outline}"/>')
        x += advances[character]
    turn = f"{said['transform']} " if "transform" in said else ""
    place = f"translate({said['x']} {said['y']}) scale({scale:.6g} {-scale:.6g})"
    fill = html.escape(said.get("fill", "#000"))
    return f'<g transform="{turn}{place}" fill="{fill}" stroke="none">{"".join(pieces)}</g>'


@cache
def _outline(character: str) -> str:
    """Return the outline of a character, in units of the font, upwards."""
    font = _font()
    glyphs = font.getGlyphSet()
    pen = SVGPathPen(glyphs)
    glyphs[font.getBestCmap()[ord(character)]].draw(pen)
    return str(pen.getCommands())


@cache
def _font() -> TTFont:
    return TTFont(io.BytesIO(font_bytes()))
