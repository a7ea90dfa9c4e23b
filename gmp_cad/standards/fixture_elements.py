"""Elements of fixtures: designations, sizes and prices of a small rack (mm, EUR).

Rest buttons, locating pins, vees, straps, pressure screws, toggle clamps, drill bushes, tenons. Their
sizes are those of practice (see the data file), not a standard's: ``GMP PAP - 16x12``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gmp_cad.errors import NotationError, OutsideTableError, suggestion
from gmp_cad.language import Message
from gmp_cad.standards.fasteners import Fastener
from gmp_cad.standards.table import document

DATA = "fixture_elements.toml"
PREFIX = "GMP"
_LETTER = re.compile(r"\{(\w+)\}")
_DESIGNATION = re.compile(
    r"\s*GMP\s+(?P<code>[A-Z]{2,3})\s*[-–—]?\s*M?(?P<size>\d+(?:[.,]\d+)?)"
    r"(?:\s*[x×X]\s*(?P<length>\d+(?:[.,]\d+)?))?\s*",
    re.ASCII,
)


def codes() -> tuple[str, ...]:
    """Return the codes of the families, such as ``PAP``."""
    return tuple(document(DATA))


def parse_element(text: str) -> Fastener:
    """Return the element that a designation names, such as ``GMP PAP - 16x12``.

    Raises NotationError for what cannot be read and OutsideTableError for an unknown family, size
    or length.
    """
    match = _DESIGNATION.fullmatch(text)
    if match is None:
        message = Message("{text!r} is no designation of an element of fixtures", text=text)
        raise NotationError(message, text, 0, hint=Message("write it like GMP PAP - 16x12"))
    family = _family(match["code"])
    size = _number(match["size"])
    row = _row(match["code"], family, size)
    length = _length(match["code"], family, match["length"])
    return _element(match["code"], family, row | {"size": size}, length)


def resized(element: Fastener, sizes: Mapping[str, float]) -> Fastener:
    """Return an element with published sizes (mm, by name: ``spigot``) instead of the nominal ones."""
    written = _family(element.standard.removeprefix(PREFIX).strip())["sizes"]
    letters = {name: _LETTER.search(written[name]) for name in sizes}
    changed = {found[1]: sizes[name] for name, found in letters.items() if found}
    return replace(element, dimensions={**element.dimensions, **changed})


def price_eur(element: Fastener) -> float:
    """Return the order of magnitude of an element's price, EUR."""
    return element.dimensions["price"]


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _family(code: str) -> Mapping[str, Any]:
    families = document(DATA)
    found = families.get(code)
    if not isinstance(found, Mapping):
        raise OutsideTableError(
            Message("no family {code!r} of elements of fixtures", code=code),
            hint=suggestion(code, families) or Message("known: {names}", names=", ".join(families)),
        )
    return found


def _row(code: str, family: Mapping[str, Any], size: float) -> dict[str, float]:
    """Return the row of a size; bushes take every bore up to that of the row."""
    rows, bores = family["rows"], family.get("bores")
    for row in rows:
        if row["size"] == size or (bores and bores["from"] <= size <= row["size"]):
            return dict(row)
    sizes = ", ".join(f"{row['size']:g}" for row in rows)
    hint = Message("the sizes are {sizes}", sizes=sizes)
    if bores:
        hint = Message("bores go from {low} to {high} mm", low=bores["from"], high=bores["to"])
    raise OutsideTableError(
        Message("{standard} has no size {size} in these tables", standard=f"{PREFIX} {code}",
                size=size),
        hint=hint,
    )  # fmt: skip


def _length(code: str, family: Mapping[str, Any], written: str | None) -> float | None:
    lengths = family.get("lengths", [])
    if written is None and not lengths:
        return None
    length = _number(written) if written is not None else None
    if length not in [float(value) for value in lengths]:
        known = ", ".join(f"{value:g}" for value in lengths) or "—"
        raise OutsideTableError(
            Message("{standard} has no length {length}", standard=f"{PREFIX} {code}",
                    length=written or "—"),
            hint=Message("the lengths are {lengths}", lengths=known),
        )  # fmt: skip
    return length


def _element(
    code: str, family: Mapping[str, Any], row: Mapping[str, float], length: float | None
) -> Fastener:
    dimensions = dict(row) | ({} if length is None else {"length": length})
    printed = {key: f"{value:g}".replace(".", ",") for key, value in dimensions.items()}
    tail = "" if length is None else f"x{printed['length']}"
    return Fastener(
        designation=f"{PREFIX} {code} - {printed['size']}{tail}",
        standard=f"{PREFIX} {code}",
        kind=family["kind"],
        title_fr=family["title_fr"],
        title_en=family["title_en"],
        diameter=row["size"],
        length=length,
        grade=family["material"],
        treatment_fr=family.get("treatment_fr", ""),
        treatment_en=family.get("treatment_en", ""),
        dimensions=dimensions,
        sizes={name: text.format(**printed) for name, text in family["sizes"].items()},
    )
