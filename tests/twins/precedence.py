"""The wrong twin of the constraints of order."""

from __future__ import annotations

from gmp_cad.checks import precedence
from tests.ordered_plate import BASE, ordered, phase

TWINS = {
    "process.precedence": lambda: precedence.ordered(
        ordered(BASE, phase(20, "tapping bore", "drilling bore"))
    )
}
