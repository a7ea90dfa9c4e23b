"""From a place in rendered text back to the line of the template that wrote it.

Only an error needs this: the document is rendered once more, by templates in which a mark stands
before every piece of text and every expression, through includes and macros.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import jinja2
from jinja2 import nodes

from gmp_cad.documents.templating.template_error import Spot, line_of

# Private characters never stand in a document: PDF/A refuses them.
_MARK = re.compile("\ue000gmp(\\d+)\ue001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What a mark stands for: text of a template, or the ``ordinal``-th expression of its line."""

    file: str
    line: int
    text: str | None
    ordinal: int = 0


@dataclass(slots=True)
class Marks:
    """The pieces of all templates that were read, by the numbers of their marks."""

    pieces: list[Piece] = field(default_factory=list)

    def put(self, tree: nodes.Template, file: str) -> nodes.Template:
        """Return the syntax tree with a mark before every piece."""
        seen: Counter[int] = Counter()
        for output in list(tree.find_all(nodes.Output)):
            output.nodes = list(self._marked(output.nodes, file, seen))
        return tree

    def _marked(
        self, children: Iterable[nodes.Expr], file: str, seen: Counter[int]
    ) -> Iterator[nodes.Expr]:
        for child in children:
            text = child.data if isinstance(child, nodes.TemplateData) else None
            ordinal = seen[child.lineno]
            if text is None:
                seen[child.lineno] += 1
            mark = f"\ue000gmp{len(self.pieces)}\ue001"
            self.pieces.append(Piece(file=file, line=child.lineno, text=text, ordinal=ordinal))
            yield nodes.TemplateData(mark, lineno=child.lineno, environment=child.environment)
            yield child


def marking(environment: jinja2.Environment) -> Marks:
    """Make an environment mark what it renders; return what the marks stand for."""
    marks, parse = Marks(), environment._parse  # noqa: SLF001 - the hook that Jinja2 gives subclasses

    def parsed(source: str, name: str | None, filename: str | None) -> nodes.Template:
        return marks.put(parse(source, name, filename), name or "")

    environment._parse = parsed  # type: ignore[method-assign]  # noqa: SLF001
    environment.cache = None
    return marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A rendered text and, for each of its stretches, where it begins and what wrote it."""

    text: str
    starts: Sequence[int]
    pieces: Sequence[Piece]

    def spot(self, line: int, column: int, templates: Mapping[str, str]) -> Spot | None:
        """Return the place in a template of a place in the text (1-based line, 0-based column)."""
        lines = self.text.split("\n")
        offset = sum(len(one) + 1 for one in lines[: line - 1]) + column
        index = bisect_right(self.starts, offset) - 1
        if index < 0:
            return None
        piece = self.pieces[index]
        if piece.text is None:
            return _expression(piece, templates)
        return _text(piece, self.text[self.starts[index] : offset], templates)


def traced(marked: str, marks: Marks) -> Trace:
    """Return the trace of a text with marks."""
    plain, starts, pieces, at = [], [], [], 0
    stretches = _MARK.split(marked)
    plain.append(stretches[0])
    at = len(stretches[0])
    for number, stretch in zip(stretches[1::2], stretches[2::2], strict=True):
        if stretch:
            starts.append(at)
            pieces.append(marks.pieces[int(number)])
        plain.append(stretch)
        at += len(stretch)
    return Trace(text="".join(plain), starts=starts, pieces=pieces)


def _expression(piece: Piece, templates: Mapping[str, str]) -> Spot:
    """Return where the expression of a piece begins: its own two braces."""
    text = line_of(templates, Spot(piece.file, piece.line)) or ""
    braces = [found.start() for found in re.finditer(r"\{\{", text)]
    column = braces[piece.ordinal] if piece.ordinal < len(braces) else (braces or [0])[-1]
    return Spot(piece.file, piece.line, column)


def _text(piece: Piece, before: str, templates: Mapping[str, str]) -> Spot:
    """Return the place after ``before`` in the text of a piece."""
    extra = before.count("\n")
    if extra:
        return Spot(piece.file, piece.line + extra, len(before) - before.rindex("\n") - 1)
    first, _, rest = (piece.text or "").partition("\n")
    line = line_of(templates, Spot(piece.file, piece.line)) or ""
    ends = bool(rest) or (piece.text or "").endswith("\n")
    start = len(line) - len(first) if ends and line.endswith(first) else max(line.find(first), 0)
    return Spot(piece.file, piece.line, start + len(before))
