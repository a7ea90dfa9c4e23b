"""What ``gmp-cad approve --json`` prints."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from gmp_cad.build.results.published import Found

Value = str | float | int | list[float] | None


class AcceptedChange(TypedDict):
    """One number (or word) that differs from what was accepted before.

    ``path``: as ``baseline.toml`` writes it; ``before``, ``after``: null where there is none;
    ``apart``: by how much they differ, in ``unit``; ``follows``: it is but the consequence of
    another.
    """

    path: str
    unit: str
    before: Value
    after: Value
    apart: float | None
    follows: bool


class AcceptedGeometry(TypedDict):
    """What the geometry is, in short."""

    kernel: str
    material: str
    volume_mm3: float
    area_mm2: float
    surfaces: int
    dimensions: int


class ApprovedPart(TypedDict):
    """One part that was asked for.

    ``state``: nothing was accepted before (``first``), something else was (``changed``), the same
    with another kernel (``kernel``), a file that could not be read (``unreadable``), the same
    (``same``), or its model failed (``failed``). ``accepted``: whether its file is written now;
    ``forced``: though ``refusals``, what of its check fails, say that it should not be.
    """

    part: str
    file: str
    state: Literal["first", "changed", "kernel", "unreadable", "same", "failed"]
    accepted: bool
    forced: bool
    geometry: AcceptedGeometry | None
    changes: list[AcceptedChange]
    refusals: list[Found]


class ApproveAnswer(TypedDict):
    """What was accepted: all that was asked for, or nothing."""

    version: Literal[1]
    dry_run: bool
    written: list[str]
    parts: list[ApprovedPart]
