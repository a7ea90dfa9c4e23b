"""Assemblies that belong to no project: STEP files and scripts, with repeated names and bad leaves."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path

import cadquery as cq
import pytest
from OCP.gp import gp_Ax2, gp_Dir, gp_Pnt, gp_Trsf
from OCP.STEPControl import STEPControl_AsIs, STEPControl_Writer

from gmp_cad.errors import KernelError, ModelError
from gmp_cad.evidence.loose import LooseAssembly
from gmp_cad.kernel import brep
from gmp_cad.kernel.exchange.assembly_reading import read_assembly
from gmp_cad.kernel.placement import location
from gmp_cad.kernel.scripts.assembly_script import run_assembly

BOLT = cq.Workplane().circle(3).extrude(20).val()
NUT = cq.Workplane().polygon(6, 12).circle(3).extrude(5).val()
PLATE = cq.Workplane().box(80, 40, 6).val()


def nested() -> cq.Assembly:
    """Two brackets of two bolts with nuts each on a plate: every name stands in several places."""
    pair = cq.Assembly(name="pair").add(BOLT, name="bolt")
    pair.add(NUT, name="nut", loc=cq.Location((0, 0, 15)))
    bracket = cq.Assembly(name="bracket")
    bracket.add(pair, name="left", loc=cq.Location((-10, 0, 0)))
    bracket.add(pair, name="right", loc=cq.Location((10, 0, 0), (0, 0, 1), 30))
    whole = cq.Assembly(name="whole").add(PLATE, name="plate")
    whole.add(bracket, name="front", loc=cq.Location((-20, 0, 3)))
    whole.add(bracket, name="back", loc=cq.Location((20, 0, 3), (1, 0, 0), 180))
    return whole


def saved(assembly: cq.Assembly, folder: Path) -> bytes:
    path = folder / "assembly.step"
    assembly.export(str(path))
    return path.read_bytes()


def centres(read: LooseAssembly, solids: dict[str, cq.Shape]) -> dict[str, tuple[float, ...]]:
    """The centre of mass of every leaf where it stands."""
    return {
        p.name: solids[p.item].moved(location(p.matrix)).Center().toTuple() for p in read.placements
    }


LEAVES = sorted(
    ["plate", *(f"{b}/{s}/{n}" for b in ("front", "back") for s in ("left", "right") for n in ("bolt", "nut"))]
)  # fmt: skip


def expected() -> dict[str, tuple[float, ...]]:
    found: dict[str, tuple[float, ...]] = {"plate": (0.0, 0.0, 0.0)}
    for name in LEAVES[:-1]:
        bracket, side, part = name.split("/")
        x, z = (-10 if side == "left" else 10), (10 if part == "bolt" else 17.5)
        found[name] = (x - 20, 0.0, 3 + z) if bracket == "front" else (x + 20, 0.0, 3 - z)
    return found


def test_a_step_file_gives_each_solid_once_and_every_leaf_by_its_path(tmp_path: Path) -> None:
    read, solids = read_assembly(saved(nested(), tmp_path), "assembly.step")
    assert [p.name for p in read.placements] == LEAVES
    assert {n: round(s.Volume(), 6) for n, s in solids.items()} == {
        "plate": 19200.0, "bolt": round(180 * math.pi, 6), "nut": round(NUT.Volume(), 6),
    }  # fmt: skip
    assert (read.unread, read.notes) == ((), ())
    seen = centres(read, solids)
    for name, centre in expected().items():
        assert seen[name] == pytest.approx(centre, abs=1e-6), name


def test_siblings_of_one_name_are_told_apart(tmp_path: Path) -> None:
    # cq.Assembly refuses two children of a name; files have them all the same
    data = saved(nested(), tmp_path).replace(b"'front'", b"'side'").replace(b"'back'", b"'side'")
    read, _ = read_assembly(data, "assembly.step")
    assert len(read.placements) == 9
    assert {p.name.split("/")[0] for p in read.placements} == {"plate", "side", "side.2"}


MILLIMETRE = b"( LENGTH_UNIT() NAMED_UNIT(*) SI_UNIT(.MILLI.,.METRE.) )"
INCH = b"( CONVERSION_BASED_UNIT('INCH',#90001) LENGTH_UNIT() NAMED_UNIT(#90003) )"
OF_THE_INCH = b"""#90001 = LENGTH_MEASURE_WITH_UNIT(LENGTH_MEASURE(25.4),#90002);
#90002 = ( LENGTH_UNIT() NAMED_UNIT(*) SI_UNIT(.MILLI.,.METRE.) );
#90003 = DIMENSIONAL_EXPONENTS(1.,0.,0.,0.,0.,0.,0.);
ENDSEC;
END-ISO-10303-21;"""


def test_a_file_in_inches_is_read_in_millimetres(tmp_path: Path) -> None:
    data = saved(nested(), tmp_path)
    assert MILLIMETRE in data
    data = data.replace(MILLIMETRE, INCH).replace(b"ENDSEC;\nEND-ISO-10303-21;", OF_THE_INCH)
    read, solids = read_assembly(data, "inch.step")
    assert solids["plate"].Volume() == pytest.approx(19200 * 25.4**3, rel=1e-9)
    seen = centres(read, solids)
    for name, (x, y, z) in expected().items():
        assert seen[name] == pytest.approx((x * 25.4, y * 25.4, z * 25.4), abs=1e-5)


def test_one_part_of_several_solids_is_taken_as_these(tmp_path: Path) -> None:
    bodies = cq.Compound.makeCompound([PLATE, BOLT.moved(cq.Location((0, 0, 3)))])
    read, solids = read_assembly(saved(cq.Assembly(bodies, name="block"), tmp_path), "block.step")
    assert sorted(s.Volume() for s in solids.values()) == pytest.approx([180 * math.pi, 19200])
    assert len(read.placements) == 2
    assert read.notes[0].say("en") == "one part of 2 solids: they are compared with each other"


def test_a_part_of_several_solids_among_others_stays_one(tmp_path: Path) -> None:
    bodies = cq.Compound.makeCompound([PLATE, BOLT.moved(cq.Location((0, 0, 100)))])
    whole = cq.Assembly(name="whole").add(bodies, name="twin").add(NUT, name="nut")
    read, solids = read_assembly(saved(whole, tmp_path), "whole.step")
    assert [p.name for p in read.placements] == ["nut", "twin"]
    assert len(solids["twin"].Solids()) == 2


def test_solids_of_which_some_have_a_name_are_read(tmp_path: Path) -> None:
    ball = cq.Workplane().sphere(4).val().moved(cq.Location((0, 0, 200)))
    bodies = cq.Compound.makeCompound([PLATE, ball, BOLT.moved(cq.Location((0, 0, 100)))])
    data = saved(cq.Assembly(bodies, name="block"), tmp_path)
    head, first, rest = data.split(b"MANIFOLD_SOLID_BREP('',", 2)
    data = b"MANIFOLD_SOLID_BREP('',".join((head, first + b"MANIFOLD_SOLID_BREP('cover'," + rest))
    read, _ = read_assembly(data, "block.step")
    assert [p.name for p in read.placements] == ["block", "block.2", "cover"]


def test_an_open_part_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    shell = cq.Shell.makeShell(PLATE.Faces()[:5])
    whole = cq.Assembly(name="whole").add(shell, name="cover").add(NUT, name="nut")
    read, _ = read_assembly(saved(whole, tmp_path), "whole.step")
    assert [p.name for p in read.placements] == ["nut"]
    ((name, reason),) = read.unread
    assert name == "cover"
    assert reason.say("en") == "it is open: 5 faces that enclose no volume"


def test_a_file_without_a_solid_or_without_sense_is_an_error(tmp_path: Path) -> None:
    writer = STEPControl_Writer()
    writer.Transfer(PLATE.Faces()[0].wrapped, STEPControl_AsIs)
    path = tmp_path / "face.step"
    writer.Write(str(path))
    with pytest.raises(KernelError, match="holds no solid"):
        read_assembly(path.read_bytes(), "face.step")
    with pytest.raises(KernelError):
        read_assembly(b"solid nothing\n", "x.step")


# ---- scripts ----

PARTS = """
import cadquery as cq
bolt = cq.Workplane().circle(3).extrude(20)
plate = cq.Workplane().box(80, 40, 6)
"""


def run(folder: Path, text: str, name: str | None = None) -> LooseAssembly:
    path = folder / "script.py"
    path.write_text(PARTS + text, encoding="utf-8")
    read, solids, reads = run_assembly(path, folder, name)
    assert set(solids) == {p.item for p in read.placements}
    assert list(reads["files"]) == ["script.py"]
    return read


SHOWN = """
a = cq.Assembly(name="a").add(plate, name="plate")
a.add(bolt, name="one", loc=cq.Location((0, 0, 3))).add(bolt, name="two", loc=cq.Location((9, 0, 3)))
"""


@pytest.mark.parametrize(
    "ending",
    [
        "show_object(a)",
        "other = cq.Assembly(bolt, name='other')\nshow_object(a, name='whole')",
        "from ocp_vscode import *\nset_port(3939)\nshow(a, reset_camera=True)",
        "from jupyter_cadquery import show, open_viewer\ncv = open_viewer('x')\nshow(a).animate(2)",
        "def build():\n    return a",
        "",
        "part = cq.Assembly(bolt, name='alone')",
    ],
)
def test_the_assembly_of_a_script_is_found(tmp_path: Path, ending: str) -> None:
    read = run(tmp_path, f"{SHOWN}\n{ending}\n")
    assert [(p.name, p.item) for p in read.placements] == [
        ("one", "one"), ("plate", "plate"), ("two", "one"),
    ]  # fmt: skip
    assert read.placements[2].matrix[0][3] == 9.0


def test_shapes_shown_one_by_one_are_an_assembly(tmp_path: Path) -> None:
    text = (
        "show_object(plate)\nshow_object(bolt, name='axis')\nshow_object(bolt.translate((9, 0, 0)))"
    )
    assert [p.name for p in run(tmp_path, text).placements] == ["axis", "part", "plate"]


def test_of_several_assemblies_one_is_named(tmp_path: Path) -> None:
    text = f"{SHOWN}\nb = cq.Assembly(name='b').add(cq.Workplane().sphere(3), name='ball')\n"
    with pytest.raises(ModelError, match="2 assemblies") as caught:
        run(tmp_path, text)
    assert caught.value.hint is not None
    assert "a, b" in caught.value.hint.say("en")
    assert [p.name for p in run(tmp_path, text, "b").placements] == ["ball"]
    with pytest.raises(ModelError, match="'c'"):
        run(tmp_path, text, "c")


def test_names_that_nobody_gave_are_stable(tmp_path: Path) -> None:
    text = "a = cq.Assembly().add(plate).add(bolt).add(bolt, loc=cq.Location((9, 0, 0)))"
    assert [p.name for p in run(tmp_path, text).placements] == ["part", "part.2", "part.3"]


def test_equal_solids_are_one_item_though_built_twice(tmp_path: Path) -> None:
    text = """
