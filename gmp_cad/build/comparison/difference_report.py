"""What is computed and drawn once two states are compared: material, pictures, pages, the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from gmp_cad.build.comparison.compared import MATERIAL, Compared, given
from gmp_cad.build.comparison.difference_pictures import Shown, shown, shown_tasks
from gmp_cad.build.comparison.side_build import Means
from gmp_cad.build.documents.template_tasks import suspects
from gmp_cad.build.settings import Settings
from gmp_cad.documents.comparison.difference import (
    AssemblyChange,
    Difference,
    Material,
    PageChange,
    PartChange,
    Piece,
)
from gmp_cad.documents.templating import template
from gmp_cad.engine.announced import announce
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.codec import decode, dump, encode
from gmp_cad.engine.graph import Result, Run
from gmp_cad.engine.healing import require_whole
from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.task import Input, Task
from gmp_cad.evidence.solid_difference import Lump, SolidDifference
from gmp_cad.language import Message

PAGE, COMMENT, DATA = "index.html", "report.md", "diff.json"
_TOLD = "difference:all"
_SHEET = "sheet.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A difference with all that was drawn of it; files of the report: digest by path.

    ``failed``: whether something could not be computed or drawn.
    """

    difference: Difference
    files: Mapping[str, str]
    failed: bool


def reported(
    root: Path, difference: Difference, compared: Compared, settings: Settings, means: Means
) -> Reported:
    """Compute what came and went, draw it, and write the report; ``root``: whose templates are used."""
    templates = template.load(root)
    run = Run(
        store=means.store, workers=means.workers, history=means.history, root=root,
        on_event=means.listener,
    )  # fmt: skip
    run.results.update({result.id: result for result in given(compared)})
    tasks = [*_material_tasks(compared), *shown_tasks(compared, templates.get(_SHEET, ""))]
    _execute(run, tasks, means)
    drawn = shown(compared, means.store, run.results)
    told = _filled(difference, compared, run.results, drawn, (means.store, settings.lang))
    digest = means.store.put(encode(told, Difference))
    outcome = Outcome(kind="done", outputs={"difference": digest})
    run.results[_TOLD] = Result(
        task=Task(id=_TOLD, body="", params={}), state="hit", outcome=outcome
    )
    page = _report_task(templates, settings.lang)
    _execute(run, [page], means)
    files = dict(drawn.files)
    files[DATA] = means.store.put(difference_json(told))
    for output, path in page.publish.items():
        if run.results[page.id].ok:
            files[path] = run.results[page.id].outcome.outputs[output]
    failed = any(result.state == "failed" for result in run.results.values())
    return Reported(difference=told, files=files, failed=failed)


def difference_json(difference: Difference) -> bytes:
    """Return a difference as the public JSON file."""
    return dump(asdict(difference))


def _execute(run: Run, tasks: Sequence[Task], means: Means) -> None:
    announce(run, tasks, means.listener)
    require_whole(run.execute(tasks))


def _material_tasks(compared: Compared) -> Iterator[Task]:
    for part in compared.parts:
        if part.before is not None and part.after is not None:
            yield Task(
                id=f"{MATERIAL}:{part.key}", params={}, needs=part.inputs(),
                body="gmp_cad.build.comparison.difference_kernel_bodies:material", fallback={"exact": False},
            )  # fmt: skip


def _report_task(templates: Mapping[str, str], lang: str) -> Task:
    return Task(
        id="difference_report:all", body="gmp_cad.build.comparison.difference_bodies:report",
        family="documents", params={"templates": dict(templates), "lang": lang},
        suspects=suspects(templates), needs=(Input("difference", _TOLD, "difference"),),
        publish={"html": PAGE, "markdown": COMMENT},
    )  # fmt: skip


def _filled(
    difference: Difference, compared: Compared, results: Mapping[str, Result], drawn: Shown,
    using: tuple[Store, str],
) -> Difference:  # fmt: skip
    """Return the difference with volumes, pictures, scenes and pages where they belong."""
    store, lang = using
    subjects = {file.path: file.subject for file in compared.files}
    pages: dict[str, tuple[PageChange, ...]] = {}
    for path, found in drawn.pages.items():
        pages[subjects[path]] = pages.get(subjects[path], ()) + found
    parts = [_with_material(part, results, store, lang) for part in difference.parts]
    return replace(
        difference,
        parts=tuple(
            replace(
                part, pictures=drawn.pictures.get(part.name, ()), scene=drawn.scenes.get(part.name),
                pages=pages.get(part.name, ()),
            )
            for part in parts
        ),
        assemblies=tuple(
            _with_pages(one, pages.get(one.name, ())) for one in difference.assemblies
        ),
        notes=(*difference.notes, *_undrawn(drawn.undrawn, lang)),
    )  # fmt: skip


def _with_pages(one: AssemblyChange, pages: tuple[PageChange, ...]) -> AssemblyChange:
    return replace(one, pages=pages)


def _undrawn(names: Iterable[str], lang: str) -> Iterator[str]:
    for name in names:
        yield Message("{name} could not be drawn", name=name).say(lang)


def _with_material(
    part: PartChange, results: Mapping[str, Result], store: Store, lang: str
) -> PartChange:
    result = results.get(f"{MATERIAL}:{part.name}")
    if result is None:
        return part
    if not result.ok:
        reason = result.outcome.message or Message("it failed")
        return replace(part, no_material=reason.say(lang))
    found = decode(store.get(result.outcome.outputs[MATERIAL]), SolidDifference)
    return replace(part, material=_material(found, lang))


def _material(found: SolidDifference, lang: str) -> Material:
    return Material(
        before_mm3=found.before_mm3, after_mm3=found.after_mm3,
        added_mm3=found.added_mm3, removed_mm3=found.removed_mm3,
        added=tuple(map(_piece, found.added)), removed=tuple(map(_piece, found.removed)),
        exact=found.method != "mesh", error_mm3=found.error_mm3,
        reason=found.reason.say(lang) if found.reason else "",
    )  # fmt: skip


def _piece(lump: Lump) -> Piece:
    return Piece(volume_mm3=lump.volume_mm3, centre_mm=lump.centre_mm, box_mm=lump.box_mm)
