"""Constraints for pip that choose the oldest or the newest kernel that ``pyproject.toml`` allows.

``python tools/kernel_constraints.py oldest`` prints ``constraints.txt`` with CadQuery and its binding of
OCCT at their lower bounds; ``newest`` leaves both open, so that pip takes the latest within the bounds
(with ``--upgrade``). What the binding itself pins (VTK) is left to it. Standard library only.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
KERNEL = ("cadquery", "cadquery-ocp")
_FOLLOWS = ("cadquery-ocp-proxy", "vtk")  # exact versions are the binding's own
_LOWEST = re.compile(r">=\s*([\w.]+)")


def lower_bounds(dependencies: list[str]) -> dict[str, str]:
    """Return the lower bound of each package of the kernel; raise ``ValueError`` where one has none."""
    found = {}
    for line in dependencies:
        name = re.match(r"[\w.-]+", line)
        lowest = _LOWEST.search(line)
        if name is not None and name[0] in KERNEL and lowest is not None:
            found[name[0]] = lowest[1]
    missing = [name for name in KERNEL if name not in found]
    if missing:
        raise ValueError(f"pyproject.toml gives no lower bound of {', '.join(missing)}")
    return found


def constraints(which: str, dependencies: list[str], tried: str) -> str:
    """Return the constraints that were tried together, with the kernel asked for in place of theirs."""
    own = {*KERNEL, *_FOLLOWS}
    kept = [line for line in tried.splitlines() if line.partition("==")[0] not in own]
    chosen = lower_bounds(dependencies) if which == "oldest" else {}
    return "\n".join([*kept, *(f"{name}=={version}" for name, version in chosen.items())]) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Print the constraints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("which", choices=("oldest", "newest"))
    asked = parser.parse_args(arguments)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    tried = (ROOT / "constraints.txt").read_text("utf-8")
    sys.stdout.write(constraints(asked.which, project["dependencies"], tried))
    return 0


if __name__ == "__main__":
    sys.exit(main())
