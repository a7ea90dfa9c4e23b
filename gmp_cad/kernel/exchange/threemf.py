"""3MF, in mm, written by lib3mf (the 3MF Consortium's own library)."""

from __future__ import annotations

import ctypes
import io
import uuid
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

import lib3mf

from gmp_cad.errors import KernelError
from gmp_cad.kernel.surfaces.mesh import Mesh
from gmp_cad.language import Message

Colour = tuple[float, float, float]
Object = tuple[str, Mesh, Colour]

# 3MF core specification 1.3, §3.4.1: the names that need no namespace
METADATA = (
    "Title", "Designer", "Description", "Copyright", "LicenseTerms",
    "Rating", "CreationDate", "ModificationDate", "Application",
)  # fmt: skip

_NONE: Mapping[str, str] = MappingProxyType({})


def write(objects: Sequence[Object], metadata: Mapping[str, str] = _NONE) -> bytes:
    """Return a 3MF package of ``objects``: (name, mesh in mm, sRGB colour from 0 to 1).

    Each object is one build item where it stands. ``metadata`` keys are those of
    :data:`METADATA`. The same input gives the same bytes. Raises KernelError for another key, for
    no objects, or when lib3mf refuses a mesh.
    """
    if not objects:
        raise KernelError(Message("There are no objects to write in the 3MF file"))
    try:
        return _package(objects, metadata)
    except lib3mf.ELib3MFException as error:
        raise KernelError(
            Message("lib3mf refused the 3MF file: {reason}", reason=str(error))
        ) from error


def _package(objects: Sequence[Object], metadata: Mapping[str, str]) -> bytes:
    model = _library().CreateModel()
    model.SetUnit(lib3mf.ModelUnit.MilliMeter)
    model.SetBuildUUID(_identifier("build"))
    _add_metadata(model, metadata)
    materials = model.AddBaseMaterialGroup()
    for index, (name, mesh, colour) in enumerate(objects):
        added = _add_mesh(model, mesh)
        added.SetName(name)
        added.SetUUID(_identifier(f"object {index} {name}"))
        material = materials.AddMaterial(name, _colour(colour))
        added.SetObjectLevelProperty(materials.GetResourceID(), material)
        item = model.AddBuildItem(added, _library().GetIdentityTransform())
        item.SetUUID(_identifier(f"item {index} {name}"))
    return _written(model)


def _written(model: lib3mf.Model) -> bytes:
    # lib3mf's own WriteToBuffer compresses everything twice, the first time to learn the size
    stream = io.BytesIO()

    def write(address: int, size: int, _: object) -> int:
        stream.write(ctypes.string_at(address, size))
        return 0

    def seek(position: int, _: object) -> int:
        stream.seek(position)
        return 0

    callbacks = lib3mf.WriteCallback(write), lib3mf.SeekCallback(seek)
    model.QueryWriter("3mf").WriteToCallback(*callbacks, None)
    return stream.getvalue()


@cache
def _library() -> lib3mf.Wrapper:
    return lib3mf.get_wrapper()


def _identifier(name: str) -> str:
    """Return a stable UUID: lib3mf draws random ones where none is given."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"gmp_cad 3mf {name}"))


def _add_metadata(model: lib3mf.Model, metadata: Mapping[str, str]) -> None:
    group = model.GetMetaDataGroup()
    for key in sorted(metadata):
        if key not in METADATA:
            raise KernelError(
                Message(
                    "{key!r} is not a 3MF metadata name; known: {known}",
                    key=key,
                    known=", ".join(METADATA),
                )
            )
        namespace, preserve = "", True
        group.AddMetaData(namespace, key, metadata[key], "xs:string", preserve)


def _add_mesh(model: lib3mf.Model, mesh: Mesh) -> lib3mf.MeshObject:
    added = model.AddMeshObject()
    positions = lib3mf.Position * len(mesh.vertices)
    triangles = lib3mf.Triangle * len(mesh.triangles)
    added.SetGeometry(
        positions.from_buffer_copy(mesh.vertices.astype("<f4").tobytes()),
        triangles.from_buffer_copy(mesh.triangles.astype("<u4").tobytes()),
    )
    return added


def _colour(colour: Colour) -> lib3mf.Color:
    red, green, blue = (round(255 * component) for component in colour)
    return lib3mf.Color(red, green, blue, 255)
