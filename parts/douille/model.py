"""Douille emmanchée dans le mors mobile : axe X, origine sur la face côté vis."""

import cadquery as cq


def build(d):
    douille = cq.Workplane("YZ").circle(d.outside / 2).extrude(-d.length)
    douille.faces("%CYLINDER").tag("outside")
    douille = douille.faces("<X").edges().chamfer(d.chamfer.leg).tag("chamfer")
    return douille.copyWorkplane(cq.Workplane("YZ")).hole(d.bore).tag("bore")
