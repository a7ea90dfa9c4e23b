"""Every line of a specification stands on its drawing once, in its words, at its place."""

import re
from collections import Counter
from dataclasses import replace

import cadquery as cq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.drawing.callouts_of import annotations_of
from gmp_cad.evidence import PartGeometry
from gmp_cad.kernel.measuring.witness import witnesses
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.toml import parse
from tests import canonical
from tests.kernel.measuring import resolve, spec_of
from tests.whole_parts import FOLDERS, ROOT, whole


def written(spec):
    """Return every line that a drawing must show, as reports call it."""
    return Counter(
        [
            *spec.dimensions,
            *(f"{name}.ra" for name, item in spec.dimensions.items() if item.ra),
            *(f"tolerances.{key}" for key in spec.tolerances),
            *(f"datums.{letter}" for letter in spec.datums),
            *(f"textures.{on}" for on in spec.textures),
        ]
    )


def shown(spec, found):
    """Return the lines that annotations hold, with how often."""
    lines = [callout.line for callout in found.callouts]
    lines += [line for line, _ in found.unplaced]
    for item in (*found.callouts, *found.marks):
        lines += [f"tolerances.{frame.line}" for frame in item.frames]
        lines += [f"datums.{item.datum}"] if item.datum else []
    for mark in found.marks:
        if mark.texture:
            own = spec.dimensions.get(mark.on)
            lines.append(f"{mark.on}.ra" if own and own.ra else f"textures.{mark.on}")
    return Counter(lines)


@pytest.mark.parametrize("name", FOLDERS)
def test_every_line_of_a_whole_part_has_a_place_of_its_own(name):
    part = whole(name)
    found = annotations_of(part.spec, part.geometry)
    assert found.unplaced == ()
    assert shown(part.spec, found) == written(part.spec)
    assert not [c.line for c in found.callouts if c.kind == "note"]


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_what_the_geometry_does_not_show_is_told_and_never_dropped(data):
    part = whole(data.draw(st.sampled_from(sorted(FOLDERS))))
    known = part.geometry
    lost = data.draw(st.sets(st.sampled_from([*sorted(known.features), *sorted(known.witnesses)])))
    kept = replace(
        known,
        features={k: v for k, v in known.features.items() if k not in lost},
        witnesses={k: v for k, v in known.witnesses.items() if k not in lost},
    )
    found = annotations_of(part.spec, kept)
    assert shown(part.spec, found) == written(part.spec)
    assert all(text for _, text in found.unplaced)


DOCUMENTED = re.findall(
    r"```toml\n(\[part\].*?)```", (ROOT / "docs" / "specification.md").read_text("utf-8"), re.DOTALL
)


@pytest.mark.parametrize("text", [canonical.PLATE, canonical.PIN, *DOCUMENTED])
@pytest.mark.parametrize("names", [(), ("left", "right", "bore", "body", "holes", "journals")])
def test_a_specification_without_a_model_is_shown_whole_all_the_same(text, names):
    spec = parse(text, "parts/it/spec.toml", PartSpec)
    geometry = canonical.geometry(*names) if names else PartGeometry(faces=(), features={})
    assert shown(spec, annotations_of(spec, geometry)) == written(spec)


def of(model, dimensions, tags=None, lang="fr", **tables):
    geometry, _ = resolve(model, dimensions, tags, **tables)
    spec = spec_of(dimensions, **tables)
    geometry = replace(geometry, witnesses=witnesses(spec, geometry))
    found = annotations_of(spec, geometry, lang)
    assert shown(spec, found) == written(spec)
    return found


def callout(found, line):
    return next(c for c in found.callouts if c.line == line)


def plate(*holes, depth=None):
    return cq.Workplane().box(100, 60, 20).faces(">Z").workplane().pushPoints(holes).hole(9, depth)


HOLE = ((0, 0),)


