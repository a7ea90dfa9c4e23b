"""Holes are holes and shafts are shafts: what the specification says, the geometry shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.finding import Finding
from gmp_cad.language import Message, word
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.targets import Direction


@check(
    "dimension.side",
    "Holes and shafts",
    "A hole is largest at least material and a shaft at most: a capital fit on a shaft, or a small "
    "letter on a hole, puts every limit on the wrong side of the material.",
)
def sides(spec: PartSpec, directions: Mapping[str, Direction]) -> Iterator[Finding]:
    """Yield a failure per line whose written side is not the one observed, or one PASS."""
    wrong = False
    for name, direction in directions.items():
        if direction.observed is not None and direction.side != direction.observed:
            wrong = True
            dimension = spec.dimensions[name]
            message = Message(
                "{size} is written as that of a {side}, and its faces are those of a {observed}",
                size=dimension.size.written, side=word(str(direction.side)),
                observed=word(direction.observed),
            )  # fmt: skip
            hint = Message("a capital letter is that of a hole or a slot, a small one of a shaft")
            verdicts = Verdicts("dimension.side", f"{spec.name}.{name}", dimension.where)
            yield verdicts.failed(
                "other", message, expected=direction.side, observed=direction.observed, hint=hint
            )
    if not wrong:
        found = [d.observed for d in directions.values()]
        message = Message(
            "features of size: {holes} of holes or slots, {shafts} of shafts or slabs",
            holes=found.count("hole"), shafts=found.count("shaft"),
        )  # fmt: skip
        yield Verdicts("dimension.side", spec.name).passed("agrees", message)
