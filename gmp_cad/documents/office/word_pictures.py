"""Drawings in a Word text: vector for Word 2016 and later, PNG for the others, no wider than their place."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.shared import Emu, Mm
from lxml import etree

from gmp_cad.documents.drawings.outlined import outlined
from gmp_cad.documents.printing.picture import Picture
from gmp_cad.documents.printing.raster import Photograph, png
from gmp_cad.language import Message

_SVG_TYPE = "image/svg+xml"
# MS-ODRAWXML 2.3.1.2: the extension that names a vector picture beside the blip.
_SVG_URI = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_SVG_SPACE = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
NAME = "gmp-"  # of our own drawings, by which they are found again
_TWIP = 635  # EMU
_CELL_MARGIN = 108  # twips, what a cell of Word leaves left and right unless told
_BOX_MARGIN = 91440  # EMU, the same of a text box
_WHOLE = 0.997  # columns of tables are whole twentieths of a point
_LINE = 0.94  # of the height of a page: its paragraph takes the rest


@dataclass(slots=True)
class PicturePlacer:
    """Puts pictures into the document of a template, each of its two forms once per part."""

    document: Any
    _pngs: dict[Picture | Photograph, bytes] = field(default_factory=dict)
    _vectors: dict[tuple[str, str], str] = field(default_factory=dict)
    _count: int = 0

    def place(self, picture: Picture | Photograph) -> str:
        """Return the XML that shows the picture in the part that is being filled."""
        part = self.document.current_rendering_part
        if not hasattr(part, "new_pic_inline"):
            raise self.document.template.error(
                Message("a picture cannot stand in a footnote"),
                Message("put its field into the text, a header or a footer"),
            )
        width, height = picture.size_mm
        if picture not in self._pngs:
            self._pngs[picture] = png(picture)
        inline = part.new_pic_inline(io.BytesIO(self._pngs[picture]), Mm(width), Mm(height))
        self._count += 1
        for found in (inline.docPr, inline.graphic.graphicData.pic.nvPicPr.cNvPr):
            found.set("name", f"{NAME}{self._count}")
            found.set("descr", picture.alt)
        if isinstance(picture, Picture):
            blip = next(inline.iter(qn("a:blip")))
            blip.append(_extension(self._vector(picture, part)))
        xml = etree.tostring(inline, encoding="unicode")
        return f'</w:t></w:r><w:r><w:drawing>{xml}</w:drawing></w:r><w:r><w:t xml:space="preserve">'

    def _vector(self, picture: Picture, part: Any) -> str:
        key = (str(part.partname), picture.svg)
        if key not in self._vectors:
            name = PackURI(f"/word/media/vector{len(self._vectors) + 1}.svg")
            content = outlined(picture.svg).encode()
            vector = Part(name, _SVG_TYPE, content, part.package)
            self._vectors[key] = part.relate_to(vector, RELATIONSHIP_TYPE.IMAGE)
        return self._vectors[key]


def _extension(relation: str) -> Any:
    space = qn("a:x")[1:-2]
    extensions = etree.Element(qn("a:extLst"), nsmap={"a": space})
    extension = etree.SubElement(extensions, qn("a:ext"), {"uri": _SVG_URI})
    etree.SubElement(
        extension, f"{{{_SVG_SPACE}}}svgBlip", {qn("r:embed"): relation},
        nsmap={"asvg": _SVG_SPACE},
    )  # fmt: skip
    return extensions


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A picture as a field of a template: it shows itself where it is written."""

    placer: PicturePlacer
    picture: Picture | Photograph

    def __html__(self) -> str:
        """Return the XML of the picture; markup, so that nothing is escaped again."""
        return self.placer.place(self.picture)

    def __str__(self) -> str:
        return self.__html__()


