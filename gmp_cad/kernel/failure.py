"""What OCCT raises: in Python its exceptions have no base class in common but Exception."""

from __future__ import annotations

import OCP  # noqa: F401 - its exceptions are known once it is loaded

_RAISED = (kind for kind in Exception.__subclasses__() if kind.__module__.startswith("OCP."))
OCCT_ERRORS: tuple[type[Exception], ...] = (
    RuntimeError,
    *sorted(_RAISED, key=lambda kind: kind.__qualname__),
)
