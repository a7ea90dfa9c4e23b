"""The cells of the operations table: conditions rounded as they are set, what held them back."""

from __future__ import annotations

from gmp_cad.documents.printing.figures import DASH, centiminutes
from gmp_cad.language import Message, english, number, translate
from gmp_cad.process.conditions import CuttingConditions
from gmp_cad.process.operations import OperationRow, tool_title
from gmp_cad.spec.geometric import GeometricTolerance
from gmp_cad.spec.workshop import Machine
from gmp_cad.standards.tool_sizes import holder_name


def operation_cells(row: OperationRow, machine: Machine | None, lang: str) -> tuple[str, ...]:
    """Return the cells of one row: times in cmin, speeds rounded as people set them."""
    return (
        row.number,
        row.designation.say(lang),
        _realised_text(row, lang),
        _tool_text(row, lang),
        row.offset,
        *_condition_cells(row, machine, lang),
        _gauges_text(row, lang),
        centiminutes(row.manual_min, lang) if row.manual_min else "",
        _machine_time(row, lang),
    )


def overridden(row: OperationRow) -> bool:
    """Tell whether the plan wrote a condition or the time of the operation itself."""
    cut = row.conditions
    if cut is None:
        return False
    return bool(cut.overridden) or row.technological_min != cut.time_min


def _realised_text(row: OperationRow, lang: str) -> str:
    """Return the Cf on one line, then a line for each geometric tolerance."""
    lines = [", ".join(row.cf), *(_frame(t, lang) for t in row.tolerances)]
    return "\n".join(filter(None, lines))


def _frame(tolerance: GeometricTolerance, lang: str) -> str:
    """Return a frame without its bars: ``⌖ ⌀0,05 A B``."""
    return tolerance.frame_text(lang).replace(" | ", " ")


def _gauges_text(row: OperationRow, lang: str) -> str:
    """Return a line for each gauge; where there are several, after what each of them measures."""
    measures = [
        ", ".join(one if isinstance(one, str) else _frame(one, lang) for one in measured)
        for measured in row.gauged
    ]
    if len(row.gauges) < 2 or len(measures) != len(row.gauges):
        return " ; ".join(row.gauges)
    return "\n".join(
        Message("{measured}: {gauge}", measured=measured, gauge=gauge).say(lang)
        if measured
        else gauge
        for measured, gauge in zip(measures, row.gauges, strict=True)
    )


def _machine_time(row: OperationRow, lang: str) -> str:
    """Return Tt (cmin), with a star where the plan wrote another than the computed one."""
    if not row.technological_min:
        return ""
    written = row.conditions is not None and row.technological_min != row.conditions.time_min
    return centiminutes(row.technological_min, lang) + "*" * written


def _tool_text(row: OperationRow, lang: str) -> str:
    if row.tool is None:
        return ""
    return " — ".join(filter(None, (tool_title(row.tool), holder_name(row.tool.holder, lang))))


def _condition_cells(row: OperationRow, machine: Machine | None, lang: str) -> tuple[str, ...]:
    """Return Vc, n, f or fz, Vf, ap, ae, passes."""
    cut = row.conditions
    if cut is None:
        return ("",) * 7
    milling = cut.fz is not None
    feed = f"fz {_short(cut.fz, lang)}" if milling else _short(cut.f, lang)
    passes = str(cut.passes) if cut.finish_ap is None else f"{cut.passes - 1} + 1"
    return (
        _marked(cut, _short(cut.vc, lang), ("vc",), lang),
        _marked(cut, _speed(cut, machine, lang), ("n", "n_max", "gearbox", "n_min", "power"), lang),
        _marked(cut, feed, ("fz" if milling else "f", "ra", "torque"), lang),
        _marked(
            cut, DASH if cut.constant_speed else number(round(cut.vf), lang), ("vf_max",), lang
        ),
        _marked(cut, _depth(cut, lang), ("ap", "cutting_length"), lang),
        _marked(cut, depth_text(cut.ae, lang), ("ae",), lang),
        _marked(cut, passes, ("passes",), lang),
    )


_DEPTH_STEP_MM = 0.05
# What held a value back, as short as a cell; the check CP13 says it in full.
_LIMITS = english({
    "n_max": "n max", "gearbox": "gearbox", "n_min": "n min", "power": "P max", "ra": "for Ra",
    "torque": "M max", "vf_max": "Vf max", "cutting_length": "tool length",
})  # fmt: skip


def _marked(cut: CuttingConditions, value: str, keys: tuple[str, ...], lang: str) -> str:
    """Return a value with a star where the plan wrote it, and the limit that held it back."""
    own = "*" if any(key in cut.overridden for key in keys) else ""
    limits = [translate(_LIMITS[key], lang) for key in keys if key in cut.limits_hit]
    return "\n".join((f"{value}{own}", *(f"({limit})" for limit in limits)))


def _speed(cut: CuttingConditions, machine: Machine | None, lang: str) -> str:
    if not cut.constant_speed:
        return number(round(cut.n), lang)
    limit = machine.n_max_rpm if machine else None
    return "G96" if limit is None else f"G96 ≤ {number(limit, lang)}"


def _depth(cut: CuttingConditions, lang: str) -> str:
    if not cut.ap:
        return DASH
    if cut.finish_ap is None:
        return depth_text(cut.ap, lang)
    return f"{depth_text(cut.ap, lang)} / {depth_text(cut.finish_ap, lang)}"


def depth_text(value: float | None, lang: str) -> str:
    """Return a depth or width of cut to 0.05 mm, as it is set; a smaller one as it is."""
    if not value or value < _DEPTH_STEP_MM:
        return _short(value, lang)
    steps = int(round(value / _DEPTH_STEP_MM, 6) + 0.5)  # half a step counts as one
    return number(round(steps * _DEPTH_STEP_MM, 2), lang)


def _short(value: float | None, lang: str) -> str:
    """Return three significant digits: more cannot be set on a machine."""
    return DASH if not value else number(float(f"{value:.3g}"), lang)
