"""System libraries that the kernel needs and pip cannot bring."""

from __future__ import annotations

from gmp_cad.doctor.libraries import installs, missing
from gmp_cad.errors import UsageError
from gmp_cad.language import Message


def require_system_libraries() -> None:
    """Raise :class:`~gmp_cad.errors.UsageError` with the remedy when a library is missing.

    Also refuses ``cadquery-ocp-novtk``, which overwrites the files of ``cadquery-ocp``.
    """
    require_shared_objects()
    if _installed("cadquery-ocp-novtk"):
        raise UsageError(
            Message("cadquery-ocp-novtk is installed and breaks CadQuery (build123d brings it)"),
            Message("use a fresh virtual environment with gmp_cad only; gmp-cad doctor tells more"),
        )


def require_shared_objects() -> None:
    """Raise :class:`~gmp_cad.errors.UsageError` when a library of the system cannot be loaded."""
    for name in missing():
        raise UsageError(
            Message(
                "the system library {name} is missing: the geometry kernel needs it", name=name
            ),
            Message("install it: {command}", command=installs(name)),
        )


def _installed(package: str) -> bool:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow to load

    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True
