"""What ``gmp-cad templates --json`` prints."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

Format = Literal["Typst", "HTML", "CSS", "JavaScript", "TOML", "Word", "Excel", "SVG"]


class TemplateLine(TypedDict):
    """A template: what it makes, where under output/, and whose copy a build reads."""

    name: str
    makes: str
    output: str
    format: Format
    of: Literal["package", "project"]


class FieldLine(TypedDict):
    """A field that a template may read: its path ([] for the items of a list) and what it is."""

    path: str
    meaning: str
    optional: bool


class FaultLine(TypedDict):
    """A fault of a template; a warning does not stop the document."""

    file: str
    line: int | None
    column: int | None
    message: str
    hint: str | None
    warning: bool


class TemplatesAnswer(TypedDict):
    """Templates that were asked for; with ``show`` their fields, with ``check`` their faults.

    ``source``: the text of the one that is shown (``show --source``). ``written``: the files that
    ``eject`` wrote, relative to the project.
    """

    version: Literal[1]
    templates: list[TemplateLine]
    fields: NotRequired[dict[str, list[FieldLine]]]
    source: NotRequired[dict[str, str]]
    written: NotRequired[list[str]]
    faults: NotRequired[list[FaultLine]]
