"""JUnit XML: by the schema that Jenkins validates by, with what GitLab and GitHub read besides."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

from lxml import etree

from gmp_cad.build.results.finding_place import FindingPlaces
from gmp_cad.build.results.junit import junit_bytes, legal
from gmp_cad.build.results.report import input_findings, report
from gmp_cad.errors import Problem, Where
from gmp_cad.language import Message
from tests.build.ci_report import SPEC_FILE, of_all_kinds, write_project

# What junit-10.xsd of jenkinsci/xunit-plugin asks for, in as far as we write it; and file and line.
_SAID = "".join(
    f'<xs:element name="{name}"><xs:complexType mixed="true">'
    '<xs:attribute name="message"/><xs:attribute name="type"/></xs:complexType></xs:element>'
    for name in ("failure", "error", "skipped")
)
_COUNTS = "".join(
    f'<xs:attribute name="{name}" type="xs:nonNegativeInteger" use="required"/>'
    for name in ("tests", "failures", "errors")
)
_SCHEMA = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{_SAID}
<xs:element name="system-out" type="xs:string"/>
<xs:element name="testcase"><xs:complexType><xs:choice minOccurs="0">
 <xs:element ref="skipped"/><xs:element ref="error"/><xs:element ref="failure"/>
 <xs:element ref="system-out"/></xs:choice>
 <xs:attribute name="name" use="required"/><xs:attribute name="classname" use="required"/>
 <xs:attribute name="time" type="xs:decimal"/><xs:attribute name="file"/>
 <xs:attribute name="line" type="xs:positiveInteger"/></xs:complexType></xs:element>
<xs:element name="testsuite"><xs:complexType><xs:sequence>
 <xs:element ref="testcase" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
 <xs:attribute name="name" use="required"/>{_COUNTS}
 <xs:attribute name="skipped" type="xs:nonNegativeInteger"/>
 <xs:attribute name="time" type="xs:decimal"/></xs:complexType></xs:element>
<xs:element name="testsuites"><xs:complexType><xs:sequence>
 <xs:element ref="testsuite" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
 <xs:attribute name="name"/>{_COUNTS}<xs:attribute name="time" type="xs:decimal"/>
</xs:complexType></xs:element></xs:schema>"""


def _read(data: bytes) -> ET.Element:
    etree.XMLSchema(etree.fromstring(_SCHEMA)).assertValid(etree.fromstring(data))
    return ET.fromstring(data)


def _written(root: Path, told: dict[str, Any], lang: str = "en") -> bytes:
    return junit_bytes(told, FindingPlaces(root), command="check", lang=lang)


def test_a_suite_for_each_subject_and_a_case_for_each_finding(tmp_path: Path) -> None:
    told = of_all_kinds()
    root = _read(_written(write_project(tmp_path), told))
    assert {k: root.get(k) for k in ("tests", "failures", "errors")} == {
        "tests": "10", "failures": "6", "errors": "1",
    }  # fmt: skip
    suites = {suite.get("name"): suite for suite in root}
    assert sorted(str(name) for name in suites) == ["cale", "dossier", "montage", "product"]
    cale = suites["cale"]
    counts = {k: cale.get(k) for k in ("tests", "failures", "errors", "skipped")}
    assert counts == {"tests": "6", "failures": "2", "errors": "1", "skipped": "1"}
    names = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
    assert len(names) == len(told["findings"]) == len(set(names))


def test_a_failure_says_all_that_the_terminal_says(tmp_path: Path) -> None:
    root = _read(_written(write_project(tmp_path), of_all_kinds()))
    cases = {(c.get("classname"), c.get("name")): c for c in root.iter("testcase")}
    case = cases["dimension.measured", "cale.bore (2)"]
    assert (case.get("file"), case.get("line")) == (SPEC_FILE, "7")
    failure = case.find("failure")
    assert failure is not None
    assert (failure.get("message"), failure.get("type")) == ("measured 15,9 mm", "different")
    assert failure.text == (
        "cale.bore dimension.measured: measured 15,9 mm\nnot 16\nexpected: 16 mm\n"
        "observed: 15.9 mm\n→ look at the bore\nparts/cale/spec.toml: dimensions.bore"
    )
    warned = cases["pmi.read_back", "cale.datums.A"]
    assert [child.tag for child in warned] == ["system-out"]
    assert "read twice" in (warned[0].text or "")
    assert [child.tag for child in cases["CP10", "cale.ph10"]] == ["skipped"]
    assert not list(cases["dimension.measured", "cale.length"])


def test_what_no_xml_may_hold_is_written_by_its_code(tmp_path: Path) -> None:
    root = _read(_written(write_project(tmp_path), of_all_kinds()))
    (error,) = root.iter("error")
    assert legal("\ud800") == "\\ud800"  # of a file name that is no UTF-8
    assert error.get("message") == "model:cale: it crashed \\u001b[31m <&> \\ufffe"


def test_the_same_findings_are_the_same_bytes_in_each_language(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    assert _written(root, of_all_kinds()) == _written(root, of_all_kinds())
    french = _written(root, of_all_kinds("fr"), "fr")
    assert "attendu : 16 mm\nobservé : 15,9 mm" in french.decode()


def test_faults_of_files_are_named_by_their_key(tmp_path: Path) -> None:
    problems = [
        Problem(Where(SPEC_FILE, f"dimensions.{key}", line), Message("wrong"), Message("mend it"))
        for key, line in (("length", 6), ("bore", 7))
    ]
    told = report(input_findings(problems), complete=False, lang="en")
    root = _read(_written(write_project(tmp_path), told | {"error": "2 problems"}))
    assert [suite.get("name") for suite in root] == [SPEC_FILE]
    cases = [(c.get("name"), c.get("line")) for c in root.iter("testcase")]
    expected = {"bore": "7", "length": "6"}
    assert sorted(cases) == [(f"{SPEC_FILE}: dimensions.{k}", n) for k, n in expected.items()]


def test_a_command_that_is_refused_is_one_error() -> None:
    told = {"version": 1, "findings": [], "error": "no project here", "hint": "start one"}
    root = _read(junit_bytes(told, None, command="check", lang="en"))
    (case,) = root.iter("testcase")
    assert root.get("errors") == "1"
    assert (case[0].get("message"), case[0].text) == (
        "no project here",
        "no project here\n→ start one",
    )
