"""Assembly scripts: where parts stand, what is refused, what was read."""

from __future__ import annotations

from pathlib import Path

import cadquery as cq
import pytest

from gmp_cad.errors import ModelError
from gmp_cad.evidence import WORKPIECE
from gmp_cad.kernel.assembly import place

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
    assert reads["files"] == ["assembly.py"]


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
