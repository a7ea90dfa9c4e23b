"""Spaces and signs of print: French spaces before signs, numbers that keep their unit, minus, apostrophe.

Texts are kept with plain spaces and signs, as people type and search them: the catalogue, the terminal, JSON,
CSV and what Word and Excel edit. They are set where a page is written, PDF or HTML. French: narrow
no-break space before ``;``, ``!`` and ``?``, no-break space before ``:`` and inside « » (Lexique des
règles typographiques en usage à l'Imprimerie nationale); English: none before ``;``. Numbers and
units: SI brochure, 5.4.3.
"""

from __future__ import annotations

import re

from markupsafe import Markup

NARROW, FIXED, MINUS, APOSTROPHE = "\u202f", "\u00a0", "\u2212", "\u2019"
# language -> what stands for a plain space; English has none before a semicolon
_SPACES = {
    "fr": (
        (re.compile(r" (?=[;!?])"), NARROW),
        (re.compile(r" (?=[:»])|(?<=«) "), FIXED),
    ),
    "en": ((re.compile(r" +(?=;)"), ""),),
}
# Longer units first: what is tried first is found.
_UNITS = sorted(
    (
        "mm", "cm", "µm", "m", "mm²", "mm³", "cm³", "m²", "kg", "g", "N", "kN", "daN", "MPa", "GPa",
        "N/mm²", "N·m", "N·mm", "kW", "W", "mm/min", "m/min", "mm/tr", "mm/rev", "mm/dent",
        "mm/tooth", "tr/min", "rev/min", "rpm", "s", "min", "cmin", "ch", "h", "h/an", "€", "€/h",
        "EUR", "EUR/h", "kg/m³", "HRC", "HB", "HV", "%", "°", "°C", "bar",
    ),
    key=len, reverse=True,
)  # fmt: skip
_BEFORE_UNIT = re.compile(rf"(?<=[0-9]) (?=(?:{'|'.join(map(re.escape, _UNITS))})(?![\w/·²³]))")
# The hyphen of a negative number, not that of a reference (``ET-01``), a file or a date.
_NEGATIVE = re.compile(r"(?<![\w.-])-(?=\d)")
# That of an elision or of English (``l'axe``, ``it's``), not the minutes of an angle (``0°20'``);
# as markup escapes it too.
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])(?:'|&#39;)(?=[\w«⌀])")
# What people do not read: tags, scripts and styles with all that they hold.
_TAG = re.compile(r"(<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>)", re.DOTALL)


def typeset(text: str, lang: str) -> str:
    """Return ``text`` with the spaces and signs that printed matter has in ``lang``."""
    text = _APOSTROPHE.sub(APOSTROPHE, _NEGATIVE.sub(MINUS, text))
    if " " not in text:
        return text
    for pattern, space in _SPACES[lang]:
        text = pattern.sub(space, text)
    return _BEFORE_UNIT.sub(FIXED, text)


class Verbatim(Markup):
    """Markup without a text for people, such as a style sheet: a minus sign would void its rule."""

    __slots__ = ()


def typeset_html(value: object, lang: str) -> object:
    """Return what a template of a page writes, typeset; of markup only what stands between tags."""
    if isinstance(value, Verbatim):
        return value
    if isinstance(value, Markup):
        pieces = _TAG.split(value)
        return Markup("").join(
            Markup(piece if i % 2 else typeset(piece, lang))  # noqa: S704 - it is markup already
            for i, piece in enumerate(pieces)
        )
    return typeset(value, lang) if isinstance(value, str) else value
