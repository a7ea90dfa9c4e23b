"""Écrou à collerette : axe X vers la manivelle, origine sur la face d'appui de la collerette."""

import cadquery as cq


def build(d):
    ecrou = cq.Workplane("YZ").circle(d.flange / 2).extrude(-d.flange_thickness)
    ecrou.faces("%CYLINDER").tag("flange")
    ecrou = (
        ecrou.copyWorkplane(cq.Workplane("YZ"))
        .circle(d.body / 2)
        .extrude(d.length - d.flange_thickness)
    )
    ecrou.faces("%CYLINDER").faces(">X").tag("body")
    ecrou.faces("+X").faces("<X").tag("seat")
    ecrou = ecrou.faces("<X or >X").edges().chamfer(d.chamfers.leg).tag("chamfers")
    ecrou = (
        ecrou.copyWorkplane(cq.Workplane("YZ", origin=(d.length - d.flange_thickness, 0, 0)))
        .hole(d.thread)
        .tag("thread")
    )
    return (
        ecrou.copyWorkplane(cq.Workplane("YZ"))
        .polarArray(d.hole_circle / 2, 45, 360, d.holes.count)
        .circle(d.holes / 2)
        .cutThruAll()
        .tag("holes")
    )
