"""DXF: what a CAD system reads again is what was drawn, real dimensions among it."""

from __future__ import annotations

import io
import math
import os
import subprocess
import sys
from collections import Counter
from typing import get_args

import ezdxf
import pytest
from ezdxf import recover
from ezdxf.lldxf.const import VALID_DXF_LINEWEIGHTS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gmp_cad.drawing import glyphs, symbols
from gmp_cad.drawing.dxf import to_dxf
from gmp_cad.drawing.font import strokes
from gmp_cad.drawing.pens import (
    BLACK,
    CENTRE,
    CUTTING_PLANE,
    HATCHING,
    HIDDEN,
    HIDDEN_SYMBOL,
    NARROW_LINE,
    NONE,
    RED,
    VISIBLE,
    Pen,
)
from gmp_cad.drawing.primitives import (
    WHITE,
    Arc,
    Circle,
    Drawing,
    Group,
    Hatch,
    Layer,
    Measured,
    Polygon,
    Polyline,
    Text,
    plain,
)

SQUARE = ((60.0, 100.0), (160.0, 100.0), (160.0, 160.0), (60.0, 160.0))
HOLE = ((90.0, 120.0), (130.0, 120.0), (130.0, 140.0), (90.0, 140.0))


def line(*points, pen=NARROW_LINE):
    return Polyline(points=points, pen=pen)


def balloon(place, number):
    circle = Circle(centre=place, radius=4.0, pen=NARROW_LINE, fill=WHITE)
    return (circle, *symbols.middle_text(number, place))


def dimension(measured: Measured, *more, key="dimensions.length") -> Group:
    (x, y), text = measured.points[-1], measured.text
    signs = (line(*measured.points[:2]), symbols.arrowhead((x, y), (1.0, 0.0)))
    return Group(
        layer="dimensions",
        key=key,
        primitives=(*signs, *glyphs.line(text, (x, y + 1), 3.5, "middle"), *more),
        measured=measured,
    )


LENGTH = Measured(
    kind="linear", points=((60, 100), (160, 100), (80, 85)), text="200 ±0,1 Ⓔ", scale=0.5
)
BORE = Measured(kind="diameter", points=((235, 130), (285, 130)), text="⌀100 H7", scale=0.5)
ROUND = Measured(kind="radius", points=((330, 130), (310, 130)), text="R10", scale=2.0)
ANGLE = Measured(
    kind="angular",
    points=((330, 130), (350, 130), (350, 150), (344.3, 134.4)),
    text="45°",
    scale=0.5,
)


def rich() -> Drawing:
    """Return a sheet with every kind of primitive and of dimension."""
    return Drawing(
        width=420,
        height=297,
        title="Étrier « à vis »",
        primitives=(
            Group(layer="visible", primitives=(line(*SQUARE, SQUARE[0], pen=VISIBLE),)),
            Group(
                layer="visible",
                primitives=(
                    Circle(centre=(260, 130), radius=25, pen=VISIBLE),
                    Arc(centre=(330, 130), radius=20, start_deg=30, end_deg=300, pen=VISIBLE),
                    Arc(centre=(330, 130), radius=5, start_deg=10, end_deg=370, pen=VISIBLE),
                ),
            ),
            Group(layer="hatching", primitives=(Hatch(loops=(SQUARE, HOLE), pen=HATCHING),)),
            Group(layer="hidden", primitives=(line((60, 150), (160, 150), pen=HIDDEN),)),
            Group(layer="centre", primitives=(line((50, 130), (170, 130), pen=CENTRE),)),
            Group(
                layer="cutting_plane", primitives=(line((110, 60), (110, 90), pen=CUTTING_PLANE),)
            ),
            dimension(LENGTH),
            dimension(BORE),
            dimension(ROUND),
            dimension(ANGLE),
            Group(
                layer="tolerances",
                key="tolerances.place",
                primitives=symbols.tolerance_frame((240, 80), "⌖", "⌀0,05 Ⓜ", ("A", "B")),
            ),
            Group(layer="balloons", key="length", primitives=balloon((140, 70), "12")),
            Group(layer="balloons", key="length", primitives=balloon((90, 70), "13")),
            Group(layer="notes", primitives=glyphs.line("étêté ↧18 à 45°", (30, 270), 3.5)),
            Text(text="⌀8 ±0,1", place=(40, 120), height=5, rotation_deg=90, colour=RED),
            line((300, 20), (400, 20), (400, 60), pen=HIDDEN_SYMBOL),
            Circle(centre=(310, 40), radius=1, pen=NONE, fill=BLACK),
            Polygon(points=((320, 30), (340, 30), (335, 40), (322, 44)), pen=VISIBLE, fill=RED),
        ),
    )


