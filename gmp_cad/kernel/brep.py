"""The stored form of a shape, and the solids in what a model returns.

The stored B-rep is OCCT's binary format, without triangulation: the geometry is kept bit for bit
(the text format writes 15 digits), placements to one unit in the last place, and the bytes depend
on the shape alone.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

import cadquery as cq
from OCP.BinTools import BinTools, BinTools_FormatVersion
from OCP.BRepBuilderAPI import BRepBuilderAPI_Copy
from OCP.BRepGProp import BRepGProp
from OCP.GProp import GProp_GProps
from OCP.TopoDS import TopoDS_Shape

from gmp_cad.errors import KernelError, ModelError
from gmp_cad.language import Message

_FORMAT = BinTools_FormatVersion.BinTools_FormatVersion_VERSION_4
_SIGNATURE = b"\nOpen CASCADE Topology V4"


def to_bytes(shape: cq.Shape) -> bytes:
    """Return the stored form of ``shape``: exact geometry, no triangulation; it is not modified.

    The same shape gives the same bytes in every process of one platform, meshed or not.
    """
    stream = io.BytesIO()
    with_triangles = with_normals = False
    BinTools.Write_s(shape.wrapped, stream, with_triangles, with_normals, _FORMAT)
    return stream.getvalue()


def from_bytes(data: bytes) -> cq.Shape:
    """Return the shape that :func:`to_bytes` stored; raise KernelError if ``data`` is not one."""
    if not data.startswith(_SIGNATURE):  # OCCT would print about it on stdout
        raise KernelError(_UNREADABLE)
    read = TopoDS_Shape()
    try:
        BinTools.Read_s(read, io.BytesIO(data))
    except Exception as error:  # OCCT's stream errors share no base class below Exception
        raise KernelError(_UNREADABLE) from error
    if read.IsNull():
        raise KernelError(_UNREADABLE)
    return cq.Shape.cast(read)


_UNREADABLE = Message("The stored B-rep cannot be read: it is damaged or of another kernel version")


def unmeshed_copy(shape: cq.Shape) -> cq.Shape:
    """Return a copy without triangulation, with topology of its own, on the same surfaces.

    Meshing the copy leaves ``shape`` as it was.
    """
    copy_geometry = copy_mesh = False
    return cq.Shape.cast(BRepBuilderAPI_Copy(shape.wrapped, copy_geometry, copy_mesh).Shape())


def solids(shape: cq.Shape) -> list[cq.Solid]:
    """Return the solids of ``shape``, each once; free shells, faces and edges are left out."""
    return list(shape.Solids())


def single_solid(obj: object, bodies: int = 1) -> cq.Solid | cq.Compound:
    """Return the one valid solid in ``obj``, or a compound of exactly ``bodies`` solids.

    ``obj`` is what a model's ``build`` returned: a Workplane (its stack or, where that holds only
    faces or edges, the solid they were selected on), a Shape, or a list of these. Free shells and
    faces beside the solids are ignored. Raises ModelError when ``obj`` is something else, when
    the number of solids is another one, or when a solid is open, invalid or inside out.
    """
    found = solids_in(obj)
    if not found:
        raise ModelError(
            Message("The model returned no solid, but {what}", what=_description(obj)),
            hint=Message("return a Workplane, Solid or Compound that holds a closed solid"),
        )
    if len(found) != bodies:
        raise ModelError(
            Message(
                "The model returned {count} {count:solid|solids} instead of {bodies}; volumes: {volumes} mm³",
                count=len(found),
                bodies=bodies,
                volumes=", ".join(f"{signed_volume_mm3(solid):.6g}" for solid in found),
            ),
            hint=Message("unite them, or declare the number of bodies in the specification"),
        )
    for number, solid in enumerate(found, 1):
        _require_sound(solid, number)
    return found[0] if bodies == 1 else cq.Compound.makeCompound(found)


def signed_volume_mm3(shape: cq.Shape) -> float:
    """Return the volume inside the faces of ``shape``, to about 1e-6; negative if inside out."""
    properties = GProp_GProps()
    BRepGProp.VolumeProperties_s(shape.wrapped, properties)
    return float(properties.Mass())


def solids_in(obj: object) -> list[cq.Solid]:
    """Return the solids in what a model returned (see :func:`single_solid`), each once."""
    return _distinct(_solids_in(obj))


def _solids_in(obj: object) -> Iterator[cq.Solid]:
    if isinstance(obj, cq.Workplane):
        yield from _solids_of_stack(obj)
    elif isinstance(obj, cq.Shape):
        yield from solids(obj)
    elif isinstance(obj, Iterable) and not isinstance(obj, str | bytes | cq.Sketch | cq.Assembly):
        for item in obj:
            yield from _solids_in(item)


def _solids_of_stack(workplane: cq.Workplane) -> list[cq.Solid]:
    shapes = [value for value in workplane.vals() if isinstance(value, cq.Shape)]
    found = [solid for shape in shapes for solid in solids(shape)]
    if found:
        return found
    try:
        return solids(workplane.findSolid())
    except ValueError:  # CadQuery's "cannot find a solid on the stack or in the parent chain"
        return []


def _distinct(found: Iterable[cq.Solid]) -> list[cq.Solid]:
    """Return each solid once, in order: CadQuery puts one solid on the stack for each point."""
    kept: list[cq.Solid] = []
    for solid in found:
        if not any(solid.isSame(other) for other in kept):
            kept.append(solid)
    return kept


def _require_sound(solid: cq.Solid, number: int) -> None:
    if not solid.isValid():
        raise ModelError(
            Message("Solid {number} of the model is open or invalid", number=number),
            hint=Message(
                "look for a shell that is not closed, a fillet larger than its edge allows,"
                " or an operation whose tool only touches the part"
            ),
        )
    if signed_volume_mm3(solid) <= 0:
        raise ModelError(
            Message("Solid {number} of the model is inside out or has no volume", number=number),
            hint=Message("build it from a closed shell whose faces point outwards"),
        )


def _description(obj: object) -> str:
    if isinstance(obj, cq.Workplane):
        inside = ", ".join(sorted({type(value).__name__ for value in obj.vals()}))
        return f"Workplane ({inside or '-'})"
    return type(obj).__name__
