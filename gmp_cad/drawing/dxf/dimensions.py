"""DIMENSION entities: the points that they measure, drawn as the sheet shows them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from typing import Any

from ezdxf.document import Drawing as Document
from ezdxf.entities import Dimension

from gmp_cad.drawing.dxf import lettering
from gmp_cad.drawing.dxf.shapes import at
from gmp_cad.drawing.primitives import Box, Group, Measured, Point, Text, extent
from gmp_cad.drawing.symbols import ARROW, TEXT_HEIGHT

STYLE = "GMP-ISO"
_OVERSHOOT = 2.0  # of extension lines past the dimension line: 8 narrow lines (ISO 129-1)
_GAP = 0.8  # between the dimension line and its text
_COMMA = ord(",")
# DXF kinds, with the flags: the block is this dimension's own, its text stands where it is put
_LINEAR, _DIAMETER, _RADIUS, _ANGULAR = 0, 3, 4, 2
_FLAGS = 32 + 128


def define_styles(document: Document, groups: Iterable[Group]) -> None:
    """Add a style for each scale that measures; the commonest is that of the file."""
    measuring = [group for group in groups if group.measured is not None]
    scales = Counter(factor(group.measured) for group in measuring if group.measured)
    heights = Counter(
        item.height for group in measuring for item in group.primitives if isinstance(item, Text)
    )
    height = _commonest(heights, TEXT_HEIGHT)
    for times in sorted({1.0, *scales}):
        _define_style(document, times, height)
    usual = document.dimstyles.get(style_name(_commonest(scales, 1.0)))
    usual.copy_to_header(document)


def _commonest(counts: Counter[float], otherwise: float) -> float:
    return min(counts, key=lambda value: (-counts[value], value), default=otherwise)


def factor(measured: Measured) -> float:
    """Return what a length on paper is multiplied by; angles are the same at every scale."""
    return 1.0 if measured.kind == "angular" else round(1 / measured.scale, 9)


def style_name(times: float) -> str:
    """Return the name of the style for a factor of lengths."""
    return STYLE if times == 1 else f"{STYLE} x{times:.6g}"


def _define_style(document: Document, times: float, height: float) -> None:
    document.dimstyles.new(
        style_name(times),
        dxfattribs={
            "dimlfac": times, "dimtxt": height, "dimtxsty": lettering.STYLE, "dimasz": ARROW,
            "dimexe": _OVERSHOOT, "dimexo": 0.0, "dimgap": _GAP, "dimcen": 0.0,
            # text above its line and along it, read from below and from the right
            "dimtad": 1, "dimtih": 0, "dimtoh": 0, "dimtofl": 1, "dimtmove": 2,
            "dimdec": 3, "dimadec": 2, "dimzin": 8, "dimazin": 2, "dimdsep": _COMMA,
        },
    )  # fmt: skip


def add_dimension(document: Document, group: Group, layer: str, block: str) -> Dimension:
    """Add the DIMENSION of a measured group, whose picture is the ``block``."""
    measured = group.measured
    assert measured is not None
    attributes: dict[str, Any] = {
        "layer": layer,
        "geometry": block,
        "dimstyle": style_name(factor(measured)),
        "text": lettering.coded_dimension(measured.text),
        "text_midpoint": at(_middle(_text_box(group))),
    }
    attributes |= _POINTS[measured.kind](measured)
    entity = document.modelspace().new_entity("DIMENSION", attributes)
    assert isinstance(entity, Dimension)
    length = entity.get_measurement()
    assert isinstance(length, float)
    entity.dxf.actual_measurement = math.radians(length) if measured.kind == "angular" else length
    return entity


def _text_box(group: Group) -> Box:
    texts = [item for item in group.primitives if isinstance(item, Text)]
    return extent(texts or group.primitives)


def _middle(box: Box) -> Point:
    return ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)


def _linear(measured: Measured) -> dict[str, Any]:
    first, second, (x, y) = measured.points
    angle = math.radians(measured.angle_deg)
    along = (math.cos(angle), math.sin(angle))
    reach = (second[0] - x) * along[0] + (second[1] - y) * along[1]
    return {
        "dimtype": _LINEAR + _FLAGS,
        "angle": round(measured.angle_deg, 9),
        "defpoint2": at(first),
        "defpoint3": at(second),
        # where the extension line of the second foot meets the dimension line
        "defpoint": at((x + reach * along[0], y + reach * along[1])),
    }


def _diameter(measured: Measured) -> dict[str, Any]:
    first, second = measured.points
    return {"dimtype": _DIAMETER + _FLAGS, "defpoint": at(first), "defpoint4": at(second)}


def _radius(measured: Measured) -> dict[str, Any]:
    centre, rim = measured.points
    return {"dimtype": _RADIUS + _FLAGS, "defpoint": at(centre), "defpoint4": at(rim)}


def _angular(measured: Measured) -> dict[str, Any]:
    vertex, first, second, on_arc = measured.points
    if _turn(vertex, first, on_arc) > _turn(vertex, first, second):
        first, second = second, first  # the angle is measured anticlockwise, past the arc's point
    return {
        "dimtype": _ANGULAR + _FLAGS,
        "defpoint2": at(vertex),
        "defpoint3": at(first),
        "defpoint4": at(vertex),
        "defpoint": at(second),
        "defpoint5": at(on_arc),
    }


def _turn(vertex: Point, start: Point, end: Point) -> float:
    (x, y), (a, b), (c, d) = vertex, start, end
    return (math.atan2(d - y, c - x) - math.atan2(b - y, a - x)) % (2 * math.pi)


_POINTS = {"linear": _linear, "diameter": _diameter, "radius": _radius, "angular": _angular}
