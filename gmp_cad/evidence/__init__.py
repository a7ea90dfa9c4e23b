"""What was observed: frozen, JSON-able values that flow from the kernel to everything above it.

Lengths in mm, angles in degrees, masses in kg, volumes in mm³. Points and directions are in the
part's frame unless a field says otherwise. Faces are named by their index in the stored B-rep
(the order of ``TopExp::MapShapes``), which the B-rep keeps when it is written and read.
"""

from __future__ import annotations

from gmp_cad.evidence.access import FaceAccess, PartAccess
from gmp_cad.evidence.holding import (
    ContactNature,
    HoldingFunction,
    HoldingPlace,
    HoldingSign,
    HoldingTechnology,
)
from gmp_cad.evidence.kinds import (
    BLIND,
    WORKPIECE,
    DetailName,
    FoundBy,
    Outcome,
    Polyline,
    SurfaceKind,
    Vector,
)
from gmp_cad.evidence.measured import (
    GeometricMeasurement,
    Measurement,
    TrialEvidence,
    listed,
)
from gmp_cad.evidence.placed import (
    AssemblyPosition,
    Box,
    ClampForce,
    Closure,
    Common,
    Gap,
    LocatingNormal,
    Overlap,
    PhaseState,
    Placement,
    Relation,
    Removal,
    Residual,
    SolidBounds,
    Sweep,
    SweptPair,
)
from gmp_cad.evidence.pmi import (
    PmiItem,
    PmiOmission,
    StepModel,
    StepText,
)
from gmp_cad.evidence.solid import (
    FaceGeometry,
    Feature,
    MassProperties,
    ModelRun,
    PartGeometry,
    Witness,
)
from gmp_cad.evidence.tooling import ToolBody, ToolPose
from gmp_cad.evidence.views import (
    Cut,
    CutRegion,
    Projection,
    ViewArc,
    ViewCurve,
)

__all__ = [
    "BLIND",
    "WORKPIECE",
    "AssemblyPosition",
    "Box",
    "ClampForce",
    "Closure",
    "Common",
    "ContactNature",
    "Cut",
    "CutRegion",
    "DetailName",
    "FaceAccess",
    "FaceGeometry",
    "Feature",
    "FoundBy",
    "Gap",
    "GeometricMeasurement",
    "HoldingFunction",
    "HoldingPlace",
    "HoldingSign",
    "HoldingTechnology",
    "LocatingNormal",
    "MassProperties",
    "Measurement",
    "ModelRun",
    "Outcome",
    "Overlap",
    "PartAccess",
    "PartGeometry",
    "PhaseState",
    "Placement",
    "PmiItem",
    "PmiOmission",
    "Polyline",
    "Projection",
    "Relation",
    "Removal",
    "Residual",
    "SolidBounds",
    "StepModel",
    "StepText",
    "SurfaceKind",
    "Sweep",
    "SweptPair",
    "ToolBody",
    "ToolPose",
    "TrialEvidence",
    "Vector",
    "ViewArc",
    "ViewCurve",
    "Witness",
    "listed",
]
