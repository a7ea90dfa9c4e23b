"""The tasks that show interferences: which pairs interfere is known when all is judged."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gmp_cad.build.assembly.pairs import query
from gmp_cad.build.assembly.product_graph import AssemblyPlace, placed
from gmp_cad.build.site.scene_graph import SharedSolid, clashing_scene_tasks
from gmp_cad.documents.dossier.dossier_pages import ENSEMBLE, FIXTURES
from gmp_cad.documents.product.interference import (
    IN_VIEWER,
    PICTURED,
    WorstPair,
    clash_file,
    interfering,
)
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.codec import decode
from gmp_cad.engine.graph import Result
from gmp_cad.engine.task import Input, Task
from gmp_cad.evidence import AssemblyPosition, Placement

_KERNEL = "gmp_cad.build.site.clash_kernel_bodies"
_BODIES = "gmp_cad.build.site.clash_bodies"
CLASH = "clash"  # the kind of the tasks that give the pictures


@dataclass(frozen=True, slots=True)
class _Clash:
    """Two placements that interfere, where they do so most, and the solid that they share."""

    pair: WorstPair
    a: Placement
    b: Placement
    common: SharedSolid


def clash_tasks(
    place: AssemblyPlace, documents: Mapping[str, Any], store: Store, results: Mapping[str, Result]
) -> Iterator[Task]:
    """Yield the pictures of the pairs that interfere, the deepest ones, and the viewer's scene."""
    found = _clashes(place, store, results)
    for clash in found[:PICTURED]:
        yield from _picture(place, clash)
    if found:
        yield _page(place, documents)
    yield from clashing_scene_tasks(place, documents, [clash.common for clash in found])


def _clashes(place: AssemblyPlace, store: Store, results: Mapping[str, Result]) -> list[_Clash]:
    study, compared = (results.get(f"{kind}:{place.key}") for kind in ("study", "overlaps"))
    if study is None or compared is None or not (study.ok and compared.ok):
        return []
    pairs = interfering(json.loads(store.get(study.outcome.outputs["interference"])))[:IN_VIEWER]
    if not pairs:
        return []
    content = store.get(compared.outcome.outputs["positions"])
    positions = decode(content, tuple[AssemblyPosition, ...])
    names = [{p.name: p for p in position.placements} for position in positions]
    return [
        _clash(place, pair, names[pair.rank][pair.a], names[pair.rank][pair.b], results)
        for pair in pairs
    ]


def _clash(
    place: AssemblyPlace, pair: WorstPair, a: Placement, b: Placement, results: Mapping[str, Result]
) -> _Clash:
    relation = f"relation:{place.key}:{query(a, b).key}"
    kept = results.get(relation)
    shared = kept is not None and kept.ok and "common" in kept.outcome.outputs
    owner = min((a, b), key=lambda p: (p.item, p.name))  # a common solid stands in its frame
    common = SharedSolid(
        solid=Input("common", relation, "common") if shared else None,
        frame=owner.matrix, box_mm=pair.found["box_mm"],
    )  # fmt: skip
    return _Clash(pair, a, b, common)


def _picture(place: AssemblyPlace, clash: _Clash) -> Iterator[Task]:
    """Yield the meshes of two placed parts and of what they share, and their picture."""
    subject = f"{place.key}:{clash.pair.a}+{clash.pair.b}"
    solids = {need.alias: need for need in placed(place)}
    needs: Sequence[Input | None] = (
        replace(solids[clash.a.item], alias="a"), replace(solids[clash.b.item], alias="b"),
        clash.common.solid,
    )  # fmt: skip
    yield Task(
        id=f"clash_mesh:{subject}", body=f"{_KERNEL}:meshes",
        params={"frame": clash.common.frame, "box_mm": clash.common.box_mm},
        needs=tuple(need for need in needs if need is not None),
    )  # fmt: skip
    yield Task(
        id=f"{CLASH}:{subject}", body=f"{_BODIES}:picture", family="documents",
        params={"a": clash.a.matrix, "b": clash.b.matrix},
        needs=tuple(Input(n, f"clash_mesh:{subject}", n) for n in ("a", "b", "common")),
        publish={"png": clash_file(place.out, clash.pair.a, clash.pair.b)},
    )  # fmt: skip


def _page(place: AssemblyPlace, documents: Mapping[str, Any]) -> Task:
    """Return the task of the page that the dossier holds; the dossier adds the pictures."""
    return Task(
        id=f"clash_page:{place.key}", body=f"{_BODIES}:page", family="documents",
        params={
            "said": f"{place.number} {place.title}", "lang": documents["lang"],
            "chapter": ENSEMBLE if place.workpiece is None else FIXTURES,
        },
        needs=(Input("interference", f"study:{place.key}", "interference"),),
    )  # fmt: skip
