"""What runs again after an edit of a project: the tasks that look at what changed, and no other."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from gmp_cad.build.foresight import foresee
from gmp_cad.build.project_build import Build, Settings, build
from gmp_cad.engine.graph import Result

SPEC, PRODUCT = "parts/cale/spec.toml", "parts/product.toml"
STARTER = Path(sys.modules["gmp_cad"].__file__ or "").parent / "starter"


@dataclass(frozen=True, slots=True)
class Base:
    """A project that was built, and the store that holds all its results."""

    root: Path
    cache: Path
    subjects: tuple[str, ...]

    def build(self, root: Path, listener: Callable[[str, object], None] = lambda *_: None) -> Build:
        """Build it, or an edited copy of it."""
        return build(root, Settings(cache=self.cache, subjects=self.subjects), listener)

    def edited(self, folder: Path, edit: Callable[[Path], None]) -> Path:
        """Return a copy of it, edited."""
        left_out = shutil.ignore_patterns("output", "complete-*")
        root = Path(shutil.copytree(self.root, folder / "p", ignore=left_out))
        edit(root)
        return root


def built(folder: Path, *subjects: str) -> Base:
    found = Base(folder / "base", folder / "cache", subjects)
    shutil.copytree(STARTER, found.root)
    assert found.build(found.root).exit_code == 0
    return found


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    return built(tmp_path_factory.mktemp("edits"), "cale")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Base:
    return built(tmp_path_factory.mktemp("edits"))


def change(file: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(root: Path) -> None:
        text = (root / file).read_text("utf-8")
        assert text.count(old) == 1
        (root / file).write_text(text.replace(old, new), "utf-8")

    return edit


def ran(result: Build) -> set[str]:
    return {r.task.id for r in result.results.values() if r.state != "hit"}


def kinds(ids: set[str]) -> set[str]:
    return {task_id.partition(":")[0] for task_id in ids}


class Processes:
    """The workers that ran tasks, and whether they hold the kernel."""

    def __init__(self) -> None:
        self.ran: dict[str, bool] = {}

    def __call__(self, event: str, what: object) -> None:
        """Look at the process of a task that ended."""
        if event == "ran" and isinstance(what, Result) and what.outcome.usage is not None:
            maps = Path(f"/proc/{what.outcome.usage.worker}/maps").read_text()
            self.ran[what.task.id] = "OCP" in maps


KERNEL_OF_THE_MODEL = {"model", "trial"}
GEOMETRY = {
    "model", "geometry", "sides", "mass", "meshes", "3mf", "step", "pmi", "views", "cuts", "trial",
    "trial_measures", "bounds", "relation", "place", "product_export", "product_views",
    "ensemble_views", "ensemble_cuts", "scene_mesh", "shaded_mesh", "fingerprint",
}  # fmt: skip


def test_a_note_renders_sheets_and_loads_no_kernel(base: Base, tmp_path: Path) -> None:
    edit = change(SPEC, 'note = "centrage"', 'note = "guidage", frequency = "1/5"')
    root, processes = base.edited(tmp_path, edit), Processes()
    result = base.build(root, processes)
    assert {"drawing:cale", "inspection_plan:cale"} <= ran(result)
    families = {result.results[task_id].task.family for task_id in ran(result)}
    assert families == {"documents"}
    if sys.platform == "linux":
        assert set(processes.ran) == ran(result)
        assert not any(processes.ran.values())


def test_comments_and_spaces_of_specifications_run_nothing(base: Base, tmp_path: Path) -> None:
    def edit(root: Path) -> None:
        for file in (SPEC, PRODUCT):
            lines = (root / file).read_text("utf-8").splitlines()
            (root / file).write_text(
                "\n".join(f"{line}   # {len(line)}" for line in lines), "utf-8"
            )

    root = base.edited(tmp_path, edit)
    result = base.build(root)
    assert ran(result) == set()
    assert not result.kernel_started


def test_a_comment_of_a_model_runs_it_and_nothing_after_it(base: Base, tmp_path: Path) -> None:
    edit = change("parts/cale/model.py", "    plate =", "    # la plaque\n    plate =")
    result = base.build(base.edited(tmp_path, edit))
    assert kinds(ran(result)) == KERNEL_OF_THE_MODEL | {"literals"}
    assert {"model:cale", "literals:cale"} <= ran(result)


EDITS = {
    "a line is moved": (change(SPEC, "[dimensions]\n", "\n\n[dimensions]\n"), set()),
    "width of a tolerance": (change(SPEC, "80 ±0,1", "80 ±0,2"), {"step", "pmi", "trial", "trial_measures"}),
    "a dimension that the model reads": (change(SPEC, 'size = "50"', 'size = "52"'), GEOMETRY),
    "what a part is called": (
        change(SPEC, 'title = "Cale"', 'title = "Cale large"'),
        {"meshes", "3mf", "step", "pmi", "product_export"},
    ),
    "what the product is called": (change(PRODUCT, "Mon projet", "Mon étau"), {"product_export"}),
    "the material": (
        change(SPEC, "S235JR", "EN AW-2017A"),
        {"mass", "fingerprint", "meshes", "3mf", "step", "pmi", "product_export"},
    ),
    "a budget": (change(PRODUCT, "≤ 1 kg", "≤ 2 kg"), set()),
    "a comment of the assembly": (
        change("parts/assembly.py", "    cale =", "    # la cale\n    cale ="), {"place"},
    ),
    "a parameter that nobody reads": (
        change(PRODUCT, "[[item]]\nref = 1", "[parameters]\nx = { from = 0, to = 8, default = 0 }\n\n[[item]]\nref = 1"),
        {"place", "product_export", "product_views", "ensemble_views", "ensemble_cuts"},
    ),
}  # fmt: skip


@pytest.mark.soak
@pytest.mark.parametrize("name", EDITS)
def test_the_kernel_tasks_after_an_edit(whole: Base, tmp_path: Path, name: str) -> None:
    edit, expected = EDITS[name]
    result = whole.build(whole.edited(tmp_path, edit))
    found = {t for t in ran(result) if result.results[t].task.family == "kernel"}
    assert kinds(found) == expected
    if name == "width of a tolerance":
        assert {t for t in found if "trial" in t} == {
            "trial:cale:length",
            "trial_measures:cale:length",
        }


@pytest.mark.parametrize(
    ("old", "new"),
    [("", ""), ('size = "50"', 'size = "51"'), ('material = "S235JR"', 'material = "EN AW-2017A"')],
)
def test_what_is_foreseen_holds_what_runs(base: Base, tmp_path: Path, old: str, new: str) -> None:
    root = base.edited(tmp_path, change(SPEC, old, new) if old else lambda _root: None)
    settings = Settings(cache=base.cache, subjects=base.subjects, verdicts_only=True)
    before = {p: p.stat().st_mtime_ns for p in (*base.cache.rglob("*"), *root.rglob("*"))}
    foreseen = foresee(root, settings)
    assert before == {p: p.stat().st_mtime_ns for p in (*base.cache.rglob("*"), *root.rglob("*"))}
    due = {task_id for task_id, one in foreseen.items() if one.fate == "due"}
    after = {task_id for task_id, one in foreseen.items() if one.fate == "after"}
    did = ran(build(root, settings))
    assert due <= did <= due | after
    assert bool(did) is bool(old)
    if "material" in old:
        assert "mass:cale" in due
        assert "param density_kg_m3" in foreseen["mass:cale"].reasons
