"""Plain CadQuery scripts that end with ``show_object(result)``, after CadQuery's CQGI convention.

``name = 10`` at the top level takes the value of the dimension of that name. The syntax tree is
changed, not the text, so that lines stay what they are.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import cadquery as cq

from gmp_cad.errors import Where
from gmp_cad.language import Message
from gmp_cad.spec.literals import assignments, number_in

MODULE_NAME = "__cqgi__"  # scripts ask for it


@dataclass(frozen=True, slots=True)
class Shown:
    """What a script gave to ``show_object``, in order; ``names``: how it called each, or ""."""

    objects: list[object] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def namespace(self) -> dict[str, Any]:
        """Return the names that CQGI gives a script, bound to this collection."""
        return {
            "cq": cq,
            "cadquery": cq,
            "show_object": self.show,
            "debug": _ignore,
            "describe_parameter": _ignore,
        }

    def show(self, shape: object, name: object = "", *_options: object, **_more: object) -> None:
        """Take a shape or an assembly, as the ``show_object`` of CQGI and of CQ-editor."""
        self.objects.append(shape)
        self.names.append(name if isinstance(name, str) else "")


def _ignore(*_arguments: object, **_more: object) -> None:
    """Do nothing: what a script shows for debugging is no part of the model."""


def override(tree: ast.Module, dimensions: Mapping[str, float]) -> tuple[str, ...]:
    """Put the dimensions (mm, degrees) in place of the literals of their names; return the names.

    A whole number that replaces an integer literal stays an integer, so that it can be a count.
    """
    found = [item for item in assignments(tree) if item.name in dimensions]
    replacements = {item.value: _constant(item.value, dimensions[item.name]) for item in found}
    _Replacer(replacements).visit(tree)
    return tuple(sorted({item.name for item in found}))


def _constant(old: ast.expr, value: float) -> ast.Constant:
    whole = isinstance(number_in(old), int) and float(value).is_integer()
    return ast.copy_location(ast.Constant(int(value) if whole else float(value)), old)


class _Replacer(ast.NodeTransformer):
    def __init__(self, replacements: Mapping[ast.expr, ast.expr]) -> None:
        self.replacements = replacements

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, ast.expr) and node in self.replacements:
            return self.replacements[node]
        return super().visit(node)


def notes(tree: ast.Module, file: str, dimensions: Mapping[str, float]) -> tuple[Message, ...]:
    """Return one message for each literal named like a dimension that cannot be replaced by it.

    These are annotated (``bore: float = 16``), chained and nested assignments, and defaults of
    arguments. To be asked before :func:`override`, or after: the answer is the same.
    """
    plain = {item.value for item in assignments(tree)}
    found = sorted(
        (value.lineno, name, number)
        for name, value in _named_values(tree)
        if name in dimensions and value not in plain and (number := number_in(value)) is not None
    )
    return tuple(
        Message(
            "{where}: {name} = {value} is not a plain assignment at the top level, so the"
            " dimension {name} does not replace it",
            where=str(Where(file, line=line)),
            name=name,
            value=number,
        )
        for line, name, number in found
    )


def _named_values(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield every name that is given an expression, wherever and however."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            yield from ((name, node.value) for name in names)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and isinstance(node.target, ast.Name):
            if node.value is not None:
                yield node.target.id, node.value
        elif isinstance(node, ast.arguments):
            yield from _defaults(node)


def _defaults(arguments: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    positional = [*arguments.posonlyargs, *arguments.args]
    first = len(positional) - len(arguments.defaults)
    for argument, value in zip(positional[first:], arguments.defaults, strict=True):
        yield argument.arg, value
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default is not None:
            yield argument.arg, default
