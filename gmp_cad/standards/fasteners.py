"""Standard fasteners: designations, dimensions, clearance holes and counterbores (mm).

Screws ISO 4762, 10642, 4014, 4017, 4026, 4027; nuts ISO 4032; washers ISO 7089; parallel pins
ISO 2338 and 8734. Clearance holes follow ISO 273, counterbores DIN 974-1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from gmp_cad.errors import NotationError, OutsideTableError
from gmp_cad.language import Message
from gmp_cad.standards.table import records
from gmp_cad.standards.threads import metric

SERIES = ("fine", "medium", "coarse")


@dataclass(frozen=True, slots=True, kw_only=True)
class FastenerStandard:
    """A standard: its kind, printed name, what follows the size, and how the size is written."""

    number: str
    kind: str
    title_fr: str
    title_en: str
    threaded: bool
    has_length: bool
    default_grade: str
    lengths: tuple[float, ...] = ()

    @property
    def name(self) -> str:
        """The name of the standard, such as "ISO 4762"."""
        return f"ISO {self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fastener:
    """One standard part. ``dimensions`` are the table's, mm, by the letters of the standard.

    ``sizes`` are what the part publishes to fits and joints, in drawing notation. ``grade`` is the
    property class or material ("8.8", "St"), "" where the designation names none; the treatment is
    what was done to it ("hardened 58 HRC"), "" where nothing is said.
    """

    designation: str
    standard: str
    kind: str
    title_fr: str
    title_en: str
    diameter: float
    length: float | None
    grade: str
    dimensions: Mapping[str, float] = field(hash=False)
    sizes: Mapping[str, str] = field(hash=False)
    treatment_fr: str = ""
    treatment_en: str = ""

    def title(self, lang: str) -> str:
        """Return what it is called."""
        return self.title_fr if lang == "fr" else self.title_en

    def material(self, lang: str) -> str:
        """Return its class or material with its treatment, as a parts list says them."""
        treatment = self.treatment_fr if lang == "fr" else self.treatment_en
        return f"{self.grade} {treatment}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterbore:
    """A cylindrical counterbore, diameter and depth in mm."""

    diameter: float
    depth: float


_SCREW_LENGTHS = (
    3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 16.0, 20.0, 25.0, 30.0, 35.0, 40.0, 45.0, 50.0, 55.0,
    60.0, 65.0, 70.0, 80.0, 90.0, 100.0, 110.0, 120.0, 130.0, 140.0, 150.0, 160.0, 180.0, 200.0,
)  # fmt: skip
_PIN_LENGTHS = (
    2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0, 18.0, 20.0, 22.0, 24.0, 26.0, 28.0,
    30.0, 32.0, 35.0, 40.0, 45.0, 50.0, 55.0, 60.0, 65.0, 70.0, 75.0, 80.0, 85.0, 90.0, 95.0,
    100.0, 120.0, 140.0, 160.0, 180.0, 200.0,
)  # fmt: skip


def _screw(number: str, title_fr: str, title_en: str, grade: str = "8.8") -> FastenerStandard:
    return FastenerStandard(
        number=number,
        kind="set_screw" if grade == "45H" else "screw",
        title_fr=title_fr,
        title_en=title_en,
        threaded=True,
        has_length=True,
        default_grade=grade,
        lengths=_SCREW_LENGTHS,
    )


def _pin(number: str, title_fr: str, title_en: str, grade: str) -> FastenerStandard:
    return FastenerStandard(
        number=number,
        kind="pin",
        title_fr=title_fr,
        title_en=title_en,
        threaded=False,
        has_length=True,
        default_grade=grade,
        lengths=_PIN_LENGTHS,
    )


_STANDARDS = {
    standard.number: standard
    for standard in (
        _screw("4762", "Vis à tête cylindrique à six pans creux", "Hexagon socket head cap screw"),
        _screw("10642", "Vis à tête fraisée à six pans creux", "Hexagon socket countersunk screw"),
        _screw("4014", "Vis à tête hexagonale, partiellement filetée", "Hexagon head bolt"),
        _screw("4017", "Vis à tête hexagonale, entièrement filetée", "Hexagon head screw"),
        _screw("4026", "Vis sans tête à six pans creux, bout plat",
               "Hexagon socket set screw, flat point", "45H"),
        _screw("4027", "Vis sans tête à six pans creux, bout conique",
               "Hexagon socket set screw, cone point", "45H"),
        FastenerStandard(
            number="4032", kind="nut", title_fr="Écrou hexagonal", title_en="Hexagon nut",
            threaded=True, has_length=False, default_grade="8",
        ),
        FastenerStandard(
            number="7089", kind="washer", title_fr="Rondelle plate", title_en="Plain washer",
            threaded=False, has_length=False, default_grade="200 HV",
        ),
        _pin("8734", "Goupille cylindrique trempée", "Hardened parallel pin", "A - St"),
        _pin("2338", "Goupille cylindrique", "Parallel pin", "St"),
    )
}  # fmt: skip

_DESIGNATION = re.compile(
    r"\s*(?:NF\s+)?(?:EN\s+)?ISO\s*(?P<standard>\d+)(?:\s*[-–—,]\s*|\s+)"
    r"(?P<thread>M)?\s*(?P<diameter>\d+(?:[.,]\d+)?)"
    r"(?:\s*(?P<tolerance>m6|h8))?"
    r"(?:\s*[x×X]\s*(?P<length>\d+(?:[.,]\d+)?))?"
    r"(?:\s*[-–—]\s*(?P<rest>\S.*?))?\s*",
    re.ASCII,
)


def standards() -> tuple[str, ...]:
    """Return the names of the standards that are known, such as "ISO 4762"."""
    return tuple(standard.name for standard in _STANDARDS.values())


def parse_designation(text: str) -> Fastener:
    """Return the part that a designation names.

    "ISO 4762 - M6x20 - 8.8", "ISO 4032 - M8 - 8", "ISO 7089 - 8 - 200 HV", "ISO 8734 - 6x24 - A -
    St", "ISO 2338 - 6 m6 x 30 - St". Raises NotationError for what cannot be read and
    OutsideTableError for an unknown standard, or a size or length that the standard does not list.
    """
    match = _DESIGNATION.fullmatch(text)
    if match is None:
        raise _unreadable(text, Message("write it like ISO 4762 - M6x20 - 8.8"))
    standard = _standard(match["standard"])
    diameter = _number(match["diameter"])
    length = None if match["length"] is None else _number(match["length"])
    if (match["thread"] is not None) != standard.threaded and standard.kind != "washer":
        raise _unreadable(text, _size_hint(standard))
    if (length is not None) != standard.has_length or not _tolerance_fits(standard, match):
        raise _unreadable(text, _size_hint(standard))
    row = _row(standard, diameter)
    _check_length(standard, row, length)
    tolerance = _tolerance(standard, match["tolerance"])
    return _fastener(standard, row, length, (tolerance, match["rest"] or ""))


def clearance_hole(diameter: float, series: str = "medium") -> float:
    """Return the clearance hole of ISO 273 in mm for a screw M``diameter``.

    Series fine, medium or coarse. Raises OutsideTableError for another size or series.
    """
    if series not in SERIES:
        raise OutsideTableError(
            Message("unknown series {series!r} of ISO 273: {known}",
                    series=series, known=", ".join(SERIES))
        )  # fmt: skip
    return float(_find("ISO 273", "iso273.csv", diameter)[series])


def counterbore(diameter: float) -> Counterbore:
    """Return the counterbore for a screw ISO 4762 without washer (DIN 974-1, row 1), mm.

    The head ends below the surface by the supplement of the table.
    """
    row = _find("DIN 974-1", "din974.csv", diameter)
    head = float(_find("ISO 4762", "iso4762.csv", diameter)["k"])
    return Counterbore(
        diameter=float(row["diameter"]), depth=round(head + float(row["supplement"]), 3)
    )


def _unreadable(text: str, hint: Message) -> NotationError:
    return NotationError(
        Message("{text!r} is no designation of a standard part", text=text), text, 0, hint=hint
    )


def _size_hint(standard: FastenerStandard) -> Message:
    size = "M6" if standard.threaded else "6"
    size += "x20" if standard.has_length else ""
    return Message("{standard} is written {example}",
                   standard=standard.name, example=f"{standard.name} - {size}")  # fmt: skip


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _standard(number: str) -> FastenerStandard:
    if number not in _STANDARDS:
        raise OutsideTableError(
            Message("no table of fasteners for {standard}", standard=f"ISO {number}"),
            hint=Message("known standards: {names}", names=", ".join(standards())),
        )
    return _STANDARDS[number]


def _tolerance_fits(standard: FastenerStandard, match: re.Match[str]) -> bool:
    """Only ISO 2338 leaves a choice of tolerance; ISO 8734 is always m6."""
    return match["tolerance"] in {"2338": (None, "m6", "h8"), "8734": (None, "m6")}.get(
        standard.number, (None,)
    )


def _tolerance(standard: FastenerStandard, given: str | None) -> str:
    return (given or "m6") if standard.kind == "pin" else ""


def _find(standard: str, file: str, diameter: float) -> Mapping[str, str]:
    rows = records(file)
    for row in rows:
        if float(row["d"]) == diameter:
            return row
    raise OutsideTableError(
        Message(
            "{standard} has no size {size} in these tables",
            standard=standard,
            size=float(diameter),
        ),
        hint=Message("the sizes are {sizes}", sizes=", ".join(row["d"] for row in rows)),
    )


def _row(standard: FastenerStandard, diameter: float) -> Mapping[str, str]:
    return _find(standard.name, f"iso{standard.number}.csv", diameter)


def _check_length(standard: FastenerStandard, row: Mapping[str, str], length: float | None) -> None:
    if length is None:
        return
    least, most = float(row["l_min"]), float(row["l_max"])
    allowed = [size for size in standard.lengths if least <= size <= most]
    if length not in allowed:
        near = sorted(allowed, key=lambda size: (abs(size - length), size))[:3]
        raise OutsideTableError(
            Message(
                "{standard} has no length {length} mm for the size {size}: {min} to {max} mm",
                standard=standard.name,
                length=length,
                size=row["d"],
                min=least,
                max=most,
            ),
            hint=Message(
                "the nearest lengths are {lengths}",
                lengths=", ".join(f"{size:g}" for size in sorted(near)),
            ),
        )


def _fastener(
    standard: FastenerStandard,
    row: Mapping[str, str],
    length: float | None,
    finish: tuple[str, str],
) -> Fastener:
    tolerance, grade = finish
    grade = grade or standard.default_grade
    diameter = float(row["d"])
    return Fastener(
        designation=_designation(standard, row["d"], length, (tolerance, grade)),
        standard=standard.name,
        kind=standard.kind,
        title_fr=standard.title_fr,
        title_en=standard.title_en,
        diameter=diameter,
        length=length,
        grade=grade,
        dimensions=_dimensions(standard, row, length),
        sizes=_sizes(standard, row, length, tolerance),
    )


def _designation(
    standard: FastenerStandard, size: str, length: float | None, finish: tuple[str, str]
) -> str:
    tolerance, grade = finish
    text = f"M{size}" if standard.threaded else size
    if standard.number == "2338":
        text += f" {tolerance} "
    if length is not None:
        text += f"x{length:g}" if standard.number != "2338" else f"x {length:g}"
    return f"{standard.name} - {text} - {grade}"


def _dimensions(
    standard: FastenerStandard, row: Mapping[str, str], length: float | None
) -> dict[str, float]:
    sizes = {k: float(v) for k, v in row.items() if k not in ("l_min", "l_max")}
    if length is None:
        return sizes
    sizes["l"] = length
    if standard.number == "4014" and length > 125:
        sizes["b"] += 6
    if standard.kind in ("screw", "set_screw"):
        # A screw shorter than its table's thread length is threaded up to the head.
        sizes["b"] = min(sizes.get("b", length), length)
        sizes["pitch"] = metric(sizes["d"]).pitch
    return sizes


def _sizes(
    standard: FastenerStandard, row: Mapping[str, str], length: float | None, tolerance: str
) -> dict[str, str]:
    """Return the published dimensions in drawing notation: what fits and joints may name."""
    if standard.kind == "washer":
        return {"diameter": f"⌀{row['d2']}", "hole": f"⌀{row['d1']}", "thickness": row["h"]}
    if standard.kind == "nut":
        return {"diameter": f"M{row['d']}-6H", "height": row["m"]}
    assert length is not None
    if standard.kind == "pin":
        return {"diameter": f"⌀{row['d']} {tolerance}", "length": f"{length:g}"}
    # Set screws have a tolerance class of their own (5g6g), head screws 6g up to class 8.8.
    thread = f"M{row['d']}" + ("-6g" if standard.kind == "screw" else "")
    sizes = {"diameter": thread, "length": f"{length:g}"}
    if "k" in row:
        sizes["head_height"] = row["k"]
    if "dk" in row:
        sizes["head_diameter"] = f"⌀{row['dk']}"
    return sizes
