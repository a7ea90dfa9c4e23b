"""A small sheet of words and figures, laid out for a terminal or a file: what the desk answers."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from gmp_cad.cli.output import columns, is_styled, paint, visible

_GAP = 3
_INDENT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Figures in columns: the first cell of a row is its label, the others stand to the right.

    ``head`` names the columns; it may be empty. ``left``: the cells are words, not figures.
    """

    rows: tuple[tuple[str, ...], ...]
    head: tuple[str, ...] = ()
    left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A title, then grids and paragraphs; an empty line stands between two grids."""

    title: str
    blocks: tuple[Grid | str, ...]


def show(sheet: Sheet) -> None:
    """Print a sheet on standard output, as wide as the terminal is."""
    text = render(sheet, columns(sys.stdout), styled=is_styled(sys.stdout))
    sys.stdout.write(text)


def render(sheet: Sheet, width: int, *, styled: bool = False) -> str:
    """Return the sheet in lines of at most ``width`` characters, where words allow it."""
    labels = [
        len(row[0]) for b in sheet.blocks if isinstance(b, Grid) for row in (b.head, *b.rows) if row
    ]
    lines = _wrapped(sheet.title, width, "", "bold", styled=styled)
    before: Grid | str | None = None
    for block in sheet.blocks:
        if isinstance(block, Grid) or not isinstance(before, str):
            lines.append("")
        lines += _block(block, width, max(labels, default=0), styled=styled)
        before = block
    return "".join(f"{line}\n" for line in lines)


def _block(block: Grid | str, width: int, label: int, *, styled: bool) -> list[str]:
    if isinstance(block, str):
        return _wrapped(block, width, " " * _INDENT, "", styled=styled)
    if all(len(line) <= width for line in _aligned(block, label, styled=False)):
        return _aligned(block, label, styled=styled)
    return list(_stacked(block, width, styled=styled))


def _wrapped(text: str, width: int, indent: str, style: str, *, styled: bool) -> list[str]:
    found = textwrap.wrap(
        visible(text), max(width, 20), initial_indent=indent, subsequent_indent=indent,
        break_on_hyphens=False,
    )  # fmt: skip
    return [paint(line, style, on=styled and bool(style)) for line in found]


def _aligned(grid: Grid, label: int, *, styled: bool) -> list[str]:
    """Return one line a row, every column as wide as its widest cell, the labels ``label`` wide."""
    rows = [tuple(visible(cell) for cell in row) for row in (grid.head, *grid.rows) if row]
    count = max(len(row) for row in rows)
    rows = [row + ("",) * (count - len(row)) for row in rows]
    widths = [label, *(max(len(row[i]) for row in rows) for i in range(1, count))]
    lines = []
    for n, row in enumerate(rows):
        head = bool(grid.head) and n == 0
        cells = [
            _cell(cell, w, left=i == 0 or grid.left) for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        ]  # fmt: skip
        name, rest = cells[0], (" " * _GAP).join(cells[1:])
        line = f"{paint(name, 'dim', on=styled and not head)}{' ' * _GAP}{rest}".rstrip()
        lines.append(" " * _INDENT + paint(line, "dim", on=styled and head))
    return lines


def _cell(text: str, width: int, *, left: bool) -> str:
    return text.ljust(width) if left else text.rjust(width)


def _stacked(grid: Grid, width: int, *, styled: bool) -> Iterator[str]:
    """Yield each cell with its label on a line of its own: for narrow terminals.

    Figures go column by column, a list of words line by line.
    """
    if grid.left and grid.head:
        for row in grid.rows:
            yield " " * _INDENT + paint(visible(row[0]), "bold", on=styled)
            for name, cell in zip(grid.head[1:], row[1:], strict=True):
                if cell:
                    yield from _wrapped(
                        f"{name} {cell}", width, " " * _INDENT * 2, "", styled=False
                    )
        return
    count = max(len(row) for row in grid.rows)
    for i in range(1, count):
        if len(grid.head) > i:
            yield " " * _INDENT + paint(visible(grid.head[i]), "bold", on=styled)
        for row in grid.rows:
            if len(row) > i and row[i]:
                yield from _wrapped(
                    f"{row[0]} {row[i]}", width, " " * _INDENT * 2, "", styled=False
                )
