"""Groups of what is drawn: all of one layer, with the line of the specification that it shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gmp_cad.drawing.primitives import Group, Layer, Measured, Primitive, plain


def grouped(
    layer: Layer,
    drawn: Iterable[Primitive],
    key: str,
    measured: Measured | None = None,
    also: Iterable[str] = (),
) -> Group:
    """Return one group of what is drawn; groups within it are opened."""
    inner: Any = tuple(plain(drawn))
    return Group(layer=layer, primitives=inner, key=key, measured=measured, also=tuple(also))
