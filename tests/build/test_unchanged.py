"""A build with nothing to do: its short answer is what planning would have said, or it gives none.

The truth is the build itself, which plans as if there were no stamp: where the short answer says
that nothing is to do, it must run no task, write no file, and say the same.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from gmp_cad.build import unchanged
from gmp_cad.build.completion import settled
from gmp_cad.build.project_build import Build, Settings, answer_of, build
from gmp_cad.engine.cache.cache_place import CACHE
from gmp_cad.engine.graph import Result
from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.task import Task, Trace
from gmp_cad.spec.condition import Condition

STARTER = Path(__file__).parents[2] / "gmp_cad" / "starter"
ASKED = Settings(jobs=1)
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One part, whose model reads a file that lies outside of parts/; built, and kept aside."""
    root = tmp_path_factory.mktemp("unchanged") / "p"
    shutil.copytree(STARTER, root, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "parts" / "assembly.py").unlink()
    (root / "parts" / "product.toml").unlink()
    (root / "data").mkdir()
    (root / "data" / "pitch.txt").write_text("0.0")
    model = root / "parts" / "cale" / "model.py"
    text = model.read_text("utf-8").replace(
        "plate = cq", 'assert float(open("../../data/pitch.txt").read()) == 0\n    plate = cq'
    )
    model.write_text(text, "utf-8")
    (root / "docs_templates").mkdir()
    (root / "docs_templates" / "note.typ").write_text("// of the school\n")
    first = build(root, ASKED)
    assert first.exit_code == 0, first.text.decode()
    shutil.copytree(root, root.with_name("kept"))
    return root


@pytest.fixture
def project(pristine: Path) -> Path:
    return as_built(pristine)


def as_built(root: Path) -> Path:
    """Put the project back, with all times new: nothing proves that a file is the same."""
    shutil.rmtree(root)
    shutil.copytree(root.with_name("kept"), root, copy_function=shutil.copyfile)
    return root


def planned(root: Path, asked: Settings) -> Build:
    return build(root, asked)


def agree(root: Path, asked: Settings) -> bool:
    """Compare the short answer with what planning does; return whether there was one."""
    found = unchanged.answer(root, asked)
    if found is None:
        return False
    before = published(root)
    truth = planned(root, asked)
    assert {r.state for r in truth.results.values()} <= {"hit", "failed", "skipped"}
    assert truth.written == ()
    assert not truth.kernel_started
    assert published(root) == before
    assert found == answer_of(truth)
    return True


def published(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted((root / "output").rglob("*"))
        if path.is_file() and path.name != unchanged.INDEX
    }


# --- edits


def rewrite(path: Path) -> None:
    path.write_bytes(path.read_bytes())


def swap(path: Path, old: bytes, new: bytes) -> None:
    """Change a file without a change of its size and times."""
    status, data = path.stat(), path.read_bytes()
    assert old in data
    assert len(old) == len(new)
    path.write_bytes(data.replace(old, new, 1))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    status = path.stat()
    path.write_bytes(bytes(data))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


