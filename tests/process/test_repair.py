"""Suggestions for bad locations: small, on faces that exist, and proven by recomputation."""

from __future__ import annotations

from gmp_cad.process.isostatism import isostatism
from gmp_cad.process.locating import place_normals
from gmp_cad.process.repair import repair, wanted_rank
from tests.process.test_locating import phase
from tests.process.workpieces import block, shaft

MILLED = {"machine": "CU-3AX", "operation": [{"kind": "face_milling", "makes": ["top"]}]}
TURNED = {
    "machine": "TCN-2AX", "operation": [{"kind": "facing", "makes": ["end"]}], "spindle": "+Z",
    "x_axis": "+X",
}  # fmt: skip


def fixed(wrong, state, rank=None):
    """Return the repair, after checking that its location is what it says."""
    wanted = wanted_rank(wrong) if rank is None else rank
    found = repair(wrong, state, lambda _, result: result.rank >= wanted)
    assert found is not None
    placed = place_normals(wrong.model_copy(update={"locating": found.locating}), state)
    again = isostatism(placed)
    assert (again.rank, again.hyperstatic) == (found.result.rank, 0)
    assert again.rank == wanted == len(placed)
    return found


def test_points_in_line_are_moved_apart():
    wrong = phase(
        locating=[
            {"on": "base", "normals": 3, "points": [[10, 10, 0], [50, 10, 0], [90, 10, 0]]},
            {"on": "front", "normals": 2}, {"on": "left", "normals": 1},
        ], **MILLED,
    )  # fmt: skip
    found = fixed(wrong, block())
    assert found.change.say("en").startswith("move the 3 points on base apart")
    assert found.locating[1:] == wrong.locating[1:]


def test_a_long_centring_with_a_plane_is_shortened():
    wrong = phase(
        locating=[
            {"on": "body", "normals": 4, "contact": "long_centring"}, {"on": "face", "normals": 3},
        ], **TURNED,
    )  # fmt: skip
    found = fixed(wrong, shaft())
    says = {c.on: (c.contact, c.normals) for c in found.locating}
    assert says in (
        {"body": ("short_centring", 2), "face": ("", 3)},
        {"body": ("long_centring", 4), "face": ("", 1)},
    )


def test_a_missing_stop_is_added_on_a_face_that_is_not_machined():
    wrong = phase(locating=[{"on": "base", "normals": 3}, {"on": "front", "normals": 2}], **MILLED)
    found = fixed(wrong, block())
    assert found.locating[-1].on in ("left", "right")
    assert found.locating[-1].normals == 1
    assert "add 1 normal on" in found.change.say("en")


def test_a_doubled_side_needs_two_changes():
    wrong = phase(
        locating=[
            {"on": "base", "normals": 3}, {"on": "front", "normals": 2},
            {"on": "back", "normals": 1},
        ], **MILLED,
    )  # fmt: skip
    found = fixed(wrong, block())
    assert "and" in found.change.say("en")


def test_nothing_is_proposed_where_nothing_works():
    alone = phase(locating=[{"on": "base", "normals": 3}], **MILLED)
    assert repair(alone, block(), lambda _normals, _result: False) is None
    assert wanted_rank(phase(**TURNED)) == 5
