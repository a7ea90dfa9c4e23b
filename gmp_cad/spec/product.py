"""The specification of a product (``product.toml``) or of a fixture (``fixture.toml``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from gmp_cad.errors import GmpError, Where
from gmp_cad.language import Message
from gmp_cad.spec.part import Name, Text
from gmp_cad.spec.process import PhaseNumberText
from gmp_cad.spec.fault import InvalidValueError, refuse
from gmp_cad.spec.toml import Table, source_of
from gmp_cad.standards import fasteners


class Project(Table):
    """What every document's header says of the school and of the people."""

    owner: Text = "IUT — GMP"
    department: str = "Bureau des méthodes"
    author: str = ""
    checker: str = ""
    date: Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = ""
    revision: str = "A"
    affair: str = ""
    rate: str = ""


_BUDGET = re.compile(r"(?:≤|<=)\s*(\d+(?:[.,]\d+)?)\s*(kg|g)")


class ProductIdentity(Table):
    """The ``[product]`` table. ``mass_budget`` reads ``≤ 6 kg``."""

    number: Text
    title: Text
    quantity: Annotated[int, Field(ge=1)] = 1
    mass_budget: str = ""
    revision: Text = "A"
    note: str = ""

    @field_validator("mass_budget")
    @classmethod
    def _budget(cls, value: str) -> str:
        if value and not _BUDGET.fullmatch(value.strip()):
            raise InvalidValueError(
                Message('expected a mass budget such as "≤ 6 kg", found {found!r}', found=value)
            )
        return value

    @property
    def mass_limit_kg(self) -> float | None:
        """The largest mass allowed, in kg."""
        found = _BUDGET.fullmatch(self.mass_budget.strip())
        if not found:
            return None
        value = float(found.group(1).replace(",", "."))
        return value if found.group(2) == "kg" else value / 1000


class Item(Table):
    """One line of the nomenclature: a part of the project or a standard part, and how many."""

    ref: Annotated[int, Field(ge=1, le=999)]
    part: Name | None = None
    standard: str | None = None
    name: Name = ""
    quantity: Annotated[int, Field(ge=1, le=10000)] = 1
    mass_kg: Annotated[float, Field(gt=0)] | None = None
    note: str = ""
    where: Where = Field(default=Where(""), exclude=True, init=False)

    @field_validator("standard")
    @classmethod
    def _known_standard(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                fasteners.parse_designation(value)
            except GmpError as error:
                raise InvalidValueError(error.message, error.hint) from error
        return value

    @model_validator(mode="before")
    @classmethod
    def _default_name(cls, data: Any) -> Any:
        if isinstance(data, dict) and "name" not in data and isinstance(data.get("part"), str):
            return {**data, "name": data["part"]}
        return data

    @model_validator(mode="after")
    def _one_origin(self) -> Item:
        if (self.part is None) == (self.standard is None):
            raise InvalidValueError(Message("give either part = folder or standard = designation"))
        if not self.name:
            raise InvalidValueError(Message("a standard part needs a name"))
        return self


class Fit(Table):
    """A hole line and a shaft line that go together: ``semelle.bore``, ``vis.journal``."""

    hole: str
    shaft: str
    note: str = ""
    where: Where = Field(default=Where(""), exclude=True, init=False)


class Joint(Table):
    """An intended contact between two items: thread, press or weld."""

    kind: Literal["thread", "press", "weld"]
    a: str
    b: str
    engaged: Annotated[float, Field(gt=0)] | None = None
    note: str = ""
    where: Where = Field(default=Where(""), exclude=True, init=False)


class Parameter(Table):
    """A parameter of the assembly: its range and the value that documents show."""

    start: float = Field(alias="from")
    end: float = Field(alias="to")
    default: float

    @model_validator(mode="after")
    def _ordered(self) -> Parameter:
        if not self.start <= self.default <= self.end or self.start == self.end:
            raise InvalidValueError(Message("expected from ≤ default ≤ to, and from < to"))
        return self

    def positions(self, between: int = 9) -> tuple[float, ...]:
        """Return ``from``, ``default``, ``to`` and ``between`` positions spread over the range."""
        step = (self.end - self.start) / (between + 1)
        inner = (round(self.start + step * i, 9) for i in range(1, between + 1))
        return tuple(sorted({self.start, self.default, self.end, *inner}))


class Assembly(Table):
    """What a product and a fixture have in common: items, fits, joints, parameters."""

    items: tuple[Item, ...] = Field(default=(), alias="item")
    fits: tuple[Fit, ...] = Field(default=(), alias="fit")
    joints: tuple[Joint, ...] = Field(default=(), alias="joint")
    parameters: dict[Name, Parameter] = Field(default_factory=dict)
    contact_mm: Annotated[float, Field(gt=0, le=0.1)] = 0.0005

    @field_validator("items", "fits", "joints")
    @classmethod
    def _identify(cls, value: tuple[Any, ...], info: ValidationInfo) -> tuple[Any, ...]:
        key = str(cls.model_fields[info.field_name or ""].alias)
        source = source_of(info)
        return tuple(
            item.model_copy(update={"where": source.where(key, i)}) for i, item in enumerate(value)
        )

    @model_validator(mode="after")
    def _references(self) -> Assembly:
        names: dict[str, int] = {}
        for i, item in enumerate(self.items):
            if names.setdefault(item.name, i) != i:
                raise InvalidValueError(
                    Message("the item name {name!r} is used twice", name=item.name),
                    keys=("item", i),
                )
        refs: dict[int, int] = {}
        for i, item in enumerate(self.items):
            if refs.setdefault(item.ref, i) != i:
                raise InvalidValueError(
                    Message("the item reference {ref} is used twice", ref=item.ref),
                    keys=("item", i),
                )
        return self

    def item(self, name: str) -> Item | None:
        """Return the item called ``name``."""
        return next((item for item in self.items if item.name == name), None)

    def defaults(self) -> Mapping[str, float]:
        """Return the default value of each parameter."""
        return {name: parameter.default for name, parameter in self.parameters.items()}


class ProductSpec(Assembly):
    """The product: identity, items, fits, joints and parameters."""

    product: ProductIdentity
    project: Project = Field(default_factory=Project)


class FixtureIdentity(Table):
    """The ``[fixture]`` table: which workpiece it holds, in which phase."""

    number: Text
    title: Text
    workpiece: Name
    phase: PhaseNumberText
    revision: Text = "A"
    note: str = ""


class FixtureSpec(Assembly):
    """A fixture: a small product around a workpiece.

    ``locators`` says which placement realises which normal, or normals, of the phase.
    """

    fixture: FixtureIdentity
    locators: dict[str, int | tuple[int, ...]] = Field(default_factory=dict)
    name: str = Field(default="", exclude=True, init=False)


def published_sizes(designation: str) -> Mapping[str, str]:
    """Return what a standard part publishes to fits and joints, in drawing notation."""
    return fasteners.parse_designation(designation).sizes
