"""What a class keeps of a project that was built: read from the results of its tasks."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from gmp_cad.build.project_build import Build
from gmp_cad.documents.classroom.class_project import ClassPart, ClassProject, Missing, Verdict
from gmp_cad.documents.classroom.class_summary import JUDGED
from gmp_cad.documents.classroom.likeness import Shape, shape_of
from gmp_cad.documents.classroom.model_text import runs_of
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.codec import decode
from gmp_cad.engine.graph import Result
from gmp_cad.errors import ExitCode
from gmp_cad.evidence import MassProperties, PartGeometry
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message, english

FAILING = 5  # verdicts that a project's row shows; its report has all of them
PRODUCT, CONTRACT = "product", "phase contract"
_MODEL = "model:"
_MOST_TEXT = 200_000  # bytes of a model that are compared
# What a project should hand in, by the end of its path under output/.
_DOCUMENTS = english((
    ("drawing", "parts", "drawing.pdf"), ("phase contract", "parts", "contrat-*.pdf"),
    ("inspection sheet", "parts", "fiche_controle.pdf"),
    ("ensemble drawing", "product", "drawing.pdf"), ("parts list", "product", "bom.csv"),
    ("ensemble drawing", "fixtures", "drawing.pdf"), ("dossier", "", "dossier.pdf"),
))  # fmt: skip
_LINKS = {"site": "index.html", "dossier": "dossier.pdf", "report": "report.json"}


def class_project(
    name: str, root: Path, build: Build, store: Store, *, documents: bool
) -> ClassProject:
    """Return what the summary of a class tells of a build; ``documents``: they were asked for.

    Raises :class:`~gmp_cad.engine.cache.store.MissingObjectError` for a result that the store lost: what
    nobody can read is no part without a mass.
    """
    failing = sorted(
        (f for f in build.findings if f.status >= Status.FAIL),
        key=lambda f: (-f.status, f.subject, f.check, f.code, str(f.message)),
    )
    failed = Counter(f.check for f in failing)
    parts = tuple(_parts(root, build.results, store))
    mass, volume = _product(build.results, store)
    cells = [
        cell for lines in build.report["coverage"].values()
        for columns in lines.values() for cell in columns.values()
    ]  # fmt: skip
    broken = build.exit_code in (ExitCode.TOOL_FAILED, ExitCode.BUG)
    return ClassProject(
        name=name, state="failed" if broken else "built", exit_code=build.exit_code,
        counts=dict(build.report["counts"]), failed=dict(sorted(failed.items())),
        failing=tuple(_verdict(f) for f in failing[:FAILING]), parts=parts,
        product_mass_kg=mass, product_volume_mm3=volume, covered=cells.count("yes"),
        lines=cells.count("yes") + cells.count("no"),
        missing=(*_unwritten(build.results), *(_unmade(build.results) if documents else ())),
    )  # fmt: skip


def _verdict(finding: Finding) -> Verdict:
    return Verdict(
        check=finding.check, code=finding.code, status=finding.status, subject=finding.subject,
        message=finding.message,
    )  # fmt: skip


def links(project: ClassProject, output: Path, summary: Path, *, documents: bool) -> dict[str, str]:
    """Return ways from the summary's folder to what a build wrote to look at.

    ``documents``: they were asked for. What stands there and was not written by this build, such as
    a page that a student made, is not told.
    """
    if project.state not in (*JUDGED, "invalid"):
        return {}
    written = _LINKS if documents and project.state in JUDGED else {"report": _LINKS["report"]}
    found = {kind: output / name for kind, name in written.items() if (output / name).is_file()}
    return {kind: link(path, summary) for kind, path in found.items()}


def link(path: Path, folder: Path) -> str:
    """Return the way from a folder to a file; its whole address where no way leads there."""
    try:
        way = os.path.relpath(path, folder)
    except ValueError:  # another drive of Windows
        return path.absolute().as_uri()
    return quote(os.fsencode(way.replace(os.sep, "/")))


def _parts(root: Path, results: Mapping[str, Result], store: Store) -> Iterator[ClassPart]:
    for task_id, result in sorted(results.items()):
        part = task_id.removeprefix(_MODEL)
        if part == task_id or "@" in part:
            continue
        mass = _read(results, store, f"mass:{part}", "mass", MassProperties)
        shape = None if mass is None else _shape(part, mass, results, store)
        yield ClassPart(
            name=part, volume_mm3=mass and mass.volume_mm3, mass_kg=mass and mass.mass_kg,
            shape=shape, text=_text(root, result),
        )  # fmt: skip


def _shape(
    part: str, mass: MassProperties, results: Mapping[str, Result], store: Store
) -> Shape | None:
    geometry = _read(results, store, f"geometry:{part}", "geometry", PartGeometry)
    brep = results[f"{_MODEL}{part}"].outcome.outputs.get("brep", "")
    return shape_of(geometry, mass, brep) if geometry is not None and brep else None


def _text(root: Path, result: Result) -> tuple[int, ...]:
    path = root / result.task.params["script"]
    try:
        with path.open("rb") as file:
            return runs_of(file.read(_MOST_TEXT).decode("utf-8", "replace"))
    except OSError:
        return ()


def _read(
    results: Mapping[str, Result], store: Store, task_id: str, output: str, kind: type[Any]
) -> Any:
    """Return what a task observed, None where it did not."""
    data = _bytes(results, store, task_id, output)
    return None if data is None else decode(data, kind)


def _bytes(results: Mapping[str, Result], store: Store, task_id: str, output: str) -> bytes | None:
    result = results.get(task_id)
    if result is None or not result.ok or output not in result.outcome.outputs:
        return None
    return store.get(result.outcome.outputs[output])


def _product(results: Mapping[str, Result], store: Store) -> tuple[float | None, float | None]:
    """Return mass (kg) and volume (mm³) of the product, None where they are not known."""
    data = _bytes(results, store, f"masses:{PRODUCT}", "json")
    if data is None:
        return None, None
    told = json.loads(data)
    volumes = [
        (item.get("volume_mm3"), item.get("placed", 0)) for item in told["items"]
    ]  # fmt: skip
    mass = told["positions"][0]["mass_kg"] if told["positions"] else None
    if any(volume is None for volume, _ in volumes):
        return mass, None
    return mass, sum(volume * placed for volume, placed in volumes)


def _unwritten(results: Mapping[str, Result]) -> Iterator[Missing]:
    """Yield the documents that nothing can be made of, for their file was not written."""
    for task_id in sorted(results):
        part = task_id.removeprefix(_MODEL)
        if (
            part != task_id
            and "." not in part
            and "@" not in part
            and f"process:{part}" not in results
        ):
            yield Missing(
                document=CONTRACT, subject=part,
                reason=Message("there is no {file}", file=f"parts/{part}/process.toml"),
            )  # fmt: skip
    if f"place:{PRODUCT}" not in results:
        for document in ("ensemble drawing", "parts list"):
            yield Missing(
                document=document, subject=PRODUCT,
                reason=Message("there is no {file}", file="parts/product.toml"),
            )  # fmt: skip


def _unmade(results: Mapping[str, Result]) -> Iterator[Missing]:
    """Yield the documents whose task failed, or could not run."""
    for task_id, result in sorted(results.items()):
        for output, path in result.task.publish.items():
            document = _document_of(PurePosixPath(path))
            if document and not (result.ok and output in result.outcome.outputs):
                reason = result.outcome.message or Message("it failed")
                subject = task_id.split(":", 1)[1]
                yield Missing(document=document, subject=subject, reason=reason)


def _document_of(path: PurePosixPath) -> str:
    """Return what people call a file that a project should hand in, "" for all others."""
    folder = path.parts[0] if len(path.parts) > 1 else ""
    found = (name for name, own, file in _DOCUMENTS if own == folder and path.match(file))
    return next(found, "")
