"""From where tools get to faces, what a plan is proposed from; and a text that names each face."""

from __future__ import annotations

import cadquery as cq
import pytest

from gmp_cad.evidence import PartAccess
from gmp_cad.kernel.machining.access import access
from gmp_cad.kernel.measuring.selection import select, selectable
from tests.kernel.plans import geometry


def seen(part: cq.Workplane, stock: cq.Workplane | None = None) -> PartAccess:
    return access(part.val(), geometry(part, {}), stock.val() if stock else None)


def block() -> cq.Workplane:
    top = cq.Workplane().box(60, 40, 20, centered=(True, True, False))
    return top.faces(">Z").workplane().rect(30, 20).cutBlind(-8)


def test_a_pocket_is_seen_from_its_mouth_alone() -> None:
    part = block()
    found = seen(part)
    (floor,) = [
        f for f in found.faces if abs(f.box_mm[2] - 12) < 1e-6 and f.slopes["+Z"] == "floor"
    ]
    assert floor.seen == ("+Z",)
    assert len(floor.walls) == 4
    assert floor.beside == ()
    walls = [found.faces[i] for i in floor.walls]
    assert all("+Z" in wall.seen and wall.slopes["+Z"] == "wall" for wall in walls)
    assert all("-Z" not in wall.seen for wall in walls)


def test_a_face_that_a_boss_touches_in_its_middle_is_seen() -> None:
    part = cq.Workplane().box(20, 16, 16, centered=(False, True, False))
    part = part.union(cq.Workplane("YZ", origin=(-9, 0, 16)).circle(8).extrude(29))
    flat = [f for f in seen(part).faces if f.slopes["-X"] == "floor" and f.box_mm[0] > -1]
    assert [face.seen for face in flat] == [("-X", "-Z")]


def test_every_face_has_a_selector_that_chooses_it() -> None:
    part = block().faces(">Z").workplane().rect(50, 30, forConstruction=True).vertices().hole(4)
    faces = selectable(part.val(), geometry(part, {}).faces)
    for face in seen(part).faces:
        assert face.selector
        assert {f.index for f in select(face.selector, faces)} == set(face.selected)
        assert face.index in face.selected


def test_rings_with_one_centre_are_chosen_together() -> None:
    part = cq.Workplane().circle(30).extrude(10).cut(
        cq.Workplane(origin=(0, 0, 10)).circle(20).circle(15).extrude(-3)
    )  # fmt: skip
    rings = [f for f in seen(part).faces if f.slopes["+Z"] == "floor" and f.box_mm[2] > 9]
    assert [len(ring.selected) for ring in rings] == [2, 2]


def test_an_inner_groove_is_reached_by_a_bar_in_the_bore_alone() -> None:
    outline = [(8, 0), (20, 0), (20, 40), (8, 40), (8, 25), (11, 25), (11, 15), (8, 15)]
    part = cq.Workplane("XZ").polyline(outline).close().revolve(360, (0, 0, 0), (0, 1, 0))
    found = seen(part)
    described = geometry(part, {}).faces
    (groove,) = [f for f in found.faces if described[f.index].radius_mm == pytest.approx(11)]
    assert groove.seen == ()
    assert groove.turned == ("+Z", "-Z")


def test_faces_that_the_casting_has_are_raw() -> None:
    part = cq.Workplane().box(60, 40, 20)
    found = seen(part, cq.Workplane().box(60, 40, 26))
    assert {f.index for f in found.faces if not f.raw} == {
        f.index for f in found.faces if f.slopes["+Z"] == "floor" or f.slopes["-Z"] == "floor"
    }
