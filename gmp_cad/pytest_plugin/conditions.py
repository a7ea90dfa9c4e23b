"""``@pytest.mark.parts_at("mmc", "lmc")``: a test once at each condition of its parts."""

from __future__ import annotations

import pytest

from gmp_cad.spec.condition import Condition

_FIXTURE = "gmp_cad_condition"


def parametrize(metafunc: pytest.Metafunc) -> None:
    """Run a marked test at each condition named; refuse what is none, or a test without parts."""
    marker = metafunc.definition.get_closest_marker("parts_at")
    assert marker is not None
    where = metafunc.definition.nodeid
    wrong = [name for name in marker.args if name not in list(Condition)]
    if wrong or not marker.args or marker.kwargs:
        known = ", ".join(Condition)
        said = f"not {', '.join(map(repr, wrong))}" if wrong else "at least one"
        raise pytest.UsageError(f"{where}: parts_at takes {known}; {said}")
    if _FIXTURE not in metafunc.fixturenames:
        raise pytest.UsageError(
            f"{where}: parts_at is for tests that ask for part, product or measure"
        )
    conditions = list(dict.fromkeys(str(Condition(name)) for name in marker.args))
    metafunc.parametrize(_FIXTURE, conditions, indirect=True)
