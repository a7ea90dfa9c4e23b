"""SARIF 2.1.0: what its schema asks for of what we write, and what code scanning needs besides."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from gmp_cad.build.results.finding_place import FindingPlaces
from gmp_cad.build.results.report import report
from gmp_cad.build.results.sarif import sarif_bytes
from gmp_cad.checks.rulebook import rulebook
from gmp_cad.finding import Finding
from tests.build.ci_report import FINDINGS, SPEC, SPEC_FILE, of_all_kinds, write_project

_TEXT = {"type": "string", "minLength": 1}
_MESSAGE = {
    "type": "object", "required": ["text"], "properties": {"text": _TEXT},
    "additionalProperties": False,
}  # fmt: skip
_LEVEL = {"enum": ["none", "note", "warning", "error"]}
_FROM_1 = {"type": "integer", "minimum": 1}


def _closed(required: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object", "required": required.split(), "properties": properties,
        "additionalProperties": False,
    }  # fmt: skip


def _list(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, "uniqueItems": True}


_RULE = _closed(
    "id name shortDescription fullDescription help", id=_TEXT, name=_TEXT, help=_MESSAGE,
    shortDescription=_MESSAGE, fullDescription=_MESSAGE,
    defaultConfiguration=_closed("level", level=_LEVEL),
)  # fmt: skip
_LOGICAL = _list(_closed("fullyQualifiedName", fullyQualifiedName=_TEXT))
_PHYSICAL = _closed(
    "artifactLocation region",
    artifactLocation=_closed(
        "uri", uri={"type": "string", "pattern": r"^[A-Za-z0-9._~%/-]+$"}, uriBaseId=_TEXT
    ),
    region=_closed("startLine", startLine=_FROM_1, startColumn=_FROM_1),
)
_RESULT = _closed(
    "ruleId ruleIndex level message locations partialFingerprints", ruleId=_TEXT, level=_LEVEL,
    ruleIndex={"type": "integer", "minimum": 0}, message=_MESSAGE,
    locations=_list(_closed("physicalLocation", physicalLocation=_PHYSICAL, logicalLocations=_LOGICAL))
    | {"minItems": 1},
    partialFingerprints={"type": "object", "additionalProperties": _TEXT},
    properties={"type": "object"},
)  # fmt: skip
_NOTICE = _closed(
    "level message", level=_LEVEL, message=_MESSAGE,
    associatedRule=_closed("id index", id=_TEXT, index={"type": "integer"}),
    locations=_list(_closed("", logicalLocations=_LOGICAL)),
)  # fmt: skip
_RUN = _closed(
    "tool results",
    tool=_closed(
        "driver",
        driver=_closed(
            "name rules", name=_TEXT, version=_TEXT, semanticVersion=_TEXT,
            language={"pattern": "^[a-z]{2}$"}, rules=_list(_RULE),
        ),
    ),
    language={"pattern": "^[a-z]{2}$"},
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    invocations=_list(
        _closed(
            "executionSuccessful", executionSuccessful={"type": "boolean"},
            exitCode={"type": "integer"}, toolExecutionNotifications=_list(_NOTICE),
            toolConfigurationNotifications=_list(_NOTICE),
        )
    ),
    results=_list(_RESULT),
)  # fmt: skip
_LOG = {
    **_closed("version runs", version={"const": "2.1.0"}, runs=_list(_RUN) | {"minItems": 1}),
    "properties": {
        "$schema": {"type": "string", "format": "uri"}, "version": {"const": "2.1.0"},
        "runs": _list(_RUN),
    },
}  # fmt: skip


def _run(data: bytes) -> dict[str, Any]:
    log = json.loads(data)
    jsonschema.validate(log, _LOG)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])
    found: dict[str, Any] = run
    return found


def _written(
    root: Path, told: dict[str, Any] | None = None, code: int = 1, lang: str = "en"
) -> bytes:
    return sarif_bytes(told or of_all_kinds(lang), FindingPlaces(root), exit_code=code, lang=lang)


def test_what_fails_and_what_warns_stands_at_its_line(tmp_path: Path) -> None:
    run = _run(_written(write_project(tmp_path)))
    spots = [r["locations"][0]["physicalLocation"] for r in run["results"]]
    found = [
        (r["ruleId"], r["level"], s["artifactLocation"]["uri"], s["region"]["startLine"])
        for r, s in zip(run["results"], spots, strict=True)
    ]
    assert found == [
        ("build.task", "error", "parts/cale/model.py", 7),
        ("dimension.measured", "error", SPEC_FILE, 7),
        ("dimension.measured", "error", SPEC_FILE, 7),
        ("pmi.read_back", "warning", SPEC_FILE, 10),
        ("product.dossier", "error", "parts/product.toml", 1),
        ("fixture.base", "error", "fixtures_design/montage/fixture.toml", 1),
        ("part.solid", "error", "fixtures_design/montage/base%20%C3%A0%20plat/spec.toml", 7),
        ("product.quantity", "error", "parts/product.toml", 4),
    ]
    assert spots[0]["region"] == {"startLine": 7, "startColumn": 3}


def test_what_was_skipped_is_no_alert(tmp_path: Path) -> None:
    run = _run(_written(write_project(tmp_path)))
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is True
    (notice,) = invocation["toolExecutionNotifications"]
    assert notice["associatedRule"]["id"] == "CP10"
    assert notice["message"]["text"] == "cale.ph10: the stock itself"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_rules_are_those_of_the_register_in_the_language(tmp_path: Path, lang: str) -> None:
    run = _run(_written(write_project(tmp_path), lang=lang))
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert set(rules) > set(rulebook())
    told = {"fr": "Tâches de la construction", "en": "Steps of the build"}
    assert rules["build.task"]["shortDescription"]["text"] == told[lang]
    if lang == "en":
        for name, check in rulebook().items():
            assert rules[name]["fullDescription"]["text"] == check.rationale


def _marks(root: Path, findings: tuple[Finding, ...]) -> list[str]:
    run = _run(_written(root, report(findings, complete=True, lang="en")))
    return [r["partialFingerprints"]["primaryLocationLineHash"] for r in run["results"]]


def test_a_finding_is_recognised_when_its_line_moves(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    before = _marks(root, FINDINGS)
    assert len(set(before)) == len(before)
    (root / SPEC_FILE).write_text("# one more line\n" + SPEC, encoding="utf-8")
    moved = [
        replace(f, where=replace(f.where, line=f.where.line + 1) if f.where and f.where.line else f.where)
        for f in FINDINGS
    ]  # fmt: skip
    assert _marks(root, tuple(moved)) == before
    other = tuple(replace(f, code="other") for f in FINDINGS)
    assert not set(_marks(root, other)) & set(before)


def test_the_same_findings_are_the_same_bytes(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    assert _written(root) == _written(root)


def test_a_command_that_is_refused_did_not_succeed() -> None:
    told = {"version": 1, "findings": [], "error": "no project here", "hint": "start one"}
    run = _run(sarif_bytes(told, None, exit_code=2, lang="en"))
    (invocation,) = run["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    (notice,) = invocation["toolConfigurationNotifications"]
    assert notice["message"]["text"] == "no project here\n→ start one"
    assert run["results"] == []
