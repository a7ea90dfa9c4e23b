"""The material database."""

from __future__ import annotations

import pytest

from gmp_cad.errors import OutsideTableError
from gmp_cad.standards.materials import Material, database

material = database().find
materials = database().entries


# designation, number, density, ISO 513, kc1, mc.
@pytest.mark.parametrize(
    ("name", "number", "density", "group", "kc1", "mc"),
    [
        ("S235JR", "1.0038", 7850, "P", 1350, 0.21),
        ("C45", "1.0503", 7850, "P", 1500, 0.22),
        ("42CrMo4+QT", "1.7225", 7850, "P", 1725, 0.24),
        ("X5CrNi18-10", "1.4301", 7900, "M", 2150, 0.20),
        ("X5CrNiMo17-12-2", "1.4401", 8000, "M", 2150, 0.20),
        ("EN-GJL-250", "5.1301", 7200, "K", 1150, 0.20),
        ("CuZn39Pb3", "CW614N", 8470, "N", 700, 0.27),
        ("90MnCrV8", "1.2842", 7850, "P", 1775, 0.24),
        ("CuSn12", "CC483K", 8700, "N", 700, 0.27),
        ("11SMn30", "1.0715", 7850, "P", 1350, 0.21),
        ("16MnCr5", "1.7131", 7850, "P", 1775, 0.24),
    ],
)
def test_known(name: str, number: str, density: float, group: str, kc1: float, mc: float) -> None:
    got = material(name)
    assert got is material(number)
    assert (got.designation, got.number, got.density_kg_m3) == (name, number, density)
    assert (got.iso513, got.kc1_mpa, got.mc) == (group, kc1, mc)


def test_states_of_one_steel_have_their_own_cutting_force() -> None:
    """VDI 3323: C45 normalised group 2, quenched and tempered 3; 42CrMo4 annealed 6, QT 8."""
    names = ("C45", "C45+QT", "42CrMo4+A", "42CrMo4+QT")
    assert [(material(n).kc1_mpa, material(n).mc) for n in names] == [
        (1500, 0.22), (1675, 0.24), (1775, 0.24), (1725, 0.24),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("alias", "name"),
    [("XC48", "C45"), ("AU4G", "EN AW-2017A"), ("EN AW-2017A T4", "EN AW-2017A"),
     ("en-gjl-250", "EN-GJL-250"), ("ENAW-6060", "EN AW-6060"), ("304", "X5CrNi18-10"),
     ("42CrMo4", "42CrMo4+QT"), ("S355", "S355J2"), ("  POM-C ", "POM-C"), ("TA6V", "Ti6Al4V")],
)  # fmt: skip
def test_alias(alias: str, name: str) -> None:
    assert material(alias).designation == name


def test_unknown_material_suggests_the_nearest() -> None:
    with pytest.raises(OutsideTableError, match="no material 'EN-GJL-25O'") as caught:
        material("EN-GJL-25O")
    assert str(caught.value.hint) == "did you mean 'EN-GJL-250'?"


@pytest.mark.parametrize("name", ["", "unobtainium", "@@@"])
def test_unknown_material_lists_the_known(name: str) -> None:
    with pytest.raises(OutsideTableError) as caught:
        material(name)
    assert "S235JR" in str(caught.value.hint)


@pytest.mark.parametrize("entry", materials, ids=lambda m: m.designation)
def test_every_record_is_plausible(entry: object) -> None:

    assert isinstance(entry, Material)
    densities = {"P": (7700, 7900), "M": (7700, 8100), "K": (6900, 7400), "N": (2600, 8900),
                 "S": (4400, 8300), "O": (900, 2300)}  # fmt: skip
    low, high = densities[entry.iso513]
    assert low <= entry.density_kg_m3 <= high
    assert entry.density_source
    assert entry.rm_mpa is None or entry.rm_mpa[1] is None or entry.rm_mpa[0] < entry.rm_mpa[1]
    assert all(0 <= channel <= 1 for channel in entry.colour)
    assert 100 <= entry.kc1_mpa <= 2600
    assert 0.1 <= entry.mc <= 0.3
    assert (entry.kc1_alt_mpa is None) == (entry.mc_alt is None)
    # Strength follows hardness in steels: Rm/HB is about 3.4 (EN ISO 18265).
    if entry.iso513 == "P" and entry.hardness_hb and entry.rm_mpa:
        ratio = (entry.rm_mpa[1] or entry.rm_mpa[0]) / (
            entry.hardness_hb[1] or entry.hardness_hb[0]
        )
        assert 3.2 <= ratio <= 4.3


def test_names_are_unique() -> None:
    names = [
        name.replace(" ", "").casefold()
        for entry in materials
        for name in {entry.designation, entry.number, *entry.aliases}
        if name
    ]
    assert len(set(names)) == len(names)
    assert len({entry.colour for entry in materials}) == len(materials)


def test_a_material_without_a_colour_is_grey() -> None:
    """Red, green and blue in [0, 1], none far from the others."""
    colour = Material(designation="X", density_kg_m3=1000.0).colour
    assert all(0 <= part <= 1 for part in colour)
    assert max(colour) - min(colour) < 0.1
