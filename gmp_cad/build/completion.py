"""When a build is complete: nothing that it did would be done, or end otherwise, another time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from gmp_cad.build.unchanged import Besides, State
from gmp_cad.documents.templating.template_files import packaged_folder
from gmp_cad.engine.graph import Result
from gmp_cad.engine.task import Task
from gmp_cad.evidence.reads import GROUPS, Reads, state_of
from gmp_cad.spec.project import ProjectFiles


def named_files(project: ProjectFiles) -> dict[str, bool]:
    """Return the files that specifications name wherever they lie in the project, if they are there.

    Whether they are there matters before any task reads them.
    """
    own = project.product.documents if project.product is not None else ()
    names = [
        *(d.file for d in own),
        *(p.stock.file for p in project.plans.values() if p.stock.file),
    ]
    return {name: (project.root / name).is_file() for name in names}


def settled(results: Mapping[str, Result]) -> bool:
    """Tell whether every task would end as it did: as its inputs make it, not by accident.

    Crashes, time-outs and the like may not come again. A script that failed is tried again at each
    build: what it read is not known, and a network or another file may be there next time. What was
    not kept, since a file was edited under it, is due again.
    """
    ended = [result for result in results.values() if result.state == "failed"]
    return all(r.kept for r in results.values()) and all(
        r.outcome.kind == "failed" and r.task.trace is None for r in ended
    )


def besides(
    project: ProjectFiles, named: Mapping[str, bool], before: State,
    results: Mapping[str, Result], *, strange: bool,
) -> Besides | None:  # fmt: skip
    """Return what the build read that ``before`` does not hold; None where that is not certain.

    ``named``: the files that specifications name, as they stood when the build had read them. What
    scripts read must still be as they found it. ``strange``: the project is a stranger's.
    """
    if named != named_files(project):
        return None
    unknown = {*_files(r.task for r in results.values())} - {*named, *before.project}
    if any(PurePosixPath(path).parent != _packaged() for path in unknown):
        return None
    read = {
        (group, path): state
        for reads in _reads(results.values())
        for group in GROUPS
        for path, state in reads.get(group, {}).items()
    }
    outside = {key: state for key, state in read.items() if not _within(key[1], before)}
    if strange and any(_leads_out(path) for _, path in outside):
        return None  # what a stranger's script names may block whoever opens it
    if any(state_of(g, project.root / p) != found for (g, p), found in outside.items()):
        return None
    return Besides(
        files=frozenset({p for g, p in outside if g == "files"} | set(named)),
        folders=frozenset(
            {p for g, p in outside if g == "folders"}
            | {str(PurePosixPath(p).parent) for g, p in outside if g == "modules"}
        ),
        links=frozenset(p for g, p in outside if g == "links"),
    )


def _files(tasks: Iterable[Task]) -> Iterator[str]:
    for task in tasks:
        yield from (Path(file).as_posix() for file in task.files.values())


def _packaged() -> PurePosixPath:
    return PurePosixPath(packaged_folder().as_posix())


def _reads(results: Iterable[Result]) -> Iterator[Reads]:
    for result in results:
        if result.ok and result.task.trace is not None:
            yield result.outcome.facts["reads"]


def _leads_out(path: str) -> bool:
    return Path(path).is_absolute() or ".." in PurePosixPath(path).parts


def _within(path: str, before: State) -> bool:
    """Tell whether a change of what is, or may appear, at a path shows in the state of the project."""
    folder = PurePosixPath(path).parent.as_posix()
    return ".." not in PurePosixPath(path).parts and (
        path in before.project or before.project.get(folder, [None])[0] == "folder"
    )
