"""Centreur : axe Z, origine sur l'épaulement posé sur le corps."""

import cadquery as cq


def build(d):
    centreur = cq.Workplane("XY").circle(d.head / 2).extrude(d.height)
    centreur.faces("%CYLINDER").tag("head")
    centreur = (
        centreur.copyWorkplane(cq.Workplane("XY")).circle(d.spigot / 2).extrude(-d.spigot_length)
    )
    centreur.faces("%CYLINDER").faces("<Z").tag("spigot")
    centreur.faces("-Z").faces(">Z").tag("shoulder")
    centreur = centreur.faces("<Z or >Z").edges().chamfer(d.chamfers.leg).tag("chamfers")

    # Alésage borgne, dégagement sous la collerette, taraudage au fond
    top = cq.Workplane(origin=(0, 0, d.height))
    centreur = centreur.copyWorkplane(top).hole(d.bore, d.bore_depth).tag("bore")
    centreur.faces("+Z").faces("<Z").tag("floor")
    centreur = centreur.copyWorkplane(top).hole(d.relief, d.relief_depth).tag("relief")
    centreur.faces("+Z").faces("not >Z").faces(">Z").tag("relief_floor")
    centreur = centreur.copyWorkplane(top).hole(d.screw_tap).tag("screw_tap")

    # Deux rainures en croix
    for length, width in ((d.head, d.slot_width), (d.slot_width, d.head)):
        centreur = centreur.copyWorkplane(top).rect(length, width).cutBlind(-d.slot_depth)
    centreur.faces("+Z").faces("not >Z").faces(">Z").tag("slot_floor")
    centreur.faces("+Y").tag("slot_front")
    centreur.faces("-Y").tag("slot_back")
    return centreur
