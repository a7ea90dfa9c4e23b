"""The text of a model without what a copy changes first: comments, blanks, names, texts.

Words are cut from the text by a pattern and not by Python, which a hostile file can bring down.
"""

from __future__ import annotations

import keyword
import re
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice

from gmp_cad.documents.classroom.likeness import overlaps

_MOST_CHARACTERS = 200_000
_MOST_WORDS = 5_000
_RUN = 5  # words that stand together
_TOKEN = re.compile(
    r"""#[^\n]*|(?:'''|\"\"\")(?:.|\n)*?(?:'''|\"\"\"|\Z)|'[^'\n]*'|"[^"\n]*"|\d[\w.]*|\w+|\S"""
)
_KEPT = frozenset({*keyword.kwlist, "cq", "cadquery", "math", "build", "stock", "d"})


def runs_of(text: str) -> tuple[int, ...]:
    """Return the runs of five words of a model as numbers, each once, ascending.

    Comments, blanks and strings are left out; names that the file chooses are all the same word:
    what follows a dot (an operation of CadQuery, a dimension of ``d``) is kept.
    """
    words = list(islice(_words(text[:_MOST_CHARACTERS]), _MOST_WORDS))
    grouped = (" ".join(words[i : i + _RUN]) for i in range(max(len(words) - _RUN + 1, 1)))
    return tuple(sorted({zlib.crc32(run.encode()) for run in grouped if run}))


def _words(text: str) -> Iterator[str]:
    before = ""
    for found in _TOKEN.finditer(text):
        word = found.group()
        if word[0] in "#'\"":
            continue
        named = word[0].isalpha() or word[0] == "_"
        yield word if not named or before == "." or word in _KEPT else "name"
        before = word


def shared_runs(texts: Sequence[Sequence[int]]) -> list[list[float]]:
    """Return which share of the longer of two texts both have, for all pairs of a few texts."""
    rows: list[list[float]] = []
    for _, block in overlaps(texts, [[1.0] * len(text) for text in texts]):
        rows.extend(block.tolist())
    return rows
