"""How a model is written: numbers of its own, things that make it not reproducible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.errors import Where
from gmp_cad.evidence import ModelRun
from gmp_cad.finding import Finding
from gmp_cad.language import Message, english
from gmp_cad.spec.literals import Literal
from gmp_cad.spec.part import PartSpec

_RELATIONS = english(
    {
        "equal": "the number {value} repeats {name!r} of the specification",
        "half": "the number {value} is half of {name!r} of the specification",
        "double": "the number {value} is twice {name!r} of the specification",
    }
)


@check(
    "model.literals",
    "Numbers written in the model",
    "A number is written once, in the specification: a number in the model does not follow when "
    "the specification changes.",
)
def numbers(spec: PartSpec, literals: Sequence[Literal]) -> Iterator[Finding]:
    """Yield one warning per number that should come from the specification."""
    for literal in literals:
        verdicts = Verdicts("model.literals", spec.name, Where(literal.file, "", literal.line))
        if literal.dimension:
            yield verdicts.warned(
                "repeats",
                Message(
                    _RELATIONS[literal.relation or "equal"], value=literal.value, name=literal.dimension
                ),
                hint=Message("write d.{name}", name=literal.dimension),
            )  # fmt: skip
        else:
            yield verdicts.warned(
                "free_number",
                Message("the number {value} is written in the model", value=literal.value),
                hint=Message("move it to [dimensions], or say why with # gmp: free REASON"),
            )
    if not literals:
        message = Message("every number comes from the specification")
        yield Verdicts("model.literals", spec.name).passed("none", message)


@check(
    "model.reproducible",
    "Reproducible model",
    "A model that reads the clock, the network or a random number gives another part another day.",
)
def reproducible(spec: PartSpec, run: ModelRun) -> Iterator[Finding]:
    """Yield a verdict on what the model read besides its specification."""
    verdicts = Verdicts("model.reproducible", spec.name)
    for what in run.impurities:
        yield verdicts.failed("impure", Message("the model uses {what}", what=what))
    if not run.impurities:
        yield verdicts.passed("pure", Message("no clock, network or randomness"))


@check(
    "model.notes",
    "Notes on the script",
    "A number of a plain script that cannot take the value of the specification stays as it is.",
)
def notes(spec: PartSpec, messages: Sequence[Message]) -> Iterator[Finding]:
    """Yield a warning per note that running the script gave."""
    verdicts = Verdicts("model.notes", spec.name)
    for message in messages:
        yield verdicts.warned("note", message)
    if not messages:
        yield verdicts.passed("none", Message("nothing to note"))
