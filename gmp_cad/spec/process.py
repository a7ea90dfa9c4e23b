"""The process plan of a part (``process.toml``): stock, phases, locating, clamping, operations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import total_ordering
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    Field,
    GetPydanticSchema,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import core_schema

from gmp_cad.errors import Where
from gmp_cad.language import Message
from gmp_cad.spec.fault import InvalidValueError, refuse, shown
from gmp_cad.spec.part import SizeText, Tolerance
from gmp_cad.spec.text import (
    Date,
    FeatureText,
    Name,
    Note,
    OptionalFeature,
    Text,
    check_file,
    shaped,
)
from gmp_cad.spec.toml import Table, source_of


@total_ordering
@dataclass(frozen=True, slots=True)
class PhaseNumber:
    """A phase number: tens, with a letter for a second position on the machine (20, 20a)."""

    value: int
    letter: str = ""

    def __str__(self) -> str:
        return f"{self.value:02d}{self.letter}"

    def __lt__(self, other: PhaseNumber) -> bool:
        return (self.value, self.letter) < (other.value, other.letter)


def _parse_phase_number(value: Any) -> PhaseNumber:
    if isinstance(value, PhaseNumber):
        return value
    written = value if isinstance(value, str) else shown(value)
    found = re.fullmatch(r"([0-9]{1,4})([a-z]?)", written)
    if not isinstance(value, int | str) or not found or int(found.group(1)) == 0:
        raise InvalidValueError(
            Message(
                'expected a phase number such as 20 or "20a", found {found}', found=shown(value)
            )
        )
    return PhaseNumber(int(found.group(1)), found.group(2))


PhaseNumberText = Annotated[
    PhaseNumber,
    GetPydanticSchema(
        lambda _source, _handler: core_schema.no_info_plain_validator_function(
            _parse_phase_number,
            serialization=core_schema.to_string_ser_schema(),
            json_schema_input_schema=core_schema.union_schema(
                [core_schema.int_schema(ge=1), core_schema.str_schema(pattern=r"^\d{1,4}[a-z]?$")]
            ),
        )
    ),
]

Axis = Literal["+X", "-X", "+Y", "-Y", "+Z", "-Z"]
Coordinate = Annotated[float, Field(ge=-1e6, le=1e6)]
Point = tuple[Coordinate, Coordinate, Coordinate]
AXES: dict[str, Point] = {
    "+X": (1.0, 0.0, 0.0), "-X": (-1.0, 0.0, 0.0), "+Y": (0.0, 1.0, 0.0),
    "-Y": (0.0, -1.0, 0.0), "+Z": (0.0, 0.0, 1.0), "-Z": (0.0, 0.0, -1.0),
}  # fmt: skip

Names = tuple[FeatureText, ...]
Positive = Annotated[float, Field(gt=0, le=1e6)]


class Stage(StrEnum):
    """How far an operation goes: ébauche (E), demi-finition (½F), finition (F)."""

    ROUGH = "rough"
    SEMI_FINISH = "semi_finish"
    FINISH = "finish"


class OperationKind(StrEnum):
    """What a tool does; the values are those of ``kind`` in ``process.toml``."""

    FACE_MILLING = "face_milling"
    SHOULDER_MILLING = "shoulder_milling"
    CONTOUR_MILLING = "contour_milling"
    SLOT_MILLING = "slot_milling"
    POCKET_MILLING = "pocket_milling"
    SPOT_DRILLING = "spot_drilling"
    DRILLING = "drilling"
    BORING = "boring"
    REAMING = "reaming"
    COUNTERBORING = "counterboring"
    COUNTERSINKING = "countersinking"
    TAPPING = "tapping"
    CHAMFERING = "chamfering"
    FACING = "facing"
    TURNING = "turning"
    GROOVING = "grooving"
    PARTING = "parting"
    THREADING = "threading"
    CENTRE_DRILLING = "centre_drilling"
    GRINDING = "grinding"
    MANUAL = "manual"


TURNING = frozenset(
    {
        OperationKind.FACING, OperationKind.TURNING, OperationKind.GROOVING, OperationKind.PARTING,
        OperationKind.THREADING, OperationKind.CENTRE_DRILLING,
    }
)  # fmt: skip


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
    note: Note = ""

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
                    "a {form} takes {count} positive sizes in mm", form=self.form, count=wanted
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


class Locating(Table):
    """One locating contact (mise en position): a feature and how many normals it realises.

    ``points`` (part frame, mm) places the normals; otherwise they are set as far apart as the
    face allows. ``contact`` names the joint for a turned or bored surface.
    """

    on: FeatureText
    normals: Annotated[int, Field(ge=1, le=5)]
    points: tuple[Point, ...] = ()
    contact: Literal[
        "plane",
        "short_centring",
        "long_centring",
        "short_vee",
        "long_vee",
        "centre",
        "sliding_centre",
        "locating_pin",
        "relieved_pin",
        "",
    ] = ""
    seating: Literal["gravity", "hand", "mallet", "pull_down_jaw", ""] = ""


class Clamping(Table):
    """One clamp (maintien en position): a feature, its force (N), and where it presses."""

    on: FeatureText
    force: Positive
    point: Point | None = None
    kind: Literal["jaw", "strap", "screw", "chuck", "toggle", "tailstock", "collet"] = "jaw"


class Operation(Table):
    """One operation; cutting conditions come from the tables unless written here.

    ``allowance``: material left on the features (mm). Units: vc m/min, n rev/min, f mm/rev,
    fz mm/tooth, ap and ae mm, manual_time min.
    """

    kind: Annotated[OperationKind, Field(strict=False)]
    makes: Names = ()
    stage: Annotated[Stage, Field(strict=False)] = Stage.FINISH
    tool: str = ""
    allowance: Annotated[float, Field(ge=0, le=1000)] | None = None
    title: Note = ""
    vc: Positive | None = None
    n: Positive | None = None
    f: Positive | None = None
    fz: Positive | None = None
    ap: Positive | None = None
    ae: Positive | None = None
    passes: Annotated[int, Field(ge=1, le=200)] | None = None
    depth: Positive | None = None
    gauge: str = ""
    manual_time: Positive | None = None
    direction: Axis | None = None
    note: Note = ""
    where: Where = Field(default=Where(""), exclude=True, init=False)

    @field_validator("makes")
    @classmethod
    def _once(cls, makes: Names) -> Names:
        twice = next((name for i, name in enumerate(makes) if name in makes[:i]), None)
        if twice:
            raise InvalidValueError(Message("{name!r} is named twice", name=twice))
        return makes


def _check_cf(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,19}", text):
        raise InvalidValueError(
            Message(
                "{name!r} is no name: expected letters and digits such as Cf201", name=text[:60]
            )
        )
    return text


DimensionName = Annotated[str, AfterValidator(_check_cf), shaped("[A-Za-z][A-Za-z0-9_]{0,19}")]


class ManufacturedDimension(Table):
    """A *cote fabriquée*: name, size, and the two ends, or the one feature, that it joins."""

    name: DimensionName
    size: SizeText
    between: tuple[FeatureText, FeatureText] | None = None
    on: OptionalFeature = ""
    gauge: str = ""
    kind: Literal["Cm", "Co", "Ca", "Cb"] = "Cm"
    where: Where = Field(default=Where(""), exclude=True, init=False)
    tolerance: Tolerance | None = Field(default=None, exclude=True, init=False)

    @model_validator(mode="after")
    def _ends(self) -> ManufacturedDimension:
        if (self.between is None) == (not self.on):
            raise InvalidValueError(Message("give either between = [a, b] or on = feature"))
        return self


class Phase(Table):
    """One phase: everything done in one clamping."""

    number: PhaseNumberText
    title: Text
    machine: str = ""
    workholding: Note = ""
    fixture: Name | None = None
    spindle: Axis = "+Z"
    x_axis: Axis = "+X"
    origin: tuple[FeatureText, ...] | Point = ()
    program: Note = ""
    coolant: Note = ""
    setup_time: Annotated[float, Field(ge=0, le=1e6)] = 30.0
    loading_time: Annotated[float, Field(ge=0, le=1e6)] = 1.0
    note: Note = ""
    sheet: Literal["A4", "A3"] = "A4"
    locating: tuple[Locating, ...] = ()
    clamping: tuple[Clamping, ...] = ()
    operations: tuple[Operation, ...] = Field(default=(), alias="operation")
    dimensions: tuple[ManufacturedDimension, ...] = Field(default=(), alias="dimension")
    tolerances: Names = ()
    hyperstatic: Note = ""
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


class ProcessPlan(Table):
    """How a part is made. ``part`` is the folder of the part; phase 00 is the stock itself.

    ``revision`` is the plan's own; ``drawing_revision`` the one of the drawing it was made for, so
    that a drawing that moves on voids its contracts (CP01).
    """

    stock: Stock
    status: Literal["prévisionnel", "définitif"] = "prévisionnel"
    revision: Text = "A"
    drawing_revision: Note = ""
    author: Note = ""
    checker: Note = ""
    date: Date = ""
    phases: tuple[Phase, ...] = Field(default=(), alias="phase")
    part: str = Field(default="", exclude=True, init=False)

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
