"""What ``gmp-cad interference FILE --json`` prints: as ``interference.json``, and what was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from typing_extensions import TypedDict

from gmp_cad.build.assembly.interference_record import interference_json
from gmp_cad.build.assembly.loose_assembly import LooseComparison
from gmp_cad.build.results.published import Interference
from gmp_cad.checks.distant import distant
from gmp_cad.checks.placement import far_told
from gmp_cad.checks.product import AssemblyEvidence
from gmp_cad.engine.codec import rounded
from gmp_cad.language import Message
from gmp_cad.spec.product import Assembly


class ReadPart(TypedDict):
    """A part of the file: the name it has there, in how many places it stands, its solid.

    ``volume_mm3``, ``faces``: null where nothing is known; ``fault``: why its verdicts cannot be
    trusted, null of a sound solid.
    """

    part: str
    name: str
    placed: int
    volume_mm3: float | None
    faces: int | None
    fault: str | None


class LeftOut(TypedDict):
    """A leaf of the assembly that was compared with no other, and why."""

    name: str
    reason: str


class LooseInterference(Interference):
    """How the parts of a STEP file or of a CadQuery script stand to each other, two by two.

    ``complete``: every leaf was compared with every other. ``leaves``: how many were; pairs that
    are not listed are farther apart than ``near_mm``.
    """

    source: str
    complete: bool
    leaves: int
    parts: list[ReadPart]
    left_out: list[LeftOut]
    notes: list[str]


def answer(found: LooseComparison, limits: Assembly, source: str, lang: str) -> LooseInterference:
    """Return a comparison as the published object; ``limits`` says what is a contact, what is near.

    Lengths in mm, in the frame of the assembly; reasons and notes in ``lang``.
    """
    evidence = AssemblyEvidence(
        subject=source, spec=limits, parts={}, positions=(found.position,), geometry={}, masses={},
        bounds=found.bounds,
    )  # fmt: skip
    told = interference_json(evidence, lang)
    left_out = found.left_out
    told |= {
        "source": source,
        "complete": not left_out and not found.position.unjudged,
        "leaves": len(found.assembly.placements) + len(found.assembly.unread),
        "parts": _parts(found, lang),
        "left_out": [{"name": name, "reason": reason.say(lang)} for name, reason in left_out],
        "notes": [note.say(lang) for note in (*found.assembly.notes, *_lost(evidence))],
    }
    plain: LooseInterference = rounded(told)
    return plain


def _lost(evidence: AssemblyEvidence) -> Iterator[Message]:
    for position in evidence.positions:
        if found := distant(evidence, position):
            yield far_told(found)


def _parts(found: LooseComparison, lang: str) -> list[ReadPart]:
    placed = Counter(p.item for p in found.assembly.placements)
    parts = []
    for item, name in sorted(found.assembly.products.items()):
        bounds = found.bounds.get(item)
        fault = bounds.fault if bounds is not None else found.unknown[item]
        parts.append(
            ReadPart(
                part=item, name=name, placed=placed[item],
                volume_mm3=bounds.volume_mm3 if bounds is not None else None,
                faces=bounds.faces if bounds is not None else None,
                fault=fault.say(lang) if fault is not None else None,
            )
        )  # fmt: skip
    return parts
