"""``gmp-cad tolerance``: the limits of one size, as written, of its class, or general."""

from __future__ import annotations

import argparse
from dataclasses import asdict, dataclass
from typing import Any, Literal

from gmp_cad.cli.figures import deviation, length
from gmp_cad.cli.output import print_json
from gmp_cad.cli.sheet import Grid, Sheet, show
from gmp_cad.errors import ExitCode, OutsideTableError, UsageError
from gmp_cad.language import Message, number
from gmp_cad.spec.notation import parse
from gmp_cad.spec.size import THREADS, Kind, Role, Size, print_angle, print_size
from gmp_cad.standards import iso286, iso2768

_ROLES = {
    Role.EXACT: Message("theoretically exact: its geometric tolerance says how far it may be off"),
    Role.REFERENCE: Message("for information only: no tolerance, nothing to inspect"),
}
_BOUNDS = {
    "max": Message("at most {size}: the other limit is what the part needs"),
    "min": Message("at least {size}: the other limit is what the part needs"),
}
_SHORT_SIDES_MM = (10.0, 50.0, 120.0, 400.0, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneralRow:
    """The general tolerances (± mm, ± degrees) of the classes f, m, c, v; None: no value.

    ``short_side_up_to_mm``: of an angle, the largest shorter side for which they hold.
    """

    f: float | None
    m: float | None
    c: float | None
    v: float | None
    short_side_up_to_mm: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToleranceAnswer:
    """One size with its limits. Lengths in mm and µm, of an angle everything in degrees.

    ``source``: where the deviations come from ("written", "ISO 286 H7", "ISO 2768-m"), "" where there
    are none. ``mmc_mm`` and ``lmc_mm``: the sizes at most and at least material, where the class
    says that it is a hole or a shaft. ``general``: the classes of ISO 2768-1 for this size.
    """

    version: Literal[1] = 1
    text: str
    kind: str
    unit: Literal["mm", "°"]
    nominal: float
    role: str
    bound: str | None = None
    source: str = ""
    lower_um: float | None = None
    upper_um: float | None = None
    it_um: float | None = None
    min_mm: float | None = None
    max_mm: float | None = None
    middle_mm: float | None = None
    mmc_mm: float | None = None
    lmc_mm: float | None = None
    lower_deg: float | None = None
    upper_deg: float | None = None
    min_deg: float | None = None
    max_deg: float | None = None
    general: tuple[GeneralRow, ...] = ()


def tolerance(options: argparse.Namespace) -> ExitCode:
    """Answer for a size such as ``40 js9``."""
    size = parse(options.text)
    found = answer(size, options.general)
    if options.json:
        print_json(asdict(found))
    else:
        show(sheet(size, found, options.lang))
    return ExitCode.OK


def answer(size: Size, general: str = "m") -> ToleranceAnswer:
    """Return the limits of a size; ``general`` is the class of ISO 2768-1 where none is written.

    Raises UsageError for a thread, OutsideTableError where no standard gives a value.
    """
    if size.kind in THREADS:
        command = Message("gmp-cad thread {thread!r}", thread=str(size))
        raise UsageError(
            Message("{size} is a thread: its limits are those of its class", size=str(size)),
            Message("try {command}", command=command),
        )
    found = _deviations(size, general)
    limits = {} if found is None else _limits(size, *found)
    return ToleranceAnswer(
        text=print_size(size),
        kind=size.kind.value,
        unit="°" if size.kind is Kind.ANGLE else "mm",
        nominal=size.nominal,
        role=size.role.value,
        bound=size.bound,
        general=_general(size) if limits.get("source", "").startswith("ISO 2768") else (),
        **limits,
    )


def _deviations(size: Size, general: str) -> tuple[float, float, str] | None:
    """Return the lower and the upper deviation (mm or degrees) and their source; None: none."""
    if size.role is not Role.TOLERANCED or size.bound:
        return None
    if size.fit:
        limits = iso286.limits(size.nominal, size.fit)
        return limits.lower_um / 1000, limits.upper_um / 1000, f"ISO 286 {size.fit}"
    if size.deviations:
        return *size.deviations, "written"
    half = _half(size, general, _SHORT_SIDES_MM[0])
    return -half, half, f"ISO 2768-{general}"


def _half(size: Size, grade: str, short_side_mm: float | None) -> float:
    if size.kind is Kind.ANGLE:
        return iso2768.angle(short_side_mm or 2 * (_SHORT_SIDES_MM[-2] or 0), grade)
    table = iso2768.radius if size.kind in (Kind.RADIUS, Kind.CHAMFER) else iso2768.linear
    return table(size.nominal, grade)


def _general(size: Size) -> tuple[GeneralRow, ...]:
    sides = _SHORT_SIDES_MM if size.kind is Kind.ANGLE else (None,)
    rows = []
    for side in sides:
        values = {grade: _value(size, grade, side) for grade in iso2768.LINEAR_GRADES}
        rows.append(GeneralRow(**values, short_side_up_to_mm=side))
    return tuple(rows)


def _value(size: Size, grade: str, side: float | None) -> float | None:
    try:
        return _half(size, grade, side)
    except OutsideTableError:
        return None


def _limits(size: Size, lower: float, upper: float, source: str) -> dict[str, Any]:
    """Return the limits as the answer holds them, without binary noise."""
    least, most = round(size.nominal + lower, 9), round(size.nominal + upper, 9)
    if size.kind is Kind.ANGLE:
        return {
            "source": source, "lower_deg": round(lower, 9), "upper_deg": round(upper, 9),
            "min_deg": least, "max_deg": most,
        }  # fmt: skip
    # A class in capitals is that of a hole: its material is most where it is smallest.
    hole = None if size.fit is None else size.fit[0].isupper()
    return {
        "source": source,
        "lower_um": round(lower * 1000, 6) + 0.0,
        "upper_um": round(upper * 1000, 6) + 0.0,
        "it_um": round((upper - lower) * 1000, 6),
        "min_mm": least,
        "max_mm": most,
        "middle_mm": round((least + most) / 2, 9),
        "mmc_mm": None if hole is None else (least if hole else most),
        "lmc_mm": None if hole is None else (most if hole else least),
    }


def sheet(size: Size, found: ToleranceAnswer, lang: str) -> Sheet:
    """Return the answer in words."""
    blocks: list[Grid | str] = []
    if found.source:
        angle = size.kind is Kind.ANGLE
        blocks.append(_degrees(found, lang) if angle else _lengths(size, found, lang))
    if size.role is not Role.TOLERANCED:
        blocks.append(_ROLES[size.role].say(lang))
    elif size.bound:
        text = print_size(Size(kind=size.kind, nominal=size.nominal), lang)
        blocks.append(Message(_BOUNDS[size.bound].template, size=text).say(lang))
    if found.general:
        blocks.append(_classes(found, lang))
    if size.kind is Kind.ANGLE and found.general:
        note = Message("the shorter side of the angle decides; above, the widest tolerance")
        blocks.append(note.say(lang))
    return Sheet(title=_title(size, found, lang), blocks=tuple(blocks))


def _title(size: Size, found: ToleranceAnswer, lang: str) -> str:
    source = Message("as written") if found.source == "written" else Message(found.source)
    if size.fit:
        side = Message("hole") if size.fit[0].isupper() else Message("shaft")
        source = Message("{side}, {source}", side=side, source=found.source)
    elif found.general:
        source = Message("general tolerance {source}", source=found.source)
    text = print_size(size, lang)
    return Message("{size}: {source}", size=text, source=source).say(lang) if found.source else text


def _lengths(size: Size, found: ToleranceAnswer, lang: str) -> Grid:
    assert found.lower_um is not None
    assert found.upper_um is not None
    assert found.it_um is not None
    deviations = [
        (Message("upper deviation"), f"{deviation(found.upper_um, lang)} µm"),
        (Message("lower deviation"), f"{deviation(found.lower_um, lang)} µm"),
    ]
    # Two limits are written without a nominal size: they deviate from nothing.
    figures = [] if size.decimals is not None else deviations
    figures += [
        (Message("tolerance IT"), f"{number(found.it_um, lang)} µm"),
        (Message("largest size"), f"{length(found.max_mm or 0.0, lang)} mm"),
        (Message("smallest size"), f"{length(found.min_mm or 0.0, lang)} mm"),
        (Message("mean size"), f"{length(found.middle_mm or 0.0, lang)} mm"),
    ]
    if found.mmc_mm is not None and found.lmc_mm is not None:
        figures += [
            (Message("at most material (MMC)"), f"{length(found.mmc_mm, lang)} mm"),
            (Message("at least material (LMC)"), f"{length(found.lmc_mm, lang)} mm"),
        ]
    return Grid(rows=tuple((label.say(lang), figure) for label, figure in figures))


def _degrees(found: ToleranceAnswer, lang: str) -> Grid:
    figures = (
        (Message("upper deviation"), _turn(found.upper_deg or 0.0, lang)),
        (Message("lower deviation"), _turn(found.lower_deg or 0.0, lang)),
        (Message("largest angle"), print_angle(found.max_deg or 0.0, lang)),
        (Message("smallest angle"), print_angle(found.min_deg or 0.0, lang)),
    )
    return Grid(rows=tuple((label.say(lang), figure) for label, figure in figures))


def _in_minutes(degrees: float) -> str:
    """Return an angle as the tables of ISO 2768-1 print it: ``1°``, ``0°30'``."""
    whole, minutes = divmod(round(degrees * 60), 60)
    return f"{whole}°{minutes:02}'" if minutes else f"{whole}°"


def _turn(degrees: float, lang: str) -> str:
    sign = "" if degrees == 0 else "+" if degrees > 0 else "−"
    return f"{sign}{print_angle(abs(degrees), lang)}"


def _classes(found: ToleranceAnswer, lang: str) -> Grid:
    head = tuple(Message("class {grade}", grade=g).say(lang) for g in iso2768.LINEAR_GRADES)
    return Grid(
        head=("ISO 2768-1", *head),
        rows=tuple(_class_row(row, found.unit, lang) for row in found.general),
    )


def _class_row(row: GeneralRow, unit: str, lang: str) -> tuple[str, ...]:
    values = (row.f, row.m, row.c, row.v)
    if unit == "mm":
        return "", *("—" if v is None else f"±{number(v, lang)} mm" for v in values)
    up_to = row.short_side_up_to_mm
    last = Message("side above {size} mm", size=_SHORT_SIDES_MM[-2])
    side = last if up_to is None else Message("side up to {size} mm", size=up_to)
    return side.say(lang), *("—" if v is None else f"±{_in_minutes(v)}" for v in values)
