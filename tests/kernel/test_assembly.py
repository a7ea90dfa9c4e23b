"""Assembly scripts: where parts stand, what is refused, what was read."""

from __future__ import annotations

from pathlib import Path

import cadquery as cq
import pytest

from gmp_cad.errors import ModelError
from gmp_cad.evidence import WORKPIECE
from gmp_cad.kernel.scripts.assembly import place

BOX = cq.Workplane().box(10, 10, 10).val()
PIN = cq.Workplane().circle(2).extrude(30).val()
SHAPES = {"box": BOX, "pin": PIN}
HEIGHT = {"value": 10.0, "name": "height", "count": 1}
VALUES = {"box.height": HEIGHT, "box.width": HEIGHT}
HEAD = "import cadquery as cq\ndef build(parts, d):\n    a = cq.Assembly()\n"


def run(tmp_path: Path, body: str, positions=({"gap": 1.0},), shapes=SHAPES, head: str = HEAD):
    script = tmp_path / "assembly.py"
    script.write_text(head + body, "utf-8")
    return place(script, tmp_path, shapes, VALUES, list(positions))


def test_parts_are_placed_from_parameters_and_dimensions(tmp_path: Path) -> None:
    body = (
        "    a.add(parts['box'], name='box')\n"
        "    a.add(parts['pin'], name='pin.2', loc=cq.Location((d.gap, 0, d.box.height)))\n"
        "    return a\n"
    )
    found, reads = run(tmp_path, body, positions=({"gap": 1.0}, {"gap": 4.0}))
    assert [p.parameters for p in found] == [{"gap": 1.0}, {"gap": 4.0}]
    names = [(p.name, p.item, [row[3] for row in p.matrix[:3]]) for p in found[1].placements]
    assert names == [("box", "box", [0, 0, 0]), ("pin.2", "pin", [4, 0, 10])]
    assert reads["values"] == ["box.height"]
    assert list(reads["files"]) == ["assembly.py"]


def test_nested_assemblies_and_moved_workplanes_add_up(tmp_path: Path) -> None:
    body = (
        "    inner = cq.Assembly(loc=cq.Location((0, 5, 0)))\n"
        "    inner.add(parts['pin'].val().moved(cq.Location((1, 0, 0))), name='pin')\n"
        "    middle = cq.Assembly(loc=cq.Location((100, 0, 0), (0, 0, 1), 90))\n"
        "    middle.add(inner)\n"
        "    a.add(middle)\n"
        "    return a\n"
    )
    ((position,), _) = run(tmp_path, body)
    matrix = position.placements[0].matrix
    assert [row[3] for row in matrix[:3]] == pytest.approx([95, 1, 0], abs=1e-9)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("    return 3\n", "cq.Assembly"),
        ("    a.add(parts['box'], name='bax')\n    return a\n", "bax"),
        (
            "    a.add(parts['box'].faces('>Z').workplane().hole(3), name='box')\n    return a\n",
            "changed copy",
        ),
        ("    return parts['nothing']\n", "nothing"),
        ("    d.box.heigth\n", "'heigth'"),
    ],
)
def test_what_cannot_be_placed_is_told(tmp_path: Path, body: str, words: str) -> None:
    with pytest.raises(ModelError) as caught:
        run(tmp_path, body)
    told = f"{caught.value.message} {caught.value.hint}"
    assert words in told
    assert caught.value.where is not None
    assert caught.value.where.file == "assembly.py"


def test_a_fixture_receives_its_workpiece_and_stands_around_it(tmp_path: Path) -> None:
    head = HEAD.replace("(parts, d)", "(parts, d, workpiece)")
    body = (
        "    top = workpiece.faces('>Z').val().Center().z\n"
        "    a.add(parts['pin'], name='pin', loc=cq.Location((0, 0, top)))\n    return a\n"
    )
    ((position,), _) = run(tmp_path, body, shapes={"pin": PIN, WORKPIECE: BOX}, head=head)
    assert [p.item for p in position.placements] == ["pin", WORKPIECE]
    assert position.placements[0].matrix[2][3] == 5


