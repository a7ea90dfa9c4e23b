"""La cale : origine en bas, à gauche, devant. Toutes les cotes viennent de spec.toml (d.nom)."""

import cadquery as cq


def build(d):
    plate = cq.Workplane().box(d.length, d.width, d.height, centered=False)
    top = plate.faces(">Z").workplane(origin=(0, 0, 0))
    bored = top.pushPoints([(d.bore_x, d.bore_y)]).hole(d.bore).tag("bore")
    return (
        bored.faces(">Z")
        .workplane(origin=(0, 0, 0))
        .pushPoints([(d.holes_x, d.holes_y), (d.holes_x, d.holes_y + d.holes_pitch)])
        .hole(d.holes)
        .tag("holes")
    )
