"""The rows of an inspection plan as documents and tables take them: texts in words, numbers as numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gmp_cad.documents.printing.figures import DASH
from gmp_cad.language import english, spoken, translate
from gmp_cad.quality.characteristics import Characteristic
from gmp_cad.quality.gauges import GO_NO_GO
from gmp_cad.quality.importance import line_of
from gmp_cad.quality.inspection_plan import InspectionRow
from gmp_cad.quality.means import Means
from gmp_cad.spec.dimension import Dimension
from gmp_cad.spec.geometric import GeometricTolerance
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.size import plain_number, print_angle, print_size
from gmp_cad.spec.texture import parse_texture, print_texture

CLASSES: Mapping[str, str] = english(
    {"critical": "critical", "major": "major", "minor": "minor", "": DASH}
)
_RECORDING: Mapping[bool, str] = english({True: "C / NC", False: "value"})
_NATURES: Mapping[str, str] = english(
    {"exact": "theoretically exact", "reference": "for information"}
)
_ASPECTS: Mapping[str, str] = english(
    {
        "depth": "depth", "thread_depth": "useful depth of the thread",
        "drill_depth": "depth of the tap drill", "recess_diameter": "diameter of the recess",
        "recess_depth": "depth of the recess", "recess_angle": "angle of the countersink",
        "ra": "surface texture",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionLine:
    """One row of the plan; figures in ``unit`` (mm, ° or µm), None where there is none.

    ``line``: the line of the specification, ``aspect``: what of its callout. ``importance``: critical,
    major, minor, or "" of what no part can fail; ``derived``: by rule. ``state`` of the gauge: good,
    tolerable, incapable, out_of_range, none, unknown; ``attribute``: the gauge tells no figure, and
    ``go_no_go`` it goes or does not. ``accept_lower`` and ``accept_upper``: the
    limits of ISO 14253-1. ``sample``: parts of the batch that are measured; ``instances``: entry cells
    of one part. ``zone``: where its balloon stands, sheet and zone. Texts are in one language.
    """

    balloon: str
    line: str
    aspect: str
    designation: str
    requirement: str
    unit: str
    nominal: float | None = None
    lower: float | None = None
    upper: float | None = None
    importance: str = ""
    derived: bool = True
    importance_label: str = DASH
    reason: str = ""
    gauge: str = ""
    gauge_title: str = ""
    attribute: bool = False
    go_no_go: bool = False
    state: str = ""
    resolution: float | None = None
    uncertainty: float | None = None
    capability: float | None = None
    cmc: float | None = None
    accept_lower: float | None = None
    accept_upper: float | None = None
    method: str = ""
    frequency: str = ""
    sample: int = 0
    instances: int = 1
    made: str = ""
    phase: str = ""
    machine: str = ""
    recording: str = ""
    reaction: str = ""
    zone: str = ""

    @property
    def inspected(self) -> bool:
        """Whether a part can fail it: exact and reference dimensions are for information."""
        return bool(self.importance)


def inspection_lines(
    spec: PartSpec, rows: Sequence[InspectionRow], zones: Mapping[str, str], lang: str
) -> tuple[InspectionLine, ...]:
    """Return the rows of an inspection plan in a language; ``zones``: of each balloon."""
    return tuple(_line(spec, row, zones, lang) for row in rows)


def _line(
    spec: PartSpec, row: InspectionRow, zones: Mapping[str, str], lang: str
) -> InspectionLine:
    one = row.characteristic
    plain = InspectionLine(
        balloon=one.balloon, line=one.line, aspect=one.aspect,
        designation=_designation(spec, one, lang), requirement=requirement(spec, one, lang),
        unit=one.unit, nominal=one.nominal, lower=one.lower, upper=one.upper,
        instances=one.count, zone=zones.get(one.balloon.partition(".")[0], ""),
    )  # fmt: skip
    if row.grade is None or row.means is None:
        return plain
    grade, post = row.grade, row.post
    recording = _RECORDING[row.means.attribute]
    return replace(
        _with_means(plain, row.means, lang),
        importance=grade.importance, derived=grade.derived,
        importance_label=translate(CLASSES[grade.importance], lang), reason=grade.reason.say(lang),
        frequency=row.sampling.say(lang), sample=row.sample, made=post.made, phase=post.phase,
        machine=post.machine, recording=translate(recording, lang),
        reaction=row.reaction.say(lang) if row.reaction else "",
    )  # fmt: skip


def _with_means(plain: InspectionLine, means: Means, lang: str) -> InspectionLine:
    gauge, accepted = means.gauge, means.accepted or (None, None)
    return replace(
        plain, gauge=gauge.id if gauge else means.named,
        gauge_title=gauge.title if gauge else "", attribute=means.attribute,
        go_no_go=gauge is not None and gauge.kind in GO_NO_GO,
        state=means.state, resolution=means.resolution, uncertainty=means.uncertainty,
        capability=means.capability, cmc=means.cmc, accept_lower=accepted[0],
        accept_upper=accepted[1], method=means.method.say(lang) if means.method else "",
    )  # fmt: skip


def _designation(spec: PartSpec, one: Characteristic, lang: str) -> str:
    """Return what is inspected in words: the aspect, the name, the ends, the remark of the line."""
    line = line_of(spec, one.line)
    if isinstance(line, GeometricTolerance):
        said = f"{line.said.say(lang)} ({spoken(line.on, lang)})"
        return f"{said} — {line.note}" if line.note else said
    if not isinstance(line, Dimension):
        name = one.line.partition(".")[2]
        return f"{translate(_ASPECTS['ra'], lang)} ({spoken(name, lang)})"
    name = spoken(line.id, lang)
    if one.aspect:
        return f"{translate(_ASPECTS[one.aspect], lang)} ({name})"
    nature = _NATURES.get(one.nature, "")
    ends = " – ".join(spoken(end, lang) for end in one.ends)
    beside = " ; ".join(filter(None, (ends, translate(nature, lang) if nature else "")))
    said = f"{name} ({beside})" if beside else name
    return f"{said} — {line.note}" if line.note else said


def requirement(spec: PartSpec, one: Characteristic, lang: str) -> str:
    """Return the requirement as the drawing writes it, without what other rows say."""
    line = line_of(spec, one.line)
    if isinstance(line, GeometricTolerance):
        return line.frame_text(lang)
    if one.aspect == "ra":
        text = getattr(line, "ra", None)
        return print_texture(parse_texture(text), lang) if text else DASH
    assert isinstance(line, Dimension)
    if not one.aspect:
        bare = replace(line.size, depth=None, drill_diameter=None, drill_depth=None, recess=None)
        return print_size(bare, lang)
    value = one.nominal or 0.0
    sign = {"recess_diameter": "⌴ ⌀", "recess_depth": "⌴ ↧", "recess_angle": "⌵ "}
    if line.size.recess is not None and line.size.recess.angle:
        sign["recess_diameter"] = "⌵ ⌀"
    shown = print_angle(value, lang) if one.unit == "°" else plain_number(value, lang)
    return f"{sign.get(one.aspect, '↧')}{shown}"


def pair(lower: float | None, upper: float | None, lang: str) -> tuple[str, str]:
    """Return two limits with as many decimals as the finer one needs, at most four."""
    places = max(_places(value) for value in (lower, upper))
    return _fixed(lower, places, lang), _fixed(upper, places, lang)


def _places(value: float | None) -> int:
    return 0 if value is None else len(f"{value:.4f}".rstrip("0").partition(".")[2])


def _fixed(value: float | None, places: int, lang: str) -> str:
    if value is None:
        return DASH
    text = f"{value:.{places}f}"
    return text.replace(".", ",") if lang == "fr" else text