@pytest.mark.parametrize(
    ("size", "lang", "texts"),
    [
        ("⌀9 H7 Ⓔ", "fr", ("⌀9 H7 Ⓔ (+0,015/0)",)),
        ("⌀9 H7 Ⓔ", "en", ("⌀9 H7 Ⓔ (+0.015/0)",)),
        ("⌀9 JS7", "fr", ("⌀9 JS7 (±0,0075)",)),
        ("⌀9 P9", "fr", ("⌀9 P9", "(-0,015/-0,051)")),
        ("⌀9 +0,2/0", "en", ("⌀9 +0.2/0",)),
        ("[⌀9]", "fr", ("⌀9",)),
        ("(⌀9)", "fr", ("(⌀9)",)),
        ("1× ⌀9", "fr", ("1× ⌀9",)),
        ("⌀9 ⌴ ⌀15 ↧8,6", "en", ("⌀9", "⌴ ⌀15 ↧8.6")),
        ("⌀9 ⌵ ⌀16,5×90°", "fr", ("⌀9", "⌵ ⌀16,5×90°")),
        ("1× ⌀9 H7 Ⓔ ↧12", "fr", ("1× ⌀9 H7 Ⓔ", "(+0,015/0)", "↧12")),
        ("⌀9 ↧12", "fr", ("⌀9 ↧12",)),
    ],
)
def test_a_callout_is_worded_as_on_drawings(size, lang, texts):
    # the feature is named, so that a callout of another depth is still placed
    found = of(plate(*HOLE), {"it": size}, lang=lang, features={"it": "%CYLINDER"})
    assert callout(found, "it").texts == texts
    assert callout(found, "it").boxed is size.startswith("[")


def test_a_blind_tapped_hole_says_both_depths_and_shows_its_thread():
    model = cq.Workplane().box(60, 40, 40).faces(">X").workplane()
    model = model.pushPoints([(-10, 0), (10, 0)]).hole(6.8, 24)
    found = of(model, {"tap": "2× M8-6H ↧20 / ⌀6,8 ↧24"})
    it = callout(found, "tap")
    assert it.texts == ("2× M8-6H ↧20", "⌀6,8 ↧24")
    assert (it.kind, it.radius_mm, it.hollow) == ("diameter", 4, True)
    assert [end.point[0] for end in it.ends] == [30, 6]
    assert len(it.instances) == 1
    for thread in found.threads:
        assert (thread.start[0], thread.end[0]) == (30, 10)
        assert thread.drill_end[0] == 6
        assert thread.minor_mm == pytest.approx(8 - 1.082532 * 1.25, abs=1e-6)
    assert len(found.threads) == 2


def test_a_thread_runs_through_the_chamfers_of_its_hole():
    model = cq.Workplane().box(40, 40, 20).faces(">Z").workplane().cskHole(6.8, 10, 90)
    (thread,) = of(model, {"tap": "M8-6H"}).threads
    assert (thread.start[2], thread.end[2]) == pytest.approx((10, -10))
    assert thread.drill_end is None


@pytest.mark.parametrize("turned", [False, True])
def test_a_screw_begins_at_its_free_end_chamfer_included(turned):
    model = cq.Workplane().circle(20).extrude(10).faces(">Z").workplane().circle(6).extrude(30)
    model = model.faces(">Z").edges().chamfer(1.5)
    if turned:
        model = model.rotate((0, 0, 0), (1, 0, 0), 180)
    (thread,) = of(model, {"it": "Tr 12×3-7e"}).threads
    sign = -1 if turned else 1
    assert (thread.start[2], thread.end[2]) == pytest.approx((40 * sign, 10 * sign))
    assert thread.minor_mm == pytest.approx(12 - 3 - 2 * 0.25)  # d3, ISO 2904


def test_a_size_stands_on_the_axis_that_it_measures():
    it = callout(of(plate((-20, 5), (20, 5)), {"holes": "2× ⌀9"}), "holes")
    assert [end.axis for end in it.ends] == [pytest.approx((0, 0, 1))] * 2
    assert it.ends[0].point == pytest.approx((-20, 5, 10))
    assert it.instances == (pytest.approx((20, 5, 0)),)


def test_fillets_are_dimensioned_from_their_centres():
    shaft = cq.Workplane().circle(20).extrude(10).faces(">Z").workplane().circle(8).extrude(20)
    shaft = shaft.edges(cq.selectors.BoxSelector((-9, -9, 9), (9, 9, 11), boundingbox=True)).fillet(
        3
    )
    it = callout(of(shaft, {"it": "R3"}), "it")
    assert it.ends[0].point[2] == pytest.approx(13)
    assert abs(it.ends[0].point[0]) == pytest.approx(11)
    block = cq.Workplane().box(40, 30, 10).edges("|Z and >X and >Y").fillet(6)
    corner = callout(of(block, {"it": "R6"}), "it")
    assert (corner.kind, corner.ends[0].point) == ("radius", pytest.approx((14, 9, 0)))


