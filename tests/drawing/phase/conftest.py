"""Two canonical workpieces, projected once: a milled block with a bore, a turned shaft."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cadquery as cq
import pytest

from gmp_cad.drawing.annotation import Callout, CalloutKind, End, Frame
from gmp_cad.drawing.phase.machining_views import milling_views, turning_views
from gmp_cad.drawing.phase.phase_sketch import planned_cuts
from gmp_cad.drawing.phase.values import Mark, PhaseSketch, RedSurface, SketchNote
from gmp_cad.evidence import ClampForce, FaceGeometry, LocatingNormal, Projection, Vector
from gmp_cad.kernel.projection.cut import cut_view
from gmp_cad.kernel.projection.project import project
from gmp_cad.kernel.surfaces.faces import face_geometries

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

    def cut(self, sketch: PhaseSketch) -> PhaseSketch:
        """Return the sketch with the cuts that it asks for."""
        cuts = tuple(cut_view(self.shape, local.cut) for local in planned_cuts(sketch))
        return replace(sketch, cuts=cuts)


def normal(index: int, point: Vector, direction: Vector) -> LocatingNormal:
    return LocatingNormal(index=index, on="", point=point, direction=direction, machined=True)


def clamp(point: Vector, direction: Vector) -> ClampForce:
    return ClampForce(on="", point=point, direction=direction, force_n=8000.0, kind="")


def cf(
    line: str,
    text: str,
    ends: tuple[tuple[Vector, tuple[int, ...]], tuple[Vector, tuple[int, ...]]],
    direction: Vector,
    **more: object,
) -> Callout:
    kind: CalloutKind = "diameter" if "radius_mm" in more else "length"
    first, second = (End(point=p, faces=f) for p, f in ends)
    said = {"kind": kind, "texts": (text,), "ends": (first, second), "direction": direction}
    return Callout(**{"line": line, **said, **more})


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


@pytest.fixture(scope="session")
def block_sketch(block: Part) -> PhaseSketch:
    """The block as the contract of its last phase says it: four red surfaces, 3-2-1, four Cf."""
    top, step, wall = block.plane(Z, 28), block.plane(Z, 18), block.plane(X, 60)
    bore, base = block.cylinder(8), block.plane((0.0, 0.0, -1.0), 0)
    left, front = block.plane((-1.0, 0.0, 0.0), 0), block.plane((0.0, -1.0, 0.0), 0)
    frame = Frame(symbol="⌖", value="⌀0,05", datums=("A", "B", "C"), line="bore_pos")
    round_about = {"radius_mm": 8.0, "hollow": True, "faces": bore, "frames": (frame,)}
    in_bore = ((22.0, 23.0, 28.0), bore)
    sketch = PhaseSketch(
        views=block.views(milling_views(Z, X)), faces=block.faces,
        surfaces=(
            RedSurface(number="1", faces=top, texture="Ra 3,2"),
            RedSurface(number="2", faces=step, texture="Ra 3,2"),
            RedSurface(number="3", faces=wall, texture="Ra 6,3"),
            RedSurface(number="4", faces=bore, texture="Ra 1,6"),
        ),
        normals=(
            normal(1, (8, 40, 0), Z), normal(2, (88, 40, 0), Z), normal(3, (88, 6, 0), Z),
            normal(4, (46, 0, 6), Y), normal(5, (84, 0, 7), Y), normal(6, (0, 8, 12), X),
        ),
        clamps=(clamp((52, 46, 12), (0.0, -1.0, 0.0)), clamp((96, 8, 8), (-1.0, 0.0, 0.0))),
        axes=(("X", X), ("Y", Y), ("Z", Z)),
        marks=(Mark(point=(0.0, 0.0, 0.0), label="OP ≡ Op"),),
        callouts=(
            cf("Cf201", "Cf201 28 ±0,05", (((0, 0, 0), base), ((0, 0, 28), top)), Z),
            cf("Cf202", "Cf202 18 ±0,05", (((96, 0, 0), base), ((96, 0, 18), step)), Z),
            cf("Cf203", "Cf203 60 ±0,1", (((0, 0, 28), left), ((60, 0, 28), wall)), X),
            cf("Cf204", "Cf204 ⌀16 H7 (+0,018/0)", (((22, 23, 0), bore), in_bore), Z, **round_about),
            cf("Cf205", "22", (((0, 0, 0), left), in_bore), X, boxed=True),
            cf("Cf206", "23", (((0, 0, 0), front), in_bore), Y, boxed=True),
        ),
        notes=(
            SketchNote(text="Mise en position", heading=True),
            SketchNote(text="Appui plan 1-2-3 / A (usinée)"),
            SketchNote(text="— surfaces usinées dans la phase : 1 à 4", red=True),
        ),
    )  # fmt: skip
    return block.cut(sketch)


@pytest.fixture(scope="session")
def shaft_sketch(shaft: Part) -> PhaseSketch:
    """The shaft in a chuck: its end, its middle diameter and its blind bore machined."""
    end, base = shaft.plane(Z, 110), shaft.plane((0.0, 0.0, -1.0), 0)
    middle, small, bore = shaft.cylinder(14), shaft.cylinder(10), shaft.cylinder(5)
    sketch = PhaseSketch(
        views=shaft.views(turning_views(Z, X)), faces=shaft.faces,
        surfaces=(
            RedSurface(number="1", faces=end, texture="Ra 3,2"),
            RedSurface(number="2", faces=middle, texture="Ra 1,6"),
            RedSurface(number="3", faces=bore, texture="Ra 3,2"),
        ),
        normals=(normal(1, (20, 0, 5), (-1.0, 0.0, 0.0)), normal(5, (12, 0, 0), Z)),
        clamps=(clamp((-20, 0, 5), (1.0, 0.0, 0.0)),),
        axes=(("X", X), ("Z", Z)),
        marks=(
            Mark(point=(0.0, 0.0, 110.0), label="OP"),
            Mark(point=(0.0, 0.0, 0.0), label="Op", origin=False),
        ),
        callouts=(
            cf("Cf101", "Cf101 110 ±0,1", (((0, 0, 0), base), ((0, 0, 110), end)), Z),
            cf("Cf105", "Cf105 ⌀20 g6", (((0, 0, 70), small), ((0, 0, 109), small)), Z,
               radius_mm=10.0, faces=small),
        ),
    )  # fmt: skip
    return shaft.cut(sketch)
