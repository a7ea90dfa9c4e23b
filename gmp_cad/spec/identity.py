"""The ``[part]`` table of a specification: what the title block and its notes say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, ValidationInfo, field_validator

from gmp_cad.errors import NotationError
from gmp_cad.language import Message
from gmp_cad.spec.drawing import Titled
from gmp_cad.spec.edges import EdgesText
from gmp_cad.spec.fault import InvalidValueError, notation_fault, shown
from gmp_cad.spec.general_tolerances import GeneralTolerances, parse_general, print_general
from gmp_cad.spec.material import CustomMaterial, materials_of, unknown
from gmp_cad.spec.text import ShownNote, ShownRemark, ShownText, Text
from gmp_cad.spec.texture import Rule, TextureText
from gmp_cad.standards.materials import Material


class Identity(Titled):
    """The ``[part]`` table: what the title block says.

    ``material`` names one of the database or of ``workshop.toml``, or is a table of its own.
    ``general_tolerances``, ``surface_texture`` and ``edges`` (ISO 13715) hold where nothing else is
    written; ``surface_texture_rule`` is how textures are accepted: Tmax (ISO 21920-1) or T16%.
    """

    number: Text
    title: ShownText
    material: str | CustomMaterial
    general_tolerances: str = "ISO 2768-m"
    surface_texture: TextureText | None = None
    surface_texture_rule: Rule = "Tmax"
    edges: EdgesText | None = None
    revision: Text = "A"
    author: ShownNote = ""
    treatment: ShownRemark = ""
    coating: ShownRemark = ""
    marking: ShownRemark = ""
    bodies: Annotated[int, Field(ge=1, le=1000)] = 1
    note: ShownNote = ""
    found: Material | None = Field(default=None, exclude=True, init=False)

    @field_validator("material", mode="before")
    @classmethod
    def _known_material(cls, value: Any, info: ValidationInfo) -> Any:
        known = materials_of(info)
        if isinstance(value, str) and known.lacks(value):
            raise unknown(value, known)
        if not isinstance(value, str | Mapping | CustomMaterial):
            raise InvalidValueError(
                Message("expected a material, found {found}", found=shown(value)),
                Message('for example "S235JR", or {{ name = "…", density_kg_m3 = … }}'),
            )
        return value

    @field_validator("general_tolerances")
    @classmethod
    def _known_general(cls, value: str) -> str:
        try:
            return print_general(parse_general(value))
        except NotationError as error:
            raise notation_fault(error) from error

    @property
    def material_name(self) -> str:
        """The designation printed in the title block."""
        return self.material if isinstance(self.material, str) else self.material.name

    @property
    def matter(self) -> Material:
        """The material itself: density, strength, machinability, colour."""
        assert self.found is not None  # reading a part finds it
        return self.found

    @property
    def density_kg_m3(self) -> float:
        """Density of the material."""
        return self.matter.density_kg_m3

    @property
    def general(self) -> GeneralTolerances:
        """The general tolerances."""
        return parse_general(self.general_tolerances)
