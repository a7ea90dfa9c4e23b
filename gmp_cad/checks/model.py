"""How a model is written: numbers of its own, things that make it not reproducible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gmp_cad.checks.registry import check
from gmp_cad.errors import Where
from gmp_cad.evidence import ModelRun
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.spec.literals import Literal
from gmp_cad.spec.part import PartSpec


@check(
    "model.literals",
    "Numbers written in the model",
    "A number is written once, in the specification: a number in the model does not follow when "
    "the specification changes.",
)
def numbers(spec: PartSpec, literals: Sequence[Literal]) -> Iterator[Finding]:
    """Yield one warning per number that should come from the specification."""
    for literal in literals:
        where = Where(literal.file, "", literal.line)
        if literal.dimension:
            message = Message(
                "the number {value} repeats {name!r} of the specification",
                value=literal.value,
                name=literal.dimension,
            )
            hint = Message("write d.{name}", name=literal.dimension)
        else:
            message = Message("the number {value} is written in the model", value=literal.value)
            hint = Message("move it to [dimensions], or say why with # gmp: free REASON")
        code = "repeats" if literal.dimension else "free_number"
        yield Finding(
            check="model.literals",
            code=code,
            status=Status.WARN,
            subject=spec.name,
            message=message,
            hint=hint,
            where=where,
        )
    if not literals:
        yield Finding(
            check="model.literals",
            code="none",
            status=Status.PASS,
            subject=spec.name,
            message=Message("every number comes from the specification"),
        )


@check(
    "model.reproducible",
    "Reproducible model",
    "A model that reads the clock, the network or a random number gives another part another day.",
)
def reproducible(spec: PartSpec, run: ModelRun) -> Iterator[Finding]:
    """Yield a verdict on what the model read besides its specification."""
    for what in run.impurities:
        yield Finding(
            check="model.reproducible",
            code="impure",
            status=Status.FAIL,
            subject=spec.name,
            message=Message("the model uses {what}", what=what),
        )
    if not run.impurities:
        yield Finding(
            check="model.reproducible",
            code="pure",
            status=Status.PASS,
            subject=spec.name,
            message=Message("no clock, network or randomness"),
        )


@check(
    "dimension.used",
    "Dimensions that the model uses",
    "A line that no model reads and no measurement needs may be forgotten in the model.",
)
def used(spec: PartSpec, run: ModelRun) -> Iterator[Finding]:
    """Yield a warning per toleranced dimension that the model never read."""
    for name, dimension in spec.dimensions.items():
        if name not in run.dimensions and dimension.size.role.value == "toleranced":
            message = Message("the model never reads d.{name}", name=name)
            yield Finding(
                check="dimension.used",
                code="unread",
                status=Status.WARN,
                subject=f"{spec.name}.{name}",
                message=message,
                where=dimension.where,
            )
    if all(
        n in run.dimensions for n, d in spec.dimensions.items() if d.size.role.value == "toleranced"
    ):
        yield Finding(
            check="dimension.used",
            code="all_read",
            status=Status.PASS,
            subject=spec.name,
            message=Message("the model reads every toleranced dimension"),
        )


@check(
    "model.notes",
    "Notes on the script",
    "A number of a plain script that cannot take the value of the specification stays as it is.",
)
def notes(spec: PartSpec, messages: Sequence[Message]) -> Iterator[Finding]:
    """Yield a warning per note that running the script gave."""
    for message in messages:
        yield Finding(
            check="model.notes", code="note", status=Status.WARN, subject=spec.name, message=message
        )
    if not messages:
        yield Finding(
            check="model.notes",
            code="none",
            status=Status.PASS,
            subject=spec.name,
            message=Message("nothing to note"),
        )
