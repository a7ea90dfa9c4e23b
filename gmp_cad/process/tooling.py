"""Which machine and tool an operation uses: those that the plan names, else what suits best.

Lengths in mm. A choice is a table entry: the tool kinds that can do it, what rules a tool out, and
the order of preference among the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gmp_cad.errors import Problem, suggestion
from gmp_cad.language import Message, word
from gmp_cad.process.cut import CutGeometry
from gmp_cad.process.extent import PhaseWork, cut_geometry, faces_made, size_of
from gmp_cad.spec.operation import Operation, OperationKind, Stage
from gmp_cad.spec.process import Phase
from gmp_cad.spec.workshop import Machine, Tool, Workshop

# A drill stands for a diameter that it misses by less than this.
DRILL_MISS_MM = 0.05
# A hole that will be reamed is drilled smaller by 0.2 to 0.4 on the diameter; up to this is taken.
REAMING_STOCK_MM = (0.15, 0.5)
_BORING_STOCK_MM = (0.3, 4.0)
_FINISHING = (OperationKind.REAMING, OperationKind.BORING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a tool must do: geometry of the cut, diameters admitted, fit, corner radius in mm."""

    operation: Operation
    geometry: CutGeometry
    numerical: bool
    lathe: bool
    diameters: tuple[float, float]
    fit: str
    corner_mm: float | None
    internal: bool

    @property
    def reach(self) -> float:
        """How long the cutting part must be (mm)."""
        return max(self.geometry.length_mm, 0.0)


def machine_of(phase: Phase, workshop: Workshop) -> tuple[Machine | None, tuple[Problem, ...]]:
    """Return the machine of a phase; a problem with the nearest id if the workshop has it not."""
    if not phase.machine:
        return None, ()
    machine = workshop.machine(phase.machine)
    if machine is not None:
        return machine, ()
    message = Message("the machine {id!r} is not in the workshop", id=phase.machine)
    hint = suggestion(phase.machine, [m.id for m in workshop.machines])
    return None, (Problem(phase.where.child("machine"), message, hint),)


def tool_of(
    work: PhaseWork, index: int, workshop: Workshop
) -> tuple[Tool | None, tuple[Problem, ...]]:
    """Return the tool of an operation, written or chosen; problems say what is missing."""
    operation = work.phase.operations[index]
    if operation.tool:
        tool = workshop.tool(operation.tool)
        if tool is not None:
            return tool, ()
        message = Message("the tool {id!r} is not in the workshop", id=operation.tool)
        hint = suggestion(operation.tool, [t.id for t in workshop.tools])
        return None, (Problem(operation.where.child("tool"), message, hint),)
    if operation.kind not in _CHOICES:
        return None, ()
    need = _need(work, index, workshop)
    tool = choose(need, workshop.tools) if need else None
    if tool is not None:
        return tool, ()
    hint = Message("write tool = … in the operation, or add a tool to workshop.toml")
    return None, (Problem(operation.where, _no_tool(operation, need), hint),)


def _no_tool(operation: Operation, need: Need | None) -> Message:
    if need is None:
        return Message("no tool can be chosen: the faces that it makes are not known")
    if need.geometry.diameter_mm and operation.kind in _BY_DIAMETER:
        return Message("the workshop has no tool for {kind} ⌀{diameter:.2f} {fit}",
                       kind=word(operation.kind.value), fit=need.fit,
                       diameter=need.geometry.diameter_mm)  # fmt: skip
    return Message("the workshop has no tool for {kind}", kind=word(operation.kind.value))


def choose(need: Need, tools: Sequence[Tool]) -> Tool | None:
    """Return the most suitable of the tools, None if none suits."""
    kinds, admits, rank = _CHOICES[need.operation.kind]
    wanted = _LATHE_KINDS.get(need.operation.kind, kinds) if need.lathe else kinds
    fitting = [t for t in tools if t.kind in wanted and admits(t, need)]
    return min(fitting, key=lambda t: (wanted.index(t.kind), *rank(t, need)), default=None)


