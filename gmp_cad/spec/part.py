"""The specification of a part (``spec.toml``): identity, dimensions, features, tolerances."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetPydanticSchema,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import core_schema

from gmp_cad.errors import NotationError, OutsideTableError, Where, suggestion
from gmp_cad.language import Message
from gmp_cad.spec import notation
from gmp_cad.spec.fault import InvalidValueError, notation_fault, refuse, shown
from gmp_cad.spec.geometric import GeometricTolerance as GeometricTolerance  # noqa: PLC0414
from gmp_cad.spec.size import THREADS, Kind, Role, Size
from gmp_cad.spec.text import DatumName, FeatureText, Name, Note, Text
from gmp_cad.spec.toml import Source, Table, source_of
from gmp_cad.standards import iso286, iso2768, materials, threads


def _parse_size(value: Any) -> Size:
    if isinstance(value, Size):
        return value
    if not isinstance(value, str):
        raise InvalidValueError(
            Message(
                'expected a size in quotes such as "40 ±0,1", found {found}', found=shown(value)
            )
        )
    try:
        return notation.parse(value)
    except NotationError as error:
        raise notation_fault(error) from error


SizeText = Annotated[
    Size,
    GetPydanticSchema(
        lambda _source, _handler: core_schema.no_info_plain_validator_function(
            _parse_size,
            serialization=core_schema.to_string_ser_schema(),
            json_schema_input_schema=core_schema.str_schema(min_length=1),
        )
    ),
]

_ROUGHNESS = re.compile(r"(Ra|Rz)\s*(\d+(?:[.,]\d+)?)")


def _parse_roughness(text: str) -> str:
    found = _ROUGHNESS.fullmatch(text.strip())
    if not found or not 0.001 <= float(found.group(2).replace(",", ".")) <= 1000:
        raise InvalidValueError(
            Message('expected a surface texture such as "Ra 1,6", found {found!r}', found=text[:60])
        )
    return f"{found.group(1)} {found.group(2).replace('.', ',')}"


Roughness = Annotated[str, AfterValidator(_parse_roughness)]


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Permissible deviations about the nominal (mm or degrees) and where they come from."""

    lower: float
    upper: float
    source: str

    @property
    def width(self) -> float:
        """The tolerance interval IT (mm or degrees)."""
        return self.upper - self.lower


class Dimension(Table):
    """One line of ``[dimensions]``: a size, where it is taken, and its surface texture.

    ``between`` names two ends (CadQuery selectors or features, ``holes[1]`` for one instance);
    ``model`` overrides the diameter at which a thread is modelled (mm).
    """

    size: SizeText
    between: tuple[FeatureText, FeatureText] | None = None
    ra: Roughness | None = None
    note: Note = ""
    model: Annotated[float, Field(gt=0, le=1000)] | None = None
    id: str = Field(default="", exclude=True, init=False)
    where: Where = Field(default=Where(""), exclude=True, init=False)
    tolerance: Tolerance | None = Field(default=None, exclude=True, init=False)

    @model_validator(mode="after")
    def _in_the_tables(self) -> Dimension:
        check_tables(self.size, self.model)
        if self.between is not None and self.between[0] == self.between[1]:
            raise InvalidValueError(
                Message("both ends are {name!r}: nothing lies between", name=self.between[0]),
                keys=("between",),
            )
        return self

    @property
    def kind(self) -> Kind:
        """What the dimension measures."""
        return self.size.kind

    @property
    def count(self) -> int:
        """How many features carry the size."""
        return self.size.count or 1

    @property
    def nominal(self) -> float:
        """The size written: mm, or degrees for an angle."""
        return self.size.nominal

    @property
    def unit(self) -> str:
        """``mm`` or ``°``."""
        return "°" if self.kind is Kind.ANGLE else "mm"

    @property
    def limits(self) -> tuple[float, float] | None:
        """Lower and upper limit (mm or degrees), None for exact and reference dimensions."""
        if self.tolerance is None:
            return None
        return self.nominal + self.tolerance.lower, self.nominal + self.tolerance.upper

    @property
    def internal_thread(self) -> bool:
        """Whether a thread line describes a tapped hole (class in capitals, or depths given)."""
        name = self.size.thread_class
        return name.isupper() if name else True


class CustomMaterial(Table):
    """A material that the database does not hold: name and density (kg/m³)."""

    name: Text
    density_kg_m3: Annotated[float, Field(gt=0, lt=30000)]


