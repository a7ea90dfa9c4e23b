"""The kernels between which ours must work: read from the bounds that pip reads."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
_SPEC = importlib.util.spec_from_file_location(
    "kernel_constraints", ROOT / "tools/kernel_constraints.py"
)
assert _SPEC is not None
assert _SPEC.loader is not None
tool = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(tool)

_DEPENDENCIES = ["cadquery>=2.8,<2.9", "cadquery-ocp >= 7.9.3.1, <7.10", "cadquery-extra>=1", "vtk"]
_TRIED = "# tried\ncadquery==2.8.0\ncadquery-ocp==7.9.3.1.1\ncadquery-ocp-proxy==7.9.3.1.1\nnumpy==2.4.6\nvtk==9.6.2\n"


def test_the_oldest_are_the_lower_bounds() -> None:
    found = tool.constraints("oldest", _DEPENDENCIES, _TRIED)
    assert found == "# tried\nnumpy==2.4.6\ncadquery==2.8\ncadquery-ocp==7.9.3.1\n"


def test_the_newest_are_left_to_pip() -> None:
    assert tool.constraints("newest", _DEPENDENCIES, _TRIED) == "# tried\nnumpy==2.4.6\n"


def test_without_a_lower_bound_there_is_no_oldest() -> None:
    with pytest.raises(ValueError, match="no lower bound of cadquery-ocp"):
        tool.lower_bounds(["cadquery>=2.8", "cadquery-ocp<8"])


def test_ours_have_bounds_that_the_oldest_meets() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    bounds = {r.name: r.specifier for r in map(Requirement, asked)}
    for name, version in tool.lower_bounds(asked).items():
        assert version in bounds[name]
        assert "99" not in bounds[name]  # a kernel that nobody tried is not taken
