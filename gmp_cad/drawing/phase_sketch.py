"""The sketch of a contrat de phase: views at one scale in first angle, notes beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from gmp_cad.drawing import glyphs
from gmp_cad.drawing.arrange import GAP, arranged
from gmp_cad.drawing.paint import along
from gmp_cad.drawing.pens import BLACK, RED
from gmp_cad.drawing.primitives import Box, Drawing, Primitive, extent, moved, zoomed
from gmp_cad.drawing.sketch import Note, PhaseSketch, SketchDimension
from gmp_cad.drawing.sketch_view import ViewTask, lay_out, painted_curves
from gmp_cad.drawing.spans import assigned, shown_cuts
from gmp_cad.drawing.view import FIRST_ANGLE, View
from gmp_cad.standards import sheets

_MARGIN = 4.0
_NOTE_HEIGHT = 2.4
_NOTE_PITCH = 4.8
_EQUAL_MM = 1e-6
_ZOOMS = (1.0, 0.94, 0.88, 0.82, 0.76, 0.72)
_LAST_ZOOMS = (0.65, 0.58, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05)


def phase_sketch(sketch: PhaseSketch, width_mm: float, height_mm: float) -> Drawing:
    """Return the sketch drawn in a frame of ``width_mm`` × ``height_mm``.

    The scale is the largest of ISO 5455 at which the views with their dimensions and the notes fit;
    to reach the larger scale the whole may be reduced, capitals to 1.8 mm at the least. Dimensions
    that no view shows in true length are written among the notes. The drawing states no scale.
    """
    laid = _best(sketch, width_mm, height_mm, _ZOOMS)
    if laid is None:  # too much to show: smaller letters are better than a clipped drawing
        laid = _best(sketch, width_mm, height_mm, _LAST_ZOOMS)
    assert laid is not None
    return Drawing(width=width_mm, height=height_mm, primitives=laid, title=sketch.title)


def _best(
    sketch: PhaseSketch, width: float, height: float, zooms: Sequence[float]
) -> tuple[Primitive, ...] | None:
    for scale in (standard.ratio for standard in sheets.scales()):
        if not _bare_parts_fit(sketch, scale, width / zooms[-1], height / zooms[-1]):
            continue
        views, left = _assembled(sketch, scale)
        notes = _notes((*sketch.notes, *_unplaced(left)))
        for zoom in zooms:
            laid = _set_in_frame(views, notes, width / zoom, height / zoom)
            if laid is not None:
                return zoomed(laid, zoom)
    return None


def _bare_parts_fit(sketch: PhaseSketch, scale: float, width: float, height: float) -> bool:
    """Refuse quickly a scale at which even the views without anything around do not fit."""
    columns: dict[int, float] = {}
    rows: dict[int, float] = {}
    for view in sketch.views:
        column, row = FIRST_ANGLE[view.name]
        x0, y0, x1, y1 = view.box_mm
        columns[column] = max(columns.get(column, 0.0), (x1 - x0) * scale)
        rows[row] = max(rows.get(row, 0.0), (y1 - y0) * scale)
    return sum(columns.values()) < width and sum(rows.values()) < height


def _assembled(
    sketch: PhaseSketch, scale: float
) -> tuple[tuple[Primitive, ...], list[SketchDimension]]:
    views = tuple(View(projection=projection, scale=scale) for projection in sketch.views)
    dimensions = [_on_shown_instance(dimension, sketch) for dimension in sketch.dimensions]
    spans, called, left = assigned(dimensions, views, shown_cuts(sketch.sections))
    textures = _texture_views(sketch, views)
    laid = [
        lay_out(
            sketch,
            ViewTask(
                view=view,
                spans=tuple(spans[view.name]),
                called=tuple(called[view.name]),
                textures=textures[view.name],
            ),
        )
        for view in views
    ]
    left += [dimension for layout in laid for dimension in layout.left]
    return arranged({layout.name: layout.primitives for layout in laid}), left


def _on_shown_instance(dimension: SketchDimension, sketch: PhaseSketch) -> SketchDimension:
    """Return a hole's dimension moved to that one of its equal holes which a section shows."""
    wanted = set(dimension.faces[0])
    if dimension.kind != "diameter" or any(wanted & set(s.faces) for s in sketch.sections):
        return dimension
    together = {i for s in sketch.surfaces if wanted & set(s.faces) for i in s.faces}
    by_index = {face.index: face for face in sketch.faces}
    for section in sketch.sections:
        face = by_index[section.faces[0]]
        alike = abs(2 * face.radius_mm - dimension.diameter_mm) < _EQUAL_MM
        if face.index in together and face.surface == "cylinder" and alike:
            low, high = (along(face, span) for span in face.span_mm)
            faces = (section.faces, section.faces)
            return replace(dimension, ends=(low, high), faces=faces)
    return dimension


