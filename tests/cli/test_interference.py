"""``gmp-cad interference``: verdicts of assemblies whose interferences are known in advance."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from typing import Any

import cadquery as cq
import pytest
from jsonschema import Draft202012Validator

from gmp_cad.cli.main import main
from gmp_cad.cli.schema import schemas

HEIGHT = 6.0
HOLE = 8.4
Capture = pytest.CaptureFixture[str]


def assembly() -> cq.Assembly:
    """A plate with three holes: a bolt 0.1 mm too thick all round, one that fits, one with play.

    A ball hangs inside a hollow box, a second plate is 1 µm deep in the first, a lid is open.
    """
    plate = cq.Workplane().box(90, 30, HEIGHT, centered=(True, True, False))
    plate = plate.faces(">Z").workplane().pushPoints([(-30, 0), (0, 0), (30, 0)]).hole(HOLE)
    whole = cq.Assembly(name="whole").add(plate, name="plate")
    for name, x, size in (("thick", -30, 8.6), ("fitting", 0, HOLE), ("loose", 30, 8.0)):
        bolt = cq.Workplane().circle(size / 2).extrude(20).translate((0, 0, -7))
        whole.add(bolt, name=name, loc=cq.Location((x, 0, 0)))
    low = cq.Workplane().box(20, 20, 4, centered=(True, True, False))
    whole.add(low, name="pressed", loc=cq.Location((0, 25 - 0.001, 0)))
    hollow = cq.Workplane().box(30, 30, 30).cut(cq.Workplane().box(20, 20, 20))
    inside = cq.Assembly(name="inside").add(hollow, name="box")
    inside.add(cq.Workplane().sphere(4), name="ball").add(cq.Workplane().box(2, 2, 2), name="core")
    whole.add(inside, name="cage", loc=cq.Location((0, 0, 200)))
    whole.add(cq.Shell.makeShell(low.val().Faces()[:5]), name="lid")
    return whole


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("loose") / "assembly.step"
    assembly().export(str(path))
    return path


@pytest.fixture(scope="module")
def told(file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What is said of the assembly, asked for once; the results are kept beside it."""
    folder = tmp_path_factory.mktemp("answers")
    with pytest.MonkeyPatch.context() as patch:
        said: list[str] = []
        patch.setattr("sys.stdout.write", said.append)
        code = main(
            ["interference", str(file), "--json", "--lang", "en", "-j", "1", "--near", "10",
             "--csv", str(folder / "pairs.csv"), "--cache", str(file.parent / "kept")]
        )  # fmt: skip
    return {"code": code, **json.loads("".join(said)), "csv": folder / "pairs.csv"}


