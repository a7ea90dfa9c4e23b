"""What the drawing of a part must say: every line of its specification, once, at its place (mm)."""

from __future__ import annotations

from dataclasses import replace

from gmp_cad.drawing.annotation import Callout, PartAnnotations
from gmp_cad.drawing.specified_part.belonging import owners
from gmp_cad.drawing.specified_part.place import callout_of
from gmp_cad.drawing.specified_part.signs import Sign, marks_of, signs_of
from gmp_cad.drawing.specified_part.threads import threads_of
from gmp_cad.drawing.specified_part.wording import texts_of
from gmp_cad.evidence import PartGeometry
from gmp_cad.spec.balloons import balloons
from gmp_cad.spec.part import PartSpec


def annotations_of(spec: PartSpec, geometry: PartGeometry, lang: str = "fr") -> PartAnnotations:
    """Return the callouts, marks and threads of a part's definition drawing.

    Each line of ``[dimensions]``, ``[tolerances]``, ``[datums]`` and ``[textures]``, and the
    texture of each dimension, stands in one of them or in ``unplaced``, where it is called
    ``bore``, ``bore.ra``, ``tolerances.KEY``, ``datums.LETTER`` or ``textures.SURFACE``.
    Balloons number the lines in the order of the file, from 1.
    """
    numbers = balloons(spec)
    placed = {
        name: callout_of(dimension, geometry, numbers[name], lang)
        for name, dimension in spec.dimensions.items()
    }
    callouts = {name: callout for name, callout in placed.items() if callout is not None}
    signs = signs_of(spec, geometry, owners(spec, geometry, callouts.values()), lang)
    lost = [
        (name, " ".join(texts_of(spec.dimensions[name], lang)))
        for name, callout in placed.items()
        if callout is None
    ]
    lost += [(sign.line, sign.said) for sign in signs if not (sign.owner or sign.faces)]
    return PartAnnotations(
        callouts=tuple(_signed(callout, signs) for callout in callouts.values()),
        marks=marks_of(sign for sign in signs if not sign.owner and sign.faces),
        threads=tuple(threads_of(spec, geometry)),
        unplaced=tuple(lost),
    )


def _signed(callout: Callout, signs: tuple[Sign, ...]) -> Callout:
    """Return a callout with the frames and the datum letter that stand on its dimension line."""
    own = [sign for sign in signs if sign.owner == callout.line]
    return replace(
        callout,
        frames=tuple(sign.frame for sign in own if sign.frame),
        datum=next((sign.datum for sign in own if sign.datum), ""),
    )
