"""A plate 100 × 60 × 20 mm with a bore ⌀16, its views written down by hand; turned at will."""

from __future__ import annotations

import math
from dataclasses import replace

from gmp_cad.drawing.annotation import Callout, End, Frame, SurfaceMark
from gmp_cad.drawing.view import View
from gmp_cad.drawing.views.plan import PlannedView
from gmp_cad.evidence import CutRegion, FaceGeometry, Projection, ViewArc, ViewCurve

X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
LEFT, RIGHT, FRONT, BACK, BOTTOM, TOP, BORE = range(7)
BORE_AT, BORE_RADIUS = (30.0, 20.0), 8.0


def _plane(index, point, normal):
    return FaceGeometry(
        index=index, surface="plane", point=point, direction=normal, area_mm2=1.0, centre_mm=point
    )


FACES = (
    _plane(LEFT, (0.0, 30.0, 10.0), (-1.0, 0.0, 0.0)),
    _plane(RIGHT, (100.0, 30.0, 10.0), X),
    _plane(FRONT, (50.0, 0.0, 10.0), (0.0, -1.0, 0.0)),
    _plane(BACK, (50.0, 60.0, 10.0), Y),
    _plane(BOTTOM, (50.0, 30.0, 0.0), (0.0, 0.0, -1.0)),
    _plane(TOP, (50.0, 30.0, 20.0), Z),
    FaceGeometry(
        index=BORE, surface="cylinder", point=(*BORE_AT, 0.0), direction=Z, radius_mm=BORE_RADIUS,
        hollow=True, span_mm=(0.0, 20.0), angle_deg=360.0, area_mm2=1.0,
        centre_mm=(*BORE_AT, 10.0),
    ),
)  # fmt: skip


def _edge(a, b, *faces, line="visible"):
    return ViewCurve(points=(a, b), line=line, faces=faces)


def _circle(centre, radius, *faces):
    points = tuple(
        (centre[0] + radius * math.cos(t), centre[1] + radius * math.sin(t))
        for t in (2 * math.pi * i / 48 for i in range(49))
    )
    arc = ViewArc(centre=centre, radius=radius, start_deg=0.0, end_deg=360.0)
    return ViewCurve(points=points, line="visible", faces=faces, arc=arc)


def turned(view: View, turn_deg: float) -> View:
    """Return the view turned on the sheet, anticlockwise about the origin."""
    t = math.radians(turn_deg)
    c, s = math.cos(t), math.sin(t)

    def on(p):
        return (p[0] * c - p[1] * s, p[0] * s + p[1] * c)

    def moved(curve):
        arc = curve.arc and replace(
            curve.arc,
            centre=on(curve.arc.centre),
            start_deg=curve.arc.start_deg + turn_deg,
            end_deg=curve.arc.end_deg + turn_deg,
        )
        return replace(curve, points=tuple(on(p) for p in curve.points), arc=arc)

    old = view.projection
    curves = tuple(moved(curve) for curve in old.curves)
    xs, ys = zip(*(p for curve in curves for p in curve.points), strict=True)
    pairs = tuple(zip(old.right, old.up, strict=True))
    projection = replace(
        old,
        curves=curves,
        right=tuple(c * r - s * u for r, u in pairs),
        up=tuple(s * r + c * u for r, u in pairs),
        box_mm=(min(xs), min(ys), max(xs), max(ys)),
        regions=tuple(
            replace(r, loops=tuple(tuple(on(p) for p in loop) for loop in r.loops))
            for r in old.regions
        ),
    )
    return replace(view, projection=projection)


