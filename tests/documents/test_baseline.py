"""``baseline.toml``: written, read back, compared; and what its text looks like."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gmp_cad.documents.part.baseline import baseline_text, fingerprint_of
from gmp_cad.errors import InvalidInputError
from gmp_cad.evidence.fingerprint import Fingerprint, Skin, SurfacePrint
from gmp_cad.evidence.geometry_change import geometry_changes
from gmp_cad.spec.baseline import parse_baseline
from tests.twins.baseline import FILE, FILE_NAME, accepted

numbers = st.floats(-500, 500, allow_subnormal=False)
sizes = st.floats(0.5, 400)
points = st.tuples(numbers, numbers, numbers)
six = st.tuples(*[st.floats(-1e9, 1e9)] * 6)
names = st.sampled_from([(), ("bore",), ("base", "holes"), ("seat",)])


def _unit(point: tuple[float, float, float]) -> tuple[float, float, float]:
    size = math.hypot(*point)
    x, y, z = (c / size for c in point)
    return (x, y, z)


directions = points.filter(lambda p: math.hypot(*p) > 1).map(_unit)


@st.composite
def surfaces(draw: st.DrawFn) -> SurfacePrint:
    kind = draw(st.sampled_from(["plane", "cylinder", "cone", "sphere", "torus", "freeform"]))
    centre, area = draw(points), draw(sizes)
    skin = None
    if kind == "freeform":
        reach = draw(sizes)
        volume, *moments = (draw(st.floats(-1, 1)) * area * reach for _ in range(10))
        skin = Skin(
            volume_mm3=volume, first_mm4=tuple(m * reach for m in moments[:3]),
            second_mm5=tuple(m * reach**2 for m in moments[3:]),
            border_mm2=draw(st.sampled_from([0.0, 1e-6])), reach_mm=reach,
        )  # fmt: skip
    return SurfacePrint(
        names=draw(names), surface=kind, hollow=kind not in ("plane", "freeform") and draw(st.booleans()),
        point_mm=draw(points),
        direction=draw(directions) if kind not in ("sphere", "freeform") else (0.0, 0.0, 0.0),
        radius_mm=draw(sizes) if kind in ("cylinder", "sphere", "torus") else 0.0,
        major_radius_mm=draw(sizes) if kind == "torus" else 0.0,
        half_angle_deg=draw(st.floats(1, 80)) if kind == "cone" else 0.0,
        area_mm2=area, centre_mm=centre, skin=skin,
    )  # fmt: skip


@st.composite
def fingerprints(draw: st.DrawFn) -> Fingerprint:
    low = draw(points)
    x, y, z = (c + draw(st.floats(10, 300)) for c in low)
    return Fingerprint(
        kernel="cadquery 2.8.0, OCCT 7.9.3", material=draw(st.sampled_from(["C45", 'Fonte "GS" \\ 1'])),
        density_kg_m3=draw(st.floats(500, 20000)), volume_mm3=draw(st.floats(1, 1e7)),
        area_mm2=draw(st.floats(1, 1e6)), centre_mm=draw(points), second_moments_mm5=draw(six),
        principal_moments_mm5=draw(points), bounding_box_mm=(*low, x, y, z),
        chords_mm=tuple(draw(st.lists(st.floats(0, 300), min_size=3, max_size=3))),
        border_mm2=draw(st.sampled_from([0.0, 1e-6])),
        census={"solids": 1, "shells": draw(st.integers(1, 3)), "edges": 12, "plane": 6},
        dimensions={"bore": (draw(sizes),), "holes.depth": (draw(sizes), draw(sizes))},
        surfaces=tuple(draw(st.lists(surfaces(), max_size=5))),
    )  # fmt: skip


def read(text: str) -> Fingerprint:
    return fingerprint_of(parse_baseline(text, "baseline.toml"))


@settings(max_examples=25)
@given(fingerprints())
def test_what_is_written_and_read_is_the_same(found: Fingerprint) -> None:
    text = baseline_text(found, "part")
    assert geometry_changes(found, read(text)) == ()
    assert geometry_changes(read(text), found) == ()
    assert baseline_text(read(text), "part") == text


@settings(max_examples=25)
@given(fingerprints(), st.randoms(use_true_random=False))
def test_the_order_of_the_surfaces_changes_nothing(found: Fingerprint, random: Any) -> None:
    shuffled = list(found.surfaces)
    random.shuffle(shuffled)
    other = replace(found, surfaces=tuple(shuffled))
    assert baseline_text(other, "part") == baseline_text(found, "part")
    assert geometry_changes(found, other) == ()


def _pushed(value: Any, place: int, far: float) -> Any:
    if isinstance(value, tuple):
        return tuple(v + far if i == place % len(value) else v for i, v in enumerate(value))
    return value + far


_FAR = {
    "density_kg_m3": 1e-3, "volume_mm3": 5.0, "area_mm2": 50.0, "centre_mm": 5e-3,
    "second_moments_mm5": 3e6, "principal_moments_mm5": 3e6, "bounding_box_mm": 20.0, "chords_mm": 0.1,
}  # fmt: skip


@pytest.mark.parametrize("name", _FAR)
@settings(max_examples=25)
@given(found=fingerprints(), place=st.integers(0, 5))
def test_any_number_of_the_whole_that_changed_is_told(
    name: str, found: Fingerprint, place: int
) -> None:
    other = replace(found, **{name: _pushed(getattr(found, name), place, _FAR[name])})
    assert name in {c.path for c in geometry_changes(found, other)}


@settings(max_examples=25)
@given(
    st.sampled_from(range(9)),
    st.sampled_from(["point_mm", "radius_mm", "direction"]),
    st.sampled_from([1e-3, 1e-4, 1e-6]),
)
def test_any_surface_that_changed_is_told_as_one_change(number: int, name: str, far: float) -> None:
    before = accepted()
    one = before.surfaces[number]
    assume(name != "radius_mm" or one.radius_mm)
    if name == "point_mm":  # along a plane's normal, across an axis
        along = one.direction if one.surface == "plane" else (1.0, 0.0, 0.0)
        moved = tuple(p + far * d for p, d in zip(one.point_mm, along, strict=True))
        changed = replace(one, point_mm=moved)
    elif name == "radius_mm":
        changed = replace(one, radius_mm=one.radius_mm + far)
    else:
        turned = tuple(d + far * (0.6 if abs(d) < 0.5 else 0.0) for d in one.direction)
        changed = replace(one, direction=_unit((turned[0], turned[1], turned[2])))
    after = replace(
        before, surfaces=(*before.surfaces[:number], changed, *before.surfaces[number + 1 :])
    )
    (found,) = (c for c in geometry_changes(before, after) if not c.follows)
    assert found.path.endswith(name)
    assert found.surfaces[0] in before.surfaces
    if name != "direction":
        assert found.apart == pytest.approx(far, rel=1e-3)


@settings(max_examples=25)
@given(fingerprints())
def test_other_kernels_are_allowed_more(found: Fingerprint) -> None:
    other = replace(
        found, kernel="cadquery 2.9.0, OCCT 7.10", volume_mm3=found.volume_mm3 * (1 + 5e-8)
    )
    assert geometry_changes(found, other) == ()
    far = replace(found, volume_mm3=found.volume_mm3 * (1 + 5e-8))
    assume(found.border_mm2 == 0.0)
    assert [c.path for c in geometry_changes(found, far)] == ["volume_mm3"]


def test_a_hole_that_moved_by_a_micrometre_changes_one_line_of_surfaces() -> None:
    before = accepted()
    number = next(i for i, one in enumerate(before.surfaces) if one.names == ("bore",))
    x, y, z = before.surfaces[number].point_mm
    cx, cy, cz = before.surfaces[number].centre_mm
    moved = replace(
        before.surfaces[number], point_mm=(x + 1e-3, y, z), centre_mm=(cx + 1e-3, cy, cz)
    )
    after = replace(
        before, surfaces=(*before.surfaces[:number], moved, *before.surfaces[number + 1 :])
    )
    lines = [baseline_text(f, "cale").splitlines() for f in (before, after)]
    assert len(lines[0]) == len(lines[1])
    changed = [a for a, b in zip(*lines, strict=True) if a != b]
    assert len(changed) == 1
    assert '"bore"' in changed[0]


@pytest.mark.parametrize("side", [0.01, 1.0, 3.0])
def test_a_tiny_part_is_written_as_finely_as_it_is_compared(side: float) -> None:
    chords = tuple(side * share for share in (0.50994945294, 0.10198989061, 0.94470455766))
    found = replace(accepted(), bounding_box_mm=(0.0, 0.0, 0.0, side, side, side), chords_mm=chords)
    assert geometry_changes(found, read(baseline_text(found, "part"))) == ()


def test_dust_and_negative_zeros_are_not_written() -> None:
    found = replace(accepted(), centre_mm=(1e-17, -0.0, 39.99999999999999), second_moments_mm5=(
        1e9, 1e9, 1e9, 1e-5, -1e-9, 2.0))  # fmt: skip
    text = baseline_text(found, "cale")
    assert "centre_mm = [0.0, 0.0, 40.0]\n" in text
    assert "second_moments_mm5 = [1000000000.0, 1000000000.0, 1000000000.0, 0.0, 0.0, 2.0]" in text
    assert "-0.0" not in text


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_header_says_what_it_is_and_how_to_accept(lang: str) -> None:
    head = baseline_text(accepted(), "semelle_ph20.base", lang).split("\n\n")[0]
    assert all(line.startswith("# ") for line in head.splitlines())
    assert "gmp-cad approve semelle_ph20.base" in head


def faults(text: str) -> list[tuple[int | None, str]]:
    with pytest.raises(InvalidInputError) as caught:
        parse_baseline(text, FILE_NAME)
    assert {p.where.file for p in caught.value.problems} == {FILE_NAME}
    return [(p.where.line, p.where.path) for p in caught.value.problems]


def test_every_fault_is_told_with_its_line_and_path() -> None:
    text = FILE.read_text("utf-8")
    lines = text.splitlines()
    wrong = text.replace("volume_mm3 = ", "volume = ").replace("solids = 1", "solids = -1")
    wrong = wrong.replace('names = ["bore"], kind = "cylinder"', 'names = ["bore"], kind = "tube"')
    found = {path: line for line, path in faults(wrong)}
    assert {"volume", "census.solids"} <= set(found)
    assert lines[found["volume"] - 1].startswith("volume_mm3")
    assert any(path.startswith("surfaces.named[") for path in found)


def test_a_file_in_conflict_is_told_as_one() -> None:
    lines = FILE.read_text("utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("volume_mm3"))
    lines[at : at + 1] = ["<<<<<<< HEAD", lines[at], "=======", "volume_mm3 = 1.0", ">>>>>>> topic"]
    assert faults("\n".join(lines)) == [(at + 1, "")]


@pytest.mark.parametrize("text", ["", "version = 2", "version = 1\n[census]", "\x00", "a" * 100])
def test_what_is_no_baseline_is_refused(text: str) -> None:
    assert faults(text)


def test_every_field_of_a_fingerprint_is_in_the_file() -> None:
    text = baseline_text(replace(accepted(), border_mm2=1e-5), "cale")
    for field in fields(Fingerprint):
        assert re_has(text, field.name), field.name


def re_has(text: str, name: str) -> bool:
    return f"\n{name} = " in text or f"\n[{name}]" in text
