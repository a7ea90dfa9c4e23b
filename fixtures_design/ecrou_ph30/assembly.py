"""Montage de perçage MP-30, posé sur ses pieds : X dans la longueur, Z vers le haut.

L'origine est celle de l'écrou, axe vertical, collerette en haut ; une position est une somme de
cotes lues dans d.
"""

import math

import cadquery as cq

HAUT = (0, 0, 1)
BAS = (0, 0, -1)
# L'écrou retourné : son X vers le bas, son Y dans la longueur du montage
ECROU = cq.Location(cq.Plane((0, 0, 0), xDir=BAS, normal=(0, -1, 0)))


def build(parts, d, workpiece):
    montage = cq.Assembly(name="ecrou_ph30")
    montage.add(workpiece, name="workpiece", loc=ECROU)

    def pose(nom, x, y, z, haut=HAUT, longueur=(1, 0, 0)):
        """Pose une pièce, son X le long de longueur ; « canon.2 » est le deuxième canon."""
        place = cq.Plane((x, y, z), xDir=longueur, normal=haut)
        montage.add(parts[nom.split(".")[0]], name=nom, loc=cq.Location(place))

    # L'écrou entre en phase 30 : appui sous la collerette, centrage sur le corps
    appui = -workpiece.faces("+X").faces("<X").val().Center().x
    collerette = -workpiece.faces("<X").val().Center().x

    # Centreur dans le corps ; ses rainures sous les trous, à 45° de la longueur
    corps, centreur, plaque = d.corps, d.centreur, d.plaque_canons
    dessus = appui - centreur.height
    dessous = dessus - corps.thickness
    pose("centreur", 0, 0, dessus, longueur=(1, 1, 0))
    pose("corps", -corps.centre_x, -corps.centre_y, dessous)

    # Colonnes, puis plaque : la colonne dégagée à droite, le bossage sur la collerette
    gauche = -corps.column_offset
    pose("colonne", gauche, 0, dessus)
    pose("colonne_degagee", gauche + corps.column_pitch, 0, dessus)
    sous_plaque = collerette + plaque.boss_height
    sur_plaque = sous_plaque + plaque.thickness
    pose("plaque_canons", gauche - plaque.guide_x, -plaque.guide_y, sous_plaque)
    pose("vis_serrage", gauche + plaque.screw_offset, 0, sur_plaque)

    # Canons : la collerette sur la plaque
    dessus_canon = sur_plaque - parts["canon"].faces("-Z").faces(">Z").val().Center().z
    milieu = gauche + plaque.circle_offset
    pas = 360 / plaque.bush_bores.count
    for i in range(plaque.bush_bores.count):
        angle = math.radians(45 + i * pas)
        x = milieu + plaque.bush_circle / 2 * math.cos(angle)
        y = plaque.bush_circle / 2 * math.sin(angle)
        pose(f"canon.{i + 1}" if i else "canon", x, y, dessus_canon)

    # Pieds emmanchés par dessous
    pieds = [(i, j) for i in (0, 1) for j in (0, 1)]
    for n, (i, j) in enumerate(pieds):
        x = corps.foot_x + i * corps.foot_length - corps.centre_x
        y = corps.foot_y + j * corps.foot_width - corps.centre_y
        pose(f"pied.{n + 1}" if n else "pied", x, y, dessous, haut=BAS)
    return montage