def _texture_views(sketch: PhaseSketch, views: Sequence[View]) -> dict[str, frozenset[str]]:
    """Return the surfaces whose texture stands in each view: the first that shows them."""
    given: set[str] = set()
    found: dict[str, frozenset[str]] = {}
    for view in views:
        here = frozenset(painted_curves(sketch, view)) - given
        given |= here
        found[view.name] = here
    return found


def _unplaced(left: Iterable[SketchDimension]) -> tuple[Note, ...]:
    return tuple(Note(text=dimension.label) for dimension in left)


def _notes(notes: Sequence[Note]) -> tuple[Primitive, ...]:
    """Return the notes as lines of text, the first one's base line at y = 0, downwards."""
    found: list[Primitive] = []
    y = 0.0
    for note in notes:
        if note.heading and found:
            y -= _NOTE_PITCH / 3
        height = _NOTE_HEIGHT * (1.12 if note.heading else 1.0)
        colour = RED if note.red else BLACK
        found += glyphs.line(note.text, (0.0, y), height, colour=colour)
        y -= _NOTE_PITCH
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Setting:
    """Where views and notes stand: shifts of both."""

    views: tuple[float, float]
    notes: tuple[float, float]


def _set_in_frame(
    views: tuple[Primitive, ...], notes: tuple[Primitive, ...], width: float, height: float
) -> tuple[Primitive, ...] | None:
    box = extent(views)
    space = extent(notes) if notes else (0.0, 0.0, 0.0, 0.0)
    inner = (width - 2 * _MARGIN, height - 2 * _MARGIN)
    if box[3] - box[1] > inner[1]:
        return None
    setting = _beside(box, space, inner) if notes else _alone(box, inner)
    setting = setting or _in_corner(views, box, space, inner)
    if setting is None:
        return None
    return (*moved(views, *setting.views), *moved(notes, *setting.notes))


def _alone(box: Box, inner: tuple[float, float]) -> _Setting | None:
    if box[2] - box[0] > inner[0]:
        return None
    return _Setting(_centred(box, inner, 0.0), (0.0, 0.0))


def _centred(box: Box, inner: tuple[float, float], kept_right: float) -> tuple[float, float]:
    free_x = inner[0] - kept_right - (box[2] - box[0])
    free_y = inner[1] - (box[3] - box[1])
    return (_MARGIN + free_x / 2 - box[0], _MARGIN + free_y / 2 - box[1])


def _beside(box: Box, notes: Box, inner: tuple[float, float]) -> _Setting | None:
    """Set the notes to the right of all views, their middle at mid-height."""
    wide, tall = notes[2] - notes[0], notes[3] - notes[1]
    if box[2] - box[0] + GAP + wide > inner[0] or tall > inner[1]:
        return None
    x = _MARGIN + inner[0] - wide - notes[0]
    y = _MARGIN + (inner[1] - tall) / 2 - notes[1]
    return _Setting(_centred(box, inner, wide + GAP), (x, y))


def _in_corner(
    views: tuple[Primitive, ...], box: Box, notes: Box, inner: tuple[float, float]
) -> _Setting | None:
    """Set the notes in the lower right, which first angle leaves empty under the left view."""
    if box[2] - box[0] > inner[0]:
        return None
    dx, dy = _MARGIN - box[0], _MARGIN + inner[1] - box[3]
    x = _MARGIN + inner[0] - notes[2]
    y = _MARGIN - notes[1]
    taken = (notes[0] + x - 2, notes[1] + y - 2, notes[2] + x + 2, notes[3] + y + 2)
    for primitive in moved(views, dx, dy):
        a = extent([primitive])
        if a[0] < taken[2] and taken[0] < a[2] and a[1] < taken[3] and taken[1] < a[3]:
            return None
    return _Setting((dx, dy), (x, y))
