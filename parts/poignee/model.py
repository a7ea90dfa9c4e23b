"""Poignée : axe X, filetée à gauche, origine sur l'épaulement qui s'appuie sur la manivelle."""

import cadquery as cq


def build(d):
    poignee = cq.Workplane("YZ").circle(d.thread / 2).extrude(-d.thread_length)
    poignee.faces("%CYLINDER").tag("thread")
    poignee = poignee.copyWorkplane(cq.Workplane("YZ")).circle(d.neck / 2).extrude(d.neck_length)
    poignee.faces("%CYLINDER").faces(">X").tag("neck")
    poignee.faces("-X").faces(">X").tag("shoulder")
    poignee = (
        poignee.copyWorkplane(cq.Workplane("YZ", origin=(d.neck_length, 0, 0)))
        .circle(d.grip / 2)
        .extrude(d.length - d.thread_length - d.neck_length)
    )
    poignee.faces("%CYLINDER").faces(">X").tag("grip")
    poignee.faces("-X").faces(">X").tag("grip_shoulder")
    return poignee.faces(">X").edges().chamfer(d.chamfer.leg).tag("chamfer")