def read(data: bytes):
    return ezdxf.read(io.StringIO(data.decode("utf-8")))


@pytest.fixture(scope="module")
def document():
    return read(to_dxf(rich(), "fr"))


def drawn(*primitives):
    return read(to_dxf(Drawing(width=420, height=297, primitives=primitives), "en"))


def kinds(space) -> Counter[str]:
    return Counter(entity.dxftype() for entity in space)


def test_the_audit_finds_nothing():
    data = to_dxf(rich(), "fr")
    document, auditor = recover.read(io.BytesIO(data))
    assert (auditor.errors, auditor.fixes) == ([], [])
    auditor = document.audit()
    assert (auditor.errors, auditor.fixes) == ([], [])


def test_every_primitive_comes_back_as_its_own_kind_of_entity(document):
    assert kinds(document.modelspace()) == {
        "LINE": 3 + 2,  # hidden, axis, cutting plane; bar and stem of ↧
        "LWPOLYLINE": 3 + 1,  # square, bent line, outline of the filled area; head of ↧
        "CIRCLE": 2,
        "ARC": 1,
        "HATCH": 3,
        "DIMENSION": 4,
        "INSERT": 3,
        "TEXT": 3,
    }
    circle = document.modelspace().query("CIRCLE").first
    assert (circle.dxf.center.x, circle.dxf.center.y, circle.dxf.radius) == (260, 130, 25)
    arc = document.modelspace().query("ARC").first
    assert (arc.dxf.start_angle, arc.dxf.end_angle, arc.dxf.radius) == (30, 300, 20)


def test_every_line_of_the_sheet_is_where_it_was_drawn(document):
    outlines = [
        (*item.points, item.points[0]) if isinstance(item, Polygon) else item.points
        for item in plain(rich().primitives)
        if isinstance(item, Polyline) or (isinstance(item, Polygon) and item.pen.width > 0.1)
    ]
    wanted = Counter(tuple((round(x, 4), round(y, 4)) for x, y in line) for line in outlines)
    found = Counter(course(e) for e in exploded(document) if e.dxftype() in {"LINE", "LWPOLYLINE"})
    assert not wanted - found
    signs = map(strokes.strokes_of, "Ⓔ⌖Ⓜ↧")  # what else is there: signs in texts
    assert (found - wanted).total() == sum(map(len, signs))


def exploded(document):
    """Yield what a reader shows: the pictures of dimensions and of blocks in their place."""
    for entity in document.modelspace():
        if entity.dxftype() in {"INSERT", "DIMENSION"}:
            yield from entity.virtual_entities()
        else:
            yield entity


def course(entity) -> tuple[tuple[float, float], ...]:
    if entity.dxftype() == "LINE":
        points = [entity.dxf.start, entity.dxf.end]
    else:
        points = [*entity.vertices_in_wcs()]
        points += points[:1] if entity.closed else []
    return tuple((round(point.x, 4), round(point.y, 4)) for point in points)


def test_the_same_bytes_in_another_process_with_another_hash_seed():
    code = (
        "import hashlib, tests.drawing.test_dxf as t;"
        "print(hashlib.sha256(t.to_dxf(t.rich(), 'fr')).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("4711", "Asia/Tokyo"))
    }
    assert len(found) == 1


def test_ezdxf_is_left_as_it_was():
    before = ezdxf.options.write_fixed_meta_data_for_testing
    to_dxf(rich(), "fr")
    assert ezdxf.options.write_fixed_meta_data_for_testing == before


