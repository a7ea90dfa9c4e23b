"""Parts that no plan was ever written for: what a proposed plan must make of them.

Each is a solid with the text of its specification. Names are few on purpose: the planner must name
what it machines.
"""

from __future__ import annotations

import math

import cadquery as cq

HEAD = '[part]\nnumber = "P-{n}"\ntitle = "{title}"\nmaterial = "C45"\ngeneral_tolerances = "ISO 2768-m"\nsurface_texture = "Ra 3,2"\n'
SIDES = (
    '[features]\nbottom = "<Z"\ntop = ">Z"\nleft = "<X"\nright = ">X"\nfront = "<Y"\nback = ">Y"\n'
    '[datums]\nA = "bottom"\nB = "front"\nC = "left"\n'
)
STANDING = '[features]\nbottom = "<Z"\n[datums]\nA = "bottom"\n'
AXIAL = '[features]\nface = "<Z"\n[datums]\nA = "face"\n'


def _box(x: float, y: float, z: float) -> cq.Workplane:
    return cq.Workplane().box(x, y, z, centered=(True, True, False))


def _at(z: float) -> cq.Workplane:
    return cq.Workplane(origin=(0, 0, z))


def pocket_with_island() -> cq.Workplane:
    pocket = _at(20).rect(70, 40).extrude(-10).edges("|Z").fillet(6)
    island = _at(20).circle(8).extrude(-10)
    plate = _box(100, 70, 20).cut(pocket.cut(island))
    return plate.copyWorkplane(_at(20)).rect(84, 56, forConstruction=True).vertices().hole(6.6)


def filleted_pocket() -> cq.Workplane:
    pocket = _at(25).rect(60, 40).extrude(-12).edges("|Z").fillet(8).faces("<Z").edges().fillet(3)
    return _box(90, 70, 25).cut(pocket)


def filleted_island() -> cq.Workplane:
    pocket = _at(25).rect(70, 50).extrude(-12).edges("|Z").fillet(8).faces("<Z").edges().fillet(3)
    island = _at(25).rect(20, 14).extrude(-12).edges("|Z").fillet(4)
    return _box(100, 80, 25).cut(pocket.cut(island))


def slots_on_three_sides() -> cq.Workplane:
    block = _box(60, 60, 40)
    block = block.cut(_at(40).rect(10, 80).extrude(-8))
    block = block.cut(cq.Workplane("YZ", origin=(30, 0, 20)).rect(80, 8).extrude(-6))
    return block.cut(cq.Workplane("XZ", origin=(0, -30, 0)).center(15, 0).rect(8, 24).extrude(-7))


def t_slot() -> cq.Workplane:
    block = _box(80, 60, 35)
    neck = _at(35).rect(10, 80).extrude(-20)
    head = _at(15 + 9).rect(18, 80).extrude(-9)
    return block.cut(neck).cut(head)


def flange() -> cq.Workplane:
    return (
        _at(0).circle(60).extrude(14).faces(">Z").workplane().circle(30).extrude(26)
        .faces(">Z").workplane().hole(40)
        .copyWorkplane(_at(14)).polarArray(47.5, 0, 360, 6).hole(9)
        .faces("<Z").edges().chamfer(1)
    )  # fmt: skip


def stepped_shaft() -> cq.Workplane:
    shaft = _at(0).circle(15).extrude(40)
    shaft = shaft.union(_at(40).circle(20).extrude(20))
    shaft = shaft.union(_at(60).circle(12.5).extrude(45)).union(_at(105).circle(8).extrude(25))
    shaft = shaft.faces("<Z or >Z").edges().chamfer(1)
    shaft = shaft.cut(_at(98).circle(13).circle(11.5).extrude(1.3))
    shaft = shaft.cut(_at(105).circle(13).circle(6.5).extrude(3))
    return shaft.cut(cq.Workplane("XZ", origin=(0, -15, 20)).slot2D(24, 8, 90).extrude(-4))


def shaft_with_flats() -> cq.Workplane:
    shaft = _at(0).circle(15).extrude(50).union(_at(50).circle(10).extrude(30))
    for side in (1, -1):
        shaft = shaft.cut(cq.Workplane(origin=(side * 12.5, 0, 10)).box(5, 40, 16))
    return shaft.cut(cq.Workplane("XZ", origin=(0, -20, 65)).circle(3).extrude(-40))


def bearing_housing() -> cq.Workplane:
    base = _box(120, 50, 15).union(_box(70, 50, 70))
    base = base.cut(cq.Workplane("XZ", origin=(0, -25, 35)).circle(26).extrude(-15))
    base = base.cut(cq.Workplane("XZ", origin=(0, -25, 35)).circle(18).extrude(-60))
    return base.copyWorkplane(_at(15)).rect(100, 30, forConstruction=True).vertices().hole(9)


