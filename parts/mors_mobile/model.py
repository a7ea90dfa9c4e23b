"""Mors mobile : X de la pièce serrée vers la vis, Z vers le haut, origine dessous, devant."""

import cadquery as cq


def build(d):
    right = -d.width / 2
    seat = d.thickness - d.seat_position
    mors = cq.Workplane("XY").box(d.thickness, d.width, d.height, centered=(False, True, False))
    mors = mors.edges(">X and >Z").chamfer(d.chamfer.leg).tag("chamfer")

    # Feuillure de la plaquette
    rabbet = cq.Workplane("XY", origin=(0, right, d.ledge_height)).box(
        seat, d.width, d.height, centered=False
    )
    mors = mors.cut(rabbet)
    mors.faces("-X").faces(">X").tag("seat")
    mors.faces("+Z").faces("<Z").tag("ledge")
    mors = (
        mors.copyWorkplane(cq.Workplane("ZY", origin=(seat, right, d.ledge_height)))
        .center(d.plate_tap_height, d.plate_tap_margin)
        .pushPoints([(0, 0), (0, d.plate_tap_pitch)])
        .hole(d.plate_taps, d.plate_taps.drill_depth)
        .tag("plate_taps")
    )

    # Goupille de retenue, avant l'alésage qu'elle traverse
    mors = (
        mors.copyWorkplane(cq.Workplane("YX", origin=(d.thickness, right, 0)))
        .center(d.pin_margin, -d.pin_position)
        .hole(d.pin_bore, d.pin_bore.depth)
        .tag("pin_bore")
    )

    # Guidages et passage de la vis, sur une même ligne
    back = cq.Workplane("YZ", origin=(d.thickness, right + d.guide_margin, d.guide_height))
    mors = mors.copyWorkplane(back).hole(d.guide).tag("guide")
    mors = mors.copyWorkplane(back).center(d.guide_pitch, 0).hole(d.guide_free).tag("guide_free")
    axis = back.center(d.bush_offset, 0)
    mors = mors.copyWorkplane(axis).hole(d.nose_bore, d.nose_depth).tag("nose_bore")
    mors.faces("+X").faces("<X").tag("nose_floor")
    return mors.copyWorkplane(axis).hole(d.bush_bore, d.bush_bore.depth).tag("bush_bore")