def test_header_says_millimetres_and_version_of_most_readers(document):
    header = document.header
    assert document.dxfversion == "AC1024"
    assert (header["$INSUNITS"], header["$MEASUREMENT"]) == (4, 1)
    assert header["$LTSCALE"] == 0.25
    assert (header["$DIMSTYLE"], header["$DIMLFAC"]) == ("GMP-ISO x2", 2)
    assert dict(header.custom_vars)["Title"] == "Étrier « à vis »"
    corner = document.modelspace().dxf.extmax
    assert tuple(corner)[:2] == (420, 297)


def test_all_layers_are_listed_in_french_readable_on_black_and_on_white(document):
    names = {layer.dxf.name for layer in document.layers} - {"0", "Defpoints"}
    assert len(names) == len(get_args(Layer))
    assert {"Arêtes vues", "Arêtes cachées", "Cotes", "Repères", "Tolérances géométriques"} <= names
    for name in names:
        layer = document.layers.get(name)
        assert layer.color == 7
        assert layer.dxf.lineweight in VALID_DXF_LINEWEIGHTS
    assert document.layers.get("Arêtes vues").dxf.lineweight == 50
    assert document.layers.get("Arêtes cachées").dxf.linetype == "ACAD_ISO02W100"
    english = {layer.dxf.name for layer in drawn().layers}
    assert {"Visible edges", "Dimensions", "Balloons"} <= english


@pytest.mark.parametrize(
    ("layer", "pen"),
    [
        ("hidden", HIDDEN),
        ("centre", CENTRE),
        ("visible", HIDDEN),
        ("visible", HIDDEN_SYMBOL),
        ("cutting_plane", CUTTING_PLANE),
        ("frame", Pen(0.7, RED, (7.0, 2.1))),
    ],
)
def test_dashes_have_the_lengths_of_the_pen(layer, pen):
    document = drawn(Group(layer=layer, primitives=(line((0, 0), (90, 0), pen=pen),)))
    (entity,) = document.modelspace()
    name, weight = entity.dxf.linetype, entity.dxf.lineweight
    if name == "BYLAYER":
        name = document.layers.get(entity.dxf.layer).dxf.linetype
    if weight == -1:
        weight = document.layers.get(entity.dxf.layer).dxf.lineweight
    scale = document.header["$LTSCALE"] * entity.dxf.ltscale
    lengths = document.linetypes.get(name).pattern_tags.tags
    found = [tag.value * scale for tag in lengths if tag.code == 49]
    assert [abs(value) for value in found] == pytest.approx(pen.dash, abs=1e-3)
    assert all((value > 0) == (i % 2 == 0) for i, value in enumerate(found))
    assert weight == round(100 * pen.width)


def test_a_line_says_only_what_its_layer_does_not():
    document = drawn(
        Group(layer="visible", primitives=(line((0, 0), (9, 0), pen=VISIBLE),)),
        Group(layer="visible", primitives=(line((0, 0), (9, 0), pen=Pen(0.35, RED)),)),
    )
    usual, own = document.modelspace()
    assert not any(usual.dxf.hasattr(name) for name in ("color", "true_color", "lineweight"))
    assert (own.dxf.lineweight, own.dxf.true_color) == (35, 0xE30613)
    assert own.dxf.color == 1


def test_text_keeps_place_height_and_direction(document):
    text = next(t for t in document.modelspace().query("TEXT") if "%%c8" in t.dxf.text)
    assert text.dxf.text == "%%c8 %%p0,1"  # the codes of ⌀ and ± that every reader knows
    assert text.plain_text().replace("Ø", "⌀") == "⌀8 ±0,1"
    assert (text.dxf.height, text.dxf.rotation) == (5, 90)
    assert tuple(text.dxf.insert)[:2] == (40, 120)
    style = document.styles.get(text.dxf.style)
    assert style.dxf.font == "isocpeur.ttf"


