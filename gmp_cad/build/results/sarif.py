"""The findings of a run as SARIF 2.1.0, which code scanning shows at the lines of the files.

What fails is an ``error``, what warns a ``warning``; what passes is not listed. What was skipped is
no result, for services show every result as an alert: it is a notification of the run. Every result
has a place, without which GitHub refuses the whole file.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from gmp_cad import __version__
from gmp_cad.build.results.finding_place import FindingPlace, FindingPlaces
from gmp_cad.checks.registry import Check
from gmp_cad.checks.rulebook import every_rule
from gmp_cad.language import translate

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"WARN": "warning", "FAIL": "error", "ERROR": "error"}
_FINGERPRINT_DIGITS = 32
Row = Mapping[str, Any]


def sarif_bytes(
    report: Mapping[str, Any], places: FindingPlaces | None, *, exit_code: int, lang: str
) -> bytes:
    """Return a report (as ``report.json`` holds it) as a SARIF log of one run.

    A command that could not be carried out (``error``) is a run that did not succeed.
    """
    rows = report["findings"] if places is not None else []
    rules = _rules({row["check"] for row in rows})
    index = {name: position for position, name in enumerate(rules)}
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "gmp_cad",
                        "version": __version__,
                        "semanticVersion": __version__,
                        "language": lang,
                        "rules": [_rule(rule, lang) for rule in rules.values()],
                    }
                },
                "language": lang,
                "columnKind": "unicodeCodePoints",
                "invocations": [_invocation(report, rows, index, exit_code)],
                "results": [] if places is None else list(_results(rows, places, index)),
            }
        ],
    }
    return (json.dumps(log, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _rules(used: set[str]) -> dict[str, Check]:
    """Return every check, with those that are used and that no check gives."""
    known = dict(every_rule())
    for name in used - set(known):
        known[name] = Check(id=name, title=name, rationale=name)
    return {name: known[name] for name in sorted(known)}


def _rule(rule: Check, lang: str) -> dict[str, Any]:
    reason = {"text": translate(rule.rationale, lang)}
    return {
        "id": rule.id,
        "name": "".join(
            word[:1].upper() + word[1:] for word in rule.id.replace("_", ".").split(".")
        ),
        "shortDescription": {"text": translate(rule.title, lang)},
        "fullDescription": reason,
        "help": reason,
        "defaultConfiguration": {"level": "error"},
    }


def _results(
    rows: list[Row], places: FindingPlaces, index: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    for row in rows:
        if row["status"] not in _LEVELS:
            continue
        place = places.of(row)
        mark = _fingerprint(row, place)
        seen[mark] += 1
        hint = f"\n→ {row['hint']}" if row["hint"] else ""
        yield {
            "ruleId": row["check"],
            "ruleIndex": index[row["check"]],
            "level": _LEVELS[row["status"]],
            "message": {"text": f"{row['subject']}: {row['message']}{hint}"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(place.file, errors="replace"), "uriBaseId": "%SRCROOT%"},
                        "region": _region(place),
                    },
                    "logicalLocations": [{"fullyQualifiedName": row["subject"]}],
                }
            ],
            "partialFingerprints": {"primaryLocationLineHash": f"{mark}:{seen[mark]}"},
            "properties": {
                key: row[key] for key in ("code", "subject", "expected", "observed", "unit")
            },
        }  # fmt: skip


def _region(place: FindingPlace) -> dict[str, int]:
    column = {} if place.column is None else {"startColumn": place.column}
    return {"startLine": place.line, **column}


def _fingerprint(row: Row, place: FindingPlace) -> str:
    """Return what a finding is recognised by, wherever its line stands and whatever it measures."""
    path = row["where"]["path"] if row["where"] else ""
    told = [row["check"], row["code"], row["subject"], place.file, path]
    data = json.dumps(told).encode()
    return hashlib.sha256(data).hexdigest()[:_FINGERPRINT_DIGITS]


def _invocation(
    report: Mapping[str, Any], rows: list[Row], index: Mapping[str, int], exit_code: int
) -> dict[str, Any]:
    told: dict[str, Any] = {"executionSuccessful": exit_code in (0, 1), "exitCode": exit_code}
    if report.get("error") and not rows:
        hint = report.get("hint")
        text = report["error"] + (f"\n→ {hint}" if hint else "")
        told["toolConfigurationNotifications"] = [{"level": "error", "message": {"text": text}}]
    skipped = [
        {
            "level": "note",
            "message": {"text": f"{row['subject']}: {row['message']}"},
            "associatedRule": {"id": row["check"], "index": index[row["check"]]},
            "locations": [{"logicalLocations": [{"fullyQualifiedName": row["subject"]}]}],
        }
        for row in rows
        if row["status"] == "SKIP"
    ]
    return {**told, **({"toolExecutionNotifications": skipped} if skipped else {})}
