"""The operations of a phase and the manufactured dimensions that they hold."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator, model_validator

from gmp_cad.errors import Where
from gmp_cad.language import Message
from gmp_cad.spec.axes import Axis, Names, Positive
from gmp_cad.spec.fault import InvalidValueError
from gmp_cad.spec.part import SizeText, Tolerance
from gmp_cad.spec.text import FeatureText, OptionalFeature, ShownNote, shaped
from gmp_cad.spec.toml import Table


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


class Operation(Table):
    """One operation; cutting conditions come from the tables unless written here.

    ``allowance``: material left on the features (mm). Units: vc m/min, n rev/min, f mm/rev,
    fz mm/tooth, ap and ae mm, manual_time min; ``time`` (min) replaces the computed Tt.
    """

    kind: Annotated[OperationKind, Field(strict=False)]
    makes: Names = ()
    stage: Annotated[Stage, Field(strict=False)] = Stage.FINISH
    tool: str = ""
    allowance: Annotated[float, Field(ge=0, le=1000)] | None = None
    title: ShownNote = ""
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
    time: Positive | None = None
    direction: Axis | None = None
    note: ShownNote = ""
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
