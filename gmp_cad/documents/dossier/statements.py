"""What documents already made say of their subject, read back from them: identity, phases, tools, Cf.

Everything here is read from what was written (contexts, SVG, STEP), never from what it was made of:
the checks of the dossier compare it with the specifications and with each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from gmp_cad.documents.bom import BomRow
from gmp_cad.language import translate
from gmp_cad.spec.sheet_template import SheetTemplate

_BLOCK = re.compile(r'<g class="title_block"[^>]*>(.*?)</g>', re.DOTALL)
_TEXT = re.compile(r"<text[^>]*>(.*?)</text>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_PRODUCT = re.compile(r"=\s*PRODUCT\s*\(\s*'((?:[^']|'')*)'")
_FORMATION = re.compile(r"=\s*PRODUCT_DEFINITION_FORMATION\w*\s*\(\s*'((?:[^']|'')*)'")
_CODED = re.compile(r"\\X2\\((?:[0-9A-F]{4})+)\\X0\\")
_CF_CELL, _TOOL_CELL, _OFFSET_CELL = 2, 3, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """The number and the revision that a document gives to its subject, "" where it gives none."""

    document: str
    number: str
    revision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseTools:
    """The tools of a phase as one document lists them: T/D → name with holder."""

    phase: str
    tools: Mapping[str, str]


def drawing_identity(svg: str, template: SheetTemplate) -> Stated:
    """Return what the title block of a drawing says: the texts under its two captions.

    ``template``: the sheet in the language of the drawing.
    """
    texts = [
        unescape(_TAG.sub("", text)).strip()
        for block in _BLOCK.findall(svg)
        for text in _TEXT.findall(block)
    ]
    return Stated(
        document="drawing", number=_under(_captions(template, "number"), texts),
        revision=_under(_captions(template, "revision"), texts),
    )  # fmt: skip


def _captions(template: SheetTemplate, field: str) -> set[str]:
    cells = (cell for block in template.title_blocks for cell in block.cells)
    return {cell.caption for cell in cells if cell.field == field}


def _under(captions: set[str], texts: Sequence[str]) -> str:
    """Return the text that follows the first of the captions."""
    places = [i for i, text in enumerate(texts[:-1]) if text in captions]
    return texts[places[0] + 1] if places else ""


def step_identity(step: bytes) -> Stated:
    """Return what the product of a STEP file (ISO 10303-21) is called there."""
    text = step.decode("ascii", "replace")
    return Stated(document="STEP", number=_first(_PRODUCT, text), revision=_first(_FORMATION, text))


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return _decoded(found.group(1)) if found else ""


def _decoded(text: str) -> str:
    r"""Return a string of ISO 10303-21 without its escapes: ``\X2\00C9\X0\`` is É."""
    plain = _CODED.sub(lambda m: bytes.fromhex(m.group(1)).decode("utf-16-be"), text)
    return plain.replace("''", "'").replace("\\\\", "\\")


def block_identity(title: str, context: Mapping[str, Any], lang: str) -> Stated | None:
    """Return what the title block of a document of a plan says; None where it has none."""
    block = context.get("block")
    if not isinstance(block, Mapping):
        return None
    label = translate("Drawing no., revision", lang)
    cells = [cell for row in block["fields"] for cell in row if cell["label"] == label]
    if not cells:
        return None
    number, _, revision = str(cells[0]["value"]).rpartition(" — ")
    return Stated(document=title.split(" — ", maxsplit=1)[0], number=number, revision=revision)


def contract_identity(context: Mapping[str, Any]) -> Stated:
    """Return what the title block of a contract says."""
    header = context["header"]
    return Stated(
        document=f"contrat-{header['phase_no']}",
        number=header["drawing_no"],
        revision=header["rev"],
    )


def bom_identity(row: BomRow) -> Stated:
    """Return the number and revision of a part in the nomenclature."""
    number, _, revision = row.reference.rpartition(" — ")
    return Stated(document="BOM", number=number, revision=revision)


def contract_phase(context: Mapping[str, Any]) -> str:
    """Return the phase of a contract."""
    return str(context["header"]["phase_no"])


def _operations(context: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    yield from context["rows"]
    yield from context["continued"]


def contract_dimensions(context: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the Cf that the operations of a contract achieve, each once; frames stand below them."""
    lines = (str(row[_CF_CELL]).partition("\n")[0] for row in _operations(context))
    names = (name.strip() for line in lines if line[:1].isalpha() for name in line.split(","))
    return tuple(dict.fromkeys(filter(None, names)))


def contract_tools(context: Mapping[str, Any]) -> PhaseTools:
    """Return the tools of a contract by their T/D."""
    tools = {
        str(r[_OFFSET_CELL]): str(r[_TOOL_CELL]) for r in _operations(context) if r[_OFFSET_CELL]
    }
    return PhaseTools(phase=contract_phase(context), tools=tools)


def sheet_tools(context: Mapping[str, Any]) -> Iterator[PhaseTools]:
    """Yield the tools of each phase of a tool sheet by their T/D."""
    for phase in context["phases"]:
        tools = {}
        for offset, named, _grade, holder, *_ in phase["tools"]:
            _, _, title = str(named).partition("\n")
            parts = (title, "" if holder == "—" else str(holder))
            tools[str(offset)] = " — ".join(filter(None, parts))
        yield PhaseTools(phase=str(phase["number"]), tools=tools)


def gamme_phases(context: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the phases of a list of phases, without the stock."""
    return tuple(str(row["number"]) for row in context["rows"])


def several(phases: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    """Return name → phases in which it stands, from (phase, names)."""
    found: dict[str, list[str]] = {}
    for phase, names in phases:
        for name in names:
            found.setdefault(name, []).append(phase)
    return {name: tuple(places) for name, places in found.items()}
