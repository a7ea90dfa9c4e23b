"""Wrong twins of the order of operations, the datums of a phase, its quality and its times."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gmp_cad.checks import phase_datums, reachable, sequence
from gmp_cad.checks.validated import PlanVerdicts, validated
from gmp_cad.finding import Finding


def _reamed_before_drilled() -> Iterable[Finding]:
    from tests.checks import test_sequence as t

    return sequence.ordered(t.of_plan(t.HOLE[0], t.HOLE[2], t.HOLE[1]))


def _datum_elsewhere() -> Iterable[Finding]:
    from tests.checks import test_sequence as t

    part = t.spec(
        features=t.SPEC["features"] | {"right": ">X"}, datums={"A": "right"},
        tolerances={"frame": {"symbol": "perpendicularity", "value": "0,02", "on": "bore",
                              "datums": ["A"]}},
    )  # fmt: skip
    return phase_datums.datums(t.evidence(part=part, tolerances=["frame"]))


def _two_ways() -> Iterable[Finding]:
    from tests.checks import test_sequence as t

    return phase_datums.one_way(t.placed_from_left("50 ±0,1"))


def _rough_alone() -> Iterable[Finding]:
    from tests.checks import test_contract

    return reachable.quality(test_contract.evidence())


def _no_time() -> Iterable[Finding]:
    from tests.checks import test_contract

    return reachable.times(
        test_contract.evidence(operation=[{"kind": "manual", "title": "Ébavurer"}])
    )


def _final_with_a_failure() -> Iterable[Finding]:
    from tests.checks import test_validated as t

    return validated(PlanVerdicts(plan=t.FINAL, findings=[t.BAD]))


TWINS: dict[str, Callable[[], Iterable[Finding]]] = {
    "CP14": _reamed_before_drilled,
    "CP18": _datum_elsewhere,
    "CP18b": _two_ways,
    "CP19": _rough_alone,
    "CP20": _no_time,
    "process.validated": _final_with_a_failure,
}
