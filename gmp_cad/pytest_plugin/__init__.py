"""The pytest plugin: each verdict of a gmp_cad project is a test, and tests may ask for its parts.

pytest loads this module wherever gmp_cad is installed. It imports nothing but pytest until a file
of a project is collected, or a test asks for a fixture.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gmp_cad.pytest_plugin.files import project_of
from gmp_cad.pytest_plugin.fixtures import (
    assert_same_geometry,
    gmp_cad_condition,
    measure,
    part,
    product,
)
from gmp_cad.pytest_plugin.options import MARKERS, add_options, options_of

if TYPE_CHECKING:
    from gmp_cad.pytest_plugin.session import Session

__all__ = ["assert_same_geometry", "gmp_cad_condition", "measure", "part", "product"]

_SCRIPTS = (".py",)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the command line and of the ini-file."""
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers; refuse what no run can be asked for."""
    options_of(config)
    for line in MARKERS:
        config.addinivalue_line("markers", line)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the files of projects; every other file is nobody's business here."""
    root = project_of(file_path)
    if root is None:
        return None
    from gmp_cad.pytest_plugin.collectors import ProjectFile  # noqa: PLC0415 - only for projects

    return ProjectFile.in_project(parent, file_path, root)


def pytest_pycollect_makemodule(
    module_path: Path, parent: pytest.Collector
) -> pytest.Collector | None:
    """Keep pytest from importing the scripts of a project that are named on the command line."""
    if module_path.suffix not in _SCRIPTS or project_of(module_path) is None:
        return None
    from gmp_cad.pytest_plugin.collectors import NoModule  # noqa: PLC0415 - only for projects

    return NoModule.from_parent(parent, path=module_path)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test marked ``parts_at`` once at each of its conditions."""
    if metafunc.definition.get_closest_marker("parts_at") is not None:
        from gmp_cad.pytest_plugin.conditions import parametrize  # noqa: PLC0415 - only for these

        parametrize(metafunc)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Build the verdicts before the first item that tells one: outside of its time-out."""
    prepare = getattr(item, "gmp_cad_prepare", None)
    if prepare is not None:
        prepare()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show a verdict that fails, in whatever phase, and where an item that is skipped stands."""
    report = yield
    shown = getattr(getattr(call.excinfo, "value", None), "gmp_cad_shown", None)
    if shown is not None:
        report.longrepr = shown()
    elif report.skipped and hasattr(item, "gmp_cad_prepare") and isinstance(report.longrepr, tuple):
        path, line, _ = item.reportinfo()
        report.longrepr = (str(path), (line or 0) + 1, report.longrepr[2])
    return report


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Give the workers of xdist a folder where one leaves the verdicts for all."""
    from gmp_cad.pytest_plugin.session import session_of  # noqa: PLC0415 - only with xdist

    node.workerinput["gmp_cad_shared"] = session_of(node.config).shared_folder()


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the processes that tests started, and remove what they shared."""
    from gmp_cad.pytest_plugin.options import SESSION  # noqa: PLC0415 - a name, no more

    session: Session | None = config.stash.get(SESSION, None)
    if session is not None:
        session.close()
