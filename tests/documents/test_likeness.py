"""Shapes are compared as the kernel observed them: moved, mirrored, altered, of another material."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import cadquery as cq
import pytest

from gmp_cad.documents.classroom.class_likeness import Group, likeness
from gmp_cad.documents.classroom.class_project import ClassPart, ClassProject
from gmp_cad.documents.classroom.likeness import Shape, kinds_of, overlaps, shape_of, shares
from gmp_cad.documents.classroom.model_text import runs_of, shared_runs
from gmp_cad.engine.cache.store import digest_of
from gmp_cad.errors import ExitCode
from gmp_cad.evidence import PartGeometry
from gmp_cad.kernel.brep import to_bytes
from gmp_cad.kernel.surfaces.faces import face_geometries
from gmp_cad.kernel.surfaces.properties import mass_properties


def bracket(hole: float = 6.0) -> cq.Shape:
    """A part with a left and a right hand: no plane mirrors it."""
    base = cq.Workplane().box(40, 24, 8).faces(">Z").workplane()
    stepped = base.center(-12, 4).rect(10, 8).extrude(9).faces(">X").workplane()
    return stepped.center(3, 0).hole(hole).val()


def seen(shape: cq.Shape, density: float = 7850.0) -> Shape:
    geometry = PartGeometry(faces=face_geometries(shape), features={})
    return shape_of(geometry, mass_properties(shape, density), digest_of(to_bytes(shape)))


def turned(shape: cq.Shape) -> cq.Shape:
    return shape.rotate((1, 2, 3), (4, 4, 9), 73.0).translate((105.0, -20.0, 31.0))


SHAPES = {
    "here": seen(bracket()), "copied": seen(bracket()), "turned": seen(turned(bracket())),
    "mirrored": seen(turned(bracket().mirror("YZ"))), "aluminium": seen(turned(bracket()), 2700.0),
    "wider": seen(bracket(6.1)),
}  # fmt: skip


def alike(a: str, b: str) -> tuple[bool, float]:
    both = [SHAPES[a], SHAPES[b]]
    ((_, table),) = shares(both)
    first, second = kinds_of(both)
    return first == second, float(table[0, 1])


@pytest.mark.parametrize("other", ["copied", "turned", "mirrored", "aluminium"])
def test_no_move_mirror_or_material_changes_a_shape(other: str) -> None:
    same, share = alike("here", other)
    assert same
    assert share == pytest.approx(1.0, abs=1e-12)


def test_a_tenth_of_a_millimetre_does() -> None:
    same, share = alike("here", "wider")
    here, wider = (Counter(round(f.area, 6) for f in SHAPES[k].faces) for k in ("here", "wider"))
    kept = sum(area * times for area, times in (here & wider).items())
    assert not same
    assert share == pytest.approx(kept / SHAPES["here"].area_mm2, rel=1e-3)
    assert 0.2 < share < 0.95


def test_a_mirror_image_has_the_other_hand_and_a_moved_copy_the_same() -> None:
    hand = SHAPES["here"].hand
    assert abs(hand) > 1e-4
    assert SHAPES["turned"].hand == pytest.approx(hand, rel=1e-6)
    assert SHAPES["mirrored"].hand == pytest.approx(-hand, rel=1e-6)


def test_what_is_its_own_mirror_image_has_no_hand() -> None:
    assert seen(cq.Workplane().box(10, 20, 30).val()).hand == pytest.approx(0.0, abs=1e-9)
    assert seen(cq.Workplane().circle(5).extrude(30).val()).hand == 0.0


def test_the_second_of_equal_faces_matches_the_second_only() -> None:
    ((_, table),) = overlaps([[7, 7, 7], [7, 8], []], [[2.0, 2.0, 2.0], [2.0, 2.0], []])
    assert table[0].tolist() == pytest.approx([1.0, 2.0 / 6.0, 0.0])
    assert table[2].tolist() == [0.0, 0.0, 0.0]


def project(name: str, *parts: tuple[str, str], text: str = "") -> ClassProject:
    return ClassProject(
        name=name, state="built", exit_code=ExitCode.OK,
        parts=tuple(
            ClassPart(name=part, shape=SHAPES[kind], text=runs_of(text)) for part, kind in parts
        ),
    )  # fmt: skip


def members(group: Group) -> list[tuple[str, str, bool]]:
    return [(m.project, m.part, m.mirrored) for m in group.members]


def test_groups_tell_copies_from_moved_and_mirrored_ones() -> None:
    found = likeness(
        [
            project("a", ("p", "here")), project("b", ("p", "copied")), project("c", ("q", "mirrored")),
            project("d", ("p", "wider")), project("e", ("p", "turned")),
        ]
    )  # fmt: skip
    copies, all_of_them = sorted(found.groups, key=lambda g: len(g.members))
    assert copies.kind == "file"
    assert members(copies) == [("a", "p", False), ("b", "p", False)]
    assert all_of_them.kind == "mirror"
    assert members(all_of_them) == [
        ("a", "p", False), ("b", "p", False), ("c", "q", True), ("e", "p", False)
    ]  # fmt: skip
    assert all_of_them.usual is None, "two names: there is no usual share of one part"
    # a-b, a-e, b-e of six pairs of the part p are the same solid
    assert copies.usual == pytest.approx(0.5)
    (spread,) = (part for part in found.parts if part.part == "p")
    assert (spread.pairs, spread.same) == (6, 3)


def test_equal_parts_of_one_project_are_no_likeness_between_projects() -> None:
    assert likeness([project("a", ("left", "here"), ("right", "turned"))]).groups == ()


def test_where_all_are_equal_the_likeness_is_usual() -> None:
    found = likeness([project(name, ("p", "here")) for name in "abcdef"])
    (group,) = found.groups
    assert (group.kind, group.usual) == ("file", 1.0)


def test_near_pairs_are_listed_the_most_unusual_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gmp_cad.documents.classroom.class_likeness.NEAR", 0.2)
    found = likeness([project("a", ("p", "here")), project("b", ("p", "wider")), project("c", ("p", "copied"))])  # fmt: skip
    assert [(n.a.project, n.b.project) for n in found.near] == [("a", "b"), ("b", "c")]
    assert all(n.usual == pytest.approx(1.0) for n in found.near)


MODEL = '''
"""A plate."""
import cadquery as cq

def build(d):
    plate = cq.Workplane().box(d.length, d.width, d.height)  # the plate
    return plate.faces(">Z").hole(d.bore).tag("bore")
'''
RENAMED = """import cadquery as cq
def build(d):
        # my own work
        my_solid  =  cq.Workplane( ).box(d.length,d.width,d.height)
        return my_solid.faces(">Z").hole(d.bore).tag('hole')
