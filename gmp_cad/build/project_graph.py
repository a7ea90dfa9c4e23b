"""The whole project as a graph of tasks, and the tasks that given subjects need."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from gmp_cad.build.assembly.product_graph import AssemblyPlace, assembly_tasks
from gmp_cad.build.documents.consistency_graph import (
    part_consistency_tasks,
    product_consistency_tasks,
)
from gmp_cad.build.documents.ensemble_graph import ensemble_tasks
from gmp_cad.build.documents.product_documents_graph import product_document_tasks
from gmp_cad.build.documents.signs_graph import assembly_signs_tasks, part_signs_tasks
from gmp_cad.build.documents.template_tasks import templated
from gmp_cad.build.documents.word_graph import word_templates
from gmp_cad.build.documents.workbook_graph import workbook_tasks
from gmp_cad.build.fixture.fixture_graph import fixture_tasks
from gmp_cad.build.fixture.fixture_outline_graph import fixture_outline_tasks
from gmp_cad.build.part.part_place import PartPlace
from gmp_cad.build.part.trial_graph import trial_tasks
from gmp_cad.build.part_graph import part_tasks
from gmp_cad.build.site.scene_graph import assembly_scene_tasks, part_scene_tasks
from gmp_cad.build.site.shaded_graph import assembly_picture, part_pictures
from gmp_cad.build.source_commit import source_commit
from gmp_cad.build.source_date import source_date
from gmp_cad.documents.templating import template
from gmp_cad.engine.codec import encode
from gmp_cad.engine.task import Input, Task
from gmp_cad.errors import UsageError, suggestion
from gmp_cad.evidence import WORKPIECE
from gmp_cad.language import Message
from gmp_cad.spec.drawing import DrawingChoices
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.lines import bare
from gmp_cad.spec.product import ProductSpec, Project
from gmp_cad.spec.project import FixtureProject, ProjectFiles
from gmp_cad.spec.toml import parse
from gmp_cad.standards.materials import Material

PRODUCT = "product"


def document_settings(
    project: ProjectFiles, lang: str, *, strict: bool = False, strange: bool = False
) -> dict[str, Any]:
    """Return what all documents share: header data, templates, the texts of the project's files.

    ``strict``: a line of a specification that arrives nowhere is a failure, not a warning. ``strange``:
    the project is a stranger's; its version control is not asked, for it may run programs. Raises
    UsageError for a SOURCE_DATE_EPOCH that is no time.
    """
    files = {
        path: bare((project.root / path).read_text("utf-8-sig")) for path in _spec_files(project)
    }
    date = source_date(os.environ)
    return {
        "project": _dated(_header(files.get("parts/product.toml"), lang), date),
        # What files of exchange say: the kernel has no language.
        "exchanged": _dated(project.product.project if project.product else Project(), date),
        "product": files.get("parts/product.toml"),
        "workshop": files.get("workshop.toml"),
        "drawing": (project.product.drawing if project.product else DrawingChoices()).model_dump(
            mode="json", exclude_none=True
        ),
        "templates": template.load(project.root),
        "word_templates": word_templates(project.root),
        "fixtures": {name: f.spec.fixture.number for name, f in project.fixtures.items()},
        "files": files,
        "materials": encode(project.workshop.own_materials, tuple[Material, ...]).decode(),
        "lang": lang,
        "strict": strict,
        "commit": "" if strange else source_commit(project.root),
    }


def _dated(project: Project, date: str) -> dict[str, Any]:
    """Return the header as JSON, with ``date`` where it has none of its own."""
    return {**project.model_dump(mode="json"), "date": project.date or date}


def _header(product: str | None, lang: str) -> Project:
    """Return what every header says, in the language of the documents."""
    if product is None:
        return Project()
    return parse(product, "parts/product.toml", ProductSpec, lang=lang).project


def _spec_files(project: ProjectFiles) -> Iterator[str]:
    yield from (f"parts/{name}/spec.toml" for name in project.parts)
    yield from (f"parts/{name}/process.toml" for name in project.plans)
    for name, fixture in project.fixtures.items():
        yield f"fixtures_design/{name}/fixture.toml"
        yield from (f"fixtures_design/{name}/{part}/spec.toml" for part in fixture.parts)
    for optional in ("parts/product.toml", "workshop.toml"):
        if (project.root / optional).is_file():
            yield optional


def part_places(project: ProjectFiles) -> Iterator[PartPlace]:
    """Yield every part of the project, then those of its fixtures."""
    for name, spec in project.parts.items():
        yield PartPlace(
            key=name, folder=f"parts/{name}", out=f"parts/{name}", spec=spec,
            plan=project.plans.get(name),
        )  # fmt: skip
    for name, fixture in project.fixtures.items():
        yield from _fixture_parts(name, fixture)


def _fixture_parts(name: str, fixture: FixtureProject) -> Iterator[PartPlace]:
    for part, spec in fixture.parts.items():
        key = f"{name}.{part}"
        yield PartPlace(
            key=key, folder=f"fixtures_design/{name}/{part}", out=f"fixtures/{name}/{part}",
            spec=spec.model_copy(update={"name": part}),
        )  # fmt: skip


def assembly_places(
    project: ProjectFiles, parts: Mapping[str, PartPlace]
) -> Iterator[AssemblyPlace]:
    """Yield the product, if there is one that can be placed, and every fixture."""
    product = project.product
    if product is not None and (project.root / "parts" / "assembly.py").is_file():
        items = {i.name: parts[i.part] for i in product.items if i.part is not None}
        yield AssemblyPlace(
            key=PRODUCT, folder="parts", file="parts/product.toml", out="product", spec=product,
            parts=items, number=product.product.number, title=product.product.title,
            revision=product.product.revision,
        )  # fmt: skip
    for name, fixture in project.fixtures.items():
        yield _fixture_place(project, name, fixture.spec, parts)


def _fixture_place(
    project: ProjectFiles, name: str, spec: FixtureSpec, parts: Mapping[str, PartPlace]
) -> AssemblyPlace:
    items = {i.name: parts[f"{name}.{i.part}"] for i in spec.items if i.part is not None}
    identity = spec.fixture
    return AssemblyPlace(
        key=name, folder=f"fixtures_design/{name}", file=f"fixtures_design/{name}/fixture.toml",
        out=f"fixtures/{name}", spec=spec, parts=items, number=identity.number,
        title=identity.title, revision=identity.revision, workpiece=_workpiece(project, spec),
    )  # fmt: skip


def _workpiece(project: ProjectFiles, spec: FixtureSpec) -> Input:
    """Return the solid that enters the fixture's phase; the finished part without a plan."""
    part = spec.fixture.workpiece
    plan = project.plans.get(part)
    if plan is None:
        return Input(WORKPIECE, f"model:{part}", "brep")
    before = [p.number for p in plan.phases if p.number < spec.fixture.phase]
    number = str(max(before)) if before else "00"
    return Input(WORKPIECE, f"process:{part}", f"brep-{number}")