class Identity(Table):
    """The ``[part]`` table: what the title block says."""

    number: Text
    title: Text
    material: str | CustomMaterial
    general_tolerances: str = "ISO 2768-m"
    surface_texture: Roughness | None = None
    revision: Text = "A"
    author: Note = ""
    treatment: Note = ""
    bodies: Annotated[int, Field(ge=1, le=1000)] = 1
    note: Note = ""

    @field_validator("material", mode="before")
    @classmethod
    def _known_material(cls, value: Any) -> Any:
        if isinstance(value, str):
            try:
                materials.material(value)
            except LookupError as error:
                hint = getattr(error, "hint", None)
                raise InvalidValueError(
                    Message("unknown material {name!r}", name=value[:60]), hint
                ) from error
        elif not isinstance(value, Mapping | CustomMaterial):
            raise InvalidValueError(
                Message("expected a material, found {found}", found=shown(value)),
                Message('for example "S235JR", or {{ name = "…", density_kg_m3 = … }}'),
            )
        return value

    @field_validator("general_tolerances")
    @classmethod
    def _known_general(cls, value: str) -> str:
        try:
            iso2768.parse(value)
        except (ValueError, LookupError) as error:
            raise InvalidValueError(
                Message(
                    'expected general tolerances such as "ISO 2768-m", found {found!r}',
                    found=value[:60],
                ),
                getattr(error, "hint", None),
            ) from error
        return value

    @property
    def material_name(self) -> str:
        """The designation printed in the title block."""
        return self.material if isinstance(self.material, str) else self.material.name

    @property
    def density_kg_m3(self) -> float:
        """Density of the material."""
        if isinstance(self.material, CustomMaterial):
            return self.material.density_kg_m3
        return materials.material(self.material).density_kg_m3


def _entry(value: Any) -> Any:
    if isinstance(value, Mapping | Dimension):
        return value
    return {"size": value}


