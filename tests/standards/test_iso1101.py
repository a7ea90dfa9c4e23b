"""The fourteen characteristics of ISO 1101: groups, zones, datums."""

from __future__ import annotations

from gmp_cad.standards.iso1101 import characteristics, spellings


def test_the_fourteen_in_their_groups():
    groups = {}
    for name, found in characteristics().items():
        assert found.name == name
        groups.setdefault(found.group, set()).add(found.sign)
    assert groups == {
        "form": {"⏤", "⏥", "○", "⌭"},
        "profile": {"⌒", "⌓"},
        "orientation": {"∥", "⟂", "∠"},
        "location": {"⌖", "◎", "⌯"},
        "runout": {"↗", "⌰"},
    }


def test_zones_are_the_signs_before_the_value():
    found = characteristics()
    assert found["straightness"].zones == ("", "⌀")
    assert set(found["position"].zones) == {"", "⌀", "S⌀"}
    assert found["flatness"].zones == ("",)


def test_a_form_has_no_datum_and_an_orientation_needs_one():
    for found in characteristics().values():
        if found.group == "form":
            assert found.datum == "never"
        if found.group in ("orientation", "runout"):
            assert found.datum == "must"


def test_every_spelling_leads_to_one_characteristic():
    for name, found in characteristics().items():
        for text in (name, found.sign, *found.spellings):
            assert spellings()[text] == name
