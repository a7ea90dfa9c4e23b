"""Reading an assembly from a STEP file: every part where it stands, whatever the depth.

Parts that are used many times are one shape in XCAF's document, so they are found once. Names in
a file repeat (a nut in each of three sub-assemblies): here each leaf has the path to it. A
malformed file can crash OCCT: this runs in a worker process only.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import cadquery as cq
from OCP.gp import gp_Trsf
from OCP.IFSelect import IFSelect_RetDone
from OCP.Interface import Interface_Static
from OCP.STEPCAFControl import STEPCAFControl_Controller, STEPCAFControl_Reader
from OCP.TCollection import TCollection_ExtendedString
from OCP.TDataStd import TDataStd_Name
from OCP.TDF import TDF_AttributeIterator, TDF_Label, TDF_LabelSequence
from OCP.TDocStd import TDocStd_Document
from OCP.TopoDS import TopoDS_Shape
from OCP.XCAFDoc import XCAFDoc_DocumentTool, XCAFDoc_ShapeTool

from gmp_cad.errors import KernelError
from gmp_cad.evidence.loose import LooseAssembly
from gmp_cad.kernel import brep
from gmp_cad.kernel.exchange.leaves import Leaf, Names, gather, told
from gmp_cad.kernel.exchange.step import configure_reading
from gmp_cad.language import Message

_OTHER_FILE = b"APPLIED_EXTERNAL_IDENTIFICATION_ASSIGNMENT"  # names the file of a part
_NAMES_OF_SOLIDS = "read.stepcaf.subshapes.name"


def read_assembly(
    data: bytes, name: str, split: Collection[str] = ()
) -> tuple[LooseAssembly, dict[str, cq.Shape]]:
    """Return what stands in a STEP file, and the solid of each item in its own frame (mm).

    ``name``: of the file, for messages; ``split``: see :func:`~gmp_cad.kernel.exchange.leaves.gather`. Sizes in other units are converted. Raises KernelError
    when the file cannot be read or holds no solid.
    """
    document = _document(data)
    labels = TDF_LabelSequence()
    XCAFDoc_DocumentTool.ShapeTool_s(document.Main()).GetFreeShapes(labels)
    roots = list(_each(labels))
    read, solids = gather(name, list(_leaves(roots)), split)
    if _OTHER_FILE in data:
        unread = (*read.unread, (name, Message("parts that stand in other files are not read")))
        read = replace(read, unread=unread)
    return read, solids


def _document(data: bytes) -> TDocStd_Document:
    STEPCAFControl_Controller.Init_s()  # without it the setting does not exist yet
    configure_reading()
    before = Interface_Static.IVal_s(_NAMES_OF_SOLIDS)
    Interface_Static.SetIVal_s(_NAMES_OF_SOLIDS, 1)
    try:
        document = TDocStd_Document(TCollection_ExtendedString("XmlOcaf"))
        reader = STEPCAFControl_Reader()
        reader.SetNameMode(True)
        if reader.ReadStream("", io.BytesIO(data)) != IFSelect_RetDone:
            raise KernelError(
                Message("The STEP file cannot be read: it is not a valid Part 21 file")
            )
        reader.Transfer(document)  # false for a file without shapes
    finally:
        Interface_Static.SetIVal_s(_NAMES_OF_SOLIDS, before)
    return document


def _leaves(roots: Sequence[TDF_Label]) -> Iterator[Leaf]:
    """Yield the leaves below the roots; a single root is not told in their paths."""
    names = Names()
    for root in roots:
        product = told(_name(root))
        if len(roots) == 1 and XCAFDoc_ShapeTool.IsAssembly_s(root):
            yield from _below(root, "", product, names, gp_Trsf())
        else:
            yield from _leaf_or_below(root, names.unique(product), product, gp_Trsf())


def _below(
    assembly: TDF_Label, path: str, owner: str, names: Names, placing: gp_Trsf
) -> Iterator[Leaf]:
    """Yield the leaves of an assembly; what nobody named is called after its ``owner``."""
    components = TDF_LabelSequence()
    XCAFDoc_ShapeTool.GetComponents_s(assembly, components)
    for component in _each(components):
        definition = TDF_Label()
        XCAFDoc_ShapeTool.GetReferredShape_s(component, definition)
        product = told(_name(definition), _name(component), owner)
        name = path + names.unique(told(_name(component), product))
        own = XCAFDoc_ShapeTool.GetLocation_s(component).Transformation()
        yield from _leaf_or_below(definition, name, product, placing.Multiplied(own))


def _leaf_or_below(label: TDF_Label, name: str, product: str, placing: gp_Trsf) -> Iterator[Leaf]:
    if XCAFDoc_ShapeTool.IsAssembly_s(label):
        yield from _below(label, f"{name}/", product, Names(), placing)
        return
    shape = XCAFDoc_ShapeTool.GetShape_s(label)
    if not shape.IsNull():
        yield Leaf(name, product, shape, placing, _names_of_solids(label, shape))


def _names_of_solids(label: TDF_Label, shape: TopoDS_Shape) -> tuple[str, ...]:
    """Return what the file calls the solids of a part, in their order in the shape."""
    solids = brep.solids(cq.Shape.cast(shape))
    if len(solids) < 2:
        return ()
    labels = TDF_LabelSequence()
    XCAFDoc_ShapeTool.GetSubShapes_s(label, labels)
    named = [(XCAFDoc_ShapeTool.GetShape_s(own), _name(own)) for own in _each(labels)]
    return tuple(
        next((name for own, name in named if own.IsPartner(solid.wrapped)), "") for solid in solids
    )


def _each(labels: TDF_LabelSequence) -> Iterator[TDF_Label]:
    return (labels.Value(i) for i in range(1, labels.Length() + 1))


def _name(label: TDF_Label) -> str:
    """Return the name of a label, "" without one: asking for one that is not there crashes OCP."""
    attributes = TDF_AttributeIterator(label, True)
    while attributes.More():
        attribute = attributes.Value()
        if isinstance(attribute, TDataStd_Name):
            return str(attribute.Get().ToExtString())
        attributes.Next()
    return ""