@pytest.mark.parametrize("anchor", ["start", "middle", "end"])
def test_signs_in_a_text_are_strokes_where_the_text_has_them(anchor):
    height, place = 7.0, (100.0, 50.0)
    plain = Text(text="12 H7 ↧18", place=place, height=height, anchor=anchor)
    document = drawn(Group(layer="notes", primitives=(plain,)))
    first, second = document.modelspace().query("TEXT")
    assert (first.dxf.text, second.dxf.text) == ("12 H7 ", "18")
    before = {"start": 0, "middle": -0.5, "end": -1}[anchor] * glyphs.width(plain.text, height)
    sign = place[0] + before + glyphs.width("12 H7 ", height)
    assert first.dxf.insert.x == pytest.approx(place[0] + before, abs=1e-5)
    assert second.dxf.insert.x == pytest.approx(sign + glyphs.width("↧", height), abs=1e-5)
    ends = [p for e in document.modelspace().query("LINE") for p in (e.dxf.start, e.dxf.end)]
    assert ends
    assert all(sign <= p.x <= second.dxf.insert.x for p in ends)
    assert all(50 - 1 <= p.y <= 50 + height + 1 for p in ends)


@pytest.mark.parametrize(("angle", "spacing"), [(45, 2), (-45, 3), (30, 1.5)])
def test_hatching_has_its_angle_spacing_and_islands(angle, spacing):
    item = Hatch(loops=(SQUARE, HOLE), pen=HATCHING, angle_deg=angle, spacing=spacing)
    (hatch,) = drawn(Group(layer="hatching", primitives=(item,))).modelspace()
    (lining,) = hatch.pattern.lines
    assert lining.angle % 180 == pytest.approx(angle % 180)
    assert math.hypot(*lining.offset) == pytest.approx(spacing)
    across = math.radians(angle + 90)
    along = lining.offset.x * math.cos(across) + lining.offset.y * math.sin(across)
    assert abs(along) == pytest.approx(spacing)
    assert [len(path.vertices) for path in hatch.paths] == [4, 4]
    assert hatch.dxf.hatch_style == 0  # even-odd


def test_dimensions_look_as_drawn(document):
    for entity in document.modelspace().query("DIMENSION"):
        block = entity.get_geometry_block()
        assert entity.dxf.geometry.startswith("*D")
        assert kinds(block)["SOLID"] == 1
        assert {inner.dxf.layer for inner in block} == {"Cotes"}
        assert entity.dxf.dimtype & 32
    texts = [entity.dxf.text for entity in document.modelspace().query("DIMENSION")]
    assert texts == ["200 %%p0,1 (E)", "%%c100 H7", "R10", "45%%d"]


def test_dimensions_measure_the_part(document):
    found = [nominal(entity) for entity in document.modelspace().query("DIMENSION")]
    assert found == pytest.approx([200, 100, 10, 45])


def test_dimensions_and_signs_tell_their_line_of_the_specification(document):
    space = document.modelspace()
    lines = [e.get_xdata("GMP_CAD")[0].value for e in space.query("DIMENSION INSERT")]
    assert lines == [*["dimensions.length"] * 4, "tolerances.place", "length", "length"]


def test_a_balloon_is_a_block_outside_the_dimension(document):
    first, second, third = document.modelspace().query("INSERT")
    assert [e.dxf.name for e in (first, second, third)] == [
        "Tolérances géométriques tolerances.place",
        "Repères length",
        "Repères length (2)",
    ]
    inner = list(second.virtual_entities())
    circle = next(e for e in inner if e.dxftype() == "CIRCLE")
    assert (circle.dxf.center.x, circle.dxf.center.y) == pytest.approx((140, 70))
    block = document.blocks.get(second.dxf.name)
    assert {e.dxf.layer for e in block} == {"Repères"}
    assert kinds(block)["WIPEOUT"] == 1  # white covers what is beneath, on any background


def nominal(entity) -> float:
    """Return what a reader that measures again prints."""
    measured = entity.get_measurement()
    exact = entity.dxf.actual_measurement
    assert exact == pytest.approx(math.radians(measured) if entity.dimtype == 2 else measured)
    factor = entity.override().get("dimlfac")
    return measured * (1 if entity.dimtype == 2 else factor)


