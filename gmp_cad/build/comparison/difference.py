"""``gmp-cad diff``: two states of a project built on one store, compared, and reported.

Both are built by the tasks of every build. No key holds the folder of the project, so that what did
not change between the two is not computed again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gmp_cad.build.comparison.baseline_difference import baseline_difference
from gmp_cad.build.comparison.compared import Compared, ComparedFile, ComparedPart
from gmp_cad.build.comparison.compared_files import PROJECT, file_changes, renamed, state_files
from gmp_cad.build.comparison.difference_parts import States, assembly_changes, part_changes
from gmp_cad.build.comparison.difference_report import Reported, reported
from gmp_cad.build.comparison.repository import Repository, Revision, repository_of
from gmp_cad.build.comparison.revision_files import extract, scratch
from gmp_cad.build.comparison.side_build import (
    GEOMETRY,
    PAGES,
    BuiltSide,
    Means,
    built,
    exit_code,
    means_for,
    side_problems,
)
from gmp_cad.build.outputs import Outputs
from gmp_cad.build.project_build import VERDICT_KINDS
from gmp_cad.build.settings import Settings
from gmp_cad.build.stranger import apart
from gmp_cad.documents.comparison.difference import Difference, Side
from gmp_cad.engine.announced import Listener
from gmp_cad.engine.cache.cache_place import CACHE
from gmp_cad.engine.healing import healed
from gmp_cad.errors import ExitCode, UsageError, suggestion, worst
from gmp_cad.language import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to compare: ``before`` None are the accepted baselines, ``after`` None the working tree.

    ``pages``: whether drawings and contracts are compared too. ``folder``: of the report.
    """

    before: Revision | None
    after: Revision | None
    pages: bool
    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was found, how the command ends, and which files of the report were written."""

    difference: Difference
    exit_code: ExitCode
    written: tuple[str, ...]


def compare(root: Path, request: Request, settings: Settings, listener: Listener) -> Answer:
    """Compare two states of the project at ``root`` and write the report.

    ``settings.subjects``: the parts and assemblies to compare, all without any. Raises UsageError
    for a name that neither state knows, and for a folder that cannot serve.
    """
    settings = apart(root, settings)
    outputs = _outputs(root, request.folder, settings)
    with (
        means_for(root, settings, listener) as means,
        scratch(root, settings.kept) as folder,
    ):
        found, code = healed(means.store, lambda: _found(root, request, settings, means, folder))
        written, _ = outputs.publish(found.files, means.store, whole=True)
    return Answer(difference=found.difference, exit_code=code, written=written)


def _outputs(root: Path, folder: Path, settings: Settings) -> Outputs:
    """Return where the report goes: never where a build publishes, whose index it would replace."""
    own = folder.resolve()
    if own in (root.resolve(), (root / "output").resolve()) or root.resolve().is_relative_to(own):
        raise UsageError(
            Message(
                "{folder} is no folder for the report: it holds other things", folder=str(folder)
            ),
            Message("give a folder of its own, such as {example}", example="output/diff"),
        )
    inside = own.is_relative_to(root.resolve())
    return Outputs(own, root.resolve() if inside else own, settings.kept or root / CACHE)


def _found(
    root: Path, request: Request, settings: Settings, means: Means, folder: Path
) -> tuple[Reported, ExitCode]:
    if request.before is None:
        difference, compared, code = baseline_difference(root, settings, means, folder)
    else:
        difference, compared, code = _of_revisions(root, request, settings, means, folder)
    told = reported(root, difference, compared, settings, means)
    codes = [
        code,
        ExitCode.OK if told.difference.is_none else ExitCode.CHECK_FAILED,
        ExitCode.TOOL_FAILED if told.failed else ExitCode.OK,
    ]
    return told, worst(codes)


def _of_revisions(
    root: Path, request: Request, settings: Settings, means: Means, folder: Path
) -> tuple[Difference, Compared, ExitCode]:
    repository = repository_of(root)
    kinds = (*GEOMETRY, *VERDICT_KINDS, *(PAGES if request.pages else ()))
    notes: list[Message] = []
    roots = []
    for state, revision in (("before", request.before), ("after", request.after)):
        if revision is None:
            roots.append(root)
        else:
            roots.append(folder / state)
            notes += _extracted(repository, revision, folder / state)
    sides = [built(one, settings, kinds, means) for one in roots]
    files = state_files(roots[0]), state_files(roots[1])
    was = renamed(*files)
    states = States(
        before=sides[0], after=sides[1], files=files, was=was,
        changed=file_changes(*files, was), store=means.store, lang=settings.lang,
    )  # fmt: skip
    difference, parts = _compared(states, request, settings.subjects)
    said = tuple(note.say(settings.lang) for note in notes)
    compared = Compared(
        lang=settings.lang, parts=tuple(parts),
        files=tuple(_documents(states, difference)) if request.pages else (),
    )  # fmt: skip
    return replace(difference, notes=said), compared, exit_code(sides)


def _extracted(repository: Repository, revision: Revision, folder: Path) -> tuple[Message, ...]:
    """Write a state into its folder, unless an earlier try did."""
    if folder.is_dir():
        return ()
    return extract(repository, revision, folder)


def _compared(
    states: States, request: Request, subjects: tuple[str, ...]
) -> tuple[Difference, list[ComparedPart]]:
    parts, assemblies = _keys(states, subjects)
    found = list(part_changes(states, parts))
    whole = not subjects
    difference = Difference(
        before=_side(request.before, states.before, states.lang),
        after=_side(request.after, states.after, states.lang),
        files=states.changed.get(PROJECT, ()) if whole else (),
        verdicts=states.verdicts().get(PROJECT, ()) if whole else (),
        parts=tuple(change for change, _ in found),
        assemblies=tuple(assembly_changes(states, assemblies)),
    )  # fmt: skip
    return difference, [part for change, part in found if part.differs]


def _keys(states: States, subjects: tuple[str, ...]) -> tuple[dict[str, None], dict[str, None]]:
    """Return the parts and the assemblies to compare, those that are gone last."""
    before, after = states.files
    renamed_away = set(states.was.values())
    gone = [key for key in before.parts if key not in after.parts and key not in renamed_away]
    parts = dict.fromkeys([*after.parts, *gone])
    names = dict.fromkeys([*after.names, *before.names])
    assemblies = dict.fromkeys(
        name for name in names if name not in after.parts and name not in before.parts
    )
    if subjects:
        require_known(subjects, names)
        parts = {key: None for key in parts if key in subjects or states.was.get(key) in subjects}
        assemblies = {key: None for key in assemblies if key in subjects}
    return parts, assemblies


def require_known(subjects: Sequence[str], names: Mapping[str, None]) -> None:
    """Require names that one of the states knows; raise UsageError with the nearest."""
    for subject in subjects:
        if subject not in names:
            raise UsageError(
                Message("no part, fixture or product is called {name!r}", name=subject),
                suggestion(subject, names)
                or Message("known: {names}", names=", ".join(n for n in names if "." not in n)),
            )


def _side(revision: Revision | None, side: BuiltSide, lang: str) -> Side:
    problems = tuple(side_problems(side, lang))
    if revision is None:
        return Side(kind="working tree", problems=problems)
    return Side(
        kind="revision", name=revision.name, commit=revision.commit, subject=revision.subject,
        problems=problems,
    )  # fmt: skip


def _documents(states: States, difference: Difference) -> Iterator[ComparedFile]:
    """Yield the documents of what is compared whose bytes differ."""
    if states.before.project is None or states.after.project is None:
        return
    shown = {one.name for one in difference.subjects}
    failed = {*states.before.undocumented, *states.after.undocumented}
    old, new = states.before.documents(), states.after.documents()
    for path in dict.fromkeys([*new, *old]):
        subject = (new.get(path) or old[path])[0]
        digests = [found[path][1] if path in found else None for found in (old, new)]
        if subject in shown and digests[0] != digests[1] and path not in failed:
            yield ComparedFile(path=path, subject=subject, before=digests[0], after=digests[1])
