"""The definition drawing of a part: views in first angle, dimensions with balloons, their table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gmp_cad.drawing import callouts, glyphs, symbols
from gmp_cad.drawing.arrange import arranged
from gmp_cad.drawing.canvas import Canvas
from gmp_cad.drawing.centres import pitch_circle
from gmp_cad.drawing.notes import noted
from gmp_cad.drawing.pens import NARROW_LINE, VISIBLE
from gmp_cad.drawing.primitives import (
    Box,
    Drawing,
    Polyline,
    Primitive,
    box_of,
    extent,
    grow,
    meet,
    moved,
)
from gmp_cad.drawing.sheet import (
    TitleBlock,
    block_box,
    fitted,
    frame,
    in_two,
    space_of,
    title_block,
)
from gmp_cad.drawing.sketch import SketchDimension, ToleranceFrame
from gmp_cad.drawing.sketch_view import draw_called, draw_rows
from gmp_cad.drawing.spans import assigned, shown_cuts
from gmp_cad.drawing.view import View
from gmp_cad.drawing.workpiece import Workpiece, draw_workpiece, profiles
from gmp_cad.evidence import FaceGeometry, LocalSection, Projection
from gmp_cad.language import translate
from gmp_cad.standards import sheets
from gmp_cad.standards.sheets import Scale, Sheet

_INSET = 4.0
_PICTORIAL_SHARE = 0.6  # of the scale of the views: the pictorial view explains, they define
_ROW_HEIGHT = 4.5
_LETTER = 2.0
_LEAST_ON_ONE_LINE = 0.75  # of the height: below, two lines read better
_COLUMNS = (("No.", 9.0), ("Dimension", 40.0), ("Limits", 27.0), ("Designation", 34.0))
_TABLE_WIDTH = sum(width for _, width in _COLUMNS)
_SHEETS = ("A3", "A2", "A1", "A0")


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceMark:
    """What is written on the surface ``on``: texture, tolerance frames, datum letter."""

    on: str = ""
    faces: tuple[int, ...]
    texture: str = ""
    frames: tuple[ToleranceFrame, ...] = ()
    datum: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionRow:
    """One line of the table: balloon number, text with its tolerance, limits, designation."""

    number: str
    text: str
    limits: str = ""
    designation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionInput:
    """What a definition drawing shows: views of the finished part and what its specification says.

    ``notes`` stand beside the title block. ``views`` are named as in first angle; ``isometric`` has no dimensions. The ``balloon`` of a
    dimension is the ``number`` of its row. ``sheet`` is a name of ISO 5457, or empty: the smallest
    on which the part is not drawn smaller than its bare views ask.
    """

    views: tuple[Projection, ...]
    isometric: Projection | None = None
    faces: tuple[FaceGeometry, ...] = ()
    sections: tuple[LocalSection, ...] = ()
    dimensions: tuple[SketchDimension, ...] = ()
    rows: tuple[DimensionRow, ...] = ()
    marks: tuple[SurfaceMark, ...] = ()
    notes: tuple[str, ...] = ()
    block: TitleBlock
    sheet: str = ""


def definition_drawing(part: DefinitionInput) -> Drawing:
    """Return the definition drawing on one sheet.

    The scale is the largest of ISO 5455 at which views, dimensions and table fit. Dimensions that
    cannot be drawn in these views stand in the table alone.
    """
    names = (part.sheet,) if part.sheet else _SHEETS
    least = _bare_scale(part, sheets.sheet(names[0])).ratio
    best: tuple[float, Drawing] | None = None
    for name in names:
        found = _on_sheet(part, sheets.sheet(name))
        if found is not None and (best is None or found[0] > best[0]):
            best = found
        if best is not None and best[0] >= least:
            break
    assert best is not None, "the smallest scale always fits"
    return best[1]


def shown(part: DefinitionInput) -> tuple[tuple[SketchDimension, ...], tuple[SurfaceMark, ...]]:
    """Return the dimensions and the marks that the views show, whatever the scale."""
    views = tuple(View(projection=projection, scale=1.0) for projection in part.views)
    *_, left = assigned(part.dimensions, views, shown_cuts(part.sections))
    workpiece = Workpiece(faces=part.faces, sections=part.sections)
    return tuple(d for d in part.dimensions if d not in left), tuple(
        mark for mark in part.marks if any(profiles(workpiece, mark.faces, v) for v in views)
    )


def _bare_scale(part: DefinitionInput, sheet: Sheet) -> Scale:
    """Return the scale at which the views would fill a third of the sheet in each direction."""
    boxes = {view.name: view.box_mm for view in part.views}
    x0, y0, x1, y1 = boxes.get("front", part.views[0].box_mm)
    ratio = min(sheet.space_width / 3 / (x1 - x0), sheet.space_height / 3 / (y1 - y0))
    return sheets.scale_at_most(ratio)


def _on_sheet(part: DefinitionInput, sheet: Sheet) -> tuple[float, Drawing] | None:
    """Return (scale, drawing) for the largest scale that fits on the sheet, if any."""
    table = _table(part, sheet)
    notes = noted(part.notes, sheet, part.block.language)
    kept = [grow(block_box(sheet), 2.0)]
    kept += [grow(extent(written), 3.0) for written in (table, notes) if written]
    for scale in sheets.scales():
        if not _bare_fits(part, scale.ratio, sheet):
            continue
        views = _views(part, scale.ratio)
        placed = _placed(views, sheet, kept)
        if placed is None:
            continue
        pictorial = _isometric(part, scale, sheet, [*kept, *map(box_of, placed)])
        block = title_block(sheet, part.block, str(scale))
        drawn = (*frame(sheet), *placed, *pictorial, *table, *notes, *block)
        return scale.ratio, Drawing(
            width=sheet.width,
            height=sheet.height,
            primitives=drawn,
            title=f"{part.block.number} {part.block.title}".strip(),
        )
    return None


def _bare_fits(part: DefinitionInput, scale: float, sheet: Sheet) -> bool:
    return all(
        (x1 - x0) * scale < sheet.space_width and (y1 - y0) * scale < sheet.space_height
        for x0, y0, x1, y1 in (view.box_mm for view in part.views)
    )


def _views(part: DefinitionInput, scale: float) -> tuple[Primitive, ...]:
    views = tuple(View(projection=projection, scale=scale) for projection in part.views)
    cuts = shown_cuts(part.sections)
    spans, called, _ = assigned(part.dimensions, views, cuts)
    workpiece = Workpiece(faces=part.faces, sections=part.sections)
    marked: set[int] = set()
    layouts: dict[str, tuple[Primitive, ...]] = {}
    for view in views:
        canvas = Canvas(view)
        draw_workpiece(canvas, workpiece, sketch=False)
        canvas.draw([pitch_circle(d, view) for d in called[view.name] if d.kind == "circle"])
        marked |= _marks(canvas, workpiece, part.marks, marked)
        draw_rows(canvas, spans[view.name])
        draw_called(canvas, called[view.name])
        layouts[view.name] = tuple(canvas.primitives)
    return arranged(layouts)


def _marks(
    canvas: Canvas, workpiece: Workpiece, marks: Sequence[SurfaceMark], done: set[int]
) -> set[int]:
    """Set the marks of the surfaces that this view is the first to show in profile."""
    shown = set()
    for number, mark in enumerate(marks):
        curves = profiles(workpiece, mark.faces, canvas.view)
        if number in done or not curves:
            continue
        shown.add(number)
        faces = workpiece.faces_of(mark.faces)
        if mark.datum:
            callouts.datum(canvas, mark.datum, curves, faces)
        if mark.texture:
            callouts.texture(canvas, mark.texture, curves, faces, VISIBLE)
        for tolerance in mark.frames:
            callouts.frame(canvas, tolerance, curves, faces)
    return shown


def _placed(
    views: tuple[Primitive, ...], sheet: Sheet, kept: Sequence[Box]
) -> tuple[Primitive, ...] | None:
    """Set the views as near to the middle of the space as the kept boxes allow, or give up."""
    x0, y0, x1, y1 = grow(space_of(sheet), -_INSET)
    box = extent(views)
    free_x, free_y = x1 - x0 - (box[2] - box[0]), y1 - y0 - (box[3] - box[1])
    if free_x < 0 or free_y < 0:
        return None
    boxes = [box_of(primitive) for primitive in views]
    for share_x in (0.5, 0.4, 0.3, 0.2, 0.1, 0.0):
        for share_y in (0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
            dx, dy = x0 + share_x * free_x - box[0], y0 + share_y * free_y - box[1]
            shifted = [(a + dx, b + dy, c + dx, d + dy) for a, b, c, d in boxes]
            if not any(meet(one, other) for one in shifted for other in kept):
                return moved(views, dx, dy)
    return None


def _isometric(
    part: DefinitionInput, scale: Scale, sheet: Sheet, taken: Sequence[Box]
) -> tuple[Primitive, ...]:
    """Return the pictorial view where there is room, smaller than the views."""
    if part.isometric is None:
        return ()
    space = grow(space_of(sheet), -_INSET)
    ratio = _PICTORIAL_SHARE * scale.ratio
    while ratio > scale.ratio / 20:
        view = View(projection=part.isometric, scale=ratio)
        canvas = Canvas(view)
        draw_workpiece(canvas, Workpiece(faces=()), sketch=True)
        place = _free_place(canvas.extent(), space, taken)
        if place is not None:
            return moved(canvas.primitives, *place)
        ratio *= 0.85
    return ()


def _free_place(box: Box, space: Box, taken: Sequence[Box]) -> tuple[float, float] | None:
    """Return a shift that sets ``box`` on free space, the lowest right one first."""
    wide, tall = box[2] - box[0], box[3] - box[1]
    x = space[2] - wide
    while x >= space[0]:
        y = space[1]
        while y + tall <= space[3]:
            here = grow((x, y, x + wide, y + tall), 3.0)
            if not any(meet(here, other) for other in taken):
                return (x - box[0], y - box[1])
            y += 4.0
        x -= 4.0
    return None


def _table(part: DefinitionInput, sheet: Sheet) -> tuple[Primitive, ...]:
    """Return the table of dimensions in the upper right corner of the space."""
    if not part.rows:
        return ()
    _, _, right, top = space_of(sheet)
    lang = part.block.language
    room = top - block_box(sheet)[3] - 6.0
    pitch = min(_ROW_HEIGHT, room / (len(part.rows) + 1))
    left = right - _TABLE_WIDTH
    head = tuple(translate(caption, lang) for caption, _ in _COLUMNS)
    lines = [head, *((r.number, r.text, r.limits, r.designation) for r in part.rows)]
    found: list[Primitive] = []
    for i, cells in enumerate(lines):
        found += _table_line(cells, (left, top - (i + 1) * pitch), pitch)
    bottom = top - len(lines) * pitch
    found += _rulings(left, right, bottom, top)
    return tuple(found)


def _table_line(
    cells: Sequence[str], corner: tuple[float, float], pitch: float
) -> Iterator[Primitive]:
    x, y = corner
    yield Polyline(points=((x, y), (x + _TABLE_WIDTH, y)), pen=NARROW_LINE)
    letter = min(_LETTER, 0.5 * pitch)
    for text, (_, width) in zip(cells, _COLUMNS, strict=True):
        yield from _cell(text, (x + 1.0, y), width - 2.0, letter, pitch)
        x += width


def _cell(
    text: str, corner: tuple[float, float], room: float, letter: float, pitch: float
) -> Iterator[Primitive]:
    """Yield the text on one line, or on two smaller ones where it is too long."""
    x, y = corner
    if fitted(text, letter, room) > _LEAST_ON_ONE_LINE * letter:
        height = fitted(text, letter, room)
        yield from glyphs.line(text, (x, y + (pitch - height) / 2), height)
        return
    for line, base in zip(in_two(text), (0.56, 0.12), strict=True):
        yield from glyphs.line(line, (x, y + base * pitch), fitted(line, 0.7 * letter, room))


def _rulings(left: float, right: float, bottom: float, top: float) -> Iterator[Primitive]:
    yield symbols.rectangle((left, bottom), right - left, top - bottom, NARROW_LINE)
    x = left
    for _, width in _COLUMNS[:-1]:
        x += width
        yield Polyline(points=((x, bottom), (x, top)), pen=NARROW_LINE)
