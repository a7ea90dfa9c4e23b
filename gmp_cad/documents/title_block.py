"""What a drawing says of the whole part: the fields of its title block, and its notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gmp_cad.documents.figures import DASH, date_text, mass_text
from gmp_cad.drawing.glyphs import TEXTURE_SIGNS
from gmp_cad.drawing.sheet import TitleBlock
from gmp_cad.errors import OutsideTableError
from gmp_cad.evidence import MassProperties
from gmp_cad.language import Message, translate
from gmp_cad.spec.edges import parse_edges, print_state
from gmp_cad.spec.general_tolerances import GeneralTolerances, print_general
from gmp_cad.spec.identity import Identity
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import Project
from gmp_cad.spec.size import plain_number
from gmp_cad.spec.texture import parse_texture, requirements_of
from gmp_cad.standards import iso2768


def title_block(spec: PartSpec, project: Project, mass: MassProperties, lang: str) -> TitleBlock:
    """Return the fields of a part's title block as they are printed."""
    identity = spec.part
    return TitleBlock(
        owner=project.owner, number=identity.number, revision=identity.revision,
        title=identity.title, document_type=translate("Definition drawing", lang),
        status=translate("Under study", lang), creator=identity.author or project.author,
        approver=project.checker, date=date_text(project.date, lang), language=lang,
        material=identity.material_name, mass=f"{mass_text(mass.mass_kg, lang)} kg",
        general_tolerances=f"ISO 8015 · {print_general(identity.general, lang)}",
        surface_texture=_general_texture(spec, lang), edges=edges_text(identity, lang),
    )  # fmt: skip


_RULES = {"Tmax": "ISO 21920-1", "T16%": "ISO 1302, 16 %"}


def _general_texture(spec: PartSpec, lang: str) -> str:
    """Return the general texture with its sign; ``(√)`` where some surfaces have their own."""
    text = spec.part.surface_texture
    if text is None:
        return ""
    texture = parse_texture(text)
    own = spec.textures or any(dimension.ra for dimension in spec.dimensions.values())
    values = " / ".join(requirements_of(texture, lang))
    sign, rule = TEXTURE_SIGNS[texture.removal], _RULES[spec.part.surface_texture_rule]
    return f"{sign} {values}{' (√)' if own else ''}   {rule}"


def edges_text(identity: Identity, lang: str) -> str:
    """Return the states of the edges in words: ``ISO 13715 : ext. -0,3 ; int. +0,3``."""
    if identity.edges is None:
        return ""
    edges = parse_edges(identity.edges)
    outer = print_state(edges.outer, lang)
    if edges.inner is None:
        return Message("ISO 13715: outer {outer}", outer=outer).say(lang)
    message = Message(
        "ISO 13715: outer {outer}; inner {inner}", outer=outer, inner=print_state(edges.inner, lang)
    )
    return message.say(lang)


def notes_of(identity: Identity, lang: str) -> tuple[str, ...]:
    """Return the notes of the drawing: heat treatment, coating, marking, remarks."""
    lines = (
        (Message("Heat treatment: {text}", text=identity.treatment), identity.treatment),
        (Message("Coating: {text}", text=identity.coating), identity.coating),
        (Message("Marking: {text}", text=identity.marking), identity.marking),
        (Message("{text}", text=identity.note), identity.note),
    )
    return tuple(message.say(lang) for message, text in lines if text.strip())


def general_geometry(general: GeneralTolerances, box_mm: Sequence[float] | None, lang: str) -> str:
    """Return what the class of ISO 2768-2 gives at most on a part in its bounding box; or nothing.

    Straightness and flatness by the longest side, perpendicularity and symmetry by the second one.
    """
    if not general.geometric or box_mm is None:
        return ""
    grade = general.geometric
    *_, second, longest = sorted(box_mm[i + 3] - box_mm[i] for i in range(3))
    values = (
        ("straightness", lambda: iso2768.straightness(longest, grade)),
        ("flatness", lambda: iso2768.flatness(longest, grade)),
        ("perpendicularity", lambda: iso2768.perpendicularity(second, grade)),
        ("symmetry", lambda: iso2768.symmetry(second, grade)),
        ("circular runout", lambda: iso2768.run_out(grade)),
    )
    return " ; ".join(f"{translate(name, lang)} {_at_most(value, lang)}" for name, value in values)


def _at_most(value: Callable[[], float], lang: str) -> str:
    """Return ``≤ 0,4``, or a dash where the standard has no value for the size."""
    try:
        return f"≤ {plain_number(value(), lang)}"
    except OutsideTableError:
        return DASH