a = cq.Assembly(name="a").add(bolt, name="one")
a.add(cq.Workplane().circle(3).extrude(20), name="two", loc=cq.Location((9, 0, 0)))
"""
    assert {p.item for p in run(tmp_path, text).placements} == {"one"}


def test_a_mirrored_part_is_one_of_its_own(tmp_path: Path) -> None:
    mirror = gp_Trsf()
    mirror.SetMirror(gp_Ax2(gp_Pnt(0, 0, 0), gp_Dir(1, 0, 0)))
    corner = cq.Workplane().box(10, 4, 6, centered=False).val()
    path = tmp_path / "m.py"
    path.write_text("""
import cadquery as cq
from OCP.gp import gp_Ax2, gp_Dir, gp_Pnt, gp_Trsf
t = gp_Trsf(); t.SetMirror(gp_Ax2(gp_Pnt(0, 0, 0), gp_Dir(1, 0, 0)))
corner = cq.Workplane().box(10, 4, 6, centered=False)
a = cq.Assembly(name="a").add(corner, name="right").add(corner, name="left", loc=cq.Location(t))
""")
    read, solids, _ = run_assembly(path, tmp_path)
    assert len({p.item for p in read.placements}) == 2
    assert centres(read, solids)["left"] == pytest.approx((-5, 2, 3))
    assert all(s.Volume() == pytest.approx(corner.Volume()) for s in solids.values())
    assert "mirrored" in read.notes[0].say("en")


def test_a_placement_that_is_no_number_is_told(tmp_path: Path) -> None:
    text = """
