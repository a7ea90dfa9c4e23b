"""The masses of an assembly for people: a line per item, and the whole at each position."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gmp_cad.documents.bom import BomRow
from gmp_cad.documents.office.tab import Cell, Column, Tab, columns_of
from gmp_cad.documents.printing.figures import mass_text, point_text
from gmp_cad.documents.product.interference import position_text
from gmp_cad.evidence import MassProperties
from gmp_cad.evidence.mass import Body, PrincipalAxes, body_of, principal_axes
from gmp_cad.evidence.weighed import Basis, Matter, PositionMass, WeighedItem
from gmp_cad.language import Message, english, number, translate
from gmp_cad.spec.part import PartSpec

_DM2 = 1e4  # mm²
_BASES: Mapping[Basis, str] = english({
    "material": "volume × density", "given": "given", "assumed": "grade not known: taken for steel",
})  # fmt: skip
_AXES = "xyz"
# titles, widths in characters, decimals; the unit of each figure is in its title
_IDENTITY: tuple[tuple[str, float, int | None], ...] = english((
    ("Item", 7, None), ("Qty", 7, None), ("Designation", 34, None), ("Material", 22, None),
    ("Density (kg/m³)", 12, None), ("Density from", 34, None), ("Mass from", 24, None),
))  # fmt: skip
_FIGURES: tuple[tuple[str, float, int | None], ...] = english((
    ("Volume of one (mm³)", 16, 3), ("Area of one (dm²)", 14, 5), ("Area of all (dm²)", 14, 5),
    ("Unit mass (kg)", 14, 7), ("Total mass (kg)", 14, 7), ("% of all masses", 10, 2),
))  # fmt: skip
_SITE = english((
    "Item", "Qty", "Designation", "Material", "Density (kg/m³)", "Unit mass (kg)",
    "Total mass (kg)", "% of all masses", "Area of one (dm²)", "Area of all (dm²)",
))  # fmt: skip
_POSITION = english((
    "Position", "Mass (kg)", "Centre of mass (mm, product frame)",
    "Principal moments of inertia (kg·mm²)", "Radii of gyration (mm)",
))  # fmt: skip
_SYMMETRIES = english({
    "none": "", "axis": "two moments are equal: any axis across the third is principal",
    "point": "the three moments are equal: any axis is principal",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class MassTable:
    """What the tables show: lines of the parts list, items as weighed, the whole by position."""

    rows: tuple[BomRow, ...]
    items: tuple[WeighedItem, ...]
    positions: tuple[PositionMass, ...]

    @property
    def lines(self) -> list[tuple[BomRow, WeighedItem]]:
        """Return each item as weighed with its line of the parts list."""
        named = {row.name: row for row in self.rows}
        return [(named[item.name], item) for item in self.items if item.name in named]

    @property
    def total_kg(self) -> float:
        """Return the mass of all pieces that are placed."""
        return sum(item.total_kg for item in self.items)


def matter_of_part(part: PartSpec) -> Matter:
    """Return what a part is weighed as; a density that the project gives has its file as source."""
    found = part.part.matter
    return Matter(
        name=part.part.material_name, density_kg_m3=found.density_kg_m3, standard=found.standard,
        density_source=found.density_source or found.origin,
    )  # fmt: skip


def mass_tab(table: MassTable, lang: str) -> Tab:
    """Return the table for a spreadsheet: items, then the whole at each position.

    Centre of mass, tensor and principal moments are those of one piece, in its own frame.
    """
    centre = [(f"{axis.upper()}G (mm)", 12.0, 6) for axis in _AXES]
    tensor = [(f"I{a}{b} (kg·mm²)", 14.0, 6) for a, b in ("xx", "yy", "zz", "xy", "xz", "yz")]
    moments = [(f"I{k} (kg·mm²)", 14.0, 6) for k in (1, 2, 3)]
    plain = [Column(title=t, width=w, decimals=d) for t, w, d in (*centre, *tensor, *moments)]
    total = table.total_kg
    return Tab(
        name=translate("Masses", lang), title=translate("Masses", lang),
        columns=[*columns_of((*_IDENTITY, *_FIGURES), lang), *plain],
        rows=[
            *(_item_row(row, item, total, lang) for row, item in table.lines),
            *(_whole_row(at, lang) for at in table.positions),
        ],
    )  # fmt: skip


def _item_row(row: BomRow, item: WeighedItem, total_kg: float, lang: str) -> list[Cell]:
    found, matter = item.properties, item.matter
    area = found.area_mm2 / _DM2
    return [
        item.ref, item.placed, _title(row), matter.name, matter.density_kg_m3,
        source_text(matter, lang), translate(_BASES[item.basis], lang),
        found.volume_mm3, area, area * item.placed, found.mass_kg, item.total_kg,
        100 * item.total_kg / total_kg if total_kg else None, *_inertia(body_of(found)),
    ]  # fmt: skip


def _title(row: BomRow) -> str:
    """Return the designation of a line; a bought part's says its size too."""
    return row.designation if row.part else f"{row.designation} — {row.reference}"


