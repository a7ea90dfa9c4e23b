"""Bride à nez aminci : X du nez vers la cale, origine dessous, au milieu du nez."""

import cadquery as cq


def build(d):
    bride = (
        cq.Workplane("XY", origin=(0, -d.hole_margin, 0))
        .box(d.length, d.width, d.thickness, centered=False)
        .copyWorkplane(cq.Workplane(origin=(0, -d.hole_margin, d.nose_thickness)))
        .rect(d.nose_length, d.width, centered=False)
        .cutBlind(d.thickness - d.nose_thickness)
    )
    bride.faces("+Z").faces("<Z").tag("nose_top")
    bride.faces("-X").faces(">X").tag("step")
    return (
        bride.edges("|Z and >X")
        .fillet(d.corners)
        .tag("corners")
        .copyWorkplane(cq.Workplane(origin=(d.hole_position, 0, d.thickness)))
        .hole(d.hole)
        .tag("hole")
    )
