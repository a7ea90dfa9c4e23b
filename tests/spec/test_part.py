"""spec.toml: what is read, what is refused, with file, line, dotted path and suggestion."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gmp_cad.errors import InvalidInputError
from gmp_cad.spec.dimension import print_callout
from gmp_cad.spec.part import PartSpec, modelled_diameter
from gmp_cad.spec.toml import parse, read
from gmp_cad.spec.values import (
    UnknownNameError,
    dimension_value,
    value_from_json,
    value_to_json,
    values_of,
)
from tests.kernel.measuring import spec_of

IDENTITY = '[part]\nnumber = "P-01"\ntitle = "Pièce"\nmaterial = "C45"\n'


def spec(text: str, identity: str = IDENTITY) -> PartSpec:
    return parse(identity + text, "parts/x/spec.toml", PartSpec)


def problems(text: str, identity: str = IDENTITY):
    with pytest.raises(InvalidInputError) as caught:
        spec(text, identity)
    return caught.value.problems


def test_a_dimension_may_be_a_text_or_a_table() -> None:
    found = spec('[dimensions]\na = "40"\nb = { size = "⌀16 H7", ra = "Ra 1.6" }\n')
    assert found.dimensions["a"].nominal == 40
    assert found.dimensions["b"].ra == "Ra 1,6"
    assert found.dimensions["b"].where.line == 7
    assert found.dimensions["b"].where.path == "dimensions.b"


@pytest.mark.parametrize(
    ("size", "lower", "upper"),
    [
        ("⌀25 H7", 0, 0.021),
        ("⌀25 g6", -0.020, -0.007),
        ("40 ±0,1", -0.1, 0.1),
        ("40", -0.3, 0.3),  # ISO 2768-m, 30 to 120
        ("5", -0.1, 0.1),  # 3 to 6
        ("R5", -0.5, 0.5),  # radii, 3 to 6
        ("2×45°", -0.2, 0.2),  # chamfers like radii, 0.5 to 3
        ("30°", -1, 1),  # shortest side up to 10
    ],
)
def test_every_size_gets_its_tolerance(size: str, lower: float, upper: float) -> None:
    tolerance = spec(f'[dimensions]\na = "{size}"\n').dimensions["a"].tolerance
    assert tolerance is not None
    assert (tolerance.lower, tolerance.upper) == pytest.approx((lower, upper), abs=1e-12)


@pytest.mark.parametrize("size", ["[40]", "(60)"])
def test_exact_and_reference_dimensions_get_no_general_tolerance(size: str) -> None:
    assert spec(f'[dimensions]\na = "{size}"\n').dimensions["a"].tolerance is None


@pytest.mark.parametrize(
    ("size", "diameter"),
    [
        ("M8-6H", 6.8),
        ("M8-6g", 8),
        ("M8-6H ↧16 / ⌀6,7 ↧20", 6.7),
        ("Tr 12×3-7H", 9),
        ("Tr 12×3-7e", 12),
    ],
)
def test_threads_are_modelled_simplified(size: str, diameter: float) -> None:
    assert modelled_diameter(spec(f'[dimensions]\na = "{size}"\n').dimensions["a"]) == diameter


def test_the_model_diameter_can_be_overridden() -> None:
    found = spec('[dimensions]\na = { size = "M8-6H", model = 7.0 }\n')
    assert modelled_diameter(found.dimensions["a"]) == 7.0


MISTAKES = {
    "unknown key": ('[dimensions]\na = { sise = "40" }\n', "dimensions.a.sise", "size"),
    "number without quotes": ("[dimensions]\na = 40\n", "dimensions.a", None),
    "notation": ('[dimensions]\na = "40 ± x"\n', "dimensions.a", None),
    "fit outside the table": ('[dimensions]\na = "⌀600 H7"\n', "dimensions.a", None),
    "unknown thread": ('[dimensions]\na = "M7,3"\n', "dimensions.a", None),
    "name": ('[dimensions]\n"../x" = "40"\n', 'dimensions."../x"', None),
    "reserved name": ('[dimensions]\nnul = "40"\n', "dimensions.nul", None),
    "datum not defined": (
        '[datums]\nA = "b"\n[tolerances]\nt = { symbol = "flatness", value = "0,1", on = "b", datums = ["C"] }\n',
        "tolerances.t.datums", None,
    ),
    "symbol": ('[tolerances]\nt = { symbol = "flatnes", value = "0,1", on = "b" }\n', "tolerances.t.symbol", "flatness"),
    "zone": ('[tolerances]\nt = { symbol = "flatness", value = "zero", on = "b" }\n', "tolerances.t.value", None),
    "texture": ('[dimensions]\na = { size = "40", ra = "smooth" }\n', "dimensions.a.ra", None),
    "infinite": ('[dimensions]\na = { size = "M8", model = inf }\n', "dimensions.a.model", None),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_place_and_a_suggestion(mistake: str) -> None:
    text, path, suggestion = MISTAKES[mistake]
    found = problems(text)
    assert path in [p.where.path for p in found]
    assert all(p.where.file == "parts/x/spec.toml" for p in found)
    problem = next(p for p in found if p.where.path == path)
    if suggestion:
        assert suggestion in str(problem.hint)


def test_all_mistakes_of_a_file_are_told_in_one_run() -> None:
    found = problems('[dimensions]\na = 40\nb = "x"\nc = { size = "4", foo = 1 }\n')
    assert {p.where.path for p in found} == {
        "dimensions.a",
        "dimensions.b",
        "dimensions.c.foo",
    }
    assert [p.where.line for p in sorted(found, key=lambda p: p.where.path)] == [6, 7, 8]


@pytest.mark.parametrize("material", ["C4", "Kryptonite"])
def test_an_unknown_material_is_refused(material: str) -> None:
    found = problems("", IDENTITY.replace("C45", material))
    assert found[0].where.path == "part.material"


def test_a_material_of_ones_own_has_its_density() -> None:
    own = 'material = { name = "Chêne", density_kg_m3 = 700 }'
    found = spec("", IDENTITY.replace('material = "C45"', own))
    assert found.part.density_kg_m3 == 700


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"[part\n", 1),
        (b"[part]\nnumber = \n", 2),
        (b"\xff\xfe[part]", 1),
        (b"[part]\n\xe9=1", 2),
        (b"x" * 3_000_000, None),
    ],
)
def test_a_file_that_is_no_toml_is_one_clear_problem(
    tmp_path: Path, data: bytes, line: int | None
) -> None:
    (tmp_path / "spec.toml").write_bytes(data)
    with pytest.raises(InvalidInputError) as caught:
        read(tmp_path / "spec.toml", "spec.toml", PartSpec)
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].where.line == line


def test_a_file_with_bom_and_windows_line_ends_is_read(tmp_path: Path) -> None:
    (tmp_path / "spec.toml").write_bytes(b"\xef\xbb\xbf" + IDENTITY.replace("\n", "\r\n").encode())
    assert read(tmp_path / "spec.toml", "spec.toml", PartSpec).part.title == "Pièce"


def test_d_is_a_float_with_attributes() -> None:
    found = spec(
        '[dimensions]\nholes = "4× ⌀6,6 ⌴ ⌀11 ↧6,8"\ntap = "2× M8-6H ↧16"\nleg = "1×45°"\n'
    )
    d = values_of(found)
    assert d.holes == 6.6
    assert (d.holes.counterbore.diameter, d.holes.counterbore.depth, d.holes.count) == (11, 6.8, 4)
    assert (d.tap, d.tap.depth, d.tap.pitch) == (6.8, 16, 1.25)
    assert d.tap.drill_depth > 16
    assert (d.leg.leg, d.leg.angle) == (1, 45)
    assert d.part.number == "P-01"
    assert d.names_read == ("holes", "leg", "part", "tap")


def test_d_is_read_only_and_suggests_names() -> None:
    d = values_of(spec('[dimensions]\nbore = "⌀16"\n'))
    with pytest.raises(UnknownNameError, match="'bote'") as caught:
        _ = d.bote
    assert str(caught.value.hint) == "did you mean 'bore'?"
    with pytest.raises(UnknownNameError, match="'x'") as caught:
        _ = d.x
    assert str(caught.value.hint) == "known: bore"
    with pytest.raises(AttributeError):
        d.bore = 3
    with pytest.raises(AttributeError):
        d.bore.depth = 3


ATTRIBUTES = ("angle", "counterbore", "countersink", "depth", "drill_depth", "leg", "pitch")


@pytest.mark.parametrize(
    ("size", "written"),
    [
        ("40", ()),
        ("⌀8", ()),
        ("30°", ()),
        ("⌀8 ↧12", ("depth",)),
        ("2×45°", ("angle", "leg")),
        ("M8-6g", ("pitch",)),
        ("M8-6H ↧16", ("depth", "drill_depth", "pitch")),
        ("4× ⌀6,6 ⌴ ⌀11 ↧6,8", ("counterbore",)),
        ("⌀5,5 ⌵ ⌀11,2×90°", ("countersink",)),
    ],
)
def test_only_what_the_notation_says_can_be_asked_for(size: str, written: tuple[str, ...]) -> None:
    value = dimension_value(spec(f'[dimensions]\nit = "{size}"\n').dimensions["it"])
    back = value_from_json(json.loads(json.dumps(value_to_json(value))))
    assert value_to_json(back) == value_to_json(value)
    for found in (value, back):
        assert tuple(name for name in ATTRIBUTES if hasattr(found, name)) == written
        assert found.count == (4 if size.startswith("4×") else 1)
        for name in set(ATTRIBUTES) - set(written):
            with pytest.raises(UnknownNameError, match=f"it has no {name}"):
                getattr(found, name)


def test_the_sign_that_is_missing_is_named() -> None:
    bore = values_of(spec('[dimensions]\nbore = "⌀8"\n')).bore
    with pytest.raises(UnknownNameError, match="no ↧") as caught:
        _ = bore.depth
    assert str(caught.value.hint) == "for example ⌀8 ↧12"


def test_an_unknown_attribute_of_a_dimension_gets_a_suggestion() -> None:
    bore = values_of(spec('[dimensions]\nbore = "⌀9 ⌴ ⌀15 ↧8,6"\n')).bore
    with pytest.raises(UnknownNameError, match="'cbore'") as caught:
        _ = bore.cbore
    assert str(caught.value.hint) == "did you mean 'counterbore'?"


def test_a_distance_from_a_face_to_itself_is_refused() -> None:
    with pytest.raises(InvalidInputError) as caught:
        spec_of({"a": "⌀9", "it": {"size": "10", "between": ["a", "a"]}})
    (problem,) = caught.value.problems
    assert problem.where.path == "dimensions.it.between"
    assert "both ends are 'a'" in str(problem.message)


@pytest.mark.parametrize("size", ["5000", "0,3"])
def test_a_size_that_no_table_has_is_told_to_write_its_tolerance(size: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        spec_of({"it": {"size": size}})
    (problem,) = caught.value.problems
    assert problem.where.path == "dimensions.it.size"
    assert "write the tolerance beside the size" in str(problem.hint)


def test_a_derived_hole_is_printed_in_brackets_and_a_written_one_once() -> None:
    spec = spec_of({"tap": "M6-6H ↧12", "told": "M6-6H ↧12 / ⌀5 ↧20",
                    "own": {"size": "M6-6H ↧12", "model": 5.5}})  # fmt: skip
    printed = [print_callout(spec.dimensions[name], "en") for name in ("tap", "told", "own")]
    assert printed == ["M6-6H ↧12 (derived tap drill ⌀5 ↧16)", "M6-6H ↧12 / ⌀5 ↧20", "M6-6H ↧12"]


@pytest.mark.parametrize(
    ("tables", "path", "told"),
    [
        ({"features": {"base": "<Z"}, "datums": {"A": "base", "B": "A"}}, "datums.B",
         "datum B stands on the datum A"),
        ({"features": {"base": "<Z"}, "datums": {"A": "base", "B": " A "}}, "datums.B",
         "datum B stands on the datum A"),
        ({"features": {"base": "<Z", "it": ">X"}}, "features.it",
         "'it' names both a feature and a dimension between two others"),
    ],
)  # fmt: skip
def test_a_name_of_two_things_is_refused_at_its_place(
    tables: dict[str, dict[str, str]], path: str, told: str
) -> None:
    line = {"size": "10", "between": ["base", "holes"]}
    with pytest.raises(InvalidInputError) as caught:
        spec_of({"holes": "4× ⌀9", "it": line}, **tables)
    (problem,) = caught.value.problems
    assert (problem.where.path, str(problem.message)) == (path, told)


def test_a_dimension_and_a_feature_of_one_name_may_mean_the_same_faces() -> None:
    assert spec_of({"bore": "⌀9"}, features={"bore": "<Z"}).features["bore"] == "<Z"


def test_an_instance_is_one_of_those_written() -> None:
    for end, good in (("holes[4]", True), ("holes[5]", False)):
        line = {"size": "10", "between": [end, "base"]}
        try:
            spec_of({"holes": "4× ⌀9", "it": line}, features={"base": "<Z"})
        except InvalidInputError as error:
            (problem,) = error.problems
            assert not good
            assert "'holes[5]' does not exist: holes is written 4 times" in str(problem.message)
        else:
            assert good
