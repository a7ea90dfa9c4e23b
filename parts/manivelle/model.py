"""Manivelle : axe du moyeu X, bras vers Z, origine sur l'axe, face côté épaulement de la vis."""

import cadquery as cq


def build(d):
    manivelle = (
        cq.Workplane("XY", origin=(0, -d.hub_margin, -d.hub_position))
        .box(d.thickness, d.width, d.length, centered=False)
        .edges("|X")
        .fillet(d.corners)
        .tag("corners")
    )
    axis = cq.Workplane("YZ", origin=(d.thickness, 0, 0))
    manivelle = manivelle.copyWorkplane(axis).hole(d.hub).tag("hub")
    manivelle = (
        manivelle.copyWorkplane(axis)
        .center(0, d.handle_position)
        .hole(d.handle_tap)
        .tag("handle_tap")
    )
    pin = cq.Workplane("XZ", origin=(d.pin_position, -d.hub_margin, d.pin_offset - d.hub_position))
    return manivelle.copyWorkplane(pin).hole(d.pin_hole).tag("pin_hole")
