"""Interference as people read it, from ``interference.json``: worst pairs, CSV, tables, captions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import quote

from gmp_cad.documents.office.tab import Cell, Tab, columns_of
from gmp_cad.documents.printing.figures import DASH
from gmp_cad.evidence import WORKPIECE
from gmp_cad.language import Message, english, number, translate

SEVERITY = ("interference", "unjudged", "intended", "contact", "clear")
VERDICTS = english({
    "interference": "interferes", "unjudged": "not judged", "intended": "intended overlap",
    "contact": "in contact", "clear": "clear of each other",
})  # fmt: skip
_COUNTED = english({
    "interference": "{count:interferes|interfere}", "unjudged": "{count:not judged|not judged}",
    "intended": "{count:intended overlap|intended overlaps}",
    "contact": "{count:in contact|in contact}", "clear": "{count:clear|clear}",
})  # fmt: skip
_DECLARED = english({
    "thread": "declared thread", "press": "declared press fit", "weld": "declared weld",
    "fit": "fit that holds by interference",
})  # fmt: skip
_COLUMNS = english((
    ("Part", 26, None), ("Other part", 26, None), ("Verdict", 20, None), ("Depth (mm)", 12, 4),
    ("Distance (mm)", 14, 4), ("Volume (mm³)", 14, None), ("X (mm)", 10, 3), ("Y (mm)", 10, 3),
    ("Z (mm)", 10, 3), ("Position", 30, None), ("Positions", 10, None), ("Explanation", 50, None),
))  # fmt: skip
_MOTION = english((
    "Parameter", "First value", "Last value", "Samples", "First collision", "Between", "Smallest gap (mm)",
    "Between", "Resolution (mm)",
))  # fmt: skip
_ORDER = english(("Part put in place", "Samples", "Straight way", "Smallest gap (mm)", "Between"))
PICTURED, IN_VIEWER = 20, 100  # so many pairs that interfere are shown, the deepest
# So many pairs of each verdict are shown on a page; of contacts, those that penetrate a little.
_SHOWN_OF = {"interference": 100, "unjudged": 50, "intended": 50, "contact": 20, "clear": 10}
_DIGITS = 4  # of lengths: 0.1 µm
_SAME_DIGITS = 7  # what differs by less between positions is noise of their placements


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstPair:
    """Two placed parts where they stand worst: the entry of ``interference.json``.

    ``rank``: of that position; ``parameters``: its values; ``ranks``: of all positions at which the
    pair has this verdict, in order; ``everywhere``: it stands as badly at every one of several.
    Of a pair that meets on the way: ``parameters`` are those where it does so first, ``ranks`` is
    empty, and ``put_in`` is the part on its way into its place, "" of a motion of the product.
    """

    a: str
    b: str
    found: Mapping[str, Any]
    rank: int
    parameters: Mapping[str, float]
    ranks: tuple[int, ...]
    everywhere: bool = False
    put_in: str = ""

    @property
    def verdict(self) -> str:
        """The verdict there."""
        return str(self.found["verdict"])

    @property
    def depth_mm(self) -> float | None:
        """How deep they penetrate each other, None where they do not."""
        return self.found.get("depth_mm")

    @property
    def distance_mm(self) -> float | None:
        """How far apart they are, None where they penetrate each other or nothing is known."""
        return self.found.get("distance_mm")


def worst_pairs(told: Mapping[str, Any]) -> list[WorstPair]:
    """Return each pair once, the worst first: by verdict, then deepest, then nearest."""
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for pair in told["pairs"]:
        groups.setdefault((pair["a"], pair["b"]), []).append(pair)
    found = []
    for (a, b), entries in groups.items():
        worst = min(entries, key=_badness)
        rank = worst["at"][0]
        alike = [e for e in entries if _badness(e)[:2] == _badness(worst)[:2]]
        ranks = sorted(r for e in entries if e["verdict"] == worst["verdict"] for r in e["at"])
        found.append(
            WorstPair(
                a=a, b=b, found=worst, rank=rank, ranks=tuple(ranks),
                everywhere=1 < len(told["positions"]) == sum(len(e["at"]) for e in alike),
                parameters=told["positions"][rank]["parameters"],
            )
        )  # fmt: skip
    return sorted(found, key=lambda pair: (*_badness(pair.found), pair.a, pair.b))


def _badness(pair: Mapping[str, Any]) -> tuple[int, float, float, int]:
    return (
        SEVERITY.index(pair["verdict"]),
        round(pair.get("distance_mm", 0.0) - pair.get("depth_mm", 0.0), _SAME_DIGITS),
        -pair.get("volume_mm3", 0.0), pair["at"][0],
    )  # fmt: skip


def interfering(told: Mapping[str, Any]) -> list[WorstPair]:
    """Return the pairs that interfere at one of the positions, the deepest first."""
    return [pair for pair in worst_pairs(told) if pair.verdict == "interference"]


def met_on_the_way(told: Mapping[str, Any]) -> list[WorstPair]:
    """Return the pairs that interfere between the positions only, or as a part is put in place.

    Each where it first does so: what stands in the way of a part, then what motions bring together.
    """
    known = {(pair.a, pair.b) for pair in interfering(told)}
    moved: dict[tuple[str, str], WorstPair] = {}
    put_in = []
    for sweep in told["sweeps"]:
        if sweep["kind"] == "insertion":
            # What overlaps in its place only is an interference of the assembly.
            hits = (pair for pair in _hits(sweep) if pair["first"] > 0)
            put_in += [_met(sweep, pair, sweep["of"]) for pair in islice(hits, 1)]
            continue
        for pair in _hits(sweep):
            if (pair["a"], pair["b"]) not in known:
                moved.setdefault((pair["a"], pair["b"]), _met(sweep, pair))
    return [*put_in, *moved.values()]


def _met(sweep: Mapping[str, Any], pair: Mapping[str, Any], put_in: str = "") -> WorstPair:
    return WorstPair(
        a=pair["a"], b=pair["b"], found=pair["overlap"], rank=0, ranks=(), put_in=put_in,
        parameters={sweep["of"]: pair["first"]},
    )  # fmt: skip


def clash_file(folder: str, a: str, b: str) -> str:
    """Return where the picture of two placed parts lies, relative to ``output/``."""
    return f"{folder}/interference/{quote(a, safe='')}+{quote(b, safe='')}.png"


def position_text(parameters: Mapping[str, float], lang: str) -> str:
    """Return a position in words: its parameters with their values."""
    said = [f"{name} = {number(value, lang)}" for name, value in sorted(parameters.items())]
    return " ; ".join(said) or DASH


def where_text(pair: WorstPair, lang: str) -> str:
    """Return at which position a pair stands worst, or that it does so at every one."""
    if pair.everywhere:
        return translate("at every position", lang)
    if pair.put_in:
        away = number(round(pair.parameters[pair.put_in], 3), lang)
        return Message(
            "{part} on its way, {distance} mm before its place", part=pair.put_in, distance=away
        ).say(lang)
    said = position_text({n: round(v, _DIGITS) for n, v in pair.parameters.items()}, lang)
    return (
        said if pair.ranks else Message("on the way, from {position} on", position=said).say(lang)
    )


def explanation(pair: Mapping[str, Any], lang: str) -> str:
    """Return what explains a pair, or what makes it special, in words; "" for nothing."""
    said = []
    if "declared" in pair:
        declared = translate(_DECLARED[pair["declared"]], lang)
        stray = Message("{declared}, but the overlap is not that of one", declared=declared)
        said.append(stray.say(lang) if pair["verdict"] == "interference" else declared)
    if "inside" in pair:
        other = pair["b"] if pair["inside"] == pair["a"] else pair["a"]
        said.append(
            Message("{a} lies wholly inside {b}", a=pair["inside"], b=other).say(lang)
        )  # fmt: skip
    if pair.get("method") == "mesh":
        error = number(pair["error_mm"], lang)
        said.append(Message("from meshes, within {error} mm", error=error).say(lang))
    if "reason" in pair:
        said.append(pair["reason"])
    return " ; ".join(said)


def _place(pair: Mapping[str, Any]) -> Sequence[float | None]:
    """Return where to look: the middle of the common solid, or of the closest points."""
    if "centre_mm" in pair:
        return list(pair["centre_mm"])
    if "points_mm" in pair:
        return [(p + q) / 2 for p, q in zip(*pair["points_mm"], strict=True)]
    return [None, None, None]


def interference_tab(told: Mapping[str, Any], lang: str) -> Tab:
    """Return the table of all pairs, each at its worst position: what ``interference.csv`` holds.

    What meets on the way only comes first: between the positions, or as a part is put in place.
    """
    return Tab(
        name=translate("Interference of parts", lang),
        title=translate("Interference of parts", lang),
        columns=columns_of(_COLUMNS, lang),
        rows=[_cells(pair, lang) for pair in (*met_on_the_way(told), *worst_pairs(told))],
    )


def _cells(pair: WorstPair, lang: str) -> list[Cell]:
    found = pair.found
    return [
        pair.a, pair.b, translate(VERDICTS[pair.verdict], lang), _float(found.get("depth_mm")),
        _float(found.get("distance_mm")), _float(found.get("volume_mm3")),
        *(_float(v) for v in _place(found)), _worst_at(pair, lang), len(pair.ranks),
        explanation(found, lang),
    ]  # fmt: skip


def _worst_at(pair: WorstPair, lang: str) -> str:
    return position_text(pair.parameters, lang) if pair.ranks else where_text(pair, lang)


def _float(value: float | None) -> float | None:
    return None if value is None else float(value)


def figure(value: float | None, lang: str) -> str:
    """Return a length in mm to 0.1 µm, a dash for none; what is smaller is not told as nothing."""
    if value is None:
        return DASH
    least = 10**-_DIGITS
    return (
        number(round(value, _DIGITS), lang)
        if value == 0 or abs(value) >= least / 2
        else f"< {number(least, lang)}"
    )


def volume_text(value: float, lang: str) -> str:
    """Return a volume in mm³: two decimals from 1 mm³ on, small ones with a power of ten."""
    if value >= 1:
        return number(value, lang, 2)
    if value == 0 or value >= 1e-4:
        return number(value, lang)
    mantissa, _, power = f"{value:.2e}".partition("e")
    signs = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    return f"{number(float(mantissa), lang)}·10{str(int(power)).translate(signs)}"


def counted(told: Mapping[str, Any], lang: str) -> list[dict[str, str]]:
    """Return how many pairs there are of each verdict, the worst first; the labels agree with it."""
    signs = {"interference": "FAIL", "unjudged": "WARN", "intended": "PASS", "contact": "PASS", "clear": "PASS"}  # fmt: skip
    return [
        {
            "status": signs[verdict] if told["counts"][verdict] else "SKIP",
            "label": Message(_COUNTED[verdict], count=told["counts"][verdict]).say(lang),
            "count": str(told["counts"][verdict]),
        }
        for verdict in SEVERITY
    ]


def caption(pair: WorstPair, lang: str) -> str:
    """Return depth, volume, place and position of a pair that interferes, in words."""
    x, y, z = (number(round(v, 2), lang) for v in pair.found["centre_mm"])
    said = Message(
        "depth {depth} mm, common volume {volume} mm³, at ({x} ; {y} ; {z})",
        depth=figure(pair.depth_mm, lang), volume=volume_text(pair.found["volume_mm3"], lang),
        x=x, y=y, z=z,
    ).say(lang)  # fmt: skip
    told = (said, explanation(pair.found, lang), where_text(pair, lang))
    return " — ".join(text for text in told if text and text != DASH)


def alt(pair: WorstPair, lang: str) -> str:
    """Return what the picture of a pair shows, in words."""
    return Message(
        "{a} (blue) and {b} (orange), their common volume in red", a=pair.a, b=pair.b
    ).say(lang)


def limit(pairs: Sequence[WorstPair], lang: str) -> str:
    """Return what is said where there are more pairs than pictures, "" where there are not."""
    if len(pairs) <= PICTURED:
        return ""
    return Message(
        "The {shown} deepest of {count} pairs are shown; interference.csv lists them all.",
        shown=PICTURED, count=len(pairs),
    ).say(lang)  # fmt: skip


_SHOWN = english((
    "Part", "Other part", "Verdict", "Depth (mm)", "Distance (mm)", "Volume (mm³)", "Position",
    "Explanation",
))  # fmt: skip


def pair_table(told: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return the pairs worth a look: those that overlap or are not judged, then the nearest ones."""
    pairs = worst_pairs(told)
    shown = []
    for verdict, most in _SHOWN_OF.items():
        alike = [p for p in pairs if p.verdict == verdict]
        shown += [p for p in alike if verdict != "contact" or p.depth_mm][:most]
    return _table(_SHOWN, [_row(pair, lang) for pair in (*_moved(told), *shown)], lang)


