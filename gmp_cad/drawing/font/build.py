"""The font of drawings, built from its strokes: TrueType, the same bytes every time."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import cache

import shapely
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from shapely.geometry.polygon import orient

from gmp_cad.drawing.font.strokes import PEN, characters
from gmp_cad.drawing.lettering import CAP_HEIGHT, FONT, UNITS_PER_EM, advances

_ASCENT, _DESCENT = 1000, 300
_ROUNDNESS = 5  # segments of a quarter of a round end
_TOLERANCE = 0.5  # units: 2 µm in letters of 2.5 mm
_MOMENT = 3029529600  # 2000-01-01, in seconds since 1904
_LICENCE = (
    "MIT License. Copyright (c) 2026 The gmp_cad authors. Permission is granted, free of charge, "
    "to use, copy, modify, merge, publish, distribute, sublicense, and sell copies of this font, "
    "and to embed it in documents. It is provided as is, without warranty of any kind."
)
_MISSING = ".notdef"


@cache
def font_bytes(used: str | None = None) -> bytes:
    """Return the font as a TrueType file, whole or with the characters ``used`` only.

    Characters that the font does not know are left out.
    """
    known = characters()
    held = list(known) if used is None else sorted(set(used) & set(known))
    names = {character: f"u{ord(character):04X}" for character in held}
    glyphs = {_MISSING: _box(), **{names[c]: _glyph(c) for c in held}}
    widths = {_MISSING: 600, **{names[c]: advances()[c] for c in held}}
    builder = FontBuilder(UNITS_PER_EM, isTTF=True)
    builder.updateHead(created=_MOMENT, modified=_MOMENT, fontRevision=1.0)
    builder.setupGlyphOrder([_MISSING, *names.values()])
    builder.setupCharacterMap({ord(c): name for c, name in names.items()})
    builder.setupGlyf(glyphs)
    table = builder.font["glyf"]
    builder.setupHorizontalMetrics(
        {name: (width, getattr(table[name], "xMin", 0)) for name, width in widths.items()}
    )
    builder.setupHorizontalHeader(ascent=_ASCENT, descent=-_DESCENT)
    builder.setupNameTable(_names())
    builder.setupOS2(
        sTypoAscender=_ASCENT, sTypoDescender=-_DESCENT, usWinAscent=_ASCENT, usWinDescent=_DESCENT,
        sCapHeight=CAP_HEIGHT, sxHeight=CAP_HEIGHT * 7 // 10, fsType=0, achVendID="GMP ",
    )  # fmt: skip
    builder.setupPost(keepGlyphNames=False)
    builder.font.recalcTimestamp = False
    written = io.BytesIO()
    builder.save(written)
    return written.getvalue()


def outlines(character: str) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return the closed contours of a known character in units: clockwise, holes anticlockwise."""
    strokes = characters()[character].strokes
    if not strokes:
        return ()
    lines = [[(x * CAP_HEIGHT, y * CAP_HEIGHT) for x, y in stroke] for stroke in strokes]
    inked = shapely.buffer(
        shapely.MultiLineString(lines), PEN / 2 * CAP_HEIGHT, quad_segs=_ROUNDNESS
    )
    inked = shapely.simplify(inked, _TOLERANCE, preserve_topology=False)
    polygons = [orient(part, sign=-1.0) for part in shapely.get_parts(inked)]
    return tuple(
        tuple((round(x), round(y)) for x, y in ring.coords[:-1])
        for polygon in polygons
        for ring in (polygon.exterior, *polygon.interiors)
    )


@cache
def _glyph(character: str) -> object:
    return _drawn(outlines(character))


def _box() -> object:
    """Return what a reader sees of a character that the font lacks."""
    outer = ((50, 0), (50, 700), (550, 700), (550, 0))
    inner = ((120, 70), (480, 70), (480, 630), (120, 630))
    return _drawn((outer, inner))


def _drawn(contours: Iterable[Iterable[tuple[int, int]]]) -> object:
    pen = TTGlyphPen(None)
    for contour in contours:
        first, *rest = contour
        pen.moveTo(first)
        for point in rest:
            pen.lineTo(point)
        pen.closePath()
    return pen.glyph()


def _names() -> dict[str, str]:
    return {
        "copyright": "Copyright (c) 2026 The gmp_cad authors",
        "familyName": FONT,
        "styleName": "Regular",
        "uniqueFontIdentifier": f"{FONT} 1.000",
        "fullName": FONT,
        "version": "Version 1.000",
        "psName": FONT.replace(" ", ""),
        "licenseDescription": _LICENCE,
    }
