"""Lardon : tenon entre la rainure de la plaque et celle de la table, origine au milieu du dessus."""

import cadquery as cq


def build(d):
    return (
        cq.Workplane("XY", origin=(-d.hole_x, -d.hole_y, -d.height))
        .box(d.length, d.width, d.height, centered=False)
        .copyWorkplane(cq.Workplane("YX", origin=(0, 0, -d.height)))
        .cboreHole(d.hole, d.hole.counterbore.diameter, d.hole.counterbore.depth)
        .tag("hole")
    )
