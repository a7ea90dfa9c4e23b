"""Signs of drawings in a page, in the drawings' font: no font of a reader's machine holds them all."""

from __future__ import annotations

from itertools import groupby

from markupsafe import Markup, escape

from gmp_cad.drawing.font.strokes import is_symbol


def html_signs(text: object) -> Markup:
    """Return ``text`` as HTML, the signs in elements of their class."""
    return Markup("").join(
        Markup('<span class="sign">{}</span>').format("".join(run))
        if signs
        else escape("".join(run))
        for signs, run in groupby(str(text), key=is_symbol)
    )
