"""The workshop: packaged defaults, the project's overrides, and every fault reported."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.errors import InvalidInputError
from gmp_cad.spec.workshop import Gauge, parse_workshop
from gmp_cad.standards.cutting_data import start_value
from gmp_cad.standards.materials import Material, database

NEW = """
[[machine]]
id = "FAO-7"
title = "Fraiseuse"
kind = "milling"
n_max_rpm = 4000
"""


def load(text):
    return parse_workshop(text, "workshop.toml")


def faults(text):
    with pytest.raises(InvalidInputError) as caught:
        load(text)
    return [(str(p.where), str(p.message), str(p.hint or "")) for p in caught.value.problems]


def test_the_defaults_hold_every_kind_of_machine_and_unique_ids():
    shop = parse_workshop(None)
    kinds = {m.kind for m in shop.machines}
    assert {"milling", "turning", "drilling", "grinding", "sawing", "inspection"} <= kinds
    for entries in (shop.machines, shop.tools, shop.gauges):
        assert len({e.id for e in entries}) == len(entries) > 5
    centre = shop.machine("CU-3AX")
    assert centre is not None
    assert (centre.n_max_rpm, centre.efficiency, centre.numerical) == (8000, 0.8, True)
    conventional = shop.machine("FV-1")
    assert conventional is not None
    assert not conventional.numerical
    assert shop.machine("nothing") is shop.tool("nothing") is shop.gauge("nothing") is None


def test_an_entry_of_the_project_is_added():
    shop = load(NEW)
    added = shop.machine("FAO-7")
    assert added is not None
    assert added.n_max_rpm == 4000
    assert (added.where.file, added.where.path, added.where.line) == (
        "workshop.toml", "machine[0]", 2,
    )  # fmt: skip
    assert len(shop.machines) == len(parse_workshop(None).machines) + 1


def test_an_entry_overrides_only_the_keys_that_it_writes():
    shop = load('[[machine]]\nid = "CU-3AX"\nn_max_rpm = 6000\n')
    default = parse_workshop(None).machine("CU-3AX")
    mine = shop.machine("CU-3AX")
    assert mine is not None
    assert default is not None
    assert mine.n_max_rpm == 6000
    assert (mine.title, mine.power_kw) == (default.title, default.power_kw)
    assert [m.id for m in shop.machines] == [m.id for m in parse_workshop(None).machines]


def test_ids_written_twice_are_all_reported():
    tool = '[[tool]]\nid = "T1"\ntitle = "Foret"\nkind = "drill"\n'
    found = faults(NEW + NEW + tool + tool)
    assert [message for _, message, _ in found] == [
        "the id 'FAO-7' is used twice (also machine[0])",
        "the id 'T1' is used twice (also tool[0])",
    ]
    assert found[0][0] == "workshop.toml:9: machine[1].id"


@pytest.mark.parametrize(
    ("text", "where", "message", "hint"),
    [
        (NEW.replace("milling", "milled"), "machine[0].kind", "milled", ""),
        (NEW.replace("4000", "-1"), "machine[0].n_max_rpm", "more than 0", ""),
        (NEW.replace("n_max_rpm", "nmax_rpm"), "machine[0].nmax_rpm", "unknown key", "n_max_rpm"),
        (NEW.replace('id = "FAO-7"\n', ""), "machine[0]", "'id' is missing", ""),
        ('[[tool]]\nid = "T"\ntitle = "x"\nkind = "dril"\n', "tool[0].kind", "'dril'", "'drill'"),
        ('[[gauge]]\nid = "G"\ntitle = "x"\nkind = "caliper"\nrange_mm = [5, 1]\n',
         "gauge[0].range_mm", "expected a range [from, to]", ""),
        ("[[machines]]\nid = 1\n", "machines", "unknown key 'machines'", "machine"),
    ],
)  # fmt: skip
def test_faults_say_where_and_what(text, where, message, hint):
    ((place, said, told),) = faults(text)
    assert where in place
    assert message in said
    assert hint in told


OWN = '[[material]]\nname = "Chêne"\ndensity_kg_m3 = 700\n'


def own(text: str, name: str) -> Material:
    return load(text).materials.find(name)


def test_a_material_of_the_project_is_added_to_those_of_the_database():
    found = own(OWN + 'aliases = ["oak"]\nrm_mpa = [90]\niso513 = "O"\n', "OAK")
    assert (found.designation, found.density_kg_m3, found.rm_mpa) == ("Chêne", 700, (90, None))
    assert (found.kc1_mpa, found.mc, found.hardness_hb) == (None, None, None)
    assert load(OWN).materials.entries[:-1] == database().entries


@pytest.mark.parametrize("name", ["C45", "XC48", "1.0503", "c 45"])
def test_a_known_name_changes_only_what_is_written(name):
    found = own(f'[[material]]\nname = "{name}"\ndensity_kg_m3 = 7800\n', "C45E")
    before = database().find("C45")
    own_density = {"density_kg_m3": 7800.0, "density_source": ""}
    assert found == replace(before, **own_density, origin="workshop.toml")


def test_a_material_like_another_has_its_own_name_and_the_other_s_data():
    text = '[[material]]\nname = "Laiton école"\nlike = "CuZn39Pb3"\nkc1_mpa = 650\nmc = 0.2\n'
    found, brass = own(text, "laitonécole"), database().find("CuZn39Pb3")
    assert (found.density_kg_m3, found.colour, found.number) == (8470, brass.colour, "")
    assert (found.kc1_mpa, found.mc, found.kc1_alt_mpa) == (650, 0.2, None)
    # Its own row of start values, and not that of its group (CuSn12).
    assert start_value(found, "drill").vc_m_min == start_value(brass, "drill").vc_m_min
    assert load(text).materials.find("laiton") is brass


@pytest.mark.parametrize(
    ("text", "where", "message", "hint"),
    [
        (OWN.replace("density_kg_m3 = 700", ""), "material[0]", "'density_kg_m3' is missing", "like ="),
        (OWN.replace("700", "nan"), "material[0].density_kg_m3", "finite", ""),
        (OWN + 'like = "C54"\n', "material[0].like", "unknown material 'C54'", "'C45'"),
        (OWN + "kc1_mpa = 700\n", "material[0].kc1_mpa", "kc1_mpa and mc go together", ""),
        (OWN + "rm_mpa = [90, 40]\n", "material[0].rm_mpa", "[smallest, largest]", ""),
        (OWN + "rm_mpa = []\n", "material[0].rm_mpa", "at least 1 value, found []", ""),
        (OWN + 'iso513 = "Q"\n', "material[0].iso513", "one of P, M, K, N, S, O", ""),
        (OWN + 'famille = "bois"\n', "material[0].famille", "unknown key", "family"),
        (OWN + OWN.replace("Chêne", "chêne"), "material[1].name", "given twice", ""),
        (OWN + OWN.replace("Chêne", "C45") + OWN.replace("Chêne", "XC48"), "material[2].name", "given twice", ""),
    ],
)  # fmt: skip
def test_faults_of_a_material(text, where, message, hint):
    ((place, said, told),) = faults(text)
    assert where in place
    assert message in said
    assert hint in told


def test_a_gauge_reads_whole_numbers_as_lengths():
    gauge = Gauge.model_validate(
        {"id": "G", "title": "x", "kind": "caliper", "range_mm": (0, 150), "resolution_mm": 1}
    )
    assert gauge.range_mm == (0.0, 150.0)


@pytest.mark.parametrize(
    ("control", "numerical"),
    [
        ("Siemens 840D", True), ("conventionnelle", False), ("Conventionnelle", False),
        ("MANUELLE", False), ("manual", False), ("", False),
    ],
)  # fmt: skip
def test_a_machine_worked_by_hand_runs_no_program(control, numerical):
    machine = load("").machines[0].model_copy(update={"control": control})
    assert machine.numerical is numerical


def test_tools_and_gauges_are_found_by_their_id():
    workshop = load("")
    for gauge in workshop.gauges:
        assert workshop.gauge(gauge.id) is gauge
    for tool in workshop.tools:
        assert workshop.tool(tool.id) is tool
    assert workshop.gauge("nothing") is workshop.tool("nothing") is None
