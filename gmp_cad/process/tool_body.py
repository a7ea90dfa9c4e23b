"""The body of a tool with its holder, from the workshop's record and the standards' defaults.

Half profiles (axial distance from the tip, radius) of tools that turn about their axis; outlines of
turning tools are in :mod:`~gmp_cad.process.turning_body`. Lengths in mm. Where the workshop gives no
overhang, shank or holder, those of ``tool_lengths.csv`` and ``tool_holders.toml`` hold.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from gmp_cad.evidence import ToolBody
from gmp_cad.process import turning_body
from gmp_cad.spec.workshop import Tool
from gmp_cad.standards.tool_sizes import ToolSize, holder_contour, tool_size

Profile = tuple[tuple[float, float], ...]

_CORNER_STEPS = 8
_IN_COLLET = re.compile(r"Pince .*⌀\s*(\d+(?:[.,]\d+)?)")
_FULL_DIAMETER_MM = 10.0  # of a tool without one
_REAMER_LEAD_MM = 0.5  # its 45° entry
_TAP_LEAD_PITCHES = 3.0  # ISO 8830 chamfer form C, 2 to 3 pitches
_TAP_LEAD_DEPTH = 0.6134  # of the pitch: the flank of an external ISO 68-1 thread
_CENTRE_HALF_ANGLE_DEG = 30.0  # ISO 866 type A: a 60° centre
_BORING_BAR_MM = 16.0  # in a boring head
_BEHIND_MM = 2.0  # of the flutes or the head, before the holder


def tool_body(tool: Tool, *, bored_mm: float = 0.0) -> ToolBody:
    """Return the body of a tool, its holder included.

    ``bored_mm``: the diameter that a boring head, or a boring bar in a spindle, is set to; a boring
    bar without one is held fast, as on a lathe.
    """
    if tool.kind in turning_body.FIXED or (tool.kind == "boring_bar" and not bored_mm):
        return turning_body.fixed_body(tool)
    if tool.kind in ("boring_head", "boring_bar"):
        head = _single_point(tool, bored_mm or _diameter(tool))
    else:
        head = _HEADS[tool.kind](tool, _diameter(tool))
    overhang = max(_overhang(tool), head[-1][0])
    shank = min(_shank(tool), 2 * max(r for _, r in head) if _plain_shank(tool) else math.inf)
    profile = (*head, *_neck(tool, head, overhang), (overhang, shank / 2))
    return ToolBody(
        tool=tool.id,
        motion="rotating",
        profile=_rounded(profile),
        holder=_rounded(_holder(tool, overhang)),
        cutting_mm=round(_cutting(tool), 6),
    )


def cutting_offset(tool: Tool) -> float:
    """Return how far (mm) above its tip a tool that turns first cuts at its full diameter.

    0 for an end mill, the height of the point for a drill, the pilot for a counterbore.
    """
    head = _HEADS.get(tool.kind, _cylinder)(tool, _diameter(tool))
    widest = max(radius for _, radius in head)
    return min(at for at, radius in head if radius >= widest - 1e-6)


def _diameter(tool: Tool) -> float:
    return tool.diameter_mm or _FULL_DIAMETER_MM


def _cutting(tool: Tool) -> float:
    if tool.kind == "counterbore":
        return (tool.cutting_length_mm or 0.0) + _pilot(tool)
    return tool.cutting_length_mm or _diameter(tool)


def _family(tool: Tool) -> str:
    carbide = tool.material == "carbide"
    if tool.kind in ("end_mill", "slot_mill"):
        return "mill_carbide" if carbide else "mill_hss"
    if tool.kind == "drill":
        taper = tool.holder.startswith("Cône Morse")
        return "drill_carbide" if carbide else "drill_taper" if taper else "drill"
    return tool.kind


def _size(tool: Tool) -> ToolSize | None:
    return tool_size(_family(tool), _diameter(tool))


def _overhang(tool: Tool) -> float:
    """Return the distance (mm) from the tip to the face of the holder."""
    if tool.overhang_mm:
        return tool.overhang_mm
    cutting, size = _cutting(tool), _size(tool)
    if size is None:
        return cutting + _BEHIND_MM
    return max(size.overall_mm - size.grip_mm, cutting + _BEHIND_MM)


def _shank(tool: Tool) -> float:
    if tool.shank_mm:
        return tool.shank_mm
    named = _IN_COLLET.match(tool.holder)
    if named:
        return float(named.group(1).replace(",", "."))
    size = _size(tool)
    return size.shank_mm if size else _diameter(tool)


def _plain_shank(tool: Tool) -> bool:
    """Whether the table's step is wider than the tool only because it spans several diameters."""
    return tool.kind == "drill" and tool.material == "HSS"


