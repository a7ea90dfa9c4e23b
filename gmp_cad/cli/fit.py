"""``gmp-cad fit``: the clearance or the interference of a hole and a shaft (ISO 286)."""

from __future__ import annotations

import argparse
from dataclasses import asdict, dataclass
from typing import Literal

from gmp_cad.cli.figures import deviation, from_to, length
from gmp_cad.cli.output import print_json
from gmp_cad.cli.sheet import Grid, Sheet, show
from gmp_cad.errors import ExitCode
from gmp_cad.language import Message, translate
from gmp_cad.spec.notation import parse_fit
from gmp_cad.spec.size import FitPair, Kind, Size, print_size
from gmp_cad.standards import iso286

_TYPES = {
    "clearance": Message("clearance fit"),
    "transition": Message("transition fit"),
    "interference": Message("interference fit"),
}
_BASES = {
    "hole": Message("hole-basis system"),
    "shaft": Message("shaft-basis system"),
    "free": Message("neither hole-basis nor shaft-basis"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of the two: its class, its deviations and tolerance (µm), its limits of size (mm)."""

    tolerance_class: str
    lower_um: float
    upper_um: float
    it_um: float
    min_mm: float
    max_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A smallest and a largest value."""

    min: float
    max: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a preferred fit is used for, in the two languages."""

    fr: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FitAnswer:
    """A fit. A negative clearance is an interference; ``mean`` is between the middles (µm).

    ``usage`` is None where the fit is not one of the preferred; ``nearest`` then names the ones of
    the same type whose clearances are the nearest.
    """

    version: Literal[1] = 1
    text: str
    nominal_mm: float
    hole: Member
    shaft: Member
    clearance_um: Span
    mean_clearance_um: float
    type: iso286.FitKind
    basis: Literal["hole", "shaft", "free"]
    preferred: bool
    usage: Usage | None
    nearest: tuple[str, ...]


def fit(options: argparse.Namespace) -> ExitCode:
    """Answer for a fit such as ``⌀25 H7/g6``."""
    pair = parse_fit(options.text)
    found = answer(pair)
    if options.json:
        print_json(asdict(found))
    else:
        show(sheet(pair, found, options.lang))
    return ExitCode.OK


def answer(pair: FitPair) -> FitAnswer:
    """Return what ISO 286 says of a pair; raises OutsideTableError where it says nothing."""
    found = iso286.fit(pair.nominal, pair.hole, pair.shaft)
    said = iso286.preferred_fit_usage(pair.hole, pair.shaft)
    usage = Usage(fr=translate(said, "fr"), en=said) if said else None
    return FitAnswer(
        text=str(pair),
        nominal_mm=pair.nominal,
        hole=_member(pair.nominal, pair.hole, found.hole),
        shaft=_member(pair.nominal, pair.shaft, found.shaft),
        clearance_um=Span(min=found.clearance_min_um, max=found.clearance_max_um),
        mean_clearance_um=_mean(found),
        type=found.kind,
        basis=_basis(pair),
        preferred=usage is not None,
        usage=usage,
        nearest=() if usage else _nearest(pair, found),
    )


def _member(nominal: float, tolerance_class: str, limits: iso286.Limits) -> Member:
    return Member(
        tolerance_class=tolerance_class,
        lower_um=limits.lower_um,
        upper_um=limits.upper_um,
        it_um=limits.width_um,
        min_mm=round(nominal + limits.lower_um / 1000, 9),
        max_mm=round(nominal + limits.upper_um / 1000, 9),
    )


def _mean(found: iso286.Fit) -> float:
    return round((found.clearance_min_um + found.clearance_max_um) / 2, 6) + 0.0


def _basis(pair: FitPair) -> Literal["hole", "shaft", "free"]:
    if pair.hole.startswith("H"):
        return "hole"
    return "shaft" if pair.shaft.startswith("h") else "free"


def _nearest(pair: FitPair, found: iso286.Fit) -> tuple[str, ...]:
    """Return up to two preferred fits of the same type with about the same mean clearance."""
    near = []
    for hole, shaft in iso286.preferred_fits():
        other = iso286.fit(pair.nominal, hole, shaft)
        if other.kind == found.kind:
            near.append((abs(_mean(other) - _mean(found)), f"{hole}/{shaft}"))
    return tuple(name for _, name in sorted(near)[:2])


def sheet(pair: FitPair, found: FitAnswer, lang: str) -> Sheet:
    """Return the answer in words."""
    title = Message("{fit}: {type}, {basis} (ISO 286)", fit=_printed(pair, lang),
                    type=_TYPES[found.type], basis=_BASES[found.basis])  # fmt: skip
    return Sheet(
        title=title.say(lang),
        blocks=(_members(found, lang), _play(found, lang), *_remarks(pair, found, lang)),
    )


def _printed(pair: FitPair, lang: str) -> str:
    return (
        f"{print_size(Size(kind=pair.kind, nominal=pair.nominal), lang)} {pair.hole}/{pair.shaft}"
    )


def _members(found: FitAnswer, lang: str) -> Grid:
    both = (found.hole, found.shaft)
    names = (Message("hole {name}", name=found.hole.tolerance_class),
             Message("shaft {name}", name=found.shaft.tolerance_class))  # fmt: skip
    rows = (
        (Message("upper deviation"), [f"{deviation(m.upper_um, lang)} µm" for m in both]),
        (Message("lower deviation"), [f"{deviation(m.lower_um, lang)} µm" for m in both]),
        (Message("tolerance IT"), [f"{deviation(m.it_um, lang).lstrip('+')} µm" for m in both]),
        (Message("largest size"), [f"{length(m.max_mm, lang)} mm" for m in both]),
        (Message("smallest size"), [f"{length(m.min_mm, lang)} mm" for m in both]),
    )
    return Grid(
        head=("", *(name.say(lang) for name in names)),
        rows=tuple((label.say(lang), *cells) for label, cells in rows),
    )


def _play(found: FitAnswer, lang: str) -> Grid:
    least, most = found.clearance_um.min, found.clearance_um.max
    clearance, interference = Message("clearance").say(lang), Message("interference").say(lang)
    if found.type == "clearance":
        rows = [(clearance, from_to(least, most, lang, "µm"))]
    elif found.type == "interference":
        rows = [(interference, from_to(-most + 0.0, -least, lang, "µm"))]
    else:
        rows = [
            (Message("largest clearance").say(lang), f"{deviation(most, lang).lstrip('+')} µm"),
            (
                Message("largest interference").say(lang),
                f"{deviation(-least, lang).lstrip('+')} µm",
            ),
        ]
    mean = found.mean_clearance_um
    word = Message("mean clearance") if mean >= 0 else Message("mean interference")
    rows.append((word.say(lang), f"{deviation(abs(mean), lang).lstrip('+')} µm"))
    return Grid(rows=tuple(rows), left=True)


def _remarks(pair: FitPair, found: FitAnswer, lang: str) -> list[str]:
    remarks = []
    if found.usage:
        usage = found.usage.fr if lang == "fr" else found.usage.en
        remarks.append(Message("preferred fit: {usage}", usage=usage))
    elif found.nearest:
        remarks.append(
            Message("not a preferred fit; near it: {names}", names=", ".join(found.nearest))
        )
    if found.type == "interference" and found.clearance_um.max == 0:
        remarks.append(Message("at its least the interference is zero: such a part may turn"))
    if found.type == "transition":
        remarks.append(
            Message("it may be loose or tight: it transmits no force without a key or a pin")
        )
    size = print_size(Size(kind=pair.kind, nominal=pair.nominal), lang)
    if pair.kind in (Kind.DIAMETER, Kind.LINEAR):
        remarks.append(
            Message("on the drawings, with the envelope requirement: {hole} and {shaft}",
                    hole=f"{size} {pair.hole} Ⓔ", shaft=f"{size} {pair.shaft} Ⓔ")
        )  # fmt: skip
    return [remark.say(lang) for remark in remarks]
