"""Body of the task that pictures what a plan leaves, misses, gouges or does not reach."""

from __future__ import annotations

from gmp_cad.build.study_bodies import part_spec
from gmp_cad.checks.process_proof import CLOSURE_MM3, GOUGE_MM3
from gmp_cad.drawing import svg
from gmp_cad.drawing.fault_picture import FaultLegend, PlanFaults, fault_picture
from gmp_cad.engine.codec import Data, Params, Result, decode
from gmp_cad.evidence import Closure, PartGeometry, Projection, Removal
from gmp_cad.language import Message


def picture(data: Data, params: Params) -> Result:
    """Draw the faults of a plan; no picture for one that makes its part."""
    seen = decode(data["views"], tuple[Projection, ...])
    if not seen:
        return {}, {}
    spec, lang = part_spec(params), params["lang"]
    removals = decode(data["removals"], tuple[Removal, ...])
    features = decode(data["geometry"], PartGeometry).features
    lost = sorted({name for removal in removals for name, _ in removal.unreachable})
    boxes = [r.gouge_box_mm for r in removals if r.gouge_mm3 > GOUGE_MM3]
    faults = PlanFaults(
        views=seen,
        unreachable={f for name in lost for feature in features.get(name, ()) for f in feature.faces},
        gouges=tuple(box for box in boxes if box is not None),
        legend=tuple(_legend(decode(data["closure"], Closure), removals, lost, lang)),
        title=Message("faults of the process plan of {part}", part=spec.name).say(lang),
    )  # fmt: skip
    return {"svg": svg.to_svg(fault_picture(faults)).encode()}, {}


def _legend(
    closure: Closure, removals: tuple[Removal, ...], lost: list[str], lang: str
) -> list[FaultLegend]:
    said = [
        ("left", closure.left_mm3 > CLOSURE_MM3,
         Message("material left: {volume:.2f} mm³", volume=closure.left_mm3)),
        ("missing", closure.missing_mm3 > CLOSURE_MM3,
         Message("material missing: {volume:.2f} mm³", volume=closure.missing_mm3)),
        ("reach", bool(lost), Message("out of reach: {names}", names=", ".join(lost))),
    ]  # fmt: skip
    found = [FaultLegend(shows=key, text=text.say(lang)) for key, holds, text in said if holds]
    for removal in removals:
        if removal.gouge_mm3 > GOUGE_MM3:
            text = Message("operation {row} cuts {volume:.2f} mm³ into the part",
                           row=f"{removal.phase}.{removal.operation + 1}",
                           volume=removal.gouge_mm3)  # fmt: skip
            found.append(FaultLegend(shows="gouge", text=text.say(lang)))
    return found