def _neck(tool: Tool, head: Profile, overhang: float) -> Profile:
    """Return the way from the head to the shank: a neck, the shank itself, or flutes that run out."""
    size, shank = _size(tool), _shank(tool) / 2
    end, radius = head[-1]
    if tool.kind in ("t_slot_mill", "dovetail_mill") and size is not None:
        neck = size.neck_mm / 2
        length = min(2 * radius, 0.75 * (overhang - end))
        return ((end, neck), (end + length, neck), (end + length, shank))
    if tool.kind == "centre_drill" or _plain_shank(tool) or overhang - end < 1e-6:
        return ()
    return ((end, shank),)


def _holder(tool: Tool, overhang: float) -> Profile:
    if tool.holder_diameter_mm:
        radius, length = tool.holder_diameter_mm / 2, tool.holder_length_mm or 50.0
        return ((overhang, radius), (overhang + length, radius))
    contour = holder_contour(tool.holder, _diameter(tool))
    length = tool.holder_length_mm or contour[-1][0]
    scale = length / contour[-1][0]
    return tuple((overhang + at * scale, diameter / 2) for at, diameter in contour)


def _cylinder(tool: Tool, diameter: float) -> Profile:
    """Return the head of an end mill, its corner radius included."""
    radius = diameter / 2
    corner = min(tool.nose_radius_mm or 0.0, radius)
    turns = [math.pi / 2 * i / _CORNER_STEPS for i in range(_CORNER_STEPS + 1)] if corner else []
    rounded = [(corner * (1 - math.cos(a)), radius - corner + corner * math.sin(a)) for a in turns]
    start = rounded or [(0.0, radius)]
    return ((0.0, 0.0), *start, (_cutting(tool), radius))


def _face_mill(tool: Tool, diameter: float) -> Profile:
    """Return a face mill: its diameter at the floor, wider above by the entering angle."""
    angle = math.radians(tool.entering_angle_deg or 90.0)
    cutting = _cutting(tool)
    outer = diameter / 2 + (cutting / math.tan(angle) if angle < math.pi / 2 - 1e-9 else 0.0)
    size = tool_size("face_mill", diameter)
    assert size is not None
    low = 0.6 * max(size.overall_mm, cutting + _BEHIND_MM)
    hub = min(size.shank_mm / 2, outer)
    return ((0.0, 0.0), (0.0, diameter / 2), (cutting, outer), (low, outer), (low, hub))


def _disc(tool: Tool, diameter: float) -> Profile:
    return ((0.0, 0.0), (0.0, diameter / 2), (_cutting(tool), diameter / 2))


def _dovetail(tool: Tool, diameter: float) -> Profile:
    """Return a cutter whose widest place is its floor."""
    angle = math.radians(tool.entering_angle_deg or 60.0)
    top = diameter / 2 - _cutting(tool) / math.tan(angle)
    return ((0.0, 0.0), (0.0, diameter / 2), (_cutting(tool), top))


