"""A STEP file read back: right as it is written, and wrong in each way in which it can be altered."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import cadquery as cq
import pytest

from gmp_cad.checks.pmi import read_back
from gmp_cad.evidence import PartGeometry, PmiOmission, StepModel
from gmp_cad.finding import Finding, Status
from gmp_cad.kernel.step_reading.exchange import read_exchange
from gmp_cad.kernel.step_reading.text import read_text
from gmp_cad.kernel.step_reading.xcaf import read_model
from gmp_cad.language import Message
from gmp_cad.spec.part import PartSpec
from tests.kernel.measuring import spec_of
from tests.kernel.pmi_part import DIMENSIONS, TABLES, annotated, annotated_block


@cache
def block() -> tuple[str, PartGeometry]:
    data, pmi, geometry = annotated_block()
    assert pmi.omissions == ()
    return data.decode("ascii"), geometry


def spec() -> PartSpec:
    return spec_of(DIMENSIONS, **TABLES).model_copy(update={"name": "block"})


def read(text: str) -> StepModel:
    file = read_exchange(text.encode())
    return read_model(text.encode(), file, read_text(file))


@cache
def model() -> StepModel:
    return read(block()[0])


def judged(found: StepModel, omissions: tuple[PmiOmission, ...] = ()) -> dict[str, Finding]:
    findings = list(read_back(spec(), block()[1], found, omissions))
    assert len({f.subject for f in findings}) == len(findings)
    return {f.subject.removeprefix("block").removeprefix("."): f for f in findings}


def test_every_line_is_found_again_and_nothing_more() -> None:
    findings = judged(model())
    assert {f.status for f in findings.values()} == {Status.PASS}
    tables = ("datums", "tolerances", "textures")
    lines = {*DIMENSIONS, *(f"{table}.{key}" for table in tables for key in TABLES[table])}
    assert lines <= set(findings)
    assert findings.pop("").code == "nothing_more"
    assert {f.code for f in findings.values()} == {"found"}


# ---- files that were altered ----


def entity_of(text: str, line: str) -> str:
    """Return the id of the entity that names ``line`` as its identifier."""
    return re.search(rf"ID_ATTRIBUTE\('{re.escape(line)}',(#\d+)\)", text)[1]


def instance(text: str, entity: str) -> str:
    return re.search(rf"^{entity} = .*;$", text, re.MULTILINE)[0]


def altered(text: str, entity: str, old: str, new: str) -> str:
    line = instance(text, entity)
    assert old in line, line
    return text.replace(line, line.replace(old, new, 1), 1)


def representation(text: str, line: str) -> list[str]:
    entity = entity_of(text, line)
    shown = re.search(rf"DIMENSIONAL_CHARACTERISTIC_REPRESENTATION\({entity},(#\d+)\)", text)[1]
    return re.findall(r"#\d+", instance(text, shown).partition("=")[2])


def limit_changed(text: str) -> str:
    upper = next(e for e in representation(text, "bore") if "upper" in instance(text, e))
    return altered(text, upper, "25.021", "25.033")


def deviation_changed(text: str) -> str:
    length = entity_of(text, "length")
    limits = re.search(rf"PLUS_MINUS_TOLERANCE\((#\d+),{length}\)", text)[1]
    upper = re.findall(r"#\d+", instance(text, limits))[2]
    return altered(text, upper, "MEASURE(0.1)", "MEASURE(0.2)")


def value_changed(text: str) -> str:
    return altered(text, representation(text, "blind")[0], "MEASURE(8.)", "MEASURE(8.5)")


def depth_changed(text: str) -> str:
    return altered(text, representation(text, "blind.depth")[0], "MEASURE(10.)", "MEASURE(11.)")


def class_changed(text: str) -> str:
    return text.replace("LIMITS_AND_FITS('H','hole','7','')", "LIMITS_AND_FITS('H','hole','8','')")


def exact_made_reference(text: str) -> str:
    note = next(e for e in representation(text, "bore_x") if "theoretical" in instance(text, e))
    return altered(text, note, "theoretical", "auxiliary")


def zone_changed(text: str) -> str:
    tolerance = instance(text, entity_of(text, "flat"))
    magnitude = re.findall(r"#\d+", tolerance)[1]
    return altered(text, magnitude, "MEASURE(0.05)", "MEASURE(0.04)")


def characteristic_changed(text: str) -> str:
    return altered(text, entity_of(text, "parallel"), "PARALLELISM", "PERPENDICULARITY")


def modifier_changed(text: str) -> str:
    return altered(text, entity_of(text, "square"), ".MAXIMUM_", ".LEAST_")


def zone_made_flat(text: str) -> str:
    tolerance = entity_of(text, "coaxial")
    zone = re.search(rf"= (TOLERANCE_ZONE\([^;]*\({tolerance}\),(#\d+)\));", text)
    return altered(text, zone[2], "cylindrical or circular", "between two equidistant surfaces")


def datum_dropped(text: str) -> str:
    tolerance = instance(text, entity_of(text, "place"))
    system = re.search(r"WITH_DATUM_REFERENCE\(\((#\d+)\)\)", tolerance)[1]
    found = instance(text, system)
    first, second = re.search(r"\((#\d+),(#\d+)\)\)", found).groups()
    return altered(text, system, f"({first},{second})", f"({first})")


def datum_modifier_dropped(text: str) -> str:
    return text.replace("(SIMPLE_DATUM_REFERENCE_MODIFIER(.MAXIMUM_MATERIAL_REQUIREMENT.))", "$")


def moved(text: str, aspect: str) -> str:
    """Attach an aspect to a face of the part to which nothing is attached."""
    used = re.search(rf"GEOMETRIC_ITEM_SPECIFIC_USAGE\('','',{aspect},#\d+,(#\d+)\)", text)
    taken = set(re.findall(r"GEOMETRIC_ITEM_SPECIFIC_USAGE\([^;]*(#\d+)\)", text))
    free = next(
        found for found in re.findall(r"(#\d+) = ADVANCED_FACE", text) if found not in taken
    )
    return text.replace(used[0], used[0].replace(used[1], free), 1)


def size_moved(text: str) -> str:
    return moved(text, re.findall(r"#\d+", instance(text, entity_of(text, "bore")))[1])


def datum_moved(text: str) -> str:
    datum = re.search(r"(#\d+) = DATUM\('',\$,#\d+,\.F\.,'A'\)", text)[1]
    feature = re.search(rf"SHAPE_ASPECT_RELATIONSHIP\('',\$,(#\d+),{datum}\)", text)[1]
    return moved(text, feature)


def location_turned_to_another_hole(text: str) -> str:
    bore, blind = (
        re.findall(r"#\d+", instance(text, entity_of(text, line)))[1] for line in ("bore", "blind")
    )
    return altered(text, entity_of(text, "bore_x"), f",{bore})", f",{blind})")


def texture_changed(text: str) -> str:
    found = re.search(r"^.*MEASURE_WITH_UNIT\(LENGTH_MEASURE\(1\.6\).*$", text, re.MULTILINE)
    return text.replace(found[0], found[0].replace("1.6", "3.2"), 1)


def texture_rule_changed(text: str) -> str:
    return text.replace("'ISO 21920 Tmax'", "'ISO 21920 T16%'")


def thread_depth_changed(text: str) -> str:
    depth = re.search(r"^.*'thread depth'.*$", text, re.MULTILINE)[0]
    return text.replace(depth, depth.replace("(12.)", "(13.)"), 1)


def thread_renamed(text: str) -> str:
    return text.replace("'M8-6H'", "'M8-7H'")


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (limit_changed, "bore", "limits"),
        (deviation_changed, "length", "limits"),
        (value_changed, "blind", "value"),
        (depth_changed, "blind", "value"),
        (class_changed, "bore", "class"),
        (exact_made_reference, "bore_x", "modifiers"),
        (zone_changed, "tolerances.flat", "value"),
        (characteristic_changed, "tolerances.parallel", "type"),
        (modifier_changed, "tolerances.square", "modifiers"),
        (zone_made_flat, "tolerances.coaxial", "zone"),
        (datum_dropped, "tolerances.place", "datums"),
        (datum_modifier_dropped, "tolerances.place", "datums"),
        (size_moved, "bore", "faces"),
        (datum_moved, "datums.A", "faces"),
        (location_turned_to_another_hole, "bore_x", "faces"),
        (texture_changed, "bore", "bore.ra"),
        (texture_rule_changed, "bore", "modifiers"),
        (thread_renamed, "tap", "text"),
        (thread_depth_changed, "tap", "modifiers"),
    ],
)
def test_an_altered_file_is_refused(change: Callable[[str], str], line: str, said: str) -> None:
    text = change(block()[0])
    assert text != block()[0]
    finding = judged(read(text))[line]
    assert (finding.status, finding.code) == (Status.FAIL, "different")
    assert said in finding.message.say("en")
    assert "{" not in finding.message.say("fr")


def test_a_line_under_another_name_is_missing_and_too_much() -> None:
    text = block()[0].replace("ID_ATTRIBUTE('flat',", "ID_ATTRIBUTE('level',")
    findings = judged(read(text))
    assert "flat is not in it" in findings["tolerances.flat"].message.say("en")
    assert (findings[""].status, findings[""].code) == (Status.FAIL, "surplus")
    assert "level" in findings[""].message.say("en")


def test_a_second_item_on_other_faces_is_refused() -> None:
    items = model().items
    flat = next(i for i in items if i.id == "flat")
    other = next(i for i in items if i.id == "free")
    double = replace(flat, entity="#1", faces=other.faces)
    finding = judged(replace(model(), items=(*items, double)))["tolerances.flat"]
    assert (finding.status, finding.code) == (Status.FAIL, "different")


def test_what_the_writer_lists_as_not_carried_is_told_with_its_reason() -> None:
    without = replace(model(), items=tuple(i for i in model().items if i.id != "flat"))
    omission = PmiOmission(line="flat", reason=Message("its datum stands on no face"))
    finding = judged(without, (omission,))["tolerances.flat"]
    assert (finding.status, finding.code) == (Status.SKIP, "not_carried")
    assert "its datum stands on no face" in finding.message.say("en")


def test_a_line_whose_name_leads_nowhere_is_lost_and_no_matter_of_the_format() -> None:
    without = replace(model(), items=tuple(i for i in model().items if i.id != "flat"))
    _, geometry = block()
    features = {k: v for k, v in geometry.features.items() if k != spec().tolerances["flat"].on}
    omission = PmiOmission(line="flat", reason=Message("its faces are missing"))
    findings = read_back(spec(), replace(geometry, features=features), without, (omission,))
    (finding,) = (f for f in findings if f.subject == "block.tolerances.flat")
    assert (finding.status, finding.code) == (Status.SKIP, "not_found")


def test_an_item_of_another_kind_under_the_name_of_a_line_is_too_much() -> None:
    items = model().items
    flat = next(i for i in items if i.id == "flat")
    stray = replace(flat, entity="#1", kind="note", type="note")
    finding = judged(replace(model(), items=(*items, stray)))[""]
    assert (finding.status, finding.code) == (Status.FAIL, "surplus")


def test_a_part_of_a_line_that_is_not_carried_is_a_warning() -> None:
    without = replace(model(), items=tuple(i for i in model().items if i.id != "blind.depth"))
    omission = PmiOmission(line="blind.depth", reason=Message("no flat face lies at the mouth"))
    finding = judged(without, (omission,))["blind"]
    assert (finding.status, finding.code) == (Status.WARN, "in_part")
    assert judged(without)["blind"].status is Status.FAIL


def test_what_xcaf_does_not_find_is_a_warning() -> None:
    findings = judged(replace(model(), features=()))
    assert (findings["bore"].status, findings["bore"].code) == (Status.WARN, "other_reader")
    assert findings["datums.A"].status is Status.PASS


@pytest.mark.parametrize(
    ("fit", "told"), [("J7", True), ("j6", True), ("js6", False), ("k6", False)]
)
def test_the_letter_j_that_xcaf_does_not_know_is_no_fault_of_the_file(fit: str, told: bool) -> None:
    lines = {"size": f"⌀20 {fit} Ⓔ"}
    rod = cq.Workplane().circle(10).extrude(30)
    model = cq.Workplane().box(50, 50, 20).cut(rod) if fit[0].isupper() else rod
    data, _, geometry = annotated(model, lines)
    found = read(data.decode("ascii"))
    finding = next(iter(read_back(spec_of(lines), geometry, found, ())))
    assert (finding.status, finding.code) == (Status.PASS, "found")
    assert ("XCAF" in finding.message.say("en")) is told
    wider = replace(found, features=tuple(replace(f, limits=(19.0, 21.0)) for f in found.features))
    finding = next(iter(read_back(spec_of(lines), geometry, wider, ())))
    assert finding.code == "other_reader"


def test_an_empty_file_misses_every_line() -> None:
    findings = judged(replace(model(), items=(), features=()))
    assert findings.pop("").status is Status.PASS
    assert {f.status for f in findings.values()} == {Status.FAIL}
