"""What a drawing says of the whole: its title block, its history, its notes, its parts list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from gmp_cad.documents.bom import BomRow
from gmp_cad.documents.printing.figures import DASH, date_text, mass_text
from gmp_cad.drawing.sheets import signs
from gmp_cad.drawing.sheets.block import BlockContent
from gmp_cad.drawing.sheets.notes import Note
from gmp_cad.drawing.sheets.sign import Sign
from gmp_cad.errors import OutsideTableError
from gmp_cad.language import Message, english, translate
from gmp_cad.spec.drawing import Revision, Titled
from gmp_cad.spec.edges import parse_edges, print_state
from gmp_cad.spec.fixture import FixtureIdentity, FixtureSpec
from gmp_cad.spec.frame import print_reference, print_zone
from gmp_cad.spec.general_tolerances import GeneralTolerances, print_general
from gmp_cad.spec.identity import Identity
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import ProductIdentity, ProductSpec, Project
from gmp_cad.spec.size import plain_number
from gmp_cad.standards import iso2768

_RULES = {"Tmax": "ISO 21920-1", "T16%": "ISO 1302, 16 %"}


def part_content(
    spec: PartSpec, project: Project, mass_kg: float | None, lang: str
) -> BlockContent:
    """Return what a part's definition drawing says in its title block, but scale and sheet."""
    identity = spec.part
    fields = _titles(identity, project, spec.revisions, lang) | {
        "creator": identity.author or project.author,
        "document_type": translate("Definition drawing", lang),
        "material": identity.material_name,
        "mass": _mass(mass_kg, lang),
        "general_tolerances": f"ISO 8015 · {print_general(identity.general, lang)}",
    }
    return BlockContent(fields=fields, signs=_signs(spec, lang))


def assembly_content(
    assembly: ProductSpec | FixtureSpec, project: Project, mass_kg: float | None, lang: str
) -> BlockContent:
    """Return what an assembly drawing says in its title block, but scale and sheet.

    What belongs to the parts is not left blank: a blank cell looks forgotten.
    """
    identity = assembly.product if isinstance(assembly, ProductSpec) else assembly.fixture
    elsewhere = translate("See the drawings of the parts", lang)
    fields = _titles(identity, project, assembly.revisions, lang) | {
        "creator": project.author,
        "material": translate("See the parts list", lang),
        **dict.fromkeys(("general_tolerances", "surface_texture", "edges"), elsewhere),
        "document_type": translate("Assembly drawing", lang),
        "mass": _mass(mass_kg, lang),
    }
    return BlockContent(fields=fields)


def _titles(
    identity: Identity | ProductIdentity | FixtureIdentity, project: Project,
    history: Sequence[Revision], lang: str,
) -> dict[str, str]:  # fmt: skip
    """Return the fields that every drawing has; it was issued when its last revision was."""
    issued = (history[-1].date if history else "") or project.date
    return {
        "owner": project.owner, "department": project.department, "approver": project.checker,
        "date": date_text(issued, lang), "number": identity.number, "title": identity.title,
        "revision": identity.revision, "supplementary_title": identity.supplementary_title,
        "technical_reference": identity.technical_reference,
        "classification": identity.classification, "status": _status(identity, lang),
    }  # fmt: skip


def _status(titled: Titled, lang: str) -> str:
    return titled.status.strip() or translate("Under study", lang)


def _mass(mass_kg: float | None, lang: str) -> str:
    return "" if mass_kg is None else f"{mass_text(mass_kg, lang)} kg"


def _signs(spec: PartSpec, lang: str) -> dict[str, Sign]:
    """Return what is drawn instead of written: texture, edges, the general profile."""
    identity, found = spec.part, dict[str, Sign]()
    if identity.surface_texture is not None:
        rule = _RULES[identity.surface_texture_rule]
        found["surface_texture"] = signs.texture_sign(
            identity.surface_texture, lang, own=_own_textures(spec), rule=rule
        )
    if identity.edges is not None:
        found["edges"] = signs.edges_sign(parse_edges(identity.edges), lang)
    general = identity.general
    if general.profile is not None:
        rest = print_general(replace(general, profile=None, datums=()), lang)
        found["general_tolerances"] = signs.profile_sign(
            " · ".join(text for text in ("ISO 8015", rest) if text), "ISO 22081",
            print_zone(general.profile, lang), tuple(map(print_reference, general.datums)),
        )  # fmt: skip
    return found


def _own_textures(spec: PartSpec) -> bool:
    return bool(spec.textures or any(dimension.ra for dimension in spec.dimensions.values()))


def revision_rows(history: Sequence[Revision], lang: str) -> tuple[Mapping[str, str], ...]:
    """Return the history as the rows of its table, oldest first."""
    return tuple(
        {"index": line.index, "date": date_text(line.date, lang), "author": line.author,
         "change": line.change}
        for line in history
    )  # fmt: skip


def parts_rows(rows: Sequence[BomRow], lang: str) -> tuple[Mapping[str, str], ...]:
    """Return the nomenclature as the rows of the parts list, by item reference."""
    return tuple(
        {"ref": str(row.ref), "quantity": str(row.quantity), "designation": row.designation,
         "material": row.material, "reference": row.reference, "note": row.note,
         "unit_mass": mass_text(row.unit_mass_kg, lang),
         "total_mass": mass_text(row.total_mass_kg, lang)}
        for row in rows
    )  # fmt: skip


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


def general_notes(identity: Identity, lang: str) -> tuple[Note, ...]:
    """Return what the drawing notes of the whole part: treatment, coating, marking, remarks."""
    lines = (
        (Message("Heat treatment"), identity.treatment), (Message("Coating"), identity.coating),
        (Message("Marking"), identity.marking), (None, identity.note),
    )  # fmt: skip
    return tuple(
        Note(heading=heading.say(lang) if heading else "", text=text.strip())
        for heading, text in lines if text.strip()
    )  # fmt: skip


def general_geometry(general: GeneralTolerances, box_mm: Sequence[float] | None, lang: str) -> str:
    """Return what the class of ISO 2768-2 gives at most on a part in its bounding box; or nothing.

    Straightness and flatness by the longest side, perpendicularity and symmetry by the second one.
    """
    if not general.geometric or box_mm is None:
        return ""
    grade = general.geometric
    *_, second, longest = sorted(box_mm[i + 3] - box_mm[i] for i in range(3))
    values = english(
        (
            ("straightness", lambda: iso2768.straightness(longest, grade)),
            ("flatness", lambda: iso2768.flatness(longest, grade)),
            ("perpendicularity", lambda: iso2768.perpendicularity(second, grade)),
            ("symmetry", lambda: iso2768.symmetry(second, grade)),
            ("circular runout", lambda: iso2768.run_out(grade)),
        )
    )
    return " ; ".join(f"{translate(name, lang)} {_at_most(value, lang)}" for name, value in values)


def _at_most(value: Callable[[], float], lang: str) -> str:
    """Return ``≤ 0,4``, or a dash where the standard has no value for the size."""
    try:
        return f"≤ {plain_number(value(), lang)}"
    except OutsideTableError:
        return DASH
