"""What pip installs: every file that the code reads and nothing else, the same bytes each time.

Truth is the tree on the disk and what the checkout itself answers.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tarfile
import venv
import zipfile
from email import message_from_string
from email.message import Message
from pathlib import Path

import pytest

import gmp_cad
from gmp_cad.cli.new import new
from tests.wheels import ROOT, built, run, unpacked

pytest.importorskip("hatchling")
_INSIDE = {"gmp_cad": "gmp_cad", "docs_templates": "gmp_cad/documents/templates"}
_RECORDS = f"gmp_cad-{gmp_cad.__version__}.dist-info/"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is packed, as it stood at one moment: somebody may edit the checkout meanwhile."""
    copy = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, copy)
    for name in _INSIDE:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("wheel", source, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpacked(wheel, tmp_path_factory.mktemp("site"))


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        return message_from_string(archive.read(_RECORDS + "METADATA").decode())


def answer(site: Path, folder: Path, *words: str) -> str:
    """Return what gmp-cad of a folder of packages says, run from somewhere else."""
    command = [sys.executable, "-P", "-m", "gmp_cad", *words]
    return run(command, folder, {"PYTHONPATH": str(site)})


def files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_the_package_and_the_templates_and_nothing_else(
    wheel: Path, source: Path
) -> None:
    expected = {f"{to}/{name}" for at, to in _INSIDE.items() for name in files(source / at)}
    with zipfile.ZipFile(wheel) as archive:
        found = set(archive.namelist())
    assert {name for name in found if not name.startswith(_RECORDS)} == expected
    assert {name.removeprefix(_RECORDS) for name in found if name.startswith(_RECORDS)} == {
        "METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE",
    }  # fmt: skip


def test_it_says_what_it_is(wheel: Path, source: Path) -> None:
    told = metadata(wheel)
    assert told["Version"] == gmp_cad.__version__
    assert told["License-Expression"] == "MIT"
    assert told.get_payload() == (source / "README.md").read_text("utf-8")
    assert "Typing :: Typed" in told.get_all("Classifier", [])
    with zipfile.ZipFile(wheel) as archive:
        assert "gmp_cad/py.typed" in archive.namelist()
        points = archive.read(_RECORDS + "entry_points.txt").decode()
    assert "gmp-cad = gmp_cad.cli.entry:run" in points
    assert re.search(r"\[pytest11\]\ngmp_cad = gmp_cad\.pytest_plugin\n", points)


def test_the_version_is_the_same_wherever_it_is_told() -> None:
    changes = re.findall(r"(?m)^## \[([0-9][^]]*)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"))
    cited = re.search(r"(?m)^version: (\S+)$", (ROOT / "CITATION.cff").read_text("utf-8"))
    assert cited is not None
    assert [changes[0], cited[1]] == [gmp_cad.__version__] * 2


def test_the_same_sources_give_the_same_bytes(wheel: Path, source: Path, tmp_path: Path) -> None:
    again = built("wheel", source, tmp_path, TZ="Asia/Tokyo", LC_ALL="C", PYTHONHASHSEED="7")
    assert again.read_bytes() == wheel.read_bytes()


def test_templates_are_those_of_the_checkout(site: Path, tmp_path: Path) -> None:
    listed = answer(site, tmp_path, "--lang", "en", "templates", "list")
    assert "contrat_page.typ.j2" in listed
    assert listed == answer(ROOT, tmp_path, "--lang", "en", "templates", "list")
    (tmp_path / "parts").mkdir()  # what makes a folder a project
    answer(site, tmp_path, "templates", "eject", "gmp.typ")
    ejected = tmp_path / "docs_templates/gmp.typ"
    assert ejected.read_bytes() == (ROOT / "docs_templates/gmp.typ").read_bytes()


def test_a_new_project_is_that_of_the_checkout(site: Path, tmp_path: Path) -> None:
    answer(site, tmp_path, "new", "cales")
    new(argparse.Namespace(folder=str(tmp_path / "theirs"), lang="fr", json=True))
    ours, theirs = tmp_path / "cales", tmp_path / "theirs"
    assert "parts/cale/spec.toml" in files(ours)
    assert {n: (ours / n).read_bytes() for n in files(ours)} == {
        n: (theirs / n).read_bytes() for n in files(theirs)
    }


def test_standards_and_both_languages_are_inside(site: Path, tmp_path: Path) -> None:
    assert "7 … 41 µm" in answer(site, tmp_path, "--lang", "fr", "fit", "⌀25 H7/g6")
    told = [answer(site, tmp_path, "--lang", lang, "material") for lang in ("fr", "en")]
    assert "matière" in told[0]
    assert "matière" not in told[1]


@pytest.mark.soak
def test_the_sdist_gives_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(built("sdist", ROOT, tmp_path)) as archive:
        archive.extractall(tmp_path, filter="data")
    source = tmp_path / f"gmp_cad-{gmp_cad.__version__}"
    assert built("wheel", source, tmp_path).read_bytes() == wheel.read_bytes()
    # What the tests need is there too.
    for needed in ("tests/canonical.py", "parts/product.toml", "Makefile", "constraints.txt"):
        assert (source / needed).is_file()


@pytest.mark.soak
def test_installed_it_builds_a_new_project(wheel: Path, tmp_path: Path) -> None:
    """In an environment of its own; the packages that it needs are those of this one."""
    place = tmp_path / "env"
    venv.create(place, symlinks=True)
    own = Path(run([python(place), "-c", _PURELIB], tmp_path).strip())
    # A line of a .pth adds a folder without its own .pth: the checkout stays out of the path.
    (own / "needed.pth").write_text(run([sys.executable, "-c", _PURELIB], tmp_path))
    run([sys.executable, "-m", "pip", "--python", python(place), "install", "--no-deps", "--no-index",
         "--disable-pip-version-check", str(wheel)], tmp_path)  # fmt: skip
    where = run([python(place), "-c", "import gmp_cad; print(gmp_cad.__file__)"], tmp_path)
    assert Path(where.strip()).is_relative_to(place)
    command = str(Path(python(place)).with_name("gmp-cad"))
    run([command, "new", "cales"], tmp_path)
    project = tmp_path / "cales"
    run([command, "build"], project)
    run([command, "--lang", "en", "check"], project)
    for made in ("dossier.pdf", "index.html", "site/cale.html", "parts/cale/drawing.pdf"):
        assert (project / "output" / made).stat().st_size > 0
    tested = run([python(place), "-m", "pytest", "-q", "-p", "no:cacheprovider", "parts"], project)
    assert " passed" in tested


_PURELIB = "import sysconfig; print(sysconfig.get_path('purelib'))"


def python(environment: Path) -> str:
    windows = environment / "Scripts" / "python.exe"
    return str(windows if windows.is_file() else environment / "bin" / "python")
