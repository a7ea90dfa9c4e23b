"""Items of PMI in words: ``4× ⌀35 (34,8 … 35,2)``, ``⌀0,05 Ⓜ | A | B``, ``2 cylinders ⌀35``."""

from __future__ import annotations

from collections import Counter

from gmp_cad.evidence import FaceGeometry, PmiItem
from gmp_cad.language import Message, number, translate, word

_SIGNS = {
    "diameter": "⌀", "radius": "R", "spherical diameter": "S⌀", "spherical radius": "SR",
}  # fmt: skip
# modifiers that stand around the figure, not behind it
_FRAMED = {"TED": ("[", "]"), "reference": ("(", ")")}
_DECIMALS = 6


def kind_words(item: PmiItem, lang: str) -> str:
    """Return what an item is: "diameter", "flatness", "datum" and so on."""
    return word(item.type).say(lang)


def value_words(item: PmiItem, lang: str) -> str:
    """Return an item as a drawing would write it, limits and datums included."""
    said = {
        "dimension": _dimension, "tolerance": _tolerance, "datum": _datum, "texture": _texture,
        "note": _note,
    }  # fmt: skip
    return said[item.kind](item, lang)


def _dimension(item: PmiItem, lang: str) -> str:
    marks = [mark for mark in item.modifiers if mark not in _FRAMED]
    if item.value is None:
        return " ".join((translate("no value", lang), *_marks(marks, lang)))
    unit = "°" if item.unit == "°" else ""
    before, after = next((_FRAMED[m] for m in item.modifiers if m in _FRAMED), ("", ""))
    count = f"{item.count}× " if item.count and item.count > 1 else ""
    size = f"{count}{before}{_SIGNS.get(item.type, '')}{figure(item.value, lang)}{unit}{after}"
    words = [size, item.fit]
    if item.limits is not None:
        lower, upper = (figure(limit, lang) for limit in item.limits)
        words.append(f"({lower}{unit} … {upper}{unit})")
    return " ".join(word for word in (*words, *_marks(marks, lang)) if word)


def _tolerance(item: PmiItem, lang: str) -> str:
    value = translate("no value", lang) if item.value is None else figure(item.value, lang)
    zone = " ".join((f"{item.shape}{value}", *_marks(list(item.modifiers), lang)))
    return " | ".join((zone, *item.datums))


def _datum(item: PmiItem, lang: str) -> str:
    targets = ", ".join(item.modifiers)
    said = Message("{name}, targets: {targets}", name=item.name, targets=targets)
    return said.say(lang) if targets else item.name


def _texture(item: PmiItem, lang: str) -> str:
    figures = "" if item.value is None else f"{figure(item.value * 1000, lang)} µm"
    return " ".join(word for word in (figures, *item.modifiers) if word)


def _note(item: PmiItem, lang: str) -> str:
    return " ; ".join((item.name, *_marks(list(item.modifiers), lang)))


def _marks(marks: list[str], lang: str) -> list[str]:
    """Return modifiers: words are translated, figures take the language's decimal sign."""
    numbered = {mark: any(sign.isdigit() for sign in mark) for mark in marks}
    sign = "," if lang == "fr" else "."
    return [mark.replace(".", sign) if numbered[mark] else translate(mark, lang) for mark in marks]


def place_words(item: PmiItem, lang: str) -> str:
    """Return to what an item is attached: "2 cylinders ⌀35" where the kernel saw the faces."""
    if item.faces or item.second:
        groups: Counter[str] = Counter(_face(f, lang) for f in (*item.faces, *item.second))
        others = [word for word in item.on if word not in _SURFACES]
    else:
        groups, others = Counter(), list(item.on)
    groups.update(translate(word, lang) for word in others)
    return ", ".join(f"{count} × {word}" for word, count in groups.items())


_SURFACES = ("plane", "cylinder", "cone", "sphere", "torus", "freeform")


def _face(face: FaceGeometry, lang: str) -> str:
    word = translate(face.surface, lang)
    if face.surface in ("cylinder", "sphere"):
        return f"{word} ⌀{figure(2 * face.radius_mm, lang, 4)}"
    return word


def figure(value: float, lang: str, decimals: int = _DECIMALS) -> str:
    """Return a number with the decimals that it has, six at most."""
    text = number(value, "en", decimals)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",") if lang == "fr" else text
