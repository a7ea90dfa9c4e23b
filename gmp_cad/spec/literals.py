"""Numbers written in a model, where the specification is the one place for numbers.

Looked at is the text of the model alone (its syntax tree); nothing is run.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isclose
from typing import Literal as OneOf
from typing import TypeGuard

Relation = OneOf["equal", "half", "double"]

# 0, ±1, 2 carry no size; the others are fractions of a right angle in degrees. Signs do not count.
FREE_VALUES = frozenset({0, 1, 2, 45, 90, 180, 270, 360})
# Calls whose arguments at these places (or of these names) are counts, not sizes.
_COUNT_PLACES: Mapping[str, tuple[int, ...]] = {
    "range": (0, 1, 2),
    "rarray": (2, 3),
    "polarArray": (3,),
    "polygon": (0,),
    "end": (0,),
    "item": (0,),
}
_COUNT_NAMES: Mapping[str, frozenset[str]] = {
    "rarray": frozenset({"xCount", "yCount"}),
    "polarArray": frozenset({"count"}),
    "polygon": frozenset({"nSides"}),
    "end": frozenset({"n"}),
    "item": frozenset({"i"}),
}
_RELATIONS: tuple[tuple[Relation, float], ...] = (("equal", 1.0), ("half", 0.5), ("double", 2.0))
_FREE = re.compile(r"#\s*gmp:\s*free\s+\S")  # the reason is not optional
_SAME = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """A number in a model: where it stands (line and column from 1), and what it repeats.

    ``dimension`` names the dimension that it equals, or is half or double of (``relation``); both
    are None when it resembles none.
    """

    file: str
    line: int
    column: int
    value: float
    dimension: str | None = None
    relation: Relation | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """A top-level ``name = number`` of a script: the name, and the expression to replace."""

    name: str
    value: ast.expr


def literals(source: str, file: str, dimensions: Mapping[str, float]) -> tuple[Literal, ...]:
    """Return the numbers in a model that ought to come from its specification, in text order.

    Left out are 0, ±1, 2, right-angle fractions, counts (arguments of ``range``, indices, the
    counts of CadQuery's patterns, a name used as nothing else), lines with ``# gmp: free REASON`` at the end or on the line
    above, and in a ``show_object`` script the top-level literals that a dimension of the same
    name replaces. ``dimensions``: their values, mm or degrees. Raises SyntaxError if ``source``
    is not Python.
    """
    tree = ast.parse(source)
    exempt = _count_nodes(tree) | _replaced(tree, dimensions)
    silenced = _silenced_lines(source)
    found = [
        _literal(node, value, file, dimensions)
        for node, value in _numbers(tree)
        if node not in exempt and abs(value) not in FREE_VALUES and node.lineno not in silenced
    ]
    return tuple(sorted(found, key=lambda literal: (literal.line, literal.column)))


def has_build(tree: ast.Module) -> bool:
    """Return whether a model defines ``build`` at its top level; else it is a script."""
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == "build"
        for node in tree.body
    )


def assignments(tree: ast.Module) -> Iterator[Assignment]:
    """Yield the top-level ``name = number`` of a script, as CadQuery's CQGI finds them.

    ``a, b = 1, 2`` counts; annotated, chained, computed and nested assignments do not.
    """
    for node in tree.body:
        if not isinstance(node, ast.Assign) or len(node.targets) != 1:
            continue
        target, value = node.targets[0], node.value
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = list(zip(target.elts, value.elts, strict=False))
        else:
            pairs = [(target, value)]
        for name, number in pairs:
            if isinstance(name, ast.Name) and number_in(number) is not None:
                yield Assignment(name.id, number)


def number_in(node: ast.expr | None) -> float | None:
    """Return the value of ``10``, ``-2.5`` or ``+3`` as written, None for anything else."""
    if isinstance(node, ast.Constant) and type(node.value) in {int, float}:
        return node.value  # type: ignore[return-value]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        value = number_in(node.operand)
        if value is not None:
            return -value if isinstance(node.op, ast.USub) else value
    return None


def _numbers(tree: ast.AST) -> Iterator[tuple[ast.expr, float]]:
    """Yield every number of the tree with its sign, outermost first."""
    for node in ast.iter_child_nodes(tree):
        value = number_in(node) if isinstance(node, ast.expr) else None
        if value is not None and isinstance(node, ast.expr):
            yield node, value
        else:
            yield from _numbers(node)


def _count_nodes(tree: ast.AST) -> set[ast.AST]:
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript):
            found.update(ast.walk(node.slice))
        elif isinstance(node, ast.Call):
            for argument in _count_arguments(node):
                found.update(ast.walk(argument))
    # ``360 / RIBS`` is the step of a pattern, but alone no proof that RIBS is a count
    uses = found | {node.right for node in ast.walk(tree) if _divides_a_turn(node)}
    counts = _only_in(uses, tree) & {node.id for node in found if isinstance(node, ast.Name)}
    return {node for node in (*found, *_given(counts, tree)) if _is_integer(node)}


def _divides_a_turn(node: ast.AST) -> TypeGuard[ast.BinOp]:
    return (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Div | ast.FloorDiv)
        and number_in(node.left) in (180, 360)
    )


def _only_in(places: set[ast.AST], tree: ast.AST) -> set[str]:
    """Return the names that are read at ``places`` and nowhere else."""
    reads = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    return {node.id for node in reads} - {node.id for node in reads if node not in places}


def _given(names: set[str], tree: ast.AST) -> Iterator[ast.expr]:
    """Yield the expressions that are assigned to ``names``."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if all(isinstance(target, ast.Name) and target.id in names for target in targets):
            yield node.value


def _count_arguments(call: ast.Call) -> Iterator[ast.expr]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else _identifier(call.func)
    places = _COUNT_PLACES.get(name, ())
    yield from (argument for place, argument in enumerate(call.args) if place in places)
    names = _COUNT_NAMES.get(name, frozenset())
    yield from (keyword.value for keyword in call.keywords if keyword.arg in names)


def _identifier(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _is_integer(node: ast.AST) -> bool:
    return isinstance(node, ast.expr) and isinstance(number_in(node), int)


def _replaced(tree: ast.Module, dimensions: Mapping[str, float]) -> set[ast.AST]:
    if has_build(tree):
        return set()
    return {found.value for found in assignments(tree) if found.name in dimensions}


def _silenced_lines(source: str) -> set[int]:
    """Return the lines that ``# gmp: free REASON`` covers: its own, or the one below."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and _FREE.match(token.string):
            row, column = token.start
            alone = not token.line[:column].strip()
            lines.add(row + 1 if alone else row)
    return lines


def _literal(node: ast.expr, value: float, file: str, dimensions: Mapping[str, float]) -> Literal:
    dimension, relation = _resemblance(abs(value), dimensions)
    return Literal(
        file=file,
        line=node.lineno,
        column=node.col_offset + 1,
        value=value,
        dimension=dimension,
        relation=relation,
    )


def _resemblance(
    value: float, dimensions: Mapping[str, float]
) -> tuple[str, Relation] | tuple[None, None]:
    """Return the dimension that ``value`` repeats: an equal one first, then half, then double."""
    for relation, factor in _RELATIONS:
        for name in sorted(dimensions):
            if isclose(value, abs(dimensions[name]) * factor, rel_tol=_SAME):
                return name, relation
    return None, None
