"""A project folder read whole: every fault of every file in one run, each told once."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from gmp_cad.errors import InvalidInputError, Problem, UsageError
from gmp_cad.spec.project import load_project
from gmp_cad.spec.project_folder import find_project

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "gmp_cad" / "starter"
SPEC, PRODUCT = "parts/cale/spec.toml", "parts/product.toml"
PLAN, FIXTURE = "parts/semelle/process.toml", "fixtures_design/semelle_ph20/fixture.toml"


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    shutil.copytree(STARTER, tmp_path / "p")
    return tmp_path / "p"


@pytest.fixture
def example(tmp_path: Path) -> Path:
    for folder in ("parts", "fixtures_design"):
        shutil.copytree(ROOT / folder, tmp_path / "e" / folder)
    return tmp_path / "e"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def problems(root: Path) -> tuple[Problem, ...]:
    with pytest.raises(InvalidInputError) as caught:
        load_project(root)
    return caught.value.problems


def told(root: Path) -> list[tuple[str, str]]:
    return [(p.where.file, p.where.path) for p in problems(root)]


def test_the_example_and_the_starter_are_valid(example: Path, starter: Path) -> None:
    found = load_project(example)
    assert set(found.plans) == {"ecrou", "mors_mobile", "plaquette", "semelle", "vis_manoeuvre"}
    fixtures = {name: fixture.spec.name for name, fixture in found.fixtures.items()}
    assert fixtures == {name: name for name in ("ecrou_ph20", "ecrou_ph30", "semelle_ph20")}
    assert all(spec.name == name for name, spec in found.parts.items())
    assert list(load_project(starter).parts) == ["cale"]


def test_all_errors_of_all_files_come_in_one_run(example: Path) -> None:
    edit(example / "parts/semelle/spec.toml", "EN-GJL-250", "EN-GLJ-250")
    edit(example / PLAN, "number = 20", "number = -1")
    edit(example / PRODUCT, "mass_budget", "mass_bugdet")
    edit(example / FIXTURE, 'part = "lardon"', 'part = "lardons"\nname = "lardon"')
    edit(example / "fixtures_design/semelle_ph20/lardon/spec.toml", "number =", "numero =")
    (example / "workshop.toml").write_text('[[tool]]\nid = 1\ntitle = "x"\nkind = "drill"\n')
    assert told(example) == [
        ("workshop.toml", "tool[0].id"),
        ("parts/semelle/spec.toml", "part.material"),
        (PLAN, "phase[1].number"),
        (PRODUCT, "product.mass_bugdet"),
        ("fixtures_design/semelle_ph20/lardon/spec.toml", "part.numero"),
        (FIXTURE, "item[5].part"),
    ]


def test_a_file_that_failed_is_not_told_missing_as_well(example: Path) -> None:
    edit(example / "parts/semelle/spec.toml", "EN-GJL-250", "?")
    assert told(example) == [("parts/semelle/spec.toml", "part.material")]


def test_a_badly_named_folder_is_one_fault(starter: Path) -> None:
    (starter / "parts/cale").rename(starter / "parts/Cale")
    (found,) = problems(starter)
    assert found.where.file == "parts/Cale"
    assert "cale" in str(found.hint)


@pytest.mark.parametrize(
    ("old", "new", "path", "hint"),
    [
        ('machine = "CU-3AX"', 'machine = "CU3AX"', "phase[0].machine", "CU-3AX"),
        ('tool = "FS-80"', 'tool = "FS-800"', "phase[0].operation[0].tool", "FS-80"),
        ('gauge = "ME-0-25"', 'gauge = "ME-25"', "phase[1].dimension[0].gauge", "ME-0-25"),
        ('gauge = "MMT"', 'gauge = "MTM"', "phase[5].operation[0].gauge", "MMT"),
        ('"semelle_ph20"', '"semelle_ph21"', "phase[1].fixture", "semelle_ph20"),
        ('["bottom_flat"]', '["botom_flat"]', "phase[0].tolerances", "bottom_flat"),
        ('name = "Cf301"', 'name = "Cf201"', "phase[2].dimension[0].name", None),
        ('workholding = { fr = "Étau, cales parallèles", en = "Vice, parallels" }', 'fixture = "semelle_ph20"',
         "phase[0].fixture", None),
        ('form = "casting"', 'form = "step"\nfile = "brut.step"', "stock.file", None),
    ],
)  # fmt: skip
def test_a_name_that_leads_nowhere_is_told_at_its_line(
    example: Path, old: str, new: str, path: str, hint: str | None
) -> None:
    before = (example / PLAN).read_text("utf-8").split(old)[0]
    line = before.count("\n") + new.count("\n") + 1
    edit(example / PLAN, old, new)
    (found,) = problems(example)
    assert (found.where.file, found.where.path, found.where.line) == (PLAN, path, line)
    assert hint is None or hint in str(found.hint)


STEEL = '[[material]]\nname = "Monacier"\nlike = "C45"\ndensity_kg_m3 = 7810\n'
CALE = 'material = "S235JR"'


def test_a_part_may_be_of_a_material_of_the_workshop(starter: Path) -> None:
    edit(starter / SPEC, CALE, 'material = "monacier"')
    (starter / "workshop.toml").write_text(STEEL)
    part = load_project(starter).parts["cale"].part
    assert (part.material_name, part.density_kg_m3) == ("monacier", 7810)
    assert (part.matter.designation, part.matter.kc1_mpa) == ("Monacier", 1500)
    assert part.matter.origin == "workshop.toml"


@pytest.mark.parametrize(
    ("written", "hint"), [("Monacierr", "'Monacier'"), ("C46", "'C45'"), ("@@@", "Monacier")]
)
def test_an_unknown_material_is_one_fault_with_a_name_of_either_list(
    starter: Path, written: str, hint: str
) -> None:
    edit(starter / SPEC, CALE, f'material = "{written}"')
    (starter / "workshop.toml").write_text(STEEL)
    (found,) = problems(starter)
    assert (found.where.file, found.where.path) == (SPEC, "part.material")
    line = (starter / SPEC).read_text("utf-8").splitlines()[(found.where.line or 0) - 1]
    assert line == f'material = "{written}"'
    assert hint in str(found.hint)


@pytest.mark.parametrize(
    ("shop", "file"),
    [
        (STEEL + "[[tool]]\nid = 1\n", {"workshop.toml"}),  # the material itself is sound
        (STEEL.replace("7810", "-1"), {"workshop.toml"}),
        (STEEL.replace('"C45"', '"C46"'), {"workshop.toml"}),
        ("[[material\n", {"workshop.toml"}),
        ("[[tool]]\nid = 1\n", {"workshop.toml", SPEC}),
    ],
)
def test_a_fault_of_the_workshop_is_not_told_at_the_part_as_well(
    starter: Path, shop: str, file: set[str]
) -> None:
    edit(starter / SPEC, CALE, 'material = "Monacier"')
    (starter / "workshop.toml").write_text(shop)
    assert {p.where.file for p in problems(starter)} == file


def test_a_tool_of_the_own_workshop_is_known(example: Path) -> None:
    edit(example / PLAN, 'tool = "FS-80"', 'tool = "MY-1"')
    shop = '[[tool]]\nid = "MY-1"\ntitle = "x"\nkind = "drill"\n'
    (example / "workshop.toml").write_text(shop)
    assert load_project(example).workshop.tool("MY-1")


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('workpiece = "semelle"', 'workpiece = "semele"', "fixture.workpiece"),
        ("phase = 20", "phase = 25", "fixture.phase"),
        ('"pion_appui.2" = 2', '"pion_appuie.2" = 2', 'locators."pion_appuie.2"'),
        ('"pion_appui.2" = 2', '"pion_appui.4" = 2', 'locators."pion_appui.4"'),
        ('"pion_appui.2" = 2', '"pion_appui.2" = 1', 'locators."pion_appui.2"'),
        ('"pion_appui.2" = 2', '"pion_appui.2" = 7', 'locators."pion_appui.2"'),
        ('name = "vis_lardon"', 'name = "workpiece"', "item[7].name"),
    ],
)
def test_a_fixture_that_holds_nothing_is_one_fault(
    example: Path, old: str, new: str, path: str
) -> None:
    edit(example / FIXTURE, old, new)
    found = problems(example)
    assert [(p.where.file, p.where.path) for p in found] == [(FIXTURE, path)]
    assert found[0].where.line is not None


@pytest.mark.parametrize(
    ("gone", "file"),
    [
        ("parts/cale/model.py", "parts/cale/model.py"),
        ("parts/cale/spec.toml", "parts/cale/spec.toml"),
        ("parts/assembly.py", "parts/assembly.py"),
        ("parts/product.toml", "parts/product.toml"),
    ],
)
def test_a_missing_file_is_one_fault(starter: Path, gone: str, file: str) -> None:
    (starter / gone).unlink()
    assert told(starter) == [(file, "")]
    (starter / gone).mkdir()
    assert told(starter) == [(file, "")]


@pytest.mark.parametrize(
    ("name", "new"), [("spec.toml", "Spec.toml"), ("spec.toml", "spec.toml.txt"), ("model.py", "Model.py")]
)  # fmt: skip
def test_a_misnamed_file_is_named(starter: Path, name: str, new: str) -> None:
    folder = starter / "parts/cale"
    (folder / name).rename(folder / new)
    (found,) = problems(starter)
    assert found.where.file == f"parts/cale/{new}"
    assert name in str(found.message)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes and links")
def test_what_is_no_file_is_never_opened(starter: Path) -> None:
    (starter / SPEC).unlink()
    os.mkfifo(starter / SPEC)
    assert told(starter) == [(SPEC, "")]
    (starter / SPEC).unlink()
    (starter / SPEC).symlink_to("spec.toml")
    (found,) = problems(starter)
    assert "circle" in str(found.message)


def test_a_folder_that_cannot_be_listed_is_a_problem(
    starter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> object:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "iterdir", refuse)
    (found,) = problems(starter)
    assert found.where.file == "parts"
    assert "permissions" in str(found.message)


@pytest.mark.parametrize("name", ["product", "con", "class", "a b", "é"])
def test_folders_that_cannot_name_a_part(starter: Path, name: str) -> None:
    shutil.copytree(starter / "parts/cale", starter / "parts" / name)
    assert told(starter) == [(f"parts/{name}", "")]


def test_a_part_and_a_fixture_have_different_names(example: Path) -> None:
    shutil.copytree(example / "fixtures_design/semelle_ph20", example / "fixtures_design/semelle")
    assert told(example) == [("fixtures_design/semelle", "")]


def test_without_parts_there_is_no_project(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    assert told(tmp_path) == [("parts", "")]
    assert find_project(tmp_path / "parts") == tmp_path
    (tmp_path / "parts").rmdir()
    with pytest.raises(UsageError):
        find_project(tmp_path)


def test_the_sheet_of_a_school_is_read_with_the_project(starter: Path) -> None:
    """A faulty template stops the build before it starts, with its faults beside all others."""
    own = starter / "docs_templates" / "sheet.toml"
    own.parent.mkdir(exist_ok=True)
    shutil.copy(ROOT / "docs_templates" / "sheet.toml", own)
    load_project(starter)
    edit(own, "width = 180", 'width = "wide"')
    edit(own, 'field = "owner", ', 'field = "ownr", ')
    edit(starter / SPEC, 'title = "Cale"', "title = 1")
    found = told(starter)
    assert ("docs_templates/sheet.toml", "title_block[0].width") in found
    assert any(file == SPEC for file, _ in found)
    assert sum(file == "docs_templates/sheet.toml" for file, _ in found) == 2


@pytest.mark.parametrize("file", ["parts/cale/model.py", "parts/assembly.py"])
def test_a_script_without_end_is_never_read(starter: Path, file: str) -> None:
    if file == "parts/assembly.py":
        (starter / "parts/product.toml").write_text(
            '[product]\nnumber = "P"\ntitle = "P"\n', "utf-8"
        )
    with (starter / file).open("wb") as script:
        script.truncate(10**10)
    found = [p for p in problems(starter) if p.where.file == file]
    assert len(found) == 1
    assert "10000000000 bytes" in found[0].message.say("en")
