"""Wrong twins of placements and of solids."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from gmp_cad.checks import placement, soundness
from gmp_cad.evidence import SolidBounds
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from tests.canonical import assembly, placed


def _twice() -> Iterable[Finding]:
    """A pin that was copied and never moved."""
    return placement.placements(
        assembly(placements=(placed("plate"), placed("pin"), placed("pin.2")))
    )


def _open() -> Iterable[Finding]:
    """A plate whose shell has a hole."""
    box = (0.0, 0.0, 0.0, 1.0, 1.0, 1.0)
    bounds = SolidBounds(box_mm=box, volume_mm3=1.0, faces=5, fault=Message("its shell is open"))
    return soundness.sound(replace(assembly(), bounds={"plate": bounds}))


TWINS: dict[str, Callable[[], Iterable[Finding]]] = {
    "product.placement": _twice,
    "product.solid": _open,
}
