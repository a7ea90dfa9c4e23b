"""Trials of a specification: which numbers are changed, by how much, and what they are called."""

from __future__ import annotations

import pytest

from gmp_cad.spec.trial import trials, tried
from tests.kernel.measuring import spec_of

SPEC = spec_of(
    {
        "bore": "⌀16 H7 ↧30", "hole": "2× ⌀9 ⌴ ⌀15 ↧8,6", "sunk": "⌀5,5 ⌵ ⌀11,2×90°",
        "tap": "M6-6H ↧12 / ⌀5 ↧16", "flat": "1×30°", "even": "2×45°", "slope": "30°",
        "shaft": "⌀20 f7", "exact": "[40]", "told": "(60)", "fine": "⌀10 ±0,001",
    }
)  # fmt: skip


def test_every_number_of_a_callout_is_tried_in_its_unit():
    found = [(trial.id, trial.unit, round(trial.step, 6)) for trial in trials(SPEC)]
    assert found == [
        ("bore", "mm", 0.018),  # IT7 of 16
        ("bore.depth", "mm", 0.1),
        ("hole", "mm", 0.4),  # ISO 2768-m: ±0.2
        ("hole.counterbore.diameter", "mm", 0.1),
        ("hole.counterbore.depth", "mm", 0.1),
        ("sunk", "mm", 0.2),
        ("sunk.countersink.diameter", "mm", 0.1),
        ("sunk.countersink.angle", "°", 0.1),
        ("tap", "mm", 0.01),
        ("tap.drill_depth", "mm", 0.1),  # the model shows the depth of the drill
        ("flat", "mm", 0.4),
        ("flat.angle", "°", 0.1),
        ("even", "mm", 0.4),  # 45° is made by itself
        ("slope", "°", 2.0),
        ("shaft", "mm", -0.021),  # its zone lies below
        ("exact", "mm", 0.01),
        ("fine", "mm", 0.01),  # at least
    ]


@pytest.mark.parametrize("trial", list(trials(SPEC)), ids=lambda trial: trial.id)
def test_a_trial_changes_its_number_alone(trial):
    changed = tried(SPEC, trial).dimensions
    name = trial.dimension.id
    assert {k: v for k, v in changed.items() if k != name} == {
        k: v for k, v in SPEC.dimensions.items() if k != name
    }
    assert changed[name] != SPEC.dimensions[name]


def test_the_angles_of_a_full_circle_are_not_tried_alone():
    for count, tried_too in ((6, False), (5, True)):
        pattern = {"size": f"{count}× 60°", "pattern": "a"}
        spec = spec_of({"a": f"{count}× ⌀9", "it": pattern})
        assert ("it" in [trial.id for trial in trials(spec)]) is tried_too
