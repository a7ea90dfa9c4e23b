"""Mors doux : Z vers l'outil, X du centre vers l'extérieur, origine sur l'axe, au plan d'appui."""

import math

import cadquery as cq


def build(d):
    # Nez en coin : ses flancs passent à nose_gap de l'axe
    half_width, half_angle = d.width / 2, math.radians(d.nose_angle / 2)
    tip = d.nose_gap / math.sin(half_angle)
    corner = tip + half_width / math.tan(half_angle)
    mors = (
        cq.Workplane("XY")
        .moveTo(tip, 0)
        .lineTo(corner, half_width)
        .lineTo(d.reach, half_width)
        .lineTo(d.reach, -half_width)
        .lineTo(corner, -half_width)
        .close()
        .extrude(-d.height)
    )
    mors.faces("<X").faces(">Y").tag("nose_right")
    mors.faces("<X").faces("<Y").tag("nose_left")

    # Dégagement de l'outil au-delà de l'appui
    beyond = cq.Workplane("XY").circle(d.reach + d.width).circle(d.rest_edge / 2)
    mors = mors.cut(beyond.extrude(-d.step_depth))
    mors.faces("+Z").faces("<Z").tag("step")
    mors.faces("%CYLINDER").tag("rest_edge")

    # Alésage de prise, dégagé à l'entrée et au fond
    axis = cq.Workplane("XY")
    mors = mors.copyWorkplane(axis).hole(d.bore, d.height).tag("bore")
    mors = mors.copyWorkplane(axis).hole(d.undercut, d.undercut_depth).tag("undercut")
    mors.faces("+Z").faces("not (<Z or >Z)").tag("undercut_floor")
    below = cq.Workplane("XY", origin=(0, 0, -d.height))
    deep = below.circle(d.clearance / 2).extrude(d.height - d.bore_depth)
    mors = mors.cut(deep)
    mors.faces("%CYLINDER").faces("<Z").tag("clearance")
    mors.faces("-Z").faces(">Z").tag("bore_floor")

    # Vis et tenon du mors-semelle
    screws = cq.Workplane(
        "XY", origin=(d.screw_position, d.screw_margin - half_width, -d.step_depth)
    )
    mors = (
        mors.copyWorkplane(screws)
        .pushPoints([(0, 0), (d.screw_pitch, 0)])
        .cboreHole(
            d.screw_holes, d.screw_holes.counterbore.diameter, d.screw_holes.counterbore.depth
        )
        .tag("screw_holes")
    )
    groove = cq.Workplane("XY", origin=(d.groove_position, -half_width, -d.height)).box(
        d.groove, d.width, d.groove_depth, centered=False
    )
    mors = mors.cut(groove)
    mors.faces("-Z").faces("not <Z").faces("<Z").tag("groove_floor")
    mors.faces("+X").faces("not >X").faces("<X").tag("groove_inner")
    mors.faces("-X").faces(">X").tag("groove_outer")
    return mors
