"""Typst source to PDF: tagged, PDF/A, the fonts of the packages only, the same bytes every time."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import typst

from gmp_cad.documents.template import TemplateError
from gmp_cad.drawing import lettering
from gmp_cad.drawing.font.build import font_bytes
from gmp_cad.errors import Where
from gmp_cad.language import Message

_UNKNOWN_FONT = "unknown font family"
_EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def pdf(source: str, files: Mapping[str, str | bytes], date: str, name: str) -> bytes:
    """Return the PDF of a Typst document.

    ``files`` are what it imports and includes by name (templates, SVG, PNG); ``date`` is the project's
    (ISO text). Nothing outside them can be read. Raises
    :class:`~gmp_cad.documents.template.TemplateError` with Typst's own message; a font that no
    package ships is one too, for the document would look different elsewhere.
    """
    with tempfile.TemporaryDirectory(prefix="gmp-") as folder:
        root = Path(folder)
        for file, content in files.items():
            (root / file).write_bytes(content.encode() if isinstance(content, str) else content)
        main = root / "main.typ"
        main.write_text(source, "utf-8")
        try:
            compiler = typst.Compiler(
                str(main), root=str(root), font_paths=fonts(), ignore_system_fonts=True
            )
            data, warnings = compiler.compile_with_warnings(
                format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=_timestamp(date)
            )
        except typst.TypstError as error:
            raise _refusal(_reason(error, folder), name) from error
    _refuse_unknown_fonts([str(warning.message) for warning in warnings], name)
    assert isinstance(data, bytes)
    return data


def _refusal(reason: str, name: str) -> TemplateError:
    message = Message("Typst refuses the document: {reason}", reason=reason)
    return TemplateError(message, None, Where(f"docs_templates/{name}"))


def _refuse_unknown_fonts(warnings: Sequence[str], name: str) -> None:
    unknown = [warning for warning in warnings if _UNKNOWN_FONT in warning]
    if unknown:
        raise _refusal("; ".join(sorted(set(unknown))), name)


def _timestamp(date: str) -> dt.datetime:
    if not date:
        return _EPOCH
    return dt.datetime.fromisoformat(date).replace(tzinfo=dt.UTC)


def _reason(error: Exception, folder: str) -> str:
    return str(getattr(error, "diagnostic", None) or error).replace(folder, "").strip()


@cache
def fonts() -> typst.Fonts:
    """Return the fonts of every document: DejaVu Sans in matplotlib's data, and that of drawings.

    They are read once per process.
    Typst takes fonts from files only, and reads them when a document first needs them: the file of
    our own font is gone after one that does.
    """
    with tempfile.TemporaryDirectory(prefix="gmp-") as folder:
        (Path(folder) / "drawings.ttf").write_bytes(font_bytes())
        found = typst.Fonts(include_system_fonts=False, font_paths=[str(font_folder()), folder])
        first = f'#set text(font: "{lettering.FONT}", fallback: false)\nA'
        typst.Compiler(first.encode(), font_paths=found, ignore_system_fonts=True).compile(
            format="svg"
        )
    return found


def font_folder() -> Path:
    """Return the folder of the DejaVu fonts (found without importing matplotlib)."""
    spec = find_spec("matplotlib")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"
