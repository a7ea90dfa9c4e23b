"""A project built in both languages: what is made again, and that no word of the other is left."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from gmp_cad import language
from gmp_cad.build.project_build import Build, Settings, build
from gmp_cad.engine.cache.cache_place import CACHE
from gmp_cad.errors import ExitCode
from gmp_cad.finding import Status

STARTER = Path(__file__).parents[2] / "gmp_cad" / "starter"
pytestmark = pytest.mark.soak

TITLE = '{ fr = "Cale d\'épaisseur", en = "Spacer" }'
# names of our own files, of the software and of standards
NAMES = re.compile(
    r"[\w./-]+\.(?:pdf|html|docx|xlsx|csv|svg|dxf|step|js|json|toml|png|py)\b|http\S+"
)
FRENCH_LETTERS = re.compile(r"[àâçéèêëîïôùûœÀÂÇÉÈÊËÎÔÙÛŒ«»]")
# French words that are no English ones, and units as French documents write them.
FRENCH_WORDS = re.compile(
    r"(?<![\w.-])(?:les|des|une|pour|avec|dans|est|sont|tr/min|mm/tr|brut|cotes?|usinage|outils?|"
    r"masse|dessin|feuille)(?![\w-])"
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter project, its own texts in both languages."""
    root = tmp_path_factory.mktemp("languages") / "project"
    shutil.copytree(STARTER, root, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (root / "parts").rglob("*.toml"):
        text = path.read_text("utf-8")
        shown = re.sub(
            r'(?m)(^|[{,] )(title|department|author|note|owner) = "[^"]*"', rf"\1\2 = {TITLE}", text
        )
        path.write_text(shown, "utf-8")
    return root


@pytest.fixture(scope="module")
def french(project: Path) -> Build:
    return build(project, Settings(jobs=2))


@pytest.fixture(scope="module")
def english(project: Path, french: Build) -> Build:
    assert (project / CACHE).is_dir()
    return build(project, Settings(jobs=2, lang="en"))


def texts(folder: Path) -> dict[str, str]:
    """What a reader sees in the documents of a folder, by file; without the names of files."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".pdf" and shutil.which("pdftotext"):
            command = ["pdftotext", "-layout", str(path), "-"]
            told = subprocess.run(command, capture_output=True, check=True).stdout.decode()
        elif path.suffix in {".html", ".svg"}:
            told = path.read_text("utf-8")
            told = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", told, flags=re.DOTALL)
        elif path.suffix == ".csv" or path.name == "report.json":
            told = path.read_text("utf-8")
        else:
            continue
        found[path.relative_to(folder).as_posix()] = NAMES.sub(" ", told)
    return found


def test_another_language_makes_no_model_again(french: Build, english: Build) -> None:
    assert french.exit_code is ExitCode.OK
    assert english.exit_code is ExitCode.OK
    ran = {name.partition(":")[0] for name, r in english.results.items() if r.state == "ran"}
    kernel = {"model", "geometry", "place", "clash", "sides", "views", "cuts", "process", "step"}
    assert sorted(ran & kernel) == []
    said = [sorted((f.check, f.status) for f in b.findings) for b in (french, english)]
    assert said[0] == said[1]
    assert max(f.status for f in english.findings) < Status.WARN


def test_the_project_says_its_own_texts_in_the_language(project: Path, english: Build) -> None:
    found = texts(project / "output" / "en")
    assert "Spacer" in found["index.html"]
    assert "Spacer" in found["parts/cale/drawing.svg"]
    outside = [name for name in found if not name.startswith("en/")]
    assert outside


def test_no_word_of_french_is_left_in_english_documents(project: Path, english: Build) -> None:
    left = [
        (name, line.strip()[:120])
        for name, text in texts(project / "output" / "en").items()
        for line in text.splitlines()
        if FRENCH_LETTERS.search(line) or FRENCH_WORDS.search(line)
    ]
    assert left == []


def test_no_text_of_the_program_is_left_in_english_in_french_documents(
    project: Path, french: Build
) -> None:
    """Texts of several words whose translation differs are never printed as they stand."""
    plain = {
        text: said
        for text, said in language._catalogue("fr").items()
        if text.count(" ") >= 1 and "{" not in text and len(text) > 9 and text not in said
    }
    assert len(plain) > 800
    left = [
        (name, text)
        for name, shown in texts(project / "output").items()
        if not name.startswith("en/")
        for text in plain
        if re.search(rf"(?<!\w){re.escape(text)}(?!\w)", shown)
    ]
    assert left == []


def test_the_report_says_its_messages_in_the_language(
    project: Path, french: Build, english: Build
) -> None:
    reports = [
        json.loads((project / "output" / part / "report.json").read_text("utf-8"))
        for part in ("", "en")
    ]
    assert reports[0] != reports[1]
