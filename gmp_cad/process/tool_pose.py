"""Where the tool of each operation stands at the end of its cut, and which way it came.

Positions in mm, in the part's frame, on the workpiece at the end of the phase. A tool touches what it
makes: the distance from its body to the faces made, with the allowance still due, is nought.
"""

from __future__ import annotations

from collections.abc import Sequence

from gmp_cad.evidence import ToolPose
from gmp_cad.process import chamfer_pose, hole_pose, milling_pose, turning_pose
from gmp_cad.process.extent import PhaseWork, faces_made
from gmp_cad.process.tooling import tool_of
from gmp_cad.process.turning_body import FIXED
from gmp_cad.spec.operation import OperationKind
from gmp_cad.spec.workshop import Tool, Workshop

_HOLE_TOOLS = frozenset(
    {
        "drill", "spot_drill", "centre_drill", "countersink", "counterbore", "reamer", "tap",
        "boring_head",
    }
)  # fmt: skip


def phase_tools(work: PhaseWork, workshop: Workshop) -> tuple[Tool | None, ...]:
    """Return the tool of each operation of the phase, written or chosen; None where there is none."""
    return tuple(tool_of(work, i, workshop)[0] for i in range(len(work.phase.operations)))


def end_poses(work: PhaseWork, tools: Sequence[Tool | None]) -> tuple[ToolPose, ...]:
    """Return the poses of the operations in their order; those without a tool or faces have none.

    ``tools``: one for each operation of the phase.
    """
    found = (_pose(work, i, tool) for i, tool in enumerate(tools) if tool is not None)
    return tuple(pose for pose in found if pose is not None)


def _pose(work: PhaseWork, index: int, tool: Tool) -> ToolPose | None:
    operation = work.phase.operations[index]
    if operation.kind is OperationKind.MANUAL or not faces_made(work, operation):
        return None
    if tool.kind in FIXED or (tool.kind == "boring_bar" and work.phase.turning):
        return turning_pose.pose(work, index, tool)
    if tool.kind in _HOLE_TOOLS or tool.kind == "boring_bar":
        return hole_pose.pose(work, index, tool)
    if operation.kind is OperationKind.CHAMFERING:
        return chamfer_pose.pose(work, index, tool)
    return milling_pose.pose(work, index, tool)
