from __future__ import annotations

import hashlib
import io
import math
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import cadquery as cq
import numpy as np
import pytest
from OCP.Interface import Interface_Static
from OCP.Quantity import Quantity_Color, Quantity_TOC_sRGB
from OCP.STEPCAFControl import STEPCAFControl_Reader
from OCP.TCollection import TCollection_ExtendedString
from OCP.TDataStd import TDataStd_Name
from OCP.TDF import TDF_Label, TDF_LabelSequence
from OCP.TDocStd import TDocStd_Document
from OCP.TopLoc import TopLoc_Location
from OCP.XCAFDoc import XCAFDoc_ColorSurf, XCAFDoc_DocumentTool, XCAFDoc_Material

from gmp_cad import __version__
from gmp_cad.errors import KernelError
from gmp_cad.kernel.exchange import step
from gmp_cad.kernel.exchange.step import Placed, StepMetadata

BLOCK = cq.Workplane().box(40, 20, 10).faces(">Z").workplane().hole(5).edges("|Z").fillet(2).val()
PIN = cq.Workplane().cylinder(30, 3).val()  # CadQuery gives it a location of its own
META = StepMetadata(
    product_name="Étau d'établi \\ ⌀25 🔩",
    product_number="ET-01",
    title="Semelle",
    author="Zoé",
    organisation="IUT",
    date="2026-01-15",
    material="EN-GJL-250 é",
    density_kg_m3=7200,
    colour=(0.5, 0.25, 0.1),
    revision="B",
)
SCREW = replace(META, product_name="Vis", product_number="V-1", material="S235",
                density_kg_m3=7850, colour=(1.0, 0.0, 0.0), revision="C")  # fmt: skip
ROOT = StepMetadata(product_name="Étau", product_number="ET-00", date="2026-01-15")
SHIFTED = [[0, -1, 0, 50], [1, 0, 0, 0], [0, 0, 1, 7], [0, 0, 0, 1]]
CHILDREN = [
    Placed(name="semelle", part="semelle", shape=BLOCK, product=META),
    Placed(name="vis", part="vis", shape=PIN, location=cq.Location((0, 0, 30)), product=SCREW),
    Placed(name="vis.2", part="vis", shape=PIN, location=SHIFTED),
]


class Read:
    """A STEP file as a fresh XCAF reader sees it."""

    def __init__(self, data: bytes) -> None:
        self.document = TDocStd_Document(TCollection_ExtendedString("XmlOcaf"))
        reader = STEPCAFControl_Reader()
        for switch in (reader.SetNameMode, reader.SetColorMode, reader.SetMatMode):
            switch(True)
        reader.ReadStream("data", io.BytesIO(data))
        assert reader.Transfer(self.document)
        self.shapes = XCAFDoc_DocumentTool.ShapeTool_s(self.document.Main())

    def free(self) -> list[TDF_Label]:
        """Return the products that belong to no assembly."""
        found = TDF_LabelSequence()
        self.shapes.GetFreeShapes(found)
        return [found.Value(i) for i in range(1, found.Length() + 1)]

    def components(self, label: TDF_Label) -> list[tuple[str, str, cq.Shape]]:
        """Return instance name, part name and placed shape of each component."""
        found = TDF_LabelSequence()
        self.shapes.GetComponents_s(label, found)
        rows = []
        for i in range(1, found.Length() + 1):
            part = TDF_Label()
            self.shapes.GetReferredShape_s(found.Value(i), part)
            shape = cq.Shape.cast(self.shapes.GetShape_s(found.Value(i)))
            rows.append((name(found.Value(i)), name(part), shape))
        return rows

    def colour(self, shape: cq.Shape) -> tuple[float, float, float]:
        """Return the sRGB surface colour of a shape, wherever it is placed."""
        colours = XCAFDoc_DocumentTool.ColorTool_s(self.document.Main())
        got = Quantity_Color()
        unplaced = shape.wrapped.Located(TopLoc_Location())
        assert colours.GetColor(unplaced, XCAFDoc_ColorSurf, got)
        return got.Values(Quantity_TOC_sRGB)

    def materials(self) -> list[tuple[str, float]]:
        """Return name and density (g/cm³) of each material."""
        found = TDF_LabelSequence()
        XCAFDoc_DocumentTool.MaterialTool_s(self.document.Main()).GetMaterialLabels(found)
        rows = []
        for i in range(1, found.Length() + 1):
            material = XCAFDoc_Material()
            assert found.Value(i).FindAttribute(XCAFDoc_Material.GetID_s(), material)
            rows.append((material.GetName().ToCString(), material.GetDensity()))
        return rows


