"""What differs of the product and the fixtures: items, masses, fits, and how their parts stand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gmp_cad.build.assembly.product_graph import AssemblyPlace
from gmp_cad.build.comparison.placement_changes import placement_changes
from gmp_cad.build.comparison.side_build import BuiltSide
from gmp_cad.build.project_graph import assembly_places
from gmp_cad.documents.comparison.difference import FitChange, ItemChange, PairChange
from gmp_cad.documents.product.interference import VERDICTS, worst_pairs
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.codec import decode
from gmp_cad.evidence import AssemblyPosition, Placement
from gmp_cad.language import number, translate
from gmp_cad.spec.product import Item

_MASS = 1e-9  # of a mass: two that differ by no more are one
_DEPTH_MM = 1e-6
_WORTH = frozenset({"interference", "unjudged", "intended"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyState:
    """An assembly in one state: what its file says, and what was found; empty where it failed."""

    place: AssemblyPlace
    masses: Mapping[str, Any]
    pairs: Mapping[tuple[str, str], tuple[str, float | None]]
    fits: Mapping[tuple[str, str], str]
    placements: Mapping[str, Placement] = field(default_factory=dict)

    @property
    def mass_kg(self) -> float | None:
        """Its mass as it stands by default."""
        defaults = dict(self.place.spec.defaults())
        found = (
            p["mass_kg"] for p in self.masses.get("positions", ()) if p["parameters"] == defaults
        )
        return next(found, None)

    def item_masses(self) -> dict[str, float]:
        """Return the masses (kg) of all pieces of each item."""
        return {item["name"]: item["total_kg"] for item in self.masses.get("items", ())}


def assembly_states(side: BuiltSide, store: Store) -> dict[str, AssemblyState]:
    """Return the product and the fixtures of a state, by key."""
    if side.project is None:
        return {}
    return {
        place.key: AssemblyState(
            place=place,
            masses=_json(side, store, f"masses:{place.key}", "json") or {},
            pairs=_pairs(_json(side, store, f"study:{place.key}", "interference")),
            fits=_fits(place, _json(side, store, f"fits:{place.key}", "fits")),
            placements=_placements(side, store, place),
        )
        for place in assembly_places(side.project, side.places)
    }


def _placements(side: BuiltSide, store: Store, place: AssemblyPlace) -> dict[str, Placement]:
    """Return where each piece stands by default, by its name; nothing where that failed."""
    digest = side.output(f"place:{place.key}", "positions")
    if digest is None:
        return {}
    defaults = dict(place.spec.defaults())
    positions = decode(store.get(digest), tuple[AssemblyPosition, ...])
    return {p.name: p for one in positions if one.parameters == defaults for p in one.placements}


def _json(side: BuiltSide, store: Store, task: str, name: str) -> Any:
    digest = side.output(task, name)
    return None if digest is None else json.loads(store.get(digest))


def _pairs(told: Mapping[str, Any] | None) -> dict[tuple[str, str], tuple[str, float | None]]:
    if told is None:
        return {}
    return {(p.a, p.b): (p.verdict, p.depth_mm) for p in worst_pairs(told)}


def _fits(place: AssemblyPlace, told: Mapping[str, Any] | None) -> dict[tuple[str, str], str]:
    """Return each declared fit, as both sizes are written where that is known."""
    found = {(fit.hole, fit.shaft): f"{fit.hole} / {fit.shaft}" for fit in place.spec.fits}
    for fit in (told or {}).get("fits", ()):
        if "hole_size" in fit and "shaft_size" in fit:
            found[(fit["hole"], fit["shaft"])] = f"{fit['hole_size']} / {fit['shaft_size']}"
    return found


def item_changes(
    before: AssemblyState | None, after: AssemblyState | None, lang: str
) -> Iterator[ItemChange]:
    """Yield the items that came, went, or are another number, part or mass, and pieces that moved."""
    old, new = _items(before), _items(after)
    if before is not None and after is not None:
        yield from placement_changes(before.placements, after.placements, lang)
    for name in sorted({*old, *new}):
        was, now = old.get(name), new.get(name)
        if was is None or now is None or was[0] != now[0] or _differ(was[1], now[1]):
            yield ItemChange(name=name, before=_said(was, lang), after=_said(now, lang))


def pair_changes(
    before: AssemblyState | None, after: AssemblyState | None, lang: str
) -> Iterator[PairChange]:
    """Yield the pairs that overlap otherwise than before, where both states were computed."""
    if not (before and after and before.pairs and after.pairs):
        return
    for key in sorted({*before.pairs, *after.pairs}):
        was, now = (state.pairs.get(key, ("clear", None)) for state in (before, after))
        if not {was[0], now[0]} & _WORTH:
            continue
        if was[0] != now[0] or abs((was[1] or 0.0) - (now[1] or 0.0)) > _DEPTH_MM:
            yield PairChange(
                a=key[0], b=key[1], before=translate(VERDICTS[was[0]], lang),
                after=translate(VERDICTS[now[0]], lang), depth_before_mm=was[1], depth_mm=now[1],
            )  # fmt: skip


def fit_changes(before: AssemblyState | None, after: AssemblyState | None) -> Iterator[FitChange]:
    """Yield the fits that were declared anew or no more, or whose sizes are others."""
    old = {} if before is None else before.fits
    new = {} if after is None else after.fits
    for key in sorted({*old, *new}):
        if old.get(key) != new.get(key):
            yield FitChange(hole=key[0], shaft=key[1], before=old.get(key), after=new.get(key))


_Described = tuple[str, float | None]


def _items(state: AssemblyState | None) -> dict[str, _Described]:
    if state is None:
        return {}
    masses = state.item_masses()
    return {item.name: (_called(item), masses.get(item.name)) for item in state.place.spec.items}


def _called(item: Item) -> str:
    return f"{item.quantity} × {item.part or item.standard or item.name}"


def _said(item: _Described | None, lang: str) -> str | None:
    if item is None:
        return None
    called, mass = item
    return called if mass is None else f"{called}, {number(float(f'{mass:.6g}'), lang)} kg"


def _differ(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return False
    return abs(one - other) > _MASS * max(abs(one), abs(other))
