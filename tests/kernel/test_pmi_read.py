"""STEP files read: their text by our own reader, their PMI per feature by XCAF, their faces by both.

The NIST models are US Government work, outside the project; the counts of their text and their
volumes are published with them (testdata.md).
"""

from __future__ import annotations

import io
import math
from pathlib import Path

import cadquery as cq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from OCP.Interface import Interface_Static
from OCP.STEPCAFControl import STEPCAFControl_Writer
from OCP.STEPControl import STEPControl_AsIs, STEPControl_Controller
from OCP.TCollection import TCollection_ExtendedString, TCollection_HAsciiString
from OCP.TDF import TDF_Label, TDF_LabelSequence
from OCP.TDocStd import TDocStd_Document
from OCP.XCAFDimTolObjects import (
    XCAFDimTolObjects_DimensionType,
    XCAFDimTolObjects_GeomToleranceMatReqModif,
    XCAFDimTolObjects_GeomToleranceType,
    XCAFDimTolObjects_GeomToleranceTypeValue,
)
from OCP.XCAFDoc import (
    XCAFDoc_Datum,
    XCAFDoc_Dimension,
    XCAFDoc_DocumentTool,
    XCAFDoc_GeomTolerance,
)

from gmp_cad.errors import KernelError, UsageError
from gmp_cad.evidence import PmiItem, StepModel, StepText
from gmp_cad.kernel.exchange.part21 import encoded
from gmp_cad.kernel.exchange.step_reading.exchange import (
    Exchange,
    Record,
    Ref,
    Word,
    decoded,
    read_exchange,
)
from gmp_cad.kernel.exchange.step_reading.pmi import CHARACTERISTICS
from gmp_cad.kernel.exchange.step_reading.text import read_text
from gmp_cad.kernel.exchange.step_reading.xcaf import ANNOTATION, read_model
from tests.kernel.pmi_part import annotated_block

NIST = Path(__file__).parents[3] / "shared" / "testdata" / "nist"
CTC_01 = NIST / "nist_ctc_01_asme1_ap242-e1.stp"
CTC_03 = NIST / "nist_ctc_03_asme1_ap242-e2.stp"
nist = pytest.mark.skipif(not NIST.is_dir(), reason="the NIST models are not beside the project")


def file_of(*lines: str, header: str = "FILE_SCHEMA(('AP242'));") -> bytes:
    data = "\n".join(lines)
    return f"ISO-10303-21;HEADER;{header}ENDSEC;DATA;{data}ENDSEC;END-ISO-10303-21;".encode()


def texts(*lines: str) -> StepText:
    return read_text(read_exchange(file_of(*lines)))


def both(data: bytes) -> tuple[StepText, StepModel]:
    file = read_exchange(data)
    text = read_text(file)
    return text, read_model(data, file, text)


# ---- the text of a Part 21 file ----


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_string_reads_as_it_was_written(text: str) -> None:
    file = read_exchange(file_of(f"#1=NOTE('{encoded(text)}');"))
    assert file.text(1, "NOTE", 0) == text


@given(st.binary(max_size=400))
@settings(max_examples=300)
def test_any_bytes_are_read_or_refused(junk: bytes) -> None:
    for data in (junk, b"ISO-10303-21;" + junk, file_of("#1=A(1.);").replace(b"A(", junk)):
        try:
            file = read_exchange(data)
        except UsageError as error:
            assert error.hint is not None
        else:
            read_text(file)


VALUES = st.recursive(
    st.one_of(
        st.integers(1, 999).map(Ref),
        st.floats(allow_nan=False, allow_infinity=False).map(lambda v: float(repr(v))),
        st.sampled_from(["T", "MILLI"]).map(Word),
        st.text("abc'\\ ;é(", max_size=8),
        st.none(),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(tuple),
        st.builds(Record, st.just("A_MEASURE"), st.lists(inner, max_size=3).map(tuple)),
    ),
    max_leaves=20,
)


