"""One dimension line for equal dimensions between the same lines of a view (ISO 129-1: nothing twice).

Holes of several sizes on one line have each its dimension in a specification; on paper they would
stand one upon the other, the same number each time.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace

from gmp_cad.drawing.annotate.seen import Seen
from gmp_cad.drawing.annotate.spans import Span, span_of
from gmp_cad.drawing.annotation import Callout, End
from gmp_cad.drawing.primitives import Point

_DIGITS = 2  # of mm on paper: what is equal to the eye


def shared(callouts: Iterable[Callout], sight: Seen) -> tuple[Callout, ...]:
    """Return the callouts of a view; those that would repeat another one are said by it (``also``)."""
    found: dict[Hashable, Callout] = {}
    for number, callout in enumerate(callouts):
        key = _place(callout, sight) or number
        found[key] = _joined(found[key], callout, sight) if key in found else callout
    return tuple(found.values())


def _place(callout: Callout, sight: Seen) -> Hashable | None:
    """Return what equal dimensions of a view have in common; None for one that stands alone."""
    if callout.kind != "length" or callout.frames or callout.datum or callout.texture:
        return None
    span = span_of(callout, sight)
    if span is None or not all(foot.shown for foot in span.feet):
        return None
    ends = tuple(round(foot.u, _DIGITS) for foot in span.feet)
    return (callout.texts, callout.boxed, callout.label, round(span.axes.angle_deg, _DIGITS), ends)


def _joined(first: Callout, other: Callout, sight: Seen) -> Callout:
    """Return a callout that says another one too: its extension lines clear the places of both."""
    span = span_of(first, sight)
    assert span is not None  # only what has a span is joined
    ours, theirs = (
        sorted(one.ends, key=lambda end: _u(end, span, sight)) for one in (first, other)
    )
    ends = tuple(
        replace(a, faces=tuple(dict.fromkeys((*a.faces, *b.faces))))
        for a, b in zip(ours, theirs, strict=True)
    )
    return replace(
        first, ends=(ends[0], ends[1]), also=(*first.also, (other.line, other.balloon), *other.also)
    )


def _u(end: End, span: Span, sight: Seen) -> float:
    place: Point = sight.view.place(end.point)
    return span.axes.of(place)[0]