def evidence_tasks(project: ProjectFiles, settings: dict[str, Any]) -> list[Task]:
    """Return every task of the project up to its verdicts and single documents."""
    places = {place.key: place for place in part_places(project)}
    tasks = [
        task
        for place in places.values()
        for tasks_of in (part_tasks, trial_tasks, part_pictures)
        for task in tasks_of(project, place, settings)
    ]
    for place in places.values():
        tasks.extend(part_scene_tasks(place, settings, project.fixtures))
        tasks.extend(part_consistency_tasks(place, settings))
        tasks.extend(part_signs_tasks(place, settings))
    for assembly in assembly_places(project, places):
        tasks.extend(assembly_tasks(project, assembly, settings))
        tasks.extend(ensemble_tasks(assembly, settings))
        tasks.extend(product_document_tasks(assembly, settings))
        tasks.extend(workbook_tasks(assembly, settings))
        tasks.extend(fixture_tasks(project, assembly, settings))
        tasks.extend(fixture_outline_tasks(project, assembly))
        tasks.extend(assembly_scene_tasks(assembly, settings))
        tasks.extend(assembly_picture(project, assembly))
        tasks.extend(product_consistency_tasks(assembly, settings))
        tasks.extend(assembly_signs_tasks(assembly, settings))
    return list(templated(tasks, settings["templates"]))


def select(
    tasks: Sequence[Task],
    subjects: Sequence[str],
    kinds: Iterable[str] = (),
    besides: Iterable[str] = (),
) -> list[Task]:
    """Return the tasks of the subjects with all that they need; no subject means all.

    ``kinds`` keeps only those kinds (the part of an id before the colon) as goals; ``besides``:
    ids of other goals.
    """
    known = sorted({task.subject for task in tasks})
    for subject in subjects:
        if subject not in known:
            names = [n for n in known if "." not in n]
            raise UsageError(
                Message("no part, fixture or product is called {name!r}", name=subject),
                suggestion(subject, known) or Message("known: {names}", names=", ".join(names)),
            )
    wanted_kinds = frozenset(kinds)
    goals = [
        task.id
        for task in tasks
        if (not subjects or task.subject in subjects)
        and (not wanted_kinds or task.id.split(":")[0] in wanted_kinds)
    ]
    return needed(tasks, [*goals, *besides])


def needed(tasks: Sequence[Task], goals: Iterable[str]) -> list[Task]:
    """Return the tasks with these ids, and all that they depend on."""
    by_id = {task.id: task for task in tasks}
    open_goals, found = list(goals), set()
    while open_goals:
        task_id = open_goals.pop()
        if task_id not in found and task_id in by_id:
            found.add(task_id)
            open_goals.extend(by_id[task_id].dependencies)
    return [task for task in tasks if task.id in found]
