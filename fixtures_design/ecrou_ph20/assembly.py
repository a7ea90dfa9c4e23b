"""Mors doux MT-20 autour de l'écrou en phase 20, dans le repère de l'écrou.

X est l'axe de la broche, l'outil vient de -X : vus de là, les mors montrent leur face. Un mors est
placé par son alésage sur l'axe et par son appui sous la collerette ; une position est une somme de
cotes lues dans d.
"""

import math

import cadquery as cq

MORS = ("", ".2", ".3")
OUTIL = (-1, 0, 0)


def build(parts, d, workpiece):
    montage = cq.Assembly(name="ecrou_ph20")
    doux, semelle = d.mors_doux, d.mors_semelle

    # Appui : la face de la collerette tournée vers le corps
    appui = workpiece.faces("+X").faces("<X").val().Center().x
    dos = appui + doux.height
    tenon = dos + semelle.groove_depth
    sous_tete = appui + doux.step_depth + doux.screw_holes.counterbore.depth
    tete_tenon = parts["tenon"].faces("+Z").faces("<Z").val().Center().z

    # Rayons comptés depuis l'axe : tenon au milieu des rainures, mors-semelle sur le tenon
    rayon_tenon = doux.groove_position + doux.groove / 2
    rayon_semelle = rayon_tenon - semelle.groove_position - semelle.groove / 2
    travers = doux.screw_margin - doux.width / 2

    for i, rang in enumerate(MORS):
        angle = math.radians(90 + i * 360 / len(MORS))
        radial = (0, math.cos(angle), math.sin(angle))
        cote = (0, math.sin(angle), -math.cos(angle))

        def pose(nom, x, rayon, y=0, longueur=radial, radial=radial, cote=cote, rang=rang):
            """Pose une pièce d'un mors : rayon le long de X local, y à côté."""
            milieu = [rayon * r + y * c for r, c in zip(radial, cote, strict=True)]
            place = cq.Plane((x, milieu[1], milieu[2]), xDir=longueur, normal=OUTIL)
            piece = nom.split(".")[0]
            rang_piece = nom.removeprefix(piece) or rang
            montage.add(parts[piece], name=piece + rang_piece, loc=cq.Location(place))

        pose("mors_doux", appui, 0)
        pose("mors_semelle", dos, rayon_semelle)
        pose("tenon", tenon, rayon_tenon, longueur=cote)
        pose("vis_tenon", tenon - tete_tenon, rayon_tenon)
        numeros = [2 * i + 1, 2 * i + 2]
        for k, numero in enumerate(numeros):
            nom = "vis_mors" if numero == 1 else f"vis_mors.{numero}"
            rayon = doux.screw_position + k * doux.screw_pitch
            pose(nom, sous_tete, rayon, travers, rang="")
    return montage