def printed(value: object) -> str:
    if isinstance(value, Record):
        return value.keyword + printed(value.values)
    if isinstance(value, tuple):
        return f"({','.join(map(printed, value))})"
    if isinstance(value, Ref):
        return f"#{int(value)}"
    if isinstance(value, Word):
        return f".{value}."
    if isinstance(value, str):
        return f"'{encoded(value)}'"
    return "$" if value is None else repr(value).replace("e", "E")


@given(st.lists(VALUES, max_size=5).map(tuple))
def test_parameters_read_as_they_were_written(values: tuple) -> None:
    file = read_exchange(file_of(f"#7 = /* a; comment */ THING{printed(values)};"))
    assert file.records(7) == (Record("THING", values),)


def test_a_complex_entity_gives_each_of_its_parts() -> None:
    file = read_exchange(file_of("#1=(LENGTH_UNIT()NAMED_UNIT(*)\nSI_UNIT(.MILLI.,.METRE.));"))
    assert file.keywords(1) == ("LENGTH_UNIT", "NAMED_UNIT", "SI_UNIT")
    assert file.part(1, "SI_UNIT") == (Word("MILLI"), Word("METRE"))
    assert file.all("NAMED_UNIT") == (1,)


def test_a_backslash_that_begins_no_directive_stays() -> None:
    assert decoded(r"c:\temp\x") == r"c:\temp\x"
    assert decoded(r"\X2\00C9\X0\tau \X\E9 ''") == "Étau é '"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"PK\x03\x04", "no STEP file"),
        (b"solid cube\n", "solid cube"),
        (file_of("#1=A();")[:-20], "cut short"),
        (file_of(""), "holds no data"),
        (file_of("#1=A();#1=B();"), "#1 is defined twice"),
    ],
)
def test_what_is_no_step_file_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_exchange(data)


