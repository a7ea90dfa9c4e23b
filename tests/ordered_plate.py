"""A plate whose plan is written in the right order, and the same with other phases."""

from __future__ import annotations

from dataclasses import replace

from gmp_cad.evidence import Feature, PartGeometry
from gmp_cad.process.elementary import elementary_operations
from gmp_cad.process.precedence_rules import OrderedPart
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.toml import parse
from tests.process.workpieces import cylinder, plane

SPEC = """
[part]
number = "P-01"
title = "Plaque"
material = "90MnCrV8"
[dimensions]
height = { size = "20 ±0,1", between = ["base", "top"] }
bore = "⌀16 H7 Ⓔ"
[features]
base = "<Z"
top = ">Z"
[datums]
A = "base"
B = "bore"
[tolerances]
bore_perp = { symbol = "perpendicularity", value = "⌀0,02", on = "bore", datums = ["A"] }
"""
MACHINES = {"CU-3AX": "milling", "TTH-1": "heat_treatment", "RP-1": "grinding"}

FACES = (
    plane(0, "Z", -1, 0.0, (0, 0), (80, 60), holes=[(40, 30, 8)]),
    plane(1, "Z", 1, 20.0, (0, 0), (80, 60), holes=[(40, 30, 8)]),
    replace(cylinder(2, (40.0, 30.0, 0.0), 8.0, 20.0, hollow=True)),
)


def _feature(index: int) -> Feature:
    face = FACES[index]
    return Feature(
        faces=(index,), surface=face.surface, point=face.point, direction=face.direction,
        radius_mm=face.radius_mm, hollow=face.hollow, span_mm=face.span_mm, found_by="tag",
    )  # fmt: skip


GEOMETRY = PartGeometry(
    faces=FACES,
    features={name: (_feature(i),) for i, name in enumerate(("base", "top", "bore"))},
)


def phase(number: int, *operations: str, spindle: str = "+Z", machine: str = "CU-3AX",
          more: str = "") -> str:  # fmt: skip
    """Return a phase in TOML; an operation reads ``face_milling base rough``."""
    text = f'[[phase]]\nnumber = {number}\ntitle = "P"\nmachine = "{machine}"\nspindle = "{spindle}"\n{more}\n'
    for operation in operations:
        kind, *rest = operation.split()
        makes = f'makes = ["{rest[0]}"]\n' if rest else ""
        stage = f'stage = "{rest[1]}"\n' if len(rest) > 1 else ""
        text += f'[[phase.operation]]\nkind = "{kind}"\n{makes}{stage}'
    return text


BASE = phase(10, "face_milling base rough", "face_milling base", spindle="-Z")
TOP = phase(
    20, "face_milling top", "spot_drilling bore", "drilling bore rough", "reaming bore",
)  # fmt: skip


def ordered(*phases: str, more: str = "", spec: str = SPEC) -> OrderedPart:
    """Return the plate with the phases of a plan; without any, those in the right order."""
    text = '[stock]\nform = "plate"\nsize = [80, 60, 24]\n' + "".join(phases or (BASE, TOP)) + more
    plan = parse(text, "parts/plate/process.toml", ProcessPlan)
    read = parse(spec, "parts/plate/spec.toml", PartSpec).model_copy(update={"name": "plate"})
    return OrderedPart(
        spec=read, geometry=GEOMETRY, plan=plan, operations=elementary_operations(plan, MACHINES)
    )