def name(label: TDF_Label) -> str:
    attribute = TDataStd_Name()
    assert label.FindAttribute(TDataStd_Name.GetID_s(), attribute)
    return attribute.Get().ToExtString()


def product_lines(data: bytes) -> list[str]:
    return re.findall(r"= PRODUCT\(([^;]*)\);", data.decode("ascii"))


def test_a_part_comes_back_with_volume_name_colour_and_material() -> None:
    got = Read(step.write_part(BLOCK, META))
    (label,) = got.free()
    shape = cq.Shape.cast(got.shapes.GetShape_s(label))
    assert math.isclose(shape.Volume(), BLOCK.Volume(), rel_tol=1e-9)
    assert shape.isValid()
    assert name(label) == META.product_name
    assert got.colour(shape) == pytest.approx(META.colour, abs=1e-6)
    assert got.materials() == [("EN-GJL-250 é", pytest.approx(7.2))]  # XCAF: g/cm³


def test_the_header_is_ours_and_complete() -> None:
    text = step.write_part(BLOCK, META).decode("ascii")
    header = text[: text.index("ENDSEC;")].replace("\n", "").replace(" ", "")
    assert header.startswith("ISO-10303-21;HEADER;FILE_DESCRIPTION(('Semelle'),'2;1');")
    assert "FILE_NAME('ET-01','2026-01-15T00:00:00',('Zo\\X2\\00E9\\X0\\'),('IUT')," in header
    assert f"'gmp_cad{__version__}','');FILE_SCHEMA(('AP242_MANAGED_MODEL_BASED_3D" in header
    assert "AP242_MANAGED_MODEL_BASED_3D_ENGINEERING_MIM_LF {1 0 10303 442 1 1 4 }" in text
    assert "SI_UNIT(.MILLI.,.METRE.)" in text


def test_product_number_title_and_revision() -> None:
    data = step.write_part(BLOCK, replace(META, product_name="Semelle basse"))
    (fields,) = product_lines(data)
    assert fields.startswith("'ET-01','Semelle basse','Semelle',(#")
    assert re.search(rb"PRODUCT_DEFINITION_FORMATION\('B','',#\d+\);", data)
    assert b"gmp_cad_" not in data


def test_density_is_grams_per_cubic_centimetre() -> None:
    text = step.write_part(BLOCK, META).decode("ascii")
    unit = re.search(r"= DERIVED_UNIT\(\((#\d+),(#\d+)\)\);", text)
    assert unit is not None
    elements = {}
    for key in unit.groups():
        base, power = re.findall(rf"\n{key} = DERIVED_UNIT_ELEMENT\((#\d+),(\S+)\);", text)[0]
        elements[re.findall(rf"\n{base} = (.*)", text)[0]] = power
    assert elements == {
        "( MASS_UNIT() NAMED_UNIT(*) SI_UNIT($,.GRAM.) );": "1.",
        "( LENGTH_UNIT() NAMED_UNIT(*) SI_UNIT(.CENTI.,.METRE.) );": "-3.",
    }
    assert "POSITIVE_RATIO_MEASURE(7.2)" in text


def test_a_material_without_density_claims_none() -> None:
    data = step.write_part(BLOCK, replace(META, density_kg_m3=None))
    assert b"EN-GJL-250" in data
    assert b"POSITIVE_RATIO_MEASURE" not in data
    assert b"material" not in step.write_part(BLOCK, ROOT)
    assert b"COLOUR" not in step.write_part(BLOCK, ROOT)


