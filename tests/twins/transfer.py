"""Wrong twins of the rules on manufactured dimensions: the shaft of the worked example, one fault each."""

from __future__ import annotations

from gmp_cad.checks import manufactured, transfer
from tests.process.worked_shaft import PHASE_10, PHASE_20, cf, evidence_of, scene


def _evidence(**changes):
    return evidence_of(scene(**changes))


TWINS = {
    # The length to a surface that only phase 20 machines.
    "CP08": lambda: manufactured.active(
        _evidence(ph10=cf(PHASE_10, "Cf101", between=["left_face", "right_face"], size="80 ±0,15"))
    ),
    "CP09": lambda: manufactured.held(_evidence(ph20=cf(PHASE_20, "Cf202", size="55,1 ±0,02"))),
    "CP10": lambda: transfer.given(_evidence(ph20=cf(PHASE_20, "Cf202", size="55,1 ±0,06"))),
    "CP11": lambda: transfer.chips(_evidence(ph10=cf(PHASE_10, "Cf102", size="80,8 ±0,2275"))),
    "CP15": lambda: manufactured.gauges(
        _evidence(ph10=cf(PHASE_10, "Cf101", gauge="PAC-150", size="20 ±0,055"))
    ),
}
