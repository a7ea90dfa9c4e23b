"""The table of a part's dimensions: what is required beside what was measured on the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gmp_cad.documents import verdicts
from gmp_cad.documents.printing.figures import DASH, limits_text, or_dash
from gmp_cad.drawing.specified_part.wording import texture_of
from gmp_cad.evidence import Measurement
from gmp_cad.finding import Finding, Status
from gmp_cad.language import english, number, spoken, translate, word
from gmp_cad.spec.part import Dimension, GeometricTolerance, PartSpec, print_callout

COLUMNS = english(("No.", "Designation", "Required", "Limits", "Measured on the model", "Verdict"))


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionRow:
    """One line: texts in the language asked; ``status`` is a status' name, or empty.

    ``name`` is that of the file; ``said``: as people say it, empty where the designation says all.
    """

    number: str
    name: str
    said: str
    designation: str
    required: str
    limits: str
    measured: str
    status: str
    label: str

    @property
    def text(self) -> str:
        """What the line is called on paper: ``alésage — guidage``, ``coaxialité (alésage)``."""
        return " — ".join(filter(None, (self.said, self.designation)))


def dimension_rows(
    spec: PartSpec,
    measurements: Sequence[Measurement],
    findings: Iterable[Finding],
    numbers: Mapping[str, str],
    lang: str,
) -> tuple[DimensionRow, ...]:
    """Return a line per dimension, then per geometric tolerance, in the order of the file.

    ``numbers`` are the drawing's balloons by line (``bore``, ``tolerances.bore_perp``); without
    one a line has its rank. A verdict is that of the check that measures; a geometric tolerance
    that the nominal model satisfies exactly is inspected on the part all the same.
    """
    measured = {m.dimension: m for m in measurements}
    judged = {f.subject: f for f in findings if f.check in (verdicts.MEASURED, verdicts.VERIFIED)}
    lines = list(spec.dimensions) + [f"tolerances.{key}" for key in spec.tolerances]
    ranks = {line: numbers.get(line, str(i)) for i, line in enumerate(lines, start=1)}
    rows = [
        _dimension(d, measured.get(key), judged.get(f"{spec.name}.{key}"), ranks[key], lang)
        for key, d in spec.dimensions.items()
    ]
    rows += [
        _tolerance(t, judged.get(f"{spec.name}.tolerances.{key}"), ranks[f"tolerances.{key}"], lang)
        for key, t in spec.tolerances.items()
    ]
    return tuple(rows)


def _dimension(
    dimension: Dimension, m: Measurement | None, finding: Finding | None, rank: str, lang: str
) -> DimensionRow:
    return DimensionRow(
        number=rank,
        name=dimension.id,
        said=spoken(dimension.id, lang),
        designation=dimension.note,
        required=" ".join(
            filter(
                None,
                (
                    print_callout(dimension, lang),
                    texture_of(dimension.ra, lang) if dimension.ra else "",
                ),
            )
        ),
        limits=limits_text(dimension, lang),
        measured=measured_text(m, lang),
        status=finding.status.name if finding else "",
        label=verdicts.status_label(finding.status, lang) if finding else DASH,
    )


def measured_text(m: Measurement | None, lang: str) -> str:
    """Return what was measured: one value, or each instance where they differ, then the details."""
    if m is None or m.observed is None:
        return DASH
    values = sorted({number(round(v, 4), lang) for v in m.instances or (m.observed,)})
    count = f"{len(m.instances)}× " if len(m.instances) > 1 and len(values) == 1 else ""
    parts = [count + " / ".join(values) + (m.unit if m.unit == "°" else "")]
    parts += [_detail(what, observed, lang) for what, _, observed in m.details]
    return " ; ".join(parts)


def _detail(what: str, observed: float, lang: str) -> str:
    said = word(what).say(lang)
    gap = "" if said.endswith("⌀") else " "  # "lamage ⌀" is never parted from its figure
    return f"{said}{gap}{number(round(observed, 4), lang)}"


def _tolerance(
    tolerance: GeometricTolerance, finding: Finding | None, rank: str, lang: str
) -> DimensionRow:
    exact = finding is not None and finding.status is Status.PASS
    missed = None if exact else finding
    said = word(tolerance.symbol).say(lang)
    return DimensionRow(
        number=rank,
        name=tolerance.id,
        said="",
        designation=" — ".join(
            filter(None, (f"{said} ({spoken(tolerance.on, lang)})", tolerance.note))
        ),
        required=tolerance.frame_text(lang),
        limits=DASH,
        measured=translate("exact on the model", lang) if exact else DASH,
        status=missed.status.name if missed else "",
        label=_inspected(missed, lang),
    )


def _inspected(finding: Finding | None, lang: str) -> str:
    if finding is None:
        return translate("to be inspected", lang)
    return verdicts.status_label(finding.status, lang)


def plain_row(row: DimensionRow) -> dict[str, str]:
    """Return a row as templates use it."""
    return {
        "number": row.number, "text": or_dash(row.text), "required": row.required,
        "limits": row.limits, "measured": row.measured, "status": row.status, "label": row.label,
    }  # fmt: skip
