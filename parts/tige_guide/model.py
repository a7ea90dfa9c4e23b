"""Tige de guidage : axe X, origine sur l'épaulement qui s'appuie sur le mors fixe."""

import cadquery as cq


def build(d):
    tige = cq.Workplane("YZ").circle(d.bar / 2).extrude(d.bar_length)
    tige.faces("%CYLINDER").tag("bar")
    tige = tige.copyWorkplane(cq.Workplane("YZ")).circle(d.spigot / 2).extrude(-d.spigot_length)
    tige.faces("%CYLINDER").faces("<X").tag("spigot")
    tige.faces("-X").faces(">X").tag("shoulder")
    tige = tige.faces("<X or >X").edges().chamfer(d.chamfers.leg).tag("chamfers")
    return (
        tige.copyWorkplane(cq.Workplane("ZY", origin=(-d.spigot_length, 0, 0)))
        .hole(d.tap, d.tap.drill_depth)
        .tag("tap")
    )
