"""Locating normals and clamps in a view: arrows in profile, circles end-on (NF E 04-013 part 1)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from shapely.geometry import LineString
from shapely.geometry import Point as ShapelyPoint
from shapely.geometry.base import BaseGeometry

from gmp_cad.drawing import symbols
from gmp_cad.drawing.pens import HIDDEN_SYMBOL
from gmp_cad.drawing.primitives import Point, Polyline
from gmp_cad.drawing.sketch import signs
from gmp_cad.drawing.sketch.canvas import Canvas
from gmp_cad.drawing.sketch.paint import contact_hidden
from gmp_cad.drawing.view import View, lines_of, outline, unit
from gmp_cad.evidence import ClampForce, LocatingNormal

_SAME_PLACE_MM = 3.5
_IN_PLANE = 0.3
_ON_LINE_MM = 0.4
_NORMAL = math.cos(math.radians(1.0))


@dataclass(frozen=True, slots=True)
class Contact:
    """A locating normal or clamp as seen in the view: tip and unit direction, or end-on."""

    tip: Point
    direction: Point | None
    hidden: bool
    names: tuple[str, ...] = ()


def contacts(
    canvas: Canvas, normals: Iterable[LocatingNormal], clamps: Iterable[ClampForce]
) -> list[Contact]:
    """Draw locating normals and clamps; return the normals, to be named when all else stands."""
    area = outline(canvas.view)
    seen = (_seen(canvas.view, n, (str(n.index),)) for n in normals)
    located = [_outside(canvas, contact, area) for contact in _grouped(seen)]
    for contact in located:
        if contact.direction is None:
            canvas.sign(signs.normal_end_on(contact.tip, contact.hidden))
        else:
            canvas.sign(signs.normal_in_profile(contact.tip, contact.direction))
    for clamp in _grouped(_seen(canvas.view, clamp, ()) for clamp in clamps):
        contact = _outside(canvas, clamp, area)
        if contact.direction is None:
            canvas.sign(signs.clamp_end_on(contact.tip, contact.hidden))
        else:
            tip = _sidestepped(contact, located)
            canvas.sign(signs.clamp_in_profile(tip, contact.direction))
    return located


def _outside(canvas: Canvas, contact: Contact, area: BaseGeometry) -> Contact:
    """Return a contact that the part hides with its sign off the part, an extension line to it."""
    tip = ShapelyPoint(contact.tip)
    if contact.direction is None or not area.buffer(-_ON_LINE_MM).contains(tip):
        return contact
    drawn = [c for c in canvas.view.projection.curves if c.line in {"visible", "outline"}]
    if any(LineString(canvas.view.points(c)).distance(tip) < _ON_LINE_MM for c in drawn):
        return contact
    reach = area.bounds[2] - area.bounds[0] + area.bounds[3] - area.bounds[1]
    ray = LineString([contact.tip, symbols.along(contact.tip, contact.direction, -reach)])
    through = max(
        math.dist(contact.tip, end) for line in lines_of(ray.intersection(area)) for end in line
    )
    moved = symbols.along(contact.tip, contact.direction, -through)
    canvas.draw([Polyline(points=(moved, contact.tip), pen=HIDDEN_SYMBOL)])
    return replace(contact, tip=moved)


def _seen(view: View, contact: LocatingNormal | ClampForce, names: tuple[str, ...]) -> Contact:
    flat = view.turn(contact.direction)
    return Contact(
        tip=view.place(contact.point),
        direction=unit(flat) if math.hypot(*flat) > _IN_PLANE else None,
        hidden=contact_hidden(contact.direction, view),
        names=names,
    )


def _grouped(contacts: Iterable[Contact]) -> list[Contact]:
    """Return the contacts, those at almost one place as one sign with several numbers."""
    found: list[Contact] = []
    for contact in contacts:
        for i, other in enumerate(found):
            if _alike(contact, other):
                found[i] = replace(other, names=other.names + contact.names)
                break
        else:
            found.append(contact)
    return found


def _alike(a: Contact, b: Contact) -> bool:
    if a.direction is None or b.direction is None:
        # end-on signs stand on their points, and are only one where they coincide
        return a.direction == b.direction and a.hidden == b.hidden and math.dist(a.tip, b.tip) < 0.5
    return math.dist(a.tip, b.tip) < _SAME_PLACE_MM and _parallel(a.direction, b.direction)


def _parallel(a: Point, b: Point) -> bool:
    return a[0] * b[0] + a[1] * b[1] > _NORMAL


def _sidestepped(clamp: Contact, normals: Iterable[Contact]) -> Point:
    """Return the clamp's tip, moved aside where a locating normal stands (a chuck's jaw)."""
    assert clamp.direction is not None
    for normal in normals:
        if normal.direction is not None and _alike(clamp, normal):
            x, y = clamp.direction
            return symbols.along(clamp.tip, (-y, x), _SAME_PLACE_MM)
    return clamp.tip


def name(canvas: Canvas, contact: Contact) -> None:
    """Write the numbers of a locating sign beside it, where room is left."""
    names = " ".join(contact.names)
    if contact.direction is None:
        canvas.label(names, contact.tip, signs.BESIDE * signs.END_ON_RADIUS)
        return
    x, y = contact.direction
    tail = symbols.along(contact.tip, contact.direction, -signs.NORMAL_LENGTH)
    canvas.label(names, tail, 1.0, math.degrees(math.atan2(-y, -x)))
