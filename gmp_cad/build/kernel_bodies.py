"""Bodies of the tasks that need the geometry kernel: bytes in, bytes out.

Each takes the inputs by alias and the task's JSON parameters, and returns its outputs and the
facts to keep beside them. A shape read from the store is kept while the worker lives, so that the
tasks of one part read its B-rep once.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import cadquery as cq

from gmp_cad.engine.codec import Data, Params, Result, decode, encode
from gmp_cad.errors import Problem, Where
from gmp_cad.evidence import (
    AssemblyPosition,
    Closure,
    Cut,
    GeometricMeasurement,
    MassProperties,
    Measurement,
    ModelRun,
    PartGeometry,
    PhaseState,
    Placement,
    PmiOmission,
    Projection,
    Removal,
)
from gmp_cad.kernel import brep, fasteners, placement
from gmp_cad.kernel.exchange import glb, step, stl, threemf
from gmp_cad.kernel.exchange.pmi.annotation import pmi_of
from gmp_cad.kernel.machining.in_process import in_process
from gmp_cad.kernel.machining.stock import read_step
from gmp_cad.kernel.measuring.features import Unresolved, resolve_features
from gmp_cad.kernel.measuring.material_side import directions
from gmp_cad.kernel.measuring.measure import measure
from gmp_cad.kernel.measuring.witness import witnesses
from gmp_cad.kernel.projection.cut import cut_view
from gmp_cad.kernel.projection.placed_view import cut_parts, project_parts
from gmp_cad.kernel.projection.project import project
from gmp_cad.kernel.scripts import assembly
from gmp_cad.kernel.scripts.run import FailedRunError as FailedRunError  # noqa: PLC0414 - bodies of trials ask for it here
from gmp_cad.kernel.scripts.run import run_model
from gmp_cad.kernel.surfaces.faces import face_geometries
from gmp_cad.kernel.surfaces.mesh import Mesh, tessellate
from gmp_cad.kernel.surfaces.properties import mass_properties
from gmp_cad.kernel.tolerances.geometric import verify
from gmp_cad.language import Message
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.targets import Direction
from gmp_cad.spec.toml import Source, validate
from gmp_cad.spec.values import PartIdentity, Values, value_from_json

CHORD_MM = 0.05
ANGLE_DEG = 10.0
REQUEST = "drawing.request"  # beside solids under the names of their items, which have no dots


@lru_cache(maxsize=64)
def _shape(data: bytes) -> cq.Shape:
    """Return a stored shape to look at; what works on one takes its own (``brep.from_bytes``).

    Booleans and projections change tolerances of their arguments in place: on a shared shape the
    result of a task would depend on the tasks before it.
    """
    return brep.from_bytes(data)


@lru_cache(maxsize=16)
def _mesh(data: bytes) -> Mesh:
    return tessellate(_shape(data), CHORD_MM, ANGLE_DEG)


def _spec(params: Params) -> PartSpec:
    spec = validate(params["spec"], Source("spec.toml", ""), PartSpec)
    return spec.model_copy(update={"name": params["part"]})


def model(_data: Data, params: Params, trace: Params) -> Result:
    """Run a model; give its B-rep, that of its raw casting, and what the run observed."""
    root = Path(trace["root"])
    dimensions = {n: value_from_json(v) for n, v in trace["values"].items() if n != "part"}
    values = Values(dimensions, PartIdentity(*trace["values"]["part"]))
    result = run_model(root / params["script"], root, values, params["bodies"])
    outputs = {
        "brep": brep.to_bytes(result.solid),
        "run": encode(result.run, ModelRun),
        "notes": encode(result.notes, tuple[Message, ...]),
    }
    if result.stock is not None:
        outputs["stock"] = brep.to_bytes(result.stock)
    return outputs, {"reads": result.reads}


def geometry(data: Data, params: Params) -> Result:
    """Find the named features of a part; measure its dimensions, verify its tolerances."""
    shape, spec = _shape(data["brep"]), _spec(params)
    run = decode(data["run"], ModelRun)
    faces = face_geometries(shape)
    found, problems = resolve_features(shape, faces, spec, run.named_faces)
    measurements = measure(shape, found, spec)
    found = replace(found, witnesses=witnesses(spec, found))
    return {
        "geometry": encode(found, PartGeometry),
        "measurements": encode(measurements, tuple[Measurement, ...]),
        "tolerances": encode(
            verify(shape, found, spec, measurements), tuple[GeometricMeasurement, ...]
        ),
        "problems": encode(tuple(map(_unresolved, problems)), tuple[Problem, ...]),
    }, {}


def sides(data: Data, params: Params) -> Result:
    """Tell on which side of each feature of size the material lies."""
    found = directions(decode(data["geometry"], PartGeometry), _spec(params))
    return {"sides": encode(found, dict[str, Direction])}, {}


def _unresolved(unresolved: Unresolved) -> Problem:
    candidates = ", ".join(unresolved.candidates)
    hint = Message("nearest: {names}", names=candidates) if candidates else None
    return Problem(Where("", unresolved.path), unresolved.reason, hint)


def mass(data: Data, params: Params) -> Result:
    """Weigh a solid."""
    properties = mass_properties(_shape(data["brep"]), params["density_kg_m3"])
    return {"mass": encode(properties, MassProperties)}, {}


def part_step(data: Data, params: Params) -> Result:
    """Write a workpiece as STEP AP242, its shape alone."""
    return {"step": step.write_part(_shape(data["brep"]), _metadata(params))}, {}


def annotated_step(data: Data, params: Params) -> Result:
    """Write a part as STEP AP242 with its PMI; give what the file cannot carry."""
    found = decode(data["geometry"], PartGeometry)
    annotations = pmi_of(_spec(params), found)
    pmi = step.PartPmi(annotations=annotations, faces=found.faces)
    written = step.write_part(_shape(data["brep"]), _metadata(params["product"]), pmi)
    omissions = encode(annotations.omissions, tuple[PmiOmission, ...])
    return {"step": written, "omissions": omissions}, {}


def _metadata(params: Params) -> step.StepMetadata:
    colour = params.get("colour")
    return step.StepMetadata(**{**params, "colour": tuple(colour) if colour else None})


def meshes(data: Data, params: Params) -> Result:
    """Write a part as binary STL and GLB from one tessellation."""
    mesh, colour, name = _mesh(data["brep"]), tuple(params["colour"]), params["name"]
    item = glb.Item(name=name, mesh=mesh, colour=colour)
    return {
        "stl": stl.write(mesh, f"gmp_cad {name} mm chord {CHORD_MM} angle {ANGLE_DEG}"),
        "glb": glb.write(name, [item]),
    }, {}


def part_3mf(data: Data, params: Params) -> Result:
    """Write a part as 3MF from the same tessellation."""
    mesh, colour, name = _mesh(data["brep"]), tuple(params["colour"]), params["name"]
    return {"3mf": threemf.write([(name, mesh, colour)], {"Title": name})}, {}


def views(data: Data, params: Params) -> Result:
    """Project a solid: one view for each (name, right, up, hidden) asked for."""
    shape = brep.from_bytes(data["brep"])
    wanted = json.loads(data["request"]) if "request" in data else params["views"]
    exact = params.get("exact", True)
    drawn = tuple(
        project(shape, v["name"], tuple(v["right"]), tuple(v["up"]), v["hidden"], exact=exact)
        for v in wanted
    )
    return {"views": encode(drawn, tuple[Projection, ...])}, {}


def cuts(data: Data, params: Params) -> Result:
    """Draw the section views that a drawing asks for."""
    shape = brep.from_bytes(data["brep"])
    requests = decode(data["request"], tuple[Cut, ...])
    drawn = tuple(cut_view(shape, cut, exact=params.get("exact", True)) for cut in requests)
    return {"cuts": encode(drawn, tuple[Projection, ...])}, {}


def process(data: Data, params: Params) -> Result:
    """Derive the workpiece after every phase, with its proofs, and write it as STEP."""
    spec = _spec(params)
    plan = validate(params["plan"], Source(params["plan_file"], ""), ProcessPlan)
    plan = plan.model_copy(update={"part": params["part"]})
    stock = _raw(data)
    found = decode(data["geometry"], PartGeometry)
    derived = in_process(
        brep.from_bytes(data["brep"]), found, plan, stock, spec.dimensions, params["form_tools"]
    )
    outputs = {
        "states": encode(tuple(s for s, _ in derived.states), tuple[PhaseState, ...]),
        "removals": encode(derived.removals, tuple[Removal, ...]),
        "closure": encode(derived.closure, Closure),
        "problems": encode(derived.problems, tuple[Problem, ...]),
    }
    for state, solid in derived.states:
        outputs[f"brep-{state.phase}"] = brep.to_bytes(solid)
    return outputs, {"phases": [state.phase for state, _ in derived.states]}


def _raw(data: Data) -> cq.Shape | None:
    """Return the raw solid that the plan cannot derive: a STEP file, or the model's casting."""
    if "stock_step" in data:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "stock.step"
            path.write_bytes(data["stock_step"])
            return read_step(path)
    return brep.from_bytes(data["stock"]) if "stock" in data else None


