"""A place in a line of notation: signs and their spellings, numbers, faults with a caret."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gmp_cad.errors import NotationError
from gmp_cad.language import Message

Hints = Sequence[tuple[re.Pattern[str], Message]]

_SPACE = " \t\u00a0\u202f"
_NUMBER = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,30})?")
_DIGITS = 9  # decimals kept of a number


@dataclass(slots=True, kw_only=True)
class Cursor:
    """Reads ``text`` from left to right; spaces are skipped before each sign.

    ``spellings`` gives the ways in which a sign may be written, ``misplaced`` what is often
    written wrongly at a place (pattern, what to do instead), ``otherwise`` the hint for the rest.
    """

    text: str
    spellings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    misplaced: Hints = ()
    otherwise: Message | None = None
    at: int = 0

    def __post_init__(self) -> None:
        self._skip()

    def _skip(self) -> None:
        while self.at < len(self.text) and self.text[self.at] in _SPACE:
            self.at += 1

    def ended(self) -> bool:
        """Tell whether nothing is left to read."""
        return self.at == len(self.text)

    def take(self, sign: str) -> bool:
        """Read ``sign`` in any of its spellings, if it stands here."""
        for spelling in self.spellings.get(sign, (sign,)):
            if self.text.startswith(spelling, self.at):
                self.at += len(spelling)
                self._skip()
                return True
        return False

    def one_of(self, signs: Sequence[str]) -> str:
        """Read the first of the signs that stands here; empty if none does."""
        return next((sign for sign in signs if self.take(sign)), "")

    def match(self, pattern: re.Pattern[str]) -> str | None:
        """Read what the pattern matches here."""
        found = pattern.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        self._skip()
        return found.group()

    def number(self, what: Message, least: float, most: float) -> float:
        """Read an unsigned number within its bounds; ``what`` it is, in a message."""
        start = self.at
        text = self.match(_NUMBER)
        if text is None:
            raise self.fault(Message("expected a number ({what})", what=what), self._hint())
        value = round(float(text.replace(",", ".")), _DIGITS)
        if not least <= value <= most:
            self.at = start
            raise self.fault(
                Message("expected a number from {least} to {most}", least=least, most=most)
            )
        return value

    def stranger(self) -> NotationError:
        """Return the fault that the word here is not understood."""
        word = re.match(r"\S+", self.text[self.at :])
        rest = word.group()[:40] if word else ""
        hint = self._hint() or self.otherwise
        return self.fault(Message("{rest!r} is not understood here", rest=rest), hint)

    def fault(self, message: Message, hint: Message | None = None) -> NotationError:
        """Return a fault with the caret here."""
        return NotationError(message, self.text, self.at, hint)

    def _hint(self) -> Message | None:
        return next((h for wrong, h in self.misplaced if wrong.match(self.text, self.at)), None)
