"""Coverage in the dossier and on the page: every line with its signs, each reason under the table."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from gmp_cad.documents.dossier.dossier import dossier_pdf
from gmp_cad.documents.part.coverage import CoverageEvidence, coverage_of
from tests.documents import site_pages, vice


def covered():
    """The vice with the coverage of its part: all drawn but the bore, nothing else produced."""
    dossier = vice.dossier()
    (chapter,) = dossier.parts
    spec = chapter.spec
    every = CoverageEvidence(spec=spec, findings=(), features={}, drawn=frozenset(), plan=None)
    ids = {entry.line.id for entry in coverage_of(every)}
    lines = coverage_of(replace(every, drawn=frozenset(ids - {"bore"}), plan=chapter.plan))
    return replace(dossier, parts=(replace(chapter, coverage=lines),)), lines


def test_the_page_shows_a_sign_for_each_cell_and_each_reason_once():
    dossier, lines = covered()
    page = site_pages.pages(dossier)[site_pages.SEMELLE].decode()
    (table,) = re.findall(r'<table class="coverage">.*?</table>', page, re.DOTALL)
    states = [cell.state for entry in lines for cell in entry.cells.values()]
    for sign, state in (("✓", "yes"), ("✗", "no"), ("—", "n/a")):
        assert table.count(f">{sign}</span><span") == states.count(state) > 0
    assert table.count('<th scope="row">') == len(lines)
    assert page.count("aucune gamme de contrôle n’a été faite") == 1
    assert page.count("elle n’est que dans les notes") == 1
    bare = site_pages.pages(vice.dossier())[site_pages.SEMELLE].decode()
    assert '<table class="coverage">' not in bare


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_the_dossier_has_a_page_of_coverage(tmp_path: Path):
    dossier, lines = covered()
    data = dossier_pdf(dossier, vice.templates(), "en")
    assert (
        vice.page_count(data)
        == vice.page_count(dossier_pdf(vice.dossier(), vice.templates(), "en")) + 1
    )
    (tmp_path / "d.pdf").write_bytes(data)
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "d.pdf"), "-"], capture_output=True, check=True
    ).stdout.decode()
    page = text[
        text.rindex("Coverage of the specification") : text.rindex("no inspection plan was made")
        + 40
    ]
    for entry in lines:
        assert re.search(rf"^\s*{re.escape(entry.line.id)}\s", page, re.MULTILINE), entry.line.id
    states = [cell.state for entry in lines for cell in entry.cells.values()]
    assert page.count("✗") == states.count("no")
    assert "no inspection plan was made" in page