def standard(_data: Data, params: Params) -> Result:
    """Build a standard part, with its faces; perhaps at limits of the sizes that it publishes."""
    solid = fasteners.solid(params["designation"], params.get("sizes"))
    faces = PartGeometry(faces=face_geometries(solid), features={})
    return {"brep": brep.to_bytes(solid), "geometry": encode(faces, PartGeometry)}, {}


def place(data: Data, params: Params, trace: Params) -> Result:
    """Run an assembly script at every position of the product's parameters."""
    root = Path(trace["root"])
    shapes = {alias: brep.from_bytes(content) for alias, content in data.items()}
    placed, reads = assembly.place(
        root / params["script"], root, shapes, trace["values"], params["positions"]
    )
    return {"positions": encode(placed, tuple[AssemblyPosition, ...])}, {"reads": reads}


def product_export(data: Data, params: Params) -> Result:
    """Write the product at its default position as STEP AP242 and GLB."""
    placements = _default(data, params)
    shapes = {p.item: data[p.item] for p in placements}
    products = params["items"]
    meshes = {item: _mesh(content) for item, content in shapes.items()}
    children = [
        step.Placed(
            name=p.name, part=p.item, shape=_shape(shapes[p.item]),
            location=placement.location(p.matrix), product=_metadata(products[p.item]),
        )
        for p in placements
    ]  # fmt: skip
    items = [
        glb.Item(
            name=p.name, mesh=meshes[p.item], colour=tuple(products[p.item]["colour"]),
            matrix=p.matrix,
        )
        for p in placements
    ]  # fmt: skip
    meta = _metadata(params["product"])
    return {
        "step": step.write_assembly(children, meta),
        "glb": glb.write(meta.product_name, items),
    }, {}


