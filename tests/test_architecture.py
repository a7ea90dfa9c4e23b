"""The house: layers import downward only, budgets of size hold, nothing is called utils."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "gmp_cad"

# What each layer may import from the house (besides itself).
BOTTOM = {"errors", "language", "finding", "version"}
OBSERVED = {"evidence", "spec", "standards"} | BOTTOM
ALLOWED = {
    "language": set(),
    "errors": {"language"},
    "finding": {"errors", "language"},
    "evidence": {"language"},
    "engine": {"evidence"} | BOTTOM,
    "standards": BOTTOM,
    "spec": {"standards"} | BOTTOM,
    "kernel": OBSERVED,
    "process": OBSERVED,
    "quality": OBSERVED,
    "drawing": OBSERVED,
    "documents": {"drawing", "process", "quality"} | OBSERVED,
    "checks": {"documents", "drawing", "process", "quality"} | OBSERVED,
    "build": {"engine", "checks", "documents", "drawing", "process", "quality"} | OBSERVED,
    "watch": {"engine", "build", "checks", "documents", "drawing", "process", "quality"} | OBSERVED,
    "doctor": {"engine", "build", "drawing"} | OBSERVED,
    "cli": {
        "doctor",
        "watch",
        "engine",
        "build",
        "checks",
        "documents",
        "drawing",
        "process",
        "quality",
    }
    | OBSERVED,
}
for top in ("pytest_plugin", "testing"):
    ALLOWED[top] = ALLOWED["cli"] | {"cli", "pytest_plugin", "testing"}
# Only the bodies of tasks call the kernel; and, when a student's test asks for a live shape, what
# reads it from the store in the process of the test.
LIVE = ("live_part", "live_product", "same_geometry")
ALLOWED_MODULES = {
    # The engine knows of the domain how large a file may be, how a file is named in messages, and the
    # name by which a script asks which values there are.
    "engine.graph": {"spec"},
    "engine.cluster.project_sources": {"spec"},
    "engine.read_sets": {"spec"},
    "build.inspect_bodies": {"kernel"},
    **{f"pytest_plugin.{module}": {"kernel"} for module in LIVE},
}
# Bodies of the tasks that run where the kernel is loaded: build/…kernel_bodies.py.
KERNEL_BODIES = "kernel_bodies"
BUDGET_LINES = 400
BUDGET_FUNCTION = 60
FORBIDDEN = {"utils", "helpers", "common", "manager", "base", "misc"}


def modules() -> list[Path]:
    return sorted(p for p in ROOT.rglob("*.py") if "starter" not in p.parts)


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def house_imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            if node.module == "gmp_cad":
                found |= {alias.name for alias in node.names}
            elif node.module.startswith("gmp_cad."):
                found.add(node.module.removeprefix("gmp_cad."))
        elif isinstance(node, ast.Import):
            found |= {
                a.name.removeprefix("gmp_cad.") for a in node.names if a.name.startswith("gmp_cad.")
            }
    return {name for name in found if not name.startswith("__")}


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_imports_go_downward(path: Path) -> None:
    name = name_of(path)
    layer = name.split(".")[0]
    if layer in ("", "__main__"):
        return
    allowed = ALLOWED[layer] | {layer} | ALLOWED_MODULES.get(name, set())
    if layer == "build" and name.endswith(KERNEL_BODIES):
        allowed |= {"kernel"}
    assert {i.split(".")[0] for i in house_imports(path)} <= allowed


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_only_the_kernel_layer_imports_the_kernel(path: Path) -> None:
    name = name_of(path)
    tree = ast.parse(path.read_text("utf-8"))
    imported = {
        (node.module or "").split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
    } | {a.name.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    if not (name.startswith("kernel") or name in ALLOWED_MODULES or name.endswith(KERNEL_BODIES)):
        assert not imported & {"cadquery", "OCP"}


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_modules_and_functions_keep_their_budget(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= BUDGET_LINES
    assert path.stem not in FORBIDDEN
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno + 1 <= BUDGET_FUNCTION, node.name


def packages_imported() -> dict[tuple[str, str], list[str]]:
    """Return (package, package of the same layer that it imports) → the modules that do so."""
    found: dict[tuple[str, str], list[str]] = {}
    for path in modules():
        own = name_of(path).split(".")
        for wanted in (name.split(".") for name in house_imports(path)):
            if len(own) < 3 or len(wanted) < 2 or wanted[0] != own[0] or wanted[1] == own[1]:
                continue
            if (ROOT / wanted[0] / wanted[1]).is_dir():
                found.setdefault((f"{own[0]}.{own[1]}", f"{own[0]}.{wanted[1]}"), []).append(
                    name_of(path)
                )
    return found


def test_packages_of_a_layer_import_one_way() -> None:
    imported = packages_imported()
    assert len(imported) > 30
    mutual = {pair for pair in imported if pair[::-1] in imported}
    assert {pair: imported[pair] for pair in mutual} == {}


def test_no_registry_of_hosts_or_machine_paths_in_the_sources() -> None:
    for path in modules():
        assert "/root/" not in path.read_text("utf-8"), path
