"""One line of ``[dimensions]``: a size, where it is taken, its tolerance and its texture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, GetPydanticSchema, model_validator
from pydantic_core import core_schema

from gmp_cad.errors import NotationError, OutsideTableError, Where
from gmp_cad.language import Message, word
from gmp_cad.spec import notation
from gmp_cad.spec.ends import DirectionText, EndText, parse_end
from gmp_cad.spec.fault import InvalidValueError, notation_fault, refuse, shown
from gmp_cad.spec.general_tolerances import GeneralTolerances
from gmp_cad.spec.inspected import Inspected
from gmp_cad.spec.size import THREADS, Kind, Role, Size, print_size
from gmp_cad.spec.text import FeatureText, ShownNote
from gmp_cad.spec.texture import TextureText
from gmp_cad.spec.thread import derived_hole, tap_drill
from gmp_cad.standards import iso286


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


# Of a feature of size (ISO 14405-1): internal, its material outside, or external.
Side = Literal["hole", "shaft"]


FEATURES_OF_SIZE = frozenset({Kind.DIAMETER, Kind.SPHERE, Kind.SQUARE, Kind.LINEAR})


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


class Dimension(Inspected):
    """One line of ``[dimensions]``: a size, where it is taken, and its surface texture.

    ``between`` names two ends (CadQuery selectors or features, ``holes[1]`` for one instance,
    ``slot[1].tangent``, ``base & flank``: see :mod:`gmp_cad.spec.ends`); ``along`` projects a length on
    a direction (``X``, ``(1, 1, 0)``, or a feature's normal or axis); ``about`` takes an angle around the
    axis of a feature. ``pattern`` names instances instead: ⌀ is the circle through them, an angle or
    a length lies from each to the next one.
    ``model`` overrides the diameter at which a thread is modelled (mm). ``side`` says that a feature
    of size is a hole (or slot: its material lies outside) or a shaft (or slab), where the nominal
    model cannot show it.
    """

    size: SizeText
    between: tuple[EndText, EndText] | None = None
    along: DirectionText | None = None
    about: FeatureText | None = None
    pattern: FeatureText | None = None
    ra: TextureText | None = None
    note: ShownNote = ""
    model: Annotated[float, Field(gt=0, le=1000)] | None = None
    side: Side | None = None
    id: str = Field(default="", exclude=True, init=False)
    where: Where = Field(default=Where(""), exclude=True, init=False)
    tolerance: Tolerance | None = Field(default=None, exclude=True, init=False)

    @model_validator(mode="after")
    def _between_two(self) -> Dimension:
        if self.between is not None and self.between[0] == self.between[1]:
            raise InvalidValueError(
                Message("both ends are {name!r}: nothing lies between", name=self.between[0]),
                keys=("between",),
            )
        return self

    @model_validator(mode="after")
    def _taken_one_way(self) -> Dimension:
        refuse(_misplaced(self))
        return self

    @property
    def on_feature(self) -> bool:
        """Whether the size is that of one feature, and not taken between or across features."""
        return self.between is None and self.pattern is None

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
        """Whether a thread line describes a tapped hole: see :class:`Size`."""
        return self.size.internal_thread


_PATTERN_KINDS = frozenset({Kind.LINEAR, Kind.DIAMETER, Kind.ANGLE})


def _misplaced(dimension: Dimension) -> Iterator[InvalidValueError]:
    """Yield the keys of a line that say nothing beside its size and its other keys."""
    kind, placed = dimension.kind, dimension.between or dimension.pattern
    if dimension.pattern and (dimension.between or kind not in _PATTERN_KINDS):
        message = Message("a pattern has a circle ⌀, a pitch or an angle, and no other ends")
        yield InvalidValueError(message, keys=("pattern",))
    if dimension.along and (kind is not Kind.LINEAR or dimension.between is None):
        message = Message("a direction belongs to a length between two features")
        yield InvalidValueError(message, keys=("along",))
    if dimension.about and (kind not in (Kind.ANGLE, Kind.DIAMETER) or not placed):
        message = Message("an axis belongs to an angle, or to the circle of a pattern")
        yield InvalidValueError(message, Message('add between = ["a", "b"]'), ("about",))
    if dimension.side and (kind not in FEATURES_OF_SIZE or dimension.pattern):
        message = Message(
            "only a diameter, a sphere, a square or a length between faces has a side"
        )
        yield InvalidValueError(message, keys=("side",))
    elif dimension.side and dimension.size.fit and dimension.side != fit_side(dimension.size.fit):
        message = Message(
            "the fit {fit} is that of a {other}, not of a {side}", fit=dimension.size.fit,
            other=word(fit_side(dimension.size.fit)), side=word(dimension.side),
        )  # fmt: skip
        yield InvalidValueError(message, Message("remove side: the fit says it"), ("side",))


def fit_side(fit: str) -> Side:
    """Return whether a tolerance class is that of a hole (capital letter) or of a shaft."""
    return "hole" if fit[0].isupper() else "shaft"


def named_ends(dimension: Dimension) -> tuple[str, ...]:
    """Return the features that the ends of a dimension name, in the order written."""
    return tuple(name for end in dimension.between or () for name in parse_end(end).names)


def toleranced(
    dimensions: Mapping[str, Dimension], general: GeneralTolerances
) -> dict[str, Dimension]:
    """Return the dimensions with their tolerances; refuse those for which no table has one."""
    resolved, faults = {}, []
    for key, dimension in dimensions.items():
        try:
            tolerance = _resolve_tolerance(dimension, general)
            resolved[key] = dimension.model_copy(update={"tolerance": tolerance})
        except OutsideTableError as error:
            hint = error.hint or Message("write the tolerance beside the size: 5000 ±2")
            faults.append(InvalidValueError(error.message, hint, (key, "size")))
    refuse(faults)
    return resolved


def _resolve_tolerance(dimension: Dimension, general: GeneralTolerances) -> Tolerance | None:
    """Return the written tolerance, the one of the fit, or the general one."""
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
    found = general.tolerance_of(size)
    return None if found is None else Tolerance(-found[0], found[0], found[1])


def print_callout(dimension: Dimension, lang: str = "fr") -> str:
    """Return the size as documents print it; a drilled hole that is derived stands in brackets."""
    text, hole = print_size(dimension.size, lang), derived_hole(dimension.size)
    if hole is None or dimension.model is not None:
        return text
    note = Message("derived tap drill {hole}", hole=print_size(hole, lang))
    return f"{text} ({note.say(lang)})"


def modelled_diameter(dimension: Dimension) -> float:
    """Return the diameter (mm) at which a size is modelled; threads are modelled simplified.

    A tapped hole is modelled at its drill diameter (as written, else ISO 2306), an external
    thread at its major diameter; ``model`` in the specification overrides both.
    """
    size = dimension.size
    if dimension.model is not None:
        return dimension.model
    if size.kind in THREADS and size.internal_thread:
        return tap_drill(size)
    return size.nominal
