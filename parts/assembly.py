"""Étau de perçage : où se trouve chaque pièce dans le repère de la semelle.

X va du mors fixe vers la manivelle, Z vers le haut ; tout est symétrique par rapport à y = 0.
Une position est une somme de cotes lues dans d ; la seule variable est d.jaw_opening.
"""

import math

import cadquery as cq

# Une vis, ou une goupille, part de son origine vers -Z ; ces rotations l'orientent autrement.
VERS_MOINS_X = ((0, 1, 0), 90)
VERS_PLUS_X = ((0, 1, 0), -90)
VERS_PLUS_Y = ((1, 0, 0), 90)
DEMI_TOUR = ((0, 0, 1), 180)


def build(parts, d):
    etau = cq.Assembly(name="etau")

    def pose(nom, x, y, z, rotation=((0, 0, 1), 0)):
        """Pose une pièce ; « vis_mors.2 » est le deuxième exemplaire de vis_mors."""
        piece = parts[nom.split(".")[0]]
        etau.add(piece, name=nom, loc=cq.Location((x, y, z), *rotation))

    # Semelle, puis mors fixe : ses goupilles tombent dans les trous de la semelle
    semelle, fixe = d.semelle, d.mors_fixe
    pose("semelle", 0, 0, 0)
    x_fixe = semelle.overhang - fixe.dowel_position
    z_fixe = semelle.height
    pose("mors_fixe", x_fixe, 0, z_fixe)
    x = x_fixe + fixe.dowel_position
    pose("goupille_mors", x, -fixe.dowel_pitch / 2, z_fixe + fixe.dowels.depth)
    pose("goupille_mors.2", x, fixe.dowel_pitch / 2, z_fixe + fixe.dowels.depth)
    x = x_fixe + fixe.bolt_position
    z = z_fixe + fixe.height - fixe.bolts.counterbore.depth
    pose("vis_mors", x, -fixe.bolt_pitch / 2, z)
    pose("vis_mors.2", x, fixe.bolt_pitch / 2, z)

    # Flasque au bout de la semelle, à la hauteur de ses goupilles
    flasque = d.flasque
    x_flasque = semelle.overhang + semelle.dowel_position
    z_flasque = semelle.end_dowel_height - flasque.dowel_height
    pose("flasque", x_flasque, 0, z_flasque)
    x, y, z = x_flasque + flasque.thickness, flasque.dowel_pitch / 2, semelle.end_dowel_height
    pose("goupille_flasque", x, -y, z, VERS_MOINS_X)
    pose("goupille_flasque.2", x, y, z, VERS_MOINS_X)
    x, y, z = x - flasque.bolts.counterbore.depth, flasque.bolt_pitch / 2, z_flasque + flasque.bolt_height
    pose("vis_flasque", x, -y, z, VERS_MOINS_X)
    pose("vis_flasque.2", x, y, z, VERS_MOINS_X)

    # Tiges : épaulement contre le mors fixe, vissées par derrière
    x_tiges, y, z_axe = x_fixe + fixe.thickness, fixe.bar_pitch / 2, z_fixe + fixe.bar_height
    pose("tige_guide", x_tiges, -y, z_axe)
    pose("tige_libre", x_tiges, y, z_axe)
    x = x_fixe + fixe.bar_screws.counterbore.depth
    pose("vis_tige", x, -y, z_axe, VERS_PLUS_X)
    pose("vis_tige.2", x, y, z_axe, VERS_PLUS_X)

    # Plaquette du mors fixe, dans sa feuillure
    plaquette = d.plaquette
    tete = plaquette.thickness - plaquette.holes.counterbore.depth  # de l'appui sous la tête de vis
    x_appui, z_appui = x_fixe + fixe.seat_position, z_fixe + fixe.ledge_height
    pose("plaquette", x_appui, 0, z_appui)
    y, z = plaquette.hole_pitch / 2, z_appui + plaquette.hole_height
    pose("vis_plaquette", x_appui + tete, -y, z, VERS_MOINS_X)
    pose("vis_plaquette.2", x_appui + tete, y, z, VERS_MOINS_X)

    # Mors mobile sur les tiges ; sa plaquette est à l'ouverture voulue de l'autre
    mobile = d.mors_mobile
    x_appui = x_appui + plaquette.thickness + d.jaw_opening + plaquette.thickness
    x_dos = x_appui + mobile.seat_position
    z_mobile = z_axe - mobile.guide_height
    pose("mors_mobile", x_dos - mobile.thickness, 0, z_mobile)
    pose("plaquette.2", x_appui, 0, z_mobile + mobile.ledge_height, DEMI_TOUR)
    z = z_mobile + mobile.ledge_height + plaquette.hole_height
    pose("vis_plaquette.3", x_appui - tete, -y, z, VERS_PLUS_X)
    pose("vis_plaquette.4", x_appui - tete, y, z, VERS_PLUS_X)

    # Vis de manœuvre dans sa douille, retenue par une goupille tangente à sa gorge
    vis = d.vis_manoeuvre
    pose("douille", x_dos, 0, z_axe)
    pose("vis_manoeuvre", x_dos, 0, z_axe)
    y = mobile.pin_margin - mobile.width / 2
    pose("goupille_retenue", x_dos - mobile.pin_position, y, z_mobile + mobile.pin_bore.depth)

    # Écrou contre le flasque, côté mors ; quatre vis à 45° sur son cercle de perçage
    ecrou = d.ecrou
    pose("ecrou", x_flasque, 0, z_axe)
    x = x_flasque - ecrou.flange_thickness
    ecart = ecrou.hole_circle / 2 * math.cos(math.radians(45))  # gmp: free trous en croix à 45°
    pose("vis_ecrou", x, -ecart, z_axe - ecart, VERS_PLUS_X)
    pose("vis_ecrou.2", x, ecart, z_axe - ecart, VERS_PLUS_X)
    pose("vis_ecrou.3", x, -ecart, z_axe + ecart, VERS_PLUS_X)
    pose("vis_ecrou.4", x, ecart, z_axe + ecart, VERS_PLUS_X)

    # Manivelle contre l'épaulement de la vis, goupillée ; poignée vissée au bout
    manivelle = d.manivelle
    x = x_dos + vis.length - vis.journal_length - vis.crank_length
    pose("manivelle", x, 0, z_axe)
    y, z = -manivelle.hub_margin, z_axe + manivelle.pin_offset - manivelle.hub_position
    pose("goupille_manivelle", x + manivelle.pin_position, y, z, VERS_PLUS_Y)
    pose("poignee", x + manivelle.thickness, 0, z_axe + manivelle.handle_position)
    return etau
