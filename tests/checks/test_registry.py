"""Every check is registered once, says why it exists, and has a wrong twin that it refuses."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import gmp_cad.checks
from gmp_cad.checks.registry import CHECKS, check
from gmp_cad.finding import Status
from gmp_cad.language import translate
from tests.twins import TWINS

PACKAGE = Path(gmp_cad.checks.__file__).parents[1]

for module in pkgutil.iter_modules(gmp_cad.checks.__path__):
    importlib.import_module(f"gmp_cad.checks.{module.name}")


def test_every_check_has_a_wrong_twin() -> None:
    without, unknown = sorted(set(CHECKS) - set(TWINS)), sorted(set(TWINS) - set(CHECKS))
    assert not without, (
        "TWINS of a module of tests/twins/: id → a call of the check that it refuses"
    )
    assert not unknown, "twins of checks that no module of gmp_cad/checks/ registers"


def _registering() -> Iterator[tuple[str, str]]:
    """Yield (module, function) of every function that registers a check."""
    for path in sorted(PACKAGE.joinpath("checks").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.FunctionDef) and any(map(_registers, node.decorator_list)):
                yield path.stem, node.name


def _registers(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "check"


def _called(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (module of checks, function) of what a module names of them, or of its own."""
    nodes, modules = list(ast.walk(ast.parse(path.read_bytes()))), {}
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module == "gmp_cad.checks":
            modules |= {name.asname or name.name: name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("gmp_cad.checks."):
            yield from ((node.module.rpartition(".")[2], name.name) for name in node.names)
    for node in nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield modules.get(node.value.id, ""), node.attr
        elif isinstance(node, ast.Name) and path.parent.name == "checks":
            yield path.stem, node.id


def test_every_check_is_called_by_what_judges_its_subject() -> None:
    """A check that nothing calls passes its twin and never gives a verdict."""
    users = [p for p in sorted(PACKAGE.rglob("*.py")) if b"gmp_cad.checks" in p.read_bytes()]
    called = {call for path in users for call in _called(path)}
    silent = [f"{module}.{name}" for module, name in _registering() if (module, name) not in called]
    assert not silent, (
        "call it in the body that judges its subject: build/study_bodies.py and beside"
    )


@pytest.mark.parametrize("check_id", sorted(TWINS))
def test_the_wrong_twin_is_refused(check_id: str) -> None:
    findings = list(TWINS[check_id]())
    assert {f.check for f in findings} == {check_id}
    assert max(f.status for f in findings) >= Status.WARN
    for finding in findings:
        for lang in ("fr", "en"):
            assert "{" not in finding.message.say(lang)


@pytest.mark.parametrize("check_id", sorted(TWINS))
def test_a_check_says_why_it_exists_in_both_languages(check_id: str) -> None:
    entry = CHECKS[check_id]
    assert len(entry.rationale) > 40
    for text in (entry.title, entry.rationale):
        assert translate(text, "fr") != text


def test_an_id_is_given_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        check("CP01", "again", "again")
