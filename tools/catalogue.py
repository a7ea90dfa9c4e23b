"""The French catalogue: what the program says, taken from its sources and compared with it.

``python tools/catalogue.py`` adds the texts that are missing (to be translated: an empty ``msgstr``)
and takes out those that nothing says any more. ``--check`` only tells, with exit code 1.

What people read is found by Babel where it is written:

- in the code: the first argument of ``Message``, ``translate`` and ``english``, titles and reasons
  of checks, what the keys of the files mean (``Description``…: see :data:`KEYWORDS`);
- in the templates: ``t("…")``;
- in the types: the words of a file that documents show (:data:`ENUMERATIONS`);
- in the tables of the standards: a column of English texts (:data:`COLUMNS`);
- in the projects of this repository: the names of features are English words, and the catalogue may
  know them.
"""

from __future__ import annotations

import argparse
import ast
import csv
import importlib
import re
import string
import sys
import tomllib
import typing
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages.extract import extract
from babel.messages.pofile import escape, read_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "gmp_cad"
CATALOGUE = PACKAGE / "locale" / "fr" / "LC_MESSAGES" / "gmp_cad.po"

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

# function -> which of its arguments are English texts; None: the first, with all that it contains
KEYWORDS: Mapping[str, tuple[int, ...] | None] = {
    "Message": (0,), "translate": (0,), "english": None, "check": (1, 2),
}  # fmt: skip
# words of the files that documents and messages show
ENUMERATIONS = (
    "gmp_cad.evidence.kinds:DetailName",
    "gmp_cad.evidence.kinds:SurfaceKind",
    "gmp_cad.spec.dimension:Side",
    "gmp_cad.spec.operation:OperationKind",
    "gmp_cad.spec.workholding:Locating.contact",
    "gmp_cad.spec.workholding:Clamping.kind",
    "gmp_cad.process.seating:Seat.means",
    "gmp_cad.standards.iso286:FitKind",
)
# tables of the standards -> their columns of English texts
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "iso1101.csv": ("name",),
    "iso286_fits.csv": ("usage",),
    "iso773_fits.csv": ("usage",),
}


def read() -> dict[str, str]:
    """Return English template → French template ("" where it waits for its translation)."""
    with CATALOGUE.open("rb") as file:
        entries = read_po(file, abort_invalid=True)
    return {str(m.id): str(m.string or "") for m in entries if m.id}


def write(entries: Mapping[str, str]) -> None:
    """Write the catalogue: sorted, every text on one line, so that a change is one line."""
    blocks = [HEADER, *(_block(english, entries[english]) for english in sorted(entries))]
    CATALOGUE.write_text("\n".join(blocks), "utf-8", newline="\n")


def _block(english: str, french: str) -> str:
    flag = "#, python-brace-format\n" if fields(english) else ""
    return f"{flag}msgid {escape(english)}\nmsgstr {escape(french)}\n"


def fields(template: str) -> list[str]:
    """Return the names of the fields of a template, sorted."""
    return sorted({name for _, name, _, _ in string.Formatter().parse(template) if name})


def has_words(template: str) -> bool:
    """Return whether there is something to translate: signs, figures and fields are not."""
    return any(c.isalpha() for c in re.sub(r"\{[^}|]*\}", "", template))


@cache
def said() -> dict[str, str]:
    """Return every English text that the program says → where, one place of each."""
    found: dict[str, str] = {}
    for place, texts in (*_code(), *_templates(), *_types(), *_tables()):
        for text in filter(None, texts):
            found.setdefault(text, place)
    return found


def may_be_said() -> set[str]:
    """Return names of features that the catalogue may know: projects choose them freely."""
    return {name for _, names in _names() for name in names}


