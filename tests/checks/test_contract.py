"""Rules CP01 to CP13 of the contrat de phase: each holds on a good phase, fails on its twin."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest

from gmp_cad.checks import contract, location, red_surface
from gmp_cad.checks.contract import PhaseEvidence
from gmp_cad.checks.registry import CHECKS
from gmp_cad.evidence import FaceGeometry, PhaseState, Removal
from gmp_cad.finding import Status
from gmp_cad.process.extent import PhaseWork
from gmp_cad.process.operations import operation_rows
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.toml import Source, validate
from gmp_cad.spec.workshop import parse_workshop

SHOP = parse_workshop(None)
SIZE = (100.0, 60.0, 40.0)
HEADER = {
    "owner": "IUT", "status": "prévisionnel", "phase_no": "20", "phase_label": "Fraisage",
    "part": "Semelle", "drawing_no": "ET-01", "rev": "B", "material": "EN-GJL-250",
    "stock": "moulé", "author": "Z. L.", "date": "2026-01-15", "contract_rev": "A",
    "sheet": "2 / 5", "machine": "CU-3AX", "workholder": "étau", "nc_program": "O1020",
    "checker": "P. M.", "qty": "25", "batch": "25", "rate": "100/mois",
}  # fmt: skip


def side(index, axis, level):
    """Return one of the six faces of the block."""
    low, high = ([SIZE[i] * k for i in range(3)] for k in (0, 1))
    others = [i for i in range(3) if i != axis]
    ring = []
    for a, b in ((low, low), (high, low), (high, high), (low, high)):
        point = [0.0, 0.0, 0.0]
        point[axis], point[others[0]], point[others[1]] = level, a[others[0]], b[others[1]]
        ring.append(tuple(point))
    direction = [0.0, 0.0, 0.0]
    direction[axis] = 1.0 if level else -1.0
    area = SIZE[others[0]] * SIZE[others[1]]
    centre = tuple(sum(p[i] for p in ring) / 4 for i in range(3))
    return FaceGeometry(index=index, surface="plane", point=ring[0], direction=tuple(direction),
                        area_mm2=area, centre_mm=centre, outline=(tuple(ring),))  # fmt: skip


def workpiece(phase, features, made=None) -> PhaseState:
    """Return the block with a bore; ``features`` names faces among base, top, front … and bore."""
    faces = [side(2 * i + (level > 0), i, level) for i in range(3) for level in (0.0, SIZE[i])]
    bore = FaceGeometry(index=6, surface="cylinder", point=(50.0, 30.0, 0.0), radius_mm=8.0,
                        direction=(0.0, 0.0, 1.0), hollow=True, span_mm=(0.0, 40.0),
                        angle_deg=360.0, area_mm2=2000.0, centre_mm=(50.0, 30.0, 20.0))  # fmt: skip
    index = {"left": 0, "right": 1, "front": 2, "back": 3, "base": 4, "top": 5, "stock >Z": 5,
             "bore": 6}  # fmt: skip
    return PhaseState(
        phase=phase, volume_mm3=math.prod(SIZE), box_mm=(0.0, 0.0, 0.0, *SIZE),
        faces=(*faces, bore), features={n: (index[n],) for n in features},
        made={n: (index[n],) for n in made or ()},
    )  # fmt: skip


SPEC = {
    "part": {"number": "ET-01", "title": "Semelle", "material": "EN-GJL-250", "revision": "B",
             "surface_texture": "Ra 3,2"},
    "dimensions": {
        "height": {"size": "40 ±0,1", "between": ["base", "top"]},
        "bore": {"size": "⌀16 H7 Ⓔ"},
        "place": {"size": "50 ±0,1", "between": ["left", "bore"]},
    },
    "features": {"base": "<Z", "top": ">Z", "left": "<X"},
}  # fmt: skip
PHASE = {
    "number": 20, "title": "Fraisage", "machine": "CU-3AX", "workholding": "étau",
    "locating": [{"on": "base", "normals": 3}, {"on": "front", "normals": 2},
                 {"on": "left", "normals": 1}],
    "clamping": [{"on": "back", "force": 8000}],
    "operation": [
        {"kind": "face_milling", "makes": ["top"], "stage": "rough"},
        {"kind": "reaming", "makes": ["bore"]},
    ],
    "dimension": [
        {"name": "Cf1", "size": "40 ±0,1", "between": ["base", "top"]},
        {"name": "Cf2", "size": "⌀16 H7", "on": "bore", "kind": "Co"},
        {"name": "Cf3", "size": "50 ±0,1", "between": ["left", "bore"]},
    ],
}  # fmt: skip


def spec(**changes) -> PartSpec:
    found = validate(SPEC | changes, Source("spec.toml", ""), PartSpec)
    return found.model_copy(update={"name": "semelle"})


def plan(*phases, **keys) -> ProcessPlan:
    data = {"stock": {"form": "casting", "allowance": 3}, "phase": list(phases)} | keys
    found = validate(data, Source("process.toml", ""), ProcessPlan)
    return found.model_copy(update={"part": "semelle"})


def evidence(
    *, header=HEADER, part=None, status="prévisionnel", drawing="B", made=("top", "bore"), **changes
):
    """Return the good phase with some of its keys changed."""
    whole = plan(PHASE | changes, status=status, drawing_revision=drawing)
    phase = whole.phases[0]
    part = part or spec()
    entering = workpiece("10", ["left", "right", "front", "back", "base", "stock >Z"])
    leaving = workpiece("20", ["left", "right", "front", "back", "base", "top", "bore"], made)
    work = PhaseWork(
        spec=part, phase=phase, entering=entering, leaving=leaving,
        removals=(Removal(phase="20", operation=0, removed_mm3=18000.0),),
    )  # fmt: skip
    return PhaseEvidence(
        spec=part, plan=whole, phase=phase, entering=entering, leaving=leaving, header=header,
        machine=SHOP.machine(phase.machine), rows=operation_rows(work, SHOP, {}),
    )  # fmt: skip


def codes(findings):
    return [(f.code, f.status.name) for f in findings]


RULES = {
    "CP01": contract.header,
    "CP03": contract.normal_count,
    "CP04": location.isostatic,
    "CP06": contract.surfaces_held,
    "CP12": red_surface.specified,
    "CP13": contract.within_means,
}


@pytest.mark.parametrize("rule", sorted(RULES))
def test_the_good_phase_passes(rule):
    findings = list(RULES[rule](evidence()))
    assert findings
    assert {f.status for f in findings} == {Status.PASS}
    assert {(f.check, f.subject) for f in findings} == {(rule, "semelle.ph20")}
    assert all("{" not in f.message.say("en") for f in findings)


def test_every_rule_is_registered_with_its_reason():
    assert {*RULES, "CP02"} <= set(CHECKS)
    assert all(CHECKS[rule].rationale for rule in RULES)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"header": HEADER | {"stock": " — "}}, ("missing", "FAIL")),
        ({"header": HEADER | {"nc_program": ""}}, ("missing", "FAIL")),
        ({"header": HEADER | {"assembly": "ET-00"}}, ("missing", "FAIL")),
        ({"header": HEADER | {"qty": ""}}, ("missing", "FAIL")),
        ({"header": HEADER | {"batch": ""}}, ("missing", "FAIL")),
        ({"header": HEADER | {"rate": ""}}, ("missing", "FAIL")),
        ({"drawing": "A"}, ("wrong_revision", "FAIL")),
        ({"drawing": ""}, ("no_revision", "WARN")),
        ({"header": HEADER | {"checker": ""}}, ("pending", "WARN")),
        ({"header": HEADER | {"checker": ""}, "status": "définitif"}, ("missing", "FAIL")),
        ({"origin": ["top", "front"]}, ("no_origin", "FAIL")),
        ({"origin": ["top", "front", "stock >X"]}, ("no_origin", "FAIL")),
    ],
)
def test_cp01_names_the_empty_field_and_the_wrong_revision(changes, found):
    assert found in codes(contract.header(evidence(**changes)))


@pytest.mark.parametrize("origin", [["top", "front", "left"], ["top", "bore"], [0.0, 0.0, 40.0]])
def test_cp01_takes_three_planes_a_plane_and_an_axis_or_a_point_as_origin(origin):
    assert "FAIL" not in [status for _, status in codes(contract.header(evidence(origin=origin)))]


def test_cp01_says_where_to_write_the_batch_of_a_part_without_product():
    header = HEADER | {"qty": "", "batch": "", "rate": "", "assembly": "ET-00"}
    found = [f for f in contract.header(evidence(header=header)) if f.status is Status.FAIL]
    assert [f.hint.say("en") for f in found] == [
        "write batch in process.toml", "write batch in process.toml",
        "write [project] rate in parts/product.toml",
        'write [[item]] part = "semelle" in parts/product.toml',
    ]  # fmt: skip


def test_cp01_asks_no_program_on_a_conventional_machine():
    header = HEADER | {"nc_program": ""}
    good = codes(contract.header(evidence(header=header, machine="FV-1")))
    assert good == [("complete", "PASS"), ("revision", "PASS")]


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        ((10, 20, "20a", 30), ["numbered", "numbered", "numbered", "numbered"]),
        ((10, 15, 20), ["numbered", "inserted", "numbered"]),
        ((20, 10), ["numbered", "order"]),
        ((), ["none"]),
    ],
)
def test_cp02_phase_numbers_increase(numbers, found):
    phases = plan(*({"number": n, "title": "t"} for n in numbers))
    findings = list(contract.phase_numbers(phases))
    assert [f.code for f in findings] == found
    severity = {"numbered": "PASS", "inserted": "WARN", "order": "FAIL", "none": "SKIP"}
    assert [f.status.name for f in findings] == [severity[code] for code in found]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"locating": [*PHASE["locating"], {"on": "right", "normals": 1}]}, ("too_many", "FAIL")),
        ({"locating": [{"on": "bas", "normals": 3}, {"on": "front", "normals": 2}]},
         ("without_place", "FAIL")),
        ({"locating": []}, ("nothing_located", "FAIL")),
        ({"locating": [], "operation": []}, ("none", "SKIP")),
    ],
)  # fmt: skip
def test_cp03_counts_the_normals(changes, found):
    assert codes(contract.normal_count(evidence(**changes))) == [found]


TWICE = [{"on": "base", "normals": 3}, {"on": "front", "normals": 1}, {"on": "back", "normals": 1}]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"locating": TWICE}, ("hyperstatic", "FAIL")),
        ({"locating": TWICE, "hyperstatic": "cales réglées ensemble"}, ("declared", "WARN")),
        ({"locating": PHASE["locating"][:2]}, ("isostatic", "PASS")),
        ({"locating": []}, ("none", "SKIP")),
    ],
)
def test_cp04_compares_rank_and_number(changes, found):
    (finding,) = location.isostatic(evidence(**changes))
    assert (finding.code, finding.status.name) == found


def test_cp04_says_which_normals_oppose_and_what_stays_free():
    (bad,) = location.isostatic(evidence(locating=TWICE))
    assert (bad.expected, bad.observed) == (5, 4)
    assert str(bad.message).endswith("the normals 4 (front), 5 (back) oppose each other")
    (good,) = location.isostatic(evidence(locating=PHASE["locating"][:2]))
    assert re.fullmatch(
        r"isostatic: 5 normals, rank 5, quality 0\.\d+; left free: Tx", str(good.message)
    )


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"clamping": [{"on": "bore", "force": 10}]}, "missing"),
        ({"clamping": [{"on": "stock >Z", "force": 10}]}, "machined"),
        ({"operation": [{"kind": "face_milling", "makes": ["base"]}]}, "machined"),
        ({"clamping": [{"on": "back", "force": 10, "point": [50, 50, 20]}]}, "without_place"),
    ],
)
def test_cp06_refuses_surfaces_that_are_not_there_or_are_cut(changes, found):
    findings = codes(contract.surfaces_held(evidence(**changes)))
    assert (found, "FAIL") in findings
    assert ("stands", "PASS") in findings


def test_cp06_skips_a_phase_that_holds_nothing():
    nothing = evidence(locating=[], clamping=[], operation=[])
    assert codes(contract.surfaces_held(nothing)) == [("none", "SKIP")]


def without_cf(*names):
    return {"dimension": [d for d in PHASE["dimension"] if d["name"] not in names]}


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"operation": PHASE["operation"][:1]}, "no_operation", "bore: no operation"),
        (without_cf("Cf1"), "no_cf", "top: no manufactured dimension in the direction of height"),
        (
            without_cf("Cf1") | {"part": spec(dimensions={"bore": {"size": "⌀16"}})},
            "no_cf",
            "top: no manufactured dimension names it",
        ),
        (without_cf("Cf3"), "no_cf", "bore: no manufactured dimension in the direction of place"),
    ],
)
def test_cp12_wants_operation_and_cf_in_each_toleranced_direction(changes, code, words):
    failed = [f for f in red_surface.specified(evidence(**changes)) if f.status is Status.FAIL]
    assert [f.code for f in failed] == [code]
    assert str(failed[0].message).startswith(words)


def test_cp12_warns_of_a_fit_that_no_dimension_repeats():
    (other, bore) = codes(red_surface.specified(evidence(**without_cf("Cf2"))))[::-1]
    assert (bore, other) == (("no_size", "WARN"), ("specified", "PASS"))


def test_cp12_leaves_untoleranced_sizes_to_the_tool():
    free = spec(dimensions=SPEC["dimensions"] | {"bore": {"size": "⌀16"}})
    found = evidence(part=free, **without_cf("Cf2"))
    assert {f.status for f in red_surface.specified(found)} == {Status.PASS}


def test_cp12_follows_the_line_between_two_axes():
    pitch = {"pitch": {"size": "30 ±0,1", "between": ["bore", "hole"]}}
    far = spec(dimensions=SPEC["dimensions"] | pitch)
    bore = evidence().leaving.faces[6]
    hole = replace(bore, index=7, point=(80.0, 30.0, 0.0), centre_mm=(80.0, 30.0, 20.0))

    def judged(dimensions):
        good = evidence(part=far, dimension=dimensions)
        leaving = replace(good.leaving, faces=(*good.leaving.faces, hole),
                          features=good.leaving.features | {"hole": (7,)})  # fmt: skip
        return codes(red_surface.specified(replace(good, leaving=leaving)))

    # The Cf from the left face runs along X, as the line between the axes does.
    assert judged(PHASE["dimension"]) == [("specified", "PASS"), ("specified", "PASS")]
    moved = {"name": "Cf3", "size": "30 ±0,1", "between": ["front", "bore"]}
    assert judged([*PHASE["dimension"][:2], moved])[0] == ("no_cf", "FAIL")


def test_cp12_wants_a_texture():
    bare = spec(part=SPEC["part"] | {"surface_texture": None})
    failed = list(red_surface.specified(evidence(part=bare)))
    assert codes(failed) == [("no_texture", "FAIL")] * 2


def test_cp12_keeps_raw_what_the_drawing_keeps_raw():
    raw = spec(part=SPEC["part"] | {"surface_texture": "NMR Ra 25"})
    assert codes(red_surface.specified(evidence(part=raw))) == [("kept_raw", "FAIL")] * 2


def test_cp12_takes_a_position_tolerance_for_the_missing_dimension():
    located = spec(
        datums={"A": "base"},
        tolerances={"pos": {"symbol": "position", "value": "⌀0,1", "on": "bore", "datums": ["A"]}},
    )  # fmt: skip
    realised = evidence(part=located, tolerances=["pos"], **without_cf("Cf3"))
    assert {f.status for f in red_surface.specified(realised)} == {Status.PASS}


def test_cp12_skips_a_phase_without_machined_surfaces():
    assert codes(red_surface.specified(evidence(made=()))) == [("none", "SKIP")]


def operations(**keys):
    first = PHASE["operation"][0] | {"tool": "FS-63"} | keys
    return {"operation": [first]}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        (operations(n=9000.0), "n_max"),
        (operations(n=808.0, fz=5.0), "vf_max"),
        (operations(vc=160.0, n=2000.0), "speed"),
        (operations(ap=9.0, passes=1), "cutting_length"),
        (operations(vc=400.0, fz=1.5, ap=5.0), "power"),
        (operations(tool="FS-64"), "no_means"),
        ({"machine": "CU-3AXE"}, "no_means"),
    ],
)
def test_cp13_names_the_limit_that_is_exceeded(changes, found):
    findings = list(contract.within_means(evidence(**changes)))
    failed = {f.code: f for f in findings if f.status is Status.FAIL}
    assert found in failed
    if isinstance(failed[found].observed, float):
        assert failed[found].observed != failed[found].expected


def test_cp13_says_what_held_the_cut_back():
    slow = SHOP.model_copy(update={"machines": tuple(
        m.model_copy(update={"n_max_rpm": 300.0}) if m.id == "CU-3AX" else m for m in SHOP.machines
    )})  # fmt: skip
    good = evidence()
    work = PhaseWork(spec=good.spec, phase=good.phase, entering=good.entering,
                     leaving=good.leaving)  # fmt: skip
    rows = operation_rows(work, slow, {})
    first = next(contract.within_means(
        replace(good, machine=slow.machine("CU-3AX"), rows=rows)
    ))  # fmt: skip
    assert first.status is Status.PASS
    assert "held back by the spindle speed" in str(first.message)


def test_cp13_skips_what_it_cannot_judge():
    manual = {"operation": [{"kind": "manual", "makes": ["top"]}]}
    assert codes(contract.within_means(evidence(**manual))) == [("no_cut", "SKIP")]
    assert codes(contract.within_means(evidence(operation=[]))) == [("none", "SKIP")]