def verdicts(told: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {tuple(sorted((p["a"], p["b"]))): p for p in told["pairs"]}


def test_every_pair_has_the_verdict_known_in_advance(told: dict[str, Any]) -> None:
    assert told["code"] == 1
    pairs = verdicts(told)
    ring = pairs["plate", "thick"]
    assert ring["verdict"] == "interference"
    assert ring["volume_mm3"] == pytest.approx(math.pi / 4 * (8.6**2 - HOLE**2) * HEIGHT, rel=1e-9)
    assert ring["depth_mm"] == pytest.approx(0.1, abs=1e-6)
    assert ring["centre_mm"] == pytest.approx((-30, 0, 3), abs=1e-6)
    assert pairs["fitting", "plate"]["verdict"] == "contact"
    play = pairs["loose", "plate"]
    assert play["verdict"] == "clear"
    assert play["distance_mm"] == pytest.approx((HOLE - 8.0) / 2, abs=1e-7)
    assert math.dist(*play["points_mm"]) == pytest.approx(play["distance_mm"], abs=1e-6)
    shallow = pairs["plate", "pressed"]
    assert shallow["verdict"] == "interference"
    assert shallow["depth_mm"] == pytest.approx(0.001, rel=1e-4)
    assert shallow["volume_mm3"] == pytest.approx(20 * 4 * 0.001, rel=1e-6)
    core = pairs["cage/ball", "cage/core"]
    assert (core["verdict"], core["inside"]) == ("interference", "cage/core")
    assert core["volume_mm3"] == pytest.approx(8.0, rel=1e-9)
    hung = pairs["cage/ball", "cage/box"]
    assert (hung["verdict"], hung["distance_mm"]) == ("clear", pytest.approx(6.0))
    assert told["counts"] == {
        "interference": 3, "contact": 1, "clear": len(pairs) - 4, "intended": 0, "unjudged": 0,
    }  # fmt: skip


def test_what_is_printed_is_as_published(told: dict[str, Any]) -> None:
    plain = {name: value for name, value in told.items() if name not in ("code", "csv")}
    faults = Draft202012Validator(schemas("en")["interference_file"]()).iter_errors(plain)
    assert [fault.message for fault in faults] == []
    assert (told["source"], told["complete"], told["leaves"]) == ("assembly.step", False, 9)
    assert told["left_out"] == [
        {"name": "lid", "reason": "it is open: 5 faces that enclose no volume"}
    ]
    assert {p["part"]: p["placed"] for p in told["parts"]}["plate"] == 1
    assert all(p["fault"] is None for p in told["parts"])


def test_the_table_holds_every_pair_the_worst_first(told: dict[str, Any]) -> None:
    head, *rows = csv.reader(told["csv"].read_text("utf-8-sig").splitlines())
    assert head[:4] == ["Part", "Other part", "Verdict", "Depth (mm)"]
    assert {frozenset(row[:2]) for row in rows} == {frozenset(pair) for pair in verdicts(told)}
    assert len(rows) == len(told["pairs"])
    assert set(rows[0][:2]) == {"cage/ball", "cage/core"}
    assert [row[2] for row in rows[:4]] == ["interferes"] * 3 + ["in contact"]


def test_words_name_the_pairs_and_what_was_left_out(file: Path, told: dict[str, Any], capsys: Capture) -> None:  # fmt: skip
    assert told["code"] == 1  # so that the results are kept
    common = [
        "interference",
        str(file),
        "-j",
        "1",
        "--near",
        "10",
        "--cache",
        str(file.parent / "kept"),
    ]
    assert main(common) == 1
    words = " ".join(capsys.readouterr().out.split())
    assert "plate – thick" in words
    assert "profondeur 0,1 mm" in words
    assert "plate – fitting" not in words
    assert "fitting – plate" not in words
    assert (
        "lid n'est comparée à rien : coque ouverte, qui n'enferme aucun volume (faces : 5)" in words
    )
    assert main([*common, "--all", "--lang", "en"]) == 1
    words = " ".join(capsys.readouterr().out.split())
    assert "0.2 mm apart" in words


def test_a_script_without_interference_ends_well(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "pair.py"
    path.write_text("""
import cadquery as cq
box = cq.Workplane().box(10, 10, 10)
show_object(cq.Assembly(name="a").add(box, name="one").add(box, name="two", loc=cq.Location((13, 0, 0))))
""")
    assert main(["interference", str(path), "--json", "-j", "1"]) == 0
    told = json.loads(capsys.readouterr().out)
    (pair,) = told["pairs"]
    assert (pair["verdict"], told["complete"]) == ("clear", True)
    assert pair["distance_mm"] == pytest.approx(3.0)
    assert (len(told["parts"]), told["parts"][0]["placed"]) == (1, 2)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.step"], "nowhere.step does not exist"),
        (["text.txt"], "neither a STEP file nor a script"),
        (["empty.step"], "it does not begin with ISO-10303-21"),
        (["empty.step", "--name", "a"], "--name is for scripts"),
        (["empty.step", "--near", "-1"], "expected mm above 0"),
        (["empty.step", "--near", "nan"], "expected mm above 0"),
        (["empty.step", "--contact", "3"], "at most 0.1"),
        (["--near", "3"], "go with a file"),
    ],
)
def test_what_cannot_be_done_is_said_at_once(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("text.txt", "empty.step"):
        (tmp_path / name).write_text("")
    try:
        code = main(["--lang", "en", "interference", *words])
    except SystemExit as ended:
        code = int(ended.code or 0)
    assert code == 2
    assert said in capsys.readouterr().err


@pytest.mark.slow
def test_without_a_file_the_product_is_told_as_its_build_tells_it(
    tmp_path: Path, capsys: Capture
) -> None:
    root = tmp_path / "p"
    assert main(["new", str(root)]) == 0
    capsys.readouterr()
    assert main(["interference", "--project", str(root), "--json", "-q"]) == 0
    told = json.loads(capsys.readouterr().out)
    faults = Draft202012Validator(schemas("en")["interference"]()).iter_errors(told)
    assert [fault.message for fault in faults] == []
    assert told["counts"]["interference"] == 0
    assert {name for p in told["pairs"] for name in (p["a"], p["b"])} == {"cale", "vis", "vis.2"}
    assert main(["interference", "--project", str(root), "-q", "--lang", "en"]) == 0
    assert "Interference of parts: product.toml" in capsys.readouterr().out


def test_a_part_a_kilometre_away_is_told_and_the_rest_is_compared(
    tmp_path: Path, capsys: Capture
) -> None:
    block = cq.Solid.makeBox(10, 10, 10)
    whole = cq.Assembly(name="whole")
    for name, x in (("one", 0.0), ("two", 9.0), ("three", 20.0), ("lost", 1e6)):
        whole.add(block, name=name, loc=cq.Location((x, 0, 0)))
    whole.export(str(tmp_path / "far.step"))
    code = main(["interference", str(tmp_path / "far.step"), "--json", "--lang", "en", "-j", "1"])
    found = json.loads(capsys.readouterr().out)
    assert code == 1
    assert (found["counts"]["interference"], found["left_out"]) == (1, [])
    assert found["notes"] == ["lost: 1000 m away from all other parts"]
