"""Montage de perçage MP-30 posé autour de l'écrou, dans le repère de l'écrou.

L'axe de l'écrou est vertical, collerette en haut : une hauteur se compte le long de -X, une longueur
le long de Y. Une position est une somme de cotes lues dans d.
"""

import math

import cadquery as cq

HAUT = (-1, 0, 0)
BAS = (1, 0, 0)


def build(parts, d, workpiece):
    montage = cq.Assembly(name="ecrou_ph30")

    def pose(nom, hauteur, u, v, haut=HAUT, longueur=(0, 1, 0)):
        """Pose une pièce, son X le long de longueur ; « canon.2 » est le deuxième canon."""
        place = cq.Plane((-hauteur, u, -v), xDir=longueur, normal=haut)
        montage.add(parts[nom.split(".")[0]], name=nom, loc=cq.Location(place))

    # L'écrou entre en phase 30 : appui sous la collerette, centrage sur le corps, axe X
    appui = -workpiece.faces("+X").faces("<X").val().Center().x
    collerette = -workpiece.faces("<X").val().Center().x

    # Centreur dans le corps ; ses rainures sous les trous, à 45° de la longueur
    corps, centreur, plaque = d.corps, d.centreur, d.plaque_canons
    dessus = appui - centreur.height
    dessous = dessus - corps.thickness
    pose("centreur", dessus, 0, 0, longueur=(0, 1, -1))
    u0, v0 = -corps.centre_x, -corps.centre_y
    pose("corps", dessous, u0, v0)

    # Colonnes, puis plaque : la colonne dégagée à droite, le bossage sur la collerette
    gauche = u0 + corps.centre_x - corps.column_offset
    pose("colonne", dessus, gauche, 0)
    pose("colonne_degagee", dessus, gauche + corps.column_pitch, 0)
    sous_plaque = collerette + plaque.boss_height
    sur_plaque = sous_plaque + plaque.thickness
    pose("plaque_canons", sous_plaque, gauche - plaque.guide_x, -plaque.guide_y)
    pose("vis_serrage", sur_plaque, gauche + plaque.screw_offset, 0)

    # Canons : la collerette sur la plaque
    dessus_canon = sur_plaque - parts["canon"].faces("-Z").faces(">Z").val().Center().z
    milieu = gauche + plaque.circle_offset
    pas = 360 / plaque.bush_bores.count
    for i in range(plaque.bush_bores.count):
        angle = math.radians(45 + i * pas)
        u = milieu + plaque.bush_circle / 2 * math.cos(angle)
        v = plaque.bush_circle / 2 * math.sin(angle)
        pose(f"canon.{i + 1}" if i else "canon", dessus_canon, u, v)

    # Pieds emmanchés par dessous
    pieds = [(i, j) for i in (0, 1) for j in (0, 1)]
    for n, (i, j) in enumerate(pieds):
        u = u0 + corps.foot_x + i * corps.foot_length
        v = v0 + corps.foot_y + j * corps.foot_width
        pose(f"pied.{n + 1}" if n else "pied", dessous, u, v, haut=BAS)
    return montage
