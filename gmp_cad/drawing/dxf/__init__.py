"""Write a drawing as DXF: entities a drawing office can edit, real dimensions, the same bytes.

The version is that of AutoCAD 2010: the newest that LibreCAD, FreeCAD and every CAD system of the
shop read alike, with lineweights, true colours and UTF-8. Tolerance frames are blocks of lines
and text, not TOLERANCE entities: those need the font gdt.shx, which most readers lack.
"""

from __future__ import annotations

from gmp_cad.drawing.primitives import Drawing


def to_dxf(drawing: Drawing, lang: str) -> bytes:
    """Return the drawing as a DXF file in mm, its layers named in ``lang``.

    Model space holds the sheet at 1:1; a layout of the sheet's size is ready to be printed. A group
    with ``measured`` becomes a DIMENSION that looks as drawn and measures the part: its style
    divides by the scale of the view.
    """
    from gmp_cad.drawing.dxf import document  # noqa: PLC0415 - ezdxf takes 0.4 s to import

    return document.written(drawing, lang)
