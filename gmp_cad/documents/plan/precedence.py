"""The analysis of order of a part: *tableau des antériorités*, *tableau des niveaux*, graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gmp_cad.documents.printing.embedded import EmbeddedDocument
from gmp_cad.documents.printing.figures import DASH
from gmp_cad.drawing import svg
from gmp_cad.drawing.order_graph import order_graph
from gmp_cad.language import Message, english, spoken, translate, word
from gmp_cad.process.elementary import Elementary
from gmp_cad.process.precedence import (
    KINDS,
    Constraint,
    Order,
    binding_constraints,
    order_of,
    reduced,
)
from gmp_cad.process.precedence_rules import OrderedPart, constraints_of

TEMPLATE = "anteriorites_page.typ.j2"
_CHAPTER = 5
COLUMNS = english((
    "Operation", "Surface", "Phase contract row", "Work", "Dimensional D", "Geometric G",
    "Technological T", "Economic E",
))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAnalysis:
    """The order of a part's operations as the document shows it."""

    part: OrderedPart

    @property
    def constraints(self) -> tuple[Constraint, ...]:
        """Every constraint, derived and given."""
        return constraints_of(self.part)

    @property
    def order(self) -> Order:
        """Levels, cycle and breaches."""
        return order_of(self.part.operations, self.constraints)


def order_document(analysis: OrderAnalysis, lang: str) -> EmbeddedDocument:
    """Return the document: without a graph where operations wait for each other."""
    identity, name = analysis.part.spec.part, analysis.part.spec.name
    title = Message("Order of operations — {number} {part}", number=identity.number,
                    part=identity.title).say(lang)  # fmt: skip
    graph = f"order-{name}.svg" if analysis.order.levels else ""
    return EmbeddedDocument(
        chapter=_CHAPTER, title=title, template=TEMPLATE,
        context=_context(analysis, graph, lang),
        pictures={graph: order_svg(analysis, lang)} if graph else {},
    )  # fmt: skip


def _context(analysis: OrderAnalysis, graph: str, lang: str) -> dict[str, Any]:
    part, order = analysis.part, analysis.order
    binding = binding_constraints(part.operations, analysis.constraints)
    labels = [op.label for op in part.operations]
    return {
        "columns": [translate(text, lang) for text in COLUMNS],
        "rows": [_row(op, analysis.constraints, lang) for op in part.operations],
        "reasons": [_reason(c, lang) for c in analysis.constraints],
        "associated": _associated(analysis.constraints, binding, lang),
        "labels": labels,
        "matrix": level_rows(order, labels, binding),
        "levels": [
            {"name": Message("level {number}", number=i).say(lang), "operations": ", ".join(level)}
            for i, level in enumerate(order.levels, start=1)
        ],
        "cycle": " → ".join(order.cycle),
        "graph": graph,
        "alt": Message("graph of the order of operations").say(lang),
    }


def _row(op: Elementary, constraints: Sequence[Constraint], lang: str) -> tuple[str, ...]:
    waits = {kind: [c.before for c in constraints if c.after == op.label and c.kind == kind]
             for kind in KINDS}  # fmt: skip
    work = (Message("heat treatment") if op.treats else word(op.kind.value)).say(lang)
    return (
        op.label, spoken(op.surface, lang) or DASH, op.row, work,
        *(", ".join(dict.fromkeys(waits[kind])) for kind in KINDS),
    )  # fmt: skip


def _reason(constraint: Constraint, lang: str) -> tuple[str, str, str]:
    pair = f"{constraint.before} → {constraint.after}"
    return pair, constraint.kind, constraint.reason.say(lang)


def _associated(constraints: Sequence[Constraint], binding: Sequence[Constraint], lang: str) -> str:
    """Return the pairs that one clamping makes together, for which the table gives no order."""
    pairs = [f"{c.before}–{c.after}" for c in constraints if c not in binding]
    if not pairs:
        return ""
    said = Message("associated in one clamping, no order between them: {pairs}",
                   pairs=", ".join(dict.fromkeys(pairs)))  # fmt: skip
    return said.say(lang)


def level_rows(
    order: Order, labels: Sequence[str], constraints: Sequence[Constraint]
) -> list[dict[str, Any]]:
    """Return the rows of the table of levels.

    ``cells``: 1 where the operation of the column must come before that of the row; ``left``: after
    each level is struck out, how many of these are left, which is 0 where the operation may start.
    """
    waits: Mapping[str, set[str]] = {label: set() for label in labels}
    for constraint in constraints:
        waits[constraint.after].add(constraint.before)
    rows = []
    for label in labels:
        done: set[str] = set()
        left: list[str] = []
        for level in order.levels:
            if label not in done:
                left.append(str(len(waits[label] - done)))
            else:
                left.append("")
            done |= set(level)
        cells = ["1" if other in waits[label] else "" for other in labels]
        rows.append({"label": label, "cells": cells, "left": left})
    return rows


def order_svg(analysis: OrderAnalysis, lang: str) -> str:
    """Return the graph of the order, levels from left to right."""
    part, order = analysis.part, analysis.order
    labels = [op.label for op in part.operations]
    edges = reduced(labels, binding_constraints(part.operations, analysis.constraints))
    headings = [Message("level {number}", number=i).say(lang)
                for i in range(1, len(order.levels) + 1)]  # fmt: skip
    title = Message("graph of the order of operations").say(lang)
    return svg.to_svg(order_graph(order.levels, edges, headings, title))
