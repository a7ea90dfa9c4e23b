"""Faults of solids are found, and sound ones have none."""

from __future__ import annotations

import math
import resource

import cadquery as cq
import numpy as np
import pytest
from OCP.BRep import BRep_Builder
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeFace
from OCP.Geom import Geom_ToroidalSurface
from OCP.gp import gp_Ax3
from OCP.TopoDS import TopoDS_Shell, TopoDS_Solid

from gmp_cad.kernel import fasteners
from gmp_cad.kernel.pairs.self_crossing import crosses_itself
from gmp_cad.kernel.pairs.soundness import bounds
from gmp_cad.kernel.surfaces.mesh import Mesh

BOX = cq.Solid.makeBox(10, 10, 10)


def in_one_shell(faces) -> cq.Shape:
    builder, shell, solid = BRep_Builder(), TopoDS_Shell(), TopoDS_Solid()
    builder.MakeShell(shell)
    for face in faces:
        builder.Add(shell, face.wrapped)
    builder.MakeSolid(solid)
    builder.Add(solid, shell)
    return cq.Solid(solid)


def swept_into_itself() -> cq.Shape:
    path = cq.Workplane().spline([(0, 0), (30, 0), (30, 20), (10, -15)])
    return cq.Workplane("YZ").circle(3).sweep(path).val()


def tight_spring() -> cq.Shape:
    """Wire 2.4 thick wound with a pitch of 2."""
    path = cq.Workplane(cq.Wire.makeHelix(2, 2.5, 10))
    return cq.Workplane("XZ", origin=(10, 0, 0)).circle(1.2).sweep(path, isFrenet=True).val()


def crossing_prism() -> cq.Shape:
    corners = [(0, 0), (20, 0), (20, 10), (5, 10), (5, -5), (0, -5)]
    return cq.Workplane().polyline(corners).close().extrude(5).val()


def inside_out() -> cq.Shape:
    return cq.Shape.cast(BOX.wrapped.Reversed())


def comb(teeth: int = 80) -> cq.Shape:
    """A rack whose two ends are flat faces of many triangles, long and thin."""
    corners = [(0, 0)]
    for i in range(teeth):
        corners += [(i * 0.2, 5), (i * 0.2 + 0.1, 5.5)]
    return cq.Workplane().polyline([*corners, (teeth * 0.2, 0)]).close().extrude(10).val()


def together(*shapes: cq.Shape) -> cq.Shape:
    return cq.Compound.makeCompound(list(shapes))


FAULTY = {
    "a face": (lambda: BOX.Faces()[0], "it holds no solid"),
    "open": (lambda: in_one_shell(BOX.Faces()[1:]), "its shell is open"),
    "flat": (lambda: cq.Solid.makeBox(10, 10, 3e-7), "it has no volume"),
    "inside out": (inside_out, "it is inside out"),
    "spindle": (lambda: cq.Solid.makeTorus(3, 5), "it passes through itself"),
    "sweep": (swept_into_itself, "it passes through itself"),
    "spring": (tight_spring, "it passes through itself"),
    "two bodies": (
        lambda: cq.Compound.makeCompound([BOX, BOX.moved(cq.Location((5, 5, 5)))]),
        "it passes through itself",
    ),
    "two bodies by 10 µm": (
        lambda: cq.Compound.makeCompound([BOX, BOX.moved(cq.Location((9.99, 3, 2)))]),
        "it passes through itself",
    ),
    "pin in a large flat face": (
        lambda: together(comb(), cq.Solid.makeBox(1, 1, 2, cq.Vector(7, 2, 9.5))),
        "it passes through itself",
    ),
    "edge of a large flat face in a block": (
        lambda: together(comb(), cq.Solid.makeBox(4, 1, 4, cq.Vector(5, -0.5, 8))),
        "it passes through itself",
    ),
    "two large flat faces": (
        lambda: together(comb(), comb().moved(cq.Location((0, 2, 4), (1, 0, 0), 90))),
        "it passes through itself",
    ),
}


@pytest.mark.parametrize("name", FAULTY)
def test_the_fault_of_a_solid_is_told(name: str) -> None:
    make, fault = FAULTY[name]
    found = bounds(make())
    assert found.fault is not None
    assert found.fault.template == fault


