"""Outlines of tools that are held fast: turning, boring, grooving, parting, threading tools.

Closed outlines (z, x), mm: z along the workpiece's axis away from the chuck, x away from that axis.
The origin is the programmed point: the corner of the two lines that touch the nose, so that a
cylinder turned to a diameter and a shoulder faced to a length meet there (of a threading tool, its
tip). The main edge leads towards the chuck.

Sources: shapes ISO 1832, tool holders ISO 5608 and 5610, boring bars ISO 6261.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gmp_cad.evidence import ToolBody
from gmp_cad.process.threading import threads_inside
from gmp_cad.spec.workshop import Tool
from gmp_cad.standards import tool_sizes

FIXED = ("turning", "grooving", "parting", "threading")
Outline = tuple[tuple[float, float], ...]

_NOSE_STEPS = 8
_SHANK = re.compile(r"(\d{2})(\d{2})(?:\s*([A-Z])\d*)?")
_BAR = re.compile(r"A(\d{2})([A-Z])")
_THREAD_BAR = re.compile(r"00(\d{2})\s*([A-Z])")
_SIZE = re.compile(r"[A-Z]{4}\s*(\d{2})")
_DEFAULT_SHANK = (25.0, 150.0)
_DEFAULT_BAR = (16.0, 150.0)
_HEAD_MM = 32.0  # of a holder, from the tip to its full shank
_SEAT_MM = 0.5  # the holder stands back of the insert's edges
_BLADE_MM = 22.0  # depth that a grooving blade reaches
_PARTING_MM = 45.0
_PROFILE_MM = 3.0  # of a threading insert, beside its seat


@dataclass(frozen=True, slots=True, kw_only=True)
class _Corner:
    """The working corner of an insert: its angles (radians), edge length and nose radius (mm)."""

    entering: float
    angle: float
    edge: float
    nose: float

    @property
    def main(self) -> tuple[float, float]:
        """Unit direction of the main edge away from the corner."""
        return (-math.cos(self.entering), math.sin(self.entering))

    @property
    def minor(self) -> tuple[float, float]:
        """Unit direction of the minor edge away from the corner."""
        turn = self.entering + self.angle
        return (-math.cos(turn), math.sin(turn))

    @property
    def sharp(self) -> tuple[float, float]:
        """The corner without its rounding, for a nose that touches both axes."""
        half = self.entering + self.angle / 2
        back = self.nose / math.sin(self.angle / 2)
        return (self.nose + back * math.cos(half), self.nose - back * math.sin(half))


def fixed_body(tool: Tool) -> ToolBody:
    """Return the body of a tool that is held fast."""
    insert, holder = _OUTLINES[tool.kind](tool)
    return ToolBody(
        tool=tool.id,
        motion="fixed",
        profile=_rounded(insert),
        holder=_rounded(holder),
        cutting_mm=round(tool.cutting_length_mm or 0.0, 6),
    )


def _turning(tool: Tool) -> tuple[Outline, Outline]:
    corner = _corner(tool)
    width, length = _shank(tool)
    back = tool_sizes.tip_offset(width, boring=False)
    return _insert(corner, tool), _external_shank(corner, width, length, back)


def _corner(tool: Tool) -> _Corner:
    shape = tool.iso_code[:1]
    angle = tool_sizes.corner_angle(shape) or 80.0
    found = _SIZE.match(tool.iso_code)
    code = int(found.group(1)) if found else 0
    return _Corner(
        entering=math.radians(tool.entering_angle_deg or 95.0),
        angle=math.radians(angle),
        edge=tool_sizes.edge_length(shape, code) if code else tool.cutting_length_mm or 12.0,
        nose=tool.nose_radius_mm or 0.0,
    )


def _insert(corner: _Corner, tool: Tool) -> Outline:
    """Return the insert: its nose as an arc, then the other corners of its shape."""
    nose = (
        [
            _from((corner.nose, corner.nose), corner.nose, a)
            for a in _fan(corner.entering, corner.angle)
        ]
        if corner.nose
        else [corner.sharp]
    )
    main = _from_corner(corner, corner.main, corner.edge)
    minor = _from_corner(corner, corner.minor, corner.edge)
    far = _far_corners(tool.iso_code[:1], corner)
    return (*nose, main, *far, minor)


def _fan(entering: float, angle: float) -> list[float]:
    """Return the directions (radians) from the nose's centre along its arc, minor edge first."""
    # square to each edge, out of the insert, as angles of (z, x)
    main_edge, minor_edge = math.pi - entering, math.pi - entering - angle
    start, end = minor_edge - math.pi / 2, main_edge - 3 * math.pi / 2
    even = [start + (end - start) * i / _NOSE_STEPS for i in range(_NOSE_STEPS + 1)]
    # the points that touch the cylinder and the shoulder are not left between two others
    touching = [a for a in (-math.pi / 2, -math.pi) if min(start, end) < a < max(start, end)]
    return sorted({*even, *touching}, reverse=start > end)


def _from(centre: tuple[float, float], radius: float, way: float) -> tuple[float, float]:
    return (centre[0] + radius * math.cos(way), centre[1] + radius * math.sin(way))


def _from_corner(corner: _Corner, way: tuple[float, float], distance: float) -> tuple[float, float]:
    return (corner.sharp[0] + way[0] * distance, corner.sharp[1] + way[1] * distance)