@pytest.mark.parametrize(
    "junk", [b"'", b"/*", b"(", b")", b";", b"\\X2\\", b"#1=", b"'a'' ", b"1", b" ", b"A("]
)
def test_reading_time_grows_with_the_length_only(junk: bytes) -> None:
    body = junk * (500_000 // len(junk))
    for data in (b"ISO-10303-21;" + body, file_of("#1=A(" + body.decode() + ");")):
        try:
            read_text(read_exchange(data))
        except UsageError:
            continue


def test_circular_references_end() -> None:
    found = texts(
        "#1=DIMENSIONAL_SIZE(#2,'diameter');",
        "#2=SHAPE_ASPECT('','',#9,.T.);",
        "#3=SHAPE_ASPECT_RELATIONSHIP('','',#2,#2);",
        "#4=DIMENSIONAL_CHARACTERISTIC_REPRESENTATION(#1,#5);",
        "#5=SHAPE_DIMENSION_REPRESENTATION('',(#6),#9);",
        "#6=COMPOUND_REPRESENTATION_ITEM('',(#6,#6));",
        "#7=FLATNESS_TOLERANCE('','',#8,#2);",
        "#8=LENGTH_MEASURE_WITH_UNIT(LENGTH_MEASURE(0.1),#10);",
        "#10=(CONVERSION_BASED_UNIT('X',#11)LENGTH_UNIT()NAMED_UNIT(*));",
        "#11=LENGTH_MEASURE_WITH_UNIT(LENGTH_MEASURE(1.),#10);",
    )
    assert [item.attached for item in found.items] == [(), ()]


# ---- what the text says of PMI ----

UNITS = (
    "#90=(LENGTH_UNIT()NAMED_UNIT(*)SI_UNIT(.MILLI.,.METRE.));",
    "#91=LENGTH_MEASURE_WITH_UNIT(LENGTH_MEASURE(25.4),#90);",
    "#92=(CONVERSION_BASED_UNIT('INCH',#91)LENGTH_UNIT()NAMED_UNIT(#99));",
    "#93=(NAMED_UNIT(*)PLANE_ANGLE_UNIT()SI_UNIT($,.RADIAN.));",
)


def size(value: str, *more: str, name: str = "diameter", entity: str = "") -> PmiItem:
    """Return the one dimension of a file whose representation holds item #20 and ``more``."""
    refs = ",".join(["#20", *(line.partition("=")[0] for line in more if line.startswith("#3"))])
    found = texts(
        *UNITS, entity or f"#1=DIMENSIONAL_SIZE(#2,'{name}');", "#2=SHAPE_ASPECT('a','',#9,.T.);",
        "#4=DIMENSIONAL_CHARACTERISTIC_REPRESENTATION(#1,#5);",
        f"#5=SHAPE_DIMENSION_REPRESENTATION('',({refs}),#9);",
        f"#20=(MEASURE_REPRESENTATION_ITEM()MEASURE_WITH_UNIT({value})"
        "REPRESENTATION_ITEM('nominal value'));",
        *more,
    )  # fmt: skip
    (item,) = (i for i in found.items if i.kind == "dimension")
    return item


def test_an_inch_is_25_4_mm_and_a_radian_57_degrees() -> None:
    assert size("LENGTH_MEASURE(1.25),#92").value == 31.75
    angle = size(
        "PLANE_ANGLE_MEASURE(1.0471975511966),#93", entity="#1=ANGULAR_SIZE(#2,'',.SMALL.);"
    )
    assert (angle.type, angle.unit) == ("angle", "°")
    assert angle.value == pytest.approx(60, abs=1e-9)


def limit(entity: str, side: str, value: float) -> str:
    measure = f"MEASURE_WITH_UNIT(LENGTH_MEASURE({value}),#90)"
    item = f"REPRESENTATION_ITEM('{side} limit')"
    return f"{entity}=(MEASURE_REPRESENTATION_ITEM(){measure}{item});"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (
            ("#40=PLUS_MINUS_TOLERANCE(#41,#1);", "#41=TOLERANCE_VALUE(#42,#43);",
             "#42=MEASURE_WITH_UNIT(LENGTH_MEASURE(-0.02),#90);",
             "#43=MEASURE_WITH_UNIT(LENGTH_MEASURE(-0.007),#90);"),
            {"limits": (24.98, 24.993)},
        ),
        (
            ("#40=PLUS_MINUS_TOLERANCE(#41,#1);", "#41=LIMITS_AND_FITS('g','shaft','6','');"),
            {"fit": "g6"},
        ),
        (
            ("#40=PLUS_MINUS_TOLERANCE(#41,#1);", "#41=LIMITS_AND_FITS('G6','hole','','');"),
            {"fit": "G6"},
        ),
        (
            (limit("#30", "upper", 25.3), limit("#31", "lower", 24.9)),
            {"limits": (24.9, 25.3), "value": 25.0},
        ),
        (
            ("#30=DESCRIPTIVE_REPRESENTATION_ITEM('dimensional note','theoretical');",),
            {"modifiers": ("TED",)},
        ),
        (
            ("#30=COMPOUND_REPRESENTATION_ITEM('modifiers',SET_REPRESENTATION_ITEM((#50)));",
             "#50=DESCRIPTIVE_REPRESENTATION_ITEM('','envelope requirement');"),
            {"modifiers": ("Ⓔ",)},
        ),
    ],
)  # fmt: skip
def test_limits_classes_and_modifiers_of_a_size(more: tuple[str, ...], told: dict) -> None:
    item = size("LENGTH_MEASURE(25.),#90", *more)
    for name, expected in told.items():
        found = getattr(item, name)
        assert found == (pytest.approx(expected) if name in ("limits", "value") else expected)


def test_a_size_that_is_itself_a_datum_feature_is_counted_and_read() -> None:
    found = texts(
        "#1=DIMENSIONAL_SIZE_WITH_DATUM_FEATURE('f','single feature',#9,.T.,#1,'diameter');",
        "#2=SHAPE_ASPECT_RELATIONSHIP('','',#1,#3);", "#3=DATUM('','',#9,.F.,'B');",
    )  # fmt: skip
    assert found.counts["dimensions"] == 1
    assert found.counts["datum features"] == 1
    assert [(i.kind, i.type) for i in found.items] == [
        ("dimension", "diameter"), ("datum", "datum"),
    ]  # fmt: skip


