"""Tables over the kinds of operations, of sizes and of tools: what each leaves out, it leaves out on purpose.

A new kind falls through every ``table.get(kind)`` without a word. Here it fails: it is added to the
table, or to what the table leaves out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module
from pathlib import Path

import pytest

from gmp_cad.build.plan.phase_graph import FORM_TOOLS
from gmp_cad.process import hole_pose, tool_body, tool_pose, turning_body
from gmp_cad.process.texture import process_of
from gmp_cad.process.tooling import _CHOICES
from gmp_cad.spec.operation import Operation
from gmp_cad.spec.operation import OperationKind as K
from gmp_cad.spec.size import Kind
from gmp_cad.standards.cutting_data import tool_kinds
from gmp_cad.standards.table import records

ROOT = Path(__file__).parents[1]
_MILLING = {K.FACE_MILLING, K.SHOULDER_MILLING, K.CONTOUR_MILLING, K.SLOT_MILLING, K.POCKET_MILLING}
_TURNING = {K.FACING, K.TURNING, K.GROOVING, K.PARTING}
_BORED = {K.DRILLING, K.BORING, K.REAMING, K.COUNTERBORING}
_MARKED = {K.SPOT_DRILLING, K.CENTRE_DRILLING}
_THREADED = {K.TAPPING, K.THREADING}
_BROKEN = {K.CHAMFERING, K.COUNTERSINKING}
_NO_CHIPS = {K.GRINDING, K.MANUAL}  # no edge of the workshop cuts them
_NOT_IN_HOLES = _MILLING | _TURNING | _THREADED | _NO_CHIPS | {K.CENTRE_DRILLING, K.CHAMFERING}
# all but what finishes by nature: boring, reaming, grinding
_NOT_FINE = (
    _MILLING | _TURNING | _MARKED | _THREADED | _BROKEN | {K.DRILLING, K.COUNTERBORING, K.MANUAL}
)
_ROUND = {Kind.DIAMETER, Kind.SPHERE, Kind.RADIUS}
_FLAT = {Kind.LINEAR, Kind.SQUARE}
_OPEN = {Kind.ANGLE, Kind.CHAMFER}
_THREADS = {Kind.METRIC_THREAD, Kind.TRAPEZOIDAL_THREAD, Kind.PIPE_THREAD}
_PLAIN = _ROUND | _FLAT | _OPEN
_UNPAIRED = _THREADS | _OPEN | {Kind.SPHERE, Kind.RADIUS, Kind.SQUARE}  # in no fit

# Each kind by its name: "all but" would leave out a new one without a word.
LEFT_OUT: dict[str, set[K] | set[Kind]] = {
    # operations
    "gmp_cad.drawing.shown_tools:_RANK": _MILLING | _TURNING | _NO_CHIPS | {K.BORING, K.THREADING},
    "gmp_cad.kernel.machining.allowance:LEFT_TO": _NOT_FINE,
    "gmp_cad.kernel.machining.allowance:_FINENESS": _NOT_FINE,
    "gmp_cad.kernel.machining.sweep:_SELECTED":
        _NOT_IN_HOLES,
    "gmp_cad.kernel.machining.sweep:_SHAPED": _THREADED | {K.MANUAL},
    "gmp_cad.process.cut:FAMILY": _NO_CHIPS,
    "gmp_cad.process.elementary:RANKS": _MILLING | _TURNING | {K.MANUAL},
    "gmp_cad.process.elementary:_CODES": _MILLING | {K.FACING, K.TURNING, K.BORING, K.MANUAL},
    "gmp_cad.process.extent:_MEASURES": _NO_CHIPS,
    "gmp_cad.process.operations:_VERBS": set(),
    "gmp_cad.process.texture:_SINGLE": _NOT_FINE,
    "gmp_cad.process.tooling:_CHOICES": _NO_CHIPS,
    "gmp_cad.process.tooling:_LATHE_KINDS":
        _NOT_FINE - {K.CHAMFERING} | {K.REAMING, K.GRINDING},
    "gmp_cad.process.turning_pose:_FOLLOW":
        _MILLING | _BORED | _MARKED | _BROKEN | _NO_CHIPS | {K.TURNING, K.TAPPING},
    # sizes
    "gmp_cad.checks.engagement:_SHAPES": _UNPAIRED,
    "gmp_cad.checks.pmi_expected:_LOCATIONS": _THREADS | _ROUND | {Kind.SQUARE, Kind.CHAMFER},
    "gmp_cad.checks.pmi_expected:_TYPES": set(),
    "gmp_cad.cli.thread:_ANSWERS": _PLAIN,
    "gmp_cad.documents.drawings.ensemble:_PLACES": _UNPAIRED,
    "gmp_cad.drawing.phase.manufactured:_NOTED": _THREADS | _FLAT | {Kind.DIAMETER},
    "gmp_cad.drawing.specified_part.place:_BY_FEATURES": _FLAT | {Kind.ANGLE},
    "gmp_cad.kernel.exchange.pmi.dimensions:_FACES_EACH": _THREADS | _ROUND | _OPEN,
    "gmp_cad.kernel.exchange.pmi.dimensions:_TYPES": _THREADS,
    "gmp_cad.kernel.machining.thread_ring:_FLANKS": _PLAIN,
    "gmp_cad.kernel.measuring.material_side:_ROUND": _THREADS | _FLAT | _OPEN | {Kind.RADIUS},
    "gmp_cad.kernel.measuring.search:_SIGNS": _OPEN | {Kind.LINEAR},
    "gmp_cad.kernel.measuring.sizes:_READERS": set(),
    "gmp_cad.kernel.measuring.witness:_FACES_OF": _THREADS | _ROUND | _OPEN,
    "gmp_cad.quality.gauges:_MEASURANDS": _THREADS | {Kind.DIAMETER, Kind.SPHERE, Kind.LINEAR},
    "gmp_cad.spec.size:_SIGNS": _THREADS | _OPEN | {Kind.LINEAR},
    "gmp_cad.spec.thread:_USUAL": _PLAIN,
}  # fmt: skip
_CLASSES = {"OperationKind", "_K", "K", "Kind"}


def tables() -> Iterator[str]:
    """Yield ``module:name`` of each dictionary of a module whose keys are kinds."""
    for path in sorted((ROOT / "gmp_cad").rglob("*.py")):
        for node in ast.parse(path.read_bytes()).body:
            value = getattr(node, "value", None)
            if isinstance(value, ast.Call) and value.args:  # english({…})
                value = value.args[0]
            if isinstance(value, ast.Dict) and any(map(_is_kind, value.keys)):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                yield f"{module}:{target.id}"


def _is_kind(key: ast.expr | None) -> bool:
    return isinstance(key, ast.Attribute) and getattr(key.value, "id", "") in _CLASSES


def test_every_table_over_kinds_says_here_what_it_leaves_out() -> None:
    found = set(tables())
    assert found == set(LEFT_OUT), (
        "a new table, or one that is gone: LEFT_OUT says what each leaves out"
    )


@pytest.mark.parametrize("name", sorted(LEFT_OUT))
def test_a_table_leaves_out_what_it_means_to(name: str) -> None:
    module, _, table = name.partition(":")
    known = set(getattr(import_module(module), table))
    (kinds,) = {type(kind) for kind in known}
    assert issubclass(kinds, StrEnum)
    added = sorted(set(kinds) - known - LEFT_OUT[name])
    assert not added, f"add {', '.join(added)} to {table} of {module}, or to LEFT_OUT of this test"
    assert not known & LEFT_OUT[name], (
        f"{table} of {module} has what LEFT_OUT of this test leaves out"
    )


def test_an_operation_without_a_process_has_no_quality_in_the_table() -> None:
    """The rows of processes.csv are drilling, reaming, boring, milling, turning and grinding."""
    none = {kind for kind in K if process_of(Operation(kind=kind), None) is None}
    assert none == _MARKED | _THREADED | {K.COUNTERSINKING, K.COUNTERBORING, K.MANUAL}


def test_every_kind_of_tool_has_a_body_and_a_way_to_its_place() -> None:
    kinds = set(tool_kinds())
    mills = {"face_mill", "end_mill", "slot_mill", "chamfer_mill", *FORM_TOOLS}
    drawn = {*tool_body._HEADS, *turning_body._OUTLINES, "boring_head"}
    assert drawn == kinds, "its body: process/tool_body.py, or process/turning_body.py if held fast"
    placed = {*tool_pose._HOLE_TOOLS, *tool_pose.FIXED, "boring_bar", *mills}
    assert placed == kinds, "how it comes to its place: process/tool_pose.py; a mill is listed here"
    assert {*tool_pose._HOLE_TOOLS, "boring_bar"} == set(hole_pose._DEPTHS), "how deep it goes"
    chosen = {kind for wanted, *_ in _CHOICES.values() for kind in wanted}
    assert chosen | FORM_TOOLS == kinds, "what asks for it: process/tooling.py, or FORM_TOOLS"
    assert {row["kind"] for row in records("tool_life.csv")} == kinds, "its life: tool_life.csv"
