"""The words and figures of a difference: labels of what is compared, values side by side."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

from gmp_cad.documents.comparison.difference import Change, Material, Side, VerdictChange
from gmp_cad.documents.printing.figures import DASH
from gmp_cad.evidence.geometry_change import Value
from gmp_cad.finding import Status
from gmp_cad.language import Message, english, number, translate

Trend = Literal["worse", "better", "other"]

CHANGES: Mapping[Change, str] = english({
    "added": "new", "removed": "deleted", "changed": "changed", "same": "unchanged",
})  # fmt: skip
SIGNS: Mapping[Change, str] = {"added": "+", "removed": "−", "changed": "≠", "same": "="}
_KINDS: Mapping[str, str] = english({
    "revision": "Commit", "baseline": "Accepted baselines", "working tree": "Working tree",
})  # fmt: skip
_LABELS: Mapping[str, str] = english({
    "material": "Material", "density_kg_m3": "Density", "volume_mm3": "Volume", "area_mm2": "Area",
    "centre_mm": "Centre of mass", "second_moments_mm5": "Second moments of volume",
    "principal_moments_mm5": "Principal moments of volume", "bounding_box_mm": "Bounding box",
    "chords_mm": "Chords", "fitted_edges_mm": "Length of fitted edges", "point_mm": "Location", "direction": "Direction", "radius_mm": "Radius",
    "major_radius_mm": "Major radius", "half_angle_deg": "Half angle",
})  # fmt: skip
_GROUPS: Mapping[str, str] = english({
    "census": "Number of: {name}", "dimensions": "Measured: {name}", "surfaces": "Surface {name}",
    "names": "Name {name}",
})  # fmt: skip
_ARROW = "→"
_MOST_PLACES = 12
_LEAST_DIGITS = 6
_SHOWN_ERROR = 0.002  # of what changed
_SAME_MASS = 1e-9  # relative: what the sums of another shape differ by


def side_title(side: Side, lang: str) -> str:
    """Return one of the two states in words: ``Commit main (1a2b3c4d5e)``."""
    kind = translate(_KINDS[side.kind], lang)
    name = f" {side.name}" if side.name else ""
    commit = side.commit[:10]
    return f"{kind}{name}" + (f" ({commit})" if commit and commit != side.name else "")


def path_label(path: str, lang: str) -> str:
    """Return what a dotted path of the geometry is called; the path itself where nothing is known."""
    head, _, rest = path.partition(".")
    if not rest:
        return translate(_LABELS.get(head, head), lang)
    if head not in _GROUPS:
        return path
    name, _, last = rest.rpartition(".")
    if name and last in _LABELS:
        told = Message(_GROUPS[head], name=name).say(lang)
        return f"{told}, {translate(_LABELS[last], lang).lower()}"
    return Message(_GROUPS[head], name=rest).say(lang)


def value_texts(
    before: Value | None, after: Value | None, unit: str, lang: str
) -> tuple[str, str, str]:
    """Return both values with as many digits as tell them apart, and by how much they do."""
    places = _places(before, after)
    both = [_written(value, places, unit, lang) for value in (before, after)]
    if one := _single(before, after):
        apart = one[1] - one[0]
        told = volume_change(apart, lang) if unit == "mm³" else f"{signed(apart, lang)} {unit}"
        return both[0], both[1], told.strip()
    if isinstance(before, tuple) and isinstance(after, tuple) and len(before) == len(after):
        distance = math.dist(before, after)
        return both[0], both[1], f"{number(_short(distance), lang)} {unit}".strip()
    return both[0], both[1], ""


def _single(before: Value | None, after: Value | None) -> tuple[float, float] | None:
    """Return the two numbers to subtract, where each side is one: what has a direction has a sign."""
    if isinstance(before, str) or isinstance(after, str):
        return None
    one, other = _numbers(before), _numbers(after)
    return (one[0], other[0]) if len(one) == len(other) == 1 else None


def _places(before: Value | None, after: Value | None) -> int:
    """Return how many decimals all components have: as few as tell them apart, six figures at least."""
    one, other = (_numbers(value) for value in (before, after))
    largest = max((abs(v) for v in (*one, *other)), default=0.0)
    apart = max((abs(a - b) for a, b in zip(one, other, strict=False)), default=0.0)
    shown = _LEAST_DIGITS - 1 - _magnitude(largest) if largest else 0
    if apart:
        shown = max(shown, 1 - _magnitude(apart))
    return min(max(shown, 0), _MOST_PLACES)


def _numbers(value: Value | None) -> tuple[float, ...]:
    values = value if isinstance(value, tuple) else (value,)
    return tuple(v for v in values if isinstance(v, int | float))


def _magnitude(value: float) -> int:
    return math.floor(math.log10(abs(value)))


def _written(value: Value | None, places: int, unit: str, lang: str) -> str:
    if value is None:
        return DASH
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        inner = " ; ".join(_figure(v, places, lang) for v in value)
        return f"({inner}) {unit}".strip() if len(value) > 1 else f"{inner} {unit}".strip()
    return f"{_figure(value, places, lang)} {unit}".strip()


def _figure(value: float, places: int, lang: str) -> str:
    """Return a number with so many decimals, none at its end that say nothing."""
    text = number(value, lang, places)
    point = "," if lang == "fr" else "."
    return text.rstrip("0").rstrip(point) if point in text else text


def signed(value: float, lang: str) -> str:
    """Return a difference with its sign (a true minus), to three significant digits."""
    text = number(_short(abs(value)), lang)
    return text if value == 0 else f"{'−' if value < 0 else '+'}{text}"


def volume_text(volume_mm3: float, lang: str) -> str:
    """Return a volume to four significant digits, however small it is."""
    places = 3 - _magnitude(volume_mm3) if volume_mm3 else 0
    return f"{_figure(float(f'{volume_mm3:.4g}'), max(places, 0), lang)} mm³"


def volume_change(apart_mm3: float, lang: str) -> str:
    """Return what a volume gained or lost, with its sign and the digits of :func:`volume_text`."""
    sign = "" if apart_mm3 == 0 else "−" if apart_mm3 < 0 else "+"
    return sign + volume_text(abs(apart_mm3), lang)


def certainty(material: Material, lang: str) -> str:
    """Return how the volumes were computed, and within how much they hold where that shows."""
    error = volume_text(material.error_mm3, lang)
    if not material.exact:
        return Message(
            "from triangles, within {error}: {reason}", error=error, reason=material.reason
        ).say(lang)
    if material.reason:
        return material.reason
    if material.error_mm3 > _SHOWN_ERROR * (material.added_mm3 + material.removed_mm3):
        return Message("computed from the surfaces, within {error}", error=error).say(lang)
    return translate("computed exactly, from the surfaces", lang)


def _short(value: float) -> float:
    return float(f"{value:.3g}")


def mass_change(before_kg: float | None, after_kg: float | None, lang: str) -> str:
    """Return a mass before and after with what it gained or lost; one of them where both are equal."""
    if before_kg is None and after_kg is None:
        return DASH
    same = before_kg is not None and after_kg is not None and (
        math.isclose(before_kg, after_kg, rel_tol=_SAME_MASS)
    )  # fmt: skip
    if before_kg is None or after_kg is None or same:
        known = after_kg if before_kg is None else before_kg
        assert known is not None
        text = f"{number(known, lang, 3)} kg"
        if same:
            return text
        return f"{DASH} {_ARROW} {text}" if before_kg is None else f"{text} {_ARROW} {DASH}"
    places = max(3, 1 - _magnitude(after_kg - before_kg))
    one, other = (number(mass, lang, min(places, 9)) for mass in (before_kg, after_kg))
    share = f", {signed(100 * (after_kg / before_kg - 1), lang)} %" if before_kg else ""
    grams = signed(1000 * (after_kg - before_kg), lang)
    return f"{one} {_ARROW} {other} kg ({grams} g{share})"


def trend(change: VerdictChange) -> Trend:
    """Return whether a verdict got worse or better; what holds since it came, or is gone, is neither."""
    if change.after is None:
        return "other"
    before, after = (_rank(v) for v in (change.before, change.after))
    return "worse" if after > before else "better" if after < before else "other"


def turned_red(change: VerdictChange) -> bool:
    """Return whether a check fails now that did not."""
    return _fails(change.after) and not _fails(change.before)


def turned_green(change: VerdictChange) -> bool:
    """Return whether a check failed before and is judged to hold now."""
    return _fails(change.before) and change.after is not None and not _fails(change.after)


def _fails(verdict: str | None) -> bool:
    return verdict in ("FAIL", "ERROR")


def _rank(verdict: str | None) -> int:
    if verdict is None:
        return 0
    return max(Status[verdict] - Status.SKIP, 0)
