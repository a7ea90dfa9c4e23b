"""Every check there is, with the reason why: all modules of checks are loaded for it."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module

import gmp_cad.checks
from gmp_cad.checks.registry import CHECKS, Check


@cache
def rulebook() -> Mapping[str, Check]:
    """Return every check by its id, in the order of the ids."""
    for module in pkgutil.iter_modules(gmp_cad.checks.__path__):
        import_module(f"{gmp_cad.checks.__name__}.{module.name}")
    return {name: CHECKS[name] for name in sorted(CHECKS)}
