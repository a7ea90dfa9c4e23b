"""The findings of a run as JUnit XML, which CI services show as tests.

A suite for each part, product and fixture, a case for each finding: named after what it is about,
its class the check. A name never says what was found, so that a service compares two runs. There
are no times in it: the same findings give the same bytes.

The elements and attributes are those of ``junit-10.xsd`` (jenkinsci/xunit-plugin), and ``file`` and
``line`` of a case, which GitLab and the actions of GitHub read.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gmp_cad.build.results.finding_place import FindingPlace, FindingPlaces, subject_of
from gmp_cad.errors import Where
from gmp_cad.language import Message

# What no XML 1.0 document may hold (https://www.w3.org/TR/xml/#charsets), nor a terminal should.
_ILLEGAL = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ELEMENTS = {"FAIL": "failure", "ERROR": "error", "SKIP": "skipped"}
_NO_TIME = "0"
Row = Mapping[str, Any]


def junit_bytes(
    report: Mapping[str, Any], places: FindingPlaces | None, *, command: str, lang: str
) -> bytes:
    """Return a report (as ``report.json`` holds it) as JUnit XML.

    A report with ``error`` and no finding, of a command that could not be carried out, is one case
    that ended in an error. ``places``: where findings stand, None where no project was found.
    """
    suites: dict[str, list[ET.Element]] = {}
    for row, name in _named(report["findings"]):
        place = places.of(row) if places is not None else None
        suites.setdefault(subject_of(row["subject"]), []).append(_case(row, name, place, lang))
    if report.get("error") and not report["findings"]:
        suites["gmp-cad"] = [_refused(report, command)]
    root = ET.Element("testsuites", name=f"gmp-cad {command}")
    for subject, cases in suites.items():
        suite = ET.SubElement(root, "testsuite", name=legal(subject))
        suite.extend(cases)
        _count(suite, cases, skipped=True)
    _count(root, [case for cases in suites.values() for case in cases], skipped=False)
    ET.indent(root, " ")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def legal(text: str) -> str:
    """Return text that an XML document may hold: other characters are written by their code."""
    return _ILLEGAL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _named(rows: Sequence[Row]) -> Iterator[tuple[Row, str]]:
    """Yield each finding with a name that no other of the same check has.

    It is the subject; of a fault of a file, with the key that is wrong.
    """
    seen: Counter[tuple[str, str]] = Counter()
    for row in rows:
        path = row["where"]["path"] if row["where"] and "/" in row["subject"] else ""
        name = f"{row['subject']}: {path}" if path else row["subject"]
        seen[row["check"], name] += 1
        count = seen[row["check"], name]
        yield row, name if count == 1 else f"{name} ({count})"


def _case(row: Row, name: str, place: FindingPlace | None, lang: str) -> ET.Element:
    case = ET.Element("testcase", classname=row["check"], name=legal(name), time=_NO_TIME)
    if place is not None:
        case.set("file", legal(place.file))
        case.set("line", str(place.line))
    status = row["status"]
    if status in _ELEMENTS:
        said = ET.SubElement(case, _ELEMENTS[status])
        said.set("message", legal(row["message"].partition("\n")[0]))
        said.set("type", row["code"])
        said.text = legal("\n".join(_lines(row, lang)))
    elif status == "WARN":
        out = ET.SubElement(case, "system-out")
        out.text = legal("\n".join([f"WARN {row['code']}", *_lines(row, lang)]))
    return case


def _lines(row: Row, lang: str) -> Iterator[str]:
    """Yield what a person reads of a finding."""
    yield f"{row['subject']} {row['check']}: {row['message']}"
    labels = {
        "expected": Message("expected: {value} {unit}"),
        "observed": Message("observed: {value} {unit}"),
    }
    for name, label in labels.items():
        if row[name] is not None:
            yield Message(label.template, value=row[name], unit=row["unit"]).say(lang).strip()
    if row["hint"]:
        yield f"→ {row['hint']}"
    if row["where"] and row["where"]["file"]:
        yield str(Where(**row["where"]))


def _refused(report: Mapping[str, Any], command: str) -> ET.Element:
    case = ET.Element("testcase", classname="gmp-cad", name=command, time=_NO_TIME)
    told = ET.SubElement(case, "error", message=legal(report["error"]), type="refused")
    hint = report.get("hint")
    told.text = legal(report["error"] + (f"\n→ {hint}" if hint else ""))
    return case


def _count(element: ET.Element, cases: Sequence[ET.Element], *, skipped: bool) -> None:
    """Write how many cases there are, and how many of each end; the root counts none skipped."""
    ends = Counter(child.tag for case in cases for child in case)
    element.set("tests", str(len(cases)))
    element.set("failures", str(ends["failure"]))
    element.set("errors", str(ends["error"]))
    if skipped:
        element.set("skipped", str(ends["skipped"]))
    element.set("time", _NO_TIME)
