"""C clamp base, after the practice drawing PPP0103 of Too Tall Toby (TooTallToby.com).

X along the clamp from the outside of the left arm, Z upwards, Y = 0 in the plane of symmetry.
"""

import cadquery as cq


def body(d):
    """The bent bar, its ends cut square at the height of the axis."""
    bar = cq.Workplane(origin=(0, 0, 0)).box(
        d.length, d.width, d.axis_height, centered=(False, True, False)
    )
    bar = bar.edges("|Y and <Z").fillet(d.outside).tag("outside")
    opening = cq.Workplane(origin=(d.left_arm, 0, d.bottom_thickness)).box(
        d.length - d.left_arm - d.right_arm, d.width, d.axis_height, centered=(False, True, False)
    )
    opening = opening.edges("|Y and <Z").fillet(d.inside).tag("inside")
    opening.faces("<X").tag("left_inside")
    opening.faces(">X").tag("right_inside")
    opening.faces("<Z").tag("floor")
    bar.faces("<X").tag("left")
    bar.faces("<Y").tag("front")
    bar.faces(">Y").tag("back")
    return bar.cut(opening)


def build(d):
    end = d.left_arm - d.boss_length
    boss = cq.Workplane("YZ", origin=(end, 0, d.axis_height)).circle(d.boss / 2)
    boss = boss.extrude(d.boss_length)
    boss.faces("%CYLINDER").tag("boss")
    round_end = cq.Workplane("YZ", origin=(d.length, 0, d.axis_height)).circle(d.width / 2)
    clamp = body(d).union(boss).union(round_end.extrude(-d.right_arm))
    clamp = (
        clamp.copyWorkplane(cq.Workplane(cq.Plane((end, 0, d.axis_height), (0, 1, 0), (-1, 0, 0))))
        .cskHole(d.hole, d.hole.countersink.diameter, d.hole.countersink.angle, d.boss_length)
        .tag("hole")
    )
    return (
        clamp.copyWorkplane(cq.Workplane("YZ", origin=(d.length, 0, d.axis_height)))
        .hole(d.guide, d.right_arm)
        .tag("guide")
    )
