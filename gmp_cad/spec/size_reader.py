"""The cursor of the notation of sizes: its signs, its numbers, and advice on common mistakes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from gmp_cad.errors import NotationError
from gmp_cad.language import Message, english
from gmp_cad.spec.cursor import Cursor, Hints

SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "S⌀": ("S⌀", "SØ", "Sø", "S∅", "SD"),
    "⌀": ("⌀", "Ø", "ø", "∅", "Φ", "D"),
    "□": ("□", "SQ"),
    "±": ("±", "+/-", "+-"),
    "×": ("×", "x", "X", "*"),
    "↧": ("↧", "deep"),
    "⌴": ("⌴", "cbore"),
    "⌵": ("⌵", "csk"),
    "°": ("°", "º", "degrees", "deg"),
    "'": ("'", "′", "’"),
    '"': ('"', "″", "''"),
    "Ⓔ": ("Ⓔ", "(E)"),
    "-": ("-", "\N{MINUS SIGN}", "–"),
}
_FIRST = "(?<![0-9A-Za-zⒺ°])(?<![0-9A-Za-zⒺ°] )"  # nothing of a size stands before
# What is often written, at its place, and what to write instead.
MISPLACED: Hints = tuple(
    (re.compile(pattern), hint)
    for pattern, hint in (
        (r"(mm|cm|dm|m|µm|μm|um|in|inch|po)(?![A-Za-z0-9])|\"|''", Message("write no unit: sizes are in mm")),
        (r"/\s*(?:[A-Za-z]{1,2}[0-9]|$)", Message("a dimension has one class: the pair of a hole and a shaft is declared in product.toml, [[fit]]")),
        (r"/\s*[+\-−–0](?![0-9])|/\s*[+\-−–][0-9]", Message("two deviations are written 40 +0,2/-0,1, one of them may be 0: 40 +0,2/0")),
        (r"/\s*[0-9][A-Za-z]", Message("a line has one thread class: the hole's on its line, the screw's on its own")),
        (r"[+\-−–]\s*[0-9]+(?:[.,][0-9]+)?\s*/|±", Message("the size comes first, then one tolerance: 40 ±0,1 or 40 +0,2/-0,1")),
        (r"[+\-−–]\s*[0-9]", Message("a size has no sign; two deviations follow it: 40 +0,2/-0,1")),
        (r"\(\s*[+\-−–0]", Message("a size has one tolerance, without brackets: ⌀25 h7, or 25 0/-0,021")),
        (r"(?i)thru|through|travers|d[ée]bouch", Message("a hole without ↧ goes through: write nothing more")),
        (r"(?i)nan|inf", Message("a size is a number of millimetres: 40 or 40,5")),
        (r"[.,]\s*[0-9]", Message("one decimal sign a number, digits on both sides of it: 0,5")),
        (r"[.,]", Message("digits follow the decimal sign: 40,0")),
        (r"[0-9]{3}(?![0-9])", Message("write thousands without a space: 1250")),
        (r"(?i)maxi?(?![a-z])", Message("max follows the size: 10 max")),
        (r"(?i)mini?(?![a-z])", Message("min follows the size: 10 min")),
        (r"(?i)r[ée]f", Message("a reference dimension stands in brackets: (60)")),
        (r"(?i)(basic|ted|bsc|th[ée]o)", Message("a theoretically exact dimension stands in square brackets: [30]")),
        (r"(?i)(trous?|holes?|fois|off|places)(?![a-z])", Message("a count comes first: 4× ⌀9")),
        (r"(?i)prof|depth", Message("a depth is written ↧ or deep: ⌀8 ↧12")),
        (r"(?i)lam|counterb", Message("a counterbore is written ⌴ or cbore: ⌀9 ⌴ ⌀15 ↧9")),
        (r"(?i)frais|counters", Message("a countersink is written ⌵ or csk: ⌀5,5 ⌵ ⌀11×90°")),
        (r"SR", Message("a sphere is written by its diameter: S⌀10")),
        (r"(?i)(rp|rc|npt|bsp)", Message("the pipe threads known are those of ISO 228-1: G 1/4")),
        (r"(?i)(unc|unf|acme)", Message("the threads known are M (ISO 261), Tr (ISO 2902) and G (ISO 228-1)")),
        (r"[A-Za-z]{1,2}[0-9]{1,2}\s+[0-9]", Message("the size comes first: 25 H7")),
        (r"Ph", Message("several starts are read of trapezoidal threads alone: Tr 12×6 P3")),
        (_FIRST + r"d\s*[0-9]", Message("a diameter is written ⌀ or D: ⌀25")),
        (_FIRST + r"m\s*[0-9]", Message("a metric thread is written with a capital: M8")),
        (_FIRST + r"tr\s*[0-9]", Message("a trapezoidal thread is written Tr 12×3")),
        (_FIRST + r"g\s*[0-9]", Message("a pipe thread is written with a capital: G 1/4")),
        (_FIRST + r"c\s*[0-9]", Message("a chamfer is written 1×45° or C1")),
        (_FIRST + r"r\s*[0-9]", Message("a radius is written with a capital: R5")),
        (r"Ⓔ|\(E\)", Message("Ⓔ stands right after the tolerance: ⌀10 H7 Ⓔ ↧18")),
        (r"(?<=.)[A-Za-z]{1,2}[0-9]{1,2}(?![0-9])", Message("a size has one tolerance; a class is for a ⌀, a □ or a width")),
        (r"[0-9]+\s*[A-Za-z]{1,2}(?![A-Za-z])", Message("a class is its letter, then its grade: H7")),
        (r"(?<=.)(?:[⌀Ø∅]|R[0-9])", Message("a count is followed by ×: 4× ⌀9")),
        (r"↧|deep", Message("each depth stands after its own diameter: ⌀9 ↧20 ⌴ ⌀15 ↧9")),
        (r"[×*]|x", Message("a count is written 4× ⌀9, a chamfer 1×45° (the leg first)")),
    )
)  # fmt: skip
_KNOWN_SIGNS = Message("known signs: {names}", names="⌀ (D), S⌀ (SD), R, □ (SQ), M, Tr, G, C")
_FORMS = Message("for example {example}", example="4× ⌀9, 40 ±0,1, ⌀25 H7 Ⓔ, 1×45°, M8-6H ↧16")
# quantity -> how messages name it, and a size that has one
_QUANTITIES: Mapping[str, tuple[str, str]] = english(
    {
        "size": ("size", "⌀25 H7"),
        "limit": ("limit", "25,021/25,000"),
        "tolerance": ("tolerance", "40 ±0,1"),
        "minutes": ("minutes", "30°30'"),
        "chamfer angle": ("chamfer angle", "1×45°"),
        "depth": ("depth", "⌀8 ↧12"),
        "thread diameter": ("thread diameter", "M8"),
        "pitch": ("pitch", "M8×1, Tr 12×3"),
        "drill diameter": ("drill diameter", "M6 ↧12 / ⌀5 ↧16"),
        "drill depth": ("drill depth", "M6 ↧12 / ⌀5 ↧16"),
        "counterbore diameter": ("counterbore diameter", "⌀9 ⌴ ⌀15 ↧9"),
        "recess depth": ("depth", "⌀9 ⌴ ⌀15 ↧9"),
        "countersink diameter": ("countersink diameter", "⌀5,5 ⌵ ⌀11×90°"),
        "countersink angle": ("countersink angle", "⌀5,5 ⌵ ⌀11×90°"),
    }
)
_NUMBER = re.compile(r"[0-9]+(?:[.,]([0-9]+))?")
_MOST_DIGITS = 9  # on either side of the decimal sign: what a float holds exactly enough


@dataclass(slots=True, kw_only=True)
class SizeReader(Cursor):
    """A cursor that knows the signs of sizes and remembers where each quantity stands.

    ``places`` are the positions of what was read, for faults that are found afterwards;
    ``decimals`` is the number of digits after the decimal sign of the last number.
    """

    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: SPELLINGS)
    misplaced: Hints = MISPLACED
    otherwise: Message | None = _FORMS
    places: dict[str, int] = field(default_factory=dict)
    decimals: int = 0

    def mark(self, name: str) -> None:
        """Remember that ``name`` stands here."""
        self.places[name] = self.at

    def quantity(self, name: str, place: str = "") -> float:
        """Read an unsigned number, the quantity ``name`` of the size; it stands at ``place``."""
        self.mark(place or name)
        what, example = _QUANTITIES[name]
        found = _NUMBER.match(self.text, self.at)
        if found is None:
            signs = _KNOWN_SIGNS if name == "size" and not self.ended() else None
            hint = self.advice() or signs or Message("for example {example}", example=example)
            raise self.fault(Message("expected a number ({what})", what=Message(what)), hint)
        whole, _, digits = found.group().replace(",", ".").partition(".")
        if len(whole.lstrip("0")) > _MOST_DIGITS:
            raise self.fault(Message("the number is too large"))
        if len(digits) > _MOST_DIGITS:
            raise self.fault(
                Message("a number has at most {count} {count:decimal|decimals}", count=_MOST_DIGITS)
            )
        self.at, self.decimals = found.end(), len(digits)
        if self.text[self.at : self.at + 1] in (".", ","):
            raise self.fault(
                Message("a number has one decimal sign and ends with a digit"), self.advice()
            )
        self._skip()
        return float(f"{whole}.{digits or 0}")

    def demand(self, sign: str, example: str) -> None:
        """Read ``sign``, which must stand here, as in ``example``."""
        if not self.take(sign):
            hint = self.advice() or Message("for example {example}", example=example)
            raise self.fault(Message("expected {sign!r}", sign=sign), hint)

    def seen(self, pattern: re.Pattern[str]) -> str:
        """Return what the pattern matches here, unread; empty if it does not."""
        found = pattern.match(self.text, self.at)
        return found.group() if found else ""

    def sees(self, pattern: re.Pattern[str]) -> bool:
        """Tell whether the pattern matches here."""
        return pattern.match(self.text, self.at) is not None

    def advice(self) -> Message | None:
        """Return what to write instead of the common mistake that stands here, if it is one."""
        return next((hint for wrong, hint in self.misplaced if self.sees(wrong)), None)

    def fault_at(self, name: str, message: Message, hint: Message | None = None) -> NotationError:
        """Return a fault with the caret where ``name`` stands."""
        return NotationError(message, self.text, self.places.get(name, 0), hint)

    def end(self) -> None:
        """Refuse what is left to read."""
        if not self.ended():
            raise self.stranger()
