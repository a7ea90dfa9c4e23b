"""Power and specific force of a cut: worked figures, both laws of kc, every way of forming a chip."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from gmp_cad.language import Message
from gmp_cad.process.cut import Cut, CutGeometry
from gmp_cad.process.power import (
    KIENZLE,
    available_power,
    cutting_power,
    cutting_torque,
    specific_force,
)
from gmp_cad.spec.operation import Operation
from gmp_cad.spec.workshop import Machine, Tool
from gmp_cad.standards.materials import Material

MACHINE = Machine(id="M", title="M", kind="milling", power_kw=5.0, efficiency=0.8)
STEEL = Material(designation="worked", density_kg_m3=7850, kc1_mpa=1500, mc=0.22, kc_source="VDI")
CUBIC = Material(designation="mc 0", density_kg_m3=7850, kc1_mpa=2000, mc=0.0)


def cut(family, material=STEEL, *, kind="turning", diameter=50.0, vc=200.0, feed=0.25, **more):
    """Return a cut of 2 mm; keys of Tool go to the tool, the others to the cut."""
    own = {key: more.pop(key) for key in tuple(more) if key in Tool.model_fields}
    values = {"ap": 2.0, "n": 1000 * vc / (math.pi * diameter), **more}
    return Cut(
        operation=Operation.model_validate({"kind": "turning"}), machine=MACHINE,
        tool=Tool(id="T", title="T", kind=kind, **own), material=material, geometry=CutGeometry(),
        family=family, source=Message("x"), diameter=diameter, vc=vc, feed=feed, **values,
    )  # fmt: skip


def mill(**more):
    return cut("milling", **{"kind": "end_mill", "teeth": 4, "diameter": 20.0, "feed": 0.1} | more)


def drill(**more):
    return cut("hole", **{"kind": "drill", "diameter": 10.0, "vc": 25.0, "feed": 0.18, "ap": 5.0}
               | more)  # fmt: skip


def chip(found):
    """Return the thickness (mm) that the specific force of the worked steel stands for."""
    return (1500 / specific_force(found).kc_mpa) ** (1 / 0.22)


def test_the_worked_examples_of_turning_milling_and_drilling():
    turned = cut("turning", entering_angle_deg=95.0)
    assert specific_force(turned).kc_mpa == pytest.approx(2036.6, abs=0.05)
    assert cutting_power(turned) == pytest.approx(3.394, abs=5e-4)
    milled = mill(kind="face_mill", diameter=63.0, teeth=5, vc=180.0, feed=0.15, ae=45.0,
                  entering_angle_deg=45.0)  # fmt: skip
    assert specific_force(milled).kc_mpa == pytest.approx(2516.3, abs=0.05)
    assert cutting_power(milled) == pytest.approx(2.575, abs=5e-4)
    drilled = drill()
    assert specific_force(drilled).kc_mpa == pytest.approx(2635.6, abs=0.05)
    assert cutting_power(drilled) == pytest.approx(0.494, abs=5e-4)
    assert cutting_torque(drilled) == pytest.approx(5.930, abs=5e-4)


@pytest.mark.parametrize("family", ["turning", "facing", "boring", "plunging", "threading"])
def test_every_turned_chip_is_as_thick_as_the_entering_angle_makes_it(family):
    assert chip(cut(family)) == pytest.approx(0.25)
    assert chip(cut(family, entering_angle_deg=45.0)) == pytest.approx(0.25 / math.sqrt(2))
    # Fc·Vc: 2000 MPa on 2 × 0.25 mm² at 200 m/min.
    assert cutting_power(cut(family, CUBIC)) == pytest.approx(1000 * 200 / 60000)


def test_a_mill_up_to_half_its_diameter_cuts_with_its_side():
    for ae in (0.5, 4.0, 10.0):
        assert chip(mill(ae=ae)) == pytest.approx(0.1 * math.sqrt(ae / 20))
    # Wider, and always a face mill, it is centred: the mean over the arc of contact.
    assert chip(mill(ae=20.0)) == pytest.approx(0.1 * 2 / math.pi)
    assert chip(mill(ae=10.4)) == pytest.approx(0.1 * 0.52 / math.asin(0.52))
    centred = 0.1 * 0.2 / math.asin(0.2)
    assert chip(mill(kind="face_mill", ae=4.0)) == pytest.approx(centred)
    slanted = mill(kind="face_mill", ae=4.0, entering_angle_deg=30.0)
    assert chip(slanted) == pytest.approx(centred / 2)


def test_a_cut_wider_than_the_mill_is_as_wide_as_the_mill():
    assert chip(mill(ae=50.0)) == pytest.approx(chip(mill(ae=20.0)))


def test_the_power_of_a_mill_is_the_chips_it_makes_times_kc():
    milled = mill(material=CUBIC, ae=4.0, vc=20 * math.pi)  # 1000 rev/min, 400 mm/min
    assert cutting_power(milled) == pytest.approx(2 * 4 * 400 * 2000 / 60e6)


def test_the_lips_of_a_hole_tool_share_its_feed():
    two = 0.09 * math.sin(math.radians(59))
    assert chip(drill()) == pytest.approx(two)
    assert chip(drill(teeth=2)) == chip(drill(teeth=1)) == chip(drill())
    assert chip(drill(teeth=6)) == pytest.approx(two / 3)
    assert chip(drill(point_angle_deg=180.0)) == pytest.approx(0.09)


def test_a_hole_that_was_drilled_before_takes_the_power_of_its_ring():
    whole = cutting_power(drill(material=CUBIC))
    assert whole == pytest.approx(0.18 * 25 * 2000 * 10 / 240000)
    assert cutting_power(drill(material=CUBIC, ap=2.0)) == pytest.approx(whole * (1 - 0.6**2))
    assert cutting_power(drill(material=CUBIC, ap=8.0)) == pytest.approx(whole)


def test_a_tap_makes_chips_of_a_tenth_of_its_pitch():
    tapped = cut("tapping", kind="tap", diameter=8.0, feed=1.25, ap=0.6)
    assert chip(tapped) == pytest.approx(0.125)
    ring = 1.25 * 200 * 2000 * (64 - 6.8**2) / (240000 * 8)
    assert cutting_power(replace(tapped, material=CUBIC)) == pytest.approx(ring)


def test_of_two_laws_the_larger_counts_and_is_named():
    """They cross where kc1/kc1' = h^(mc − mc'): here at h = 0.5^(1/0.2) = 0.03125 mm."""
    both = Material(designation="both", density_kg_m3=7850, kc1_mpa=1000, mc=0.4, kc_source="VDI",
                    kc1_alt_mpa=2000, mc_alt=0.2)  # fmt: skip
    thin, thick = (specific_force(cut("turning", both, feed=f)) for f in (0.031, 0.032))
    assert (thin.source, thin.mc) == ("VDI", 0.4)
    assert (thick.source, thick.mc) == (KIENZLE, 0.2)
    assert thick.kc_mpa == pytest.approx(2000 * 0.032**-0.2)


@pytest.mark.parametrize(
    "known",
    [{}, {"kc1_mpa": 1500}, {"mc": 0.22}, {"kc1_alt_mpa": 1500}, {"mc_alt": 0.22}],
)
def test_half_a_law_is_none(known):
    vague = cut("turning", Material(designation="vague", density_kg_m3=1000, **known))
    assert specific_force(vague) is None
    assert cutting_power(vague) is None
    assert cutting_torque(vague) is None


def test_a_law_of_one_source_only_is_enough():
    only = Material(designation="alt", density_kg_m3=7850, kc1_alt_mpa=2000, mc_alt=0.0)
    assert specific_force(cut("turning", only)).source == KIENZLE
    assert cutting_power(cut("turning", only)) == cutting_power(cut("turning", CUBIC))


@pytest.mark.parametrize("nothing", [cut("turning", ap=0.0), mill(), mill(ae=0.0),
                                     mill(kind="face_mill"), cut("turning", feed=0.0)])  # fmt: skip
def test_without_a_chip_there_is_neither_force_nor_power(nothing):
    assert specific_force(nothing) is None
    assert cutting_power(nothing) == 0


def test_thin_and_shallow_cuts_still_have_a_force():
    assert specific_force(cut("turning", feed=1e-3, ap=0.05)).kc_mpa == pytest.approx(
        1500 * 1e-3**-0.22
    )


def test_the_spindle_gives_what_the_motor_gives_less_its_losses():
    assert available_power(MACHINE) == 4
    assert available_power(MACHINE.model_copy(update={"power_kw": None})) is None
