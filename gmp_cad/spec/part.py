"""The specification of a part (``spec.toml``): identity, dimensions, features, tolerances."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from gmp_cad.language import Message
from gmp_cad.spec.circles import circles
from gmp_cad.spec.coherence import coherence_faults, datum_faults
from gmp_cad.spec.dimension import (
    FEATURES_OF_SIZE,
    Dimension,
    Side,
    SizeText,
    Tolerance,
    fit_side,
    modelled_diameter,
    named_ends,
    print_callout,
    toleranced,
)
from gmp_cad.spec.drawing import DrawingChoices, Revision, history_faults
from gmp_cad.spec.fault import InvalidValueError, Keys, refuse
from gmp_cad.spec.geometric import GeometricTolerance
from gmp_cad.spec.identity import Identity
from gmp_cad.spec.inspected import SurfaceTexture
from gmp_cad.spec.material import materials_of, resolved
from gmp_cad.spec.text import DatumName, FeatureText, Name
from gmp_cad.spec.texture import Texture, TextureText, parse_texture
from gmp_cad.spec.toml import Source, Table, source_of

__all__ = [
    "FEATURES_OF_SIZE", "Dimension", "GeometricTolerance", "Identity", "PartSpec", "Side", "SizeText",
    "Tolerance", "fit_side", "modelled_diameter", "named_ends", "print_callout",
]  # fmt: skip


def _entry(value: Any) -> Any:
    if isinstance(value, Mapping | Dimension):
        return value
    return {"size": value}


def _texture(value: Any) -> Any:
    if isinstance(value, Mapping | SurfaceTexture):
        return value
    return {"ra": value}


class PartSpec(Table):
    """What is required of one part. ``name`` is its folder; everything else its ``spec.toml``."""

    part: Identity
    dimensions: dict[
        Name,
        Annotated[Dimension, BeforeValidator(_entry, json_schema_input_type=SizeText | Dimension)],
    ] = Field(default_factory=dict)
    features: dict[Name, FeatureText] = Field(default_factory=dict)
    datums: dict[DatumName, FeatureText] = Field(default_factory=dict)
    tolerances: dict[Name, GeometricTolerance] = Field(default_factory=dict)
    textures: dict[
        FeatureText,
        Annotated[
            SurfaceTexture,
            BeforeValidator(_texture, json_schema_input_type=TextureText | SurfaceTexture),
        ],
    ] = Field(default_factory=dict)
    drawing: DrawingChoices = Field(default_factory=DrawingChoices)
    revisions: tuple[Revision, ...] = Field(default=(), alias="revision")
    name: str = Field(default="", exclude=True, init=False)

    @field_validator("part")
    @classmethod
    def _resolve_material(cls, value: Identity, info: ValidationInfo) -> Identity:
        known = materials_of(info)
        origin = info.context.file if isinstance(info.context, Source) else ""
        found = resolved(value.material, known, origin) if known.complete else None
        return value.model_copy(update={"found": found})

    @field_validator("dimensions")
    @classmethod
    def _identify_dimensions(
        cls, value: dict[str, Dimension], info: ValidationInfo
    ) -> dict[str, Dimension]:
        refuse(_instance_faults(value))
        if isinstance(part := info.data.get("part"), Identity):
            value = toleranced(value, part.general)
        return _identified(value, "dimensions", source_of(info))

    @field_validator("features")
    @classmethod
    def _one_meaning(cls, value: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        refuse(_clashes(value, info.data.get("dimensions", {})))
        return value

    @field_validator("datums")
    @classmethod
    def _on_features(cls, value: dict[str, str]) -> dict[str, str]:
        refuse(_on_letters(value))
        return value

    @field_validator("tolerances")
    @classmethod
    def _identify_tolerances(
        cls, value: dict[str, GeometricTolerance], info: ValidationInfo
    ) -> dict[str, GeometricTolerance]:
        if "datums" in info.data:
            refuse(datum_faults(value, info.data["datums"]))
        return _identified(value, "tolerances", source_of(info))

    @model_validator(mode="after")
    def _coherent(self) -> PartSpec:
        told = (*circles(self.features, self.dimensions), *coherence_faults(self))
        refuse((*told, *history_faults(self.revisions, self.part.revision)))
        return self

    @classmethod
    def without(cls, data: Mapping[str, Any], faulty: Sequence[Keys]) -> dict[str, Any] | None:
        """Return the data without its faulty lines; what they hid is read in the others.

        A line says nothing wrong because another is missing, but for the datums: a faulty one keeps
        its letter. Of ``[part]`` remain the general tolerances, since the sizes depend on them, and the
        revision, with which the history ends.
        """
        rest = {k: dict(v) if isinstance(v, Mapping) else v for k, v in data.items()}
        for table, *line in (keys for keys in faulty if keys):
            entries = rest.get(str(table))
            if table == "part":
                rest["part"] = _stand_in(data.get("part"), faulty)
                if line in ([], ["revision"]):
                    rest.pop("revision", None)
            elif not line or not isinstance(entries, dict):
                rest.pop(str(table), None)
                if table == "datums":
                    return None
            elif table == "datums" and line[0] in entries:
                entries[str(line[0])] = f"|{line[0]}|"
            else:
                entries.pop(line[0], None)
        return rest

    def roughness_of(self, feature: str) -> str | None:
        """Return the surface texture written for a feature, or the general one."""
        dimension = self.dimensions.get(feature)
        written = dimension.ra if dimension else None
        on_surface = self.textures.get(feature)
        return written or (on_surface and on_surface.ra) or self.part.surface_texture

    def texture_of(self, feature: str) -> Texture | None:
        """Return what :meth:`roughness_of` says, as limits."""
        text = self.roughness_of(feature)
        return parse_texture(text) if text else None


def _stand_in(part: Any, faulty: Sequence[Keys]) -> dict[str, Any]:
    """Return a title block without faults, with what of ``part`` the rest of the file depends on."""
    kept = part if isinstance(part, Mapping) else {}
    keys = ("general_tolerances", "revision")
    sound = {key: kept[key] for key in keys if key in kept and ("part", key) not in faulty}
    material = {"name": "-", "density_kg_m3": 1.0}
    return {"number": "-", "title": "-", "material": material, **sound}


def _identified(value: Mapping[str, Any], table: str, source: Source) -> dict[str, Any]:
    return {
        key: item.model_copy(update={"id": key, "where": source.where(table, key)})
        for key, item in value.items()
    }


def _instance_faults(dimensions: Mapping[str, Dimension]) -> Iterator[InvalidValueError]:
    """Yield the ends ``holes[5]`` of dimensions where the specification says ``4×``."""
    for key, dimension in dimensions.items():
        for end in named_ends(dimension):
            found = re.fullmatch(r"\s*([a-z][a-z0-9_]*)\s*\[\s*([0-9]+)\s*\]\s*", end)
            owner = dimensions.get(found[1]) if found else None
            if found and owner and owner.size.count and int(found[2]) > owner.size.count:
                message = Message(
                    "{end!r} does not exist: {name} is written {count} times",
                    end=end, name=found[1], count=owner.count,
                )  # fmt: skip
                yield InvalidValueError(message, keys=(key, "between"))


def _on_letters(datums: Mapping[str, str]) -> Iterator[InvalidValueError]:
    """Yield the datums that stand on a datum, their own letter or another."""
    for letter, feature in datums.items():
        if feature.strip() in datums:
            message = Message(
                "datum {letter} stands on the datum {other}", letter=letter, other=feature.strip()
            )
            hint = Message('a datum stands on a feature: its name, or a selector such as "<Z"')
            yield InvalidValueError(message, hint, (letter,))


def _clashes(
    features: Mapping[str, str], dimensions: Mapping[str, Dimension]
) -> Iterator[InvalidValueError]:
    for name in features:
        dimension = dimensions.get(name)
        if dimension is not None and not dimension.on_feature:
            yield InvalidValueError(
                Message(
                    "{name!r} names both a feature and a dimension between two others", name=name
                ),
                keys=(name,),
            )
