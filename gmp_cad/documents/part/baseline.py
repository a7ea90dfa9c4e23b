"""``baseline.toml``: a fingerprint as a file that people read and compare, and back."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from gmp_cad.evidence.fingerprint import SURFACE_KINDS, Fingerprint, Skin, SurfacePrint, in_order
from gmp_cad.language import Message
from gmp_cad.spec.baseline import VERSION, AcceptedSurface, Baseline

_DIGITS = 12
_DUST = 1e-11  # of the largest of its numbers, or of 1 mm: what computing leaves of a zero
_PLACE_DECIMALS = 3  # a centre moves when neighbours do: it is told to a micrometre
_CHORD_SHARE = (
    1e-7  # of the diagonal: finer than any comparison looks, coarser than what computing leaves
)
_ROUGH_DIGITS = 3
_ROUGH_DECIMALS = 1  # of the centre of a free-form skin
_COUNTS = ("solids", "shells", "edges", *SURFACE_KINDS)


def baseline_text(found: Fingerprint, part: str, lang: str = "fr") -> str:
    """Return the text of ``baseline.toml``; ``part`` is the part's key, for the command that accepts.

    One number or one surface a line, in an order that small changes keep; the same fingerprint
    gives the same text.
    """
    lines = [*_header(part, lang), "", f"version = {VERSION}", f"kernel = {_quoted(found.kernel)}"]
    lines += [*_whole(found), "", "[census]"]
    lines += [f"{name} = {found.census[name]}" for name in _COUNTS if found.census.get(name)]
    if found.dimensions:
        lines += ["", "[dimensions]", *_dimensions(found)]
    lines += ["", "[surfaces]"]
    ordered = in_order(found.surfaces)
    for title, named in (("named", True), ("unnamed", False)):
        rows = [f"    {_surface(one)}," for one in ordered if bool(one.names) is named]
        lines += [f"{title} = [", *rows, "]"] if rows else []
    return "\n".join(lines) + "\n"


def _header(part: str, lang: str) -> Iterator[str]:
    told = (
        Message("The accepted geometry of {part}: any change of shape, however small, shows here.",
                part=part),
        Message("Written by gmp-cad approve {part}; gmp-cad diff {part} shows what differs from it.",
                part=part),
        Message("Lengths in mm, areas in mm², volumes in mm³, angles in degrees, in the part's frame."),
    )  # fmt: skip
    yield from (f"# {line.say(lang)}" for line in told)


def _whole(found: Fingerprint) -> Iterator[str]:
    moments = found.second_moments_mm5
    largest = max(map(abs, moments))
    yield f"material = {_quoted(found.material)}"
    yield f"density_kg_m3 = {_number(found.density_kg_m3)}"
    yield f"volume_mm3 = {_number(found.volume_mm3)}"
    yield f"area_mm2 = {_number(found.area_mm2)}"
    yield f"centre_mm = {_numbers(found.centre_mm)}"
    yield f"bounding_box_mm = {_numbers(found.bounding_box_mm)}"
    yield f"principal_moments_mm5 = {_numbers(found.principal_moments_mm5, largest)}"
    yield f"second_moments_mm5 = {_numbers(moments, largest)}"
    yield f"chords_mm = {_rounded(found.chords_mm, _chord_decimals(found))}"
    if found.border_mm2:
        yield f"border_mm2 = {_rough(found.border_mm2)}"


def _chord_decimals(found: Fingerprint) -> int:
    box = found.bounding_box_mm
    return math.ceil(-math.log10(_CHORD_SHARE * math.dist(box[:3], box[3:])))


def _dimensions(found: Fingerprint) -> Iterator[str]:
    for name, values in found.dimensions.items():
        key = name if "." not in name else f'"{name}"'
        yield f"{key} = {_numbers(values)}"


def _surface(one: SurfacePrint) -> str:
    entries = [f"names = [{', '.join(map(_quoted, one.names))}]"] if one.names else []
    entries.append(f'kind = "{one.surface}"')
    entries += ["hollow = true"] if one.hollow else []
    for name in ("radius_mm", "major_radius_mm", "half_angle_deg"):
        entries += [f"{name} = {_number(value)}"] if (value := getattr(one, name)) else []
    if any(one.direction):
        entries.append(f"direction = {_numbers(one.direction)}")
    if one.skin is not None:
        entries.append(f"point_mm = {_numbers(one.point_mm)}")
        entries += _skin(one.skin, one.area_mm2)
        entries.append(f"area_mm2 = {_rough(one.area_mm2)}")
        entries.append(f"centre_mm = {_rounded(one.centre_mm, _ROUGH_DECIMALS)}")
    else:
        entries.append(f"point_mm = {_numbers(one.point_mm)}")
        entries.append(f"area_mm2 = {_number(one.area_mm2)}")
        entries.append(f"centre_mm = {_rounded(one.centre_mm, _PLACE_DECIMALS)}")
    return "{ " + ", ".join(entries) + " }"


def _skin(skin: Skin, area: float) -> Iterator[str]:
    size = max(skin.reach_mm, math.sqrt(area))
    volume = skin.volume_mm3 if abs(skin.volume_mm3) >= _DUST * area * size else 0.0
    yield f"volume_mm3 = {_number(volume)}"
    yield f"first_mm4 = {_numbers(skin.first_mm4, area * size**2)}"
    yield f"second_mm5 = {_numbers(skin.second_mm5, area * size**3)}"
    yield f"border_mm2 = {_rough(skin.border_mm2)}"
    yield f"reach_mm = {_rough(skin.reach_mm)}"


def _numbers(values: Sequence[float], scale: float = 1.0) -> str:
    dust = _DUST * max(scale, *map(abs, values)) if values else 0.0
    return f"[{', '.join(_number(0.0 if abs(v) < dust else v) for v in values)}]"


def _rounded(values: Iterable[float], decimals: int) -> str:
    return f"[{', '.join(_number(round(v, decimals)) for v in values)}]"


def _rough(value: float) -> str:
    return _number(float(f"{value:.{_ROUGH_DIGITS}g}"))


def _number(value: float) -> str:
    """Return a TOML float: twelve digits, no negative zero."""
    text = f"{value + 0.0:.{_DIGITS}g}"
    text = "0" if text == "-0" else text
    return text if "." in text or "e" in text else f"{text}.0"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def fingerprint_of(baseline: Baseline) -> Fingerprint:
    """Return the fingerprint that a baseline holds, to the digits that it was written with."""
    census = baseline.census
    counts = {name: getattr(census, name) for name in _COUNTS}
    return Fingerprint(
        kernel=baseline.kernel, material=baseline.material, density_kg_m3=baseline.density_kg_m3,
        volume_mm3=baseline.volume_mm3, area_mm2=baseline.area_mm2, centre_mm=baseline.centre_mm,
        second_moments_mm5=baseline.second_moments_mm5,
        principal_moments_mm5=baseline.principal_moments_mm5,
        bounding_box_mm=baseline.bounding_box_mm, chords_mm=baseline.chords_mm,
        border_mm2=baseline.border_mm2,
        census={name: count for name, count in counts.items() if count},
        dimensions=dict(baseline.dimensions),
        surfaces=tuple(
            map(_print, (*baseline.surfaces.named, *baseline.surfaces.unnamed))
        ),
    )  # fmt: skip


def _print(one: AcceptedSurface) -> SurfacePrint:
    skin = None
    if one.kind == "freeform":
        skin = Skin(
            volume_mm3=one.volume_mm3, first_mm4=one.first_mm4, second_mm5=one.second_mm5,
            border_mm2=one.border_mm2, reach_mm=one.reach_mm,
        )  # fmt: skip
    return SurfacePrint(
        names=one.names, surface=one.kind, hollow=one.hollow, point_mm=one.point_mm,
        direction=one.direction, radius_mm=one.radius_mm, major_radius_mm=one.major_radius_mm,
        half_angle_deg=one.half_angle_deg, area_mm2=one.area_mm2, centre_mm=one.centre_mm,
        skin=skin,
    )  # fmt: skip
