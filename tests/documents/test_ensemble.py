"""The assembly drawing says what the files of the product say: fits, items, parts list."""

from __future__ import annotations

import pytest

from gmp_cad.documents.bom import bom_rows
from gmp_cad.documents.drawings.ensemble import (
    Assembled,
    fit_text,
    joints_of,
    placed_parts,
    planned,
    with_held,
)
from gmp_cad.documents.drawings.title_block import parts_rows
from gmp_cad.drawing.assembly.general import fitted_rows
from gmp_cad.drawing.composition import Paper
from gmp_cad.drawing.sheets.block import BlockContent
from gmp_cad.errors import ModelError
from gmp_cad.evidence import (
    WORKPIECE,
    AssemblyPosition,
    MassProperties,
    PartGeometry,
    Placement,
    Projection,
    ViewCurve,
)
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import ProductSpec
from gmp_cad.spec.sheet_template import read_sheet_template
from gmp_cad.spec.toml import parse
from gmp_cad.standards import sheets
from tests.documents.vice import templates
from tests.drawing.assembly.shapes import PLAIN, box_faces, cylinder

BASE_TOML = """
[part]
number = "E-01"
title = "Base"
material = "C45"
general_tolerances = "ISO 2768-m"
[dimensions]
bore = "⌀8 H7"
loose = "⌀8 ±0,1"
"""
PRODUCT_TOML = """
[product]
number = "E-00"
title = "Ensemble"
[[item]]
ref = 1
part = "base"
[[item]]
ref = 2
name = "goupille"
standard = "ISO 8734 - 8x30 - A"
[[fit]]
hole = "base.bore"
shaft = "goupille.diameter"
"""


def mass(box: tuple[float, ...]) -> MassProperties:
    return MassProperties(
        volume_mm3=1.0, area_mm2=1.0, mass_kg=0.1, centre_of_mass_mm=(0, 0, 0),
        inertia_kg_mm2=((1, 0, 0), (0, 1, 0), (0, 0, 1)), bounding_box_mm=box,
    )  # fmt: skip


@pytest.fixture
def assembled() -> Assembled:
    box = (0.0, 0.0, 0.0, 60.0, 40.0, 20.0)
    bore = cylinder((30.0, 20.0, 0.0), 20.0, 4.0, hollow=True, index=6)
    pin = cylinder((30.0, 20.0, -5.0), 30.0, 4.0)
    placements = tuple(Placement(name=n, item=n, matrix=PLAIN) for n in ("base", "goupille"))
    return Assembled(
        spec=parse(PRODUCT_TOML, "parts/product.toml", ProductSpec),
        parts={"base": parse(BASE_TOML, "parts/base/spec.toml", PartSpec)},
        positions=(AssemblyPosition(parameters={}, placements=placements),),
        geometry={
            "base": PartGeometry(faces=(*box_faces(box), bore), features={}),
            "goupille": PartGeometry(faces=(pin,), features={}),
        },
        masses={"base": mass(box), "goupille": mass((26.0, 16.0, -5.0, 34.0, 24.0, 25.0))},
    )


def test_the_fit_is_written_as_both_specifications_say(assembled):
    bore = assembled.parts["base"].dimensions["bore"]
    (joint,) = joints_of(assembled, placed_parts(assembled), "fr")
    assert joint.key == "base.bore/goupille.diameter"
    assert joint.text == f"⌀8 {bore.size.fit}/m6" == "⌀8 H7/m6"


def test_a_size_without_a_class_is_written_with_its_limits(assembled):
    dimensions = assembled.parts["base"].dimensions
    text = {lang: fit_text(dimensions["bore"], dimensions["loose"], lang) for lang in ("fr", "en")}
    assert text == {"fr": "⌀8 H7 / ⌀8 ±0,1", "en": "⌀8 H7 / ⌀8 ±0.1"}


def test_items_have_the_references_of_the_file_and_fasteners_stay_whole(assembled):
    base, pin = placed_parts(assembled)
    assert (base.ref, base.whole, base.fastener) == (1, False, "")
    assert (pin.ref, pin.whole, pin.fastener) == (2, True, "pin")


def test_the_parts_list_has_a_row_for_each_of_the_nomenclature_and_carries_over(assembled):
    rows = bom_rows(assembled.spec, assembled.parts, {"base": 0.1}, {}, "fr")
    listed = parts_rows(rows, "fr")
    assert [(r["ref"], r["quantity"], r["designation"]) for r in listed] == [
        (str(row.ref), str(row.quantity), row.designation) for row in rows
    ]
    many = tuple(dict(listed[0], ref=str(k)) for k in range(60))
    paper = Paper(
        template=read_sheet_template(templates()["sheet.toml"]), content=BlockContent(fields={}),
        title="", parts=many,
    )  # fmt: skip
    first, rest = fitted_rows(paper, sheets.sheet("A3"))
    assert 0 < len(first.parts) < 60
    assert (*first.parts, *rest) == many


def test_a_workpiece_lies_over_the_view_and_is_not_measured_with_it():
    def view(box: tuple[float, float, float, float]) -> Projection:
        curve = ViewCurve(points=(box[:2], box[2:]), line="visible", part="p")
        return Projection(name="top", right=(1, 0, 0), up=(0, 1, 0), curves=(curve,), box_mm=box)

    merged = with_held(view((0, 0, 10, 10)), view((-5, 2, 8, 20)))
    assert merged.box_mm == (0, 0, 10, 10)
    assert [curve.part for curve in merged.curves] == ["p", WORKPIECE]


def test_an_assembly_that_places_nothing_is_told() -> None:
    spec = parse(PRODUCT_TOML, "parts/product.toml", ProductSpec)
    nothing = Assembled(
        spec=spec, parts={}, positions=(AssemblyPosition(parameters={}, placements=()),),
        geometry={}, masses={},
    )  # fmt: skip
    with pytest.raises(ModelError, match="nothing to draw"):
        planned(nothing)