def test_a_pitch_circle_is_boxed_about_its_centre():
    model = plate((-15, 0), (0, 15), (15, 0), (0, -15))
    found = of(model, {"holes": "4× ⌀9", "ring": {"size": "[⌀30]", "pattern": "holes"}})
    ring = callout(found, "ring")
    assert (ring.kind, ring.boxed, ring.texts) == ("circle", True, ("⌀30",))
    assert ring.ends[0].point[:2] == pytest.approx((0, 0), abs=1e-9)
    assert ring.radius_mm == pytest.approx(15)
    assert ring.balloon == "2"


def test_a_square_stands_across_its_axis():
    model = cq.Workplane().circle(20).extrude(30).faces(">Z").workplane().rect(14, 14).extrude(12)
    it = callout(of(model, {"it": "□14"}), "it")
    assert (it.kind, it.radius_mm) == ("square", 7)
    assert sorted(end.point[2] for end in it.ends) == pytest.approx([30, 42])
    assert it.ends[0].point[:2] == pytest.approx((0, 0), abs=1e-9)


POSITION = {"symbol": "position", "value": "⌀0,1", "datums": ["A"]}


def test_a_frame_of_the_axis_stands_on_the_dimension_line_and_that_of_the_surface_on_it():
    tables = {
        "features": {"base": "<Z"},
        "datums": {"A": "base", "B": "bore"},
        "tolerances": {
            "axis": {**POSITION, "on": "bore", "value": "⌀0,1 Ⓜ"},
            "form": {"symbol": "cylindricity", "value": "0,01", "on": "bore", "note": "rodé"},
        },
    }
    found = of(plate(*HOLE), {"bore": {"size": "⌀9 H7 Ⓔ", "ra": "Ra 1.6"}}, **tables)
    it = callout(found, "bore")
    assert [(f.symbol, f.value, f.datums) for f in it.frames] == [("⌖", "⌀0,1 Ⓜ", ("A",))]
    assert it.datum == "B"
    base, bore = found.marks
    assert (base.on, base.datum) == ("base", "A")
    assert (bore.texture, [f.line for f in bore.frames]) == ("Ra 1,6", ["form"])
    assert bore.frames[0].below == "rodé"


@pytest.mark.parametrize("heights", [(5, 5, 5, 5), (5, 8, 3, 12)])
def test_a_pitch_circle_goes_through_the_axes_wherever_they_begin(heights):
    model = cq.Workplane().box(100, 80, 20, centered=(True, True, False)).translate((10, 5, -20))
    places = [(15.0, 0.0), (0.0, 15.0), (-15.0, 0.0), (0.0, -15.0)]
    for (x, y), high in zip(places, heights, strict=True):
        model = model.union(cq.Workplane().circle(4).extrude(high).translate((x, y, 0)))
    for x, y in places:
        model = model.cut(cq.Workplane().circle(2).extrude(60).translate((x, y, -30)))
    for x in (-30, 50):
        model = model.cut(cq.Workplane().circle(3).extrude(60).translate((x, 0, -30)))
    sizes = {
        "holes": "4× ⌀4",
        "circle": {"size": "[⌀30]", "pattern": "holes"},
        "pair": "2× ⌀6",
        "no_circle": {"size": "[⌀80]", "pattern": "pair"},
    }
    found = of(model, sizes)
    ring = callout(found, "circle")
    assert ring.kind == "circle"
    assert ring.radius_mm == pytest.approx(15)
    assert ring.ends[0].point[:2] == pytest.approx((0, 0), abs=1e-9)
    # two axes lie on many circles
    assert "no_circle" not in {c.line for c in found.callouts if c.kind == "circle"}


def test_a_frame_stands_on_the_axis_or_on_the_surface_as_iso_1101_says():
    model = cq.Workplane().circle(10).extrude(40).faces(">Z").workplane()
    model = model.rect(6, 30).cutBlind(-8)
    on = {"shaft": "⌀20 h6", "slot": "6 P9"}
    tables = {
        "features": {"base": "<Z", "shaft": "%CYLINDER"},
        "datums": {"A": "base", "B": "slot"},
        "tolerances": {
            "straight": {"symbol": "straightness", "value": "⌀0,01", "on": "shaft"},
            "lines": {"symbol": "straightness", "value": "0,01", "on": "shaft"},
            "round": {"symbol": "cylindricity", "value": "0,01", "on": "shaft"},
            "square": {
                "symbol": "perpendicularity",
                "value": "⌀0,05",
                "on": "shaft",
                "datums": "A",
            },
            "turning": {"symbol": "circular_runout", "value": "0,05", "on": "shaft", "datums": "A"},
            "middle": {"symbol": "symmetry", "value": "0,05", "on": "slot", "datums": "A"},
            "flat": {"symbol": "flatness", "value": "0,01", "on": "slot"},
        },
    }
    found = of(model, on, **tables)
    lines = {c.line: [f.line for f in c.frames] for c in found.callouts}
    assert lines == {"shaft": ["straight", "square"], "slot": ["middle"]}
    marks = {m.on: [f.line for f in m.frames] for m in found.marks if m.frames}
    assert marks == {"shaft": ["lines", "round", "turning"], "slot": ["flat"]}
    assert callout(found, "slot").datum == "B"


