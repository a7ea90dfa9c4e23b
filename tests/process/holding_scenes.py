"""Phases that hold a block in a vice or a shaft in a chuck, with their operations and tools."""

from __future__ import annotations

import math
from dataclasses import replace

from gmp_cad.evidence import Removal
from gmp_cad.process.clamping import clamping_study
from gmp_cad.process.extent import PhaseWork
from gmp_cad.process.operations import operation_rows
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.toml import Source, validate
from gmp_cad.spec.workshop import parse_workshop
from tests.process.test_locating import phase
from tests.process.workpieces import block, cylinder, shaft

SHOP = parse_workshop(None)
VICE = {
    "machine": "CU-3AX", "workholding": "étau",
    "locating": [
        {"on": "base", "normals": 3, "seating": "mallet"}, {"on": "front", "normals": 2},
        {"on": "left", "normals": 1, "seating": "hand"},
    ],
    "clamping": [{"on": "back", "force": 12000}],
    "operation": [
        {"kind": "face_milling", "makes": ["top"], "tool": "FS-80"},
        {"kind": "drilling", "makes": ["bore"], "tool": "FO-H-9"},
    ],
}  # fmt: skip
CHUCK = {
    "machine": "TCN-2AX", "workholding": "mandrin", "spindle": "+Z", "x_axis": "+X",
    "locating": [
        {"on": "face", "normals": 3, "seating": "mallet"},
        {"on": "body", "normals": 2, "contact": "short_centring"},
    ],
    "clamping": [
        {"on": "body", "force": 30000, "point": [20, 0, 15], "kind": "chuck", "nature": "serrated"}
    ],
    "operation": [{"kind": "facing", "makes": ["end"], "tool": "TD-CNMG"}],
}  # fmt: skip


def spec(material="C45") -> PartSpec:
    data = {"part": {"number": "P", "title": "P", "material": material}}
    return validate(data, Source("spec.toml", ""), PartSpec).model_copy(update={"name": "bloc"})


def scene(keys=VICE, *, entering=None, material="C45", **changes):
    """Return the work of a phase and its rows; the block's top and bore are made, the shaft's end."""
    done = phase(**(keys | changes))
    before = entering or (shaft() if done.turning else block())
    after = replace(before, phase="20")
    if not done.turning:
        bore = cylinder(9, (50.0, 30.0, 0.0), 4.5, 40.0, hollow=True)
        after = replace(
            after, faces=(*before.faces, bore), features=before.features | {"bore": (9,)}
        )
    removal = Removal(
        phase="20", operation=0, removed_mm3=2.0 * (6000 if not done.turning else 400 * math.pi)
    )
    work = PhaseWork(
        spec=spec(material), phase=done, entering=before, leaving=after, removals=(removal,)
    )
    return work, operation_rows(work, SHOP, {})


def study(keys=VICE, **changes):
    """Return the clamping of such a phase."""
    return clamping_study(*scene(keys, **changes))
