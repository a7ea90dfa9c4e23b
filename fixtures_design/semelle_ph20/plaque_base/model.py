"""Plaque de base du montage : X comme la semelle, origine au coin avant gauche, dessus de la table."""

import cadquery as cq


def build(d):
    height = d.groove_depth + d.thickness
    plaque = (
        cq.Workplane("XY")
        .box(d.length, d.width, height, centered=False)
        .copyWorkplane(cq.Workplane(origin=(0, d.groove_axis, 0)))
        .rect(d.length, d.groove, centered=False)
        .cutBlind(d.groove_depth)
    )
    plaque.faces("-Z").faces(">Z").tag("groove_floor")
    plaque.faces("+Y").faces("<Y").tag("groove_front")
    plaque.faces("-Y").faces(">Y").tag("groove_back")

    def drilled(shape, points, size, name):
        """The plate with holes of one size from the top, named."""
        top = shape.copyWorkplane(cq.Workplane(origin=(0, 0, height)))
        return top.pushPoints(points).hole(size).tag(name)

    def triangle(x, span, middle, front, back):
        return [(x, front), (x + span, front), (middle, back)]

    studs = triangle(d.stud_x, d.stud_length, d.stud_middle, d.stud_front, d.stud_back)
    rests = triangle(d.rest_x, d.rest_length, d.rest_middle, d.rest_front, d.rest_back)
    clamps = triangle(d.clamp_x, d.clamp_length, d.clamp_middle, d.clamp_front, d.clamp_back)
    fronts = [
        (d.front_bore_x, d.front_bore_y),
        (d.front_bore_x + d.front_bore_length, d.front_bore_y),
    ]
    keys = [(d.key_x, d.key_y), (d.key_x + d.key_length, d.key_y)]
    corners = [
        (d.table_x + i * d.table_length, d.table_y + j * d.table_width)
        for i in (0, 1)
        for j in (0, 1)
    ]
    plaque = drilled(plaque, studs, d.stud_bores, "stud_bores")
    plaque = drilled(plaque, fronts, d.front_bores, "front_bores")
    plaque = drilled(plaque, [(d.left_bore_x, d.left_bore_y)], d.left_bore, "left_bore")
    plaque = drilled(plaque, rests, d.rest_bores, "rest_bores")
    plaque = drilled(plaque, clamps, d.clamp_taps, "clamp_taps")
    plaque = drilled(plaque, [(d.guard_x, d.guard_y)], d.guard_bore, "guard_bore")
    plaque = drilled(plaque, keys, d.key_taps, "key_taps")
    plaque = drilled(plaque, corners, d.table_holes, "table_holes")
    return drilled(plaque, [(d.reference_x, d.reference_y)], d.reference, "reference")
