"""The STEP file read again: it says what the specification says, no less and no more."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gmp_cad.checks.pmi_callout import End, some
from gmp_cad.checks.pmi_expected import Expected, expected_items
from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.evidence import (
    FaceGeometry,
    PartGeometry,
    PmiItem,
    PmiOmission,
    StepModel,
    Vector,
    listed,
)
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from gmp_cad.spec.part import PartSpec

_VALUE_MM = 1e-6  # the file holds twelve digits
_PLACE_MM = 1e-4  # a reader finds a face again this near
_AREA = 1e-6  # relative
_DIRECTION = 1e-9


@check(
    "pmi.read_back",
    "PMI of the STEP file",
    "A CAM or a measuring system makes and checks what the STEP file says: every line of the "
    "specification must be read from it again with its value, limits, datums and faces, and "
    "nothing that no line asks for.",
)
def read_back(
    spec: PartSpec, geometry: PartGeometry, read: StepModel, omissions: Sequence[PmiOmission]
) -> Iterator[Finding]:
    """Yield one verdict per line of the specification, and one on what no line asks for."""
    by_line = _by_line(read.items)
    left_out = {omission.line: omission for omission in omissions}
    subjects: dict[str, list[Expected]] = {}
    for expected in expected_items(spec, geometry):
        subjects.setdefault(expected.subject, []).append(expected)
    for subject, wanted in subjects.items():
        verdicts = Verdicts("pmi.read_back", f"{spec.name}.{subject}", wanted[0].where)
        yield _verdict(verdicts, wanted, by_line, left_out, (geometry, read.features))
    known = {(expected.line, expected.kind) for group in subjects.values() for expected in group}
    yield _surplus(
        spec,
        [
            item
            for line, items in by_line.items()
            for item in items
            if (line, item.kind) not in known
        ],
    )


def _by_line(items: Iterable[PmiItem]) -> Mapping[str, list[PmiItem]]:
    """Return the items of the file by the line that they name; ``pitch[2]`` is of ``pitch``."""
    found: dict[str, list[PmiItem]] = {}
    for item in items:
        line = item.name if item.kind == "datum" else item.id
        found.setdefault(line.split("[", maxsplit=1)[0] if line else item.entity, []).append(item)
    return found


def _verdict(
    verdicts: Verdicts,
    wanted: Sequence[Expected],
    by_line: Mapping[str, Sequence[PmiItem]],
    left_out: Mapping[str, PmiOmission],
    seen: tuple[PartGeometry, Sequence[PmiItem]],
) -> Finding:
    geometry, features = seen
    faults: list[Message] = []
    reasons: list[Message] = []
    absent: list[Message] = []
    entities: list[str] = []
    unseen: list[Expected] = []
    for expected in wanted:
        items = [i for i in by_line.get(expected.line, ()) if i.kind == expected.kind]
        omission = left_out.get(expected.line) or left_out.get(expected.subject)
        if not items and omission is not None:
            if omission.cause == "part" or expected.lost:
                absent.append(omission.reason)
                continue
            if not expected.owed:
                reasons.append(omission.reason)
                continue
        entities += [item.entity for item in items]
        faults += _faults(expected, items, geometry)
        if not all(_agreed(item, features) for item in items):
            unseen.append(expected)
    if faults:
        return verdicts.failed(
            "different", Message("the STEP file: {faults}", faults=listed(faults))
        )
    if absent:
        return _absent(verdicts, absent, named=not wanted[0].lost)
    if not entities:
        return verdicts.skipped(
            "not_carried",
            Message("the STEP file cannot carry it: {reason}", reason=listed(reasons)),
        )
    unclassed = next((e.fit for e in wanted if e.fit and not _fit_in_xcaf(e.fit)), "")
    return _found(verdicts, ", ".join(dict.fromkeys(entities)), reasons, unseen, unclassed)


def _absent(verdicts: Verdicts, reasons: Sequence[Message], *, named: bool) -> Finding:
    """Return the verdict on what the part has not; a name on no face is refused where it stands."""
    told = listed(list(dict.fromkeys(reasons)))
    message = Message("the part has not what the STEP file should say: {reason}", reason=told)
    return (verdicts.failed if named else verdicts.skipped)("not_found", message)


def _found(
    verdicts: Verdicts,
    entities: str,
    reasons: Sequence[Message],
    unseen: Sequence[Expected],
    unclassed: str,
) -> Finding:
    """Return the verdict on a line that the file holds rightly, as far as it can."""
    if reasons:
        message = Message(
            "read again from the STEP file ({entities}), but for a part that it cannot carry:"
            " {reason}", entities=entities, reason=listed(reasons),
        )  # fmt: skip
        return verdicts.warned("in_part", message)
    if not unseen:
        message = Message("read again from the STEP file ({entities})", entities=entities)
        if unclassed:
            message = Message(
                "read again from the STEP file ({entities}); XCAF, which knows no letter j, finds the"
                " limits of {fit} without their class", entities=entities, fit=unclassed,
            )  # fmt: skip
        return verdicts.passed("found", message)
    lines = ", ".join(expected.line for expected in unseen)
    if all(expected.meeting for expected in unseen):
        message = Message(
            "read again from the text of the STEP file ({entities}); XCAF, which knows no end derived"
            " from several faces, does not find {lines}", entities=entities, lines=lines,
        )  # fmt: skip
        return verdicts.passed("found_in_text", message)
    message = Message(
        "the STEP file holds it ({entities}), but XCAF does not find {lines} so: another system may"
        " miss it", entities=entities, lines=lines,
    )  # fmt: skip
    return verdicts.warned("other_reader", message)


def _faults(
    expected: Expected, items: Sequence[PmiItem], geometry: PartGeometry
) -> Iterator[Message]:
    """Yield what is wrong with the items of one line; several of them each must be right."""
    if expected.kind == "texture":
        items = [item for item in items if item.type in expected.types]
    if not items:
        yield Message("{line} is not in it", line=expected.line)
        return
    for item in items:
        yield from _different(expected, item)
    yield from _misplaced(expected, items, geometry)


def _different(expected: Expected, item: PmiItem) -> Iterator[Message]:
    if expected.types and item.type not in expected.types:
        yield _instead(expected, Message("the type"), item.type, " / ".join(expected.types))
    if expected.name is not None and item.name != expected.name:
        yield _instead(expected, Message("the text"), item.name, expected.name)
    if expected.value is not None and (item.value is None or not _near(item.value, expected.value)):
        yield _instead(expected, Message("the value"), item.value, expected.value)
    if expected.kind == "dimension" and not _same_limits(item.limits, expected.limits):
        yield _instead(
            expected, Message("the limits"), _figures(item.limits), _figures(expected.limits)
        )
    if expected.kind != "datum" and frozenset(item.modifiers) != expected.modifiers:
        found, wanted = (" ".join(sorted(m)) or "–" for m in (item.modifiers, expected.modifiers))
        yield _instead(expected, Message("the modifiers"), found, wanted)
    for what, found, wanted in (
        (Message("the class"), item.fit, expected.fit),
        (Message("the shape of the zone"), item.shape, expected.shape),
        (Message("the datums"), " | ".join(item.datums), " | ".join(expected.datums)),
    ):
        if found != wanted:
            yield _instead(expected, what, found or "–", wanted or "–")


def _instead(expected: Expected, what: Message, found: object, wanted: object) -> Message:
    return Message(
        "{line}: {what} is {found} instead of {wanted}",
        line=expected.line, what=what, found=found, wanted=wanted,
    )  # fmt: skip


def _figures(limits: tuple[float, float] | None) -> str:
    return "–" if limits is None else f"{limits[0]:.9g} … {limits[1]:.9g}"


def _near(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=_VALUE_MM)


def _same_limits(a: tuple[float, float] | None, b: tuple[float, float] | None) -> bool:
    if a is None or b is None:
        return a is b
    return all(_near(one, other) for one, other in zip(a, b, strict=True))


# ---- the same faces ----


def _misplaced(
    expected: Expected, items: Sequence[PmiItem], geometry: PartGeometry
) -> Iterator[Message]:
    """Yield a fault when the items do not stand on the faces of the line, or on others besides."""
    if not expected.ends:
        if expected.kind == "dimension" and not any(item.faces for item in items):
            yield Message("{line} stands on no face", line=expected.line)
        return
    missing, strange = (_apart if expected.apart else _together)(expected.ends, items, geometry)
    if missing or strange:
        yield Message(
            "{line} stands on other faces: {missing} missing, {strange} foreign",
            line=expected.line, missing=missing, strange=strange,
        )  # fmt: skip


def _together(
    ends: Sequence[End], items: Sequence[PmiItem], geometry: PartGeometry
) -> tuple[int, int]:
    """Return how many faces are missing and foreign where the items stand on all the ends."""
    wanted = some(*(group for end in ends for group in end.each))
    return _off(wanted, [f for item in items for f in (*item.faces, *item.second)], geometry)


def _apart(
    ends: Sequence[End], items: Sequence[PmiItem], geometry: PartGeometry
) -> tuple[int, int]:
    """Return the same where each item goes from the one end to the other, either way round."""
    counts = [
        min(
            _both(_off(ends[0], first, geometry), _off(ends[-1], second, geometry))
            for first, second in ((item.faces, item.second), (item.second, item.faces))
        )
        for item in items
    ]
    turned_back = sum(any(face in item.second for face in item.faces) for item in items)
    return sum(missing for missing, _ in counts), sum(more for _, more in counts) + turned_back


def _both(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    return a[0] + b[0], a[1] + b[1]


def _off(end: End, found: Iterable[FaceGeometry], geometry: PartGeometry) -> tuple[int, int]:
    """Return how many faces of an end are missing, and how many that were found are foreign."""
    matched = [_part_faces(face, geometry) for face in found]
    here = {index for indices in matched for index in indices}
    missing = sum(not group & here for group in end.each)
    return missing, sum(not indices & end.faces for indices in matched)


def _part_faces(face: FaceGeometry, geometry: PartGeometry) -> frozenset[int]:
    """Return the faces of the part that a face read from the file can be: one, as a rule."""
    return frozenset(mine.index for mine in geometry.faces if _same_face(face, mine))


def _same_face(a: FaceGeometry, b: FaceGeometry) -> bool:
    return (
        a.surface == b.surface
        and a.hollow == b.hollow
        and math.dist(a.centre_mm, b.centre_mm) <= _PLACE_MM
        and math.isclose(a.area_mm2, b.area_mm2, rel_tol=_AREA)
        and math.isclose(a.radius_mm, b.radius_mm, abs_tol=_VALUE_MM)
        and _parallel(a.direction, b.direction)
    )


def _parallel(a: Vector, b: Vector) -> bool:
    return 1 - abs(sum(x * y for x, y in zip(a, b, strict=True))) <= _DIRECTION


# ---- as another reader finds it ----


def _agreed(item: PmiItem, features: Sequence[PmiItem]) -> bool:
    """Tell whether XCAF finds an item too; it has neither notes nor textures, and its own datums."""
    if item.kind not in ("dimension", "tolerance"):
        return True
    return any(_agrees(item, feature) for feature in features)


def _agrees(item: PmiItem, feature: PmiItem) -> bool:
    """Tell whether XCAF's item is this one: its type, its size, its datums and its faces.

    XCAF gives limits without their middle, and the amount of the lower deviation.
    """
    if (item.kind, item.type, _fit_in_xcaf(item.fit)) != (feature.kind, feature.type, feature.fit):
        return False
    ends = [
        ({f.index for f in one.faces}, {f.index for f in one.second}) for one in (item, feature)
    ]
    return ends[0] == ends[1] and item.datums == feature.datums and _same_size(item, feature)


def _fit_in_xcaf(fit: str) -> str:
    """Return a class as XCAF gives it: its enumeration of the letters has js, but no j."""
    return "" if re.match(r"[jJ][0-9]", fit) else fit


def _same_size(item: PmiItem, feature: PmiItem) -> bool:
    if item.kind == "dimension" and item.limits is not None:
        return _same_limits(item.limits, feature.limits)
    return item.value is not None and feature.value is not None and _near(item.value, feature.value)


# ---- what no line asks for ----


def _surplus(spec: PartSpec, items: Sequence[PmiItem]) -> Finding:
    verdicts = Verdicts("pmi.read_back", spec.name)
    if not items:
        return verdicts.passed("nothing_more", Message("the STEP file says nothing more"))
    told = [
        Message("{entity} {type} {name}", entity=i.entity, type=i.type, name=i.id or i.name)
        for i in items
    ]
    return verdicts.failed(
        "surplus",
        Message("the STEP file says what no line of the specification asks for: {items}",
                items=listed(told)),
    )  # fmt: skip
