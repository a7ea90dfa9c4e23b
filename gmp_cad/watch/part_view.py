"""What the page shows of a part, as finished texts: its dimensions, its verdicts, what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from gmp_cad.documents import verdicts
from gmp_cad.documents.part.dimension_table import DimensionRow, dimension_rows
from gmp_cad.evidence import Measurement
from gmp_cad.finding import Finding, Status
from gmp_cad.spec.part import PartSpec

State = Literal["waiting", "building", "ready", "failed"]
Row = Mapping[str, Any]  # a verdict as report.json holds it
FAILED = "build.task"  # what kept a part from being built: told as a fault, above all else
_MEASURED = (verdicts.MEASURED, verdicts.VERIFIED)  # these stand in the table of dimensions


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """A part as it is shown.

    ``shape``: under which number its solid and its picture are served (0: there is none yet);
    ``old``: whether that is the solid of an earlier save. ``seconds``: from the save to the solid.
    ``known``: verdicts by check and subject, as of now; ``before``: as of the save before.
    ``complete``: whether these are all verdicts of the part. ``faults``: what kept it from being built.
    """

    part: str
    number: str = ""
    title: str = ""
    state: State = "waiting"
    shape: int = 0
    scene: bool = False
    picture: bool = False
    old: bool = False
    seconds: float | None = None
    dimensions: tuple[DimensionRow, ...] = ()
    known: Mapping[str, Row] = field(default_factory=dict)
    before: Mapping[str, Row] = field(default_factory=dict)
    complete: bool = False
    faults: tuple[Mapping[str, Any], ...] = ()

    def json(self, lang: str) -> dict[str, Any]:
        """Return it as the page reads it."""
        rows = [_told(row, lang) for row in self.known.values()]
        counted = Counter(row["status"] for row in self.known.values())
        return {
            "part": self.part, "number": self.number, "title": self.title, "state": self.state,
            "shape": self.shape, "scene": self.scene, "picture": self.picture, "old": self.old,
            "seconds": None if self.seconds is None else round(self.seconds, 3),
            "dimensions": [_dimension(row) for row in self.dimensions],
            "verdicts": sorted(
                (r for r in rows if r["status"] not in ("PASS", "SKIP")),
                key=lambda r: (-Status[r["status"]], r["subject"], r["check"]),
            ),
            "counts": [
                {"status": s.name, "count": counted[s.name], "label": _status(s.name, lang)}
                for s in reversed(Status) if counted[s.name]
            ],
            "changes": list(changes(self.before, self.known, lang, complete=self.complete)),
            "complete": self.complete, "faults": list(self.faults),
        }  # fmt: skip


def keyed(rows: Iterable[Row]) -> dict[str, Row]:
    """Return verdicts by what they judge; of several on the same, each has a rank."""
    found: dict[str, Row] = {}
    ranks: Counter[str] = Counter()
    for row in rows:
        name = f"{row['check']} {row['subject']}"
        ranks[name] += 1
        found[f"{name} {ranks[name]}"] = row
    return found


def changes(
    before: Mapping[str, Row], now: Mapping[str, Row], lang: str, *, complete: bool
) -> Iterable[dict[str, Any]]:
    """Yield the verdicts that are other ones than before, the worst first; nothing of a first look.

    Where only a part of the verdicts is there yet, one that is missing says nothing.
    """
    if not before:
        return
    found: list[tuple[int, str, dict[str, Any]]] = []
    for key in {*before, *now}:
        old, new = before.get(key), now.get(key)
        if _is_told_elsewhere(old or new):
            continue
        if old is None or new is None:
            if not complete or _silent(old or new):
                continue
        elif (old["status"], old["observed"]) == (new["status"], new["observed"]):
            continue
        row = new or old
        assert row is not None
        told = {
            **_told(row, lang), "gone": new is None,
            "from": None if old is None else _status(old["status"], lang),
            "from_status": None if old is None else old["status"],
            "was": None if old is None else old["observed"],
        }  # fmt: skip
        found.append((-Status[row["status"]] if new else 1, key, told))
    yield from (told for _, _, told in sorted(found, key=lambda f: f[:2]))


def table_rows(
    spec: PartSpec, measured: Sequence[Measurement], findings: Iterable[Finding], lang: str
) -> tuple[DimensionRow, ...]:
    """Return the table of dimensions of a part."""
    return dimension_rows(spec, measured, findings, {}, lang)


def belongs(row: Row, part: str) -> bool:
    """Tell whether a verdict is on a part, as the build names it."""
    subject = str(row["subject"])
    return subject == part or subject.startswith(f"{part}.")


def _silent(row: Row | None) -> bool:
    return row is None or row["status"] in ("PASS", "SKIP")


def _is_told_elsewhere(row: Row | None) -> bool:
    return row is not None and row["check"] == FAILED


def _told(row: Row, lang: str) -> dict[str, Any]:
    return {
        **{name: row[name] for name in ("check", "subject", "status", "message", "hint", "where")},
        "label": _status(row["status"], lang), "observed": row["observed"], "unit": row["unit"],
        "measured": row["check"] in _MEASURED,
    }  # fmt: skip


def _status(name: str, lang: str) -> str:
    return verdicts.status_label(Status[name], lang)


def _dimension(row: DimensionRow) -> dict[str, Any]:
    return {
        "name": row.name, "designation": row.designation, "required": row.required,
        "limits": row.limits, "measured": row.measured, "status": row.status, "label": row.label,
    }  # fmt: skip
