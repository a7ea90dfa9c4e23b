"""Tie plate, after the practice drawing PPP0108 of Too Tall Toby (TooTallToby.com).

The origin lies in the middle of the top face, X towards the lugs, Z upwards.
"""

import cadquery as cq


def plate(d):
    x, y = d.length / 2 - d.corners, d.width / 2 - d.corners
    low = cq.Workplane(origin=(0, 0, -d.thickness))
    middle = (True, True, False)
    solid = low.box(d.length, 2 * y, d.thickness, centered=middle)
    solid = solid.union(low.box(2 * x, d.waist, d.thickness, centered=middle))
    solid = solid.union(
        low.rect(2 * x, 2 * y, forConstruction=True)
        .vertices()
        .circle(d.corners)
        .extrude(d.thickness)
    )
    solid.faces("<X").tag("left")
    solid.faces(">X").tag("right")
    solid.faces("|Y").faces("<Y").tag("front")
    solid.faces("|Y").faces(">Y").tag("back")
    solid.faces("<Z").tag("bottom")
    solid.faces("%CYLINDER").tag("corners")
    solid = solid.faces(">Z").workplane(origin=(0, 0, 0)).hole(d.centre).tag("centre")
    return (
        solid.faces(">Z")
        .workplane(origin=(0, 0, 0))
        .rect(2 * x, 2 * y, forConstruction=True)
        .vertices()
        .hole(d.holes)
        .tag("holes")
    )


def lug(d):
    """The lug on the left with its rib."""
    outside = -d.pin_pitch / 2 - d.pin_margin
    block = cq.Workplane(origin=(outside, 0, -d.height)).box(
        d.lug_length, d.lug_width, d.lug_height, centered=(False, True, False)
    )
    block.faces(">Z").tag("lug_top")
    block.faces(">X").tag("lug_inside")
    block.faces("<Y").tag("lug_front")
    block.faces(">Y").tag("lug_back")
    inside = outside + d.lug_length
    rib = (
        cq.Workplane("XZ")
        .polyline(
            [(inside, -d.height), (inside, -d.thickness), (inside + d.rib_length, -d.thickness)]
        )
        .close()
        .extrude(d.rib_width / 2, both=True)
    )
    rib.faces("<Y").tag("rib_front")
    rib.faces(">Y").tag("rib_back")
    rib.faces("not (|X or |Y or |Z)").tag("rib_slope")
    pin = cq.Workplane("XZ", origin=(-d.pin_pitch / 2, d.lug_width, d.pin_height - d.height))
    return block.union(rib).cut(pin.circle(d.pin / 2).extrude(2 * d.lug_width))


def build(d):
    left = lug(d)
    return plate(d).union(left).union(left.mirror("YZ"))
