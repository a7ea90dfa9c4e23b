"""The picture of a plan's faults: what is shown, and inside its sheet."""

from __future__ import annotations

from gmp_cad.drawing import pens
from gmp_cad.drawing.fault_picture import FaultLegend, PlanFaults, fault_picture
from gmp_cad.drawing.primitives import Polyline, box_of
from gmp_cad.evidence import Projection, ViewCurve

RIGHT, UP = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)
SQUARE = ((0.0, 0.0), (40.0, 0.0), (40.0, 30.0), (0.0, 30.0), (0.0, 0.0))


def view(name: str, points=SQUARE, faces=(0,)) -> Projection:
    curve = ViewCurve(points=points, line="visible", faces=faces)
    return Projection(name=name, right=RIGHT, up=UP, curves=(curve,), box_mm=(0, 0, 40, 30))


def picture(**changes):
    faults = {
        "views": (view("part"), view("left", ((5.0, 5.0), (9.0, 5.0))), view("part")),
        "unreachable": frozenset(), "gouges": (), "legend": (FaultLegend(shows="left", text="x"),),
        "title": "faults",
    } | changes  # fmt: skip
    return fault_picture(PlanFaults(**faults))


def drawn(drawing) -> list[Polyline]:
    return [p for p in drawing.primitives if isinstance(p, Polyline)]


def test_all_stays_on_the_sheet_one_panel_a_side() -> None:
    sheet = picture(gouges=((0.0, 0.0, 0.0, 10.0, 10.0, 10.0),))
    for x0, y0, x1, y1 in map(box_of, sheet.primitives):
        assert 0 <= x0 <= x1 <= sheet.width
        assert 0 <= y0 <= y1 <= sheet.height
    assert sheet.width == 2 * 130.0


def test_material_left_is_red_at_the_scale_of_the_part() -> None:
    lines = drawn(picture())
    part, left = lines[0], lines[1]
    assert left.pen.colour == pens.RED
    scale = (part.points[1][0] - part.points[0][0]) / 40
    assert abs((left.points[1][0] - left.points[0][0]) / 4 - scale) < 1e-9


def test_a_face_out_of_reach_stands_out() -> None:
    assert drawn(picture(unreachable={0}))[0].pen != drawn(picture())[0].pen


def test_a_gouge_is_shown_by_the_twelve_edges_of_its_box() -> None:
    more = len(drawn(picture(gouges=((0, 0, 0, 1, 2, 3),)))) - len(drawn(picture()))
    assert more == 2 * 12