def fit_pictures(root: Any, sections: list[Any]) -> float:
    """Make our pictures below ``root`` no larger than their place; return the least scale (1: all whole).

    The place is a table cell, a text box, else the text of the page.
    """
    least = 1.0
    for inline in root.iter(qn("wp:inline")):
        if not inline.find(qn("wp:docPr")).get("name", "").startswith(NAME):
            continue
        extent = inline.find(qn("wp:extent"))
        width, height = int(extent.get("cx")), int(extent.get("cy"))
        room, tall = _room(inline, sections)
        scale = min(1.0, room / width, tall / height)
        if scale < _WHOLE:
            for size in (extent, *inline.iter(qn("a:ext"))):
                if size.get("cx"):
                    size.set("cx", str(int(width * scale)))
                    size.set("cy", str(int(height * scale)))
            least = min(least, scale)
    return least


def _room(inline: Any, sections: list[Any]) -> tuple[float, float]:
    """Return the width and height (EMU) that the place of a picture has."""
    section = _section_of(inline, sections)
    across = section.page_width - section.left_margin - section.right_margin
    tall = (section.page_height - section.top_margin - section.bottom_margin) * _LINE
    for holder in inline.iterancestors():
        if holder.tag == qn("w:tc"):
            row = holder.getparent()
            return min(across, _cell_width(holder)), min(tall, _exact_height(row) or tall)
        if holder.tag == f"{{{_WPS}}}txbx":
            box = next(holder.iterancestors(qn("wp:anchor"), qn("wp:inline")), None)
            extent = None if box is None else box.find(qn("wp:extent"))
            if extent is not None:
                return int(extent.get("cx")) - 2 * _BOX_MARGIN, int(extent.get("cy")) * _LINE
    return across, tall


def _section_of(inline: Any, sections: list[Any]) -> Any:
    """Return the section of a picture: the first one that ends after it."""
    body = sections[0]._sectPr.getroottree().getroot()  # noqa: SLF001 - python-docx hides it
    if inline.getroottree().getroot() is not body:
        return sections[0]
    order = {id(e): i for i, e in enumerate(body.iter(qn("wp:inline"), qn("w:sectPr")))}
    place = order[id(inline)]
    return next((s for s in sections if order[id(s._sectPr)] > place), sections[-1])  # noqa: SLF001


def _cell_width(cell: Any) -> float:
    """Return the room (EMU) between the margins of a table cell."""
    width = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
    if width is not None and width.get(qn("w:type")) == "dxa":
        twips = float(width.get(qn("w:w")))
    else:
        twips = sum(_columns(cell))
    return (twips - sum(_margins(cell))) * _TWIP


def _columns(cell: Any) -> Iterator[float]:
    """Yield the widths (twips) of the columns of the grid that a cell covers."""
    row = cell.getparent()
    grid = [float(c.get(qn("w:w"), 0)) for c in row.getparent().iter(qn("w:gridCol"))]
    start = 0
    for other in row.findall(qn("w:tc")):
        span = other.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
        count = 1 if span is None else int(span.get(qn("w:val")))
        if other is cell:
            yield from grid[start : start + count]
        start += count


def _margins(cell: Any) -> Iterator[float]:
    table = next(cell.iterancestors(qn("w:tbl")))
    places = (cell.find(f"{qn('w:tcPr')}/{qn('w:tcMar')}"),
              table.find(f"{qn('w:tblPr')}/{qn('w:tblCellMar')}"))  # fmt: skip
    for sides in (("left", "start"), ("right", "end")):
        told = (p.find(qn(f"w:{s}")) for p in places if p is not None for s in sides)
        found = next((t for t in told if t is not None), None)
        yield _CELL_MARGIN if found is None else float(found.get(qn("w:w")))


def _exact_height(row: Any) -> float | None:
    height = row.find(f"{qn('w:trPr')}/{qn('w:trHeight')}")
    if height is None or height.get(qn("w:hRule")) != "exact":
        return None
    return float(Emu(int(float(height.get(qn("w:val"))) * _TWIP)))
