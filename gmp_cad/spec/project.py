"""A project folder, read whole: every file parsed before anything is built, every error kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from gmp_cad.errors import GmpError, InvalidInputError, Problem, UsageError, Where, suggestion
from gmp_cad.language import Message
from gmp_cad.spec.part import PartSpec, check_name
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.product import Assembly, FixtureSpec, ProductSpec, published_sizes
from gmp_cad.spec.toml import InvalidValueError, Table, read
from gmp_cad.spec.workshop import Workshop, load_workshop

T = TypeVar("T")
TableT = TypeVar("TableT", bound=Table)


@dataclass(frozen=True, slots=True, kw_only=True)
class FixtureProject:
    """A fixture and its own parts."""

    spec: FixtureSpec
    parts: Mapping[str, PartSpec]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFiles:
    """All that a project says. ``root`` is its folder; parts are keyed by folder name."""

    root: Path
    parts: Mapping[str, PartSpec]
    plans: Mapping[str, ProcessPlan]
    product: ProductSpec | None
    fixtures: Mapping[str, FixtureProject]
    workshop: Workshop
    folders: Mapping[str, str] = field(default_factory=dict)


def find_project(start: Path) -> Path:
    """Return the nearest folder upward from ``start`` that holds ``parts/``."""
    for folder in (start, *start.parents):
        if (folder / "parts").is_dir():
            return folder
    raise UsageError(
        Message(
            "no project here: no folder upward from {folder!r} holds parts/", folder=start.name
        ),
        Message(
            "run the command inside a project, or give --project DIR, or start one with gmp-cad new"
        ),
    )


class _Problems:
    """Collects the problems of all files while reading goes on."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def attempt(self, action: Callable[[], T]) -> T | None:
        try:
            return action()
        except InvalidInputError as error:
            self.found.extend(error.problems)
        except InvalidValueError as error:
            self.found.append(Problem(Where(""), error.message, error.hint))
        except GmpError as error:
            self.found.append(Problem(Where(""), error.message, error.hint))
        return None


def load_project(root: Path) -> ProjectFiles:
    """Return everything that the project's files say.

    Raises :class:`~gmp_cad.errors.InvalidInputError` with all problems of all files.
    """
    problems = _Problems()
    parts = _load_parts(root, root / "parts", problems)
    plans = _load_plans(root, parts, problems)
    product = None
    if (root / "parts" / "product.toml").is_file():
        product = _read(root, root / "parts" / "product.toml", ProductSpec, problems)
    fixtures = _load_fixtures(root, problems)
    workshop = problems.attempt(lambda: _load_workshop(root))
    if not parts and not problems.found:
        message = Message("the project has no part: no folder of parts/ holds a spec.toml")
        problems.found.append(Problem(Where("parts"), message))
    if product is not None:
        known = _known_parts(root / "parts", parts)
        problems.found.extend(_cross_check(product, known, "parts/product.toml"))
    for name, fixture in fixtures.items():
        problems.found.extend(_cross_check_fixture(root, name, fixture, parts, plans))
    if problems.found or workshop is None:
        raise InvalidInputError(problems.found)
    return ProjectFiles(
        root=root, parts=parts, plans=plans, product=product, fixtures=fixtures, workshop=workshop
    )  # fmt: skip


