"""The assembly that a CadQuery script builds, found in what the script shows, gives or names.

Scripts run as they stand: written for CQ-editor, for a notebook's viewer, or with a ``build()``.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib import util
from pathlib import Path

import cadquery as cq

from gmp_cad.evidence.loose import LooseAssembly
from gmp_cad.evidence.reads import Reads
from gmp_cad.kernel.exchange.leaves import gather
from gmp_cad.kernel.scripts.assembly_choice import Ran, assembly_in, placed_nodes
from gmp_cad.kernel.scripts.run import load_script
from gmp_cad.kernel.scripts.script import Shown
from gmp_cad.kernel.scripts.viewers import viewers


def run_assembly(
    path: Path, root: Path, name: str | None = None, split: Collection[str] = ()
) -> tuple[LooseAssembly, dict[str, cq.Shape], Reads]:
    """Run a script; return what stands in its assembly, the solid of each item, what it read.

    ``name``: the global name of the assembly, or of a function without arguments that gives it;
    ``split``: see :func:`~gmp_cad.kernel.exchange.leaves.gather`.
    Raises ModelError when the script fails or no one assembly can be found.
    """
    shown = Shown()
    with viewers(shown, _is_installed), load_script(path, root, shown) as script:
        ran = Ran(script.file, shown, script.namespace, script.call_plain)
        leaves = [leaf for _, leaf in placed_nodes(assembly_in(ran, name))]
        read, solids = gather(path.name, leaves, split)
    return read, solids, script.record.reads(())


def _is_installed(package: str) -> bool:
    return util.find_spec(package) is not None
