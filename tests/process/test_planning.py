"""What a proposed plan chooses without a kernel: stages by quality, tools by size, blocks to saw."""

from __future__ import annotations

import pytest

from gmp_cad.evidence import PartAccess
from gmp_cad.process.planning import tools
from gmp_cad.process.planning.part_view import PartView, axis_named, distance_to_axis, opposite, top
from gmp_cad.process.planning.quality import is_ground, stages_of
from gmp_cad.process.planning.stock_choice import block_stock
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.toml import parse
from gmp_cad.spec.workshop import Tool, Workshop, parse_workshop
from tests.ordered_plate import GEOMETRY

BASE, TOP, BORE = 0, 1, 2


def view(
    height: str = "20 ±0,1", bore: str = "⌀16 H13", ra: str = "Ra 6,3", *, size=(80, 60, 20),
    casting: bool = False, **part: str,
) -> PartView:  # fmt: skip
    """Return the plate of three faces with its height, its bore and its general texture."""
    keys = {"number": "P", "title": "P", "material": "C45", "surface_texture": ra} | part
    text = "[part]\n" + "".join(f'{key} = "{value}"\n' for key, value in keys.items())
    text += f'[dimensions]\nheight = {{ size = "{height}", between = ["base", "top"] }}\n'
    text += f'bore = "{bore}"\n[features]\nbase = "<Z"\ntop = ">Z"\n'
    return PartView(
        name="plate", spec=parse(text, "spec.toml", PartSpec), geometry=GEOMETRY,
        access=PartAccess(faces=(), box_mm=(0.0, 0.0, 0.0, *map(float, size))),
        workshop=parse_workshop(None), casting=casting,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("keys", "face", "count", "ground"),
    # Number of operations by IT and Ra (domain §2.4): E; E + F; E + ½F + F; … + grinding.
    [
        ({}, BASE, 1, False),
        ({"height": "20 ±0,042"}, BASE, 2, False),  # IT10 of 18…30 is 84 µm
        ({"height": "20 ±0,0165"}, TOP, 3, False),  # IT8: 33 µm
        ({"height": "20 ±0,0065"}, TOP, 3, False),  # IT6: 13 µm, still finish turning and milling
        ({"height": "20 ±0,0045"}, TOP, 4, True),  # IT5: 9 µm
        ({"height": "20 ±0,0065"}, BORE, 1, False),  # the height is no size of the bore
        ({"ra": "Ra 3,2"}, TOP, 2, False),
        ({"ra": "Ra 1,6"}, TOP, 3, False),
        ({"ra": "Ra 0,8"}, TOP, 4, False),
        ({"ra": "Ra 0,4"}, TOP, 4, True),
        ({"ra": "Ra 0,8", "treatment": "Trempe 58 HRC"}, TOP, 4, True),
        ({"ra": "Ra 1,6", "treatment": "Trempe 58 HRC"}, TOP, 3, False),
        ({"ra": "Ra 0,8", "treatment": "Anodisation"}, TOP, 4, False),
    ],
)
def test_how_often_a_face_is_worked_and_whether_it_is_ground(keys, face, count, ground):
    found = view(**keys)
    assert len(stages_of(found, [face])) == count
    assert is_ground(found, [face]) is ground


def test_of_several_faces_the_finest_counts():
    found = view(height="20 ±0,0165")
    assert stages_of(found, [BASE, BORE]) == stages_of(found, [BASE])


def test_a_sawn_block_has_three_millimetres_and_more_a_side():
    assert block_stock(view(size=(80, 60, 20))).size == (86, 66, 26)
    assert block_stock(view(size=(80.2, 60, 20))).size == (87, 66, 26)
    # A plate is three times as wide as it is thick.
    assert [block_stock(view(size=s)).form for s in ((80, 73, 20), (80, 72, 20), (20, 80, 73))] == [
        "plate", "bar", "plate",
    ]  # fmt: skip
    given = block_stock(view(casting=True))
    assert (given.form, given.allowance) == ("casting", 0)