"""


def test_the_text_of_a_copy_is_the_same_under_other_names_and_comments() -> None:
    assert runs_of(MODEL) == runs_of(RENAMED)


def test_another_way_to_build_shares_less_text() -> None:
    other = MODEL.replace('plate.faces(">Z").hole(d.bore)', "plate.cut(cq.Workplane().circle(d.bore / 2).extrude(9))")  # fmt: skip
    share = shared_runs([runs_of(MODEL), runs_of(other)])[0][1]
    assert 0.2 < share < 0.9


@pytest.mark.parametrize(
    "text", ["", "(" * 100_000, "'''", "def \x00(", "\\" * 9999, "é" * 300_000]
)
def test_no_text_brings_the_comparison_down(text: str) -> None:
    assert shared_runs([runs_of(text), runs_of(MODEL)])[0][1] <= 1.0


def test_a_class_of_two_hundred_is_compared_in_seconds() -> None:
    def varied(seed: int) -> Shape:
        faces = [
            replace(SHAPES["here"].faces[0], area=100.0 + i * 7 + (seed * i) % 13)
            for i in range(40)
        ]
        return replace(SHAPES["here"], faces=tuple(faces), brep=str(seed))

    shapes = [varied(seed) for seed in range(60)]
    projects = [
        ClassProject(
            name=str(n), state="built", exit_code=ExitCode.OK,
            parts=tuple(ClassPart(name=f"p{k}", shape=shapes[(n * k) % 60]) for k in range(6)),
        )
        for n in range(200)
    ]  # fmt: skip
    found = likeness(projects)
    assert sum(part.pairs for part in found.parts) == 6 * 200 * 199 // 2
