"""Stocks: sizes, allowances, places, and what cannot be made."""

from __future__ import annotations

import math
from pathlib import Path

import cadquery as cq
import pytest

from gmp_cad.errors import KernelError
from gmp_cad.kernel.machining.stock import read_step, stock_solid
from gmp_cad.kernel.surfaces.properties import bounding_box
from tests.kernel.plans import geometry, plan

BLOCK = cq.Workplane().box(100, 60, 30, centered=False)
SHAFT = cq.Workplane("YZ").circle(15).extrude(80).faces(">X").workplane().circle(10).extrude(20)
SLEEVE = cq.Workplane().circle(30).circle(20).extrude(50)


def stock(part: cq.Workplane, data: dict, given: cq.Shape | None = None) -> cq.Shape:
    return stock_solid(part.val(), geometry(part, {}), plan(data).stock, given)


@pytest.mark.parametrize("form", ["plate", "bar"])
def test_box_by_size_is_centred_on_the_part_and_moved_by_the_offset(form: str) -> None:
    shape = stock(BLOCK, {"form": form, "size": [104, 66, 40], "offset": [0, 1, 5]})
    assert bounding_box(shape) == pytest.approx((-2, -2, 0, 102, 64, 40))
    assert shape.Volume() == pytest.approx(104 * 66 * 40)


def test_box_by_allowance_grows_on_every_side() -> None:
    shape = stock(BLOCK, {"form": "plate", "allowance": 3})
    assert bounding_box(shape) == pytest.approx((-3, -3, -3, 103, 63, 33))


def test_round_by_size_lies_along_its_axis() -> None:
    shape = stock(SHAFT, {"form": "round", "size": [35, 106], "axis": "+X"})
    assert shape.Volume() == pytest.approx(math.pi * 17.5**2 * 106)
    assert bounding_box(shape) == pytest.approx((-3, -17.5, -17.5, 103, 17.5, 17.5))


def test_round_by_allowance_follows_the_largest_diameter() -> None:
    shape = stock(SHAFT, {"form": "round", "allowance": 2, "axis": "-X"})
    assert bounding_box(shape) == pytest.approx((-2, -17, -17, 102, 17, 17))


def test_round_by_allowance_circumscribes_what_is_not_round() -> None:
    shape = stock(BLOCK, {"form": "round", "allowance": 1, "axis": "+X"})
    assert shape.Volume() == pytest.approx(math.pi * (math.hypot(60, 30) / 2 + 1) ** 2 * 102)


def test_tube_by_size_and_by_allowance() -> None:
    by_size = stock(SLEEVE, {"form": "tube", "size": [65, 35, 56]})
    assert by_size.Volume() == pytest.approx(math.pi * (32.5**2 - 17.5**2) * 56)
    grown = stock(SLEEVE, {"form": "tube", "allowance": 2})
    assert grown.Volume() == pytest.approx(math.pi * (32**2 - 18**2) * 54)


def test_tube_without_bore_is_refused() -> None:
    with pytest.raises(KernelError, match="no bore"):
        stock(BLOCK, {"form": "tube", "allowance": 2})


@pytest.mark.parametrize("form", ["casting", "forging"])
def test_given_solid_is_taken_or_asked_for(form: str) -> None:
    given = cq.Workplane().box(1, 2, 3).val()
    moved = stock(BLOCK, {"form": form, "offset": [10, 0, 0]}, given)
    assert bounding_box(moved) == pytest.approx((9.5, -1, -1.5, 10.5, 1, 1.5))
    with pytest.raises(KernelError, match="missing"):
        stock(BLOCK, {"form": form})


def test_step_file_is_read_when_it_holds_one_solid(tmp_path: Path) -> None:
    one, two = tmp_path / "one.step", tmp_path / "two.step"
    cq.exporters.export(BLOCK, str(one))
    cq.exporters.export(BLOCK.union(BLOCK.translate((500, 0, 0))), str(two))
    assert read_step(one).Volume() == pytest.approx(180000)
    with pytest.raises(KernelError, match="2 solids"):
        read_step(two)
    (tmp_path / "bad.step").write_text("nothing")
    with pytest.raises(KernelError, match="cannot be read"):
        read_step(tmp_path / "bad.step")
