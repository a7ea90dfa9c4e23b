"""Tolerances against each other and against the features on which they stand."""

from __future__ import annotations

import pytest

from gmp_cad.checks import coherence
from gmp_cad.evidence import Feature, PartGeometry
from gmp_cad.finding import Status
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.toml import parse

HEAD = '[part]\nnumber = "P-01"\ntitle = "Pièce"\nmaterial = "C45"\n'
LINES = '[dimensions]\nbore = "⌀16 H7"\nlength = { size = "40 h7", between = ["flat", "far"] }\n'
DATUMS = '[datums]\nA = "flat"\nB = "bore"\nC = "ball"\n[tolerances]\n'


def part(tolerances: str = "", general: str = "ISO 2768-m", lines: str = LINES) -> PartSpec:
    head = HEAD + f'general_tolerances = "{general}"\n'
    return parse(head + lines + DATUMS + tolerances, "spec.toml", PartSpec)


def line(key: str, symbol: str, value: str, on: str, datums: str = "") -> str:
    system = f', datums = "{datums}"' if datums else ""
    return f'{key} = {{ symbol = "{symbol}", value = "{value}", on = "{on}"{system} }}\n'


def feature(surface: str, direction=(0.0, 0.0, 1.0), face: int = 0) -> Feature:
    return Feature(
        faces=(face,), surface=surface, point=(0.0, 0.0, 0.0), direction=direction, found_by="tag"
    )


GEOMETRY = PartGeometry(
    faces=(),
    features={
        "flat": (feature("plane"),),
        "bore": (feature("cylinder"),),
        "holes": (feature("cylinder"), feature("cylinder", face=1)),
        "taper": (feature("cone"),),
        "ball": (feature("sphere"),),
        "ring": (feature("torus"),),
        "free": (feature("freeform"),),
        "slot": (feature("plane"), feature("plane", (0.0, 0.0, -1.0), 1)),
        "mixed": (feature("plane"), feature("cylinder", face=1)),
    },
)


@pytest.mark.parametrize(
    ("finer", "coarser", "status"),
    [
        (("flatness", "0,05", ""), ("parallelism", "0,05", "B"), Status.WARN),
        (("flatness", "0,04"), ("parallelism", "0,05", "B"), Status.PASS),
        (("flatness", "0,05"), ("position", "0,04", "B"), Status.WARN),
        (("parallelism", "0,05", "B"), ("position", "0,05", "B"), Status.WARN),
        (("parallelism", "0,05", "B"), ("position", "0,06", "B"), Status.PASS),
        (("flatness", "0,02"), ("circular_runout", "0,02", "B"), Status.WARN),
        (("flatness", "0,09"), ("surface_profile", "0,02", "B"), Status.PASS),
    ],
)
def test_a_zone_is_smaller_than_those_that_contain_it(finer, coarser, status) -> None:
    def entry(key: str, written: tuple[str, ...]) -> str:
        return line(key, written[0], written[1], "flat", *written[2:])

    found = {
        f.subject: f for f in coherence.coherent(part(entry("a", finer) + entry("b", coarser)))
    }
    assert found[".tolerances.a"].status is status
    if status is Status.WARN:
        assert "(b)" in found[".tolerances.a"].message.say("fr")


def test_zones_of_different_features_are_not_compared() -> None:
    text = line("a", "flatness", "0,5", "flat") + line("b", "coaxiality", "⌀0,1", "taper", "B")
    assert {f.status for f in coherence.coherent(part(text))} == {Status.PASS}


def test_the_withdrawn_part_of_iso_2768_is_noted_and_not_a_fault() -> None:
    found = list(coherence.coherent(part(general="ISO 2768-mK")))[-1]
    assert (found.code, found.status) == ("withdrawn", Status.PASS)
    assert "ISO 22081" in found.message.say("fr")
    assert list(coherence.coherent(part()))[-1].code == "general"


@pytest.mark.parametrize(
    ("general", "lines", "codes"),
    [
        ("ISO 2768-m", LINES, ["no_envelope", "no_envelope"]),
        ("ISO 2768-m", LINES.replace('7"', '7 Ⓔ"'), ["envelope", "envelope"]),
        # a length between two faces may be no feature of size: its own Ⓔ alone counts
        ("ISO 2768-mK-E", LINES, ["envelope", "no_envelope"]),
        ("ISO 14405 Ⓔ · ISO 2768-m", LINES, ["envelope", "no_envelope"]),
        ("ISO 2768-m", '[dimensions]\nbore = "⌀16 ±0,1"\n', []),
    ],
)
def test_a_fit_has_an_envelope(general: str, lines: str, codes: list[str]) -> None:
    assert [f.code for f in coherence.envelopes(part("", general, lines))] == codes


APPLIES = [
    ("flatness", "0,1", "flat", ""), ("flatness", "0,1", "slot", ""), ("circularity", "0,1", "ring", ""),
    ("circularity", "0,1", "ball", ""), ("cylindricity", "0,1", "bore", ""),
    ("straightness", "⌀0,1", "bore", ""), ("straightness", "0,1", "taper", ""),
    ("surface_profile", "0,1", "free", "A"), ("perpendicularity", "⌀0,1 Ⓟ 20", "holes", "A"),
    ("position", "⌀0,1 Ⓜ", "holes", "A|B Ⓜ"), ("position", "S⌀0,1", "ball", "A|B"),
    ("symmetry", "0,1 Ⓜ", "slot", "A"), ("coaxiality", "⌀0,1", "taper", "B"),
    ("circular_runout", "0,1", "flat", "B"), ("circular_runout", "0,1", "taper", "B"),
    ("position", "0,1", "flat", "C"), ("coaxiality", "⌀0,1", "taper", "A|B"),
]  # fmt: skip
MISAPPLIED = [
    ("flatness", "0,1", "bore", ""), ("circularity", "0,1", "flat", ""),
    ("cylindricity", "0,1", "taper", ""), ("cylindricity", "0,1", "flat", ""),
    ("straightness", "⌀0,1", "flat", ""), ("perpendicularity", "⌀0,1", "flat", "B"),
    ("position", "S⌀0,1", "bore", "A"), ("perpendicularity", "0,1 Ⓟ 20", "flat", "B"),
    ("position", "0,1 Ⓜ", "flat", "B"), ("perpendicularity", "⌀0,1", "bore", "A Ⓜ"),
    ("coaxiality", "⌀0,1", "flat", "B"), ("coaxiality", "⌀0,1", "taper", "A"),
    ("symmetry", "0,1", "flat", "B"), ("circular_runout", "0,1", "taper", "A"),
    ("parallelism", "0,1", "free", "A"), ("flatness", "0,1", "mixed", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("frame", "status"),
    [*((f, Status.PASS) for f in APPLIES), *((f, Status.FAIL) for f in MISAPPLIED)],
)
def test_a_tolerance_stands_on_what_it_is_for(frame: tuple[str, ...], status: Status) -> None:
    (found,) = coherence.applies(part(line("t", *frame)), GEOMETRY)
    assert found.status is status, str(found.message)


def test_a_feature_that_is_not_there_is_told_by_its_name() -> None:
    assert list(coherence.applies(part(line("t", "flatness", "0,1", "far")), GEOMETRY)) == []
