"""The files of a project read for a test run: those that are valid, and what is wrong with the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from gmp_cad.errors import InvalidInputError, Problem
from gmp_cad.pytest_plugin.files import FIXTURE, PROCESS, PRODUCT, SPEC
from gmp_cad.pytest_plugin.outline import PRODUCT_SUBJECT, AssemblyFiles, Outline, PartFiles
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.layout import PARTS, fixture_folders, part_folders, relative
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.product import ProductSpec
from gmp_cad.spec.project import ProjectFiles, load_project
from gmp_cad.spec.project_folder import FIXTURES
from gmp_cad.spec.toml import Table, parse, read_text
from gmp_cad.standards.materials import Materials, database

TableT = TypeVar("TableT", bound=Table)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the files of a project say: ``files`` where all are valid, else the ``problems``.

    ``outline``: the items of the files that are valid.
    """

    files: ProjectFiles | None
    problems: tuple[Problem, ...]
    outline: Outline


def read_project(root: Path, *, strange: bool) -> Reading:
    """Read a project; ``strange``: it is a stranger's, nothing that leads out of it is followed."""
    try:
        files = load_project(root, strange=strange)
    except InvalidInputError as error:
        problems = error.problems
        faulty = {problem.where.file for problem in problems}
        found = _Valid(root, faulty)
        outline = Outline(root, tuple(found.parts()), tuple(found.assemblies()))
        return Reading(files=None, problems=problems, outline=outline)
    return Reading(files=files, problems=(), outline=_outline(files))


def _outline(files: ProjectFiles) -> Outline:
    parts = [
        PartFiles(subject=name, folder=f"{PARTS}/{name}", spec=spec, plan=files.plans.get(name))
        for name, spec in files.parts.items()
    ]
    assemblies = []
    if files.product is not None:
        assemblies.append(_product(files.product))
    for name, fixture in files.fixtures.items():
        assemblies.append(_fixture(name, fixture.spec))
        parts += [
            PartFiles(subject=f"{name}.{part}", folder=f"{FIXTURES}/{name}/{part}", spec=spec)
            for part, spec in fixture.parts.items()
        ]
    return Outline(files.root, tuple(parts), tuple(assemblies))


def _product(spec: ProductSpec | None) -> AssemblyFiles:
    file = f"{PARTS}/{PRODUCT}"
    return AssemblyFiles(subject=PRODUCT_SUBJECT, folder=PARTS, file=file, spec=spec)


def _fixture(name: str, spec: FixtureSpec | None) -> AssemblyFiles:
    folder = f"{FIXTURES}/{name}"
    return AssemblyFiles(subject=name, folder=folder, file=f"{folder}/{FIXTURE}", spec=spec)


@dataclass(frozen=True, slots=True)
class _Valid:
    """Reads, file by file, what is valid in a project that as a whole is not."""

    root: Path
    faulty: set[str]

    def parts(self) -> Iterator[PartFiles]:
        """Yield every part; what is not valid of it is None."""
        for path in part_folders(self.root / PARTS):
            yield self._part(path.name, path)
        for fixture in fixture_folders(self.root / FIXTURES):
            for path in part_folders(fixture):
                yield self._part(f"{fixture.name}.{path.name}", path)

    def assemblies(self) -> Iterator[AssemblyFiles]:
        """Yield the product and every fixture."""
        if (self.root / PARTS / PRODUCT).is_file():
            yield _product(self._table(self.root / PARTS / PRODUCT, ProductSpec))
        for path in fixture_folders(self.root / FIXTURES):
            yield _fixture(path.name, self._table(path / FIXTURE, FixtureSpec))

    def _part(self, subject: str, path: Path) -> PartFiles:
        return PartFiles(
            subject=subject, folder=relative(self.root, path),
            spec=self._table(path / SPEC, PartSpec), plan=self._table(path / PROCESS, ProcessPlan),
        )  # fmt: skip

    def _table(self, path: Path, table: type[TableT]) -> TableT | None:
        file = relative(self.root, path)
        if file in self.faulty or not path.is_file():
            return None
        try:
            # The workshop may be what is not valid: its materials are taken for granted here.
            known = Materials(database().entries, complete=False)
            return parse(read_text(path, file), file, table, known)
        except InvalidInputError:
            return None


def problems_by_file(problems: tuple[Problem, ...]) -> Mapping[str, tuple[Problem, ...]]:
    """Return the problems of each file, in their order."""
    found: dict[str, tuple[Problem, ...]] = {}
    for problem in problems:
        found[problem.where.file] = (*found.get(problem.where.file, ()), problem)
    return found
