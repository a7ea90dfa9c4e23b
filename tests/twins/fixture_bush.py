"""Wrong twin of a drill bush: half a millimetre beside the axis of its hole."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gmp_cad.finding import Finding


def _aside() -> Iterable[Finding]:
    from tests.checks import test_fixture_bush as t

    return [t.judged(x=80.5)]


TWINS: dict[str, Callable[[], Iterable[Finding]]] = {"fixture.bush": _aside}
