"""Random examples of what must always hold; of a failing one, as little as fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

from gmp_cad.language import Message

Values = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How many different examples were tried; the smallest one that fails, and why."""

    tried: int
    values: Values | None = None
    fault: Message | None = None


class _FaultyError(Exception):
    """An example that does not hold."""


def search(
    strategy: SearchStrategy[dict[str, float]], fault_of: Callable[[Values], Message | None],
    examples: int,
) -> Found:  # fmt: skip
    """Try ``examples`` random examples, always the same ones, and shrink the first that fails.

    ``fault_of`` is asked once for each example. In the end every value that is not needed to fail
    is left out.
    """
    known: dict[frozenset[tuple[str, float]], Message | None] = {}
    failing: list[Values] = []

    def fault(values: Values) -> Message | None:
        key = frozenset(values.items())
        if key not in known:
            known[key] = fault_of(values)
        if known[key] is not None:
            failing.append(values)
        return known[key]

    def holds(values: dict[str, float]) -> None:
        if fault(values) is not None:
            raise _FaultyError

    run = settings(
        max_examples=examples, derandomize=True, database=None, deadline=None, print_blob=False,
        phases=(Phase.generate, Phase.shrink), suppress_health_check=tuple(HealthCheck),
        report_multiple_bugs=False,
    )(given(strategy)(holds))  # fmt: skip
    try:
        run()
    except _FaultyError:
        least = _least(failing[-1], fault)
        return Found(tried=len(known), values=least, fault=fault(least))
    return Found(tried=len(known))


def _least(values: Values, fault: Callable[[Values], Message | None]) -> Values:
    """Return as few of the values as still fail, each of them needed."""
    least = dict(values)
    for name in list(least):
        fewer = {n: value for n, value in least.items() if n != name}
        if fault(fewer) is not None:
            least = fewer
    return least
