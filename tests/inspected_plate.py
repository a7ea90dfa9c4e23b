"""A plate with a bore and its inspection plan, as tests of the inspection take it."""

from __future__ import annotations

from gmp_cad.evidence import FaceGeometry, PartGeometry, Witness
from gmp_cad.quality.inspection_plan import InspectedPart, inspection_plan
from gmp_cad.spec.balloons import balloons
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.workshop import parse_workshop
from tests.canonical import PLATE, cylinder, named, part

WORKSHOP = parse_workshop(None)


def plane(index: int, x: float, way: float) -> FaceGeometry:
    """A plane across x that looks along ``way`` (±1)."""
    return FaceGeometry(
        index=index, surface="plane", point=(x, 0.0, 0.0), direction=(way, 0.0, 0.0),
        area_mm2=1600.0, centre_mm=(x, 0.0, 0.0),
    )  # fmt: skip


def geometry() -> PartGeometry:
    """The plate, 80 long between x = 0 and 80; its bore along z."""
    faces = (cylinder(16, 20, hollow=True), plane(1, 0.0, -1.0), plane(2, 80.0, 1.0))
    found = named(faces, bore=(0,), left=(1,), right=(2,))
    seen = Witness(
        kind="length", points=((0.0, 0.0, 0.0), (80.0, 0.0, 0.0)), direction=(1.0, 0.0, 0.0),
        faces=((1,), (2,)),
    )  # fmt: skip
    return PartGeometry(faces=found.faces, features=found.features, witnesses={"length": (seen,)})


def inspected(text: str = PLATE, **more) -> InspectedPart:
    """The plate as its inspection plan is made from, 25 parts in a batch."""
    spec = more.pop("spec", None) or part(text)
    given = {"batch": 25, "workshop": WORKSHOP, "geometry": geometry()} | more
    return InspectedPart(spec=spec, **given)


def rows(text: str = PLATE, **more):
    """The rows of the plate's plan by their numbers."""
    return {row.characteristic.balloon: row for row in inspection_plan(inspected(text, **more))}


def numbers(spec: PartSpec) -> dict[str, str]:
    """The balloons of a drawing that shows every line."""
    return balloons(spec)