def _whole_row(at: PositionMass, lang: str) -> list[Cell]:
    body = at.body
    said = Message("whole, {position}", position=position_text(at.parameters, lang)).say(lang)
    area = body.area_mm2 / _DM2
    return [
        None, 1, said, None, None, None, None, body.volume_mm3, area, area, body.mass_kg,
        body.mass_kg, None, *_inertia(body, at.axes),
    ]  # fmt: skip


def _inertia(body: Body, axes: PrincipalAxes | None = None) -> Iterator[Cell]:
    yield from body.centre_mm
    tensor = body.inertia_kg_mm2
    yield from (tensor[i][j] for i, j in ((0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2)))
    yield from (axes or principal_axes(body)).moments_kg_mm2


def source_text(matter: Matter, lang: str) -> str:
    """Return where a density is from: the standard of the grade, the source of the figure."""
    return matter.sources or translate("of the project", lang)


def mass_rows(table: MassTable, lang: str) -> dict[str, Any]:
    """Return the table of a page: header, lines, the heaviest first, total and its notes."""
    lines = sorted(table.lines, key=lambda line: (-line[1].total_kg, line[1].ref))
    total, area = table.total_kg, sum(i.properties.area_mm2 * i.placed for i in table.items)
    return {
        "columns": [translate(column, lang) for column in _SITE],
        "rows": [_page_row(row, item, total, lang) for row, item in lines],
        "total": Message(
            "all together: {mass} kg, {area} dm²",
            mass=mass_text(total, lang),
            area=number(area / _DM2, lang, 2),
        ).say(lang),
        "notes": [note.say(lang) for note in _notes(table)],
    }


def _page_row(row: BomRow, item: WeighedItem, total_kg: float, lang: str) -> list[str]:
    area = item.properties.area_mm2 / _DM2
    share = 100 * item.total_kg / total_kg if total_kg else 0.0
    density = number(item.matter.density_kg_m3, lang)
    return [
        str(item.ref), str(item.placed), _title(row), item.matter.name,
        density if item.basis == "material" else f"{density} *",
        number(item.properties.mass_kg, lang, 4), number(item.total_kg, lang, 4),
        number(share, lang, 1), number(area, lang, 3), number(area * item.placed, lang, 3),
    ]  # fmt: skip


def _notes(table: MassTable) -> Iterator[Message]:
    sources: dict[str, list[str]] = {}
    for _, item in table.lines:
        if item.matter.density_source:
            sources.setdefault(item.matter.density_source, []).append(item.matter.name)
    for source, names in sorted(sources.items()):
        yield Message("Density of {materials}: {source}.",
                      materials=", ".join(sorted(set(names))), source=source)  # fmt: skip
    for row, item in table.lines:
        if item.basis == "given":
            yield Message("* {item}: mass given, not that of its solid ({solid:.4f} kg).",
                          item=_title(row), solid=item.solid_kg)  # fmt: skip
        elif item.basis == "assumed":
            yield Message("* {item}: grade not known, taken for steel.", item=_title(row))
    yield Message(
        "Threads weigh as they are modelled: a screw solid up to its major diameter, a tapped hole"
        " at the diameter of its drill. Over its threaded length a screw M3 to M24 with the basic"
        " profile of ISO 68-1 is 14 to 20 % lighter; mass_kg gives it another."
    )
    yield Message("Area: all surfaces of each piece, bores included, before assembly.")


def position_rows(positions: Sequence[PositionMass], lang: str) -> dict[str, Any]:
    """Return the table of the whole at each position: centre, principal moments, radii."""
    return {
        "columns": [translate(column, lang) for column in _POSITION],
        "rows": [
            [
                position_text(at.parameters, lang), number(at.body.mass_kg, lang, 4),
                point_text(at.body.centre_mm, lang), _triple(at.axes.moments_kg_mm2, lang, 1),
                _triple(at.axes.radii_mm, lang, 2),
            ]
            for at in positions
        ],
    }  # fmt: skip


def _triple(values: Sequence[float], lang: str, decimals: int) -> str:
    return " ; ".join(number(value, lang, decimals) for value in values)


def inertia_lines(spec: PartSpec, properties: MassProperties, lang: str) -> list[dict[str, str]]:
    """Return what is said of a part's mass: density, principal moments and axes, radii, area."""
    body, matter = body_of(properties), matter_of_part(spec)
    axes = principal_axes(body)
    directions = " ".join(
        f"({' ; '.join(number(round(c, 4), lang) for c in axis)})" for axis in axes.axes
    )
    density = f"{number(matter.density_kg_m3, lang)} ({source_text(matter, lang)})"
    lines = english((
        ("Density (kg/m³)", density),
        ("Principal moments of inertia (kg·mm²)", _triple(axes.moments_kg_mm2, lang, 3)),
        ("Principal axes (part frame)", directions),
        ("Radii of gyration (mm)", _triple(axes.radii_mm, lang, 3)),
        ("Surface area, to coat (dm²)", number(body.area_mm2 / _DM2, lang, 4)),
    ))  # fmt: skip
    found = [{"label": translate(label, lang), "value": value} for label, value in lines]
    if _SYMMETRIES[axes.symmetry]:
        found[2]["value"] += f" — {translate(_SYMMETRIES[axes.symmetry], lang)}"
    return found
