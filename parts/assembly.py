"""Étau de perçage : où se trouve chaque pièce dans le repère de la semelle.

X va du mors fixe vers la manivelle, Z vers le haut ; le repère de la semelle est au milieu de sa
largeur. Une pièce est placée par ce qui la centre (goupilles, tiges, vis), jamais par son milieu :
l'assemblage tient aussi quand les pièces sont à leurs limites. Une position est une somme de
cotes lues dans d ; la seule variable est d.jaw_opening.
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
    y_goupille = semelle.dowel_margin - semelle.width / 2
    x_fixe = semelle.overhang - fixe.dowel_position
    droite_fixe = y_goupille - fixe.dowel_margin
    z_fixe = semelle.height
    pose("mors_fixe", x_fixe, droite_fixe + fixe.width / 2, z_fixe)
    x, z = x_fixe + fixe.dowel_position, z_fixe + fixe.dowels.depth
    pose("goupille_mors", x, y_goupille, z)
    pose("goupille_mors.2", x, y_goupille + fixe.dowel_pitch, z)
    x, y = x_fixe + fixe.bolt_position, y_goupille + fixe.bolt_offset
    z = z_fixe + fixe.height - fixe.bolts.counterbore.depth
    pose("vis_mors", x, y, z)
    pose("vis_mors.2", x, y + fixe.bolt_pitch, z)

    # Flasque au bout de la semelle, à la hauteur de ses goupilles
    flasque = d.flasque
    x_flasque = semelle.overhang + semelle.dowel_position
    z_flasque = semelle.height - semelle.end_dowel_height - flasque.dowel_height
    pose("flasque", x_flasque, y_goupille - flasque.dowel_margin + flasque.width / 2, z_flasque)
    x, z = x_flasque + flasque.thickness, z_flasque + flasque.dowel_height
    pose("goupille_flasque", x, y_goupille, z, VERS_MOINS_X)
    pose("goupille_flasque.2", x, y_goupille + flasque.dowel_pitch, z, VERS_MOINS_X)
    x, y = x - flasque.bolts.counterbore.depth, y_goupille + flasque.bolt_offset
    z = z_flasque + flasque.bolt_height
    pose("vis_flasque", x, y, z, VERS_MOINS_X)
    pose("vis_flasque.2", x, y + flasque.bolt_pitch, z, VERS_MOINS_X)

    # Tiges : épaulement contre le mors fixe, vissées par derrière
    x_tiges, z_axe = x_fixe + fixe.thickness, z_fixe + fixe.bar_height
    y_tige = droite_fixe + fixe.bar_margin
    pose("tige_guide", x_tiges, y_tige, z_axe)
    pose("tige_libre", x_tiges, y_tige + fixe.bar_pitch, z_axe)
    x = x_fixe + fixe.bar_screws.counterbore.depth
    pose("vis_tige", x, y_tige, z_axe, VERS_PLUS_X)
    pose("vis_tige.2", x, y_tige + fixe.bar_pitch, z_axe, VERS_PLUS_X)

    # Plaquette du mors fixe, dans sa feuillure, centrée par ses vis
    plaquette = d.plaquette
    de_la_vis = plaquette.width / 2 - plaquette.hole_margin  # du trou au milieu de la plaquette
    tete = plaquette.thickness - plaquette.holes.counterbore.depth  # de l'appui sous la tête de vis
    x_appui, z_appui = x_fixe + fixe.seat_position, z_fixe + fixe.ledge_height
    y, z = droite_fixe + fixe.plate_tap_margin, z_appui + plaquette.hole_height
    pose("plaquette", x_appui, y + de_la_vis, z_appui)
    pose("vis_plaquette", x_appui + tete, y, z, VERS_MOINS_X)
    pose("vis_plaquette.2", x_appui + tete, y + fixe.plate_tap_pitch, z, VERS_MOINS_X)

    # Mors mobile sur les tiges ; sa plaquette est à l'ouverture voulue de l'autre
    mobile = d.mors_mobile
    x_appui = x_appui + plaquette.thickness + d.jaw_opening + plaquette.thickness
    x_dos = x_appui + mobile.seat_position
    droite_mobile = y_tige - mobile.guide_margin
    z_mobile = z_axe - mobile.guide_height
    pose("mors_mobile", x_dos - mobile.thickness, droite_mobile + mobile.width / 2, z_mobile)
    y, z_appui = droite_mobile + mobile.plate_tap_margin, z_mobile + mobile.ledge_height
    y_loin, z = y + mobile.plate_tap_pitch, z_appui + plaquette.hole_height
    pose("plaquette.2", x_appui, y_loin - de_la_vis, z_appui, DEMI_TOUR)
    pose("vis_plaquette.3", x_appui - tete, y, z, VERS_PLUS_X)
    pose("vis_plaquette.4", x_appui - tete, y_loin, z, VERS_PLUS_X)

    # Vis de manœuvre dans sa douille, retenue par une goupille tangente à sa gorge
    vis = d.vis_manoeuvre
    y_axe = y_tige + mobile.bush_offset
    pose("douille", x_dos, y_axe, z_axe)
    pose("vis_manoeuvre", x_dos, y_axe, z_axe)
    y = droite_mobile + mobile.pin_margin
    pose("goupille_retenue", x_dos - mobile.pin_position, y, z_mobile + mobile.pin_bore.depth)

    # Écrou contre le flasque, côté mors ; quatre vis à 45° sur son cercle de perçage
    ecrou = d.ecrou
    pose("ecrou", x_flasque, y_axe, z_axe)
    x = x_flasque - ecrou.flange_thickness
    ecart = ecrou.hole_circle / 2 * math.cos(math.radians(45))  # gmp: free trous en croix à 45°
    pose("vis_ecrou", x, y_axe - ecart, z_axe - ecart, VERS_PLUS_X)
    pose("vis_ecrou.2", x, y_axe + ecart, z_axe - ecart, VERS_PLUS_X)
    pose("vis_ecrou.3", x, y_axe - ecart, z_axe + ecart, VERS_PLUS_X)
    pose("vis_ecrou.4", x, y_axe + ecart, z_axe + ecart, VERS_PLUS_X)

    # Manivelle contre l'épaulement de la vis, goupillée ; poignée vissée au bout
    manivelle = d.manivelle
    x = x_dos + vis.length - vis.journal_length - vis.crank_length
    pose("manivelle", x, y_axe, z_axe)
    y, z = y_axe - manivelle.hub_margin, z_axe + manivelle.pin_offset - manivelle.hub_position
    pose("goupille_manivelle", x + manivelle.pin_position, y, z, VERS_PLUS_Y)
    pose("poignee", x + manivelle.thickness, y_axe, z_axe + manivelle.handle_position)
    return etau
