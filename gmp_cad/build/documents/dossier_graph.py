"""The dossier, made from everything before it; what it and the site read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gmp_cad.build.assembly.product_graph import AssemblyPlace
from gmp_cad.build.part.part_place import PartPlace, part_texts
from gmp_cad.documents.templating.template_files import TYPST_ENDINGS
from gmp_cad.engine.graph import Result
from gmp_cad.engine.task import Input, Task
from gmp_cad.finding import Finding
from gmp_cad.language import english
from gmp_cad.spec.product import ProductSpec

DOSSIER = "dossier:all"
_BODIES = "gmp_cad.build.documents.dossier_bodies"
SCENE = "scene:"  # how the ids of the tasks begin that write the scenes of the page
# What a published file is called in the lists of links, by its ending.
_LABELS = english({
    ".step": "STEP", ".stl": "STL", ".3mf": "3MF", ".glb": "GLB", "bom.csv": "CSV",
    "drawing.pdf": "drawing", "drawing.dxf": "DXF", "gamme.pdf": "list of phases",
    "gamme.docx": "list of phases (Word)",
    "apef.pdf": "APEF", "brut.pdf": "study of the stock", "anteriorites.pdf": "order of operations",
    "simulation.pdf": "simulation of machining", "fiche_outils.pdf": "tools and settings",
    "fiche_suiveuse.pdf": "route card", "devis.pdf": "quotation",
    "gamme_assemblage.pdf": "assembly plan", "dossier.pdf": "fixture file",
    "defauts-gamme.svg": "faults of the plan",
    "bom.xlsx": "parts list (Excel)", "devis.xlsx": "quotation (Excel)",
    "fiche_outils.xlsx": "tools (Excel)", "fiche_controle.xlsx": "inspection (Excel)",
    "fiche_controle.pdf": "inspection plan", "premier_article.pdf": "first article",
})  # fmt: skip


def shown_params(
    parts: Sequence[PartPlace],
    assemblies: Sequence[AssemblyPlace],
    documents: Mapping[str, Any],
    results: Mapping[str, Result],
    failures: Sequence[Finding],
) -> dict[str, Any]:
    """Return what the dossier and the site read; ``failures`` are of tasks, not of checks."""
    return {
        "project": documents["project"],
        "product": documents["product"],
        "workshop": documents["workshop"],
        "templates": documents["templates"],
        "lang": documents["lang"],
        "commit": documents["commit"],
        "parts": [_part(place, documents, results) for place in parts if "." not in place.key],
        "fixtures": [_fixture(p, documents, results) for p in assemblies if p.workpiece],
        "links": _links("product/", results),
        "failures": [_failure(f) for f in failures],
        "scenes": sorted(
            r.task.subject for r in results.values() if r.ok and r.task.id.startswith(SCENE)
        ),
    }


def dossier_tasks(
    params: Mapping[str, Any],
    results: Mapping[str, Result],
    product: ProductSpec | None = None,
    root: Path = Path(),
) -> list[Task]:
    """Return the tasks of the dossier: the PDF, and the comparison of its list with its bookmarks.

    ``params`` are those of :func:`shown_params`; ``root`` is the folder of the project, in which
    ``product`` names its own documents.
    """
    own = product.documents if product is not None else ()
    attach = product is not None and product.dossier.attach
    files = {f"own-{i}": d.file for i, d in enumerate(own) if (root / d.file).is_file()}
    models = [Input(f"model|{i}", i, "model") for i in results if i.startswith("pmi:")]
    steps = [Input(f"step|{i}", i, "step") for i in results if i.startswith("step:") and attach]
    return [
        Task(
            id=DOSSIER, body=f"{_BODIES}:dossier", family="documents",
            params={**params, "templates": _typst(params["templates"]), "attach": attach},
            wants=(*shown_outputs(results), *models, *steps), files=files,
            publish={"pdf": "dossier.pdf"},
        ),
        Task(
            id="dossier_study:all", body=f"{_BODIES}:dossier_study", family="documents",
            params={"own": [[d.title, d.file, d.file in files.values()] for d in own]},
            needs=(Input("pdf", DOSSIER, "pdf"), Input("titles", DOSSIER, "titles")),
        ),
    ]  # fmt: skip


def _typst(templates: Mapping[str, str]) -> dict[str, str]:
    """Return what the PDF is made of: a page of the site that changes does not write it again."""
    ends = (".typ.j2", *TYPST_ENDINGS)
    return {name: text for name, text in templates.items() if name.endswith(ends)}


def _part(
    place: PartPlace, documents: Mapping[str, Any], results: Mapping[str, Result]
) -> dict[str, Any]:
    plan = f"{place.folder}/process.toml"
    return {
        **part_texts(place, documents), "plan_file": plan,
        "plan": documents["files"].get(plan) if place.plan else None, "links": _links(f"{place.out}/", results),
        "phases": [str(p.number) for p in place.plan.phases] if place.plan else [],
        "contracts": f"{place.out}/phases/contrat-",
    }  # fmt: skip


def _fixture(
    place: AssemblyPlace, documents: Mapping[str, Any], results: Mapping[str, Result]
) -> dict[str, Any]:
    return {
        "name": place.key, "file_name": place.file, "file": documents["files"][place.file],
        "links": _links(f"{place.out}/", results),
    }  # fmt: skip


def _links(prefix: str, results: Mapping[str, Result]) -> dict[str, str]:
    """Return label → path of what was published directly under a folder."""
    found: dict[str, str] = {}
    for result in results.values():
        for output, path in result.task.publish.items():
            rest = path.removeprefix(prefix)
            if path.startswith(prefix) and "/" not in rest and output in result.outcome.outputs:
                found |= {label: path for end, label in _LABELS.items() if path.endswith(end)}
    return dict(sorted(found.items()))


def shown_outputs(results: Mapping[str, Result]) -> Iterator[Input]:
    """Yield every output that the documents show, as ``output|task``."""
    shown = {
        "findings", "evidence", "rows", "measurements", "mass", "context", "svg", "svg2", "views",
        "coverage", "png",
    }  # fmt: skip
    kinds = {
        "study",
        "driven",
        "fits",
        "proofs",
        "phase_study",
        "geometry",
        "mass",
        "contract",
        "drawing",
        "product_views",
        "ensemble",
        "coverage",
        "shaded",
        "clash",
    }
    for task_id, result in results.items():
        if result.ok:
            # every verdict, and every document that stands in the dossier too
            wanted = shown if task_id.split(":")[0] in kinds else {"findings", "embedded"}
            for output in sorted(wanted & set(result.outcome.outputs)):
                yield Input(f"{output}|{task_id}", task_id, output)


def _failure(finding: Finding) -> dict[str, Any]:
    return {"subject": finding.subject, "code": finding.code, "message": finding.message.to_json()}
