"""The specification of a product (``product.toml``), and what a fixture has in common with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from gmp_cad.errors import GmpError, Where
from gmp_cad.language import Message
from gmp_cad.spec.clearance import ClearanceRule, Millimetres, repeated
from gmp_cad.spec.drawing import DrawingChoices, Revision, Titled, history_faults
from gmp_cad.spec.fault import InvalidValueError, refuse
from gmp_cad.spec.inspected import InspectionRules
from gmp_cad.spec.motion import Insertion, Parameter
from gmp_cad.spec.part import Dimension, PartSpec, Tolerance
from gmp_cad.spec.text import (
    Date,
    Name,
    Note,
    Number,
    ShownNote,
    ShownText,
    Text,
    check_file,
    is_name,
    shaped,
)
from gmp_cad.spec.toml import Table, source_of
from gmp_cad.standards import iso286, standard_parts

WORKPIECE = "workpiece"  # how a fixture's assembly calls the solid that it holds


class Project(Table):
    """What every document's header says of the school and of the people."""

    owner: ShownText = "IUT — GMP"
    department: ShownNote = "Bureau des méthodes"
    author: ShownNote = ""
    checker: ShownNote = ""
    date: Date = ""
    revision: Note = "A"
    affair: ShownNote = ""
    rate: ShownNote = ""
    deadline: Date = ""


_BUDGET = re.compile(r"(?:≤|<=)\s*(\d+(?:[.,]\d+)?)\s*(kg|g)")
_MARGIN = re.compile(r"([0-9]{1,2}(?:[.,][0-9]{1,6})?)\s*%")


def _check_budget(value: str) -> str:
    limit = _limit_kg(value)
    if value and not (limit is not None and 0 < limit < 1e9):
        raise InvalidValueError(
            Message('expected a mass budget such as "≤ 6 kg", found {found!r}', found=value[:60])
        )
    return value


def _limit_kg(budget: str) -> float | None:
    """Return the largest mass that a budget allows, None of an empty one."""
    found = _BUDGET.fullmatch(budget.strip())
    if not found:
        return None
    value = float(found.group(1).replace(",", "."))
    return value if found.group(2) == "kg" else value / 1000


def _check_margin(text: str) -> str:
    if text and not _MARGIN.fullmatch(text.strip()):
        message = Message('expected a margin such as "5 %", found {found!r}', found=text[:60])
        raise InvalidValueError(message)
    return text


Budget = Annotated[str, AfterValidator(_check_budget)]
Margin = Annotated[str, AfterValidator(_check_margin), shaped(rf"\s*({_MARGIN.pattern})?\s*")]


class ProductIdentity(Titled):
    """The ``[product]`` table. ``mass_budget`` reads ``≤ 6 kg``, ``mass_margin`` ``5 %`` of it."""

    number: Number
    title: ShownText
    quantity: Annotated[int, Field(ge=1, le=10_000_000)] = 1
    mass_budget: Budget = ""
    mass_margin: Margin = ""
    revision: Text = "A"
    note: ShownNote = ""

    @model_validator(mode="after")
    def _margin_of_a_budget(self) -> ProductIdentity:
        if self.mass_margin and not self.mass_budget:
            message = Message("a margin needs the mass_budget that it is a part of")
            raise InvalidValueError(message, keys=("mass_margin",))
        return self

    @property
    def mass_margin_share(self) -> float:
        """The part of the mass budget that is to stay free: 0.05 for ``5 %``."""
        found = _MARGIN.fullmatch(self.mass_margin.strip())
        return float(found.group(1).replace(",", ".")) / 100 if found else 0.0

    @property
    def mass_limit_kg(self) -> float | None:
        """The largest mass allowed, in kg."""
        return _limit_kg(self.mass_budget)