SPEC, MODEL = "parts/cale/spec.toml", "parts/cale/model.py"
STEP, PDF = "output/parts/cale/cale.step", "output/dossier.pdf"
# What planning does not see either: the answer must stay.
HARMLESS: dict[str, Callable[[Path], object]] = {
    "touch the model": lambda r: (r / MODEL).touch(),
    "save the specification again": lambda r: rewrite(r / SPEC),
    "touch an output": lambda r: (r / STEP).touch(),
    "save an output again": lambda r: rewrite(r / PDF),
    "a file of somebody else's in output": lambda r: (r / "output" / "notes.txt").write_text("x"),
    "a file beside what was read": lambda r: (r / "data" / "more.txt").write_text("x"),
    "the report of another build": lambda r: (r / "output" / "report.json").write_text("{}"),
    "no report": lambda r: (r / "output" / "report.json").unlink(missing_ok=True),
}
# What planning may see: there must be no answer.
HARMFUL: dict[str, Callable[[Path], object]] = {
    "a digit of the model": lambda r: swap(r / MODEL, b"(0, 0, 0)", b"(0, 0, 1)"),
    "a digit of a note": lambda r: swap(r / SPEC, b"centrage", b"centrags"),
    "a tolerance": lambda r: swap(r / SPEC, "±0,05".encode(), "±0,06".encode()),
    "what the model read": lambda r: swap(r / "data" / "pitch.txt", b"0.0", b"0.1"),
    "without what the model read": lambda r: (r / "data" / "pitch.txt").unlink(),
    "a template": lambda r: swap(r / "docs_templates" / "note.typ", b"school", b"scholl"),
    "one more template": lambda r: (r / "docs_templates" / "site.css").write_text("body {}"),
    "a workshop": lambda r: (r / "workshop.toml").write_text("x"),
    "a workshop misnamed": lambda r: (r / "Workshop.toml.txt").write_text("x"),
    "a part more": lambda r: shutil.copytree(r / "parts" / "cale", r / "parts" / "cale_2"),
    "a part renamed": lambda r: (r / "parts" / "cale").rename(r / "parts" / "autre"),
    "a fixture": lambda r: (r / "fixtures_design").mkdir(),
    "a process plan": lambda r: (r / "parts" / "cale" / "process.toml").write_text("x"),
    "without the model": lambda r: (r / MODEL).unlink(),
    "a folder for the model": lambda r: ((r / MODEL).unlink(), (r / MODEL).mkdir()),
    "a link in a circle": lambda r: (r / "parts" / "cale" / "up").symlink_to(r / "parts"),
    "a link to nowhere": lambda r: (r / "docs_templates" / "gmp.typ").symlink_to(r / "away"),
    "a bit of an output": lambda r: flip(r / PDF),
    "without an output": lambda r: (r / STEP).unlink(),
    "an output cut short": lambda r: os.truncate(r / STEP, 100),
    "a link for an output": lambda r: (
        (r / STEP).rename(r / "elsewhere.step"), (r / STEP).symlink_to(r / "elsewhere.step"),
    ),
    "without the index": lambda r: (r / "output" / unchanged.INDEX).unlink(),
    "an empty store": lambda r: shutil.rmtree(r / CACHE / "entries"),
    "a store without contents": lambda r: shutil.rmtree(r / CACHE / "objects"),
    "without the cache": lambda r: shutil.rmtree(r / CACHE),
    "a bit of the stamp": lambda r: flip(next((r / CACHE).glob("complete-*.json"))),
    "half a stamp": lambda r: os.truncate(next((r / CACHE).glob("complete-*.json")), 5000),
    "an empty stamp": lambda r: os.truncate(next((r / CACHE).glob("complete-*.json")), 0),
}  # fmt: skip


def test_nothing_to_do_is_what_planning_says(project: Path) -> None:
    assert agree(project, ASKED)
    assert agree(project, replace(ASKED, jobs=2)), "by how many workers changes nothing"


@pytest.mark.parametrize("name", HARMFUL)
def test_what_may_matter_leaves_no_answer(project: Path, name: str) -> None:
    HARMFUL[name](project)
    assert unchanged.answer(project, ASKED) is None


