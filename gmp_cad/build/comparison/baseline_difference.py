"""The working tree compared with the accepted baselines of its parts.

A baseline holds numbers. Its solid, for volumes and pictures, is the one that was kept when it was
accepted; otherwise that of the commit which last changed the file, built again, and used only where
its numbers are those of the baseline.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from gmp_cad.build.comparison import accepted
from gmp_cad.build.comparison.compared import Compared, ComparedPart
from gmp_cad.build.comparison.difference_parts import colour, mass_kg, value_change
from gmp_cad.build.comparison.repository import Revision, last_change, repository_of
from gmp_cad.build.comparison.revision_files import extract
from gmp_cad.build.comparison.side_build import (
    GEOMETRY,
    BuiltSide,
    Means,
    built,
    exit_code,
    side_problems,
)
from gmp_cad.build.part.part_place import PartPlace
from gmp_cad.build.settings import Settings
from gmp_cad.documents.comparison.difference import Change, Difference, PartChange, Side
from gmp_cad.documents.part.baseline import fingerprint_of
from gmp_cad.errors import ExitCode, GmpError, UsageError, suggestion
from gmp_cad.evidence.fingerprint import Fingerprint
from gmp_cad.evidence.geometry_change import geometry_changes
from gmp_cad.language import Message
from gmp_cad.spec.layout import BASELINE

_KG_PER_MM3 = 1e-9  # for 1 kg/m³
Solids = Mapping[str, str | Message]  # by part: digest of the B-rep, or why there is none


def baseline_difference(
    root: Path, settings: Settings, means: Means, folder: Path
) -> tuple[Difference, Compared, ExitCode]:
    """Compare the parts of the working tree with what was accepted; ``folder``: to work in.

    Raises UsageError for a subject that is no part.
    """
    side = built(root, settings, GEOMETRY, means)
    places = _places(side, settings.subjects)
    prints = {key: _accepted(side, place) for key, place in places.items()}
    changed = [
        key
        for key, before in prints.items()
        if before is not None
        and (after := side.fingerprint(key, means.store)) is not None
        and any(c.of_shape for c in geometry_changes(before, after))
    ]
    solids = _solids(root, {key: places[key] for key in changed}, prints, settings, means, folder)
    parts = [
        _part(side, place, prints[key], (solids.get(key), means, settings.lang))
        for key, place in places.items()
    ]
    difference = Difference(
        before=Side(kind="baseline"),
        after=Side(kind="working tree", problems=tuple(side_problems(side, settings.lang))),
        parts=tuple(part for part, _ in parts),
    )
    found = tuple(compared for part, compared in parts if compared.before is not None)
    return difference, Compared(lang=settings.lang, parts=found), exit_code([side])


def _places(side: BuiltSide, subjects: tuple[str, ...]) -> dict[str, PartPlace]:
    if side.project is None:
        return {}
    for subject in subjects:
        if subject not in side.places:
            raise UsageError(
                Message("{name!r} is no part: only parts have baselines", name=subject),
                suggestion(subject, side.places)
                or Message("known: {names}", names=", ".join(side.places)),
            )
    return {k: place for k, place in side.places.items() if not subjects or k in subjects}


def _accepted(side: BuiltSide, place: PartPlace) -> Fingerprint | None:
    found = None if side.project is None else side.project.baselines.get(place.folder)
    return None if found is None else fingerprint_of(found)


def _part(
    side: BuiltSide, place: PartPlace, before: Fingerprint | None,
    using: tuple[str | Message | None, Means, str],
) -> tuple[PartChange, ComparedPart]:  # fmt: skip
    solid, means, lang = using
    key = place.key
    after = side.fingerprint(key, means.store)
    changes = geometry_changes(before, after) if before and after else ()
    status: Change = "changed" if changes else "same"
    reason = solid if isinstance(solid, Message) else side.failure(key)
    part = PartChange(
        name=key, title=place.spec.part.title, status=status,
        geometry=tuple(map(value_change, changes)),
        mass_before_kg=before.volume_mm3 * before.density_kg_m3 * _KG_PER_MM3 if before else None,
        mass_kg=mass_kg(side, key, means.store),
        no_material=reason.say(lang) if reason else "", no_baseline=before is None,
    )  # fmt: skip
    return part, ComparedPart(
        key=key, title=part.title, out=f"parts/{key}", colour=colour(place),
        before=solid if isinstance(solid, str) else None,
        after=side.output(f"model:{key}", "brep") if isinstance(solid, str) else None,
    )  # fmt: skip


# ---- the solids of the baselines ----


def _solids(
    root: Path, places: Mapping[str, PartPlace], prints: Mapping[str, Fingerprint | None],
    settings: Settings, means: Means, folder: Path,
) -> Solids:  # fmt: skip
    """Return the solid that each baseline was taken of, or why it is not at hand."""
    found: dict[str, str | Message] = {}
    for key, place in places.items():
        text = (root / place.folder / BASELINE).read_text("utf-8-sig")
        kept = accepted.find(root, settings.kept, text)
        if kept is not None:
            found[key] = means.store.put(kept)
    left = {key: place for key, place in places.items() if key not in found}
    if not left:
        return found
    if settings.sandbox:
        return {**found, **dict.fromkeys(left, _NOT_ASKED)}
    try:
        commits = dict(_commits(root, left))
    except GmpError as error:
        reason = Message(
            "the solid of the baseline is not kept on this machine: {reason}", reason=error.message
        )
        return {**found, **dict.fromkeys(left, reason)}
    for key in left:
        if commits.get(key) is None:
            found[key] = _NEVER
    for revision in {r.commit: r for r in commits.values() if r is not None}.values():
        keys = [k for k, r in commits.items() if r is not None and r.commit == revision.commit]
        wanted = {key: prints[key] for key in keys}
        found |= _rebuilt(root, revision, wanted, settings, (means, folder))
    return found


_NOT_ASKED = Message(
    "the solid of the baseline is not kept on this machine, and git is not asked with --sandbox"
)
_NEVER = Message(
    "the solid of the baseline is not kept on this machine, and its file was never committed"
)


def _commits(root: Path, places: Mapping[str, PartPlace]) -> Iterator[tuple[str, Revision | None]]:
    repository = repository_of(root)
    for key, place in places.items():
        yield key, last_change(repository, f"{place.folder}/{BASELINE}")


def _rebuilt(
    root: Path, revision: Revision, prints: Mapping[str, Fingerprint | None], settings: Settings,
    using: tuple[Means, Path],
) -> dict[str, str | Message]:  # fmt: skip
    """Return the solids of a commit that have the numbers of the baselines."""
    means, folder = using
    there = folder / revision.commit
    try:
        if not there.is_dir():
            extract(repository_of(root), revision, there)
        side = built(there, replace(settings, subjects=tuple(prints)), GEOMETRY, means)
    except GmpError as error:
        return dict.fromkeys(prints, _not_of(revision, error.message))
    return {key: _same_solid(side, key, before, revision, means) for key, before in prints.items()}


def _same_solid(
    side: BuiltSide, key: str, before: Fingerprint | None, revision: Revision, means: Means
) -> str | Message:
    found, solid = side.fingerprint(key, means.store), side.output(f"model:{key}", "brep")
    if found is None or solid is None or before is None:
        faults: Iterable[Message] = (problem.message for problem in side.problems)
        return _not_of(revision, side.failure(key) or next(iter(faults), Message("it failed")))
    if any(c.of_shape for c in geometry_changes(before, found)):
        return _not_of(revision, Message("the part has another geometry there"))
    return solid


def _not_of(revision: Revision, reason: Message) -> Message:
    return Message(
        "the solid of the baseline is not kept on this machine, and cannot be had from the commit"
        " {commit} that last changed its file: {reason}",
        commit=revision.commit[:12], reason=reason,
    )  # fmt: skip
