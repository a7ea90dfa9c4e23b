"""A part against its accepted geometry: what changed, from what to what, by how much, where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.errors import Where
from gmp_cad.evidence import Vector
from gmp_cad.evidence.fingerprint import Fingerprint, SurfacePrint
from gmp_cad.evidence.geometry_change import GeometryChange, Value, geometry_changes
from gmp_cad.finding import Finding
from gmp_cad.language import Message, english

_SHOWN = 12  # changes of one part that are told one by one
_DUST = 1e-9  # of the largest of its numbers, or of 1 mm
_KINDS = {
    "plane": Message("plane"), "cylinder": Message("cylinder"), "cone": Message("cone"),
    "sphere": Message("sphere"), "torus": Message("torus"),
    "freeform": Message("free-form surface"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineEvidence:
    """A part as it is, and as it was accepted in ``file``; None where nothing was accepted yet."""

    subject: str
    file: str
    accepted: Fingerprint | None
    found: Fingerprint

    @property
    def changes(self) -> tuple[GeometryChange, ...]:
        """What differs; nothing where nothing was accepted."""
        return () if self.accepted is None else geometry_changes(self.accepted, self.found)

    @property
    def hint(self) -> Message:
        """What to do about a change."""
        return Message(
            "gmp-cad diff {part} shows it; gmp-cad approve {part} accepts it", part=self.subject
        )

    def verdicts(self, check_id: str, path: str = "") -> Verdicts:
        """Return what makes the findings of a check, with their place in the file."""
        return Verdicts(check_id, self.subject, Where(self.file, path))


@check(
    "baseline.geometry",
    "Accepted geometry",
    "A fillet that is lost or a hole that moved by a hair passes every tolerance and shows on no"
    " drawing: the shape changes only where somebody accepted the change.",
)
def geometry(evidence: BaselineEvidence) -> Iterator[Finding]:
    """Yield a FAIL per surface that changed, one PASS where none did, a SKIP without a baseline."""
    if evidence.accepted is None:
        hint = Message("gmp-cad approve {part} accepts it as it is", part=evidence.subject)
        say = Verdicts("baseline.geometry", evidence.subject)
        yield say.skipped("no_baseline", Message("no geometry was accepted yet"), hint=hint)
        return
    found = [c for c in evidence.changes if not c.follows and c.of_shape]
    for change in found[:_SHOWN]:
        code, message = _told(change)
        say = evidence.verdicts("baseline.geometry", change.path)
        yield say.failed(code, message, hint=evidence.hint, **_figures(change))
    if len(found) > _SHOWN:
        message = Message(
            "and {count} more {count:change|changes} of the geometry", count=len(found) - _SHOWN
        )
        say = evidence.verdicts("baseline.geometry")
        yield say.failed("more", message, hint=evidence.hint, observed=len(found))
    if not found:
        yield _same(evidence, evidence.accepted)


def _same(evidence: BaselineEvidence, accepted: Fingerprint) -> Finding:
    say, found = evidence.verdicts("baseline.geometry"), evidence.found
    if accepted.kernel != found.kernel:
        message = Message(
            "the geometry is the accepted one, within what two versions of the kernel may differ:"
            " {before}, now {after}", before=accepted.kernel, after=found.kernel,
        )  # fmt: skip
        return say.passed("same_other_kernel", message)
    message = Message(
        "the geometry is the accepted one: {volume:.1f} mm³, {count} {count:surface|surfaces}",
        volume=found.volume_mm3, count=len(found.surfaces),
    )  # fmt: skip
    return say.passed("same", message)


@check(
    "baseline.material",
    "Accepted material",
    "The same shape in another material is another part: its mass, strength and price change, and"
    " no view shows it.",
)
def material(evidence: BaselineEvidence) -> Iterator[Finding]:
    """Yield a verdict on the material and its density."""
    say = evidence.verdicts("baseline.material", "material")
    if evidence.accepted is None:
        return
    changes = [c for c in evidence.changes if c.path in ("material", "density_kg_m3")]
    for change in changes:
        if change.path == "material":
            message = Message("the material was {before}, and is {after}",
                              before=str(change.before), after=str(change.after))  # fmt: skip
            code = "material"
        else:
            message = Message("the density was {before} kg/m³, and is {after} kg/m³",
                              before=change.before, after=change.after)  # fmt: skip
            code = "density"
        yield say.failed(code, message, hint=evidence.hint, **_figures(change))
    if not changes:
        message = Message("the material is the accepted one: {name}", name=evidence.found.material)
        yield say.passed("same", message)


@check(
    "baseline.dimensions",
    "Accepted dimensions",
    "A dimension that moves inside its tolerance passes its own check: here it shows that the"
    " model was changed.",
)
def dimensions(evidence: BaselineEvidence) -> Iterator[Finding]:
    """Yield a FAIL per line that measures differently, a WARN per line that came or went."""
    if evidence.accepted is None:
        return
    changes = [c for c in evidence.changes if c.path.startswith("dimensions.")]
    for change in changes:
        name = change.path.partition(".")[2]
        say = evidence.verdicts("baseline.dimensions", change.path)
        if change.before is None:
            message = Message("{name} is measured now, and is not in the baseline", name=name)
            yield say.warned("came", message, hint=evidence.hint)
        elif change.after is None:
            message = Message("{name} is in the baseline, and is not measured any more", name=name)
            yield say.warned("went", message, hint=evidence.hint)
        else:
            message = Message(
                "{name} measured {before}, and measures {after}",
                name=name, before=_value(change.before), after=_value(change.after),
            )  # fmt: skip
            yield say.failed("changed", message, hint=evidence.hint, **_figures(change))
    if not changes:
        message = Message(
            "{count} of {count} measured dimensions are the accepted ones",
            count=len(evidence.found.dimensions),
        )
        yield evidence.verdicts("baseline.dimensions").passed("same", message)


@check(
    "baseline.names",
    "Accepted names of faces",
    "A name that slipped to another face moves its tolerances, its datum and its machining there,"
    " though no face changed.",
)
def names(evidence: BaselineEvidence) -> Iterator[Finding]:
    """Yield a FAIL per name that means other faces, a WARN per name that came or went."""
    if evidence.accepted is None:
        return
    changes = [c for c in evidence.changes if c.path.startswith("names.") and not c.follows]
    for change in changes:
        name = change.path.partition(".")[2]
        say = evidence.verdicts("baseline.names", "surfaces.named")
        if change.before is None or change.after is None:
            code = "came" if change.before is None else "went"
            yield say.warned(code, _NAMED[code](name), hint=evidence.hint)
            continue
        message = Message(
            "{name} named {before}, and names {after}", name=name,
            before=_place(change.surfaces[0]), after=_place(change.surfaces[1]),
        )  # fmt: skip
        yield say.failed("renamed", message, hint=evidence.hint)
    if not changes:
        message = Message("every name means the faces that were accepted")
        yield evidence.verdicts("baseline.names").passed("same", message)


_NAMED: dict[str, Callable[[str], Message]] = {
    "came": lambda name: Message("{name} is a new name, not in the baseline", name=name),
    "went": lambda name: Message(
        "{name} is in the baseline, and names no face any more", name=name
    ),
}
JUDGES: Sequence[Callable[[BaselineEvidence], Iterable[Finding]]] = (
    geometry, material, dimensions, names,
)  # fmt: skip


def _told(change: GeometryChange) -> tuple[str, Message]:
    """Return the code and the sentence of one change of the shape."""
    before, after = change.surfaces
    one = before or after
    if change.path == "chords_mm":
        return "whole", Message(_ALONG, apart=_largest(change))
    if one is None:
        template = _ARRANGED if change.path == "second_moments_mm5" else _OF_THE_WHOLE
        return "whole", Message(
            template, name=_whole(change.path), before=_value(change.before),
            after=_value(change.after), unit=change.unit,
        )  # fmt: skip
    shown = {"surface": _surface(one)}
    if before is None:
        return "came", Message("{surface} is new, at {place}", place=_point(one.centre_mm), **shown)
    if after is None:
        return "went", Message(
            "{surface} is gone from {place}", place=_point(one.centre_mm), **shown
        )
    shown |= {"before": _value(change.before), "after": _value(change.after)}
    return _of_surface(change, shown)


_OF_THE_WHOLE = english("{name}: {before} → {after} {unit}")
_ARRANGED = english(
    "{name}: {before} → {after} {unit}; the surfaces are the same, what lies between them is not:"
    " perhaps the mirror image"
)
_ALONG = english(
    "the lengths inside along the fixed lines differ, by up to {apart:.4g} mm; the surfaces are the"
    " same, what lies between them is not: perhaps the mirror image"
)
_WHOLE = {
    "volume_mm3": Message("volume"), "area_mm2": Message("area"),
    "centre_mm": Message("centre of mass"), "bounding_box_mm": Message("bounding box"),
    "second_moments_mm5": Message("second moments of volume"),
    "principal_moments_mm5": Message("principal moments of volume"),
    "solids": Message("number of solids"), "shells": Message("number of shells"),
    "edges": Message("number of edges"),
}  # fmt: skip


def _largest(change: GeometryChange) -> float:
    """Return by how much the numbers of a row differ at most."""
    before, after = change.before, change.after
    assert isinstance(before, tuple)
    assert isinstance(after, tuple)
    return max(abs(a - b) for a, b in zip(before, after, strict=True))


def _whole(path: str) -> Message:
    """Return what a number of the whole part is called."""
    name = path.rpartition(".")[2]
    if name in _KINDS:
        return Message("number of faces: {kind}", kind=_KINDS[name])
    return _WHOLE[name]


def _of_surface(change: GeometryChange, shown: dict[str, Message]) -> tuple[str, Message]:
    name = change.path.rpartition(".")[2]
    if name == "direction":
        return "turned", Message("{surface} turned from {before} to {after}", **shown)
    if name in ("point_mm", "centre_mm"):
        return "moved", Message(
            "{surface} moved by {apart:.4g} mm, from {before} to {after}",
            apart=change.apart, **shown,
        )  # fmt: skip
    if name in _SIZES:
        by = float(change.after) - float(change.before)  # type: ignore[arg-type]
        return "resized", Message(
            "{surface}: {size} {before} → {after} {unit} ({by:+.4g})",
            size=_SIZES[name], by=by, unit=change.unit, **shown,
        )  # fmt: skip
    return "reshaped", Message(
        "{surface} is of another shape: {name} {before} → {after}", name=name, **shown
    )


_SIZES = {
    "volume_mm3": Message("volume to the origin"),
    "radius_mm": Message("radius"), "major_radius_mm": Message("major radius"),
    "half_angle_deg": Message("half angle"), "area_mm2": Message("area"),
}  # fmt: skip


def _surface(one: SurfacePrint | None) -> Message:
    """Return what a surface is called: its names, or where it lies."""
    if one is None:
        return Message("nothing")
    kind = _KINDS[one.surface]
    if one.names:
        return Message("{kind} {names}", kind=kind, names=", ".join(one.names))
    return _place(one)


def _place(one: SurfacePrint | None) -> Message:
    """Return a surface by its kind and where it lies."""
    if one is None:
        return Message("nothing")
    return Message("{kind} at {place}", kind=_KINDS[one.surface], place=_point(one.centre_mm))


def _point(point: Vector) -> Message:
    return Message("({x:.6g} ; {y:.6g} ; {z:.6g})", **dict(zip("xyz", _clean(point), strict=True)))


def _clean(values: Sequence[float]) -> tuple[float, ...]:
    """Return numbers without the dust of their computation: next to nothing is zero."""
    dust = _DUST * max(1.0, *map(abs, values)) if values else 0.0
    return tuple(0.0 if abs(value) < dust else value for value in values)


def _value(value: Value | None) -> Message:
    """Return a value as people read it: points in parentheses, twelve digits at most."""
    if isinstance(value, tuple):
        named = {f"v{i}": v for i, v in enumerate(_clean(value))}
        inside = " ; ".join(f"{{{name}:.10g}}" for name in named)
        return Message(f"({inside})" if len(value) > 1 else inside, **named)
    if isinstance(value, float):
        return Message("{value:.10g}", value=value)
    return Message("{value}", value="-" if value is None else value)


def _figures(change: GeometryChange) -> dict[str, float | int | str]:
    """Return expected and observed of a number or a word; nothing of a point."""
    plain = {"expected": change.before, "observed": change.after}
    found = {k: v for k, v in plain.items() if v is not None and not isinstance(v, tuple)}
    return {**found, "unit": change.unit} if found else {}