def test_an_outline_that_crosses_itself_makes_no_sound_solid() -> None:
    assert bounds(crossing_prism()).fault is not None


def barrel() -> cq.Solid:
    """A roller: a part of a torus beyond its own axis, as STEP files have them, and two ends."""
    surface = Geom_ToroidalSurface(gp_Ax3(), 26.5, 32.5)
    half = math.asin(8 / 32.5)
    sheet = BRepBuilderAPI_MakeFace(surface, 0, 2 * math.pi, math.pi - half, math.pi + half, 1e-6)
    side = cq.Face(sheet.Face())
    rims = [e for e in side.Edges() if e.geomType() == "CIRCLE" and e.IsClosed()]
    ends = [cq.Face.makeFromWires(cq.Wire.assembleEdges([rim])) for rim in rims]
    return cq.Solid.makeSolid(cq.Shell.makeShell([side, *ends])).fix()


def test_the_barrel_is_of_a_torus_and_as_large_as_a_roller() -> None:
    solid = barrel()
    assert [f.geomType() for f in solid.Faces()].count("TORUS") == 1
    assert 2 * 8 * math.pi * 5**2 < abs(solid.Volume()) < 2 * 8 * math.pi * 6**2


SOUND = {
    "ball": lambda: cq.Solid.makeSphere(5, cq.Vector(), cq.Vector(0, 0, 1), -90, 90, 360),
    "ring": lambda: cq.Solid.makeTorus(8, 2),
    "barrel": barrel,
    "thin wall": lambda: cq.Workplane().circle(10).circle(9.99).extrude(40).val(),
    "bodies that touch": lambda: cq.Compound.makeCompound(
        [BOX, BOX.moved(cq.Location((10, 3, 2))), BOX.moved(cq.Location((-10, -10, 0)))]
    ),
    "comb": comb,
    "combs on each other": lambda: together(comb(), comb().moved(cq.Location((0.03, 0, 10)))),
    "rounded": lambda: cq.Workplane().box(30, 20, 10).edges().fillet(2).val(),
    "twisted": lambda: cq.Workplane().polygon(6, 12).twistExtrude(12, 40).val(),
    "cavity": lambda: cq.Workplane().box(20, 20, 20).cut(cq.Workplane().box(9, 9, 9)).val(),
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_solid_has_no_fault(name: str) -> None:
    assert bounds(SOUND[name]()).fault is None


@pytest.mark.parametrize(
    "designation",
    [
        "ISO 4762 - M6 x 20", "ISO 10642 - M6 x 20", "ISO 4017 - M8 x 30", "ISO 4026 - M6 x 10",
        "ISO 4027 - M6 x 12", "ISO 4032 - M10", "ISO 7089 - 8", "ISO 8734 - 6 x 24",
    ],
)  # fmt: skip
def test_standard_fasteners_are_sound(designation: str) -> None:
    assert bounds(fasteners.solid(designation)).fault is None


def test_a_flat_face_of_thousands_of_triangles_is_looked_at_in_seconds() -> None:
    """Its triangles against each other would be 10⁸ pairs, and gigabytes of them."""
    count = 20_000
    rim = np.linspace(0.0, 2 * np.pi, count, endpoint=False)
    ring = np.stack((100 * np.cos(rim), 100 * np.sin(rim)), axis=1)
    top, low = (np.column_stack((ring, np.full(count, z))) for z in (10.0, 0.0))
    vertices = np.concatenate((top, low))
    i = np.arange(1, count - 1)
    fan = np.column_stack((np.zeros_like(i), i, i + 1))
    j = np.arange(count)
    k = (j + 1) % count
    walls = np.column_stack((j + count, k + count, j)), np.column_stack((k + count, k, j))
    triangles = np.concatenate((fan, fan[:, ::-1] + count, *walls))
    faces = np.concatenate((np.zeros_like(i), np.ones_like(i), j + 2, j + 2))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert not crosses_itself(Mesh(vertices=vertices, triangles=triangles, faces=faces), 1e-6)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000  # kB


def test_bounds_are_those_of_the_solid() -> None:
    found = bounds(cq.Workplane().circle(5).extrude(20).val())
    assert found.volume_mm3 == pytest.approx(math.pi * 500)
    assert found.faces == 3
    assert found.box_mm == pytest.approx((-5, -5, 0, 5, 5, 20), abs=1e-6)
