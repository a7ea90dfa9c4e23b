"""Plaque porte-canons : X de la colonne vers la colonne dégagée, origine au coin avant gauche, dessous."""

import cadquery as cq


def build(d):
    x, y = d.guide_x + d.screw_offset, d.guide_y
    plaque = (
        cq.Workplane("XY")
        .box(d.length, d.width, d.thickness, centered=False)
        .copyWorkplane(cq.Workplane(origin=(d.guide_x + d.circle_offset, y, 0)))
        .circle(d.boss / 2)
        .extrude(-d.boss_height)
    )
    plaque.faces("%CYLINDER").tag("boss")
    plaque.faces("-Z").faces(">Z").tag("under")  # avant le lamage, dont le fond est plus haut
    plaque = (
        plaque.copyWorkplane(cq.Workplane("YX", origin=(x, y, -d.boss_height)))
        .cboreHole(d.screw_hole, d.screw_hole.counterbore.diameter, d.screw_hole.counterbore.depth)
        .tag("screw_hole")
    )
    guides = cq.Workplane(origin=(d.guide_x, y, d.thickness))
    plaque = plaque.copyWorkplane(guides).hole(d.guide_bore).tag("guide_bore")
    plaque = (
        plaque.copyWorkplane(guides).center(d.guide_pitch, 0).hole(d.relief_bore).tag("relief_bore")
    )
    return (
        plaque.copyWorkplane(cq.Workplane(origin=(d.guide_x + d.circle_offset, y, d.thickness)))
        .polarArray(d.bush_circle / 2, 45, 360, d.bush_bores.count)
        .hole(d.bush_bores)
        .tag("bush_bores")
    )
