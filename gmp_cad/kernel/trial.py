"""Whether the kernel loads and computes: a box is made and weighed. Run by ``gmp-cad doctor``.

Each step that succeeds is a line of JSON; what fails ends the process, as it would end a build.
"""

from __future__ import annotations

import json
import sys


def _says(name: str, version: str) -> None:
    sys.stdout.write(json.dumps({"name": name, "version": version}) + "\n")
    sys.stdout.flush()


def run() -> None:
    """Load the binding of OCCT and compute with it, then load CadQuery."""
    import OCP  # noqa: PLC0415 - to load it is the trial
    from OCP.BRepGProp import BRepGProp  # noqa: PLC0415
    from OCP.BRepPrimAPI import BRepPrimAPI_MakeBox  # noqa: PLC0415
    from OCP.GProp import GProp_GProps  # noqa: PLC0415

    weighed = GProp_GProps()
    BRepGProp.VolumeProperties_s(BRepPrimAPI_MakeBox(1.0, 2.0, 3.0).Shape(), weighed)
    if abs(weighed.Mass() - 6.0) > 1e-12:
        raise ArithmeticError(f"a box of 1 × 2 × 3 weighs {weighed.Mass()!r}")
    _says("kernel", ".".join(OCP.__version__.split(".")[:3]))  # what follows is the binding's own
    import cadquery  # noqa: PLC0415

    _says("cadquery", cadquery.__version__)


if __name__ == "__main__":
    run()
