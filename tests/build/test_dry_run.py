"""A dry run: what it says will run does run, what it does not name does not; and nothing is touched."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gmp_cad.build.dry_run import Planned, dry_run
from gmp_cad.build.project_build import Build, Settings, build
from gmp_cad.build.unchanged import INDEX
from gmp_cad.cli import dry_run_answer
from gmp_cad.engine.cache.cache_place import CACHE
from gmp_cad.engine.graph import Result
from gmp_cad.errors import InvalidInputError, UsageError
from gmp_cad.spec.condition import Condition

STARTER = Path(__file__).parents[2] / "gmp_cad" / "starter"
ASKED = Settings(jobs=2)
# What can only be planned from what others give: which pairs are near, what is drawn of clashes,
# parts at the limits that the fits ask for.
LATE = frozenset({"relation", "way"})
SPEC, MODEL = "parts/cale/spec.toml", "parts/cale/model.py"
pytestmark = pytest.mark.soak


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("dry") / "p"
    shutil.copytree(STARTER, root, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "parts" / "assembly.py").unlink()
    (root / "parts" / "product.toml").unlink()
    assert build(root, ASKED).exit_code == 0
    return root


@pytest.fixture
def project(pristine: Path, tmp_path: Path) -> Path:
    shutil.copytree(pristine, tmp_path / "p")
    return tmp_path / "p"


def everything(root: Path) -> dict[str, tuple[bytes, int]]:
    """Every file with its content and the time of its last write (the mark of a use in the cache)."""
    return {
        path.relative_to(root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def worked(results: dict[str, Result]) -> set[str]:
    """The tasks that were given to a worker, whatever became of them."""
    return {name for name, r in results.items() if r.state in ("ran", "failed")}


def agree(planned: Planned, built: Build) -> None:
    ran = worked(dict(built.results))
    assert set(planned.will) <= ran
    unforeseen = ran - set(planned.will) - set(planned.may)
    assert not unforeseen or planned.late
    assert {name.partition(":")[0] for name in unforeseen} <= LATE
    written = set(built.written)
    assert set(planned.write) <= written
    assert written <= {*planned.write, *planned.may_write}
    assert all(names and set(names) <= set(planned.will) for names in planned.may.values())


EDITS: dict[str, Callable[[Path], object]] = {
    "a note": lambda r: edit(r / SPEC, "centrage", "alésage"),
    "a tolerance": lambda r: edit(r / SPEC, "20 ±0,05", "20 ±0,08"),
    "a comment of the model": lambda r: edit(r / MODEL, "import", "# the same\nimport"),
    "a template": lambda r: (
        (r / "docs_templates").mkdir(), (r / "docs_templates" / "site.css").write_text("p {}"),
    ),
    "an output by hand": lambda r: (r / "output" / "dossier.pdf").write_text("x"),
    "without an output": lambda r: (r / "output" / "parts" / "cale" / "cale.step").unlink(),
    "a model that fails": lambda r: edit(r / MODEL, "return (", "raise ValueError\n    return ("),
    "lost results": lambda r: [
        path.unlink() for path in sorted((r / CACHE / "entries").rglob("*.json"))[::7]
    ],
}  # fmt: skip


def test_with_nothing_to_do_it_says_nothing(project: Path) -> None:
    before = everything(project)
    planned = dry_run(project, ASKED)
    assert planned.will == planned.may == {}
    assert planned.total == planned.stored > 30
    assert not planned.late
    assert (planned.write, planned.may_write, planned.remove, planned.may_remove) == ((),) * 4
    assert everything(project) == before


@pytest.mark.parametrize("name", ["a note", "a model that fails"])
def test_what_it_says_is_what_runs(project: Path, name: str) -> None:
    EDITS[name](project)
    before = everything(project)
    planned = dry_run(project, ASKED)
    assert everything(project) == before, "not even the use of a result is marked"
    assert planned.will
    agree(planned, build(project, ASKED))


def test_random_edits_one_after_another(project: Path) -> None:
    checked = replace(ASKED, verdicts_only=True)
    names = ["a tolerance", "a comment of the model", "lost results", "a template"]
    random.Random(8).shuffle(names)
    for name in names:
        EDITS[name](project)
        planned = dry_run(project, checked)
        agree(planned, build(project, checked))
        assert not dry_run(project, checked).will


def test_why(project: Path) -> None:
    edit(project / MODEL, "import", "# the same\nimport")
    planned = dry_run(project, ASKED)
    assert any("model.py" in reason for reason in planned.will["model:cale"])
    assert planned.may["geometry:cale"] == ("model:cale",)
    told = dry_run_answer.answer(planned, "en")
    why = {row["task"]: row["reasons"] for row in told["will_run"]}
    assert any("the file 'parts/cale/model.py' changed" in said for said in why["model:cale"])
    assert told["late"] is True


def test_what_would_be_written_and_removed(project: Path) -> None:
    output = project / "output"
    EDITS["an output by hand"](project)
    EDITS["without an output"](project)
    index = json.loads((output / INDEX).read_bytes())
    index["files"]["parts/old/old.step"] = index["files"]["dossier.pdf"]
    (output / INDEX).write_text(json.dumps(index))
    (output / "parts" / "old").mkdir()
    (output / "parts" / "old" / "old.step").write_text("of a part that is gone")
    planned = dry_run(project, ASKED)
    assert planned.write == ("dossier.pdf", "parts/cale/cale.step")
    assert planned.remove == ("parts/old/old.step",)
    built = build(project, ASKED)
    assert built.written == planned.write
    assert not (output / "parts" / "old").exists()


def test_other_requests(project: Path) -> None:
    before = everything(project)
    assert dry_run(project, replace(ASKED, verdicts_only=True)).will == {}
    one = dry_run(project, replace(ASKED, subjects=("cale",)))
    assert one.will == {}
    assert 0 < one.total < dry_run(project, ASKED).total
    english = dry_run(project, replace(ASKED, lang="en"))
    assert english.will
    assert not any(name.startswith(("model:", "geometry:")) for name in english.will)
    limits = dry_run(project, replace(ASKED, condition=Condition.MMC))
    assert any("@mmc" in name for name in [*limits.will, *limits.may])
    with pytest.raises(UsageError, match="cale"):
        dry_run(project, replace(ASKED, subjects=("cales",)))
    assert everything(project) == before


def test_invalid_files_are_told_and_no_report_is_written(project: Path) -> None:
    edit(project / SPEC, "[part]", "[part")
    before = everything(project)
    with pytest.raises(InvalidInputError):
        dry_run(project, ASKED)
    assert everything(project) == before
