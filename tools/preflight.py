"""What must be on the machine before anything is installed; standard library only.

Each missing thing is named with its one-line remedy, before pip or the kernel could fail obscurely.
"""

import ctypes
import importlib.util
import sys

REMEDY_GL = "sudo apt-get install -y libgl1   (Fedora: sudo dnf install mesa-libGL)"


def missing() -> list[str]:
    """Return one line for each thing that is missing."""
    found = []
    if sys.version_info < (3, 11):
        have = ".".join(map(str, sys.version_info[:3]))
        found.append(f"Python 3.11 or newer is needed, this is {have}: make PYTHON=python3.11 demo")
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        found.append("the venv module is missing: sudo apt-get install -y python3-venv")
    if sys.platform.startswith("linux"):
        try:
            ctypes.CDLL("libGL.so.1")
        except OSError:
            found.append(f"libGL.so.1 is missing (the geometry kernel needs it): {REMEDY_GL}")
    return found


if __name__ == "__main__":
    lines = missing()
    for line in lines:
        sys.stderr.write(f"gmp_cad: {line}\n")
    sys.exit(1 if lines else 0)