def _tapered(tool: Tool, diameter: float) -> Profile:
    """Return a chamfer mill or countersink: a cone up to its diameter over its cutting length."""
    angle = math.radians(tool.entering_angle_deg or 45.0)
    cutting, radius = _cutting(tool), diameter / 2
    tip = max(radius - cutting * math.tan(math.pi / 2 - angle), 0.0)
    height = (radius - tip) * math.tan(angle)
    return ((0.0, 0.0), (0.0, tip), (height, radius), (max(cutting, height), radius))


def _pointed(tool: Tool, diameter: float) -> Profile:
    """Return a drill: its point, then its diameter over the flutes."""
    half = math.radians((tool.point_angle_deg or 118.0) / 2)
    height = diameter / 2 / math.tan(half)
    return ((0.0, 0.0), (height, diameter / 2), (max(_cutting(tool), height), diameter / 2))


def _centre(tool: Tool, diameter: float) -> Profile:
    """Return a centre drill: pilot with its point, the cone of the centre, the body."""
    size = tool_size("centre_drill", diameter)
    assert size is not None
    point = diameter / 2 / math.tan(math.radians((tool.point_angle_deg or 118.0) / 2))
    pilot = max(_cutting(tool), point)
    cone = (size.shank_mm - diameter) / 2 / math.tan(math.radians(_CENTRE_HALF_ANGLE_DEG))
    return (
        (0.0, 0.0), (point, diameter / 2), (pilot, diameter / 2), (pilot + cone, size.shank_mm / 2),
    )  # fmt: skip


def _reamer(tool: Tool, diameter: float) -> Profile:
    lead = min(_REAMER_LEAD_MM, diameter / 4)
    radius = diameter / 2
    return ((0.0, 0.0), (0.0, radius - lead), (lead, radius), (_cutting(tool), radius))


def _tap(tool: Tool, diameter: float) -> Profile:
    pitch = tool.pitch_mm or diameter / 6
    radius, lead = diameter / 2, min(_TAP_LEAD_PITCHES * pitch, _cutting(tool) / 2)
    start = radius - _TAP_LEAD_DEPTH * pitch
    return ((0.0, 0.0), (0.0, start), (lead, radius), (_cutting(tool), radius))


def _pilot(tool: Tool) -> float:
    """Return the diameter of a counterbore's pilot, which is as long (mm)."""
    size = tool_size("counterbore", _diameter(tool))
    assert size is not None
    return size.neck_mm


def _counterbore(tool: Tool, diameter: float) -> Profile:
    pilot = _pilot(tool)
    return (
        (0.0, 0.0), (0.0, pilot / 2), (pilot, pilot / 2), (pilot, diameter / 2),
        (_cutting(tool), diameter / 2),
    )  # fmt: skip


def _single_point(tool: Tool, diameter: float) -> Profile:
    """Return what the edge of a boring head sweeps, and its bar behind it."""
    bar = min(tool.shank_mm or _BORING_BAR_MM, 0.8 * diameter)
    edge = 2 * (tool.nose_radius_mm or 0.4)
    return (
        (0.0, 0.0), (0.0, diameter / 2), (edge, diameter / 2), (edge, bar / 2),
        (max(_cutting(tool), edge), bar / 2),
    )  # fmt: skip


def _rounded(profile: Profile) -> Profile:
    """Return the profile to 1e-6 mm, no point twice running."""
    found: list[tuple[float, float]] = []
    for at, radius in profile:
        point = (round(at, 6), round(radius, 6))
        if not found or point != found[-1]:
            found.append(point)
    return tuple(found)


_HEADS: dict[str, Callable[[Tool, float], Profile]] = {
    "end_mill": _cylinder, "slot_mill": _cylinder, "face_mill": _face_mill, "disc_mill": _disc,
    "t_slot_mill": _disc, "dovetail_mill": _dovetail, "chamfer_mill": _tapered,
    "countersink": _tapered, "drill": _pointed, "spot_drill": _pointed, "centre_drill": _centre,
    "reamer": _reamer, "tap": _tap, "counterbore": _counterbore,
}  # fmt: skip
