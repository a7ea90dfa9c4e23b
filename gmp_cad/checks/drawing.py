"""A drawing can be read: nothing lies on anything, every line stands once, lettering is legible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.drawing.score import Score
from gmp_cad.finding import Finding
from gmp_cad.language import Message

_LEAST_LETTERING_MM = 1.8  # the smallest height of ISO 3098-1
_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnSheet:
    """A finished drawing as it is judged.

    ``unplaced``: lines that stand in the notes alone, with their texts. ``rough``: the views whose
    lines the polygonal hidden-line removal gave; ``shortened``: fields of the sheet that end in "…";
    ``given_up``: the sheet and the scale that were chosen, where the part does not fit on them.
    """

    subject: str
    score: Score
    unplaced: tuple[tuple[str, str], ...] = ()
    rough: tuple[str, ...] = ()
    shortened: tuple[str, ...] = ()
    given_up: tuple[str, ...] = ()


@check(
    "drawing.legible",
    "Drawings that can be read",
    "A text on a line or on another text is misread in the workshop, and a dimension that stands"
    " twice will differ the day one of the two is changed.",
)
def sheet(drawn: DrawnSheet) -> Iterator[Finding]:
    """Yield what is wrong with the sheet, one verdict a kind; a single PASS where nothing is."""
    verdicts = Verdicts("drawing.legible", drawn.subject)
    found = [*_legibility(drawn, verdicts), *_completeness(drawn, verdicts)]
    if drawn.rough:
        message = Message("views with approximate hidden lines: {views}", views=_some(drawn.rough))
        hint = Message("exact hidden-line removal fails on this shape; see the note on the sheet")
        found.append(verdicts.warned("approximate", message, hint=hint))
    if drawn.given_up:
        message = Message("the part does not fit on what was chosen: {choices}",
                          choices=_some(drawn.given_up))  # fmt: skip
        hint = Message("choose a larger sheet or a smaller scale in [drawing], or neither")
        found.append(verdicts.warned("does_not_fit", message, hint=hint))
    if drawn.shortened:
        message = Message("shortened on the sheet: {fields}", fields=_some(drawn.shortened))
        hint = Message("write it shorter, or give the field more room in docs_templates/sheet.toml")
        found.append(verdicts.warned("shortened", message, hint=hint))
    if not found:
        message = Message("nothing overlaps, every line stands once")
        found = [verdicts.passed("legible", message, observed=drawn.score.total)]
    yield from found


def _legibility(drawn: DrawnSheet, verdicts: Verdicts) -> Iterator[Finding]:
    score = drawn.score
    if score.overlaps:
        pairs = [f"{f.first} × {f.second}" for f in score.faults if f.kind != "crossing"]
        message = Message(
            "{count} {count:overlap|overlaps}: {pairs}", count=score.overlaps, pairs=_some(pairs)
        )
        hint = Message("choose a larger sheet or scale in [drawing]")
        yield verdicts.warned("overlaps", message, hint=hint, observed=score.overlaps, expected=0)
    if 0 < score.smallest_lettering < _LEAST_LETTERING_MM - 1e-9:
        message = Message("lettering of {height} mm", height=score.smallest_lettering)
        yield verdicts.warned("lettering", message, expected=_LEAST_LETTERING_MM, unit="mm")
    if score.unknown:
        message = Message("the lettering lacks {signs}", signs=_some(score.unknown))
        hint = Message("write them in Latin letters, or with the signs of docs/specification.md")
        yield verdicts.warned("unknown_signs", message, hint=hint)


def _completeness(drawn: DrawnSheet, verdicts: Verdicts) -> Iterator[Finding]:
    score = drawn.score
    if score.missing:
        message = Message("no view shows {lines}", lines=_some(score.missing))
        yield verdicts.failed("missing", message, observed=len(score.missing), expected=0)
    if score.doubled:
        message = Message("drawn more than once: {lines}", lines=_some(score.doubled))
        yield verdicts.failed("doubled", message, observed=len(score.doubled), expected=0)
    if drawn.unplaced:
        lines = [f"{line} ({text})" for line, text in drawn.unplaced]
        message = Message("in the notes alone, without a place: {lines}", lines=_some(lines))
        hint = Message("name its surfaces so that a view can show them in true length")
        yield verdicts.warned("unplaced", message, hint=hint, observed=len(lines), expected=0)


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown} …"
