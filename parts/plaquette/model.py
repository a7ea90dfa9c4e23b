"""Plaquette de mors : X de l'appui vers la pièce serrée, Z vers le haut."""

import cadquery as cq


def build(d):
    return (
        cq.Workplane("XY")
        .box(d.thickness, d.width, d.height, centered=(False, True, False))
        .edges(">X and >Z")
        .chamfer(d.chamfer.leg)
        .tag("chamfer")
        .copyWorkplane(cq.Workplane("YZ", origin=(d.thickness, -d.width / 2, 0)))
        .center(d.hole_margin, d.hole_height)
        .pushPoints([(0, 0), (d.hole_pitch, 0)])
        .cboreHole(d.holes, d.holes.counterbore.diameter, d.holes.counterbore.depth)
        .tag("holes")
    )