def test_boxes_and_axes_are_told_by_their_letters():
    box = (-1.0, -2.0, -3.0, 10.0, 20.0, 30.0)
    assert [top(box, name) for name in ("+X", "-X", "+Z", "-Z")] == [10, 1, 30, 3]
    assert (opposite("+X"), opposite("-Z")) == ("-X", "+Z")
    assert [axis_named(d) for d in ((0.0, -1.0, 0.0), (0.6, 0.8, 0.0))] == ["+Y", None]
    assert distance_to_axis((3.0, 4.0, 99.0), (0.0, 0.0, -5.0), "-Z") == 5
    assert distance_to_axis((3.0, 4.0, 1.0), (50.0, 0.0, 1.0), "+X") == 4


def shop(*entries: dict[str, object]) -> Workshop:
    made = tuple(
        Tool.model_validate({"id": f"T{i}", "title": "T", **entry})
        for i, entry in enumerate(entries, 1)
    )
    return parse_workshop(None).model_copy(update={"tools": made})


def drill(diameter: float, length: float | None = None, **keys: object) -> dict[str, object]:
    return {"kind": "drill", "diameter_mm": diameter, "cutting_length_mm": length, **keys}


def test_a_drill_has_the_diameter_and_reaches():
    own = shop(drill(8, 40), drill(8.5, 30), drill(8.5, 60), drill(10, 80))
    assert tools.drill_for(own, 8.5, 50) == "T3"
    assert tools.drill_for(own, 8.55, 50) == "T3"
    assert tools.drill_for(own, 8.6, 50) == tools.drill_for(own, 8.5, 61) == ""
    assert tools.drill_for(own, 8, 40) == "T1"
    assert tools.large_drill(own, 9.0, 50) == ("T3", 0.25)
    assert tools.large_drill(own, 10.0, 80) == ("T4", 0)
    assert tools.large_drill(own, 9.0, 70) == ("", 4.5)


def test_an_end_mill_is_the_thickest_that_fits_and_reaches():
    def mill(diameter: float, length: float, kind: str = "end_mill") -> dict[str, object]:
        return {"kind": kind, "diameter_mm": diameter, "cutting_length_mm": length}

    own = shop(mill(6, 30), mill(10, 22), mill(10, 25), mill(16, 32), mill(10, 25, "slot_mill"))
    assert tools.end_mill(own, 12.0, 20)[0] in {"T2", "T3"}
    assert tools.end_mill(own, 12.0, 25) == ("T3", None)
    assert tools.end_mill(own, 16.0, 32) == ("T4", None)
    short, missing = tools.end_mill(own, 12.0, 40)
    assert short == "T1"
    assert missing is not None
    assert missing.say("en") == "tool to buy: end mill ⌀12.00, cutting length 40 or more"
    none, missing = tools.end_mill(own, 5.0, 10)
    assert (none, missing is None) == ("", False)


def test_a_face_mill_covers_the_face_by_a_fifth():
    own = shop(*({"kind": "face_mill", "diameter_mm": d} for d in (32, 40, 63, 80)))
    assert [tools.face_mill(own, w) for w in (10, 33, 34, 52.5, 53, 66, 200)] == [
        "T2", "T2", "T3", "T3", "T4", "T4", "T4",
    ]  # fmt: skip
    assert tools.face_mill(shop(), 10) == ""


def test_a_boring_bar_leaves_a_quarter_of_the_bore():
    own = shop(*({"kind": "boring_bar", "shank_mm": d} for d in (8, 16, 12)))
    assert [tools.sized(own, "boring_bar", d) for d in (10.7, 16, 21.3, 21.4)] == [
        "T1", "T3", "T3", "T2",
    ]  # fmt: skip


def test_taps_by_pitch_and_reamers_by_fit():
    own = shop(
        {"kind": "tap", "diameter_mm": 8, "pitch_mm": 1.25},
        {"kind": "tap", "diameter_mm": 8, "pitch_mm": 1.0},
        {"kind": "reamer", "diameter_mm": 8, "fit": "H7"},
    )
    assert [tools.sized(own, "tap", 8, p) for p in (1.25, 1.0, 0.75, None)] == [
        "T1",
        "T2",
        "",
        "T1",
    ]
    assert [tools.sized(own, "reamer", 8, fit=f) for f in ("H7", "F8", None)] == ["T3", "", "T3"]
    assert tools.sized(own, "tap", 8.02, 1.25) == ""
    assert tools.by_diameter(own, "reamer", 9) == "T3"
    assert tools.by_diameter(own, "drill", 9) == ""
