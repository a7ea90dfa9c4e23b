"""A project folder, read whole: every file parsed before anything is built, every error kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from gmp_cad.errors import InvalidInputError, Problem, Where
from gmp_cad.language import Message
from gmp_cad.spec import layout, sheet_template
from gmp_cad.spec.baseline import MAX_BYTES, Baseline, parse_baseline
from gmp_cad.spec.boundary import boundary_problems
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.product import ProductSpec
from gmp_cad.spec.references import (
    Named,
    Parts,
    assembly_problems,
    fixture_lines,
    fixture_problems,
    gauge_problems,
    plan_problems,
)
from gmp_cad.spec.toml import Source, Table, first_ones, parse, read_text
from gmp_cad.spec.workshop import Workshop, parse_materials, parse_workshop
from gmp_cad.standards.materials import Materials, database

T = TypeVar("T")
TableT = TypeVar("TableT", bound=Table)


@dataclass(frozen=True, slots=True, kw_only=True)
class FixtureProject:
    """A fixture and its own parts."""

    spec: FixtureSpec
    parts: Mapping[str, PartSpec]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFiles:
    """All that a project says. ``root`` is its folder; parts are keyed by folder name.

    ``baselines``: the accepted geometries, by the part's folder from the root.
    """

    root: Path
    parts: Mapping[str, PartSpec]
    plans: Mapping[str, ProcessPlan]
    product: ProductSpec | None
    fixtures: Mapping[str, FixtureProject]
    workshop: Workshop
    folders: Mapping[str, str] = field(default_factory=dict)
    baselines: Mapping[str, Baseline] = field(default_factory=dict)


class _Reading:
    """Reads files one after the other; keeps their texts, and the problems of all of them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.sources: dict[Path, Source] = {}
        self.materials = database()

    def table(self, path: Path, table: type[TableT]) -> TableT | None:
        """Return what a file says; None if there is none, or if it is not valid."""
        if not layout.present(path):
            return None
        file = layout.relative(self.root, path)
        try:
            self.sources[path] = Source(file, read_text(path, file))
            return parse(self.sources[path].text, file, table, self.materials)
        except InvalidInputError as error:
            self.problems.extend(error.problems)
            return None

    def workshop(self) -> Workshop | None:
        """Return the workshop; the parts read after it may name its materials."""
        path, text = self.root / layout.WORKSHOP, None
        self.materials = Materials(database().entries, complete=False)
        try:
            text = read_text(path, layout.WORKSHOP) if layout.present(path) else None
            workshop = parse_workshop(text, layout.WORKSHOP)
        except InvalidInputError as error:
            self.problems.extend(error.problems)
            if text is not None:
                self.materials = parse_materials(text, layout.WORKSHOP)
            return None
        self.materials = workshop.materials
        return workshop

    def parts(self, folder: Path) -> dict[str, PartSpec | None]:
        """Return the parts in a folder by name; one that is not valid, or badly named, is None."""
        found: dict[str, PartSpec | None] = {}
        for path in layout.part_folders(folder):
            spec = self.table(path / layout.SPEC, PartSpec)
            if any(layout.bad_name(self.root, path)):
                # What means this folder is not told to be missing on top of it.
                found.setdefault(layout.proposed(path.name), None)
            else:
                found[path.name] = spec and spec.model_copy(update={"name": path.name})
        return found

    def plans(self, folder: Path) -> dict[str, ProcessPlan | None]:
        found: dict[str, ProcessPlan | None] = {}
        for path in layout.part_folders(folder):
            if layout.present(path / layout.PROCESS):
                plan = self.table(path / layout.PROCESS, ProcessPlan)
                found[path.name] = plan and plan.model_copy(update={"part": path.name})
        return found

    def baselines(self, folder: Path) -> Iterator[tuple[str, Baseline]]:
        """Yield the accepted geometries of the parts in a folder, by the folder of the part."""
        for home in layout.part_folders(folder):
            path = home / layout.BASELINE
            if not layout.present(path):
                continue
            file = layout.relative(self.root, path)
            try:
                text = read_text(path, file, MAX_BYTES)
                yield layout.relative(self.root, home), parse_baseline(text, file)
            except InvalidInputError as error:
                self.problems.extend(error.problems)

    def fixtures(self, folder: Path) -> dict[str, FixtureSpec | None]:
        found: dict[str, FixtureSpec | None] = {}
        for path in layout.fixture_folders(folder):
            spec = self.table(path / layout.FIXTURE, FixtureSpec)
            found[path.name] = spec and spec.model_copy(update={"name": path.name})
        return found


