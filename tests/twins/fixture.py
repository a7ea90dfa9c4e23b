"""Wrong twins of fixtures: one fault of the block's fixture for each check."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gmp_cad.checks import collision, fixture, fixture_table
from gmp_cad.finding import Finding


def _short() -> Iterable[Finding]:
    from tests import held_block as t

    return fixture.contacts(t.held(t.solids(pad=t.post(10, 10, -15, -0.5))))


def _in_line() -> Iterable[Finding]:
    from tests import held_block as t

    return fixture.isostatic(t.held(t.solids(pad__3=t.post(50, 10, -15, 0))))


def _flat_on_raw() -> Iterable[Finding]:
    from tests import held_block as t

    return fixture.natures(t.held(machined=("front", "left")))


def _hooked() -> Iterable[Finding]:
    from tests import held_block as t

    return fixture.loading(t.held(t.solids(hook=t.slab((90, 20, 42), (110, 40, 50)))))


def _either_way() -> Iterable[Finding]:
    from tests import held_block as t

    notched = t.workpiece().cut(t.slab((90, 50, -1), (101, 61, 50)))
    return fixture.foolproof(t.held(block=notched))


def _thin() -> Iterable[Finding]:
    from tests import held_block as t

    return fixture.base(t.held(thickness_mm=8.0))


def _strap_in_the_way() -> Iterable[Finding]:
    from tests import held_block as t

    return collision.collisions(t.collision(t.held(poses=t.drilled(55.0, 30.0))))


def _one_key() -> Iterable[Finding]:
    from tests.checks import test_fixture_table as t

    return fixture_table.standing(t.standing(t.TABLE.replace(', "lardon.2"', "")), t.UP)


TWINS: dict[str, Callable[[], Iterable[Finding]]] = {
    "fixture.contacts": _short,
    "fixture.isostatic": _in_line,
    "fixture.nature": _flat_on_raw,
    "fixture.loading": _hooked,
    "fixture.foolproof": _either_way,
    "fixture.base": _thin,
    "fixture.table": _one_key,
    "CP17": _strap_in_the_way,
}
