"""Every block of the page on plans, workshops and fixtures is read as it stands."""

from __future__ import annotations

import re
from pathlib import Path

from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.operation import OperationKind
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.toml import parse
from gmp_cad.spec.workshop import parse_workshop
from gmp_cad.standards.standard_parts import parse_designation

PAGE = (Path(__file__).parents[2] / "docs" / "process.md").read_text("utf-8")
PLAN, WORKSHOP, FIXTURE = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


def test_the_plan_is_read() -> None:
    plan = parse(PLAN, "process.toml", ProcessPlan)
    assert [str(phase.number) for phase in plan.phases] == ["20", "30"]
    assert (plan.batch, plan.precedences[0].kind, plan.dispersions[0].value) == (25, "E", 0.03)


def test_the_workshop_is_read_beside_the_packaged_one() -> None:
    workshop = parse_workshop(WORKSHOP)
    machine, tool = workshop.machine("FV-2"), workshop.tool("F2T-12")
    assert machine is not None
    assert len(machine.speeds_rpm) == 12
    assert tool is not None
    assert tool.overhang_mm == 40
    assert workshop.machine("CU-3AX") is not None


def test_the_fixture_is_read() -> None:
    fixture = parse(FIXTURE, "fixture.toml", FixtureSpec)
    assert fixture.normals_of("appui.3") == (3,)


def test_every_element_of_the_table_is_in_the_rack() -> None:
    named = re.findall(r"`(GMP [^`]+)`", PAGE)
    assert len(named) == 11
    for text in named:
        assert parse_designation(text).designation


def test_every_kind_of_operation_is_named() -> None:
    for kind in OperationKind:
        assert re.search(rf"\b{kind.value}\b", PAGE), kind