def angle_bracket() -> cq.Workplane:
    ell = (
        cq.Workplane("XZ", origin=(0, 20, 0)).polyline([(0, 0), (60, 0), (60, 8), (8, 8), (8, 50), (0, 50)])
        .close().extrude(40)
    )  # fmt: skip
    ell = ell.edges(cq.selectors.NearestToPointSelector((8, 0, 8))).fillet(5)
    ell = ell.copyWorkplane(_at(8)).pushPoints([(40, 10), (40, -10)]).hole(6.6)
    return ell.cut(cq.Workplane("YZ", origin=(-1, 0, 32)).circle(5).extrude(20))


def lever() -> cq.Workplane:
    arm = _at(0).slot2D(110, 30).extrude(12)
    boss = _at(12).pushPoints([(-40, 0), (40, 0)]).circle(12).extrude(8)
    arm = arm.union(boss)
    return arm.copyWorkplane(_at(20)).pushPoints([(-40, 0), (40, 0)]).hole(12)


def bevelled_block() -> cq.Workplane:
    block = _box(70, 50, 30).edges(">X and >Z").chamfer(12)
    block = block.edges("|Z and <X").fillet(8)
    return block.cut(_at(30).center(-5, 0).rect(20, 60).extrude(-5, taper=-30))


def blind_holes() -> cq.Workplane:
    block = _box(60, 40, 40)
    round_bottom = _at(40).center(-15, 0).circle(8).extrude(-20).faces("<Z").edges().fillet(2)
    flat = _at(40).center(15, 0).circle(6).extrude(-25)
    stepped = _at(40).center(15, 0).circle(10).extrude(-8)
    return block.cut(round_bottom).cut(flat).cut(stepped)


def bush_with_groove() -> cq.Workplane:
    bush = _at(0).circle(25).circle(15).extrude(40)
    bush = bush.cut(_at(30).circle(16.5).circle(10).extrude(1.6))
    return bush.faces("<Z or >Z").edges("%CIRCLE").chamfer(1)


def face_grooved_flange() -> cq.Workplane:
    disc = _at(0).circle(50).circle(15).extrude(18)
    disc = disc.cut(_at(18).circle(35).circle(31).extrude(-3))
    return disc.cut(_at(0).circle(25).extrude(5))


def hexagon_screw() -> cq.Workplane:
    head = _at(0).polygon(6, 24 / math.cos(math.pi / 6)).extrude(10)
    return head.union(_at(10).circle(8).extrude(40)).faces(">Z").edges().chamfer(1)


def sculpted_block() -> cq.Workplane:
    profile = (
        cq.Workplane("XZ", origin=(0, 20, 0)).moveTo(-40, 0).lineTo(40, 0).lineTo(40, 20)
        .spline([(20, 28), (0, 22), (-20, 30), (-40, 22)], includeCurrent=True).close()
    )  # fmt: skip
    return profile.extrude(40)


def nested_steps() -> cq.Workplane:
    block = _box(100, 60, 40)
    block = block.cut(_at(40).center(25, 0).rect(50, 60).extrude(-10))
    block = block.cut(_at(30).center(30, 0).rect(30, 30).extrude(-8).edges("|Z").fillet(5))
    block = block.cut(_at(22).center(30, 0).circle(10).extrude(-40))
    return block.cut(_at(40).center(-30, 0).rect(20, 60).extrude(-5))


def ribbed_plate() -> cq.Workplane:
    plate = _box(100, 60, 10)
    ribs = _at(10).pushPoints([(-30, 0), (0, 0), (30, 0)]).rect(8, 60).extrude(15)
    return plate.union(ribs).cut(cq.Workplane("YZ", origin=(-60, 0, 18)).circle(4).extrude(120))


def crossed_shaft() -> cq.Workplane:
    shaft = cq.Workplane("YZ").circle(20).extrude(30)
    shaft = shaft.union(cq.Workplane("YZ", origin=(30, 0, 0)).circle(14).extrude(50))
    shaft = shaft.cut(cq.Workplane("YZ", origin=(80, 0, 0)).circle(7).extrude(-25))
    shaft = shaft.cut(cq.Workplane(origin=(15, 0, 20)).rect(12, 60).extrude(-8))
    return shaft.cut(cq.Workplane("XZ", origin=(60, 30, 0)).circle(4).extrude(60))


