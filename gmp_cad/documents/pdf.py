"""Typst source to PDF: tagged, PDF/A, the fonts of the packages only, the same bytes every time."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import typst

from gmp_cad.documents.template import TemplateError
from gmp_cad.errors import Where
from gmp_cad.language import Message

STANDARDS = ["a-2a", "ua-1"]
_EPOCH = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


def pdf(source: str, files: Mapping[str, str], date: str, name: str) -> bytes:
    """Return the PDF of a Typst document.

    ``files`` are what it imports and includes by name (templates, SVG); ``date`` is the project's
    (ISO text). Nothing outside them can be read. Raises
    :class:`~gmp_cad.documents.template.TemplateError` with Typst's own message.
    """
    with tempfile.TemporaryDirectory(prefix="gmp-") as folder:
        root = Path(folder)
        for file, text in files.items():
            (root / file).write_text(text, "utf-8")
        main = root / "main.typ"
        main.write_text(source, "utf-8")
        try:
            compiler = typst.Compiler(
                str(main), root=str(root), font_paths=_fonts(), ignore_system_fonts=True
            )
            data, _ = compiler.compile_with_warnings(
                format="pdf", pdf_standards=STANDARDS, timestamp=_timestamp(date)
            )
        except typst.TypstError as error:
            raise TemplateError(
                Message("Typst refuses the document: {reason}", reason=_reason(error, folder)),
                None,
                Where(f"docs_templates/{name}"),
            ) from error
    assert isinstance(data, bytes)
    return data


def _timestamp(date: str) -> datetime.datetime:
    if not date:
        return _EPOCH
    return datetime.datetime.fromisoformat(date).replace(tzinfo=datetime.UTC)


def _reason(error: Exception, folder: str) -> str:
    return str(getattr(error, "diagnostic", None) or error).replace(folder, "").strip()


@cache
def _fonts() -> object:
    """Read the fonts once per process; DejaVu Sans stands in matplotlib's data."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(font_folder())])


def font_folder() -> Path:
    """Return the folder of the DejaVu fonts (found without importing matplotlib)."""
    spec = find_spec("matplotlib")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"