def test_the_axis_of_one_hole_of_many_is_told_by_its_sign_on_the_surface():
    tables = {
        "features": {"base": "<Z"},
        "datums": {"A": "base", "B": "holes[2]"},
        "tolerances": {"one": {**POSITION, "on": "holes[1]"}},
    }
    found = of(plate((-20, 0), (20, 0)), {"holes": "2× ⌀9"}, **tables)
    assert callout(found, "holes").frames == ()
    assert callout(found, "holes").datum == ""
    marks = {mark.on: mark for mark in found.marks}
    assert marks["holes[1]"].frames[0].value == "⌀0,1 Ⓐ"
    assert marks["holes[2]"].datum == "B"


def test_a_named_cylinder_shares_the_line_of_its_size_or_stands_alone():
    tables = {
        "features": {"base": "<Z", "wall": "%CYLINDER"},
        "datums": {"A": "base"},
        "tolerances": {"it": {**POSITION, "on": "wall"}},
    }
    alone = of(plate(*HOLE), {}, **tables)
    assert [f.value for m in alone.marks for f in m.frames] == ["⌀0,1 Ⓐ"]
    sized = of(plate(*HOLE), {"bore": "⌀9"}, **tables)
    assert [f.value for f in callout(sized, "bore").frames] == ["⌀0,1"]


def test_the_median_plane_of_a_slot_stands_on_its_width():
    model = cq.Workplane().box(100, 60, 20).faces(">Z").workplane().rect(100, 12).cutBlind(-6)
    frame = {"symbol": "symmetry", "value": "0,05", "on": "slot", "datums": ["A"]}
    for width in ("12", {"size": "12", "between": ["left", "right"]}):
        tables = {
            "features": {"left": "<Y[1]", "right": ">Y[1]", "side": "<Y"},
            "datums": {"A": "side", "B": "slot"},
            "tolerances": {"it": frame},
        }
        it = callout(of(model, {"slot": width}, **tables), "slot")
        assert (it.kind, it.datum, [f.line for f in it.frames]) == ("length", "B", ["it"])


def test_a_frame_for_several_faces_says_how_many():
    legs = cq.Workplane().box(100, 60, 10)
    legs = legs.union(cq.Workplane().pushPoints([(-30, 0), (30, 0)]).box(10, 10, 30))
    form = {"symbol": "flatness", "value": "0,02 SZ", "on": "feet"}
    tables = {"features": {"feet": "<Z or >Z"}, "tolerances": {"form": form}}
    (mark,) = of(legs, {}, **tables).marks
    assert (mark.frames[0].above, mark.frames[0].value) == ("2×", "0,02 SZ")
    assert len(mark.faces) == 4


def test_the_same_face_under_two_names_carries_one_mark():
    tables = {
        "features": {"base": "<Z"},
        "datums": {"A": "base"},
        "textures": {"<Z": "U Ra 3.2 / L Ra 0.8"},
    }
    (mark,) = of(plate(*HOLE), {}, lang="en", **tables).marks
    assert (mark.on, mark.texture, mark.datum) == ("<Z", "U Ra 3.2 / L Ra 0.8", "A")


def test_balloons_number_the_lines_in_the_order_of_the_file():
    part = whole("semelle")
    found = annotations_of(part.spec, part.geometry)
    assert {c.line: c.balloon for c in found.callouts} == {
        name: str(i) for i, name in enumerate(part.spec.dimensions, 1)
    }


def test_what_is_said_in_words_goes_with_its_callout():
    part = whole("vis_manoeuvre")
    notes = {c.line: c.note for c in annotations_of(part.spec, part.geometry).callouts}
    assert notes["pin_hole"] == "à percer au montage avec la manivelle"
