"""The specification of a fixture (``fixture.toml``): a small product around a workpiece.

It says which item does what: locates, clamps, guides a tool, sits on the machine's table. Whether it
does is looked for in the geometry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from gmp_cad.errors import NotationError, suggestion
from gmp_cad.language import Message
from gmp_cad.spec.axes import Axis, Positive
from gmp_cad.spec.drawing import Titled, history_faults
from gmp_cad.spec.fault import InvalidValueError, notation_fault, refuse
from gmp_cad.spec.notation import parse as parse_size
from gmp_cad.spec.phase_number import PhaseNumberText
from gmp_cad.spec.product import Assembly, Line
from gmp_cad.spec.text import FeatureText, Name, Number, ShownNote, ShownText, Text
from gmp_cad.spec.toml import Table


class FixtureIdentity(Titled):
    """The ``[fixture]`` table: which workpiece it holds, in which phase."""

    number: Number
    title: ShownText
    workpiece: Name
    phase: PhaseNumberText
    revision: Text = "A"
    note: ShownNote = ""


class Loading(Table):
    """How the workpiece comes in. ``direction``: its motion to the locators, part frame.

    Without it the workpiece moves against the first locating normal. ``open``: placements that
    stand aside meanwhile, besides the clamps. ``foolproofing``: the placement that refuses the
    workpiece turned half a turn about that motion. ``chips``: where chips go.
    """

    direction: Axis | None = None
    open: tuple[str, ...] = ()
    foolproofing: str = ""
    chips: ShownNote = ""


def _check_slot(text: str) -> str:
    try:
        parse_size(text)
    except NotationError as error:
        raise notation_fault(error) from error
    return text


Slot = Annotated[str, Field(max_length=60), AfterValidator(_check_slot)]


class TableLocation(Table):
    """How the fixture stands on the machine's table.

    ``slot``: width of the table's slot with its class (``14 H8``); ``keys``: the placements of the
    tenons in it, ``width`` their dimension. Instead of two keys a ``pin`` and a ``relieved`` pin.
    ``setting``: features of items (``plaque_base.reference``) on which PREF is taken.
    """

    slot: Slot | None = None
    keys: tuple[str, ...] = ()
    width: Line | None = None
    pin: str = ""
    relieved: str = ""
    setting: tuple[Line, ...] = ()
    fastening: ShownNote = ""

    @model_validator(mode="after")
    def _one_way(self) -> TableLocation:
        if self.keys and (self.slot is None or self.width is None):
            raise InvalidValueError(
                Message("keys go with the table's slot and their width"),
                Message("for example slot = {slot}, width = {width}",
                        slot='"14 H8"', width='"lardon.width"'),
            )  # fmt: skip
        if self.keys and (self.pin or self.relieved):
            raise InvalidValueError(
                Message("give either keys, or a pin and a relieved pin"), keys=("keys",)
            )
        return self


class Base(Table):
    """What carries everything: the dimension that is its least thickness, and its stiffness."""

    thickness: Line
    modulus_mpa: Positive = 210_000.0


class FixtureCost(Table):
    """What the fixture may cost (EUR), and what is known better than the estimate."""

    budget_eur: Positive | None = None
    machining_h: Positive | None = None
    bought_eur: dict[Name, Annotated[float, Field(ge=0, le=1e6)]] = Field(default_factory=dict)


NormalNumber = Annotated[int, Field(ge=1, le=6)]
ClampNumber = Annotated[int, Field(ge=1, le=60)]


class FixtureSpec(Assembly):
    """A fixture: a small product around a workpiece. Placements are ``pion``, ``pion.2`` ….

    ``locators`` says which placement realises which normal, or normals, of the phase; ``clamps``
    which one is which clamp of the phase (counted from 1); ``bushes`` which placement guides the
    tool to which features of the workpiece. ``concentric``: items whose placements close together
    (the jaws of a chuck): they are one locator and one clamp, by the name of the item.
    """

    fixture: FixtureIdentity
    locators: dict[str, NormalNumber | tuple[NormalNumber, ...]] = Field(default_factory=dict)
    clamps: dict[str, ClampNumber] = Field(default_factory=dict)
    bushes: dict[str, tuple[FeatureText, ...]] = Field(default_factory=dict)
    concentric: tuple[Name, ...] = ()
    loading: Loading = Field(default_factory=Loading)
    table: TableLocation | None = None
    base: Base | None = None
    cost: FixtureCost = Field(default_factory=FixtureCost)
    name: str = Field(default="", exclude=True, init=False)

    @model_validator(mode="after")
    def _history(self) -> FixtureSpec:
        refuse(history_faults(self.revisions, self.fixture.revision))
        return self

    @field_validator("locators")
    @classmethod
    def _each_normal_once(
        cls, value: dict[str, int | tuple[int, ...]], info: ValidationInfo
    ) -> dict[str, int | tuple[int, ...]]:
        refuse(_doubled(value))
        if "items" in info.data:
            refuse(_unplaced(value, {item.name: item.quantity for item in info.data["items"]}))
        return value

    @field_validator("clamps", "bushes")
    @classmethod
    def _placements(cls, value: dict[str, object], info: ValidationInfo) -> dict[str, object]:
        if "items" in info.data:
            refuse(_unplaced(value, {item.name: item.quantity for item in info.data["items"]}))
        return value

    @model_validator(mode="after")
    def _roles(self) -> FixtureSpec:
        quantities = {item.name: item.quantity for item in self.items}
        refuse(_unplaced(self.concentric, quantities, ("concentric",)))
        refuse(_unplaced(self.loading.open, quantities, ("loading", "open")))
        named = self.loading.foolproofing
        refuse(_unplaced([named] if named else [], quantities, ("loading", "foolproofing")))
        if self.table is not None:
            refuse(_unplaced(self.table.keys, quantities, ("table", "keys")))
            for key in ("pin", "relieved"):
                name = getattr(self.table, key)
                refuse(_unplaced([name] if name else [], quantities, ("table", key)))
        refuse(_unplaced(self.cost.bought_eur, quantities, ("cost", "bought_eur")))
        return self

    def placements(self) -> tuple[str, ...]:
        """Return the name of every placement that the items ask for."""
        return tuple(
            name
            for item in self.items
            for name in (item.name, *(f"{item.name}.{i}" for i in range(2, item.quantity + 1)))
        )

    def clamping(self) -> tuple[str, ...]:
        """Return the placements that clamp."""
        return tuple(name for name in self.placements() if self.owner(name) in self.clamps)

    def owner(self, placement: str) -> str:
        """Return the name under which a placement locates and clamps: its item's if concentric."""
        item = placement.partition(".")[0]
        return item if item in self.concentric else placement

    def normals_of(self, placement: str) -> tuple[int, ...]:
        """Return the numbers of the normals that a placement realises; none if it is no locator."""
        written = self.locators.get(placement, ())
        return (written,) if isinstance(written, int) else tuple(written)


