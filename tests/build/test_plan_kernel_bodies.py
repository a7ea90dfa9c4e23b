"""Plans made for parts held back: they close on solids, or the proposal says what they leave."""

from __future__ import annotations

import math
from collections.abc import Iterator

import cadquery as cq
import pytest

from gmp_cad.build.plan import plan_kernel_bodies
from gmp_cad.build.plan.plan_kernel_bodies import Planned, planned
from gmp_cad.kernel.machining.in_process import CLOSED_MM3
from gmp_cad.kernel.measuring.features import resolve_features
from gmp_cad.kernel.surfaces.faces import face_geometries
from gmp_cad.process.planning.choices import Choices
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.toml import parse
from gmp_cad.spec.workshop import Workshop, parse_workshop
from tests.planned_parts import PARTS, specification
from tests.whole_parts import whole


def proposed(name: str, workshop: Workshop | None = None) -> Planned:
    spec = parse(specification(name), "spec.toml", PartSpec).model_copy(update={"name": name})
    (solid,) = PARTS[name][0]().val().Solids()
    geometry, problems = resolve_features(solid, face_geometries(solid), spec, {})
    assert not problems
    return planned(solid, geometry, spec, workshop or parse_workshop(None), None)


@pytest.mark.soak
@pytest.mark.parametrize("name", PARTS)
def test_a_part_held_back_closes(name: str) -> None:
    found = proposed(name)
    assert found.closure.left_mm3 <= CLOSED_MM3, found.closure
    assert found.closure.missing_mm3 <= CLOSED_MM3, found.closure
    assert found.faults == 0, (found.removals, found.problems)
    assert found.draft.remarks == ()
    assert all(new.selector for new in found.draft.names)


@pytest.mark.soak
@pytest.mark.parametrize("name", ["ppp0101", "ppp0103", "ppp0107", "ppp0108"])
def test_a_published_part_closes(name: str) -> None:
    part = whole(name)
    found = planned(part.solid, part.geometry, part.spec, parse_workshop(None), None)
    assert found.closes, (found.closure, found.removals, found.problems)
    assert found.draft.remarks == ()


def test_a_rib_is_milled_and_never_turned_off() -> None:
    plan = parse(proposed("ribbed_hub").text, "process.toml", ProcessPlan)
    kinds = [{operation.kind.value for operation in phase.operations} for phase in plan.phases]
    assert "turning" in kinds[0] | kinds[1]
    assert "slot_milling" in kinds[2]


def test_a_shoulder_with_a_rounded_foot_is_bored_with_its_bore() -> None:
    found = proposed("ribbed_hub")
    bored = [o for p in found.draft.phases for o in p.operations if o.kind == "boring"]
    assert [len(operation.makes) for operation in bored] == [3]
    assert bored[0].makes[0] == "cavity"


def test_what_no_tool_reaches_is_said_after_few_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    block = cq.Workplane().box(40, 30, 20).cut(cq.Workplane().sphere(5))
    (solid,) = block.val().Solids()
    spec = parse(specification("blind_holes"), "spec.toml", PartSpec)
    spec = spec.model_copy(update={"name": "hollow", "dimensions": {}})
    geometry, _ = resolve_features(solid, face_geometries(solid), spec, {})
    asked = []

    def endless(_draft: object, _removals: object, choices: Choices) -> Iterator[Choices]:
        for face in range(100):
            asked.append(face)
            yield choices.with_single(frozenset({face}))

    monkeypatch.setattr(plan_kernel_bodies, "alternatives", endless)
    found = planned(solid, geometry, spec, parse_workshop(None), None)
    assert not found.closes
    assert found.closure.left_mm3 == pytest.approx(4 / 3 * math.pi * 5**3, rel=1e-6)
    assert found.draft.remarks
    assert len(asked) == 100
    assert found.tries == 5


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
