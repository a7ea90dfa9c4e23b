"""A drawing as PNG, by Typst itself: no library of the system is needed."""

from __future__ import annotations

import struct
import tempfile
from dataclasses import dataclass
from pathlib import Path

import typst

from gmp_cad.documents.printing import pdf
from gmp_cad.documents.printing.picture import Picture

# On paper: fine lines stay lines; a page-wide sketch takes some ten kilobytes.
PRINT_PPI = 200.0
_HEADER = struct.Struct(">16xII")  # PNG: signature, length and name of IHDR, then width and height
_INCH_MM = 25.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Photograph:
    """A picture that is a PNG from the start, with the words read aloud in its place."""

    content: bytes
    alt: str

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height on paper at the resolution of print."""
        width, height = _HEADER.unpack_from(self.content)
        return width * _INCH_MM / PRINT_PPI, height * _INCH_MM / PRINT_PPI


def png(picture: Picture | Photograph, ppi: float = PRINT_PPI) -> bytes:
    """Return a picture as PNG: a drawing on clear ground, ``ppi`` pixels an inch of its own size.

    The same bytes every time.
    """
    if isinstance(picture, Photograph):
        return picture.content
    width, height = picture.size_mm
    with tempfile.TemporaryDirectory(prefix="gmp-") as folder:
        (Path(folder) / "drawing.svg").write_text(picture.svg, "utf-8")
        main = Path(folder) / "main.typ"
        main.write_text(
            f"#set page(width: {width}mm, height: {height}mm, margin: 0mm, fill: none)\n"
            f'#image("drawing.svg", width: {width}mm)\n',
            "utf-8",
        )
        data = typst.Compiler(
            str(main), root=folder, font_paths=pdf.fonts(), ignore_system_fonts=True
        ).compile(format="png", ppi=ppi)
    assert isinstance(data, bytes)
    return data