class Item(Table):
    """One line of the nomenclature: a part of the project or a standard part, and how many.

    ``mass_kg``: the mass of one piece, from a catalogue or a scale, in place of that of its solid.
    """

    ref: Annotated[int, Field(ge=1, le=999)]
    part: Name | None = None
    standard: Annotated[str, Field(max_length=80)] | None = None
    name: Name = ""
    quantity: Annotated[int, Field(ge=1, le=10000)] = 1
    mass_kg: Annotated[float, Field(gt=0, le=1e6)] | None = None
    mass_budget: Budget = ""
    note: ShownNote = ""
    where: Where = Field(default=Where(""), exclude=True, init=False)

    @field_validator("standard")
    @classmethod
    def _known_standard(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                standard_parts.parse_designation(value)
            except GmpError as error:
                raise InvalidValueError(error.message, error.hint) from error
        return value

    @model_validator(mode="before")
    @classmethod
    def _default_name(cls, data: Any) -> Any:
        if isinstance(data, dict) and "name" not in data and isinstance(data.get("part"), str):
            # A bad folder name is told at the key part alone.
            return {**data, "name": data["part"] if is_name(data["part"]) else "x"}
        return data

    @model_validator(mode="after")
    def _one_origin(self) -> Item:
        if (self.part is None) == (self.standard is None):
            raise InvalidValueError(Message("give either part = folder or standard = designation"))
        if not self.name:
            hint = Message("for example name = {example}", example='"vis"')
            raise InvalidValueError(Message("a standard part needs a name"), hint)
        if self.name == WORKPIECE:
            message = Message("{name!r} is the workpiece of a fixture, not an item", name=self.name)
            raise InvalidValueError(message, Message("choose another name"), ("name",))
        return self

    @property
    def mass_limit_kg(self) -> float | None:
        """The largest mass of one piece, in kg."""
        return _limit_kg(self.mass_budget)


def _check_line(text: str) -> str:
    if text.count(".") != 1 or not all(text.split(".")):
        raise InvalidValueError(
            Message("expected item.dimension, found {found!r}", found=text[:60]),
            Message("for example semelle.bore"),
        )
    return text


Line = Annotated[str, AfterValidator(_check_line), shaped(r"[^.]+\.[^.]+")]


class Fit(Table):
    """A hole line and a shaft line that go together: ``semelle.bore``, ``vis.journal``.

    ``kind`` says what the fit must be: a guide slides, a bush holds.
    """

    hole: Line
    shaft: Line
    kind: Literal["clearance", "transition", "interference"] | None = None
    note: ShownNote = ""
    where: Where = Field(default=Where(""), exclude=True, init=False)

    @model_validator(mode="after")
    def _two_lines(self) -> Fit:
        if self.hole == self.shaft:
            raise InvalidValueError(Message("{name!r} is fitted with itself", name=self.hole))
        return self


class Joint(Table):
    """An intended contact between two items: thread, press or weld."""

    kind: Literal["thread", "press", "weld"]
    a: str
    b: str
    engaged: Annotated[float, Field(gt=0, le=1e5)] | None = None
    note: ShownNote = ""
    where: Where = Field(default=Where(""), exclude=True, init=False)


def _repeated(items: tuple[Item, ...]) -> Iterator[InvalidValueError]:
    """Yield the item names, then the references, that are given twice."""
    names: dict[str, int] = {}
    refs: dict[int, int] = {}
    for i, item in enumerate(items):
        if (first := names.setdefault(item.name, i)) != i:
            yield InvalidValueError(
                Message("the item name {name!r} is used twice (also item[{first}])",
                        name=item.name, first=first),
                Message("give one of them another name ="), (i,),
            )  # fmt: skip
        if (first := refs.setdefault(item.ref, i)) != i:
            yield InvalidValueError(
                Message("the item reference {ref} is used twice (also item[{first}])",
                        ref=item.ref, first=first),
                keys=(i, "ref"),
            )  # fmt: skip


class Assembly(Table):
    """What a product and a fixture have in common: items, fits, joints, parameters, drawings.

    ``contact_mm``: depth up to which an overlap is a contact. ``near_mm``: pairs nearer than that
    are measured; the others are only known to be farther apart.
    """

    items: tuple[Item, ...] = Field(default=(), alias="item")
    fits: tuple[Fit, ...] = Field(default=(), alias="fit")
    joints: tuple[Joint, ...] = Field(default=(), alias="joint")
    parameters: dict[Name, Parameter] = Field(default_factory=dict)
    contact_mm: Annotated[float, Field(gt=0, le=0.1)] = 0.0005
    near_mm: Millimetres = 5.0
    clearances: tuple[ClearanceRule, ...] = Field(default=(), alias="clearance")
    insertions: tuple[Insertion, ...] = Field(default=(), alias="insertion")
    drawing: DrawingChoices = Field(default_factory=DrawingChoices)
    revisions: tuple[Revision, ...] = Field(default=(), alias="revision")

    @field_validator("items")
    @classmethod
    def _once(cls, value: tuple[Item, ...]) -> tuple[Item, ...]:
        refuse(_repeated(value))
        return value

    @field_validator("clearances")
    @classmethod
    def _one_rule(cls, value: tuple[ClearanceRule, ...]) -> tuple[ClearanceRule, ...]:
        refuse(repeated(value))
        return value

    @field_validator("parameters")
    @classmethod
    def _own_names(cls, value: dict[str, Parameter], info: ValidationInfo) -> dict[str, Parameter]:
        items = {item.name for item in info.data.get("items", ())}
        refuse(
            InvalidValueError(
                Message("{name!r} is both an item and a parameter", name=name),
                Message("choose another name"), (name,),
            )
            for name in value if name in items
        )  # fmt: skip
        return value

    @field_validator("items", "fits", "joints", "clearances", "insertions")
    @classmethod
    def _identify(cls, value: tuple[Any, ...], info: ValidationInfo) -> tuple[Any, ...]:
        key = str(cls.model_fields[info.field_name or ""].alias)
        source = source_of(info)
        return tuple(
            item.model_copy(update={"where": source.where(key, i)}) for i, item in enumerate(value)
        )

    def item(self, name: str) -> Item | None:
        """Return the item called ``name``."""
        return next((item for item in self.items if item.name == name), None)

    def defaults(self) -> Mapping[str, float]:
        """Return the default value of each parameter."""
        return {name: parameter.default for name, parameter in self.parameters.items()}


# What a page of the dossier can hold: an archivable PDF takes in no other PDF.
_PICTURES = (".svg", ".png", ".jpg", ".jpeg")


class OwnDocument(Table):
    """A document that the project brings itself: a picture that fills a page of its chapter.

    ``chapter`` is that of the dossier de fabrication (1 to 16); ``file`` its path in the project.
    """

    chapter: Annotated[int, Field(ge=1, le=16)]
    title: ShownText
    file: str
    number: Note = ""
    revision: Note = ""
    where: Where = Field(default=Where(""), exclude=True, init=False)

    @field_validator("file")
    @classmethod
    def _picture(cls, file: str) -> str:
        check_file(file)
        if not file.lower().endswith(_PICTURES):
            raise InvalidValueError(
                Message("{file!r} is no picture: expected {endings}", file=file[:60],
                        endings=", ".join(_PICTURES)),
                Message("export the page of a PDF as SVG or PNG"), ("file",),
            )  # fmt: skip
        return file


class DossierChoices(Table):
    """What is chosen of the dossier. ``attach``: the PDF carries the STEP files and the texts."""

    attach: bool = False


class ProductSpec(Assembly):
    """The product: identity, items, fits, joints and parameters; how its parts are inspected."""

    product: ProductIdentity
    project: Project = Field(default_factory=Project)
    documents: tuple[OwnDocument, ...] = Field(default=(), alias="document")
    dossier: DossierChoices = Field(default_factory=DossierChoices)
    inspection: InspectionRules = InspectionRules()

    @field_validator("documents")
    @classmethod
    def _placed(
        cls, documents: tuple[OwnDocument, ...], info: ValidationInfo
    ) -> tuple[OwnDocument, ...]:
        source = source_of(info)
        return tuple(
            own.model_copy(update={"where": source.where("document", i)})
            for i, own in enumerate(documents)
        )

    @model_validator(mode="after")
    def _history(self) -> ProductSpec:
        refuse(history_faults(self.revisions, self.product.revision))
        return self


def pieces_of(product: ProductSpec | None, part: str) -> int:
    """Return how many of a part the product takes in all; 1 of one that it does not name."""
    items = product.items if product is not None else ()
    per_product = sum(item.quantity for item in items if item.part == part)
    return (product.product.quantity if product is not None else 1) * (per_product or 1)


def published_sizes(designation: str) -> Mapping[str, str]:
    """Return what a standard part publishes to fits and joints, in drawing notation."""
    return standard_parts.parse_designation(designation).sizes


def published_fit(designation: str, name: str) -> Dimension | None:
    """Return a published size that has a class of ISO 286, with its limits; None for another."""
    written = published_sizes(designation).get(name)
    dimension = Dimension.model_validate({"size": written}) if written else None
    if dimension is None or dimension.size.fit is None:
        return None
    limits = iso286.limits(dimension.nominal, dimension.size.fit)
    tolerance = Tolerance(limits.lower_um / 1000, limits.upper_um / 1000, dimension.size.fit)
    return dimension.model_copy(update={"id": name, "tolerance": tolerance})


def published_fits(designation: str) -> Mapping[str, Dimension]:
    """Return the published sizes that have a class of ISO 286, with their limits, by name."""
    found = {name: published_fit(designation, name) for name in published_sizes(designation)}
    return {name: dimension for name, dimension in found.items() if dimension is not None}


def fit_dimension(assembly: Assembly, parts: Mapping[str, PartSpec], line: str) -> Dimension | None:
    """Return the dimension that an end of a fit names: of a part, or published by a standard part.

    ``line``: ``ITEM.DIMENSION``; ``parts``: by the name of their item. None of any other line.
    """
    owner, _, name = line.partition(".")
    if owner in parts:
        return parts[owner].dimensions.get(name)
    item = assembly.item(owner)
    return published_fit(item.standard, name) if item and item.standard else None
