"""Why a kernel does not load, in the words of whoever can mend it."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from gmp_cad.doctor import kernel, libraries
from gmp_cad.doctor.kernel import Trial
from gmp_cad.doctor.symptom import Level

_WORKS = '{"name": "kernel", "version": "7.9.3.1"}\n'
_TRACE = 'Traceback (most recent call last):\n  File "x", line 1\nImportError: '
_CASES = [
    (1, _TRACE + "libGL.so.1: cannot open shared object file: No such file or directory",
     "libGL.so.1 is missing", "libgl1"),
    (1, _TRACE + "libXrender.so.1: cannot open shared object file: No such file or directory",
     "libXrender.so.1 is missing", "libxrender1"),
    (
        1,
        _TRACE + "libvtkWrappingPythonCore3.11.so: cannot open shared object file: No such file",
        "the package vtk is, or is of another version",
        '-m pip install --force-reinstall "cadquery-ocp>=7.9.3.1,<7.10"',
    ),
    (1, _TRACE + "libnone.so.4: cannot open shared object file: No such file or directory",
     "libnone.so.4 is missing", ""),
    (1, _TRACE + "/lib/x86_64-linux-gnu/libm.so.6: version `GLIBC_2.35' not found (required by OCP)",
     "lacks GLIBC_2.35", ""),
    (1, _TRACE + "DLL load failed while importing OCP: The specified module could not be found.",
     "DLL load failed", "winget install --id Microsoft.VCRedist.2015+.x64"),
    (1, _TRACE + "dlopen(OCP.so): mach-o file, but is an incompatible architecture (have 'arm64')",
     "another processor", ""),
    (1, "ModuleNotFoundError: No module named 'OCP.gp'", "No module named 'OCP.gp'", "--force-reinstall"),
    (1, "ModuleNotFoundError: No module named 'OCP'", "package OCP is missing", "-m pip install"),
    (-int(signal.SIGSEGV), "", "crashes when it is loaded (SIGSEGV)", "--force-reinstall"),
    (0xC0000005, "", "crashes when it is loaded (0xc0000005)", "--force-reinstall"),
    (1, _TRACE + "undefined symbol: _ZN", "undefined symbol: _ZN", "--force-reinstall"),
    (None, "", "was not loaded within", ""),
]  # fmt: skip


@pytest.mark.parametrize(("code", "complained", "told", "command"), _CASES)
def test_each_failure_has_its_remedy(
    monkeypatch: pytest.MonkeyPatch, code: int | None, complained: str, told: str, command: str
) -> None:
    monkeypatch.setattr(kernel, "installs", lambda name: libraries.installs(name, _only("apt-get")))
    (found,) = kernel.look(Trial(code=code, said="", complained=complained))
    assert found.level is Level.PROBLEM
    assert found.name == "kernel"
    assert told in str(found.told)
    assert command in found.command if command else not found.command
    assert found.remedy is not None


def test_what_two_bindings_left_is_mended_first() -> None:
    """To install on top of it would change nothing: pip takes for granted what its record says."""
    trial = Trial(code=1, said="", complained="ImportError: cannot import name 'X' from 'OCP.Y'")
    (found,) = kernel.look(trial, torn=True)
    assert (found.level, found.command) == (Level.PROBLEM, "")
    assert str(found.remedy) == "mend the files of the binding first"


def test_what_works_is_told_before_what_does_not() -> None:
    trial = Trial(code=1, said=_WORKS, complained="ModuleNotFoundError: No module named 'casadi'")
    works, broken = kernel.look(trial)
    assert (works.level, works.name) == (Level.OK, "kernel")
    assert "OCCT 7.9.3.1" in str(works.told)
    assert (broken.level, broken.name) == (Level.PROBLEM, "cadquery")


def _only(program: str):
    return lambda name: "/usr/bin/" + name if name == program else None


@pytest.mark.parametrize(
    ("program", "command"),
    [
        ("apt-get", "sudo apt-get install -y libgl1"),
        ("dnf", "sudo dnf install -y mesa-libGL"),
        ("pacman", "sudo pacman -S --noconfirm libglvnd"),
        ("zypper", "sudo zypper install -y Mesa-libGL1"),
        ("none", "sudo apt-get install -y libgl1   (Fedora: sudo dnf install -y mesa-libGL)"),
    ],
)
def test_a_library_is_brought_by_the_program_that_is_there(program: str, command: str) -> None:
    assert libraries.installs("libGL.so.1", _only(program)) == command


def test_a_process_that_dies_is_no_fault_of_the_doctor(tmp_path: Path) -> None:
    """What stands for Python here says nothing and kills itself, as a kernel that crashes would."""
    if sys.platform == "win32":
        pytest.skip("no signals on Windows")
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\nkill -SEGV $$\n")
    program.chmod(0o755)
    (found,) = kernel.look(kernel.Trying(str(program)).ended())
    assert "SIGSEGV" in str(found.told)
