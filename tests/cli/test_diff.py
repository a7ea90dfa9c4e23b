"""``gmp-cad diff`` on a small part: exact volumes, lines, verdicts, exit codes, the report."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from gmp_cad.build.comparison import accepted
from gmp_cad.build.comparison.difference import Request, compare
from gmp_cad.build.comparison.difference_request import asked_for
from gmp_cad.build.settings import Settings
from gmp_cad.cli.main import main
from gmp_cad.cli.schema import text_of
from gmp_cad.documents.part.baseline import baseline_text
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.codec import decode
from gmp_cad.evidence.fingerprint import Fingerprint
from tests.git_project import commit, git, start

SPEC = """\
[part]
number = "P-01"
title = "Plaque"
material = "S235JR"
general_tolerances = "ISO 2768-m"
[dimensions]
length = { size = "60", between = ["left", "right"] }
height = { size = "10", between = ["base", "top"] }
bore = "⌀10"
corner = "4× R3"
[features]
base = "<Z"
top = ">Z"
left = "<X"
right = ">X"
"""
MODEL = """\
import cadquery as cq


def build(d):
    plate = cq.Workplane().box(d.length, 40, d.height)  # gmp: free largeur
    plate = plate.edges("|Z").fillet(d.corner).tag("corner")
    return plate.faces(">Z").workplane().hole(d.bore).tag("bore")
"""
BARE = MODEL.replace('    plate = plate.edges("|Z").fillet(d.corner).tag("corner")\n', "")
HEIGHT = 10


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Iterator[Path]:
    """A project of one part and one commit, whose results all tests of the module share."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
            patch.setenv(name, os.devnull)
        root = start(tmp_path_factory.mktemp("diff") / "p")
        commit(
            root, "plate", parts__plaque__spec_DOT_toml=SPEC, parts__plaque__model_DOT_py=MODEL,
            _DOT_gitignore="output/\n.gmp-cache/\n",
        )  # fmt: skip
        yield root


@pytest.fixture
def project(kept: Path) -> Iterator[Path]:
    yield kept
    git(kept, "reset", "-q", "--hard", "start" if git(kept, "tag") else "HEAD")
    git(kept, "clean", "-q", "-fd")


@pytest.fixture(autouse=True)
def _tagged(kept: Path) -> None:
    if not git(kept, "tag"):
        git(kept, "tag", "start")


