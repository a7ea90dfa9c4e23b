"""Montage de fraisage MU-20 posé autour de la semelle, dans le repère de la semelle.

X et Y sont ceux de la plaque ; une position est une somme de cotes lues dans d.
"""

import cadquery as cq

# Une vis part de son origine vers -Z ; la bride part de son nez vers +X.
VERS_PLUS_Z = ((1, 0, 0), 180)
VERS_PLUS_Y = ((0, 0, 1), 90)
VERS_MOINS_Y = ((0, 0, 1), -90)


def build(parts, d, workpiece):
    montage = cq.Assembly(name="semelle_ph20")

    def pose(nom, x, y, z, rotation=((0, 0, 1), 0)):
        """Pose une pièce ; « bride.2 » est le deuxième exemplaire de bride."""
        piece = parts[nom.split(".")[0]]
        montage.add(piece, name=nom, loc=cq.Location((x, y, z), *rotation))

    # La semelle entre en phase 20 : faces brutes à gauche et devant, base usinée dessous
    semelle = workpiece.val().BoundingBox()
    gauche, devant, dessous = semelle.xmin, semelle.ymin, semelle.zmin

    # Plaque : les pions latéraux touchent à gauche et devant, les pions d'appui dessous
    plaque, rayon = d.plaque_base, d.pion_lateral.head / 2
    x0 = gauche - rayon - plaque.left_bore_x
    y0 = devant - rayon - plaque.front_bore_y
    dessus = dessous - d.pion_appui.height
    z0 = dessus - plaque.thickness - plaque.groove_depth
    pose("plaque_base", x0, y0, z0)

    # Normales 1, 2, 3 : appui plan sous la base
    x1, x3 = x0 + plaque.stud_x, x0 + plaque.stud_x + plaque.stud_length
    pose("pion_appui", x1, y0 + plaque.stud_front, dessus)
    pose("pion_appui.2", x0 + plaque.stud_middle, y0 + plaque.stud_back, dessus)
    pose("pion_appui.3", x3, y0 + plaque.stud_front, dessus)

    # Normales 4, 5 devant et 6 à gauche
    x, y = x0 + plaque.front_bore_x, y0 + plaque.front_bore_y
    pose("pion_lateral", x, y, dessus)
    pose("pion_lateral.2", x + plaque.front_bore_length, y, dessus)
    pose("pion_lateral.3", x0 + plaque.left_bore_x, y0 + plaque.left_bore_y, dessus)

    # Détrompeur au coin avant gauche, libre sous le rayon de fonderie ; retournée, la semelle bute
    x, y = x0 + plaque.guard_x, y0 + plaque.guard_y
    pose("detrompeur", x, y, dessus + d.pion_lateral.height)

    # Cales de bride
    x1, x3 = x0 + plaque.rest_x, x0 + plaque.rest_x + plaque.rest_length
    pose("cale_bride", x1, y0 + plaque.rest_front, dessus)
    pose("cale_bride.2", x0 + plaque.rest_middle, y0 + plaque.rest_back, dessus)
    pose("cale_bride.3", x3, y0 + plaque.rest_front, dessus)

    # Brides sur les cales et sur les rebords, au plus haut des deux ; leur vis entre les deux
    bride = d.bride
    rebord = workpiece.faces("+Z").faces("<Z").val().Center().z
    sous_bride = max(dessus + d.cale_bride.height, rebord)
    sous_tete = sous_bride + bride.thickness
    x1, x3 = x0 + plaque.clamp_x, x0 + plaque.clamp_x + plaque.clamp_length
    x2, y_avant, y_arriere = (
        x0 + plaque.clamp_middle,
        y0 + plaque.clamp_front,
        y0 + plaque.clamp_back,
    )
    pose("bride", x1, y_avant + bride.hole_position, sous_bride, VERS_MOINS_Y)
    pose("bride.2", x2, y_arriere - bride.hole_position, sous_bride, VERS_PLUS_Y)
    pose("bride.3", x3, y_avant + bride.hole_position, sous_bride, VERS_MOINS_Y)
    pose("vis_bride", x1, y_avant, sous_tete)
    pose("vis_bride.2", x2, y_arriere, sous_tete)
    pose("vis_bride.3", x3, y_avant, sous_tete)

    # Lardons au fond de la rainure qui les centre, vissés par dessous
    lardon = d.lardon
    fond = z0 + plaque.groove_depth
    sous_tete = fond - lardon.height + lardon.hole.counterbore.depth
    x, y = x0 + plaque.key_x, y0 + plaque.key_y
    y_lardon = y0 + plaque.groove_axis + plaque.groove / 2 - lardon.width / 2 + lardon.hole_y
    pose("lardon", x, y_lardon, fond)
    pose("lardon.2", x + plaque.key_length, y_lardon, fond)
    pose("vis_lardon", x, y, sous_tete, VERS_PLUS_Z)
    pose("vis_lardon.2", x + plaque.key_length, y, sous_tete, VERS_PLUS_Z)
    return montage
