"""Solids of standard fasteners from their tables: nominal shank, no modelled thread.

Frame: the axis is z; a screw's bearing face (under the head; the top of a set screw) lies at
z = 0 and its shank goes to negative z; nuts and washers stand on z = 0; a pin starts at z = 0
and goes to negative z. The shank is at the nominal diameter, so that a tapped hole shows its
true overlap.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

import cadquery as cq

from gmp_cad.errors import KernelError
from gmp_cad.kernel.brep import single_solid
from gmp_cad.kernel.machining import fixture_elements
from gmp_cad.language import Message
from gmp_cad.standards.fasteners import Fastener
from gmp_cad.standards.fixture_elements import resized
from gmp_cad.standards.standard_parts import parse_designation
from gmp_cad.standards.threads import metric

_HEX = 6


def solid(designation: str, sizes: Mapping[str, float] | None = None) -> cq.Solid:
    """Return the solid of a standard part (mm); raise KernelError for a kind without a shape.

    ``sizes``: published sizes at one of their limits, by name, instead of the nominal ones: the
    ``diameter`` of a pin, the ``spigot`` of an element of fixtures.
    """
    fastener, sizes = parse_designation(designation), sizes or {}
    if fastener.standard in fixture_elements.SHAPES:
        shape = single_solid(fixture_elements.shape(resized(fastener, sizes)))
        assert isinstance(shape, cq.Solid)
        return shape
    fastener = replace(fastener, diameter=sizes.get("diameter", fastener.diameter))
    build = _SHAPES.get(fastener.standard)
    if build is None:
        raise KernelError(Message("no shape for {standard}", standard=fastener.standard))
    shape = single_solid(build(fastener))
    assert isinstance(shape, cq.Solid)
    return shape


def _shank(fastener: Fastener) -> cq.Workplane:
    """Return the shank from z = 0 down; its end is flat, so that all of it counts as engaged."""
    return cq.Workplane().circle(fastener.diameter / 2).extrude(-fastener.dimensions["l"])


def _hexagon(across_flats: float) -> float:
    """Return the across-corners diameter of a hexagon."""
    return across_flats / math.cos(math.pi / _HEX)


def _socket(body: cq.Workplane, fastener: Fastener, top: float) -> cq.Workplane:
    key, depth = fastener.dimensions["s"], fastener.dimensions["t"]
    return body.cut(cq.Workplane(origin=(0, 0, top)).polygon(_HEX, _hexagon(key)).extrude(-depth))


def _cap_screw(fastener: Fastener) -> cq.Workplane:
    k, dk = fastener.dimensions["k"], fastener.dimensions["dk"]
    head = cq.Workplane().circle(dk / 2).extrude(k).faces(">Z").chamfer(0.05 * dk)
    return _socket(head.union(_shank(fastener)), fastener, k)


def _countersunk_screw(fastener: Fastener) -> cq.Workplane:
    """Return an ISO 10642 screw: its overall length counts from the top of the head, at z = 0."""
    k, dk = fastener.dimensions["k"], fastener.dimensions["dk"]
    cone = cq.Workplane(cq.Solid.makeCone(dk / 2 - k, dk / 2, k, cq.Vector(0, 0, -k)))
    return _socket(_shank(fastener).union(cone), fastener, 0.0)


def _hexagon_screw(fastener: Fastener) -> cq.Workplane:
    k, s = fastener.dimensions["k"], fastener.dimensions["s"]
    head = cq.Workplane().polygon(_HEX, _hexagon(s)).extrude(k)
    return head.union(_shank(fastener))


def _set_screw(fastener: Fastener) -> cq.Workplane:
    return _socket(_shank(fastener), fastener, 0.0)


def _cone_screw(fastener: Fastener) -> cq.Workplane:
    """Return an ISO 4027 screw: a 90° cone, flat at a tenth of the diameter."""
    tip = 0.45 * fastener.diameter
    return _socket(_shank(fastener).faces("<Z").chamfer(tip), fastener, 0.0)


def _nut(fastener: Fastener) -> cq.Workplane:
    s, m = fastener.dimensions["s"], fastener.dimensions["m"]
    body = cq.Workplane().polygon(_HEX, _hexagon(s)).extrude(m)
    return body.faces(">Z").workplane().hole(metric(fastener.diameter).tap_drill)


def _washer(fastener: Fastener) -> cq.Workplane:
    d1, d2, h = (fastener.dimensions[k] for k in ("d1", "d2", "h"))
    return cq.Workplane().circle(d2 / 2).circle(d1 / 2).extrude(h)


def _pin(fastener: Fastener) -> cq.Workplane:
    """Return a parallel pin, both ends chamfered by its ``c`` at 45°."""
    d, length = fastener.diameter, fastener.dimensions["l"]
    body = cq.Workplane().circle(d / 2).extrude(-length)
    return body.faces("<Z or >Z").chamfer(min(fastener.dimensions.get("c", 0.1 * d), 0.2 * d))


_SHAPES: dict[str, Callable[[Fastener], cq.Workplane]] = {
    "ISO 4762": _cap_screw,
    "ISO 10642": _countersunk_screw,
    "ISO 4014": _hexagon_screw,
    "ISO 4017": _hexagon_screw,
    "ISO 4026": _set_screw,
    "ISO 4027": _cone_screw,
    "ISO 4032": _nut,
    "ISO 7089": _washer,
    "ISO 8734": _pin,
    "ISO 2338": _pin,
}
