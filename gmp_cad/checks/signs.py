"""The texts of the project can be printed: some font of the documents has each of their signs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.drawing import lettering
from gmp_cad.drawing.font import fallback
from gmp_cad.errors import printable
from gmp_cad.finding import Finding
from gmp_cad.language import LANGUAGES, Message
from gmp_cad.spec.toml import Source, document

_NAMED = 8
_SHOWN = 40


@check(
    "documents.signs",
    "Signs that the documents can print",
    "A title whose signs no font of the documents holds is a row of boxes on the drawing and in the"
    " dossier: nobody can say any more which part it is.",
)
def printed(subject: str, source: Source) -> Iterator[Finding]:
    """Yield a warning for each text of a project file with such signs, a PASS where none has any."""
    verdicts = Verdicts("documents.signs", subject)
    found = False
    for keys, text in _texts(document(source), source.lang):
        lacking = missing_signs(text)
        if lacking:
            found = True
            message = Message(
                "“{text}”: boxes stand in the PDFs for {signs}", text=_start(text),
                signs=" ".join(f"{c} (U+{ord(c):04X})" for c in lacking[:_NAMED])
                + (" …" if len(lacking) > _NAMED else ""),
            )  # fmt: skip
            hint = Message("write it in letters: Latin, Greek, Cyrillic, Arabic or Hebrew")
            yield verdicts.warned("boxes", message, hint=hint, where=source.where(*keys))
    if not found:
        message = Message("{file}: the fonts hold every sign", file=source.file)
        yield verdicts.passed("held", message)


def missing_signs(text: str) -> str:
    """Return the signs of a text that no font of the documents draws, each once."""
    own = lettering.advances()
    seen = dict.fromkeys(c for c in text if not (c.isascii() or c in own))
    return "".join(c for c in seen if not _invisible(c) and c not in fallback.covered())


def _invisible(character: str) -> bool:
    selector = "\N{VARIATION SELECTOR-1}" <= character <= "\N{VARIATION SELECTOR-16}"
    return selector or unicodedata.category(character) in ("Cf", "Zs", "Cc")


def _start(text: str) -> str:
    line = printable(text)
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def _texts(value: Any, lang: str, *keys: str | int) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield every text with its place; of one in several languages, that of the documents."""
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _texts(item, lang, *keys, i)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if lang not in value or key not in LANGUAGES or key == lang:
                yield from _texts(item, lang, *keys, key)
