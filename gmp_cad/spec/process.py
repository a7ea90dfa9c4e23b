"""The process plan of a part (``process.toml``): stock, phases, locating, clamping, operations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from gmp_cad.errors import Where
from gmp_cad.language import Message
from gmp_cad.spec.axes import Axis, Coordinate, Names, Point, Positive
from gmp_cad.spec.fault import InvalidValueError, refuse
from gmp_cad.spec.operation import TURNING, ManufacturedDimension, Operation, OperationKind
from gmp_cad.spec.phase_number import PhaseNumberText
from gmp_cad.spec.text import (
    Date,
    FeatureText,
    Name,
    Note,
    ShownNote,
    ShownText,
    Text,
    check_file,
)
from gmp_cad.spec.toml import Table, source_of
from gmp_cad.spec.workholding import Clamping, Locating


class Stock(Table):
    """What the part is cut from (phase 00).

    ``size``: for plate, bar and step a box ``[x, y, z]`` (mm), for round and tube
    ``[diameter, length]``, centred on the finished part unless ``offset`` says otherwise, along
    ``axis``. ``casting`` and ``forging`` come from ``def stock(d)`` of the model.
    """

    form: Literal["plate", "bar", "round", "tube", "casting", "forging", "step"]
    size: tuple[Coordinate, ...] = ()
    allowance: Annotated[float, Field(ge=0, le=1000)] = 0.0
    axis: Axis = "+Z"
    offset: Point = (0.0, 0.0, 0.0)
    file: str = ""
    note: ShownNote = ""

    @model_validator(mode="after")
    def _sized(self) -> Stock:
        if self.file:
            check_file(self.file)
        if bool(self.file) != (self.form == "step"):
            raise InvalidValueError(
                Message("form = {form} and file = … go together", form='"step"'), keys=("file",)
            )
        wanted = {"plate": 3, "bar": 3, "round": 2, "tube": 3}.get(self.form)
        if wanted is None:
            return self
        if len(self.size) not in (0, wanted) or any(v <= 0 for v in self.size):
            raise InvalidValueError(
                Message(
                    "a {form} takes {count} positive {count:size|sizes} in mm",
                    form=self.form,
                    count=wanted,
                ),
                keys=("size",),
            )
        if not self.size and self.allowance <= 0:
            raise InvalidValueError(Message("give the size of the stock, or an allowance"))
        if self.form == "tube" and self.size and self.size[1] >= self.size[0]:
            raise InvalidValueError(
                Message("the bore of the tube is not smaller than its outside"), keys=("size",)
            )
        return self


# What a heat or surface treatment does to the order of the work (stabilisation, trempe, revêtement).
Treatment = Literal["hardening", "stress_relief", "coating"]


class Phase(Table):
    """One phase: everything done in one clamping.

    ``treatment``: what a phase on a heat-treatment post does; hardening unless given.
    """

    number: PhaseNumberText
    title: ShownText
    machine: str = ""
    workholding: ShownNote = ""
    fixture: Name | None = None
    spindle: Axis = "+Z"
    x_axis: Axis = "+X"
    origin: tuple[FeatureText, ...] | Point = ()
    program: Note = ""
    coolant: ShownNote = ""
    setup_time: Annotated[float, Field(ge=0, le=1e6)] = 30.0
    loading_time: Annotated[float, Field(ge=0, le=1e6)] = 1.0
    note: ShownNote = ""
    sheet: Literal["A4", "A3"] = "A4"
    locating: tuple[Locating, ...] = ()
    clamping: tuple[Clamping, ...] = ()
    operations: tuple[Operation, ...] = Field(default=(), alias="operation")
    dimensions: tuple[ManufacturedDimension, ...] = Field(default=(), alias="dimension")
    tolerances: Names = ()
    hyperstatic: ShownNote = ""
    treatment: Treatment | None = None
    symbols: Literal["technological", "geometric"] = "technological"
    safety: ShownNote = ""
    where: Where = Field(default=Where(""), exclude=True, init=False)

    @field_validator("origin")
    @classmethod
    def _three(cls, origin: tuple[str, ...] | Point) -> tuple[str, ...] | Point:
        if len(origin) > 3:
            raise InvalidValueError(Message("expected one to three features, or a point [x, y, z]"))
        return origin

    @property
    def id(self) -> str:
        """``ph20``: how subjects and folders call the phase."""
        return f"ph{self.number}"

    @property
    def turning(self) -> bool:
        """Whether the workpiece turns: at least one operation is a turning one."""
        return any(op.kind in TURNING for op in self.operations)

    @property
    def cuts(self) -> bool:
        """Whether the phase removes material."""
        return any(op.kind is not OperationKind.MANUAL for op in self.operations)

    @model_validator(mode="after")
    def _axes(self) -> Phase:
        if self.spindle[1] == self.x_axis[1]:
            raise InvalidValueError(
                Message(
                    "x_axis {x!r} is not perpendicular to the spindle {z!r}",
                    x=self.x_axis,
                    z=self.spindle,
                ),
                keys=("x_axis",),
            )
        if self.cuts and not self.machine:
            raise InvalidValueError(
                Message("the key {key!r} is missing", key="machine"), keys=("machine",)
            )
        if self.workholding and self.fixture:
            raise InvalidValueError(
                Message("give either workholding or fixture, not both"), keys=("fixture",)
            )
        return self


class Precedence(Table):
    """A constraint of order (*antériorité*): ``before`` must be done when ``after`` starts.

    Both are features of the part, ``stock …`` for a raw face, or an operation ``20.3``. ``kind``:
    D dimensional, G geometric, T technological, E economic.
    """

    before: Text
    after: Text
    kind: Literal["D", "G", "T", "E"]
    reason: ShownNote = ""
    where: Where = Field(default=Where(""), exclude=True, init=False)


class MeasuredDispersion(Table):
    """A dispersion Δl (mm) of one surface in one phase that replaces the usual value."""

    phase: PhaseNumberText
    surface: FeatureText
    value: Positive
    note: ShownNote = ""
    where: Where = Field(default=Where(""), exclude=True, init=False)


class ProcessPlan(Table):
    """How a part is made. ``part`` is the folder of the part; phase 00 is the stock itself.

    ``revision`` is the plan's own; ``drawing_revision`` the one of the drawing it was made for, so
    that a drawing that moves on voids its contracts (CP01). ``batch``: pieces launched together,
    those that the product needs unless given.
    """

    stock: Stock
    status: Literal["prévisionnel", "définitif"] = "prévisionnel"
    revision: Text = "A"
    drawing_revision: Note = ""
    author: ShownNote = ""
    checker: ShownNote = ""
    date: Date = ""
    batch: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    phases: tuple[Phase, ...] = Field(default=(), alias="phase")
    precedences: tuple[Precedence, ...] = Field(default=(), alias="precedence")
    dispersions: tuple[MeasuredDispersion, ...] = Field(default=(), alias="dispersion")
    part: str = Field(default="", exclude=True, init=False)

    @field_validator("precedences", "dispersions")
    @classmethod
    def _placed(cls, entries: tuple[Any, ...], info: ValidationInfo) -> tuple[Any, ...]:
        source, key = source_of(info), str(info.field_name).removesuffix("s")
        return tuple(
            entry.model_copy(update={"where": source.where(key, i)})
            for i, entry in enumerate(entries)
        )

    @field_validator("phases")
    @classmethod
    def _identify(cls, phases: tuple[Phase, ...], info: ValidationInfo) -> tuple[Phase, ...]:
        refuse(_repeated(phases))
        source = source_of(info)
        placed = []
        for i, phase in enumerate(phases):
            operations = tuple(
                op.model_copy(update={"where": source.where("phase", i, "operation", k)})
                for k, op in enumerate(phase.operations)
            )
            dimensions = tuple(
                cf.model_copy(update={"where": source.where("phase", i, "dimension", k)})
                for k, cf in enumerate(phase.dimensions)
            )
            update = {
                "where": source.where("phase", i),
                "operations": operations,
                "dimensions": dimensions,
            }
            placed.append(phase.model_copy(update=update))
        return tuple(placed)


def _repeated(phases: tuple[Phase, ...]) -> Iterator[InvalidValueError]:
    """Yield the phase numbers that are given twice."""
    numbers: dict[str, int] = {}
    for i, phase in enumerate(phases):
        if (first := numbers.setdefault(str(phase.number), i)) != i:
            yield InvalidValueError(
                Message("the phase number {number} is used twice (also phase[{first}])",
                        number=str(phase.number), first=first),
                keys=(i, "number"),
            )  # fmt: skip
