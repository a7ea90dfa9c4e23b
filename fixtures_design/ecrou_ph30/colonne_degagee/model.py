"""Colonne dégagée : axe Z, origine sur l'épaulement posé sur le corps ; elle ne guide que selon Y."""

import cadquery as cq


def build(d):
    colonne = cq.Workplane("XY").circle(d.guide / 2).extrude(d.height)
    colonne = colonne.intersect(
        cq.Workplane("XY").box(d.land, d.guide, d.height, centered=(True, True, False))
    )
    colonne.faces("%CYLINDER").tag("guide")
    colonne.faces("<X").tag("flat_left")
    colonne.faces(">X").tag("flat_right")
    colonne = (
        colonne.copyWorkplane(cq.Workplane("XY")).circle(d.spigot / 2).extrude(-d.spigot_length)
    )
    colonne.faces("%CYLINDER").faces("<Z").tag("spigot")
    colonne.faces("+Z or -Z").faces("not (<Z or >Z)").tag("shoulder")
    ends = colonne.faces("<Z or >Z").edges("%CIRCLE")
    return ends.chamfer(d.chamfers.leg).tag("chamfers")
