"""The documents of the dossier agree: identity, phases, tools, manufactured dimensions, masses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.documents.bom import BomRow
from gmp_cad.documents.dossier.statements import PhaseTools, Stated
from gmp_cad.finding import Finding
from gmp_cad.language import Message

_SAME_KG = 5e-4  # masses are printed to the gram
_SAME_SHARE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """A part, product or fixture by its specification, and what its documents call it."""

    name: str
    number: str
    revision: str
    stated: tuple[Stated, ...]


@check(
    "dossier.part_number",
    "One number and one revision",
    "A drawing, a contract or a STEP file of another revision makes another part: whoever works from"
    " it works from what is no longer true.",
)
def same_identity(subject: Identified) -> Iterator[Finding]:
    """Yield a verdict per document: its number and revision are those of the specification."""
    for stated in subject.stated:
        verdicts = Verdicts("dossier.part_number", f"{subject.name}.{stated.document}")
        wanted = f"{subject.number} — {subject.revision}"
        said = {
            "document": stated.document, "found": f"{stated.number} — {stated.revision}",
            "wanted": wanted,
        }  # fmt: skip
        if stated.number != subject.number:
            code = "other_number"
        elif stated.revision != subject.revision:
            code = "other_revision"
        else:
            yield verdicts.passed("same", Message("{document}: {found}", **said))
            continue
        message = Message("{document} says {found}, the specification {wanted}", **said)
        hint = Message("build again; a contract follows drawing_revision of process.toml")
        yield verdicts.failed(code, message, expected=wanted, observed=said["found"], hint=hint)


@check(
    "dossier.contracts",
    "A contract for every phase",
    "The list of phases announces what the contracts describe: a phase without contract is made by"
    " guess, a contract without phase is never made.",
)
def contracts(part: str, listed: Sequence[str], made: Sequence[str]) -> Iterator[Finding]:
    """Yield a verdict per phase: ``listed`` by the list of phases, ``made``: with a contract."""
    for phase in dict.fromkeys((*listed, *made)):
        verdicts = Verdicts("dossier.contracts", f"{part}.ph{phase}")
        if phase in listed and made.count(phase) == 1:
            yield verdicts.passed(
                "described", Message("phase {phase} has its contract", phase=phase)
            )
        elif phase not in listed:
            message = Message("contract {phase}: the list of phases has no such phase", phase=phase)
            yield verdicts.failed("not_listed", message)
        else:
            message = Message("phase {phase} has {count} contracts instead of 1",
                              phase=phase, count=made.count(phase))  # fmt: skip
            yield verdicts.failed("not_described", message, expected=1.0,
                                  observed=float(made.count(phase)))  # fmt: skip


@check(
    "dossier.tools",
    "The tools of the contracts and of the tool sheets",
    "The setter mounts what the sheet says under T, the operator calls what the contract says: two"
    " tools under one number end in the part or in the vice.",
)
def tools(
    part: str, contracts: Iterable[PhaseTools], sheets: Iterable[PhaseTools]
) -> Iterator[Finding]:
    """Yield a verdict per phase and T/D."""
    sheet = {entry.phase: entry.tools for entry in sheets}
    shown = {entry.phase: entry.tools for entry in contracts}
    for phase in dict.fromkeys((*shown, *sheet)):
        called, mounted = shown.get(phase, {}), sheet.get(phase, {})
        for offset in sorted(called.keys() | mounted.keys()):
            yield _tool(f"{part}.ph{phase}.T{offset}", called.get(offset), mounted.get(offset))


def _tool(subject: str, called: str | None, mounted: str | None) -> Finding:
    verdicts = Verdicts("dossier.tools", subject)
    offset = subject.rpartition(".T")[2]
    if called is None:
        message = Message("T{offset} {tool}: in the tool sheet, not in the contract",
                          offset=offset, tool=mounted)  # fmt: skip
        return verdicts.failed("not_in_contract", message)
    if mounted is None:
        message = Message("T{offset} {tool}: in the contract, not in the tool sheet",
                          offset=offset, tool=called)  # fmt: skip
        return verdicts.failed("not_in_sheet", message)
    if called != mounted:
        message = Message("T{offset}: {called} in the contract, {mounted} in the tool sheet",
                          offset=offset, called=called, mounted=mounted)  # fmt: skip
        return verdicts.failed("other_tool", message, expected=called, observed=mounted)
    return verdicts.passed("same", Message("T{offset} {tool}", offset=offset, tool=called))


@check(
    "dossier.manufactured",
    "Every manufactured dimension in one phase",
    "A Cf is set, made and measured in one clamping: in two phases nobody knows which one answers for"
    " it, in none nobody makes it.",
)
def manufactured(
    part: str, planned: Sequence[str], achieved: Mapping[str, tuple[str, ...]]
) -> Iterator[Finding]:
    """Yield a verdict per Cf: ``planned`` by the plan, ``achieved``: contracts that give it."""
    for name in dict.fromkeys((*planned, *achieved)):
        verdicts = Verdicts("dossier.manufactured", f"{part}.{name}")
        phases = achieved.get(name, ())
        said = {"name": name, "phases": ", ".join(phases)}
        if len(phases) == 1 and name in planned:
            yield verdicts.passed("once", Message("{name}: phase {phases}", **said))
        elif len(phases) > 1:
            message = Message("{name}: in several contracts, phases {phases}", **said)
            yield verdicts.failed("several", message, expected=1.0, observed=float(len(phases)))
        elif phases:
            message = Message("{name}: in the contract of phase {phases}, not in the plan", **said)
            yield verdicts.failed("not_planned", message)
        else:
            message = Message("{name}: no operation of a contract achieves it", **said)
            hint = Message("an operation of its phase must make one of its surfaces")
            yield verdicts.failed("never", message, expected=1.0, observed=0.0, hint=hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A part as it was weighed: volume (mm³) and mass (kg) of the solid, density (kg/m³) wanted."""

    name: str
    volume_mm3: float
    mass_kg: float
    material: str
    density_kg_m3: float


