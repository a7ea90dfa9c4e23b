"""JSON Schemas of a project's files, generated from their types: editors complete and check.

A schema accepts whatever reading accepts; what only the whole project can tell (names that lead
nowhere, notation, tables of standards) it leaves to ``gmp-cad check``. TOML has no null, so none is
offered; the fields that reading fills in itself are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from gmp_cad.language import Message
from gmp_cad.spec.baseline import Baseline
from gmp_cad.spec.descriptions import DESCRIPTIONS, EXAMPLES
from gmp_cad.spec.fault import tables_in
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.product import ProductSpec
from gmp_cad.spec.sheet_template import SheetTemplate
from gmp_cad.spec.toml import Table
from gmp_cad.spec.workshop import Workshop
from gmp_cad.standards import iso1101
from gmp_cad.standards.cutting_data import tool_kinds
from gmp_cad.standards.materials import database

VERSION = 1
DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILES: Mapping[str, type[Table]] = {
    "spec": PartSpec,
    "product": ProductSpec,
    "process": ProcessPlan,
    "workshop": Workshop,
    "fixture": FixtureSpec,
    "sheet": SheetTemplate,
    "baseline": Baseline,
}
_REF = "#/$defs/"
# Of an entry of the workshop that changes a packaged one, the id alone is written.
_ENOUGH = {"Machine": ["id"], "Tool": ["id"], "Gauge": ["id"]}

Schema = dict[str, Any]


def file_schema(name: str, lang: str = "fr") -> Schema:
    """Return the schema of one of :data:`FILES`: ``spec``, ``product`` …."""
    table = FILES[name]
    generated = table.model_json_schema(mode="validation")
    definitions = generated.pop("$defs", {})
    own = {found.__name__: found for found in tables(table)}
    for key, found in own.items():
        _describe(generated if found is table else definitions[key], found, lang)
    for key in definitions.keys() - own.keys():
        definitions[key] = {k: v for k, v in definitions[key].items() if k != "description"}
    used = _reached(generated, definitions)
    kept = {key: value for key, value in definitions.items() if key in used}
    return headed(name, f"{name}.toml", generated | {"$defs": kept})


def headed(name: str, title: str, schema: Mapping[str, Any]) -> Schema:
    """Return a schema with its dialect, its name, its title and its version in front."""
    head = {"$schema": DIALECT, "$id": f"urn:gmp-cad:schema:{name}:{VERSION}", "title": title,
            "version": VERSION}  # fmt: skip
    return head | {key: value for key, value in schema.items() if key not in head}


def tables(table: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield a table and those inside it, each once, as files write them."""
    found: dict[type[BaseModel], None] = {}

    def walk(owner: type[BaseModel]) -> None:
        if owner in found:
            return
        found[owner] = None
        for field in owner.model_fields.values():
            for inner in tables_in(field.annotation) if not field.exclude else ():
                walk(inner)

    walk(table)
    yield from found


def description(table: type[BaseModel], key: str) -> Message | None:
    """Return what a key of a table means, as its own table or the one it extends tells it."""
    for owner in table.__mro__:
        if (told := DESCRIPTIONS.get(owner.__name__, {}).get(key)) is not None:
            return told
    return None


def _describe(definition: Schema, table: type[BaseModel], lang: str) -> None:
    """Put what the keys mean in the definition of a table, and take out what files never write."""
    written = {}
    for name, field in table.model_fields.items():
        key = field.alias or name
        if not field.exclude:
            written[key] = _property(definition["properties"][key], table, key, lang)
    definition["properties"] = written
    definition.pop("title", None)
    definition.pop("description", None)
    if (told := description(table, "")) is not None:
        definition["description"] = told.say(lang)
    if table.__name__ in _ENOUGH:
        definition["required"] = _ENOUGH[table.__name__]


def _property(found: Schema, table: type[BaseModel], key: str, lang: str) -> Schema:
    plain = {k: v for k, v in _without_null(found).items() if k != "title"}
    if plain.get("default", "") in ("", None, [], {}):
        plain.pop("default", None)
    if "patternProperties" in plain:
        # A key of another shape is a fault, and not something unknown that may stand there.
        ((pattern, entry),) = plain.pop("patternProperties").items()
        names = {"pattern": pattern, **plain.get("propertyNames", {})}
        plain |= {"additionalProperties": entry, "propertyNames": names}
    plain |= _narrowed(plain, f"{table.__name__}.{key}")
    if (told := description(table, key)) is not None:
        plain["description"] = told.say(lang)
    if examples := EXAMPLES.get(f"{table.__name__}.{key}"):
        plain["examples"] = list(examples)
    return plain


def _without_null(found: Schema) -> Schema:
    """Return a schema without the alternative null: what is not said is not written."""
    if "anyOf" not in found:
        return found
    rest = {key: value for key, value in found.items() if key != "anyOf"}
    kept = [choice for choice in found["anyOf"] if choice.get("type") != "null"]
    return {**kept[0], **rest} if len(kept) == 1 else {"anyOf": kept, **rest}


def _narrowed(found: Schema, place: str) -> Schema:
    """Return what a data file of the package knows of a key: for completion, or for checking."""
    if place == "Identity.material":
        names = [entry.designation for entry in database().entries]
        return {"anyOf": [{"enum": names}, *found["anyOf"]]}
    if place == "GeometricTolerance.symbol":
        words = list(iso1101.spellings())
        found.pop("enum", None)
        return {"anyOf": [{"enum": words}, {"pattern": _any_case(words)}]}
    if place == "Tool.kind":
        return {"enum": list(tool_kinds())}
    return {}


def _any_case(words: list[str]) -> str:
    """Return the pattern of these words in capitals or not, with spaces around."""
    either = ("".join(map(_letter, word)) for word in words)
    return rf"^\s*({'|'.join(either)})\s*$"


def _letter(sign: str) -> str:
    if sign.lower() != sign.upper():
        return f"[{sign.lower()}{sign.upper()}]"
    return f"\\{sign}" if sign in r"\^$.|?*+()[]{}/" else sign


def _reached(schema: Any, definitions: Mapping[str, Any]) -> set[str]:
    """Return the definitions that a schema refers to, directly or through others."""
    found: set[str] = set()
    waiting = list(_references(schema))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(_references(definitions[name]))
    return found


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, entry in value.items():
            if key == "$ref":
                yield str(entry).removeprefix(_REF)
            else:
                yield from _references(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _references(entry)
