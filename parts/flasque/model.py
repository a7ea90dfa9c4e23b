"""Flasque : X vers la manivelle, Z vers le haut, origine sur la face d'appui, en bas."""

import cadquery as cq


def build(d):
    right = -d.width / 2
    flasque = (
        cq.Workplane("XY")
        .box(d.thickness, d.width, d.height, centered=(False, True, False))
        .edges("|X and >Z")
        .fillet(d.corners)
        .tag("corners")
    )
    outer = cq.Workplane("YZ", origin=(d.thickness, right, 0))

    # Tiges et écrou
    line = outer.center(d.bar_margin, d.bar_height)
    flasque = (
        flasque.copyWorkplane(line)
        .pushPoints([(0, 0), (d.bar_pitch, 0)])
        .hole(d.bar_bores)
        .tag("bar_bores")
    )
    nut = line.center(d.nut_offset, 0)
    flasque = flasque.copyWorkplane(nut).hole(d.nut_bore).tag("nut_bore")
    flasque = (
        flasque.copyWorkplane(nut)
        .polarArray(d.nut_circle / 2, 45, 360, d.nut_taps.count)
        .hole(d.nut_taps)
        .tag("nut_taps")
    )

    # Fixation sur la semelle
    flasque = (
        flasque.copyWorkplane(outer)
        .center(d.dowel_margin, d.dowel_height)
        .pushPoints([(0, 0), (d.dowel_pitch, 0)])
        .hole(d.dowels)
        .tag("dowels")
    )
    return (
        flasque.copyWorkplane(outer)
        .center(d.dowel_margin + d.bolt_offset, d.bolt_height)
        .pushPoints([(0, 0), (d.bolt_pitch, 0)])
        .cboreHole(d.bolts, d.bolts.counterbore.diameter, d.bolts.counterbore.depth)
        .tag("bolts")
    )
