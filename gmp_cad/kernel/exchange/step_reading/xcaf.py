"""Semantic PMI as OCCT's XCAF reads it from a STEP file: one item per feature, with its faces.

A fresh reader, which shares nothing with what wrote the file; malformed files can crash it, so it
runs in a worker process only. XCAF loses what the text of the file holds: tolerances whose value
is a complex entity come as 0, the lower deviation comes without its sign, surface texture and
common datums not at all, and annotations without meaning are counted as dimensions. So each
item of the text (:mod:`gmp_cad.kernel.exchange.step_reading.pmi`) is given its faces too.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import cadquery as cq
from OCP.IFSelect import IFSelect_RetDone
from OCP.STEPCAFControl import STEPCAFControl_Reader
from OCP.TCollection import TCollection_ExtendedString, TCollection_HAsciiString
from OCP.TDF import TDF_Label, TDF_LabelSequence
from OCP.TDocStd import TDocStd_Document
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopExp import TopExp
from OCP.TopTools import TopTools_IndexedMapOfShape
from OCP.XCAFDimTolObjects import (
    XCAFDimTolObjects_DatumObject,
    XCAFDimTolObjects_DimensionFormVariance,
    XCAFDimTolObjects_DimensionGrade,
    XCAFDimTolObjects_DimensionObject,
    XCAFDimTolObjects_GeomToleranceObject,
)
from OCP.XCAFDoc import (
    XCAFDoc_Datum,
    XCAFDoc_Dimension,
    XCAFDoc_DimTolTool,
    XCAFDoc_DocumentTool,
    XCAFDoc_GeomTolerance,
    XCAFDoc_ShapeTool,
)

from gmp_cad.errors import KernelError
from gmp_cad.evidence import FaceGeometry, PmiItem, StepModel, StepText
from gmp_cad.kernel import brep
from gmp_cad.kernel.exchange.step import configure_reading
from gmp_cad.kernel.exchange.step_reading.exchange import Exchange
from gmp_cad.kernel.exchange.step_reading.faces import faces_by_instance
from gmp_cad.kernel.surfaces.faces import face_geometries, occ_faces
from gmp_cad.kernel.surfaces.instances import unite
from gmp_cad.language import Message, english

# What XCAF calls a dimension without any meaning: a text or a picture beside the part.
ANNOTATION = english("annotation")

_PREFIX = re.compile(r"^XCAFDimTolObjects_\w+?_")
_TOLERANCES = {
    "Angularity": "angularity", "CircularRunout": "circular_runout",
    "CircularityOrRoundness": "circularity", "Coaxiality": "coaxiality",
    "Concentricity": english("concentricity"), "Cylindricity": "cylindricity", "Flatness": "flatness",
    "Parallelism": "parallelism", "Perpendicularity": "perpendicularity", "Position": "position",
    "ProfileOfLine": "line_profile", "ProfileOfSurface": "surface_profile",
    "Straightness": "straightness", "Symmetry": "symmetry", "TotalRunout": "total_runout",
}  # fmt: skip
_DIMENSIONS = english({
    "Location_CurvedDistance": "curved distance", "Location_LinearDistance": "linear distance",
    "Location_Angular": "angle", "Location_Oriented": "oriented distance",
    "Location_WithPath": "distance along a path", "Size_CurveLength": "curve length",
    "Size_Diameter": "diameter", "Size_SphericalDiameter": "spherical diameter",
    "Size_Radius": "radius", "Size_SphericalRadius": "spherical radius",
    "Size_ToroidalMinorDiameter": "toroidal minor diameter",
    "Size_ToroidalMajorDiameter": "toroidal major diameter",
    "Size_ToroidalMinorRadius": "toroidal minor radius",
    "Size_ToroidalMajorRadius": "toroidal major radius", "Size_Thickness": "thickness",
    "Size_Angular": "angle", "Size_WithPath": "size along a path",
    "CommonLabel": ANNOTATION, "DimensionPresentation": ANNOTATION,
})  # fmt: skip
_MARKS = {
    "Maximum_Material_Requirement": "Ⓜ", "MaximumMaterialRequirement": "Ⓜ", "M": "Ⓜ",
    "Least_Material_Requirement": "Ⓛ", "LeastMaterialRequirement": "Ⓛ", "L": "Ⓛ",
    "Reciprocity_Requirement": "Ⓡ", "Free_State": "Ⓕ", "FreeState": "Ⓕ", "Common_Zone": "CZ",
    "Separate_Requirement": "SZ", "Tangent_Plane": "Ⓣ", "All_Around": english("all around"),
    "All_Over": english("all over"), "EnvelopeRequirement": "Ⓔ", "StatisticalTolerance": "ST",
    "Statistical_Tolerance": "ST", "ControlledRadius": "CR", "Square": "□",
    "TheoreticallyExact": "TED", "Basic": "TED", "Min": "min", "Max": "max", "Avg": english("mean"),
}  # fmt: skip
_ZONES = {"Diameter": "⌀", "SphericalDiameter": "S⌀", "None": ""}


@dataclass(frozen=True, slots=True)
class _Document:
    """A document that XCAF read: its tools, its faces by index, and their geometry."""

    document: TDocStd_Document
    index: TopTools_IndexedMapOfShape
    faces: tuple[FaceGeometry, ...]

    @property
    def dimensions(self) -> XCAFDoc_DimTolTool:
        return XCAFDoc_DocumentTool.DimTolTool_s(self.document.Main())

    def faces_of(self, labels: TDF_LabelSequence) -> tuple[FaceGeometry, ...]:
        found: dict[int, FaceGeometry] = {}
        for label in _each(labels):
            shape = XCAFDoc_ShapeTool.GetShape_s(label)
            for face in () if shape.IsNull() else cq.Shape.cast(shape).Faces():
                position = self.index.FindIndex(face.wrapped)
                if position:
                    found[position] = self.faces[position - 1]
        return tuple(found.values())


def read_model(data: bytes, file: Exchange, text: StepText) -> StepModel:
    """Return solids and PMI of a STEP file; ``file`` and ``text`` are what its text says.

    Raises KernelError when OCCT cannot read it.
    """
    document, shape = _read(data)
    solids = [] if shape is None else brep.solids(shape)
    faces = () if shape is None else face_geometries(shape)
    read = _Document(document, _face_index(shape), faces)
    by_instance = {} if shape is None else faces_by_instance(file, faces, occ_faces(shape))
    return StepModel(
        solids=len(solids),
        faulty=sum(not solid.isValid() for solid in solids),
        volume_mm3=sum(brep.signed_volume_mm3(solid) for solid in solids),
        features=(*_dimensions(read), *_tolerances(read), *_datums(read)),
        items=tuple(_placed(item, by_instance) for item in text.items),
    )


def _placed(item: PmiItem, faces: Mapping[int, FaceGeometry]) -> PmiItem:
    """Return an item of the text with its faces, and in how many places its size stands."""
    first, second = (
        tuple(faces[n] for n in numbers if n in faces)
        for numbers in (item.attached, item.attached_second)
    )
    round_ = [face for face in first if face.surface in ("cylinder", "sphere", "cone", "torus")]
    sized = item.kind == "dimension" and not item.attached_second and len(round_) == len(first)
    count = len(unite(round_, "selector")) if sized and round_ else None
    return replace(item, faces=first, second=second, count=count)


def _read(data: bytes) -> tuple[TDocStd_Document, cq.Shape | None]:
    configure_reading()
    document = TDocStd_Document(TCollection_ExtendedString("XmlOcaf"))
    reader = STEPCAFControl_Reader()
    reader.SetGDTMode(True)
    reader.SetNameMode(True)
    if reader.ReadStream("", io.BytesIO(data)) != IFSelect_RetDone:
        raise KernelError(
            Message("OCCT cannot read the geometry of the STEP file"),
            Message("export it again, or open and save it in another CAD system"),
        )
    reader.Transfer(document)  # false for a file without shapes
    labels = TDF_LabelSequence()
    XCAFDoc_DocumentTool.ShapeTool_s(document.Main()).GetFreeShapes(labels)
    shapes = [XCAFDoc_ShapeTool.GetShape_s(label) for label in _each(labels)]
    found = [cq.Shape.cast(shape) for shape in shapes if not shape.IsNull()]
    if len(found) > 1:
        return document, cq.Compound.makeCompound(found)
    return document, found[0] if found else None


def _face_index(shape: cq.Shape | None) -> TopTools_IndexedMapOfShape:
    index = TopTools_IndexedMapOfShape()
    if shape is not None:
        TopExp.MapShapes_s(shape.wrapped, TopAbs_ShapeEnum.TopAbs_FACE, index)
    return index


def _each(labels: TDF_LabelSequence) -> Iterator[TDF_Label]:
    return (labels.Value(i) for i in range(1, labels.Length() + 1))


def _name(item: object) -> str:
    """Return the name of an enumeration item without its type."""
    return _PREFIX.sub("", item.name)  # type: ignore[attr-defined]


def _text(text: TCollection_HAsciiString | None) -> str:
    return "" if text is None else str(text.ToCString())


def _attached(read: _Document, label: TDF_Label, item: PmiItem) -> PmiItem:
    """Return ``item`` with the faces at its one end, and at the other."""
    first, second = TDF_LabelSequence(), TDF_LabelSequence()
    XCAFDoc_DimTolTool.GetRefShapeLabel_s(label, first, second)
    return replace(item, faces=read.faces_of(first), second=read.faces_of(second))


# ---- dimensions ----


def _dimensions(read: _Document) -> Iterator[PmiItem]:
    labels = TDF_LabelSequence()
    read.dimensions.GetDimensionLabels(labels)
    for label in _each(labels):
        dimension = XCAFDoc_Dimension.Set_s(label).GetObject()
        kind = _name(dimension.GetType())
        name = _text(dimension.GetSemanticName())
        type_ = _DIMENSIONS.get(kind) or name or "size"
        value, limits = _value_and_limits(dimension)
        item = PmiItem(
            kind="dimension", type=type_, name=name, value=value, limits=limits,
            unit="°" if type_ == "angle" else "mm", fit=_fit(dimension),
            modifiers=_dimension_marks(dimension),
        )  # fmt: skip
        yield _attached(read, label, item)


def _value_and_limits(
    dimension: XCAFDimTolObjects_DimensionObject,
) -> tuple[float | None, tuple[float, float] | None]:
    if dimension.IsDimWithRange():
        limits = (dimension.GetLowerBound(), dimension.GetUpperBound())
        return (limits[0] + limits[1]) / 2, limits
    if dimension.GetValues() is None:
        return None, None
    value = dimension.GetValue()
    if dimension.IsDimWithPlusMinusTolerance():
        lower, upper = dimension.GetLowerTolValue(), dimension.GetUpperTolValue()
        return value, (value - lower, value + upper)
    return value, None


def _fit(dimension: XCAFDimTolObjects_DimensionObject) -> str:
    """Return the ISO 286 class: its getter returns by reference, which Python does not see."""
    if not dimension.IsDimWithClassOfTolerance():
        return ""
    stream = io.BytesIO()
    dimension.DumpJson(stream, 1)
    said = dict(re.findall(r'"(IsHole|FormVariance|Grade)": (\d+)', stream.getvalue().decode()))
    letter = _name(XCAFDimTolObjects_DimensionFormVariance(int(said["FormVariance"])))
    grade = _name(XCAFDimTolObjects_DimensionGrade(int(said["Grade"]))).removeprefix("IT")
    return f"{letter if said['IsHole'] == '1' else letter.lower()}{grade}"


def _dimension_marks(dimension: XCAFDimTolObjects_DimensionObject) -> tuple[str, ...]:
    modifiers = dimension.GetModifiers()
    names = [_name(modifiers.Value(i)) for i in range(1, modifiers.Length() + 1)]
    if dimension.HasQualifier():
        names.append(_name(dimension.GetQualifier()))
    return tuple(_MARKS.get(name, name) for name in names)


# ---- geometric tolerances and datums ----


def _tolerances(read: _Document) -> Iterator[PmiItem]:
    labels = TDF_LabelSequence()
    read.dimensions.GetGeomToleranceLabels(labels)
    for label in _each(labels):
        tolerance = XCAFDoc_GeomTolerance.Set_s(label).GetObject()
        kind = _name(tolerance.GetType())
        item = PmiItem(
            kind="tolerance", type=_TOLERANCES.get(kind, kind), value=tolerance.GetValue(),
            name=_text(tolerance.GetSemanticName()),
            shape=_ZONES[_name(tolerance.GetTypeOfValue())],
            modifiers=_tolerance_marks(tolerance), datums=_datum_system(label),
        )  # fmt: skip
        yield _attached(read, label, item)


def _tolerance_marks(tolerance: XCAFDimTolObjects_GeomToleranceObject) -> tuple[str, ...]:
    modifiers = tolerance.GetModifiers()
    names = [_name(tolerance.GetMaterialRequirementModifier())]
    names += [_name(modifiers.Value(i)) for i in range(1, modifiers.Length() + 1)]
    marks = [_MARKS.get(name, name) for name in names if name != "None"]
    if _name(tolerance.GetZoneModifier()) == "Projected":
        marks.append(f"Ⓟ {tolerance.GetValueOfZoneModifier():.9g}")
    return tuple(marks)


def _datum_system(label: TDF_Label) -> tuple[str, ...]:
    """Return the compartments: XCAF gives each datum its position, two at one make ``A-B``."""
    labels = TDF_LabelSequence()
    XCAFDoc_DimTolTool.GetDatumWithObjectOfTolerLabels_s(label, labels)
    compartments: dict[int, list[str]] = {}
    for datum_label in _each(labels):
        datum = XCAFDoc_Datum.Set_s(datum_label).GetObject()
        text = " ".join((_text(datum.GetName()), *_datum_marks(datum)))
        compartments.setdefault(datum.GetPosition(), []).append(text)
    return tuple("-".join(dict.fromkeys(compartments[i])) for i in sorted(compartments))


def _datum_marks(datum: XCAFDimTolObjects_DatumObject) -> tuple[str, ...]:
    modifiers = datum.GetModifiers()
    names = (_name(modifiers.Value(i)) for i in range(1, modifiers.Length() + 1))
    return tuple(_MARKS.get(name, name) for name in names)


def _datums(read: _Document) -> Iterator[PmiItem]:
    """Yield each datum as often as XCAF has it: once for every tolerance that refers to it."""
    labels = TDF_LabelSequence()
    read.dimensions.GetDatumLabels(labels)
    for label in _each(labels):
        datum = XCAFDoc_Datum.Set_s(label).GetObject()
        item = PmiItem(
            kind="datum", type=english("datum target" if datum.IsDatumTarget() else "datum"),
            name=_text(datum.GetName()), modifiers=_datum_marks(datum),
        )  # fmt: skip
        yield _attached(read, label, item)
