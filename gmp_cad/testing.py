"""What tests of a project may import: strategies of valid sizes, a comparison, a warning.

::

    from hypothesis import given
    from gmp_cad.testing import sizes

    @given(chosen=sizes("semelle"))
    def test_wall(part, chosen):
        assert part("semelle", **chosen).volume > 200_000
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["CheckWarning", "assert_same_geometry", "positions", "sizes"]


class CheckWarning(UserWarning):
    """A verdict that holds with a reserve; ``-W error::gmp_cad.testing.CheckWarning`` fails it."""


def assert_same_geometry(a: Any, b: Any, tolerance: float | None = None) -> None:
    """Assert that two parts, CadQuery shapes or STEP files are the same solid in the same place.

    ``tolerance``: by how many mm any surface may lie elsewhere; without it, the noise of the kernel
    alone. Raises AssertionError with what differs, TypeError for what is no shape.
    """
    __tracebackhide__ = True
    from gmp_cad.pytest_plugin.same_geometry import assert_same  # noqa: PLC0415 - the kernel

    assert_same(a, b, tolerance)


def sizes(part: str, project: str | Path | None = None) -> SearchStrategy[dict[str, float]]:
    """Return a strategy: sizes of a part (mm, degrees) within their limits, by the line's name.

    What is not named keeps its nominal size; failing examples shrink to the fewest names.
    ``project``: its folder, that around the calling file unless given. Raises ImportError without
    hypothesis, UsageError for an unknown part, InvalidInputError for invalid files.
    """
    from gmp_cad.pytest_plugin import strategies  # noqa: PLC0415 - it needs hypothesis

    return strategies.sizes_of_part(_project(project), part)


def positions(
    of: str = "product", project: str | Path | None = None
) -> SearchStrategy[dict[str, float]]:  # fmt: skip
    """Return a strategy: values of the parameters of the product, or of a fixture, in their ranges.

    ``project`` and errors as those of :func:`sizes`.
    """
    from gmp_cad.pytest_plugin import strategies  # noqa: PLC0415 - it needs hypothesis

    return strategies.positions_of(_project(project), of)


def _project(given: str | Path | None) -> Path:
    from gmp_cad.pytest_plugin.files import project_above  # noqa: PLC0415 - with the others
    from gmp_cad.spec.project_folder import find_project  # noqa: PLC0415

    if given is not None:
        return Path(given)
    caller = sys._getframe(2).f_globals.get("__file__")  # noqa: SLF001 - the test that calls
    start = Path(caller).resolve().parent if caller else Path.cwd()
    return project_above(start) or find_project(Path.cwd())
