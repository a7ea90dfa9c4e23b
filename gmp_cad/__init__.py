"""From a specification to CAD models, checks, contrats de phase and the dossier.

For the models of adopted parts: ``from gmp_cad import load, shown``, of an adopted assembly
``from gmp_cad import assembled, leaf, placed`` (:mod:`gmp_cad.kernel.scripts.adopted`,
:mod:`gmp_cad.kernel.scripts.adopted_assembly`).
"""

from typing import Any

__version__ = "0.1.0"

_OF_MODELS = {
    "assembled": "gmp_cad.kernel.scripts.adopted", "load": "gmp_cad.kernel.scripts.adopted",
    "shown": "gmp_cad.kernel.scripts.adopted", "leaf": "gmp_cad.kernel.scripts.adopted_assembly",
    "placed": "gmp_cad.kernel.scripts.adopted_assembly",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Return what models import from here; the kernel is loaded only then."""
    if name not in _OF_MODELS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # By its name: what this text imports would count for every task of the build.
    return getattr(__import__(_OF_MODELS[name], fromlist=[name]), name)
