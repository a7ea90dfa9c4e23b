"""Every check there is, with the reason why: all modules of checks are loaded for it."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module

import gmp_cad.checks
from gmp_cad.checks.registry import CHECKS, Check
from gmp_cad.language import english

# What findings are called that no check gives, and why there are any.
_TITLES = english({"input.valid": "Valid files", "build.task": "Steps of the build"})
_REASONS = english({
    "input.valid": "Nothing is built from a file that cannot be read as it is meant.",
    "build.task": "A step that stopped gives no verdict: what follows from it is not known.",
})  # fmt: skip


@cache
def rulebook() -> Mapping[str, Check]:
    """Return every check by its id, in the order of the ids."""
    for module in pkgutil.iter_modules(gmp_cad.checks.__path__):
        import_module(f"{gmp_cad.checks.__name__}.{module.name}")
    return {name: CHECKS[name] for name in sorted(CHECKS)}


@cache
def every_rule() -> Mapping[str, Check]:
    """Return every check by its id, with what gives findings besides: files, steps of the build."""
    besides = {
        name: Check(id=name, title=title, rationale=_REASONS[name])
        for name, title in _TITLES.items()
    }
    return {**besides, **rulebook()}
