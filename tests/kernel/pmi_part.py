"""A block that carries at least one of everything that a STEP file can say of a part."""

from __future__ import annotations

import cadquery as cq

from gmp_cad.evidence import PartGeometry
from gmp_cad.kernel.exchange import step
from gmp_cad.kernel.exchange.pmi.annotation import pmi_of
from gmp_cad.kernel.exchange.pmi.items import Annotations
from gmp_cad.kernel.exchange.step import StepMetadata
from gmp_cad.kernel.measuring.features import resolve_features
from gmp_cad.kernel.surfaces.faces import face_geometries
from tests.kernel.measuring import indices, spec_of

META = StepMetadata(product_name="Bloc", product_number="B-1", date="2026-01-15",
                    colour=(0.5, 0.5, 0.5))  # fmt: skip


def block() -> cq.Workplane:
    """Return a block 100 × 60 × 20 from the origin, with holes, a slot, a ball and a slope."""
    wedge = cq.Workplane("XZ").polyline([(100, 10), (100, 20), (94.2264973081037, 20)]).close()
    part = (
        cq.Workplane().box(100, 60, 20, centered=False)
        .edges("|Z").fillet(5)
        .cut(wedge.extrude(-60))
        .faces(">Z").workplane(origin=(0, 0, 20)).center(30, 30).hole(25)
        .faces(">Z").workplane(origin=(0, 0, 20))
        .pushPoints([(10, 10), (90, 10), (10, 50), (90, 50)]).cboreHole(6.6, 11, 6.8)
        .faces(">Z").workplane(origin=(0, 0, 20)).pushPoints([(60, 30)]).hole(8, 10)
        .faces(">Z").workplane(origin=(0, 0, 20)).pushPoints([(60, 48)]).cskHole(5, 10, 90)
        .faces(">Z").workplane(origin=(0, 0, 20)).pushPoints([(60, 12)]).hole(6.8, 16)
    )  # fmt: skip
    slot = cq.Workplane().box(10, 60, 8, centered=False).translate((72, 0, 12))
    ball = cq.Workplane().sphere(6).translate((47, 50, 20))
    return part.cut(slot).cut(ball).faces("<Z").edges("<Y").chamfer(1)


DIMENSIONS = {
    "length": {"size": "100 ±0,1", "between": ("left", "right")},
    "width": {"size": "60 h11", "between": ("front", "back")},
    "height": {"size": "20 -0,1/-0,3", "between": ("bottom", "top")},
    "bore": {"size": "⌀25 H7 Ⓔ", "ra": "Ra 1,6"},
    "screws": "4× ⌀6,6 ⌴ ⌀11 ↧6,8",
    "blind": "⌀8 ↧10",
    "sunk": "⌀5 ⌵ ⌀10 × 90°",
    "tap": "M8-6H ↧12 / ⌀6,8 ↧16",
    "ball": "S⌀12",
    "corners": "4× R5",
    "chamfer": "1×45°",
    "slope": {"size": "30° ±0,5°", "between": ("right", "slant")},
    "bore_x": {"size": "[30]", "between": ("left", "bore")},
    "bore_y": {"size": "[30]", "between": ("front", "bore")},
    "pitch": {"size": "80 max", "between": ("screws[1]", "screws[3]")},
    "blind_x": {"size": "(30)", "between": ("bore", "blind")},
    "slot_width": {"size": "10,05/9,95", "between": ("slot_left", "slot_right")},
    "slot_middle": {"size": "77 ±0,1", "between": ("left", "slot")},
    "over": {"size": "35 ±0,2", "between": ("left & front", "ball"), "along": "X"},
}
FEATURES = {
    "left": "<X", "right": ">X", "front": "<Y", "back": ">Y", "bottom": "<Z", "top": ">Z",
}  # fmt: skip
DATUMS = {"A": "bottom", "B": "bore", "C": "slot", "D": "left", "E": "right", "S": "screws"}


def _line(symbol: str, value: str, on: str, *datums: str) -> dict[str, object]:
    return {"symbol": symbol, "value": value, "on": on, "datums": list(datums)}


TOLERANCES = {
    "straight": _line("straightness", "⌀0,005", "bore"),
    "flat": _line("flatness", "0,05", "bottom"),
    "round": _line("circularity", "0,004", "bore"),
    "cylinder": _line("cylindricity", "0,005", "bore"),
    "line": _line("line_profile", "0,2", "slant", "A"),
    "profile": _line("surface_profile", "0,4 UZ +0,1", "slant", "A", "B"),
    "parallel": _line("parallelism", "0,1", "top", "A"),
    "square": _line("perpendicularity", "⌀0,02 Ⓜ", "bore", "A"),
    "angle": _line("angularity", "0,1", "slant", "A"),
    "place": _line("position", "⌀0,2 CZ Ⓜ", "screws", "A", "B Ⓜ"),
    "projected": _line("position", "⌀0,1 Ⓟ 12", "tap", "A"),
    "point": _line("position", "S⌀0,3", "ball", "A", "B", "C"),
    "coaxial": _line("coaxiality", "⌀0,1 Ⓛ", "blind", "B"),
    "middle": _line("symmetry", "0,1", "slot", "D-E"),
    "runout": _line("circular_runout", "0,1", "top", "B"),
    "total": _line("total_runout", "0,1", "top", "B"),
    "free": _line("flatness", "0,1 Ⓕ", "top"),
    "apart": _line("position", "⌀0,3 SZ", "screws", "A"),
}
TABLES = {
    "features": FEATURES,
    "datums": DATUMS,
    "tolerances": TOLERANCES,
    "textures": {"bottom": "Rz 6,3", "top": "U Ra 3,2 / L Ra 0,8"},
}


def _is_slanted(face: cq.Face) -> bool:
    normal = face.normalAt()
    return face.geomType() == "PLANE" and 0.1 < normal.x < 0.9 and normal.z > 0.1


def tags(shape: cq.Shape) -> dict[str, list[cq.Face]]:
    """Return the faces that the model would tag."""
    plane = [face for face in shape.Faces() if face.geomType() == "PLANE"]
    sides = [f for f in plane if abs(f.normalAt().x) > 0.99 and 71 < f.Center().x < 83]
    return {
        "slant": [face for face in shape.Faces() if _is_slanted(face)],
        "slot": sides,
        "slot_left": [f for f in sides if f.Center().x < 77],
        "slot_right": [f for f in sides if f.Center().x > 77],
    }


def annotated(
    model: cq.Workplane, dimensions: dict, tagged: dict | None = None, **tables: dict
) -> tuple[bytes, Annotations, PartGeometry]:
    """Return the STEP file of a model, its PMI and its geometry."""
    shape = model.val()
    spec = spec_of(dimensions, **tables)
    named = {name: indices(shape, faces) for name, faces in (tagged or {}).items()}
    geometry, _ = resolve_features(shape, face_geometries(shape), spec, named)
    pmi = pmi_of(spec, geometry)
    data = step.write_part(shape, META, step.PartPmi(annotations=pmi, faces=geometry.faces))
    return data, pmi, geometry


def annotated_block() -> tuple[bytes, Annotations, PartGeometry]:
    """Return the STEP file of the block, its PMI and its geometry."""
    model = block()
    return annotated(model, DIMENSIONS, tags(model.val()), **TABLES)
