"""Solids of the elements of fixtures.

Frame: what sits on the base stands on z = 0 and rises along z, its spigot goes to negative z. Vees
open upwards, their groove along x through the origin. A strap lies on z = 0, its nose at x = 0, and runs
to positive x; a pressure screw presses downwards, the foot of its pad at the origin; a toggle clamp
presses downwards at x = 0, its base behind at positive x; a bush's upper end is at z = 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import cadquery as cq

from gmp_cad.standards.fasteners import Fastener

Sizes = Mapping[str, float]
_EDGE_MM = 0.5


def _spigot(body: cq.Workplane, sizes: Sizes) -> cq.Workplane:
    """Add the spigot that is pressed into the base, its end chamfered."""
    spigot = cq.Workplane().circle(sizes["d2"] / 2).extrude(-sizes["l2"])
    return body.union(spigot.faces("<Z").chamfer(_EDGE_MM))


def _rest_button(sizes: Sizes) -> cq.Workplane:
    head = cq.Workplane().circle(sizes["size"] / 2).extrude(sizes["length"])
    return _spigot(head.faces(">Z").edges().chamfer(_EDGE_MM), sizes)


def _spherical_button(sizes: Sizes) -> cq.Workplane:
    """Return a button whose top is a sphere of radius r, its summit at the height."""
    height, r = sizes["length"], sizes["r"]
    head = cq.Workplane().circle(sizes["size"] / 2).extrude(height)
    ball = cq.Workplane(origin=(0, 0, height - r)).sphere(r)
    return _spigot(head.intersect(ball), sizes)


def _centring_pin(sizes: Sizes) -> cq.Workplane:
    """Return a pin whose nose leads the bore in: a 15° cone over a fifth of its length."""
    radius, length = sizes["size"] / 2, sizes["length"]
    lead = length / 5
    body = cq.Workplane().circle(radius).extrude(length)
    nose = body.faces(">Z").chamfer(lead, lead * math.tan(math.radians(15)))
    return _spigot(nose, sizes)


def _relieved_pin(sizes: Sizes) -> cq.Workplane:
    """Return a pin whose two lands of width b lie on the x axis: it holds along x alone."""
    radius, length, half = sizes["size"] / 2, sizes["length"], sizes["b"] / 2
    edge = math.sqrt(radius**2 - half**2)  # where a land ends on the round
    side = radius - half / 2
    corners = [(edge, half), (half, side), (-half, side), (-edge, half)]
    outline = [*corners, *((-x, -y) for x, y in corners)]
    lozenge = cq.Workplane().polyline(outline).close().extrude(length)
    lands = cq.Workplane().rect(2 * radius, 2 * half).extrude(length)
    head = _centring_pin(sizes).intersect(lozenge.union(lands))
    return _spigot(head, sizes)


def _vee(sizes: Sizes) -> cq.Workplane:
    b, length, h, t = sizes["size"], sizes["length"], sizes["h"], sizes["t"]
    section = cq.Workplane("YZ", origin=(-length / 2, 0, 0)).polyline(
        [(-b / 2, 0), (b / 2, 0), (b / 2, h), (t, h), (0, h - t), (-t, h), (-b / 2, h)]
    )
    body = section.close().extrude(length)
    holes = cq.Workplane().pushPoints([(0, -sizes["e"] / 2), (0, sizes["e"] / 2)])
    return body.cut(holes.circle(sizes["d1"] / 2).extrude(h))


def _strap(sizes: Sizes) -> cq.Workplane:
    """Return a strap with a slot from a off the nose to the middle of its length and d1 more."""
    length, width, d1, a = sizes["length"], sizes["b"], sizes["d1"], sizes["a"]
    body = cq.Workplane().box(length, width, sizes["h"], centered=(False, True, False))
    run = length / 2 + d1 - a
    slot = cq.Workplane(origin=(a + run / 2, 0, 0)).slot2D(run + d1, d1).extrude(sizes["h"])
    return body.edges("|Z and <X").fillet(width / 5).cut(slot)


def _pressure_screw(sizes: Sizes) -> cq.Workplane:
    pad = cq.Workplane().circle(sizes["d2"] / 2).extrude(sizes["h2"])
    shank = cq.Workplane().circle(sizes["size"] / 2).extrude(sizes["h2"] + sizes["length"])
    return pad.union(shank)


def _toggle_clamp(sizes: Sizes) -> cq.Workplane:
    """Return the closed clamp as its envelope: base, upright, arm and spindle."""
    a, h, b, d, e = (sizes[key] for key in "ahbde")
    thick = d / 2
    base = cq.Workplane().box(e, b, thick, centered=(False, True, False)).translate((a, 0, 0))
    post = cq.Workplane().box(thick, b / 2, h + d, centered=(False, True, False))
    arm = cq.Workplane().box(a + thick, d, d, centered=(False, True, False)).translate((0, 0, h))
    spindle = cq.Workplane().circle(d / 2).extrude(h + d)
    return base.union(post.translate((a, 0, 0))).union(arm).union(spindle)


def _bush(sizes: Sizes) -> cq.Workplane:
    """Return a bush whose bore is rounded where the drill enters."""
    body = cq.Workplane().circle(sizes["d2"] / 2).extrude(-sizes["length"])
    if "d3" in sizes:
        body = body.union(cq.Workplane().circle(sizes["d3"] / 2).extrude(-sizes["h3"]))
    bored = body.cut(cq.Workplane().circle(sizes["size"] / 2).extrude(-sizes["length"]))
    entry = min(_EDGE_MM, (sizes["d2"] - sizes["size"]) / 4)
    mouth = cq.selectors.RadiusNthSelector(0)
    return bored.faces(">Z").edges(mouth).chamfer(entry)


def _tenon(sizes: Sizes) -> cq.Workplane:
    length, width, height = sizes["length"], sizes["size"], sizes["h"]
    body = cq.Workplane().box(length, width, height, centered=(True, True, False))
    body = body.edges("|X").chamfer(_EDGE_MM)
    hole = cq.Workplane().circle(sizes["d1"] / 2).extrude(height)
    head = cq.Workplane(origin=(0, 0, height - sizes["t"])).circle(sizes["d2"] / 2)
    return body.cut(hole).cut(head.extrude(sizes["t"]))


def shape(element: Fastener) -> cq.Workplane:
    """Return the solid of an element of fixtures (mm)."""
    return SHAPES[element.standard](element.dimensions)


SHAPES: dict[str, Callable[[Sizes], cq.Workplane]] = {
    "GMP PAP": _rest_button, "GMP PAB": _spherical_button, "GMP PCC": _centring_pin,
    "GMP PCD": _relieved_pin, "GMP VE": _vee, "GMP BRP": _strap, "GMP VPT": _pressure_screw,
    "GMP SAV": _toggle_clamp, "GMP CAN": _bush, "GMP CAC": _bush, "GMP LAR": _tenon,
}  # fmt: skip
