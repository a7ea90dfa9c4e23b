"""Real parts, mutated: every change of geometry is told, exactly, and nothing else is."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import cadquery as cq
import pytest

from gmp_cad.documents.part.baseline import baseline_text, fingerprint_of
from gmp_cad.evidence.fingerprint import Fingerprint
from gmp_cad.evidence.geometry_change import geometry_changes
from gmp_cad.spec.baseline import parse_baseline
from tests.kernel.mutants import (
    Edits,
    about,
    bare,
    cut_and_fused,
    divided,
    exported,
    mirrored_twice,
    opened,
    part,
    reordered,
    stored,
    turned_and_back,
)
from tests.whole_parts import whole

_NUMBER = re.compile(r"\[\d+\]")


def told(before: Fingerprint, after: Fingerprint) -> list[str]:
    """Paths of what changed, without what only follows; numbers of instances left out."""
    found = geometry_changes(before, after)
    return sorted(_NUMBER.sub("", c.path) for c in found if not c.follows)


def model(*edits: tuple[str, str]) -> tuple[Edits, Edits]:
    return edits, ()


def spec(*edits: tuple[str, str]) -> tuple[Edits, Edits]:
    return (), edits


SLOW = pytest.mark.soak
# Part, edits of its model and specification, what must be told.
CAUGHT = [
    pytest.param(
        "plaquette", model(("(d.hole_pitch, 0)]", "(d.hole_pitch + 0.001, 0)]")),
        ["dimensions.hole_pitch", "surfaces.cylinder.point_mm", "surfaces.holes.point_mm"],
        id="a counterbored hole moved by 1 µm",
    ),
    pytest.param(
        "plaquette", model((".chamfer(d.chamfer.leg)", ".chamfer(d.chamfer.leg + 0.001)")),
        ["dimensions.chamfer", "surfaces.chamfer.point_mm"], id="a chamfer 1 µm larger",
    ),
    pytest.param(
        "plaquette", model(("d.holes.counterbore.depth)", "d.holes.counterbore.depth + 0.001)")),
        ["dimensions.holes.counterbore.depth", "surfaces.plane.point_mm"],
        id="both counterbores 1 µm deeper",
    ),
    pytest.param(
        "plaquette", model((".cboreHole(d.holes, d.holes", ".cboreHole(d.holes + 0.002, d.holes")),
        ["dimensions.holes", "surfaces.holes.radius_mm", "surfaces.holes.radius_mm"],
        id="a radius +1 µm, twice",
    ),
    pytest.param(
        "plaquette", model((".box(d.thickness, d.width, ", ".box(d.thickness, d.width + 0.002, ")),
        ["dimensions.hole_margin", "dimensions.width", "surfaces.left.point_mm",
         "surfaces.right.point_mm"], id="two sides 1 µm farther out",
    ),
    pytest.param(
        "plaquette", spec(('material = "', 'material = { name = "X", density_kg_m3 = 7850 } #')),
        ["material"], id="another material of the same density",
    ),
    pytest.param(
        "manivelle", model((".fillet(d.corners)", ".fillet(d.corners + 0.001)")),
        ["dimensions.corners", *["surfaces.corners.radius_mm"] * 4], id="fillets 1 µm larger",
    ),
    pytest.param(
        "manivelle", model(('        .fillet(d.corners)\n        .tag("corners")', '        .tag("x")')),
        ["dimensions.corners", *["surfaces.corners"] * 4], id="fillets forgotten",
    ),
    pytest.param(
        "manivelle", model((".hole(d.hub).tag", ".hole(d.hub + 0.002).tag")),
        ["dimensions.hub", "surfaces.hub.radius_mm"], id="a bore's radius +1 µm",
    ),
    pytest.param(
        "manivelle", model((".center(0, d.handle_position)", ".center(0.001, d.handle_position)")),
        ["surfaces.handle_tap.point_mm"], id="a tap moved 1 µm across",
    ),
    pytest.param(
        "manivelle", model(('return manivelle.copyWorkplane(pin).hole(d.pin_hole).tag("pin_hole")',
                            "return manivelle")),
        ["dimensions.pin_hole", "dimensions.pin_offset", "dimensions.pin_position",
         "surfaces.pin_hole", "surfaces.pin_hole"][:4], id="a hole dropped", marks=SLOW,
    ),
    pytest.param(
        "flasque", model((".fillet(d.corners)\n", ".edges()\n")),
        ["dimensions.corners", "surfaces.corners", "surfaces.corners"], id="corners left sharp",
        marks=SLOW,
    ),
    pytest.param(
        "flasque", model(("d.nut_circle / 2, 45", "d.nut_circle / 2 + 0.001, 45")),
        ["dimensions.nut_circle", *["surfaces.nut_taps.point_mm"] * 4], id="a bolt circle",
        marks=SLOW,
    ),
    pytest.param(
        "flasque", model((".hole(d.nut_bore)", ".cboreHole(d.nut_bore, d.nut_bore + 2, 0.001)")),
        ["dimensions.nut_bore", "surfaces.nut_bore", "surfaces.plane"], id="a recess 1 µm deep", marks=SLOW,
    ),
    pytest.param(
        "ecrou", model((", 45, 360", ", 45.001, 360")), ["surfaces.holes.point_mm"] * 4,
        id="a pattern turned by a thousandth of a degree", marks=SLOW,
    ),
    pytest.param(
        "ecrou", model((".circle(d.body / 2)", ".circle(d.body / 2 + 0.001)")),
        ["dimensions.body", "surfaces.body.radius_mm", "surfaces.chamfers.point_mm"],
        id="a spigot", marks=SLOW,
    ),
    pytest.param(
        "ecrou", model((".extrude(d.length - ", ".extrude(d.length + 0.001 - ")),
        ["dimensions.length", "dimensions.thread.blind", "surfaces.body_end.point_mm",
         "surfaces.chamfers.point_mm", "surfaces.plane"],
        id="a length, and the hole that ends 1 µm below it", marks=SLOW,
    ),
    pytest.param(
        "vis_manoeuvre", model((".circle(d.groove / 2)", ".circle(d.groove / 2 + 0.001)")),
        ["dimensions.groove", "surfaces.groove.radius_mm"], id="a groove", marks=SLOW,
    ),
    pytest.param(
        "vis_manoeuvre", model(("d.centre.depth)", "d.centre.depth + 0.001)")),
        ["dimensions.centre.depth", "surfaces.plane.point_mm"], id="a blind hole", marks=SLOW,
    ),
    pytest.param(
        "vis_manoeuvre", model((".chamfer(d.chamfers.leg)", ".chamfer(d.chamfers.leg, 1.001)")),
        ["dimensions.chamfers.angle", *["surfaces.chamfers.half_angle_deg"] * 2],
        id="the angle of two chamfers", marks=SLOW,
    ),
    pytest.param(
        "vis_manoeuvre", model((".center(d.pin_position, 0)", ".center(d.pin_position + 0.001, 0)")),
        ["dimensions.pin_position", "surfaces.pin_hole.point_mm"], id="a cross hole", marks=SLOW,
    ),
    pytest.param(
        "mors_mobile", model((".hole(d.bush_bore, ", ".hole(d.bush_bore + 0.002, ")),
        ["dimensions.bush_bore", "surfaces.bush_bore.radius_mm"], id="a bearing bore", marks=SLOW,
    ),
    pytest.param(
        "mors_mobile", model(("d.pin_margin, -d.pin", "d.pin_margin + 0.001, -d.pin")),
        ["dimensions.pin_margin", "surfaces.pin_bore.point_mm"], id="a dowel", marks=SLOW,
    ),
    pytest.param(
        "mors_mobile", model(('    mors = mors.edges(">X and >Z").chamfer(d.chamfer.leg)',
                              '    mors.faces(">X").edges(">Z")')),
        ["dimensions.chamfer", "dimensions.chamfer.angle", "surfaces.chamfer"],
        id="a chamfer forgotten", marks=SLOW,
    ),
    pytest.param(
        "mors_mobile", model(('.tag("bush_bore")', '.tag("bush_bore").mirror("XZ")')),
        ["dimensions.guide_margin", "dimensions.pin_margin", "names.guide", "names.guide_free",
         "surfaces.pin_bore.point_mm"],
        id="mirrored: the same mass, the same box, the same centre", marks=SLOW,
    ),
    pytest.param(
        "mors_mobile", model(('.tag("guide")', '.tag("guide_free")'),
                             ('.hole(d.guide_free).tag("guide_free")',
                              '.hole(d.guide_free).tag("guide")')),
        ["dimensions.guide_margin", "names.guide", "names.guide_free"],
        id="two names exchanged", marks=SLOW,
    ),
    pytest.param(
        "mors_mobile", spec(('material = "C45"', 'material = "C35"')), ["material"],
        id="another steel", marks=SLOW,
    ),
    pytest.param(
        "semelle", model((".cutBlind(-d.pocket_depth)", ".cutBlind(-d.pocket_depth - 0.001)")),
        ["dimensions.pocket_depth", "surfaces.pocket_floor.point_mm"], id="a pocket", marks=SLOW,
    ),
    pytest.param(
        "semelle", model((".hole(d.end_taps, d.end_taps.drill_depth)", ".hole(d.end_taps)")),
        ["dimensions.end_taps.drill_depth", "surfaces.plane"], id="holes drilled through",
        marks=SLOW,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "edits", "expected"), CAUGHT)
def test_a_change_is_told_exactly(
    name: str, edits: tuple[Edits, Edits], expected: list[str]
) -> None:
    assert told(part(name), part(name, *edits)) == sorted(expected)


# Part, edits that leave the geometry as it is.
ALIKE = [
    pytest.param("plaquette", model(("def build", "# a comment\ndef build")), id="a comment"),
    pytest.param(
        "plaquette", spec(('"12 ±0,02"', '"12,000 +/-0.020"')), id="another notation"
    ),
    pytest.param("plaquette", spec(('"12 ±0,02"', '"12 ±0,05"')), id="a wider tolerance"),
    pytest.param("plaquette", model(('        .tag("holes")\n', "")), id="found by size, no tag"),
    pytest.param(
        "manivelle", model((".hole(d.pin_hole)", ".hole(d.pin_hole).translate((5, 7, 9)).translate((-5, -7, -9))")),
        id="moved and back",
    ),
    pytest.param(
        "mors_mobile", model((".hole(d.guide)", ".hole(d.guide_free)")),
        id="another number of the same value", marks=SLOW,
    ),
    pytest.param(
        "flasque", model(("[(0, 0), (d.bar_pitch, 0)]", "[(d.bar_pitch, 0), (0, 0)]")),
        id="holes in another order", marks=SLOW,
    ),
    pytest.param(
        "ecrou", model(("45, 360, d.holes.count", "135, 360, d.holes.count")),
        id="a pattern turned by its own angle", marks=SLOW,
    ),
    pytest.param(
        "ecrou", model((".cutThruAll()", ".cutThruAll().rotate((0, 0, 0), (1, 0, 0), 90)")),
        id="a part with four-fold symmetry, turned", marks=SLOW,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "edits"), ALIKE)
def test_what_is_no_change_is_not_told(name: str, edits: tuple[Edits, Edits]) -> None:
    assert told(part(name), part(name, *edits)) == []


@cache
def casting() -> cq.Shape:
    """A raw part: drafts, fillets that meet in corners, a shell."""
    body = cq.Workplane().box(80, 50, 30).edges("|Z").fillet(8).faces(">Z").edges().fillet(3)
    body = body.faces("<Z").shell(-4).union(cq.Workplane().circle(12).extrude(40, taper=3))
    return stored(
        body.faces(">Z").hole(10).cut(cq.Workplane().box(8, 8, 99).translate((30, 12, 0))).val()
    )


@cache
def lobed(push: float = 0.0) -> cq.Shape:
    """A prism with three lobes that all lean the same way: no mirror image is like it."""
    places = ((30.0, 0.0), (22.0 + push, 30.0), (24.0, 55.0), (14.0, 85.0), (30.0, 120.0))
    points = [cq.Vector(r * math.cos(a), r * math.sin(a)) for r, a in _radians(places)]
    tangents = [
        cq.Vector(0, 1),
        cq.Vector(-math.sin(math.radians(120)), math.cos(math.radians(120))),
    ]
    lobe = cq.Edge.makeSpline(points, tangents=tangents)
    lobes = [lobe.rotate(cq.Vector(), cq.Vector(0, 0, 1), 120.0 * turn) for turn in range(3)]
    return stored(cq.Solid.extrudeLinear(cq.Wire.assembleEdges(lobes), [], cq.Vector(0, 0, 12)))


def _radians(places: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    return [(radius, math.radians(degrees)) for radius, degrees in places]


@cache
def lofted(push: float = 0.0) -> cq.Shape:
    profile = cq.Workplane().rect(40, 30).workplane(offset=20).ellipse(18 + push, 10)
    return stored(profile.workplane(offset=25).circle(8).loft(combine=True).val())


def real(name: str) -> Callable[[], cq.Shape]:
    return lambda: whole(name).solid


def across_x(shape: cq.Shape) -> cq.Shape:
    return cut_and_fused(shape, (1, 0, 0), 0.43)


def across_y(shape: cq.Shape) -> cq.Shape:
    return cut_and_fused(shape, (0, 1, 0), 0.37)


def across_z(shape: cq.Shape) -> cq.Shape:
    return cut_and_fused(shape, (0, 0, 1), 0.61)


def in_inches(shape: cq.Shape) -> cq.Shape:
    return exported(shape, "INCH")


def named(
    change: Callable[[cq.Shape], cq.Shape],
    *sources: tuple[str, Callable[[], cq.Shape]],
    slow: bool = True,
):
    marks = SLOW if slow else ()
    return [
        pytest.param(source, change, id=f"{change.__name__}-{name}", marks=marks)
        for name, source in sources
    ]


PLATE, JAW, SCREW = (real("plaquette"), real("mors_mobile"), real("vis_manoeuvre"))
SAME = [
    *named(exported, ("plaquette", PLATE), ("lobed", lobed), slow=False),
    *named(reordered, ("plaquette", PLATE), slow=False),
    *named(across_x, ("plaquette", PLATE), slow=False),
    *named(opened, ("plaquette", PLATE), ("lobed", lobed), slow=False),
    *named(mirrored_twice, ("plaquette", PLATE), slow=False),
    *named(exported, ("mors_mobile", JAW), ("vis", SCREW), ("casting", casting),
           ("lofted", lofted), ("published", real("ppp0107"))),
    *named(in_inches, ("semelle", real("semelle")), ("vis", SCREW), ("casting", casting),
           ("lobed", lobed), ("published", real("ppp0107"))),
    *named(reordered, ("lofted", lofted), ("semelle", real("semelle")), ("casting", casting)),
    *named(across_x, ("lofted", lofted), ("mors_mobile", JAW), ("casting", casting), ("published", real("ppp0107"))),
    *named(across_y, ("semelle", real("semelle")), ("vis", SCREW), ("lobed", lobed),
           ("published", real("ppp0107"))),
    *named(across_z, ("flasque", real("flasque")), ("casting", casting), ("lofted", lofted)),
    *named(divided, ("mors_mobile", JAW), ("casting", casting), ("lofted", lofted),
           ("published", real("ppp0107"))),
    *named(opened, ("semelle", real("semelle")), ("casting", casting)),
    *named(mirrored_twice, ("casting", casting), ("published", real("ppp0107"))),
    *named(turned_and_back, ("semelle", real("semelle")), ("casting", casting), ("lofted", lofted)),
]  # fmt: skip


@pytest.mark.parametrize(("source", "change"), SAME)
def test_the_same_solid_written_otherwise_is_the_same(source, change) -> None:
    solid = source()
    found = change(solid)
    assert found.isValid()
    assert told(bare(solid), bare(found)) == []


SYMMETRIC = [
    pytest.param(lobed, about((0, 0, 1), 120.0), id="three lobes turned by a third"),
    pytest.param(real("douille"), about((1, 0, 0), 37.0), id="a bush whose seam is elsewhere"),
    pytest.param(PLATE, lambda s: s.mirror("XZ"), id="a symmetric plate mirrored"),
    pytest.param(real("ecrou"), about((1, 0, 0), 90.0), id="a nut turned by a quarter", marks=SLOW),
]


@pytest.mark.parametrize(("source", "change"), SYMMETRIC)
def test_a_symmetric_part_in_its_other_place_is_the_same(source, change) -> None:
    assert told(bare(source()), bare(change(source()))) == []


def test_a_mirror_image_that_shares_mass_centre_and_moments_is_another_part() -> None:
    # three-fold: its moments in the plane are equal whichever way it leans
    before, after = bare(lobed()), bare(lobed().mirror("XZ"))
    for name in ("volume_mm3", "principal_moments_mm5"):
        assert getattr(before, name) == pytest.approx(getattr(after, name), rel=1e-5)
    assert told(before, after) != []


def pinwheel(lean: float) -> cq.Shape:
    """Every plane of it placed symmetrically: only where its faces lie on them tells it apart."""
    body = cq.Workplane().box(60, 60, 10)
    for turn in range(4):
        pocket = cq.Workplane().box(12, 6, 20).translate((18, lean, 0))
        body = body.cut(pocket.rotate((0, 0, 0), (0, 0, 1), 90 * turn))
        rib = cq.Workplane().box(12, 6, 20).translate((18, -lean, 0))
        body = body.union(rib.rotate((0, 0, 0), (0, 0, 1), 90 * turn))
    return body.val()


def test_a_chiral_part_whose_planes_are_all_symmetric() -> None:
    before, after = bare(pinwheel(8.0)), bare(pinwheel(-8.0))
    assert before.volume_mm3 == pytest.approx(after.volume_mm3, rel=1e-12)
    assert before.second_moments_mm5 == pytest.approx(after.second_moments_mm5, abs=1e-3)
    assert told(before, after) != []


def box() -> cq.Workplane:
    return cq.Workplane().box(60, 40, 20)


OTHER = [
    pytest.param(
        box,
        lambda: box().cut(cq.Workplane().sphere(3)),
        ["surfaces.sphere"],
        id="a hollow inside",
    ),
    pytest.param(
        box,
        lambda: box().add(cq.Workplane().box(5, 5, 5).translate((60, 0, 0))).combine(),
        ["surfaces.plane"] * 6,
        id="a second solid",
    ),
    pytest.param(
        lambda: box().faces(">Z").workplane().center(10, 0).hole(6, 8),
        lambda: box().faces(">Z").workplane().center(-10, 0).hole(6, 8),
        ["surfaces.cylinder"] * 2,
        id="a feature dropped, another of the same volume added",
    ),
    pytest.param(
        lambda: box().faces(">Z").edges().fillet(2),
        lambda: box().faces(">Z").edges().fillet(2.001),
        ["surfaces.cylinder.radius_mm"] * 4,
        id="a fillet 1 µm larger",
    ),
]


def plate(*, hole: float = 0.0) -> cq.Workplane:
    return box().faces(">Z").workplane().center(0, hole)


def ball(x: float = 0.0, radius: float = 8.0) -> cq.Workplane:
    return box().cut(cq.Workplane().sphere(radius).translate((x, 0, 12)))


def disk() -> cq.Workplane:
    return cq.Workplane().circle(20).extrude(10).faces(">Z").edges()


def tilted(degrees: float) -> cq.Workplane:
    tool = cq.Workplane().circle(3).extrude(50, both=True)
    return box().cut(tool.rotate((0, 0, 0), (0, 1, 0), degrees))


def turned(degrees: float) -> cq.Workplane:
    return cq.Workplane().rect(10, 6).twistExtrude(20, degrees)


# Kinds of surfaces that no part of the example has.
KINDS = [
    (lambda: disk().fillet(2), lambda: disk().fillet(2.001), ["torus.radius_mm"]),
    (lambda: disk().fillet(2), lambda: disk().end(2), ["torus"]),
    (ball, lambda: ball(x=1e-3), ["sphere.point_mm"]),
    (ball, lambda: ball(radius=8.001), ["sphere.radius_mm"]),
    (lambda: plate().cskHole(5, 10, 82), lambda: plate().cskHole(5, 10, 82.01), ["cone.half_angle_deg"]),
    (lambda: plate().cskHole(5, 10, 82), lambda: plate().cskHole(5, 10.002, 82), ["cone.point_mm"]),
    (lambda: plate().cskHole(5, 10, 82), lambda: plate(hole=1e-3).cskHole(5, 10, 82),
     ["cone.point_mm", "cylinder.point_mm"]),
    (lambda: tilted(0.0), lambda: tilted(1e-3), ["cylinder.direction"]),
    (lambda: cq.Workplane().rect(30, 20).extrude(20, taper=3), lambda: cq.Workplane().rect(30, 20).extrude(20, taper=3.001),
     ["plane.direction"] * 4),
    (box, lambda: cq.Workplane().box(60.002, 40, 20), ["plane.point_mm"] * 2),
    (box, lambda: box().translate((1e-3, 0, 0)), ["plane.point_mm"] * 2),
    (lambda: box().faces(">Z").shell(-2), lambda: box().faces(">Z").shell(-2.001), ["plane.point_mm"] * 5),
    (lambda: cq.Workplane().ellipse(20, 10).extrude(5), lambda: cq.Workplane().ellipse(20.001, 10).extrude(5),
     ["freeform.volume_mm3"]),
    (lambda: turned(30), lambda: turned(30.01), ["freeform.volume_mm3"] * 4),
    (lambda: turned(30), lambda: turned(-30), ["freeform"] * 4),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "expected"), KINDS)
def test_a_surface_of_any_kind(before, after, expected) -> None:
    found = told(bare(before().val()), bare(after().val()))
    assert found == [f"surfaces.{path}" for path in expected]


@pytest.mark.parametrize(("before", "after", "expected"), OTHER)
def test_what_the_census_or_a_surface_tells(before, after, expected) -> None:
    found = told(bare(before().val()), bare(after().val()))
    assert [path for path in found if "census" not in path] == expected


@pytest.mark.parametrize("source", [lobed, lofted])
def test_a_control_point_that_moved_by_a_micrometre(source) -> None:
    found = told(bare(source()), bare(source(1e-3)))
    assert found
    assert all(path.startswith("surfaces.freeform") for path in found)


def oval_hole(push: float, turn: float = 0.0, away: float = 0.0) -> cq.Shape:
    """A small oval hole near the corner of a large plate: its skin closes round itself."""
    oval = (
        cq.Workplane().ellipse(1.5, 1.0).extrude(20, both=True).rotate((0, 0, 0), (0, 0, 1), turn)
    )
    plate = cq.Workplane().box(500, 300, 10).cut(oval.translate((200 + push, 100, 0)))
    return plate.val().translate(cq.Vector(away, -away, away))


@pytest.mark.parametrize("away", [0.0, 1e4])
@pytest.mark.parametrize(
    ("moved", "name"),
    [((1e-3, 0.0), "point_mm"), ((1e-4, 0.0), "point_mm"), ((0.0, 0.1), "second_mm5")],
)
def test_a_small_freeform_hole_far_from_the_origin(moved, name, away) -> None:
    before, after = bare(oval_hole(0.0, away=away)), bare(oval_hole(*moved, away=away))
    assert told(before, after) == [f"surfaces.freeform.{name}"]
    assert told(before, bare(exported(oval_hole(0.0, away=away), "INCH"))) == []


def pipe(bore: float = 4.0) -> cq.Shape:
    path = cq.Workplane("XZ").spline([(0, 0), (30, 20), (60, 0)])
    return cq.Workplane("YZ").circle(6).circle(bore).sweep(path).val()


def test_skins_that_share_their_centre_are_told_apart() -> None:
    found = told(bare(pipe()), bare(pipe(4.001)))
    assert [path for path in found if "freeform" in path] == ["surfaces.freeform.volume_mm3"]


def saddle() -> cq.Shape:
    """A twisted plate through the origin: what lies below it is nothing in all."""
    rows = [[cq.Vector(x, y, 0.02 * x * y) for y in range(-20, 21, 5)] for x in range(-20, 21, 5)]
    return cq.Solid.extrudeLinear(cq.Face.makeSplineApprox(rows), cq.Vector(0, 0, -20))


def test_a_skin_with_nothing_below_it() -> None:
    before = saddle()
    assert told(bare(before), bare(cut_and_fused(before, (1, 0, 0), 0.43))) == []
    assert told(bare(before), bare(before.translate(cq.Vector(0, 0, 1e-4)))) != []


@pytest.mark.parametrize(
    "solid", [cq.Solid.makeTorus(20, 4), cq.Solid.makeSphere(8, angleDegrees1=-90)]
)
def test_a_part_without_edges_is_written_and_read(solid) -> None:
    found = bare(solid)
    text = baseline_text(found, "anneau")
    assert told(fingerprint_of(parse_baseline(text, "baseline.toml")), found) == []


@pytest.mark.parametrize(
    "solid",
    [
        cq.Workplane().box(60, 40, 20).cskHole(4, 8, 90).rotate((0, 0, 0), (1, 2, 3), 31)
        .translate((5e4, -5e4, 5e4)),
        cq.Workplane().circle(10).extrude(30, taper=0.001).rotate((0, 0, 0), (1, 2, 3), 31),
    ],
    ids=["a part very far from the origin", "a cone whose apex is"],
)  # fmt: skip
def test_twelve_digits_are_enough(solid) -> None:
    found = bare(solid.val())
    accepted = fingerprint_of(parse_baseline(baseline_text(found, "piece"), "baseline.toml"))
    assert told(accepted, found) == []
    assert told(accepted, bare(exported(solid.val()))) == []
    assert told(accepted, bare(solid.translate((1e-3, 0, 0)).val())) != []


def test_a_density_is_told() -> None:
    before = part("plaquette")
    assert told(before, replace(before, density_kg_m3=before.density_kg_m3 + 1)) == [
        "density_kg_m3"
    ]