def _far_corners(shape: str, corner: _Corner) -> Outline:
    """Return the corners between the ends of the two edges: none of a triangle."""
    if shape == "T":
        return ()
    (z, x), edge = corner.sharp, corner.edge
    (mz, mx), (nz, nx) = corner.main, corner.minor
    if shape == "W":  # the third of three 80° corners lies on the bisector, at the far end
        reach = 2 * edge * math.cos(math.radians(40.0)) * 0.9
        bisector = ((mz + nz), (mx + nx))
        size = math.hypot(*bisector)
        return ((z + bisector[0] / size * reach, x + bisector[1] / size * reach),)
    return ((z + edge * (mz + nz), x + edge * (mx + nx)),)


def _external_shank(corner: _Corner, width: float, length: float, back: float) -> Outline:
    """Return the holder: its head round the insert's seat, and the shank upwards."""
    front, rear = back - width, back
    seat_main = _inset(_from_corner(corner, corner.main, 0.6 * corner.edge), corner)
    seat_minor = _inset(_from_corner(corner, corner.minor, 0.8 * corner.edge), corner)
    head = max(_HEAD_MM, seat_main[1])
    near = _inset(_from_corner(corner, corner.main, corner.edge), corner)
    return (
        seat_main, (max(near[0], 0.0), near[1]), (front, head), (front, length), (rear, length),
        (rear, head), (max(seat_minor[0], rear - 1.0), max(seat_minor[1], 0.7 * head)), seat_minor,
    )  # fmt: skip


def _inset(point: tuple[float, float], corner: _Corner) -> tuple[float, float]:
    """Return a point moved back from the nose, along the bisector of the corner."""
    half = corner.entering + corner.angle / 2
    return (point[0] - _SEAT_MM * math.cos(half), point[1] + _SEAT_MM * math.sin(half))


def _boring(tool: Tool) -> tuple[Outline, Outline]:
    """Return a boring bar: its insert points away from the axis, its bar lies along it."""
    insert = tuple((z, -x) for z, x in _insert(_corner(tool), tool))
    return insert, _bar(tool, _BAR, max(z for z, _ in insert))


def _bar(tool: Tool, name: re.Pattern[str], seat: float) -> Outline:
    found = name.search(tool.holder)
    diameter, length = _DEFAULT_BAR
    if found:
        diameter = float(found.group(1))
        length = tool_sizes.shank_length(found.group(2)) or length
    diameter = tool.shank_mm or diameter
    middle = -tool_sizes.tip_offset(diameter, boring=True)
    top, low = min(middle + diameter / 2, -_SEAT_MM), middle - diameter / 2
    return (
        (_SEAT_MM, middle), (0.5 * seat, top), (length, top), (length, low), (_SEAT_MM, low),
    )  # fmt: skip


def _grooving(tool: Tool) -> tuple[Outline, Outline]:
    return _blade(tool, _BLADE_MM)


def _parting(tool: Tool) -> tuple[Outline, Outline]:
    return _blade(tool, _PARTING_MM)


def _blade(tool: Tool, reach: float) -> tuple[Outline, Outline]:
    """Return a blade as wide as its insert; the origin is its corner towards the chuck."""
    wide = tool.cutting_length_mm or 3.0
    nose = min(tool.nose_radius_mm or 0.0, wide / 2)
    tip = min(4.0, reach / 2)
    left = [_from((nose, nose), nose, math.pi * (1 + i / 8)) for i in range(5)]
    right = [_from((wide - nose, nose), nose, math.pi * (1.5 + i / 8)) for i in range(5)]
    insert = (*left, *right, (wide, tip), (0.0, tip))
    width, length = _shank(tool)
    inner = 0.15 * wide
    return insert, (
        (inner, tip), (inner, reach), (inner, length), (width, length), (width, reach),
        (wide - inner, reach), (wide - inner, tip),
    )  # fmt: skip


def _threading(tool: Tool) -> tuple[Outline, Outline]:
    """Return a threading tool, its flanks symmetric about the origin's x."""
    half = math.radians(15.0 if "TR" in tool.iso_code else 30.0)
    flat = 0.366 * tool.pitch_mm / 2 if tool.pitch_mm and "TR" in tool.iso_code else 0.0
    spread = flat + _PROFILE_MM * math.tan(half)
    size = re.match(r"\d{2}", tool.iso_code)
    edge = float(size.group()) if size else 16.0
    insert: Outline = (
        (-flat, 0.0), (-spread, _PROFILE_MM), (-spread, 0.7 * edge), (0.8 * edge, 0.7 * edge),
        (0.8 * edge, _PROFILE_MM), (spread, _PROFILE_MM), (flat, 0.0),
    )  # fmt: skip
    if threads_inside(tool):
        return tuple((z, -x) for z, x in insert), _bar(tool, _THREAD_BAR, 0.8 * edge)
    width, length = _shank(tool)
    back = max(tool_sizes.tip_offset(width, boring=False), 0.8 * edge + 1.0)
    holder: Outline = (
        (0.0, 0.6 * edge), (back - width, _HEAD_MM), (back - width, length), (back, length),
        (back, 0.6 * edge),
    )  # fmt: skip
    return insert, holder


def _shank(tool: Tool) -> tuple[float, float]:
    """Return width and length (mm) of a square shank by its ISO 5608 code, else 25 × 150."""
    found = _SHANK.search(tool.holder)
    width, length = _DEFAULT_SHANK
    if found:
        width = float(found.group(2))
        length = tool_sizes.shank_length(found.group(3) or "") or length
    return tool.shank_mm or width, tool.overhang_mm or length


def _rounded(outline: Sequence[tuple[float, float]]) -> Outline:
    return tuple((round(z, 6) + 0.0, round(x, 6) + 0.0) for z, x in outline)


_OUTLINES: dict[str, Callable[[Tool], tuple[Outline, Outline]]] = {
    "turning": _turning, "boring_bar": _boring, "grooving": _grooving, "parting": _parting,
    "threading": _threading,
}  # fmt: skip
