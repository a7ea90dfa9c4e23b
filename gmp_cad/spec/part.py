"""The specification of a part (``spec.toml``): identity, dimensions, features, tolerances."""

from __future__ import annotations

import re
from collections.abc import Mapping
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
from gmp_cad.spec.size import THREADS, Kind, Role, Size
from gmp_cad.spec.toml import InvalidValueError, Source, Table, notation_fault, source_of
from gmp_cad.standards import iso286, iso2768, materials, threads

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"com{i}" for i in range(10)), *(f"lpt{i}" for i in range(10))]
)


def check_name(name: str) -> str:
    """Return ``name`` if it may name a part, a dimension or a feature on every platform."""
    if not _NAME.fullmatch(name) or len(name) > 60:
        raise InvalidValueError(
            Message("{name!r} is not a name: expected a–z, then a–z, 0–9 or _", name=name[:80])
        )
    if name in _RESERVED:
        raise InvalidValueError(Message("{name!r} is a reserved file name on Windows", name=name))
    return name


Name = Annotated[str, AfterValidator(check_name)]
Text = Annotated[str, Field(min_length=1, max_length=200)]


def _parse_size(value: Any) -> Size:
    if isinstance(value, Size):
        return value
    if not isinstance(value, str):
        raise InvalidValueError(
            Message(
                'expected a size in quotes such as "40 ±0,1", found {found}', found=repr(value)[:60]
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
    if not found:
        raise InvalidValueError(
            Message('expected a surface texture such as "Ra 1,6", found {found!r}', found=text)
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
    between: tuple[str, str] | None = None
    ra: Roughness | None = None
    note: str = ""
    model: Annotated[float, Field(gt=0)] | None = None
    id: str = Field(default="", exclude=True, init=False)
    where: Where = Field(default=Where(""), exclude=True, init=False)
    tolerance: Tolerance | None = Field(default=None, exclude=True, init=False)

    @model_validator(mode="after")
    def _in_the_tables(self) -> Dimension:
        size = self.size
        try:
            if size.fit:
                iso286.limits(size.nominal, size.fit)
            if size.kind in THREADS:
                modelled_diameter(self)
        except (OutsideTableError, NotationError) as error:
            raise InvalidValueError(error.message, error.hint) from error
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


SYMBOLS = (
    "straightness", "flatness", "circularity", "cylindricity", "line_profile", "surface_profile",
    "parallelism", "perpendicularity", "angularity", "position", "coaxiality", "symmetry",
    "circular_runout", "total_runout",
)  # fmt: skip
_ZONE = re.compile(r"(⌀|D|Ø|ø|∅)?\s*(\d+(?:[.,]\d+)?)\s*(Ⓜ|Ⓛ|\(M\)|\(L\))?")


class GeometricTolerance(Table):
    """One line of ``[tolerances]`` (ISO 1101): symbol, zone value, toleranced feature, datums."""

    symbol: str
    value: str
    on: str
    datums: tuple[str, ...] = ()
    note: str = ""
    id: str = Field(default="", exclude=True, init=False)
    where: Where = Field(default=Where(""), exclude=True, init=False)

    @field_validator("symbol")
    @classmethod
    def _known_symbol(cls, symbol: str) -> str:
        if symbol not in SYMBOLS:
            hint = suggestion(symbol, SYMBOLS) or Message(
                "one of: {names}", names=", ".join(SYMBOLS)
            )
            raise InvalidValueError(Message("unknown symbol {symbol!r}", symbol=symbol), hint)
        return symbol

    @field_validator("value")
    @classmethod
    def _known_value(cls, value: str) -> str:
        found = _ZONE.fullmatch(value.strip())
        if not found or float(found.group(2).replace(",", ".")) <= 0:
            raise InvalidValueError(
                Message('expected a tolerance zone such as "⌀0,05", found {found!r}', found=value)
            )
        zone = "⌀" if found.group(1) else ""
        modifier = {"(M)": "Ⓜ", "(L)": "Ⓛ"}.get(found.group(3) or "", found.group(3) or "")
        return f"{zone}{found.group(2).replace('.', ',')}{' ' if modifier else ''}{modifier}"

    @property
    def zone_mm(self) -> float:
        """Width or diameter of the tolerance zone in mm."""
        return float(self.value.strip("⌀ ⓂⓁ").replace(",", "."))


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
    author: str = ""
    treatment: str = ""
    bodies: Annotated[int, Field(ge=1, le=1000)] = 1
    note: str = ""

    @field_validator("material", mode="before")
    @classmethod
    def _known_material(cls, value: Any) -> Any:
        if isinstance(value, str):
            try:
                materials.material(value)
            except LookupError as error:
                hint = getattr(error, "hint", None)
                raise InvalidValueError(
                    Message("unknown material {name!r}", name=value), hint
                ) from error
        return value

    @field_validator("general_tolerances")
    @classmethod
    def _known_general(cls, value: str) -> str:
        try:
            iso2768.parse(value)
        except (ValueError, LookupError) as error:
            raise InvalidValueError(
                Message(
                    'expected general tolerances such as "ISO 2768-m", found {found!r}', found=value
                )
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
    return {"size": value} if isinstance(value, str) else value


class PartSpec(Table):
    """What is required of one part. ``name`` is its folder; everything else its ``spec.toml``."""

    part: Identity
    dimensions: dict[Name, Annotated[Dimension, BeforeValidator(_entry)]] = Field(
        default_factory=dict
    )
    features: dict[Name, str] = Field(default_factory=dict)
    datums: dict[Annotated[str, Field(pattern=r"^[A-Z]{1,2}$")], str] = Field(default_factory=dict)
    tolerances: dict[Name, GeometricTolerance] = Field(default_factory=dict)
    textures: dict[str, Roughness] = Field(default_factory=dict)
    name: str = Field(default="", exclude=True, init=False)

    @field_validator("dimensions")
    @classmethod
    def _identify_dimensions(
        cls, value: dict[str, Dimension], info: ValidationInfo
    ) -> dict[str, Dimension]:
        return _identified(value, "dimensions", source_of(info))

    @field_validator("tolerances")
    @classmethod
    def _identify_tolerances(
        cls, value: dict[str, GeometricTolerance], info: ValidationInfo
    ) -> dict[str, GeometricTolerance]:
        return _identified(value, "tolerances", source_of(info))

    @model_validator(mode="after")
    def _coherent(self) -> PartSpec:
        _check_clashes(self)
        _check_datums(self)
        general = iso2768.parse(self.part.general_tolerances)
        for key, dimension in self.dimensions.items():
            try:
                resolved = _resolve_tolerance(dimension, general.linear)
            except OutsideTableError as error:
                raise InvalidValueError(error.message, error.hint, ("dimensions", key)) from error
            self.dimensions[key] = dimension.model_copy(update={"tolerance": resolved})
        return self

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


def _check_clashes(spec: PartSpec) -> None:
    for name in spec.features:
        dimension = spec.dimensions.get(name)
        if dimension is not None and dimension.between is not None:
            raise InvalidValueError(
                Message(
                    "{name!r} names both a feature and a dimension between two others", name=name
                ),
                keys=("features", name),
            )


def _check_datums(spec: PartSpec) -> None:
    for key, tolerance in spec.tolerances.items():
        for datum in (d for entry in tolerance.datums for d in entry.split("-")):
            if datum not in spec.datums:
                raise InvalidValueError(
                    Message("the datum {datum!r} is not defined in [datums]", datum=datum),
                    suggestion(datum, spec.datums),
                    ("tolerances", key, "datums"),
                )


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
