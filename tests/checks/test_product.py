"""Assemblies judged: quantities, interference, joints, fits."""

from __future__ import annotations

import pytest

from gmp_cad.checks import fit, interference, joint, product
from gmp_cad.finding import Status
from tests.canonical import (
    PIN,
    PRODUCT,
    assembly,
    overlap,
    placed,
    press_joint,
    thread_joint,
)


def codes(findings):
    return [(f.code, f.status) for f in findings]


def test_the_right_number_of_parts_passes_and_a_stranger_does_not() -> None:
    assert codes(product.quantities(assembly())) == [("equal", Status.PASS)] * 2
    found = product.quantities(
        assembly(placements=[placed("plate"), placed("pin"), placed("ghost")])
    )
    assert codes(found)[-1] == ("unknown", Status.FAIL)


def test_a_wrong_number_says_what_to_write_in_the_assembly() -> None:
    fewer, more = [placed("plate")], [placed("plate"), placed("pin"), placed("pin.2")]
    hints = [
        [f.hint.say("en") for f in product.quantities(assembly(placements=where)) if f.hint]
        for where in (fewer, more)
    ]
    assert hints == [
        ['in assembly.py: assembly.add(parts["pin"], name="pin", loc=…)'],
        ["write quantity = 2, or place fewer"],
    ]


@pytest.mark.parametrize(
    ("volume", "depth", "code"),
    [(1.0, 0.0005, "clear"), (1.0, 0.000501, "overlap"), (1e-9, 0.01, "overlap")],
)
def test_depth_decides_and_not_volume(volume: float, depth: float, code: str) -> None:
    findings = list(interference.interference(assembly(overlaps=[overlap(volume, depth)])))
    assert [f.code for f in findings] == [code]


def test_a_declared_joint_is_no_interference() -> None:
    assert [f.code for f in interference.interference(thread_joint(1.0))] == ["clear"]


@pytest.mark.parametrize(
    ("share", "status"),
    [(1.0, Status.PASS), (1.0099, Status.PASS), (0.985, Status.FAIL), (1.2, Status.FAIL)],
)
def test_a_thread_overlaps_by_its_ring(share: float, status: Status) -> None:
    ring, thread = joint.threads(thread_joint(share))
    assert (ring.status, thread.code) == (status, "same_thread")


@pytest.mark.parametrize("screw", ["M8×1-6g", "M8x1-6g", "Tr 8×1,5-7e"])
def test_a_screw_of_another_thread_is_refused_even_where_its_ring_is_right(screw: str) -> None:
    ring, thread = joint.threads(thread_joint(1.0, screw))
    assert (ring.code, thread.code) == ("ring", "other_thread")


def test_a_thread_that_does_not_engage_or_is_no_ring_fails() -> None:
    text = PRODUCT + '[[joint]]\nkind = "thread"\na = "pin"\nb = "plate"\n'
    assert [f.code for f in joint.threads(assembly(text))] == ["not_engaged"]
    assert [f.code for f in joint.threads(assembly(text, overlaps=[overlap(5.0, 1.0)]))] == [
        "no_ring"
    ]
    offset = overlap(5.0, 1.0, (6.8, 8.0, 10.0, 0.05))
    assert next(joint.threads(assembly(text, overlaps=[offset]))).code == "no_ring"


@pytest.mark.parametrize(
    ("shaft", "code", "status"),
    [
        ("s6", "tight", Status.PASS),  # 16 H7/s6: interference 10 to 39 µm (ISO 286)
        ("p6", "none", Status.WARN),  # 16 H7/p6: 0 to 29 µm
        ("k6", "loose", Status.FAIL),
    ],
)
def test_a_press_fit_holds_by_its_smallest_interference(
    shaft: str, code: str, status: Status
) -> None:
    findings = list(fit.presses(press_joint(PIN.replace("p6", shaft))))
    assert codes(findings) == [(code, status)]


def test_a_press_fit_must_be_in_place() -> None:
    assert [f.code for f in fit.presses(press_joint(PIN, x=0.01))] == ["not_in_place"]


@pytest.mark.parametrize(
    ("shaft", "code", "low", "high"),
    # ISO 286: 16 H7 = +18/0; f7 = -16/-34; g6 = -6/-17; m6 = +18/+7; s6 = +39/+28.
    [
        ("f7", "clearance", 16, 52),
        ("g6", "clearance", 6, 35),
        ("m6", "transition", -18, 11),
        ("s6", "interference", -39, -10),
    ],
)
def test_a_fit_gives_its_limits(shaft: str, code: str, low: float, high: float) -> None:
    (finding,) = fit.fits(assembly(pin=PIN.replace("p6", shaft)))
    assert (finding.code, finding.status) == (code, Status.PASS)
    values = dict(finding.message.values)
    assert (values["low"], values["high"], values["length"]) == (low, high, 20)


@pytest.mark.parametrize(
    ("kind", "status"), [("interference", Status.PASS), ("clearance", Status.FAIL)]
)
def test_a_fit_must_be_of_the_kind_that_the_product_asks_for(kind: str, status: Status) -> None:
    text = PRODUCT + f'kind = "{kind}"\n'
    (finding,) = fit.fits(assembly(text, pin=PIN.replace("p6", "s6")))
    assert finding.status is status


def test_a_fit_between_two_nominals_says_by_how_much_and_quotes_both_lines() -> None:
    finding, *_ = fit.fits(assembly(pin=PIN.replace("⌀16", "⌀18")))
    text = finding.message.say("fr")
    assert finding.code == "nominal"
    assert "2 mm" in text
    assert "⌀16 H7" in text
    assert "⌀18 p6" in text


def test_every_shaft_of_a_fit_must_be_in_a_hole_at_every_position() -> None:
    lost = assembly(
        PRODUCT.replace('part = "pin"', 'part = "pin"\nquantity = 2'),
        placements=[placed("plate"), placed("pin"), placed("pin.2", 300.0)],
        pin=PIN.replace("p6", "g6"),
    )
    found = {f.subject: f.code for f in fit.fits(lost)}
    assert found == {"product.plate.bore/pin.body": "clearance", "product.pin.2": "idle"}
