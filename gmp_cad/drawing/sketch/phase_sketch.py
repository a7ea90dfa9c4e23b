"""The sketch of a contrat de phase: views at one scale in first angle, notes beside them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from gmp_cad.drawing.primitives import Drawing, Primitive, zoomed
from gmp_cad.drawing.sketch.arrange import arranged
from gmp_cad.drawing.sketch.paint import along
from gmp_cad.drawing.sketch.setting import set_in_frame
from gmp_cad.drawing.sketch.sketch_view import ViewTask, lay_out, painted_curves
from gmp_cad.drawing.sketch.spans import assigned, shown_cuts
from gmp_cad.drawing.sketch.values import Note, PhaseSketch, SketchDimension
from gmp_cad.drawing.view import FIRST_ANGLE, View

_EQUAL_MM = 1e-6
_ZOOMS = (1.0, 0.9, 0.8, 0.75)  # capitals of 2.5 mm become 1.88 mm, those of notes 1.8 mm
_LAST_ZOOMS = (0.65, 0.58, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05)
_STEP = 10**-0.1  # preferred numbers R10 (ISO 3), among which are the scales of ISO 5455
_LARGEST = 10.0
_FEWEST_SCALES = 9
_FULL = 0.62  # share of the frame that the bare views fill in a good sketch
_SMALL_COST, _LETTER_COST, _LISTED_COST, _CLUTTER_COST = 6.0, 9.0, 0.8, 0.7


@dataclass(frozen=True, slots=True)
class Detail:
    """How much is drawn at the views: the rest is written beside them."""

    leaders: bool
    dimensions: int


_ALL = 999
_DETAILS = (Detail(True, _ALL), Detail(False, _ALL), Detail(False, 6), Detail(False, 3))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A sketch set in its frame, with what it costs to read: 0 is best, above 8 it is hard."""

    drawing: Drawing
    cost: float


def best_sketch(sketch: PhaseSketch, width_mm: float, height_mm: float) -> Attempt:
    """Return the most legible sketch in a frame of ``width_mm`` × ``height_mm``.

    Weighed against each other are the size of the views, that of the letters (capitals of 1.8 mm
    at the least), signs that lie over something, and dimensions or textures that are written
    beside the views for want of room: sizes of holes and repeated values first. The drawing
    states no scale. Only a frame in which nothing fits so has smaller letters.
    """
    frame = (width_mm, height_mm)
    best: Attempt | None = None
    for scale in _scales(sketch, frame):
        before = best
        for detail in _details(sketch):
            if best is not None and _least_cost(sketch, scale, detail, frame) >= best.cost:
                continue
            attempt = _attempt(sketch, scale, detail, frame)
            if attempt is not None and (best is None or attempt.cost < best.cost):
                best = attempt
        if best is not None and best is before:
            break  # smaller views only cost more
    return best if best is not None else _whatever_fits(sketch, frame)


def _details(sketch: PhaseSketch) -> tuple[Detail, ...]:
    """Return the details that differ for this number of dimensions."""
    whole = len(sketch.dimensions)
    return tuple(d for d in _DETAILS if d.dimensions < whole or d.dimensions == _ALL)


def _scales(sketch: PhaseSketch, frame: tuple[float, float]) -> Iterator[float]:
    """Yield scales from the largest at which the bare views fit, downwards."""
    scale = _LARGEST
    while _bare_share(sketch, scale, frame) > 1.0:
        scale *= _STEP
    for _ in range(_FEWEST_SCALES):
        yield scale
        scale *= _STEP


def _bare_share(sketch: PhaseSketch, scale: float, frame: tuple[float, float]) -> float:
    """Return the larger share of the frame's width and height that the bare views take."""
    columns: dict[int, float] = {}
    rows: dict[int, float] = {}
    for view in sketch.views:
        column, row = FIRST_ANGLE[view.name]
        x0, y0, x1, y1 = view.box_mm
        columns[column] = max(columns.get(column, 0.0), (x1 - x0) * scale)
        rows[row] = max(rows.get(row, 0.0), (y1 - y0) * scale)
    return max(sum(columns.values()) / frame[0], sum(rows.values()) / frame[1])


def _small_cost(sketch: PhaseSketch, scale: float, frame: tuple[float, float]) -> float:
    """Return the cost of small views: per halving below a well filled frame."""
    return _SMALL_COST * max(0.0, math.log2(_FULL / _bare_share(sketch, scale, frame)))


def _least_cost(
    sketch: PhaseSketch, scale: float, detail: Detail, frame: tuple[float, float]
) -> float:
    listed = max(0, len(sketch.dimensions) - detail.dimensions)
    return _small_cost(sketch, scale, frame) + _LISTED_COST * listed


