"""The scale and the sheet on which a drawing reads best, among those that are tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from gmp_cad.drawing.layout.sizing import larger, ways
from gmp_cad.drawing.primitives import Drawing
from gmp_cad.errors import NoRoomError, Where
from gmp_cad.language import Message
from gmp_cad.spec.drawing import DrawingChoices
from gmp_cad.spec.sheet_template import FILE
from gmp_cad.standards.sheets import Scale, Sheet

_MORE, _FEW = 1.5, 3  # crossings that a larger scale on the same sheet is worth


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A drawing, and what its layout knows of it.

    ``overlaps``: texts that lie on others; ``crossings`` of lines of annotations; ``unplaced``:
    lines of the specification without a place in a view, with their texts; ``shortened``: fields of
    the title block and the tables that had no room; ``given_up``: the sheet and the scale of the
    specification on which the part does not fit.
    """

    drawing: Drawing
    overlaps: int
    crossings: int
    unplaced: tuple[tuple[str, str], ...] = ()
    shortened: tuple[str, ...] = ()
    given_up: tuple[str, ...] = ()


def best_sheet(
    asked: float, choices: DrawingChoices, draw: Callable[[Sheet, Scale], Drawn | None]
) -> Drawn:
    """Return the drawing at the scale that is asked for on the smallest sheet where it fits.

    ``draw`` returns None where the views do not fit. Where texts would lie on each other, larger
    scales are tried, and the way with the fewest overlaps is kept; where room is left on the
    sheet, the next scale takes it, unless lines would cross much more often. A sheet and a scale
    of the specification on which the part does not fit give way, the scale first, and are told.
    Raises NoRoomError as :func:`no_room` says.
    """
    without_scale = choices.model_copy(update={"scale": None})
    free = without_scale.model_copy(update={"sheet": None})
    for kept in (choices, without_scale, free):
        found = _best(asked, kept, draw)
        if found is not None:
            lost = (choices.sheet if kept is free else None,
                    choices.scale if kept is not choices else None)  # fmt: skip
            return replace(found, given_up=tuple(choice for choice in lost if choice))
    raise no_room()


def no_room() -> NoRoomError:
    """Return the fault of a sheet template on which nothing fits, at any scale on any sheet."""
    return NoRoomError(
        Message(
            "The title block and the tables leave no room for the views, even on the largest sheet"
        ),
        Message("make the title block, the parts list or the margins of the template smaller"),
        Where(FILE),
    )


def _best(
    asked: float, choices: DrawingChoices, draw: Callable[[Sheet, Scale], Drawn | None]
) -> Drawn | None:
    best: tuple[Sheet, Scale, Drawn] | None = None
    for sheet, scale in ways(asked, choices.sheet, choices.scale):
        if best is not None and scale == best[1]:
            continue  # a larger sheet alone changes nothing
        if best is not None and scale.ratio < best[1].ratio:
            break  # smaller, texts have less room
        found = draw(sheet, scale)
        if found is not None and (best is None or found.overlaps < best[2].overlaps):
            best = sheet, scale, found
        if best is not None and not best[2].overlaps:
            break
    if best is None:
        return None
    sheet, scale, drawn = best
    for larger_scale in () if choices.scale else larger(scale, asked):
        found = draw(sheet, larger_scale)
        if found is None or found.overlaps > drawn.overlaps:
            break
        if found.crossings > _MORE * drawn.crossings + _FEW:
            break
        drawn = found
    return drawn
