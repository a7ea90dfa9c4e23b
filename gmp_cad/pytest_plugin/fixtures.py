"""The fixtures of students' own tests. Light: the project is read when one of them is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from gmp_cad.pytest_plugin.live_part import LivePart, MeasuredValue
    from gmp_cad.pytest_plugin.live_product import LiveProduct


@pytest.fixture(scope="module")
def gmp_cad_condition(request: pytest.FixtureRequest) -> str:
    """At which limits the parts of a test are built; ``parts_at`` chooses it."""
    return str(getattr(request, "param", "nominal"))


@pytest.fixture(scope="module")
def part(request: pytest.FixtureRequest, gmp_cad_condition: str) -> Callable[..., LivePart]:
    """Return parts: ``part("semelle")``, with other sizes ``part("semelle", bore=18)``."""
    from gmp_cad.pytest_plugin.live_source import source_of  # noqa: PLC0415 - for these tests only

    return source_of(request, gmp_cad_condition).part


@pytest.fixture(scope="module")
def product(request: pytest.FixtureRequest, gmp_cad_condition: str) -> Callable[..., LiveProduct]:
    """Return the product at values of its parameters: ``product(jaw_opening=20)``.

    A fixture of the project is ``product(of="semelle_ph20")``.
    """
    from gmp_cad.pytest_plugin.live_source import source_of  # noqa: PLC0415 - for these tests only

    return source_of(request, gmp_cad_condition).product


@pytest.fixture(scope="module")
def measure(
    request: pytest.FixtureRequest, gmp_cad_condition: str
) -> Callable[..., MeasuredValue]:  # fmt: skip
    """Return what was measured of a line: ``measure("semelle.bore")``, in mm or degrees."""
    from gmp_cad.pytest_plugin.live_source import source_of  # noqa: PLC0415 - for these tests only

    return source_of(request, gmp_cad_condition).measure


@pytest.fixture(scope="session")
def assert_same_geometry() -> Callable[..., None]:
    """Return :func:`gmp_cad.testing.assert_same_geometry`."""

    def compare(a: Any, b: Any, tolerance: float | None = None) -> None:
        __tracebackhide__ = True
        from gmp_cad.pytest_plugin.same_geometry import assert_same  # noqa: PLC0415 - the kernel

        assert_same(a, b, tolerance)

    return compare
