"""What is asked to be adopted: files, ``FILE::EXPRESSION``, and the scripts below a folder."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gmp_cad.errors import Problem, UsageError, Where
from gmp_cad.language import Message
from gmp_cad.spec.layout import ASSEMBLY, FIXTURE, PRODUCT, SPEC, relative
from gmp_cad.spec.project_folder import find_project

SCRIPT, STEP = (".py",), (".step", ".stp", ".p21")
_SEPARATOR = "::"
_LARGEST_BYTES = 5_000_000
_NOT_ENTERED = frozenset(
    {"output", "tests", "test", "node_modules", "build", "dist", "site-packages"}
)
_NOT_LOOKED_AT = frozenset({"setup.py", "conftest.py"})
# Whoever exports a solid has made one, though it shows none.
_SHOWING = frozenset({"show_object", "show", "show_all", "export", "exportStep", "exportStl"})
_BUILD123D = "build123d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A file to be adopted, by its path in the project; ``expression``: what of it, None: all.

    ``found``: in a folder; nobody named it, so that it may offer nothing.
    """

    file: str
    expression: str | None = None
    found: bool = False

    @property
    def is_step(self) -> bool:
        """Whether it is a solid to be read, not a script to be run."""
        return self.file.lower().endswith(STEP)

    @property
    def said(self) -> str:
        """How it is written on the command line."""
        return self.file if self.expression is None else f"{self.file}{_SEPARATOR}{self.expression}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be looked at, what is refused before, and which scripts of folders show nothing."""

    targets: tuple[Target, ...]
    problems: tuple[Problem, ...]
    passed_over: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How parts are adopted: ``material`` of all of them, "" where it is not known.

    ``whole``: an assembly is one part of several bodies, not a product.
    """

    material: str = ""
    whole: bool = False
    lang: str = "fr"
    jobs: int | None = None


def project_to_be(given: Path | None, start: Path) -> Path:
    """Return the folder that is, or becomes, the project: named, holding ``parts/``, or the repository."""
    if given is not None:
        if not given.is_dir():
            raise UsageError(Message("{folder} is not a folder", folder=str(given)))
        return given.resolve()
    try:
        return find_project(start)
    except UsageError:
        return next((f for f in (start, *start.parents) if (f / ".git").exists()), start)


def asked(words: Sequence[str], root: Path, start: Path) -> Asked:
    """Return what the words of the command line mean; ``start``: the current folder."""
    targets: dict[Target, None] = {}
    problems: list[Problem] = []
    passed_over: list[str] = []
    for word in words:
        name, separator, expression = word.partition(_SEPARATOR)
        path = (start / name).resolve()
        if path.is_dir() and not separator and path.is_relative_to(root):
            for script in _scripts(path):
                file = relative(root, script)
                tree = _tree(script)
                # one that is no Python any more is run, to tell where
                if _shows(tree) if tree is not None else _speaks_of_cadquery(script):
                    targets[Target(file=file, found=True)] = None
                elif tree is not None and _imports(tree, "cadquery"):
                    passed_over.append(file)
            continue
        problem = _refusal(word, path, root, expression if separator else None)
        if problem is not None:
            problems.append(problem)
        else:
            targets[Target(file=relative(root, path), expression=expression.strip() or None)] = None
    return Asked(tuple(targets), tuple(problems), tuple(dict.fromkeys(passed_over)))


def _refusal(word: str, path: Path, root: Path, expression: str | None) -> Problem | None:
    """Return why a file cannot be looked at; None where it can."""
    where = Where(word)
    if not path.exists():
        return Problem(where, Message("there is no such file or folder"))
    if not path.is_relative_to(root):
        return Problem(
            where, Message("it stands outside of the project {folder}", folder=str(root)),
            Message("copy it into the project, or name another project with --project"),
        )  # fmt: skip
    if path.suffix.lower() not in SCRIPT + STEP or not path.is_file():
        return Problem(
            where, Message("it is neither a CadQuery script nor a STEP file"),
            Message("give FILE.py, FILE.py::NAME, FILE.step, or a folder of scripts"),
        )  # fmt: skip
    if expression is not None:
        return _refused_expression(where, expression, path)
    if path.suffix.lower() in SCRIPT:
        tree = _tree(path)
        if tree is not None and _imports(tree, _BUILD123D) and not _imports(tree, "cadquery"):
            return Problem(
                where, Message("it is a script of build123d, not of CadQuery"),
                Message("let it export a STEP file, and adopt that"),
            )  # fmt: skip
    return None


def _refused_expression(where: Where, expression: str, path: Path) -> Problem | None:
    if path.suffix.lower() in STEP:
        return Problem(
            where, Message("a STEP file is adopted whole: leave out ::{name}", name=expression)
        )
    try:
        ast.parse(expression.strip(), mode="eval")
    except (SyntaxError, ValueError):
        return Problem(
            where, Message("{text!r} is no expression of Python", text=expression),
            Message("for example {example}", example="lib/bracket.py::make_bracket(width=20)"),
        )  # fmt: skip
    return None


# ---- the scripts below a folder ----


def _scripts(folder: Path) -> Iterator[Path]:
    """Yield the scripts of a folder and of those below, but for environments and parts."""
    is_assembled = any((folder / name).is_file() for name in (PRODUCT, FIXTURE))
    passed_over = _NOT_LOOKED_AT | ({ASSEMBLY} if is_assembled else set())
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "test_")) or path.is_symlink():
            continue
        if path.is_dir():
            is_own = any((path / name).is_file() for name in ("pyvenv.cfg", SPEC))
            if path.name not in _NOT_ENTERED and not is_own:
                yield from _scripts(path)
        elif path.suffix in SCRIPT and path.name not in passed_over:
            yield path


def _tree(path: Path) -> ast.Module | None:
    """Return what a script says; None of one that is no Python: running it tells why."""
    try:
        return ast.parse(path.read_bytes()) if path.stat().st_size <= _LARGEST_BYTES else None
    except (OSError, SyntaxError, ValueError):
        return None


def _speaks_of_cadquery(path: Path) -> bool:
    try:
        return path.stat().st_size <= _LARGEST_BYTES and b"cadquery" in path.read_bytes()
    except OSError:
        return False


def _shows(tree: ast.Module) -> bool:
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    names = (c.id if isinstance(c, ast.Name) else getattr(c, "attr", "") for c in calls)
    return not _SHOWING.isdisjoint(names)


def _imports(tree: ast.Module, package: str) -> bool:
    for node in ast.walk(tree):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else (
            [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        )  # fmt: skip
        if any(name.partition(".")[0] == package for name in names):
            return True
    return False
