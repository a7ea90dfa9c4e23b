"""The workshop (``workshop.toml``): machines, tools, gauges, materials; defaults and the own ones.

The packaged defaults are overridden key by key, and extended, by the entries of the project's file
that carry the same ``id``, or for a material that name the same one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from gmp_cad.errors import InvalidInputError, Problem, Where, suggestion
from gmp_cad.language import Message
from gmp_cad.spec.axes import Positive
from gmp_cad.spec.fault import InvalidValueError, refuse, shown
from gmp_cad.spec.material import CustomMaterial, resolved
from gmp_cad.spec.text import ShownNote, ShownText, Text, check_line
from gmp_cad.spec.toml import (
    Source,
    Table,
    document,
    first_ones,
    parse,
    source_of,
    validate,
)
from gmp_cad.standards.cutting_data import tool_kinds
from gmp_cad.standards.materials import Material, Materials, database, material_key
from gmp_cad.standards.table import document as data_file

DEFAULTS = "workshop.toml"
_BY_HAND = ("conventionnel", "conventional", "manuel", "manual")


def _check_id(text: str) -> str:
    if text != text.strip():
        raise InvalidValueError(Message("an id has no space at its ends"))
    return check_line(text)


Id = Annotated[str, Field(max_length=60), AfterValidator(_check_id)]


class Machine(Table):
    """A machine or a post of the workshop. ``efficiency`` η: spindle power over motor power.

    ``torque_nm``: greatest torque at the spindle; ``speeds_rpm``: the speeds of a gearbox, none for a
    spindle of any speed.
    """

    id: Id
    title: ShownText
    kind: Literal[
        "milling",
        "turning",
        "drilling",
        "grinding",
        "sawing",
        "heat_treatment",
        "inspection",
        "bench",
    ]
    axes: Annotated[int, Field(ge=0, le=9)] = 0
    n_max_rpm: Positive | None = None
    power_kw: Positive | None = None
    torque_nm: Positive | None = None
    speeds_rpm: tuple[Positive, ...] = ()
    efficiency: Annotated[float, Field(gt=0, le=1)] = 0.8
    vf_max_mm_min: Positive | None = None
    control: str = ""
    hourly_rate_eur: Annotated[float, Field(ge=0)] = 0.0
    operator_rate_eur: Annotated[float, Field(ge=0)] = 28.0
    note: ShownNote = ""
    where: Where = Field(default=Where(""), exclude=True, init=False)

    @property
    def numerical(self) -> bool:
        """Whether programs run on it; a control "conventionnelle" or "manuelle" is none."""
        return bool(self.control) and not self.control.lower().startswith(_BY_HAND)


class Tool(Table):
    """A cutting tool: its kind chooses the cutting data; lengths mm, angles degrees.

    ``grade``: ISO 513 (``P25``). ``overhang_mm``: from the tip to the face of the holder, whose
    diameter and length follow; ``edges`` of one insert, or regrindings, share ``price_eur``.
    ``taylor_n``, ``taylor_c``: Vc·Tⁿ = C (m/min, min); ``change_min``: time to change the edge.

    ``fit``: class of the hole that a reamer gives (H7). ``thread`` pitch of a tap in
    ``pitch_mm``; without it the coarse pitch of the diameter.
    """

    id: Id
    title: ShownText
    kind: str
    diameter_mm: Positive | None = None
    teeth: Annotated[int, Field(ge=1, le=60)] | None = None
    material: Literal["HSS", "carbide"] = "carbide"
    cutting_length_mm: Positive | None = None
    iso_code: str = ""
    nose_radius_mm: Positive | None = None
    holder: str = ""
    entering_angle_deg: Positive | None = None
    point_angle_deg: Positive | None = None
    pitch_mm: Positive | None = None
    fit: str = ""
    grade: str = ""
    overhang_mm: Positive | None = None
    shank_mm: Positive | None = None
    holder_diameter_mm: Positive | None = None
    holder_length_mm: Positive | None = None
    edges: Annotated[int, Field(ge=1, le=60)] | None = None
    price_eur: Annotated[float, Field(ge=0, le=1e6)] | None = None
    taylor_n: Annotated[float, Field(gt=0, lt=1)] | None = None
    taylor_c: Positive | None = None
    change_min: Annotated[float, Field(ge=0, le=1000)] | None = None
    note: ShownNote = ""
    where: Where = Field(default=Where(""), exclude=True, init=False)

    @field_validator("kind")
    @classmethod
    def _known_kind(cls, kind: str) -> str:
        if kind not in tool_kinds():
            hint = suggestion(kind, tool_kinds()) or Message(
                "one of: {names}", names=", ".join(tool_kinds())
            )
            raise InvalidValueError(Message("unknown kind of tool {kind!r}", kind=kind[:60]), hint)
        return kind


class Gauge(Table):
    """A measuring instrument: range (mm), resolution and expanded uncertainty U, k = 2 (mm).

    ``resolution_deg`` and ``uncertainty_deg``: of the angles that it measures.
    """

    id: Id
    title: ShownText
    kind: Text
    range_mm: tuple[float, float] | None = None
    resolution_mm: Positive | None = None
    uncertainty_mm: Positive | None = None
    resolution_deg: Positive | None = None
    uncertainty_deg: Positive | None = None
    note: ShownNote = ""
    where: Where = Field(default=Where(""), exclude=True, init=False)

    @model_validator(mode="after")
    def _ordered(self) -> Gauge:
        if self.range_mm and not 0 <= self.range_mm[0] < self.range_mm[1]:
            raise InvalidValueError(
                Message("expected a range [from, to] in mm, found {found}",
                        found=shown(self.range_mm)),
                keys=("range_mm",),
            )  # fmt: skip
        return self


class Workshop(Table):
    """Everything that a process plan may call by its id, and the materials of the project."""

    machines: tuple[Machine, ...] = Field(default=(), alias="machine")
    tools: tuple[Tool, ...] = Field(default=(), alias="tool")
    gauges: tuple[Gauge, ...] = Field(default=(), alias="gauge")
    written_materials: tuple[CustomMaterial, ...] = Field(default=(), alias="material")
    own_materials: tuple[Material, ...] = Field(default=(), exclude=True, init=False)

    @field_validator("machines", "tools", "gauges")
    @classmethod
    def _identify(cls, entries: tuple[Any, ...], info: ValidationInfo) -> tuple[Any, ...]:
        source, key = source_of(info), str(info.field_name).removesuffix("s")
        return tuple(
            entry.model_copy(update={"where": source.where(key, i)})
            for i, entry in enumerate(entries)
        )

    @field_validator("written_materials")
    @classmethod
    def _named_once(cls, entries: tuple[CustomMaterial, ...]) -> tuple[CustomMaterial, ...]:
        refuse(_same_material(entries))
        return entries

    @property
    def materials(self) -> Materials:
        """The materials of the database with those that the project changes or adds."""
        return database().extended(self.own_materials)

    def machine(self, id: str) -> Machine | None:  # noqa: A002 - the field's own word
        """Return the machine of that id, or None."""
        return next((m for m in self.machines if m.id == id), None)

    def tool(self, id: str) -> Tool | None:  # noqa: A002 - the field's own word
        """Return the tool of that id, or None."""
        return next((t for t in self.tools if t.id == id), None)

    def gauge(self, id: str) -> Gauge | None:  # noqa: A002 - the field's own word
        """Return the gauge of that id, or None."""
        return next((g for g in self.gauges if g.id == id), None)


def _same_material(entries: tuple[CustomMaterial, ...]) -> Iterator[InvalidValueError]:
    """Yield the entries with a name that an earlier one has, or that means the same material."""
    seen: dict[str, int] = {}
    for i, entry in enumerate(entries):
        own = resolved(entry, database())
        for name in dict.fromkeys(material_key(name) for name in own.names):
            if (first := seen.setdefault(name, i)) != i:
                yield InvalidValueError(
                    Message("the material {name!r} is given twice (also material[{first}])",
                            name=entry.name, first=first),
                    keys=(i, "name"),
                )  # fmt: skip
                break


class _Loose(Table):
    """The project's file before its entries are completed with the defaults of the same id."""

    machine: tuple[dict[str, Any], ...] = ()
    tool: tuple[dict[str, Any], ...] = ()
    gauge: tuple[dict[str, Any], ...] = ()
    material: tuple[dict[str, Any], ...] = ()


