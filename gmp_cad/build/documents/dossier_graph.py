"""The dossier, made from everything before it; what it and the site read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gmp_cad.build.assembly.product_graph import AssemblyPlace
from gmp_cad.build.part.part_place import PartPlace, part_texts
from gmp_cad.documents.file_formats import MODELS
from gmp_cad.documents.templating.template_files import TYPST_ENDINGS
from gmp_cad.engine.graph import Result
from gmp_cad.engine.task import Input, Task
from gmp_cad.finding import Finding
from gmp_cad.spec.product import ProductSpec

DOSSIER = "dossier:all"
_BODIES = "gmp_cad.build.documents.dossier_bodies"
SCENE = "scene:"  # how the ids of the tasks begin that write the scenes of the page


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
        "fixtures": [_fixture(p, documents) for p in assemblies if p.workpiece],
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
        "plan": documents["files"].get(plan) if place.plan else None,
        "models": _models(f"{place.out}/{place.spec.name}", results),
        "phases": [str(p.number) for p in place.plan.phases] if place.plan else [],
        "contracts": f"{place.out}/phases/contrat-",
    }  # fmt: skip


def _fixture(place: AssemblyPlace, documents: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": place.key, "file_name": place.file, "file": documents["files"][place.file],
    }  # fmt: skip


def _models(path: str, results: Mapping[str, Result]) -> dict[str, str]:
    """Return ending → path of the files of a part's digital model that were written."""
    written = {
        place
        for result in results.values()
        for output, place in result.task.publish.items()
        if output in result.outcome.outputs
    }
    return {end: f"{path}.{end}" for end in MODELS if f"{path}.{end}" in written}


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
