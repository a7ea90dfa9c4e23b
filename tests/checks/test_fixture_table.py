"""A fixture on the table: two keys in one line, with play, and a bore to take PREF on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.checks import fixture_table
from gmp_cad.evidence import (
    WORKPIECE,
    FaceGeometry,
    Feature,
    PartGeometry,
    Placement,
)
from gmp_cad.finding import Status
from gmp_cad.process.fixture_table import TableStanding
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.toml import parse

UP = (0.0, 0.0, 1.0)
HEAD = """
[fixture]
number = "MU-01"
title = "Montage"
workpiece = "bloc"
phase = 20
[[item]]
ref = 1
part = "lardon"
quantity = 2
[[item]]
ref = 2
part = "plaque"
"""
TABLE = """
[table]
slot = "14 H8"
keys = ["lardon", "lardon.2"]
width = "lardon.width"
setting = ["plaque.bore"]
"""
KEY = """
[part]
number = "L-01"
title = "Lardon"
material = "C45"
[dimensions]
width = { size = "14 h6", between = ["front", "back"] }
[features]
front = "<Y"
back = ">Y"
"""


def placement(name: str, x: float = 0.0, y: float = 0.0) -> Placement:
    item = name.partition(".")[0]
    rows = ((1.0, 0.0, 0.0, x), (0.0, 1.0, 0.0, y), (0.0, 0.0, 1.0, -40.0), (0.0, 0.0, 0.0, 1.0))
    return Placement(name=name, item=item, matrix=rows)


def feature(point, direction, **more) -> Feature:
    shape = {"surface": "plane", **more}
    return Feature(faces=(0,), point=point, direction=direction, found_by="selector", **shape)


def geometry(**features: Feature) -> PartGeometry:
    face = FaceGeometry(
        index=0, surface="plane", point=(0.0, 0.0, 0.0), direction=UP, area_mm2=1.0,
        centre_mm=(0.0, 0.0, 0.0),
    )  # fmt: skip
    return PartGeometry(faces=(face,), features={name: (f,) for name, f in features.items()})


BORE = feature((10.0, 20.0, 0.0), UP, surface="cylinder", hollow=True, radius_mm=8.0)
GEOMETRY = {
    "lardon": geometry(front=feature((0.0, -7.0, 0.0), (0.0, -1.0, 0.0)),
                       back=feature((0.0, 7.0, 0.0), (0.0, 1.0, 0.0))),
    "plaque": geometry(bore=BORE, side=feature((0.0, 0.0, 0.0), (-1.0, 0.0, 0.0)),
                       front=feature((0.0, 0.0, 0.0), (0.0, -1.0, 0.0))),
}  # fmt: skip
SEAT = Placement(name=WORKPIECE, item=WORKPIECE, matrix=(
    (1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0),
))  # fmt: skip
PLACES = (placement("lardon"), placement("lardon.2", 250.0), placement("plaque", 5.0), SEAT)


def standing(text: str = TABLE, places=PLACES, key: str = KEY) -> TableStanding:
    spec = parse(HEAD + text, "fixture.toml", FixtureSpec).model_copy(update={"name": "montage"})
    part = parse(key, "spec.toml", PartSpec)
    return TableStanding(spec=spec, parts={"lardon": part}, geometry=GEOMETRY, placements=places)


def codes(table: TableStanding) -> dict[str, Status]:
    return {f.code: f.status for f in fixture_table.standing(table, UP)}


def test_two_keys_and_a_bore_stand() -> None:
    table = standing()
    assert codes(table) == {"keys": Status.PASS, "setting": Status.PASS}
    # 14 H8: +27/0 µm; 14 h6: 0/−11 µm.
    assert table.play_mm == pytest.approx((0.0, 0.038))
    assert table.spacing_mm == pytest.approx(250)
    assert table.tilt_mm_per_100 == pytest.approx(0.038 / 250 * 100)
    (bore,) = table.settings
    assert (bore.point, bore.diameter_mm) == ((15.0, 20.0, -40.0), 16.0)


def test_what_is_placed_in_a_moved_workpiece_is_seen_from_it() -> None:
    seat = replace(SEAT, matrix=placement("x", 100.0, 50.0).matrix)
    (bore,) = standing(places=(*PLACES[:3], seat)).settings
    assert bore.point == (-85.0, -30.0, 0.0)


@pytest.mark.parametrize(
    ("text", "places", "code"),
    [
        (TABLE.replace(', "lardon.2"', ""), PLACES, "turns"),
        (TABLE, (PLACES[0], placement("lardon.2", 250.0, 0.01), *PLACES[2:]), "out_of_line"),
        (TABLE.replace("14 H8", "13,99 ±0,005"), PLACES, "tight"),
        (TABLE.replace("plaque.bore", "plaque.hole"), PLACES, "no_feature"),
        (TABLE.replace("plaque.bore", "plaque.side"), PLACES, "no_setting"),
        ('[table]\npin = "plaque"\nsetting = ["plaque.bore"]\n', PLACES, "turns"),
    ],
)  # fmt: skip
def test_what_stands_badly_is_told(text: str, places, code: str) -> None:
    found = codes(standing(text, places))
    assert found[code] is Status.FAIL


@pytest.mark.parametrize(
    ("key", "apart", "found"),
    [
        ("14 h6", 250.0, ("keys", Status.PASS)),
        ("14 h6", 190.5, ("keys", Status.PASS)),  # 38 µm: 0.01995 mm over 100 mm
        ("14 h6", 189.5, ("askew", Status.WARN)),
        ("14 h6", 38.5, ("askew", Status.WARN)),
        ("14 h6", 37.5, ("loose", Status.FAIL)),
        ("10 h9", 50.0, ("loose", Status.FAIL)),  # 4 mm of play: 8 mm over 100 mm
    ],
)  # fmt: skip
def test_the_play_of_the_keys_is_judged_over_their_distance(key, apart, found) -> None:
    places = (PLACES[0], placement("lardon.2", apart), *PLACES[2:])
    table = standing(places=places, key=KEY.replace("14 h6", key))
    code, status = found
    assert codes(table)[code] is status


def test_two_faces_across_do_as_well_as_a_bore_and_pins_as_keys() -> None:
    faces = TABLE.replace('"plaque.bore"', '"plaque.side", "plaque.front"')
    assert codes(standing(faces))["setting"] is Status.PASS
    pins = '[table]\npin = "lardon"\nrelieved = "lardon.2"\nsetting = ["plaque.bore"]\n'
    assert codes(standing(pins)) == {"pins": Status.PASS, "setting": Status.PASS}


def test_without_a_table_it_is_a_warning() -> None:
    assert codes(standing("")) == {"not_given": Status.WARN}


def test_jaws_and_jigs_need_no_table() -> None:
    table = standing("")
    assert codes(table) == {"not_given": Status.WARN}
    for stands in ("spindle", "free"):
        (found,) = fixture_table.standing(table, UP, stands)
        assert (found.code, found.status) == (stands, Status.PASS)
