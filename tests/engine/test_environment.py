"""What computes a task: exactly the sources and packages that its body's module loads."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from gmp_cad.engine import environment, packages
from gmp_cad.engine.environment import environment_of, imported_by

PACKAGE = Path(environment.__file__).parents[1]


def modules(pattern: str) -> list[str]:
    found = (path.relative_to(PACKAGE.parent).with_suffix("") for path in PACKAGE.rglob(pattern))
    return sorted(".".join(path.parts) for path in found)


KERNEL = sorted(
    [name for name in modules("*kernel_bodies.py") if not name.endswith("plan_kernel_bodies")]
    + ["gmp_cad.build.part.trial_bodies", "gmp_cad.build.inspect_bodies"]
)
# Loaded by packages that compute, for what nobody asks them here: windows, pictures, other formats.
IDLE = {"vtk", "pillow", "lxml", "charset-normalizer", "gmp-cad"}
PROBE = """
import builtins, importlib, json, sys
edges, plain = {}, builtins.__import__

def noting(name, globals=None, locals=None, fromlist=(), level=0):
    module = plain(name, globals, locals, fromlist, level)
    importer = (globals or {}).get("__name__", "")
    if importer.startswith("gmp_cad") and level == 0:
        found = edges.setdefault(importer, set())
        found.add(name)
        found.update(f"{name}.{own}" for own in fromlist or ())
    return module

builtins.__import__ = noting
first, second = json.loads(sys.argv[1])
before = set(sys.modules)
for name in first:
    importlib.import_module(name)
tops = {name.partition(".")[0] for name in set(sys.modules) - before}
for name in second:
    importlib.import_module(name)
loaded = set(sys.modules)
edges = {name: sorted(found & loaded) for name, found in edges.items()}
print(json.dumps({"edges": edges, "tops": sorted(tops - set(sys.stdlib_module_names))}))
"""


@pytest.fixture(scope="module")
def seen() -> dict:
    """Return who imports what when all bodies are loaded, and what the kernel's bodies load."""
    bodies = modules("*_bodies.py")
    asked = json.dumps([KERNEL, bodies])
    ended = subprocess.run(
        [sys.executable, "-c", PROBE, asked], capture_output=True, text=True, check=True
    )
    return {**json.loads(ended.stdout), "bodies": bodies}


def loaded_by(edges: dict[str, list[str]], module: str) -> set[str]:
    found, waiting = set(), [module]
    while waiting:
        name = waiting.pop()
        if name.startswith("gmp_cad") and name not in found:
            found.add(name)
            waiting += edges.get(name, [])
    return found


def test_every_module_that_a_body_loads_counts(seen: dict) -> None:
    assert len(seen["bodies"]) >= 40
    for body in seen["bodies"]:
        loaded = loaded_by(seen["edges"], body)
        assert len(loaded) > 5
        assert loaded <= imported_by(body), body


def test_every_package_that_the_kernel_loads_counts(seen: dict) -> None:
    counted = {
        entry.split()[0]
        for body in KERNEL
        for versions in environment_of(body, "kernel").values()
        for entry in versions.split(", ")
    }
    provided = metadata.packages_distributions()
    loaded = {
        owner.lower().replace("_", "-") for top in seen["tops"] for owner in provided.get(top, ())
    }
    assert {"numpy", "cadquery-ocp", "casadi", "pydantic-core"} <= counted
    assert loaded - IDLE <= counted


def test_what_writes_documents_does_not_count_for_the_kernel() -> None:
    for body in KERNEL:
        layers = {name.split(".")[1] for name in imported_by(body) if "." in name}
        judging = {"checks", "finding"} if body.endswith("trial_bodies") else set()
        assert layers <= {
            "build", "engine", "errors", "evidence", "kernel", "language", "spec", "standards", *judging,
        }  # fmt: skip
    assert "gmp_cad.documents.printing.pdf" in imported_by("gmp_cad.build.documents.drawing_bodies")
    assert "jinja2" in environment_of("gmp_cad.build.documents.drawing_bodies", "documents")


def test_the_packages_that_our_sources_import_are_known_without_asking_all() -> None:
    names = set(environment.environment()) - {"python", "platform", "libc", "sources"}
    assert names <= packages._SAME | set(packages._KNOWN)


@pytest.fixture
def sources(tmp_path: Path, monkeypatch) -> Path:
    for file, text in {
        "__init__.py": "", "language.py": "", "build/__init__.py": "",
        "build/a_bodies.py": "from gmp_cad.kernel import (  # (why)\n    shape,\n)\nimport numpy",
        "build/b_bodies.py": "def body():\n    from gmp_cad.documents.page import page",
        "kernel/__init__.py": "", "kernel/shape.py": "from gmp_cad.language import x\n",
        "kernel/other.py": "", "kernel/data/table.toml": "a = 1", "documents/__init__.py": "",
        "documents/page.py": "", "documents/data/font.toml": "b = 1", "locale/fr.po": "c",
        "starter/parts/x.toml": "d",
    }.items():  # fmt: skip
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text)
    monkeypatch.setattr(environment, "_root", lambda: tmp_path)
    forget()
    yield tmp_path
    monkeypatch.undo()
    forget()


def forget() -> None:
    for function in (environment_of, imported_by, environment._module, environment._data_files):
        function.cache_clear()


@pytest.mark.parametrize(
    ("file", "kernel", "documents"),
    [
        ("kernel/shape.py", True, False), ("kernel/other.py", False, False),
        ("kernel/data/table.toml", True, False), ("documents/page.py", False, True),
        ("documents/data/font.toml", False, True), ("locale/fr.po", False, True),
        ("starter/parts/x.toml", False, False), ("language.py", True, False),
        ("build/__init__.py", True, True), ("__init__.py", True, True),
    ],
)  # fmt: skip
def test_a_changed_file_counts_for_those_that_load_it(
    sources: Path, file: str, kernel: bool, documents: bool
) -> None:
    asked = [("gmp_cad.build.a_bodies", "kernel"), ("gmp_cad.build.b_bodies", "documents")]
    before = [environment_of(*one) for one in asked]
    assert list(before[0]) == ["numpy", "python", "platform", "libc", "sources"]
    (sources / file).write_text("changed = 1\n" + (sources / file).read_text())
    forget()
    after = [environment_of(*one) for one in asked]
    assert [a != b for a, b in zip(before, after, strict=True)] == [kernel, documents]


def test_a_package_counts_with_all_that_it_requires() -> None:
    assert packages.versions_below("docxtpl").split(", ") == sorted(
        f"{name} {metadata.version(name)}"
        for name in ("docxtpl", "jinja2", "lxml", "markupsafe", "python-docx", "typing-extensions")
    )
    assert packages.versions_below("yaml") == f"pyyaml {metadata.version('pyyaml')}"
    assert packages.versions_below("no_such_name") is None
