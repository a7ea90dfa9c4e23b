"""How parts of an assembly move: its ``[parameters]``, and how each part is put in its place."""

from __future__ import annotations

import math
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from gmp_cad.errors import Where
from gmp_cad.language import Message
from gmp_cad.spec.axes import AXES, Axis, Point
from gmp_cad.spec.fault import InvalidValueError, refuse
from gmp_cad.spec.text import ShownNote
from gmp_cad.spec.toml import Table

Bounded = Annotated[float, Field(ge=-1e6, le=1e6)]


class Parameter(Table):
    """A parameter of the assembly: its range and the value that documents show.

    ``at``: positions at which the assembly is looked at besides the usual ones; ``resolution``:
    the relative travel of two parts, in mm, above which no collision is missed between positions.
    """

    start: Bounded = Field(alias="from")
    end: Bounded = Field(alias="to")
    default: Bounded
    at: Annotated[tuple[Bounded, ...], Field(max_length=100)] = ()
    resolution: Annotated[float, Field(ge=0.001, le=1000)] = 0.1

    @model_validator(mode="after")
    def _ordered(self) -> Parameter:
        if not self.start <= self.default <= self.end or self.start == self.end:
            raise InvalidValueError(Message("expected from ≤ default ≤ to, and from < to"))
        refuse(
            InvalidValueError(
                Message("{value} is outside of the range from {start} to {end}",
                        value=value, start=self.start, end=self.end),
                keys=("at", i),
            )
            for i, value in enumerate(self.at) if not self.start <= value <= self.end
        )  # fmt: skip
        return self

    def positions(self, between: int = 9) -> tuple[float, ...]:
        """Return ``from``, ``default``, ``to``, ``at``, and ``between`` spread over the range."""
        step = (self.end - self.start) / (between + 1)
        inner = (round(self.start + step * i, 9) for i in range(1, between + 1))
        return tuple(sorted({self.start, self.default, self.end, *self.at, *inner}))


class Insertion(Table):
    """How a part comes to its place: on a straight line. The tables stand in order of assembly.

    ``part``: an item (all its placements, one after the other), or one placement of it:
    ``vis.2``, ``vis.1`` being the first. ``along``: the direction in which it travels into its
    place, an axis word or a vector in the product's frame; ``travel``: how long (mm) that way is,
    from where no other part is met unless given. Parts of no table are there from the start.
    """

    part: str
    along: Axis | Point
    travel: Annotated[float, Field(gt=0, le=1e6)] | None = None
    note: ShownNote = ""
    where: Where = Field(default=Where(""), exclude=True, init=False)

    @field_validator("along")
    @classmethod
    def _somewhere(cls, value: Axis | Point) -> Axis | Point:
        if not isinstance(value, str) and math.hypot(*value) < 1e-9:
            message = Message("a direction of no length leads nowhere")
            raise InvalidValueError(message, Message("for example {example}", example='"-Z"'))
        return value

    @property
    def item(self) -> str:
        """The item that is put in its place."""
        return self.part.partition(".")[0]

    @property
    def direction(self) -> Point:
        """The unit vector of the travel, in the product's frame."""
        if isinstance(self.along, str):
            return AXES[self.along]
        x, y, z = self.along
        length = math.hypot(x, y, z)
        return x / length, y / length, z / length

    def placements(self, quantity: int) -> tuple[str, ...]:
        """Return the names of the placements put in place, of an item that stands ``quantity`` times."""
        _, dot, number = self.part.partition(".")
        chosen = (int(number),) if dot else range(1, quantity + 1)
        return tuple(self.item if i == 1 else f"{self.item}.{i}" for i in chosen)