def top_view(turn_deg: float = 0.0, scale: float = 1.0, planned: PlannedView | None = None) -> View:
    """Return the view from above, the part turned on the sheet by an angle."""
    corners = ((0.0, 0.0), (100.0, 0.0), (100.0, 60.0), (0.0, 60.0))
    sides = (FRONT, RIGHT, BACK, LEFT)
    curves = [_edge(corners[i], corners[(i + 1) % 4], side, TOP) for i, side in enumerate(sides)]
    curves.append(_circle(BORE_AT, BORE_RADIUS, BORE, TOP))
    projection = Projection(
        name="top", right=X, up=Y, curves=tuple(curves), box_mm=(0.0, 0.0, 100.0, 60.0)
    )
    view = View(projection=projection, scale=scale, planned=planned or PlannedView(name="top"))
    return turned(view, turn_deg)


def front_view(*, cut: bool = False, scale: float = 1.0) -> View:
    """Return the view from the front, or the section through the axis of the bore."""
    x0, x1 = BORE_AT[0] - BORE_RADIUS, BORE_AT[0] + BORE_RADIUS
    inner = "visible" if cut else "hidden"
    curves = (
        _edge((0.0, 0.0), (100.0, 0.0), BOTTOM, FRONT),
        _edge((100.0, 0.0), (100.0, 20.0), RIGHT, FRONT),
        _edge((100.0, 20.0), (0.0, 20.0), TOP, FRONT),
        _edge((0.0, 20.0), (0.0, 0.0), LEFT, FRONT),
        _edge((x0, 0.0), (x0, 20.0), BORE, line=inner),
        _edge((x1, 0.0), (x1, 20.0), BORE, line=inner),
    )
    regions = ()
    if cut:
        left = ((0.0, 0.0), (x0, 0.0), (x0, 20.0), (0.0, 20.0), (0.0, 0.0))
        right = ((x1, 0.0), (100.0, 0.0), (100.0, 20.0), (x1, 20.0), (x1, 0.0))
        regions = (CutRegion(loops=(left,)), CutRegion(loops=(right,)))
    projection = Projection(
        name="A-A" if cut else "front", right=X, up=Z, curves=curves,
        box_mm=(0.0, 0.0, 100.0, 20.0), regions=regions,
    )  # fmt: skip
    kind = "section" if cut else "view"
    return View(projection=projection, scale=scale, planned=PlannedView(name="f", kind=kind))


LENGTH = Callout(
    line="length", kind="length", texts=("100 ±0,2",), balloon="1",
    ends=(End(point=(0.0, 0.0, 0.0), faces=(LEFT,)), End(point=(100.0, 0.0, 0.0), faces=(RIGHT,))),
    direction=X,
)  # fmt: skip
HEIGHT = Callout(
    line="height", kind="length", texts=("20 h9",), balloon="2",
    ends=(End(point=(0.0, 0.0, 0.0), faces=(BOTTOM,)), End(point=(0.0, 0.0, 20.0), faces=(TOP,))),
    direction=Z,
)  # fmt: skip
MARGIN = Callout(
    line="margin", kind="length", texts=("30",), balloon="13", boxed=True,
    ends=(
        End(point=(0.0, 0.0, 0.0), faces=(LEFT,)),
        End(point=(*BORE_AT, 20.0), faces=(BORE,), axis=Z),
    ),
    direction=X,
)  # fmt: skip
BORE_SIZE = Callout(
    line="bore", kind="diameter", texts=("⌀16 H7",), balloon="4", radius_mm=BORE_RADIUS,
    ends=(End(point=(*BORE_AT, 0.0)), End(point=(*BORE_AT, 20.0))), direction=Z, faces=(BORE,),
    hollow=True,
)  # fmt: skip
SQUARENESS = Frame(symbol="⟂", value="⌀0,02", datums=("A",), line="bore_perp")
FRAMED = replace(BORE_SIZE, frames=(SQUARENESS,), datum="B")
TEXTURE = SurfaceMark(on="top", faces=(TOP,), texture="Ra 1,6")
DATUM = SurfaceMark(on="bottom", faces=(BOTTOM,), datum="A")
FLATNESS = SurfaceMark(
    on="top", faces=(TOP,), frames=(Frame(symbol="⏥", value="0,05", line="flat"),)
)
