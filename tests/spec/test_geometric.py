"""Geometric tolerances: what ISO 1101 admits, and what the lines of a part contradict."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.errors import InvalidInputError
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.toml import parse
from gmp_cad.standards import iso1101
from tests.spec.test_frame import references, zones

HEAD = '[part]\nnumber = "P-01"\ntitle = "Pièce"\nmaterial = "C45"\n'
PLATE = (
    HEAD
    + """
[dimensions]
thickness = { size = "20 ±0,1 Ⓔ", between = ["base", "top"] }
shaft = "⌀12 h6 Ⓔ"
loose = "⌀30"
holes = "4× ⌀9"
corner = "R5"
[features]
base = "<Z"
top = ">Z"
left = "<X"
[datums]
A = "base"
B = "left"
C = "shaft"
[tolerances]
"""
)


def line(**entry: object) -> str:
    return f"t = {{ {', '.join(f'{key} = {value!r}' for key, value in entry.items())} }}\n"


def tolerance(**entry: object):
    return parse(PLATE + line(**entry), "spec.toml", PartSpec).tolerances["t"]


def faults(text: str) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInputError) as caught:
        parse(text, "spec.toml", PartSpec)
    return [(p.where.path, str(p.message)) for p in caught.value.problems]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("⌖", "position"),
        ("⟂", "perpendicularity"),
        ("⊥", "perpendicularity"),
        ("//", "parallelism"),
        ("Planéité", "flatness"),
        ("battement total", "total_runout"),
        ("concentricity", "coaxiality"),
        ("surface_profile", "surface_profile"),
    ],
)
def test_a_characteristic_is_named_by_word_or_by_sign(written: str, name: str) -> None:
    assert iso1101.spellings()[written.casefold()] == name


def test_every_spelling_means_one_characteristic() -> None:
    items = iso1101.characteristics().values()
    assert len(items) == 14
    assert [item.sign for item in items] == list("⏤⏥○⌭⌒⌓∥⟂∠⌖◎⌯↗⌰")
    written = [text for item in items for text in (item.name, item.sign, *item.spellings)]
    assert len(set(written) - {"circularity"}) == len(iso1101.spellings()) - 1


def test_the_frame_is_typed_and_printed() -> None:
    found = tolerance(symbol="⌖", value="D0.1(P)12(M)", on="holes", datums="A|C(M)|B")
    assert found.symbol == "position"
    assert (found.value, found.datums) == ("⌀0,1 Ⓟ 12 Ⓜ", ("A", "C Ⓜ", "B"))
    assert (found.zone.projected_mm, found.references[1].material) == (12.0, "Ⓜ")
    assert found.frame_text("en") == "⌖ | ⌀0.1 Ⓟ 12 Ⓜ | A | C Ⓜ | B"


# ISO 1101:2017, clauses 14 to 17: (characteristic, zone, datums) that each stands for itself.
ADMITTED = [
    ("straightness", "⌀0,01", ""), ("straightness", "0,01", ""), ("flatness", "0,05 CZ", ""),
    ("circularity", "0,01", ""), ("cylindricity", "0,01 Ⓕ", ""), ("line_profile", "0,1", ""),
    ("surface_profile", "0,4 UZ-0,1", "A"), ("parallelism", "0,02", "A"),
    ("parallelism", "⌀0,02", "A"), ("perpendicularity", "⌀0,02 Ⓟ 30", "A"),
    ("angularity", "0,1", "A|B"), ("position", "S⌀0,1", "A|B"), ("position", "0,1", "A"),
    ("coaxiality", "⌀0,02 Ⓜ", "C Ⓜ"), ("symmetry", "0,05", "A"), ("circular_runout", "0,02", "C"),
    ("total_runout", "0,05", "A-C"),
]  # fmt: skip
# each with the key that is refused
REFUSED = [
    ("flatness", "⌀0,05", "", "value"), ("circularity", "⌀0,01", "", "value"),
    ("surface_profile", "⌀0,1", "A", "value"), ("coaxiality", "0,02", "C", "value"),
    ("symmetry", "⌀0,05", "A", "value"), ("total_runout", "⌀0,05", "C", "value"),
    ("straightness", "S⌀0,01", "", "value"), ("parallelism", "S⌀0,02", "A", "value"),
    ("circular_runout", "0,02 Ⓜ", "C", "value"), ("cylindricity", "0,01 Ⓜ", "", "value"),
    ("surface_profile", "0,1 Ⓛ", "A", "value"), ("flatness", "0,05 Ⓟ 10", "", "value"),
    ("total_runout", "0,02 Ⓟ 10", "C", "value"), ("position", "0,1 UZ+0,1", "A", "value"),
    ("circularity", "0,1 CZ", "", "value"), ("circular_runout", "0,02", "C Ⓜ", "datums"),
    ("flatness", "0,05", "A", "datums"), ("straightness", "0,05", "A", "datums"),
    ("circularity", "0,05", "A", "datums"), ("cylindricity", "0,05", "A", "datums"),
    ("parallelism", "0,05", "", "datums"), ("perpendicularity", "0,05", "", "datums"),
    ("angularity", "0,05", "", "datums"), ("coaxiality", "⌀0,05", "", "datums"),
    ("symmetry", "0,05", "", "datums"), ("circular_runout", "0,05", "", "datums"),
    ("total_runout", "0,05", "", "datums"), ("position", "⌀0,05", "", "datums"),
    ("position", "⌀0,05", "A|A", "datums"), ("position", "⌀0,05", "A-B|B", "datums"),
    ("position", "⌀0,05", "A|B|C|A-B", "datums"), ("position", "⌀0,05", "A|D", "datums"),
]  # fmt: skip


@pytest.mark.parametrize(("symbol", "value", "datums"), ADMITTED)
def test_what_the_standard_admits(symbol: str, value: str, datums: str) -> None:
    entry = {"datums": datums} if datums else {}
    found = tolerance(symbol=symbol, value=value, on="loose", **entry)
    assert (found.value, "|".join(found.datums)) == (value, datums)


@pytest.mark.parametrize(("symbol", "value", "datums", "key"), REFUSED)
def test_what_the_standard_refuses(symbol: str, value: str, datums: str, key: str) -> None:
    entry = {"datums": datums} if datums else {}
    text = PLATE + line(symbol=symbol, value=value, on="loose", **entry)
    assert f"tolerances.t.{key}" in [path for path, _ in faults(text)]


def test_a_pattern_alone_is_located_by_cz() -> None:
    assert tolerance(symbol="position", value="⌀0,1 CZ", on="holes").datums == ()
    for on, value in (("holes[1]", "⌀0,1 CZ"), ("holes", "⌀0,1"), ("loose", "⌀0,1 CZ")):
        assert faults(PLATE + line(symbol="position", value=value, on=on))


INCOHERENT = {
    "form under the envelope": (
        't = { symbol = "straightness", value = "⌀0,012", on = "shaft" }', "tolerances.t.value", "0.011"),
    "flat plate under the envelope": (
        't = { symbol = "flatness", value = "0,21", on = "top" }', "tolerances.t.value", "0.2"),
    "toleranced from itself": (
        't = { symbol = "parallelism", value = "0,01", on = "base", datums = "A" }', "tolerances.t.datums", "itself"),
    "two datums in a circle": (
        ('t = { symbol = "perpendicularity", value = "0,1", on = "base", datums = "B" }\n'
        'u = { symbol = "perpendicularity", value = "0,1", on = "left", datums = "A" }'), "tolerances.u.datums", "A → B → A"),
    "three datums in a circle": (
        ('t = { symbol = "perpendicularity", value = "0,1", on = "base", datums = "B" }\n'
        'u = { symbol = "perpendicularity", value = "0,1", on = "left", datums = "C" }\n'
        'v = { symbol = "perpendicularity", value = "⌀0,1", on = "shaft", datums = "A" }'), "tolerances.v.datums", "A → B → C → A"),
    "an instance too many": (
        't = { symbol = "position", value = "⌀0,1", on = "holes[5]", datums = "A" }', "tolerances.t.on", "4 times"),
    "material condition of a radius": (
        't = { symbol = "position", value = "⌀0,1 Ⓜ", on = "corner", datums = "A" }', "tolerances.t.value", "feature of size"),
}  # fmt: skip


@pytest.mark.parametrize("case", INCOHERENT)
def test_what_contradicts_itself_is_refused_with_the_reason(case: str) -> None:
    text, path, reason = INCOHERENT[case]
    found = faults(PLATE + text)
    assert [p for p, _ in found] == [path]
    assert reason in found[0][1]


COHERENT = {
    "as wide as the size": 't = { symbol = "straightness", value = "⌀0,011", on = "shaft" }',
    "without an envelope": 't = { symbol = "straightness", value = "⌀2", on = "loose" }',
    "a journal from its common axis": (
        't = { symbol = "circular_runout", value = "0,1", on = "shaft", datums = "A-C" }\n'
        'u = { symbol = "perpendicularity", value = "0,1", on = "base", datums = "C" }'),
    "a chain without a circle": (
        't = { symbol = "perpendicularity", value = "0,1", on = "left", datums = "A" }\n'
        'u = { symbol = "position", value = "⌀0,1", on = "shaft", datums = "A|B" }'),
}  # fmt: skip


@pytest.mark.parametrize("case", COHERENT)
def test_what_agrees_is_accepted(case: str) -> None:
    assert parse(PLATE + COHERENT[case], "spec.toml", PartSpec).tolerances


def test_the_general_envelope_counts_for_a_diameter() -> None:
    text = PLATE.replace("[dimensions]", 'general_tolerances = "ISO 2768-mK-E"\n[dimensions]')
    entry = line(symbol="cylindricity", value="0,5", on="loose")
    assert parse(PLATE + entry, "spec.toml", PartSpec)
    assert [path for path, _ in faults(text + entry)] == ["tolerances.t.value"]


def test_a_direction_is_located_once() -> None:
    located = PLATE.replace(
        "[features]", 'x = { size = "30 ±0,1", between = ["left", "holes[1]"] }\n[features]'
    )
    entry = line(symbol="position", value="⌀0,1", on="holes", datums="A|B")
    assert [path for path, _ in faults(located + entry)] == ["dimensions.x.size"]
    assert parse(located.replace("30 ±0,1", "[30]") + entry, "spec.toml", PartSpec)
    assert parse(located + entry.replace("A|B", "A"), "spec.toml", PartSpec)


def test_the_datums_of_the_general_profile_are_defined() -> None:
    text = PLATE.replace(
        "[dimensions]", 'general_tolerances = "ISO 22081 ⌓ 0,5 A B D"\n[dimensions]'
    )
    assert [path for path, _ in faults(text)] == ["part.general_tolerances"]
    assert parse(text.replace("A B D", "A B C"), "spec.toml", PartSpec).part.general.profile


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(iso1101.spellings())),
    zones(),
    st.lists(references(), max_size=4),
    st.sampled_from(["base", "shaft", "holes", "holes[2]", "holes[9]", "corner", "<X", "nothing"]),
)
def test_any_frame_is_read_back_or_refused_in_words(symbol, zone, system, on) -> None:  # type: ignore[no-untyped-def]
    entry = {"symbol": symbol, "value": str(zone), "on": on, "datums": "|".join(map(str, system))}
    if not system:
        del entry["datums"]
    try:
        found = tolerance(**entry)
    except InvalidInputError as error:
        assert all(str(problem.message) for problem in error.problems)
    else:
        assert (found.zone, found.references) == (zone, tuple(system))


def test_a_datum_that_stands_twice_is_named() -> None:
    line = 't = { symbol = "position", value = "⌀0,1", on = "holes", datums = ["A", "C", "C"] }'
    assert any("the datum 'C' stands twice" in told for _, told in faults(PLATE + line))
