"""Wrong twins of the location and the clamping: CP05, CP07, CP16."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gmp_cad.checks import holding, location
from gmp_cad.finding import Finding


def _without_stop() -> Iterable[Finding]:
    """No normal along X, where a dimension is held."""
    from tests.checks.test_location import WITHOUT_STOP, located

    return location.harmless(located(**WITHOUT_STOP))


def _raw_face_again() -> Iterable[Finding]:
    """The raw base serves in two phases."""
    from tests.checks.test_location import EARLIER, located

    return location.raw_surfaces(located(machined=("front", "left"), earlier=(EARLIER,)))


def _weak_vice() -> Iterable[Finding]:
    """A vice closed with a hundredth of what it needs."""
    from tests.process.holding_scenes import scene, study

    weak = {"clamping": [{"on": "back", "force": 100}]}
    return holding.held("bloc", scene(**weak)[0].phase, study(**weak))


TWINS: dict[str, Callable[[], Iterable[Finding]]] = {
    "CP05": _without_stop,
    "CP07": _raw_face_again,
    "CP16": _weak_vice,
}
