"""What CadQuery returns is the same with and without its shorter ways."""

from __future__ import annotations

import cadquery as cq
import pytest

from gmp_cad.kernel import brep
from gmp_cad.kernel.scripts.shortcuts import shortcuts

NAMES = ["XY", "YZ", "ZX", "XZ", "YX", "ZY", "front", "back", "left", "right", "top", "bottom"]


def numbers(plane: cq.Plane) -> tuple[float, ...]:
    vectors = (plane.origin, plane.xDir, plane.yDir, plane.zDir)
    return tuple(number for v in vectors for number in v.toTuple())


def model() -> bytes:
    part = cq.Workplane("XZ", origin=(1, 2, 3)).box(30, 20, 10).faces(">Y").workplane().hole(4)
    part = part.edges("%CIRCLE").chamfer(0.5).union(cq.Workplane("left").circle(3).extrude(25))
    return brep.to_bytes(brep.single_solid(part))


@pytest.mark.parametrize("name", NAMES)
def test_named_planes(name: str) -> None:
    expected = numbers(cq.Plane.named(name, (4, 5, 6)))
    with shortcuts():
        assert numbers(cq.Plane.named(name, origin=(4, 5, 6))) == expected


def test_a_name_that_is_none() -> None:
    with shortcuts(), pytest.raises(ValueError, match="Supported names"):
        cq.Plane.named("XX")


def test_a_model_gives_the_same_bytes() -> None:
    expected = model()
    with shortcuts():
        assert model() == expected


def test_subshapes_come_in_the_same_order() -> None:
    solid = cq.Workplane().box(1, 2, 3).edges("|Z").fillet(0.2).val()
    expected = [solid.Faces(), solid.Edges(), solid.Vertices(), solid.Wires(), solid.Solids()]
    with shortcuts():
        found = [solid.Faces(), solid.Edges(), solid.Vertices(), solid.Wires(), solid.Solids()]
    assert found == expected


def test_everything_is_put_back_even_after_an_exception() -> None:
    before = vars(cq.Plane)["named"], vars(cq.Shape)["_entities"]

    def fail() -> None:
        assert vars(cq.Plane)["named"] is not before[0]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), shortcuts():
        fail()
    assert (vars(cq.Plane)["named"], vars(cq.Shape)["_entities"]) == before
