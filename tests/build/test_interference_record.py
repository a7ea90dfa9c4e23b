"""``interference.json`` and ``.csv``: every pair, its verdict, once for each way of standing."""

from __future__ import annotations

import json
import time

import pytest

from gmp_cad.build.assembly.interference_record import interference_files, interference_json
from gmp_cad.checks.product import AssemblyEvidence
from gmp_cad.engine.codec import dump_table
from gmp_cad.evidence import AssemblyPosition, Gap, Overlap, Sweep, SweptPair
from gmp_cad.language import Message
from gmp_cad.spec.product import Assembly, Joint
from tests.closed_schemas import faults


def overlap(a: str, b: str, depth: float, **more) -> Overlap:
    return Overlap(
        a=a, b=b, volume_mm3=10 * depth, depth_mm=depth, centre_mm=(1.0, 2.0, 3.0),
        box_mm=(0.0, 1.0, 2.0, 2.0, 3.0, 4.0), direction=(0.0, 0.0, 1.0), **more,
    )  # fmt: skip


def gap(a: str, b: str, distance: float, z: float = 0.0, **more) -> Gap:
    return Gap(
        a=a, b=b, distance_mm=distance, points_mm=((0.0, 0.0, z), (0.0, 0.0, z + distance)), **more
    )


def evidence(*positions: AssemblyPosition, **more) -> AssemblyEvidence:
    spec = Assembly().model_copy(update={"joints": more.pop("joints", ())})
    return AssemblyEvidence(
        subject="product", spec=spec, parts={}, positions=positions, geometry={}, masses={}, **more
    )


def position(value: float, **more) -> AssemblyPosition:
    return AssemblyPosition(parameters={"x": value}, placements=(), **more)


def verdicts(found: AssemblyEvidence) -> dict[tuple[str, str], list[tuple[str, list[int]]]]:
    told: dict[tuple[str, str], list[tuple[str, list[int]]]] = {}
    for pair in interference_json(found, "fr")["pairs"]:
        told.setdefault((pair["a"], pair["b"]), []).append((pair["verdict"], pair["at"]))
    return told


def test_each_pair_has_its_verdict_and_ways_of_standing_that_last_are_told_once() -> None:
    still, reason = gap("a", "d", 0.0), Message("no answer in time")
    found = evidence(
        position(0, overlaps=(overlap("a", "b", 0.0005), overlap("a", "c", 0.001)),
                 gaps=(still, gap("b", "c", 1.5)), pairs_tested=4),
        position(1, overlaps=(overlap("a", "c", 0.001),),
                 gaps=(still, gap("b", "c", 1.5, z=7.0)), unjudged=(("a", "b", reason),),
                 refused=(("e", reason),)),
    )  # fmt: skip
    assert verdicts(found) == {
        ("a", "b"): [("contact", [0]), ("unjudged", [1])],
        ("a", "c"): [("interference", [0, 1])],  # 1 µm is beyond a contact
        ("a", "d"): [("contact", [0, 1])],
        ("b", "c"): [("clear", [0]), ("clear", [1])],  # elsewhere: their points have moved
    }
    told = interference_json(found, "fr")
    assert told["counts"] == {
        "clear": 1, "contact": 1, "intended": 0, "unjudged": 1, "interference": 1,
    }  # fmt: skip
    first, second = (p["counts"] for p in told["positions"])
    assert (first["contact"], first["unjudged"]) == (2, 0)
    assert (second["contact"], second["unjudged"]) == (1, 1)
    assert told["positions"][1]["refused"] == [{"part": "e", "reason": reason.say("fr")}]
    assert faults("interference", told) == []


def test_what_is_declared_what_lies_inside_and_what_a_mesh_gave_is_told() -> None:
    found = evidence(
        position(0, overlaps=(
            overlap("a", "b", 1.0, inside="b"), overlap("c", "d.2", 2.0),
            overlap("e", "f", 0.5, method="mesh", error_mm=0.01),
        )),
        joints=(Joint(kind="press", a="c", b="d"),),
    )  # fmt: skip
    inside, press, mesh = interference_json(found, "fr")["pairs"]
    assert (inside["inside"], press["declared"]) == ("b", "press")
    assert (mesh["method"], mesh["error_mm"]) == ("mesh", 0.01)
    assert "method" not in inside
    assert faults("interference", interference_json(found, "fr")) == []


def test_motions_say_where_they_begin_to_collide() -> None:
    pair = SweptPair(
        a="a",
        b="b",
        least_mm=0.0,
        least_at=2.0,
        first=2.0,
        before=1.5,
        overlap=overlap("a", "b", 1.0),
    )
    sweep = Sweep(of="x", kind="parameter", samples=(0.0, 1.5, 2.0), pairs=(pair,))
    told = interference_json(evidence(position(0), sweeps=(sweep,)), "fr")
    (found,) = told["sweeps"]
    assert found["samples"] == [0.0, 1.5, 2.0]
    assert (found["pairs"][0]["first"], found["pairs"][0]["before"]) == (2.0, 1.5)
    assert found["pairs"][0]["overlap"]["verdict"] == "interference"
    assert told["counts"]["interference"] == 1
    assert faults("interference", told) == []


def test_the_file_for_people_has_a_pair_a_row_the_worst_first_in_their_language() -> None:
    found = evidence(
        position(0.5, overlaps=(overlap("a", "b", 0.25),), gaps=(gap("c", "d", 1.5),)),
        position(2, overlaps=(overlap("a", "b", 1.25),), gaps=(gap("c", "d", 0.75),)),
    )
    french, english = (
        interference_files(found, lang)["interference_csv"].decode("utf-8-sig").splitlines()
        for lang in ("fr", "en")
    )
    assert french[0].startswith("Pièce;Autre pièce;Verdict;Profondeur (mm)")
    assert french[1] == "a;b;interférence;1,2500;;12,5;1,000;2,000;3,000;x = 2;2;"
    assert french[2].startswith("c;d;libre;;0,7500;;0,000;0,000;0,375;x = 2;2;")
    assert english[1] == "a,b,interferes,1.2500,,12.5,1.000,2.000,3.000,x = 2,2,"
    assert len(french) == 3


def test_a_row_of_a_long_table_is_a_line_and_the_file_reads_as_it_was_written() -> None:
    told = {"rows": [{"b": 1 / 3, "a": [1, 2.0]}, {"é": None}], "none": [], "one": {"x": 1}}
    content = dump_table(told)
    assert json.loads(content) == {
        **told,
        "rows": [{"b": 0.333333333333, "a": [1, 2.0]}, {"é": None}],
    }
    assert [line.strip(", ") for line in content.decode().splitlines()] == [
        "{", '"none": []', '"one": {"x": 1}', '"rows": [', '{"a": [1, 2.0], "b": 0.333333333333}',
        '{"é": null}', "]", "}",
    ]  # fmt: skip


@pytest.mark.parametrize("positions", [1, 8])
def test_a_product_of_a_thousand_parts_is_told_in_a_file_that_does_not_grow_with_what_stands_still(
    positions: int,
) -> None:
    gaps = tuple(gap(f"p{i}", f"q{i}", 0.0) for i in range(3000))
    found = evidence(*(position(k, gaps=gaps, pairs_tested=3000) for k in range(positions)))
    started = time.process_time()
    content = interference_files(found, "fr")["interference"]
    assert time.process_time() - started < 3
    assert len(content) < 700_000
    assert len(json.loads(content)["pairs"]) == 3000
