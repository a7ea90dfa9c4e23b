"""Bodies that read an assembly that belongs to no project: a STEP file, or a script that is run."""

from __future__ import annotations

from pathlib import Path

import cadquery as cq

from gmp_cad.engine.codec import Data, Params, Result, encode
from gmp_cad.evidence import AssemblyPosition
from gmp_cad.evidence.loose import LooseAssembly
from gmp_cad.kernel import brep
from gmp_cad.kernel.exchange.assembly_reading import read_assembly
from gmp_cad.kernel.scripts.assembly_script import run_assembly


def step(data: Data, params: Params) -> Result:
    """Read a STEP file: its solids, and where they stand; ``split``: see the kernel's ``gather``."""
    return _result(*read_assembly(data["step"], params["name"], params["split"]))


def script(_data: Data, params: Params, trace: Params) -> Result:
    """Run a CadQuery script; give the solids of its assembly, and where they stand."""
    root = Path(trace["root"])
    script = root / params["script"]
    read, solids, reads = run_assembly(script, root, params["name"], params["split"])
    outputs, facts = _result(read, solids)
    return outputs, {**facts, "reads": reads}


def _result(read: LooseAssembly, solids: dict[str, cq.Shape]) -> Result:
    """Return the outputs, and as a fact the items that are several solids."""
    position = AssemblyPosition(parameters={}, placements=read.placements)
    outputs = {f"brep.{item}": brep.to_bytes(solid) for item, solid in solids.items()}
    outputs |= {
        "assembly": encode(read, LooseAssembly),
        "positions": encode((position,), tuple[AssemblyPosition, ...]),
    }
    return outputs, {"several": [i for i, s in sorted(solids.items()) if len(s.Solids()) > 1]}
