"""System libraries that the kernel needs and pip cannot bring."""

from __future__ import annotations

import ctypes
import sys

from gmp_cad.errors import UsageError
from gmp_cad.language import Message

_LIBRARIES = ("libGL.so.1", "libX11.so.6")
_REMEDY = "sudo apt-get install -y libgl1   (Fedora: sudo dnf install mesa-libGL)"


def require_system_libraries() -> None:
    """Raise :class:`~gmp_cad.errors.UsageError` with the remedy when a library is missing.

    Also refuses ``cadquery-ocp-novtk``, which overwrites the files of ``cadquery-ocp``.
    """
    require_shared_objects()
    if _installed("cadquery-ocp-novtk"):
        raise UsageError(
            Message("cadquery-ocp-novtk is installed and breaks CadQuery (build123d brings it)"),
            Message("use a fresh virtual environment with gmp_cad only"),
        )


def require_shared_objects() -> None:
    """Raise :class:`~gmp_cad.errors.UsageError` when a library of the system cannot be loaded."""
    if not sys.platform.startswith("linux"):
        return
    for name in _LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError as error:
            raise UsageError(
                Message(
                    "the system library {name} is missing: the geometry kernel needs it", name=name
                ),
                Message("install it: {command}", command=_REMEDY),
            ) from error


def _installed(package: str) -> bool:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow to load

    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True
