"""Which tools a phase's sketch shows: two or three that tell how its surfaces are finished."""

from __future__ import annotations

from collections.abc import Sequence

from gmp_cad.evidence import ToolPose
from gmp_cad.spec.operation import Operation, OperationKind

MOST = 3
_K = OperationKind
# What prepares or trims a surface says least of how it is made.
_RANK = {
    _K.SPOT_DRILLING: 5, _K.CENTRE_DRILLING: 4, _K.CHAMFERING: 3, _K.COUNTERSINKING: 3,
    _K.DRILLING: 2, _K.TAPPING: 2, _K.COUNTERBORING: 2, _K.REAMING: 1,
}  # fmt: skip


def shown_poses(
    poses: Sequence[ToolPose], operations: Sequence[Operation], most: int = MOST
) -> tuple[ToolPose, ...]:
    """Return at most ``most`` poses, in the order of the plan.

    Of the operations on one surface the last one stands for all; mills and turning tools go before
    holes, holes before chamfers; a tool is shown once.
    """
    last: list[ToolPose] = []
    covered: set[str] = set()
    for pose in reversed(poses):
        made = {name.split("[")[0] for name in operations[pose.operation].makes}
        if not made <= covered:
            last.append(pose)
        covered |= made
    ranked = sorted(last, key=lambda p: (_RANK.get(operations[p.operation].kind, 0), p.operation))
    once: dict[str, ToolPose] = {}
    for pose in ranked:
        once.setdefault(pose.body.tool, pose)
    chosen = list(once.values())[:most]
    return tuple(sorted(chosen, key=lambda p: p.operation))
