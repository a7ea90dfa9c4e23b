"""Cale de bride : axe Z, origine sur l'épaulement posé sur la plaque."""

import cadquery as cq


def build(d):
    pion = cq.Workplane("XY").circle(d.head / 2).extrude(d.height)
    pion.faces("%CYLINDER").tag("head")
    pion = pion.copyWorkplane(cq.Workplane("XY")).circle(d.spigot / 2).extrude(-d.spigot_length)
    pion.faces("%CYLINDER").faces("<Z").tag("spigot")
    pion.faces("-Z").faces(">Z").tag("shoulder")
    return pion.faces("<Z or >Z").edges().chamfer(d.chamfers.leg).tag("chamfers")
