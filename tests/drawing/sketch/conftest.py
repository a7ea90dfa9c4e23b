"""Two canonical parts, projected once: a milled block with a bore, a turned shaft."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cadquery as cq
import pytest

from gmp_cad.drawing.sketch.machining_views import milling_views, turning_views
from gmp_cad.drawing.sketch.paint import wanted_sections
from gmp_cad.drawing.sketch.values import (
    MachinedSurface,
    Note,
    PhaseSketch,
    SketchDimension,
    ToleranceFrame,
)
from gmp_cad.evidence import (
    ClampForce,
    FaceGeometry,
    LocalSection,
    LocatingNormal,
    Projection,
    Vector,
)
from gmp_cad.kernel.faces import face_geometries
from gmp_cad.kernel.project import project, section

X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


@dataclass(frozen=True)
class Part:
    """A shape with its faces."""

    shape: cq.Shape
    faces: tuple[FaceGeometry, ...]

    def plane(self, normal: Vector, offset: float) -> tuple[int, ...]:
        """Return the planes with this outward normal and offset."""
        return tuple(
            f.index
            for f in self.faces
            if f.surface == "plane"
            and all(abs(a - b) < 1e-6 for a, b in zip(f.direction, normal, strict=True))
            and abs(sum(a * b for a, b in zip(f.point, normal, strict=True)) - offset) < 1e-6
        )

    def cylinder(self, radius: float) -> tuple[int, ...]:
        """Return the cylinders of this radius."""
        return tuple(
            f.index
            for f in self.faces
            if f.surface == "cylinder" and abs(f.radius_mm - radius) < 1e-6
        )

    def views(self, directions: dict[str, tuple[Vector, Vector]]) -> tuple[Projection, ...]:
        """Return the projected views."""
        return tuple(project(self.shape, n, r, u) for n, (r, u) in directions.items())


@pytest.fixture(scope="session")
def block() -> Part:
    """96 × 46 × 28 with a step at x = 60, z = 18 and a through bore ⌀16 at (22, 23)."""
    step = cq.Workplane().box(40, 46, 20, centered=False).translate((60, 0, 18))
    bore = cq.Workplane().circle(8).extrude(40).translate((22, 23, 0))
    shape = cq.Workplane().box(96, 46, 28, centered=False).cut(step).cut(bore).val()
    return Part(shape, face_geometries(shape))


@pytest.fixture(scope="session")
def shaft() -> Part:
    """⌀40 to z = 30, ⌀28 to 70, ⌀20 to 110 with a 1 mm chamfer; blind bore ⌀10 from z = 0 to 40."""
    outline = [(0, 0), (20, 0), (20, 30), (14, 30), (14, 70), (10, 70), (10, 110), (0, 110)]
    turned = cq.Workplane("XZ").polyline(outline).close().revolve(360, (0, 0, 0), (0, 1, 0))
    shape = turned.cut(cq.Workplane().circle(5).extrude(40)).edges(">Z").chamfer(1).val()
    return Part(shape, face_geometries(shape))


def with_sections(sketch: PhaseSketch, part: Part) -> PhaseSketch:
    """Return the sketch with the cuts that it asks for."""
    return replace(
        sketch,
        sections=tuple(
            LocalSection(
                view=r.view, faces=r.faces, cut=section(part.shape, r.view, r.point, r.right, r.up)
            )
            for r in wanted_sections(sketch)
        ),
    )


def normal(index: int, point: Vector, direction: Vector) -> LocatingNormal:
    return LocatingNormal(index=index, on="", point=point, direction=direction, machined=True)


def clamp(point: Vector, direction: Vector) -> ClampForce:
    return ClampForce(on="", point=point, direction=direction, force_n=8000.0, kind="")


@pytest.fixture(scope="session")
def block_sketch(block: Part) -> PhaseSketch:
    top, step, wall = block.plane(Z, 28), block.plane(Z, 18), block.plane(X, 60)
    bore, base = block.cylinder(8), block.plane((0.0, 0.0, -1.0), 0)
    left, front = block.plane((-1.0, 0.0, 0.0), 0), block.plane((0.0, -1.0, 0.0), 0)
    frame = ToleranceFrame(symbol="⌖", value="⌀0,05", datums=("A", "B", "C"))
    sketch = PhaseSketch(
        views=block.views(milling_views(Z, X)),
        faces=block.faces,
        surfaces=(
            MachinedSurface(number="1", faces=top, texture="Ra 3,2"),
            MachinedSurface(number="2", faces=step, texture="Ra 3,2"),
            MachinedSurface(number="3", faces=wall, texture="Ra 6,3"),
            MachinedSurface(number="4", faces=bore, texture="Ra 1,6", frames=(frame,)),
        ),
        normals=(
            normal(1, (8, 40, 0), Z),
            normal(2, (88, 40, 0), Z),
            normal(3, (88, 6, 0), Z),
            normal(4, (46, 0, 6), Y),
            normal(5, (84, 0, 7), Y),
            normal(6, (0, 8, 12), X),
        ),
        clamps=(clamp((52, 46, 12), (0.0, -1.0, 0.0)), clamp((96, 8, 8), (-1.0, 0.0, 0.0))),
        axes=(("X", X), ("Y", Y), ("Z", Z)),
        origin=(0.0, 0.0, 0.0),
        origin_label="OP ≡ Op",
        dimensions=(
            SketchDimension(
                name="Cf201",
                text="28 ±0,05",
                ends=((0, 0, 0), (0, 0, 28)),
                direction=Z,
                faces=(base, top),
            ),
            SketchDimension(
                name="Cf202",
                text="18 ±0,05",
                ends=((96, 0, 0), (96, 0, 18)),
                direction=Z,
                faces=(base, step),
            ),
            SketchDimension(
                name="Cf203",
                text="60 ±0,1",
                ends=((0, 0, 28), (60, 0, 28)),
                direction=X,
                faces=(left, wall),
            ),
            SketchDimension(
                name="Cf204",
                text="⌀16 H7 Ⓔ",
                kind="diameter",
                ends=((22, 23, 0), (22, 23, 28)),
                direction=Z,
                diameter_mm=16.0,
                faces=(bore, bore),
            ),
            SketchDimension(
                text="22",
                boxed=True,
                ends=((0, 0, 0), (22, 23, 28)),
                direction=X,
                faces=(left, bore),
            ),
            SketchDimension(
                text="23",
                boxed=True,
                ends=((0, 0, 0), (22, 23, 28)),
                direction=Y,
                faces=(front, bore),
            ),
        ),
        notes=(
            Note(text="Mise en position", heading=True),
            Note(text="Appui plan 1-2-3 / A (usinée)"),
            Note(text="— surfaces usinées dans la phase : 1 à 4", red=True),
        ),
    )
    return with_sections(sketch, block)


@pytest.fixture(scope="session")
def shaft_sketch(shaft: Part) -> PhaseSketch:
    end, base = shaft.plane(Z, 110), shaft.plane((0.0, 0.0, -1.0), 0)
    middle, small, bore = shaft.cylinder(14), shaft.cylinder(10), shaft.cylinder(5)
    sketch = PhaseSketch(
        views=shaft.views(turning_views(Z, X)),
        faces=shaft.faces,
        surfaces=(
            MachinedSurface(number="1", faces=end, texture="Ra 3,2"),
            MachinedSurface(number="2", faces=middle, texture="Ra 1,6"),
            MachinedSurface(number="3", faces=bore, texture="Ra 3,2"),
        ),
        normals=(normal(1, (20, 0, 5), (-1.0, 0.0, 0.0)), normal(5, (12, 0, 0), Z)),
        clamps=(clamp((20, 0, 5), (-1.0, 0.0, 0.0)),),
        axes=(("X", X), ("Z", Z)),
        origin=(0.0, 0.0, 110.0),
        dimensions=(
            SketchDimension(
                name="Cf101",
                text="110 ±0,1",
                ends=((0, 0, 0), (0, 0, 110)),
                direction=Z,
                faces=(base, end),
            ),
            SketchDimension(
                name="Cf105",
                text="⌀20 g6 Ⓔ",
                kind="diameter",
                ends=((0, 0, 70), (0, 0, 109)),
                direction=Z,
                diameter_mm=20.0,
                faces=(small, small),
            ),
            SketchDimension(
                name="Cf107",
                text="12 ±0,2",
                ends=((0, 0, 109), (10, 0, 110)),
                direction=(0.6, 0.0, 0.8),
            ),
        ),
    )
    return with_sections(sketch, shaft)
