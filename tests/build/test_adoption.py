"""Which files are adopted, under which names, and what is written for them."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from gmp_cad.build.adoption.adopted_files import Names
from gmp_cad.build.adoption.adopted_product import AdoptedProduct, placing_text, product_text
from gmp_cad.build.adoption.adopted_text import Adopted, model_text, spec_text
from gmp_cad.build.adoption.adoption_outcome import Refused
from gmp_cad.build.adoption.adoption_targets import Asked, Target, Wishes, asked, project_to_be
from gmp_cad.build.adoption.product_adoption import product_to_be, write_product
from gmp_cad.errors import UsageError
from gmp_cad.evidence.adoption import AssemblyOffer, LeafOffer, Offer, Offers, Origin, Proposal
from gmp_cad.language import Message
from gmp_cad.spec.literals import literals
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import ProductSpec
from gmp_cad.spec.toml import parse
from gmp_cad.standards.materials import database

SHOWS = "import cadquery as cq\nshow_object(cq.Workplane().box(1, 1, 1))\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    texts = {
        "plate.py": SHOWS,
        "lib/tool.py": "import cadquery\n",
        "lib/plain.py": "import json\n",
        "lib/old.py": "import cadquery\nprint 'python 2'\n",
        "lib/deep/viewed.py": "import cadquery as cq\nfrom ocp_vscode import show\nshow(cq)\n",
        "drawn.py": "from build123d import Box\nshow_object(Box(1, 1, 1))\n",
        "setup.py": SHOWS,
        "tests/test_it.py": SHOWS,
        "test_it.py": SHOWS,
        "parts/a/model.py": SHOWS,
        "parts/a/spec.toml": "",
        "parts/assembly.py": SHOWS,
        "parts/product.toml": "",
        "parts/of_theirs.py": SHOWS,
        ".venv/x.py": SHOWS,
        "env/pyvenv.cfg": "",
        "env/lib/x.py": SHOWS,
        "bought.STEP": "ISO-10303-21;",
        "notes.txt": "",
    }
    for name, text in texts.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path.resolve()


def files(found: Asked) -> list[str]:
    return [target.said for target in found.targets]


def test_of_a_folder_the_scripts_that_show_are_taken(repository: Path) -> None:
    found = asked(["."], repository, repository)
    assert files(found) == [
        "drawn.py", "lib/deep/viewed.py", "lib/old.py", "parts/of_theirs.py", "plate.py",
    ]  # fmt: skip
    assert found.passed_over == ("lib/tool.py",)
    assert found.problems == ()
    assert all(target.found for target in found.targets)


def test_what_is_named_is_taken_from_the_folder_where_it_is_named(repository: Path) -> None:
    words = ["tool.py", "../bought.STEP", "tool.py::make(width=20)", "tool.py"]
    found = asked(words, repository, repository / "lib")
    assert files(found) == ["lib/tool.py", "bought.STEP", "lib/tool.py::make(width=20)"]
    assert [target.is_step for target in found.targets] == [False, True, False]


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("nowhere.py", "no such file"),
        ("notes.txt", "neither"),
        ("../outside.py", "outside of the project"),
        ("drawn.py", "build123d"),
        ("bought.STEP::x", "adopted whole"),
        ("plate.py::make(", "no expression"),
    ],
)
def test_what_cannot_be_adopted_is_told_with_all_else(
    repository: Path, word: str, message: str
) -> None:
    (repository.parent / "outside.py").write_text(SHOWS)
    found = asked(["plate.py", word, "also_nowhere.py"], repository, repository)
    assert files(found) == ["plate.py"]
    assert [problem.where.file for problem in found.problems] == [word, "also_nowhere.py"]
    assert message in str(found.problems[0].message)


def test_the_project_is_the_one_above_else_the_repository(tmp_path: Path) -> None:
    deep = tmp_path / "a/b"
    deep.mkdir(parents=True)
    assert project_to_be(None, deep) == deep
    (tmp_path / ".git").mkdir()
    assert project_to_be(None, deep) == tmp_path
    (tmp_path / "a/parts").mkdir()
    assert project_to_be(None, deep) == tmp_path / "a"
    assert project_to_be(deep, tmp_path) == deep
    with pytest.raises(UsageError):
        project_to_be(tmp_path / "nowhere", tmp_path)


def part(origin: Origin = "shown", name: str = "", *, only: bool = True, **more: object) -> Adopted:
    offer = Offer(origin=origin, name=name, rank=4, solids=1)
    return Adopted(name="plate_2", file="lib/plate.py", offer=offer, only=only, **more)  # type: ignore[arg-type]


def returned(text: str) -> str:
    tree = ast.parse(text)
    (value,) = (node.value for node in ast.walk(tree) if isinstance(node, ast.Return))
    assert value is not None
    return ast.unparse(value)


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (part(), "shown('../../lib/plate.py', d)"),
        (part(name="lid"), "shown('../../lib/plate.py', d)"),
        (part(name="lid", only=False), "shown('../../lib/plate.py', d, 'lid')"),
        (part(only=False), "shown('../../lib/plate.py', d, 4)"),
        (part("named", "result"), "source.result"),
        (part("named", "make(width=20, m=mm)"), "source.make(width=20, m=source.mm)"),
        (part("named", "Gear(1.5).build()"), "source.Gear(1.5).build()"),
        (
            part("named", "union([make(i) for i in range(3)])"),
            "source.union([source.make(i) for i in range(3)])",
        ),
        (part("named", "list(map(lambda n: make(n), sizes))"),
         "list(map(lambda n: source.make(n), source.sizes))"),
    ],
)  # fmt: skip
def test_the_line_of_the_model(given: Adopted, line: str) -> None:
    text = model_text(given, "parts/plate_2", "en")
    assert returned(text) == line
    assert literals(text, "model.py", {}) == ()  # nothing that a check would ask about


def door(origin: Origin = "shown", expression: str = "") -> AdoptedProduct:
    """Two posts and a panel; a label that is no part."""
    offer = Offer(origin=origin, solids=1, proposals=(Proposal(name="width", size="20"),))
    posts = LeafOffer(name="post", leaves=("frame/left", "frame/right"), offer=offer)
    panel = LeafOffer(name="con", leaves=("panel",), offer=replace(offer, solids=2, proposals=()))
    found = AssemblyOffer(
        origin=origin, expression=expression, parts=(posts, panel),
        left_out=(("label", Message("it is open")),),
    )  # fmt: skip
    return AdoptedProduct(name="door", file="lib/door.py", offer=found)


def test_the_product_of_an_assembly_is_valid_and_says_what_stands_where() -> None:
    text = product_text(door(), ["post", "panel"], "fr")
    product = parse(text, "product.toml", ProductSpec, database())
    assert (product.product.number, product.product.title) == ("DOOR-00", "Door")
    items = [(item.ref, item.part, item.quantity) for item in product.items]
    assert items == [(1, "post", 2), (2, "panel", 1)]
    placing = placing_text(door(), ["post", "panel"], "en")
    assert (
        returned(placing) == "placed(assembled('../lib/door.py'), parts, LEAVES, without=['label'])"
    )
    (leaves,) = (n.value for n in ast.parse(placing).body if isinstance(n, ast.Assign))
    assert ast.literal_eval(leaves) == {"post": ["frame/left", "frame/right"], "panel": ["panel"]}


@pytest.mark.parametrize(
    ("product", "lines"),
    [
        (door(), ("leaf(assembled('../../lib/door.py'), 'frame/left')",
                  "placed(assembled('../lib/door.py'), parts, LEAVES, without=['label'])")),
        (door("named", "make(n=3)"),
         ("leaf(load('../../lib/door.py').make(n=3), 'frame/left')",
          "placed(load('../lib/door.py').make(n=3), parts, LEAVES, without=['label'])")),
    ],
)  # fmt: skip
def test_the_scripts_of_a_product_ask_the_source_for_its_assembly(
    product: AdoptedProduct, lines: tuple[str, str]
) -> None:
    part = product.parts(["post", "panel"])[0]
    model = model_text(part, "parts/post", "en")
    placing = placing_text(product, ["post", "panel"], "en")
    assert (returned(model), returned(placing)) == lines
    assert literals(model, "model.py", {}) == literals(placing, "assembly.py", {}) == ()
    spec = parse(spec_text(part, "fr"), "spec.toml", PartSpec, database())
    assert spec.part.number == "DOOR-01"


def results(*products: AdoptedProduct) -> list[tuple[Target, Offers | Refused]]:
    return [(Target(file=p.file), Offers(offers=(), assembly=p.offer)) for p in products]


def test_one_assembly_becomes_the_product_and_its_parts_have_free_names(tmp_path: Path) -> None:
    product, notes = product_to_be(tmp_path, results(door()), Wishes())
    assert product is not None
    assert (product.told.pieces, product.told.parts, notes) == (3, 2, [])
    assert [refused.source for refused in product.refusals()] == ["lib/door.py label"]
    # "post" is taken, "con" is a file name that Windows reserves
    parts = list(write_product(tmp_path, product, {}, Names([], {"post"}), "en"))
    assert [part.name for part in parts] == ["door_post", "door_con"]
    assert (tmp_path / "parts/door_con/model.py").is_file()
    items = parse((tmp_path / "parts/product.toml").read_text(), "product.toml", ProductSpec)
    assert [item.part for item in items.items] == ["door_post", "door_con"]

    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    again, notes = product_to_be(tmp_path, results(door()), Wishes(lang="en"))
    assert again is not None
    assert again.is_there
    assert "left as it is" in notes[0].say("en")
    assert list(write_product(tmp_path, again, {}, Names([], set()), "en")) == []
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_a_script_that_is_called_assembly_gives_its_folder_s_name(tmp_path: Path) -> None:
    robot = replace(door(), file="robot/assembly.py")
    product, _ = product_to_be(tmp_path, results(robot), Wishes())
    assert product is not None
    assert product.adopted.number(0) == "ROBOT-00"


def test_a_second_assembly_is_one_part_of_several_bodies_and_says_why(tmp_path: Path) -> None:
    gate = replace(door(), file="lib/gate.py", name="gate")
    none, notes = product_to_be(tmp_path, results(door(), gate), Wishes())
    assert (none, [dict(note.values)["source"] for note in notes]) == (
        None,
        ["lib/door.py", "lib/gate.py"],
    )
    product, _ = product_to_be(tmp_path, results(door()), Wishes())
    assert product is not None
    list(write_product(tmp_path, product, {}, Names([], set()), "fr"))
    none, notes = product_to_be(tmp_path, results(gate), Wishes())
    assert none is None
    assert "has a product already" in notes[0].say("en")
    assert product_to_be(tmp_path, results(gate), Wishes(whole=True)) == (None, [])


def test_the_model_of_a_step_file_reads_it_where_it_is() -> None:
    text = model_text(part("step"), "parts/plate_2", "fr")
    asked_for: list[str] = []
    read = SimpleNamespace(importers=SimpleNamespace(importStep=asked_for.append))
    namespace: dict[str, object] = {"cq": read, "__file__": "/p/parts/plate_2/model.py"}
    exec(text.replace("import cadquery as cq\n", ""), namespace)
    namespace["build"](None)  # type: ignore[operator]
    assert [Path(p).as_posix() for p in asked_for] == ["/p/parts/plate_2/../../lib/plate.py"]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_specification_is_valid_as_it_is_and_with_its_proposals(lang: str) -> None:
    proposals = (
        Proposal(name="length", size="80", between=("<X", ">X")),
        Proposal(name="bore", size="4× ⌀2.4"),
    )
    offer = Offer(origin="shown", solids=3, proposals=proposals)
    given = Adopted(
        name="plate", file="lib/plate.py", offer=offer, only=True,
        numbers=(("length", 80.0), ("bore", 2.4), ("WALL", 2.0)), material="C45",
    )  # fmt: skip
    text = spec_text(given, lang)
    spec = parse(text, "spec.toml", PartSpec, database())
    assert (spec.part.bodies, spec.part.material_name, dict(spec.dimensions)) == (3, "C45", {})
    opened = text.replace("# length", "length").replace("# bore", "bore")
    asked_for = parse(opened, "spec.toml", PartSpec, database()).dimensions
    assert {name: float(d.size.nominal) for name, d in asked_for.items()} == {
        "length": 80.0,
        "bore": 2.4,
    }  # type: ignore[attr-defined]
    assert "#   WALL = 2" in text


def test_a_part_of_unknown_material_weighs_what_its_volume_weighs_as_water() -> None:
    spec = parse(spec_text(part(), "fr"), "spec.toml", PartSpec, database())
    assert spec.part.density_kg_m3 == 1000


def test_a_long_name_gives_a_number_that_fits_and_is_its_own() -> None:
    names = [f"sweep_with_multiple_sections_and_more_{n}" for n in range(20)]
    specs = [
        parse(spec_text(replace(part(), name=name), "fr"), "spec.toml", PartSpec, database())
        for name in names
    ]
    numbers = {spec.part.number for spec in specs}
    assert len(numbers) == len(names)
    assert max(map(len, numbers)) <= 32


def test_targets_are_said_as_they_were_asked() -> None:
    assert Target(file="a.py", expression="b(1)").said == "a.py::b(1)"
