"""What pip cannot bring is named with its remedy before anything crashes."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

from gmp_cad.cli import system
from gmp_cad.errors import UsageError

PREFLIGHT = Path(__file__).parents[2] / "tools" / "preflight.py"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a matter of bare Linux")
def test_a_missing_library_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise OSError(f"{name}: cannot open shared object file")

    monkeypatch.setattr(ctypes, "CDLL", missing)
    with pytest.raises(UsageError) as caught:
        system.require_system_libraries()
    assert "libGL.so.1" in str(caught.value.message)
    assert "apt-get install -y libgl1" in str(caught.value.hint)


def test_a_package_that_breaks_cadquery_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "_installed", lambda name: name == "cadquery-ocp-novtk")
    with pytest.raises(UsageError, match="novtk"):
        system.require_system_libraries()


def test_this_machine_is_ready() -> None:
    system.require_system_libraries()
    subprocess.run([sys.executable, str(PREFLIGHT)], check=True)