def _default(data: Data, params: Params) -> tuple[Placement, ...]:
    positions = decode(data["positions"], tuple[AssemblyPosition, ...])
    return next(p for p in positions if p.parameters == params["defaults"]).placements


def product_views(data: Data, params: Params) -> Result:
    """Project the whole product at its default position: one view for each asked for.

    A view may give ``offsets`` (mm) by placed name: so far its parts stand apart (exploded view).
    """
    parts = _placed(data, params)
    exact = params.get("exact", True)
    wanted = json.loads(data[REQUEST]) if REQUEST in data else params["views"]
    drawn = tuple(
        project_parts(
            _apart(parts, v.get("offsets", {})), v["name"], tuple(v["right"]), tuple(v["up"]),
            v["hidden"], exact=exact,
        )
        for v in wanted
    )  # fmt: skip
    return {"views": encode(drawn, tuple[Projection, ...])}, {}


def product_cuts(data: Data, params: Params) -> Result:
    """Draw the section views of the whole product, at its default position, that are asked for."""
    parts = _placed(data, params)
    requests = decode(data[REQUEST], tuple[Cut, ...])
    drawn = tuple(cut_parts(parts, cut, exact=params.get("exact", True)) for cut in requests)
    return {"cuts": encode(drawn, tuple[Projection, ...])}, {}


def _placed(data: Data, params: Params) -> list[tuple[str, cq.Shape]]:
    """Return the solids of a product in their places; placements of one item share its geometry.

    ``items``: those to show, all without it.
    """
    shown = params.get("items")
    placements = [p for p in _default(data, params) if shown is None or p.item in shown]
    shapes = {p.item: brep.from_bytes(data[p.item]) for p in placements}
    return [(p.name, shapes[p.item].moved(placement.location(p.matrix))) for p in placements]


def _apart(
    parts: Sequence[tuple[str, cq.Shape]], offsets: Mapping[str, Sequence[float]]
) -> list[tuple[str, cq.Shape]]:
    return [
        (name, shape.moved(cq.Location(tuple(offsets[name]))) if name in offsets else shape)
        for name, shape in parts
    ]
