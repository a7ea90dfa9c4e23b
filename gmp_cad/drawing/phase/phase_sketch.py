"""The sketch of a phase set in its frame: the largest views at which everything can be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gmp_cad.drawing.annotation import Callout
from gmp_cad.drawing.layout.sizing import scale_asked_for
from gmp_cad.drawing.phase.chosen_views import chosen_views
from gmp_cad.drawing.phase.laid_view import LaidViews, laid_views
from gmp_cad.drawing.phase.local_sections import LocalCut, local_sections
from gmp_cad.drawing.phase.page_frame import Margins, PageFrame, margins_of, placed, room_within
from gmp_cad.drawing.phase.text_block import text_blocks
from gmp_cad.drawing.phase.values import PhaseSketch, SketchNote
from gmp_cad.drawing.primitives import Box, Drawing, Group, zoomed
from gmp_cad.drawing.view import FIRST_ANGLE, View, dot
from gmp_cad.drawing.views.broken import with_breakouts
from gmp_cad.drawing.views.plan import PlannedView
from gmp_cad.evidence import Projection
from gmp_cad.language import Message
from gmp_cad.standards.sheets import Scale, scales

# letters of 3,5 and 2,5 mm are set as 2,5 and 1,8 mm at the smallest (ISO 3098-1)
_ZOOMS = (1 / 1.4, 0.85, 1.0)
_LEGIBLE = 0.7  # of the scale that the part asks for with letters of full size
_EASY_SHARE = 0.8  # so little room is only tried when as little as possible is drawn
_LEAST_SHARE = 0.5  # of what would stand around the views freely: in less room nothing is tried
_TRIED, _MOST = 0.3, 3.0  # times it: smaller nothing is tried, larger nothing is gained


@dataclass(frozen=True, slots=True, kw_only=True)
class SketchDrawing:
    """The sketch as drawn on ``sheet``. ``scale``: of its views; ``overlaps``: what lies on something else.

    ``legible``: nothing does, and the views are not smaller than what they say asks for.
    ``unplaced``: keys and texts of what no view can bear, and which the text block says.
    """

    drawing: Drawing
    sheet: str
    scale: Scale
    overlaps: int
    legible: bool
    unplaced: tuple[tuple[str, str], ...]


def planned_cuts(sketch: PhaseSketch) -> tuple[LocalCut, ...]:
    """Return the local sections that the views of a sketch need; their cuts become ``sketch.cuts``."""
    return local_sections(sketch, chosen_views(sketch))


def sketch_drawing(sketch: PhaseSketch, frames: Sequence[PageFrame], lang: str) -> SketchDrawing:
    """Return the sketch in the first of the frames in which it is legible, else in the best one.

    In a frame it stands at the largest scale of ISO 5455 with nothing on another thing, its views in
    projection or one of them elsewhere, with as many of its tools as find room (one at least);
    letters are as large as that scale allows.
    """
    bench = _Bench(
        sketch=sketch, projections=chosen_views(sketch), lang=lang, variants=_variants(sketch)
    )
    best: SketchDrawing | None = None
    for frame in frames:
        found = bench.set_in(frame, _TRIED if frame is frames[-1] else _LEGIBLE)
        if found is not None and (best is None or _better(found, best)):
            best = found
        if best is not None and best.legible:
            break
    return best if best is not None else bench.at_least(frames[-1])


def _variants(sketch: PhaseSketch) -> tuple[PhaseSketch, ...]:
    """Return the sketch with all its tools and its fixture, and with less of them."""
    one = replace(sketch, one_tool_in_front=True)
    if not sketch.tools:
        return (sketch,)
    return (sketch, one, replace(one, fixture=())) if one.fixture else (sketch, one)


def _better(one: SketchDrawing, other: SketchDrawing) -> bool:
    """Tell whether a sketch on a larger sheet is worth it: fewer overlaps, or larger views."""
    if one.overlaps != other.overlaps:
        return one.overlaps < other.overlaps
    return one.scale.ratio > other.scale.ratio


@dataclass(frozen=True, slots=True)
class _Setting:
    """Where and how large: the view ``free`` stands elsewhere than in projection.

    ``variant``: what of tools and fixture is drawn.
    """

    frame: PageFrame
    scale: Scale
    zoom: float
    free: int | None
    variant: int

    @property
    def ratio(self) -> float:
        """Paper mm for 1 mm of the part, before all is set smaller by ``zoom``."""
        return self.scale.ratio / self.zoom


@dataclass(slots=True, kw_only=True)
class _Bench:
    """A sketch being set: what was laid out already, and how far it reached around the views.

    ``variants``: what of tools and fixture may be drawn, most first; ``margins``: by what of tools and fixture is drawn.
    """

    sketch: PhaseSketch
    projections: tuple[Projection, ...]
    lang: str
    variants: tuple[PhaseSketch, ...]
    done: dict[tuple[float, float, int, tuple[Box, ...] | None], LaidViews] = field(
        default_factory=dict
    )
    margins: dict[int, tuple[Margins, ...]] = field(default_factory=dict)

    def asked(self) -> float:
        """Return the ratio from which the views read well."""
        sketch = self.sketch
        spans = [_span(c) for c in sketch.callouts if c.kind in ("length", "diameter")]
        circles = [2 * c.radius_mm for c in sketch.callouts if c.kind == "diameter" and c.hollow]
        signs = sum(1 + bool(s.texture) + len(s.frames) for s in sketch.surfaces)
        count = len(sketch.callouts) + signs + len(sketch.normals) + len(sketch.clamps)
        boxes = [projection.box_mm for projection in self.projections]
        return scale_asked_for(boxes, spans, count, min(circles, default=None))

    def set_in(self, frame: PageFrame, least: float) -> SketchDrawing | None:
        """Return the sketch in a frame; None where it fits at no scale from ``least`` times that asked for."""
        asked = self.asked()
        best: tuple[SketchDrawing, _Setting] | None = None
        for scale in (s for s in scales() if least * asked <= s.ratio <= _MOST * asked):
            for free, variant in self._arrangements():
                if not frame.may_hold(self.projections, scale.ratio, free):
                    continue
                at = _Setting(frame, scale, _ZOOMS[0], free, variant)
                found = self._set(at)
                if found is not None and (best is None or found.overlaps < best[0].overlaps):
                    best = found, at
                if best is not None and not best[0].overlaps:
                    return self._with_larger_letters(*best)
        return None if best is None else best[0]

    def _with_larger_letters(self, best: SketchDrawing, at: _Setting) -> SketchDrawing:
        for zoom in reversed(_ZOOMS[1:]):
            setting = replace(at, zoom=zoom)
            if self._room(setting)[0] >= 1.0:
                larger = self._set(setting)
                if larger is not None and not larger.overlaps:
                    return larger
        return best

    def _arrangements(self) -> Iterator[tuple[int | None, int]]:
        """Yield which view stands elsewhere than in projection, and the variant drawn."""
        above = [n for n, one in enumerate(self.projections) if FIRST_ANGLE[one.name][1]]
        elsewhere = above if len(self.projections) == 2 else []
        last = len(self.variants) - 1
        yield from ((None, variant) for variant in range(last + 1))
        yield from ((number, last) for number in elsewhere)

    def _set(self, at: _Setting) -> SketchDrawing | None:
        """Return the sketch as set; None where it does not fit.

        What is written freely around the views is kept closer to them if the frame asks for it.
        """
        if at.variant not in self.margins:
            self.margins[at.variant] = margins_of(self._laid(at, None))
        share, within = self._room(at)
        last = at.variant == len(self.variants) - 1
        if share < (_LEAST_SHARE if last else _EASY_SHARE):
            return None
        if share >= 1.0:
            views = self._laid(at, None)
            groups = self._placed(at, views)
            if groups is not None:
                return self._drawn(at, views, groups)
            _, within = self._room(at, margins_of(views))
        views = self._laid(at, within)
        groups = self._placed(at, views)
        return None if groups is None else self._drawn(at, views, groups)

    def _room(
        self, at: _Setting, margins: tuple[Margins, ...] | None = None
    ) -> tuple[float, tuple[Box, ...]]:
        """Return what share of the known margins has room at a setting, and where that ends."""
        texts = list(text_blocks(self._notes(at, ())))
        known = margins if margins is not None else self.margins[at.variant]
        return room_within(self._views(at.ratio), known, texts, at.frame.space(at.zoom), at.free)

    def _notes(self, at: _Setting, unplaced: tuple[tuple[str, str], ...]) -> tuple[SketchNote, ...]:
        page = _page_notes(at, self.lang) if self.sketch.scaled else ()
        return (*self.sketch.notes, *_lost(unplaced, self.lang), *page)

    def _placed(self, at: _Setting, views: LaidViews) -> tuple[Group, ...] | None:
        for block in text_blocks(self._notes(at, views.unplaced)):
            groups = placed(views, block, at.frame.space(at.zoom), at.free)
            if groups is not None:
                return groups
        return None

    def _drawn(self, at: _Setting, views: LaidViews, groups: tuple[Group, ...]) -> SketchDrawing:
        primitives: Any = zoomed(groups, at.zoom)
        return SketchDrawing(
            drawing=Drawing(
                width=at.frame.width, height=at.frame.height, primitives=primitives,
                title=self.sketch.title,
            ),
            sheet=at.frame.sheet, scale=at.scale, overlaps=views.overlaps,
            legible=not views.overlaps and at.scale.ratio >= _LEGIBLE * self.asked(),
            unplaced=views.unplaced,
        )  # fmt: skip

    def _laid(self, at: _Setting, within: tuple[Box, ...] | None) -> LaidViews:
        key = (at.ratio, at.zoom, at.variant, within)
        if key not in self.done:
            shown = self.variants[at.variant]
            self.done[key] = laid_views(shown, self._views(at.ratio), at.zoom, within)
        return self.done[key]

    def _views(self, ratio: float) -> list[View]:
        cuts = {cut.name: cut for cut in self.sketch.cuts}
        local = [
            one for one in local_sections(self.sketch, self.projections) if one.cut.name in cuts
        ]
        found = []
        for projection in self.projections:
            outs = tuple(one.out for one in local if one.view == projection.name)
            planned = PlannedView(
                name=projection.name, slot=FIRST_ANGLE[projection.name], hidden=False, broken=outs
            )
            shown = with_breakouts(projection, outs, cuts)
            found.append(View(projection=shown, scale=ratio, planned=planned))
        return found

    def at_least(self, frame: PageFrame) -> SketchDrawing:
        """Return the sketch with letters as small as it takes: nothing is cut off."""
        zoom = _ZOOMS[0]
        scale = next(
            (s for s in scales() if frame.may_hold(self.projections, s.ratio, None)), scales()[-1]
        )
        at = _Setting(frame, scale, zoom, None, len(self.variants) - 1)
        while (groups := self._placed(at, views := self._laid(at, None))) is None:
            at = replace(at, zoom=at.zoom * 0.8)
        return self._drawn(at, views, groups)


def _span(callout: Callout) -> float:
    if callout.kind == "diameter":
        return 2 * callout.radius_mm
    first, second = (dot(end.point, callout.direction) for end in callout.ends)
    return abs(second - first)


def _lost(unplaced: tuple[tuple[str, str], ...], lang: str) -> tuple[SketchNote, ...]:
    """Return a line for each thing that no view can bear: it is said, though not where it applies."""
    if not unplaced:
        return ()
    heading = SketchNote(text=Message("Not placed").say(lang), heading=True)
    return (heading, *(SketchNote(text=text) for _, text in unplaced))


def _page_notes(at: _Setting, lang: str) -> Iterator[SketchNote]:
    """Yield the scale, and the sheet to print on where it is not the one asked for."""
    yield SketchNote(text=Message("Scale {scale}", scale=str(at.scale)).say(lang))
    if at.frame.instead_of:
        told = Message("To be printed on {sheet}", sheet=at.frame.sheet)
        yield SketchNote(text=told.say(lang))