def load_project(root: Path, *, strange: bool = False, baselines: bool = True) -> ProjectFiles:
    """Return everything that the project's files say.

    ``strange``: it is a stranger's; what leads out of its folder, or cannot be read to its end, is
    refused before anything is read. ``baselines``: whether the accepted geometries are read; not
    where they are to be written anew, be they readable or not. Raises :class:`~gmp_cad.errors.InvalidInputError` with all problems of all files.
    """
    if strange and (problems := list(boundary_problems(root))):
        raise InvalidInputError(problems)
    try:
        return _load(root, baselines=baselines)
    except OSError as error:  # a folder that may not be listed
        raise InvalidInputError([layout.refused(root, error)]) from error


def _load(root: Path, *, baselines: bool) -> ProjectFiles:
    reading = _Reading(root)
    folder, fixtures_folder = root / layout.PARTS, root / layout.FIXTURES
    workshop = reading.workshop()
    named = Named(
        parts=reading.parts(folder),
        plans=reading.plans(folder),
        fixtures=reading.fixtures(fixtures_folder),
        workshop=workshop,
    )
    product = reading.table(folder / layout.PRODUCT, ProductSpec)
    own = {name: reading.parts(fixtures_folder / name) for name in named.fixtures}
    homes = (folder, *(fixtures_folder / name for name in named.fixtures)) if baselines else ()
    accepted = {key: found for home in homes for key, found in reading.baselines(home)}
    reading.table(root / sheet_template.FILE, sheet_template.SheetTemplate)
    reading.problems.extend(layout.layout_problems(root))
    if not named.parts:
        message = Message("the project has no part: no folder of parts/ holds a spec.toml")
        reading.problems.append(Problem(Where(layout.PARTS), message))
    reading.problems.extend(_crossed(root, reading.sources, named, product, own))
    if reading.problems or named.workshop is None:
        raise InvalidInputError(_sorted(reading.problems))
    return ProjectFiles(
        root=root,
        parts=_valid(named.parts),
        plans=_valid(named.plans),
        product=product,
        fixtures={
            name: FixtureProject(spec=spec, parts=_valid(own[name]))
            for name, spec in _valid(named.fixtures).items()
        },
        workshop=named.workshop,
        baselines=accepted,
    )


def _valid(found: Mapping[str, T | None]) -> dict[str, T]:
    return {name: value for name, value in found.items() if value is not None}


def _crossed(
    root: Path,
    sources: Mapping[Path, Source],
    named: Named,
    product: ProductSpec | None,
    own: Mapping[str, Parts],
) -> Iterator[Problem]:
    """Yield what the valid files name and the project does not have."""
    if named.workshop is not None:
        yield from _gauges(root, sources, named.workshop, named.parts, own)
    for name, plan in _valid(named.plans).items():
        source = sources[root / layout.PARTS / name / layout.PROCESS]
        yield from plan_problems(name, plan, named, source)
        if plan.stock.file and not (root / plan.stock.file).is_file():
            message = Message("no file {file!r} in the project", file=plan.stock.file)
            yield Problem(source.where("stock", "file"), message)
    if product is not None:
        source = sources[root / layout.PARTS / layout.PRODUCT]
        yield from assembly_problems(product, named.parts, source)
    for name, spec in _valid(named.fixtures).items():
        source = sources[root / layout.FIXTURES / name / layout.FIXTURE]
        yield from assembly_problems(spec, own[name], source)
        yield from fixture_problems(spec, named, source)
        yield from fixture_lines(spec, own[name], source)


def _gauges(
    root: Path,
    sources: Mapping[Path, Source],
    workshop: Workshop,
    parts: Parts,
    own: Mapping[str, Parts],
) -> Iterator[Problem]:
    """Yield the gauges that parts, of the project and of its fixtures, call in vain."""
    folders = {root / layout.PARTS: parts}
    folders |= {root / layout.FIXTURES / name: entries for name, entries in own.items()}
    for folder, entries in folders.items():
        for name, spec in _valid(entries).items():
            yield from gauge_problems(spec, workshop, sources[folder / name / layout.SPEC])


def _sorted(problems: Iterable[Problem]) -> list[Problem]:
    """Return each problem once, file by file in the order of reading, from top to bottom."""
    files: dict[str, list[Problem]] = {}
    for problem in dict.fromkeys(problems):
        files.setdefault(problem.where.file, []).append(problem)
    return [
        problem
        for of_file in files.values()
        for problem in first_ones(sorted(of_file, key=lambda p: p.where.line or 0))
    ]
