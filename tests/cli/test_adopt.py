"""``gmp-cad adopt``: a repository of scripts, put under test and kept green until a number changes."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any

import cadquery as cq
import pytest
from jsonschema import Draft202012Validator

from gmp_cad.cli.main import main
from gmp_cad.cli.schema import schemas

TEXTS = {
    "examples/plate.py": """
        import cadquery as cq
        length = 80.0
        hole = 22.0
        result = cq.Workplane().box(length, 60, 10).faces(">Z").workplane().hole(hole)
        show_object(result)
        """,
    "examples/case.py": """
        import cadquery as cq
        from sizes import WALL
        base = cq.Workplane().box(30, 20, 10).faces(">Z").shell(-WALL)
        show_object(base, name="base")
        show_object(cq.Workplane().box(30, 20, WALL), name="lid")
        show_object(cq.Workplane().rect(3, 3), name="outline")
        """,
    "examples/sizes.py": "WALL = 2.0\n",
    "examples/broken.py": "import cadquery as cq\nshow_object(cq.Workplane().box(0, 1, 1))\n",
    "gears/__init__.py": "",
    "gears/tooth.py": "HEIGHT = 3.0\n",
    "gears/wheel.py": """
        import cadquery as cq
        from .tooth import HEIGHT
        def wheel(diameter):
            return cq.Workplane().circle(diameter / 2).extrude(HEIGHT)
        """,
}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("public")
    (root / ".git").mkdir()
    (root / ".gitignore").write_text("*.pyc\n/output")
    for name, text in TEXTS.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(textwrap.dedent(text), encoding="utf-8")
    cq.exporters.export(cq.Workplane().box(5, 6, 7), str(root / "bought.step"))
    return root


def texts(root: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = main([*words, "--json", "--lang", "en"])
    return code, json.loads(capsys.readouterr().out)


SOURCES = ("examples", "bought.step", "gears/wheel.py::wheel(diameter=10)", "gone.py")


@pytest.mark.soak
def test_a_repository_is_put_under_test(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    sources = texts(repository)
    code, found = told(capsys, "adopt", *SOURCES)
    Draft202012Validator(schemas("en")["adopt"]()).validate(found)
    assert code == 2  # gone.py; the script that fails alone would be 3
    names = ["case_base", "case_lid", "plate", "bought", "wheel_wheel"]
    assert [part["part"] for part in found["parts"]] == names
    refused = {row["source"]: row for row in found["refused"]}
    assert set(refused) == {"gone.py", "examples/broken.py", "examples/case.py outline"}
    assert refused["examples/broken.py"]["where"] == "examples/broken.py:2"
    assert (repository / ".gitignore").read_text() == "*.pyc\n/output\n.gmp-cache/\n"
    now = texts(repository)
    changed = {name for name, data in sources.items() if now[name] != data}
    assert changed == {str(repository / ".gitignore")}
    assert {str(repository / name) for name in found["files"]} == (
        set(now) - set(sources)
    ) | changed

    code, again = told(capsys, "adopt", *SOURCES[:3])
    assert (code, again["files"]) == (3, [])
    assert [part["written"] for part in again["parts"]] == [False] * 5
    assert texts(repository) == now

    assert main(["approve", "--all"]) == 0
    assert main(["check"]) == 0
    path = repository / "examples/sizes.py"
    path.write_text("WALL = 2.001\n")
    code, report = told(capsys, "check")
    failed = {
        row["subject"].partition(".")[0] for row in report["findings"] if row["status"] == "FAIL"
    }
    assert (code, failed) == (1, {"case_base", "case_lid"})
    path.write_text("WALL = 2.0\n")
    assert main(["check"]) == 0
    (repository / "gears/tooth.py").write_text("HEIGHT = 3.000001\n")
    code, report = told(capsys, "check")
    failed = {
        row["subject"].partition(".")[0] for row in report["findings"] if row["status"] == "FAIL"
    }
    assert (code, failed) == (1, {"wheel_wheel"})


def test_a_material_that_is_unknown_is_told_before_anything_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = told(capsys, "--project", str(tmp_path), "adopt", ".", "--material", "C54")
    assert code == 2
    assert "C45" in found["hint"]
    assert list(tmp_path.iterdir()) == []


LADDER = """
    import cadquery as cq
    STEP = 30.0
    post = cq.Workplane().box(10, 10, 100)
    rung = cq.Workplane().circle(3).extrude(40.0)
    ladder = cq.Assembly(name="ladder").add(post, name="left")
    ladder.add(post, name="right", loc=cq.Location((50, 0, 0)))
    for number in range(2):
        place = cq.Location((5, 0, STEP * number - 15), (0, 1, 0), 90)
        ladder.add(rung, name=f"rung_{number}", loc=place)
    show_object(ladder)
    """


@pytest.mark.soak
def test_an_assembly_becomes_the_product_and_is_built(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ladder.py").write_text(textwrap.dedent(LADDER), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code, found = told(capsys, "adopt", "ladder.py")
    Draft202012Validator(schemas("en")["adopt"]()).validate(found)
    assert code == 0
    assert found["product"] == {"source": "ladder.py", "pieces": 4, "parts": 2, "written": True}
    assert [part["part"] for part in found["parts"]] == ["post", "rung"]
    assert {"parts/product.toml", "parts/assembly.py"} < set(found["files"])
    assert main(["approve", "--all"]) == 0
    assert main(["build"]) == 0
    mass = json.loads((tmp_path / "output/product/mass.json").read_text("utf-8"))
    volume = 2 * 10_000 + 2 * 40 * 9 * 3.141592653589793
    assert mass["positions"][0]["mass_kg"] == pytest.approx(volume * 1e-6, rel=1e-9)
    for name in ("bom.csv", "drawing.pdf", "LADDER-00.step"):
        assert (tmp_path / "output/product" / name).stat().st_size > 0

    # a longer rung runs into the right post: 0.5 mm deep, π·3²·0.5 of volume
    script = tmp_path / "ladder.py"
    script.write_text(script.read_text("utf-8").replace("40.0", "40.5"), encoding="utf-8")
    code, report = told(capsys, "check")
    failed = {
        (row["subject"], row["check"]) for row in report["findings"] if row["status"] == "FAIL"
    }
    assert code == 1
    meeting = {subject for subject, check in failed if check == "product.interference"}
    assert meeting == {"product.post.2+rung", "product.post.2+rung.2"}
    assert "baseline.geometry" in {c for s, c in failed if s.startswith("rung")}
