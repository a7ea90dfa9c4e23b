"""Body of the task that projects what a plan leaves on its part, misses or cuts into it."""

from __future__ import annotations

from gmp_cad.build.codec import Data, Params, Result, decode, encode
from gmp_cad.checks.process_proof import CLOSURE_MM3, GOUGE_MM3
from gmp_cad.drawing.view import BELOW, ISOMETRIC
from gmp_cad.evidence import Closure, Projection, Removal
from gmp_cad.kernel import brep
from gmp_cad.kernel.fault_views import fault_views


def views(data: Data, params: Params) -> Result:
    """Project the part and what a plan leaves or misses; nothing for a plan that makes it."""
    seen: tuple[Projection, ...] = ()
    if _faulty(decode(data["closure"], Closure), decode(data["removals"], tuple[Removal, ...])):
        part, last = (brep.from_bytes(data[name]) for name in ("brep", "last"))
        seen = fault_views(part, last, (ISOMETRIC, BELOW), exact=params.get("exact", True))
    return {"views": encode(seen, tuple[Projection, ...])}, {}


def _faulty(closure: Closure, removals: tuple[Removal, ...]) -> bool:
    opened = max(closure.left_mm3, closure.missing_mm3) > CLOSURE_MM3
    return opened or any(r.gouge_mm3 > GOUGE_MM3 or r.unreachable for r in removals)
