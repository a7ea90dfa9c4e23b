"""Typst source to PDF: tagged, PDF/A, the fonts of the packages only, the same bytes every time."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import typst

from gmp_cad.documents.templating.typst_error import MAIN, refusal, refuse_packages
from gmp_cad.drawing import lettering
from gmp_cad.drawing.font.build import font_bytes
from gmp_cad.drawing.font.fallback import font_folder

_UNKNOWN_FONT = "unknown font family"
_NO_FOLDER = ".none"  # packages of whoever builds would not be on other machines
# Port 9 discards what is sent to it, where anything listens there at all.
_NO_WAY = {
    **dict.fromkeys(("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"), "http://127.0.0.1:9"),
    **dict.fromkeys(("no_proxy", "NO_PROXY"), ""),
}
_EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def pdf(
    source: str,
    files: Mapping[str, str | bytes],
    date: str,
    name: str,
    standard: Literal["a-2a", "a-3a"] = "a-2a",
    keywords: Sequence[str] = (),
) -> bytes:
    """Return the PDF of a Typst document; ``standard``: that of PDF/A, a-3a to carry files.

    ``files`` are what it imports and includes by name (templates, SVG, PNG); ``date`` is the project's
    (ISO text); ``keywords`` (project, number and revision …) stand in the file's properties, empty
    ones left out. Nothing outside them can be read. Raises
    :class:`~gmp_cad.documents.templating.template_error.TemplateError` at the template's line; a font that no
    package ships is one too, for the document would look different elsewhere.
    """
    refuse_packages(source, files, name)
    with tempfile.TemporaryDirectory(prefix="gmp-") as folder:
        root = Path(folder)
        for file, content in files.items():
            (root / file).write_bytes(content.encode() if isinstance(content, str) else content)
        main = root / MAIN
        main.write_text(source, "utf-8")
        try:
            compiler = typst.Compiler(
                str(main), root=str(root), font_paths=fonts(), ignore_system_fonts=True,
                sys_inputs={"keywords": json.dumps([word for word in keywords if word])},
                package_path=str(root / _NO_FOLDER), package_cache_path=str(root / _NO_FOLDER),
            )  # fmt: skip
            with _offline():
                data, warnings = compiler.compile_with_warnings(
                    format="pdf", pdf_standards=[standard, "ua-1"], timestamp=_timestamp(date)
                )
        except typst.TypstError as error:
            raise refusal(_reason(error, folder), source, files, name) from error
    _refuse_unknown_fonts(warnings, source, files, name)
    assert isinstance(data, bytes)
    return data


@contextlib.contextmanager
def _offline() -> Iterator[None]:
    """Leave Typst no way to a network: a package's name can be written so that no search finds it."""
    before = {name: os.environ.get(name) for name in _NO_WAY}
    os.environ.update(_NO_WAY)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _refuse_unknown_fonts(
    warnings: Sequence[typst.TypstWarning], source: str, files: Mapping[str, str | bytes], name: str
) -> None:
    for warning in warnings:
        if _UNKNOWN_FONT in str(warning.message):
            raise refusal(str(warning.diagnostic), source, files, name)


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
