"""Bodies that draw views and sections: JSON requests in, projections out."""

from __future__ import annotations

import json

import cadquery as cq
import pytest

from gmp_cad.build.kernel_bodies import REQUEST, cuts, product_cuts, product_views, views
from gmp_cad.engine.codec import decode, encode
from gmp_cad.evidence import AssemblyPosition, Cut, Placement, Projection
from gmp_cad.kernel import brep

X, Z = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)
FRONT = {"name": "front", "right": X, "up": Z, "hidden": True}
SECTION = Cut(name="A-A", right=X, up=Z, steps=((0, 0.0),))


@pytest.fixture(scope="module")
def tube() -> bytes:
    return brep.to_bytes(cq.Workplane().circle(20).circle(12).extrude(50).val())


@pytest.fixture(scope="module")
def product(tube) -> dict[str, bytes]:
    def placed(name: str, item: str, x: float) -> Placement:
        return Placement(
            name=name, item=item, matrix=((1, 0, 0, x), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1))
        )

    placements = (placed("pin", "pin", 0), placed("tube", "tube", 0), placed("tube.2", "tube", 60))
    position = AssemblyPosition(parameters={}, placements=placements)
    return {
        "positions": encode((position,), tuple[AssemblyPosition, ...]),
        "tube": tube,
        "pin": brep.to_bytes(cq.Solid.makeCylinder(12, 70)),
    }


def drawn(result, name) -> tuple[Projection, ...]:
    return decode(result[0][name], tuple[Projection, ...])


@pytest.mark.parametrize("params", [{}, {"exact": False}])
def test_views_and_cuts_of_a_part_say_whether_they_are_exact(tube, params):
    (view,) = drawn(views({"brep": tube}, {"views": [FRONT], **params}), "views")
    request = encode((SECTION,), tuple[Cut, ...])
    (cut,) = drawn(cuts({"brep": tube, "request": request}, params), "cuts")
    assert view.exact == cut.exact == params.get("exact", True)
    assert len(cut.regions) == 2
    assert cut.regions[0].loops[0] == ((-20, 0), (-12, 0), (-12, 50), (-20, 50), (-20, 0))


def test_views_of_a_product_stand_apart_by_their_offsets(product):
    apart = {**FRONT, "name": "exploded", "offsets": {"pin": [0, 0, 80]}}
    request = json.dumps([FRONT, apart]).encode()
    data = {**product, REQUEST: request}
    together, exploded = drawn(product_views(data, {"defaults": {}}), "views")
    assert together.box_mm == (-20, 0, 80, 70)
    assert exploded.box_mm == (-20, 0, 80, 150)
    assert {c.part for c in exploded.curves} == {"pin", "tube", "tube.2"}
    assert min(y for c in exploded.curves if c.part == "pin" for _, y in c.points) == 80


def test_cuts_of_a_product_leave_its_pin_whole(product):
    cut = Cut(name="A-A", right=X, up=Z, steps=((0, 0.0),), whole=("pin",))
    data = {**product, REQUEST: encode((cut,), tuple[Cut, ...])}
    (view,) = drawn(product_cuts(data, {"defaults": {}}), "cuts")
    assert [region.part for region in view.regions] == ["tube", "tube", "tube.2", "tube.2"]
