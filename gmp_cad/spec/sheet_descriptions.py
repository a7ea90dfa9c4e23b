"""What every key of the sheet template means: shown by editors through its JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping

from gmp_cad.language import Message

# Table → key as TOML writes it → what it means; "" is the table itself.
# fmt: off
SHEET_DESCRIPTIONS: Mapping[str, Mapping[str, Message]] = {
    "SheetTemplate": {
        "": Message("The drawing sheet: sheet.toml, its frame, title block and tables. Lengths in mm on paper."),
        "frame": Message("The border of the sheet and its marks (ISO 5457)."),
        "title_block": Message("Title blocks (ISO 7200): one for all sheets, or some for the sheets that they name."),
        "revision_table": Message("The history of the drawing."),
        "parts_list": Message("The parts list of assembly drawings (ISO 7573)."),
    },
    "Frame": {
        "": Message("The border of the sheet and its marks (ISO 5457)."),
        "left": Message("Filing margin: from the left edge of the sheet to the frame, mm."),
        "other": Message("From the other edges of the sheet to the frame, mm."),
        "line": Message("Width of the frame's line, mm."),
        "zones": Message("Whether reference zones are drawn."),
        "zone_pitch": Message("Length of a zone, mm."),
        "zone_width": Message("Width of the border of the zones, mm."),
        "zone_line": Message("Width of the lines of the zones, mm."),
        "zone_lettering": Message("Height of the letters and figures of the zones, mm."),
        "centring": Message("Whether centring marks are drawn."),
        "centring_reach": Message("How far centring marks reach into the drawing space, mm."),
        "trimming": Message("Whether trimming marks are drawn in the corners."),
    },
    "TitleBlock": {
        "": Message("A title block, in the lower right corner of the drawing space."),
        "sheets": Message("The sheets that have this block; all those without one of their own unless given."),
        "width": Message("Width of the block, mm."),
        "height": Message("Height of the block, mm."),
        "line": Message("Width of its outline, mm."),
        "caption_lettering": Message("Height of the captions, mm."),
        "cell": Message("The cells, from the upper left corner of the block."),
        "stroke": Message("Lines of a logo, from the upper left corner of the block."),
    },
    "Cell": {
        "": Message("A cell of a title block."),
        "x": Message("Its left side, from that of the block, mm."),
        "y": Message("Its upper side, from that of the block downwards, mm."),
        "width": Message("Its width, mm."),
        "height": Message("Its height, mm."),
        "caption": Message("The small words above the value."),
        "field": Message("The value that it shows."),
        "text": Message("Words of its own, instead of a value."),
        "lettering": Message("Height of the value, mm; less where it is long."),
        "align": Message("Where the value stands in the cell."),
        "lines": Message("The most lines on which a long value is written."),
        "border": Message("The line around the cell."),
        "empty": Message("What stands for a value that is not given."),
    },
    "Stroke": {
        "": Message("A line of a logo: straight strokes through points."),
        "points": Message("The points [x, y], mm."),
        "width": Message("Width of the line, mm."),
        "filled": Message("Whether the shape is filled."),
    },
    "Grid": {
        "row_height": Message("Height of a row, mm."),
        "heading_height": Message("Height of the heading, mm."),
        "lettering": Message("Height of the texts, mm; less where they are long."),
        "heading_lettering": Message("Height of the texts of the heading, mm."),
    },
    "RevisionTable": {
        "": Message("The history of the drawing, the newest row highest."),
        "place": Message("On the title block or at its left side."),
        "most": Message("How many rows are shown at most, the newest."),
        "column": Message("The columns from left to right."),
    },
    "PartsTable": {
        "": Message("The parts list, from the title block upwards."),
        "column": Message("The columns from left to right."),
    },
    "Column": {
        "field": Message("What the column shows."),
        "caption": Message("Heading of the column."),
        "width": Message("Width of the column, mm."),
        "align": Message("Where its texts stand."),
    },
    "RevisionColumn": {"": Message("A column of the history.")},
    "PartsColumn": {"": Message("A column of the parts list.")},
}
# fmt: on
