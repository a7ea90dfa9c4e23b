"""Bodies of the tasks that weigh an assembly: given masses, the whole at its positions. No kernel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from gmp_cad.build.assembly.mass_record import mass_json
from gmp_cad.build.study_bodies import part_spec
from gmp_cad.checks import mass as checks
from gmp_cad.documents.bom import BomRow, bom_rows
from gmp_cad.documents.office.tab import tab_csv
from gmp_cad.documents.product.masses import MassTable, mass_tab, matter_of_part
from gmp_cad.engine.codec import Data, Params, Result, decode, dump, encode
from gmp_cad.evidence import AssemblyPosition, MassProperties
from gmp_cad.evidence.mass import weighing
from gmp_cad.evidence.weighed import Basis, Matter, WeighedItem, position_masses
from gmp_cad.finding import Finding
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import Assembly, Item, ProductSpec
from gmp_cad.spec.toml import parse
from gmp_cad.standards import standard_parts


def given_mass(data: Data, params: Params) -> Result:
    """Give a solid the mass that its item states; volume, place and shape stay those of the solid."""
    found = weighing(decode(data["mass"], MassProperties), params["mass_kg"])
    return {"mass": encode(found, MassProperties)}, {}


def assembly_masses(data: Data, params: Params) -> Result:
    """Weigh an assembly at its positions; judge it; give ``mass.json`` and ``mass.csv``."""
    kind: type[Assembly] = ProductSpec if params["subject"] == "product" else FixtureSpec
    spec = parse(params["file"], params["file_name"], kind, lang=params["lang"])
    parts = {name: part_spec(texts) for name, texts in params["parts"].items()}
    masses = {i.name: decode(data[f"mass.{i.name}"], MassProperties) for i in spec.items}
    positions = decode(data["positions"], tuple[AssemblyPosition, ...])
    defaults = dict(spec.defaults())
    counts = Counter(p.item for at in positions if at.parameters == defaults for p in at.placements)
    evidence = checks.MassEvidence(
        subject=params["subject"], spec=spec, positions=position_masses(positions, masses),
        items=tuple(
            _weighed(item, parts.get(item.name), masses[item.name], counts[item.name])
            for item in sorted(spec.items, key=lambda item: item.ref)
        ),
        unplaced=tuple(name for at in positions if at.parameters == defaults
                       for name, _ in at.refused),
    )  # fmt: skip
    findings = (
        *checks.product_mass(evidence), *checks.item_masses(evidence), *checks.weighed(evidence),
    )  # fmt: skip
    table = MassTable(
        rows=_rows(spec, parts, masses, counts, params["lang"]), items=evidence.items,
        positions=evidence.positions,
    )  # fmt: skip
    return {
        "findings": encode(findings, tuple[Finding, ...]),
        "masses": encode(table, MassTable),
        "json": dump(mass_json(evidence)),
        "csv": tab_csv(mass_tab(table, params["lang"]), params["lang"]),
    }, {}


def _rows(
    spec: Assembly, parts: Mapping[str, PartSpec], masses: Mapping[str, MassProperties],
    counts: Mapping[str, int], lang: str,
) -> tuple[BomRow, ...]:  # fmt: skip
    folders = {item.part: parts[item.name] for item in spec.items if item.part is not None}
    kg = {name: properties.mass_kg for name, properties in masses.items()}
    return bom_rows(spec, folders, kg, counts, lang)


def _weighed(item: Item, part: PartSpec | None, found: MassProperties, placed: int) -> WeighedItem:
    matter = matter_of_part(part) if part is not None else _bought(item)
    basis: Basis = (
        "given" if item.mass_kg is not None else "assumed" if matter.assumed else "material"
    )
    return WeighedItem(
        name=item.name, ref=item.ref, placed=placed, matter=matter, basis=basis, properties=found
    )  # fmt: skip


def _bought(item: Item) -> Matter:
    part = standard_parts.parse_designation(item.standard or "")
    found = standard_parts.material_of(part)
    return Matter(
        name=part.grade, density_kg_m3=found.material.density_kg_m3, standard=found.standard,
        density_source=found.material.density_source, assumed=found.assumed,
    )  # fmt: skip