def frame(entity: str, *more: str) -> PmiItem:
    found = texts(
        *UNITS, f"#1={entity};", "#2=LENGTH_MEASURE_WITH_UNIT(LENGTH_MEASURE(0.1),#90);",
        "#3=SHAPE_ASPECT('','',#9,.T.);", "#11=DATUM('','',#9,.F.,'A');",
        "#12=DATUM('','',#9,.F.,'B');", *more,
    )  # fmt: skip
    (item,) = (i for i in found.items if i.kind == "tolerance")
    return item


@pytest.mark.parametrize("keyword", sorted(CHARACTERISTICS))
def test_every_characteristic_is_read_simple_and_complex(keyword: str) -> None:
    simple = frame(f"{keyword}('n','',#2,#3)")
    complex_ = frame(f"(GEOMETRIC_TOLERANCE('n','',#2,#3){keyword}())")
    assert simple == complex_
    assert (simple.type, simple.name, simple.value) == (CHARACTERISTICS[keyword], "n", 0.1)


def test_a_datum_system_with_modifiers_and_a_common_datum() -> None:
    item = frame(
        "(GEOMETRIC_TOLERANCE('','',#2,#3)GEOMETRIC_TOLERANCE_WITH_DATUM_REFERENCE((#20))"
        "GEOMETRIC_TOLERANCE_WITH_MODIFIERS((.MAXIMUM_MATERIAL_REQUIREMENT.,.FREE_STATE.))"
        "POSITION_TOLERANCE()UNEQUALLY_DISPOSED_GEOMETRIC_TOLERANCE(#30))",
        "#20=DATUM_SYSTEM('','',#9,.F.,(#21,#22));",
        "#21=DATUM_REFERENCE_COMPARTMENT('','',#9,.F.,COMMON_DATUM_LIST((#23,#24)),$);",
        "#22=DATUM_REFERENCE_COMPARTMENT('','',#9,.F.,#12,"
        "(SIMPLE_DATUM_REFERENCE_MODIFIER(.LEAST_MATERIAL_REQUIREMENT.)));",
        "#23=DATUM_REFERENCE_ELEMENT('','',#9,.F.,#11,$);",
        "#24=DATUM_REFERENCE_ELEMENT('','',#9,.F.,#12,$);",
        "#30=LENGTH_MEASURE_WITH_UNIT(LENGTH_MEASURE(-0.25),#90);",
        "#31=TOLERANCE_ZONE('',$,#9,.F.,(#1),#32);",
        "#32=TOLERANCE_ZONE_FORM('cylindrical or circular');",
        "#33=PROJECTED_ZONE_DEFINITION(#31,(),#3,#34);",
        "#34=LENGTH_MEASURE_WITH_UNIT(LENGTH_MEASURE(12.),#90);",
    )
    assert item.datums == ("A-B", "B Ⓛ")
    assert item.modifiers == ("Ⓜ", "Ⓕ", "UZ -0.25", "Ⓟ 12")
    assert item.shape == "⌀"


def test_datum_references_of_ap203_come_in_their_precedence() -> None:
    item = frame(
        "PERPENDICULARITY_TOLERANCE('','',#2,#3,(#20,#21))",
        "#20=REFERENCED_MODIFIED_DATUM(2,#12,.MAXIMUM_MATERIAL_CONDITION.);",
        "#21=DATUM_REFERENCE(1,#11);",
    )
    assert item.datums == ("A", "B Ⓜ")


# ---- the NIST models ----


