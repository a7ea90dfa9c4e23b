"""Corps du montage de perçage : X dans la longueur, origine au coin avant gauche, dessous."""

import cadquery as cq


def build(d):
    corps = cq.Workplane("XY").box(d.length, d.width, d.thickness, centered=False)

    def drilled(shape, points, size, name):
        """The body with holes of one size from the top, named."""
        top = shape.copyWorkplane(cq.Workplane(origin=(0, 0, d.thickness)))
        return top.pushPoints(points).hole(size).tag(name)

    x1 = d.centre_x - d.column_offset
    columns = [(x1, d.centre_y), (x1 + d.column_pitch, d.centre_y)]
    feet = [
        (d.foot_x + i * d.foot_length, d.foot_y + j * d.foot_width) for i in (0, 1) for j in (0, 1)
    ]
    corps = drilled(corps, [(d.centre_x, d.centre_y)], d.centre_bore, "centre_bore")
    corps = drilled(corps, columns, d.column_bores, "column_bores")
    return drilled(corps, feet, d.foot_bores, "foot_bores")
