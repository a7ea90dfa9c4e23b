"""Origine en bas, à gauche, devant. Toutes les cotes viennent de spec.toml (d.nom)."""

import cadquery as cq


def build(d):
    return cq.Workplane().box(d.length, d.width, d.height, centered=False)