a = cq.Assembly(name="a").add(plate, name="plate")
a.add(bolt, name="lost", loc=cq.Location((float("nan"), 0, 0)))
"""
    read = run(tmp_path, text)
    assert [p.name for p in read.placements] == ["plate"]
    assert read.unread[0][0] == "lost"
    assert "no numbers" in read.unread[0][1].say("en")


def test_a_script_that_fails_or_gives_nothing_says_where(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        run(tmp_path, "a = bolt.fillet(99)")
    assert str(caught.value.where) == "script.py:5"
    with pytest.raises(ModelError, match="no assembly"):
        run(tmp_path, "x = 3")


def test_a_part_of_several_solids_is_split_where_it_is_asked_for(tmp_path: Path) -> None:
    bodies = cq.Compound.makeCompound([PLATE, BOLT.moved(cq.Location((0, 0, 1)))])
    whole = cq.Assembly(name="whole").add(bodies, name="twin", loc=cq.Location((5, 0, 0)))
    whole.add(NUT, name="nut")
    data = saved(whole, tmp_path)
    solids = read_assembly(data, "whole.step")[1]
    content = hashlib.sha256(brep.to_bytes(solids["twin"])).hexdigest()
    read, solids = read_assembly(data, "whole.step", {content})
    assert [p.name for p in read.placements] == ["nut", "twin/twin", "twin/twin.2"]
    assert read.bodies["twin/twin.2"] == "twin"
    assert len(solids) == 3
    assert centres(read, solids)["twin/twin.2"] == pytest.approx((5, 0, 11))


def test_a_part_without_any_face_is_noted_and_left_out(tmp_path: Path) -> None:
    line = cq.Edge.makeLine(cq.Vector(0, 0, 0), cq.Vector(9, 0, 0))
    whole = cq.Assembly(name="whole").add(line, name="axis").add(NUT, name="nut")
    read, _ = read_assembly(saved(whole, tmp_path), "whole.step")
    assert [p.name for p in read.placements] == ["nut"]
    assert read.unread == ()
    assert [n.say("en") for n in read.notes] == ["left out, without any face: 1 (axis)"]
