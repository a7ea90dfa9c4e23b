"""Assemblies of scripts that stand elsewhere: their leaves as parts, and these placed as they place them."""

from __future__ import annotations

import textwrap
from pathlib import Path

import cadquery as cq
import pytest

from gmp_cad.errors import ModelError
from gmp_cad.evidence import AssemblyPosition
from gmp_cad.evidence.adoption import AssemblyOffer
from gmp_cad.kernel import brep
from gmp_cad.kernel.exchange.leaves import gather
from gmp_cad.kernel.fingerprints.same_solid import one_of_each
from gmp_cad.kernel.placement import location
from gmp_cad.kernel.scripts.adoption import script_offers
from gmp_cad.kernel.scripts.assembly import place
from gmp_cad.kernel.scripts.assembly_choice import placed_nodes
from gmp_cad.kernel.scripts.run import run_model
from gmp_cad.spec.values import Values

# A frame of two rails and two feet each; a spacer that is built anew each time; a wire; a pin.
FRAME = """
    import cadquery as cq
    length = 60.0
    def spacer():
        return cq.Workplane().rect(8, 4).extrude(3).faces(">Z").workplane().hole(2).tag("X")
    rail = cq.Workplane().box(length, 6, 6)
    foot = cq.Workplane().circle(4).extrude(10)
    foot.faces(">Z").tag("top")
    side = cq.Assembly(name="side").add(rail, name="rail")
    side.add(foot, name="foot_l", loc=cq.Location((-20, 0, -13)))
    side.add(foot, name="foot_r", loc=cq.Location((20, 0, -13)))
    frame = cq.Assembly(name="frame")
    frame.add(side, name="front")
    frame.add(side, name="back", loc=cq.Location((0, 50, 0), (0, 0, 1), 180))
    frame.add(spacer(), name="gap_1", loc=cq.Location((0, 4, 3)))
    frame.add(spacer(), name="gap_2", loc=cq.Location((0, 46, 3)))
    frame.add(cq.Workplane().polyline([(0, 0), (9, 0), (9, 9)]), name="cable")
    show_object(frame)
    """
LEAVES = {
    "rail": ["front/rail", "back/rail"],
    "foot": ["front/foot_l", "front/foot_r", "back/foot_l", "back/foot_r"],
    "gap": ["gap_1", "gap_2"],
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "parts/a").mkdir(parents=True)
    write(tmp_path, FRAME)
    return tmp_path


def write(project: Path, text: str) -> None:
    (project / "frame.py").write_text(textwrap.dedent(text), encoding="utf-8")


def offered(project: Path) -> AssemblyOffer | None:
    return script_offers(project / "frame.py", project, None)[0].assembly


def leaf(project: Path, path: str) -> cq.Shape:
    text = (
        "from gmp_cad import assembled, leaf\n\ndef build(d):\n"
        f'    return leaf(assembled("../../frame.py"), "{path}")\n'
    )
    model = project / "parts/a/model.py"
    model.write_text(text, encoding="utf-8")
    return run_model(model, project, Values({})).solid


def positions(
    project: Path, leaves: dict[str, list[str]] = LEAVES, without: str = ""
) -> AssemblyPosition:
    text = (
        "from gmp_cad import assembled, placed\n\ndef build(parts, d):\n"
        f'    return placed(assembled("../frame.py"), parts, {leaves}{without})\n'
    )
    path = project / "parts/assembly.py"
    path.write_text(text, encoding="utf-8")
    shapes = {name: cq.Workplane().box(1 + rank, 1, 1).val() for rank, name in enumerate(leaves)}
    (found,), _ = place(path, project, shapes, {}, [{}])
    return found


def test_an_assembly_offers_each_different_solid_once(project: Path) -> None:
    found = offered(project)
    assert found is not None
    assert {part.name: list(part.leaves) for part in found.parts} == LEAVES
    assert (found.pieces, found.left_out) == (8, ())
    rail = found.parts[0].offer
    assert (rail.volume_mm3, rail.solids) == (pytest.approx(60 * 36, rel=1e-12), 1)
    # the only number of the script that is a size of the rail; a wire is no part
    assert [(p.name, p.between) for p in rail.proposals] == [("length", ("<X", ">X"))]
    assert [note.say("en") for note in found.notes] == ["left out, without any face: 1 (cable)"]


def test_a_leaf_is_the_solid_in_its_own_frame_and_misses_no_tag_of_others(project: Path) -> None:
    path = project / "parts/a/model.py"
    foot = leaf(project, "back/foot_r")
    assert brep.signed_volume_mm3(foot) == pytest.approx(3.141592653589793 * 160, rel=1e-9)
    assert foot.Center().toTuple() == pytest.approx((0, 0, 5), abs=1e-9)
    result = run_model(path, project, Values({}))
    # "top" is of this solid, "X" of the spacer, which this part does not hold: it is not missed
    assert (sorted(result.run.named_faces), result.run.lost_tags) == (["top"], {})
    with pytest.raises(ModelError, match=r"no leaf 'back/foot'"):
        leaf(project, "back/foot")


