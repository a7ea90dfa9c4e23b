"""What a task takes of a part's files: all that its result depends on, and no more.

A limit or a note that changes then leaves the tasks alone that do not look at it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gmp_cad.spec.inspected import INSPECTION_KEYS
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.size import THREADS, Role, Size

# Neither names nor measures depend on the material and the limits, nor on what a part is called.
_NOBODY = {"number": "-", "title": "-"}
_TABLES = ("dimensions", "tolerances", "textures")
_UNMEASURED = frozenset({"ra", "note"}) | INSPECTION_KEYS
_ANY = {"name": "-", "density_kg_m3": 1.0}
_ANY_DEVIATIONS = (0.0, 0.001)
_ANY_WIDTH_MM = 0.001  # a zone so narrow that no other line contradicts it


def spec_slice(spec: PartSpec) -> dict[str, Any]:
    """Return what naming and measuring depend on: sizes, sides and places, no limits, no note."""
    data = spec.model_dump(mode="json", exclude_none=True, exclude={"tolerances", "textures"})
    kept = {
        name: {
            **{k: v for k, v in entry.items() if k not in _UNMEASURED},
            "size": str(_measured_size(d.size)),
        }
        for (name, entry), d in zip(
            data["dimensions"].items(), spec.dimensions.values(), strict=True
        )
    }  # fmt: skip
    return {
        "part": {**_NOBODY, "bodies": data["part"]["bodies"], "material": _ANY},
        "dimensions": kept,
        "features": data["features"],
        "datums": data["datums"],
    }


def _measured_size(size: Size) -> Size:
    """Return a size as it is measured: its tolerance is any, as the tables hold none of small sizes."""
    plain = size.role is Role.TOLERANCED and size.fit is None and size.kind not in THREADS
    deviations = _ANY_DEVIATIONS if plain else None
    return replace(size, deviations=deviations, decimals=None, bound=None, envelope=False)


def verified_slice(spec: PartSpec) -> dict[str, Any]:
    """Return what naming, measuring and verifying depend on: of a tolerance all but its width."""
    frames = {
        key: {
            "symbol": item.symbol, "on": item.on, "datums": list(item.datums),
            "value": str(replace(item.zone, width_mm=_ANY_WIDTH_MM)),
        }
        for key, item in spec.tolerances.items()
    }  # fmt: skip
    return {**spec_slice(spec), "tolerances": frames}


def pmi_slice(spec: PartSpec) -> dict[str, Any]:
    """Return what the annotations of the STEP file depend on.

    That is all but the material, what is chosen for the drawing, how it is inspected, and the
    words beside a dimension.
    """
    left_out: Any = {key: {"__all__": INSPECTION_KEYS | {"note"}} for key in _TABLES}
    left_out |= {"drawing": True, "revisions": True}
    data: dict[str, Any] = spec.model_dump(mode="json", exclude_none=True, exclude=left_out)
    return {**data, "part": {**data["part"], "material": _ANY}}


def plan_slice(plan: ProcessPlan) -> dict[str, Any]:
    """Return what the in-process solids depend on: stock, spindles, operations; no fixture."""
    data = plan.model_dump(mode="json", by_alias=True, exclude_none=True)
    kept = ("kind", "makes", "stage", "allowance", "depth", "direction", "tool")
    return {
        "stock": data["stock"],
        "phase": [
            {
                "number": phase["number"], "title": "-", "spindle": phase["spindle"],
                "x_axis": phase["x_axis"], "machine": "-",
                "operation": [
                    {k: op[k] for k in kept if k in op} for op in phase["operation"]
                ],
            }
            for phase in data["phase"]
        ],
    }  # fmt: skip
