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
from gmp_cad.standards.materials import Material, database
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


def test_every_record_of_the_tool_comes_before_the_usual_data():
    """Usual of a turning insert: n 0.25, 15 min, 4 edges of 8 EUR, 1 min; grade of C45: P15."""
    usual = edge_life(cut(), PLAIN, C45, TURNED, 1.0)
    assert (usual.exponent, usual.edge_eur, usual.change_min) == (0.25, 2, 1)
    own = PLAIN.model_copy(update={"taylor_n": 0.2, "taylor_c": 400.0, "edges": 2, "grade": "P35",
                                   "price_eur": 30.0, "change_min": 3.0})  # fmt: skip
    life = edge_life(cut(), own, C45, TURNED, 1.0)
    assert life.life_min == pytest.approx(2**5)  # (400 / 200)^(1 / 0.2)
    assert (life.exponent, life.constant, life.edge_eur, life.change_min) == (0.2, 400, 15, 3)
    assert grade_of(own, C45, TURNED) == "P35"
    # Its own exponent turns Taylor's line about the point of the start value.
    start = start_value(C45, "turning", stage="finish").vc_m_min
    turned = PLAIN.model_copy(update={"taylor_n": 0.2})
    assert edge_life(cut(vc=start), turned, C45, TURNED, 1.0).life_min == pytest.approx(15)


def test_a_free_edge_and_no_time_to_change_it_cost_nothing():
    free = OWN.model_copy(update={"price_eur": 0.0, "change_min": 0.0})
    life = edge_life(cut(), free, C45, TURNED, 0.8)
    assert (life.edge_eur, life.change_min, life.part_eur) == (0, 0, 0)
    assert (life.economic_min, life.economic_vc) == (life.life_min, pytest.approx(200))
    # With one of the two there is a best life again: 3·(6 / 0.8) and 3·1.
    dear = OWN.model_copy(update={"change_min": 0.0})
    assert edge_life(cut(), dear, C45, TURNED, 0.8).economic_min == pytest.approx(22.5)
    slow = OWN.model_copy(update={"price_eur": 0.0})
    assert edge_life(cut(), slow, C45, TURNED, 0.8).economic_min == pytest.approx(3)


SPECIAL = Tool(
    id="T", title="T", kind="turning", material="HSS"
)  # of which the tables know no life


def test_a_tool_outside_the_tables_lives_by_its_own_figures():
    assert edge_data("turning", "HSS") is None
    known = SPECIAL.model_copy(update={"taylor_n": 0.25, "taylor_c": 350.0})
    life = edge_life(cut(), known, C45, TURNED, 0.8)
    assert life.life_min == pytest.approx(9.379, abs=5e-4)
    assert (life.edge_eur, life.change_min, life.productive_min) == (0, 0, 0)
    priced = known.model_copy(update={"price_eur": 12.0, "change_min": 2.0})
    assert edge_life(cut(), priced, C45, TURNED, 0.8).edge_eur == 12  # one edge
    # No data, no life beyond which they end: (350 / 20)^4.
    slow = edge_life(cut(vc=20.0), known, C45, TURNED, 0.8)
    assert (slow.life_min, slow.capped) == (pytest.approx(17.5**4), False)


@pytest.mark.parametrize("half", [{}, {"taylor_n": 0.25}, {"taylor_c": 350.0}])
def test_half_of_taylor_s_law_is_no_life(half):
    assert edge_life(cut(), SPECIAL.model_copy(update=half), C45, TURNED, 1.0) is None


def test_a_material_without_a_start_value_has_no_life_unless_the_tool_says_it():
    odd = Material(designation="unobtainium", density_kg_m3=1.0)
    assert edge_life(cut(), PLAIN, odd, TURNED, 1.0) is None
    assert edge_life(cut(), OWN, odd, TURNED, 1.0).life_min == pytest.approx(9.379, abs=5e-4)


def test_what_takes_no_time_wears_no_edge():
    assert edge_life(cut(time=0.0), OWN, C45, TURNED, 1.0) is None


def test_without_a_rate_no_life_is_cheaper_than_another():
    life = edge_life(cut(), OWN, C45, TURNED, 0.0)
    assert life.economic_min == life.life_min
    assert life.economic_vc == pytest.approx(200)


def test_an_edge_that_lasts_for_exactly_three_parts_makes_three():
    """16 min at half of C with n = 0.25; 16 / 3 is no number of base two."""
    life = edge_life(cut(vc=175.0, time=16 / 3), OWN, C45, TURNED, 1.0)
    assert life.parts == 3
    assert edge_life(cut(vc=175.0, time=5.334), OWN, C45, TURNED, 1.0).parts == 2
    at_the_limit = edge_life(cut(vc=start_at(150)), PLAIN, C45, TURNED, 1.0)
    assert at_the_limit.life_min == pytest.approx(150)


def start_at(life):
    """Return the speed (m/min) at which the usual insert in C45 lives so long (min)."""
    return start_value(C45, "turning", stage="finish").vc_m_min * (15 / life) ** 0.25


def test_a_phase_by_hand_costs_no_machine_and_cuts_without_a_tool_no_edges():
    phase = Phase.model_validate({"number": 10, "title": "T", "machine": "M", "setup_time": 40,
                                  "operation": ({"kind": "turning"},)})  # fmt: skip
    row = OperationRow(number="10.1", designation=Message("x"), operation=0, tool=OWN,
                       conditions=cut(), technological_min=0.9)  # fmt: skip
    by_hand = phase_cost(phase, (row,), None, C45, 20)
    assert (by_hand.setup_eur, by_hand.machine_eur, by_hand.operator_eur) == (0, 0, 0)
    assert rate_eur_min(None) == 0
    machine = Machine(id="M", title="M", kind="turning", hourly_rate_eur=120.0,
                      operator_rate_eur=30.0)  # fmt: skip
    for missing in ("operation", "tool", "conditions"):
        bare = phase_cost(phase, (replace(row, **{missing: None}),), machine, C45, 20)
        assert bare.edges_eur == 0
        assert (bare.machine_eur, bare.operator_eur) == pytest.approx((1.8, 0.45))
    endless = replace(row, conditions=cut(time=0.0))
    assert phase_cost(phase, (endless,), machine, C45, 20).edges_eur == 0
