"""Start values of cutting speed and feed by workpiece material, tool and stage.

The values are workshop practice and live in data files (``cutting_values.csv``,
``cutting_rules.toml``): defaults to start from, never limits.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gmp_cad.errors import OutsideTableError, suggestion
from gmp_cad.language import Message, english
from gmp_cad.standards.materials import Material
from gmp_cad.standards.table import document, records

STAGES = ("rough", "semi_finish", "finish")
_REFERENCE_DIAMETER_MM = 10.0
# Columns of cutting_values.csv: what people call each.
_LABELS = english(
    {
        "face_mill": "face mill",
        "end_mill": "carbide end mill",
        "end_mill_hss": "HSS end mill",
        "drill": "carbide drill",
        "drill_hss": "HSS drill",
        "reamer": "reamer",
        "tap": "tap",
        "turning_rough": "rough turning",
        "turning_finish": "finish turning",
    }
)
_PER_TOOTH = frozenset({"face_mill", "end_mill", "end_mill_hss"})  # their feed; else per turn


@dataclass(frozen=True, slots=True, kw_only=True)
class StartValue:
    """Cutting speed m/min, feed mm per revolution (per tooth for mills), depth of cut ap mm.

    ``feed_mm`` is None where the thread's pitch is the feed; ``ap_mm`` is None where the table has
    none. ``source`` says which row and rules gave the values.
    """

    vc_m_min: float
    feed_mm: float | None
    ap_mm: float | None
    per_tooth: bool
    source: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class _Use:
    kind: str
    material: str
    stage: str
    diameter_mm: float | None
    full_slot: bool


def start_value(
    workpiece: Material,
    tool_kind: str,
    *,
    tool_material: str = "carbide",
    stage: str = "rough",
    diameter_mm: float | None = None,
    full_slot: bool = False,
) -> StartValue:
    """Return the start value of a tool in a material.

    Kind and tool material ("carbide" or "HSS") are those of the workshop's tools; the stage is
    rough, semi_finish or finish; ``full_slot`` means a mill that cuts on its whole width. The feed
    is scaled with (D/10)^0.7 where the rules say so, D clamped to their range. A material without
    a row takes that of its ISO 513 group, said in ``source``. Raises OutsideTableError for a
    material without a group, an unknown tool kind, tool material or stage.
    """
    use = _Use(
        kind=tool_kind,
        material=tool_material,
        stage=stage,
        diameter_mm=diameter_mm,
        full_slot=full_slot,
    )
    rule = _rule(use)
    row_name = _row_name(workpiece)
    row = _values()[row_name, rule["column"]]
    return StartValue(
        vc_m_min=_figures(float(row["vc"]) * rule.get("vc", 1.0)),
        feed_mm=_feed(rule, row, use),
        ap_mm=_depth(rule, row),
        per_tooth=rule["column"] in _PER_TOOTH,
        source=_source(workpiece, row_name, rule["column"]),
    )


def tool_kinds() -> tuple[str, ...]:
    """Return the kinds of tools that have start values, in the order of the rules."""
    return tuple(dict.fromkeys(rule["kind"] for rule in _entries("kind")))


def _entries(name: str) -> list[dict[str, Any]]:
    entries = document("cutting_rules.toml")[name]
    assert isinstance(entries, list)
    return entries


@cache
def _values() -> Mapping[tuple[str, str], Mapping[str, str]]:
    return {(row["material"], row["column"]): row for row in records("cutting_values.csv")}


def _rule(use: _Use) -> Mapping[str, Any]:
    if use.stage not in STAGES:
        raise OutsideTableError(
            Message("unknown stage {stage!r}: {known}", stage=use.stage, known=", ".join(STAGES))
        )
    if use.kind not in tool_kinds():
        raise OutsideTableError(
            Message("no cutting data for tools of kind {kind!r}", kind=use.kind),
            hint=suggestion(use.kind, tool_kinds())
            or Message("known kinds: {kinds}", kinds=", ".join(tool_kinds())),
        )
    for rule in _entries("kind"):
        wanted = (rule["kind"], rule["material"], rule["stage"])
        if _matches(wanted, (use.kind, use.material, use.stage)):
            return rule
    raise OutsideTableError(
        Message(
            "no cutting data for the tool kind {kind} made of {material}",
            kind=use.kind,
            material=use.material,
        )
    )


def _matches(wanted: tuple[str, ...], given: tuple[str, ...]) -> bool:
    return all(w in ("*", g) for w, g in zip(wanted, given, strict=True))


def _row_name(workpiece: Material) -> str:
    for name in (workpiece.designation, workpiece.like):
        if (name, "drill") in _values():
            return name
    # Of a strength that is not known the hardest row of the group holds.
    strength = max(filter(None, workpiece.rm_mpa)) if workpiece.rm_mpa else math.inf
    for like in _entries("like"):
        same = like["iso513"] == workpiece.iso513
        same = same and like.get("family", workpiece.family) == workpiece.family
        if same and strength <= like.get("rm_up_to", strength):
            return str(like["material"])
    raise OutsideTableError(
        Message(
            "no cutting data for {material} (ISO 513 group {group})",
            material=workpiece.designation,
            group=workpiece.iso513 or "—",
        ),
        hint=Message('say which material it cuts like: like = "C45", or its group: iso513 = "P"'),
    )


def _feed(rule: Mapping[str, Any], row: Mapping[str, str], use: _Use) -> float | None:
    if rule.get("feed") == "pitch":
        return None
    if "feed_fixed" in rule:
        return float(rule["feed_fixed"])
    feed = float(row["feed"]) * rule.get("feed", 1.0) * _scale(rule, use.diameter_mm)
    if use.full_slot:
        feed *= _constant("full_slot_feed")
    return _figures(feed)


def _scale(rule: Mapping[str, Any], diameter_mm: float | None) -> float:
    if "scaled" not in rule or diameter_mm is None:
        return 1.0
    least, most = rule["scaled"]
    clamped = min(max(diameter_mm, least), most)
    return float((clamped / _REFERENCE_DIAMETER_MM) ** _constant("exponent"))


def _constant(name: str) -> float:
    value = document("cutting_rules.toml")[name]
    assert isinstance(value, float)
    return value


def _depth(rule: Mapping[str, Any], row: Mapping[str, str]) -> float | None:
    if "ap" in rule:
        return float(rule["ap"]) or None
    return float(row["ap"]) if row["ap"] else None


def _source(workpiece: Material, row_name: str, column: str) -> Message:
    label = Message(_LABELS[column])
    if row_name == workpiece.designation:
        return Message("start values, {material}, {column}", material=row_name, column=label)
    return Message(
        "start values of {row} (ISO 513 group {group}: {material} has none), {column}",
        row=row_name,
        group=workpiece.iso513,
        material=workpiece.designation,
        column=label,
    )


def _figures(value: float) -> float:
    """Three significant figures: the tables have two."""
    return float(f"{value:.3g}")
