"""Rows of a label and a text, the text wrapped in its own column: for lists that are no figures."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator, Sequence

from gmp_cad.cli.output import columns, is_styled, paint, visible
from gmp_cad.cli.sheet import Grid, Sheet

_INDENT, _GAP = 2, 2
_LONGEST_LABEL = 34
_LEAST_TEXT = 24


def show_hanging(sheet: Sheet) -> None:
    """Print a sheet whose grids are labels and texts on standard output."""
    width, styled = columns(sys.stdout), is_styled(sys.stdout)
    sys.stdout.write("".join(f"{line}\n" for line in hanging(sheet, width, styled=styled)))


def hanging(sheet: Sheet, width: int, *, styled: bool = False) -> Iterator[str]:
    """Yield the lines of a sheet, each at most ``width`` characters where words allow it."""
    yield from (paint(line, "bold", on=styled) for line in _wrapped(sheet.title, width, ""))
    before: Grid | str | None = None
    for block in sheet.blocks:
        if isinstance(block, Grid) or not isinstance(before, str):
            yield ""
        if isinstance(block, Grid):
            column = _column(block, width)
            for label, text in block.rows:
                yield from _row(visible(label), text, (column, width), styled=styled)
        else:
            yield from _wrapped(block, width, " " * _INDENT)
        before = block


def _column(grid: Grid, width: int) -> int:
    """Return how wide the labels are: a longer one stands on a line of its own."""
    known = (len(visible(row[0])) for row in grid.rows)
    longest = max((length for length in known if length <= _LONGEST_LABEL), default=0)
    return min(longest, max(width - _INDENT - _GAP - _LEAST_TEXT, 0))


def _row(label: str, text: str, widths: tuple[int, int], *, styled: bool) -> Iterator[str]:
    column, width = widths
    indent = " " * (_INDENT + column + _GAP)
    lines = _wrapped(text, width, indent) or [indent]
    shown = paint(label, "dim", on=styled)
    if len(label) > column:  # the text stands below
        yield " " * _INDENT + shown
        yield from lines
        return
    yield f"{' ' * _INDENT}{shown}{' ' * (column - len(label) + _GAP)}{lines[0][len(indent) :]}"
    yield from lines[1:]


def _wrapped(text: str, width: int, indent: str) -> Sequence[str]:
    return textwrap.wrap(
        visible(text), max(width, len(indent) + _LEAST_TEXT), initial_indent=indent,
        subsequent_indent=indent, break_on_hyphens=False,
    )  # fmt: skip
