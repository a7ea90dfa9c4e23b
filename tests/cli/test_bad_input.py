"""Bad input, each kind that the product promises to refuse: one clear message, exit code 2.

Every case goes through the real command. The message names the file, the line or the dotted path,
what came and what to do; nothing of the project changes but ``output/report.json``, which says that
the build is not complete.
"""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from gmp_cad.cli.main import main
from gmp_cad.spec.project import load_project

SPEC, PRODUCT, PLAN = "parts/cale/spec.toml", "parts/product.toml", "parts/cale/process.toml"
FIXTURE, WORKSHOP = "fixtures_design/bloc/fixture.toml", "workshop.toml"
REPORT, ENGLISH_REPORT = "output/report.json", "output/en/report.json"
LOCK = ".gmp-cache/project.lock"  # empty; builds of a project write one at a time
LIMIT_S = 10.0

# What the starter project lacks: a plan, a workshop, a fixture; and an output of an earlier build.
OWN_FILES = {
    PLAN: """[stock]
form = "bar"
size = [84, 54, 24]

[[phase]]
number = 10
title = "Fraisage"
machine = "FRAISEUSE"
fixture = "bloc"
locating = [{ on = "stock <Z", normals = 3 }]
clamping = [{ on = "stock >X", force = 8000 }]
tolerances = ["bore_position"]
[[phase.operation]]
kind = "face_milling"
makes = ["top"]
[[phase.dimension]]
name = "Cf101"
size = "22 ±0,05"
between = ["stock <Z", "top"]
""",
    WORKSHOP: '[[machine]]\nid = "FRAISEUSE"\ntitle = "Fraiseuse"\nkind = "milling"\npower_kw = 5.5\n',
    FIXTURE: """[fixture]
number = "MT-10"
title = "Montage"
workpiece = "cale"
phase = 10

[[item]]
ref = 1
part = "socle"

[locators]
socle = [1, 2, 3]
""",
    "fixtures_design/bloc/assembly.py": "def build(parts, d, workpiece):\n    return parts\n",
    "fixtures_design/bloc/socle/spec.toml":
        '[part]\nnumber = "MT-11"\ntitle = "Socle"\nmaterial = "S235JR"\n',
    "fixtures_design/bloc/socle/model.py": "def build(d):\n    return None\n",
    "output/dossier.pdf": "an earlier build",
    "output/parts/cale/cale.step": "ISO-10303-21;",
    REPORT: '{"version": 1, "complete": true}\n',
}  # fmt: skip

