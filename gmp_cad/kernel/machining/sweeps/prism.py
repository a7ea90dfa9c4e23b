"""Prisms of faces along the tool axis."""

from __future__ import annotations

import cadquery as cq
from OCP.BRepPrimAPI import BRepPrimAPI_MakePrism
from OCP.gp import gp_Vec

from gmp_cad.evidence import Vector


def swept(shape: cq.Shape, along: Vector) -> cq.Shape:
    """Return what ``shape`` passes over on its way along the vector (mm)."""
    return cq.Shape.cast(BRepPrimAPI_MakePrism(shape.wrapped, gp_Vec(*along)).Shape())


def upright(region: cq.Shape, bottom: float, top: float) -> cq.Shape:
    """Return the prism over a region of the plane z = 0, between two heights (mm)."""
    placed = region.moved(cq.Location(cq.Vector(0, 0, bottom)))
    return swept(placed, (0.0, 0.0, top - bottom))
