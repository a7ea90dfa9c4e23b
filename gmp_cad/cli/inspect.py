"""``gmp-cad inspect``: what a STEP file holds: product, solids, volume, and its semantic PMI.

PMI is counted twice, and each count is named: in the text of the file (one entity, one count), and
per feature, as OCCT's XCAF reads it, which repeats a datum for each tolerance that refers to it, takes
annotations for dimensions, and misses what it does not understand.

``--json``: ``{"version": 1, "complete", "files": [{"file", "error", "hint", "schema", "products",
"length_unit", "solids", "faulty_solids", "volume_mm3", "stored_volumes_mm3", "volume_agrees",
"counts": {"text", "xcaf"}, "pmi": […], "xcaf": […]}]}``; an item holds ``entity``, ``id``, ``kind``, ``type``,
``name``, ``value``, ``unit``, ``limits``, ``fit``, ``count``, ``shape``, ``modifiers``, ``datums``, ``on`` and
``faces``/``second_faces`` (surface, point, direction, radius, area, centre). Lengths in mm, angles in
degrees, whatever the file's units.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.table import Table

from gmp_cad.build.inspection import Inspection, inspect
from gmp_cad.cli import terminal
from gmp_cad.cli.pmi_words import kind_words, place_words, value_words
from gmp_cad.cli.system import require_system_libraries
from gmp_cad.errors import ExitCode, worst
from gmp_cad.evidence import FaceGeometry, PmiItem, StepModel, StepText
from gmp_cad.language import Message

_ANNOTATION = "annotation"
_KINDS = {"dimensions": "dimension", "tolerances": "tolerance", "datums": "datum"}
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
        complete = all(i.fault is None for i in found)
        files = [_json(i, options.lang) for i in found]
        terminal.print_json({"version": 1, "complete": complete, "files": files})
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
            out.print(_items_table(items, lang))
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
    stored = " + ".join(f"{volume:.3f}" for volume in text.stored_volumes_mm3)
    if found.volume_agrees is True:
        facts.append(Message("the file states a volume of {stored} mm³: it agrees", stored=stored))
    elif found.volume_agrees is False:
        facts.append(
            Message("the file states a volume of {stored} mm³: IT DIFFERS, the solid read may be"
                    " another", stored=stored)
        )  # fmt: skip
    return facts


def _counts_table(found: Inspection, text: StepText, lang: str) -> Table:
    table = Table(box=None, padding=(0, 2))
    table.add_column(Message("how many").say(lang))
    table.add_column(Message("entities in the file's text").say(lang), justify="right")
    table.add_column(Message("per feature, as XCAF reads it").say(lang), justify="right")
    kinds = Counter() if found.model is None else _kinds(found.model)
    for name, label in _LABELS.items():
        seen = _seen(kinds, name, lang)
        if text.counts[name] or seen not in ("", "0"):
            table.add_row(label.say(lang), str(text.counts[name]), seen)
        for entity, count in text.counts.items():
            if entity.startswith(f"{name}: "):
                table.add_row(f"  {entity.partition(': ')[2]}", str(count), "")
    return table


def _kinds(model: StepModel) -> Counter[str]:
    kinds = Counter(item.kind for item in model.features)
    return kinds + Counter(_ANNOTATION for i in model.features if i.type == _ANNOTATION)


def _seen(kinds: Counter[str], name: str, lang: str) -> str:
    """Return XCAF's count of a kind, empty where it has none of its own."""
    if name not in _KINDS or not kinds:
        return ""
    count, annotations = kinds[_KINDS[name]], kinds[_ANNOTATION]
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


# ---- for scripts ----


def _json(found: Inspection, lang: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "file": found.file,
        "error": found.fault.say(lang) if found.fault else None,
        "hint": found.hint.say(lang) if found.hint else None,
    }
    if (text := found.text) is not None:
        data |= {
            "schema": text.schema,
            "products": text.products,
            "length_unit": text.length_unit,
            "stored_volumes_mm3": text.stored_volumes_mm3,
            "counts": {"text": text.counts},
            "pmi": [_item(item) for item in text.items],
        }
    if (model := found.model) is not None and text is not None:
        kinds = _kinds(model)
        seen = {name: kinds[kind] for name, kind in _KINDS.items()}
        data |= {
            "solids": model.solids,
            "faulty_solids": model.faulty,
            "volume_mm3": model.volume_mm3,
            "volume_agrees": found.volume_agrees,
            "counts": {
                "text": text.counts,
                "xcaf": {**seen, "annotations counted as dimensions": kinds[_ANNOTATION]},
            },
            "pmi": [_item(item) for item in model.items],
            "xcaf": [_item(item) for item in model.features],
        }
    return data


def _item(item: PmiItem) -> dict[str, Any]:
    kept = (
        "entity", "id", "kind", "type", "name", "value", "unit", "limits", "fit", "count", "shape",
        "modifiers", "datums", "on",
    )  # fmt: skip
    data = {name: getattr(item, name) for name in kept}
    return {
        **data,
        "faces": [_face(face) for face in item.faces],
        "second_faces": [_face(face) for face in item.second],
    }


def _face(face: FaceGeometry) -> dict[str, Any]:
    return {
        "surface": face.surface, "point_mm": face.point, "direction": face.direction,
        "radius_mm": face.radius_mm, "area_mm2": face.area_mm2, "centre_mm": face.centre_mm,
    }  # fmt: skip
