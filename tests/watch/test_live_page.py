"""The script of the live page: it knows the signs that only the font of the drawings has."""

from __future__ import annotations

import re

from gmp_cad.watch.live_page import FILES

REQUIRED = "4× ⌀6,6 ⌴ ⌀11 ↧6,8 Ⓔ | ⌖ | ±0,1 µm"


def drawn() -> re.Pattern[str]:
    """The pattern that the script splits texts by, as Python reads it."""
    (found,) = re.findall(
        r"^const DRAWN = /(.+)/u;$", FILES["live.js"]("fr").decode(), re.MULTILINE
    )
    return re.compile(re.sub(r"\\u\{([0-9a-f]+)\}", lambda m: re.escape(chr(int(m[1], 16))), found))


def test_signs_of_drawings_are_told_apart_from_what_every_font_has() -> None:
    """The envelope Ⓔ of a fit was an empty box in the table: system fonts have no such letter."""
    signs = "".join(drawn().split(REQUIRED)[1::2])
    assert {"Ⓔ", "⌖", "⌴", "↧"} <= set(signs)
    assert not set("46,8|±01 µm") & set(signs)


def test_both_scripts_split_by_the_same_pattern() -> None:
    for name in ("live.js", "reload.js"):
        for lang in ("fr", "en"):
            assert FILES[name](lang).decode().count("const DRAWN") == 1
