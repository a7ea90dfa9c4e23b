"""Body of the task that projects what a plan leaves on its part, misses or cuts into it."""

from __future__ import annotations

from gmp_cad.engine.codec import Data, Params, Result, decode, encode
from gmp_cad.evidence import Closure, Projection, Removal
from gmp_cad.kernel import brep
from gmp_cad.kernel.machining.fault_views import fault_views


def views(data: Data, params: Params) -> Result:
    """Project the part and what a plan leaves or misses, from ``sides``; nothing for a plan without fault.

    ``closed_mm3`` and ``gouge_mm3``: the volumes from which its proofs fail.
    """
    closure = decode(data["closure"], Closure)
    removals = decode(data["removals"], tuple[Removal, ...])
    opened = max(closure.left_mm3, closure.missing_mm3) > params["closed_mm3"]
    cut = any(r.gouge_mm3 > params["gouge_mm3"] or r.unreachable for r in removals)
    seen: tuple[Projection, ...] = ()
    if opened or cut:
        part, last = (brep.from_bytes(data[name]) for name in ("brep", "last"))
        sides = [(tuple(right), tuple(up)) for right, up in params["sides"]]
        seen = fault_views(part, last, sides, exact=params.get("exact", True))
    return {"views": encode(seen, tuple[Projection, ...])}, {}
