"""Mors fixe : X du dos vers la pièce serrée, Z vers le haut, origine dessous, au milieu du dos."""

import cadquery as cq


def build(d):
    right = -d.width / 2
    mors = cq.Workplane("XY").box(d.thickness, d.width, d.height, centered=(False, True, False))
    mors = mors.edges("<X and >Z").chamfer(d.chamfer.leg).tag("chamfer")

    # Feuillure de la plaquette
    rabbet = cq.Workplane("XY", origin=(d.seat_position, 0, d.ledge_height)).box(
        d.thickness, d.width, d.height, centered=(False, True, False)
    )
    mors = mors.cut(rabbet)
    mors.faces("+X").faces("<X").tag("seat")
    mors.faces("+Z").faces("<Z").tag("ledge")
    mors = (
        mors.copyWorkplane(cq.Workplane("YZ", origin=(d.seat_position, right, d.ledge_height)))
        .center(d.plate_tap_margin, d.plate_tap_height)
        .pushPoints([(0, 0), (d.plate_tap_pitch, 0)])
        .hole(d.plate_taps, d.plate_taps.drill_depth)
        .tag("plate_taps")
    )

    # Tiges : alésages devant, passages de vis derrière
    bars = [
        (right + d.bar_margin, d.bar_height),
        (right + d.bar_margin + d.bar_pitch, d.bar_height),
    ]
    mors = (
        mors.copyWorkplane(cq.Workplane("YZ", origin=(d.thickness, 0, 0)))
        .pushPoints(bars)
        .hole(d.bar_bores, d.bar_bores.depth)
        .tag("bar_bores")
    )
    mors = (
        mors.copyWorkplane(cq.Workplane("ZY"))
        .pushPoints([(z, y) for y, z in bars])
        .cboreHole(
            d.bar_screws,
            d.bar_screws.counterbore.diameter,
            d.bar_screws.counterbore.depth,
            d.thickness - d.bar_bores.depth,
        )
        .tag("bar_screws")
    )

    # Fixation sur la semelle : goupilles dessous, vis dessus
    dowel = right + d.dowel_margin
    bolt = dowel + d.bolt_offset
    mors = (
        mors.copyWorkplane(cq.Workplane("YX"))
        .pushPoints([(dowel, d.dowel_position), (dowel + d.dowel_pitch, d.dowel_position)])
        .hole(d.dowels, d.dowels.depth)
        .tag("dowels")
    )
    return (
        mors.copyWorkplane(cq.Workplane("XY", origin=(0, 0, d.height)))
        .pushPoints([(d.bolt_position, bolt), (d.bolt_position, bolt + d.bolt_pitch)])
        .cboreHole(d.bolts, d.bolts.counterbore.diameter, d.bolts.counterbore.depth)
        .tag("bolts")
    )
