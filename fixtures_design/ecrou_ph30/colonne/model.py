"""Colonne de guidage : axe Z, origine sur l'épaulement posé sur le corps."""

import cadquery as cq


def build(d):
    colonne = cq.Workplane("XY").circle(d.guide / 2).extrude(d.height)
    colonne.faces("%CYLINDER").tag("guide")
    colonne = (
        colonne.copyWorkplane(cq.Workplane("XY")).circle(d.spigot / 2).extrude(-d.spigot_length)
    )
    colonne.faces("%CYLINDER").faces("<Z").tag("spigot")
    colonne.faces("-Z").faces(">Z").tag("shoulder")
    return colonne.faces("<Z or >Z").edges().chamfer(d.chamfers.leg).tag("chamfers")
