"""A STEP file read back: right as it is written, and wrong in each way in which it can be altered."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Literal

import cadquery as cq
import pytest

from gmp_cad.checks.pmi import read_back
from gmp_cad.checks.pmi_expected import expected_items
from gmp_cad.evidence import PartGeometry, PmiItem, PmiOmission, StepModel
from gmp_cad.finding import Finding, Status
from gmp_cad.kernel.exchange.step_reading.exchange import read_exchange
from gmp_cad.kernel.exchange.step_reading.text import read_text
from gmp_cad.kernel.exchange.step_reading.xcaf import read_model
from gmp_cad.language import Message
from gmp_cad.spec.notation import parse
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.thread import drill_depth
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


def attached(line: str, faces: tuple, second: tuple = ()) -> Finding:
    """Return the verdict on a line whose item stands on other faces of the part."""
    items = tuple(
        replace(i, faces=faces, second=second) if i.id == line else i for i in model().items
    )
    return judged(replace(model(), items=items))[line.split(".", maxsplit=1)[0]]


def item(line: str) -> PmiItem:
    return next(i for i in model().items if i.id == line)


_PLACED = [
    "blind.depth", "tap.drill_diameter", "tap.drill_depth", "screws.counterbore.diameter",
    "screws.counterbore.depth", "sunk.countersink.diameter", "sunk.countersink.angle",
    "chamfer.angle",
]  # fmt: skip


@pytest.mark.parametrize("line", _PLACED)
def test_a_part_of_a_callout_on_another_face_is_refused(line: str) -> None:
    right, wrong = item(line), item("length").faces[:1]
    assert attached(line, right.faces, right.second).code == "found"
    moved_ends = [(wrong, right.second)] + [(right.faces, wrong)] * bool(right.second)
    for faces, second in [*moved_ends, ((*right.faces, *wrong), right.second)]:
        finding = attached(line, faces, second)
        assert (finding.status, finding.code) == (Status.FAIL, "different")
        assert f"{line} stands on other faces" in finding.message.say("en")


def test_the_counterbores_of_a_pattern_stand_on_every_instance() -> None:
    line = "screws.counterbore.depth"
    right = item(line)
    assert len(right.second) == 4
    assert attached(line, right.faces, right.second[1:]).status is Status.FAIL


@pytest.mark.parametrize("line", ["bore_x", "pitch", "blind_x", "slope", "blind.depth", "over"])
def test_the_two_ends_of_a_location_are_told_apart(line: str) -> None:
    right = item(line)
    assert attached(line, right.second, right.faces).status is not Status.FAIL
    both = (*right.faces, *right.second)
    for faces, second in ((both, ()), (both, both), (right.faces, right.faces), ((), both)):
        finding = attached(line, faces, second)
        assert (finding.status, finding.code) == (Status.FAIL, "different")
        assert "faces" in finding.message.say("en")


def test_a_step_of_a_pattern_goes_from_one_instance_to_another() -> None:
    lines = {"holes": "4× ⌀5", "spacing": {"size": "4× 90°", "pattern": "holes"}}
    ring = cq.Workplane().box(60, 60, 10).faces(">Z").workplane().polarArray(20, 0, 360, 4).hole(5)
    data, _, geometry = annotated(ring, lines)
    found = read(data.decode("ascii"))
    back = replace(
        found,
        items=tuple(
            replace(i, second=i.faces) if i.id.startswith("spacing") else i for i in found.items
        ),
    )
    for read_again, status in ((found, Status.PASS), (back, Status.FAIL)):
        findings = read_back(spec_of(lines), geometry, read_again, ())
        assert next(f for f in findings if f.subject.endswith("spacing")).status is status


def test_a_second_item_on_other_faces_is_refused() -> None:
    items = model().items
    flat = next(i for i in items if i.id == "flat")
    other = next(i for i in items if i.id == "free")
    double = replace(flat, entity="#1", faces=other.faces)
    finding = judged(replace(model(), items=(*items, double)))["tolerances.flat"]
    assert (finding.status, finding.code) == (Status.FAIL, "different")


def without(*lines: str) -> StepModel:
    return replace(model(), items=tuple(i for i in model().items if i.id not in lines))


def omitted(line: str, reason: str, cause: Literal["standard", "part"]) -> PmiOmission:
    return PmiOmission(line=line, reason=Message(reason), cause=cause)


def test_what_the_standard_cannot_carry_is_told_with_its_reason() -> None:
    omission = omitted("projected", "no plane to project from", "standard")
    finding = judged(without("projected"), (omission,))["tolerances.projected"]
    assert (finding.status, finding.code) == (Status.SKIP, "not_carried")
    assert "no plane to project from" in finding.message.say("en")


@pytest.mark.parametrize(
    ("line", "subject"),
    [
        ("flat", "tolerances.flat"), ("width", "width"), ("blind.depth", "blind"),
        ("screws.counterbore.diameter", "screws"), ("bore.ra", "bore"), ("tap.thread", "tap"),
    ],
)  # fmt: skip
def test_an_omission_of_what_can_be_carried_is_not_believed(line: str, subject: str) -> None:
    finding = judged(without(line), (omitted(line, "so it is", "standard"),))[subject]
    assert (finding.status, finding.code) == (Status.FAIL, "different")
    assert f"{line} is not in it" in finding.message.say("en")


@pytest.mark.parametrize("line", ["flat", "projected"])
def test_what_the_part_has_not_is_a_failure(line: str) -> None:
    omission = omitted(line, "there is no such thing", "part")
    finding = judged(without(line), (omission,))[f"tolerances.{line}"]
    assert (finding.status, finding.code) == (Status.FAIL, "not_found")
    assert "there is no such thing" in finding.message.say("en")
    assert "{" not in finding.message.say("fr")


def test_a_line_whose_name_leads_nowhere_is_lost_and_no_matter_of_the_format() -> None:
    _, geometry = block()
    features = {k: v for k, v in geometry.features.items() if k != spec().tolerances["flat"].on}
    omission = omitted("flat", "its faces are missing", "part")
    lost = replace(geometry, features=features)
    findings = read_back(spec(), lost, without("flat"), (omission,))
    (finding,) = (f for f in findings if f.subject == "block.tolerances.flat")
    assert (finding.status, finding.code) == (Status.SKIP, "not_found")


def test_an_item_of_another_kind_under_the_name_of_a_line_is_too_much() -> None:
    items = model().items
    flat = next(i for i in items if i.id == "flat")
    stray = replace(flat, entity="#1", kind="note", type="note")
    finding = judged(replace(model(), items=(*items, stray)))[""]
    assert (finding.status, finding.code) == (Status.FAIL, "surplus")


def judged_part(model: cq.Workplane, line: str) -> Finding:
    """Return the verdict on the line ``hole`` of a model, as its file is written."""
    data, pmi, geometry = annotated(model, {"hole": line})
    found = read(data.decode("ascii"))
    findings = read_back(spec_of({"hole": line}), geometry, found, pmi.omissions)
    return next(f for f in findings if f.subject.endswith(".hole"))


def plate() -> cq.Workplane:
    return cq.Workplane().box(40, 40, 30).faces(">Z").workplane()


@pytest.mark.parametrize(
    ("model", "line"),
    [
        (
            cq.Workplane().cylinder(40, 20)
            .cut(cq.Workplane("YZ").workplane(offset=10).circle(3).extrude(20)), "⌀6 ↧10",
        ),
        (plate().transformed(rotate=(20, 0, 0)).circle(3).cutBlind(-10), "⌀6 ↧10"),
        (plate().hole(8, 20).cut(cq.Workplane().box(40, 40, 4).translate((15, 0, 5))), "⌀8 ↧20"),
        (plate().hole(8, 10).cut(cq.Workplane().sphere(4).translate((0, 0, 5))), "⌀8 ↧14"),
    ],
    ids=["round mouth", "slanted mouth", "cut in two", "round end"],
)  # fmt: skip
def test_a_depth_between_no_flat_faces_is_a_warning(model: cq.Workplane, line: str) -> None:
    finding = judged_part(model, line)
    assert (finding.status, finding.code) == (Status.WARN, "in_part")


def test_a_part_of_a_line_that_the_writer_forgot_is_a_failure() -> None:
    without_depth = judged(without("blind.depth"))["blind"]
    assert (without_depth.status, without_depth.code) == (Status.FAIL, "different")


@pytest.mark.parametrize(
    ("model", "line"),
    [
        (plate().hole(8, 12), "⌀8 ↧10"),
        (plate().hole(8), "⌀8 ↧10"),
        (plate().hole(6.6), "⌀6,6 ⌴ ⌀11 ↧6,8"),
        (plate().cboreHole(6.6, 11, 6.8), "⌀6,6 ⌵ ⌀11 × 90°"),
        (plate().cboreHole(6.6, 11, 5), "⌀6,6 ⌴ ⌀11 ↧6,8"),
        (plate().hole(6.8, 17), "M8-6H ↧12 / ⌀6,8 ↧16"),
    ],
)
def test_a_depth_or_a_recess_that_the_part_has_not_is_a_failure(
    model: cq.Workplane, line: str
) -> None:
    finding = judged_part(model, line)
    assert (finding.status, finding.code) == (Status.FAIL, "not_found")


@pytest.mark.parametrize(
    ("model", "line"),
    [
        (plate().hole(8, 10), "⌀8 ↧10"),
        (plate().rarray(12, 1, 2, 1).hole(8, 10), "2× ⌀8 ↧10"),
        (plate().hole(6.8, 12), "M8-6H ↧12"),
        (plate().hole(6.8, drill_depth(parse("M8-6H ↧12"))), "M8-6H ↧12"),
        (plate().cskHole(5, 10, 90), "⌀5 ⌵ ⌀10 × 90°"),
        (
            plate().hole(8, 10).cut(cq.Workplane(cq.Solid.makeCone(4, 0, 2, dir=(0, 0, -1)))
                                    .translate((0, 0, 5))), "⌀8 ↧10",
        ),
        (
            plate().cboreHole(10, 20, 4).faces("<Z").workplane().hole(20, 4), "⌀10 ⌴ ⌀20 ↧4",
        ),
    ],
)  # fmt: skip
def test_the_parts_of_a_callout_stand_where_the_part_has_them(
    model: cq.Workplane, line: str
) -> None:
    finding = judged_part(model, line)
    assert (finding.status, finding.code) == (Status.PASS, "found")
    _, _, geometry = annotated(model, {"hole": line})
    parts = [e for e in expected_items(spec_of({"hole": line}), geometry) if "." in e.line]
    assert all(part.ends for part in parts)


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
