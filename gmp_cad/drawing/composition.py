"""A sheet composed: frame, title block, tables and notes, and the views arranged among them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gmp_cad.drawing.layout.arrangement import Block, arranged, place_for, shifted
from gmp_cad.drawing.primitives import Box, Drawing, Group, extent, grow, moved_group
from gmp_cad.drawing.sheets.block import BlockContent, SheetPart, title_block
from gmp_cad.drawing.sheets.frame import centring_boxes, sheet_frame
from gmp_cad.drawing.sheets.notes import Note, notes_block
from gmp_cad.drawing.sheets.places import space_of
from gmp_cad.drawing.sheets.tables import parts_list, revision_table
from gmp_cad.evidence import Projection
from gmp_cad.language import Message
from gmp_cad.spec.sheet_template import SheetTemplate
from gmp_cad.standards.sheets import Scale, Sheet, sheets

_INSET = 4.0  # between the frame and what is drawn
_BESIDE = 3.0  # between tables, notes and views
_NOTES_WIDTH, _LEAST_NOTES_WIDTH = 100.0, 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a sheet bears besides its views: the template and what its blocks say.

    ``content`` lacks the scale, which the drawing finds. ``parts`` are the rows of the parts list.
    """

    template: SheetTemplate
    content: BlockContent
    title: str
    revisions: tuple[Mapping[str, str], ...] = ()
    notes: tuple[Note, ...] = ()
    parts: tuple[Mapping[str, str], ...] = ()
    lang: str = "fr"


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidView:
    """A view with all that is written on it, in its own paper mm; ``slot`` as in :class:`Block`."""

    groups: tuple[Group, ...]
    slot: tuple[int, int] | None = None

    @property
    def box(self) -> Box:
        """What it takes on paper."""
        return extent(self.groups)


Pictorial = Callable[[float], LaidView]  # at a share of the views' scale
_LEAST_AROUND = 10.0  # what is written around a view takes this at least
_SHARES = (0.8, 0.6, 0.45, 0.3)


def composed(
    paper: Paper,
    sheet: Sheet,
    scale: Scale,
    views: Sequence[LaidView],
    pictorial: Pictorial | None = None,
) -> Drawing | None:
    """Return the sheet, or None where views, tables or notes do not fit on it.

    On the largest sheet, notes that are longer still reach beyond the frame. The pictorial view is drawn as large as the room that is left allows, and left out where it
    would be too small to explain anything.
    """
    furniture = _furniture(paper, sheet, scale)
    if not _within_frame(furniture, paper, sheet):
        return None
    kept = [grow(part.box, _BESIDE) for part in furniture]
    kept += centring_boxes(paper.template, sheet)
    space = grow(space_of(paper.template, sheet), -_INSET)
    blocks = [Block(box=view.box, slot=view.slot) for view in views]
    shifts = arranged(blocks, space, kept)
    if shifts is None or None in shifts:
        return None
    placed = [
        moved_group(group, *shift)
        for view, shift in zip(views, shifts, strict=True)
        if shift is not None
        for group in view.groups
    ]
    taken = kept + [shifted(b.box, s) for b, s in zip(blocks, shifts, strict=True) if s is not None]
    placed += _explained(pictorial, space, taken)
    tables = [part.box for part in furniture[1:]]
    drawn = [*sheet_frame(paper.template, sheet, tables), *placed]
    drawn += [group for part in furniture for group in part.groups]
    return Drawing(
        width=sheet.width, height=sheet.height, primitives=tuple(drawn), title=paper.title
    )


def may_fit(
    paper: Paper, sheet: Sheet, scale: Scale, views: Sequence[tuple[Box, tuple[int, int]]]
) -> bool:
    """Tell whether bare views (box in mm of the part, slot) fit: what does not is not laid out."""
    k = scale.ratio
    boxes = [(x0 * k, y0 * k, x1 * k, y1 * k) for (x0, y0, x1, y1), _ in views]
    blocks = [
        Block(box=grow(box, _LEAST_AROUND), slot=slot)
        for box, (_, slot) in zip(boxes, views, strict=True)
    ]
    kept = [grow(part.box, _BESIDE) for part in _furniture(paper, sheet, scale)]
    return arranged(blocks, grow(space_of(paper.template, sheet), -_INSET), kept) is not None


def room_across(paper: Paper, sheet: Sheet) -> float:
    """Return how wide views with all that is written on them may be, mm."""
    x0, _, x1, _ = grow(space_of(paper.template, sheet), -_INSET)
    return x1 - x0


def rough_note(projections: Iterable[Projection], lang: str) -> tuple[Note, ...]:
    """Return a note where the lines of a view are those of the polygonal hidden-line removal."""
    if all(projection.exact for projection in projections):
        return ()
    return (Note(text=Message("Views drawn from a mesh: curves are approximate").say(lang)),)


def shortened(paper: Paper, sheet: Sheet, scale: Scale) -> tuple[str, ...]:
    """Return what title block and tables cannot say whole: ``title``, ``parts_list[3].note``."""
    return tuple(name for part in _furniture(paper, sheet, scale) for name in part.cut)


def _within_frame(furniture: Sequence[SheetPart], paper: Paper, sheet: Sheet) -> bool:
    """Tell whether tables and notes stand within the frame; there is no sheet beyond the largest."""
    top = space_of(paper.template, sheet)[3]
    return sheet == sheets()[-1] or all(part.box[3] <= top for part in furniture)


def _furniture(paper: Paper, sheet: Sheet, scale: Scale) -> list[SheetPart]:
    """Return title block, parts list and history upon it, and the notes beside or upon those."""
    fields = {**paper.content.fields, "scale": str(scale)}
    content = replace(paper.content, fields=fields)
    found = [title_block(paper.template, sheet, content, paper.lang)]
    listed = parts_list(paper.template, sheet, paper.parts)
    if listed is not None:
        found.append(listed)
    history = revision_table(paper.template, sheet, paper.revisions, found[-1].box)
    if history is not None:
        found.append(history)
    return [*found, *_notes(paper, sheet, found)]


def _notes(paper: Paper, sheet: Sheet, below: Sequence[SheetPart]) -> Iterator[SheetPart]:
    space = grow(space_of(paper.template, sheet), -_INSET)
    corner, top = below[0].box[0] - _BESIDE, max(part.box[3] for part in below)
    width = min(_NOTES_WIDTH, corner - space[0])
    beside = width >= _LEAST_NOTES_WIDTH
    block = notes_block(paper.notes, width if beside else space[2] - space[0], paper.lang)
    if not block.groups:
        return
    x = corner - block.width if beside else space[0]
    y = space[1] if beside else top + _BESIDE
    yield SheetPart(groups=block.at(x, y), box=(x, y, x + block.width, y + block.height))


def _explained(pictorial: Pictorial | None, space: Box, taken: Sequence[Box]) -> list[Group]:
    if pictorial is None:
        return []
    for share in _SHARES:
        view = pictorial(share)
        shift = place_for(view.box, space, taken)
        if shift is not None:
            return [moved_group(group, *shift) for group in view.groups]
    return []
