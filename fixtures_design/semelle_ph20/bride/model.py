"""Bride : X du nez vers la cale, origine dessous, au milieu du nez."""

import cadquery as cq


def build(d):
    return (
        cq.Workplane("XY", origin=(0, -d.hole_margin, 0))
        .box(d.length, d.width, d.thickness, centered=False)
        .edges("|Z and >X")
        .fillet(d.corners)
        .tag("corners")
        .copyWorkplane(cq.Workplane(origin=(d.hole_position, 0, d.thickness)))
        .hole(d.hole)
        .tag("hole")
    )