def boss_beyond_its_floor() -> cq.Workplane:
    arm = cq.Workplane().box(14, 16, 34, centered=(False, True, False))
    boss = cq.Workplane("YZ", origin=(-9, 0, 34)).circle(8).extrude(23)
    return arm.union(boss).cut(cq.Workplane("YZ", origin=(-9, 0, 34)).circle(3).extrude(23))


def lug_below_its_plate() -> cq.Workplane:
    plate = _at(-16).box(80, 70, 16, centered=(True, True, False))
    lug = cq.Workplane(origin=(-60, 0, -35)).box(40, 20, 30, centered=(False, True, False))
    return plate.union(lug)


def ribbed_hub() -> cq.Workplane:
    hub = _at(0).circle(40).extrude(12).union(_at(0).circle(14).extrude(36))
    rib = cq.Workplane("XZ").polyline([(10, 12), (34, 12), (10, 34)]).close().extrude(2, both=True)
    for i in range(3):
        hub = hub.union(rib.rotate((0, 0, 0), (0, 0, 1), 120 * i))
    cavity = _at(0).circle(30).extrude(8).faces(">Z").edges().fillet(2)
    return hub.cut(cavity).cut(_at(0).circle(8).extrude(40))


def bearing_bracket() -> cq.Workplane:
    base = _box(120, 60, 14).edges("|Z").fillet(10)
    wall = (
        cq.Workplane("XZ", origin=(0, 8, 0)).moveTo(-34, 14).lineTo(-28, 70)
        .threePointArc((0, 98), (28, 70)).lineTo(34, 14).close().extrude(16)
    )  # fmt: skip
    rib = cq.Workplane("YZ").polyline([(-8, 14), (-28, 14), (-8, 44)]).close().extrude(5, both=True)
    body = base.union(wall).union(rib).union(rib.mirror("XZ"))
    body = body.cut(cq.Workplane("XZ", origin=(0, 20, 70)).circle(15).extrude(40))
    body = body.cut(cq.Workplane("XZ", origin=(0, -8, 70)).circle(20).extrude(-3))
    feet = body.copyWorkplane(_at(14)).rect(96, 36, forConstruction=True).vertices()
    return feet.cboreHole(9, 15, 2)


def cover() -> cq.Workplane:
    plate = _box(110, 80, 12).edges("|Z").fillet(14)
    pads = _at(12).rect(82, 52, forConstruction=True).vertices().circle(9).extrude(4)
    body = plate.union(pads).union(_at(12).circle(24).extrude(8))
    body = body.union(_at(0).rect(70, 44).extrude(-5).edges("|Z").fillet(8))
    pads = body.copyWorkplane(_at(16)).rect(82, 52, forConstruction=True).vertices()
    body = pads.cboreHole(6.6, 11, 6.5)
    return body.cut(_at(20).circle(10).extrude(-30)).cut(_at(-5).circle(16).extrude(8))


def clevis() -> cq.Workplane:
    body = (
        cq.Workplane("XZ", origin=(0, 25, 0)).moveTo(-20, 0).lineTo(20, 0).lineTo(20, 60)
        .threePointArc((0, 80), (-20, 60)).close().extrude(50)
    )  # fmt: skip
    body = body.cut(_at(28).box(60, 20, 60, centered=(True, True, False)))
    body = body.cut(cq.Workplane("XZ", origin=(0, 30, 60)).circle(8).extrude(60))
    return body.cut(_at(0).circle(5.1).extrude(18))


def stepped_lever() -> cq.Workplane:
    arm = (
        _at(0).moveTo(0, 14).lineTo(90, 9).threePointArc((99, 0), (90, -9)).lineTo(0, -14)
        .threePointArc((-14, 0), (0, 14)).close().extrude(12)
    )  # fmt: skip
    body = arm.union(_at(0).circle(18).extrude(34)).union(
        _at(0).center(90, 0).circle(11).extrude(20)
    )
    body = body.cut(_at(0).circle(10).extrude(40)).cut(_at(0).center(90, 0).circle(5).extrude(40))
    return body.cut(cq.Workplane("YZ", origin=(-20, 0, 24)).circle(2.5).extrude(20))