def _moved(told: Mapping[str, Any]) -> list[WorstPair]:
    """Return the pairs that motions bring together; the table of the order tells what else meets."""
    return [pair for pair in met_on_the_way(told) if not pair.put_in]


def _row(pair: WorstPair, lang: str) -> list[str]:
    volume = pair.found.get("volume_mm3")
    names = [translate("workpiece", lang) if n == WORKPIECE else n for n in (pair.a, pair.b)]
    return [
        *names, translate(VERDICTS[pair.verdict], lang), figure(pair.depth_mm, lang),
        figure(pair.distance_mm, lang), DASH if volume is None else volume_text(volume, lang),
        where_text(pair, lang), explanation(pair.found, lang),
    ]  # fmt: skip


def _table(columns: Iterable[str], rows: Sequence[Sequence[str]], lang: str) -> dict[str, Any]:
    return {"columns": [translate(column, lang) for column in columns], "rows": rows}


def motion_table(told: Mapping[str, Any], lang: str) -> dict[str, Any] | None:
    """Return a row per parameter swept over its range, None where none was."""
    rows = [_motion(s, lang) for s in told["sweeps"] if s["kind"] == "parameter"]
    return _table(_MOTION, rows, lang) if rows else None


def order_table(told: Mapping[str, Any], lang: str) -> dict[str, Any] | None:
    """Return a row per part put in its place, in order of assembly; None where none was."""
    rows = [_insertion(s, lang) for s in told["sweeps"] if s["kind"] == "insertion"]
    return _table(_ORDER, rows, lang) if rows else None


