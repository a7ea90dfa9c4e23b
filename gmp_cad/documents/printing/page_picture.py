"""The pages of a document as pixels, by Typst itself: PDF, SVG and PNG alike, no other library."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Self

import numpy as np
import typst
from numpy.typing import NDArray
from PIL import Image

from gmp_cad.documents.printing import pdf
from gmp_cad.errors import UsageError
from gmp_cad.language import Message

Pixels = NDArray[np.uint8]

PAGE_PPI = 150.0  # a figure of 2.5 mm is 15 pixels high
CLOSE_PPI = 450.0
INCH_MM = 25.4
ENDINGS = frozenset({".pdf", ".svg", ".png"})
_PAGED = ".pdf"
_MOST_PAGES = 2000
_PAST_THE_END = "does not exist"  # how Typst says that a PDF has fewer pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page on white ground as Typst draws it: a PNG, :data:`PAGE_PPI` pixels an inch."""

    png: bytes

    def pixels(self) -> Pixels:
        """Return (height, width, 3): sRGB."""
        return decoded(self.png)


class PageReader:
    """A document being read: its pages one after the other, and close-ups of them.

    ``name`` tells the format by its ending. Use it as a context: the document lies in a folder of
    its own until then.
    """

    def __init__(self, content: bytes, name: str) -> None:
        self._content, self._ending = content, PurePosixPath(name).suffix.lower()
        self._folder = tempfile.TemporaryDirectory(prefix="gmp-")

    def __enter__(self) -> Self:
        (self._root / self._file).write_bytes(self._content)
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    @property
    def _root(self) -> Path:
        return Path(self._folder.name)

    @property
    def _file(self) -> str:
        return f"document{self._ending}"

    def pages(self) -> Iterator[Page]:
        """Yield the pages in their order.

        Raises :class:`~gmp_cad.errors.UsageError` where the file cannot be read, or has none.
        """
        for number in range(1, _MOST_PAGES + 1):
            try:
                content = self._compiled(
                    f"#set page(width: auto, height: auto, margin: 0mm, fill: white)\n#{self._image(number)}",
                    PAGE_PPI,
                )
            except typst.TypstError as error:
                if number > 1 and _PAST_THE_END in str(error):
                    return
                raise UsageError(
                    Message("its pages cannot be read: {reason}", reason=self._reason(error))
                ) from error
            yield Page(png=content)
            if self._ending != _PAGED:
                return

    def close_up(
        self, number: int, page_mm: tuple[float, float], box_mm: tuple[float, float, float, float]
    ) -> Pixels:
        """Return a piece of a page (left, top, width, height), finer than the page itself.

        ``page_mm``: width and height of the page.
        """
        left, top, width, height = box_mm
        whole = f", width: {page_mm[0]}mm, height: {page_mm[1]}mm"
        source = (
            f"#set page(width: {width}mm, height: {height}mm, margin: 0mm, fill: white)\n"
            f"#place(top + left, dx: {-left}mm, dy: {-top}mm,"
            f" {self._image(number, whole)})"
        )
        return decoded(self._compiled(source, CLOSE_PPI))

    def _image(self, number: int, more: str = "") -> str:
        page = f", page: {number}" if self._ending == _PAGED else ""
        return f'image("{self._file}"{page}{more})'

    def _compiled(self, source: str, ppi: float) -> bytes:
        main = self._root / "main.typ"
        main.write_text(source, "utf-8")
        content = typst.Compiler(
            str(main), root=str(self._root), font_paths=pdf.fonts(), ignore_system_fonts=True
        ).compile(format="png", ppi=ppi)
        assert isinstance(content, bytes)
        return content

    def _reason(self, error: Exception) -> str:
        return str(error).replace(self._folder.name, "").partition("\n")[0].strip()


def decoded(png: bytes) -> Pixels:
    """Return a PNG as (height, width, 3): sRGB."""
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGB"))


def size_mm(pixels: Pixels) -> tuple[float, float]:
    """Return width and height of a page on paper, to the millimetre: formats are whole ones."""
    height, width, _ = pixels.shape
    across, tall = (round(side * INCH_MM / PAGE_PPI) for side in (width, height))
    return float(across), float(tall)


def is_grey(pixels: Pixels) -> bool:
    """Return whether a page, or a piece of one, has no colour."""
    red, green, blue = (pixels[:, :, k] for k in range(3))
    return np.array_equal(red, green) and np.array_equal(red, blue)
