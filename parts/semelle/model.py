"""Semelle de l'étau : pièce moulée. X vers la vis, Z vers le haut, origine dessous, à gauche."""

import cadquery as cq

ALLOWANCE = 4  # gmp: free surépaisseur de fonderie sur les faces usinées


def casting(d, below, above, beyond):
    """The shape as cast; the arguments are the allowances on bottom, top and right."""
    total = d.overhang + d.dowel_position + beyond
    flange = (
        cq.Workplane("XY", origin=(0, 0, -below))
        .box(total, d.width, d.ledge_height + below, centered=(False, True, False))
        .edges("|Z and <X")
        .fillet(d.corner)
        .tag("corner")
    )
    body = cq.Workplane("XY", origin=(0, -d.width / 2 + d.ledge_width, 0)).box(
        total, d.body_width, d.height + above, centered=False
    )
    shape = flange.union(body)
    shape.faces("-Y").faces(">Y").tag("body_front")
    shape.faces("+Y").faces("<Y").tag("body_back")
    ledge = shape.faces("+Z").faces("<Z").tag("ledge")
    feet = ledge.edges("|X").edges("not(<Y or >Y)")
    return feet.fillet(d.fillet).tag("fillet")


def stock(d):
    """The sand casting: allowance on the machined faces, no holes."""
    return casting(d, ALLOWANCE, ALLOWANCE, ALLOWANCE)


def build(d):
    right = d.overhang + d.dowel_position
    front = -d.width / 2
    dowel_front = front + d.dowel_margin
    bolt_front = dowel_front + d.bolt_offset
    mount_front = dowel_front - d.mount_offset

    # Dégagement du foret
    pocket_left = right - d.pocket_position - d.pocket_length
    pocket_front = dowel_front + d.pocket_offset
    semelle = (
        casting(d, 0, 0, 0)
        .copyWorkplane(cq.Workplane(origin=(pocket_left, pocket_front, d.height)))
        .rect(d.pocket_length, d.pocket_width, centered=False)
        .cutBlind(-d.pocket_depth)
    )
    semelle.faces("+Z").faces("<Z[1]").tag("pocket_floor")
    semelle.faces("+Y").faces("<Y").tag("pocket_front")
    semelle.faces("-Y").faces(">Y").tag("pocket_back")
    left = semelle.faces("+X").faces("<X").tag("pocket_left")
    semelle = (
        semelle.faces("-X")
        .faces(">X")
        .tag("pocket_right")
        .edges("|Z")
        .add(left.edges("|Z"))
        .fillet(d.pocket_radius)
        .tag("pocket_radius")
    )

    # Perçages du dessus
    semelle = (
        semelle.copyWorkplane(cq.Workplane(origin=(right - d.dowel_position, 0, d.height)))
        .pushPoints([(0, dowel_front), (0, dowel_front + d.dowel_pitch)])
        .hole(d.dowels)
        .tag("dowels")
    )
    semelle = (
        semelle.copyWorkplane(cq.Workplane(origin=(right - d.bolt_position, 0, d.height)))
        .pushPoints([(0, bolt_front), (0, bolt_front + d.bolt_pitch)])
        .hole(d.bolts)
        .tag("bolts")
    )
    semelle = (
        semelle.copyWorkplane(cq.Workplane(origin=(right - d.mount_position, 0, d.height)))
        .center(-d.mount_length / 2, mount_front + d.mount_pitch / 2)
        .rarray(d.mount_length, d.mount_pitch, 2, 2)
        .hole(d.mounts)
        .tag("mounts")
    )

    # Perçages du bout, face d'appui du flasque
    end = cq.Workplane("YZ", origin=(right, dowel_front, d.height))
    semelle = (
        semelle.copyWorkplane(end)
        .pushPoints([(0, -d.end_dowel_height), (d.end_dowel_pitch, -d.end_dowel_height)])
        .hole(d.end_dowels, d.end_dowels.depth)
        .tag("end_dowels")
    )
    return (
        semelle.copyWorkplane(end)
        .center(d.end_tap_offset, d.end_tap_height - d.height)
        .pushPoints([(0, 0), (d.end_tap_pitch, 0)])
        .hole(d.end_taps, d.end_taps.drill_depth)
        .tag("end_taps")
    )
