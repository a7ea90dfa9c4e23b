"""``gmp-cad inspect``: what a STEP file holds: product, solids, volume, and its semantic PMI.

PMI is counted twice, and each count is named: in the text of the file (one entity, one count), and
per feature, as OCCT's XCAF reads it, which repeats a datum for each tolerance that refers to it, takes
annotations for dimensions, and misses what it does not understand.

``--json`` prints :class:`gmp_cad.cli.inspect_answer.InspectAnswer`, published as a JSON Schema by
``gmp-cad schema inspect``.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.table import Table

from gmp_cad.build.inspection import Inspection, inspect
from gmp_cad.cli import terminal
from gmp_cad.cli.inspect_answer import ANNOTATION, KINDS, answer, kinds_of
from gmp_cad.cli.output import print_json
from gmp_cad.cli.pmi_words import kind_words, place_words, value_words
from gmp_cad.cli.system import require_system_libraries
from gmp_cad.errors import ExitCode, worst
from gmp_cad.evidence import PmiItem, StepModel, StepText
from gmp_cad.language import Message

_MOST_ROWS = 2000
_LABELS = {
    "dimensions": Message("dimensions"),
    "tolerances": Message("geometric tolerances"),
    "datums": Message("datums"),
    "datum features": Message("datum features"),
    "datum targets": Message("datum targets"),
    "datum systems": Message("datum systems"),
    "surface textures": Message("surface textures"),
    "views": Message("saved views"),
    "annotations": Message("annotations"),
    "PMI validation properties": Message("validation properties of PMI"),
}


def inspect_files(options: argparse.Namespace) -> ExitCode:
    """Say what each file holds; one that cannot be read does not stop the others."""
    require_system_libraries()
    found = []
    for inspection in inspect([Path(name) for name in options.files]):
        found.append(inspection)
        if not options.json:
            _show(inspection, options.lang)
    if options.json:
        print_json(asdict(answer(found, options.lang)))
    return worst(i.exit_code for i in found)


# ---- for people ----


def _show(found: Inspection, lang: str) -> None:
    out = terminal.console()
    if not out.is_terminal:
        out.width = 160
    out.print(f"[bold]{terminal.plain(found.file)}[/]")
    if found.text is not None:
        for message in _facts(found, found.text):
            out.print("  " + terminal.plain(message.say(lang)))
        out.print(_counts_table(found, found.text, lang))
        if found.text.items:
            items = found.text.items if found.model is None else found.model.items
            out.print(_items_table(items[:_MOST_ROWS], lang))
            if (more := len(items) - _MOST_ROWS) > 0:
                message = Message("{count} more: --json gives them all", count=more)
                out.print(f"  {terminal.plain(message.say(lang))}")
    if found.fault is not None:
        out.print(f"  [red]{terminal.plain(found.fault.say(lang))}[/]")
        if found.hint:
            out.print(f"    → {terminal.plain(found.hint.say(lang))}")


def _facts(found: Inspection, text: StepText) -> list[Message]:
    facts = [
        Message("schema: {schema}", schema=text.schema or "?"),
        Message("products: {names}", names=", ".join(text.products) or "–"),
        Message("unit of length in the file: {unit}; here all is in mm and degrees",
                unit=text.length_unit or "?"),
    ]  # fmt: skip
    if found.model is not None:
        facts += _solid_facts(found, text, found.model)
    if not text.items:
        facts.append(Message("no semantic PMI in this file"))
    return facts


def _solid_facts(found: Inspection, text: StepText, model: StepModel) -> list[Message]:
    facts = [
        Message("solids: {count}; volume {volume:.3f} mm³", count=model.solids,
                volume=model.volume_mm3)
    ]  # fmt: skip
    if model.faulty:
        facts.append(Message("{count} of them are not valid solids", count=model.faulty))
    stored = _sum_of(text.stored_volumes_mm3)
    if found.volume_agrees is True:
        facts.append(Message("the file states a volume of {stored} mm³: it agrees", stored=stored))
    elif found.volume_agrees is False:
        facts.append(
            Message("the file states a volume of {stored} mm³: IT DIFFERS, the solid read may be"
                    " another", stored=stored)
        )  # fmt: skip
    return facts


def _sum_of(volumes: Sequence[float]) -> Message:
    """Return volumes (mm³) as a sum, each with the reader's decimal sign."""
    named = {f"volume{i}": volume for i, volume in enumerate(volumes)}
    return Message(" + ".join(f"{{{name}:.3f}}" for name in named), **named)


def _counts_table(found: Inspection, text: StepText, lang: str) -> Table:
    table = Table(box=None, padding=(0, 2))
    table.add_column(Message("how many").say(lang))
    table.add_column(Message("entities in the file's text").say(lang), justify="right")
    table.add_column(Message("per feature, as XCAF reads it").say(lang), justify="right")
    kinds = kinds_of(found.model.features) if found.model is not None else Counter[str]()
    for name, label in _LABELS.items():
        seen = _seen(kinds, name, lang)
        if text.counts[name] or seen not in ("", "0"):
            table.add_row(label.say(lang), str(text.counts[name]), seen)
        for entity, count in text.counts.items():
            if entity.startswith(f"{name}: "):
                table.add_row(f"  {entity.partition(': ')[2]}", str(count), "")
    return table


def _seen(kinds: Counter[str], name: str, lang: str) -> str:
    """Return XCAF's count of a kind, empty where it has none of its own."""
    if name not in KINDS or not kinds:
        return ""
    count, annotations = kinds[KINDS[name]], kinds[ANNOTATION]
    if name != "dimensions" or not annotations:
        return str(count)
    return Message(
        "{count} ({annotations} of them annotations without meaning)",
        count=count, annotations=annotations,
    ).say(lang)  # fmt: skip


def _items_table(items: Sequence[PmiItem], lang: str) -> Table:
    table = Table(box=None, padding=(0, 2))
    columns = (
        Message("entity"), Message("what"), Message("value"), Message("on"), Message("name"),
    )  # fmt: skip
    for column in columns:
        table.add_column(column.say(lang), overflow="fold")
    for item in items:
        words = (
            item.entity, kind_words(item, lang), value_words(item, lang), place_words(item, lang),
            item.id or ("" if item.kind in ("datum", "note") else item.name),
        )  # fmt: skip
        table.add_row(*(terminal.plain(word) for word in words))
    return table
