"""Vis de manœuvre : axe X vers la manivelle, origine sur l'épaulement du tourillon."""

import cadquery as cq


def build(d):
    crank_shoulder = d.length - d.journal_length - d.crank_length
    vis = cq.Workplane("YZ").circle(d.thread / 2).extrude(crank_shoulder)
    vis.faces("%CYLINDER").tag("thread")
    vis = (
        vis.copyWorkplane(cq.Workplane("YZ", origin=(crank_shoulder, 0, 0)))
        .circle(d.crank_seat / 2)
        .extrude(d.crank_length)
    )
    vis.faces("%CYLINDER").faces(">X").tag("crank_seat")
    vis.faces("+X").faces("<X").tag("crank_shoulder")

    # Tourillon et gorge de retenue
    vis = vis.copyWorkplane(cq.Workplane("YZ")).circle(d.journal / 2).extrude(-d.journal_length)
    vis.faces("%CYLINDER").faces("<X").tag("journal")
    vis.faces("-X").faces(">X").tag("shoulder")
    vis = vis.faces("<X or >X").edges().chamfer(d.chamfers.leg).tag("chamfers")
    ring = (
        cq.Workplane("YZ", origin=(-d.groove_position, 0, 0))
        .circle(d.thread / 2)
        .circle(d.groove / 2)
        .extrude(-d.groove_width)
    )
    vis = vis.cut(ring).tag("groove")
    vis.faces("+X").faces("<X").tag("groove_front")
    vis.faces("-X").faces("<X[1]").tag("groove_back")

    # Goupille et centre
    vis = (
        vis.copyWorkplane(cq.Workplane("XZ", origin=(crank_shoulder, -d.crank_seat / 2, 0)))
        .center(d.pin_position, 0)
        .hole(d.pin_hole, d.crank_seat)
        .tag("pin_hole")
    )
    return (
        vis.copyWorkplane(cq.Workplane("YZ", origin=(crank_shoulder + d.crank_length, 0, 0)))
        .hole(d.centre, d.centre.depth)
        .tag("centre")
    )
