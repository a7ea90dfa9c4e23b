"""The parts and assemblies of two built states, compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gmp_cad.build.comparison.assembly_changes import (
    assembly_states,
    fit_changes,
    item_changes,
    pair_changes,
)
from gmp_cad.build.comparison.compared import ComparedPart
from gmp_cad.build.comparison.compared_files import StateFiles
from gmp_cad.build.comparison.plan_changes import phase_changes
from gmp_cad.build.comparison.side_build import BuiltSide
from gmp_cad.build.comparison.verdict_changes import owner, verdict_changes
from gmp_cad.build.part.export_graph import part_colour
from gmp_cad.build.part.part_place import PartPlace
from gmp_cad.documents.comparison.difference import (
    AssemblyChange,
    Change,
    FileChange,
    PartChange,
    ValueChange,
    VerdictChange,
)
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.codec import decode
from gmp_cad.evidence import MassProperties
from gmp_cad.evidence.geometry_change import GeometryChange, geometry_changes
from gmp_cad.language import Message

_MASS = 1e-9  # of a mass: two that differ by no more are one
_OF_PARTS = "parts"


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """Two built states with the files of both; ``was``: earlier names of parts that were renamed."""

    before: BuiltSide
    after: BuiltSide
    files: tuple[StateFiles, StateFiles]
    was: Mapping[str, str]
    changed: Mapping[str, tuple[FileChange, ...]]
    store: Store
    lang: str

    def earlier(self, key: str) -> str | None:
        """Return what a part was called before; None where there was none."""
        old = self.was.get(key, key)
        return old if old in self.files[0].parts else None

    def verdicts(self) -> dict[str, tuple[VerdictChange, ...]]:
        """Return the verdicts that changed, by whose they are ("" of the project)."""
        names = [*self.files[0].names, *self.files[1].names]
        found: dict[str, list[VerdictChange]] = {}
        if self.before.project is not None and self.after.project is not None:
            renamed = {old: new for new, old in self.was.items()}
            for change in verdict_changes(
                self.before.renamed(renamed), self.after.findings, self.lang
            ):
                found.setdefault(owner(change.subject, names), []).append(change)
        return {name: tuple(changes) for name, changes in found.items()}


def part_changes(
    states: States, keys: Mapping[str, None]
) -> Iterator[tuple[PartChange, ComparedPart]]:
    """Yield each part of ``keys`` with how it differs, and its two solids."""
    verdicts = states.verdicts()
    for key in keys:
        yield _part(states, key, verdicts.get(key, ()))


def _part(
    states: States, key: str, verdicts: tuple[VerdictChange, ...]
) -> tuple[PartChange, ComparedPart]:
    there = key in states.files[1].parts
    old = states.earlier(key) if there else key
    was = None if old is None else states.before.places.get(old)
    now = states.after.places.get(key)
    before = None if old is None else states.before.fingerprint(old, states.store)
    after = states.after.fingerprint(key, states.store)
    files = states.changed.get(key, ())
    changes = geometry_changes(before, after) if before and after else ()
    renamed = old if there and old is not None and old != key else ""
    status: Change = "changed" if files or changes or renamed else "same"
    if old is None or not there:
        status = "added" if old is None else "removed"
    change = PartChange(
        name=key, title=_title(now or was), status=status,
        was=renamed, files=files, geometry=tuple(map(value_change, changes)),
        mass_before_kg=None if old is None else mass_kg(states.before, old, states.store),
        mass_kg=mass_kg(states.after, key, states.store) if there else None,
        no_material=_missing(states, old, key if there else None),
        phases=phase_changes(was.plan if was else None, now.plan if now else None),
        verdicts=verdicts,
    )  # fmt: skip
    differs = any(c.of_shape for c in changes) or status in ("added", "removed")
    return change, ComparedPart(
        key=key, title=change.title, out=f"{_OF_PARTS}/{key}", colour=colour(now or was),
        before=_brep(states.before, old) if differs else None,
        after=_brep(states.after, key) if differs and there else None,
    )  # fmt: skip


def _brep(side: BuiltSide, key: str | None) -> str | None:
    return None if key is None else side.output(f"model:{key}", "brep")


def _title(place: PartPlace | None) -> str:
    return "" if place is None else place.spec.part.title


def colour(place: PartPlace | None) -> tuple[float, float, float]:
    """Return the colour of a part (RGB 0-1), grey of one that is not known."""
    return (0.6, 0.6, 0.6) if place is None else part_colour(place.spec)


def mass_kg(side: BuiltSide, key: str, store: Store) -> float | None:
    """Return the mass of a part, None where it was not weighed."""
    digest = side.output(f"mass:{key}", "mass")
    return None if digest is None else decode(store.get(digest), MassProperties).mass_kg


def value_change(change: GeometryChange) -> ValueChange:
    """Return a change of the geometry as the report holds it."""
    return ValueChange(
        path=change.path, unit=change.unit, before=change.before, after=change.after,
        allowed=change.allowed, follows=change.follows,
    )  # fmt: skip


def _missing(states: States, old: str | None, key: str | None) -> str:
    """Return why there are no two solids to compare, "" where there are."""
    for side, name, word in (
        (states.before, old, Message("before")), (states.after, key, Message("after")),
    ):  # fmt: skip
        if name is None:
            continue
        if side.project is None:
            reason: Message | None = Message("files of the project are not valid")
        else:
            reason = side.failure(name)
        if reason is not None:
            return Message("{state}: {reason}", state=word, reason=reason).say(states.lang)
    return ""


def assembly_changes(states: States, keys: Mapping[str, None]) -> Iterator[AssemblyChange]:
    """Yield the product and the fixtures of ``keys``, with how they differ."""
    old, new = (assembly_states(side, states.store) for side in (states.before, states.after))
    verdicts = states.verdicts()
    for key in keys:
        was, now = old.get(key), new.get(key)
        items = tuple(item_changes(was, now, states.lang))
        pairs, fits = tuple(pair_changes(was, now, states.lang)), tuple(fit_changes(was, now))
        files = states.changed.get(key, ())
        masses = tuple(None if one is None else one.mass_kg for one in (was, now))
        there = [key in files_of.names for files_of in states.files]
        status: Change = "changed" if files or items or pairs or fits or _apart(*masses) else "same"
        if not all(there):
            status = "removed" if there[0] else "added"
        known = now or was
        place = known.place if known else None
        yield AssemblyChange(
            name=key, title=place.title if place else "", status=status, files=files, items=items,
            mass_before_kg=masses[0], mass_kg=masses[1], pairs=pairs, fits=fits,
            verdicts=verdicts.get(key, ()),
        )  # fmt: skip


def _apart(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and abs(one - other) > _MASS * max(one, other)
