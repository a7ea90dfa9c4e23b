"""Bodies of the tasks that look at solids two by two."""

from __future__ import annotations

from functools import lru_cache

from gmp_cad.engine.codec import Data, Params, Result, encode
from gmp_cad.evidence import Relation, SolidBounds
from gmp_cad.kernel import brep
from gmp_cad.kernel.pairs import pair, pair_mesh, pair_sweep, soundness
from gmp_cad.kernel.pairs.pair_shape import Prepared, prepare

_READY = 16  # solids that a worker keeps made ready


@lru_cache(maxsize=_READY)
def _prepared(content: bytes) -> Prepared:
    """Return a stored solid made ready: a part has several neighbours, and is never changed."""
    return prepare(brep.from_bytes(content))


def bounds(data: Data, _params: Params) -> Result:
    """Say what bounds a solid, and whether verdicts on it can be trusted."""
    return {"bounds": encode(soundness.bounds(brep.from_bytes(data["brep"])), SolidBounds)}, {}


def relation(data: Data, params: Params) -> Result:
    """Say how two solids stand to each other; keep their common solid, in the frame of the first.

    ``mesh``: from meshes, where the solids themselves gave no answer.
    """
    a, b = (_prepared(data[alias]) for alias in ("a", "b"))
    matrix = params["matrix"]
    if params.get("mesh"):
        found = pair_mesh.mesh_relation(a.shape, b.shape, matrix, params["near_mm"])
        return {"relation": encode(found, Relation)}, {}
    found, shared = pair.compared(a, b, matrix, params["near_mm"])
    outputs = {"relation": encode(found, Relation)}
    if shared is not None:
        outputs["common"] = brep.to_bytes(shared)
    return outputs, {}


def way(data: Data, params: Params) -> Result:
    """Say whether the second solid can move on a straight way and never be in the first."""
    a, b = (brep.from_bytes(data[alias]) for alias in ("a", "b"))
    free = pair_sweep.way_is_free(
        a, b, params["matrix"], params["travel"], params["contact_mm"]
    )  # fmt: skip
    return {"free": encode(free, bool | None)}, {}