SCALES = st.sampled_from([0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0])
PLACES = st.tuples(st.floats(50, 400), st.floats(50, 250))
TURNS = st.floats(-180, 180)


@st.composite
def measurements(draw) -> tuple[float, Measured]:
    kind = draw(st.sampled_from(["linear", "diameter", "radius", "angular"]))
    scale, (x, y), turn = draw(SCALES), draw(PLACES), math.radians(draw(TURNS))
    along, across = (math.cos(turn), math.sin(turn)), (-math.sin(turn), math.cos(turn))

    def at(u: float, v: float):
        return (x + u * along[0] + v * across[0], y + u * along[1] + v * across[1])

    if kind == "angular":
        size = draw(st.floats(1, 179))
        opened, half = math.radians(size), math.radians(size / 2)
        legs = [at(20, 0), at(20 * math.cos(opened), 20 * math.sin(opened))]
        if draw(st.booleans()):
            legs.reverse()
        points = (at(0, 0), *legs, at(15 * math.cos(half), 15 * math.sin(half)))
        return size, Measured(kind=kind, points=points, text="x", scale=scale)
    size = draw(st.floats(0.5, 500))
    paper = size * scale
    second = at(paper, 0)
    if kind == "linear":
        offset, far = draw(st.floats(-40, 40)), draw(st.floats(-80, 80))
        points = (at(0, 0), at(paper, offset), at(draw(st.floats(-9, 9)), far))
        return size, Measured(
            kind=kind, points=points, angle_deg=math.degrees(turn), text="x", scale=scale
        )
    return size, Measured(kind=kind, points=(at(0, 0), second), text="x", scale=scale)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(measurements(), min_size=1, max_size=12))
def test_any_dimension_measures_the_nominal_at_any_scale(cases):
    document = drawn(*(dimension(measured) for _, measured in cases))
    found = [nominal(entity) for entity in document.modelspace().query("DIMENSION")]
    wanted = [size for size, _ in cases]
    # points are written to a millionth of a millimetre of paper
    assert found == pytest.approx(wanted, abs=1e-4)
    assert not document.audit().errors


def test_a_dimension_drawn_at_another_scale_measures_something_else():
    wrong = Measured(kind="linear", points=LENGTH.points, text="200", scale=1.0)
    (entity,) = drawn(dimension(wrong)).modelspace().query("DIMENSION")
    assert nominal(entity) == pytest.approx(100)


@pytest.mark.parametrize("text", ["a^b", "50 %%", "{x} \\P <>", "Ⓔ ⌀ ± °", "IUT — GMP"])
def test_signs_of_the_format_are_no_commands(text):
    measured = Measured(kind="radius", points=((0, 0), (9, 0)), text=text, scale=1.0)
    document = drawn(dimension(measured), Text(text=text, place=(0, 0), height=5))
    assert not document.audit().errors
    (entity,) = document.modelspace().query("DIMENSION")
    assert "<>" not in entity.dxf.text
    written = "".join(t.plain_text() for t in document.modelspace().query("TEXT"))
    drawn_signs = text.replace("Ⓔ", "").replace("⌀", "Ø").replace("—", "-").strip()
    assert written.strip() == drawn_signs


def test_the_layout_prints_the_whole_sheet(document):
    paper = document.paperspace("Folio")
    assert (paper.dxf.paper_width, paper.dxf.paper_height) == (420, 297)
    window = [view for view in paper.query("VIEWPORT") if view.dxf.id != 1]
    assert len(window) == 1
    (view,) = window
    assert (view.dxf.width, view.dxf.height, view.dxf.view_height) == (420, 297, 297)
    assert tuple(view.dxf.view_center_point)[:2] == (210, 148.5)
    assert document.layers.get(view.dxf.layer).dxf.plot == 0


def test_ezdxf_is_imported_only_to_write():
    code = "import sys, gmp_cad.drawing.dxf; sys.exit('ezdxf' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