@seed(8)
@settings(
    max_examples=12, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(
    harmless=st.lists(st.sampled_from(sorted(HARMLESS)), max_size=4),
    harmful=st.lists(st.sampled_from(sorted(HARMFUL)), max_size=1),
)
def test_the_short_answer_agrees_with_planning(
    pristine: Path, harmless: list[str], harmful: list[str]
) -> None:
    root = as_built(pristine)
    for name in harmless:
        HARMLESS[name](root)
    for name in harmful:
        HARMFUL[name](root)
    assert agree(root, ASKED) is not bool(harmful)


def test_each_request_has_an_answer_of_its_own(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = (
        replace(ASKED, lang="en"), replace(ASKED, strict=True), replace(ASKED, subjects=("cale",)),
        replace(ASKED, verdicts_only=True), replace(ASKED, condition=Condition.MMC),
        replace(ASKED, cache=project / "elsewhere"),
    )  # fmt: skip
    assert all(unchanged.answer(project, other) is None for other in others)
    checked = replace(ASKED, verdicts_only=True)
    planned(project, checked)
    assert agree(project, checked)
    assert agree(project, ASKED), "the report of the check is replaced by that of the build"
    assert agree(project, checked)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert unchanged.answer(project, ASKED) is None


def test_a_report_is_put_back(project: Path) -> None:
    report = project / "output" / "report.json"
    text = report.read_bytes()
    report.write_text("{}")
    assert unchanged.answer(project, ASKED) is not None
    assert report.read_bytes() == text


def test_the_commit_that_documents_show(project: Path) -> None:
    def git(*words: str) -> None:
        who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
        subprocess.run(["git", "-C", str(project), *who, *words], check=True, capture_output=True)

    git("init", "-q")
    git("add", "parts", "README.md")
    git("commit", "-q", "-m", "x")
    assert unchanged.answer(project, ASKED) is None
    checked = replace(ASKED, verdicts_only=True)  # runs no document again
    planned(project, checked)
    assert agree(project, checked)
    (project / "README.md").write_text("edited: the documents say so\n")
    assert unchanged.answer(project, checked) is None


def test_what_was_edited_while_it_was_built_leaves_no_stamp(project: Path) -> None:
    """The report may be true for either text: the next build plans."""
    model = project / MODEL
    text = model.read_text("utf-8")

    def edit_and_back(event: str, _what: object) -> None:
        if event == "total":
            model.write_text(text + "# edited\n", "utf-8")
            model.write_text(text, "utf-8")

    shutil.rmtree(project / CACHE, ignore_errors=True)
    shutil.copytree(project.with_name("kept") / CACHE, project / CACHE)
    stamp = unchanged.stamp_file(project, ASKED)
    stamp.unlink()
    build(project, ASKED, edit_and_back)
    assert not stamp.exists()


@pytest.mark.parametrize(
    ("kind", "script", "expected"),
    [
        ("failed", False, True), ("failed", True, False), ("crash", False, False),
        ("timeout", False, False), ("memory", False, False), ("bug", False, False),
    ],
)  # fmt: skip
def test_what_may_end_otherwise_leaves_no_stamp(kind: str, script: bool, expected: bool) -> None:
    """A verdict comes again; a crash may not. What a script read before it failed is not known."""
    task = Task(
        id="x:cale", body="x:y", params={}, trace=Trace(values={}, root=".") if script else None
    )
    failed = Result(task=task, state="failed", outcome=Outcome(kind=kind))
    done = Result(task=replace(task, id="z:cale"), state="hit", outcome=Outcome(kind="done"))
    assert settled({"x:cale": failed, "z:cale": done}) is expected


def test_the_command_loads_nothing_heavy_and_prints_the_same(project: Path) -> None:
    code = (
        "import sys; from gmp_cad.cli.main import main; code = main(sys.argv[1:]);"
        "print(sorted({'pydantic', 'cadquery', 'OCP', 'rich', 'numpy', 'jinja2', 'psutil',"
        " 'importlib.metadata', 'multiprocessing', 'gmp_cad.build.project_build'}"
        " & set(sys.modules)), file=sys.stderr); sys.exit(code)"
    )

    def say(*words: str) -> tuple[int, str, list[str]]:
        done = subprocess.run(
            [sys.executable, "-c", code, *words, "--project", str(project)],
            capture_output=True, text=True, check=False, encoding="utf-8",
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr.splitlines()

    say("build")  # whatever edited the sources since
    for words in (("build",), ("build", "-v"), ("build", "--json")):
        status, out, said = say(*words)
        assert said.pop() == "[]"
        unchanged.stamp_file(project, Settings()).unlink()
        slow_status, slow_out, slow_said = say(*words)
        assert "gmp_cad.build.project_build" in slow_said.pop()
        assert (status, out) == (slow_status, slow_out)
        timeless = [[line.split(" en ")[0] for line in lines] for lines in (said, slow_said)]
        assert timeless[0] == timeless[1]
        if "--json" in words:
            assert json.loads(out) == json.loads((project / "output/report.json").read_bytes())
        else:
            assert any(line.startswith("0 ") for line in said)
