"""Tool life and cost: Taylor's worked example, the data, and what a batch costs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.language import Message
from gmp_cad.process.cost import phase_cost, rate_eur_min
from gmp_cad.process.operations import OperationRow
from gmp_cad.process.tool_life import edge_life, grade_of
from gmp_cad.spec.operation import Operation
from gmp_cad.spec.process import Phase
from gmp_cad.spec.workshop import Machine, Tool, parse_workshop
from gmp_cad.standards.cutting_data import start_value, tool_kinds
from gmp_cad.standards.materials import database
from gmp_cad.standards.tool_life import edge_data
from tests.documents import vice

C45 = database().find("C45")
TURNED = Operation.model_validate({"kind": "turning"})
OWN = Tool(id="T", title="T", kind="turning", taylor_n=0.25, taylor_c=350.0, price_eur=24.0,
           edges=4, change_min=1.0)  # fmt: skip
PLAIN = Tool(id="T", title="T", kind="turning")


def cut(vc=200.0, time=0.9):
    return replace(vice.cut(), vc=vc, time_min=time)


def test_the_worked_example_of_taylor():
    life = edge_life(cut(), OWN, C45, TURNED, 0.8)
    assert life.life_min == pytest.approx(9.379, abs=5e-4)
    assert life.economic_min == pytest.approx(25.5)
    assert life.economic_vc == pytest.approx(155.8, abs=0.05)
    assert life.productive_min == 3
    assert life.parts == 10  # 9.379 / 0.9
    assert life.edge_eur == 6
    assert life.part_eur == pytest.approx((6 + 1 * 0.8) * 0.9 / 9.379, rel=1e-4)


def test_at_the_start_value_the_life_is_that_of_the_data():
    start = start_value(C45, "turning", stage="finish")
    life = edge_life(cut(vc=start.vc_m_min), PLAIN, C45, TURNED, 1.0)
    assert life.life_min == pytest.approx(15)
    slower = edge_life(cut(vc=0.9 * start.vc_m_min), PLAIN, C45, TURNED, 1.0)
    assert slower.life_min == pytest.approx(15 / 0.9**4)


def test_far_below_the_start_value_the_life_is_told_as_a_least_one():
    life = edge_life(cut(vc=20.0), PLAIN, C45, TURNED, 1.0)
    assert (life.life_min, life.capped) == (150, True)


def test_an_edge_that_does_not_last_for_a_part():
    assert edge_life(cut(time=40.0), OWN, C45, TURNED, 1.0).parts == 0


def test_every_tool_of_the_workshop_has_a_life_and_carbide_a_grade():
    for tool in parse_workshop(None).tools:
        data = edge_data(tool.kind, tool.material, tool.diameter_mm, tool.teeth)
        assert data is not None, tool.id
        assert 0.08 <= data.exponent <= 0.30
        assert data.price_eur > 0
        grade = grade_of(tool, C45, TURNED)
        assert grade == ("" if tool.material == "HSS" else "P15")
    assert set(tool_kinds()) == {t.kind for t in parse_workshop(None).tools}


def test_a_face_mill_has_an_insert_on_each_tooth():
    assert edge_data("face_mill", "carbide", 63, 5).price_eur == 45


def test_the_cost_of_a_phase_spreads_its_setup():
    machine = Machine(id="M", title="M", kind="turning", hourly_rate_eur=60.0,
                      operator_rate_eur=30.0)  # fmt: skip
    phase = Phase.model_validate({"number": 10, "title": "T", "machine": "M", "setup_time": 40,
                                  "operation": ({"kind": "turning"},)})  # fmt: skip
    rows = (
        OperationRow(number="10.a", designation=Message("x"), manual_min=1.1),
        OperationRow(number="10.1", designation=Message("x"), operation=0, tool=OWN,
                     conditions=cut(), technological_min=0.9),
    )  # fmt: skip
    assert rate_eur_min(machine) == 1.5
    found = phase_cost(phase, rows, machine, C45, 20)
    assert (found.setup_eur, found.machine_eur, found.operator_eur) == (3, 2, 1)
    assert found.edges_eur == pytest.approx((6 + 1.5) * 0.9 / 9.3789, rel=1e-4)
    assert found.part_eur == pytest.approx(6 + found.edges_eur)
    whole = 20 * found.part_eur
    assert whole == pytest.approx(1.5 * (40 + 20 * 2.0) + 20 * found.edges_eur)