def _doubled(locators: Mapping[str, int | tuple[int, ...]]) -> Iterator[InvalidValueError]:
    seen: dict[int, str] = {}
    for name, written in locators.items():
        for normal in (written,) if isinstance(written, int) else written:
            if (first := seen.setdefault(normal, name)) != name:
                yield InvalidValueError(
                    Message("the normal {number} is already realised by {name!r}",
                            number=normal, name=first),
                    keys=(name,),
                )  # fmt: skip


def _unplaced(
    names: Iterable[str], quantities: Mapping[str, int], keys: tuple[str, ...] = ()
) -> Iterator[InvalidValueError]:
    """Yield the names that are no placement of an item: ``pion``, ``pion.2`` … of three."""
    for name in names:
        owner, dot, count = name.partition(".")
        if owner not in quantities:
            message = Message("no item {name!r} in the fixture", name=owner[:60])
            yield InvalidValueError(message, suggestion(owner, quantities), keys or (name,))
        elif dot and not (
            count.isascii() and count.isdigit() and 2 <= int(count[:6]) <= quantities[owner]
        ):
            message = Message(
                "no placement {name!r}: the item {item!r} has {count}",
                name=name[:60], item=owner, count=quantities[owner],
            )  # fmt: skip
            yield InvalidValueError(message, keys=keys or (name,))
