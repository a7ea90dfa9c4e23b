"""Drill bushes: over every hole, wide enough for the tool, long enough, with room for the chips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from gmp_cad.process.fixture_bush import CHIP_ROOM, LEAST_GUIDE, GuidedHole

# Axes of a bush and of its hole may differ by this much in the model (mm).
_SAME_AXIS_MM = 1e-3


@check(
    "fixture.bush",
    "Drill bushes",
    "A bush decides where its hole will be: it stands on the axis of the hole, lets the tool through, "
    "guides it over 1.5 diameters and leaves room for the chips.",
)
def drill_bushes(name: str, holes: Sequence[GuidedHole]) -> Iterator[Finding]:
    """Yield a verdict per hole of the fixture ``name`` that a bush is declared for."""
    for hole in holes:
        x, y, z = (round(v, 3) + 0.0 for v in hole.place)
        place = Message("{feature} at ({x} ; {y} ; {z})", feature=hole.feature, x=x, y=y, z=z)
        subject = hole.bush.placement if hole.bush is not None else hole.feature
        yield _judged(hole, place, Verdicts("fixture.bush", f"{name}.{subject}"))


def _judged(hole: GuidedHole, place: Message, verdicts: Verdicts) -> Finding:
    bush = hole.bush
    if bush is None:
        return verdicts.failed("unserved", Message("no bush stands over {hole}", hole=place))
    said = {"item": bush.placement, "hole": place}
    if hole.offset_mm > _SAME_AXIS_MM:
        message = Message("{item} stands {offset} mm beside {hole}",
                          offset=round(hole.offset_mm, 3), **said)  # fmt: skip
        return verdicts.failed("aside", message, expected=0.0, observed=hole.offset_mm, unit="mm")
    least, most = (round(v * 1000, 1) + 0.0 for v in hole.play_mm)
    if least < 0:
        message = Message("{item}: the tool ⌀{tool} does not pass the bore ⌀{bore}",
                          item=bush.placement, tool=hole.tool_mm, bore=bush.bore_mm[0])  # fmt: skip
        return verdicts.failed(
            "tight", message, expected=hole.tool_mm, observed=bush.bore_mm[0], unit="mm"
        )
    message = Message(
        "{item} on the axis of {hole}: play {least} to {most} µm, guided over {length} mm "
        "({ratio} d), {room} mm off the part ({share} d)",
        least=least, most=most, length=round(bush.length_mm, 2),
        ratio=round(bush.length_mm / hole.tool_mm, 1), room=round(hole.room_mm, 2),
        share=round(hole.room_mm / hole.tool_mm, 2), **said,
    )  # fmt: skip
    if bush.length_mm < LEAST_GUIDE * hole.tool_mm:
        return verdicts.warned("short", message)
    low, high = (share * hole.tool_mm for share in CHIP_ROOM)
    if not low <= hole.room_mm <= high:
        return verdicts.warned("chips", message)
    return verdicts.passed("guides", message)
