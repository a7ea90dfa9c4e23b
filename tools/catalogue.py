"""The French catalogue as a gettext file: read, written in one order."""

from __future__ import annotations

import string
from pathlib import Path

from babel.messages.pofile import escape, read_po

CATALOGUE = Path(__file__).parents[1] / "gmp_cad" / "locale" / "fr" / "LC_MESSAGES" / "gmp_cad.po"

HEADER = """\
# The French texts of gmp_cad: English template, French template, with the same fields.
msgid ""
msgstr ""
"Project-Id-Version: gmp_cad\\n"
"Language: fr\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"
"""


def read() -> dict[str, str]:
    """Return English template → French template ("" where it waits for its translation)."""
    with CATALOGUE.open("rb") as file:
        entries = read_po(file, abort_invalid=True)
    return {str(m.id): str(m.string or "") for m in entries if m.id}


def write(entries: dict[str, str]) -> None:
    """Write the catalogue: sorted, every text on one line, so that a change is one line."""
    blocks = [HEADER, *(_block(english, entries[english]) for english in sorted(entries))]
    CATALOGUE.write_text("\n".join(blocks), "utf-8", newline="\n")


def fields(template: str) -> list[str]:
    """Return the names of the fields of a template, sorted."""
    return sorted({name for _, name, _, _ in string.Formatter().parse(template) if name})


def _block(english: str, french: str) -> str:
    flag = "#, python-brace-format\n" if fields(english) else ""
    return f"{flag}msgid {escape(english)}\nmsgstr {escape(french)}\n"
