"""How many parts are inspected, as a control plan writes it: ``100 %``, ``1/5``, ``5/lot``.

Grammar::

    frequency = "100 %" | PIECES "/" EVERY | PIECES "/" ("lot" | "batch")

``100 %``: every part; ``1/5``: one part of five made one after the other; ``5/lot``: five parts of
each batch.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator

from gmp_cad.errors import NotationError
from gmp_cad.language import Message
from gmp_cad.spec.cursor import Cursor
from gmp_cad.spec.fault import notation_fault
from gmp_cad.spec.text import shaped

_MOST = 100_000
_BATCH = {"fr": "lot", "en": "batch"}
_SPELLINGS = {"100%": ("100 %", "100%", "100\u00a0%", "100\u202f%"), "lot": ("lot", "batch")}
_HINT = Message("write 100 %, 1/5 (one part of five) or 5/lot (five parts of each batch)")


@dataclass(frozen=True, slots=True)
class Sampling:
    """``pieces`` parts of each ``every`` made; of each batch where ``every`` is None."""

    pieces: int
    every: int | None = None

    @property
    def whole(self) -> bool:
        """Whether every part is inspected."""
        return self.pieces == self.every

    def size(self, batch: int) -> int:
        """Return how many parts of a batch are inspected: a share is rounded up."""
        if self.every is None:
            return min(self.pieces, batch)
        return min(batch, -(-batch * self.pieces // self.every))

    def say(self, lang: str) -> str:
        """Return it as people write it; :func:`parse_sampling` gives it back."""
        if self.whole:
            return "100 %"
        return f"{self.pieces}/{_BATCH[lang] if self.every is None else self.every}"

    def __str__(self) -> str:
        return self.say("fr")


ALL = Sampling(1, 1)


def parse_sampling(text: str) -> Sampling:
    """Return the frequency that ``text`` writes; raise NotationError at the faulty character."""
    cursor = Cursor(
        text=text, spellings=_SPELLINGS, otherwise=_HINT,
        misplaced=((re.compile(r"[^0-9]"), _HINT),),
    )  # fmt: skip
    found = ALL if cursor.take("100%") else _share(cursor)
    if not cursor.ended():
        raise cursor.stranger()
    return found


def _share(cursor: Cursor) -> Sampling:
    pieces = _whole(cursor)
    if not cursor.take("/"):
        raise cursor.fault(Message("expected a share of the parts"), _HINT)
    if cursor.take("lot"):
        return Sampling(pieces)
    start = cursor.at
    every = _whole(cursor)
    if pieces > every:
        cursor.at = start
        raise cursor.fault(
            Message("{pieces} parts of {every}: more than there are", pieces=pieces, every=every)
        )
    return ALL if pieces == every else Sampling(pieces, every)


def _whole(cursor: Cursor) -> int:
    start = cursor.at
    value = cursor.number(Message("parts"), 1, _MOST)
    if value != int(value):
        cursor.at = start
        raise cursor.fault(Message("expected a whole number of parts"))
    return int(value)


def _canonical(text: str) -> str:
    try:
        return str(parse_sampling(text))
    except NotationError as error:
        raise notation_fault(error) from error


SamplingText = Annotated[
    str,
    AfterValidator(_canonical),
    shaped(r"\s*(100\s*%|[0-9]+\s*/\s*([0-9]+|lot|batch))\s*"),
]