def _hits(sweep: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the pairs that collide on a way, in the order in which they do."""
    hits = [p for p in sweep["pairs"] if (p["overlap"] or {}).get("verdict") == "interference"]
    order = {value: rank for rank, value in enumerate(sweep["samples"])}
    yield from sorted(hits, key=lambda p: (order.get(p["first"], 0), p["a"], p["b"]))


def _nearest(sweep: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the pair with the smallest gap over a way; those in contact have none."""
    apart = [p for p in sweep["pairs"] if p["first"] is None and p["least_mm"] > 0]
    return min(apart, key=lambda p: (p["least_mm"], p["a"], p["b"]), default=None)


def _names(pair: Mapping[str, Any] | None) -> str:
    return DASH if pair is None else f"{pair['a']} – {pair['b']}"


def _least(pair: Mapping[str, Any] | None) -> float | None:
    return None if pair is None else float(pair["least_mm"])


def _motion(sweep: Mapping[str, Any], lang: str) -> list[str]:
    hit, near = next(_hits(sweep), None), _nearest(sweep)
    resolution = max((p["resolution_mm"] for p in sweep["pairs"]), default=None)
    at = "" if near is None else f" ({number(near['least_at'], lang)})"
    return [
        sweep["of"], number(sweep["samples"][0], lang), number(sweep["samples"][-1], lang),
        str(len(sweep["samples"])),
        translate("none on the whole way", lang) if hit is None else number(hit["first"], lang),
        _names(hit), figure(_least(near), lang) + at, _names(near),
        figure(resolution, lang),
    ]  # fmt: skip


def _insertion(sweep: Mapping[str, Any], lang: str) -> list[str]:
    hit, near = next(_hits(sweep), None), _nearest(sweep)
    way = translate("free", lang)
    if hit is not None:
        other = hit["b"] if hit["a"] == sweep["of"] else hit["a"]
        way = Message(
            "meets {other}, {distance} mm before its place",
            other=other, distance=number(round(hit["first"], 3), lang),
        ).say(lang)  # fmt: skip
    return [
        sweep["of"], str(len(sweep["samples"])), way, figure(_least(near), lang),
        _names(near),
    ]  # fmt: skip
