"""Bearing bracket, after the practice drawing PPP0101 of Too Tall Toby (TooTallToby.com).

X along the slot from the lugs, Z upwards from the underside, Y = 0 in the plane of symmetry.
"""

import math

import cadquery as cq


def contour(d):
    """The front view: base, lug and foot fillet."""
    lug_end = 2 * d.lug_radius
    return (
        cq.Workplane("XZ")
        .lineTo(d.length, 0)
        .lineTo(d.length, d.thickness)
        .lineTo(lug_end + d.foot, d.thickness)
        .radiusArc((lug_end, d.thickness + d.foot), d.foot)
        .lineTo(lug_end, d.axis_height)
        .threePointArc((d.lug_radius, d.axis_height + d.lug_radius), (0, d.axis_height))
        .close()
        .extrude(d.width / 2, both=True)
    )


def build(d):
    solid = contour(d)
    solid.faces("%CYLINDER").faces("<X").tag("lug_radius")
    solid.faces("%CYLINDER").faces(">X").tag("foot")
    top = d.axis_height + d.lug_radius
    plan = (
        cq.Workplane()
        .box(d.length, d.width, top, centered=(False, True, False))
        .edges("|Z")
        .fillet(d.corner)
        .tag("corner")
    )
    gap = cq.Workplane(origin=(0, 0, d.thickness)).box(
        d.length, d.width - 2 * d.lug_width, top, centered=(False, True, False)
    )
    gap.faces("<Z").tag("top")
    gap.faces("|Y").tag("lug_width")
    solid = solid.intersect(plan).cut(gap)
    solid.faces("<Y or >Y").tag("lug_width")

    mouth = d.width / 2 - d.dovetail_margin
    floor = mouth + d.dovetail_depth / math.tan(math.radians(d.dovetail_angle))
    depth = d.dovetail_depth
    dovetail = (
        cq.Workplane("YZ")
        .polyline([(-mouth, 0), (mouth, 0), (floor, depth), (-floor, depth)])
        .close()
        .extrude(d.length)
    )
    dovetail.faces(">Z").tag("dovetail_floor")
    dovetail.faces("not (|X or |Z)").tag("flank")
    solid = solid.cut(dovetail)

    slot = (
        cq.Workplane(origin=(d.length - d.slot_margin - d.slot_length / 2, 0, 0))
        .slot2D(d.slot_length, d.slot_width)
        .extrude(top)
    )
    slot.faces("%CYLINDER").tag("slot_ends")
    slot.faces("|Y").tag("slot_width")
    solid = solid.cut(slot)

    for side in (-1, 1):
        outside = cq.Workplane(
            cq.Plane((d.lug_radius, side * d.width / 2, d.axis_height), (1, 0, 0), (0, side, 0))
        )
        solid = (
            solid.copyWorkplane(outside)
            .cboreHole(d.bore, d.bore.counterbore.diameter, d.bore.counterbore.depth, d.lug_width)
            .tag("bore")
        )
    solid.faces("|Y").faces(">Y[1]").tag("recess_floor")
    return solid