def test_parts_stand_where_the_script_places_its_leaves(project: Path) -> None:
    found = positions(project)
    # 180° about Z, then 50 along Y: x → −x, y → 50 − y
    expected = {
        "rail": (0, 0, 0), "rail.2": (0, 50, 0), "foot": (-20, 0, -13), "foot.2": (20, 0, -13),
        "foot.3": (20, 50, -13), "foot.4": (-20, 50, -13), "gap": (0, 4, 3), "gap.2": (0, 46, 3),
    }  # fmt: skip
    stand = {p.name: location(p.matrix).toTuple()[0] for p in found.placements}
    assert stand == {name: pytest.approx(at, abs=1e-9) for name, at in expected.items()}
    turned = next(p.matrix for p in found.placements if p.name == "foot.3")
    assert [row[:2] for row in turned[:2]] == [(-1.0, 0.0), (0.0, -1.0)]


def test_a_library_that_makes_moving_a_copy_changes_no_part(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = cq.Shape.moved
    monkeypatch.setattr(cq.Shape, "moved", lambda self, *given: moved(self.copy(), *given))
    assert len(positions(project).placements) == 8


def test_constraints_of_the_script_are_looked_at(project: Path) -> None:
    write(
        project,
        """
        import cadquery as cq
        pad = cq.Workplane().box(10, 10, 2)
        stack = cq.Assembly().add(pad, name="low").add(pad, name="high")
        stack.constrain("low", "Fixed")
        stack.constrain("low@faces@>Z", "high@faces@<Z", "Plane")
        stack.constrain("low@faces@>X", "high@faces@>X", "Point", param=30)
        stack.solve()
        """,
    )
    found = positions(project, {"pad": ["low", "high"]})
    assert found.constraints == 2
    # no turn brings two faces of pads that lie on each other 30 mm apart
    assert found.residual_mm > 1


@pytest.mark.parametrize(
    ("line", "leaves", "message"),
    [
        ('frame.add(foot, name="fifth")', LEAVES, "leaf that the product does not place: fifth"),
        ("", {**LEAVES, "rail": ["front/rial", "back/rail"]}, "no leaf 'front/rial'"),
        ('frame.objects["gap_2"].obj = rail', LEAVES, "different solids now"),
    ],
)
def test_a_script_that_has_moved_on_is_told(
    project: Path, line: str, leaves: dict[str, list[str]], message: str
) -> None:
    write(project, FRAME.replace("show_object(frame)", f"{line}\n    show_object(frame)"))
    with pytest.raises(ModelError) as caught:
        positions(project, leaves)
    assert message in caught.value.message.say("en")
    assert caught.value.hint is not None


def test_a_leaf_that_is_no_part_is_left_out_on_purpose(project: Path) -> None:
    leaves = {name: paths for name, paths in LEAVES.items() if name != "gap"}
    found = positions(project, leaves, ', without=["gap_1", "gap_2"]')
    assert len(found.placements) == 6


def test_the_last_state_of_an_assembly_that_is_shown_twice_is_meant(project: Path) -> None:
    # as a notebook does: shown, built anew under the same name, moved, shown again; then a part
    write(
        project,
        """
        import cadquery as cq
        from jupyter_cadquery import show
        block = cq.Workplane().box(1, 2, 3)
        def pair(gap):
            return cq.Assembly().add(block, name="a").add(block, name="b", loc=cq.Location((gap, 0, 0)))
        arm = pair(5)
        show(block)
        show(arm)
        arm = pair(9)
        show(arm)
        """,
    )
    found = positions(project, {"block": ["a", "b"]})
    assert location(found.placements[1].matrix).toTuple()[0] == pytest.approx((9, 0, 0), abs=1e-12)


def test_mirrored_leaves_are_parts_of_their_own(project: Path) -> None:
    corner = cq.Workplane().box(4, 3, 2).union(cq.Workplane().box(1, 1, 5).translate((1.5, 1, 2)))
    mirror = corner.mirror("YZ").translate((2, 0, 0)).translate((-2, 0, 0))
    turned = cq.Workplane().box(4, 3, 2).union(cq.Workplane().box(1, 1, 5).translate((1.5, 1, 2)))
    whole = cq.Assembly().add(corner, name="right").add(mirror, name="left")
    whole.add(turned, name="again", loc=cq.Location((9, 0, 0)))
    leaves = [leaf for _, leaf in placed_nodes(whole)]
    read, solids = one_of_each(*gather("corners", leaves))
    assert sorted(solids) == ["left", "right"]
    assert {p.name: p.item for p in read.placements} == {
        "right": "right", "left": "left", "again": "right",
    }  # fmt: skip
