"""A proposed process plan as the store keeps it: its text and the proofs of that very text."""

from __future__ import annotations

from dataclasses import dataclass

from gmp_cad.errors import Problem
from gmp_cad.evidence import Closure, Removal
from gmp_cad.language import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedPlan:
    """What ``gmp-cad plan`` found for a part.

    ``text`` is that of ``process.toml``; ``names`` are lines that ``[features]`` of the
    specification still needs; ``removals``, ``closure`` and ``problems`` are what running the plan on
    solids gave; ``remarks`` say what it cannot make; ``tries``: how many plans were run.
    """

    part: str
    text: str
    names: tuple[str, ...] = ()
    removals: tuple[Removal, ...] = ()
    closure: Closure
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Message, ...] = ()
    tries: int = 1