@nist
@pytest.mark.parametrize(
    ("path", "tolerances", "dimensions", "datums", "volume"),
    [(CTC_01, 6, 12, 3, 14_644_822.636), (CTC_03, 13, 10, 6, 332_122.9076)],
)
def test_the_text_of_a_nist_model(
    path: Path, tolerances: int, dimensions: int, datums: int, volume: float
) -> None:
    found = read_text(read_exchange(path.read_bytes()))
    counts = found.counts
    assert [counts[k] for k in ("tolerances", "dimensions", "datums")] == [
        tolerances, dimensions, datums,
    ]  # fmt: skip
    assert found.stored_volumes_mm3 == pytest.approx((volume,), abs=1e-3)
    assert all(item.attached for item in found.items)
    assert all(item.value for item in found.items if item.kind == "tolerance")


@nist
def test_nist_ctc_01_by_both_readers() -> None:
    text, model = both(CTC_01.read_bytes())
    assert {k.removeprefix("tolerances: "): n for k, n in text.counts.items() if "s: " in k} == {
        "FLATNESS_TOLERANCE": 1, "PERPENDICULARITY_TOLERANCE": 1, "POSITION_TOLERANCE": 2,
        "SURFACE_PROFILE_TOLERANCE": 2, "dimensions: ANGULAR_LOCATION": 1,
        "dimensions: DIMENSIONAL_LOCATION": 2, "dimensions: DIMENSIONAL_SIZE": 9,
    }  # fmt: skip
    kinds = [item.kind for item in model.features]
    assert [kinds.count(k) for k in ("dimension", "tolerance", "datum")] == [21, 6, 11]
    assert sum(item.type == ANNOTATION for item in model.features) == 9
    assert (model.solids, model.faulty) == (1, 0)
    assert model.volume_mm3 == pytest.approx(14_644_822.636, rel=1e-7)
    for item in model.items:
        assert len(item.faces) + len(item.second) == len(item.on)
    for item in model.items:
        if item.type == "diameter" and item.value is not None:
            assert [2 * f.radius_mm for f in item.faces] == pytest.approx([item.value] * 2)
            assert item.count == 1  # two half cylinders are one bore
    assert (20.0, (19.9, 20.05)) in {(i.value, i.limits) for i in model.items}


@nist
def test_volume_is_summed_over_solids_only() -> None:
    text, model = both(CTC_03.read_bytes())
    assert model.volume_mm3 == pytest.approx(text.stored_volumes_mm3[0], rel=5e-9)


# ---- a file written by OCCT's own writer ----


def sequence(*labels: TDF_Label) -> TDF_LabelSequence:
    found = TDF_LabelSequence()
    for label in labels:
        found.Append(label)
    return found


