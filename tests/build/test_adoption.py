"""Which files are adopted, under which names, and what is written for them."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from gmp_cad.build.adoption.adopted_text import Adopted, model_text, spec_text
from gmp_cad.build.adoption.adoption_targets import Asked, Target, asked, project_to_be
from gmp_cad.errors import UsageError
from gmp_cad.evidence.adoption import Offer, Origin, Proposal
from gmp_cad.spec.literals import literals
from gmp_cad.spec.part import PartSpec
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