def _relative(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


def _read(root: Path, path: Path, table: type[TableT], problems: _Problems) -> TableT | None:
    return problems.attempt(lambda: read(path, _relative(root, path), table))


def _load_workshop(root: Path) -> Workshop:
    path = root / "workshop.toml"
    return load_workshop(path if path.is_file() else None, "workshop.toml")


def _part_folders(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(p for p in folder.iterdir() if (p / "spec.toml").is_file())


def _load_parts(root: Path, folder: Path, problems: _Problems) -> dict[str, PartSpec]:
    parts: dict[str, PartSpec] = {}
    for path in _part_folders(folder):
        if _bad_name(root, path, problems):
            continue
        spec = _read(root, path / "spec.toml", PartSpec, problems)
        if spec is not None:
            parts[path.name] = spec.model_copy(update={"name": path.name})
        if not (path / "model.py").is_file():
            message = Message("the model is missing: expected {file}", file="model.py")
            problems.found.append(Problem(Where(_relative(root, path / "model.py")), message))
    return parts


def _bad_name(root: Path, path: Path, problems: _Problems) -> bool:
    try:
        check_name(path.name)
    except InvalidValueError as error:
        problems.found.append(Problem(Where(_relative(root, path)), error.message, error.hint))
        return True
    return False


def _load_plans(
    root: Path, parts: Mapping[str, PartSpec], problems: _Problems
) -> dict[str, ProcessPlan]:
    plans: dict[str, ProcessPlan] = {}
    for name in parts:
        path = root / "parts" / name / "process.toml"
        if path.is_file() and (plan := _read(root, path, ProcessPlan, problems)) is not None:
            plans[name] = plan.model_copy(update={"part": name})
    return plans


def _load_fixtures(root: Path, problems: _Problems) -> dict[str, FixtureProject]:
    folder = root / "fixtures_design"
    fixtures: dict[str, FixtureProject] = {}
    if not folder.is_dir():
        return fixtures
    for path in sorted(p for p in folder.iterdir() if (p / "fixture.toml").is_file()):
        if _bad_name(root, path, problems):
            continue
        spec = _read(root, path / "fixture.toml", FixtureSpec, problems)
        parts = _load_parts(root, path, problems)
        if spec is not None:
            named = spec.model_copy(update={"name": path.name})
            fixtures[path.name] = FixtureProject(spec=named, parts=parts)
    return fixtures


def _cross_check(
    assembly: Assembly, parts: Mapping[str, PartSpec | None], file: str
) -> Iterator[Problem]:
    """Yield what the assembly names and the project does not have.

    A part whose own file is invalid is None here: its faults are told where they are.
    """
    for item in assembly.items:
        if item.part is not None and item.part not in parts:
            yield Problem(
                item.where, Message("no part {name!r} in the project", name=item.part), suggestion(item.part, parts)
            )  # fmt: skip
    names = [item.name for item in assembly.items]
    for joint in assembly.joints:
        for name in (joint.a, joint.b):
            if name not in names:
                yield Problem(
                    joint.where,
                    Message("no item {name!r} in {file}", name=name, file=file),
                    suggestion(name, names),
                )
    for fit in assembly.fits:
        for line in (fit.hole, fit.shaft):
            yield from _check_fit_line(assembly, parts, line, fit.where)


def _check_fit_line(
    assembly: Assembly, parts: Mapping[str, PartSpec | None], line: str, where: Where
) -> Iterator[Problem]:
    owner, _, dimension = line.partition(".")
    item = assembly.item(owner)
    if item is None:
        names = [item.name for item in assembly.items]
        yield Problem(
            where,
            Message("no item {name!r} in {file}", name=owner, file=where.file),
            suggestion(owner, names),
        )
        return
    if item.part is None:
        known = list(published_sizes(item.standard or ""))
    elif (spec := parts.get(item.part)) is not None:
        known = list(spec.dimensions)
    else:
        return
    if dimension not in known:
        message = Message("{owner!r} has no dimension {name!r}", owner=owner, name=dimension)
        yield Problem(
            where,
            message,
            suggestion(dimension, known) or Message("known: {names}", names=", ".join(known)),
        )


def _known_parts(folder: Path, parts: Mapping[str, PartSpec]) -> dict[str, PartSpec | None]:
    return {path.name: parts.get(path.name) for path in _part_folders(folder)}


def _cross_check_fixture(
    root: Path,
    name: str,
    fixture: FixtureProject,
    parts: Mapping[str, PartSpec],
    plans: Mapping[str, ProcessPlan],
) -> Iterator[Problem]:
    file = f"fixtures_design/{name}/fixture.toml"
    known = _known_parts(root / "fixtures_design" / name, fixture.parts)
    yield from _cross_check(fixture.spec, known, file)
    identity = fixture.spec.fixture
    where = Where(file, "fixture.workpiece")
    if identity.workpiece not in parts:
        yield Problem(
            where,
            Message("no part {name!r} in the project", name=identity.workpiece),
            suggestion(identity.workpiece, parts),
        )
    elif identity.workpiece in plans:
        numbers = [p.number for p in plans[identity.workpiece].phases]
        if identity.phase not in numbers:
            message = Message(
                "{part} has no phase {phase}", part=identity.workpiece, phase=str(identity.phase)
            )
            yield Problem(
                Where(file, "fixture.phase"),
                message,
                Message("known: {names}", names=", ".join(map(str, numbers))),
            )
