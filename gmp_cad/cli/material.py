"""``gmp-cad material``: a material of the database or of the project, or the list of them."""

from __future__ import annotations

import argparse
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from gmp_cad.cli.output import print_json
from gmp_cad.cli.sheet import Grid, Sheet, show
from gmp_cad.errors import ExitCode
from gmp_cad.language import Message, number
from gmp_cad.standards.materials import Material, Materials, Range, database

_WORKSHOP, _PARTS = "workshop.toml", "parts"
_FAMILIES = {
    "steel": Message("steel"), "stainless_steel": Message("stainless steel"),
    "cast_iron": Message("cast iron"), "aluminium": Message("aluminium alloy"),
    "copper": Message("copper alloy"), "titanium": Message("titanium alloy"),
    "polymer": Message("polymer"),
}  # fmt: skip
_GROUPS = {
    "P": Message("steels"), "M": Message("stainless steels"), "K": Message("cast irons"),
    "N": Message("non-ferrous metals"), "S": Message("titanium and superalloys"),
    "O": Message("polymers and others"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """A range; ``max`` is None where the standard has none, or one value is given."""

    min: float
    max: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecificForce:
    """kc = kc1·h^(−mc): kc1 in MPa at h = 1 mm, and where the values come from."""

    kc1_mpa: float
    mc: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialAnswer:
    """A material: density kg/m³, strength MPa, Brinell hardness, machinability, colour (RGB 0–1).

    ``density_source``: where the density is from, "" where the project gives its own. ``origin`` is
    the project's file that defines or changes it, "" for the database.
    """

    version: Literal[1] = 1
    designation: str
    number: str
    aliases: tuple[str, ...]
    standard: str
    family: str
    density_kg_m3: float
    density_source: str
    rm_mpa: Bounds | None
    hardness_hb: Bounds | None
    iso513: str
    specific_forces: tuple[SpecificForce, ...]
    colour: tuple[float, float, float]
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialList:
    """Every material that may be named here, in the order of the database, the project's last."""

    version: Literal[1] = 1
    materials: tuple[MaterialAnswer, ...]


def material(options: argparse.Namespace) -> ExitCode:
    """Answer for one material, or list them all."""
    known = known_materials(options.project)
    if options.name is None:
        if options.json:
            print_json(asdict(MaterialList(materials=tuple(answer(m) for m in known.entries))))
        else:
            show(list_sheet(known, options.lang))
        return ExitCode.OK
    found = known.find(options.name)
    if options.json:
        print_json(asdict(answer(found)))
    else:
        show(sheet(found, options.lang))
    return ExitCode.OK


def known_materials(project: Path | None) -> Materials:
    """Return the materials of the database, and those of the project's workshop if it has one."""
    start = Path.cwd() if project is None else project
    folders = (start, *start.parents) if project is None else (start,)
    root = next((folder for folder in folders if (folder / _PARTS).is_dir()), None)
    if root is None or not (root / _WORKSHOP).exists():
        return database()
    from gmp_cad.spec.toml import read_text  # noqa: PLC0415 - only where there is a workshop
    from gmp_cad.spec.workshop import parse_workshop  # noqa: PLC0415

    return parse_workshop(read_text(root / _WORKSHOP, _WORKSHOP), _WORKSHOP).materials


def answer(found: Material) -> MaterialAnswer:
    """Return a material in the form that scripts read."""
    forces = []
    if found.kc1_mpa is not None and found.mc is not None:
        forces.append(SpecificForce(kc1_mpa=found.kc1_mpa, mc=found.mc, source=found.kc_source))
    if found.kc1_alt_mpa is not None and found.mc_alt is not None:
        forces.append(SpecificForce(kc1_mpa=found.kc1_alt_mpa, mc=found.mc_alt, source="Kienzle"))
    return MaterialAnswer(
        designation=found.designation,
        number=found.number,
        aliases=found.aliases,
        standard=found.standard,
        family=found.family,
        density_kg_m3=found.density_kg_m3,
        density_source=found.density_source,
        rm_mpa=_bounds(found.rm_mpa),
        hardness_hb=_bounds(found.hardness_hb),
        iso513=found.iso513,
        specific_forces=tuple(forces),
        colour=found.colour,
        origin=found.origin,
    )


def _bounds(span: Range | None) -> Bounds | None:
    return None if span is None else Bounds(min=span[0], max=span[1])


def sheet(found: Material, lang: str) -> Sheet:
    """Return a material in words."""
    family = _FAMILIES.get(found.family)
    kind = ", ".join(filter(None, (family.say(lang) if family else "", found.standard)))
    blocks: list[Grid | str] = [Grid(rows=tuple(_rows(found, lang)), left=True)]
    if found.origin:
        blocks.append(Message("defined or changed in {file}", file=found.origin).say(lang))
    title = found.designation + (f" — {kind}" if kind else "")
    return Sheet(title=title, blocks=tuple(blocks))


def _rows(found: Material, lang: str) -> list[tuple[str, str]]:
    forces = [
        (Message("specific force kc1 ({source})", source=Message(f.source)), _force(f, lang))
        for f in answer(found).specific_forces
    ]
    group = _GROUPS.get(found.iso513)
    rows: list[tuple[Message, str]] = [
        (Message("number"), found.number),
        (Message("also called"), ", ".join(found.aliases)),
        (Message("density"), _density(found, lang)),
        (Message("tensile strength Rm"), _range(found.rm_mpa, "MPa", lang)),
        (Message("hardness"), _range(found.hardness_hb, "HB", lang)),
        (Message("ISO 513 group"), f"{found.iso513}, {group.say(lang)}" if group else ""),
        *forces,
    ]
    return [(label.say(lang), text) for label, text in rows if text]


def _density(found: Material, lang: str) -> str:
    said = f"{number(found.density_kg_m3, lang)} kg/m³"
    return f"{said} ({found.density_source})" if found.density_source else said


def _force(force: SpecificForce, lang: str) -> str:
    return f"{number(force.kc1_mpa, lang)} MPa, mc {number(force.mc, lang)}"


def _range(span: Range | None, unit: str, lang: str) -> str:
    if span is None:
        return ""
    least = number(span[0], lang)
    return f"{least} {unit}" if span[1] is None else f"{least} … {number(span[1], lang)} {unit}"


def list_sheet(known: Materials, lang: str) -> Sheet:
    """Return all materials, one a line."""
    rows: tuple[tuple[str, ...], ...] = tuple(
        (m.designation, f"{number(m.density_kg_m3, lang)}", _range(m.rm_mpa, "", lang).strip(),
         m.iso513, m.origin)
        for m in known.entries
    )  # fmt: skip
    if not any(m.origin for m in known.entries):
        rows = tuple(row[:-1] for row in rows)
    head = (Message("material"), Message("density kg/m³"), Message("Rm MPa"),
            Message("ISO 513"), Message("file"))  # fmt: skip
    names = tuple(name.say(lang) for name in head[: len(rows[0])])
    return Sheet(
        title=Message("{count} {count:material|materials}", count=len(rows)).say(lang),
        blocks=(
            Grid(head=names, rows=rows, left=True),
            Message(
                "gmp-cad material NAME says more; [[material]] in workshop.toml adds others"
            ).say(lang),
        ),
    )
