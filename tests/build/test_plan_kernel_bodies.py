"""Plans made for parts held back: they close on solids, or the proposal says what they leave."""

from __future__ import annotations

import pytest

from gmp_cad.build.plan_kernel_bodies import Planned, planned
from gmp_cad.kernel.faces import face_geometries
from gmp_cad.kernel.features import resolve_features
from gmp_cad.kernel.in_process import CLOSED_MM3
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.toml import parse
from gmp_cad.spec.workshop import Workshop, parse_workshop
from tests.planned_parts import PARTS, specification


def proposed(name: str, workshop: Workshop | None = None) -> Planned:
    spec = parse(specification(name), "spec.toml", PartSpec).model_copy(update={"name": name})
    (solid,) = PARTS[name][0]().val().Solids()
    geometry, problems = resolve_features(solid, face_geometries(solid), spec, {})
    assert not problems
    return planned(solid, geometry, spec, workshop or parse_workshop(None), None)


@pytest.mark.parametrize("name", PARTS)
def test_a_part_held_back_closes(name: str) -> None:
    found = proposed(name)
    assert found.closure.left_mm3 <= CLOSED_MM3, found.closure
    assert found.closure.missing_mm3 <= CLOSED_MM3, found.closure
    assert found.faults == 0, (found.removals, found.problems)
    assert found.draft.remarks == ()
    assert all(new.selector for new in found.draft.names)


def test_the_same_part_gives_the_same_text() -> None:
    assert proposed("blind_holes").text == proposed("blind_holes").text


def test_datum_is_machined_first_and_raw_faces_serve_once() -> None:
    plan = parse(proposed("pocket_with_island").text, "process.toml", ProcessPlan)
    assert plan.phases[0].operations[-1].makes == ("bottom",)
    raw = [c.on for p in plan.phases for c in p.locating if c.on.startswith("stock")]
    assert len(raw) == len(set(raw))
    for phase in plan.phases[:-1]:
        made = {name for operation in phase.operations for name in operation.makes}
        assert not made & {contact.on for contact in (*phase.locating, *phase.clamping)}
        assert sum(contact.normals for contact in phase.locating) <= 6


def test_an_inner_groove_is_grooved_after_its_bore() -> None:
    plan = parse(proposed("bush_with_groove").text, "process.toml", ProcessPlan)
    kinds = [operation.kind.value for phase in plan.phases for operation in phase.operations]
    assert kinds.index("boring") < kinds.index("grooving")


def test_a_workshop_without_the_drill_says_what_to_buy() -> None:
    whole = parse_workshop(None)
    tools = tuple(t for t in whole.tools if not (t.kind == "drill" and t.diameter_mm == 6.6))
    found = proposed("angle_bracket", whole.model_copy(update={"tools": tools}))
    assert "outil à acheter : foret ⌀6,60" in found.text
    assert "foret ⌀6,60" not in proposed("angle_bracket").text
