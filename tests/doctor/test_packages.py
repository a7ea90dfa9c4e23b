"""Packages that are missing, of another version, or two where there may be one."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from gmp_cad.doctor import binding, packages
from gmp_cad.doctor.symptom import Level, Symptom
from tests.doctor.installed import install

_ASKS = (
    "Requires-Python: >=3.11\nRequires-Dist: cadquery>=2.8,<2.9\nRequires-Dist: numpy>=1.26\n"
    "Requires-Dist: filelock>=3.30\nRequires-Dist: ocp-viewer>=1.2; extra == 'viewer'\n"
    "Requires-Dist: mypy>=1.10; extra == 'dev'\n"
)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the only folder in which packages are installed."""
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    return tmp_path


def _by_name(found: list[Symptom]) -> dict[str, Symptom]:
    return {symptom.name: symptom for symptom in found}


def test_each_package_that_is_wanting_has_its_command(site: Path) -> None:
    plugin = {"entry_points.txt": "[pytest11]\ngmp_cad = gmp_cad.pytest_plugin\n"}
    install(site, "gmp_cad", "0.1.0", head=_ASKS, more=plugin)
    install(site, "cadquery", "2.7.0")
    install(site, "numpy", "2.4.6")
    found = _by_name(list(packages.look()))
    assert found["cadquery"].level is Level.PROBLEM
    assert str(found["cadquery"].told) == "cadquery 2.7.0, but cadquery>=2.8,<2.9 is needed"
    assert found["cadquery"].command.endswith('-m pip install "cadquery>=2.8,<2.9"')
    assert str(found["filelock"].told) == "filelock is not installed"
    assert found["numpy"].level is Level.OK
    assert found["viewer"].level is Level.OK  # nobody needs an extra
    assert "not installed" in str(found["viewer"].told)
    assert found["pytest"].level is Level.OK
    assert "mypy" not in found
    assert found["python"].level is Level.OK


def test_sources_that_came_to_ask_for_more_are_found_out(site: Path) -> None:
    project = site / "a b" / "sources"
    project.mkdir(parents=True)
    (project / "pyproject.toml").write_text(
        '[project]\ndependencies = ["cadquery>=2.8,<2.9", "numpy>=1.26", "filelock>=3.30", "watchfiles>=1"]\n'
        '[project.optional-dependencies]\nviewer = ["ocp-viewer>=1.2"]\ndev = ["mypy>=1.10"]\n'
    )
    origin = {"url": project.as_uri(), "dir_info": {"editable": True}}
    install(site, "gmp_cad", "0.1.0", head=_ASKS, more={"direct_url.json": json.dumps(origin)})
    found = _by_name(list(packages.look()))
    assert found["installation"].level is Level.WARNING
    assert "(watchfiles)" in str(found["installation"].told)
    assert found["installation"].command.endswith(f'-m pip install -e "{project}"')
    assert found["watchfiles"].level is Level.PROBLEM  # what runs needs it, whatever was installed
    assert found["pytest"].level is Level.WARNING
    assert found["pytest"].command == found["installation"].command


def test_sources_that_were_never_installed(site: Path) -> None:
    found = _by_name(list(packages.look()))
    assert found["gmp_cad"].level is Level.PROBLEM
    assert str(packages.Path(packages.__file__).parents[2]) in found["gmp_cad"].command


def test_two_bindings_write_the_same_files(site: Path) -> None:
    files = {"OCP/__init__.py": "x = 1\n", "OCP/OCP.so": "binary"}
    install(site, "cadquery-ocp", "7.9.3.1.1", files=files)
    install(site, "cadquery_ocp_proxy", "7.9.3.1.1")
    (alone,) = binding.look()
    assert alone.level is Level.OK
    install(site, "cadquery-ocp-novtk", "7.9.3.1.1", files=files)
    (both,) = binding.look()
    assert both.level is Level.PROBLEM
    assert "cadquery-ocp, cadquery-ocp-novtk" in str(both.told)
    remove, again = both.command.splitlines()
    assert remove.endswith("-m pip uninstall -y cadquery-ocp cadquery-ocp-novtk")
    assert again.endswith("-m pip install --no-deps cadquery-ocp==7.9.3.1.1")


@pytest.mark.parametrize("harm", ["overwritten", "removed"])
def test_files_that_another_package_left_changed_are_found_out(site: Path, harm: str) -> None:
    """The other binding was removed again: its record is gone, its files or none remain."""
    install(site, "cadquery-ocp", "7.9.3.1.1", files={"OCP/OCP.so": "binary", "OCP/a.py": ""})
    if harm == "removed":
        (site / "OCP/OCP.so").unlink()
    else:
        (site / "OCP/OCP.so").write_text("another binary")
    (found,) = binding.look()
    assert found.level is Level.PROBLEM
    assert "OCP/OCP.so" in str(found.told)
    assert "OCP/a.py" not in str(found.told)


def test_this_environment_has_one_whole_binding() -> None:
    (found,) = binding.look()
    assert found.level is Level.OK, str(found.told)
