"""Broken texts of every kind of file: a value, or problems that name the file; nothing else.

The texts are the example's own, damaged: lines dropped, swapped and doubled, characters changed,
values replaced by others of another kind. A text that is still valid must survive the round trip
through JSON, on which the build relies.
"""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gmp_cad.errors import InvalidInputError
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.product import FixtureSpec, ProductSpec
from gmp_cad.spec.toml import Source, parse, validate
from gmp_cad.spec.workshop import parse_workshop

ROOT = Path(__file__).parents[2]
WORKSHOP = """[[machine]]
id = "CU-3AX"
power_kw = 11.5
[[tool]]
id = "T1"
title = "Foret"
kind = "drill"
diameter_mm = 5
[[gauge]]
id = "G1"
title = "Micromètre"
kind = "micrometer"
range_mm = [0, 25]
"""


def read(file: str, text: str) -> object:
    table = {
        "spec.toml": PartSpec, "process.toml": ProcessPlan, "product.toml": ProductSpec,
        "fixture.toml": FixtureSpec,
    }.get(file)  # fmt: skip
    return parse(text, file, table) if table else parse_workshop(text, file)


TEXTS = {
    "spec.toml": (ROOT / "parts/semelle/spec.toml").read_text("utf-8"),
    "process.toml": (ROOT / "parts/semelle/process.toml").read_text("utf-8")[:4000].rsplit("[[", 1)[0],
    "product.toml": (ROOT / "parts/product.toml").read_text("utf-8"),
    "fixture.toml": (ROOT / "fixtures_design/semelle_ph20/fixture.toml").read_text("utf-8"),
    "workshop.toml": WORKSHOP,
}  # fmt: skip
VALUES = (
    "1", "-1", "0", "nan", "-inf", "1e400", "0xffffffffffffffffffffffffffff", "true", '""', '"x"',
    "[]", "{}", "[[1]]", "{ size = 1 }", "2026-01-15", "10:00:00", '"\\u0000"', '"⌀16 H7"', "'''\n'''",
    '"4× M6-6H ↧5"', '"∞"', '["a", 1, {}]', "9" * 5000, '"[72]"', '"40 +1/-1"', "1_000", '"10" #',
    '["a"]', '["a", "b"]', "{ on = 'a' }", '"30° ±1°"', '"Tr 12×3"', "1.7976931348623157e308",
)  # fmt: skip
TOKENS = (
    "=", "[", "]", "[[", "]]", "{", "}", '"', "'", '"""', ",", ".", "#", "\n", "\r", "\x00", "\x1b[31m",
    "é", "\u202e", "⌀", "±", "𝟙", "\ufeff", "[x]\n", "x = 1\n", "[dimensions]\n", "name", "where = 1\n",
)  # fmt: skip


def damaged(text: str, rng: random.Random) -> str:
    """Return the text with one to four faults."""
    for _ in range(rng.randint(1, 4)):
        lines = text.split("\n")
        at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        place = rng.randrange(len(text) + 1)
        kind = rng.randrange(8)
        if kind == 0:
            del lines[at]
        elif kind == 1:
            lines[at], lines[other] = lines[other], lines[at]
        elif kind == 2:
            lines.insert(at, lines[other])
        elif kind == 3 and "=" in lines[at]:
            lines[at] = lines[at].split("=", 1)[0] + "= " + rng.choice(VALUES)
        elif kind == 4:
            lines = (text[:place] + rng.choice(TOKENS) + text[place:]).split("\n")
        elif kind == 5:
            lines = (text[:place] + text[place + rng.randint(1, 9) :]).split("\n")
        elif kind == 6:
            lines = (text[:place] + chr(rng.randrange(0xD7FF)) + text[place + 1 :]).split("\n")
        else:
            words = lines[at].split(" ")
            rng.shuffle(words)
            lines[at] = " ".join(words)
        text = "\n".join(lines)
    return text


