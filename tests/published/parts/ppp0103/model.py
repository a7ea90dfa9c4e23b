"""C clamp base, after the practice drawing PPP0103 of Too Tall Toby (TooTallToby.com).

X along the clamp from the outside of the left arm, Z upwards, Y = 0 in the plane of symmetry.
"""

import cadquery as cq


def body(d):
    inner_left, inner_right = d.left_arm, d.length - d.right_arm
    floor = d.bottom_thickness
    c = (
        cq.Workplane("XZ")
        .moveTo(0, d.axis_height)
        .lineTo(0, d.outside)
        .radiusArc((d.outside, 0), -d.outside)
        .lineTo(d.length - d.outside, 0)
        .radiusArc((d.length, d.outside), -d.outside)
        .lineTo(d.length, d.axis_height)
        .lineTo(inner_right, d.axis_height)
        .lineTo(inner_right, floor + d.inside)
        .radiusArc((inner_right - d.inside, floor), d.inside)
        .lineTo(inner_left + d.inside, floor)
        .radiusArc((inner_left, floor + d.inside), d.inside)
        .lineTo(inner_left, d.axis_height)
        .close()
        .extrude(d.width / 2, both=True)
    )
    c.faces("<X").tag("left")
    c.faces("<Y").tag("front")
    c.faces(">Y").tag("back")
    c.faces("+X").faces("<X").tag("left_inside")
    c.faces("-X").faces(">X").tag("right_inside")
    c.faces("+Z").faces("<Z").tag("floor")
    c.faces("%CYLINDER").faces(cq.selectors.RadiusNthSelector(0)).tag("inside")
    return c


def build(d):
    end = d.left_arm - d.boss_length
    boss = cq.Workplane("YZ", origin=(end, 0, d.axis_height)).circle(d.boss / 2)
    boss = boss.extrude(d.boss_length)
    boss.faces("%CYLINDER").tag("boss")
    round_end = cq.Workplane("YZ", origin=(d.length, 0, d.axis_height)).circle(d.width / 2)
    clamp = body(d).union(boss).union(round_end.extrude(-d.right_arm))
    clamp = (
        clamp.copyWorkplane(
            cq.Workplane(cq.Plane((end, 0, d.axis_height), (0, 1, 0), (-1, 0, 0)))
        )
        .cskHole(d.hole, d.hole.countersink.diameter, d.hole.countersink.angle, d.boss_length)
        .tag("hole")
    )
    return (
        clamp.copyWorkplane(cq.Workplane("YZ", origin=(d.length, 0, d.axis_height)))
        .hole(d.guide, d.right_arm)
        .tag("guide")
    )
