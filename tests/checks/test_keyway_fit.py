"""A key in a slot: limits, place and solids; the widths of DIN 6885-1 in the figures of ISO 286-2."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.checks import fit, fit_solid
from gmp_cad.evidence import AssemblyPosition, FaceGeometry, Placement
from gmp_cad.finding import Status
from gmp_cad.spec.targets import Condition
from tests.canonical import (
    PIN,
    PRODUCT,
    assembly,
    gap,
    key_of,
    keyed,
    named,
    overlap,
    placed,
    slot_of,
)

# ISO 286-2, 6 to 10 mm, µm: h9 0/−36, P9 −15/−51, N9 0/−36, JS9 ±18, H9 +36/0, D10 +98/+40.
WIDTHS = [
    ("P9", "transition", -51, 21, "close key"),
    ("N9", "transition", -36, 36, "normal key, keyway of the shaft"),
    ("JS9", "transition", -18, 54, "normal key, keyway of the hub"),
    ("H9", "clearance", 0, 72, "free key, keyway of the shaft"),
    ("D10", "clearance", 40, 134, "free key, keyway of the hub"),
]


@pytest.mark.parametrize(("letter", "kind", "low", "high", "use"), WIDTHS)
def test_a_key_in_its_keyway_shows_the_limits_of_its_width(letter, kind, low, high, use) -> None:
    (finding,) = fit.fits(keyed(f'"8 {letter} Ⓔ"'))
    assert (finding.code, finding.status) == (kind, Status.PASS)
    values = dict(finding.message.values)
    assert (values["low"], values["high"]) == (low, high)
    assert str(values["length"]) == "12 × 4"
    assert use in finding.message.say("en")


def test_a_fit_that_no_standard_of_keys_lists_has_no_use() -> None:
    (finding,) = fit.fits(keyed('"8 ±0,1"'))
    assert (finding.code, dict(finding.message.values)["low"]) == ("transition", -100)
    assert "preferred" not in finding.message.say("en")


def test_a_slot_may_be_named_by_its_two_faces() -> None:
    between = '{ size = "8 H8 Ⓔ", between = ["left", "%s"] }'
    (finding,) = fit.fits(keyed(between % "right"))
    assert finding.code == "clearance"
    assert "not_in_place" in {f.code for f in fit.fits(keyed(between % ">Z"))}


def test_a_slot_of_another_width_than_its_line_holds_no_key() -> None:
    wide = keyed('"12 H9 Ⓔ"', '"12 h9 Ⓔ"')
    assert {f.code for f in fit.fits(wide)} == {"not_in_place", "idle"}


@given(y=st.floats(-15.9, 15.9), z=st.floats(-6.9, 3.9))
def test_a_key_engages_over_what_both_walls_cover(y: float, z: float) -> None:
    evidence = keyed(placements=(placed("plate"), moved(y=y, z=z)))
    place = fit.engaged(evidence, evidence.spec.fits[0])
    along = min(10, y + 6) - max(-10, y - 6)
    up = min(4, z + 7) - max(0, z)
    assert place.depth_mm == pytest.approx(min(along, up), abs=1e-9)
    assert place.length_mm == pytest.approx(max(along, up), abs=1e-9)
    assert place.area_mm2 == pytest.approx(2 * along * up, rel=1e-9)


def moved(x: float = 0.0, y: float = 0.0, z: float = 0.0, **turned: float) -> Placement:
    """The key moved (mm), and turned by degrees about z or y."""
    about_z, about_y = (math.radians(turned.get(axis, 0.0)) for axis in ("about_z", "about_y"))
    c, s, k, m = math.cos(about_z), math.sin(about_z), math.cos(about_y), math.sin(about_y)
    rows = ((c * k, -s, c * m, x), (s * k, c, s * m, y), (-m, 0.0, k, z), (0.0, 0.0, 0.0, 1.0))
    return Placement(name="pin", item="pin", matrix=rows)


OUT = {
    "aside by 2 µm": moved(x=0.002),
    "lifted out": moved(z=4.0),
    "beyond the end": moved(y=16.0),
    "askew by a tenth of a degree": moved(about_z=0.1),
    "lying on its side, as wide as it is high": moved(about_y=90.0),
}


@pytest.mark.parametrize("how", OUT)
def test_a_key_that_is_not_in_its_keyway_fails(how: str) -> None:
    findings = list(fit.fits(keyed(placements=(placed("plate"), OUT[how]))))
    assert {f.code for f in findings} == {"not_in_place", "idle"}
    assert all(f.status is Status.FAIL for f in findings)


def test_a_key_must_be_in_its_keyway_at_every_position() -> None:
    good = keyed()
    away = AssemblyPosition(parameters={"x": 1.0}, placements=(placed("plate"), moved(z=5.0)))
    findings = list(fit.fits(replace(good, positions=(*good.positions, away))))
    assert {f.code for f in findings} == {"not_in_place", "idle"}


def test_a_slot_into_which_it_goes_turned_round_is_the_same_slot() -> None:
    (finding,) = fit.fits(keyed(placements=(placed("plate"), moved(about_z=180.0))))
    assert finding.code == "transition"


REFUSED = {
    "a cylinder in a slot": (
        {"key": '"⌀8 h9 Ⓔ"'},
        "plate.slot (8 P9 Ⓔ) and pin.body (⌀8 h9 Ⓔ) do not mate",
    ),
    "a key in a bore": ({"slot": '"⌀8 H7 Ⓔ"'}, "do not mate"),
    "a square": ({"slot": '"□8 H9"', "key": '"□8 h9"'}, "a fit is that of two diameters"),
    "a reference": ({"key": '"(8)"'}, "a reference dimension follows from the others"),
    "a width with one limit": ({"key": '"8 max"'}, "it has no two limits"),
}


@pytest.mark.parametrize("how", REFUSED)
def test_lines_that_do_not_mate_are_refused_with_the_reason(how: str) -> None:
    changes, reason = REFUSED[how]
    evidence = keyed(**changes)
    found = [*fit.fits(evidence), *fit_solid.solid_fits(evidence, [])]
    assert [(f.code, f.status) for f in found if f.code == "no_pair"] == [
        ("no_pair", Status.FAIL), ("no_pair", Status.SKIP),
    ]  # fmt: skip
    assert reason in found[0].message.say("en")


def test_a_pin_beside_the_bore_that_the_line_names_is_not_in_it() -> None:
    evidence = assembly(PRODUCT, pin=PIN.replace("p6", "g6"))
    other = named(evidence.geometry["plate"].faces, other=(0,))
    lost = replace(evidence, geometry={**evidence.geometry, "plate": other})
    assert {f.code for f in fit.fits(lost)} == {"not_in_place", "idle"}


P9, H9 = (7.949, 7.985), (7.964, 8.0)
SKIN_MM3 = (H9[1] - P9[0]) / 2 * 2 * 12 * 4


def at(condition: Condition, slot: float, key: float, **more) -> fit_solid.AtLimit:
    overlaps = more.get("overlaps", ())
    gaps = () if overlaps else (gap(max((slot - key) / 2, 0.0)),)
    placements = (placed("plate"), more.get("key_at", placed("pin")))
    return fit_solid.AtLimit(
        condition=condition, sizes={"plate.slot": (slot,), "pin.body": (key,)},
        geometry=more.get("geometry", {"plate": slot_of(slot), "pin": key_of(key)}),
        positions=[
            AssemblyPosition(parameters={}, placements=placements, overlaps=overlaps, gaps=gaps)
        ],
    )  # fmt: skip


def proven(**changes):
    tight = {"slot": P9[0], "key": H9[1], "overlaps": (overlap(SKIN_MM3, 0.0255),), **changes}
    return list(
        fit_solid.solid_fits(
            keyed(), [at(Condition.MMC, **tight), at(Condition.LMC, slot=P9[1], key=H9[0])]
        )
    )


def test_a_key_shows_on_solids_the_clearance_of_its_limits() -> None:
    (finding,) = proven()
    assert (finding.code, finding.status) == ("agrees", Status.PASS)
    said = finding.message.say("en")
    assert "MMC/MMC: 7.949 in the slot, 8 in between, -51 µm" in said
    assert "LMC/LMC: 7.985 in the slot, 7.964 in between, 21 µm" in said


THIN, THICK = overlap(0.1, 0.005), overlap(1.2 * SKIN_MM3, 0.05)
WRONG = {
    "a slot 2 µm too wide": ({"slot": 7.951, "overlaps": (THIN,)}, "different", Status.FAIL),
    "a key at its other limit": ({"key": H9[0], "overlaps": (THIN,)}, "different", Status.FAIL),
    "no overlap": ({"overlaps": ()}, "together", Status.FAIL),
    "an overlap deeper than the interference": ({"overlaps": (THICK,)}, "together", Status.FAIL),
    "a key aside": ({"key_at": placed("pin", 0.01)}, "apart", Status.WARN),
}


@pytest.mark.parametrize("how", WRONG)
def test_solids_that_do_not_show_the_fit_of_the_key_are_told(how: str) -> None:
    changes, code, status = WRONG[how]
    assert [(f.code, f.status) for f in proven(**changes)] == [(code, status)]


def test_a_clearance_that_overlaps_is_told() -> None:
    loose = at(Condition.LMC, slot=P9[1], key=H9[0], overlaps=(overlap(1.0, 0.01),))
    assert [f.code for f in fit_solid.solid_fits(keyed(), [loose])] == ["together"]


def round_end(y: float, diameter: float, height: float, *, hollow: bool) -> FaceGeometry:
    return FaceGeometry(
        index=9, surface="cylinder", point=(0.0, y, 0.0), direction=(0.0, 0.0, 1.0),
        radius_mm=diameter / 2, hollow=hollow, span_mm=(0.0, height), angle_deg=180.0,
        area_mm2=math.pi * diameter / 2 * height, centre_mm=(0.0, y, height / 2),
    )  # fmt: skip


@pytest.mark.parametrize(("in_slot", "code"), [(True, "agrees"), (False, "together")])
def test_the_round_ends_of_a_key_touch_where_the_keyway_has_them_too(in_slot, code) -> None:
    """The overlap of both sides and both ends is one solid: only its volume can tell."""
    key, slot = key_of(8.0), slot_of(P9[0])
    key = replace(key, faces=(*key.faces, *(round_end(y, 8, 7, hollow=False) for y in (-6, 6))))
    if in_slot:
        ends = (round_end(y, P9[0], 4, hollow=True) for y in (-10, 10))
        slot = replace(slot, faces=(*slot.faces, *ends))
    ring = math.pi / 4 * (8**2 - P9[0] ** 2) * 4
    found = proven(geometry={"plate": slot, "pin": key}, overlaps=(overlap(SKIN_MM3 + ring, 4.0),))
    assert [f.code for f in found] == [code]
