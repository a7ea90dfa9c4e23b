"""The workshop: packaged defaults, the project's overrides, and every fault reported."""

from __future__ import annotations

import pytest

from gmp_cad.errors import InvalidInputError
from gmp_cad.spec.workshop import Gauge, parse_workshop

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


def test_a_gauge_reads_whole_numbers_as_lengths():
    gauge = Gauge.model_validate(
        {"id": "G", "title": "x", "kind": "caliper", "range_mm": (0, 150), "resolution_mm": 1}
    )
    assert gauge.range_mm == (0.0, 150.0)
