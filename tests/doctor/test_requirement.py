"""Requirements as metadata writes them, against the rules of PEP 440 for releases."""

from __future__ import annotations

import pytest
from packaging.requirements import Requirement as Reference
from packaging.version import Version

from gmp_cad.doctor.requirement import requirements, within

_LINES = (
    "cadquery<2.9,>=2.8", "cadquery-ocp (>=7.9.3.1,<7.10)", "numpy>=1.26", "typing_extensions>=4.6",
    "x[all]~=2.1", 'distributed>=2025.1; extra == "dask"', "y!=3.0,==3.*", "rich", 'z>1; extra=="dev"',
)  # fmt: skip
_VERSIONS = (
    "1.25.9", "1.26", "2", "2.1", "2.1.7", "2.2", "2.7.9", "2.8", "2.8.0", "2.9", "3.0", "3.0.1", "4.6",
    "7.9.3", "7.9.3.1", "7.9.3.1.1", "7.10", "2025.1.0", "2024.12",
)  # fmt: skip


@pytest.mark.parametrize("line", _LINES)
def test_they_allow_what_the_reference_allows(line: str) -> None:
    reference = Reference(line)
    (ours,) = requirements([line])
    assert ours.name == reference.name.replace("_", "-")
    for version in _VERSIONS:
        assert ours.allows(version) == (Version(version) in reference.specifier), version


def test_extras_are_told_apart() -> None:
    assert [r.extra for r in requirements(_LINES)] == ["", "", "", "", "", "dask", "", "", "dev"]
    (asked,) = requirements(["ocp-viewer>=1.2"], "viewer")
    assert (asked.extra, asked.text) == ("viewer", "ocp-viewer>=1.2")


def test_the_order_of_bounds_means_nothing() -> None:
    assert set(requirements(["a>=1,<2"])) == set(requirements(["A (<2, >=1)"]))
    assert within("3.11.7", ">=3.11")
    assert not within("3.10.12", ">=3.11")
