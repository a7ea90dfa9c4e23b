"""Surface textures and notes as PMI: on their faces, or on the whole part."""

from __future__ import annotations

from collections.abc import Iterator

from gmp_cad.evidence import PartGeometry
from gmp_cad.kernel.exchange.pmi.dimensions import feature_target, features_of
from gmp_cad.kernel.exchange.pmi.items import (
    Found,
    NotCarriedError,
    NoteItem,
    Target,
    TextureItem,
    target,
)
from gmp_cad.spec.dimension import named_ends
from gmp_cad.spec.general_tolerances import print_general
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.texture import Texture, parse_texture, print_texture


def texture_items(spec: PartSpec, geometry: PartGeometry) -> Iterator[Found]:
    """Yield the texture of each dimension and of each line of ``[textures]``, and the general one."""
    for line, feature, text in _textures(spec):
        try:
            yield _texture(line, feature, text, spec, geometry)
        except NotCarriedError as error:
            yield error.omission(line)


def _textures(spec: PartSpec) -> Iterator[tuple[str, str | None, str]]:
    for dimension in spec.dimensions.values():
        if dimension.ra is not None:
            yield f"{dimension.id}.ra", dimension.id, dimension.ra
    for feature, texture in spec.textures.items():
        yield f"textures.{feature}", feature, texture.ra
    if spec.part.surface_texture is not None:
        yield "surface_texture", None, spec.part.surface_texture


def _texture(
    line: str, feature: str | None, text: str, spec: PartSpec, geometry: PartGeometry
) -> TextureItem:
    texture = parse_texture(text)
    rules = {limit.rule or spec.part.surface_texture_rule for limit in texture.limits}
    return TextureItem(
        line=line,
        text=print_texture(texture, "en"),
        limits=tuple(_limits(texture)),
        method=f"ISO 21920 {' / '.join(sorted(rules))}",
        target=None if feature is None else _faces(feature, spec, geometry),
    )


def _faces(feature: str, spec: PartSpec, geometry: PartGeometry) -> Target:
    """Return the faces of a feature; a dimension between others has those of its ends."""
    dimension = spec.dimensions.get(feature)
    if dimension is None or dimension.on_feature:
        return feature_target(feature, dimension, geometry)
    names = named_ends(dimension) or (dimension.pattern or "",)
    return target(feature, [f for name in names for f in features_of(name, geometry)])


def _limits(texture: Texture) -> Iterator[tuple[str, float]]:
    paired = {limit.parameter for limit in texture.limits if limit.lower}
    for limit in texture.limits:
        side = " lower limit" if limit.lower else " upper limit"
        yield limit.parameter + (side if limit.parameter in paired else ""), limit.value_um


def note_items(spec: PartSpec) -> Iterator[NoteItem]:
    """Yield what the title block says of the whole part."""
    part = spec.part
    notes = {
        "general tolerances": print_general(part.general, "en"),
        "edges": part.edges,
        "treatment": part.treatment,
        "coating": part.coating,
        "marking": part.marking,
        "note": part.note,
    }
    for name, text in notes.items():
        if text:
            yield NoteItem(line=name.replace(" ", "_"), name=name, text=text)
