"""The gauges of a phase: of its geometric tolerances too."""

from __future__ import annotations

import pytest

from gmp_cad.documents.plan.phase_gauges import gauge_titles
from gmp_cad.process.extent import PhaseWork
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.toml import Source, validate
from gmp_cad.spec.workshop import parse_workshop
from tests.process.workpieces import block

SHOP = parse_workshop(None)


def titles(**tolerance: object) -> dict[str, str]:
    part = {
        "part": {"number": "ET-01", "title": "Semelle", "material": "EN-GJL-250"},
        "dimensions": {"bore": "⌀16 H7 Ⓔ"}, "features": {"top": ">Z", "base": "<Z"},
        "datums": {"A": "base"}, "tolerances": {"one": tolerance},
    }  # fmt: skip
    phase = {"number": 20, "title": "Fraisage", "machine": "CU-3AX", "tolerances": ["one"],
             "operation": [{"kind": "face_milling", "makes": ["top"]}],
             "dimension": [{"name": "Cf201", "size": "[40]", "between": ["base", "top"]}]}  # fmt: skip
    plan = {"stock": {"form": "casting", "allowance": 3}, "phase": [phase]}
    state = block(bore=(50.0, 30.0, 8.0))
    work = PhaseWork(
        spec=validate(part, Source("spec.toml", ""), PartSpec),
        phase=validate(plan, Source("process.toml", ""), ProcessPlan).phases[0],
        entering=state, leaving=state,
    )  # fmt: skip
    return gauge_titles(work, SHOP)


@pytest.mark.parametrize(
    ("tolerance", "gauge"),
    [
        ({"symbol": "flatness", "value": "0,05", "on": "top"}, "MARBRE"),
        ({"symbol": "position", "value": "⌀0,06", "on": "bore", "datums": ["A"]}, "MMT"),
        ({"symbol": "flatness", "value": "0,05", "on": "top", "gauge": "MMT"}, "MMT"),
    ],
)
def test_a_tolerance_takes_its_own_gauge_or_the_simplest_that_verifies_it(tolerance, gauge):
    """A theoretically exact Cf has none: its tolerance is measured."""
    assert titles(**tolerance) == {"tolerances.one": SHOP.gauge(gauge).title}
