"""What a task is made from: other tasks, lines of specifications, files, packages, settings.

The names of what a script reads are those of its last run; nobody knows others before it runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from gmp_cad.build import project_graph
from gmp_cad.build.foresight import Foreseen
from gmp_cad.engine.packages import versions_below
from gmp_cad.engine.read_sets import names_read
from gmp_cad.engine.task import Task
from gmp_cad.errors import UsageError, Where, suggestion
from gmp_cad.language import Message
from gmp_cad.spec.lines import find_line
from gmp_cad.spec.project import ProjectFiles
from gmp_cad.spec.values import EVERY_NAME

# parameters that hold a file of the project, whole or in part → those that name it
_FILES = {"spec": "spec_file", "plan": "plan_file", "file": "file_name"}
_OUTPUT = "output"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """What one task is made from.

    ``values``: dimensions that its script reads, with the lines that write them; ``absent``: what
    was looked for and is not there; ``modules``: names of imports that were looked for in folders
    of the project, which a new file could answer; ``settings``: parameters that are no file.
    """

    tasks: tuple[str, ...]
    values: Mapping[str, Where | None]
    files: tuple[str, ...]
    absent: tuple[str, ...]
    folders: tuple[str, ...]
    modules: tuple[str, ...]
    packages: Mapping[str, str | None]
    settings: tuple[str, ...]


def asked(foreseen: Mapping[str, Foreseen], name: str, out: Path) -> tuple[str, ...]:
    """Return the ids of the tasks that a name means.

    ``name``: a task, a subject, a kind of tasks, or a published file (``out``: the folder of the
    outputs). Raises UsageError when it means none.
    """
    if name in foreseen:
        return (name,)
    published = _published(foreseen, name, out)
    if published:
        return published
    own = [  # a part, at its limits too where it is built there
        i for i, f in foreseen.items() if name in (f.task.subject, f.task.subject.partition("@")[0])
    ]  # fmt: skip
    kind = [i for i in foreseen if i.partition(":")[0] == name]
    if own or kind:
        return tuple(own or kind)
    subjects = {f.task.subject for f in foreseen.values()}
    known = sorted(
        {*subjects, *foreseen, *(p for f in foreseen.values() for p in f.task.publish.values())}
    )
    listed = ", ".join(sorted(s for s in subjects if "." not in s and "@" not in s))
    raise UsageError(
        Message("{name!r} is no part, fixture, product, task or published file", name=name),
        suggestion(name, known) or Message("known: {names}", names=listed),
    )


def _published(foreseen: Mapping[str, Foreseen], name: str, out: Path) -> tuple[str, ...]:
    """Return the task that writes a file, given from here, from the project or from the outputs."""
    spelled = {PurePosixPath(name.replace("\\", "/")).as_posix().removeprefix(f"{_OUTPUT}/")}
    for path in (Path(name).absolute(), Path(name).resolve()):
        if path.is_relative_to(out):
            spelled.add(path.relative_to(out).as_posix())
    return tuple(
        task_id for task_id, f in foreseen.items() if spelled & set(f.task.publish.values())
    )


def chain(foreseen: Mapping[str, Foreseen], goals: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield the goals and all tasks that they are made from, each once, with how deep it stands."""
    seen: set[str] = set()
    open_tasks = [(goal, 0) for goal in reversed(goals)]
    while open_tasks:
        task_id, depth = open_tasks.pop()
        if task_id in seen or task_id not in foreseen:
            continue
        seen.add(task_id)
        yield task_id, depth
        before = foreseen[task_id].task.dependencies
        open_tasks += [(name, depth + 1) for name in reversed(before)]


def origins(one: Foreseen, project: ProjectFiles) -> Origins:
    """Return what a task is made from."""
    task, parts = one.task, {} if one.last is None else one.last.parts
    read = names_read(parts)
    own = dict(_own_files(task, project))
    absent = {name for name in read["files"] if not parts[f"files {name}"]}
    looked = [name for group in ("files", "links") for name in read[group]]
    files = [*own.values(), *task.files.values(), *(n for n in looked if n not in absent)]
    return Origins(
        tasks=task.dependencies,
        values={name: _line(task, name, project) for name in read["values"]},
        files=tuple(dict.fromkeys(files)), absent=tuple(sorted(absent)),
        folders=tuple(read["folders"]), modules=tuple(read["modules"]),
        packages={name: versions_below(name) for name in read["packages"]},
        settings=tuple(sorted(n for n in task.params if n not in own and n not in _FILES.values())),
    )  # fmt: skip


def _own_files(task: Task, project: ProjectFiles) -> Iterator[tuple[str, str]]:
    """Yield the parameters that hold a file of the project, with that file."""
    folder = _folders(project).get(task.subject.partition("@")[0])
    default = {"spec": "spec.toml", "plan": "process.toml"}
    for name, namer in _FILES.items():
        if task.params.get(name) is None:
            continue
        if namer in task.params:
            yield name, str(task.params[namer])
        elif folder is not None and name in default:
            yield name, f"{folder}/{default[name]}"


def _folders(project: ProjectFiles) -> dict[str, str]:
    return {place.key: place.folder for place in project_graph.part_places(project)}


def _line(task: Task, name: str, project: ProjectFiles) -> Where | None:
    """Return the line of the specification that writes what a script reads as ``d.name``."""
    item, _, dimension = name.rpartition(".")
    key = task.subject.partition("@")[0]
    if item:
        key = _items(task, project).get(item, item)
    folder = _folders(project).get(key)
    if folder is None:
        return None
    file = f"{folder}/spec.toml"
    keys: tuple[str, ...] = ("dimensions", dimension)
    if dimension in ("part", EVERY_NAME):
        keys = ("part",) if dimension == "part" else ("dimensions",)
    try:
        text = (project.root / file).read_text("utf-8-sig")
    except (OSError, ValueError):
        return None
    return Where(file, ".".join(keys), find_line(text, keys))


def _items(task: Task, project: ProjectFiles) -> dict[str, str]:
    """Return the part of each item of an assembly by its key."""
    parts = {place.key: place for place in project_graph.part_places(project)}
    places = project_graph.assembly_places(project, parts)
    own = task.subject.partition("@")[0]
    found = next((dict(p.parts) for p in places if p.key == own), {})
    return {item: part.key for item, part in found.items()}
