"""One wrong twin per check: those of the canonical parts, and of each module of this folder.

A module of this folder holds ``TWINS``: id of a check → findings of a wrong twin, which must be of
that check alone and at least a warning.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable

from gmp_cad.finding import Finding
from tests import canonical

TWINS: dict[str, Callable[[], Iterable[Finding]]] = dict(canonical.TWINS)
for found in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name):
    TWINS |= importlib.import_module(f"tests.twins.{found.name}").TWINS