@pytest.fixture(scope="module")
def by_occt() -> bytes:
    """A plate 100 × 60 × 20 with a bore ⌀25 +0,021/0 and ⌀0,05 Ⓜ | A, thickness 20 +0,2/−0,1."""
    plate = cq.Workplane().box(100, 60, 20).faces(">Z").workplane().hole(25)
    document = TDocStd_Document(TCollection_ExtendedString("XmlOcaf"))
    shapes = XCAFDoc_DocumentTool.ShapeTool_s(document.Main())
    tool = XCAFDoc_DocumentTool.DimTolTool_s(document.Main())
    part = shapes.AddShape(plate.val().wrapped, False)
    bore, bottom, top = (
        shapes.AddSubShape(part, plate.faces(selector).val().wrapped)
        for selector in ("%CYLINDER", "<Z", ">Z")
    )
    for first, second, kind, value, lower, upper in (
        (bore, None, "Size_Diameter", 25.0, 0.0, 0.021),
        (bottom, top, "Location_LinearDistance", 20.0, 0.1, 0.2),
    ):
        label = tool.AddDimension()
        tool.SetDimension(sequence(first), sequence(*([second] if second else [])), label)
        attribute = XCAFDoc_Dimension.Set_s(label)
        dimension = attribute.GetObject()
        dimension.SetType(
            getattr(XCAFDimTolObjects_DimensionType, f"XCAFDimTolObjects_DimensionType_{kind}")
        )
        dimension.SetValue(value)
        dimension.SetLowerTolValue(lower)
        dimension.SetUpperTolValue(upper)
        attribute.SetObject(dimension)
    label = tool.AddGeomTolerance()
    tool.SetGeomTolerance(sequence(bore), label)
    attribute = XCAFDoc_GeomTolerance.Set_s(label)
    tolerance = attribute.GetObject()
    tolerance.SetType(
        XCAFDimTolObjects_GeomToleranceType.XCAFDimTolObjects_GeomToleranceType_Perpendicularity
    )
    tolerance.SetTypeOfValue(
        XCAFDimTolObjects_GeomToleranceTypeValue.XCAFDimTolObjects_GeomToleranceTypeValue_Diameter
    )
    tolerance.SetMaterialRequirementModifier(
        XCAFDimTolObjects_GeomToleranceMatReqModif.XCAFDimTolObjects_GeomToleranceMatReqModif_M
    )
    tolerance.SetValue(0.05)
    attribute.SetObject(tolerance)
    datum_label = tool.AddDatum()
    attribute = XCAFDoc_Datum.Set_s(datum_label)
    datum = attribute.GetObject()
    datum.SetName(TCollection_HAsciiString("A"))
    datum.SetPosition(1)
    attribute.SetObject(datum)
    tool.SetDatum(sequence(bottom), datum_label)
    tool.SetDatumToGeomTol(datum_label, label)
    STEPControl_Controller.Init_s()
    Interface_Static.SetCVal_s("write.step.schema", "AP242DIS")
    Interface_Static.SetCVal_s("write.step.unit", "MM")
    writer = STEPCAFControl_Writer()
    writer.SetDimTolMode(True)
    assert writer.Transfer(document, STEPControl_AsIs)
    stream = io.BytesIO()
    writer.WriteStream(stream)
    return stream.getvalue()


def test_both_readers_agree_on_a_file_of_occt(by_occt: bytes) -> None:
    _, model = both(by_occt)
    for items in (model.items, model.features):
        bore, thickness, tolerance, datum = items
        assert (bore.type, bore.value) == ("diameter", 25.0)
        assert bore.limits == pytest.approx((25.0, 25.021))
        assert [(f.surface, f.radius_mm, f.hollow) for f in bore.faces] == [
            ("cylinder", 12.5, True)
        ]
        assert (thickness.type, thickness.value) == ("linear distance", 20.0)
        assert thickness.limits == pytest.approx((19.9, 20.2))
        assert [f.centre_mm[2] for f in (*thickness.faces, *thickness.second)] == [-10, 10]
        assert (tolerance.type, tolerance.value, tolerance.shape) == (
            "perpendicularity", 0.05, "⌀",
        )  # fmt: skip
        assert (tolerance.modifiers, tolerance.datums) == (("Ⓜ",), ("A",))
        assert tolerance.faces == bore.faces
        assert (datum.kind, datum.name, datum.faces) == ("datum", "A", thickness.faces)
    assert model.volume_mm3 == pytest.approx(20 * (6000 - math.pi * 12.5**2), rel=1e-12)


# ---- our own file ----


def test_a_face_of_the_text_is_the_face_of_the_part() -> None:
    data, _, geometry = annotated_block()
    _, model = both(data)
    bore = next(item for item in model.items if item.id == "bore")
    (mine,) = geometry.features["bore"][0].faces
    (found,) = bore.faces
    assert found.centre_mm == pytest.approx(geometry.faces[mine].centre_mm, abs=1e-9)
    assert found.radius_mm == 12.5
    screws = next(item for item in model.items if item.id == "screws")
    assert (screws.count, len(screws.faces)) == (4, 4)


def test_a_file_without_geometry_has_no_solid() -> None:
    text, model = both(file_of("#1=SHAPE_ASPECT('','',#9,.T.);"))
    assert (model.solids, model.volume_mm3, text.items, model.features) == (0, 0.0, (), ())


def test_a_file_that_occt_refuses_is_an_error() -> None:
    with pytest.raises(KernelError, match="cannot read"):
        read_model(b"ISO-10303-21;\n", Exchange({}, {}), texts("#1=A();"))