_KINDS = ("machine", "tool", "gauge")


def parse_workshop(text: str | None, file: str = "workshop.toml", lang: str = "fr") -> Workshop:
    """Return the packaged workshop, overridden and extended by the project's text if there is one.

    ``file`` is the project-relative name used in messages, ``lang`` the language of the titles.
    Raises :class:`~gmp_cad.errors.InvalidInputError` with every fault of the file, each id written
    twice included.
    """
    defaults = data_file(DEFAULTS)
    packaged = validate(_own(defaults), Source(f"gmp_cad/{DEFAULTS}", "", lang=lang), Workshop)
    if text is None:
        return packaged
    loose, source = parse(text, file, _Loose), Source(file, text, lang=lang)
    if problems := list(_twice(loose, source)):
        raise InvalidInputError(first_ones(problems))
    own = validate(_completed(loose, defaults), source, Workshop)
    lists = ("machines", "tools", "gauges")
    return packaged.model_copy(
        update={
            **{name: _merged(getattr(packaged, name), getattr(own, name)) for name in lists},
            "written_materials": own.written_materials,
            "own_materials": _resolved(own, file),
        }
    )


def parse_materials(text: str, file: str) -> Materials:
    """Return the materials of a workshop that is otherwise not valid, if its own ones are."""
    source = Source(file, text)
    try:
        data = {"material": document(source).get("material", [])}
        own = _resolved(validate(data, source, Workshop), file)
    except InvalidInputError:
        return Materials(database().entries, complete=False)
    return database().extended(own)


def _resolved(workshop: Workshop, file: str) -> tuple[Material, ...]:
    return tuple(resolved(entry, database(), file) for entry in workshop.written_materials)


def _own(data: Mapping[str, object]) -> dict[str, Any]:
    return {kind: data.get(kind, []) for kind in _KINDS}


def _twice(loose: _Loose, source: Source) -> Iterator[Problem]:
    for kind in _KINDS:
        seen: dict[object, int] = {}
        for i, entry in enumerate(getattr(loose, kind)):
            name = entry.get("id")
            if isinstance(name, str) and (first := seen.setdefault(name, i)) != i:
                yield Problem(
                    source.where(kind, i, "id"),
                    Message("the id {id!r} is used twice (also {kind}[{first}])",
                            id=name, kind=kind, first=first),
                )  # fmt: skip


def _completed(loose: _Loose, defaults: Mapping[str, object]) -> dict[str, Any]:
    """Return the project's entries, each filled with the keys of the default of the same id."""
    complete: dict[str, Any] = {"material": loose.material}
    for kind in _KINDS:
        known = {entry["id"]: entry for entry in _own(defaults)[kind]}
        complete[kind] = [
            known.get(str(entry.get("id")), {}) | entry for entry in getattr(loose, kind)
        ]
    return complete


def _merged(packaged: tuple[Any, ...], own: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the packaged entries, those of the same id replaced, then the new ones."""
    written = {entry.id: entry for entry in own}
    kept = tuple(written.pop(entry.id, entry) for entry in packaged)
    return kept + tuple(written.values())
