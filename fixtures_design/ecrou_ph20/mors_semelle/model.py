"""Mors-semelle : X du centre vers l'extérieur, origine au milieu de son bout intérieur, dessus."""

import cadquery as cq


def build(d):
    left = -d.tap_margin
    mors = cq.Workplane("XY", origin=(0, left, -d.height)).box(
        d.length, d.width, d.height, centered=False
    )
    side = (d.width - d.neck) / 2
    ceiling = -d.neck_depth - d.neck_height
    for y in (left, left + d.width - side):
        slot = cq.Workplane("XY", origin=(0, y, ceiling)).box(
            d.length, side, d.neck_height, centered=False
        )
        mors = mors.cut(slot)
    mors.faces("+Z").faces("<Z").tag("guide_floor")
    mors.faces("-Z").faces(">Z").tag("guide_ceiling")
    mors.faces("-Y").faces(">Y").tag("neck_left")
    mors.faces("+Y").faces("<Y").tag("neck_right")

    groove = cq.Workplane("XY", origin=(d.groove_position, left, -d.groove_depth)).box(
        d.groove, d.width, d.groove_depth, centered=False
    )
    mors = mors.cut(groove)
    mors.faces("+Z").faces("not >Z").faces(">Z").tag("groove_floor")
    mors.faces("+X").faces("<X").tag("groove_inner")
    mors.faces("-X").faces(">X").tag("groove_outer")

    taps = cq.Workplane("XY", origin=(d.tap_position, 0, 0))
    mors = mors.copyWorkplane(taps).pushPoints([(0, 0), (d.tap_pitch, 0)])
    mors = mors.hole(d.jaw_taps).tag("jaw_taps")
    key = cq.Workplane("XY", origin=(d.key_position, 0, 0))
    return mors.copyWorkplane(key).hole(d.key_tap).tag("key_tap")