def test_an_assembly_comes_back_with_two_instances_of_one_part() -> None:
    data = step.write_assembly(CHILDREN, ROOT)
    got = Read(data)
    (root,) = got.free()
    assert name(root) == "Étau"
    rows = got.components(root)
    assert [row[:2] for row in rows] == [
        ("semelle", META.product_name), ("vis", "Vis"), ("vis.2", "Vis"),
    ]  # fmt: skip
    assert rows[1][2].wrapped.IsPartner(rows[2][2].wrapped)
    assert len(product_lines(data)) == 3
    for _, part, shape in rows:
        source, meta = (PIN, SCREW) if part == "Vis" else (BLOCK, META)
        assert math.isclose(shape.Volume(), source.Volume(), rel_tol=1e-9)
        assert got.colour(shape) == pytest.approx(meta.colour, abs=1e-6)
    assert rows[1][2].Center().toTuple() == pytest.approx((0, 0, 30), abs=1e-9)
    turned = rows[2][2]
    assert turned.Center().toTuple() == pytest.approx((50, 0, 7), abs=1e-9)
    assert sorted(got.materials()) == [
        ("EN-GJL-250 é", pytest.approx(7.2)), ("S235", pytest.approx(7.85)),
    ]  # fmt: skip
    numbers = re.findall(r"NEXT_ASSEMBLY_USAGE_OCCURRENCE\('([^']*)','([^']*)'", data.decode())
    assert numbers == [("1", "semelle"), ("2", "vis"), ("3", "vis.2")]


def test_a_rotated_placement_is_kept() -> None:
    moved = BLOCK.moved(cq.Location((5, 0, 0)))
    child = Placed(name="a", part="a", shape=moved, location=SHIFTED)
    shape = step.read(step.write_assembly([child], ROOT))
    turn = np.array(SHIFTED, dtype=float)
    expected = turn[:3, :3] @ np.array(moved.Center().toTuple()) + turn[:3, 3]
    assert shape.Center().toTuple() == pytest.approx(tuple(expected), abs=1e-9)
    box = shape.BoundingBox(1e-9)
    assert (box.xlen, box.ylen, box.zlen) == pytest.approx((20, 40, 10), abs=1e-6)


def test_one_shape_under_two_part_numbers_is_two_products() -> None:
    twins = [Placed(name=key, part=key, shape=PIN) for key in ("gauche", "droite")]
    got = Read(step.write_assembly(twins, ROOT))
    assert [row[:2] for row in got.components(got.free()[0])] == [
        ("gauche", "gauche"), ("droite", "droite"),
    ]  # fmt: skip


def many_children() -> list[Placed]:
    """Return instances of many parts: OCCT orders colours by memory address."""
    return [
        Placed(
            name=f"n{i}.{j}", part=f"p{i}", shape=cq.Solid.makeBox(1 + i, 2, 3),
            location=cq.Location((10 * i, 10 * j, 0)),
            product=replace(META, product_number=f"P{i}", colour=(i / 9, 0.5, 0.25)),
        )
        for i in range(8) for j in range(2)
    ]  # fmt: skip


def test_bytes_are_the_same_at_each_writing_in_one_process() -> None:
    parts = {step.write_part(BLOCK, META) for _ in range(5)}
    assemblies = {step.write_assembly(many_children(), ROOT) for _ in range(15)}
    assert (len(parts), len(assemblies)) == (1, 1)


def test_bytes_are_the_same_in_other_processes_and_say_nothing_of_the_machine(
    tmp_path: Path,
) -> None:
    script = (
        "import hashlib, test_step as t\n"
        "from gmp_cad.kernel.exchange import step\n"
        "for data in (step.write_assembly(t.many_children(), t.ROOT),"
        " step.write_part(t.BLOCK, t.META)):\n"
        "    print(hashlib.sha256(data).hexdigest())"
    )
    here = [step.write_assembly(many_children(), ROOT), step.write_part(BLOCK, META)]
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True,
            cwd=tmp_path,
            env={"PYTHONPATH": f"{Path(__file__).parent}:{Path(__file__).parents[2]}",
                 "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo", "HOME": str(tmp_path)},
        )  # fmt: skip
        assert done.stdout.split() == [hashlib.sha256(data).hexdigest() for data in here]
    assert not any(word in here[1].lower() for word in (b"/tmp", b"/work", b"root", b"2026-11"))


