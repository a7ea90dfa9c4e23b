"""Tools of the workshop for a proposed operation: ids, or what to buy. Lengths mm."""

from __future__ import annotations

from gmp_cad.language import Message
from gmp_cad.spec.workshop import Tool, Workshop

_SAME_MM = 0.011
_FACE_MILL_LEAST_MM = 40.0


def of_kind(workshop: Workshop, *kinds: str) -> list[Tool]:
    """Return the tools of some kinds, the smallest diameter first."""
    found = [tool for tool in workshop.tools if tool.kind in kinds]
    return sorted(found, key=lambda t: (t.diameter_mm or 0.0, t.material != "carbide", t.id))


def sized(
    workshop: Workshop,
    kind: str,
    diameter: float,
    pitch: float | None = None,
    fit: str | None = None,
) -> str:
    """Return the tool of exactly this diameter; empty where the workshop has none.

    Without ``pitch`` the coarse thread. A boring bar is the thickest that turns within the bore.
    """
    tools = of_kind(workshop, kind)
    if kind == "boring_bar":
        return boring_bar(tools, diameter)
    for tool in tools:
        same = abs((tool.diameter_mm or 0.0) - diameter) < _SAME_MM
        pitched = pitch is None or tool.pitch_mm is None or abs(tool.pitch_mm - pitch) < _SAME_MM
        if same and pitched and (not fit or not tool.fit or tool.fit == fit):
            return tool.id
    return ""


def boring_bar(tools: list[Tool], diameter: float) -> str:
    """Return the thickest bar that goes into a bore with a quarter of its diameter to spare."""
    fitting = [t for t in tools if _bar_mm(t) <= 0.75 * diameter]
    best = max(fitting, key=lambda t: (_bar_mm(t), t.id), default=None)
    return best.id if best else (tools[0].id if tools else "")


def _bar_mm(tool: Tool) -> float:
    digits = "".join(c for c in tool.id if c.isdigit())
    return tool.shank_mm or tool.diameter_mm or float(digits or 8)


def by_diameter(workshop: Workshop, kind: str, diameter: float) -> str:
    """Return the smallest tool that covers a diameter, else the largest there is."""
    tools = of_kind(workshop, kind)
    covering = [t for t in tools if (t.diameter_mm or 0.0) >= diameter - _SAME_MM]
    chosen = covering[:1] or tools[-1:]
    return chosen[0].id if chosen else ""


def drill_for(workshop: Workshop, diameter: float, depth: float) -> str:
    """Return the drill of this diameter that is long enough; empty where there is none."""
    fitting = [
        tool
        for tool in of_kind(workshop, "drill")
        if abs((tool.diameter_mm or 0.0) - diameter) < 0.051
        and (tool.cutting_length_mm or 1e9) >= depth
    ]
    return fitting[-1].id if fitting else ""


def large_drill(workshop: Workshop, most: float, depth: float) -> tuple[str, float]:
    """Return the largest drill up to a diameter that is long enough, and the radius it misses."""
    fitting = [
        tool
        for tool in of_kind(workshop, "drill")
        if (tool.diameter_mm or 0.0) <= most + 1e-6 and (tool.cutting_length_mm or 1e9) >= depth
    ]
    if not fitting:
        return "", most / 2
    best = max(fitting, key=lambda t: (t.diameter_mm or 0.0, t.material == "HSS", t.id))
    return best.id, (most - (best.diameter_mm or 0.0)) / 2


def face_mill(workshop: Workshop, width: float) -> str:
    """Return the smallest face mill wider than the face, else the largest."""
    tools = of_kind(workshop, "face_mill")
    covering = [t for t in tools if (t.diameter_mm or 0.0) >= max(1.2 * width, _FACE_MILL_LEAST_MM)]
    chosen = covering[:1] or tools[-1:]
    return chosen[0].id if chosen else ""


def end_mill(workshop: Workshop, most: float, depth: float) -> tuple[str, Message | None]:
    """Return the thickest end mill up to a diameter that is long enough, and what is wrong.

    Without one that is long enough the longest that fits, with what to buy.
    """
    tools = of_kind(workshop, "end_mill", "slot_mill")
    fitting = [t for t in tools if (t.diameter_mm or 0.0) <= most + 1e-6]
    long = [t for t in fitting if (t.cutting_length_mm or 0.0) >= depth]
    if long:
        best = max(long, key=lambda t: (t.diameter_mm or 0.0, t.kind == "end_mill",
                                        t.material == "carbide", t.id))  # fmt: skip
        return best.id, None
    missing = buy(Message("end mill"), most, depth)
    if not fitting:
        return "", missing
    return max(fitting, key=lambda t: (t.cutting_length_mm or 0.0, t.id)).id, missing


def buy(what: Message, diameter: float, length: float | None = None) -> Message:
    """Return what the workshop lacks."""
    if length is None:
        return Message("tool to buy: {what} ⌀{d:.2f}", what=what, d=diameter)
    return Message(
        "tool to buy: {what} ⌀{d:.2f}, cutting length {l:.0f} or more",
        what=what, d=diameter, l=length,
    )  # fmt: skip
