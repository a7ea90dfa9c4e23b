"""Broken texts of every kind of file: a value, or problems that name the file; nothing else.

The texts are the example's own, damaged: lines dropped, swapped and doubled, characters changed,
values replaced by others of another kind, tables cross-wired, bytes lost. A text that is still valid
must survive the round trip through JSON, on which the build relies, and all that reads a
specification without a kernel: values, targets, notation, tables, coverage, requests for PMI.
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
from gmp_cad.spec.baseline import parse_baseline
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.product import ProductSpec
from gmp_cad.spec.toml import Source, parse, read_text, validate
from gmp_cad.spec.workshop import parse_workshop
from tests.spec import mutants
from tests.spec.readers import read_on

ROOT = Path(__file__).parents[2]
BASELINE = "baseline.toml"
SECONDS = 20.0  # of CPU: a text that takes longer hangs the build
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
[[material]]
name = "C45"
density_kg_m3 = 7840
[[material]]
name = "Bronze de l'école"
like = "EN-GJL-250"
family = "copper"
density_kg_m3 = 8800
rm_mpa = [250, 300]
"""
# Everything that a specification can say, once.
ZOO = """[part]
number = "P-01"
title = "Pièce de tout"
material = { name = "Alliage", like = "C45", density_kg_m3 = 2700 }
general_tolerances = "ISO 2768-mK"
surface_texture = "√ Rz 25"
surface_texture_rule = "T16%"
edges = "ISO 13715 -0,3 / +0,3"
treatment = "trempe 55 HRC"
coating = "zingage 8 µm"
marking = "repère P-01"

[dimensions]
length = { size = "80,1/79,9", between = ["left", "right"], note = "limites" }
width = { size = "50 h11 Ⓔ", between = ["front", "back"], side = "shaft" }
height = { size = "20 +0,2/-0,1", between = ["base", "top"], along = "Z" }
step = { size = "8 max", between = ["base", "ledge"] }
least = { size = "3 min", between = ["ledge", "top"] }
bore = { size = "⌀16 H7 Ⓔ ↧12", ra = "U Ra 1,6 / L Ra 0,4" }
bore_x = { size = "[25]", between = ["left", "bore"] }
screws = "4× ⌀6,6 ⌴ ⌀11 ↧6,8"
sunk = "2× ⌀5,5 ⌵ ⌀11,2×90°"
circle = { size = "⌀30 ±0,1", pattern = "screws" }
taps = "2× M8×1-6H ↧16 / ⌀7 ↧20"
stud = "M10-6g"
nut = { size = "Tr 12×3-7H", model = 9.0 }
pipe = "G 1/4"
slope = { size = "30° ±0,5°", between = ["base", "slope_face"] }
round = "R5"
ball = "S⌀20"
square = "□30 -0,1/-0,3"
chamfer = "2× 1×45°"
rest = { size = "(60)", between = ["left", "ledge_end"] }

[features]
left = "<X"
right = ">X"
front = "<Y"
back = ">Y"
base = "<Z"
top = ">Z"
inner = "left"

[datums]
A = "base"
B = "bore"
C = "left"

[tolerances]
flat = { symbol = "flatness", value = "0,02", on = "base" }
round_form = { symbol = "cylindricity", value = "0,005", on = "bore" }
perp = { symbol = "perpendicularity", value = "⌀0,05 Ⓜ", on = "bore", datums = ["A"] }
place = { symbol = "position", value = "⌀0,1 Ⓜ", on = "screws", datums = ["A", "B Ⓜ", "C"] }
common = { symbol = "circular_runout", value = "0,1", on = "stud", datums = ["B-C"] }
profile = { symbol = "surface_profile", value = "0,4 UZ +0,1", on = "top", datums = "A|B" }
group = { symbol = "position", value = "⌀0,2 CZ", on = "sunk" }
free = { symbol = "parallelism", value = "0,3 Ⓕ", on = "top", datums = ["A"] }
high = { symbol = "position", value = "⌀0,2 Ⓟ 12", on = "taps", datums = ["A", "B"] }

[textures]
base = "Ra 3,2"
top = "NMR Rz 25"
"""


def read(file: str, text: str) -> object:
    table = {
        "spec.toml": PartSpec, "process.toml": ProcessPlan, "product.toml": ProductSpec,
        "fixture.toml": FixtureSpec,
    }.get(file)  # fmt: skip
    if file == BASELINE:
        return parse_baseline(text, file)
    return parse(text, file, table) if table else parse_workshop(text, file)


