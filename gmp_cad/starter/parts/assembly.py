"""L'assemblage : chaque pièce est posée par rapport aux cotes (d.pièce.cote)."""

import cadquery as cq


def build(parts, d):
    cale = d.cale
    assembly = cq.Assembly(name="projet")
    assembly.add(parts["cale"], name="cale")
    for number, y in enumerate((cale.holes_y, cale.holes_y + cale.holes_pitch)):
        name = "vis" if number == 0 else f"vis.{number + 1}"
        assembly.add(parts["vis"], name=name, loc=cq.Location((cale.holes_x, y, cale.height)))
    return assembly
