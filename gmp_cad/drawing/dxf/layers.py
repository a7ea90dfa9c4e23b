"""The layers of a DXF file: their names for people and the pen that each is drawn with."""

from __future__ import annotations

from collections.abc import Mapping

from ezdxf.document import Drawing as Document

from gmp_cad.drawing.dxf import lines
from gmp_cad.drawing.pens import (
    CENTRE,
    CUTTING_PLANE,
    FRAME,
    HATCHING,
    HIDDEN,
    NARROW_LINE,
    TOOL,
    VISIBLE,
    Pen,
)
from gmp_cad.drawing.primitives import Layer
from gmp_cad.language import Message

# Name, pen: an entity of another pen carries its own width, colour or line type.
LAYERS: Mapping[Layer, tuple[Message, Pen]] = {
    "frame": (Message("Frame"), FRAME),
    "title_block": (Message("Title block"), NARROW_LINE),
    "visible": (Message("Visible edges"), VISIBLE),
    "hidden": (Message("Hidden edges"), HIDDEN),
    "smooth": (Message("Tangent edges"), NARROW_LINE),
    "centre": (Message("Centre lines"), CENTRE),
    "hatching": (Message("Hatching"), HATCHING),
    "cutting_plane": (Message("Cutting planes"), CUTTING_PLANE),
    "thread": (Message("Threads"), NARROW_LINE),
    "break": (Message("Break lines"), NARROW_LINE),
    "dimensions": (Message("Dimensions"), NARROW_LINE),
    "tolerances": (Message("Geometrical tolerances"), NARROW_LINE),
    "datums": (Message("Datums"), NARROW_LINE),
    "texture": (Message("Surface textures"), NARROW_LINE),
    "balloons": (Message("Balloons"), NARROW_LINE),
    "notes": (Message("Notes"), NARROW_LINE),
    "parts_list": (Message("Parts list"), NARROW_LINE),
    "holding": (Message("Locating and clamping"), NARROW_LINE),
    "tools": (Message("Tools"), TOOL),
    "fixture": (Message("Fixture"), NARROW_LINE),
}


def layer_name(layer: Layer, lang: str) -> str:
    """Return the name that people read in the list of layers."""
    return LAYERS[layer][0].say(lang)


def define_layers(document: Document, lang: str) -> None:
    """Add all layers, so that every file of the house lists the same."""
    for layer, (_, pen) in LAYERS.items():
        document.layers.add(
            layer_name(layer, lang),
            color=lines.FOREGROUND,
            linetype=lines.line_type(pen),
            lineweight=lines.lineweight(pen.width),
        )
