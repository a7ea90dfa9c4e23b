"""fixture.toml: roles of placements, checked against the items and the phase."""

from __future__ import annotations

import pytest

from gmp_cad.errors import InvalidInputError
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.references import Named, fixture_lines, fixture_problems
from gmp_cad.spec.toml import Source, parse
from tests import held_block as t

TABLE = '[table]\nslot = "14 H8"\nkeys = ["pad"]\nwidth = "pad.width"\n'


def problems(text: str) -> dict[str, str]:
    with pytest.raises(InvalidInputError) as caught:
        t.spec(text)
    return {p.where.path: str(p.message) for p in caught.value.problems}


def test_the_roles_of_a_fixture_are_read() -> None:
    spec = t.spec(t.FIXTURE + TABLE)
    assert spec.normals_of("pad.2") == (2,)
    assert spec.normals_of("strap") == ()
    assert spec.clamping() == ("strap",)
    assert spec.placements()[:4] == ("pad", "pad.2", "pad.3", "pin")
    assert spec.owner("pad.2") == "pad.2"


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("strap = 1", "bride = 1", "clamps.bride"),
        ("strap = 1", '"strap.2" = 1', 'clamps."strap.2"'),
        ("strap = 1", "strap = 0", "clamps.strap"),
        ('open = ["screw"]', 'open = ["vis"]', "loading.open"),
        ('open = ["screw"]', 'foolproofing = "pion"', "loading.foolproofing"),
        ('open = ["screw"]', 'direction = "up"', "loading.direction"),
        ("[base]", TABLE.replace('"14 H8"', '"14 H"') + "[base]", "table.slot"),
        ("[base]", TABLE.replace('slot = "14 H8"\n', "") + "[base]", "table"),
        ("[base]", TABLE.replace('"pad"]', '"pad"]\npin = "pin"') + "[base]", "table.keys"),
        ('"plate.thickness"', '"plate"', "base.thickness"),
    ],
)
def test_what_is_no_placement_is_refused_where_it_is_written(old: str, new: str, path: str) -> None:
    assert old in t.FIXTURE
    assert list(problems(t.FIXTURE.replace(old, new))) == [path]


def test_a_clamp_that_the_phase_does_not_have_and_a_dimension_that_no_part_has() -> None:
    plan = t.plan()
    named = Named(parts={"bloc": t.part()}, plans={"bloc": plan}, fixtures={}, workshop=None)
    spec = t.spec(t.FIXTURE.replace("strap = 1", "strap = 2"))
    (found,) = fixture_problems(spec, named, Source("fixture.toml", ""))
    assert found.where.path == "clamps.strap"
    assert not list(fixture_problems(t.spec(), named, Source("fixture.toml", "")))
    plate = t.part()
    (lost,) = fixture_lines(spec, {"plate": plate}, Source("fixture.toml", ""))
    assert lost.where.path == "base.thickness"


def test_a_fixture_without_roles_is_still_a_fixture() -> None:
    head = t.FIXTURE[: t.FIXTURE.index("[locators]")]
    spec = parse(head, "fixture.toml", FixtureSpec)
    assert (spec.table, spec.base, dict(spec.clamps)) == (None, None, {})