def _attempt(
    sketch: PhaseSketch, scale: float, detail: Detail, frame: tuple[float, float]
) -> Attempt | None:
    """Return the sketch at a scale and detail with the largest letters that fit, if any do."""
    assembly = _assembled(sketch, scale, detail)
    for zoom in _ZOOMS:
        laid = set_in_frame(assembly.primitives, assembly.notes, frame[0] / zoom, frame[1] / zoom)
        if laid is not None:
            cost = _small_cost(sketch, scale * zoom, frame) + _LETTER_COST * (1 / zoom - 1)
            cost += _CLUTTER_COST * assembly.clutter + _LISTED_COST * assembly.listed
            return Attempt(drawing=_drawing(sketch, zoomed(laid, zoom), frame), cost=cost)
    return None


def _whatever_fits(sketch: PhaseSketch, frame: tuple[float, float]) -> Attempt:
    """Return the sketch with letters as small as it takes: nothing is clipped."""
    scale = min(_scales(sketch, frame))
    assembly = _assembled(sketch, scale, _DETAILS[-1])
    for zoom in _LAST_ZOOMS:
        laid = set_in_frame(assembly.primitives, assembly.notes, frame[0] / zoom, frame[1] / zoom)
        if laid is not None:
            break
    assert laid is not None, "a frame twenty times as large holds every sketch"
    return Attempt(drawing=_drawing(sketch, zoomed(laid, zoom), frame), cost=math.inf)


def _drawing(
    sketch: PhaseSketch, primitives: tuple[Primitive, ...], frame: tuple[float, float]
) -> Drawing:
    return Drawing(width=frame[0], height=frame[1], primitives=primitives, title=sketch.title)


@dataclass(frozen=True, slots=True)
class _Assembly:
    """The views in first angle, the notes with what is not drawn, and how much lies over."""

    primitives: tuple[Primitive, ...]
    notes: tuple[Note, ...]
    clutter: float
    listed: int


def _assembled(sketch: PhaseSketch, scale: float, detail: Detail) -> _Assembly:
    views = tuple(View(projection=projection, scale=scale) for projection in sketch.views)
    drawn, listed = _shared_out(sketch.dimensions, detail.dimensions)
    moved = [_on_shown_instance(dimension, sketch) for dimension in drawn]
    spans, called, left = assigned(moved, views, shown_cuts(sketch.sections))
    textures = _texture_views(sketch, views)
    laid = [
        lay_out(
            sketch,
            ViewTask(
                view=view,
                spans=tuple(spans[view.name]),
                called=tuple(called[view.name]),
                textures=textures[view.name],
                leaders=detail.leaders,
            ),
        )
        for view in views
    ]
    left += [dimension for layout in laid for dimension in layout.left]
    unwritten = [pair for layout in laid for pair in layout.textures]
    return _Assembly(
        primitives=arranged({layout.name: layout.primitives for layout in laid}),
        notes=(*sketch.notes, *_texture_notes(unwritten), *_unplaced(sketch, [*left, *listed])),
        clutter=sum(layout.clutter for layout in laid),
        listed=len(left) + len(listed) + len({text for text, _ in unwritten}),
    )


def _shared_out(
    dimensions: Sequence[SketchDimension], most: int
) -> tuple[list[SketchDimension], list[SketchDimension]]:
    """Return the dimensions to draw and, beyond ``most``, the least important ones to list.

    Positions come before sizes, sizes before notes, and values before their repetitions.
    """
    seen: set[tuple[str, str]] = set()
    ranked = []
    for i, dimension in enumerate(dimensions):
        repeated = (dimension.kind, dimension.text) in seen
        seen.add((dimension.kind, dimension.text))
        order = {"linear": 0, "diameter": 1, "note": 2}[dimension.kind]
        ranked.append((order, repeated, i))
    kept = {i for *_, i in sorted(ranked)[:most]}
    drawn = [d for i, d in enumerate(dimensions) if i in kept]
    return drawn, [d for i, d in enumerate(dimensions) if i not in kept]


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


def _texture_notes(unwritten: Iterable[tuple[str, str]]) -> Iterator[Note]:
    """Yield ``Ra 6,3 : 3, 4`` for the textures that do not stand on their surfaces."""
    by_text: dict[str, list[str]] = {}
    for text, number in unwritten:
        by_text.setdefault(text, []).append(number)
    for text, numbers in sorted(by_text.items()):
        ordered = sorted(numbers, key=lambda number: (len(number), number))
        yield Note(text=f"{text} : {', '.join(ordered)}", red=True)


def _unplaced(sketch: PhaseSketch, left: Sequence[SketchDimension]) -> Iterator[Note]:
    """Yield one line for each dimension that is not drawn, in the order of the phase."""
    order = {dimension.label: i for i, dimension in enumerate(sketch.dimensions)}
    for dimension in sorted(left, key=lambda d: order.get(d.label, 0)):
        yield Note(text=dimension.label)
