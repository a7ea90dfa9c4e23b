"""JSON Schemas of a project's files: they accept what reading accepts, and know every key."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from gmp_cad.errors import InvalidInputError
from gmp_cad.language import LANGUAGES
from gmp_cad.spec.descriptions import DESCRIPTIONS, EXAMPLES
from gmp_cad.spec.fault import tables_in
from gmp_cad.spec.schema import FILES, VERSION, description, file_schema, tables
from gmp_cad.spec.toml import Source, Table, parse, validate
from gmp_cad.spec.workshop import parse_workshop

ROOT = Path(__file__).parents[2]
PLACES = {
    "spec": ("parts/*/spec.toml", "fixtures_design/*/*/spec.toml", "tests/published/parts/*/spec.toml",
             "gmp_cad/starter/parts/*/spec.toml"),
    "product": ("parts/product.toml", "gmp_cad/starter/parts/product.toml"),
    "process": ("parts/*/process.toml",),
    "fixture": ("fixtures_design/*/fixture.toml",),
    "workshop": ("gmp_cad/standards/data/workshop.toml",),
    "sheet": ("docs_templates/sheet.toml",),
    "baseline": ("parts/*/baseline.toml", "tests/spec/baseline.toml"),
}  # fmt: skip
WRITTEN = [
    (kind, path.relative_to(ROOT).as_posix())
    for kind, patterns in PLACES.items()
    for pattern in patterns
    for path in sorted(ROOT.glob(pattern))
]
ALL_TABLES = sorted({t for root in FILES.values() for t in tables(root)}, key=lambda t: t.__name__)


@cache
def validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(file_schema(kind))


def as_json(value: Any) -> Any:
    """TOML values as tools hand them to a schema: dates as texts."""
    if isinstance(value, dict):
        return {key: as_json(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(entry) for entry in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def faults(kind: str, document: Any) -> list[str]:
    return [f"{e.json_path}: {e.message}" for e in validator(kind).iter_errors(as_json(document))]


def toml(path: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / path).read_text("utf-8"))


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_schema_is_one_of_its_dialect_with_a_name_and_a_version(kind: str, lang: str) -> None:
    schema = file_schema(kind, lang)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:gmp-cad:schema:{kind}:{VERSION}"
    assert (schema["title"], schema["version"]) == (f"{kind}.toml", VERSION)


def test_all_the_example_s_kinds_of_files_are_there() -> None:
    assert {kind for kind, _ in WRITTEN} == set(FILES)
    assert len(WRITTEN) > 20


@pytest.mark.parametrize(("kind", "path"), WRITTEN)
def test_the_files_of_the_example_are_valid(kind: str, path: str) -> None:
    assert faults(kind, toml(path)) == []


SPEC = """
[part]
number = "X-1"
title = "x"
material = "C45"
[dimensions]
bore = "⌀16 H7"
length = { size = "40", between = ["<X", ">X"] }
[tolerances]
perp = { symbol = "perpendicularity", value = "0,02", on = "bore", datums = ["A"] }
[features]
base = "<Z"
[datums]
A = "base"
"""
PLAN = """
date = 2026-01-15
[stock]
form = "plate"
allowance = 3
[[phase]]
number = "20a"
title = "Fraisage"
machine = "CU-3AX"
[[phase.operation]]
kind = "drilling"
makes = ["bore"]
[[phase.dimension]]
name = "Cf201"
size = "40 ±0,1"
on = "bore"
"""
PRODUCT = """
[product]
number = "P-1"
title = "x"
[[item]]
ref = 1
part = "x"
[[fit]]
hole = "x.a"
shaft = "x.b"
[parameters]
open = { from = 0, to = 10, default = 5 }
"""
FIXTURE = """
[fixture]
number = "M-1"
title = "x"
workpiece = "x"
phase = 20
[[item]]
ref = 1
name = "pion"
standard = "ISO 8734 - 6x24 - A - St"
quantity = 2
[[joint]]
kind = "press"
a = "pion"
b = "plaque"
[locators]
pion = 1
"pion.2" = [2, 3]
"""
WHOLE = """
[[tool]]
id = "T"
title = "x"
kind = "drill"
[[gauge]]
id = "G"
title = "x"
kind = "x"
"""
SHOP = '[[machine]]\nid = "CU-3AX"\ntitle = "x"\nkind = "milling"\nn_max_rpm = 6000\n[[material]]\nname = "Chêne"\ndensity_kg_m3 = 700\n'


@pytest.mark.parametrize(
    ("kind", "text"), [("spec", SPEC), ("process", PLAN), ("product", PRODUCT), ("workshop", SHOP)]
)
def test_the_whole_texts_are_valid(kind: str, text: str) -> None:
    assert faults(kind, tomllib.loads(text)) == []


def test_an_entry_of_the_workshop_may_change_one_key_alone() -> None:
    text = '[[machine]]\nid = "CU-3AX"\nn_max_rpm = 6000\n'
    assert parse_workshop(text).machine("CU-3AX")
    assert faults("workshop", tomllib.loads(text)) == []


@pytest.mark.parametrize(
    ("kind", "text", "old", "new", "place"),
    [
        ("spec", SPEC, "title", "titel", "$.part"),
        ("spec", SPEC, '"C45"', "7", "$.part.material"),
        ("spec", SPEC, '"C45"', "{ density_kg_m3 = 1 }", "$.part.material"),
        ("spec", SPEC, '"⌀16 H7"', "16", "$.dimensions.bore"),
        ("spec", SPEC, "bore =", "Bore =", "$.dimensions"),
        ("spec", SPEC, '["<X", ">X"]', '["<X"]', "$.dimensions.length"),
        ("spec", SPEC, '"perpendicularity"', '"perpendicular"', "$.tolerances.perp.symbol"),
        ("spec", SPEC, "A =", "alpha =", "$.datums"),
        ("spec", SPEC, "[dimensions]", "[dimension]", "$"),
        ("process", PLAN, '"plate"', '"sheet"', "$.stock.form"),
        ("process", PLAN, '"20a"', '"vingt"', "$.phase[0].number"),
        ("process", PLAN, '"20a"', "0", "$.phase[0].number"),
        ("process", PLAN, '"drilling"', '"drill"', "$.phase[0].operation[0].kind"),
        ("process", PLAN, "2026-01-15", '"hier"', "$.date"),
        ("process", PLAN, "Cf201", "Cf 201", "$.phase[0].dimension[0].name"),
        ("product", PRODUCT, "ref = 1", "ref = 0", "$.item[0].ref"),
        ("product", PRODUCT, '"x.a"', '"a"', "$.fit[0].hole"),
        ("product", PRODUCT, "from", "start", "$.parameters.open"),
        ("product", PRODUCT, "[[item]]", "[[items]]", "$"),
        ("fixture", FIXTURE, "pion = 1", "pion = 7", "$.locators.pion"),
        ("fixture", FIXTURE, "phase = 20", "phase = true", "$.fixture.phase"),
        ("fixture", FIXTURE, '"press"', '"glue"', "$.joint[0].kind"),
        ("workshop", SHOP, "6000", "-1", "$.machine[0].n_max_rpm"),
        ("workshop", SHOP, 'id = "CU-3AX"', 'note = "x"', "$.machine[0]"),
        ("workshop", SHOP, "700", '"700"', "$.material[0].density_kg_m3"),
    ],
)
def test_a_wrong_file_is_told_at_its_key(
    kind: str, text: str, old: str, new: str, place: str
) -> None:
    assert old in text
    document = tomllib.loads(text.replace(old, new, 1))
    told = faults(kind, document)
    assert any(fault.startswith(place) for fault in told), told
    # Reading refuses it too: a schema is never stricter than the program.
    read = parse_workshop if kind == "workshop" else partial(parse, file="f", table=FILES[kind])
    with pytest.raises(InvalidInputError):
        read(text.replace(old, new, 1))


@pytest.mark.parametrize("table", ALL_TABLES, ids=lambda t: t.__name__)
def test_every_key_of_every_table_is_told_in_both_languages(table: type[Table]) -> None:
    for name, field in table.model_fields.items():
        if not field.exclude:
            told = description(table, field.alias or name)
            assert told is not None, name
            assert told.say("fr") != told.say("en")
    assert description(table, "") is not None


def test_no_description_and_no_example_is_of_a_key_that_is_gone() -> None:
    known = {
        owner.__name__: {f.alias or n for n, f in owner.model_fields.items() if not f.exclude} | {""}
        for table in ALL_TABLES for owner in table.__mro__ if issubclass(owner, Table)
    }  # fmt: skip
    for name, keys in DESCRIPTIONS.items():
        assert set(keys) <= known[name], name
    for place in EXAMPLES:
        name, key = place.split(".")
        assert key in known[name], place


def definitions(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "", schema
    yield from schema["$defs"].items()


@pytest.mark.parametrize("kind", FILES)
def test_the_schema_has_the_keys_of_the_types_and_no_others(kind: str) -> None:
    own = {t.__name__: t for t in tables(FILES[kind])}
    assert len(own) == len(list(tables(FILES[kind])))
    for name, definition in definitions(file_schema(kind)):
        table = own.get(name or FILES[kind].__name__)
        if table is not None:
            keys = {f.alias or n for n, f in table.model_fields.items() if not f.exclude}
            assert set(definition["properties"]) == keys
            assert definition["additionalProperties"] is False
            assert all("description" in entry for entry in definition["properties"].values())
    text = str(file_schema(kind))
    assert "'null'" not in text  # TOML has none
    assert "Where" not in text


@pytest.mark.parametrize("place", EXAMPLES)
def test_the_examples_are_valid_where_they_stand(place: str) -> None:
    name, key = place.split(".")
    for kind, table in FILES.items():
        owner = next((t for t in tables(table) if t.__name__ == name), None)
        if owner is not None:
            schema = file_schema(kind)
            entry = (schema if owner is table else schema["$defs"][name])["properties"][key]
            alone = Draft202012Validator({**entry, "$defs": schema["$defs"]})
            assert [e.message for x in EXAMPLES[place] for e in alone.iter_errors(as_json(x))] == []


@pytest.mark.parametrize(
    "word", ["Perpendicularity", " PERPENDICULARITÉ ", "⟂", "perpendicularité"]
)
@pytest.mark.parametrize("datums", ['"A"', '["A"]'])
def test_a_symbol_may_be_written_as_reading_takes_it(word: str, datums: str) -> None:
    text = SPEC.replace("perpendicularity", word).replace('["A"]', datums)
    assert is_read("spec", tomllib.loads(text))
    assert faults("spec", tomllib.loads(text)) == []


# Whatever reading accepts, the schema accepts: each key of each table with many values.
TEXTS = [
    "x", "Semelle", "C45", "Monacier", "ISO 2768-mK", "A", "base", "⌀0,02", "0,02", "Ra 1,6", "≤ 6 kg",
    "é µ", "", "40", "40 ±0,1", "⌀16 H7 Ⓔ", "4× ⌀9", "M8-6H ↧16 / ⌀6,8 ↧20", "30°", "1×45°", "[25]",
    "(60)", "G 1/4", "x.a", "20", "20a", "Cf1", "+Z", "-X", "ISO 4762 - M6x20 - 8.8", "P", "2026-01-15",
]  # fmt: skip
OTHERS: list[Any] = [
    0, 1, 3, 20, -1, 0.01, 0.5, 12.5, 1e9, True, [], ["A"], ["<X", ">X"], ["a", "b", "c"], [1], [1, 2.5],
    [0, 0, 1], [0.2, 0.4, 0.6], [50, 40, 30], [[0, 0, 0]], {}, {"name": "x", "density_kg_m3": 7000},
    dt.date(2026, 1, 15),
]  # fmt: skip


def enumerated(kind: str, table: str, key: str) -> list[str]:
    """Return the words that a key may be, a few of many."""
    schema = file_schema(kind)
    definition = schema if table == FILES[kind].__name__ else schema["$defs"][table]
    entry = definition["properties"].get(key, {})
    referred = schema["$defs"].get(str(entry.get("$ref", "")).rpartition("/")[2], {})
    alternatives = [entry, referred, *entry.get("anyOf", [])]
    return [word for found in alternatives for word in found.get("enum", [])][:12]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("spec", SPEC),
        ("process", PLAN),
        ("product", PRODUCT),
        ("workshop", SHOP + WHOLE),
        ("fixture", FIXTURE),
    ],
    ids=["spec", "process", "product", "workshop", "fixture"],
)
def test_what_reading_accepts_the_schema_accepts(kind: str, text: str) -> None:
    document, taken, tried = tomllib.loads(text), set(), set()
    for table, owners in list(places(document, [FILES[kind]])):
        for key in keys_of(owners):
            place = (owners[0].__name__, key)
            tried |= {place} if is_written(owners[0], key) else set()
            kept = dict(table)
            for value in (*TEXTS, *OTHERS, *enumerated(kind, *place)):
                table[key] = value
                if is_read(kind, document):
                    taken.add(place)
                    assert faults(kind, document) == []
                table.clear()
                table.update(kept)
    # What a single change cannot make valid: a key that excludes another, or names one to come.
    assert len(taken) >= 0.8 * len(tried)


@given(st.sampled_from([("spec", SPEC), ("process", PLAN), ("product", PRODUCT)]), st.data())
def test_texts_that_reading_accepts_the_schema_accepts(
    given_text: tuple[str, str], data: st.DataObject
) -> None:
    kind, text = given_text
    document = tomllib.loads(text)
    found = [
        (table, key) for table, _ in places(document, [FILES[kind]])
        for key, value in table.items() if isinstance(value, str)
    ]  # fmt: skip
    table, key = data.draw(st.sampled_from(found))
    table[key] = data.draw(st.text(max_size=70))
    if is_read(kind, document):
        assert faults(kind, document) == []


def is_read(kind: str, document: dict[str, Any]) -> bool:
    try:
        validate(document, Source("f.toml", ""), FILES[kind])
    except InvalidInputError:
        return False
    return True


def is_written(table: type[Any], key: str) -> bool:
    """Return whether files may hold the key, as the type has it."""
    fields = table.model_fields.items()
    return key in {field.alias or name for name, field in fields if not field.exclude}


def keys_of(owners: list[type[Any]]) -> list[str]:
    return sorted({f.alias or n for t in owners for n, f in t.model_fields.items()} | {"zz"})


def places(value: Any, owners: list[type[Any]]) -> Iterator[tuple[dict[str, Any], list[type[Any]]]]:
    """Yield the tables of a document with the types that each may have."""
    if isinstance(value, list):
        for entry in value:
            yield from places(entry, owners)
    elif isinstance(value, dict) and owners:
        yield value, owners
        for owner in owners:
            for name, field in owner.model_fields.items():
                entry, found = value.get(field.alias or name), list(tables_in(field.annotation))
                named = getattr(field.annotation, "__origin__", None) is dict
                for inner in entry.values() if named and isinstance(entry, dict) else [entry]:
                    yield from places(inner, found)


def test_the_documents_drawn_reach_every_kind_of_table() -> None:
    texts = (("spec", SPEC), ("process", PLAN), ("product", PRODUCT), ("workshop", SHOP))
    reached = {
        t for k, x in texts for _, found in places(tomllib.loads(x), [FILES[k]]) for t in found
    }
    assert {t.__name__ for t in reached} >= {
        "Identity", "Dimension", "GeometricTolerance", "Phase", "Operation", "ManufacturedDimension",
        "Stock", "Item", "Fit", "Parameter", "ProductIdentity", "Machine", "CustomMaterial",
    }  # fmt: skip