def _need(work: PhaseWork, index: int, workshop: Workshop) -> Need | None:
    geometry = cut_geometry(work, index)
    if geometry is None:
        return None
    operation = work.phase.operations[index]
    machine = workshop.machine(work.phase.machine)
    size = size_of(work, operation)
    faces = faces_made(work, operation)
    corners = [f.radius_mm for f in faces
               if f.surface == "cylinder" and f.hollow and f.angle_deg < 180]  # fmt: skip
    barrels = [f for f in faces if f.surface == "cylinder"]
    return Need(
        operation=operation,
        geometry=geometry,
        numerical=machine is not None and machine.numerical,
        lathe=machine is not None and machine.kind == "turning",
        diameters=_admitted(work, index, geometry),
        fit=(size.fit or size.thread_class or "") if size else "",
        corner_mm=min(corners, default=None),
        internal=bool(barrels) and all(f.hollow for f in barrels),
    )


def _admitted(work: PhaseWork, index: int, geometry: CutGeometry) -> tuple[float, float]:
    """Return the smallest and largest diameter that a drill for the operation may have."""
    operation, diameter = work.phase.operations[index], geometry.diameter_mm
    later = [
        other.kind
        for other in work.phase.operations[index + 1 :]
        if other.kind in _FINISHING and set(other.makes) & set(operation.makes)
    ]
    if operation.kind is OperationKind.DRILLING and operation.allowance is None and later:
        least, most = REAMING_STOCK_MM if later[0] is _FINISHING[0] else _BORING_STOCK_MM
        return diameter - most, diameter - least
    names = [name.split("[")[0] for name in operation.makes]
    limits = [d.limits for n in names if (d := work.spec.dimensions.get(n)) and d.limits]
    if operation.kind is OperationKind.DRILLING and not operation.allowance and limits:
        low, high = limits[0]
        if low - 1e-9 <= diameter <= high + 1e-9:
            return low, high
    return diameter - DRILL_MISS_MM, diameter + DRILL_MISS_MM


Admits = Callable[[Tool, Need], bool]
Rank = Callable[[Tool, Need], tuple[float, ...]]


def _short(tool: Tool, length: float) -> float:
    """Return by how much the cutting part is too short (mm)."""
    return max(length - (tool.cutting_length_mm or length), 0.0)


def _carbide_first(tool: Tool, need: Need) -> float:
    """Prefer carbide on numerical machines, HSS on manual ones."""
    return float((tool.material == "carbide") is not need.numerical)


def _d(tool: Tool) -> float:
    return tool.diameter_mm or 0.0


def _covers(tool: Tool, need: Need) -> tuple[float, ...]:
    """Prefer the smallest face mill that clears the width in one lane, else the largest."""
    one_lane = 0.75 * _d(tool) >= need.geometry.width_mm - 1e-6
    return (0.0, _d(tool)) if one_lane else (1.0, -_d(tool))


def _sides(tool: Tool, need: Need) -> tuple[float, ...]:
    """Prefer long enough end mills that clear half their diameter; then the largest."""
    enough = 0.5 * _d(tool) >= need.geometry.width_mm - 1e-6
    size = _d(tool) if enough else 1000 - _d(tool)
    return (_short(tool, need.geometry.depth_mm), _carbide_first(tool, need), size)


def _fits_corner(tool: Tool, need: Need) -> bool:
    corner = need.corner_mm
    return tool.diameter_mm is not None and (corner is None or _d(tool) <= 2 * corner + 1e-6)


def _fits_width(tool: Tool, need: Need) -> bool:
    width = need.geometry.width_mm
    return _fits_corner(tool, need) and _d(tool) <= width + 1e-6


def _largest(tool: Tool, need: Need) -> tuple[float, ...]:
    return (-_d(tool), _short(tool, need.geometry.depth_mm), _carbide_first(tool, need))


def _pocket(tool: Tool, need: Need) -> tuple[float, ...]:
    return (_short(tool, need.geometry.depth_mm), _carbide_first(tool, need), -_d(tool))


def _in_diameters(tool: Tool, need: Need) -> bool:
    low, high = need.diameters
    return low - 1e-9 <= _d(tool) <= high + 1e-9


def _drill(tool: Tool, need: Need) -> tuple[float, ...]:
    low, high = need.diameters
    aim = (
        need.geometry.diameter_mm if low <= need.geometry.diameter_mm <= high else (low + high) / 2
    )
    miss = round(abs(_d(tool) - aim), 6)
    return (_short(tool, need.reach + 0.3 * _d(tool)), miss, _carbide_first(tool, need))


