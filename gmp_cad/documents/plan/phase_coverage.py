"""Which lines of a part's specification its process plan takes up, and how."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from gmp_cad.language import Message
from gmp_cad.process.cf_chain import chain_between
from gmp_cad.process.faces import same_feature
from gmp_cad.process.operations import ends_of
from gmp_cad.process.simulation_surfaces import Features
from gmp_cad.spec.part import Dimension, PartSpec, named_ends
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.size import Role

_SAME_MM = 1e-9
_RAW = Message("no phase machines its surfaces: they stay as phase 00 gives them")


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether a plan covers a line; ``raw``: no phase has to, the surfaces stay as the stock is."""

    covered: bool
    raw: bool = False
    reason: Message | None = None


def phase_of(spec: PartSpec, plan: ProcessPlan, features: Features, line: tuple[str, str]) -> Taken:
    """Return whether the phases take up a line (table and key) of the specification.

    A dimension is taken up when a manufactured dimension (Cf) has its ends, when a chain of Cf
    gives it within its tolerance, or when an operation makes the one feature that carries it; a
    theoretically exact one when a phase names a tolerance that it locates; a tolerance when a phase
    names it; a datum or a texture when its surface is machined (a datum also when a phase locates
    on it).
    """
    table, key = line
    if table == "dimensions":
        return _dimension(spec, plan, features, spec.dimensions[key])
    if table == "tolerances":
        named = any(key in phase.tolerances for phase in plan.phases)
        missing = Message("no phase names it in tolerances = […]")
        return _taken(plan, named, (spec.tolerances[key].on,), missing)
    if table == "datums":
        on = spec.datums[key]
        rests = (contact.on for phase in plan.phases for contact in phase.locating)
        missing = Message("no phase makes {name} or locates on it", name=on)
        return _taken(plan, _names(rests, on) or _made(plan, on), (on,), missing)
    missing = Message("no operation makes {name}", name=key)
    return _taken(plan, _made(plan, key), (key,), missing)


def _dimension(
    spec: PartSpec, plan: ProcessPlan, features: Features, dimension: Dimension
) -> Taken:
    if dimension.on_feature or dimension.pattern:
        surface = dimension.pattern or dimension.id
        missing = Message("no operation makes {name}, and no manufactured dimension names it",
                          name=surface)  # fmt: skip
        cfs = (cf.on for phase in plan.phases for cf in phase.dimensions)
        covered = _made(plan, surface) or _names(cfs, surface)
        return _taken(plan, covered, (surface,), missing)
    surfaces, ends = named_ends(dimension), dimension.between or ()
    if dimension.size.role is Role.EXACT:
        missing = Message("no phase names a tolerance that this exact dimension locates")
        return _taken(plan, _located(spec, plan, surfaces), surfaces, missing)
    if any(set(ends_of(cf)) == set(ends) for phase in plan.phases for cf in phase.dimensions):
        return Taken(True)
    between = dimension.between
    found = chain_between(plan, spec, features, between) if between else None
    if found is None:
        missing = Message("no manufactured dimension joins {ends}", ends=" — ".join(ends))
        return _taken(plan, False, surfaces, missing)
    written, given = _width(dimension), found.interval
    missing = Message("{chain} give it within {given} mm, more than its tolerance",
                      chain=str(found), given=given)  # fmt: skip
    return _taken(plan, given <= written + _SAME_MM, surfaces, missing)


def _width(dimension: Dimension) -> float:
    """Return the tolerance interval (mm); a line with one limit or none binds no chain."""
    return dimension.tolerance.width if dimension.tolerance else math.inf


def _taken(plan: ProcessPlan, covered: bool, surfaces: Iterable[str], missing: Message) -> Taken:
    if covered:
        return Taken(True)
    if not any(_made(plan, surface) for surface in surfaces):
        return Taken(False, raw=True, reason=_RAW)
    return Taken(False, reason=missing)


def _located(spec: PartSpec, plan: ProcessPlan, ends: Iterable[str]) -> bool:
    """Tell whether a phase names a tolerance on one of the surfaces."""
    named = {key for phase in plan.phases for key in phase.tolerances if key in spec.tolerances}
    return any(same_feature(spec.tolerances[key].on, end) for key in named for end in ends)


def _made(plan: ProcessPlan, surface: str) -> bool:
    """Tell whether an operation makes the surface, or an instance of it."""
    return _names(
        (name for phase in plan.phases for op in phase.operations for name in op.makes), surface
    )


def _names(names: Iterable[str], surface: str) -> bool:
    return any(same_feature(name, surface) for name in names)
