"""Real parts, mutated in their model, their specification or their B-rep, and what recognises them."""

from __future__ import annotations

import math
import shutil
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import cadquery as cq
from OCP.BRep import BRep_Builder
from OCP.BRepAlgoAPI import BRepAlgoAPI_Fuse, BRepAlgoAPI_Splitter
from OCP.BRepBuilderAPI import BRepBuilderAPI_Transform
from OCP.gp import gp_Ax1, gp_Dir, gp_Pnt, gp_Trsf
from OCP.Interface import Interface_Static
from OCP.ShapeUpgrade import ShapeUpgrade_ShapeDivideAngle, ShapeUpgrade_ShapeDivideClosed
from OCP.STEPControl import STEPControl_StepModelType, STEPControl_Writer
from OCP.TopoDS import TopoDS_Shape, TopoDS_Shell, TopoDS_Solid
from OCP.TopTools import TopTools_ListOfShape

from gmp_cad.evidence import PartGeometry
from gmp_cad.evidence.fingerprint import Fingerprint
from gmp_cad.kernel import brep
from gmp_cad.kernel.fingerprints.fingerprint import Matter, Observed, fingerprint
from gmp_cad.kernel.measuring.features import resolve_features, spec_names
from gmp_cad.kernel.measuring.measure import measure
from gmp_cad.kernel.scripts.run import run_model
from gmp_cad.kernel.surfaces.faces import face_geometries
from gmp_cad.kernel.surfaces.properties import mass_properties
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.toml import parse
from gmp_cad.spec.values import values_of

ROOT = Path(__file__).parents[2]
Edits = Sequence[tuple[str, str]]
Change = Callable[[cq.Shape], cq.Shape]


def _edited(text: str, edits: Edits) -> str:
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


@cache
def part(name: str, model: Edits = (), spec: Edits = ()) -> Fingerprint:
    """The fingerprint of a part of the example, its model or specification edited: as in a build."""
    home = ROOT / "parts" / name
    text = _edited((home / "spec.toml").read_text("utf-8"), spec)
    read = parse(text, "spec.toml", PartSpec).model_copy(update={"name": name})
    folder = Path(tempfile.mkdtemp())
    try:
        script = folder / "model.py"
        script.write_text(_edited((home / "model.py").read_text("utf-8"), model), "utf-8")
        run = run_model(script, folder, values_of(read), read.part.bodies)
    finally:
        shutil.rmtree(folder)
    shape = stored(run.solid)
    geometry, _ = resolve_features(shape, face_geometries(shape), read, run.run.named_faces)
    observed = Observed(
        geometry=geometry, measurements=measure(shape, geometry, read),
        properties=mass_properties(shape, read.part.density_kg_m3),
    )  # fmt: skip
    matter = Matter(material=read.part.material_name, density_kg_m3=read.part.density_kg_m3)
    return fingerprint(shape, observed, matter, tuple(spec_names(read)))


def bare(shape: cq.Shape) -> Fingerprint:
    """The fingerprint of a solid without names and dimensions."""
    shape = stored(shape)
    observed = Observed(
        geometry=PartGeometry(faces=face_geometries(shape), features={}), measurements=(),
        properties=mass_properties(shape, 7850.0),
    )  # fmt: skip
    return fingerprint(shape, observed, Matter(material="C45", density_kg_m3=7850.0), ())


def stored(shape: cq.Shape) -> cq.Shape:
    """The shape as it comes back from the store."""
    return brep.from_bytes(brep.to_bytes(shape))


def exported(shape: cq.Shape, unit: str = "MM") -> cq.Shape:
    """The shape written as STEP and read again."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "part.step")
        before = Interface_Static.CVal_s("write.step.unit")
        writer = STEPControl_Writer()
        Interface_Static.SetCVal_s("write.step.unit", unit)
        try:
            writer.Transfer(shape.wrapped, STEPControl_StepModelType.STEPControl_AsIs)
            writer.Write(path)
        finally:
            Interface_Static.SetCVal_s("write.step.unit", before)
        return cq.importers.importStep(path).val()


def reordered(shape: cq.Shape) -> cq.Shape:
    """The same faces, the last one first."""
    builder, solids = BRep_Builder(), []
    for solid in shape.Solids():
        new = TopoDS_Solid()
        builder.MakeSolid(new)
        for shell in solid.Shells():
            own = TopoDS_Shell()
            builder.MakeShell(own)
            for face in reversed(shell.Faces()):
                builder.Add(own, face.wrapped)
            own.Closed(True)
            builder.Add(new, own)
        solids.append(cq.Solid(new))
    return solids[0] if len(solids) == 1 else cq.Compound.makeCompound(solids)


def cut_and_fused(shape: cq.Shape, normal: tuple[float, float, float], at: float) -> cq.Shape:
    """The solid cut by a plane and put together again: faces and edges divided along it."""
    box = shape.BoundingBox()
    low, high = cq.Vector(box.xmin, box.ymin, box.zmin), cq.Vector(box.xmax, box.ymax, box.zmax)
    size = 4 * box.DiagonalLength
    plane = cq.Face.makePlane(size, size, low + (high - low) * at, cq.Vector(*normal))
    splitter = BRepAlgoAPI_Splitter()
    splitter.SetArguments(_listed(shape.wrapped))
    splitter.SetTools(_listed(plane.wrapped))
    splitter.Build()
    first, *others = cq.Shape.cast(splitter.Shape()).Solids()
    fuse = BRepAlgoAPI_Fuse()
    fuse.SetArguments(_listed(first.wrapped))
    fuse.SetTools(_listed(*(o.wrapped for o in others)))
    fuse.Build()
    (whole,) = cq.Shape.cast(fuse.Shape()).Solids()
    assert len(whole.Faces()) > len(shape.Faces())
    return whole


def _listed(*shapes: TopoDS_Shape) -> TopTools_ListOfShape:
    found = TopTools_ListOfShape()
    for shape in shapes:
        found.Append(shape)
    return found


def divided(shape: cq.Shape) -> cq.Shape:
    """Every round face divided into arcs of at most 100°, edges with it."""
    tool = ShapeUpgrade_ShapeDivideAngle(math.radians(100.0), shape.wrapped)
    tool.Perform()
    return cq.Shape.cast(tool.Result())


def opened(shape: cq.Shape) -> cq.Shape:
    """Every closed face divided in three."""
    tool = ShapeUpgrade_ShapeDivideClosed(shape.wrapped)
    tool.SetNbSplitPoints(2)
    tool.Perform()
    return cq.Shape.cast(tool.Result())


def mirrored_twice(shape: cq.Shape) -> cq.Shape:
    """The same place, every parametrisation turned over and back."""
    return shape.mirror("XY").mirror("XY")


def turned_and_back(shape: cq.Shape) -> cq.Shape:
    """Every coordinate computed anew, there and back."""
    turn = gp_Trsf()
    turn.SetRotation(gp_Ax1(gp_Pnt(1, 2, 3), gp_Dir(0.3, 0.5, 0.7)), 1.0)
    away = BRepBuilderAPI_Transform(shape.wrapped, turn, True).Shape()
    return cq.Shape.cast(BRepBuilderAPI_Transform(away, turn.Inverted(), True).Shape())


def about(
    axis: tuple[float, float, float], degrees: float, at: tuple[float, float, float] = (0, 0, 0)
) -> Change:
    """A turn about an axis through ``at``: seams and order of faces go along."""
    end = tuple(p + a for p, a in zip(at, axis, strict=True))
    return lambda shape: shape.rotate(cq.Vector(*at), cq.Vector(*end), degrees)