Edit = Callable[[Path], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is done to the project, and what the first problem must say (English).

    ``path`` is the dotted address; ``line`` starts the line of the file that is named.
    """

    edit: Edit
    file: str
    path: str = ""
    line: str = ""
    says: str
    do: str = ""


def swap(file: str, old: str, new: str) -> Edit:
    def edit(root: Path) -> None:
        text = (root / file).read_text("utf-8")
        assert old in text, old
        (root / file).write_text(text.replace(old, new, 1), "utf-8")

    return edit


def add(file: str, text: str) -> Edit:
    return lambda root: (root / file).write_text((root / file).read_text("utf-8") + text, "utf-8")


def write(file: str, data: bytes) -> Edit:
    return lambda root: (root / file).write_bytes(data)


def rename(old: str, new: str) -> Edit:
    return lambda root: (root / old).rename(root / new)


def bore(text: str, says: str, do: str = "") -> Case:
    return Case(edit=swap(SPEC, "⌀16 H7 Ⓔ", text), file=SPEC, path="dimensions.bore.size",
                line="bore =", says=says, do=do)  # fmt: skip


def length(text: str, says: str, do: str = "") -> Case:
    return Case(edit=swap(SPEC, "80 ±0,1", text), file=SPEC, path="dimensions.length.size",
                line="length =", says=says, do=do)  # fmt: skip


def at(edit: Edit, file: str, path: str, says: str, do: str = "") -> Case:
    return Case(edit=edit, file=file, path=path, says=says, do=do)


def stock(file: str, says: str) -> Case:
    edit = swap(PLAN, 'form = "bar"\nsize = [84, 54, 24]', f'form = "step"\nfile = "{file}"')
    return at(edit, PLAN, "stock.file", says)


def linked(root: Path) -> None:
    """Make a file a symbolic link to itself."""
    (root / PLAN).unlink()
    (root / PLAN).symlink_to(root / PLAN)


def noise(count: int) -> bytes:
    return random.Random("garbage").randbytes(count)


TWICE = "[[phase.dimension]]\n" + 'name = "Cf101"\nsize = "10"\non = "bore"\n'
BIG = 10_000_000
LIMIT = "at most 500000 are read"

CASES: dict[str, Case] = {
    # Unknown keys, with a suggestion.
    "key of a part": at(swap(SPEC, "surface_texture", "surfase_texture"), SPEC,
        "part.surfase_texture", "unknown key 'surfase_texture'", "did you mean 'surface_texture'?"),
    "key of a dimension": at(swap(SPEC, "ra = ", "rra = "), SPEC, "dimensions.bore.rra", "unknown key 'rra'",
        "did you mean 'ra'?"),
    "table of a part": at(swap(SPEC, "[features]", "[feature]"), SPEC, "feature", "unknown key",
        "did you mean 'features'?"),
    "key of the product": at(swap(PRODUCT, "mass_budget", "mas_budget"), PRODUCT, "product.mas_budget",
        "unknown key", "did you mean 'mass_budget'?"),
    "key of a phase": at(swap(PLAN, "clamping", "clampin"), PLAN, "phase[0].clampin", "unknown key",
        "did you mean 'clamping'?"),
    "key of a fixture": at(swap(FIXTURE, "workpiece", "workpeice"), FIXTURE, "fixture.workpeice",
        "unknown key", "did you mean 'workpiece'?"),
    "key of the workshop": at(swap(WORKSHOP, "power_kw", "power_kW"), WORKSHOP, "machine[0].power_kW",
        "unknown key", "did you mean 'power_kw'?"),
    # Wrong units.
    "centimetres": length("80 cm ±0,1", "'cm' is not understood here", "write no unit: sizes are in mm"),
    "inches": length("3 in", "'in' is not understood here", "write no unit"),
    "micrometres": bore("⌀16 ±5 µm", "'µm' is not understood here", "write no unit"),
    "pounds": at(swap(PRODUCT, "≤ 1 kg", "≤ 1 lb"), PRODUCT, "product.mass_budget", "≤ 6 kg"),
    "newtons in words": at(swap(PLAN, "force = 8000", 'force = "8 kN"'), PLAN,
        "phase[0].clamping[0].force", 'expected a number, not "8 kN"'),
    "a size without quotes": at(swap(SPEC, '"80 ±0,1"', "80"), SPEC, "dimensions.length.size",
        'a size in quotes such as "40 ±0,1"'),
    # Not finite.
    "nan": at(swap(SPEC, 'ra = "Ra 1,6"', "model = nan"), SPEC, "dimensions.bore.model", "finite"),
    "inf": at(swap(PLAN, "8000", "inf"), PLAN, "phase[0].clamping[0].force", "finite"),
    "inf in a list": at(swap(PLAN, "[84, 54,", "[84, -inf,"), PLAN, "stock.size[1]", "finite"),
    "nan density": at(swap(SPEC, '"S235JR"', '{ name = "x", density_kg_m3 = nan }'), SPEC,
        "part.material.density_kg_m3", "finite"),
    "nan as a size": length("nan", "expected a number"),
    "infinity as a size": length("∞", "expected a number"),
    "five thousand digits": length("9" * 5000, "too large"),
    # Negative and zero.
    "a negative length": length("-80 ±0,1", "expected a number", "a size has no sign"),
    "a negative diameter": bore("⌀-16", "expected a number"),
    "a zero diameter": bore("⌀0", "greater than zero"),
    "a negative depth": bore("⌀16 ↧-5", "expected a number"),
    "a negative zone": at(swap(SPEC, '"⌀0,1"', '"-0,1"'), SPEC, "tolerances.bore_position.value", "number"),
    "a negative stock": at(swap(PLAN, "[84, 54,", "[84, -54,"), PLAN, "stock.size", "positive"),
    "a negative force": at(swap(PLAN, "8000", "-1"), PLAN, "phase[0].clamping[0].force", "more than 0"),
    # Inverted limits.
    "inverted deviations": length("80 +0,1/+0,2", "inverted", "+0,2/+0,1"),
    "inverted limits": length("79,9/80,1", "inverted", "80,1/79,9"),
    "an inverted range": at(add(PRODUCT, "[parameters]\nx = { from = 80, to = 0, default = 40 }\n"), PRODUCT,
        "parameters.x", "from ≤ default ≤ to"),
    # Fits outside the tables.
    "a class that is none": bore("⌀16 Q7", "'Q7' is no tolerance class of ISO 286", "H7"),
    "a grade that is none": bore("⌀16 H77", "'H77' is no tolerance class", "did you mean 'H7'?"),
    "a size outside ISO 286": bore("⌀5000 H7", "5000 mm is outside the tables of ISO 286"),
    "a thread that is none": bore("M17,3", "M17"),
    # Unknown material.
    "unknown material": at(swap(SPEC, "S235JR", "S235RJ"), SPEC, "part.material",
        "unknown material 'S235RJ'", "did you mean 'S235JR'?"),
    # Names given twice.
    "a key twice": Case(edit=swap(SPEC, 'holes = "2× ⌀6,6"\n', 'holes = "2× ⌀6,6"\nholes = "⌀7"\n'), file=SPEC,
        line='holes = "⌀7"', says="written twice"),
    "a table twice": Case(edit=add(SPEC, "[datums]\n"), file=SPEC, line="[datums]", says="written twice"),
    "an item twice": at(add(PRODUCT, '[[item]]\nref = 3\npart = "cale"\n'), PRODUCT, "item[2]",
        "'cale' is used twice", "another name"),
    "a reference twice": at(swap(PRODUCT, "ref = 2", "ref = 1"), PRODUCT, "item[1].ref", "used twice"),
    "a phase twice": at(add(PLAN, '[[phase]]\nnumber = 10\ntitle = "x"\n'), PLAN, "phase[1].number",
        "used twice"),
    "a Cf twice": at(add(PLAN, TWICE), PLAN, "phase[0].dimension[1].name", "Cf101 is used twice"),
    "a machine twice": at(lambda root: (root / WORKSHOP).write_text(OWN_FILES[WORKSHOP] * 2, "utf-8"),
        WORKSHOP, "machine[1].id", "'FRAISEUSE' is used twice"),
    "a part and a fixture": at(rename("fixtures_design/bloc", "fixtures_design/cale"), "fixtures_design/cale",
        "", "both called 'cale'", "rename"),
    "a feature and a dimension": at(swap(SPEC, 'base = "<Z"', 'base = "<Z"\nlength = "<Z"'), SPEC,
        "features.length", "both a feature and a dimension"),
    # Datums that depend on one another, or on nothing.
    "a datum loop": at(add(SPEC,
        'base_perp = { symbol = "perpendicularity", value = "0,1", on = "base", datums = ["B"] }\n'
        'front_perp = { symbol = "perpendicularity", value = "0,1", on = "front", datums = ["A"] }\n'), SPEC,
        "tolerances.front_perp.datums", "the datums depend on one another"),
    "a datum on a datum": at(swap(SPEC, 'B = "front"', 'B = "A"'), SPEC,
        "datums.B", "datum B stands on the datum A", "a feature"),
    "an undefined datum": at(swap(SPEC, '["A", "B", "C"]', '["A", "E"]'), SPEC,
        "tolerances.bore_position.datums", "the datum 'E' is not defined", "A, B, C"),
    # Names that lead back to themselves.
    "two features in a circle": at(swap(SPEC, 'base = "<Z"\ntop = ">Z"', 'base = "top"\ntop = "base[1]"'), SPEC,
        "features.base", "the names refer to one another: base → top → base", "selector"),
    "a feature named by itself": at(swap(SPEC, 'base = "<Z"', 'base = "base"'), SPEC, "features.base",
        "refer to one another: base → base"),
    "a dimension between itself": at(swap(SPEC, '"left", "right"', '"length", "right"'), SPEC,
        "dimensions.length", "length → length"),
    "a fit with itself": at(add(PRODUCT, '[[fit]]\nhole = "cale.bore"\nshaft = "cale.bore"\n'), PRODUCT,
        "fit[0]", "fitted with itself"),
    "a joint with itself": at(add(PRODUCT, '[[joint]]\nkind = "press"\na = "cale"\nb = "cale"\n'), PRODUCT,
        "joint[0]", "joined to itself"),
    "stock from the output": stock("output/parts/cale/cale.step", "written by the build itself"),
    # Files that are no text, or no TOML.
    "Latin-1": Case(edit=write(SPEC, 'a = 1\ntitle = "é"\n'.encode("latin-1")), file=SPEC, line="title",
        says="not UTF-8", do="save it as UTF-8"),
    "UTF-16": Case(edit=write(SPEC, '[part]\ntitle = "é"\n'.encode("utf-16")), file=SPEC, says="not UTF-8",
        do="save it as UTF-8"),
    "an open quote": Case(edit=swap(SPEC, '"2× ⌀6,6"', '"2× ⌀6,6'), file=SPEC, line="holes =",
        says="TOML syntax error: a quote is opened"),
    "an open bracket": Case(edit=swap(PRODUCT, "[[item]]", "[[item]"), file=PRODUCT, line="[[item]",
        says="TOML syntax error: a closing bracket ]"),
    "a merge in conflict": Case(edit=add(SPEC, "\n<<<<<<< HEAD\n"), file=SPEC, line="<<<<<<<",
        says="TOML syntax error: a line must read", do="remove its marks"),
    "10 MB of noise": Case(edit=write(SPEC, noise(BIG)), file=SPEC, says=LIMIT, do="right file"),
    "10 MB of zeros": Case(edit=write(PRODUCT, bytes(BIG)), file=PRODUCT, says=LIMIT, do="right file"),
    "10 MB on one line": Case(edit=write(PLAN, b"x = '" + b"a" * BIG + b"'"), file=PLAN, says=LIMIT),
    "noise up to the limit": Case(edit=write(WORKSHOP, noise(500_000)), file=WORKSHOP, says="UTF-8"),
    "lists in lists": Case(edit=write(PLAN, b"x = " + b"[" * 499_000), file=PLAN, says="nested too deeply"),
    "a key of a hundred thousand words": Case(edit=write(SPEC, b"a." * 249_000 + b"a = 1"), file=SPEC,
        says="nested too deeply"),
    "fifty thousand unknown keys": at(
        write(SPEC, b"".join(b"k%d=1\n" % i for i in range(50_000))), SPEC, "part", "'part' is missing"),
    "a link to itself": Case(edit=linked, file=PLAN, says="symbolic links"),
    # Names that would lead out of the project, or that not every platform stores.
    "part = ../x": at(swap(PRODUCT, 'part = "cale"', 'part = "../cale"'), PRODUCT, "item[0].part",
        "'../cale' is not a name"),
    "part = /etc": at(swap(PRODUCT, 'part = "cale"', 'part = "/etc"'), PRODUCT, "item[0].part", "not a name"),
    "name = ../x": at(swap(PRODUCT, '"vis"', '"../vis"'), PRODUCT, "item[1].name", "not a name"),
    "name = con": at(swap(PRODUCT, '"vis"', '"con"'), PRODUCT, "item[1].name", "reserved file name on Windows",
        "another name"),
    "number = ../x": at(swap(PRODUCT, "PR-00", "../PR-00"), PRODUCT, "product.number", "cannot name a file"),
    "number = C:/x": at(swap(PRODUCT, "PR-00", "C:/PR"), PRODUCT, "product.number", "cannot name a file"),
    "number = CON.x": at(swap(PRODUCT, "PR-00", "CON.x"), PRODUCT, "product.number", "cannot name a file"),
    "a dimension ../x": at(swap(SPEC, "bore_y", '"../x"'), SPEC, 'dimensions."../x"', "not a name"),
    "a dimension lpt1": at(swap(SPEC, "bore_y", "lpt1"), SPEC, "dimensions.lpt1", "reserved file name"),
    "fixture = ../x": at(swap(PLAN, '"bloc"', '"../bloc"'), PLAN, "phase[0].fixture", "not a name"),
    "workpiece = ../x": at(swap(FIXTURE, '"cale"', '"../cale"'), FIXTURE, "fixture.workpiece", "not a name"),
    "standard = ../x": at(swap(PRODUCT, "ISO 4762 - M6x30 - 8.8", "../../x"), PRODUCT, "item[1].standard",
        "no designation", "ISO 4762"),
    "stock ../x": stock("../x.step", "no file of the project"),
    "stock a/../../x": stock("a/../../x.step", "no file of the project"),
    "stock /etc/passwd": stock("/etc/passwd", "no file of the project"),
    "stock C:\\x": stock("C:\\\\x.step", "no file of the project"),
    "a folder con": at(rename("parts/cale", "parts/con"), "parts/con", "", "reserved file name on Windows"),
    "a folder with a space": at(rename("parts/cale", "parts/la cale"), "parts/la cale", "", "not a name",
        "la_cale"),
}  # fmt: skip


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("bad") / "p"
    assert main(["new", str(root)]) == 0
    for file, text in OWN_FILES.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text, "utf-8")
    return root


@pytest.fixture
def project(valid: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    shutil.copytree(valid, tmp_path / "p")
    capsys.readouterr()
    return tmp_path / "p"


def tree(root: Path) -> dict[str, str]:
    """Every file of the project but the report and the lock, with the hash of its content."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(
            path.readlink().as_posix().encode() if path.is_symlink() else path.read_bytes()
        ).hexdigest()
        for path in sorted(root.rglob("*"))
        if (path.is_symlink() or path.is_file())
        and path.relative_to(root).as_posix() not in (REPORT, ENGLISH_REPORT, LOCK)
    }


