"""The example project, whole: everything holds, everything is there, any one change shows."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import pytest
import trimesh

import gmp_cad.checks
from gmp_cad.build.project_build import Settings, build
from gmp_cad.checks.registry import CHECKS
from gmp_cad.errors import ExitCode
from gmp_cad.finding import Status
from gmp_cad.pytest_plugin.reading import read_project
from gmp_cad.pytest_plugin.routing import Router
from gmp_cad.spec.project import ProjectFiles, load_project
from tests.closed_schemas import faults

ROOT = Path(__file__).parents[1]
pytestmark = [pytest.mark.soak, pytest.mark.timeout(1800)]


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Wait until no other test process holds the lock."""
    while True:
        try:
            lock.mkdir(parents=True)
            break
        except FileExistsError:
            time.sleep(0.2)
    try:
        yield
    finally:
        lock.rmdir()


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory):
    """Build the example once for all test processes; a later one finds everything in the store."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    root = shared / "example" / "vice"
    with alone(shared / "example.lock"):
        for name in ("parts", "fixtures_design", "docs_templates"):
            if not (root / name).exists():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(ROOT / name, root / name, ignore=ignored)
        return root, build(root, Settings(jobs=2))


def test_every_check_holds(example) -> None:
    _, result = example
    bad = [f for f in result.findings if f.status >= Status.FAIL]
    assert [(f.subject, f.check, str(f.message)) for f in bad] == []
    assert result.exit_code is ExitCode.OK


def test_every_registered_check_spoke(example) -> None:
    for module in pkgutil.iter_modules(gmp_cad.checks.__path__):
        importlib.import_module(f"gmp_cad.checks.{module.name}")
    silent = {"product.weld"}  # nothing of the vice is welded
    assert set(CHECKS) - {f.check for f in example[1].findings} == silent


def test_every_verdict_is_a_test_of_pytest(example) -> None:
    """Each verdict of a check has an item in a file of its own part, phase, product or fixture."""
    root, result = example
    outline = read_project(root, strange=False).outline
    rows = [row for row in result.report["findings"] if not row["check"].startswith("dossier.")]
    routed = Router(outline).routed(rows)
    items = {(e.file, e.names): e for entries in outline.entries.values() for e in entries}
    assert sum(map(len, routed.values())) == len(rows)
    for address, told in routed.items():
        owner = items[address].subject
        assert all(f"{row['subject']}.".startswith(f"{owner}.") for row in told), address
    other = {row["check"] for (_, names), told in routed.items() for row in told
             if names[-1] == "other"}  # fmt: skip
    assert other <= {"CP10", "CP11", "CP19", "drawing.legible", "drawing.ensemble"}
    unjudged = {a for a, entry in items.items() if a not in routed and not entry.silent}
    assert not unjudged


def test_every_json_file_is_as_its_published_schema_says(example) -> None:
    output, seen = example[0] / "output", set()
    for path in output.rglob("[!.]*.json"):
        document = json.loads(path.read_text("utf-8"))
        name = path.stem
        if name == "evidence" and "volume_mm3" not in document:
            name = "product_evidence"
        assert faults(name, document) == [], path.relative_to(output)
        seen.add(name)
    assert seen == {"report", "evidence", "product_evidence", "interference", "fits", "mass"}


def workshop_kind(project: ProjectFiles, fixture: str) -> str:
    """The kind of machine on which the fixture holds its workpiece."""
    said = project.fixtures[fixture].spec.fixture
    phases = project.plans[said.workpiece].phases
    machine = next(p.machine for p in phases if p.number == said.phase)
    return next(m.kind for m in project.workshop.machines if m.id == machine)


def test_the_product_is_what_was_asked_for() -> None:
    project = load_project(ROOT)
    assert project.product is not None
    assert len(project.parts) >= 10
    assert sum(item.standard is not None for item in project.product.items) >= 3
    assert len(project.plans) >= 4
    assert all(len(plan.phases) >= 2 for plan in project.plans.values())
    assert len(project.plans["semelle"].phases) >= 3
    assert len(project.fixtures) >= 3
    kinds = {workshop_kind(project, name) for name in project.fixtures}
    assert kinds == {"milling", "drilling", "turning"}
    assert any(found.spec.bushes for found in project.fixtures.values())
    fits = {
        tuple(sorted(str(project.parts[p].dimensions[n].size.fit) for p, n in lines))
        for fit in project.product.fits
        if len(lines := [
            line.split(".") for line in (fit.hole, fit.shaft) if line.split(".")[0] in project.parts
        ]) == 2
    }  # fmt: skip
    assert {("H8", "f7"), ("H7", "g6"), ("H7", "r6")} <= fits


def test_nothing_collides_over_the_travel(example) -> None:
    root, _ = example
    data = json.loads((root / "output/product/interference.json").read_text("utf-8"))
    openings = [p["parameters"]["jaw_opening"] for p in data["positions"]]
    assert openings == [
        8.0 * i for i in range(11)
    ]  # from, nine between (default 40 among them), to
    assert all(position["pairs_tested"] > 0 for position in data["positions"])
    assert data["counts"]["interference"] == data["counts"]["unjudged"] == 0
    kinds = {sweep["of"]: sweep["kind"] for sweep in data["sweeps"]}
    assert kinds.pop("jaw_opening") == "parameter"
    assert {"semelle", "goupille_retenue", "tige_guide", "vis_mors.2"} <= set(kinds)
    assert all(pair["first"] is None for sweep in data["sweeps"] for pair in sweep["pairs"])


def test_every_part_has_its_files_and_its_stl_the_volume_of_its_evidence(example) -> None:
    root, _ = example
    for name in load_project(ROOT).parts:
        folder = root / "output/parts" / name
        evidence = json.loads((folder / "evidence.json").read_text("utf-8"))
        mesh = trimesh.load(folder / f"{name}.stl")
        assert mesh.is_watertight
        assert mesh.volume == pytest.approx(evidence["volume_mm3"], rel=5e-3)
        assert "AP242" in (folder / f"{name}.step").read_text("ascii")[:2000]
        assert {d["status"] for d in evidence["dimensions"].values()} == {"PASS"}


def test_every_phase_has_its_contract_and_its_workpiece(example) -> None:
    root, _ = example
    for name, plan in load_project(ROOT).plans.items():
        for phase in plan.phases:
            folder = root / "output/parts" / name / "phases"
            assert (folder / f"contrat-{phase.number}.pdf").read_bytes().startswith(b"%PDF")
            assert (folder / f"{phase.number}.step").is_file()


def test_the_dossier_says_what_the_specification_says(example) -> None:
    root, _ = example
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    command = ["pdftotext", "-layout", str(root / "output/dossier.pdf"), "-"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8")
    for words in ("Étau de perçage", "Nomenclature", "EN-GJL-250", "Contrat de phase", "Semelle"):
        assert words in text


def test_the_site_needs_no_network_and_each_of_its_links_arrives(example) -> None:
    root, _ = example
    output = root / "output"
    parts = {path.name for path in (root / "parts").iterdir() if path.is_dir()}
    pages = {path.relative_to(output).as_posix() for path in output.rglob("*.html")}
    assert {"index.html", *(f"site/{name}.html" for name in parts)} <= pages
    anchors = {
        p: set(re.findall(r'\bid="([^"]+)"', (output / p).read_text("utf-8"))) for p in pages
    }
    for name in sorted(pages):
        page = (output / name).read_text("utf-8")
        assert "Étau de perçage" in page
        assert not re.search(r"https?://(?!www\.w3\.org/)", page)
        for link in re.findall(r'(?:href|src)="((?!data:)[^"]*)"', page):
            path, _, anchor = unquote(link).partition("#")
            target = normpath(join(dirname(name), path)) if path else name
            assert (output / target).is_file(), (name, link)
            if anchor and "=" not in anchor:
                assert anchor in anchors[target], (name, link)


@pytest.mark.soak
def test_one_bore_changed_shows_everywhere_it_must(example, tmp_path: Path) -> None:
    """The story of the design: a fit that no longer fits, told with both lines."""
    root = tmp_path / "vice"
    shutil.copytree(example[0], root)
    spec = root / "parts/mors_mobile/spec.toml"
    text = spec.read_text("utf-8")
    assert "⌀12 H7" in text
    spec.write_text(text.replace("⌀12 H7", "⌀14 H7"), "utf-8")
    result = build(root, Settings(jobs=2))
    assert result.exit_code is ExitCode.CHECK_FAILED
    ran = {name for name, r in result.results.items() if r.state == "ran"}
    kinds = ("model:", "geometry:", "step:", "process:")
    models = {n for n in ran if n.startswith(kinds) and "@" not in n}
    assert models == {f"{k}:mors_mobile" for k in ("model", "geometry", "step", "process")}
    failed = [f for f in result.findings if f.check == "product.fit" and f.status is Status.FAIL]
    told = " ".join(str(f.message) for f in failed)
    assert "⌀14 H7" in told
    assert "⌀12 r6" in told
