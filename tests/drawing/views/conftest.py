"""Parts that ask for different views: a flanged bearing, a shaft, a drilled block, a lever."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cadquery as cq
import pytest

from gmp_cad.drawing.annotation import Callout, End, PartAnnotations, Thread
from gmp_cad.drawing.view import View
from gmp_cad.drawing.views.broken import with_breakouts
from gmp_cad.drawing.views.choice import candidate_views
from gmp_cad.drawing.views.plan import DrawingPlan
from gmp_cad.drawing.views.planner import plan_views
from gmp_cad.evidence import FaceGeometry, PartGeometry, Projection, Vector
from gmp_cad.kernel.projection.cut import cut_view
from gmp_cad.kernel.projection.project import project
from gmp_cad.kernel.surfaces.faces import face_geometries

X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


@dataclass(frozen=True)
class Drawn:
    """A solid with what its drawing must say."""

    shape: cq.Shape
    callouts: tuple[Callout, ...] = ()
    threads: tuple[Thread, ...] = ()

    @cached_property
    def geometry(self) -> PartGeometry:
        """Its faces."""
        return PartGeometry(faces=face_geometries(self.shape), features={})

    @property
    def annotations(self) -> PartAnnotations:
        """What its drawing must say."""
        return PartAnnotations(callouts=self.callouts, marks=(), threads=self.threads)

    @cached_property
    def projections(self) -> dict[str, Projection]:
        """All its candidate views."""
        views = candidate_views(self.geometry)
        return {name: project(self.shape, name, r, u) for name, (r, u) in views.items()}

    @cached_property
    def plan(self) -> DrawingPlan:
        """Its planned views."""
        return plan_views(self.geometry, self.annotations, self.projections)

    def views(self, scale: float = 1.0) -> dict[str, View]:
        """Return the planned views, cut where the plan says so."""
        cuts = {cut.name: cut_view(self.shape, cut) for cut in self.plan.cuts}
        found = {}
        for planned in self.plan.views:
            projection = cuts.get(planned.name) or self.projections[planned.name]
            projection = with_breakouts(projection, planned.broken, cuts)
            found[planned.name] = View(projection=projection, scale=scale, planned=planned)
        return found


def plane(faces: tuple[FaceGeometry, ...], normal: Vector, offset: float) -> tuple[int, ...]:
    """Return the planes with this outward normal and offset."""
    return tuple(
        f.index
        for f in faces
        if f.surface == "plane"
        and sum((a - b) ** 2 for a, b in zip(f.direction, normal, strict=True)) < 1e-9
        and abs(sum(a * b for a, b in zip(f.point, normal, strict=True)) - offset) < 1e-6
    )


def cylinder(faces: tuple[FaceGeometry, ...], radius: float) -> tuple[int, ...]:
    """Return the cylinders of this radius."""
    return tuple(
        f.index for f in faces if f.surface == "cylinder" and abs(f.radius_mm - radius) < 1e-6
    )


def length(
    line: str, faces: tuple[FaceGeometry, ...], normal: Vector, low: float, high: float
) -> Callout:
    """Return the distance between two planes across a direction; they may face either way."""
    back = (-normal[0], -normal[1], -normal[2])
    ends = []
    for offset in (low, high):
        found = plane(faces, normal, offset) + plane(faces, back, -offset)
        face = next(f for f in faces if f.index == found[0])
        ends.append(End(point=face.centre_mm, faces=found))
    first, second = ends
    return Callout(
        line=line,
        kind="length",
        texts=(f"{high - low:g}",),
        ends=(first, second),
        direction=normal,
    )


def diameter(line: str, faces: tuple[FaceGeometry, ...], radius: float, axis: Vector) -> Callout:
    """Return the diameter of the cylinders with a radius."""
    found = [f for f in faces if f.index in cylinder(faces, radius)]
    end = End(point=found[0].point, faces=(found[0].index,), axis=axis)
    return Callout(
        line=line,
        kind="diameter",
        texts=(f"⌀{2 * radius:g}",),
        ends=(end, end),
        direction=axis,
        radius_mm=radius,
        faces=(found[0].index,),
        instances=tuple(f.point for f in found[1:]),
        hollow=found[0].hollow,
    )


@pytest.fixture(scope="session")
def bearing() -> Drawn:
    """A flange ⌀80 × 12 and a hub ⌀45 to 40, bored ⌀25, four holes ⌀9 on ⌀62; axis X."""
    solid = cq.Workplane("YZ").circle(40).extrude(12).faces(">X").workplane().circle(22.5)
    solid = solid.extrude(28).faces(">X").workplane().hole(25)
    solid = solid.faces("<X").workplane().polarArray(31, 0, 360, 4).hole(9, 12)
    shape = solid.val()
    faces = face_geometries(shape)
    centre = End(point=(0.0, 0.0, 0.0), axis=X)
    circle = Callout(
        line="circle", kind="circle", texts=("⌀62",), ends=(centre, centre), direction=X,
        radius_mm=31.0,
    )  # fmt: skip
    return Drawn(
        shape,
        (
            length("flange", faces, X, 0, 12),
            length("length", faces, X, 0, 40),
            diameter("bore", faces, 12.5, X),
            diameter("hub", faces, 22.5, X),
            diameter("holes", faces, 4.5, X),
            circle,
        ),
    )


@pytest.fixture(scope="session")
def shaft() -> Drawn:
    """A solid shaft ⌀20 × 80 with a spigot ⌀12 × 20, tapped M6 at its end; axis X."""
    solid = cq.Workplane("YZ").circle(10).extrude(80).faces(">X").workplane().circle(6).extrude(20)
    solid = solid.faces(">X").workplane().hole(5, 16)
    shape = solid.val()
    faces = face_geometries(shape)
    tap = Thread(
        line="tap", start=(100.0, 0.0, 0.0), end=(88.0, 0.0, 0.0), major_mm=6.0, minor_mm=5.0,
        hollow=True, faces=cylinder(faces, 2.5), drill_end=(84.0, 0.0, 0.0),
    )  # fmt: skip
    outer = Thread(
        line="thread", start=(0.0, 0.0, 0.0), end=(30.0, 0.0, 0.0), major_mm=20.0,
        minor_mm=16.9, hollow=False, faces=cylinder(faces, 10.0),
    )  # fmt: skip
    return Drawn(
        shape,
        (
            length("bar", faces, X, 0, 80),
            length("spigot_length", faces, X, 80, 100),
            diameter("outer", faces, 10.0, X),
            diameter("spigot", faces, 6.0, X),
            diameter("tap", faces, 2.5, X),
        ),
        (tap, outer),
    )


@pytest.fixture(scope="session")
def block() -> Drawn:
    """A block 80 × 50 × 30 with two kinds of stepped holes from its top, on different lines."""
    solid = cq.Workplane("XY").box(80, 50, 30, centered=(False, False, False))
    top = solid.faces(">Z").workplane(origin=(0, 0, 30))
    solid = top.pushPoints([(20, 12), (20, 38)]).cboreHole(8, 14, 8)
    solid = solid.faces(">Z").workplane(origin=(0, 0, 30)).pushPoints([(60, 25)])
    solid = solid.cboreHole(12, 20, 15)
    shape = solid.val()
    faces = face_geometries(shape)
    return Drawn(
        shape,
        (
            length("length", faces, X, 0, 80),
            length("width", faces, Y, 0, 50),
            length("height", faces, Z, 0, 30),
            length("shelf", faces, Z, 15, 30),
            diameter("small", faces, 4.0, Z),
            diameter("large", faces, 6.0, Z),
        ),
    )


@pytest.fixture(scope="session")
def plate() -> Drawn:
    """A plate 100 × 60 × 10 with four simple through holes ⌀9, lying on Z."""
    solid = cq.Workplane("XY").box(100, 60, 10, centered=(False, False, False))
    solid = solid.faces(">Z").workplane(origin=(50, 30, 10)).rect(80, 40, forConstruction=True)
    solid = solid.vertices().hole(9)
    shape = solid.val()
    faces = face_geometries(shape)
    return Drawn(
        shape,
        (
            length("length", faces, X, 0, 100),
            length("width", faces, Y, 0, 60),
            length("thickness", faces, Z, 0, 10),
            diameter("holes", faces, 4.5, Z),
        ),
    )