def _same_diameter(tool: Tool, need: Need) -> bool:
    return abs(_d(tool) - need.geometry.diameter_mm) < 0.01


def _reamer(tool: Tool, need: Need) -> bool:
    return _same_diameter(tool, need) and (not need.fit or tool.fit in ("", need.fit))


def _tap(tool: Tool, need: Need) -> bool:
    pitch = need.geometry.pitch_mm
    return _same_diameter(tool, need) and pitch is not None and tool.pitch_mm == pitch


def _threader(tool: Tool, need: Need) -> bool:
    # ISO designation of threading inserts: the third character is E (external) or N (internal).
    internal = tool.iso_code[2:3] == "N"
    return internal is need.internal and tool.pitch_mm in (None, need.geometry.pitch_mm)


def _wide(tool: Tool, need: Need) -> tuple[float, ...]:
    """Prefer the smallest that is at least as wide as the hole, else the largest."""
    enough = _d(tool) >= need.geometry.diameter_mm - 1e-6
    return (0.0, _d(tool)) if enough else (1.0, -_d(tool))


def _nose(tool: Tool, need: Need) -> tuple[float, ...]:
    """Prefer a large nose radius for roughing and facing, a small one for finishing."""
    fine = need.operation.stage is Stage.FINISH and need.operation.kind is OperationKind.TURNING
    radius = tool.nose_radius_mm or 0.0
    return (_short(tool, need.reach) if tool.kind == "boring_bar" else 0.0,
            radius if fine else -radius)  # fmt: skip


def _long_enough(tool: Tool, need: Need) -> tuple[float, ...]:
    return (_short(tool, need.reach), tool.cutting_length_mm or 0.0)


def _turns(tool: Tool, need: Need) -> bool:
    return (tool.kind == "boring_bar") is need.internal


def _width_of_groove(tool: Tool, need: Need) -> bool:
    return (tool.cutting_length_mm or 0.0) <= need.geometry.width_mm + 1e-6


def _widest(tool: Tool, _need: Need) -> tuple[float, ...]:
    return (-(tool.cutting_length_mm or 0.0),)


def _any(_tool: Tool, _need: Need) -> bool:
    return True


def _middle(tool: Tool, _need: Need) -> tuple[float, ...]:
    return (abs(_d(tool) - 2.5),)


def _small(tool: Tool, _need: Need) -> tuple[float, ...]:
    return (abs(_d(tool) - 10.0),)


_K = OperationKind
_BY_DIAMETER = frozenset({_K.DRILLING, _K.REAMING, _K.TAPPING, _K.COUNTERBORING})
_CHOICES: dict[OperationKind, tuple[tuple[str, ...], Admits, Rank]] = {
    _K.FACE_MILLING: (("face_mill", "end_mill"), _any, _covers),
    _K.SHOULDER_MILLING: (("end_mill",), _fits_corner, _sides),
    _K.CONTOUR_MILLING: (("end_mill",), _fits_corner, _sides),
    _K.SLOT_MILLING: (("slot_mill", "end_mill"), _fits_width, _largest),
    _K.POCKET_MILLING: (("end_mill", "slot_mill"), _fits_width, _pocket),
    _K.SPOT_DRILLING: (("spot_drill", "centre_drill"), _any, _wide),
    _K.CENTRE_DRILLING: (("centre_drill",), _any, _middle),
    _K.DRILLING: (("drill",), _in_diameters, _drill),
    _K.BORING: (("boring_head", "boring_bar"), _any, _long_enough),
    _K.REAMING: (("reamer",), _reamer, _long_enough),
    _K.COUNTERBORING: (("counterbore",), _same_diameter, _long_enough),
    _K.COUNTERSINKING: (("countersink",), _any, _wide),
    _K.TAPPING: (("tap",), _tap, _long_enough),
    _K.CHAMFERING: (("chamfer_mill",), _any, _small),
    _K.FACING: (("turning",), _any, _nose),
    _K.TURNING: (("turning", "boring_bar"), _turns, _nose),
    _K.GROOVING: (("grooving",), _width_of_groove, _widest),
    _K.PARTING: (("parting",), _any, _widest),
    _K.THREADING: (("threading",), _threader, lambda t, _n: (float(t.pitch_mm is None),)),
}
_LATHE_KINDS = {_K.BORING: ("boring_bar",), _K.CHAMFERING: ("turning",)}
