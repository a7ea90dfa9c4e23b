"""Surface textures and notes as PMI: on their faces, or on the whole part."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gmp_cad.evidence import PartGeometry, PmiOmission
from gmp_cad.kernel.pmi_dimensions import feature_target
from gmp_cad.kernel.pmi_items import Found, NotCarriedError, NoteItem, TextureItem
from gmp_cad.language import Message
from gmp_cad.spec.part import PartSpec

_ROUGHNESS = re.compile(r"(Ra|Rz)\s*(\d+(?:[.,]\d+)?)")


def texture_items(spec: PartSpec, geometry: PartGeometry) -> Iterator[Found]:
    """Yield the texture of each dimension and of each line of ``[textures]``, and the general one."""
    for line, feature, text in _textures(spec):
        try:
            yield _texture(line, feature, text, spec, geometry)
        except NotCarriedError as error:
            yield PmiOmission(line=line, reason=error.reason)


def _textures(spec: PartSpec) -> Iterator[tuple[str, str | None, str]]:
    for dimension in spec.dimensions.values():
        if dimension.ra is not None:
            yield f"{dimension.id}.ra", dimension.id, dimension.ra
    for feature, text in spec.textures.items():
        yield f"textures.{feature}", feature, text
    if spec.part.surface_texture is not None:
        yield "surface_texture", None, spec.part.surface_texture


def _texture(
    line: str, feature: str | None, text: str, spec: PartSpec, geometry: PartGeometry
) -> TextureItem:
    found = _ROUGHNESS.fullmatch(text)
    if found is None:
        raise NotCarriedError(Message("the texture {text!r} has no single value", text=text))
    return TextureItem(
        line=line,
        text=text,
        parameter=found[1],
        value_um=float(found[2].replace(",", ".")),
        target=None
        if feature is None
        else feature_target(feature, spec.dimensions.get(feature), geometry),
    )


def note_items(spec: PartSpec) -> Iterator[NoteItem]:
    """Yield what the title block says of the whole part."""
    part = spec.part
    notes = {
        "general_tolerances": str(part.general_tolerances),
        "treatment": part.treatment,
        "note": part.note,
    }
    for name, text in notes.items():
        if text:
            yield NoteItem(line=name, name=name.replace("_", " "), text=text)