@check(
    "dossier.mass",
    "Mass is volume times density",
    "The mass budget, the handling of the part and the price of its material rest on it: it must be"
    " that of the solid in its material, in every document.",
)
def masses(part: Weighed) -> Iterator[Finding]:
    """Yield the verdict of a part's mass against the database of materials."""
    wanted = part.volume_mm3 * part.density_kg_m3 * 1e-9
    message = Message(
        "{volume:.1f} mm³ of {material} at {density} kg/m³: {mass:.6f} kg, {wanted:.6f} kg expected",
        volume=part.volume_mm3, material=part.material, density=part.density_kg_m3,
        mass=part.mass_kg, wanted=wanted,
    )  # fmt: skip
    holds = abs(part.mass_kg - wanted) <= _SAME_SHARE * max(wanted, part.mass_kg)
    yield Verdicts("dossier.mass", part.name).judged(
        holds, ("exact", "other_mass"), message, expected=wanted, observed=part.mass_kg, unit="kg"
    )


@check(
    "dossier.parts_list",
    "The parts list and what was weighed",
    "The nomenclature is what is bought and made: its numbers, its masses and its total are those of"
    " the parts and of the assembled product.",
)
def parts_list(
    subject: str, rows: Sequence[BomRow], weighed: Mapping[str, float], total_kg: float | None
) -> Iterator[Finding]:
    """Yield a verdict per line that was weighed (kg of one, by item name), and one of the total."""
    for row in rows:
        if row.name not in weighed or row.unit_mass_kg is None:
            continue
        message = Message("{item}: {listed:.3f} kg in the parts list, {found:.3f} kg weighed",
                          item=row.name, listed=row.unit_mass_kg, found=weighed[row.name])  # fmt: skip
        yield Verdicts("dossier.parts_list", f"{subject}.{row.name}").judged(
            abs(row.unit_mass_kg - weighed[row.name]) <= _SAME_KG, ("same", "other_mass"), message,
            expected=weighed[row.name], observed=row.unit_mass_kg, unit="kg",
        )  # fmt: skip
    listed = [row.total_mass_kg for row in rows if row.total_mass_kg is not None]
    if total_kg is None or len(listed) != len(rows):
        return
    message = Message("the lines add up to {sum:.3f} kg, the product weighs {total:.3f} kg",
                      sum=sum(listed), total=total_kg)  # fmt: skip
    yield Verdicts("dossier.parts_list", f"{subject}.total").judged(
        abs(sum(listed) - total_kg) <= _SAME_KG * len(rows), ("same_total", "other_total"), message,
        expected=total_kg, observed=sum(listed), unit="kg",
    )  # fmt: skip


@check(
    "dossier.documents",
    "The documents listed are in the file",
    "Who looks for a document goes by the list and the bookmarks: what is listed must be there, in"
    " that order, and nothing else.",
)
def listed(titles: Sequence[str], bookmarks: Sequence[str]) -> Iterator[Finding]:
    """Yield a verdict per document of the list, and per bookmark of a document not listed.

    Spaces and apostrophes do not count: typesetting changes them.
    """
    place, found = 0, [_letters(title) for title in bookmarks]
    for title in titles:
        verdicts = Verdicts("dossier.documents", "product.dossier")
        if _letters(title) in found[place:]:
            place = found.index(_letters(title), place) + 1
            yield verdicts.passed("found", Message("{title}: found", title=title))
        else:
            message = Message(
                "{title}: listed, and no bookmark of the PDF leads there", title=title
            )
            yield verdicts.failed("not_found", message)
    wanted = {_letters(title) for title in titles}
    for title in [b for b in bookmarks if _letters(b) not in wanted]:
        message = Message(
            "{title}: a bookmark of the PDF, not in the list of documents", title=title
        )
        yield Verdicts("dossier.documents", "product.dossier").failed("not_listed", message)


def _letters(text: str) -> str:
    return "".join(text.split()).replace("’", "'")


@check(
    "dossier.own_document",
    "The project's own documents exist",
    "A document that product.toml announces and that is not there leaves its chapter empty.",
)
def own_documents(found: Iterable[tuple[str, str, bool]]) -> Iterator[Finding]:
    """Yield a verdict per [[document]]: (title, file, whether the file exists)."""
    for title, file, exists in found:
        message = Message("{title}: {file}", title=title, file=file)
        lost = Message("{title}: the file {file} does not exist", title=title, file=file)
        verdicts = Verdicts("dossier.own_document", "product.documents")
        yield verdicts.judged(exists, ("found", "lost"), message if exists else lost)