def test_settings_left_by_others_and_a_triangulation_do_not_matter() -> None:
    shape = BLOCK.copy(mesh=False)
    before = step.write_part(shape, META)
    for key, value in (("write.step.unit", "INCH"), ("xstep.cascade.unit", "M"),
                       ("write.step.schema", "AP203")):  # fmt: skip
        assert Interface_Static.SetCVal_s(key, value)
    Interface_Static.SetIVal_s("write.surfacecurve.mode", 0)
    shape.mesh(0.1)
    assert step.write_part(shape, META) == before
    Interface_Static.SetCVal_s("xstep.cascade.unit", "M")
    assert math.isclose(step.read(before).Volume(), BLOCK.Volume(), rel_tol=1e-9)


def test_every_reference_points_to_one_entity() -> None:
    for data in (step.write_assembly(CHILDREN, ROOT), step.write_part(BLOCK, META)):
        body = data.decode("ascii").split("DATA;")[1]
        defined = re.findall(r"(?:^|\n)(#\d+) =", body)
        assert len(set(defined)) == len(defined)
        assert set(re.findall(r"#\d+", body)) == set(defined)


def test_a_part_of_several_bodies_keeps_them_all_in_one_product() -> None:
    bodies = cq.Compound.makeCompound([BLOCK, PIN.moved(cq.Location((0, 0, 50)))])
    placed = bodies.moved(cq.Location((1, 2, 3), (0, 1, 0), 20))
    data = step.write_part(placed, META)
    got = step.read(data)
    assert len(product_lines(data)) == 1
    assert len(got.Solids()) == 2
    assert math.isclose(got.Volume(), placed.Volume(), rel_tol=1e-9)
    assert got.Center().toTuple() == pytest.approx(placed.Center().toTuple(), abs=1e-9)
    reader = Read(data)
    for solid in cq.Shape.cast(reader.shapes.GetShape_s(reader.free()[0])).Solids():
        assert reader.colour(solid) == pytest.approx(META.colour, abs=1e-6)


def test_a_solid_with_a_void_keeps_it_and_its_colour() -> None:
    hollow = cq.Workplane().box(20, 20, 20).cut(cq.Workplane().sphere(4)).val()
    got = Read(step.write_part(hollow, META))
    shape = cq.Shape.cast(got.shapes.GetShape_s(got.free()[0]))
    assert math.isclose(shape.Volume(), 8000 - 4 / 3 * math.pi * 64, rel_tol=1e-9)
    assert got.colour(shape) == pytest.approx(META.colour, abs=1e-6)


def test_reading_a_path_and_only_solids(tmp_path: Path) -> None:
    loose = cq.Workplane().rect(9, 9).extrude(9).faces(">Z").val()
    mixed = cq.Compound.makeCompound([BLOCK, loose.moved(cq.Location((0, 0, 99)))])
    file = tmp_path / "mixed.step"
    file.write_bytes(step.write_part(mixed, META))
    got = step.read(file)
    assert isinstance(got, cq.Solid)
    assert math.isclose(got.Volume(), BLOCK.Volume(), rel_tol=1e-9)


def test_a_file_without_solids_or_without_sense_is_an_error() -> None:
    face = cq.Workplane().rect(9, 9).extrude(9).faces(">Z").val()
    with pytest.raises(KernelError, match="holds no solid"):
        step.read(step.write_part(face, META))
    empty = b"ISO-10303-21;\nHEADER;\nENDSEC;\nDATA;\nENDSEC;\nEND-ISO-10303-21;\n"
    for data in (b"", b"not a step file", empty):
        with pytest.raises(KernelError, match="STEP file"):
            step.read(data)


@pytest.mark.parametrize(
    "matrix",
    [np.diag([2.0, 2, 2, 1]), np.diag([-1.0, 1, 1, 1]), np.diag([1.0, 2, 1, 1]), np.zeros((4, 4))],
    ids=["scaled", "mirrored", "stretched", "zero"],
)
def test_a_placement_that_is_no_rigid_motion_is_an_error(matrix: np.ndarray) -> None:
    child = Placed(name="vis", part="vis", shape=PIN, location=matrix.tolist())
    with pytest.raises(KernelError, match="'vis' is not a rotation and a translation"):
        step.write_assembly([child], ROOT)


def test_an_assembly_of_nothing_is_an_error() -> None:
    with pytest.raises(KernelError, match="without components"):
        step.write_assembly([], ROOT)
