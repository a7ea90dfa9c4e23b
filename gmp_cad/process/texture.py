"""The surface texture that an operation must leave, and what its process reaches."""

from __future__ import annotations

from collections.abc import Collection

from gmp_cad.language import english
from gmp_cad.process.faces import same_feature
from gmp_cad.spec.operation import Operation, OperationKind, Stage
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.workshop import Tool
from gmp_cad.standards.roughness import Capability, capability

_K = OperationKind
_MILLED = frozenset(
    {
        _K.FACE_MILLING, _K.SHOULDER_MILLING, _K.CONTOUR_MILLING, _K.SLOT_MILLING,
        _K.POCKET_MILLING, _K.CHAMFERING,
    }
)  # fmt: skip
_TURNED = frozenset({_K.FACING, _K.TURNING, _K.GROOVING, _K.PARTING})
# How people call the processes of the table.
PROCESS_NAMES = english({
    "drilling_hss": "drilling with high-speed steel", "drilling_carbide": "drilling with carbide",
    "milling_rough": "rough milling", "milling_finish": "finish milling",
    "turning_rough": "rough turning", "turning_finish": "finish turning",
    "reaming": "reaming", "boring": "boring", "grinding": "grinding",
})  # fmt: skip
_SINGLE = {_K.BORING: "boring", _K.REAMING: "reaming", _K.GRINDING: "grinding"}


def feature_ra_um(spec: PartSpec, feature: str) -> float | None:
    """Return the upper limit of Ra (µm) that the drawing writes for a feature, None without one."""
    texture = spec.texture_of(feature.partition("[")[0])
    limits = texture.limits if texture is not None else ()
    return next((v.value_um for v in limits if v.parameter == "Ra" and not v.lower), None)


def wanted_ra_um(spec: PartSpec, operation: Operation, later: Collection[str] = ()) -> float | None:
    """Return the finest Ra (µm) wanted of what an operation makes, None where none is written.

    ``later``: features that a later phase makes again, and then as fine as the drawing wants them.
    """
    final = (name for name in operation.makes if not any(same_feature(name, o) for o in later))
    wanted = [feature_ra_um(spec, name) for name in final]
    return min((ra for ra in wanted if ra is not None), default=None)


def usual_ra_um(operation: Operation) -> float | None:
    """Return the coarsest Ra (µm) usual after an operation, None where none is known."""
    known = reachable(operation, None)
    return None if known is None else known.ra_um[1]


def process_of(operation: Operation, tool: Tool | None) -> str | None:
    """Return the process (a key of the table of reachable quality) of an operation.

    None where the table has none: threads, countersinks, work by hand. A hole drilled by a drill is
    a drilled one, whatever the operation is called.
    """
    stage = "rough" if operation.stage is Stage.ROUGH else "finish"
    if operation.kind is _K.DRILLING or (tool is not None and tool.kind == "drill"):
        hss = tool is not None and tool.material == "HSS"
        return "drilling_hss" if hss else "drilling_carbide"
    if operation.kind in _MILLED:
        return f"milling_{stage}"
    if operation.kind in _TURNED:
        return f"turning_{stage}"
    return _SINGLE.get(operation.kind)


def reachable(operation: Operation, tool: Tool | None) -> Capability | None:
    """Return the IT grades and Ra (µm) that an operation reaches, None where none is known."""
    process = process_of(operation, tool)
    return None if process is None else capability(process)