NAN = "loc=cq.Location((float('nan'), 0, 0))"
INFINITE = "loc=cq.Location((0, 0, 0), (0, 0, float('inf')), 3)"
GP = "    from OCP.gp import gp_Trsf, gp_Pnt, gp_Ax2, gp_Dir\n    t = gp_Trsf()\n"
SCALE = f"{GP}    t.SetScale(gp_Pnt(), 2)\n"
MIRROR = f"{GP}    t.SetMirror(gp_Ax2(gp_Pnt(), gp_Dir(0, 0, 1)))\n"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (f"    a.add(parts['pin'], name='pin', {NAN})\n", "NaN or infinity"),
        (f"    a.add(parts['pin'], name='pin', {INFINITE})\n", "NaN or infinity"),
        (
            "    a.add(parts['pin'].val().moved(cq.Location((0, float('nan'), 0))), name='pin')\n",
            "NaN or infinity",
        ),
        (f"{MIRROR}    a.add(parts['pin'], name='pin', loc=cq.Location(t))\n", "mirrors"),
        (
            f"{MIRROR}    a.add(parts['pin'].val().moved(cq.Location(t)), name='pin')\n",
            "mirrors",
        ),
        (f"{SCALE}    a.add(parts['pin'], name='pin', loc=cq.Location(t))\n", "scales by 2"),
        ("    a.add(cq.Workplane(), name='pin')\n", "no shape"),
        ("    a.add(cq.Compound.makeCompound([]), name='pin')\n", "no shape"),
        ("    a.add(parts['pin'].add(parts['box']), name='pin')\n", "2 shapes"),
    ],
)
def test_one_bad_placement_is_refused_and_the_others_stand(
    tmp_path: Path, body: str, words: str
) -> None:
    ((position,), _) = run(tmp_path, f"    a.add(parts['box'], name='box')\n{body}    return a\n")
    assert [p.name for p in position.placements] == ["box"]
    ((name, reason),) = position.refused
    assert name == "pin"
    assert words in str(reason)


def test_a_scaled_sub_assembly_is_told_by_its_own_name_for_all_that_it_holds(
    tmp_path: Path,
) -> None:
    body = (
        f"{SCALE}    sub = cq.Assembly(name='jaw', loc=cq.Location(t))\n"
        "    sub.add(parts['pin'], name='pin').add(parts['pin'], name='pin.2')\n"
        "    a.add(sub).add(parts['box'], name='box')\n    return a\n"
    )
    ((position,), _) = run(tmp_path, body)
    assert [name for name, _ in position.refused] == ["pin", "pin.2"]
    (reason,) = {reason for _, reason in position.refused}
    assert "jaw scales by 2" in str(reason)


def test_a_scale_that_another_takes_back_is_refused_all_the_same(tmp_path: Path) -> None:
    body = (
        f"{SCALE}    sub = cq.Assembly(name='jaw', loc=cq.Location(t))\n"
        "    sub.add(parts['pin'], name='pin', loc=cq.Location(t.Inverted()))\n"
        "    a.add(sub).add(parts['box'], name='box')\n    return a\n"
    )
    ((position,), _) = run(tmp_path, body)
    assert [name for name, _ in position.refused] == ["pin"]


def test_a_name_given_twice_leaves_the_first_of_them(tmp_path: Path) -> None:
    body = (
        "    for x in (0, 50):\n"
        "        sub = cq.Assembly(name=f'sub{x}', loc=cq.Location((x, 0, 0)))\n"
        "        a.add(sub.add(parts['pin'], name='pin'))\n    return a\n"
    )
    ((position,), _) = run(tmp_path, body)
    assert [p.matrix[0][3] for p in position.placements] == [0]
    ((name, reason),) = position.refused
    assert (name, "called pin" in str(reason)) == ("pin", True)


def test_what_is_bad_at_one_position_is_good_at_another(tmp_path: Path) -> None:
    body = (
        "    x = d.gap if d.gap else float('nan')\n"
        "    a.add(parts['box'], name='box')\n"
        "    a.add(parts['pin'], name='pin', loc=cq.Location((x, 0, 0)))\n    return a\n"
    )
    (bad, good), _ = run(tmp_path, body, positions=({"gap": 0.0}, {"gap": 2.0}))
    assert ([name for name, _ in bad.refused], good.refused) == (["pin"], ())
    assert len(good.placements) == 2


def test_an_assembly_of_which_nothing_is_placed_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="NaN"):
        run(tmp_path, f"    a.add(parts['pin'], name='pin', {NAN})\n    return a\n")


def test_a_workpiece_placed_badly_is_not_put_back_in_silence(tmp_path: Path) -> None:
    head = HEAD.replace("(parts, d)", "(parts, d, workpiece)")
    body = (
        "    a.add(parts['pin'], name='pin')\n"
        f"    a.add(workpiece, name='workpiece', {NAN})\n    return a\n"
    )
    ((position,), _) = run(tmp_path, body, shapes={"pin": PIN, WORKPIECE: BOX}, head=head)
    assert [p.item for p in position.placements] == ["pin"]
    assert [name for name, _ in position.refused] == [WORKPIECE]
