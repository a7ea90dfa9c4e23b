"""The product's promise: a line of the specification arrives everywhere, or the hole is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.documents.part.coverage import Column, CoveredLine
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.toml import Source

# What a hole in a column says, and what to do about it.
_SAID: Mapping[Column, tuple[Message, Message]] = {
    "model": (
        Message("the model is not driven by it"),
        Message("build the feature from d.NAME, or write the dimension in parentheses"),
    ),
    "measured": (
        Message("it is not measured on the model"),
        Message("see what its measure says; name its surfaces in [features] or by a tag"),
    ),
    "drawn": (
        Message("the drawing does not show it"),
        Message("name its surfaces so that a view can show them in true length"),
    ),
    "pmi": (
        Message("the STEP file does not carry it"),
        Message("see what the file says of it; name the surface it stands on"),
    ),
    "phase": (
        Message("no phase of the process plan takes it up"),
        Message("add a manufactured dimension, an operation, or its name to a phase's tolerances"),
    ),
    "inspection": (
        Message("no inspection sheet asks for it"), Message("add it to the inspection plan"),
    ),
}  # fmt: skip


@check(
    "line.covered",
    "Coverage of the specification",
    "A line of the specification that the model, a measure, the drawing, the STEP file or the "
    "process plan leaves out is a line that nobody makes, or that nobody checks.",
)
def covered(
    spec: PartSpec, lines: Sequence[CoveredLine], source: Source, *, strict: bool
) -> Iterator[Finding]:
    """Yield a warning (``strict``: a failure) per hole; a single PASS where there is none."""
    for entry in lines:
        line = entry.line
        where = source.where(line.table, line.key)
        verdicts = Verdicts("line.covered", f"{spec.name}.{line.id}", where)
        for column, cell in entry.holes:
            said, hint = _SAID[column]
            message = said
            if cell.reason is not None:
                message = Message("{said}: {reason}", said=said, reason=cell.reason)
            yield verdicts.say(column, Status.FAIL if strict else Status.WARN, message, hint=hint)
    if not any(entry.holes for entry in lines):
        message = Message(
            "{count} {count:line arrives everywhere it can|lines arrive everywhere they can}",
            count=len(lines),
        )
        yield Verdicts("line.covered", spec.name).passed("covered", message)