class PartSpec(Table):
    """What is required of one part. ``name`` is its folder; everything else its ``spec.toml``."""

    part: Identity
    dimensions: dict[Name, Annotated[Dimension, BeforeValidator(_entry)]] = Field(
        default_factory=dict
    )
    features: dict[Name, FeatureText] = Field(default_factory=dict)
    datums: dict[DatumName, FeatureText] = Field(default_factory=dict)
    tolerances: dict[Name, GeometricTolerance] = Field(default_factory=dict)
    textures: dict[FeatureText, Roughness] = Field(default_factory=dict)
    name: str = Field(default="", exclude=True, init=False)

    @field_validator("dimensions")
    @classmethod
    def _identify_dimensions(
        cls, value: dict[str, Dimension], info: ValidationInfo
    ) -> dict[str, Dimension]:
        refuse(_instance_faults(value))
        if isinstance(part := info.data.get("part"), Identity):
            value = _toleranced(value, iso2768.parse(part.general_tolerances).linear)
        return _identified(value, "dimensions", source_of(info))

    @field_validator("features")
    @classmethod
    def _one_meaning(cls, value: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        refuse(_clashes(value, info.data.get("dimensions", {})))
        return value

    @field_validator("tolerances")
    @classmethod
    def _identify_tolerances(
        cls, value: dict[str, GeometricTolerance], info: ValidationInfo
    ) -> dict[str, GeometricTolerance]:
        if "datums" in info.data:
            refuse(_datum_faults(value, info.data["datums"]))
        return _identified(value, "tolerances", source_of(info))

    def roughness_of(self, feature: str) -> str | None:
        """Return the surface texture written for a feature, or the general one."""
        dimension = self.dimensions.get(feature)
        written = dimension.ra if dimension else None
        return written or self.textures.get(feature) or self.part.surface_texture


def _identified(value: Mapping[str, Any], table: str, source: Source) -> dict[str, Any]:
    return {
        key: item.model_copy(update={"id": key, "where": source.where(table, key)})
        for key, item in value.items()
    }


def _instance_faults(dimensions: Mapping[str, Dimension]) -> Iterator[InvalidValueError]:
    """Yield the ends ``holes[5]`` of dimensions where the specification says ``4×``."""
    for key, dimension in dimensions.items():
        for end in dimension.between or ():
            found = re.fullmatch(r"\s*([a-z][a-z0-9_]*)\s*\[\s*([0-9]+)\s*\]\s*", end)
            owner = dimensions.get(found[1]) if found else None
            if found and owner and owner.size.count and int(found[2]) > owner.size.count:
                message = Message(
                    "{end!r} does not exist: {name} is written {count} times",
                    end=end, name=found[1], count=owner.count,
                )  # fmt: skip
                yield InvalidValueError(message, keys=(key, "between"))


def _clashes(
    features: Mapping[str, str], dimensions: Mapping[str, Dimension]
) -> Iterator[InvalidValueError]:
    for name in features:
        dimension = dimensions.get(name)
        if dimension is not None and dimension.between is not None:
            yield InvalidValueError(
                Message(
                    "{name!r} names both a feature and a dimension between two others", name=name
                ),
                keys=(name,),
            )


def _datum_faults(
    tolerances: Mapping[str, GeometricTolerance], datums: Mapping[str, str]
) -> Iterator[InvalidValueError]:
    for key, tolerance in tolerances.items():
        for datum in (d for entry in tolerance.datums for d in entry.split("-")):
            if datum not in datums:
                yield InvalidValueError(
                    Message("the datum {datum!r} is not defined in [datums]", datum=datum[:60]),
                    suggestion(datum, datums)
                    or Message("known: {names}", names=", ".join(datums) or "—"),
                    (key, "datums"),
                )


def check_tables(size: Size, model: float | None = None) -> None:
    """Refuse a fit or a thread that the standards' tables do not hold; ``model``: mm or None."""
    try:
        if size.fit:
            iso286.limits(size.nominal, size.fit)
        if size.kind in THREADS:
            modelled_diameter(Dimension.model_construct(size=size, model=model))
    except (OutsideTableError, NotationError) as error:
        raise InvalidValueError(error.message, error.hint, ("size",)) from error


def _toleranced(dimensions: Mapping[str, Dimension], grade: str) -> dict[str, Dimension]:
    """Return the dimensions with their tolerances; refuse those for which no table has one."""
    resolved, faults = {}, []
    for key, dimension in dimensions.items():
        try:
            tolerance = _resolve_tolerance(dimension, grade)
            resolved[key] = dimension.model_copy(update={"tolerance": tolerance})
        except OutsideTableError as error:
            hint = error.hint or Message("write the tolerance beside the size: 5000 ±2")
            faults.append(InvalidValueError(error.message, hint, (key, "size")))
    refuse(faults)
    return resolved


def _resolve_tolerance(dimension: Dimension, grade: str) -> Tolerance | None:
    """Return the written tolerance, the one of the fit, or the general one (ISO 2768-1)."""
    size = dimension.size
    if size.role is not Role.TOLERANCED:
        return None
    if size.fit:
        limits = iso286.limits(size.nominal, size.fit)
        return Tolerance(limits.lower_um / 1000, limits.upper_um / 1000, f"ISO 286 {size.fit}")
    if size.deviations:
        return Tolerance(*size.deviations, "written")
    if size.kind in THREADS:
        return None
    if size.bound:
        return None
    return _general_tolerance(size, grade)


def _general_tolerance(size: Size, grade: str) -> Tolerance:
    if size.kind is Kind.ANGLE:
        # The shorter side is not known from the text alone: the widest class of the table.
        half = iso2768.angle(10.0, grade)
    elif size.kind in (Kind.RADIUS, Kind.CHAMFER):
        half = iso2768.radius(size.nominal, grade)
    else:
        half = iso2768.linear(size.nominal, grade)
    return Tolerance(-half, half, f"ISO 2768-{grade}")


def modelled_diameter(dimension: Dimension) -> float:
    """Return the diameter (mm) at which a size is modelled; threads are modelled simplified.

    A tapped hole is modelled at its drill diameter (as written, else ISO 2306), an external
    thread at its major diameter; ``model`` in the specification overrides both.
    """
    size = dimension.size
    if dimension.model is not None:
        return dimension.model
    if size.kind is Kind.METRIC_THREAD and dimension.internal_thread:
        thread = threads.metric(size.nominal, size.pitch)
        return size.drill_diameter or thread.tap_drill
    if size.kind is Kind.TRAPEZOIDAL_THREAD and dimension.internal_thread:
        return threads.trapezoidal(size.nominal, size.pitch).minor_diameter
    return size.nominal
