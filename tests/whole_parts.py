"""The example's parts and the published ones, each taken through the kernel once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import cadquery as cq

from gmp_cad.evidence import Measurement, PartGeometry
from gmp_cad.kernel.measuring.features import resolve_features
from gmp_cad.kernel.measuring.measure import measure
from gmp_cad.kernel.measuring.witness import witnesses
from gmp_cad.kernel.scripts.run import run_model
from gmp_cad.kernel.surfaces.faces import face_geometries
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.toml import read
from gmp_cad.spec.values import values_of

ROOT = Path(__file__).parents[1]
FOLDERS = {
    path.parent.name: path.parent
    for parts in (ROOT / "parts", ROOT / "tests" / "published" / "parts")
    for path in sorted(parts.glob("*/spec.toml"))
}


@dataclass(frozen=True)
class Whole:
    """A part: its specification, its solid, its geometry with witnesses, what was measured."""

    spec: PartSpec
    solid: cq.Shape
    geometry: PartGeometry
    measured: dict[str, Measurement]


@cache
def whole(name: str) -> Whole:
    folder = FOLDERS[name]
    spec = read(folder / "spec.toml", f"parts/{name}/spec.toml", PartSpec)
    spec = spec.model_copy(update={"name": name})
    run = run_model(folder / "model.py", folder.parents[1], values_of(spec))
    faces = face_geometries(run.solid)
    geometry, _ = resolve_features(run.solid, faces, spec, run.run.named_faces)
    measured = {m.dimension: m for m in measure(run.solid, geometry, spec)}
    geometry = replace(geometry, witnesses=witnesses(spec, geometry))
    return Whole(spec, run.solid, geometry, measured)
