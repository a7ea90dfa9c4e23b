"""The nomenclature (ISO 7573): its rows, and its table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gmp_cad.documents.office.tab import Cell, Column, Entry, Formula, Tab
from gmp_cad.documents.printing.figures import DASH, mass_text
from gmp_cad.language import Message, english, translate
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import Assembly, Item
from gmp_cad.standards import standard_parts

COLUMNS = english((
    "Item", "Qty", "Designation", "Material", "Drawing or standard", "Unit mass (kg)",
    "Total mass (kg)", "Note",
))  # fmt: skip
# Of each column: its width in characters, decimals of its figures.
_SHAPES = (
    (7, None), (7, None), (34, None), (22, None), (30, None), (12, 4), (12, 4), (34, None),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class BomRow:
    """One line of the nomenclature, in the language it was made for. Masses in kg.

    ``reference``: drawing number and revision of a part, designation of a standard part. ``name``
    is the item's name in the project, ``part`` its folder (empty for a standard part).
    """

    ref: int
    quantity: int
    designation: str
    material: str
    reference: str
    unit_mass_kg: float | None
    note: str
    name: str
    part: str = ""

    @property
    def total_mass_kg(self) -> float | None:
        """Mass of all pieces of the line."""
        return None if self.unit_mass_kg is None else self.unit_mass_kg * self.quantity


def bom_rows(
    assembly: Assembly,
    parts: Mapping[str, PartSpec],
    masses_kg: Mapping[str, float],
    counts: Mapping[str, int],
    lang: str,
) -> tuple[BomRow, ...]:
    """Return the nomenclature of an assembly, by item reference.

    ``parts`` is keyed by folder; ``masses_kg`` (of one piece) and ``counts`` (pieces placed in the
    model) by item name. A count that differs from the quantity specified is noted.
    """
    return tuple(
        _row(item, parts, masses_kg, counts, lang)
        for item in sorted(assembly.items, key=lambda item: item.ref)
    )


def _row(
    item: Item,
    parts: Mapping[str, PartSpec],
    masses_kg: Mapping[str, float],
    counts: Mapping[str, int],
    lang: str,
) -> BomRow:
    designation, material, reference = _identity(item, parts, lang)
    return BomRow(
        ref=item.ref,
        quantity=item.quantity,
        designation=designation,
        material=material,
        reference=reference,
        unit_mass_kg=masses_kg.get(item.name),
        note=_note(item, counts, lang),
        name=item.name,
        part=item.part or "",
    )


def _identity(item: Item, parts: Mapping[str, PartSpec], lang: str) -> tuple[str, str, str]:
    if item.part is not None:
        identity = parts[item.part].part
        return identity.title, identity.material_name, f"{identity.number} — {identity.revision}"
    fastener = standard_parts.parse_designation(item.standard or "")
    return fastener.title(lang), fastener.material(lang) or DASH, fastener.designation


def _note(item: Item, counts: Mapping[str, int], lang: str) -> str:
    placed = counts.get(item.name)
    if placed is None or placed == item.quantity:
        return item.note
    said = Message("{placed} placed in the model", placed=placed).say(lang)
    return f"{item.note} ; {said}" if item.note else said


def total_mass_kg(rows: Iterable[BomRow]) -> float | None:
    """Return the mass of the whole nomenclature, None as soon as one line's is unknown."""
    masses = [row.total_mass_kg for row in rows]
    known = [mass for mass in masses if mass is not None]
    return sum(known) if masses and len(known) == len(masses) else None


def bom_header(lang: str) -> tuple[str, ...]:
    """Return the titles of the columns."""
    return tuple(translate(column, lang) for column in COLUMNS)


def bom_cells(row: BomRow, lang: str) -> tuple[str, ...]:
    """Return the cells of a row as documents print them."""
    return (
        str(row.ref),
        str(row.quantity),
        row.designation,
        row.material,
        row.reference,
        mass_text(row.unit_mass_kg, lang),
        mass_text(row.total_mass_kg, lang),
        row.note,
    )


def bom_tab(rows: Iterable[BomRow], title: str, lang: str) -> Tab:
    """Return the table for a spreadsheet: total masses are formulas. Masses to 0.1 g."""
    shown = list(rows)
    total = sum(row.total_mass_kg or 0.0 for row in shown)
    return Tab(
        name=translate("Parts list", lang), title=title,
        columns=[
            Column(title=column, width=width, decimals=decimals)
            for column, (width, decimals) in zip(bom_header(lang), _SHAPES, strict=True)
        ],
        rows=[_tab_row(row) for row in shown],
        foot=[[None, None, translate("Total mass (kg)", lang), None, None, None,
               Formula("SUM(G{a}:G{z})", total), None]],
    )  # fmt: skip


def _tab_row(row: BomRow) -> list[Cell]:
    """Return a row; without a mass, a cell to be filled."""
    unit = row.unit_mass_kg
    return [
        row.ref, row.quantity, row.designation, row.material, row.reference,
        Entry() if unit is None else round(unit, 7),
        Formula("B{r}*F{r}", row.total_mass_kg), row.note,
    ]  # fmt: skip
