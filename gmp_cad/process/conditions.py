"""Cutting conditions of one operation: start values, machine limits, forces, technological time."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from gmp_cad.errors import OutsideTableError
from gmp_cad.language import Message
from gmp_cad.process import cutting
from gmp_cad.process.cut import PART_TURNS, Cut, CutGeometry, family_of
from gmp_cad.process.limits import limited
from gmp_cad.process.power import cutting_power, cutting_torque, specific_force
from gmp_cad.process.times import technological_time
from gmp_cad.spec.operation import Operation, OperationKind, Stage
from gmp_cad.spec.workshop import Machine, Tool
from gmp_cad.standards.cutting_data import StartValue, start_value
from gmp_cad.standards.materials import Material

# Usual depths of the trade where the table has none: what a face mill takes in one pass, and
# what the last pass leaves for itself (finishing stock 0.2 to 0.5 mm a side).
FACE_MILL_AP_MM = 4.0
FINISH_AP_MM = 0.5
SLOT_AP = 0.5
FACE_MILL_AE = 0.75
SIDE_AE = 0.5
# Depth of an external metric thread over its pitch (ISO 898-1), where no standard has the thread.
THREAD_DEPTH = 0.6134

SLOTS = frozenset({OperationKind.SLOT_MILLING})


@dataclass(frozen=True, slots=True, kw_only=True)
class CuttingConditions:
    """How an operation cuts.

    Units: vc m/min, n rev/min, f mm/rev, fz mm/tooth (mills only), vf mm/min, ap and ae mm,
    fc N and power_kw kW at the tool (None when the material has no data), time_min min.
    ``passes`` counts all passes, of which the last takes ``finish_ap`` when that is not None.
    ``constant_speed``: G96, ``n`` being the speed at ``diameter_mm``. ``limits_hit``: "n_max",
    "gearbox", "vf_max", "torque", "power", "ra", "cutting_length" (see
    :mod:`gmp_cad.process.limits`). ``overridden``: what the plan wrote itself. ``kc_mpa`` and
    ``kc_source``: the specific force that power and force rest on; ``torque_nm`` at the spindle;
    ``chip_rate`` cm³/min; ``ra_um``: theoretical Ra of a turned surface; ``travel_mm``: length of
    one travel in a hole.
    """

    vc: float
    n: float
    f: float | None
    fz: float | None
    vf: float
    ap: float
    ae: float | None
    passes: int
    finish_ap: float | None
    diameter_mm: float
    constant_speed: bool
    fc: float | None
    power_kw: float | None
    limits_hit: tuple[str, ...]
    time_min: float
    source: Message
    overridden: tuple[str, ...]
    kc_mpa: float | None = None
    kc_source: str = ""
    torque_nm: float | None = None
    chip_rate: float = 0.0
    ra_um: float | None = None
    travel_mm: float = 0.0


def conditions(
    operation: Operation,
    tool: Tool,
    machine: Machine,
    material: Material,
    geometry: CutGeometry,
    ra_um: float | None = None,
) -> CuttingConditions:
    """Return the conditions of an operation that cuts; what the plan writes holds as written.

    Start values (``gmp_cad.standards.cutting_data``) are brought within what the surface (``ra_um``:
    the finest Ra wanted, µm), the tool and the machine allow, each limit named. Raises OutsideTableError where there is neither a start value nor
    one in the plan.
    """
    start = _start(operation, tool, machine, material, geometry)
    return _told(limited(_depths(replace(start, ra_um=ra_um))))


def _told(cut: Cut) -> CuttingConditions:
    power, force, torque = cutting_power(cut), specific_force(cut), cutting_torque(cut)
    rough = cut.theoretical_ra_um
    milling = cut.family == "milling"
    return CuttingConditions(
        vc=_figures(cut.vc),
        n=_figures(cut.n),
        f=None if milling else _figures(cut.feed),
        fz=_figures(cut.feed) if milling else None,
        vf=_figures(cut.vf),
        ap=_figures(cut.ap),
        ae=None if cut.ae is None else _figures(cut.ae),
        passes=cut.passes,
        finish_ap=cut.finish_ap,
        diameter_mm=_figures(cut.diameter),
        constant_speed=cut.constant_speed,
        fc=None if power is None else _figures(60000 * power / cut.vc),
        power_kw=None if power is None else _figures(power),
        limits_hit=cut.limits,
        time_min=_figures(technological_time(cut)),
        source=cut.source,
        overridden=_overridden(cut.operation),
        kc_mpa=None if force is None else _figures(force.kc_mpa),
        kc_source="" if force is None else force.source,
        torque_nm=None if torque is None else _figures(torque),
        chip_rate=_figures(cut.chip_rate),
        ra_um=None if rough is None else _figures(rough),
        travel_mm=_figures(cut.geometry.length_mm) if cut.family in ("hole", "tapping") else 0.0,
    )


def _figures(value: float) -> float:
    return float(f"{value:.12g}")


_WRITTEN = ("vc", "n", "f", "fz", "ap", "ae", "passes", "depth")


def _overridden(operation: Operation) -> tuple[str, ...]:
    return tuple(key for key in _WRITTEN if getattr(operation, key) is not None)


def _start(
    operation: Operation, tool: Tool, machine: Machine, material: Material, geometry: CutGeometry
) -> Cut:
    family = family_of(operation, tool)
    if family is None:
        raise OutsideTableError(
            Message("no cutting conditions are computed for {kind}", kind=operation.kind.value)
        )
    diameter = _diameter(family, tool, geometry)
    source, vc, feed = _values(operation, tool, material, geometry)
    if operation.n is not None:
        n = operation.n
        vc = operation.vc or cutting.cutting_speed(n, diameter)
    else:
        n = float(round(cutting.spindle_speed(vc, diameter)))
    return Cut(
        operation=operation, tool=tool, machine=machine, material=material, geometry=geometry,
        family=family, source=source, diameter=diameter, vc=vc, n=max(n, 1.0), feed=feed,
    )  # fmt: skip


def _diameter(family: str, tool: Tool, geometry: CutGeometry) -> float:
    """Return the diameter that the cutting speed is taken at: the part's in turning, the tool's."""
    own = None if family in PART_TURNS else tool.diameter_mm
    diameter = own or geometry.diameter_mm
    if diameter <= 0:
        raise OutsideTableError(
            Message("neither the tool {tool!r} nor the surface has a diameter", tool=tool.id),
            Message("give diameter_mm in workshop.toml"),
        )
    return diameter


def _values(
    operation: Operation, tool: Tool, material: Material, geometry: CutGeometry
) -> tuple[Message, float, float]:
    """Return source, cutting speed and feed (per tooth for mills)."""
    speed = operation.vc
    feed = (operation.fz if family_of(operation, tool) == "milling" else operation.f) or (
        geometry.pitch_mm
    )
    if (speed is not None or operation.n is not None) and feed is not None:
        return Message("written in the plan"), speed or 0.0, feed
    start = _table(operation, tool, material)
    feed = feed or start.feed_mm
    if feed is None:
        raise OutsideTableError(
            Message("the pitch of the thread made with {tool!r} is not known", tool=tool.id),
            Message("give pitch_mm of the tap in workshop.toml, or f of the operation"),
        )
    return start.source, speed or start.vc_m_min, feed


def _table(operation: Operation, tool: Tool, material: Material, stage: str = "") -> StartValue:
    return start_value(
        material,
        tool.kind,
        tool_material=tool.material,
        stage=stage or operation.stage.value,
        diameter_mm=tool.diameter_mm,
        full_slot=operation.kind in SLOTS,
    )


def _depths(cut: Cut) -> Cut:
    """Choose ap, ae and the passes."""
    operation, geometry = cut.operation, cut.geometry
    if cut.family in ("hole", "tapping", "plunging"):
        ap = operation.ap or _radial_depth(cut)
        return replace(cut, ap=ap, passes=operation.passes or 1)
    if cut.family == "threading":
        depth = geometry.depth_mm or THREAD_DEPTH * cut.feed
        passes = operation.passes or max(4, math.ceil(depth / (operation.ap or 0.15)))
        return replace(cut, ap=operation.ap or depth / passes, passes=passes)
    cut = _width(cut) if cut.family == "milling" else cut
    depth = operation.depth or geometry.depth_mm
    most = operation.ap or _greatest_depth(cut)
    length = cut.tool.cutting_length_mm
    if cut.family == "milling" and operation.ap is None and length is not None and length < most:
        if depth > length:
            cut = replace(cut, limits=(*cut.limits, "cutting_length"))
        most = length
    if operation.passes is not None:
        return replace(cut, passes=operation.passes, ap=operation.ap or depth / operation.passes)
    return _passes(cut, depth, most)


def _radial_depth(cut: Cut) -> float:
    if cut.family == "plunging":
        return cut.tool.diameter_mm or cut.geometry.width_mm
    before = cut.geometry.inner_diameter_mm
    return max((min(cut.geometry.diameter_mm, cut.diameter) - before) / 2, 0.0)


def _width(cut: Cut) -> Cut:
    """Choose the width of cut of a mill, and the lanes side by side that it needs."""
    diameter, width = cut.diameter, cut.geometry.width_mm
    if cut.operation.kind is OperationKind.FACE_MILLING:
        most = FACE_MILL_AE * diameter
    elif cut.operation.kind in (OperationKind.SLOT_MILLING, OperationKind.POCKET_MILLING):
        most = diameter
    else:
        most = SIDE_AE * diameter
    most = cut.operation.ae or most
    lanes = max(1, math.ceil(width / most - 1e-6))
    # Walls roughed before: the lanes are those of the floor, the width of cut that of the walls.
    ae = cut.geometry.side_mm or width / lanes or most
    return replace(cut, ae=cut.operation.ae or ae, lanes=lanes)


def _greatest_depth(cut: Cut) -> float:
    """Return the depth that one roughing pass may take (mm)."""
    if cut.family != "milling":
        try:
            ap = _table(cut.operation, cut.tool, cut.material, "rough").ap_mm
        except OutsideTableError:
            ap = None
        return ap or FACE_MILL_AP_MM
    if cut.geometry.side_mm:
        most = cut.geometry.depth_mm
    elif cut.operation.kind is OperationKind.FACE_MILLING or cut.tool.kind == "face_mill":
        most = FACE_MILL_AP_MM
    elif cut.operation.kind in SLOTS or (cut.ae or 0.0) > SIDE_AE * cut.diameter:
        most = SLOT_AP * cut.diameter
    else:
        most = cut.diameter
    return most


def _passes(cut: Cut, depth: float, most: float) -> Cut:
    """Share the depth between equal passes; finishing keeps a thin last one.

    Walls roughed before are finished at their whole height, as far as the tool cuts.
    """
    finishing = cut.operation.stage is Stage.FINISH and cut.operation.kind not in SLOTS
    finishing = finishing and not cut.geometry.side_mm
    if finishing and depth > 2 * FINISH_AP_MM and cut.operation.ap is None:
        rough = math.ceil((depth - FINISH_AP_MM) / most - 1e-6)
        ap = (depth - FINISH_AP_MM) / rough
        return replace(cut, ap=ap, passes=rough + 1, finish_ap=FINISH_AP_MM)
    passes = max(1, math.ceil(depth / most - 1e-6))
    return replace(cut, ap=cut.operation.ap or depth / passes, passes=passes)