def edit(project: Path, name: str, old: str, new: str) -> None:
    path = project / "parts" / "plaque" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def diff(project: Path, capsys: Any, *words: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = main(["diff", "--project", str(project), "--json", "--no-pages", "--lang", "en", *words])
    told = json.loads(capsys.readouterr().out)
    return code, told


def part(told: dict[str, Any], name: str = "plaque") -> dict[str, Any]:
    (found,) = [one for one in told["parts"] if one["name"] == name]
    return found


def test_an_identical_tree_differs_in_nothing_and_computes_nothing_twice(project: Path) -> None:
    """The working tree finds all that the revision's folder computed: no key holds the folder."""
    asked = asked_for(project, ["HEAD"])
    request = Request(before=asked.before, after=None, pages=False, folder=project / "output/diff")
    ran: list[str] = []
    hits: list[str] = []

    def listen(event: str, what: Any) -> None:
        if event in ("ran", "hit"):
            (ran if event == "ran" else hits).append(what.id)

    found = compare(project, request, Settings(lang="en"), listen)
    assert found.difference.is_none
    assert found.exit_code == 0
    assert len(ran) == len(set(ran))
    assert {"model:plaque", "fingerprint:plaque"} <= set(hits)
    ran.clear()
    assert compare(project, request, Settings(lang="en"), listen).written == ()
    assert ran == []
    assert not any((project / ".gmp-cache" / "revisions").iterdir())


@pytest.mark.soak
def test_a_bore_one_micrometre_larger(project: Path, capsys) -> None:
    edit(project, "spec.toml", '"⌀10"', '"⌀10,002"')
    code, told = diff(project, capsys, "HEAD")
    assert code == 1
    found = part(told)
    assert found["status"] == "changed"
    assert found["files"][0]["lines"] == [
        {"path": "dimensions.bore", "before": "⌀10", "after": "⌀10,002"}
    ]
    causes = {c["path"]: (c["before"], c["after"]) for c in found["geometry"] if not c["follows"]}
    assert causes["surfaces.bore.radius_mm"] == (pytest.approx(5), pytest.approx(5.001))
    material = found["material"]
    assert material["exact"]
    assert material["added_mm3"] == 0
    assert material["removed_mm3"] == pytest.approx(math.pi * HEIGHT * (5.001**2 - 25), rel=1e-5)
    assert found["mass_kg"] < found["mass_before_kg"]
    jsonschema.validate(told, json.loads(text_of("diff", "en")))
    folder = project / "output" / "diff"
    assert json.loads((folder / "diff.json").read_text("utf-8")) == told
    named = [p["file"] for p in found["pictures"]] + [found["scene"]] * bool(found["scene"])
    assert named
    assert all((folder / name).is_file() for name in named)
    assert "plaque" in (folder / "report.md").read_text("utf-8")
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    diff(project, capsys, "HEAD")
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


@pytest.mark.soak
def test_corners_that_were_forgotten_in_the_terminal(project: Path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "240")
    edit(project, "model.py", MODEL, BARE)
    capsys.readouterr()
    code = main(["diff", "--project", str(project), "HEAD", "--no-pages", "-q", "--lang", "en"])
    told = capsys.readouterr()
    assert code == 1
    assert "plaque — Plaque: changed" in told.out
    assert "lines: +0 −1" in told.out
    volume = (4 - math.pi) * 9 * HEIGHT
    assert f"{volume:.2f} mm³, 4 pieces:" in told.out
    assert "PASS → FAIL" in told.out
    assert "index.html" in told.err


@pytest.mark.soak
def test_a_model_that_fails_on_one_side(project: Path, capsys) -> None:
    edit(project, "model.py", "d.bore)", "d.bohr)")
    code, told = diff(project, capsys, "HEAD")
    assert code == 3
    found = part(told)
    assert found["material"] is None
    assert "after: " in found["no_material"]
    assert "bohr" in found["no_material"]
    assert any("model:plaque" in problem for problem in told["after"]["problems"])
    assert told["before"]["problems"] == []
    assert found["files"][0]["file"].endswith("model.py")
    code, told = diff(project, capsys, "HEAD..")
    assert code == 0


@pytest.mark.soak
def test_a_revision_whose_files_are_not_valid(project: Path, capsys) -> None:
    edit(project, "spec.toml", '"⌀10"', '"⌀⌀10"')
    commit(project, "broken")
    edit(project, "spec.toml", '"⌀⌀10"', '"⌀12"')
    code, told = diff(project, capsys, "HEAD")
    assert code == 2
    assert any("parts/plaque/spec.toml" in problem for problem in told["before"]["problems"])
    found = part(told)
    assert found["files"][0]["lines"] == [
        {"path": "dimensions.bore", "before": "⌀⌀10", "after": "⌀12"}
    ]
    assert found["material"] is None
    assert "before: " in found["no_material"]


@pytest.mark.soak
def test_two_revisions_and_a_part_that_got_another_name(project: Path, capsys) -> None:
    git(project, "mv", "parts/plaque", "parts/platine")
    commit(project, "renamed")
    edit_to = project / "parts" / "platine" / "spec.toml"
    edit_to.write_text("nothing of this is read", "utf-8")
    code, told = diff(project, capsys, "start..HEAD")
    assert code == 1
    found = part(told, "platine")
    assert (found["was"], found["status"], found["geometry"]) == ("plaque", "changed", [])
    assert [one["name"] for one in told["parts"]] == ["platine"]
    assert told["after"]["kind"] == "revision"


@pytest.mark.soak
def test_a_part_that_came_and_one_that_went(project: Path, capsys) -> None:
    other = project / "parts" / "cale"
    other.mkdir()
    (other / "spec.toml").write_text(
        '[part]\nnumber = "C-1"\ntitle = "Cale"\nmaterial = "S235JR"\n'
        'general_tolerances = "ISO 2768-m"\n[dimensions]\nside = { size = "7", between = ["<X", ">X"] }\n'
    )
    (other / "model.py").write_text(
        "import cadquery as cq\n\n\ndef build(d):\n    return cq.Workplane().box(d.side, d.side, d.side)\n"
    )
    code, told = diff(project, capsys, "HEAD")
    assert code == 1
    found = part(told, "cale")
    assert (found["status"], found["mass_before_kg"], found["material"]) == ("added", None, None)
    assert part(told)["status"] == "same"
    commit(project, "two parts")
    code, told = diff(project, capsys, "HEAD..start", "cale")
    assert part(told, "cale")["status"] == "removed"
    assert [one["name"] for one in told["parts"]] == ["cale"]


# ---- the accepted baselines ----


def accept(project: Path) -> str:
    """Write the baseline of the plate as it is; return its text."""
    asked = asked_for(project, ["HEAD"])
    request = Request(before=asked.before, after=None, pages=False, folder=project / "output/diff")
    digests: dict[str, str] = {}

    def listen(event: str, what: Any) -> None:
        if event in ("ran", "hit"):
            digests.update({f"{what.id}/{k}": v for k, v in what.outcome.outputs.items()})

    compare(project, request, Settings(), listen)
    store = Store(project / ".gmp-cache")
    found = decode(store.get(digests["fingerprint:plaque/fingerprint"]), Fingerprint)
    text = baseline_text(found, "plaque")
    (project / "parts/plaque/baseline.toml").write_text(text, "utf-8")
    accepted.keep(project, None, text, store.get(digests["model:plaque/brep"]))
    return text


def forget(project: Path) -> None:
    for path in (project / ".gmp-cache" / "accepted").iterdir():
        path.unlink()


@pytest.mark.soak
def test_without_a_baseline_nothing_is_compared_and_that_is_said(project: Path, capsys) -> None:
    code, told = diff(project, capsys)
    assert code == 0
    assert part(told)["no_baseline"]
    main(["diff", "--project", str(project), "-q", "--lang", "en"])
    assert "Without a baseline: plaque" in capsys.readouterr().out


@pytest.mark.soak
def test_the_baseline_and_the_solid_that_it_was_accepted_with(project: Path, capsys) -> None:
    accept(project)
    code, told = diff(project, capsys, "plaque")
    assert code == 0
    assert (part(told)["status"], part(told)["no_baseline"]) == ("same", False)
    edit(project, "spec.toml", '"⌀10"', '"⌀10,002"')
    code, told = diff(project, capsys)
    assert code == 1
    found = part(told)
    assert found["material"]["removed_mm3"] == pytest.approx(
        math.pi * HEIGHT * (5.001**2 - 25), rel=1e-5
    )
    assert told["before"]["kind"] == "baseline"


@pytest.mark.soak
def test_the_solid_of_a_baseline_is_had_from_its_commit_or_not_at_all(
    project: Path, capsys
) -> None:
    accept(project)
    forget(project)
    edit(project, "model.py", MODEL, BARE)
    code, told = diff(project, capsys)
    assert code == 1
    assert "never committed" in part(told)["no_material"]
    edit(project, "model.py", BARE, MODEL)
    commit(project, "accepted")
    edit(project, "model.py", MODEL, BARE)
    code, told = diff(project, capsys)
    assert part(told)["material"]["added_mm3"] == pytest.approx((4 - math.pi) * 9 * HEIGHT)
    edit(project, ["parts", "..", "baseline.toml"][-1], "volume_mm3 = 2", "volume_mm3 = 3")
    code, told = diff(project, capsys)
    assert "another geometry there" in part(told)["no_material"]


@pytest.mark.soak
def test_a_baseline_that_is_no_file_of_ours(project: Path, capsys) -> None:
    (project / "parts/plaque/baseline.toml").write_text("<<<<<<< HEAD\n")
    code, told = diff(project, capsys)
    assert code == 2
    assert any("baseline.toml" in problem for problem in told["after"]["problems"])


# ---- wrong usage ----


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nope"], "no revision"), (["HEAD", "nope"], "called 'nope'"), (["plaqeu"], "neither"),
        (["HEAD", "--output", "output"], "holds other things"), (["product"], "no revision"),
    ],
)  # fmt: skip
def test_wrong_words_are_one_message(project: Path, capsys, monkeypatch, words, said) -> None:
    monkeypatch.chdir(project)
    code = main(["diff", "--lang", "en", *words])
    told = capsys.readouterr()
    assert code == 2
    assert said in told.err
    assert told.out == ""
