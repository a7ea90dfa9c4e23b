"""A fixture on the machine's table: located twice in its plane, and a place to take PREF on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.evidence import Vector
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.process.fixture_table import TableStanding

# Guiding faces of the tenons may be out of line by this much in the model (mm).
_IN_LINE_MM = 1e-3
_PARALLEL = 0.999
# Usual practice aligns a fixture to 0.02 mm over 100 mm. ISO 2768-2 class H grants a squareness of
# 0.2 mm up to 100 mm: keys that let the fixture turn by half of it guide nothing.
_ALIGNED = 0.02
_GUIDED = 0.1


@check(
    "fixture.table",
    "Fixture on the machine's table",
    "Without two tenons, or a pin and a relieved pin, a fixture stands askew; without a setting "
    "bore or faces its PREF cannot be taken.",
)
def standing(
    table: TableStanding, spindle: Vector, stands: Literal["table", "spindle", "free"] = "table"
) -> Iterator[Finding]:
    """Yield a verdict on the location on the table, and one on the setting features.

    ``spindle``: unit direction of the tool axis in the part's frame. ``stands``: what locates the
    fixture where it has no table: the spindle of a lathe, or nothing under a drill that bushes guide.
    """
    verdicts = Verdicts("fixture.table", table.spec.name)
    if table.table is None and stands == "spindle":
        message = Message("the jaws close on the axis of the spindle: PREF X is 0, PREF Z is taken on "
                          "the stop")  # fmt: skip
        yield verdicts.passed("spindle", message)
        return
    if table.table is None and stands == "free":
        message = Message("the bushes guide every tool: the fixture moves freely under the drill")
        yield verdicts.passed("free", message)
        return
    if table.table is None:
        message = Message("nothing says how the fixture stands on the machine's table")
        yield verdicts.warned("not_given", message, hint=Message("write [table]"))
        return
    if table.table.keys:
        yield _keys(table, verdicts)
    elif table.table.pin and table.table.relieved:
        message = Message("a pin and a relieved pin, {spacing} mm apart",
                          spacing=round(table.spacing_mm, 2))  # fmt: skip
        yield verdicts.judged(table.spacing_mm > 0, ("pins", "one_place"), message)
    else:
        message = Message("one location leaves the fixture free to turn on the table")
        hint = Message("give two keys, or a pin and a relieved pin")
        yield verdicts.failed("turns", message, hint=hint)
    yield _setting(table, spindle, verdicts)


def _keys(table: TableStanding, verdicts: Verdicts) -> Finding:
    assert table.table is not None
    play = table.play_mm
    if len(table.table.keys) < 2:
        message = Message("one key leaves the fixture free to turn on the table")
        return verdicts.failed("turns", message, expected=2, observed=len(table.table.keys))
    if len(table.keys) < len(table.table.keys) or play is None:
        message = Message("the guiding faces of {line} are not found, or have no limits",
                          line=table.table.width)  # fmt: skip
        return verdicts.failed("unknown_keys", message)
    if table.misalignment_mm > _IN_LINE_MM:
        message = Message("the keys are {gap} mm out of one line",
                          gap=round(table.misalignment_mm, 4))  # fmt: skip
        return verdicts.failed(
            "out_of_line", message, expected=0.0, observed=table.misalignment_mm, unit="mm"
        )
    least, most = (round(v * 1000, 1) for v in play)
    if play[0] < 0:
        message = Message("the keys do not enter the slot {slot}: play {least} to {most} µm",
                          slot=table.table.slot, least=least, most=most)  # fmt: skip
        return verdicts.failed("tight", message, expected=0.0, observed=play[0], unit="mm")
    tilt = table.tilt_mm_per_100 or 0.0
    message = Message("{count} keys {spacing} mm apart in the slot {slot}, play {least} to {most} µm: "
                      "at most {tilt} mm over 100 mm askew",
                      count=len(table.keys), spacing=round(table.spacing_mm, 2),
                      slot=table.table.slot, least=least, most=most,
                      tilt=round(tilt, 4))  # fmt: skip
    if tilt <= _ALIGNED:
        return verdicts.passed("keys", message, expected=_ALIGNED, observed=tilt, unit="mm/100 mm")
    code, status = ("loose", Status.FAIL) if tilt > _GUIDED else ("askew", Status.WARN)
    return verdicts.say(
        code, status, message, expected=_ALIGNED, observed=tilt, unit="mm/100 mm",
        hint=Message("a closer fit of the keys, or keys further apart"),
    )  # fmt: skip


def _setting(table: TableStanding, spindle: Vector, verdicts: Verdicts) -> Finding:
    assert table.table is not None
    lost = sorted(set(table.table.setting) - {s.line for s in table.settings})
    if lost:
        message = Message("no bore or plane face {line} in the fixture", line=", ".join(lost))
        return verdicts.failed("no_feature", message)
    upright = [s for s in table.settings if s.bore and _along(s.direction, spindle)]
    sides = [s.direction for s in table.settings if not s.bore and not _along(s.direction, spindle)]
    spread = np.linalg.matrix_rank(np.array(sides), tol=0.1) if sides else 0
    if upright or spread >= 2:
        message = Message(
            "PREF is taken on {lines}", lines=", ".join(s.line for s in table.settings)
        )
        return verdicts.passed("setting", message)
    message = Message("no bore along the spindle and no two faces across it to take PREF on")
    return verdicts.failed("no_setting", message)


def _along(direction: Vector, spindle: Vector) -> bool:
    return abs(float(np.dot(direction, spindle))) > _PARALLEL
