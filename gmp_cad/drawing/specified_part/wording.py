"""The words of callouts as drawings print them: ISO 129-1, ISO 14405-1, ISO 6410-1, ISO 1101."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gmp_cad.drawing.annotation import Frame
from gmp_cad.spec.frame import print_zone
from gmp_cad.spec.part import Dimension, GeometricTolerance
from gmp_cad.spec.size import Role, Size, plain_number, print_size, print_tolerance
from gmp_cad.spec.texture import parse_texture, print_texture

_LONG = 20  # signs: a line that would be longer is broken, to keep dimension lines short
_MEDIAN = "Ⓐ"  # ISO 1101: the axis is toleranced, where the frame points at the surface


def texts_of(dimension: Dimension, lang: str) -> tuple[str, ...]:
    """Return the lines of a callout: size and tolerance, limits of a fit, hole below hole.

    A theoretically exact size is without its brackets: its box is drawn.
    """
    size = dimension.size
    if size.role is Role.REFERENCE:
        return (print_size(size, lang),)
    head = replace(size, role=Role.TOLERANCED, depth=None, drill_diameter=None, drill_depth=None, recess=None)  # fmt: skip
    lines = [print_size(head, lang)]
    for more in (_deviations(dimension, lang), _depth(size.depth, lang)):
        if not more:
            continue
        if len(lines) == 1 and len(lines[0]) + len(more) < _LONG:
            lines[0] += f" {more}"
        else:
            lines.append(more)
    return (*lines, *_stages(size, lang))


def _deviations(dimension: Dimension, lang: str) -> str:
    """Return the limit deviations of a tolerance class, in brackets (ISO 129-1): ``(+0,018/0)``."""
    size, tolerance = dimension.size, dimension.tolerance
    if size.fit is None or tolerance is None:
        return ""
    written = replace(size, fit=None, deviations=(tolerance.lower, tolerance.upper))
    return f"({print_tolerance(written, lang).strip()})"


def _depth(depth: float | None, lang: str) -> str:
    return f"↧{plain_number(depth, lang)}" if depth else ""


def _stages(size: Size, lang: str) -> Iterator[str]:
    """Yield what else a hole callout makes, a line each: drilled hole, counterbore, countersink."""
    if size.drill_diameter:
        drill = f"⌀{plain_number(size.drill_diameter, lang)}"
        yield f"{drill} {_depth(size.drill_depth, lang)}".strip()
    if size.recess:
        wide = plain_number(size.recess.diameter, lang)
        if size.recess.depth:
            yield f"⌴ ⌀{wide} {_depth(size.recess.depth, lang)}"
        elif size.recess.angle:
            yield f"⌵ ⌀{wide}×{plain_number(size.recess.angle, lang)}°"


def frame_of(
    tolerance: GeometricTolerance, lang: str, *, median: bool = False, features: int = 1
) -> Frame:
    """Return a tolerance frame as printed.

    ``median``: its leader points at the surface, and the axis is meant. ``features``: how many
    features it holds for, written above unless a count stands beside it already.
    """
    value = print_zone(tolerance.zone, lang)
    return Frame(
        symbol=tolerance.characteristic.sign,
        value=f"{value} {_MEDIAN}" if median else value,
        datums=tolerance.datums,
        line=tolerance.id,
        above=f"{features}×" if features > 1 else "",
        below=tolerance.note,
    )


def texture_of(text: str, lang: str) -> str:
    """Return a surface texture with the decimal sign of ``lang``."""
    return print_texture(parse_texture(text), lang)
