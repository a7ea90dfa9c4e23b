"""The shaft of the worked example of the method of Δl as a part with a plan: Z from left to right.

Sawn bar ⌀55 of 82,5 ±0,5; phase 10 on the sawn end B3 makes 1 and 4, phase 20 on 1 makes 3 and 2.
"""

from __future__ import annotations

import math
from typing import Any

from gmp_cad.checks.manufactured import TransferEvidence
from gmp_cad.evidence import FaceGeometry, Feature, PhaseState
from gmp_cad.process.simulation_plan import PlanScene, simulations
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.toml import Source, validate
from gmp_cad.spec.workshop import parse_workshop
from tests.process.workpieces import cylinder, disc

BAR, RADIUS, NECK = 27.5, 25.0, 15.0
LEFT, RIGHT = -1.6, 80.9  # the bar: 82,5, and 80,9 left of it from 1
# Name, place along Z, way that it looks, outer and inner radius.
PLANES = {
    "stock <Z": (LEFT, -1, BAR, 0.0), "stock >Z": (RIGHT, 1, BAR, 0.0),
    "left_face": (0.0, -1, NECK, 0.0), "left_shoulder": (20.0, -1, RADIUS, NECK),
    "right_shoulder": (55.0, 1, RADIUS, NECK), "right_face": (80.0, 1, NECK, 0.0),
}  # fmt: skip
STANDING = {
    "00": ("stock <Z", "stock >Z"),
    "10": ("left_face", "left_shoulder", "stock >Z"),
    "20": ("left_face", "left_shoulder", "right_shoulder", "right_face"),
}
CYLINDERS = {
    "00": {"stock %CYLINDER": (LEFT, 82.5, BAR)},
    "10": {"journal": (0.0, 20.0, NECK), "stock %CYLINDER": (20.0, 60.9, BAR)},
    "20": {"journal": (0.0, 20.0, NECK), "body": (20.0, 35.0, RADIUS), "end": (55.0, 25.0, NECK)},
}
SPEC: dict[str, Any] = {
    "part": {"number": "AX-01", "title": "Arbre", "material": "C45", "surface_texture": "Ra 3,2"},
    "dimensions": {
        "left_length": {"size": "20 ±0,1", "between": ["left_face", "left_shoulder"]},
        "length": {"size": "80 ±0,15", "between": ["left_face", "right_face"]},
        "collar": {"size": "35 +0,2/0", "between": ["left_shoulder", "right_shoulder"]},
        "journal": {"size": "⌀30 h9 Ⓔ"},
    },
}
STOCK = {"form": "round", "size": [55, 82.5], "axis": "+Z"}
PHASE_10: dict[str, Any] = {
    "number": 10, "title": "Tournage", "machine": "TCN-2AX", "spindle": "+Z", "x_axis": "+X",
    "workholding": "Mors durs",
    "locating": [{"on": "stock >Z", "normals": 3},
                 {"on": "stock %CYLINDER", "normals": 2, "contact": "short_centring"}],
    "clamping": [{"on": "stock %CYLINDER", "force": 6000, "kind": "chuck"}],
    "operation": [
        {"kind": "facing", "makes": ["left_face"]},
        {"kind": "turning", "makes": ["left_shoulder", "journal"]},
    ],
    "dimension": [
        {"name": "Cf101", "size": "20 ±0,055", "between": ["left_face", "left_shoulder"]},
        {"name": "Cf102", "size": "80,9 ±0,2275", "between": ["stock >Z", "left_face"]},
        {"name": "Cf103", "size": "⌀30 h9", "on": "journal"},
    ],
}  # fmt: skip
PHASE_20: dict[str, Any] = {
    "number": 20, "title": "Tournage", "machine": "TCN-2AX", "spindle": "-Z", "x_axis": "+X",
    "workholding": "Mors doux",
    "locating": [{"on": "left_face", "normals": 3},
                 {"on": "journal", "normals": 2, "contact": "short_centring"}],
    "clamping": [{"on": "journal", "force": 4000, "kind": "chuck"}],
    "operation": [
        {"kind": "facing", "makes": ["right_face"]},
        {"kind": "turning", "makes": ["right_shoulder", "body", "end"]},
    ],
    "dimension": [
        {"name": "Cf201", "size": "80 ±0,15", "between": ["left_face", "right_face"]},
        {"name": "Cf202", "size": "55,1 ±0,045", "between": ["left_face", "right_shoulder"]},
    ],
}  # fmt: skip


def state(phase: str) -> PhaseState:
    """Return the workpiece at the end of a phase."""
    faces: list[FaceGeometry] = []
    names: dict[str, tuple[int, ...]] = {}
    for name in STANDING[phase]:
        place, sign, outer, inner = PLANES[name]
        names[name] = (len(faces),)
        faces.append(disc(len(faces), place, sign, outer, inner))
    for name, (start, length, radius) in CYLINDERS[phase].items():
        names[name] = (len(faces),)
        faces.append(cylinder(len(faces), (0.0, 0.0, start), radius, length))
    return PhaseState(
        phase=phase, volume_mm3=math.pi * RADIUS**2 * 80, faces=tuple(faces), features=names,
        box_mm=(-BAR, -BAR, LEFT, BAR, BAR, RIGHT),
    )  # fmt: skip


def features() -> dict[str, tuple[Feature, ...]]:
    """Return the features of the finished part."""
    final = state("20")
    return {
        name: tuple(
            Feature(faces=(f.index,), surface=f.surface, point=f.point, direction=f.direction,
                    radius_mm=f.radius_mm, found_by="tag")
            for f in (final.faces[i] for i in indices)
        )
        for name, indices in final.features.items()
    }  # fmt: skip


def scene(
    *,
    dimensions: dict[str, Any] | None = None,
    stock: dict[str, Any] | None = None,
    ph10: dict[str, Any] | None = None,
    ph20: dict[str, Any] | None = None,
    **plan: Any,
) -> PlanScene:
    """Return the shaft with its plan; each argument changes keys of that table."""
    spec = {**SPEC, "dimensions": {**SPEC["dimensions"], **(dimensions or {})}}
    table = {
        "stock": {**STOCK, **(stock or {})},
        "phase": [{**PHASE_10, **(ph10 or {})}, {**PHASE_20, **(ph20 or {})}], **plan,
    }  # fmt: skip
    return PlanScene(
        spec=validate(spec, Source("spec.toml", ""), PartSpec).model_copy(update={"name": "shaft"}),
        plan=validate(table, Source("process.toml", ""), ProcessPlan).model_copy(
            update={"part": "shaft"}
        ),
        states={phase: state(phase) for phase in STANDING}, features=features(),
        workshop=parse_workshop(None),
    )  # fmt: skip


def evidence_of(shown: PlanScene) -> TransferEvidence:
    """Return what the rules CP08 to CP11 and CP15 look at, along every axis."""
    return TransferEvidence(scene=shown, axes=simulations(shown))


def cf(phase: dict[str, Any], name: str, **changes: Any) -> dict[str, Any]:
    """Return the dimensions of a phase with one Cf changed; no change takes it away."""
    kept = [d if d["name"] != name else {**d, **changes} for d in phase["dimension"]]
    return {"dimension": kept if changes else [d for d in kept if d["name"] != name]}
