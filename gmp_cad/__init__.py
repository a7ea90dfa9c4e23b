"""From a specification to CAD models, checks, contrats de phase and the dossier.

For the models of adopted parts: ``from gmp_cad import load, shown`` (:mod:`gmp_cad.kernel.scripts.adopted`).
"""

from typing import Any

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Return what models import from here; the kernel is loaded only then."""
    if name not in ("load", "shown"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # By its name: what this text imports would count for every task of the build.
    adopted = __import__("gmp_cad.kernel.scripts.adopted", fromlist=[name])
    return getattr(adopted, name)