# Every file of the example, what the example does not say, by name → (kind of file, text).
BASES: dict[str, tuple[str, str]] = {
    path.relative_to(ROOT).as_posix(): (path.name, path.read_text("utf-8"))
    for folder in ("parts", "fixtures_design")
    for path in sorted((ROOT / folder).rglob("*.toml"))
    if path.name != BASELINE or path.parent.name == "semelle"
} | {"zoo": ("spec.toml", ZOO), "workshop": ("workshop.toml", WORKSHOP)}
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
    started = time.process_time()
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
        assert len(error.problems) <= 101
    else:
        returned(file, found)
        read_on(found, text)
    assert time.process_time() - started < SECONDS


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
    for seed in range(50):
        check(file, damaged(TEXTS[file], random.Random(f"{file} {seed}")))


def check_mutant(base: str, seed: int, folder: Path) -> None:
    """Alter a file, in its tables, its text or its bytes, and read it as the build does."""
    file, text = BASES[base]
    rng = random.Random(f"{base} {seed}")
    way = rng.random()
    if way < 0.7:
        check(file, mutants.mutant_of_tree(text, rng))
    elif way < 0.85:
        check(file, damaged(text, rng))
    else:
        (folder / file).write_bytes(mutants.mutant_of_bytes(text, rng))
        try:
            altered = read_text(folder / file, file)
        except InvalidInputError as error:
            (problem,) = error.problems
            assert problem.where.file == file
            return
        check(file, altered)


@pytest.mark.parametrize("base", BASES)
def test_what_is_valid_is_read_to_the_end(base: str) -> None:
    file, text = BASES[base]
    found = read(file, text)
    returned(file, found)
    read_on(found, text)


@pytest.mark.parametrize("base", BASES)
def test_mutants_give_a_value_that_all_can_read_or_problems(base: str, tmp_path: Path) -> None:
    for seed in range(8):
        check_mutant(base, seed, tmp_path)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("base", BASES)
def test_thousands_of_mutants(base: str, tmp_path: Path) -> None:
    for seed in range(1000, 1000 + 4_000 // len(BASES) + 1):
        check_mutant(base, seed, tmp_path)


HOSTILE = {
    "lists in lists": "x = " + "[" * 400_000,
    "tables in tables": "x = " + "{a=" * 100_000,
    "a long key": "a." * 200_000 + "a = 1",
    "a long key in a table": "x = { " + "a." * 200_000 + "a = 1 }",
    "a long header": "[" + "a." * 200_000 + "a]",
    "many headers": "".join(f"[a{i}]\n" for i in range(10_000)),
    "the same list": "[[dimensions]]\n" * 10_000,
    "many keys": "".join(f"k{i} = 1\n" for i in range(15_000)),
    "many wrong sizes": "[dimensions]\n" + "".join(f'd{i} = "x"\n' for i in range(4_000)),
    "many sizes": "[dimensions]\n" + "".join(f'd{i} = "{i % 90 + 1}"\n' for i in range(2_000)),
    "a chain of names": "[features]\n" + "".join(f'f{i} = "f{i + 1}"\n' for i in range(5_000)),
    "a long text": 'x = "' + "a" * 490_000 + '"',
    "a long comment": "#" * 490_000,
    "quotes": '"' * 490_000,
    "commas": "x = [" + "," * 490_000,
    "digits": "x = " + "9" * 490_000,
    "underscores": "x = 1" + "_1" * 240_000,
    "spaces": " " * 490_000 + "x",
    "escapes": 'x = "' + "\\u0041" * 80_000 + '"',
}  # fmt: skip
IDENTITY = '[part]\nnumber = "P"\ntitle = "T"\nmaterial = "C45"\n'


@pytest.mark.parametrize("name", HOSTILE)
def test_a_text_made_to_hang_is_read_or_refused_at_once(name: str) -> None:
    for text in (HOSTILE[name], IDENTITY + HOSTILE[name]):
        started = time.process_time()
        try:
            read("spec.toml", text)
        except InvalidInputError as error:
            assert 1 <= len(error.problems) <= 101
        assert time.process_time() - started < SECONDS


@pytest.mark.soak
@pytest.mark.parametrize("file", TEXTS)
def test_a_thousand_damaged_texts_give_a_value_or_problems(file: str) -> None:
    for seed in range(1000):
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
    (
        FixtureSpec,
        ("fixture", "item", "locators", "clamps", "table", "loading", "base", "cost", "x"),
    ),
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
