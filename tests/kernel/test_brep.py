from __future__ import annotations

import hashlib
import subprocess
import sys

import cadquery as cq
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from OCP.BRep import BRep_Tool
from OCP.TopLoc import TopLoc_Location

from gmp_cad.errors import KernelError, ModelError
from gmp_cad.kernel import brep

BLOCK = cq.Workplane().box(100, 60, 20).faces(">Z").workplane().hole(25).edges("|Z").fillet(3)


def has_triangulation(shape: cq.Shape) -> bool:
    faces = (face.wrapped for face in shape.Faces())
    return any(BRep_Tool.Triangulation_s(face, TopLoc_Location()) is not None for face in faces)


def open_box() -> cq.Solid:
    return cq.Solid.makeSolid(
        cq.Shell.makeShell(cq.Workplane().box(9, 9, 9).faces("not >Z").vals())
    )


def test_bytes_do_not_depend_on_a_triangulation_and_leave_the_shape_alone() -> None:
    shape = BLOCK.val().copy(mesh=False)
    plain = brep.to_bytes(shape)
    assert not has_triangulation(shape)
    shape.mesh(0.1)
    assert brep.to_bytes(shape) == plain
    assert has_triangulation(shape)
    assert not has_triangulation(brep.from_bytes(plain))


def test_bytes_come_back_the_same_after_reading() -> None:
    data = brep.to_bytes(BLOCK.val())
    assert brep.to_bytes(brep.from_bytes(data)) == data


def test_doubles_are_kept_exactly() -> None:
    size = 1 / 3 * 1e2
    corner = brep.from_bytes(brep.to_bytes(cq.Solid.makeBox(size, 1, 1))).Vertices()
    assert max(vertex.X for vertex in corner) == size


def test_bytes_are_the_same_in_another_process() -> None:
    script = (
        "import cadquery as cq, hashlib\n"
        "from gmp_cad.kernel import brep\n"
        "b = cq.Workplane().box(100, 60, 20).faces('>Z').workplane().hole(25).edges('|Z').fillet(3)\n"
        "print(hashlib.sha256(brep.to_bytes(b.val())).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == hashlib.sha256(brep.to_bytes(BLOCK.val())).hexdigest()


@pytest.mark.parametrize("keep", [0, 1, 25, 60, 1000, 5000, 10000])
def test_damaged_bytes_are_a_kernel_error(keep: int) -> None:
    with pytest.raises(KernelError, match="cannot be read"):
        brep.from_bytes(brep.to_bytes(BLOCK.val())[:keep])


def test_an_unmeshed_copy_takes_the_mesh_in_place_of_the_shape() -> None:
    shape = cq.Solid.makeSphere(5, angleDegrees1=-90)
    copy = brep.unmeshed_copy(shape)
    copy.mesh(0.1)
    assert has_triangulation(copy)
    assert not has_triangulation(shape)


ONE = cq.Solid.makeBox(1, 2, 3)
FAR = cq.Solid.makeBox(1, 1, 1).moved(cq.Location((9, 0, 0)))
FACE = cq.Workplane().rect(4, 4).extrude(1).faces(">Z").val()


@pytest.mark.parametrize(
    "obj",
    [
        ONE,
        [ONE],
        cq.Workplane(ONE),
        cq.Compound.makeCompound([ONE]),
        cq.Compound.makeCompound([ONE, FACE]),
        cq.Workplane(ONE).faces(">Z"),
        cq.Workplane(ONE).faces(">Z").edges("|X").tag("edge"),
        cq.Workplane().newObject([ONE, ONE]),
    ],
    ids=["solid", "list", "workplane", "compound", "stray face", "faces", "edges", "twice"],
)
def test_the_one_solid_is_found(obj: object) -> None:
    found = brep.single_solid(obj)
    assert isinstance(found, cq.Solid)
    assert found.isSame(ONE)


@pytest.mark.parametrize(
    "obj", [None, 3, "text", [], FACE, cq.Workplane(), cq.Sketch().rect(1, 1), cq.Assembly(ONE)]
)
def test_no_solid_is_an_error_that_names_what_came(obj: object) -> None:
    with pytest.raises(ModelError, match="returned no solid") as caught:
        brep.single_solid(obj)
    assert type(obj).__name__ in str(caught.value)


def test_two_solids_are_an_error_unless_two_bodies_are_declared() -> None:
    pair = cq.Compound.makeCompound([ONE, FAR])
    with pytest.raises(ModelError, match=r"2 solids instead of 1; volumes: 6, 1 mm³"):
        brep.single_solid(pair)
    bodies = brep.single_solid(pair, bodies=2)
    assert isinstance(bodies, cq.Compound)
    assert [round(solid.Volume(), 9) for solid in bodies.Solids()] == [6, 1]
    with pytest.raises(ModelError, match="1 solid instead of 2"):
        brep.single_solid(ONE, bodies=2)


def test_an_open_solid_is_an_error() -> None:
    with pytest.raises(ModelError, match="open or invalid"):
        brep.single_solid(open_box())


def test_a_solid_inside_out_is_an_error() -> None:
    inverted = cq.Solid(ONE.wrapped.Reversed())
    with pytest.raises(ModelError, match=r"inside out|invalid"):
        brep.single_solid(inverted)


@settings(max_examples=25, deadline=None)
@given(
    st.tuples(*[st.floats(0.01, 1e4)] * 3),
    st.tuples(*[st.floats(-1e4, 1e4)] * 3),
    st.floats(-180, 180),
)
def test_any_placed_box_survives_storage(
    size: tuple[float, float, float], place: tuple[float, float, float], angle: float
) -> None:
    box = cq.Solid.makeBox(*size).moved(cq.Location(place, (0, 0, 1), angle))
    back = brep.single_solid(brep.from_bytes(brep.to_bytes(box)))
    before, after = ([vertex.toTuple() for vertex in s.Vertices()] for s in (box, back))
    assert np.allclose(after, before, rtol=0, atol=1e-11)
