"""The drawings' font as a rule of a style sheet: the file itself goes with the page or drawing."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from gmp_cad.drawing import lettering
from gmp_cad.drawing.font.build import font_bytes


def font_face(texts: Iterable[str]) -> str:
    """Return the ``@font-face`` that holds the characters of the texts, empty if they have none."""
    used = "".join(sorted({character for text in texts for character in text}))
    if not used:
        return ""
    data = base64.b64encode(font_bytes(used)).decode("ascii")
    source = f"url(data:font/ttf;base64,{data})"
    return f'@font-face{{font-family:"{lettering.FONT}";src:{source}}}'