def check(file: str, text: str) -> None:
    """Read the text: the value comes back from JSON, or every problem names file and fault."""
    started = time.monotonic()
    try:
        found = read(file, text)
    except InvalidInputError as error:
        assert error.problems
        for problem in error.problems:
            assert problem.where.file == file
            assert problem.where.line is None or 1 <= problem.where.line <= text.count("\n") + 1
            for lang in ("fr", "en"):
                assert problem.message.say(lang)
                assert len(problem.message.say(lang)) < 1000
                assert problem.hint is None or problem.hint.say(lang)
            assert "Input should" not in str(problem.message)
            assert "String should" not in str(problem.message)
    else:
        returned(file, found)
    assert time.monotonic() - started < 5


def returned(file: str, found: object) -> None:
    if isinstance(found, PartSpec | ProcessPlan | ProductSpec | FixtureSpec):
        dumped = found.model_dump(mode="json", by_alias=True, exclude_none=True)
        data = json.loads(json.dumps(dumped, allow_nan=False))
        again = validate(data, Source(file, ""), type(found))
        assert again.model_dump() == found.model_dump()
        if isinstance(found, PartSpec) and isinstance(again, PartSpec):
            pairs = zip(found.dimensions.values(), again.dimensions.values(), strict=True)
            assert all((a.size, a.tolerance) == (b.size, b.tolerance) for a, b in pairs)


@pytest.mark.parametrize("file", TEXTS)
def test_the_texts_to_damage_are_valid(file: str) -> None:
    returned(file, read(file, TEXTS[file]))


@pytest.mark.parametrize("file", TEXTS)
def test_damaged_texts_give_a_value_or_problems(file: str) -> None:
    for seed in range(150):
        check(file, damaged(TEXTS[file], random.Random(f"{file} {seed}")))


@pytest.mark.slow
@pytest.mark.parametrize("file", TEXTS)
def test_thousands_of_damaged_texts_give_a_value_or_problems(file: str) -> None:
    for seed in range(3000):
        check(file, damaged(TEXTS[file], random.Random(f"{file} long {seed}")))


SCALARS = st.one_of(
    st.integers(), st.floats(), st.booleans(), st.text(max_size=20), st.dates(), st.sampled_from(
        ["⌀16 H7", "M6-6H", "40 ±0,1", "+Z", "casting", "drilling", "rough", "10a", "Ra 1,6", "C45"]
    ),
)  # fmt: skip
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["size", "between", "on", "kind", "name", "number", "x", "from", "part"]),
        inner, max_size=3,
    ),
    max_leaves=6,
)  # fmt: skip
TABLES = (
    (PartSpec, ("part", "dimensions", "features", "datums", "tolerances", "textures", "x")),
    (ProcessPlan, ("stock", "phase", "status", "date", "x")),
    (ProductSpec, ("product", "project", "item", "fit", "joint", "parameters", "x")),
    (FixtureSpec, ("fixture", "item", "locators", "x")),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_values_of_any_shape_are_refused_in_words(data: st.DataObject) -> None:
    table, keys = data.draw(st.sampled_from(TABLES))
    document = data.draw(st.dictionaries(st.sampled_from(keys), TREES, max_size=4))
    try:
        validate(document, Source("f.toml", ""), table)
    except InvalidInputError as error:
        assert error.problems
        assert all(p.where.file == "f.toml" and p.message.say("fr") for p in error.problems)
        assert not [p for p in error.problems if "should" in str(p.message)]


NUMBER = st.decimals(min_value="0.001", max_value="450", places=3).map(
    lambda d: f"{d.normalize():f}"
)


@settings(max_examples=300, deadline=None)
@given(
    nominal=NUMBER, half=st.decimals(min_value="0.001", max_value="0.4", places=9),
    count=st.sampled_from(["", "4× "]), sign=st.sampled_from(["⌀", "", "R", "□", "S⌀"]),
)  # fmt: skip
def test_a_size_survives_the_round_trip(nominal: str, half: object, count: str, sign: str) -> None:
    text = f'[part]\nnumber = "P"\ntitle = "T"\nmaterial = "C45"\n[dimensions]\na = "{count}{sign}{nominal} ±{half:f}"\n'
    check("spec.toml", text)
