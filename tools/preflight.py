"""What must be on the machine before anything is installed; standard library only.

Each missing thing is named with its one-line remedy, before pip or the kernel could fail obscurely.
"""

import importlib.util
import sys
from pathlib import Path


def missing() -> list[str]:
    """Return one line for each thing that is missing."""
    found = []
    if sys.version_info < (3, 11):
        have = ".".join(map(str, sys.version_info[:3]))
        found.append(f"Python 3.11 or newer is needed, this is {have}: make PYTHON=python3.11 demo")
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        found.append("the venv module is missing: sudo apt-get install -y python3-venv")
    return found + (_libraries() if sys.version_info >= (3, 11) else [])


def _libraries() -> list[str]:
    """Return a line for each library of the system that the kernel lacks, as gmp-cad doctor knows them."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from gmp_cad.doctor import libraries  # noqa: PLC0415 - written for the right Python

    return [
        f"{name} is missing (the geometry kernel needs it): {libraries.installs(name)}"
        for name in libraries.missing()
    ]


if __name__ == "__main__":
    lines = missing()
    for line in lines:
        sys.stderr.write(f"gmp_cad: {line}\n")
    sys.exit(1 if lines else 0)
