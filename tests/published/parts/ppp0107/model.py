"""Flanged hub, after the practice drawing PPP0107 of Too Tall Toby (TooTallToby.com).

Z along the axis, upwards from the underside of the flange; one rib lies on +X.
"""

import math

import cadquery as cq


def hub(d):
    solid = cq.Workplane().circle(d.flange / 2).extrude(d.flange_thickness)
    solid = solid.union(cq.Workplane().circle(d.boss / 2).extrude(d.boss_height))
    solid = solid.union(cq.Workplane().circle(d.hub / 2).extrude(d.height))
    solid = solid.cut(cq.Workplane().circle(d.cavity / 2).extrude(d.cavity_depth))
    solid.faces("+Z").faces("<Z").tag("flange_top")
    solid.faces("+Z").faces("<Z[1]").tag("boss_top")
    solid.faces("-Z").faces(">Z").tag("cavity_floor")
    edges = solid.edges(cq.selectors.BoxSelector(*levels(d, d.flange_thickness)))
    edges = edges.add(solid.edges(cq.selectors.BoxSelector(*levels(d, d.boss_height))))
    edges = edges.add(solid.edges(cq.selectors.BoxSelector(*levels(d, d.cavity_depth))))
    return edges.fillet(d.fillet).tag("fillet").faces(">Z").workplane().hole(d.bore).tag("bore")


def levels(d, z):
    """Opposite corners of a thin box about the plane at the height z."""
    return (-d.flange, -d.flange, z - 1), (d.flange, d.flange, z + 1)


def rib(d):
    """A prism along its slope; its section is that of view B-B, square to the slope."""
    foot = d.boss / 2 - d.rib_margin
    slope = math.radians(d.rib_slope)
    along = cq.Vector(-math.cos(slope), 0, math.sin(slope))
    section = cq.Plane((foot, 0, d.boss_height), (0, 1, 0), along)
    half, deep = d.rib_width / 2, foot
    spread = half + deep * math.tan(math.radians(d.rib_draft / 2))
    prism = (
        cq.Workplane(section)
        .polyline([(-half, 0), (half, 0), (spread, deep), (-spread, deep)])
        .close()
        .extrude(foot, both=True)
    )
    inside = (d.hub / 2 + d.bore / 2) / 2  # within the wall of the hub
    room = cq.Workplane(origin=(inside, 0, d.boss_height)).box(
        foot, d.boss, d.height, centered=(False, True, False)
    )
    prism.faces(cq.selectors.ParallelDirSelector(section.yDir)).faces(">Z").tag("rib_top")
    prism.faces(">Y").tag("rib_back")
    prism.faces("<Y").tag("rib_front")
    return prism.intersect(room)


def build(d):
    solid = hub(d)
    one = rib(d)
    for i in range(d.rib_spacing.count):
        solid = solid.union(one.rotate((0, 0, 0), (0, 0, 1), i * d.rib_spacing))
    return (
        solid.copyWorkplane(cq.Workplane(origin=(0, 0, d.flange_thickness)))
        .polarArray(d.bolt_circle / 2, 0, 360, d.bolts.count)
        .cboreHole(d.bolts, d.bolts.counterbore.diameter, d.bolts.counterbore.depth)
        .tag("bolts")
    )
