"""Materials of a project: ``[[material]]`` of ``workshop.toml``, or a table in a part."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, model_validator

from gmp_cad.language import Message
from gmp_cad.spec.fault import InvalidValueError, shown
from gmp_cad.spec.text import Note, Text
from gmp_cad.spec.toml import Source, Table
from gmp_cad.standards.materials import Material, Materials, as_range, database

Strength = Annotated[float, Field(gt=0, le=10000)]
Channel = Annotated[float, Field(ge=0, le=1)]
# Fields of the same name in the table that a project writes and in a material.
_PLAIN = ("number", "standard", "family", "density_kg_m3", "iso513", "aliases", "colour")


class CustomMaterial(Table):
    """A material of the project. What it does not say is that of the material which it names.

    ``name`` may be one of the database, then only the keys written change; ``like`` names the one
    that a new material otherwise resembles. Units: density kg/m³, strength MPa, Brinell hardness,
    kc1 MPa at h = 1 mm (kc = kc1·h^(−mc)); ``colour`` is red, green, blue in [0, 1].
    """

    name: Text
    like: Text | None = None
    number: Note | None = None
    standard: Note | None = None
    family: (
        Literal["steel", "stainless_steel", "cast_iron", "aluminium", "copper", "titanium", "polymer"]
        | None
    ) = None  # fmt: skip
    density_kg_m3: Annotated[float, Field(gt=0, lt=30000)] | None = None
    rm_mpa: tuple[Strength, ...] | None = Field(default=None, min_length=1, max_length=2)
    hardness_hb: tuple[Strength, ...] | None = Field(default=None, min_length=1, max_length=2)
    iso513: Literal["P", "M", "K", "N", "S", "O"] | None = None
    kc1_mpa: Strength | None = None
    mc: Annotated[float, Field(gt=0, lt=1)] | None = None
    aliases: tuple[Text, ...] | None = None
    colour: tuple[Channel, Channel, Channel] | None = None

    @model_validator(mode="after")
    def _complete(self, info: ValidationInfo) -> CustomMaterial:
        known = materials_of(info)
        if self.like is not None and known.lacks(self.like):
            raise unknown(self.like, known, "like")
        base = _base(self, known)
        if base is None and self.density_kg_m3 is None and known.complete:
            message = Message("the key {key!r} is missing", key="density_kg_m3")
            raise InvalidValueError(
                message, Message('or say which material it is like: like = "C45"'),
                ("density_kg_m3",),
            )  # fmt: skip
        if (self.kc1_mpa is None) != (self.mc is None):
            there, gone = ("kc1_mpa", "mc") if self.mc is None else ("mc", "kc1_mpa")
            message = Message("{a} and {b} go together: {b} is missing", a=there, b=gone)
            raise InvalidValueError(message, keys=(there,))
        for key in ("rm_mpa", "hardness_hb"):
            span = getattr(self, key)
            if span is not None and span[0] > span[-1]:
                message = Message("expected [smallest, largest], found {found}", found=shown(span))
                raise InvalidValueError(message, keys=(key,))
        return self


def materials_of(info: ValidationInfo) -> Materials:
    """Return the materials that a file may name: those of its project, else the database."""
    return info.context.materials if isinstance(info.context, Source) else database()


def unknown(name: str, known: Materials, *keys: str) -> InvalidValueError:
    """Return the fault of a name that is no material's."""
    return InvalidValueError(
        Message("unknown material {name!r}", name=name[:60]), known.suggestion(name), keys
    )


def resolved(written: str | CustomMaterial, known: Materials, origin: str = "") -> Material:
    """Return the material that a name or a table means; ``origin`` is the file that holds it.

    Its own specific force replaces both of the database.
    """
    if isinstance(written, str):
        return known.find(written)
    base = _base(written, known) or Material(designation=written.name, density_kg_m3=0.0)
    if written.like is not None:
        base = replace(
            base,
            designation=written.name,
            number="",
            aliases=(),
            like=base.like or base.designation,
        )
    own: dict[str, Any] = {
        key: value for key in _PLAIN if (value := getattr(written, key)) is not None
    }
    if written.density_kg_m3 is not None:
        own["density_source"] = ""
    for key in ("rm_mpa", "hardness_hb"):
        if (span := getattr(written, key)) is not None:
            own[key] = as_range(span)
    if written.kc1_mpa is not None:
        own |= {"kc1_mpa": written.kc1_mpa, "mc": written.mc, "kc_source": origin,
                "kc1_alt_mpa": None, "mc_alt": None}  # fmt: skip
    return replace(base, **own, origin=origin)


def _base(written: CustomMaterial, known: Materials) -> Material | None:
    """Return the material whose values hold where the table is silent."""
    return known.get(written.like if written.like is not None else written.name)
