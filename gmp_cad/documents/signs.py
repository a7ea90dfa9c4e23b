"""Signs of drawings in a page: strokes and rings, since no font of a reader's machine holds them all."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup, escape

from gmp_cad.drawing.glyphs import CIRCLED, GLYPHS, STROKE, Glyph

_BELOW, _HEIGHT = 0.15, 1.35  # of the box of a sign, in heights of capitals


def html_signs(text: object) -> Markup:
    """Return ``text`` as HTML: each sign is drawn, and stays in the text for who copies or hears it."""
    return Markup("").join(_pieces(text))


def _pieces(text: object) -> Iterator[Markup]:
    for character in str(text):
        if letter := CIRCLED.get(character):
            yield Markup('<span class="ring" data-letter="{}">{}</span>').format(letter, character)
        elif glyph := GLYPHS.get(character):
            yield Markup('<span class="sign">{}{}</span>').format(_drawn(glyph), character)
        else:
            yield escape(character)


def _drawn(glyph: Glyph) -> Markup:
    """Return a sign as SVG in the colour of the text; y is down there, and up in the glyph."""
    strokes = Markup("").join(
        Markup('<path d="M{}"/>').format("L".join(f"{x:g} {1 - y:g}" for x, y in stroke))
        for stroke in glyph.strokes
    )
    circles = Markup("").join(
        Markup('<circle cx="{:g}" cy="{:g}" r="{:g}"/>').format(x, 1 - y, r)
        for x, y, r in glyph.circles
    )
    return Markup(
        '<svg aria-hidden="true" viewBox="0 {:g} {:g} {:g}" style="width:{:g}rem" fill="none"'
        ' stroke="currentColor" stroke-width="{:g}">{}{}</svg>'
    ).format(
        _BELOW - (_HEIGHT - 1),
        glyph.advance,
        _HEIGHT,
        glyph.advance * 0.72,
        STROKE,
        strokes,
        circles,
    )
