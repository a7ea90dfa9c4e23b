"""STEP AP242 of parts and assemblies, and the shape in a STEP file.

OCCT writes geometry, structure and materials from an XCAF document whose texts are tokens;
:mod:`gmp_cad.kernel.exchange.part21` completes its text, and :mod:`gmp_cad.kernel.exchange.pmi.entities` adds the PMI.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import cadquery as cq
from OCP.BRepBuilderAPI import BRepBuilderAPI_Copy, BRepBuilderAPI_Transform
from OCP.gp import gp_Trsf
from OCP.IFSelect import IFSelect_RetDone
from OCP.Interface import Interface_Static
from OCP.Message import Message as OcctMessage
from OCP.Message import Message_PrinterOStream
from OCP.STEPCAFControl import STEPCAFControl_Writer
from OCP.STEPControl import STEPControl_AsIs, STEPControl_Controller, STEPControl_Reader
from OCP.TCollection import TCollection_ExtendedString, TCollection_HAsciiString
from OCP.TDataStd import TDataStd_Name
from OCP.TDF import TDF_Label
from OCP.TDocStd import TDocStd_Document
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS_Shape
from OCP.XCAFDoc import XCAFDoc_DocumentTool

from gmp_cad.errors import KernelError
from gmp_cad.evidence import FaceGeometry
from gmp_cad.kernel import brep
from gmp_cad.kernel.exchange.part21 import StepMetadata, Texts, finished
from gmp_cad.kernel.exchange.pmi.anchors import anchors
from gmp_cad.kernel.exchange.pmi.entities import entities
from gmp_cad.kernel.exchange.pmi.items import Annotations
from gmp_cad.language import Message

__all__ = [
    "Draft", "PartPmi", "Placed", "StepMetadata", "part_draft", "read", "serialise", "write_assembly",
    "write_part",
]  # fmt: skip

Matrix = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One instance of a part in an assembly.

    ``name``: of the instance. ``part``: key of the part; instances with the same key share one
    product, with the shape and ``product`` of the first of them (the key serves as name and
    number without one). ``location``: a cq.Location or a row-major 4×4 matrix in mm.
    """

    name: str
    part: str
    shape: cq.Shape
    location: cq.Location | Matrix | None = None
    product: StepMetadata | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An XCAF document on its way to a file: :func:`serialise` finishes it.

    ``label``: of the part or assembly. ``texts``: what the tokens in the document stand for.
    """

    document: TDocStd_Document
    label: TDF_Label
    texts: Texts = field(default_factory=Texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPmi:
    """The PMI of a part, and the faces of its B-rep to which it is attached."""

    annotations: Annotations
    faces: tuple[FaceGeometry, ...]


def write_part(shape: cq.Shape, meta: StepMetadata, pmi: PartPmi | None = None) -> bytes:
    """Return ``shape`` as a STEP AP242 file in mm, with its PMI; ``shape`` is not modified.

    Same input, same bytes. Raises KernelError when OCCT cannot write it.
    """
    return serialise(part_draft(shape, meta), meta, pmi)


def write_assembly(children: Sequence[Placed], meta: StepMetadata) -> bytes:
    """Return a STEP AP242 file in mm of one assembly with ``children`` as its components.

    Each part is written once, whatever the number of its instances. Same input, same bytes.
    Raises KernelError when there are no children, for a location that is not a rigid motion, or
    when OCCT cannot write it.
    """
    if not children:
        raise KernelError(Message("An assembly without components cannot be written as STEP"))
    document = _new_document()
    shapes = XCAFDoc_DocumentTool.ShapeTool_s(document.Main())
    draft = Draft(document=document, label=shapes.NewShape())
    _set_name(draft.label, draft.texts.product(meta))
    parts: dict[str, TDF_Label] = {}
    for child in children:
        if child.part not in parts:
            product = child.product or StepMetadata(
                product_name=child.part, product_number=child.part
            )
            parts[child.part] = shapes.NewShape()
            _set_part(draft, parts[child.part], child.shape, product)
        location = _location(child).wrapped
        component = shapes.AddComponent(draft.label, parts[child.part], location)
        _set_name(component, draft.texts.token(child.name))
    shapes.UpdateAssemblies()
    return serialise(draft, meta)


def part_draft(shape: cq.Shape, meta: StepMetadata) -> Draft:
    """Return the XCAF document of one part: shape, name, colour, material.

    More can be added to it (its texts through ``texts.token``) before :func:`serialise`.
    """
    document = _new_document()
    shapes = XCAFDoc_DocumentTool.ShapeTool_s(document.Main())
    draft = Draft(document=document, label=shapes.NewShape())
    _set_part(draft, draft.label, shape, meta)
    return draft


def serialise(draft: Draft, meta: StepMetadata, pmi: PartPmi | None = None) -> bytes:
    """Return the STEP file of ``draft`` with the header of ``meta``.

    ``pmi``: of a draft that is one part.
    """
    _configure(_WRITING)
    writer = STEPCAFControl_Writer()
    for switch in (writer.SetNameMode, writer.SetMaterialMode):
        switch(True)
    for switch in (writer.SetColorMode, writer.SetDimTolMode):  # ours
        switch(False)
    stream = io.BytesIO()
    written = (
        writer.Transfer(draft.document, STEPControl_AsIs)
        and writer.WriteStream(stream) == IFSelect_RetDone
    )
    if not written:
        raise KernelError(Message("OCCT could not write the STEP file of {name}", name=meta.name))
    text = stream.getvalue().decode("utf-8")
    return finished(text, draft.texts, meta, lambda t: _annotated(t, draft.texts, pmi))


def _annotated(text: str, texts: Texts, pmi: PartPmi | None) -> str:
    """Return the text of a part with the entities of its PMI."""
    if pmi is None or not pmi.annotations.items:
        return text
    added = entities(pmi.annotations, anchors(text, pmi.faces), texts.token)
    end = text.rindex("ENDSEC;")
    return text[:end] + added + text[end:]


def read(source: bytes | Path) -> cq.Solid | cq.Compound:
    """Return the solids of a STEP file (its bytes or its path), in mm, without loose surfaces.

    A single solid as itself, several as a compound. Malformed files can crash OCCT: call it in a
    worker process only, and check the validity of what came (:func:`gmp_cad.kernel.brep.
    single_solid`). Raises KernelError when the file cannot be read or holds no solid, which OCCT
    reports as success.
    """
    data = source.read_bytes() if isinstance(source, Path) else source
    configure_reading()
    reader = STEPControl_Reader()
    if reader.ReadStream("", io.BytesIO(data)) != IFSelect_RetDone:
        raise KernelError(Message("The STEP file cannot be read: it is not a valid Part 21 file"))
    reader.TransferRoots()
    shape = reader.OneShape()
    found = [] if shape is None or shape.IsNull() else brep.solids(cq.Shape.cast(shape))
    if not found:
        raise KernelError(
            Message("The STEP file holds no solid"),
            hint=Message("export it again as a solid body, not as surfaces or a mesh"),
        )
    return found[0] if len(found) == 1 else cq.Compound.makeCompound(found)


# ---- the document ----


def _new_document() -> TDocStd_Document:
    return TDocStd_Document(TCollection_ExtendedString("XmlOcaf"))


def _set_part(draft: Draft, label: TDF_Label, shape: cq.Shape, meta: StepMetadata) -> None:
    shapes = XCAFDoc_DocumentTool.ShapeTool_s(draft.document.Main())
    drawn = _unlocated(shape)
    if shapes.FindShape(drawn, TDF_Label()):  # one shape under two part numbers: two products
        drawn = BRepBuilderAPI_Copy(drawn).Shape()
    shapes.SetShape(label, drawn)
    _describe(draft, label, meta)


def _unlocated(shape: cq.Shape) -> TopoDS_Shape:
    """Return the shape where it is, but without a location, under which XCAF loses its name."""
    location = shape.wrapped.Location()
    if location.IsIdentity():
        return shape.wrapped
    bare = shape.wrapped.Located(TopLoc_Location())
    copy = True
    return BRepBuilderAPI_Transform(bare, location.Transformation(), copy).Shape()


def _describe(draft: Draft, label: TDF_Label, meta: StepMetadata) -> None:
    _set_name(label, draft.texts.product(meta))
    if meta.material:
        # XCAF wants g/cm³; without a density OCCT writes the material's name alone
        density = 0.0 if meta.density_kg_m3 is None else meta.density_kg_m3 / 1000
        materials = XCAFDoc_DocumentTool.MaterialTool_s(draft.document.Main())
        materials.SetMaterial(
            label,
            TCollection_HAsciiString(draft.texts.token(meta.material)),
            TCollection_HAsciiString(""),
            density,
            TCollection_HAsciiString("density measure"),
            TCollection_HAsciiString("POSITIVE_RATIO_MEASURE"),
        )


def _set_name(label: TDF_Label, name: str) -> None:
    TDataStd_Name.Set_s(label, TCollection_ExtendedString(name))


def _location(child: Placed) -> cq.Location:
    if child.location is None or isinstance(child.location, cq.Location):
        return child.location or cq.Location()
    move = gp_Trsf()
    try:
        move.SetValues(*(float(value) for row in child.location[:3] for value in row))
    except Exception as error:
        raise KernelError(_not_rigid(child.name)) from error
    if abs(move.ScaleFactor() - 1) > 1e-9 or move.IsNegative():
        raise KernelError(_not_rigid(child.name))
    return cq.Location(move)


def _not_rigid(name: str) -> Message:
    return Message("The placement of {name!r} is not a rotation and a translation", name=name)


# ---- OCCT's settings: global to the process, so all that matter are set each time ----

_WRITING: Mapping[str, str | float] = MappingProxyType(
    {
        "write.step.schema": "AP242DIS",
        "write.step.unit": "MM",
        "xstep.cascade.unit": "MM",
        "write.step.assembly": 2,
        "write.surfacecurve.mode": 1,
        # Stated, not measured: tolerances of a shape depend on what was done with it before.
        "write.precision.mode": 2,
        "write.precision.val": 1e-7,
        "write.step.nonmanifold": 0,
        "write.step.vertex.mode": 0,
        "write.step.tessellated": 0,
        "write.step.product.name": "product",
    }
)
_READING: Mapping[str, str | float] = MappingProxyType(
    {
        "xstep.cascade.unit": "MM",
        "read.precision.mode": 0,
        "read.maxprecision.mode": 0,
        "read.surfacecurve.mode": 0,
        "read.stdsameparameter.mode": 0,
        "read.step.product.mode": 1,
        "read.step.shape.repr": 1,
        "read.step.assembly.level": 1,
        "read.step.nonmanifold": 0,
        "read.step.tessellated": 0,
        "read.step.codepage": 4,
    }
)


def configure_reading() -> None:
    """Set what every reading of a STEP file in this process depends on."""
    _configure(_READING)


def _configure(settings: Mapping[str, str | float]) -> None:
    STEPControl_Controller.Init_s()  # without it the settings do not exist yet
    # what OCCT says of a file goes to standard output, which belongs to the commands
    OcctMessage.DefaultMessenger_s().RemovePrinters(Message_PrinterOStream.get_type_descriptor_s())
    for key, value in settings.items():
        if isinstance(value, int):
            accepted = Interface_Static.SetIVal_s(key, value)
        elif isinstance(value, float):
            accepted = Interface_Static.SetRVal_s(key, value)
        else:
            accepted = Interface_Static.SetCVal_s(key, value)
        if not accepted:
            raise KernelError(Message("OCCT does not accept the STEP setting {key}", key=key))
