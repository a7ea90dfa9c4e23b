"""The wheel and the sdist of a source tree, built as pip and a release build them; unpacked."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
# The moment of the files in what is built: any that a zip can hold.
_MOMENT = "1735689600"  # 2025-01-01, UTC


def built(kind: str, source: Path, into: Path, **environment: str) -> Path:
    """Return what the back end of ``source`` built; ``kind``: "wheel" or "sdist"."""
    into.mkdir(parents=True, exist_ok=True)
    code = f"import sys; from hatchling import build; print(build.build_{kind}(sys.argv[1]))"
    told = run(
        [sys.executable, "-P", "-c", code, str(into)], source,
        {"SOURCE_DATE_EPOCH": _MOMENT, **environment},
    )  # fmt: skip
    return into / told.split()[-1]


def run(command: list[str], folder: Path, environment: Mapping[str, str] | None = None) -> str:
    """Return what a command says; it must end with code 0. What a test runner sets is not passed."""
    own = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "PYTHON", "GMP_CAD"))}
    done = subprocess.run(
        command, cwd=folder, env={**own, "PYTHONUTF8": "1", **(environment or {})},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def unpacked(wheel: Path, into: Path) -> Path:
    """Return the folder in which a wheel is unpacked, as it would lie in site-packages."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(into)
    return into
