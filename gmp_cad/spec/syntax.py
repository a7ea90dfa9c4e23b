"""TOML syntax errors in words, with the line, a caret and what to do."""

from __future__ import annotations

import re

from gmp_cad.errors import Problem, Where, pointed
from gmp_cad.language import Message

# What the parser of the standard library says (a pattern) → what it means.
_REASONS = (
    (r"Invalid value", Message("a value is expected here: text in quotes, a number, a list")),
    (r"Invalid statement", Message("a line must read: key = value, or [table]")),
    (r"Expected newline or end of document", Message("nothing more is expected on this line")),
    (r"Illegal character '\\n'|Unterminated string|Expected \"'+\"|Expected '\"+'",
     Message("a quote is opened and not closed")),
    (r"Illegal character|Found invalid character",
     Message("a control character that TOML does not allow")),
    (r"Unescaped|Invalid hex value|Escaped character",
     Message("a backslash that starts no known escape")),
    (r"Unclosed array", Message("a list [ … ] is not closed")),
    (r"Unclosed inline table", Message("a table {{ … }} is not closed")),
    (r"Duplicate inline table key|Cannot overwrite a value",
     Message("a key is written twice, or is both a value and a table")),
    (r"Cannot declare|Cannot redefine|Cannot mutate", Message("a table is written twice")),
    (r"Expected '\]+' at the end", Message("a closing bracket ] is missing")),
    (r"Expected '=' after a key", Message("a key (a–z, 0–9, _, -) and = are expected here")),
    (r"Invalid initial character for a key part",
     Message("a key is expected here; a table {{ … }} stays on one line, without a final comma")),
    (r"Invalid date or datetime", Message("a date that does not exist")),
    (r"Exceeds the limit", Message("a whole number with thousands of digits")),
)  # fmt: skip

_HINTS = (
    (
        r"^([<>|=])\1{6}( |$)",
        Message("a merge left this file in conflict: keep the lines that hold, remove its marks"),
    ),
    (r"[“”„«»]", Message('use straight quotes: "…"')),
    (r"=\s*-?\d+,\d+\s*(#.*)?$", Message("in TOML a number takes a point: 1.5, not 1,5")),
    (r"=\s*[^\W\d]\w*\s*(#.*)?$", Message('write a text in quotes: key = "text"')),
    (r"^\s*[\w-]*[^\x00-\x7f][\w-]*\s*=", Message("write a key without accents")),
    (r"=\s*\"[^\"]*\\", Message("write / instead of \\, or the text in single quotes")),
    (r",\s*$", Message("remove the comma at the end of the line")),
    (r"^\s*\[[^\[\]]*\]\s*$", Message("several of them are written [[table]], each with its own")),
)


def syntax_problem(text: str, file: str, error: ValueError) -> Problem:
    """Return the problem that the TOML parser's ``error`` in ``text`` stands for."""
    found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
    lines = text.split("\n")
    line, column = (int(found[1]), int(found[2])) if found else (len(lines), 0)
    written = lines[line - 1] if line <= len(lines) else ""
    reason = _reason(str(error))
    hint = next((hint for pattern, hint in _HINTS if re.search(pattern, written)), None)
    if not (found and written.strip()):
        message = Message("TOML syntax error: {reason}", reason=reason)
        return Problem(Where(file, "", line if found else None), message, hint)
    message = Message("TOML syntax error: {reason}\n{caret}", reason=reason,
                      caret=pointed(written, max(0, min(column - 1, len(written)))))  # fmt: skip
    return Problem(Where(file, "", line), message, hint)


def _reason(said: str) -> Message:
    known = (reason for pattern, reason in _REASONS if re.match(pattern, said))
    return next(known, Message("{said}", said=re.sub(r"\s*\(at .*\)$", "", said)))
