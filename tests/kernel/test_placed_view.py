"""Views of parts together: who hides whom, whose line it is, whose material is cut."""

from __future__ import annotations

from itertools import pairwise

import cadquery as cq
import pytest
from OCP.BRepAlgoAPI import BRepAlgoAPI_Cut
from OCP.HLRBRep import HLRBRep_Algo

from gmp_cad.errors import KernelError
from gmp_cad.evidence import Cut
from gmp_cad.kernel.projection.placed_view import cut_parts, project_parts
from gmp_cad.kernel.surfaces.faces import face_geometries

X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


@pytest.fixture(scope="module")
def parts() -> list[tuple[str, cq.Shape]]:
    """A plate with two bores; in the first a pin that fits, in the second a screw too large."""
    plate = cq.Workplane().box(60, 40, 10).faces(">Z").workplane()
    plate = plate.pushPoints([(-15, 0), (15, 0)]).hole(10).val()
    pin = cq.Solid.makeCylinder(5, 20).moved(cq.Location((-15, 0, -5)))
    screw = cq.Solid.makeCylinder(6, 20).moved(cq.Location((15, 0, -5)))
    return [("plate", plate), ("pin", pin), ("screw", screw)]


def lines(view, part, kind="visible"):
    return {c.points for c in view.curves if c.part == part and c.line == kind}


def front(depth=0.0, whole=()) -> Cut:
    return Cut(name="A-A", right=X, up=Z, steps=((0, depth),), whole=whole)


def area(region) -> float:
    return sum(a[0] * b[1] - a[1] * b[0] for loop in region.loops for a, b in pairwise(loop)) / 2


def areas(view) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for region in view.regions:
        found.setdefault(region.part, []).append(round(area(region), 6))
    return found


def test_each_line_is_of_its_part_and_the_plate_hides_what_stands_in_it(parts):
    view = project_parts(parts, "front", X, Z)
    assert lines(view, "plate") == {
        ((-30, -5), (-30, 5)), ((30, -5), (30, 5)), ((-30, -5), (30, -5)), ((-30, 5), (30, 5)),
    }  # fmt: skip
    assert lines(view, "pin", "outline") == {((-20, 5), (-20, 15)), ((-10, 5), (-10, 15))}
    assert lines(view, "screw", "outline") == {((9, 5), (9, 15)), ((21, 5), (21, 15))}
    assert {c.part for c in view.curves} == {"plate", "pin", "screw"}


def test_faces_are_those_of_the_part(parts):
    view = project_parts(parts, "front", X, Z)
    shapes = dict(parts)
    for name in ("pin", "screw"):
        lateral = next(f.index for f in face_geometries(shapes[name]) if f.surface == "cylinder")
        assert {c.faces for c in view.curves if c.line == "outline" and c.part == name} == {
            (lateral,)
        }


def test_hidden_lines_of_parts(parts):
    hidden = project_parts(parts, "front", X, Z, hidden=True)
    assert lines(hidden, "screw", "hidden") == {((9, -5), (9, 5)), ((21, -5), (21, 5))}


def test_the_seam_of_a_pin_in_its_bore_is_no_line():
    bush = cq.Workplane().circle(10).circle(5).extrude(10).val()
    pin = cq.Solid.makeCylinder(5, 10)
    view = project_parts([("bush", bush), ("pin", pin)], "left", Y, Z, hidden=True)
    assert not [c for c in view.curves if c.points[0][0] == 0 == c.points[-1][0]]


def test_parts_are_cut_one_by_one(parts):
    view = cut_parts([parts[0], parts[1]], front())
    assert areas(view) == {"plate": [100, 200, 100], "pin": [200]}
    assert view.exact


def test_a_whole_part_is_shown_and_not_hatched(parts):
    view = cut_parts(parts, front(whole=("pin", "screw")))
    # the screw fills 1 mm on each side of its bore: its thread hides that of the plate
    assert areas(view) == {"plate": [100, 190, 90]}
    assert lines(view, "pin", "outline") >= {((-20, 5), (-20, 15))}
    drawn = {c.points for c in view.curves if c.part == "screw"}
    assert ((9, 15), (21, 15)) in drawn
    assert not [c for c in view.curves if {10.0, 20.0} & {p[0] for p in c.points}]


def test_a_whole_part_before_the_plane_is_taken_away(parts):
    near = ("near", cq.Solid.makeCylinder(2, 30).moved(cq.Location((0, -12, 0))))
    view = cut_parts([*parts, near], front(whole=("near",)))
    assert "near" not in {c.part for c in view.curves}
    far = ("near", near[1].moved(cq.Location((0, 24, 0))))
    view = cut_parts([*parts, far], front(whole=("near",)))
    assert "near" in {c.part for c in view.curves}
    assert "near" not in areas(view)


def test_a_plane_beside_all_parts_is_refused(parts):
    assert areas(cut_parts(parts, front(15.0))) == {"plate": [600]}
    with pytest.raises(KernelError, match="cuts nothing at the depth 21"):
        cut_parts(parts, front(21.0))


def test_one_shape_in_two_places_is_two_parts(parts):
    pin = parts[1][1]
    both = [("pin", pin), ("pin.2", pin.moved(cq.Location((30, 0, 0))))]
    view = project_parts(both, "front", X, Z)
    assert {c.part for c in view.curves} == {"pin", "pin.2"}
    assert len(lines(view, "pin.2", "outline")) == 2


def test_a_part_that_cannot_be_cut_is_shown_whole(parts, monkeypatch):
    def fail(self, *_):
        raise RuntimeError

    monkeypatch.setattr(BRepAlgoAPI_Cut, "Build", fail)
    view = cut_parts(parts, front())
    assert not view.exact
    assert view.regions == ()


def test_the_polygonal_view_knows_the_parts_too(parts, monkeypatch):
    def fail(self, *_):
        raise RuntimeError

    monkeypatch.setattr(HLRBRep_Algo, "Update", fail)
    view = project_parts(parts, "front", X, Z)
    assert not view.exact
    assert {c.part for c in view.curves} == {"plate", "pin", "screw"}
    assert view.box_mm == pytest.approx((-30, -5, 30, 15), abs=1e-4)