_LONG = 'bore = { size = "⌀40 H7 Ⓔ", ra = "Ra 1,6" }\n'
PARTS: dict[str, tuple[object, str]] = {
    "pocket_with_island": (pocket_with_island, '[dimensions]\nholes = "4× ⌀6,6"\nheight = { size = "20 ±0,1", between = ["bottom", "top"] }\n' + SIDES),
    "filleted_pocket": (filleted_pocket, '[dimensions]\nheight = { size = "25 ±0,05", between = ["bottom", "top"] }\n' + SIDES),
    "filleted_island": (filleted_island, '[dimensions]\nheight = { size = "25 ±0,05", between = ["bottom", "top"] }\n' + SIDES),
    "slots_on_three_sides": (slots_on_three_sides, '[dimensions]\nlength = { size = "60 ±0,1", between = ["left", "right"] }\n' + SIDES),
    "t_slot": (t_slot, '[dimensions]\nlength = { size = "80 ±0,1", between = ["left", "right"] }\n' + SIDES),
    "flange": (flange, "[dimensions]\n" + _LONG + 'holes = "6× ⌀9"\n' + AXIAL),
    "stepped_shaft": (stepped_shaft, '[dimensions]\njournal = { size = "⌀25 k6 Ⓔ", ra = "Ra 0,8" }\nthread = "M16-6g"\n' + AXIAL),
    "shaft_with_flats": (shaft_with_flats, '[dimensions]\nbody = "⌀30 h9 Ⓔ"\ntail = "⌀20"\npin = "⌀6 H7 Ⓔ"\n' + AXIAL),
    "bearing_housing": (bearing_housing, '[dimensions]\nseat = { size = "⌀52 H7 Ⓔ", ra = "Ra 1,6" }\nholes = "4× ⌀9"\n' + SIDES),
    "angle_bracket": (angle_bracket, '[dimensions]\nholes = "2× ⌀6,6"\n' + SIDES),
    "lever": (lever, '[dimensions]\nbores = "2× ⌀12 H7 Ⓔ"\n[features]\nbottom = "<Z"\n[datums]\nA = "bottom"\n'),
    "bevelled_block": (bevelled_block, '[dimensions]\nlength = { size = "70 ±0,2", between = ["left", "right"] }\n' + SIDES),
    "blind_holes": (blind_holes, '[dimensions]\nlength = { size = "60 ±0,2", between = ["left", "right"] }\n' + SIDES),
    "bush_with_groove": (bush_with_groove, '[dimensions]\nbore = "⌀30 H7 Ⓔ"\noutside = "⌀50 h6 Ⓔ"\n' + AXIAL),
    "face_grooved_flange": (face_grooved_flange, '[dimensions]\nbore = "⌀30 H7 Ⓔ"\n' + AXIAL),
    "hexagon_screw": (hexagon_screw, '[dimensions]\nthread = "M16-6g"\n' + AXIAL),
    "sculpted_block": (sculpted_block, '[dimensions]\nlength = { size = "80 ±0,2", between = ["left", "right"] }\n[features]\nbottom = "<Z"\nleft = "<X"\nright = ">X"\n[datums]\nA = "bottom"\n'),
    "nested_steps": (nested_steps, '[dimensions]\nlength = { size = "100 ±0,2", between = ["left", "right"] }\n' + SIDES),
    "ribbed_plate": (ribbed_plate, '[dimensions]\nlength = { size = "100 ±0,2", between = ["left", "right"] }\n' + SIDES),
    "crossed_shaft": (crossed_shaft, '[dimensions]\nseat = "⌀28 h7 Ⓔ"\n[features]\nend = "<X"\n[datums]\nA = "end"\n'),
    "boss_beyond_its_floor": (boss_beyond_its_floor, '[dimensions]\nhole = "⌀6"\n' + STANDING),
    "lug_below_its_plate": (lug_below_its_plate, '[features]\ntop = ">Z"\n[datums]\nA = "top"\n'),
    "ribbed_hub": (ribbed_hub, '[dimensions]\nbore = "⌀16"\ncavity = "⌀60"\n' + AXIAL),
    "bearing_bracket": (bearing_bracket, '[dimensions]\nbore = "⌀30 H7 Ⓔ"\nholes = "4× ⌀9 ⌴ ⌀15 ↧2"\n' + STANDING),
    "cover": (cover, '[dimensions]\nholes = "4× ⌀6,6 ⌴ ⌀11 ↧6,5"\nbore = "⌀20 H8 Ⓔ"\nseat = "⌀32 H8 Ⓔ"\n[features]\nleft = "<X"\n[datums]\nA = "left"\n'),
    "clevis": (clevis, '[dimensions]\npin = "2× ⌀16 H7 Ⓔ"\n' + STANDING),
    "stepped_lever": (stepped_lever, '[dimensions]\nlarge = "⌀20 H7 Ⓔ"\nsmall = "⌀10 H7 Ⓔ"\n' + STANDING),
}  # fmt: skip


def specification(name: str) -> str:
    """Return the text of ``spec.toml`` of a part."""
    return HEAD.format(n=name, title=name.replace("_", " ").capitalize()) + PARTS[name][1]
