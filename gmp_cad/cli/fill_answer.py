"""What ``gmp-cad fill --json`` prints."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict


class FieldLine(TypedDict):
    """A field that a template may use: its names, what it says, its value at present."""

    fr: str
    en: str
    meaning: str
    value: str


class RowLines(TypedDict):
    """Fields of rows that repeat: ``one`` row, all of them (``fr``, ``en``), how many there are."""

    one: str
    fr: str
    en: str
    count: int
    fields: list[FieldLine]


class FillAnswer(TypedDict):
    """A filled template: where it was written ("" with --fields), remarks, and the fields asked for.

    ``document``: what it was filled with; ``context``: the name under which all fields of our own
    template of that document stand too.
    """

    version: Literal[1]
    template: str
    output: str
    document: Literal["contract", "gamme", "cover"]
    part: str
    phase: str
    remarks: list[str]
    context: str
    fields: list[FieldLine]
    rows: list[RowLines]