def test_without_a_fault_the_project_is_valid(valid: Path) -> None:
    load_project(valid)


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_one_clear_message_and_nothing_else(
    name: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = CASES[name]
    case.edit(project)
    before, started = tree(project), time.monotonic()
    assert main(["build", "--project", str(project), "--lang", "en", "--json"]) == 2
    assert time.monotonic() - started < LIMIT_S
    assert tree(project) == before
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    data = json.loads(told.out)
    assert data["complete"] is False
    assert data["coverage"] == {}
    found = [
        f for f in data["findings"]
        if (f["where"]["file"], f["where"]["path"]) == (case.file, case.path) and case.says in f["message"]
    ]  # fmt: skip
    assert found, data["findings"][:3]
    assert {f["status"] for f in data["findings"]} == {"FAIL"}
    assert len(data["findings"]) <= 101
    (first, *_) = found
    assert case.do in (first["hint"] or "")
    if case.line:
        lines = (project / case.file).read_bytes().decode("latin-1").splitlines()
        assert lines[first["where"]["line"] - 1].startswith(case.line.encode().decode("latin-1"))
    report = json.loads((project / ENGLISH_REPORT).read_text("utf-8"))
    assert data == data | report


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_told_in_french_with_its_place(
    name: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = CASES[name]
    case.edit(project)
    before = tree(project)
    assert main(["check", "--project", str(project)]) == 2
    told = capsys.readouterr().err
    assert case.file in told
    assert case.path in told
    assert "Traceback" not in told
    assert len(told) < 40_000
    assert tree(project) == before
    report = json.loads((project / REPORT).read_text("utf-8"))
    assert report["complete"] is False
    assert report["findings"]


@pytest.mark.parametrize(
    "name", ["nan", "Latin-1", "10 MB of noise", "two features in a circle", "part = ../x", "lists in lists"]
)  # fmt: skip
def test_the_command_itself_ends_with_2(name: str, project: Path) -> None:
    case = CASES[name]
    case.edit(project)
    before = tree(project)
    run = subprocess.run(
        [sys.executable, "-m", "gmp_cad", "build", "--lang", "en"], cwd=project, check=False,
        capture_output=True, text=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert run.returncode == 2
    assert run.stdout == ""
    assert case.file in run.stderr
    assert case.says in " ".join(run.stderr.split())
    assert "Traceback" not in run.stderr
    assert tree(project) == before


def test_what_a_fault_hid_is_told_in_the_same_run(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A title block, a size and a zone are wrong; so are a size without tolerance and a datum."""
    for edit in (
        swap(SPEC, "S235JR", "S235RJ"),
        swap(SPEC, '"2× ⌀6,6"', '"2× ⌀6,6 Q9"'),
        swap(SPEC, 'size = "50"', 'size = "50000"'),
        swap(SPEC, '["A", "B", "C"] }', '["A", "E"] }\nflat = { symbol = "flatness", value = "x", on = "base" }'),
        swap(SPEC, 'base = "<Z"\ntop = ">Z"', 'base = "top"\ntop = "base"'),
    ):  # fmt: skip
        edit(project)
    assert main(["build", "--project", str(project), "--lang", "en", "--json"]) == 2
    paths = [f["where"]["path"] for f in json.loads(capsys.readouterr().out)["findings"]]
    assert sorted(paths) == [
        "dimensions.holes", "dimensions.width.size", "features.base", "part.material",
        "tolerances.bore_position.datums", "tolerances.flat.value",
    ]  # fmt: skip
