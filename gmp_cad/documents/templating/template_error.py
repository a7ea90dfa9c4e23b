"""A fault of a template: file, line and column, the line itself and a caret under the place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gmp_cad.documents.templating.template_files import FOLDER
from gmp_cad.errors import GmpError, UsageError, Where, pointed
from gmp_cad.language import Message


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a template: its name, the 1-based line, the 0-based column; None where unknown."""

    file: str
    line: int | None = None
    column: int | None = None

    @property
    def where(self) -> Where:
        """The address of the place in a project, its column counted from 1."""
        column = None if self.column is None else self.column + 1
        return Where(f"{FOLDER}/{self.file}", "", self.line, column)


class TemplateError(GmpError, RuntimeError):
    """A template that cannot be rendered; ``where`` is its file, line and column.

    The message says the fault, then, on lines of their own, the template's line and a caret.
    """

    exit_code = UsageError.exit_code

    def __init__(self, message: Message, hint: Message | None, where: Where) -> None:
        super().__init__(message, hint)
        self.where = where


def template_error(
    fault: Message, hint: Message | None, spot: Spot, templates: Mapping[str, str | bytes]
) -> TemplateError:
    """Return the error of a fault at a place; ``templates`` give the line that is shown."""
    return TemplateError(shown(fault, spot, templates), hint, spot.where)


def shown(fault: Message, spot: Spot, templates: Mapping[str, str | bytes]) -> Message:
    """Return the fault, the line of the template and a caret below; the fault without a line."""
    text = line_of(templates, spot)
    if text is None or spot.column is None:
        return fault
    return Message("{fault}\n{line}", fault=fault, line=_excerpt(text, spot.column))


def _excerpt(text: str, column: int) -> str:
    """Return the line without its indentation, and a caret under the column."""
    indent = len(text) - len(text.lstrip())
    return pointed(text.strip(), max(0, min(column, len(text.rstrip())) - indent))


def line_of(templates: Mapping[str, str | bytes], spot: Spot) -> str | None:
    """Return the line of a template at a place, None where there is none."""
    text = templates.get(spot.file)
    if not isinstance(text, str) or spot.line is None:
        return None
    lines = text.split("\n")
    return lines[spot.line - 1] if 0 < spot.line <= len(lines) else None