def faults(entries: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with a catalogue: untranslated, unused, fields that differ."""
    wanted = said()
    for text in sorted(wanted):
        if not entries.get(text) and has_words(text):
            yield f"untranslated: {text!r} ({wanted[text]})"
    for text in sorted(set(entries) - set(wanted) - may_be_said()):
        yield f"unused: {text!r}"
    for text, french in sorted(entries.items()):
        if french and fields(text) != fields(french):
            yield f"fields differ: {text!r} and {french!r}"


def _code() -> Iterator[tuple[str, list[str]]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if "starter" not in path.parts:
            yield str(path.relative_to(ROOT)), texts_of(path.read_bytes())


def texts_of(source: bytes) -> list[str]:
    """Return the English texts of a module, as Babel takes them with our method."""
    keywords = dict.fromkeys(KEYWORDS)
    return [str(text) for _, text, _, _ in extract(_method, BytesIO(source), keywords)]


Found = tuple[int, str, str, list[str]]


def _method(
    file: IO[bytes],
    keywords: Sequence[str],
    comment_tags: Sequence[str],  # noqa: ARG001 - Babel gives it
    options: object,  # noqa: ARG001 - Babel gives it
) -> Iterator[Found]:
    """Yield (line, function, text, comments), the way Babel wants it from a method."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in keywords:
                for text in filter(None, _arguments(node, KEYWORDS[name])):
                    yield node.lineno, name, text, []


def _arguments(call: ast.Call, places: tuple[int, ...] | None) -> Iterator[str]:
    if places is None:
        yield from _contained(call.args[0], nested=False)
    else:
        for place in places:
            if place < len(call.args):
                yield from _choices(call.args[place])


def _choices(node: ast.expr) -> Iterator[str]:
    """Yield a literal text, or both of ``a if … else b``."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _choices(node.body)
        yield from _choices(node.orelse)


def _contained(node: ast.expr, *, nested: bool) -> Iterator[str]:
    """Yield the texts of :func:`gmp_cad.language.english`: a row gives its first text."""
    if isinstance(node, ast.Dict):
        for value in node.values:
            yield from _contained(value, nested=True)
    elif isinstance(node, ast.Starred):
        yield from _contained(node.value, nested=nested)
    elif isinstance(node, ast.Tuple | ast.List | ast.Set):
        first = [t for e in node.elts if not _is_number(e) for t in [list(_choices(e))]][:1]
        if nested and first and first[0]:
            yield from first[0]
        else:
            for element in node.elts:
                yield from _contained(element, nested=True)
    else:
        yield from _choices(node)


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def _templates() -> Iterator[tuple[str, list[str]]]:
    for path in sorted((ROOT / "docs_templates").rglob("*.j2")):
        with path.open("rb") as file:
            found = extract(babel_extract, file, {"t": None}, options={"silent": "false"})
            yield str(path.relative_to(ROOT)), [str(text) for _, text, _, _ in found]


def _types() -> Iterator[tuple[str, list[str]]]:
    for place in ENUMERATIONS:
        module, _, path = place.partition(":")
        owner, _, field = path.partition(".")
        kind = getattr(importlib.import_module(module), owner)
        if field:
            kind = typing.get_type_hints(kind)[field]
        yield place, [re.sub("[_.]", " ", word) for word in words_of(kind)]


def words_of(kind: Any) -> list[str]:
    """Return the words of an enumeration, a Literal, or a union of them."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [str(member.value) for member in kind]
    return [w for a in typing.get_args(kind) for w in ([a] if isinstance(a, str) else words_of(a))]


def _tables() -> Iterator[tuple[str, list[str]]]:
    for name, columns in COLUMNS.items():
        path = PACKAGE / "standards" / "data" / name
        lines = [line for line in path.read_text("utf-8").splitlines() if line[:1] != "#"]
        rows = list(csv.DictReader(lines))
        yield name, [row[column].replace("_", " ") for row in rows for column in columns]


def _names() -> Iterator[tuple[str, list[str]]]:
    """Yield the names of features of the projects of this repository, as documents spell them."""
    for folder in (ROOT / "parts", ROOT / "fixtures_design", PACKAGE / "starter" / "parts"):
        for path in sorted([*folder.rglob("spec.toml"), *folder.rglob("product.toml")]):
            names = _keys(tomllib.loads(path.read_text("utf-8")))
            yield str(path.relative_to(ROOT)), [name.replace("_", " ") for name in names]


def _keys(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        yield key.partition(".")[0].partition("[")[0]
        if isinstance(value, dict):
            yield from _keys(value)
        ends = value if key == "between" else []
        yield from (end.partition("[")[0] for end in ends)


def main() -> int:
    """Bring the catalogue up to date, or tell what it lacks."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="change nothing, only tell")
    options = parser.parse_args()
    entries = read()
    if not options.check:
        wanted = {text for text in said() if text in entries or has_words(text)}
        named = set(entries) & may_be_said()
        entries = {text: entries.get(text, "") for text in wanted | named}
        write(entries)
    found = list(faults(entries))
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
